"""The numbers of a moment from a count that was taken earlier."""

from datetime import UTC, datetime, timedelta

from callsheet.core.morning_count import Counted, Some, as_json, count_at, from_json, tallied

NOW = datetime(2026, 11, 24, 13, tzinfo=UTC)
HOUR = timedelta(hours=1)
MIDNIGHT = NOW + 16 * HOUR
MAYA, OTTO = 1, 2


def at(some, now=NOW, person=MAYA) -> Counted:
    return count_at(some, person, now, MIDNIGHT)


def test_equal_ones_are_counted_together():
    some = [Some(None, "new", None, NOW), Some(None, "new", None, NOW), Some(None, "older", None, NOW)]
    assert tallied(some) == (Some(None, "new", None, NOW, 2), Some(None, "older", None, NOW, 1))


def test_who_may_be_called_now_by_group():
    some = (Some(None, "new", None, NOW + HOUR, 3), Some(None, "older", None, NOW + HOUR, 4))
    assert at(some) == Counted({"new": 3, "older": 4}, {})
    assert at(some).callable == 7


def test_who_comes_in_later_today():
    some = (Some(None, "new", NOW + HOUR, None, 2), Some(None, "older", NOW + 3 * HOUR, None))
    found = at(some)
    assert found == Counted({}, {NOW + HOUR: 2, NOW + 3 * HOUR: 1})
    assert (found.callable, found.later_count) == (0, 3)


def test_tomorrow_is_not_today():
    assert at((Some(None, "new", MIDNIGHT, None), Some(None, "new", MIDNIGHT + HOUR, None))) == Counted({}, {})


def test_as_time_passes_the_later_ones_are_callable():
    some = (Some(None, "new", NOW + HOUR, None, 2),)
    assert at(some, NOW + HOUR) == Counted({"new": 2}, {})


def test_and_those_whose_hours_ended_are_not():
    some = (Some(None, "new", None, NOW + HOUR, 5),)
    assert at(some, NOW + HOUR - timedelta(seconds=1)).callable == 5
    assert at(some, NOW + HOUR) == Counted({}, {})


def test_everybody_sees_their_own_and_nobodys():
    some = (Some(None, "new", None, None), Some(MAYA, "new", None, None, 2), Some(OTTO, "new", None, None, 4))
    assert at(some).callable == 3
    assert at(some, person=OTTO).callable == 5


def test_it_survives_the_database():
    some = (Some(None, "new", None, NOW, 5), Some(MAYA, "older", NOW + HOUR, None, 2))
    assert from_json(as_json(some)) == some
