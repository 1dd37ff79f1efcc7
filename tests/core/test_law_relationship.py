"""Which of several relationships with an owner to call by."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callsheet.core.facts import Relationship
from callsheet.core.law import decide
from callsheet.core.law_relationship import best, last_day
from tests.core.law_world import RULES, TUESDAY_11_AM, at_home

TODAY = TUESDAY_11_AM.date()
PENNSYLVANIA = RULES.states["PA"]
FEDERAL = RULES.federal


def ago(kind: str, days: int) -> Relationship:
    return Relationship(kind, TODAY - timedelta(days=days))


def chosen(*relationships: Relationship, states=()) -> Relationship | None:
    return best(relationships, TODAY, FEDERAL, states)


@pytest.mark.parametrize(
    ("relationship", "state", "day"),
    [
        (Relationship("purchase", date(2026, 1, 1)), None, date(2027, 6, 25)),
        (Relationship("purchase", date(2026, 1, 1)), "PA", date(2027, 1, 1)),
        (Relationship("purchase", date(2026, 1, 1)), "MD", date(2027, 6, 25)),
        (Relationship("inquiry", date(2026, 1, 1)), None, date(2026, 4, 1)),
        (Relationship("inquiry", date(2026, 1, 1)), "PA", date(2026, 4, 1)),
    ],
)
def test_the_last_day(relationship, state, day):
    assert last_day(relationship, FEDERAL, RULES.states.get(state or "")) == day


def test_none_is_none():
    assert chosen() is None
    assert chosen(ago("purchase", -1)) is None


def test_what_excepts_everywhere_comes_before_what_lasts_longer_in_the_nation():
    purchase, inquiry = ago("purchase", 400), ago("inquiry", 60)
    assert chosen(purchase, inquiry) == purchase
    assert chosen(purchase, inquiry, states=(PENNSYLVANIA,)) == inquiry


def test_what_excepts_in_the_nation_comes_before_what_excepts_nowhere():
    assert chosen(ago("purchase", 400), ago("inquiry", 91), states=(PENNSYLVANIA,)) == ago("purchase", 400)


several = st.lists(st.builds(ago, st.sampled_from(["purchase", "inquiry"]), st.integers(0, 700)), max_size=4)


@given(several)
def test_the_order_is_irrelevant(relationships):
    assert len({chosen(*order) for order in permutations(relationships)}) == 1


@given(several, st.sampled_from(["MD", "PA", "OR", "CT"]))
def test_no_other_one_would_allow_what_the_chosen_one_refuses(relationships, state):
    """Nothing is on file but that the number is listed everywhere."""
    listed = at_home(state, registry=None, state_list="listed", line_type="landline")

    def is_allowed(relationship):
        facts = replace(listed, relationship=relationship)
        return decide(facts, RULES, explain=False).allowed

    states = (RULES.states[state],)
    assert is_allowed(chosen(*relationships, states=states)) is any(map(is_allowed, relationships))
