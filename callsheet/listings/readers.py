"""Files of rows as text: CSV and TSV in any dress, XLSX, RESO and Spark JSON, gzipped or zipped.

Nothing is guessed about values here: every cell is text or null, every column keeps its position, and the name it has
in the header may be repeated or empty. Where it came from is kept, so that an error can name the line. The content
decides what a file is, never its name: MLS systems write tab-separated text into files named .csv.
"""

import csv
import gzip
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import fastexcel
import polars as pl

from callsheet.core.errors import UnusableInput

DELIMITERS = "\t,;|"
LONGEST_HEADER = 100_000
RECORDS = ("value", "results", "listings", "data", "items", "records", "properties", "bundle")
SKIPPED_MEMBERS = re.compile(
    r"(?:^|/)(?:__MACOSX/|\.|thumbs\.db)|\.(?:pdf|jpe?g|png|gif|docx?|html?|xml)$", re.IGNORECASE
)
OLE, ZIP, GZIP, PDF = b"\xd0\xcf\x11\xe0", b"PK\x03\x04", b"\x1f\x8b", b"%PDF"
EMPTY_ZIP = b"PK\x05\x06"
NO_TABLES = {
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    EMPTY_ZIP: "an empty zip file",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"SQLite format 3": "a database",
}
CONTROLS = bytes({*range(1, 9), *range(14, 26), 127})
"""Bytes that no text has; a NUL is none of them: text in UTF-16 is full of it."""
MOST_CONTROLS = 0.02
LOOKED_AT = 4096  # bytes
EXCEL_MEMBER = "xl/workbook.xml"


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


def read(path: Path) -> Table:
    """The rows of a file. Raises UnusableInput when it is no table at all, with what to do instead."""
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise UnusableInput(f"{path}: {problem.strerror or problem}. Give the path of an exported file.") from None
    return parse(content, path.name)


def parse(content: bytes, name: str) -> Table:
    """The rows of a file's content; `name` is for messages only."""
    content = _unpacked(content, name)
    if content.startswith(ZIP) and EXCEL_MEMBER not in _zip(content, name).namelist():
        return _zipped(content, name)
    if content.startswith((ZIP, OLE)):
        return _excel(content, name)
    if content.startswith(PDF):
        raise UnusableInput(f"{name} is a PDF. Export the search as CSV, Excel or JSON instead.")
    if what := _no_text(content):
        raise UnusableInput(f"{name} is no table of text: it is {what}. Export the search as CSV, Excel or JSON.")
    return _plain(content, name)


def _no_text(content: bytes) -> str:
    """What a file is that is no text; empty for text. Programs and pictures have control bytes, text has hardly one."""
    known = next((what for start, what in NO_TABLES.items() if content.startswith(start)), "")
    if known or content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return known
    start = content[:LOOKED_AT]
    controls = len(start) - len(start.translate(None, CONTROLS))
    return "a binary file" if controls > len(start) * MOST_CONTROLS else ""


def _unpacked(content: bytes, name: str) -> bytes:
    if not content.startswith(GZIP):
        return content
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error):
        raise UnusableInput(f"{name} is a damaged gzip file. Download it again.") from None


