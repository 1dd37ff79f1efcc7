"""The rows of a prepared file, or of a page of a feed, batch by batch: one transaction each, with its place kept."""

import json
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from time import perf_counter

import polars as pl
from django.db import transaction
from django.db.models import F

from callsheet.core.errors import UnusableInput
from callsheet.listings import bulk, store
from callsheet.listings.models import ColumnNames, Import
from callsheet.listings.patience import longest_transaction
from callsheet.listings.prepared import Prepared
from callsheet.listings.rows import Rejection, RowReader
from callsheet.listings.stored import LOOKED_UP, ByHash, OtherImports, Same, by_number
from callsheet.listings.streets import KnownStreets

READ = 10_000
"""So many rows to be written are read before a transaction begins."""
SMALLEST_BATCH, LARGEST_BATCH = 400, 12_000
"""Rows to be written in one transaction; the number follows the time the last one took."""
SEEN_AGAIN = 25
"""So many rows that are only seen again take about as long as one that is written."""


@dataclass(frozen=True, slots=True)
class BatchEffect:
    """What a batch did to the leads."""

    off_market: int = 0
    relisted: int = 0
    opened: int = 0
    closed: int = 0


OnBatch = Callable[[Collection[int]], BatchEffect]
Progress = Callable[[int, int], None]


def nothing(property_ids: Collection[int]) -> BatchEffect:
    """What a batch does uphill when nobody listens."""
    return BatchEffect()


class TakenImport(UnusableInput):
    """Another process is reading the same import at this moment."""


def advance(import_: Import, start: int, end: int, counts: Mapping[str, int]) -> None:
    """Move an import's place and counts on, in the transaction of the rows between.

    Raises TakenImport when another process has moved them meanwhile.
    """
    mine = Import.objects.filter(pk=import_.pk, state=Import.State.RUNNING, done_rows=start)
    if not mine.update(done_rows=end, **{name: F(name) + count for name, count in counts.items()}):
        raise TakenImport(f"{import_.file_name} is being imported by another process right now. Wait for it.")
    import_.done_rows = end
    for name, count in counts.items():
        setattr(import_, name, getattr(import_, name) + count)


@dataclass(slots=True)
class Pace:
    """How many rows are written in one transaction, so that none takes longer than about `max_seconds`."""

    max_seconds: float = field(default_factory=longest_transaction)
    smallest: int = field(default_factory=lambda: SMALLEST_BATCH)
    largest: int = field(default_factory=lambda: LARGEST_BATCH)
    size: int = field(default_factory=lambda: SMALLEST_BATCH)

    def follow(self, took: float, done: float) -> None:
        """Aim at somewhat less than the longest, given what the last transaction took in seconds, for how many rows.

        A short one, at the end of a page or a file, does not tell that a full one may be larger.
        """
        most = 2.0 if done > self.size / 2 else 1.0
        wanted = int(self.size * max(0.25, min(most, self.max_seconds * 0.6 / took)))
        self.size = max(self.smallest, min(self.largest, wanted))


@dataclass(slots=True)
class _Batch:
    """Rows up to `end`: those to be compared and written, those only seen again, those that count for nothing."""

    start: int
    end: int
    readings: list[store.Reading]
    rejected: list[Rejection]
    seen: list[int]
    seen_of_file: list[int]
    repeated: int


def _unread(rows: pl.DataFrame) -> tuple[list[int], list[int]]:
    """The places and hashes of the rows that are to be read: neither stored like this nor superseded."""
    unread = rows.filter(~pl.col("is_repeated") & pl.col("pk").is_null())
    return unread["row"].to_list(), unread["row_hash"].to_list()


def _batch(rows: pl.DataFrame, readings: list[store.Reading], rejected: list[Rejection]) -> _Batch:
    """One batch of these rows, which follow each other."""
    seen = rows.filter(pl.col("pk").is_not_null() & ~pl.col("is_repeated"))
    own = seen.filter(~pl.col("speaks_of_file"))["pk"].to_list()
    of_file = seen.filter(pl.col("speaks_of_file"))["pk"].to_list()
    start, end = rows["row"][0], rows["row"][-1] + 1
    return _Batch(start, end, readings, rejected, own, of_file, rows["is_repeated"].sum())


