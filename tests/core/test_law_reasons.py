"""What a refusal says, what it cites, whether it is law, and what the page of checks shows."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from callsheet.core.facts import Email, Place, Registry, Relationship
from callsheet.core.law_words import both, hour, hours, week
from tests.core.law_world import RULES, TUESDAY_11_AM, asked, at_home, clean, local, moved

NEW_YORK = ZoneInfo("America/New_York")


def because(facts, rule: str) -> str:
    return next(reason.because for reason in asked(facts).reasons if reason.rule == rule)


def is_law(facts, rule: str) -> bool:
    return next(reason.is_law for reason in asked(facts).reasons if reason.rule == rule)


@pytest.mark.parametrize(
    ("facts", "rule", "sentence"),
    [
        (
            local(at_home("FL", zone="America/New_York"), NEW_YORK, 2026, 11, 24, 20, 30),
            "HOURS_STATE",
            "It is 8:30 pm in Florida, and Florida allows calls only from 8 am to 8 pm.",
        ),
        (
            local(clean(number="+13055550123"), NEW_YORK, 2026, 11, 24, 20, 30),
            "HOURS_STATE",
            "It is 8:30 pm in Georgia, and Florida, where the number is from, allows calls only from 8 am to 8 pm.",
        ),
        (
            local(clean(mailing=Place("FL", ("America/New_York",))), NEW_YORK, 2026, 11, 24, 20, 30),
            "HOURS_STATE",
            "It is 8:30 pm in Georgia, and Florida, where the owner's mail goes, allows calls only from 8 am to 8 pm.",
        ),
        (
            local(at_home("TX", zone="America/Chicago"), ZoneInfo("America/Chicago"), 2026, 11, 22, 11, 30),
            "HOURS_STATE",
            "It is 11:30 am in Texas, and Texas allows calls only from noon to 9 pm on Sundays.",
        ),
        (
            local(at_home("TX", property=None), ZoneInfo("America/Chicago"), 2026, 11, 24, 8, 30),
            "HOURS_STATE",
            "It is 8:30 am in Texas, and Texas allows calls only from 9 am to 9 pm.",
        ),
        (
            local(clean(), NEW_YORK, 2026, 11, 24, 7, 30),
            "HOURS_FED",
            "It is 7:30 am in Georgia, and federal law allows calls only from 8 am to 9 pm.",
        ),
        (
            local(clean(number="+17735550123"), NEW_YORK, 2026, 11, 24, 8, 30),
            "HOURS_FED",
            "It may be 7:30 am for the owner (Central time), and federal law allows calls only from 8 am to 9 pm.",
        ),
        (
            local(at_home("MS"), ZoneInfo("America/Chicago"), 2026, 7, 15, 8, 30),
            "HOURS_STATE",
            "It is 7:30 am in Central Standard time (the clock Mississippi's law names), and Mississippi allows calls "
            "only from 8 am to 8 pm.",
        ),
        (
            local(at_home("NC", caller_zone="America/Los_Angeles"), NEW_YORK, 2026, 11, 24, 9),
            "HOURS_STATE",
            "It is 6:00 am in the place you call from, and North Carolina allows calls only from 8 am to 9 pm.",
        ),
        (
            local(at_home("AL"), ZoneInfo("America/Chicago"), 2026, 11, 22, 12),
            "SUNDAY_STATE",
            "It is Sunday in Alabama, and Alabama allows no sales calls on Sundays.",
        ),
        (
            local(at_home("MS"), ZoneInfo("America/Chicago"), 2026, 11, 26, 12),
            "HOLIDAY_STATE",
            "It is Thanksgiving Day in Mississippi, a day kept free of calls there by policy, though its law may not "
            "ask for it.",
        ),
        (
            clean(listing_seen_at=TUESDAY_11_AM - timedelta(hours=29)),
            "STATUS_STALE",
            "The listing status was read more than 24 hours ago, Nov 23 at 6:00 am; read the MLS again.",
        ),
        (
            clean(registry=Registry(TUESDAY_11_AM.date() - timedelta(days=33), False, "vendor")),
            "REGISTRY_STALE",
            "The vendor's scrub against the national do-not-call registry is 33 days old, and more than 31 days is too "
            "old.",
        ),
        (
            clean(property=Place("ON"), number="+16135550123"),
            "JURISDICTION_UNKNOWN",
            "The home is in no known US state or territory (ON) and area code 613 belongs to no US state or territory, "
            "so it is not known whose law applies.",
        ),
        (
            clean(listing_status="Active", listing_because="Back on the market with Marsh Homes since Nov 20."),
            "LISTED",
            "Back on the market with Marsh Homes since Nov 20.",
        ),
    ],
)
def test_sentences(facts, rule, sentence):
    assert because(facts, rule) == sentence


def test_several_states_are_named_in_one_reason():
    facts = local(
        clean(number="+13055550123", mailing=Place("NV", ("America/Los_Angeles",))), NEW_YORK, 2026, 11, 24, 8, 30
    )
    [reason] = [reason for reason in asked(facts).reasons if reason.rule == "HOURS_STATE"]
    assert reason.because == (
        "It is 5:30 am in Nevada (Pacific time), and Nevada allows calls only from 9 am to 8 pm; "
        "the same goes for Florida."
    )
    assert reason.citation == "NRS 598.0918(3); Fla. Stat. 501.616(6)"


# ---------------------------------------------------------------- law or policy


def test_the_stroke_of_nine_is_policy_and_a_second_later_is_law():
    assert not is_law(local(clean(), NEW_YORK, 2026, 11, 24, 21), "HOURS_FED")
    assert is_law(local(clean(), NEW_YORK, 2026, 11, 24, 21, 0, 1), "HOURS_FED")


def test_a_clock_that_only_the_area_code_suggests_is_policy():
    at_850 = clean(number="+18505550123", property=Place("FL", ("America/Chicago",)))
    evening = local(at_850, NEW_YORK, 2026, 11, 24, 20, 30)
    assert not is_law(evening, "HOURS_STATE")
    assert is_law(replace(evening, property=Place("FL", ("America/New_York",))), "HOURS_STATE")
    assert is_law(replace(evening, property=None), "HOURS_STATE")


def test_observed_holidays_are_law_where_the_law_moves_them():
    friday = (2026, 7, 3, 12)
    assert is_law(local(at_home("UT"), ZoneInfo("America/Denver"), *friday), "HOLIDAY_STATE")
    assert not is_law(local(at_home("PA"), NEW_YORK, *friday), "HOLIDAY_STATE")


@pytest.mark.parametrize(
    ("facts", "rule", "law"),
    [
        (clean(listing_status="Hold"), "LISTED", False),
        (clean(internal_do_not_call=True), "DNC_INTERNAL", True),
        (clean(channel="text"), "CONSENT_TEXT", False),
        (clean(reassigned="yes"), "REASSIGNED", False),
        (at_home("ME", reassigned="yes"), "REASSIGNED", True),
        (clean(earlier=(TUESDAY_11_AM,) * 3), "CAP_POLICY", False),
        (at_home("MD", earlier=(TUESDAY_11_AM,) * 3), "CAP_STATE", True),
        (clean(at=None), "UNKNOWN_INPUT", False),
    ],
)
def test_law_and_policy_are_told_apart(facts, rule, law):
    assert is_law(facts, rule) is law


# ---------------------------------------------------------------- warnings and checks


def test_a_warning_five_minutes_before_the_hours_end():
    facts = at_home("MD", zone="America/New_York")
    assert asked(local(facts, NEW_YORK, 2026, 11, 24, 19, 54, 59)).warnings == ()
    decision = asked(local(facts, NEW_YORK, 2026, 11, 24, 19, 56))
    assert decision.allowed
    assert decision.warnings == ("Calling hours end at 8:00 pm in Maryland, in 4 minutes.",)
    late = asked(local(facts, NEW_YORK, 2026, 11, 24, 19, 59, 30))
    assert late.warnings == ("Calling hours end at 8:00 pm in Maryland, in 1 minute.",)


def checks(facts) -> dict[str, tuple[str, str]]:
    return {check.name: (check.answer, check.saw) for check in asked(facts).checks}


def test_the_checks_of_a_refusal_by_the_registry():
    """The page of the mock-up, line by line."""
    facts = at_home(
        "MD",
        zone="America/New_York",
        number="+14105550168",
        registry=Registry(TUESDAY_11_AM.date() - timedelta(days=5), listed=True),
        listing_because="Expired Nov 22",
        listing_seen_at=datetime(2026, 11, 24, 11, 10, tzinfo=UTC),
        earlier=(TUESDAY_11_AM - timedelta(hours=3), TUESDAY_11_AM - timedelta(hours=20)),
    )
    facts = replace(facts, at=datetime(2026, 11, 24, 13, 14, 7, tzinfo=UTC))
    assert checks(facts) == {
        "Listing status": ("allows", "Expired Nov 22; read Nov 24 at 6:10 am"),
        "Asked not to be called": ("allows", "No request from this owner or on this number"),
        "National do-not-call registry": ("refuses", "The number is on it"),
        "Maryland's own list": ("allows", "Maryland keeps none"),
        "Permission or relationship": ("no exception", "None on file for this number"),
        "Day and hour": ("allows", "Tuesday 8:14 am in Maryland; calls 8 am to 8 pm"),
        "Attempts in 24 hours": ("allows", "2 of 3"),
    }
    sources = {check.name: check.source for check in asked(facts).checks}
    assert sources["National do-not-call registry"] == "your own copy of Nov 19, 2026, 5 days old"
    assert sources["Maryland's own list"] == "rules reviewed Nov 23, 2026"


@pytest.mark.parametrize(
    ("evidence", "source"),
    [
        ("copy", "your own copy of Nov 19, 2026, 5 days old"),
        ("vendor", "the vendor's scrub of Nov 19, 2026, 5 days old: policy evidence, not your own safe harbor"),
        ("lookup", "looked up by hand on Nov 19, 2026, 5 days ago"),
    ],
)
def test_three_kinds_of_evidence(evidence, source):
    facts = clean(registry=replace(clean().registry, evidence=evidence))
    assert [check.source for check in asked(facts).checks if check.name.startswith("National")] == [source]


@pytest.mark.parametrize(
    ("exception", "saw"),
    [
        ({"written_consent": True, "invited": True}, "The owner's signed consent"),
        ({"invited": True}, "The owner asked to be contacted"),
        ({"personal_relationship": True}, "The owner knows you personally"),
        (
            {"relationship": Relationship("inquiry", TUESDAY_11_AM.date() - timedelta(days=3))},
            "The owner's inquiry on Nov 21, 2026, 3 days ago",
        ),
        (
            {"relationship": Relationship("purchase", TUESDAY_11_AM.date() - timedelta(days=1))},
            "A purchase or listing with you on Nov 23, 2026, 1 day ago",
        ),
    ],
)
def test_exceptions_are_shown(exception, saw):
    assert checks(clean(**exception))["Permission or relationship"] == ("allows", saw)
    listed = clean(registry=Registry(TUESDAY_11_AM.date(), listed=True), **exception)
    assert checks(listed)["National do-not-call registry"] == (
        "allows",
        "The number is on it, and the owner excepted you",
    )


def test_further_subjects_are_shown_when_they_refuse():
    shown = checks(clean(caller_id=False, reassigned="yes"))
    assert shown["Caller id"][0] == "refuses"
    assert shown["Reassigned numbers"][0] == "refuses"
    assert "Caller id" not in checks(clean())


def test_the_checks_of_an_email():
    facts = clean(channel="email", email=Email(postal_address=False, opted_out=True))
    assert list(checks(facts)) == [
        "Listing status",
        "Asked not to be called",
        "Asked not to be e-mailed",
        "Form of the e-mail",
    ]


def test_two_states_share_one_check_of_lists():
    facts = moved(at_home("TX", mailing=Place("FL")), TUESDAY_11_AM)
    assert checks(facts)["State's own list"] == ("allows", "The number is not on it")


# ---------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("at", "said"), [((8, 0), "8 am"), ((12, 0), "noon"), ((19, 30), "7:30 pm"), ((0, 0), "12 am")]
)
def test_hours_as_they_are_said(at, said):
    assert hour(datetime(2026, 1, 1, *at).time()) == said  # noqa: DTZ001 a wall clock


def test_weeks_as_they_are_said():
    assert hours(RULES.federal.hours.week[0]) == "8 am to 9 pm"
    assert week(RULES.states["PA"].hours.week) == "Mon-Sat 9 am to 7 pm; Sun none"
    assert week(RULES.states["RI"].hours.week) == "Mon-Fri 9 am to 6 pm; Sat 10 am to 5 pm; Sun none"
    assert week(RULES.states["MD"].hours.week) == "8 am to 8 pm"


def test_names_are_said_once():
    assert both(["Utah"]) == "Utah"
    assert both(["Utah", "Texas", "Utah"]) == "Utah and Texas"
    assert both(["Utah", "Texas", "Iowa"]) == "Utah, Texas and Iowa"
