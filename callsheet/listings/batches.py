"""The rows of a prepared file, or of a page of a feed, batch by batch: one transaction each, with its place kept."""

import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from time import perf_counter

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
NOT_STORED = ("", 0)


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


class Batches:
    """Goes through a prepared file batch by batch; iterating yields the rows done after each commit.

    A page of a feed is prepared by itself: `first` is the place of its first row among all rows of the import, and
    `at_end` is called within the transaction of its last batch.
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
    ):
        self.import_, self.prepared, self.on_batch = import_, prepared, on_batch
        self.first, self.at_end = first, at_end
        self.reader = RowReader(prepared.mapping, prepared.statuses, prepared.day)
        self.aim, self.size = max_seconds * 0.6, SMALLEST_BATCH
        self.rejected: list[Rejection] = []
        self.streets = KnownStreets(import_.team)
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
            keys = self.prepared.keys[start : min(start + WINDOW, place)]
            stored = self._stored(keys["listing_id"].to_list())
            unread = [row for row, number, *_, repeated in keys.iter_rows() if number not in stored and not repeated]
            if unread:
                rejected += self.reader.read(self.prepared.frame(unread))[1]
        return rejected

    def _stored(self, listing_ids: Collection[str | None]) -> dict[str, tuple[str, int]]:
        """(hash, primary key) of the listings already stored, by number."""
        among, wanted = bulk.one_of("listing_id", [number for number in listing_ids if number])
        rows = bulk.fetch(
            f"SELECT listing_id, row_hash, id FROM listings_listing WHERE source_id = %s AND {among}",
            [self.import_.source_id, wanted],
        )
        return {number: (row_hash, pk) for number, row_hash, pk in rows}

    def _batches(self, start: int, end: int) -> Iterator[_Batch]:
        """The rows of a window, cut where enough of them are to be written."""
        keys = self.prepared.keys[start:end]
        numbers, hashes, repeats = (keys[name].to_list() for name in ("listing_id", "row_hash", "is_repeated"))
        stored = self._stored(numbers)
        unread = [
            row
            for row, number, row_hash, repeated in zip(range(start, end), numbers, hashes, repeats, strict=True)
            if not repeated and stored.get(number, NOT_STORED)[0] != row_hash
        ]
        readings, rejected = self._read(unread, hashes, start)
        batch = _Batch(start, start, [], [], [], [], 0)
        of_file = keys["speaks_of_file"].to_list()
        for row, number, speaks_of_file, repeated in zip(range(start, end), numbers, of_file, repeats, strict=True):
            if row in readings:
                batch.readings.append(readings[row])
            elif row in rejected:
                batch.rejected.append(rejected[row])
            elif repeated:
                batch.repeated += 1
            else:
                (batch.seen_of_file if speaks_of_file else batch.seen).append(stored[number][1])
            batch.end = row + 1
            if len(batch.readings) >= self.size:
                yield batch
                batch = _Batch(batch.end, batch.end, [], [], [], [], 0)
        if batch.end > batch.start:
            yield batch

    def _read(
        self, unread: list[int], hashes: list[str], start: int
    ) -> tuple[dict[int, store.Reading], dict[int, Rejection]]:
        """The typed rows of these, and why the others are none; both by row."""
        if not unread:
            return {}, {}
        frame = self.prepared.frame(unread)
        rows, rejected = self.reader.read(frame)
        others = dict(zip(unread, self.prepared.other_columns(frame), strict=True))
        readings = {row.index: store.Reading(row, hashes[row.index - start], others[row.index]) for row in rows}
        return readings, {rejection.index: rejection for rejection in rejected}

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
        """Move the place and the counts on, unless another process has moved them meanwhile."""
        import_ = self.import_
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
        place, end = self.first + batch.start, self.first + batch.end
        mine = Import.objects.filter(pk=import_.pk, state=Import.State.RUNNING, done_rows=place)
        moved = mine.update(done_rows=end, **{name: F(name) + count for name, count in counts.items()})
        if not moved:
            raise TakenImport(f"{import_.file_name} is being imported by another process right now. Wait for it.")
        import_.done_rows = end
        for name, count in counts.items():
            setattr(import_, name, getattr(import_, name) + count)
