"""Reading proposed attempts: what is absent, what is strange, and that it is always the stricter reading."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from callsheet.core.facts import Abandonment, Email, Facts, Place, Registry, Relationship, as_json, from_json, moment
from tests.core.law_world import asked, attempts, clean


def test_an_empty_object_has_every_default():
    assert from_json({}) == Facts()


def test_null_counts_as_absent_save_where_it_means_that_nobody_asked():
    names = [name for name in Facts.__dataclass_fields__ if name != "unreadable"]
    read = from_json(dict.fromkeys(names))
    assert read.reassigned is None
    assert from_json({name: None for name in names if name != "reassigned"}) == Facts()


def test_extra_fields_are_ignored():
    assert from_json({"id": 7, "note": "x", "expect": {}, "colour": "red"}) == Facts()


def test_every_field_is_read():
    read = from_json(
        {
            "at": "2026-11-24T08:05:00-05:00",
            "channel": "text",
            "launch": "clicked",
            "number": "+14105550142",
            "line_type": "voip",
            "property": {"state": "MD", "zones": ["America/New_York"]},
            "mailing": {"state": "TX", "zones": None},
            "listing_status": "Canceled",
            "listing_seen_at": "2026-11-24T11:00:00Z",
            "listing_fresh_hours": 48,
            "listing_because": "Canceled Nov 22",
            "registry": {"copied_on": "2026-11-19", "listed": True, "evidence": "vendor"},
            "state_list": "clear",
            "internal_do_not_call": True,
            "revoked": True,
            "written_consent": True,
            "invited": True,
            "personal_relationship": True,
            "relationship": {"kind": "inquiry", "on": "2026-11-01"},
            "reassigned": "no_data",
            "emergency_declared": True,
            "caller_id": False,
            "abandonment": {"abandoned": 1, "answered": 50},
            "earlier": ["2026-11-24T12:00:00Z", "2026-11-23T12:00:00Z"],
            "email": {"postal_address": True, "opted_out": True},
            "caller_zone": "America/Denver",
            "caller_licensed": False,
            "caller_licence": "CO",
            "assistants_may_dial": ["CO", "UT"],
        }
    )
    assert read == Facts(
        at=datetime(2026, 11, 24, 13, 5, tzinfo=UTC),
        channel="text",
        launch="clicked",
        number="+14105550142",
        line_type="voip",
        property=Place("MD", ("America/New_York",)),
        mailing=Place("TX"),
        listing_status="Canceled",
        listing_seen_at=datetime(2026, 11, 24, 11, tzinfo=UTC),
        listing_fresh_hours=48,
        listing_because="Canceled Nov 22",
        registry=Registry(date(2026, 11, 19), True, "vendor"),
        state_list="clear",
        internal_do_not_call=True,
        revoked=True,
        written_consent=True,
        invited=True,
        personal_relationship=True,
        relationship=Relationship("inquiry", date(2026, 11, 1)),
        reassigned="no_data",
        emergency_declared=True,
        caller_id=False,
        abandonment=Abandonment(1, 50),
        earlier=(datetime(2026, 11, 23, 12, tzinfo=UTC), datetime(2026, 11, 24, 12, tzinfo=UTC)),
        email=Email(True, True),
        caller_zone="America/Denver",
        caller_licensed=False,
        caller_licence="CO",
        assistants_may_dial=("CO", "UT"),
    )


@pytest.mark.parametrize(
    ("field", "strange", "counts_as"),
    [
        ("channel", "fax", None),
        ("launch", "by_magic", "selected_by_machine"),
        ("line_type", "satellite", "unknown"),
        ("state_list", "perhaps", "missing"),
        ("written_consent", "yes", False),
        ("written_consent", 1, False),
        ("invited", "true", False),
        ("personal_relationship", "cousin", False),
        ("internal_do_not_call", "no", True),
        ("revoked", 0, True),
        ("emergency_declared", "flood", True),
        ("caller_id", "no", False),
        ("relationship", {"kind": "friend", "on": "2026-11-01"}, None),
        ("relationship", {"kind": "purchase", "on": "last May"}, None),
        ("relationship", "purchase", None),
        ("registry", {"copied_on": "2026-11-19"}, None),
        ("registry", {"copied_on": "2026-11-19", "listed": "no"}, None),
        ("registry", {"copied_on": "soon", "listed": False}, Registry(None, False)),
        ("number", 4105550142, None),
        ("listing_status", 5, None),
        ("listing_fresh_hours", -1, 24),
        ("listing_fresh_hours", 10**12, 24),
        ("caller_id", 1, False),
        ("registry", {"copied_on": None, "listed": True}, Registry(None, True)),
        ("email", "hello", None),
        ("email", {"postal_address": "yes", "opted_out": "?"}, Email(False, True)),
        ("at", "2026-11-24T13:00:00", None),
        ("at", "tomorrow", None),
        ("at", 1764000000, None),
        ("at", "0001-01-01T00:00:00Z", None),
        ("at", "9999-12-31T23:59:59Z", None),
    ],
)
def test_a_strange_value_counts_as_the_strictest(field, strange, counts_as):
    read = from_json({field: strange})
    assert getattr(read, field) == counts_as
    assert read.unreadable == ()


@pytest.mark.parametrize(
    ("field", "strange", "named"),
    [
        ("property", "Maryland", "property"),
        ("property", {"state": "MD", "zones": "America/New_York"}, "property.zones"),
        ("mailing", {"state": "MD", "zones": [5]}, "mailing.zones"),
        ("mailing", 21014, "mailing"),
        ("listing_seen_at", "this morning", "listing_seen_at"),
        ("abandonment", {"abandoned": 3}, "abandonment"),
        ("abandonment", {"abandoned": 1.5, "answered": 10}, "abandonment"),
        ("abandonment", [1, 2], "abandonment"),
        ("earlier", ["2026-11-24T12:00:00Z", "noon"], "earlier"),
        ("earlier", "2026-11-24T12:00:00Z", "earlier"),
        ("earlier", ["9999-12-31T23:00:00Z"], "earlier"),
        ("reassigned", "maybe", "reassigned"),
        ("reassigned", True, "reassigned"),
        ("caller_zone", -5, "caller_zone"),
    ],
)
def test_what_has_no_strictest_value_is_named_and_refuses(field, strange, named):
    read = from_json(as_json(clean()) | {field: strange})
    assert read.unreadable == (named,)
    decision = asked(read)
    assert "UNKNOWN_INPUT" in [reason.rule for reason in decision.reasons]
    [reason] = [reason for reason in decision.reasons if reason.rule == "UNKNOWN_INPUT"]
    assert named.replace("_", " ").casefold() in reason.because.casefold()


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2026-11-24T13:00:00Z", datetime(2026, 11, 24, 13, tzinfo=UTC)),
        ("2026-11-24t13:00:00z", datetime(2026, 11, 24, 13, tzinfo=UTC)),
        ("2026-11-24T08:00:00-05:00", datetime(2026, 11, 24, 13, tzinfo=UTC)),
        ("2026-11-24T13:00:00.25Z", datetime(2026, 11, 24, 13, 0, 0, 250_000, tzinfo=UTC)),
        ("2026-11-24", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("", None),
        (None, None),
    ],
)
def test_moments_need_their_offset(text, read):
    assert moment(text) == read


def test_empty_zones_mean_every_zone_of_the_state():
    assert from_json({"property": {"state": "TX", "zones": []}}).property == Place("TX", None)


@given(attempts())
def test_facts_survive_their_public_form(facts):
    assert from_json(as_json(facts)) == facts


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(Facts.__dataclass_fields__)), json_values))
def test_nothing_a_line_may_hold_raises_or_is_allowed_by_accident(given_facts):
    assert not asked(from_json(given_facts)).allowed
