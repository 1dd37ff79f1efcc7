"""Timestamps as servers send them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callsheet.feeds.reso.moments import http_date, later, moment, nanoseconds, stamp_of

AT = datetime(2026, 11, 24, 13, 5, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["2026-11-24T13:05:09Z", "2026-11-24T13:05:09.000Z", "2026-11-24T13:05:09+00:00", "2026-11-24T08:05:09-05:00",
     "2026-11-24T13:05:09", "2026-11-24 13:05:09z", "2026-11-24T18:35:09.0000000+0530"],
)  # fmt: skip
def test_one_moment_in_many_forms(text):
    assert moment(text) == AT


def test_a_seventh_digit_counts():
    assert nanoseconds("2026-11-24T13:05:09.1234567Z") - nanoseconds("2026-11-24T13:05:09.123456Z") == 700
    assert later("2026-11-24T13:05:09.1234567Z", "2026-11-24T13:05:09.123456Z").endswith("4567Z")


@pytest.mark.parametrize("text", ["", "yesterday", "2026-11-24", "13:05", "2026-11-24T13:05:09 PST"])
def test_what_is_no_timestamp(text):
    with pytest.raises(ValueError, match="is no timestamp"):
        nanoseconds(text)


def test_the_later_of_two_keeps_the_text_that_came():
    assert later("2026-11-24T08:05:09-05:00", "2026-11-24T13:05:08Z") == "2026-11-24T08:05:09-05:00"
    assert later("", "2026-11-24T13:05:08Z") == "2026-11-24T13:05:08Z"
    assert later("nonsense", "2026-11-24T13:05:08Z") == "2026-11-24T13:05:08Z"


@given(st.timedeltas(timedelta(), timedelta(days=36_500)), st.integers(-14 * 60, 14 * 60))
def test_a_moment_written_and_read_is_the_same_to_the_millisecond(later_by, minutes):
    at = (datetime(1990, 1, 1, tzinfo=UTC) + later_by).astimezone(timezone(timedelta(minutes=minutes)))
    assert timedelta() <= at - moment(stamp_of(at)) < timedelta(milliseconds=1)


def test_dates_of_headers():
    assert http_date("Tue, 24 Nov 2026 13:05:09 GMT") == AT
    assert http_date(None) is None
    assert http_date("120") is None
