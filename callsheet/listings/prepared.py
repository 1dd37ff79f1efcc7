"""A file made ready to be compared with what is stored: one hash a row, one listing number a row, one row a number."""

import zlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from math import inf

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
SEPARATOR = OtherColumns.SEPARATOR
DERIVED_FROM = ("on_market_date", "expiration_date")
Stamped = tuple[int, str, datetime | None]
"""A row by its place, its listing number and its time stamp."""


@dataclass(frozen=True, slots=True)
class Beyond:
    """What a piece of a file cannot see of itself: whether any row has a listing number, and which of the piece's own
    rows have one that a newer row has as well."""

    has_numbers: bool = True
    repeated: Collection[int] = ()


@dataclass(frozen=True)
class Prepared:
    """A mapped file, or with `beyond` a piece of one.

    `keys` has, row by row: `row`, `listing_id`, `row_hash`, `speaks_of_file`, `is_repeated`.
    """

    table: Table
    mapping: ColumnMapping
    statuses: Statuses
    day: Day
    beyond: Beyond | None = None

    @cached_property
    def keys(self) -> pl.DataFrame:
        keys = self.table.rows.select(
            pl.int_range(pl.len(), dtype=pl.Int64).alias("row"), self._speaks_of_file.alias("speaks_of_file")
        )
        return keys.with_columns(self.numbers, self._row_hash, self._is_repeated)

    @cached_property
    def numbers(self) -> pl.Series:
        """The `listing_id` of each row, null where it has none."""
        return self.table.rows.select(self._listing_id.alias("listing_id")).to_series()

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
        if number is None or not self._has_numbers(number):
            return self._derived_id
        return number.str.replace(r"^(\d+)\.0$", "$1")

    def _has_numbers(self, number: pl.Expr) -> bool:
        """Whether there is a number in the file's column of them. Rows sent back to be mended may have none at all."""
        if self.beyond:
            return self.beyond.has_numbers
        is_empty = self.table.rows.select(number.is_null().all()).item()
        return not is_empty or REASON in self.mapping.header

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
        """A hash of each row's text; what its meaning depends on besides (mapping, rules, zone) is the seed.

        So is the version of polars, which may hash otherwise from one to the next.
        """
        meant = (self.mapping.header, sorted(self.mapping.columns.items()), str(self.day.zone), KEY_VERSION)
        seed = zlib.crc32(repr((*meant, READING_VERSION, pl.__version__)).encode())
        columns = [str(i) for i, name in enumerate(self.mapping.header) if name not in ("#", REASON)]
        return self.table.rows.select(columns).hash_rows(seed=seed).reinterpret(signed=True).alias("row_hash")

    @property
    def _speaks_of_file(self) -> pl.Expr:
        """Whether a row has no time stamp of its own, so that it speaks of the file's moment."""
        stamps = [filled(self.mapping.columns[name]) for name in MOMENT_FIELDS if name in self.mapping.columns]
        return pl.all_horizontal(stamp.is_null() for stamp in stamps) if stamps else pl.lit(True)

    # Repeated numbers

    @property
    def _is_repeated(self) -> pl.Series:
        """Rows whose number has a newer row in the file."""
        if self.beyond:
            repeated = self.beyond.repeated
        else:
            of_same = self.numbers.is_duplicated() & self.numbers.is_not_null()
            repeated = superseded(self.stamped(of_same.arg_true().to_list()))
        places = pl.Series(sorted(repeated), dtype=pl.Int64)
        return pl.int_range(self.rows, eager=True).is_in(places.implode()).alias("is_repeated")

    def stamped(self, rows: Sequence[int]) -> Iterator[Stamped]:
        """These rows, each with its number and its time stamp or None."""
        if rows:
            reader = RowReader(self.mapping, self.statuses, self.day)
            chosen = pl.Series(rows, dtype=pl.Int64)
            yield from zip(rows, self.numbers[chosen], reader.moments(self.table.rows[chosen]), strict=True)

    # Unknown columns

    @property
    def other_names(self) -> list[str]:
        """The names under which the unknown columns are kept, no two alike."""
        return list(self._kept)

    def other_columns(self, frame: pl.DataFrame) -> list[str]:
        """Each row's unknown columns in the order of their names, as OtherColumns keeps them; "" when all are empty."""
        if not self._kept:
            return [""] * frame.height
        cells = frame.select(cell.fill_null("").alias(label) for label, cell in self._kept.items())
        joined = cells.select(pl.concat_str(pl.all(), separator=SEPARATOR)).to_series()
        if (joined.str.count_matches(SEPARATOR, literal=True) >= len(self._kept)).any():  # some cells have one inside
            bare = cells.select(pl.all().str.replace_all(SEPARATOR, " ", literal=True))
            joined = bare.select(pl.concat_str(pl.all(), separator=SEPARATOR)).to_series()
        is_empty = joined.str.len_bytes() == len(SEPARATOR) * (len(self._kept) - 1)
        return joined.set(is_empty, "").to_list()

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
                kept[labels[position]] = pl.col(str(position))
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


def superseded(rows: Iterable[Stamped]) -> set[int]:
    """Those of the rows whose number has a newer one: with a later time stamp, else at a later place."""
    ranks: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for row, number, stamp in rows:
        ranks[number].append((stamp.timestamp() if stamp else -inf, row))
    return {row for of_number in ranks.values() for _, row in sorted(of_number)[:-1]}
