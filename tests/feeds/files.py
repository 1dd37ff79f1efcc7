"""A feed of files and what is asked of it in tests: files that appear, readings of them, what is stored."""

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from callsheet.leads import feed_intake
from callsheet.leads.feed_files import FileReader
from callsheet.listings.feed_claim import Read
from callsheet.listings.kept_files import uploads
from callsheet.listings.models import Feed, Listing

HEADER = "MLS #,Status,Address,City,State,Zip,List Price,Off Market Date"
ODD_HEADER = "Ref,Cond,Where,Ask"
OWNERS = (
    "Owner Name,Property Address,City,State,Zip,Phone 1\nJohn Ashcombe,6 Juniper Way,Millbrook,MD,21040,410-555-0123\n"
)
LONG_AGO = 3_600  # seconds


class Clock:
    """The moment that the reading is told; it moves when somebody sleeps."""

    def __init__(self, at: datetime | None = None):
        self.at = at or datetime.now(UTC)
        self.slept: list[float] = []

    def __call__(self) -> datetime:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += timedelta(seconds=seconds)


def export(*rows: tuple[str, str], header: str = HEADER) -> str:
    """An export with these listings: number and status."""
    lines = [_line(number, status, place) for place, (number, status) in enumerate(rows, start=6)]
    return "\n".join((header, *lines, ""))


def _line(number: str, status: str, place: int) -> str:
    ended = "" if status == "Active" else "11/22/2026"
    return f"{number},{status},{place} Juniper Way,Millbrook,MD,21040,{400_000 + place},{ended}"


def odd_export() -> str:
    """An export whose header tells nothing: a dozen expired homes."""
    rows = (
        f'R{place},Expired,"{place} Bittern Reach, Millbrook, MD 21040",{300_000 + place}' for place in range(1, 13)
    )
    return "\n".join((ODD_HEADER, *rows, ""))


def put(folder: Path, name: str, text: str | bytes, seconds_ago: float = LONG_AGO) -> Path:
    """A file as if it had been written so long ago."""
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    changed = time.time() - seconds_ago
    os.utime(path, (changed, changed))
    return path


def a_reader(feed: Feed, clock: Clock) -> FileReader:
    return FileReader(Feed.objects.select_related("team", "source").get(pk=feed.pk), clock.sleep, clock)


def read(reader: FileReader, seconds: float | None = None) -> Read:
    done = feed_intake.read(reader, reader.clock(), seconds)
    assert done is not None
    return done


def statuses() -> dict[str, str]:
    return dict(Listing.objects.values_list("listing_id", "standard_status"))


def copies() -> list[str]:
    return sorted(path.name for path in uploads().iterdir())
