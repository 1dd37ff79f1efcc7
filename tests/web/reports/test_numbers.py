"""Counting: which row is a dial, a contact, a lead, an appointment, and on which day."""

from datetime import UTC, date, datetime

import pytest

from callsheet.core.funnel import Counts
from callsheet.reports.numbers import first_day, numbers
from tests.web import world
from tests.web.reports.conftest import another_lead, appointment, attempt

TODAY, YESTERDAY = date(2026, 11, 24), date(2026, 11, 23)


@pytest.mark.parametrize(
    ("outcome", "counted"),
    [
        ("", Counts(dials=1)),
        ("no_answer", Counts(dials=1)),
        ("wrong_number", Counts(dials=1)),
        ("someone_else", Counts(dials=1)),
        ("not_now", Counts(dials=1, contacts=1)),
        ("do_not_call", Counts(dials=1, contacts=1)),
        ("lead", Counts(dials=1, contacts=1, leads=1)),
        ("appointment", Counts(dials=1, contacts=1, leads=1, appointments=1)),
    ],
)
def test_what_an_outcome_counts_as(agent, lead, outcome, counted):
    attempt(lead, agent, outcome)
    assert numbers(agent, TODAY, TODAY).counts == counted


def test_an_owner_who_called_is_a_contact_and_no_dial(agent, lead):
    attempt(lead, agent, "owner_called", is_inbound=True)
    counts = numbers(agent, TODAY, TODAY).counts
    assert (counts.dials, counts.contacts, counts.inbound) == (0, 1, 1)


def test_a_pursuit_is_one_lead_however_often_they_talk(agent, lead):
    for days_ago, outcome in ((9, "lead"), (2, "lead"), (0, "appointment")):
        attempt(lead, agent, outcome, days_ago)
    shown = numbers(agent, date(2026, 11, 1), TODAY)
    assert shown.counts.leads == 1
    assert shown.by_day[date(2026, 11, 15)].leads == 1
    assert numbers(agent, YESTERDAY, TODAY).counts.leads == 0


def test_two_pursuits_are_two_leads(agent, lead):
    attempt(lead, agent, "lead")
    attempt(another_lead(agent.team, 7), agent, "lead")
    assert numbers(agent, TODAY, TODAY).counts.leads == 2


def test_appointments_are_kept_on_the_day_they_were_for(agent, lead):
    for outcome in ("kept", "kept", "no_show", "canceled", "moved", ""):
        appointment(lead, agent, outcome)
    counts = numbers(agent, YESTERDAY, YESTERDAY).counts
    assert (counts.kept, counts.settled) == (2, 4)
    assert numbers(agent, TODAY, TODAY).counts.settled == 0


def test_days_are_those_of_the_persons_own_zone(agent, lead):
    """11:30 pm in Maryland is the next day in UTC, and still the same evening's work."""
    attempt(lead, agent, at=datetime(2026, 11, 24, 4, 30, tzinfo=UTC))
    assert numbers(agent, YESTERDAY, YESTERDAY).counts.dials == 1
    assert first_day(agent) == YESTERDAY
    agent.time_zone = "Europe/Berlin"
    assert numbers(agent, TODAY, TODAY).counts.dials == 1


def test_the_hour_that_comes_twice_in_autumn_is_counted_once_each(agent, lead):
    for hour in (5, 6):
        attempt(lead, agent, at=datetime(2026, 11, 1, hour, 30, tzinfo=UTC))
    shown = numbers(agent, date(2026, 11, 1), date(2026, 11, 1))
    assert shown.counts.dials == 2
    assert {hour.hour for hour in shown.by_hour} == {1}


def test_both_ends_of_a_period_belong_to_it(agent, lead):
    for days_ago in (0, 1, 2, 3):
        attempt(lead, agent, days_ago=days_ago)
    shown = numbers(agent, date(2026, 11, 22), YESTERDAY)
    assert shown.counts.dials == 2
    assert list(shown.by_day) == [date(2026, 11, 22), YESTERDAY]


def test_a_person_sees_their_own_and_a_team_everybodys(agent, lead):
    colleague = world.an_agent(agent.team, "abel")
    attempt(lead, agent)
    attempt(lead, colleague, "not_now")
    assert numbers(agent, TODAY, TODAY).counts == Counts(dials=1)
    assert numbers(agent.team, TODAY, TODAY).counts == Counts(dials=2, contacts=1)


def test_another_teams_calls_are_nobodys_business(agent, lead):
    stranger = world.an_agent(world.a_team("Tern & Tide"), "joss")
    attempt(another_lead(stranger.team, 9), stranger, "lead")
    appointment(another_lead(stranger.team, 11), stranger, "kept", days_ago=0)
    assert numbers(agent, TODAY, TODAY).counts == numbers(agent.team, TODAY, TODAY).counts == Counts()


def test_a_part_of_the_days_adds_up_with_the_rest(agent, lead):
    for days_ago in range(10):
        attempt(lead, agent, "not_now", days_ago)
    both = numbers(agent, date(2026, 11, 15), TODAY)
    early, late = both.within(date(2026, 11, 15), date(2026, 11, 19)), both.within(date(2026, 11, 20), TODAY)
    assert early.counts + late.counts == both.counts
    assert late.counts.dials == 5


def test_three_queries_count_a_year(agent, lead, django_assert_num_queries):
    for days_ago in range(0, 300, 7):
        attempt(lead, agent, "lead", days_ago)
    with django_assert_num_queries(3):
        assert numbers(agent, date(2025, 11, 25), TODAY).counts.dials == 43


def test_nobody_called_yet(agent):
    assert first_day(agent) is None
    assert numbers(agent, TODAY, TODAY).counts == Counts()
