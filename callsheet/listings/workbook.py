"""Excel workbooks as text: which sheet holds the table, where its header is, every cell as it would be typed.

Numbers come without `.0`, days as ISO dates, formulas as the value that was saved with them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import fastexcel
import polars as pl

from callsheet.core.errors import UnusableInput
from callsheet.listings.table import Table, is_title, named, without_blank_rows

LOOKED_FOR_HEADER = 50  # rows
LEAST_TABLE = 2  # rows, and columns, of a sheet that is taken for the table by itself


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook: its name, and how much is in it."""

    name: str
    rows: int
    columns: int

    @property
    def is_table(self) -> bool:
        return self.rows >= LEAST_TABLE and self.columns >= LEAST_TABLE


def sheets_of(content: bytes, name: str) -> list[Sheet]:
    """The sheets that hold anything, hidden ones last. Raises UnusableInput when it is no workbook."""
    return [sheet for sheet, _ in _filled(_opened(content, name), name)]


def taken(sheets: Sequence[Sheet]) -> Sheet:
    """Which of the filled sheets is read unless one is named: the first that looks like a table, else the first."""
    return next((sheet for sheet in sheets if sheet.is_table), sheets[0])


def read_workbook(content: bytes, name: str, wanted: str = "") -> Table:
    """The rows of one sheet, by default the first that looks like a table. Raises UnusableInput, with what to do."""
    filled = _filled(_opened(content, name), name)
    if not filled:
        raise UnusableInput(f"{name} is empty. Export the listings again and give that file.")
    name_taken = wanted or taken([sheet for sheet, _ in filled]).name
    chosen = next((rows for sheet, rows in filled if sheet.name == name_taken), None)
    if chosen is None:
        names = ", ".join(sheet.name for sheet, _ in filled)
        raise UnusableInput(f"{name} has no sheet {wanted} with anything in it. Its sheets are: {names}.")
    return _table(chosen)


def _opened(content: bytes, name: str) -> fastexcel.ExcelReader:
    try:
        return fastexcel.read_excel(content)
    except fastexcel.FastExcelError:
        raise _unreadable(name) from None


def _loaded(book: fastexcel.ExcelReader, place: int, file: str) -> fastexcel.ExcelSheet:
    """A sheet's cells as text. A workbook may open and yet hold a sheet that is cut off."""
    try:
        return book.load_sheet(place, header_row=None, dtypes="string", skip_rows=0)
    except fastexcel.FastExcelError:
        raise _unreadable(file) from None


def _unreadable(file: str) -> UnusableInput:
    return UnusableInput(f"{file} is an Excel file that cannot be read. Save it as CSV and import that.")


def _filled(book: fastexcel.ExcelReader, file: str) -> list[tuple[Sheet, pl.DataFrame]]:
    """Each sheet that is not empty, with its cells as text."""
    found = []
    for place, name in enumerate(book.sheet_names):
        sheet = _loaded(book, place, file)
        rows = sheet.to_polars()
        rows.columns = [str(i) for i in range(rows.width)]
        rows = _as_typed(rows)
        filled = rows.filter(pl.any_horizontal(pl.all().is_not_null())) if rows.width else rows
        if filled.height:
            about = Sheet(
                name, filled.height, sum(filled[column].null_count() < filled.height for column in rows.columns)
            )
            found.append((sheet.visible != "visible", about, rows))
    return [(about, rows) for _, about, rows in sorted(found, key=lambda one: one[0])]


def _as_typed(rows: pl.DataFrame) -> pl.DataFrame:
    """Days without the midnight a spreadsheet adds; empty text is no cell."""
    bare = pl.all().str.replace(r"^(\d{4}-\d\d-\d\d) 00:00:00$", "$1").str.strip_chars()
    cells = rows.select(bare)
    return cells.select(pl.when(pl.all() != "").then(pl.all()))


def _table(rows: pl.DataFrame) -> Table:
    head = _header(rows)
    names = named(rows.row(head))
    body = head + 1 if any(names) else head
    return without_blank_rows(Table(names, rows[body:], body + 1))


def _header(rows: pl.DataFrame) -> int:
    """The first filled row that is no title over the table: merged cells, a report's name, the day it was made."""
    widths = [sum(cell is not None for cell in row) for row in rows.head(LOOKED_FOR_HEADER).iter_rows()]
    widest = max(widths)
    return next(
        place for place, width in enumerate(widths) if width and (width == widest or not is_title(width, widest))
    )
