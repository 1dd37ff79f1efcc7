"""Which rows of a file are stored word for word: looked up by their number, or, of a large file, by their hash."""

from collections.abc import Callable
from typing import Self

import numpy as np
import polars as pl

from callsheet.listings import bulk
from callsheet.listings.models import Import, LastRead

LOOKED_UP = 50_000
"""So many rows are looked up at a time."""
PAYS = 4
"""To look a row up by its number takes four times as long as to read one of the hashes that are stored."""
STORED = np.dtype([("row_hash", np.int64), ("pk", np.int64)])
Same = Callable[[pl.DataFrame], pl.Series]
"""Of the keys of some rows (see Prepared): the listing that was last read from this very text, null where none was."""


class OtherImports:
    """The imports of the same source that may write while this one goes on."""

    def __init__(self, import_: Import):
        self.import_ = import_
        going = Import.objects.filter(source=import_.source_id, state__in=(Import.State.QUEUED, Import.State.RUNNING))
        self.since = going.order_by("pk").values_list("pk", flat=True).first() or import_.pk
        """All before it are over."""

    def progress(self) -> tuple[int, int]:
        """How far they are: another answer means that they have written since."""
        others = "FROM listings_import WHERE source_id = %s AND id >= %s AND id <> %s"
        sql = f"SELECT COUNT(*), COALESCE(SUM(done_rows), 0) {others}"
        return bulk.fetch(sql, [self.import_.source_id, self.since, self.import_.pk])[0]


def by_number(import_: Import) -> Same:
    """Looks in the database, a moment old at most."""

    def same(keys: pl.DataFrame) -> pl.Series:
        numbered, wanted = bulk.numbered(keys["listing_id"].to_list())
        sql = (
            f"SELECT wanted.place, last_read.listing_id, last_read.row_hash FROM {numbered} "
            "CROSS JOIN listings_listing stored CROSS JOIN listings_lastread last_read "
            "WHERE stored.source_id = %s AND stored.listing_id = wanted.value AND last_read.listing_id = stored.id"
        )
        found = np.array(bulk.fetch(sql, [wanted, import_.source_id]), dtype=np.int64).reshape(-1, 3)
        places, pks, hashes = found.T
        is_same = keys["row_hash"].to_numpy()[places] == hashes
        return _listings(keys.height, places[is_same], pks[is_same])

    return same


class ByHash:
    """All rows of the source as they were read last, 16 bytes each; good as long as no other import writes."""

    def __init__(self, import_: Import, progress: tuple[int, int]):
        self.progress = progress
        stored = _all_of(import_.source_id)
        stored = stored[np.argsort(stored["row_hash"])]
        self._hashes, self._pks = stored["row_hash"].copy(), stored["pk"].copy()

    @classmethod
    def where_it_pays(cls, import_: Import, rows: int, others: OtherImports) -> Self | None:
        """For a file of about so many rows; None if looking each up takes less time than reading all that is kept."""
        progress = others.progress()
        is_worth = rows > LOOKED_UP and LastRead.objects.filter(source=import_.source_id).count() <= rows * PAYS
        return cls(import_, progress) if is_worth else None

    def same(self, keys: pl.DataFrame) -> pl.Series:
        """As `Same` says."""
        wanted = keys["row_hash"].to_numpy()
        order = np.argsort(wanted)  # looked for in their order, they are found three times as fast
        at = np.searchsorted(self._hashes, wanted[order])
        order, at = order[at < len(self._hashes)], at[at < len(self._hashes)]
        is_same = self._hashes[at] == wanted[order]
        return _listings(keys.height, order[is_same], self._pks[at[is_same]])


def _all_of(source: int) -> np.ndarray:
    """Hash and listing of each row that was read from a source, by listing."""
    sql = (
        "SELECT row_hash, listing_id FROM listings_lastread "
        f"WHERE source_id = %s AND listing_id > %s ORDER BY listing_id LIMIT {LOOKED_UP}"
    )
    parts, last = [np.empty(0, dtype=STORED)], 0
    while rows := bulk.fetch(sql, [source, last]):
        parts.append(np.fromiter(rows, dtype=STORED, count=len(rows)))
        last = rows[-1][1]
    return np.concatenate(parts)


def _listings(rows: int, places: np.ndarray, pks: np.ndarray) -> pl.Series:
    """The listing of each of so many rows, null but for those at these places."""
    found = np.zeros(rows, dtype=np.int64)
    found[places] = pks
    return pl.Series(found).replace(0, None)
