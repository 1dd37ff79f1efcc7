"""A mapped file as an import goes through it: at once, or in pieces with what must be known of all beforehand."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

import polars as pl

from callsheet.core.listing_row import Day
from callsheet.listings import pieces
from callsheet.listings.mapping import REASON, STATUS_FIELDS, ColumnMapping
from callsheet.listings.pieces import NotInPieces
from callsheet.listings.prepared import DERIVED_FROM, Beyond, Prepared, superseded
from callsheet.listings.rows import ADDRESS_PARTS, MOMENT_FIELDS, Statuses

LOOKED_AT = ("listing_id", *STATUS_FIELDS, *MOMENT_FIELDS)
DERIVED = ("listing_url", *ADDRESS_PARTS.values(), *DERIVED_FROM)
"""Also looked at where the listing numbers are derived."""
Item = TypeVar("Item")


@dataclass(frozen=True)
class Whole:
    """A file that is one piece."""

    prepared: Prepared

    @property
    def rows(self) -> int:
        return self.prepared.rows

    def status_counts(self) -> tuple[Counter[str], Counter[str]]:
        """How many rows have each StandardStatus, and how many each word (casefolded) that has none."""
        return self.prepared.status_counts()

    def parts(self) -> Iterator[tuple[int, Prepared]]:
        """The pieces in their order, each with the place of its first row."""
        yield 0, self.prepared


@dataclass
class InPieces:
    """A large file. It is read twice: a few of its columns at first, then all of them, piece by piece.

    Of every row only a hash of its number is kept meanwhile, 8 bytes.
    """

    path: Path
    mapping: ColumnMapping
    statuses: Statuses
    day: Day
    beyond: Beyond = field(default_factory=Beyond, init=False)
    firsts: list[int] = field(default_factory=lambda: [0], init=False)
    repeated: dict[int, list[int]] = field(default_factory=dict, init=False)
    _counts: tuple[Counter[str], Counter[str]] = field(init=False)

    def __post_init__(self) -> None:
        """Look through the file. Raises NotInPieces."""
        hashes = self._look_through()
        if "listing_id" in self.mapping.columns and REASON not in self.mapping.header and not _is_any(hashes):
            self.beyond = Beyond(has_numbers=False)
            hashes = self._look_through()
        self.repeated = self._superseded(hashes)

    @property
    def rows(self) -> int:
        return self.firsts[-1]

    def status_counts(self) -> tuple[Counter[str], Counter[str]]:
        """How many rows have each StandardStatus, and how many each word (casefolded) that has none."""
        return self._counts

    def parts(self) -> Iterator[tuple[int, Prepared]]:
        """The pieces in their order, each with the place of its first row; the next one is read meanwhile.

        Raises NotInPieces where a row turns out to be longer than the header, or the file is another one by now.
        """
        return _ahead(self._parts())

    def _parts(self) -> Iterator[tuple[int, Prepared]]:
        done = 0
        for piece, table in enumerate(pieces.tables(self.path)):
            done += table.rows.height
            if self.firsts[piece + 1 : piece + 2] != [done]:
                raise NotInPieces
            beyond = replace(self.beyond, repeated=self.repeated.get(piece, ()))
            prepared = Prepared(table, self.mapping, self.statuses, self.day, beyond)
            _ = prepared.keys  # now, and not when it is its turn
            yield self.firsts[piece], prepared
        if done != self.rows:
            raise NotInPieces

    def _look_through(self) -> list[pl.Series]:
        """Count rows and statuses; a hash of each row's listing number, null where it has none, by piece."""
        known, unknown = Counter[str](), Counter[str]()
        self.firsts, hashes = [0], []
        for prepared in self._surveyed():
            hashes.append(_hashes(prepared.numbers))
            self.firsts.append(self.firsts[-1] + prepared.rows)
            counted = prepared.status_counts()
            known.update(counted[0])
            unknown.update(counted[1])
        self._counts = known, unknown
        return hashes

    def _surveyed(self) -> Iterator[Prepared]:
        columns = self.mapping.columns
        is_derived = "listing_id" not in columns or not self.beyond.has_numbers
        names = (*LOOKED_AT, *DERIVED) if is_derived else LOOKED_AT
        only = {position for name in names for position in columns.get(name, ())}
        for table in pieces.tables(self.path, only):
            yield Prepared(table, self.mapping, self.statuses, self.day, self.beyond)

    def _superseded(self, hashes: list[pl.Series]) -> dict[int, list[int]]:
        """The rows that have a newer one of their number elsewhere in the file, by piece and place in it."""
        every = pl.concat(hashes) if hashes else pl.Series([], dtype=pl.UInt64)
        twice = (every.is_duplicated() & every.is_not_null()).arg_true()
        if twice.is_empty():
            return {}
        stamped = (
            (first + row, number, stamp)
            for first, prepared in zip(self.firsts, self._surveyed(), strict=False)
            for row, number, stamp in prepared.stamped(_within(twice, first, prepared.rows))
        )
        found = pl.Series(sorted(superseded(stamped)), dtype=pl.UInt32)
        return {
            piece: _within(found, first, until - first)
            for piece, (first, until) in enumerate(zip(self.firsts, self.firsts[1:], strict=False))
        }


def _hashes(numbers: pl.Series) -> pl.Series:
    return pl.select(pl.when(numbers.is_not_null()).then(numbers.hash())).to_series()


def _is_any(hashes: list[pl.Series]) -> bool:
    return any(some.null_count() < len(some) for some in hashes)


def _within(places: pl.Series, first: int, rows: int) -> list[int]:
    """Those of the sorted places that are in a piece, counted from its first row."""
    low, high = places.search_sorted(first), places.search_sorted(first + rows)
    return (places[low:high] - first).to_list()


def _ahead(items: Iterator[Item]) -> Iterator[Item]:
    """The same items, each made in a thread while the one before is worked on."""
    with ThreadPoolExecutor(1) as maker:
        following = maker.submit(next, items, None)
        while (item := following.result()) is not None:
            following = maker.submit(next, items, None)
            yield item
