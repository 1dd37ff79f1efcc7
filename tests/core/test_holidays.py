"""Closed days computed by rule name, against calendars printed by hand."""

import tomllib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callsheet.core.holidays import RULES, Calendar, check_names, closed_days, easter, nth
from tests.core.law_world import DATA
from tests.core.law_world import RULES as BOOK
from tests.core.slow_calendar import is_closed

PRINTED = tomllib.loads((DATA / "calendar.toml").read_text(encoding="utf-8"))["calendar"]
BANNING = sorted(code for code, state in BOOK.states.items() if state.calendar)


def test_six_states_close_on_holidays():
    assert BANNING == ["AL", "LA", "MS", "PA", "RI", "UT"]


@pytest.mark.parametrize("year", [2026, 2027])
@pytest.mark.parametrize("state", BANNING)
def test_computed_days_are_the_printed_ones(state, year):
    days = closed_days(BOOK.states[state].calendar, year)
    printed = {
        row["date"]: row["basis"] == "listed" for row in PRINTED if row["state"] == state and row["date"].year == year
    }
    assert {on: day.is_law for on, day in days.items()} == printed


@pytest.mark.parametrize("state", BANNING)
def test_computed_days_are_those_a_slow_reading_finds(state):
    """Nine years, day by day: leap years, and holidays on every weekday."""
    for number in range(date(2024, 1, 1).toordinal(), date(2033, 1, 1).toordinal()):
        on = date.fromordinal(number)
        assert (on in closed_days(BOOK.states[state].calendar, on.year)) == is_closed(state, on), on


@pytest.mark.parametrize(
    ("rule", "day"),
    [
        ("mardi_gras", date(2028, 2, 29)),
        ("good_friday", date(2030, 4, 19)),
        ("memorial", date(2032, 5, 31)),
        ("thanksgiving", date(2028, 11, 23)),
        ("day_after_thanksgiving", date(2028, 11, 24)),
        ("election", date(2033, 11, 8)),
        ("confederate_memorial_last_mon", date(2029, 4, 30)),
        ("confederate_memorial_4th_mon", date(2029, 4, 23)),
        ("juneteenth_monday", date(2028, 6, 19)),
        ("juneteenth_monday", date(2029, 6, 18)),
        ("juneteenth_monday", date(2033, 6, 20)),
    ],
)
def test_days_of_other_years(rule, day):
    assert RULES[rule].on(day.year) == day


def test_elections_of_even_years_only():
    assert RULES["election_even_years"].on(2028) == date(2028, 11, 7)
    assert RULES["election_even_years"].on(2029) is None


def test_sunday_moves_to_monday_and_both_are_closed():
    days = closed_days(Calendar(listed=("christmas",)), 2033)
    assert sorted(days) == [date(2033, 12, 25), date(2033, 12, 26)]
    assert days[date(2033, 12, 26)].is_law


def test_saturday_moves_to_friday_by_law_or_by_policy():
    for is_law in (True, False):
        days = closed_days(Calendar(listed=("christmas",), saturday_is_law=is_law), 2027)
        assert days[date(2027, 12, 25)].is_law
        assert days[date(2027, 12, 24)].is_law is is_law


def test_new_year_on_a_saturday_closes_the_last_day_of_the_year_before():
    days = closed_days(Calendar(listed=("new_year",), saturday_is_law=True), 2027)
    assert sorted(days) == [date(2027, 1, 1), date(2027, 12, 31)]
    assert not days[date(2027, 12, 31)].is_law


def test_a_listed_day_outweighs_an_added_one_on_the_same_date():
    days = closed_days(Calendar(listed=("christmas",), added=("christmas_eve",), saturday_is_law=True), 2027)
    assert days[date(2027, 12, 24)].is_law


def test_a_day_proclaimed_once_is_closed_that_year_only():
    calendar = Calendar(listed=("2026-07-02",))
    assert list(closed_days(calendar, 2026)) == [date(2026, 7, 2)]
    assert closed_days(calendar, 2027) == {}


def test_an_unknown_rule_is_named():
    with pytest.raises(KeyError, match="festivus"):
        check_names(["labor", "festivus"])


@given(st.integers(1900, 2200))
def test_easter_is_a_sunday_between_march_22_and_april_25(year):
    day = easter(year)
    assert day.weekday() == 6
    assert date(year, 3, 22) <= day <= date(year, 4, 25)


@given(st.integers(1990, 2100), st.integers(1, 12), st.integers(0, 6))
def test_the_last_weekday_is_the_fourth_or_fifth(year, month, weekday):
    last = nth(year, month, weekday, -1)
    assert (last.month, last.weekday()) == (month, weekday)
    assert last in (nth(year, month, weekday, 4), nth(year, month, weekday, 5))


@given(st.integers(2020, 2100), st.sampled_from(BANNING))
def test_a_holiday_is_never_observed_on_a_weekend(year, state):
    for on, day in closed_days(BOOK.states[state].calendar, year).items():
        assert on.year == year
        assert not (day.name.endswith("(observed)") and on.weekday() >= 5)