def _zip(content: bytes, name: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile:
        raise UnusableInput(f"{name} is a damaged zip file. Download it again.") from None


def _zipped(content: bytes, name: str) -> Table:
    """All tables in a zip as one: columns of one name are one column, in the order in which they first appear."""
    archive = _zip(content, name)
    members = [m for m in archive.infolist() if not m.is_dir() and not SKIPPED_MEMBERS.search(m.filename)]
    if not members:
        raise UnusableInput(f"{name} holds no CSV, Excel or JSON file.")
    if any(member.flag_bits & 1 for member in members):
        raise UnusableInput(f"{name} is protected by a password. Unpack it and give the file in it.")
    return _joined([parse(archive.read(member), f"{name}/{member.filename}") for member in members])


def _joined(tables: Sequence[Table]) -> Table:
    if len(tables) == 1:
        return tables[0]
    columns: dict[tuple[str, int], None] = {}
    for table in tables:
        columns.update(dict.fromkeys(_numbered(table.names)))
    place = {column: str(position) for position, column in enumerate(columns)}
    parts = [
        table.rows.rename({str(i): place[column] for i, column in enumerate(_numbered(table.names))})
        for table in tables
    ]
    order = list(place.values())
    rows = pl.concat(parts, how="diagonal").select(order)
    lines = [line for table in tables for line in table.lines]
    return Table(tuple(name for name, _ in columns), rows, own_lines=lines)


def _numbered(names: Sequence[str]) -> list[tuple[str, int]]:
    """Each name with which occurrence of it this is, so that repeated and empty names stay apart."""
    seen: dict[str, int] = {}
    numbered = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        numbered.append((name, seen[name]))
    return numbered


def _plain(content: bytes, name: str) -> Table:
    content = _utf8(content)
    start = content[:200].lstrip()[:1]
    if start in (b"{", b"["):
        return _json(content, name)
    if start == b"<":
        raise UnusableInput(f"{name} is a web page or XML, not an export. Export the search as CSV, Excel or JSON.")
    return _separated(content, name)


def _utf8(content: bytes) -> bytes:
    """The content as UTF-8 with line feeds, without a byte-order mark; UTF-16 and cp1252 are turned into it."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        content = content.decode("utf-16", errors="replace").encode()
    content = content.removeprefix(b"\xef\xbb\xbf")
    if not _is_utf8(content):
        content = content.decode("cp1252", errors="replace").encode()
    if b"\n" not in content:
        content = content.replace(b"\r", b"\n")
    return content.replace(b"\0", b"") if b"\0" in content else content


def _is_utf8(content: bytes) -> bool:
    try:
        return content.isascii() or bool(content.decode())
    except UnicodeDecodeError:
        return False


# Text with separators


def _separated(content: bytes, name: str) -> Table:
    start, above = _start_of_header(content)
    head = content[start : start + LONGEST_HEADER].decode(errors="replace")
    delimiter = _delimiter(head)
    names, header_lines = _header(head, delimiter)
    if not any(names):
        raise UnusableInput(f"{name} is empty. Export the listings again and give that file.")
    body = memoryview(content)[_skip_lines(content, start, header_lines) :]
    first = above + header_lines + 1
    quotes = content.count(b'"')
    fast = _polars_rows(body, len(names), delimiter) if quotes % 2 == 0 else None
    if fast is None:
        return _odd_rows(bytes(body), names, delimiter, first, name)
    return _without_blank_rows(Table(names, fast, first, has_quotes=quotes > 0))


def _start_of_header(content: bytes) -> tuple[int, int]:
    """Where the header begins and on which line after the first: below blank lines and Excel's `sep=` line."""
    start = above = 0
    while start < len(content):
        end = _skip_lines(content, start, 1)
        line = content[start:end].strip(b" \t\r\n,;")
        if line and not line.lower().startswith(b"sep="):
            break
        start, above = end, above + 1
    return start, above


def _skip_lines(content: bytes, start: int, lines: int) -> int:
    """Where the line that many lines further begins."""
    for _ in range(lines):
        start = content.find(b"\n", start) + 1 or len(content)
    return start


def _delimiter(head: str) -> str:
    """The separator that occurs most in the header line, outside quotes."""
    line = re.sub(r'"[^"]*"', "", head).split("\n", 1)[0]
    return max(DELIMITERS, key=lambda delimiter: (line.count(delimiter), delimiter == ","))


def _header(head: str, delimiter: str) -> tuple[tuple[str, ...], int]:
    """The names of the header, stripped, and how many lines it takes."""
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
    names = next(reader, [])
    return tuple(" ".join(name.split()) for name in names), reader.line_num


def _polars_rows(body: memoryview, width: int, delimiter: str) -> pl.DataFrame | None:
    """The rows read by polars, or None when some row is longer than the header or its quoting is odd."""
    header = delimiter.join(map(str, range(width))).encode()
    try:
        return pl.read_csv(b"".join((header, b"\n", body)), separator=delimiter, infer_schema=False)
    except pl.exceptions.PolarsError:
        return None


def _odd_rows(body: bytes, names: tuple[str, ...], delimiter: str, first: int, name: str) -> Table:
    """Row by row with the standard library: long rows keep their extra cells in columns without a name."""
    csv.field_size_limit(10_000_000)
    reader = csv.reader(io.StringIO(body.decode(), newline=""), delimiter=delimiter)
    records, lines, line = [], [], first
    for record in reader:
        records.append(record)
        lines.append(line)
        line = first + reader.line_num
    if records and "\n" in records[-1][-1:][0] and body.count(b'"') % 2:
        raise UnusableInput(
            f"{name}, line {lines[-1]}: a quotation mark opens a cell that never ends. Close it, or take it out."
        )
    width = max([len(names), *(_length(record) for record in records)])
    columns = {str(i): [record[i] if i < len(record) else None for record in records] for i in range(width)}
    rows = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    return _without_blank_rows(Table((*names, *[""] * (width - len(names))), rows, own_lines=lines))


def _length(record: Sequence[str]) -> int:
    """How many cells a record has, without the empty ones at its end."""
    return next((i for i in range(len(record), 0, -1) if record[i - 1].strip()), 0)


def _without_blank_rows(table: Table) -> Table:
    """Leave out rows in which every cell is empty, keeping the line of each row that stays."""
    blank = table.rows.with_row_index("row")
    for column in table.rows.columns:
        blank = blank.filter(pl.col(column).str.strip_chars().fill_null("") == "")
        if blank.is_empty():
            return table
    gone = set(blank["row"])
    kept = [index for index in range(table.rows.height) if index not in gone]
    return Table(table.names, table.rows[kept], own_lines=[table.lines[index] for index in kept])


# Spreadsheets


def _excel(content: bytes, name: str) -> Table:
    """The first sheet of a workbook, every cell as text; its first filled row is the header."""
    try:
        sheet = fastexcel.read_excel(content).load_sheet(0, header_row=None, dtypes="string", skip_rows=0)
    except fastexcel.FastExcelError:
        raise UnusableInput(f"{name} is an Excel file that cannot be read. Save it as CSV and import that.") from None
    rows = sheet.to_polars()
    rows.columns = [str(i) for i in range(rows.width)]
    head = next((i for i, row in enumerate(rows.head(50).iter_rows()) if any(row)), None)
    if head is None:
        raise UnusableInput(f"{name} is empty. Export the listings again and give that file.")
    names = tuple(" ".join((cell or "").split()) for cell in rows.row(head))
    return _without_blank_rows(Table(names, rows[head + 1 :], head + 2))


# JSON


def _json(content: bytes, name: str) -> Table:
    records = _records(_loaded(content, name))
    if records is None:
        raise UnusableInput(f'{name} holds no list of listings. A RESO answer looks like {{"value": [...]}}.')
    flat = [_flat(record) for record in records]
    names = tuple(dict.fromkeys(key for record in flat for key in record))
    columns = {str(i): [record.get(key) for record in flat] for i, key in enumerate(names)}
    return Table(names, pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)), 1)


