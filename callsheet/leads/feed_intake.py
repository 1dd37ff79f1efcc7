"""Feeds become leads: what a feed brings is judged within its own batch, and the lane follows what changed."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from callsheet.leads import lane
from callsheet.leads.feed_files import FileReader
from callsheet.leads.intake import Intake
from callsheet.listings.feed_claim import FeedReader, Read
from callsheet.listings.feed_reading import Reader
from callsheet.listings.models import Feed

SLICE = 20.0
"""Seconds of one feed before other work has its turn; the walk goes on from its place."""


def reader_of(feed: Feed, works_for: str = "") -> FeedReader:
    """What reads a feed of this kind; `feed` has its team and its source at hand."""
    reader = Reader(feed) if feed.kind == Feed.Kind.RESO else FileReader(feed)
    reader.name = works_for + reader.name
    return reader


def read(reader: FeedReader, now: datetime, seconds: float | None = None) -> Read | None:
    """Read on with a feed; None when another process reads it."""
    team = reader.feed.team
    done = reader.read(Intake(team, now), seconds)
    if done and done.taken.read:
        lane.move_blocked(team, now)
    return done


def due(now: datetime) -> list[Feed]:
    """The feeds that are to be read, the longest waiting first."""
    waiting = Feed.objects.filter(is_on=True, next_run_at__lte=now).select_related("team", "source")
    return list(waiting.order_by("next_run_at", "pk"))


@dataclass
class FeedWork:
    """The feeds of the background work: their connections and tokens stay open from one reading to the next."""

    works_for: str = ""
    """How the names of its readers begin: whose work it is."""
    readers: dict[int, FeedReader] = field(default_factory=dict)

    def due(self, now: datetime, among: Collection[int] | None = None) -> list[FeedReader]:
        """Who reads what is due, `among` these feeds if given."""
        wanted = [feed for feed in due(now) if among is None or feed.pk in among]
        return [self.readers.setdefault(feed.pk, reader_of(feed, self.works_for)) for feed in wanted]

    def run_due(self, now: datetime, among: Collection[int] | None = None) -> Iterator[Read]:
        """Read what is due, a slice of each."""
        for reader in self.due(now, among):
            if done := read(reader, now, SLICE):
                yield done

    def close(self) -> None:
        for reader in self.readers.values():
            reader.close()
