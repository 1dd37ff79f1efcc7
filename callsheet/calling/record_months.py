"""Months of a zone's calendar, told apart by the database itself: SQLite would ask Python for each row's month."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import Any

from django.db.models import Aggregate, Func, IntegerField, Max, Min, QuerySet

BEFORE = datetime(1, 1, 1, tzinfo=UTC)


class MonthOf(Func):
    """In which month a moment lies: 0 before the second of `starts`, 1 before the third, and so on.

    `starts` are the first moments of months that follow each other. Halved again and again, so five years of months
    take six comparisons a row.
    """

    output_field = IntegerField()

    def __init__(self, moment: str, starts: Sequence[datetime]):
        super().__init__(moment)
        self.starts = tuple(starts)

    def as_sql(self, compiler, connection, **_):
        column, _ = compiler.compile(self.get_source_expressions()[0])
        moments: list[object] = []
        return self._halved(column, connection, 0, len(self.starts) - 1, moments), tuple(moments)

    def _halved(self, column: str, connection, first: int, last: int, moments: list[object]) -> str:
        if first == last:
            return str(first)
        middle = (first + last + 1) // 2
        moments.append(connection.ops.adapt_datetimefield_value(self.starts[middle]))
        before = self._halved(column, connection, first, middle - 1, moments)
        after = self._halved(column, connection, middle, last, moments)
        return f"CASE WHEN {column} < %s THEN {before} ELSE {after} END"


@dataclass(frozen=True, slots=True)
class Days:
    """From one moment to another, by a zone's calendar; None where an end is open."""

    since: datetime | None
    until: datetime | None
    zone: tzinfo


def counted_by_month(
    found: QuerySet, counted: Mapping[str, Aggregate], days: Days, field: str = "at"
) -> Iterator[tuple[date, dict[str, Any]]]:
    """The first day of each month with rows, and its counts; rows before or after the days count for nothing."""
    months = months_of(found, days.since, days.until, days.zone, field)
    if not months:
        return
    starts = [start_of(month, days.zone) for month in months]
    places: list[date | None] = [*months]
    if days.since:
        starts[:1], places[:0] = [BEFORE, days.since], [None]
    if days.until:
        starts, places = [*starts, days.until], [*places, None]
    named = {f"counted_{name}": count for name, count in counted.items()}  # an attempt has a column `refused`
    for row in found.order_by().values(place=MonthOf(field, starts)).annotate(**named):
        if month := places[row["place"]]:
            yield month, {name: row[f"counted_{name}"] for name in counted}


def months_of(
    found: QuerySet, since: datetime | None, until: datetime | None, zone: tzinfo, field: str = "at"
) -> list[date]:
    """The first days of the months between, in order; where an end is open, up to the first or last of the rows."""
    if since is None or until is None:
        at = found.order_by().aggregate(first=Min(field), last=Max(field))
        since, until = since or at["first"], until or at["last"]
    if since is None or until is None:
        return []
    month, last = since.astimezone(zone).date().replace(day=1), until.astimezone(zone).date()
    months = [month]
    while (month := next_month(month)) <= last:
        months.append(month)
    return months


def next_month(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def start_of(month: date, zone: tzinfo) -> datetime:
    """Its first moment in the zone."""
    return datetime(month.year, month.month, 1, tzinfo=zone)
