"""The rows of a prepared file, or of a page of a feed, batch by batch: one transaction each, with its place kept."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from time import perf_counter

import polars as pl
from django.db import transaction
from django.db.models import F

from callsheet.core.errors import UnusableInput
from callsheet.listings import bulk, store
from callsheet.listings.models import ColumnNames, Import
from callsheet.listings.prepared import Prepared
from callsheet.listings.rows import Rejection, RowReader
from callsheet.listings.streets import KnownStreets

WINDOW = 10_000
"""So many rows are looked up and read before a transaction begins."""
SMALLEST_BATCH, LARGEST_BATCH = 400, 5_000
"""Rows to be written in one transaction; the number follows the time the last one took."""
STORED = {"listing_id": pl.String, "stored_hash": pl.String, "pk": pl.Int64}


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
class _Batch:
    """Rows up to `end`: those to be compared and written, those only seen again, those that count for nothing."""

    start: int
    end: int
    readings: list[store.Reading]
    rejected: list[Rejection]
    seen: list[int]
    seen_of_file: list[int]
    repeated: int


def _batch(rows: pl.DataFrame, readings: list[store.Reading], rejected: list[Rejection]) -> _Batch:
    """One batch of these rows, which follow each other."""
    seen = rows.filter(pl.col("is_same") & ~pl.col("is_repeated"))
    own = seen.filter(~pl.col("speaks_of_file"))["pk"].to_list()
    of_file = seen.filter(pl.col("speaks_of_file"))["pk"].to_list()
    start, end = rows["row"][0], rows["row"][-1] + 1
    return _Batch(start, end, readings, rejected, own, of_file, rows["is_repeated"].sum())


class Batches:
    """Goes through a prepared file batch by batch; iterating yields the rows done after each commit.

    A page of a feed is prepared by itself: `first` is the place of its first row among all rows of the import,
    `at_end` is called within the transaction of its last batch, and `streets` are those of the pages before.
    """

    def __init__(
        self,
        import_: Import,
        prepared: Prepared,
        on_batch: OnBatch,
        max_seconds: float,
        *,
        first: int = 0,
        at_end: Callable[[], object] | None = None,
        streets: KnownStreets | None = None,
    ):
        self.import_, self.prepared, self.on_batch = import_, prepared, on_batch
        self.first, self.at_end = first, at_end
        self.reader = RowReader(prepared.mapping, prepared.statuses, prepared.day)
        self.aim, self.size = max_seconds * 0.6, SMALLEST_BATCH
        self.rejected: list[Rejection] = []
        self.streets = streets or KnownStreets(import_.team)
        self.names = ColumnNames.objects.get_or_create(names=json.dumps(prepared.other_names))[0].pk

    def __iter__(self) -> Iterator[int]:
        place = self.import_.done_rows - self.first
        self.rejected += self._rejected_before(place)
        for start in range(place, self.prepared.rows, WINDOW):
            for batch in self._batches(start, min(start + WINDOW, self.prepared.rows)):
                self._commit(batch)
                self.rejected += batch.rejected
                yield batch.end

    def _rejected_before(self, place: int) -> list[Rejection]:
        """The rows that an earlier, killed run rejected: those that are not stored and cannot be read."""
        rejected: list[Rejection] = []
        for start in range(0, place, WINDOW):
            keys = self._compared(start, min(start + WINDOW, place))
            unread = keys.filter(pl.col("pk").is_null() & ~pl.col("is_repeated"))["row"].to_list()
            if unread:
                rejected += self.reader.read(self.prepared.frame(unread))[1]
        return rejected

    def _compared(self, start: int, end: int) -> pl.DataFrame:
        """The keys of these rows, with `pk` (null: not stored) and `is_same`: stored with this very hash."""
        keys = self.prepared.keys[start:end]
        looked = keys.join(self._stored(keys["listing_id"]), on="listing_id", how="left", maintain_order="left")
        return looked.with_columns((pl.col("row_hash") == pl.col("stored_hash")).fill_null(False).alias("is_same"))

    def _stored(self, listing_ids: pl.Series) -> pl.DataFrame:
        """`listing_id`, `stored_hash` and `pk` of those of these listings that are stored."""
        among, wanted = bulk.one_of("listing_id", listing_ids.drop_nulls().to_list())
        sql = f"SELECT listing_id, row_hash, id FROM listings_listing WHERE source_id = %s AND {among}"
        columns = zip(*bulk.fetch(sql, [self.import_.source_id, wanted]), strict=True)
        return pl.DataFrame(dict(zip(STORED, columns, strict=False)), schema=STORED)

    def _batches(self, start: int, end: int) -> Iterator[_Batch]:
        """The rows of a window, cut where enough of them are to be written."""
        rows = self._compared(start, end)
        unread = rows.filter(~pl.col("is_repeated") & ~pl.col("is_same"))
        readings, rejected = self._read(unread["row"].to_list(), unread["row_hash"].to_list())
        place = start
        while place < end:
            some = readings[: self.size]
            readings = readings[len(some) :]
            until = some[-1].row.index + 1 if len(some) == self.size else end
            here = [rejection for rejection in rejected if place <= rejection.index < until]
            yield _batch(rows[place - start : until - start], some, here)
            place = until

    def _read(self, unread: list[int], hashes: list[str]) -> tuple[list[store.Reading], list[Rejection]]:
        """The typed rows of these, in their order, and why the others are none."""
        if not unread:
            return [], []
        frame = self.prepared.frame(unread)
        rows, rejected = self.reader.read(frame)
        beside = dict(zip(unread, zip(hashes, self.prepared.other_columns(frame), strict=True), strict=True))
        return [store.Reading(row, *beside[row.index]) for row in rows], rejected

    def _commit(self, batch: _Batch) -> None:
        began = perf_counter()
        with transaction.atomic():
            written = self._written(batch)
            store.see_again(self.import_, batch.seen, speaks_of_file=False)
            store.see_again(self.import_, batch.seen_of_file, speaks_of_file=True)
            effect = self.on_batch(written.touched) if written.touched else BatchEffect()
            self._advance(batch, written, effect)
            if self.at_end and batch.end == self.prepared.rows:
                self.at_end()
        took = perf_counter() - began
        wanted = int(self.size * max(0.25, min(2.0, self.aim / took)))
        self.size = max(SMALLEST_BATCH, min(LARGEST_BATCH, wanted))

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
