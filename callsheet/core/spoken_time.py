"""A moment as people write it while the phone is at their ear: `Wednesday 5:30`, `11/25 17:30`, `in 20 minutes`.

American order (month first). An hour without am or pm is the one an agent means: 8 to 11 in the morning, 12 to 7 after
noon. A day without a year is the next one; a bare hour is today, or tomorrow when it has passed.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TypeVar

from callsheet.core import words
from callsheet.core.errors import UnusableInput

EXAMPLES = "Wednesday 5:30, or 11/25 17:30"
MOST_DAYS_AHEAD = 400


class UnusableTime(UnusableInput):
    """A moment that cannot be understood, lacks its day or hour, or has passed. The message says what to write."""


def parse(text: str, now: datetime, zone: tzinfo, *, hour: time | None = None) -> datetime:
    """The moment `text` means in `zone`, aware, in UTC, after `now`.

    `hour` is the time of day taken when only a day is given; without it a day alone is an error. Raises UnusableTime.
    """
    said = " ".join(_IDLE.sub("", text.casefold()).split())
    local = now.astimezone(zone)
    if span := _from_now(said, local):
        return _ahead(span, local)
    on, rest = _take(said, _DAYS, local.date())
    at, rest = _take(rest, _HOURS, local.date())
    if _NOISE.sub("", rest).strip() or (on is None and at is None):
        raise UnusableTime(f"Give a day and a time, as you would say it: {EXAMPLES}.{_not_understood(text)}")
    return _ahead(_moment(on, at or hour, local), local)


_IDLE = re.compile(r"\.(?!\d)|(?<=\w),")
"""Dots that are no decimal point, and commas: `Wed. 5 p.m.` is `wed 5 pm`."""
_NOISE = re.compile(r"\b(?:at|on|the|in|after|around|about|this|by|o'clock|morning|afternoon|evening)\b|[@~]")
Found = TypeVar("Found")
Kinds = tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], Found]], ...]


def _take(said: str, kinds: Kinds[Found], today: date) -> tuple[Found | None, str]:
    """The first kind of day or hour found in the text, and the text without it."""
    for pattern, meaning in kinds:
        if found := pattern.search(said):
            return meaning(found, today), f"{said[: found.start()]} {said[found.end() :]}"
    return None, said


def _not_understood(text: str) -> str:
    return f" “{text.strip()}” is not understood." if text.strip() else ""


def _moment(on: date | None, at: time | None, local: datetime) -> datetime:
    """Join day and hour: a bare hour is today, or tomorrow when it has passed."""
    if at is None:
        raise UnusableTime(f"Give a time too, such as {EXAMPLES}.")
    if on is not None:
        return _on(on, at, local)
    today = _on(local.date(), at, local)
    return today if today > local else _on(local.date() + timedelta(days=1), at, local)


def _on(on: date, at: time, local: datetime) -> datetime:
    return datetime.combine(on, at, tzinfo=local.tzinfo)


def _ahead(moment: datetime, local: datetime) -> datetime:
    """The moment in UTC. Raises UnusableTime when it has passed, is too far ahead, or its hour is skipped."""
    said = f"{moment:%a}, {words.short_date(moment.date())}, {moment.year}, {words.clock(moment)}"
    universal, now = moment.astimezone(UTC), local.astimezone(UTC)
    if universal <= now:
        raise UnusableTime(f"{said} has passed. Give a later one, such as {EXAMPLES}.")
    if universal > now + timedelta(days=MOST_DAYS_AHEAD):
        raise UnusableTime(f"{said} is more than a year away. Give an earlier one.")
    if universal.astimezone(local.tzinfo).replace(tzinfo=None) != moment.replace(tzinfo=None):
        raise UnusableTime(f"{said} does not exist: clocks are set forward then. Give another time.")
    return universal


# ---------------------------------------------------------------- spans: in 20 minutes, in half an hour, in 3 days

_SPAN = re.compile(
    r"in (?P<many>an?|half an?|\d{1,3}|one|two|three|four|five|six|ten|fifteen|twenty|thirty)"
    r" ?(?P<unit>m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?|months?)"
    r"(?: (?:at )?(?P<rest>.+))?"
)
_MANY: dict[str, float] = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10}
_MANY |= {"fifteen": 15, "twenty": 20, "thirty": 30, "half a": 0.5, "half an": 0.5}
_MINUTES = {"m": 1, "h": 60}
_DAY_UNITS = {"d": 1, "w": 7}


def _from_now(said: str, local: datetime) -> datetime | None:
    """A span from now; days, weeks and months keep the hour of the clock unless one is given."""
    found = _SPAN.fullmatch(said)
    if not found:
        return None
    many = _MANY.get(found["many"]) or float(found["many"])
    unit = found["unit"][0] if not found["unit"].startswith("mo") else "month"
    if unit in _MINUTES:
        return (local.astimezone(UTC) + timedelta(minutes=many * _MINUTES[unit])).astimezone(local.tzinfo)
    on = local.date() + timedelta(days=many * (30 if unit == "month" else _DAY_UNITS[unit]))
    at, rest = _take(found["rest"] or "", _HOURS, local.date())
    if rest.strip():
        raise UnusableTime(f"Give a span and a time, such as in 3 days at 9.{_not_understood(said)}")
    return _on(on, at or local.time().replace(second=0, microsecond=0), local)


# ---------------------------------------------------------------- days: today, Wednesday, next Wed, 11/25, Nov 25

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
_MONTH += r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_WEEKDAY = r"mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
_LONG_AGO = timedelta(days=60)
"""A day without a year that passed no longer ago than this is a slip, not next year."""


def _near(found: re.Match[str], today: date) -> date:
    return today + timedelta(days={"today": 0, "tonight": 0, "tomorrow": 1, "tmrw": 1}[found[0]])


def _weekday(found: re.Match[str], today: date) -> date:
    """The next such day, today included; `next Wednesday` is the one of next week."""
    wanted = next(place for place, name in enumerate(_WEEKDAYS) if name.startswith(found["weekday"][:3]))
    if found["next"]:
        return today + timedelta(days=7 - today.weekday() + wanted)
    return today + timedelta(days=(wanted - today.weekday()) % 7)


def _next_week(found: re.Match[str], today: date) -> date:
    return today + timedelta(days=7)


def _dated(found: re.Match[str], today: date) -> date:
    """A day of the calendar; without a year the next one."""
    parts = found.groupdict()
    month = int(parts["month"]) if parts["month"].isdigit() else _MONTHS.index(parts["month"][:3]) + 1
    year = int(parts.get("year") or today.year)
    on = _calendar(year + 2000 if year < 100 else year, month, int(parts["day"]), found[0])
    if parts.get("year") or on >= today - _LONG_AGO:
        return on
    return _calendar(today.year + 1, month, int(parts["day"]), found[0])


def _calendar(year: int, month: int, day: int, said: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise UnusableTime(f"“{said}” is no day of the calendar. Write month and day: 11/25, or Nov 25.") from None


_DAYS: Kinds[date] = (
    (re.compile(r"\b(?:today|tonight|tomorrow|tmrw)\b"), _near),
    (re.compile(r"\b(?P<year>20\d\d)-(?P<month>\d{1,2})-(?P<day>\d{1,2})\b"), _dated),
    (re.compile(r"(?<![\d:])(?P<month>\d{1,2})[/-](?P<day>\d{1,2})(?:[/-](?P<year>20\d\d|\d\d))?(?![\d:])"), _dated),
    (re.compile(rf"(?<![\d:.]){_DAY} {_MONTH}(?: (?P<year>20\d\d))?\b"), _dated),
    (re.compile(rf"\b{_MONTH} {_DAY}(?: (?P<year>20\d\d))?\b(?![:.])"), _dated),
    (re.compile(rf"\b(?P<next>next )?(?P<weekday>{_WEEKDAY})\b"), _weekday),
    (re.compile(r"\bnext week\b"), _next_week),
)

# ---------------------------------------------------------------- hours: 5:30, 5 pm, 17:30, noon, evening

_NAMED_HOURS = {"noon": 12, "midday": 12, "morning": 9, "afternoon": 14, "evening": 18}


def _named(found: re.Match[str], today: date) -> time:
    return time(_NAMED_HOURS[found[0]])


def _of_the_clock(found: re.Match[str], today: date) -> time:
    """5 pm, 5:30, 17:30, 9. Raises UnusableTime for an hour no clock shows."""
    hour, minute, half = int(found["hour"]), int(found["minute"] or 0), found["half"]
    if hour > 23 or minute > 59 or (half and not 1 <= hour <= 12):
        raise UnusableTime(f"“{found[0].strip()}” is no time of day. Write it like 5:30, 5:30 pm or 17:30.")
    if half:
        return time(hour % 12 + (12 if half[0] == "p" else 0), minute)
    is_after_noon = 0 < hour < 8 and not found["hour"].startswith("0")
    return time(hour + 12 if is_after_noon else hour, minute)


_HOURS: Kinds[time] = (
    (re.compile(r"\b(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))? ?(?P<half>am?|pm?)?(?![\w:.])"), _of_the_clock),
    (re.compile(r"\b(?:noon|midday|morning|afternoon|evening)\b"), _named),
)
