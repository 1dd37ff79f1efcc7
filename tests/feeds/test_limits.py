"""How often an account may ask."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from callsheet.feeds.reso.limits import DAY, HOUR, Limits, Usage, asked_within, spent, take_turn

NOW = datetime(2026, 11, 24, 13, 5, tzinfo=UTC)


def test_turns_are_spaced():
    first = take_turn(Usage(), Limits(a_second=2), NOW)
    second = take_turn(first.usage, Limits(a_second=2), NOW)
    assert (first.at, second.at) == (NOW, NOW + timedelta(seconds=0.5))


def test_after_a_rest_there_is_no_wait_and_no_saved_up_burst():
    first = take_turn(Usage(), Limits(a_second=2), NOW)
    later = NOW + timedelta(minutes=5)
    second = take_turn(first.usage, Limits(a_second=2), later)
    third = take_turn(second.usage, Limits(a_second=2), later)
    assert (second.at, third.at) == (later, later + timedelta(seconds=0.5))


def test_a_full_hour_says_when_there_is_room_again():
    usage = Usage({str(int(NOW.timestamp())): (7_000, 0)})
    turn = take_turn(usage, Limits(an_hour=7_000), NOW + timedelta(minutes=30))
    assert turn.usage is None
    assert turn.at == NOW + timedelta(minutes=65)
    assert take_turn(usage, Limits(an_hour=7_000), turn.at).usage


def test_bytes_count_too():
    usage = spent(Usage(), 4_000_000_000, NOW)
    assert take_turn(usage, Limits(bytes_an_hour=3_800_000_000), NOW).usage is None
    assert take_turn(usage, Limits(), NOW).usage


def test_what_is_older_than_a_day_is_forgotten():
    old = Usage({str(int((NOW - timedelta(hours=25)).timestamp())): (9, 9)})
    turn = take_turn(old, Limits(), NOW)
    assert list(turn.usage.buckets.values()) == [(1, 0)]


@given(st.lists(st.floats(0, 4_000), min_size=1, max_size=60))
def test_never_more_in_any_hour_or_day_than_the_limit(gaps):
    limits, usage, now, turns = Limits(a_second=1_000, an_hour=5, a_day=9), Usage(), NOW, []
    for gap in gaps:
        now += timedelta(seconds=gap)
        turn = take_turn(usage, limits, now)
        if turn.usage:
            usage = turn.usage
            turns.append(turn.at)
    for window, most in ((HOUR, 5), (DAY, 9)):
        for at in turns:
            assert sum(at - window < other <= at for other in turns) <= most


def test_the_count_is_never_too_low():
    usage = Usage()
    for minutes in (0, 7, 14, 58):
        usage = take_turn(usage, Limits(), NOW + timedelta(minutes=minutes)).usage
    assert asked_within(usage.buckets, HOUR, NOW + timedelta(minutes=59))[0] == 4
