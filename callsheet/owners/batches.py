"""The rows of an owner file, batch by batch: one transaction each, with its place kept.

Rows are read before a transaction begins; those that are known word for word are not read at all.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from time import perf_counter

from django.db import transaction

from callsheet.listings import bulk
from callsheet.listings.batches import Pace, advance
from callsheet.listings.homes import Homes, find_or_make
from callsheet.listings.models import Import
from callsheet.listings.readers import Table
from callsheet.listings.rows import Rejection
from callsheet.listings.streets import KnownStreets
from callsheet.owners import read_rows
from callsheet.owners.ledger import Ledger
from callsheet.owners.read_rows import Remembered
from callsheet.owners.rows import OwnerRow, RowReader
from callsheet.owners.title_reports import FileShape

WINDOW = 2_000
"""So many rows are looked up and read before a transaction begins."""
FIRST_BATCH, SMALLEST_BATCH, LARGEST_BATCH = 50, 10, 2_000
"""Rows to be compared in one transaction; the number follows the time the last one took."""

FORGOTTEN = "Left out: this person asked to be forgotten. Nothing is to be done."

OnBatch = Callable[[Collection[int]], object]


def nothing(property_ids: Collection[int]) -> None:
    """What a batch does uphill when nobody listens."""


@dataclass(slots=True)
class OwnerFile:
    """A file being read: its rows as text and their hashes, how to read one, what was rejected or left out so far."""

    import_: Import
    table: Table
    reader: RowReader
    shape: FileShape
    hashes: Sequence[int]
    now: datetime
    rejected: list[Rejection] = field(default_factory=list)
    warnings: list[Rejection] = field(default_factory=list)

    def known(self, start: int, end: int) -> dict[int, int]:
        """Row -> what remembers it, of those of these rows that were read before, word for word."""
        if self.import_.source is None:
            return {}
        known = read_rows.known_among(self.import_.source, self.hashes[start:end])
        return {index: known[text] for index in range(start, end) if (text := self.hashes[index]) in known}

    def read(self, start: int, end: int, but: Collection[int] = ()) -> dict[int, OwnerRow | Rejection]:
        """These rows, but for some, typed."""
        rows = self.table.rows.slice(start, end - start).iter_rows()
        return {index: self.reader.read(index, cells) for index, cells in enumerate(rows, start) if index not in but}

    def usable(self, read: Iterable[OwnerRow | Rejection]) -> list[OwnerRow]:
        """The usable ones; the others, and what was left out of these, are noted."""
        rows = []
        for row in read:
            if isinstance(row, OwnerRow):
                rows.append(row)
                self.warnings += row.warnings
            else:
                self.rejected.append(row)
        return rows

    def leave_out(self, rows: Iterable[OwnerRow]) -> None:
        """Note the rows about people who asked to be forgotten, without a word of theirs."""
        column = self.reader.columns.label_of("owner", "last_name", "first_name", "phone_1")
        self.warnings += (Rejection(row.index, column, "", FORGOTTEN) for row in rows)


class Batches:
    """Goes through a file batch by batch; iterating yields the rows done after each commit."""

    def __init__(self, reading: OwnerFile, on_batch: OnBatch):
        self.reading, self.on_batch = reading, on_batch
        self.pace = Pace(smallest=SMALLEST_BATCH, largest=LARGEST_BATCH, size=FIRST_BATCH)
        self.streets = KnownStreets(reading.import_.team)

    def __iter__(self) -> Iterator[int]:
        import_ = self.reading.import_
        self._read_before(import_.done_rows)
        for start in range(import_.done_rows, import_.rows, WINDOW):
            yield from self._window(start, min(start + WINDOW, import_.rows))

    def _window(self, start: int, end: int) -> Iterator[int]:
        known = self.reading.known(start, end)
        read = self.reading.read(start, end, known)
        place = start
        while place < end:
            until = self._until(place, end, read)
            self._commit(place, until, known, read)
            yield until
            place = until

    def _read_before(self, place: int) -> None:
        """What an earlier, killed run rejected or left out is read once more, to be told at the end."""
        for start in range(0, place, WINDOW):
            end = min(start + WINDOW, place)
            self.reading.usable(self.reading.read(start, end, self.reading.known(start, end)).values())

    def _until(self, start: int, end: int, read: Collection[int]) -> int:
        """Where a batch from `start` on ends: so many of its rows were read and are to be compared."""
        here = [index for index in range(start, end) if index in read]
        return here[self.pace.size - 1] + 1 if len(here) > self.pace.size else end

    def _commit(self, start: int, end: int, known: Mapping[int, int], read: Mapping[int, OwnerRow | Rejection]) -> None:
        began = perf_counter()
        import_, rejected = self.reading.import_, len(self.reading.rejected)
        mine = {index: known[index] for index in range(start, end) if index in known}
        with transaction.atomic():
            bulk.lock(import_.team)
            counts = self._entered(mine, {index: read[index] for index in range(start, end) if index in read})
            counts["rejected"] = len(self.reading.rejected) - rejected
            advance(import_, start, end, counts)
        self.pace.follow(perf_counter() - began, end - start - len(mine))

    def _entered(self, known: Mapping[int, int], read: Mapping[int, OwnerRow | Rejection]) -> Counter[str]:
        """Confirm the known rows and enter the others, in the order of the file where they are about one home."""
        rows = self.reading.usable(read.values())
        homes = self._homes(rows)
        quiet = self._quiet(known, homes.ids.values())
        if again := known.keys() - quiet.keys():
            told = (row for index in sorted(again) for row in self.reading.read(index, index + 1).values())
            rows = sorted([*rows, *self.reading.usable(told)], key=lambda row: row.index)
            homes = Homes(self._homes(rows).ids, homes.made)
        counts = self._ledger(rows, homes) if rows else Counter[str]()
        read_rows.confirm(self.reading.import_, quiet.values(), self.reading.reader.day.today)
        counts["unchanged"] += len(quiet)
        return counts

    def _quiet(self, known: Mapping[int, int], homes: Collection[int]) -> dict[int, Remembered]:
        """Of the known rows those that still hold and whose home no other row of the batch speaks of."""
        standing = read_rows.standing(self.reading.import_, known.values())
        held = {index: standing[pk] for index, pk in known.items() if pk in standing}
        about = set(homes)
        return {index: row for index, row in held.items() if row.home not in about}

    def _homes(self, rows: Iterable[OwnerRow]) -> Homes:
        import_ = self.reading.import_
        addresses = {row.address.key: row.address for row in rows}
        return find_or_make(import_.team, addresses, import_.as_of, streets=self.streets)

    def _ledger(self, rows: Sequence[OwnerRow], homes: Homes) -> Counter[str]:
        """Enter the rows, tell uphill, and remember those that agree with what is stored now; what they came to."""
        reading = self.reading
        at_home = [(row, homes.ids[row.address.key]) for row in rows]
        ledger = Ledger(reading.import_, at_home, reading.shape, homes.made)
        counts = Counter[str](ledger.enter(row, home) for row, home in at_home)
        ledger.write(reading.now)
        reading.leave_out(ledger.left_out)
        read_rows.remember(reading.import_, list(ledger.agreeing(reading.hashes)))
        if ledger.changed_homes:
            self.on_batch(ledger.changed_homes)
        return counts + Counter(owners=len(ledger.new_owners), phones=len(ledger.phones.new), merged=ledger.merged)
