"""The broker's own rules: what each refuses, in which words; and that none of them can ever allow more than the law."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callsheet.core.facts import CHANNELS, Email, Place, Registry, Relationship
from callsheet.core.house_rule import KINDS, HouseRule
from callsheet.core.law import HOUSED, STANDING, decide
from callsheet.core.law_caps import longest_span
from callsheet.core.law_house import tightened
from tests.core.law_world import RULES, TUESDAY_11_AM, at_home, attempts, clean, days_ago, easy, local, states

EASTERN = ZoneInfo("America/New_York")
TODAY = TUESDAY_11_AM.date()
NINE_TO_SEVEN = HouseRule("hours", opens=time(9), closes=time(19))


def test_a_number_of_somebody_who_sues_is_told_and_by_house_rule_refused():
    flagged = clean(litigator=True)
    said = "A vendor flags this number as belonging to somebody who sues callers."
    assert (under(flagged).allowed, said in under(flagged).warnings) == (True, True)
    assert said not in under(clean()).warnings
    rule = HouseRule("litigator", because="We were sued once.")
    assert rules_of(flagged, rule) == ["LITIGATOR_POLICY"]
    assert rules_of(clean(), rule) == []
    assert because(flagged, rule) == (
        "Your broker allows no calls to a number that a vendor flags as of somebody who sues callers: "
        "“We were sued once”."
    )
    assert rules_of(replace(flagged, written_consent=True, invited=True), rule) == ["LITIGATOR_POLICY"]


def under(facts, *house):
    return decide(facts, tightened(RULES, house))


def rules_of(facts, *house) -> list[str]:
    return [reason.rule for reason in under(facts, *house).reasons]


def because(facts, *house) -> str:
    return under(facts, *house).because


# ---------------------------------------------------------------- days and hours


def test_hours_narrower_than_the_laws():
    early = local(at_home("MD"), EASTERN, 2026, 11, 24, 8, 30)
    assert rules_of(early) == []
    decision = under(early, NINE_TO_SEVEN)
    assert [reason.rule for reason in decision.reasons] == ["HOURS_POLICY"]
    assert decision.because == "It is 8:30 am in Maryland, and your broker allows calls only from 9 am to 7 pm."
    assert decision.next_allowed_at == datetime(2026, 11, 24, 9, tzinfo=EASTERN)
    assert not decision.is_law
    assert decision.citation == "your broker's own rule"


def test_the_brokers_own_words_are_said():
    late = local(at_home("MD"), EASTERN, 2026, 11, 24, 19)
    rule = replace(NINE_TO_SEVEN, because="We never ring at dinner.")
    assert because(late, rule).endswith("only from 9 am to 7 pm: “We never ring at dinner”.")


def test_an_allowed_call_ends_with_the_brokers_hours():
    noon = local(at_home("MD"), EASTERN, 2026, 11, 24, 12)
    assert under(noon).until == datetime(2026, 11, 24, 20, tzinfo=EASTERN)
    assert under(noon, NINE_TO_SEVEN).until == datetime(2026, 11, 24, 19, tzinfo=EASTERN)


def test_law_and_house_are_both_said_and_the_law_leads():
    late = local(at_home("MD"), EASTERN, 2026, 11, 24, 20, 30)
    decision = under(late, NINE_TO_SEVEN)
    assert [(reason.rule, reason.is_law) for reason in decision.reasons] == [
        ("HOURS_STATE", True),
        ("HOURS_POLICY", False),
    ]
    assert decision.next_allowed_at == datetime(2026, 11, 25, 9, tzinfo=EASTERN)


def test_hours_of_some_weekdays_leave_the_others():
    saturday_only = replace(NINE_TO_SEVEN, weekdays=(5,))
    for day, refused in ((28, ["HOURS_POLICY"]), (27, [])):
        assert rules_of(local(clean(), EASTERN, 2026, 11, day, 8, 30), saturday_only) == refused
    saturday = because(local(clean(), EASTERN, 2026, 11, 28, 8, 30), saturday_only)
    assert saturday == "It is 8:30 am in Georgia, and your broker allows calls only from 9 am to 7 pm on Saturdays."


def test_a_rule_of_one_state_reaches_whatever_the_state_claims():
    rule = replace(NINE_TO_SEVEN, state="MD")
    early = local(clean(), EASTERN, 2026, 11, 24, 8, 30)
    assert rules_of(early, rule) == []
    assert rules_of(replace(early, mailing=Place("MD")), rule) == ["HOURS_POLICY"]
    assert "from 9 am to 7 pm in Maryland" in because(replace(early, mailing=Place("MD")), rule)


def test_a_weekday_without_calls():
    sunday = local(clean(), EASTERN, 2026, 11, 29, 12)
    decision = under(sunday, HouseRule("day", weekdays=(6,)))
    assert [reason.rule for reason in decision.reasons] == ["DAY_POLICY"]
    assert decision.because == "It is Sunday in Georgia, and your broker allows no calls on Sundays."
    assert decision.next_allowed_at == datetime(2026, 11, 30, 8, tzinfo=EASTERN)


@pytest.mark.parametrize(("day", "is_open"), [(22, True), (23, False), (24, False), (27, False), (28, True)])
def test_days_of_the_calendar_without_calls(day, is_open):
    rule = HouseRule("date", first_day=date(2026, 12, 23), last_day=date(2026, 12, 27))
    decision = under(local(clean(), EASTERN, 2026, 12, day, 12), rule)
    assert decision.allowed is is_open
    if not is_open:
        assert decision.rule == "DATE_POLICY"
        assert decision.because.endswith("your broker allows no calls from Dec 23, 2026 to Dec 27, 2026.")
        assert decision.next_allowed_at == datetime(2026, 12, 28, 8, tzinfo=EASTERN)


def test_house_windows_that_never_meet_the_laws_leave_no_moment():
    """Texas opens at noon on Sundays, this broker closes at eleven on all other days and at noon on Sundays."""
    never = HouseRule("hours", opens=time(10), closes=time(12), weekdays=(6,))
    closed = HouseRule("day", weekdays=(0, 1, 2, 3, 4, 5))
    facts = local(at_home("TX", zone="America/Chicago"), ZoneInfo("America/Chicago"), 2026, 11, 29, 11)
    decision = under(facts, never, closed)
    assert not decision.allowed
    assert decision.next_allowed_at is None


# ---------------------------------------------------------------- caps


def test_fewer_tries():
    facts = clean(earlier=(TUESDAY_11_AM - timedelta(hours=3), TUESDAY_11_AM - timedelta(hours=20)))
    decision = under(facts, HouseRule("cap", calls=2, hours=24))
    assert decision.because == "This owner was tried 2 times in the last 24 hours, and your broker allows 2."
    assert (decision.rule, decision.is_law) == ("CAP_POLICY", False)
    assert decision.next_allowed_at == TUESDAY_11_AM + timedelta(hours=4)


def test_a_longer_span_looks_further_back():
    facts = clean(earlier=(TUESDAY_11_AM - timedelta(hours=60),))
    rule = HouseRule("cap", calls=1, hours=72)
    assert rules_of(facts) == []
    assert rules_of(facts, rule) == ["CAP_POLICY"]
    assert longest_span(RULES) == timedelta(hours=24)
    assert longest_span(tightened(RULES, (rule,))) == timedelta(hours=72)


def test_a_relationship_lifts_the_brokers_cap_like_the_house_cap():
    facts = clean(earlier=(TUESDAY_11_AM - timedelta(hours=3),), relationship=Relationship("purchase", days_ago(100)))
    assert rules_of(facts, HouseRule("cap", calls=1, hours=24)) == []


def test_the_tries_that_are_left_are_the_brokers():
    assert under(clean(), HouseRule("cap", calls=2, hours=24)).attempts_left == 2


# ---------------------------------------------------------------- evidence and exceptions


def test_a_copy_of_the_registry_counts_for_fewer_days():
    facts = clean(registry=Registry(days_ago(21), listed=False))
    rule = HouseRule("registry_age", days=20)
    assert because(facts, rule) == "Your broker counts a look at the do-not-call registry for 20 days only."
    assert rules_of(facts, rule) == ["REGISTRY_POLICY"]
    assert rules_of(replace(facts, registry=Registry(days_ago(20), listed=False)), rule) == []
    assert rules_of(replace(facts, invited=True), rule) == []
    assert rules_of(replace(facts, registry=Registry(days_ago(32), listed=False)), rule) == ["REGISTRY_STALE"]


def test_a_copy_that_will_be_too_old_by_then_gives_no_moment():
    late = local(clean(), EASTERN, 2026, 11, 24, 21)
    old = replace(late, registry=Registry(late.at.date() - timedelta(days=6), listed=False))
    decision = under(old, HouseRule("registry_age", days=6))
    assert decision.rule == "HOURS_FED"
    assert decision.next_allowed_at == datetime(2026, 11, 25, 8, tzinfo=EASTERN)
    assert under(old, HouseRule("registry_age", days=5)).next_allowed_at is None


def test_a_status_counts_for_fewer_hours():
    seen = clean(listing_seen_at=TUESDAY_11_AM - timedelta(hours=7))
    rule = HouseRule("fresh", hours=6)
    assert because(seen, rule) == "Your broker counts a listing status for 6 hours only. Read the MLS again."
    assert rules_of(clean(listing_seen_at=TUESDAY_11_AM - timedelta(hours=6)), rule) == []
    assert rules_of(clean(listing_seen_at=TUESDAY_11_AM - timedelta(hours=25)), rule) == ["STATUS_STALE"]


@pytest.mark.parametrize(
    ("kind", "facts", "said"),
    [
        (
            "no_personal",
            clean(personal_relationship=True, registry=Registry(days_ago(5), listed=True)),
            "does not count that an owner knows you personally. This number is on the national do-not-call registry",
        ),
        (
            "no_vendor",
            clean(registry=Registry(days_ago(5), listed=False, evidence="vendor")),
            "does not count a vendor's scrub of the do-not-call registry. The national do-not-call registry was not",
        ),
        (
            "relationship",
            clean(relationship=Relationship("purchase", days_ago(200)), registry=Registry(days_ago(5), listed=True)),
            "counts a purchase for 180 days and an inquiry for 30. This number is on the national",
        ),
    ],
    ids=["no_personal", "no_vendor", "relationship"],
)
def test_exceptions_that_the_broker_does_not_count(kind, facts, said):
    rule = HouseRule(kind, days=180, inquiry_days=30)
    assert rules_of(facts) == []
    decision = under(facts, rule)
    assert [reason.rule for reason in decision.reasons] == ["EXCEPTION_POLICY"]
    assert said in decision.because
    assert decision.next_allowed_at is None


def test_what_the_broker_does_not_count_is_not_said_where_the_law_allows_anyway():
    assert rules_of(clean(personal_relationship=True), HouseRule("no_personal")) == []
    inquiry = clean(relationship=Relationship("inquiry", days_ago(20)), registry=Registry(days_ago(5), listed=True))
    assert rules_of(inquiry, HouseRule("relationship", days=180, inquiry_days=30)) == []
    assert rules_of(inquiry, HouseRule("relationship", days=180, inquiry_days=10)) == ["EXCEPTION_POLICY"]


def test_a_vendor_that_says_listed_still_counts():
    facts = clean(registry=Registry(days_ago(5), listed=True, evidence="vendor"))
    assert rules_of(facts, HouseRule("no_vendor")) == ["DNC_NATIONAL"]


def test_a_relationship_the_broker_does_not_count_does_not_lift_the_house_cap():
    facts = clean(
        earlier=tuple(TUESDAY_11_AM - timedelta(hours=each) for each in (1, 2, 3)),
        relationship=Relationship("purchase", days_ago(200)),
    )
    assert rules_of(facts) == []
    assert rules_of(facts, HouseRule("relationship", days=180, inquiry_days=30)) == ["CAP_POLICY"]


# ---------------------------------------------------------------- channels, lines, machines, states


@pytest.mark.parametrize("channel", [each for each in CHANNELS if each != "call"])
def test_a_channel_that_is_never_used(channel):
    facts = replace(clean(written_consent=True, email=Email(True, False)), channel=channel, property=Place("GA", None))
    assert rules_of(facts) == []
    assert rules_of(facts, HouseRule("channel", channel=channel)) == ["CHANNEL_POLICY"]
    assert rules_of(replace(facts, channel="call"), HouseRule("channel", channel=channel)) == []


def test_no_cold_call_to_a_mobile():
    mobile = clean(line_type="mobile")
    assert because(mobile, HouseRule("mobile")) == "Your broker allows no cold calls to a mobile."
    for warm in ({"invited": True}, {"written_consent": True}, {"relationship": Relationship("purchase", TODAY)}):
        assert rules_of(replace(mobile, **warm), HouseRule("mobile")) == []
    assert rules_of(clean(), HouseRule("mobile")) == []


def test_the_laws_own_mobile_rule_is_not_said_twice():
    assert rules_of(at_home("AZ", line_type="mobile"), HouseRule("mobile")) == ["MOBILE_STATE"]


def test_signed_consent_for_any_cold_call():
    assert (
        because(clean(), HouseRule("consent")) == "Your broker wants the owner's signed consent before any cold calls."
    )
    assert rules_of(clean(written_consent=True), HouseRule("consent")) == []
    assert rules_of(clean(invited=True), HouseRule("consent")) == []
    assert rules_of(at_home("CT"), HouseRule("consent")) == ["CONSENT_STATE"]


def test_no_number_that_a_machine_picks():
    assert rules_of(clean(launch="selected_by_machine"), HouseRule("machine")) == ["MACHINE_POLICY"]
    assert rules_of(clean(launch="clicked"), HouseRule("machine")) == []


def test_a_whole_state_off_for_every_channel():
    rule = HouseRule("closed", state="FL", because="No licence there")
    away = clean(mailing=Place("FL", ("America/New_York",)))
    assert "CLOSED_POLICY" in rules_of(away, rule)
    assert rules_of(clean(), rule) == []
    email = replace(away, channel="email", email=Email(True, False))
    assert because(email, rule) == "Your broker wants nobody called or written to in Florida: “No licence there”."


def test_two_rules_of_a_kind_are_one_reason_with_both_sentences():
    rules = (HouseRule("closed", state="GA"), HouseRule("closed", state="FL"))
    [reason] = under(clean(mailing=Place("FL")), *rules).reasons[:1]
    assert reason.because.count("Your broker wants nobody") == 2


# ---------------------------------------------------------------- order and book


def test_every_house_rule_stands_after_its_twin_in_the_law():
    names = [rule.__name__ for rule in HOUSED]
    assert [name for name in names if not name.endswith("_policy")] == [rule.__name__ for rule in STANDING]
    for twin, own in (
        ("status_stale", "fresh_policy"),
        ("jurisdiction_unknown", "closed_policy"),
        ("consent_text", "channel_policy"),
        ("registry_stale", "registry_policy"),
        ("consent_state", "consent_policy"),
        ("consent_state_auto", "machine_policy"),
        ("mobile_state", "mobile_policy"),
        ("mobile_policy", "exception_policy"),
    ):
        assert names[names.index(twin) + 1] == own


def test_one_book_for_the_same_rules_and_the_laws_own_without_any():
    assert tightened(RULES, ()) is RULES
    assert tightened(RULES, (NINE_TO_SEVEN,)) is tightened(RULES, (replace(NINE_TO_SEVEN),))


# ---------------------------------------------------------------- it can only refuse more

hours_of_day = st.integers(0, 23).map(time)
ages = st.integers(0, 700)


@st.composite
def house_rules(draw) -> HouseRule:
    """Any rule that can be kept, also those that bind nothing."""
    opens, closes = sorted(draw(st.lists(hours_of_day, min_size=2, max_size=2, unique=True)))
    first = draw(st.dates(date(2026, 1, 1), date(2027, 12, 1)))
    return HouseRule(
        kind=draw(st.sampled_from(KINDS)),
        state=draw(st.just("") | states),
        weekdays=tuple(sorted(draw(st.sets(st.integers(0, 6), min_size=1, max_size=3)))),
        opens=opens,
        closes=closes,
        first_day=first,
        last_day=first + timedelta(days=draw(st.integers(0, 20))),
        calls=draw(st.integers(1, 9)),
        hours=draw(st.integers(1, 90)),
        days=draw(ages),
        inquiry_days=draw(ages),
        channel=draw(st.sampled_from(CHANNELS[1:])),
    )


houses = st.lists(house_rules(), min_size=1, max_size=4).map(tuple)


@given(attempts(channels=CHANNELS), houses)
def test_what_the_house_allows_the_law_allows(facts, house):
    law, housed = decide(facts, RULES), under(facts, *house)
    assert law.allowed or not housed.allowed
    strip = [reason for reason in housed.reasons if not reason.rule.endswith("_POLICY")]
    assert strip == [reason for reason in law.reasons if reason.rule != "CAP_POLICY"]


@given(attempts(), houses)
def test_what_the_house_adds_is_never_called_law(facts, house):
    for reason in under(facts, *house).reasons:
        if reason.rule.endswith("_POLICY"):
            assert not reason.is_law
            assert reason.citation


@given(attempts().map(easy), houses)
def test_the_next_moment_is_the_first_that_the_house_allows(facts, house):
    """Half hour by half hour until then nothing is allowed, and then it is."""
    decision = under(facts, *house)
    if decision.allowed or decision.next_allowed_at is None:
        return
    assert under(replace(facts, at=decision.next_allowed_at), *house).allowed
    step, moment = timedelta(minutes=30), facts.at
    for _ in range(48):
        if moment >= decision.next_allowed_at:
            return
        assert not under(replace(facts, at=moment), *house).allowed
        moment += step


@given(attempts(), houses, house_rules())
def test_one_more_rule_never_allows_more(facts, house, further):
    assert under(facts, *house).allowed or not under(facts, *house, further).allowed


@given(attempts(), houses)
def test_the_order_of_house_rules_does_not_matter(facts, house):
    forth, back = under(facts, *house), under(facts, *reversed(house))
    assert [reason.rule for reason in forth.reasons] == [reason.rule for reason in back.reasons]
    assert (forth.next_allowed_at, forth.until) == (back.next_allowed_at, back.until)


def test_an_unknown_moment_is_refused_and_nothing_breaks():
    house = tuple(
        replace(NINE_TO_SEVEN, kind=kind, hours=24, weekdays=(1,), first_day=TODAY, last_day=TODAY, calls=1)
        for kind in KINDS
    )
    assert not under(clean(at=None), *house).allowed
    assert not under(clean(number=None, property=None), *house).allowed
    assert under(clean(at=datetime(2026, 1, 1, tzinfo=UTC)), *house).reasons