def _loaded(content: bytes, name: str) -> object:
    """The document; numbers stay the text they were. One JSON object a line is a list of them."""
    try:
        return json.loads(content, parse_float=str, parse_int=str)
    except ValueError as problem:
        try:
            return [json.loads(line, parse_float=str, parse_int=str) for line in content.splitlines() if line.strip()]
        except ValueError:
            raise UnusableInput(f"{name} is not whole JSON: {problem}. Download it again.") from None


def _records(document: object) -> list[dict] | None:
    """The listings in a document: a list, OData's `value`, Spark's `D.Results`, or the one list of objects in it."""
    if isinstance(document, list):
        return document if all(isinstance(item, dict) for item in document) else None
    if not isinstance(document, dict):
        return None
    if isinstance(document.get("D"), dict):
        return _records(document["D"].get("Results"))
    named = {key.casefold(): value for key, value in document.items()}
    for key in RECORDS:
        found = _records(named[key]) if key in named else None
        if found is not None:
            return found
    return [document] if any(not isinstance(value, dict | list) for value in document.values()) else None


def _flat(record: dict) -> dict[str, str | None]:
    """One listing's fields as text; Spark keeps them under StandardFields, annotations (@odata...) are left out."""
    fields = record.get("StandardFields")
    if isinstance(fields, dict):
        record = {**fields, **{key: value for key, value in record.items() if key != "StandardFields"}}
    return {key: _cell(value) for key, value in record.items() if not key.startswith("@")}


def _cell(value: object) -> str | None:
    if value is None or value in ([], {}):
        return None
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def as_csv(names: Iterable[str], rows: Iterable[Sequence[str | None]]) -> str:
    """The rows as CSV text under those names, for a file that a person mends and imports again."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(rows)
    return out.getvalue()
