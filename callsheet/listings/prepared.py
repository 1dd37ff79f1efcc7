"""A file made ready to be compared with what is stored: one hash a row, one listing number a row, one row a number."""

import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from callsheet.core.address import KEY_VERSION
from callsheet.core.listing_row import Day
from callsheet.core.status import answer_key
from callsheet.listings.aliases import squeeze_name
from callsheet.listings.mapping import REASON, ColumnMapping, column_labels
from callsheet.listings.models import OtherColumns
from callsheet.listings.readers import Table
from callsheet.listings.rows import ADDRESS_PARTS, MOMENT_FIELDS, RowReader, Statuses, filled

# Raise it when a row's text would be read as something else than before: rows are then read again, quietly.
READING_VERSION = "2"
# polars may hash otherwise from version to version; a hash says which one made it.
HASH_RULE = f"{READING_VERSION}/{pl.__version__}:"
SEPARATOR = OtherColumns.SEPARATOR
DERIVED_FROM = ("on_market_date", "expiration_date")


@dataclass(frozen=True)
class Prepared:
    """A mapped file. `keys` has, row by row: `row`, `listing_id`, `row_hash`, `speaks_of_file`, `is_repeated`."""

    table: Table
    mapping: ColumnMapping
    statuses: Statuses
    day: Day

    @cached_property
    def keys(self) -> pl.DataFrame:
        rows = self.table.rows
        keys = rows.select(
            pl.int_range(pl.len(), dtype=pl.Int64).alias("row"),
            self._listing_id.alias("listing_id"),
            self._speaks_of_file.alias("speaks_of_file"),
        )
        return keys.with_columns(self._row_hash, self._is_repeated(keys))

    @property
    def rows(self) -> int:
        return self.table.rows.height

    def frame(self, indexes: Sequence[int]) -> pl.DataFrame:
        """The text of these rows, with `row` and `listing_id` beside it."""
        chosen = pl.Series(indexes, dtype=pl.Int64)
        return pl.concat([self.table.rows[chosen], self.keys.select("row", "listing_id")[chosen]], how="horizontal")

    def status_counts(self) -> tuple[Counter[str], Counter[str]]:
        """How many rows have each StandardStatus, and how many each word (casefolded) that has none."""
        known: Counter[str] = Counter()
        unknown: Counter[str] = Counter()
        if self.statuses.expressions:
            for *words, rows in self.table.rows.select(self.statuses.expressions).group_by(pl.all()).len().iter_rows():
                meaning, word = self.statuses.meaning(tuple(words))
                (known if meaning else unknown)[meaning or answer_key(word)] += rows
        return known, unknown

    # The listing number

    @property
    def _listing_id(self) -> pl.Expr:
        """The number as written; a spreadsheet's `2749905.0` is 2749905. Where a whole file has none, it is derived."""
        number = filled(self.mapping.columns.get("listing_id", ())) if "listing_id" in self.mapping.columns else None
        if number is None or self._has_no_numbers(number):
            return self._derived_id
        return number.str.replace(r"^(\d+)\.0$", "$1")

    def _has_no_numbers(self, number: pl.Expr) -> bool:
        """Whether the file has the column but no number in it at all. Rows sent back to be mended are no such file."""
        is_empty = self.table.rows.select(number.is_null().all()).item()
        return bool(is_empty) and REASON not in self.mapping.header

    @property
    def _derived_id(self) -> pl.Expr:
        """A stable stand-in for the number: the last piece of the listing's page, else its address and first date."""
        columns = self.mapping.columns
        pieces = [filled(columns[name]) for name in (*ADDRESS_PARTS.values(), *DERIVED_FROM) if name in columns]
        said = pl.concat_str([piece.fill_null("").str.to_uppercase() for piece in pieces], separator=" ")
        by_address = pl.concat_str([pl.lit("at "), said.str.replace_all(r"\s+", " ").str.strip_chars()])
        if "listing_url" not in columns:
            return by_address.str.head(60)
        return pl.coalesce(filled(columns["listing_url"]).str.extract(r"([^/?#]+)/?(?:[?#].*)?$"), by_address).str.head(
            60
        )

    # The hash

    @property
    def _row_hash(self) -> pl.Series:
        """A hash of each row's text; what its meaning depends on besides (mapping, rules, zone) is the seed."""
        meant = (self.mapping.header, sorted(self.mapping.columns.items()), str(self.day.zone), KEY_VERSION)
        seed = zlib.crc32(repr(meant).encode())
        columns = [str(i) for i, name in enumerate(self.mapping.header) if name not in ("#", REASON)]
        hashes = self.table.rows.select(columns).hash_rows(seed=seed)
        return (HASH_RULE + hashes.cast(pl.String)).alias("row_hash")

    @property
    def _speaks_of_file(self) -> pl.Expr:
        """Whether a row has no time stamp of its own, so that it speaks of the file's moment."""
        stamps = [filled(self.mapping.columns[name]) for name in MOMENT_FIELDS if name in self.mapping.columns]
        return pl.all_horizontal(stamp.is_null() for stamp in stamps) if stamps else pl.lit(True)

    # Repeated numbers

    def _is_repeated(self, keys: pl.DataFrame) -> pl.Series:
        """Rows whose number has a newer row in the file: the later time stamp, else the later place."""
        repeated = keys.filter(pl.col("listing_id").is_duplicated() & pl.col("listing_id").is_not_null())
        flags = [False] * keys.height
        newest: dict[str, tuple] = {}
        for index, listing_id, stamp in self._stamped(repeated):
            rank = (stamp is not None, stamp, index)
            before = newest.get(listing_id)
            newest[listing_id] = max(before, rank, key=_rank) if before else rank
        kept = {rank[2] for rank in newest.values()}
        for index in repeated["row"]:
            flags[index] = index not in kept
        return pl.Series("is_repeated", flags, dtype=pl.Boolean)

    def _stamped(self, repeated: pl.DataFrame):
        """(row, number, time stamp or None) of rows that share their number."""
        if repeated.is_empty():
            return
        rows = self.table.rows[repeated["row"]]
        reader = RowReader(self.mapping, self.statuses, self.day)
        stamps = reader.moments(rows)
        yield from zip(repeated["row"], repeated["listing_id"], stamps, strict=True)

    # Unknown columns

    @property
    def other_names(self) -> list[str]:
        """The names under which the unknown columns are kept, no two alike."""
        return list(self._kept)

    def other_columns(self, frame: pl.DataFrame) -> list[str]:
        """Each row's unknown columns in the order of their names, as OtherColumns keeps them; "" when all are empty."""
        if not self._kept:
            return [""] * frame.height
        cells = [cell.fill_null("") for cell in self._kept.values()]
        joined = pl.concat_str(cells, separator=SEPARATOR)
        is_empty = joined.str.strip_chars(SEPARATOR) == ""
        return frame.select(pl.when(is_empty).then(pl.lit("")).otherwise(joined)).to_series().to_list()

    @cached_property
    def _kept(self) -> dict[str, pl.Expr]:
        """Label -> cells of the columns that are kept as they came: those without a field, those that only stand in
        for another, and a repeated one where it says something else than the first of its name."""
        header, labels = self.mapping.header, column_labels(self.mapping.header)
        first: dict[str, int] = {}
        chosen = {positions[0] for positions in self.mapping.columns.values()}
        kept: dict[str, pl.Expr] = {}
        for position, name in enumerate(header):
            original = first.setdefault(squeeze_name(name) or labels[position], position)
            if not (
                name == REASON or position in chosen or self._is_empty(position) or self._agrees(position, original)
            ):
                kept[labels[position]] = pl.col(str(position)).str.replace_all(SEPARATOR, " ", literal=True)
        return kept

    def _is_empty(self, position: int) -> bool:
        return self.table.rows[str(position)].null_count() == self.rows

    def _agrees(self, position: int, original: int) -> bool:
        """Whether a repeated column says nothing that the first of its name does not: then it need not be kept."""
        if position == original:
            return False
        one, other = filled([original]), filled([position])
        is_taken_where_one_is_empty = any(position in positions for positions in self.mapping.columns.values())
        differs = one != other if is_taken_where_one_is_empty else one.ne_missing(other) & other.is_not_null()
        return not self.table.rows.select(differs.any()).item()


def _rank(stamped: tuple) -> tuple:
    """Rows with a time stamp come after those without one; then by stamp, then by place in the file."""
    has_stamp, stamp, index = stamped
    return (has_stamp, stamp.timestamp() if has_stamp else 0, index)
