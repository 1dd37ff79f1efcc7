"""The periods the numbers are shown for, and how a period is cut into bars: hours, days or weeks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from callsheet.core import words
from callsheet.core.funnel import Counts
from callsheet.core.hours_chart import clock_hour
from callsheet.reports.numbers import Numbers, total

DAYS_IN_BARS = 31
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Period:
    """So many days up to today. `said` stands after "your", `before` after "the"."""

    key: str
    name: str
    days: int
    said: str
    before: str

    def first(self, today: date) -> date:
        return today - timedelta(days=self.days - 1)


PERIODS: Mapping[str, Period] = {
    period.key: period
    for period in (
        Period("today", "Today", 1, "day so far", "day before"),
        Period("week", "Week", 7, "last seven days", "week before"),
        Period("4-weeks", "4 weeks", 28, "last four weeks", "four weeks before"),
        Period("quarter", "Quarter", 91, "last quarter", "quarter before"),
        Period("year", "Year", 364, "last year", "year before"),
    )
}
USUAL = PERIODS["4-weeks"]


@dataclass(frozen=True, slots=True)
class Slice:
    """One bar, or one row of the table: a short label, the long one, and what happened then."""

    label: str
    name: str
    counts: Counts


def unit(shown: Numbers) -> str:
    """What one bar stands for: an `hour`, a `day` or a `week`."""
    days = (shown.last - shown.first).days + 1
    return "hour" if days == 1 else "day" if days <= DAYS_IN_BARS else "week"


def slices(shown: Numbers, today: date, begun: date | None = None) -> list[Slice]:
    """The period cut into bars, from the day somebody `begun` to dial. Days nobody works are left out, and today while
    nobody dialed yet."""
    first = max(shown.first, begun or shown.first)
    return list({"hour": _hours, "day": _days, "week": _weeks}[unit(shown)](shown.within(first, shown.last), today))


def _hours(shown: Numbers, today: date) -> Iterator[Slice]:
    hours = {hour.hour: counts for hour, counts in shown.by_hour.items()}
    for hour in range(min(hours, default=1), max(hours, default=0) + 1):
        yield Slice(clock_hour(hour), clock_hour(hour), hours.get(hour, Counts()))


def _days(shown: Numbers, today: date) -> Iterator[Slice]:
    weekends = any(counts.dials for day, counts in shown.by_day.items() if day.weekday() > 4)
    for day, counts in shown.by_day.items():
        if counts.dials or counts.contacts or (day != today and (weekends or day.weekday() < 5)):
            yield Slice(words.short_date(day), f"{day:%a}, {words.short_date(day)}", counts)


def _weeks(shown: Numbers, today: date) -> Iterator[Slice]:
    """Weeks of seven days that end with the period; the oldest may be shorter."""
    starts = range((shown.last - shown.first).days // 7, -1, -1)
    for last in (shown.last - WEEK * ago for ago in starts):
        first = max(shown.first, last - WEEK + timedelta(days=1))
        name = f"{words.short_date(first)} to {words.short_date(last)}"
        yield Slice(words.short_date(first), name, total(shown.within(first, last).by_hour.values()))
