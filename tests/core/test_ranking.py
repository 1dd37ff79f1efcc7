"""The order of the day's calls, the words for each place, and what can never happen to the order."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callsheet.core.ranking import Candidate, Facts, group, order, order_resting, why

MARYLAND = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 24, 8, 14, tzinfo=MARYLAND)
TODAY = NOW.date()
_leads = iter(range(1, 10_000))


def off(days: int, **given) -> Candidate:
    """A candidate off the market for so many days, due since five minutes."""
    fields = {"lead": next(_leads), "expired_on": TODAY - timedelta(days=days), "due_at": NOW - timedelta(minutes=5)}
    return Candidate(**(fields | given))


def in_order(*candidates: Candidate, in_block: bool = True) -> list[int]:
    return [one.lead for one in order(reversed(candidates), NOW, in_block)]


# ---- groups


@pytest.mark.parametrize(
    ("candidate", "expected"),
    [
        (off(0), "new"),
        (off(2, attempts=2, touches=2), "new"),
        (off(-1), "new"),
        (off(3), "older"),
        (off(1, due_at=NOW + timedelta(hours=8)), None),
        (off(1, due_at=None), "new"),
        (off(9, due_at=None), None),
        (off(9, attempts=3, touches=3), "follow_up"),
        (off(31, attempts=4, touches=4), "older"),
        (off(74, attempts=4, touches=4, mood="wants_to_sell"), "follow_up"),
        (off(20, attempts=4, touches=4, mood="not_selling"), "older"),
        (off(400, due_is_kept=True), "follow_up"),
        (off(1, due_is_kept=True), "follow_up"),
        (off(9, mood="appointment"), "appointment"),
        (off(1, mood="appointment", due_at=None), None),
        (off(1, mood="appointment", due_at=NOW + timedelta(days=1)), None),
    ],
)
def test_the_group_a_lead_stands_in(candidate, expected):
    assert group(candidate, NOW) == expected


def test_what_is_not_due_is_not_on_the_sheet():
    due, later = off(5), off(5, due_at=NOW + timedelta(minutes=1))
    assert in_order(due, later) == [due.lead]


# ---- order


def test_in_the_block_new_ones_come_first_then_follow_ups_then_older_ones():
    asked = off(9, due_is_kept=True)
    new, follow_up, older = off(1), off(12, touches=2, attempts=2), off(90)
    assert in_order(new, asked, follow_up, older) == [new.lead, asked.lead, follow_up.lead, older.lead]


def test_outside_the_block_what_was_agreed_comes_first():
    new, asked, older = off(1), off(9, due_is_kept=True), off(90)
    assert in_order(asked, new, older, in_block=False) == [asked.lead, new.lead, older.lead]


def test_an_appointment_without_an_outcome_stands_on_top():
    over = off(9, mood="appointment")
    new = off(0)
    assert in_order(over, new) == [over.lead, new.lead]
    assert in_order(over, new, in_block=False) == [over.lead, new.lead]


def test_among_the_new_the_newest_then_the_least_tried():
    today, tried, yesterday = off(0), off(0, attempts=1), off(1)
    assert in_order(today, tried, yesterday) == [today.lead, tried.lead, yesterday.lead]


def test_among_the_follow_ups_agreed_times_then_those_who_talked_then_the_longest_waiting():
    late = off(9, due_is_kept=True, due_at=NOW - timedelta(hours=2))
    asked = off(9, due_is_kept=True)
    talked = off(9, mood="nurture")
    waiting = off(9, touches=1, due_at=NOW - timedelta(days=3))
    rest = off(9, touches=1)
    expected = [late, asked, talked, waiting, rest]
    assert in_order(*expected) == [one.lead for one in expected]


def test_among_the_older_the_fewest_attempts_then_the_newer_expiry():
    never_newer, never, once, often = off(40), off(400), off(40, attempts=1), off(40, attempts=7)
    expected = [never_newer, never, once, often]
    assert in_order(*expected) == [one.lead for one in expected]


def test_resting_leads_come_forward_nearest_first_but_agreed_times_do_not():
    soon, later = off(40, due_at=NOW + timedelta(days=1)), off(40, due_at=NOW + timedelta(days=9))
    asked = off(40, due_at=NOW + timedelta(hours=1), due_is_kept=True)
    meeting = off(40, due_at=NOW + timedelta(hours=1), mood="appointment")
    today = off(40, due_at=NOW + timedelta(hours=2), attempts=1, last_attempt_at=NOW - timedelta(hours=1))
    came_forward = order_resting([later, asked, meeting, soon, today, off(40), off(40, due_at=None)], NOW)
    assert [one.lead for one in came_forward] == [soon.lead, later.lead]
    assert {one.group for one in came_forward} == {"resting"}


@pytest.mark.parametrize(
    ("given", "facts", "said"),
    [
        ({"attempts": 1, "last_attempt_at": NOW - timedelta(days=2)}, Facts(), ("Rests until Thu",)),
        (
            {"attempts": 1, "last_attempt_at": NOW - timedelta(days=2), "mood": "wants_to_sell"},
            Facts(),
            ("Rests until Thu", "wants to sell"),
        ),
        (
            {"attempts": 1, "last_attempt_at": NOW - timedelta(days=2)},
            Facts(last_outcome="left_voicemail"),
            ("Rests until Thu", "voicemail left last time"),
        ),
        ({}, Facts(), ("Planned for Thu",)),
    ],
    ids=["tried", "mood", "outcome", "never_tried"],
)
def test_why_a_resting_lead_comes_forward(given, facts, said):
    candidate = off(40, due_at=NOW + timedelta(days=2), **given)
    [one] = order_resting([candidate], NOW, {candidate.lead: facts})
    assert one.why == said


# ---- words


@pytest.mark.parametrize(
    ("candidate", "facts", "said"),
    [
        (off(1), Facts(unsold_listings=2), "New overnight; second agent gave up"),
        (off(1), Facts(unsold_listings=4), "New overnight; 4th agent gave up"),
        (off(1), Facts(unsold_listings=3, agents_tried=2), "New overnight; second agent gave up"),
        (off(1), Facts(unsold_listings=2, agents_tried=1), "New overnight; tried twice"),
        (off(1), Facts(unsold_listings=3, agents_tried=1), "New overnight; tried 3 times"),
        (off(1), Facts(owner_lives_elsewhere=True), "New overnight; owner lives elsewhere"),
        (off(1), Facts("Canceled", days_on_market=141), "Canceled yesterday after 141 days"),
        (off(2, attempts=2), Facts(price_cuts=3), "New, not reached yet; 3 price cuts"),
        (
            off(2, attempts=1, last_attempt_at=datetime(2026, 11, 23, 22, 52, tzinfo=UTC)),
            Facts(last_outcome="left_voicemail"),
            "New; you left a voicemail yesterday, 5:52 pm",
        ),
        (off(0), Facts(expired_on_known=False), "New; expired, date unknown"),
        (off(40, touches=0), Facts(is_presumed=True), "Presumed expired: confirm it in the MLS"),
        (off(2), Facts(is_presumed=True), "Presumed expired: confirm it in the MLS"),
        (
            off(9, due_is_kept=True, due_at=datetime(2026, 11, 24, 13, 10, tzinfo=UTC)),
            Facts(),
            "Asked for a call today, 8:10 am",
        ),
        (off(23, touches=5, attempts=5, mood="wants_to_sell"), Facts(), "Touch 6 of 20; wants to sell"),
        (off(16, touches=6, attempts=4), Facts(price_cuts=1), "Touch 7 of 20; 1 price cut"),
        (off(16, touches=1, attempts=1), Facts(last_outcome="busy"), "Touch 2 of 20; was busy"),
        (off(118, attempts=2), Facts(), "Older; two tries only"),
        (off(118, attempts=9), Facts(), "Older; 9 tries"),
        (
            off(118, attempts=5, mood="not_selling", last_attempt_at=NOW - timedelta(days=30)),
            Facts(),
            "Older; rested 30 days since “not selling”",
        ),
        (off(341), Facts(), "Older, never called; expired 11 months ago"),
        (off(3 * 365 + 40), Facts(), "Older, never called; expired 3 years ago"),
        (off(10), Facts("Canceled"), "Older, never called; canceled 10 days ago"),
        (
            off(9, mood="appointment", appointment_at=datetime(2026, 11, 23, 21, tzinfo=UTC)),
            Facts(),
            "Appointment yesterday, 4:00 pm: was it kept?",
        ),
    ],
)
def test_why_a_lead_stands_here(candidate, facts, said):
    assert "; ".join(why(candidate, facts, NOW)) == said


def test_the_order_carries_the_words():
    candidate = off(1)
    [ranked] = order([candidate], NOW, True, {candidate.lead: Facts(price_cuts=2)})
    assert ranked.why == ("New overnight", "2 price cuts")


# ---- promises

moments = st.integers(-120 * 24, 40 * 24).map(lambda hours: NOW + timedelta(hours=hours))
candidates = st.lists(
    st.builds(
        Candidate,
        lead=st.integers(1, 10**6),
        expired_on=st.dates(date(2022, 1, 1), date(2026, 11, 25)),
        attempts=st.integers(0, 25),
        last_attempt_at=st.none() | moments,
        due_at=st.none() | moments,
        due_is_kept=st.booleans(),
        mood=st.sampled_from(["", "reached", "wants_to_sell", "nurture", "not_selling", "appointment"]),
        touches=st.integers(0, 25),
        appointment_at=st.none() | moments,
    ),
    max_size=30,
    unique_by=lambda one: one.lead,
)


@given(candidates, st.booleans(), st.randoms())
def test_the_order_depends_on_the_leads_alone(given_order, in_block, random):
    shuffled = list(given_order)
    random.shuffle(shuffled)
    assert order(given_order, NOW, in_block) == order(shuffled, NOW, in_block)


@given(candidates, st.booleans())
def test_groups_stay_together_and_scores_fall(given_order, in_block):
    ranked = order(given_order, NOW, in_block)
    scores = [one.score for one in ranked]
    assert scores == sorted(scores, reverse=True)
    changes = sum(one.group != other.group for one, other in pairwise(ranked))
    assert changes == max(0, len({one.group for one in ranked}) - 1)


@given(candidates, st.booleans())
def test_every_place_is_explained(given_order, in_block):
    for one in order(given_order, NOW, in_block):
        assert 1 <= len(one.why) <= 2
        assert one.why[0][0].isupper()