class Batches:
    """Goes through a prepared file batch by batch; iterating yields the rows done after each commit.

    A page of a feed and a piece of a large file are prepared by themselves: `first` is the place of their first row
    among all rows of the import, `at_end` is called within the transaction of the last batch, `pace`, `streets`,
    `others` and `stored` are those of the pages before.
    """

    def __init__(
        self,
        import_: Import,
        prepared: Prepared,
        on_batch: OnBatch,
        pace: Pace,
        *,
        first: int = 0,
        at_end: Callable[[], object] | None = None,
        streets: KnownStreets | None = None,
        others: OtherImports | None = None,
        stored: ByHash | None = None,
    ):
        self.import_, self.prepared, self.on_batch = import_, prepared, on_batch
        self.first, self.at_end = first, at_end
        self.reader = RowReader(prepared.mapping, prepared.statuses, prepared.day)
        self.pace = pace
        self.rejected: list[Rejection] = []
        self.streets = streets or KnownStreets(import_.team)
        self.others, self.stored = others or OtherImports(import_), stored
        self.names = ColumnNames.objects.get_or_create(names=json.dumps(prepared.other_names))[0].pk

    def __iter__(self) -> Iterator[int]:
        rows = self.prepared.rows
        place = min(self.import_.done_rows - self.first, rows)
        self.rejected += self._rejected_before(place)
        for start in range(place, rows, LOOKED_UP):
            progress = self.others.progress()
            same = self.stored.same if self.stored and self.stored.progress == progress else by_number(self.import_)
            for batch in self._batches(start, min(start + LOOKED_UP, rows), same):
                self.rejected += self._commit(batch, progress).rejected
                yield self.first + batch.end

    def _rejected_before(self, place: int) -> list[Rejection]:
        """The rows that an earlier, killed run rejected: those that are not stored as they are and cannot be read."""
        rejected: list[Rejection] = []
        for start in range(0, place if self.import_.rejected else 0, LOOKED_UP):
            rows = self._compared(start, min(start + LOOKED_UP, place), by_number(self.import_))
            unread, _ = _unread(rows)
            for some in bulk.chunks(unread, READ):
                rejected += self.reader.read(self.prepared.frame(some))[1]
        return rejected

    def _compared(self, start: int, end: int, same: Same) -> pl.DataFrame:
        """The keys of these rows, with `pk`: the listing that is stored with this very text, or null."""
        keys = self.prepared.keys[start:end]
        return keys.with_columns(same(keys).alias("pk"))

    def _batches(self, start: int, end: int, same: Same) -> Iterator[_Batch]:
        """These rows, cut where there is enough to be written, or to be noted as seen again."""
        rows, first = self._compared(start, end, same), start
        places, hashes = _unread(rows)
        readings: list[store.Reading] = []
        rejected: list[Rejection] = []
        done = read = 0
        while start < end:
            furthest = min(start + self.pace.size * SEEN_AGAIN, end)
            upto = min(bisect_left(places, furthest), done + self.pace.size)
            until = min(places[upto], furthest) if upto < len(places) else furthest
            while read < upto:
                some = slice(read, read + READ)
                more = self._read(places[some], hashes[some])
                readings, rejected, read = readings + more[0], rejected + more[1], some.stop
            mine = bisect_left(readings, until, key=lambda reading: reading.row.index)
            wrong = bisect_left(rejected, until, key=lambda rejection: rejection.index)
            yield _batch(rows[start - first : until - first], readings[:mine], rejected[:wrong])
            readings, rejected, start, done = readings[mine:], rejected[wrong:], until, upto

    def _read(self, unread: list[int], hashes: list[int]) -> tuple[list[store.Reading], list[Rejection]]:
        """The typed rows of these, in their order, and why the others are none."""
        if not unread:
            return [], []
        frame = self.prepared.frame(unread)
        rows, rejected = self.reader.read(frame)
        beside = dict(zip(unread, zip(hashes, self.prepared.other_columns(frame), strict=True), strict=True))
        return [store.Reading(row, *beside[row.index]) for row in rows], rejected

    def _anew(self, start: int, end: int) -> _Batch:
        """The same rows, looked up once more."""
        rows = self._compared(start, end, by_number(self.import_))
        return _batch(rows, *self._read(*_unread(rows)))

    def _commit(self, batch: _Batch, progress: tuple[int, int]) -> _Batch:
        """Write a batch, and return it; looked up again where the others have made progress since that was done."""
        began = perf_counter()
        with transaction.atomic():
            bulk.lock(self.import_.team)
            if self.others.progress() != progress:
                batch = self._anew(batch.start, batch.end)
            written = self._written(batch)
            store.see_again(self.import_, batch.seen, speaks_of_file=False)
            store.see_again(self.import_, batch.seen_of_file, speaks_of_file=True)
            effect = self.on_batch(written.touched) if written.touched else BatchEffect()
            self._advance(batch, written, effect)
            if self.at_end and batch.end == self.prepared.rows:
                self.at_end()
        seen = len(batch.seen) + len(batch.seen_of_file)
        self.pace.follow(perf_counter() - began, len(batch.readings) + seen / SEEN_AGAIN)
        return batch

    def _written(self, batch: _Batch) -> store.Batch:
        return store.store(self.import_, batch.readings, self.names, self.streets) if batch.readings else store.Batch()

    def _advance(self, batch: _Batch, written: store.Batch, effect: BatchEffect) -> None:
        """Keep what the batch came to, with its place."""
        counts = {
            "new": written.new,
            "changed": written.changed,
            "unchanged": written.unchanged + batch.repeated + len(batch.seen) + len(batch.seen_of_file),
            "rejected": len(batch.rejected),
            "off_market": effect.off_market,
            "relisted": effect.relisted,
            "leads_opened": effect.opened,
            "leads_closed": effect.closed,
        }
        advance(self.import_, self.first + batch.start, self.first + batch.end, counts)
