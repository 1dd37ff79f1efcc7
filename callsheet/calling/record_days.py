"""The days a record is asked for: whole days of a zone, both ends included, as moments."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from callsheet.calling.record_words import day

YEARS_KEPT = 5
"""How long records have to be kept: 16 CFR 310.5."""


@dataclass(frozen=True, slots=True)
class Days:
    """From the first day to the last; None where no end was set."""

    first: date | None = None
    last: date | None = None

    def since(self, zone: tzinfo) -> datetime | None:
        return _midnight(self.first, zone) if self.first else None

    def until(self, zone: tzinfo) -> datetime | None:
        return _midnight(self.last + timedelta(days=1), zone) if self.last else None

    def __str__(self) -> str:
        """`Nov 24, 2021 to Nov 24, 2026`, `until Nov 24, 2026`, `everything on record`"""
        if self.first and self.last:
            return f"{day(self.first)} to {day(self.last)}" if self.first != self.last else day(self.first)
        return f"since {day(self.first)}" if self.first else f"until {day(self.last)}" if self.last else EVERYTHING


EVERYTHING = "everything on record"


def five_years(today: date) -> Days:
    """The days for which records have to be kept, today included."""
    leap = today.month == 2 and today.day == 29
    return Days(today.replace(year=today.year - YEARS_KEPT, day=28 if leap else today.day), today)


def _midnight(on: date, zone: tzinfo) -> datetime:
    """When a day begins in its zone, in UTC."""
    return datetime.combine(on, time(), zone).astimezone(UTC)
