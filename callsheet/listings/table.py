"""Rows as text, wherever they came from, and which line of a file is its header."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from callsheet.core.column_guess import is_row

TITLE_SHARE = 3
"""A line with at most a third as many cells as the table below it is a title, not its header."""


@dataclass(frozen=True)
class Table:
    """Rows as text. `names[i]` heads column `str(i)` of `rows`; names may repeat or be empty.

    `first` is the line of the first row; `own_lines` the line of each where rows and lines do not run in step.
    """

    names: tuple[str, ...]
    rows: pl.DataFrame
    first: int = 1
    own_lines: Sequence[int] | None = None
    has_quotes: bool = False

    @cached_property
    def lines(self) -> Sequence[int]:
        """The line (in JSON: the record) of each row, 1 first."""
        if self.own_lines is not None:
            return self.own_lines
        if not self.has_quotes:
            return range(self.first, self.first + self.rows.height)
        # A line break inside a cell pushes the rows below one line down.
        breaks = pl.sum_horizontal(pl.all().str.count_matches("\n", literal=True))
        pushed = breaks.cum_sum().shift(1, fill_value=0)
        return self.rows.select(self.first + pl.int_range(pl.len()) + pushed).to_series()

    def head(self, rows: int) -> "Table":
        """The same table with its first rows only."""
        return Table(self.names, self.rows.head(rows), own_lines=list(self.lines[:rows]))

    def samples(self, place: int, many: int) -> list[str]:
        """The first different filled values of a column."""
        cells = self.rows[str(place)].head(LOOKED_AT).str.strip_chars().drop_nulls()
        return cells.filter(cells != "").unique(maintain_order=True).head(many).to_list()

    def values(self, place: int) -> list[str]:
        """The filled values of a column in the first rows, by which it is judged."""
        cells = self.rows[str(place)].head(LOOKED_AT).str.strip_chars().drop_nulls()
        return cells.filter(cells != "").to_list()


LOOKED_AT = 60
"""So many rows tell what a column holds."""


def named(cells: Sequence[str | None]) -> tuple[str, ...]:
    """The names a header line gives its columns, inner space single; all empty where that line is a row already."""
    names = tuple(" ".join((cell or "").split()) for cell in cells)
    return ("",) * len(names) if is_row(names) else names


def is_title(cells: int, widest: int) -> bool:
    """Whether a line with so many filled cells stands above a table that has so many columns."""
    return cells * TITLE_SHARE <= widest


def without_blank_rows(table: Table) -> Table:
    """Leave out rows in which every cell is empty, keeping the line of each row that stays."""
    blank = table.rows.with_row_index("row")
    for column in table.rows.columns:
        blank = blank.filter(pl.col(column).str.strip_chars().fill_null("") == "")
        if blank.is_empty():
            return table
    gone = set(blank["row"])
    kept = [index for index in range(table.rows.height) if index not in gone]
    return Table(table.names, table.rows[kept], own_lines=[table.lines[index] for index in kept])
