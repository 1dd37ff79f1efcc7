"""The clock of whoever reads a page: its moment and zone, and how other moments are said beside it."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from callsheet.core import words


@dataclass(frozen=True, slots=True)
class WallClock:
    """`now` is the moment the page is made, `zone` where its reader lives."""

    now: datetime
    zone: tzinfo

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def local(self, at: datetime) -> datetime:
        """The moment as the reader's own clock shows it."""
        return at.astimezone(self.zone)

    def day(self, at: datetime) -> str:
        """`today`, `Mon`, `Nov 9`"""
        return words.day(self.local(at).date(), self.today)

    def moment(self, at: datetime) -> str:
        """`today, 4:40 pm`, `Mon, 5:40 pm`, `Nov 9, 8:00 am`"""
        return words.moment(self.local(at), self.today)

    def short(self, at: datetime) -> str:
        """`7:55 pm` today, `Wed, 5:00 pm` on another day."""
        local = self.local(at)
        return words.clock(local) if local.date() == self.today else self.moment(at)

    def when(self, at: datetime) -> str:
        """In the middle of a sentence: `at 9:26 am` today, `tomorrow at 8:00 am`, `on Wed at 5:00 pm`."""
        day = self.day(at)
        before = "" if day == "today" else f"{day} " if day in ("tomorrow", "yesterday") else f"on {day} "
        return f"{before}at {words.clock(self.local(at))}"

    def brief(self, at: datetime) -> str:
        """On a time line, the less exact the further back: `today, 8:14 am`, `Mon, 5:40 pm`, `Nov 3`, `Jun 2024`."""
        local = self.local(at)
        days = (self.today - local.date()).days
        if days == 0:
            return self.moment(at)
        if days <= 6:
            return f"{f'{local:%a}' if days >= -6 else words.short_date(local.date())}, {words.clock(local)}"
        return words.short_date(local.date()) if days < 300 else f"{local:%b} {local.year}"

    def exact(self, at: datetime) -> str:
        """For a proof: `Tuesday, November 24, 2026, 8:14:07 am`"""
        local = self.local(at)
        clock = f"{local.hour % 12 or 12}:{local:%M:%S} {'am' if local.hour < 12 else 'pm'}"
        return f"{local:%A, %B} {local.day}, {local.year}, {clock}"
