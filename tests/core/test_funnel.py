"""Rates, their intervals and their words, against the figures published with the priors."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callsheet.core.funnel import (
    PRIORS,
    Counts,
    compare,
    counted,
    every,
    headline,
    interval,
    percent,
    rates,
    sentence,
    span,
)

TWO_THOUSAND = Counts(dials=2_000, contacts=230, leads=42, appointments=14, kept=11, settled=14)


def test_two_thousand_dials_give_the_published_range():
    assert sentence(rates(TWO_THOUSAND)["lead"]) == "1 lead in 38–62 dials (your 2,000 dials; nine chances in ten)"


@pytest.mark.parametrize(("dials", "low", "value", "high"), [(5_000, 3.3, 4.7, 6.2), (20_000, 3.9, 4.7, 5.5)])
def test_appointments_in_a_thousand_dials(dials, low, value, high):
    rate = PRIORS["appointment"].rate("appointment", round(dials * 0.0047), dials)
    assert [1000 * part for part in (rate.low, rate.value, rate.high)] == pytest.approx([low, value, high], abs=0.12)


@pytest.mark.parametrize(("dials", "low", "high"), [(500, 9.5, 13.8), (2_000, 10.4, 12.7), (20_000, 11.1, 11.9)])
def test_answers_in_a_hundred_dials(dials, low, high):
    rate = PRIORS["contact"].rate("contact", round(dials * 0.115), dials)
    assert rate.low * 100 == pytest.approx(low, abs=0.11)
    assert rate.high * 100 == pytest.approx(high, abs=0.11)


def test_below_ten_events_the_range_is_that_of_agents_in_general():
    few = rates(Counts(dials=300, contacts=50, leads=9))["lead"]
    none = rates(Counts())["lead"]
    assert (few.value, few.low, few.high) == (none.value, none.low, none.high)
    assert not few.is_own
    assert sentence(few) == (
        "1 lead in 26–146 dials (agents in general; with fewer than ten leads of your own it is too early to say)"
    )


def test_ten_events_are_enough():
    assert rates(Counts(dials=300, contacts=50, leads=10))["lead"].is_own


def test_an_owner_who_called_in_does_not_raise_the_rate_of_the_dials():
    called = rates(Counts(dials=100, contacts=21, inbound=1))["contact"]
    assert (called.events, called.trials) == (20, 100)


def test_more_events_than_trials_do_not_break_a_share():
    """A person may report contacts without their dials."""
    assert rates(Counts(dials=10, contacts=15))["contact"].high < 1


@given(st.integers(0, 5_000), st.integers(0, 5_000), st.integers(0, 500))
def test_a_value_lies_within_its_interval(dials, contacts, leads):
    for rate in rates(Counts(dials=dials, contacts=contacts, leads=leads)).values():
        assert 0 < rate.low < rate.value < rate.high


@given(st.integers(10, 500))
def test_more_dials_narrow_the_interval(leads):
    few = rates(Counts(dials=leads * 40, leads=leads))["lead"]
    many = rates(Counts(dials=leads * 400, leads=leads * 10))["lead"]
    assert many.high - many.low < few.high - few.low


def test_a_change_is_said_only_when_the_intervals_lie_apart():
    usual = rates(Counts(dials=1_000, contacts=115))["contact"]
    nearly = rates(Counts(dials=1_000, contacts=125))["contact"]
    double = rates(Counts(dials=1_000, contacts=230))["contact"]
    nothing = rates(Counts())["contact"]
    assert compare(nearly, usual) == "as before"
    assert compare(double, usual) == "higher than before"
    assert compare(usual, double) == "lower than before"
    assert compare(usual, nothing) == compare(nothing, usual) == "too early to say"


def test_the_heading_is_the_answer_as_far_as_there_is_one():
    assert headline(TWO_THOUSAND, rates(TWO_THOUSAND)["lead"]) == "One lead for every 48 dials"
    few = Counts(dials=47, leads=1)
    assert headline(few, rates(few)["lead"]) == "1 lead in 47 dials: too early to say"
    assert headline(Counts(), rates(Counts())["lead"]) == "No dials yet"


def test_counts_add_up_field_by_field():
    assert Counts(dials=1, leads=2) + Counts(dials=3, closings=1) == Counts(dials=4, leads=2, closings=1)


@pytest.mark.parametrize(
    ("share", "said"), [(0.125, "12%"), (0.1, "10%"), (0.046, "4.6%"), (0.0047, "0.47%"), (1, "100%"), (0, "0%")]
)
def test_percent_has_the_digits_that_mean_something(share, said):
    assert percent(share) == said


def test_both_ends_of_an_interval_have_the_same_decimals():
    found = rates(TWO_THOUSAND)
    assert interval(found["contact"]) == "10–13%"
    assert interval(found["lead"]) == "1.6–2.6%"
    assert (every(found["lead"]), span(found["lead"])) == ("48", "38–62")


def test_counting_words():
    assert [counted(number, "dial") for number in (0, 1, 1_184)] == ["no dials", "1 dial", "1,184 dials"]
