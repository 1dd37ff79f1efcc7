"""A rule of the book binds from its first day to its last, on the owner's calendar; what it replaced binds before."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from callsheet.core.facts import Place, Relationship
from callsheet.core.law import decide
from callsheet.core.law_rules import Ban, Cap, Days, Hours, in_force
from tests.core.law_world import RULES, TUESDAY_11_AM, at_home, clean, local, moved

EASTERN = ZoneInfo("America/New_York")
ON = TUESDAY_11_AM.date()
DAY = timedelta(days=1)


def book(state: str, **rows):
    """The book with rows of one state changed."""
    return replace(RULES, states=RULES.states | {state: replace(RULES.states[state], **rows)})


def rules_of(facts, rules) -> list[str]:
    return [reason.rule for reason in decide(facts, rules).reasons]


@pytest.mark.parametrize(
    ("since", "until", "binds"),
    [
        (None, None, True),
        (ON, None, True),
        (ON + DAY, None, False),
        (None, ON, True),
        (None, ON - DAY, False),
        (ON - DAY, ON + DAY, True),
    ],
    ids=["always", "from today", "from tomorrow", "until today", "until yesterday", "around today"],
)
@pytest.mark.parametrize("field", ["mobile", "written_consent", "emergency", "own_list"])
def test_every_rule_that_is_there_or_not_has_a_first_and_a_last_day(field, since, until, binds):
    rules = book("GA", **{field: Ban(citation="Ga. made up", since=since, until=until)})
    facts = clean(line_type="mobile", emergency_declared=True, state_list="listed")
    assert bool(rules_of(facts, rules)) is binds


def test_what_a_rule_replaced_binds_until_its_own_last_day():
    earlier = Ban(citation="the old act", until=ON - DAY)
    rules = book("GA", mobile=Ban(citation="the new act", since=ON, before=earlier))
    for days, citation in ((0, "the new act"), (-1, "the old act"), (-400, "the old act")):
        facts = moved(clean(line_type="mobile"), TUESDAY_11_AM + timedelta(days=days))
        assert [reason.citation for reason in decide(facts, rules).reasons] == [citation]


def test_a_rule_between_two_others_leaves_a_gap():
    first = Ban(citation="first", until=date(2020, 1, 1))
    second = Ban(citation="second", since=date(2022, 1, 1), before=first)
    assert [in_force(second, (date(year, 6, 1),)) for year in (2019, 2021, 2023)] == [first, None, second]


def test_where_no_day_is_known_the_newest_version_counts():
    row = Ban(citation="new", since=date(2030, 1, 1), before=Ban(citation="old"))
    assert in_force(row, ()) is row


def test_the_day_is_the_owners_and_any_of_their_clocks_will_do():
    """On the evening before, it is already the day in Atlanta while Chicago still waits."""
    rules = book("GA", mobile=Ban(citation="Ga. made up", since=date(2026, 11, 25)))
    late = datetime(2026, 11, 25, 5, 30, tzinfo=UTC)  # 0:30 in Atlanta, 23:30 in Chicago
    early = late - timedelta(hours=1)
    facts = clean(line_type="mobile")
    assert "MOBILE_STATE" in rules_of(moved(facts, late), rules)
    assert "MOBILE_STATE" not in rules_of(moved(facts, early), rules)
    elsewhere = replace(facts, mailing=Place("IL", ("America/Chicago",)))
    assert "MOBILE_STATE" in rules_of(moved(elsewhere, late), rules)


def test_a_cap_that_ends_stops_refusing_then():
    rules = book("GA", cap=Cap(1, 200, citation="Ga. made up", until=ON))
    rules = replace(rules, policy=replace(rules.policy, cap=Cap(9, 24, citation="our policy")))
    facts = clean(earlier=(TUESDAY_11_AM - timedelta(hours=1),))
    decision = decide(facts, rules)
    assert decision.rule == "CAP_STATE"
    [reason] = decision.reasons
    assert reason.next_allowed_at == datetime(2026, 11, 25, 0, tzinfo=EASTERN)
    assert decision.next_allowed_at == datetime(2026, 11, 25, 8, tzinfo=EASTERN)


def test_hours_that_have_not_begun_leave_the_nations():
    rules = book("GA", hours=Hours((None,) * 7, citation="Ga. made up", since=ON + DAY))
    assert decide(clean(), rules).allowed
    tomorrow = decide(moved(clean(), TUESDAY_11_AM + DAY), rules)
    assert [reason.rule for reason in tomorrow.reasons] == ["DAY_STATE"]
    assert tomorrow.next_allowed_at is None


def test_hours_that_end_free_the_next_day():
    rules = book("GA", hours=Hours((None,) * 7, citation="Ga. made up", until=ON))
    decision = decide(clean(), rules)
    assert decision.rule == "DAY_STATE"
    assert decision.next_allowed_at == datetime(2026, 11, 25, 8, tzinfo=EASTERN)


def test_holidays_begin_on_their_own_day():
    kept = replace(RULES.states["PA"].holidays, since=date(2026, 12, 1))
    facts = local(at_home("PA"), EASTERN, 2026, 11, 26, 11)
    assert rules_of(facts, RULES) == ["HOLIDAY_STATE"]
    assert rules_of(facts, book("PA", holidays=kept)) == []


def test_holidays_bind_where_the_hours_have_not_begun():
    hours = replace(RULES.states["PA"].hours, since=date(2027, 1, 1), before=None)
    facts = local(at_home("PA"), EASTERN, 2026, 11, 26, 11)
    decision = decide(facts, book("PA", hours=hours))
    assert [reason.rule for reason in decision.reasons] == ["HOLIDAY_STATE"]
    assert decision.reasons[0].citation == RULES.states["PA"].holidays.citation


def test_a_states_own_days_of_relationship_begin_on_their_day():
    bought = replace(at_home("PA"), state_list="listed")
    related = replace(
        local(bought, EASTERN, 2026, 11, 24, 11), relationship=Relationship("purchase", ON - timedelta(days=400))
    )
    assert rules_of(related, RULES) == ["DNC_STATE"]
    later = book("PA", purchase=Days(365, citation="made up", since=ON + DAY))
    assert rules_of(related, later) == []


def test_utahs_lift_begins_on_its_day():
    sunday = local(replace(at_home("UT"), invited=True), ZoneInfo("America/Denver"), 2026, 11, 29, 12)
    assert rules_of(sunday, RULES) == []
    lifted = Ban(citation="made up", since=date(2027, 1, 1))
    assert rules_of(sunday, book("UT", hours_lifted_by_consent=lifted)) == ["SUNDAY_STATE"]


@pytest.mark.parametrize(
    ("on", "refused"), [(date(2025, 12, 31), []), (date(2026, 1, 1), ["HOURS_STATE"])], ids=["the day before", "since"]
)
def test_oregons_hours_of_2026(on, refused):
    at = (on.year, on.month, on.day, 20, 30)
    facts = local(
        at_home("OR", zone="America/Los_Angeles", number="+15035550123"), ZoneInfo("America/Los_Angeles"), *at
    )
    assert rules_of(facts, RULES) == refused


def test_connecticut_asked_for_no_signature_before_october_2023():
    before, after = ((2023, 9, 29, 12), (2023, 10, 2, 12))
    assert rules_of(local(at_home("CT"), EASTERN, *before), RULES) == []
    assert rules_of(local(at_home("CT"), EASTERN, *after), RULES) == ["CONSENT_STATE"]
