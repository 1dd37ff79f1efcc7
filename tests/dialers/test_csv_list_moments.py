"""Call times and lengths as dialers write them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from callsheet.dialers.csv_list.moments import moment, seconds

EASTERN = ZoneInfo("America/New_York")
AT_8_31 = datetime(2026, 11, 24, 13, 31, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "11/24/2026 8:31 AM",
        "11/24/2026 08:31",
        "11/24/26 8:31am",
        "11/24/2026 8:31:00 A.M.",
        "11-24-2026 8:31 AM",
        "2026-11-24 08:31",
        "2026-11-24T08:31:00",
        "2026-11-24 8:31 AM",
        "2026-11-24T13:31:00Z",
        "2026-11-24T08:31:00-05:00",
        "2026-11-24t13:31z",
        "11/24/2026 5:31 AM PST",
        "11/24/2026 8:31 AM EST",
        "Nov 24, 2026 8:31 AM",
        "Tue, Nov 24, 2026 8:31 AM",
        "Tuesday 11/24/2026 8:31 AM",
        " 11/24/2026   8:31\N{NARROW NO-BREAK SPACE}AM ",
        "24 Nov 2026 08:31",
    ],
)
def test_one_moment_in_many_dresses(text):
    assert moment(text, EASTERN) == AT_8_31


def test_without_a_clock_of_its_own_it_is_the_files():
    assert moment("11/24/2026 8:31 AM", ZoneInfo("America/Denver")) == datetime(2026, 11, 24, 15, 31, tzinfo=UTC)


def test_an_hour_that_comes_twice_is_its_first():
    assert moment("11/01/2026 1:30 AM", EASTERN) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "8:31 AM", "11/24/2026", "2026-11-24", "yesterday", "13/45/2026 8:31 AM", "0"])
def test_what_is_no_day_with_a_time_is_none(text):
    assert moment(text, EASTERN) is None


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("63", 63),
        ("63.7", 63),
        ("1:03", 63),
        ("00:01:03", 63),
        ("1:00:03", 3603),
        ("1m 3s", 63),
        ("1 min 3 sec", 63),
        ("45 seconds", 45),
        ("0", 0),
        ("", None),
        ("long", None),
        ("1:3", None),
        ("-5", None),
    ],
)
def test_how_long_it_was(text, length):
    assert seconds(text) == length
