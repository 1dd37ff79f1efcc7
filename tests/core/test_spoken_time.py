"""What people write in the field for a time, and the moment it means."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from callsheet.core.errors import UnusableInput
from callsheet.core.spoken_time import UnusableTime, parse

MARYLAND = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 24, 13, 5, tzinfo=UTC)  # Tuesday, 8:05 am in Maryland


def said(text: str, now: datetime = NOW, **given) -> str:
    return f"{parse(text, now, MARYLAND, **given).astimezone(MARYLAND):%a %Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Wednesday 5:30", "Wed 2026-11-25 17:30"),
        ("wed. 5:30 p.m.", "Wed 2026-11-25 17:30"),
        ("tues 9", "Tue 2026-11-24 09:00"),
        ("Thursday after 5", "Thu 2026-11-26 17:00"),
        ("next Wednesday 10", "Wed 2026-12-02 10:00"),
        ("fri morning", "Fri 2026-11-27 09:00"),
        ("tomorrow 9", "Wed 2026-11-25 09:00"),
        ("tomorrow morning at 10", "Wed 2026-11-25 10:00"),
        ("5pm tomorrow", "Wed 2026-11-25 17:00"),
        ("today noon", "Tue 2026-11-24 12:00"),
        ("tonight at 6", "Tue 2026-11-24 18:00"),
        ("9 o'clock Thursday", "Thu 2026-11-26 09:00"),
    ],
)
def test_days_near_by_are_named(text, moment):
    assert said(text) == moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("11/25 17:30", "Wed 2026-11-25 17:30"),
        ("12/1/26 3pm", "Tue 2026-12-01 15:00"),
        ("2026-12-01 15:00", "Tue 2026-12-01 15:00"),
        ("Nov 25 at 5pm", "Wed 2026-11-25 17:00"),
        ("25 Nov 9:30 am", "Wed 2026-11-25 09:30"),
        ("December 3rd, 10", "Thu 2026-12-03 10:00"),
        ("5:30 Nov 25", "Wed 2026-11-25 17:30"),
        ("1/5 9", "Tue 2027-01-05 09:00"),
        ("Sept 3 9", "Fri 2027-09-03 09:00"),
    ],
)
def test_days_of_the_calendar_are_read_month_first_and_the_next_of_that_name(text, moment):
    assert said(text) == moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("in 20 minutes", "Tue 2026-11-24 08:25"),
        ("in half an hour", "Tue 2026-11-24 08:35"),
        ("in an hour", "Tue 2026-11-24 09:05"),
        ("in 2h", "Tue 2026-11-24 10:05"),
        ("in three days", "Fri 2026-11-27 08:05"),
        ("in 2 weeks at 9", "Tue 2026-12-08 09:00"),
        ("in a month", "Thu 2026-12-24 08:05"),
    ],
)
def test_spans_count_from_now(text, moment):
    assert said(text) == moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [("5:30", "Tue 2026-11-24 17:30"), ("8", "Wed 2026-11-25 08:00"), ("noon", "Tue 2026-11-24 12:00")],
)
def test_a_bare_hour_is_today_or_tomorrow_when_it_has_passed(text, moment):
    assert said(text) == moment


@pytest.mark.parametrize(
    ("text", "hour"),
    [("1", 13), ("7", 19), ("8", 8), ("11", 11), ("12", 12), ("7 am", 7), ("07:15", 7), ("12 am", 0), ("17:30", 17)],
)
def test_an_hour_without_am_or_pm_is_the_one_an_agent_means(text, hour):
    assert parse(f"Friday {text}", NOW, MARYLAND).astimezone(MARYLAND).hour == hour


def test_the_moment_is_utc_and_keeps_the_wall_clock_across_a_clock_change():
    october = datetime(2026, 10, 30, 12, 0, tzinfo=UTC)
    assert parse("Friday 9", october, MARYLAND) == datetime(2026, 10, 30, 13, 0, tzinfo=UTC)
    assert parse("Monday 9", october, MARYLAND) == datetime(2026, 11, 2, 14, 0, tzinfo=UTC)
    assert parse("in 3 days at 9", october, MARYLAND) == datetime(2026, 11, 2, 14, 0, tzinfo=UTC)
    assert parse("Monday 9", october, MARYLAND).tzinfo is UTC


def test_minutes_run_through_a_clock_change():
    before = datetime(2026, 11, 1, 5, 50, tzinfo=UTC)  # 1:50 am, the first time
    assert parse("in 20 minutes", before, MARYLAND) == datetime(2026, 11, 1, 6, 10, tzinfo=UTC)


def test_a_day_alone_takes_the_hour_it_was_given():
    assert said("Monday", hour=time(8)) == "Mon 2026-11-30 08:00"
    assert said("Monday 4", hour=time(8)) == "Mon 2026-11-30 16:00"
    with pytest.raises(UnusableTime, match="Give a time too"):
        said("Monday")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Give a day and a time, as you would say it: Wednesday 5:30, or 11/25 17:30."),
        ("soon", "“soon” is not understood"),
        ("Wednesday 5:30 or Friday", "is not understood"),
        ("13/45 5", "“13/45” is no day of the calendar"),
        ("Feb 30 9", "no day of the calendar"),
        ("tomorrow 25:00", "“25:00” is no time of day"),
        ("tomorrow 13 pm", "“13 pm” is no time of day"),
        ("11/20 9", "Fri, Nov 20, 2026, 9:00 am has passed"),
        ("today 8", "has passed"),
        ("2028-12-01 9", "more than a year away"),
        ("3/14/27 2:30 am", "clocks are set forward"),
        ("in 3 days maybe", "Give a span and a time"),
    ],
)
def test_what_cannot_be_used_is_said_with_what_to_write(text, sentence):
    with pytest.raises(UnusableTime) as problem:
        parse(text, NOW, MARYLAND)
    assert sentence in str(problem.value)


def test_every_door_can_show_the_error():
    assert issubclass(UnusableTime, UnusableInput)
