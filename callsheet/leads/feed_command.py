"""`callsheet sync`: pulls the live feeds, once or for as long as it runs."""

import argparse
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import FrameType

from rich.progress import Progress, SpinnerColumn, TextColumn

from callsheet import clock
from callsheet.accounts.models import Team
from callsheet.accounts.teams import the_team
from callsheet.command_line import DONE, REFUSED, UNUSABLE, add_command, moment, print_json, print_lines, stderr
from callsheet.core.errors import UnusableInput
from callsheet.core.words import count
from callsheet.leads import feed_intake
from callsheet.leads.command import LEAD_COUNTS
from callsheet.listings import ingest as listings
from callsheet.listings.feed_alive import alive
from callsheet.listings.feed_claim import Read
from callsheet.listings.models import Feed, FeedWalk, Import, Source
from callsheet.owners import ingest as owners

LOOK_EVERY = 1.0  # seconds


def register(subparsers) -> None:
    """Add `sync` to the parser."""
    sync = add_command(subparsers, "sync", run, "pull live MLS feeds: what changed becomes leads at once")
    sync.add_argument("feed", nargs="?", metavar="FEED", help="one feed by its name (default: all that are on)")
    how = sync.add_mutually_exclusive_group()
    how.add_argument("--once", action="store_true", help="read each feed to its end and stop (the default)")
    how.add_argument("--watch", action="store_true", help="go on reading, each feed in its own rhythm, until Ctrl-C")


def run(args: argparse.Namespace) -> int:
    """`callsheet sync`: 0 done, 1 with rejected rows, 2 where a feed could not be read."""
    team = the_team(moment(args.at))
    chosen, began = _chosen(team, args.feed), time.monotonic()
    told = _Told(args.json)
    with alive() as me:
        if args.watch:
            _watch(chosen, told, me)
        else:
            for feed in chosen:
                told.add(_read_to_its_end(feed, moment(args.at), me), feed)
    return told.end(chosen, time.monotonic() - began)


def _chosen(team: Team, name: str | None) -> list[Feed]:
    """The feeds that are meant. Raises UnusableInput when there are none."""
    feeds = Feed.objects.filter(team=team).select_related("team", "source").order_by("name")
    if name:
        found = [feed for feed in feeds if feed.name.casefold() == name.casefold()]
        if not found:
            there = ", ".join(feed.name for feed in feeds) or "none"
            raise UnusableInput(f"There is no feed named {name}. There is: {there}.")
        if not found[0].is_on:
            raise UnusableInput(f"{found[0].name} is switched off. Switch it on on its page, and it is read.")
        return found
    if not feeds:
        raise UnusableInput("There is no feed yet. Run `callsheet serve` and add one under Import, Live feeds.")
    for feed in feeds:
        if not feed.is_on:
            stderr.print(f"{feed.name} is switched off and is not read.", markup=False)
    return [feed for feed in feeds if feed.is_on]


def _read_to_its_end(feed: Feed, now: datetime, me: str) -> Read | None:
    with feed_intake.reader_of(feed, me) as reader, _Spinner(feed.name) as spinner:
        reader.progress = spinner
        return feed_intake.read(reader, now)


def _watch(feeds: Sequence[Feed], told: "_Told", me: str) -> None:
    """Read what is due until somebody stops it; a second Ctrl-C ends it at once, and nothing is lost by that."""
    stopping, work = threading.Event(), feed_intake.FeedWork(me)

    def stop(number: int, _: FrameType | None) -> None:
        stopping.set()
        signal.signal(number, signal.SIG_DFL)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    mine = {feed.pk for feed in feeds}
    while not stopping.is_set():
        for read in work.run_due(clock.now(), mine):
            told.add(read, read.feed)
        stopping.wait(LOOK_EVERY)
    work.close()


@dataclass
class _Told:
    """What was read so far, said as it comes on a terminal and at the end in JSON."""

    as_json: bool
    imports: dict[int, Import] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)

    def add(self, read: Read | None, feed: Feed) -> None:
        if read is None:
            stderr.print(f"{feed.name} is being read by another process right now.", markup=False)
            return
        self.problems.pop(feed.name, None)
        if read.problem:
            self.problems[feed.name] = read.problem
            stderr.print(f"{feed.name}: {read.problem}", markup=False)
        self.imports |= read.imports
        if not self.as_json and (read.taken.read or read.taken.gone):
            print_lines(_lines(read))

    def end(self, feeds: Sequence[Feed], seconds: float) -> int:
        imports = list(Import.objects.filter(pk__in=self.imports).select_related("source").order_by("pk"))
        sums = {name: sum(getattr(one, name) for one in imports) for name in LEAD_COUNTS}
        if self.as_json:
            files = [_as_json(one) for one in imports]
            print_json({"files": files, **sums, "seconds": round(seconds, 3), "cursor": _cursors(feeds)})
        else:
            said = (f"{number:,} {name.replace('_', ' ')}" for name, number in sums.items())
            print_lines([f"{', '.join(said)}. {seconds:.1f} s"])
        if self.problems:
            return UNUSABLE
        return REFUSED if any(one.rejected for one in imports) else DONE


def _lines(read: Read) -> Iterator[str]:
    taken = read.taken
    gone = f", {count(taken.gone, 'row')} left the feed" if taken.gone else ""
    came = f"{count(taken.records, 'record')} in {count(read.pages, read.unit)}"
    yield f"{read.feed.name}: {came}, {taken.read:,} read{gone}"


def _as_json(import_: Import) -> dict[str, object]:
    """An import as `import` or `owners import` says it: a folder may hold files of both."""
    kind = owners if import_.kind == Source.Kind.OWNERS else listings
    return kind.as_json(import_)


def _cursors(feeds: Sequence[Feed]) -> dict[str, str]:
    """How far each feed was read: the timestamp it goes on from."""
    marks = dict(FeedWalk.objects.filter(feed__in=feeds).values_list("feed__name", "mark"))
    return {feed.name: marks.get(feed.name, "") for feed in feeds}


class _Spinner:
    """On a terminal's stderr: that something goes on, and how many records came."""

    def __init__(self, name: str):
        self.name = name
        columns = (SpinnerColumn(), TextColumn("{task.description}"))
        self.bar = Progress(*columns, console=stderr, transient=True, disable=not stderr.is_terminal)

    def __enter__(self) -> "_Spinner":
        self.bar.start()
        self.task = self.bar.add_task(self.name, total=None)
        return self

    def __call__(self, records: int) -> None:
        self.bar.update(self.task, description=f"{self.name}: {records:,} records")

    def __exit__(self, *_: object) -> None:
        self.bar.stop()
