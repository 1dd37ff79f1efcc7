"""Each rule by example: what it refuses, what lifts it, and its edges."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from callsheet.core.facts import Abandonment, Email, Place, Registry, Relationship
from callsheet.core.law import decide
from tests.core.law_world import RULES, TUESDAY_11_AM, asked, at_home, clean, days_ago, local, moved, refusals

NEW_YORK, CHICAGO, DENVER = (ZoneInfo(f"America/{city}") for city in ("New_York", "Chicago", "Denver"))


def listed(**changes):
    return clean(registry=Registry(days_ago(5), listed=True), **changes)


def test_the_clean_call_is_allowed():
    decision = asked(clean())
    assert (decision.allowed, decision.rule, decision.reasons) == (True, "OK", ())
    assert decision.until == datetime(2026, 11, 25, 2, tzinfo=UTC)
    assert decision.attempts_left == 3
    assert decision.warnings == ()


# ---------------------------------------------------------------- the owner's word and the listing


@pytest.mark.parametrize("channel", ["call", "text", "email", "recorded", "voicemail_drop", "ai_voice"])
@pytest.mark.parametrize(("field", "rule"), [("internal_do_not_call", "DNC_INTERNAL"), ("revoked", "REVOKED")])
def test_nothing_lifts_the_owners_word_on_any_channel(channel, field, rule):
    everything = {
        "written_consent": True,
        "invited": True,
        "personal_relationship": True,
        "relationship": Relationship("purchase", days_ago(1)),
        "email": Email(True, False),
    }
    assert refusals(clean(channel=channel, **{field: True}, **everything)) == [rule]


@pytest.mark.parametrize("status", ["Expired", "Canceled"])
def test_callable_statuses(status):
    assert refusals(clean(listing_status=status)) == []


@pytest.mark.parametrize(
    "status",
    [
        "Active",
        "Active Under Contract",
        "Pending",
        "Coming Soon",
        "Closed",
        "Withdrawn",
        "Hold",
        "Delete",
        None,
        "Incomplete",
        "expired",
        "Cancelled",
        "Terminated",
        "",
    ],
)
def test_any_other_status_is_listed(status):
    assert refusals(clean(listing_status=status)) == ["LISTED"]


def test_a_status_is_fresh_for_exactly_its_hours():
    day_old = TUESDAY_11_AM - timedelta(hours=24)
    assert refusals(clean(listing_seen_at=day_old)) == []
    assert refusals(clean(listing_seen_at=day_old - timedelta(seconds=1))) == ["STATUS_STALE"]
    assert refusals(clean(listing_seen_at=day_old - timedelta(seconds=1), listing_fresh_hours=25)) == []
    assert refusals(clean(listing_seen_at=TUESDAY_11_AM + timedelta(hours=1))) == []


def test_an_old_status_is_stale_whatever_it_says():
    old = TUESDAY_11_AM - timedelta(days=9)
    assert refusals(clean(listing_status="Active", listing_seen_at=old)) == ["LISTED", "STATUS_STALE"]
    assert refusals(clean(listing_status=None, listing_seen_at=old)) == ["LISTED", "STATUS_STALE"]


# ---------------------------------------------------------------- what is not known


def test_without_a_moment_nothing_timed_is_said():
    facts = clean(at=None, earlier=(TUESDAY_11_AM,) * 4, listing_seen_at=TUESDAY_11_AM)
    decision = asked(facts)
    assert [reason.rule for reason in decision.reasons] == ["UNKNOWN_INPUT"]
    assert decision.next_allowed_at is None
    assert decision.attempts_left is None


def test_a_relationship_of_an_unknown_day_excepts_nothing():
    assert "DNC_NATIONAL" in refusals(listed(at=None, relationship=Relationship("purchase", days_ago(1))))


@pytest.mark.parametrize(
    "changes",
    [
        {"number": None},
        {"number": "+18885550123"},
        {"number": "+16135550123"},
        {"number": "4045550123"},
        {"property": Place("ON", ("America/Toronto",))},
        {"property": Place(None)},
        {"mailing": Place("ZZ")},
        {"property": Place("GA", ("America/Atlanta",))},
        {"property": Place("GA", ("../../etc/passwd",))},
    ],
)
def test_places_nobody_knows_refuse(changes):
    assert refusals(clean(**changes)) == ["JURISDICTION_UNKNOWN"]


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "America"])
def test_a_caller_zone_nobody_knows_refuses(zone):
    assert refusals(clean(caller_zone=zone)) == ["UNKNOWN_INPUT"]


def test_an_email_needs_no_place():
    assert refusals(clean(channel="email", number=None, property=None, email=Email(True, False))) == []


def test_what_cannot_be_read_of_a_telephone_does_not_refuse_an_email():
    strange = {"unreadable": ("earlier",), "caller_zone": "Mars/Olympus", "property": Place("ZZ")}
    assert refusals(clean(channel="email", email=Email(True, False), **strange)) == []


def test_an_email_without_its_moment_or_form():
    assert refusals(clean(channel="email", email=None, at=None)) == ["UNKNOWN_INPUT", "EMAIL_FORM"]


@pytest.mark.parametrize(
    ("abandoned", "answered", "rules"),
    [(3, 100, []), (30_001, 1_000_000, ["ABANDON"]), (0, 0, []), (1, 0, ["ABANDON"]), (10, 300, ["ABANDON"])],
)
def test_three_in_a_hundred_abandoned_is_the_most(abandoned, answered, rules):
    assert refusals(clean(abandonment=Abandonment(abandoned, answered))) == rules


# ---------------------------------------------------------------- the registry


@pytest.mark.parametrize(("age", "rules"), [(0, []), (31, []), (32, ["REGISTRY_STALE"]), (-1, [])])
def test_a_copy_serves_31_days(age, rules):
    assert refusals(clean(registry=Registry(days_ago(age), listed=False))) == rules


def test_a_number_said_to_be_listed_refuses_also_without_a_day():
    facts = clean(registry=Registry(None, listed=True))
    assert refusals(facts) == ["REGISTRY_MISSING", "DNC_NATIONAL"]
    assert "has no date" in asked(facts).because


def test_a_copys_age_is_counted_by_the_utc_day():
    """Half past seven in the evening of the 31st day in Maryland is already the 32nd by UTC."""
    evening = datetime(2026, 11, 25, 0, 30, tzinfo=UTC)
    copy = Registry(date(2026, 10, 25), listed=False)
    assert refusals(clean(at=evening, registry=copy)) == []
    assert refusals(clean(at=evening, registry=replace(copy, copied_on=date(2026, 10, 24)))) == ["REGISTRY_STALE"]


@pytest.mark.parametrize("evidence", ["copy", "vendor", "lookup"])
def test_every_kind_of_evidence_grows_old(evidence):
    assert refusals(clean(registry=Registry(days_ago(32), False, evidence))) == ["REGISTRY_STALE"]


@pytest.mark.parametrize(
    "exception",
    [
        {"written_consent": True},
        {"invited": True},
        {"personal_relationship": True},
        {"relationship": Relationship("purchase", days_ago(540))},
        {"relationship": Relationship("inquiry", days_ago(90))},
    ],
)
def test_what_lifts_the_registry_lifts_all_of_it(exception):
    for registry in (None, Registry(None, False), Registry(days_ago(40), True), Registry(days_ago(1), True)):
        assert refusals(clean(registry=registry)) != []
        assert refusals(clean(registry=registry, **exception)) == []


@pytest.mark.parametrize(
    "relationship",
    [
        Relationship("purchase", days_ago(541)),
        Relationship("inquiry", days_ago(91)),
        Relationship("purchase", days_ago(-1)),
    ],
)
def test_relationships_too_old_or_still_to_come(relationship):
    assert refusals(listed(relationship=relationship)) == ["DNC_NATIONAL"]


# ---------------------------------------------------------------- the states' own lists


def test_a_state_list_matters_only_where_a_state_keeps_one():
    assert refusals(clean(state_list="missing")) == []
    assert refusals(clean(state_list="listed")) == []
    assert refusals(at_home("TX", state_list="missing")) == ["STATE_LIST_MISSING"]
    assert refusals(at_home("TX", state_list="listed")) == ["DNC_STATE"]
    assert refusals(clean(mailing=Place("IN"), state_list="listed")) == ["DNC_STATE"]


@pytest.mark.parametrize(
    ("exception", "is_lifted"),
    [
        ({"written_consent": True}, True),
        ({"invited": True}, True),
        ({"personal_relationship": True}, False),
        ({"relationship": Relationship("purchase", days_ago(540))}, True),
        ({"relationship": Relationship("inquiry", days_ago(91))}, False),
    ],
)
def test_what_lifts_a_state_list(exception, is_lifted):
    assert refusals(at_home("TX", state_list="listed", **exception)) == ([] if is_lifted else ["DNC_STATE"])


def test_pennsylvania_excepts_a_purchase_for_365_days():
    for days, rules in ((365, []), (366, ["DNC_STATE"])):
        related = {"relationship": Relationship("purchase", days_ago(days))}
        assert refusals(at_home("PA", state_list="listed", **related)) == rules
    related = {"relationship": Relationship("inquiry", days_ago(90))}
    assert refusals(at_home("PA", state_list="listed", **related)) == []


def test_of_two_lists_the_stricter_state_decides():
    facts = at_home(
        "TX", mailing=Place("PA"), state_list="listed", relationship=Relationship("purchase", days_ago(400))
    )
    [reason] = asked(facts).reasons
    assert reason.rule == "DNC_STATE"
    assert "Pennsylvania" in reason.because
    assert "Texas" not in reason.because


# ---------------------------------------------------------------- consent


@pytest.mark.parametrize("channel", ["recorded", "voicemail_drop", "ai_voice"])
def test_recorded_voices_need_signed_consent(channel):
    invited = {"invited": True, "relationship": Relationship("purchase", days_ago(1))}
    assert refusals(clean(channel=channel, **invited)) == ["CONSENT_RECORDED"]
    assert refusals(clean(channel=channel, written_consent=True)) == []


@pytest.mark.parametrize("channel", ["recorded", "voicemail_drop", "ai_voice"])
def test_washington_bans_recorded_voices_even_with_consent(channel):
    facts = at_home("WA", channel=channel, written_consent=True)
    at = datetime(2026, 11, 24, 19, tzinfo=UTC)
    [reason] = asked(moved(facts, at)).reasons
    assert reason.rule == "RECORDED_BAN_STATE"
    assert reason.is_law is (channel != "ai_voice")


def test_texts_need_consent_by_policy_and_in_washington_by_law():
    for home, is_law in (("GA", False), ("WA", True)):
        facts = moved(at_home(home, channel="text"), datetime(2026, 11, 24, 19, tzinfo=UTC))
        [reason] = asked(facts).reasons
        assert (reason.rule, reason.is_law) == ("CONSENT_TEXT", is_law)
        assert refusals(replace(facts, invited=True)) == []
        assert refusals(replace(facts, written_consent=True)) == []
        assert refusals(replace(facts, relationship=Relationship("purchase", days_ago(1)))) == ["CONSENT_TEXT"]


@pytest.mark.parametrize(
    ("exception", "is_lifted"),
    [
        ({"written_consent": True}, True),
        ({"relationship": Relationship("purchase", days_ago(540))}, True),
        ({"relationship": Relationship("inquiry", days_ago(90))}, True),
        ({"invited": True}, False),
        ({"personal_relationship": True}, False),
    ],
)
def test_connecticut_wants_signed_consent_or_a_relationship(exception, is_lifted):
    assert refusals(at_home("CT", **exception)) == ([] if is_lifted else ["CONSENT_STATE"])


@pytest.mark.parametrize(
    ("state", "launch", "refused"),
    [
        ("FL", "by_hand", False),
        ("FL", "clicked", False),
        ("FL", "selected_by_machine", True),
        ("MD", "by_hand", False),
        ("MD", "clicked", True),
        ("MD", "selected_by_machine", True),
        ("OK", "clicked", True),
        ("GA", "selected_by_machine", False),
    ],
)
def test_machines_that_select_or_dial(state, launch, refused):
    facts = at_home(state, launch=launch)
    assert refusals(facts) == (["CONSENT_STATE_AUTO"] if refused else [])
    if refused:
        lifts_nothing = {"invited": True, "relationship": Relationship("purchase", days_ago(1))}
        assert refusals(replace(facts, **lifts_nothing)) == ["CONSENT_STATE_AUTO"]
        assert refusals(replace(facts, written_consent=True)) == []


def test_a_recorded_voice_is_automated_however_it_is_launched():
    assert refusals(at_home("FL", channel="recorded", launch="by_hand")) == ["CONSENT_RECORDED", "CONSENT_STATE_AUTO"]


@pytest.mark.parametrize("state", ["AZ", "LA", "NJ"])
@pytest.mark.parametrize("line", ["mobile", "voip", "unknown"])
def test_no_cold_call_to_what_may_be_a_mobile(state, line):
    facts = moved(at_home(state, line_type=line), datetime(2026, 11, 24, 18, tzinfo=UTC))
    assert refusals(facts) == ["MOBILE_STATE"]
    assert refusals(replace(facts, line_type="landline")) == []
    for exception in (
        {"written_consent": True},
        {"invited": True},
        {"relationship": Relationship("inquiry", days_ago(90))},
    ):
        assert refusals(replace(facts, **exception)) == []
    assert refusals(replace(facts, personal_relationship=True)) == ["MOBILE_STATE"]


@pytest.mark.parametrize(
    ("reassigned", "georgia", "maine"),
    [
        ("no", [], []),
        ("yes", ["REASSIGNED"], ["REASSIGNED"]),
        ("no_data", [], ["REASSIGNED"]),
        (None, [], ["REASSIGNED"]),
    ],
)
def test_reassigned_numbers(reassigned, georgia, maine):
    assert refusals(clean(reassigned=reassigned, written_consent=True)) == georgia
    assert refusals(at_home("ME", reassigned=reassigned, written_consent=True)) == maine


@pytest.mark.parametrize(("state", "rules"), [("NY", ["EMERGENCY_STATE"]), ("LA", ["EMERGENCY_STATE"]), ("GA", [])])
def test_emergencies_where_a_law_names_them(state, rules):
    facts = moved(at_home(state, emergency_declared=True, written_consent=True), TUESDAY_11_AM)
    assert refusals(facts) == rules


# ---------------------------------------------------------------- days and hours


@pytest.mark.parametrize(
    ("state", "zone", "parts", "rules"),
    [
        ("GA", NEW_YORK, (2026, 11, 24, 7, 59, 59), ["HOURS_FED"]),
        ("GA", NEW_YORK, (2026, 11, 24, 8), []),
        ("GA", NEW_YORK, (2026, 11, 24, 20, 59, 59), []),
        ("GA", NEW_YORK, (2026, 11, 24, 21), ["HOURS_FED"]),
        ("KY", NEW_YORK, (2026, 11, 24, 9, 59), ["HOURS_STATE"]),
        ("RI", NEW_YORK, (2026, 11, 21, 9, 59), ["HOURS_STATE"]),
        ("RI", NEW_YORK, (2026, 11, 21, 17), ["HOURS_STATE"]),
        ("SD", CHICAGO, (2026, 11, 22, 12), ["SUNDAY_STATE"]),
        ("PA", NEW_YORK, (2026, 10, 17, 20, 59), []),
        ("PA", NEW_YORK, (2026, 10, 19, 19), ["HOURS_STATE"]),
        ("PA", NEW_YORK, (2026, 7, 3, 12), ["HOLIDAY_STATE"]),
        ("MS", CHICAGO, (2026, 7, 15, 8, 59), ["HOURS_STATE"]),
        ("MS", CHICAGO, (2026, 7, 15, 9), []),
        ("MS", CHICAGO, (2026, 7, 15, 19, 59), []),
        ("MS", CHICAGO, (2026, 7, 15, 20), ["HOURS_STATE"]),
    ],
)
def test_hours_by_the_minute(state, zone, parts, rules):
    facts = at_home(state, zone=zone.key, state_list="clear")
    assert refusals(local(facts, zone, *parts)) == rules


def test_a_state_reached_by_mail_binds_on_every_clock():
    """Home in Georgia, mail in Texas: Texas opens at nine on both clocks, so ten in Georgia."""
    facts = clean(mailing=Place("TX", ("America/Chicago",)))
    opening = datetime(2026, 11, 24, 15, tzinfo=UTC)
    assert refusals(replace(facts, at=opening - timedelta(seconds=1))) == ["HOURS_STATE"]
    assert refusals(replace(facts, at=opening)) == []


def test_mississippis_clock_is_for_mississippis_rule_only():
    """8:30 am in summer by Chicago is 7:30 standard: Mississippi's hours refuse, the nation's do not."""
    facts = local(at_home("MS", zone="America/Chicago"), CHICAGO, 2026, 7, 15, 8, 30)
    assert refusals(facts) == ["HOURS_STATE"]


def test_north_carolina_binds_the_callers_clock_when_it_is_known():
    early = local(at_home("NC"), NEW_YORK, 2026, 11, 24, 9)
    assert refusals(early) == []
    assert refusals(replace(early, caller_zone="America/Los_Angeles")) == ["HOURS_STATE"]
    assert refusals(replace(early, caller_zone="America/New_York")) == []
    georgia = local(clean(caller_zone="America/Los_Angeles"), NEW_YORK, 2026, 11, 24, 9)
    assert refusals(georgia) == []


@pytest.mark.parametrize("permission", ["invited", "written_consent"])
def test_permission_lifts_utahs_days_and_hours_but_not_the_nations(permission):
    sunday = local(at_home("UT"), DENVER, 2026, 11, 22, 12)
    holiday = local(at_home("UT"), DENVER, 2026, 7, 24, 12)
    night = local(at_home("UT"), DENVER, 2026, 11, 24, 21)
    assert (refusals(sunday), refusals(holiday)) == (["SUNDAY_STATE"], ["HOLIDAY_STATE"])
    assert refusals(replace(sunday, **{permission: True})) == []
    assert refusals(replace(holiday, **{permission: True})) == []
    assert refusals(replace(night, **{permission: True})) == ["HOURS_FED"]
    assert refusals(local(at_home("AL", **{permission: True}), CHICAGO, 2026, 11, 22, 12)) == ["SUNDAY_STATE"]


@pytest.mark.parametrize(
    ("state", "parts", "rules"),
    [
        ("NE", (2026, 11, 22, 12, 30), ["HOURS_STATE"]),
        ("NE", (2026, 11, 22, 14, 30), []),
        ("ME", (2026, 11, 21, 12), ["DAY_STATE"]),
        ("ME", (2026, 11, 22, 12), ["SUNDAY_STATE"]),
        ("ME", (2026, 11, 24, 17), ["HOURS_STATE"]),
        ("IL", (2026, 11, 24, 8, 30), ["HOURS_STATE"]),
    ],
)
def test_recorded_voices_have_further_hours(state, parts, rules):
    zone = ZoneInfo(RULES.states[state].zones[0])
    recorded = at_home(state, zone=zone.key, channel="recorded", written_consent=True)
    assert refusals(local(recorded, zone, *parts)) == rules
    assert refusals(local(replace(recorded, channel="call"), zone, *parts)) == []


def test_clocks_change_with_the_tz_database():
    """The morning clocks go forward: eight o'clock is 12:00 UTC, the day before it was 13:00."""
    for day, hour in ((13, 13), (14, 12)):
        at = datetime(2027, 3, day, hour, tzinfo=UTC)
        assert refusals(moved(clean(), at)) == []
        assert refusals(moved(clean(), at - timedelta(minutes=1))) == ["HOURS_FED"]


@pytest.mark.parametrize("facts", [clean(), clean(revoked=True), clean(property=None)])
def test_a_list_gets_the_same_answer_without_the_checks(facts):
    whole = decide(facts, RULES)
    assert whole.checks
    assert decide(facts, RULES, explain=False) == replace(whole, checks=())
