"""How the calls of three weeks are dealt."""

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest

from callsheet.core.outcomes import OUTCOMES
from callsheet.sample.block import DECK, FIXED, block_days, deal
from callsheet.sample.names import NOTES

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize("ahead", range(7))
def test_blocks_are_weekdays_of_three_weeks_before_today(ahead):
    today = TODAY + timedelta(days=ahead)
    days = block_days(today)
    assert 15 <= len(days) <= 16
    assert all(day.weekday() < 5 and day < today for day in days)


@pytest.mark.parametrize("days", [15, 16])
def test_the_whole_deck_is_dealt_together_with_what_has_to_happen(days):
    dealt = Counter(outcome for block in deal(days, Random(1)) for outcome in block)
    fixed = Counter(outcome for outcomes in FIXED.values() for outcome in outcomes)
    assert dealt == Counter(DECK) + fixed


def test_what_has_to_happen_comes_early_enough_to_happen():
    blocks = deal(15, Random(1))
    for back, outcomes in FIXED.items():
        places = [2 + 3 * place for place in range(len(outcomes))]
        assert [blocks[-back][place] for place in places] == list(outcomes)


def test_the_deck_is_near_what_agents_in_general_reach():
    outcomes = [OUTCOMES[outcome] for block in deal(15, Random(1)) for outcome in block]
    contacts = sum(outcome.is_contact for outcome in outcomes)
    leads = sum(outcome.is_lead for outcome in outcomes)
    assert 0.1 < contacts / len(outcomes) < 0.17
    assert 10 <= leads <= 20


def test_blocks_are_about_as_long_as_one_another():
    lengths = [len(block) for block in deal(16, Random(1))]
    assert max(lengths) - min(lengths) <= 5


def test_notes_are_for_outcomes_that_exist():
    assert set(NOTES) <= set(OUTCOMES)
