"""Whose turn a feed is: one process reads it at a time, renews its claim as it goes, and says when to come again."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Self

from django.db.models import Q

from callsheet.core.errors import UnusableInput
from callsheet.feeds.csv import problems as of_files
from callsheet.feeds.csv.problems import FileProblem
from callsheet.feeds.reso.problems import FeedProblem, LoginRefused, Wait
from callsheet.listings.batches import OnBatch
from callsheet.listings.feed_pages import Taken
from callsheet.listings.models import Feed, Import

CLAIM = timedelta(minutes=3)
"""A claim that was not renewed for so long is a dead process's."""
FIRST_PAUSE, LONGEST_PAUSE, AFTER_LOGIN = timedelta(seconds=30), timedelta(minutes=15), timedelta(hours=1)

SERVE = "serve "
"""How the names of those readers begin that work for `serve`."""

Problem = FeedProblem | FileProblem | UnusableInput


def free_claims_of_serve() -> int:
    """At the start of `serve`, of which there is one: a `serve` before it is dead, and its claims are nobody's."""
    return Feed.objects.filter(claimed_by__startswith=SERVE).update(claimed_by="", claimed_until=None)


class Lost(Exception):
    """Another process reads this feed now, or somebody switched it off."""


@dataclass(slots=True)
class Read:
    """What one reading did. `imports`: those its rows were counted in; `is_over`: it came to the feed's end.

    `pages` counts what the rows came in: a `unit` each. `rests`: seconds until the next look, where it is not the
    feed's own rhythm.
    """

    feed: Feed
    unit: str = "page"
    pages: int = 0
    taken: Taken = field(default_factory=Taken)
    imports: dict[int, Import] = field(default_factory=dict)
    is_over: bool = False
    rests: float | None = None
    problem: str = ""

    def add(self, taken: Taken) -> None:
        self.taken.records += taken.records
        self.taken.read += taken.read
        self.taken.gone += taken.gone


@dataclass
class FeedReader:
    """Reads one feed, again and again; each kind says in `_read` how."""

    feed: Feed
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    progress: Callable[[int], None] | None = None
    """Told again and again how many records came so far."""
    name: str = field(default_factory=lambda: secrets.token_hex(8))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of what is kept between two readings."""

    def read(self, on_batch: OnBatch, seconds: float | None = None) -> Read | None:
        """Read on, for about so many seconds, and say when to come again; None when another process reads it."""
        if not self._claim():
            return None
        read = Read(self.feed)
        until = None if seconds is None else self.clock() + timedelta(seconds=seconds)
        try:
            self._read(read, on_batch, until)
        except Lost:
            return read
        except (FeedProblem, FileProblem, UnusableInput) as problem:
            read.problem = str(problem)
            self._failed(problem)
            return read
        self._release(read)
        return read

    def stumbled(self, said: str) -> None:
        """It ended by an error nobody foresaw: that stands on the feed's page, and it is tried again later."""
        self._failed(FeedProblem(said))

    def _read(self, read: Read, on_batch: OnBatch, until: datetime | None) -> None:
        raise NotImplementedError

    def _claim(self) -> bool:
        """Take the feed for this process, by compare-and-set."""
        now = self.clock()
        free = Q(claimed_until=None) | Q(claimed_until__lte=now) | Q(claimed_by=self.name)
        mine = Feed.objects.filter(free, pk=self.feed.pk, is_on=True)
        if not mine.update(claimed_by=self.name, claimed_until=now + CLAIM):
            return False
        before = self.feed
        self.feed = Feed.objects.select_related("team", "source").get(pk=self.feed.pk)
        if any(getattr(before, name) != getattr(self.feed, name) for name in ("settings", "secrets", "preset")):
            self.close()
        return True

    def _renew(self) -> None:
        mine = Feed.objects.filter(pk=self.feed.pk, claimed_by=self.name, is_on=True)
        if not mine.update(claimed_until=self.clock() + CLAIM):
            raise Lost

    def _release(self, read: Read) -> None:
        rests = self.feed.every_seconds if read.rests is None else read.rests
        again = self.clock() + timedelta(seconds=rests if read.is_over else 0)
        self._let_go(next_run_at=again, problem="", problem_since=None, failures=0)

    def _failed(self, problem: Problem) -> None:
        """Write down what is wrong, and come again when it makes sense."""
        now, failures = self.clock(), self.feed.failures + 1
        since = self.feed.problem_since or now
        self.close()
        self._let_go(
            problem=str(problem), problem_since=since, failures=failures, next_run_at=_next_try(problem, failures, now)
        )

    def _let_go(self, **fields: object) -> None:
        mine = Feed.objects.filter(pk=self.feed.pk, claimed_by=self.name)
        if mine.update(claimed_by="", claimed_until=None, **fields):
            self.feed.refresh_from_db()


def _next_try(problem: Problem, failures: int, now: datetime) -> datetime:
    if isinstance(problem, Wait):
        return problem.until
    if isinstance(problem, LoginRefused | of_files.LoginRefused | UnusableInput):
        return now + AFTER_LOGIN
    return now + min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(failures - 1, 10))
