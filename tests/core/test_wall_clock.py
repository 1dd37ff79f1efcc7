"""How moments are said on a page, by the clock of whoever reads it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from callsheet.core.wall_clock import WallClock

# A Tuesday, 8:05 am in Maryland.
NOW = datetime(2026, 11, 24, 13, 5, tzinfo=UTC)
CLOCK = WallClock(NOW, ZoneInfo("America/New_York"))


def ago(**given) -> datetime:
    return NOW - timedelta(**given)


def test_the_day_is_the_readers_own():
    late = WallClock(datetime(2026, 11, 25, 3, tzinfo=UTC), ZoneInfo("America/New_York"))
    assert late.today == date(2026, 11, 24)
    assert WallClock(late.now, UTC).today == date(2026, 11, 25)


@pytest.mark.parametrize(
    ("at", "moment", "short", "when"),
    [
        (NOW, "today, 8:05 am", "8:05 am", "at 8:05 am"),
        (ago(hours=-26), "tomorrow, 10:05 am", "tomorrow, 10:05 am", "tomorrow at 10:05 am"),
        (ago(days=1), "yesterday, 8:05 am", "yesterday, 8:05 am", "yesterday at 8:05 am"),
        (ago(days=-3), "Fri, 8:05 am", "Fri, 8:05 am", "on Fri at 8:05 am"),
        (ago(days=15), "Nov 9, 8:05 am", "Nov 9, 8:05 am", "on Nov 9 at 8:05 am"),
    ],
)
def test_a_moment_is_said_as_near_as_it_is(at, moment, short, when):
    assert (CLOCK.moment(at), CLOCK.short(at), CLOCK.when(at)) == (moment, short, when)


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (ago(minutes=5), "today, 8:00 am"),
        (ago(days=1), "Mon, 8:05 am"),
        (ago(days=6), "Wed, 8:05 am"),
        (ago(days=-1), "Wed, 8:05 am"),
        (ago(days=-7), "Dec 1, 8:05 am"),
        (ago(days=7), "Nov 17"),
        (ago(days=299), "Jan 29"),
        (ago(days=300), "Jan 2026"),
        (ago(days=900), "Jun 2024"),
    ],
)
def test_the_further_back_the_less_exact(at, said):
    assert CLOCK.brief(at) == said


def test_a_proof_says_the_second():
    assert CLOCK.exact(datetime(2026, 11, 24, 13, 14, 7, tzinfo=UTC)) == "Tuesday, November 24, 2026, 8:14:07 am"
    assert CLOCK.exact(datetime(2026, 11, 24, 5, 0, 0, tzinfo=UTC)).endswith("12:00:00 am")
