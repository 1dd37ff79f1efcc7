"""How long a permission lives: never past the moment from which the same facts would be refused."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callsheet.core.facts import Registry, Relationship
from callsheet.core.law import decide
from callsheet.core.law_lasting import lasts_until
from tests.core.law_world import RULES, at_home
from tests.tries import tries

HOUR = timedelta(hours=1)
MORNING = datetime(2026, 11, 24, 15, tzinfo=UTC)


def maryland_call(**changes):
    """A call nothing refuses at 10 am to a home in Maryland, whose hours end at 8 pm."""
    return at_home("MD", **{"at": MORNING, "listing_seen_at": MORNING} | changes)


def until(facts, lives=HOUR):
    decision = decide(facts, RULES)
    assert decision.allowed, decision.because
    return lasts_until(facts, decision, RULES, facts.at + lives)


def test_it_lives_as_long_as_it_is_given():
    facts = maryland_call()
    assert until(facts) == facts.at + HOUR


def test_it_ends_with_the_hours():
    evening = datetime(2026, 11, 25, 0, 40, tzinfo=UTC)  # 7:40 pm in Maryland, whose hours end at 8
    facts = maryland_call(at=evening, listing_seen_at=evening)
    assert until(facts) == datetime(2026, 11, 25, 1, tzinfo=UTC)


def test_it_ends_when_the_status_has_not_been_read_for_a_day():
    facts = maryland_call()
    facts = replace(facts, listing_seen_at=facts.at - timedelta(hours=23, minutes=30))
    assert timedelta(0) <= facts.at + timedelta(minutes=30) - until(facts) <= timedelta(seconds=1)


@pytest.mark.parametrize("days", [30, 31])
def test_a_copy_of_31_days_ends_it_at_the_utc_midnight(days):
    at = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)  # 6:30 pm in Maryland
    copied_on = at.date() - timedelta(days=days)
    facts = maryland_call(at=at, listing_seen_at=at, registry=Registry(copied_on, listed=False))
    if days == 30:
        assert until(facts) == at + HOUR
    else:
        assert timedelta(0) <= datetime(2026, 11, 25, tzinfo=UTC) - until(facts) <= timedelta(seconds=1)


def test_the_last_day_of_a_relationship_ends_it_at_the_utc_midnight():
    at = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    related = Relationship("inquiry", date(2026, 8, 26))  # 90 days before
    facts = maryland_call(at=at, listing_seen_at=at, registry=None, relationship=related)
    assert timedelta(0) <= datetime(2026, 11, 25, tzinfo=UTC) - until(facts) <= timedelta(seconds=1)


def test_facts_without_a_moment_have_no_end():
    facts = maryland_call()
    decision = decide(facts, RULES)
    with pytest.raises(ValueError, match="without a moment"):
        lasts_until(replace(facts, at=None), decision, RULES, facts.at)


@tries(60)
@given(
    minutes=st.integers(0, 12 * 60),
    seen=st.integers(0, 24 * 60),
    copied=st.integers(0, 31),
    lives=st.integers(1, 180),
)
def test_any_moment_of_its_life_is_allowed(minutes, seen, copied, lives):
    at = datetime(2026, 11, 24, 13, tzinfo=UTC) + timedelta(minutes=minutes)
    facts = maryland_call(
        at=at,
        listing_seen_at=at - timedelta(minutes=seen),
        registry=Registry(at.date() - timedelta(days=copied), listed=False),
    )
    decision = decide(facts, RULES)
    if not decision.allowed:
        return
    end = lasts_until(facts, decision, RULES, at + timedelta(minutes=lives))
    assert at <= end <= at + timedelta(minutes=lives)
    for part in (0.0, 0.3, 0.9, 0.9999):
        assert decide(replace(facts, at=at + (end - at) * part), RULES).allowed
