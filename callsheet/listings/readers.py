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
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

import polars as pl

from callsheet.core.errors import UnusableInput
from callsheet.listings.table import TITLE_SHARE, Table, is_title, named, without_blank_rows
from callsheet.listings.workbook import Sheet, read_workbook, sheets_of

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
OTHER_BOOKS = {"content.xml": "an OpenDocument", "xl/workbook.bin": "a binary Excel", "Index/Document.iwa": "a Numbers"}
OLD_EXCEL = (
    "{name} is an old Excel file (.xls), or one with a password. Open it, save it without a password as an Excel "
    "workbook (.xlsx) or as CSV, and give that file."
)
LARGEST = 2 << 30
"""Bytes of a file once it is unpacked: more does not fit the memory of a small machine."""
TITLES_LOOKED_AT = 20  # lines
ALIKE = 0.5
"""So much of their header two tables in one zip have in common when they are parts of one export."""


def read(path: Path, sheet: str = "") -> Table:
    """The rows of a file. Raises UnusableInput when it is no table at all, with what to do instead."""
    return parse(_content(path), path.name, sheet)


def sheets(path: Path) -> list[Sheet]:
    """The sheets of a workbook that hold anything; none for any other file."""
    return sheets_of(_content(path), path.name) if is_workbook(path) else []


def is_workbook(path: Path) -> bool:
    """Whether a file is a workbook; no more of it is read than what it holds."""
    try:
        with path.open("rb") as file:
            return _is_workbook(file, path.name)
    except OSError as problem:
        raise _not_there(path, problem) from None


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise _not_there(path, problem) from None


def _not_there(path: Path, problem: OSError) -> UnusableInput:
    return UnusableInput(f"{path}: {problem.strerror or problem}. Give the path of an exported file.")


def _is_workbook(file: BinaryIO, name: str) -> bool:
    return file.read(len(ZIP)) == ZIP and EXCEL_MEMBER in _zip(file, name).namelist()


def parse(content: bytes, name: str, sheet: str = "") -> Table:
    """The rows of a file's content; `name` is for messages only, `sheet` chooses among those of a workbook."""
    content = _unpacked(content, name)
    if _is_workbook(io.BytesIO(content), name):
        return read_workbook(content, name, sheet)
    if content.startswith(ZIP):
        return _zipped(content, name)
    if content.startswith(OLE):
        raise UnusableInput(OLD_EXCEL.format(name=name))
    if content.startswith(PDF):
        raise UnusableInput(f"{name} is a PDF. Export the search as CSV, Excel or JSON instead.")
    if what := no_text(content):
        raise UnusableInput(f"{name} is no table of text: it is {what}. Export the search as CSV, Excel or JSON.")
    return _plain(content, name)


def no_text(content: bytes) -> str:
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
        unpacked = gzip.GzipFile(fileobj=io.BytesIO(content)).read(LARGEST + 1)
    except (OSError, EOFError, zlib.error):
        raise UnusableInput(f"{name} is a damaged gzip file. Download it again.") from None
    _refuse_too_large(len(unpacked), name)
    return unpacked


def _refuse_too_large(size: int, name: str) -> None:
    if size > LARGEST:
        raise UnusableInput(
            f"{name} is larger than {LARGEST >> 30} GB once it is unpacked. Export fewer days at a time, and give "
            "those files one after the other."
        )


def _zip(file: BinaryIO, name: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except zipfile.BadZipFile:
        raise UnusableInput(f"{name} is a damaged zip file. Download it again.") from None


def _zipped(content: bytes, name: str) -> Table:
    """All tables in a zip as one: columns of one name are one column, in the order in which they first appear."""
    archive = _zip(io.BytesIO(content), name)
    _refuse_other_books(archive, name)
    members = [m for m in archive.infolist() if not m.is_dir() and not SKIPPED_MEMBERS.search(m.filename)]
    if not members:
        raise UnusableInput(f"{name} holds no CSV, Excel or JSON file.")
    if any(member.flag_bits & 1 for member in members):
        raise UnusableInput(f"{name} is protected by a password. Unpack it and give the file in it.")
    _refuse_too_large(sum(member.file_size for member in members), name)
    tables = [parse(_member(archive, member, name), f"{name}/{member.filename}") for member in members]
    _refuse_different(tables, [member.filename for member in members], name)
    return _joined(tables)


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> bytes:
    try:
        return archive.read(member)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError):
        raise UnusableInput(f"{name} is a damaged zip file. Download it again.") from None


def _refuse_other_books(archive: zipfile.ZipFile, name: str) -> None:
    found = next((what for member, what in OTHER_BOOKS.items() if member in archive.namelist()), "")
    if found:
        raise UnusableInput(
            f"{name} is {found} spreadsheet. Open it, save it as an Excel workbook (.xlsx) or as CSV, and give that."
        )


def _refuse_different(tables: Sequence[Table], members: Sequence[str], name: str) -> None:
    """Two tables with other columns are not one export: as one they would be read wrongly."""
    first = set(tables[0].names)
    for table, member in zip(tables[1:], members[1:], strict=True):
        shared = len(first & set(table.names))
        if shared < ALIKE * min(len(first), len(set(table.names))):
            raise UnusableInput(
                f"{name} holds different tables: {members[0]} and {member} have other columns. Unpack it and give "
                "its files one by one."
            )


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
    content = as_utf8(content)
    start = content[:200].lstrip()[:1]
    if start in (b"{", b"["):
        return _json(content, name)
    if start == b"<":
        raise UnusableInput(
            f"{name} is a web page or XML, not an export. Export the search as CSV, Excel or JSON. (Some systems name "
            "a web page .xls: open it in Excel and save it as CSV.)"
        )
    return _separated(content, name)


def as_utf8(content: bytes) -> bytes:
    """The content as UTF-8 with line feeds, without a byte-order mark; UTF-16 and cp1252 are turned into it."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        content = content.decode("utf-16", errors="replace").encode()
    content = content.removeprefix(b"\xef\xbb\xbf")
    if not _is_utf8(content):
        content = content.decode("cp1252", errors="replace").encode()
    if b"\r" in content and content.count(b"\r") != content.count(b"\r\n"):
        # An old Mac's line ends, or several kinds in one file.
        content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return content.replace(b"\0", b"") if b"\0" in content else content


def _is_utf8(content: bytes) -> bool:
    try:
        return content.isascii() or bool(content.decode())
    except UnicodeDecodeError:
        return False


# Text with separators


@dataclass(frozen=True, slots=True)
class Layout:
    """Of separated text: what heads its columns and stands between them, at which byte and line its rows begin."""

    names: tuple[str, ...]
    delimiter: str
    start: int
    line: int

    @property
    def header(self) -> bytes:
        """A line that heads the columns by their places."""
        return self.delimiter.join(map(str, range(len(self.names)))).encode() + b"\n"


def layout_of(content: bytes, name: str) -> Layout:
    """How a text in UTF-8 is laid out; its beginning is enough. Raises UnusableInput when there is no header."""
    start, above = _start_of_header(content)
    head = content[start : start + LONGEST_HEADER].decode(errors="replace")
    delimiter = _delimiter(head)
    cells, header_lines = _header(head, delimiter)
    if not any(cells):
        raise UnusableInput(f"{name} is empty. Export the listings again and give that file.")
    names = named(cells)
    header_lines = header_lines if any(names) else 0
    return Layout(names, delimiter, _skip_lines(content, start, header_lines), above + header_lines + 1)


def _separated(content: bytes, name: str) -> Table:
    layout = layout_of(content, name)
    body = memoryview(content)[layout.start :]
    quotes = content.count(b'"')
    fast = rows_of(b"".join((layout.header, body)), layout) if quotes % 2 == 0 else None
    if fast is None:
        return _odd_rows(bytes(body), layout, name)
    return without_blank_rows(Table(layout.names, fast, layout.line, has_quotes=quotes > 0))


def _start_of_header(content: bytes) -> tuple[int, int]:
    """Where the header begins and on which line after the first: below blank lines, Excel's `sep=` line and titles."""
    start = above = 0
    titles = _titles(content)
    while start < len(content):
        end = _skip_lines(content, start, 1)
        line = content[start:end].strip(b" \t\r\n,;")
        if line and not line.lower().startswith(b"sep=") and above >= titles:
            break
        start, above = end, above + 1
    return start, above


def _titles(content: bytes) -> int:
    """How many lines stand above the table: a report's name, the day it was made, what was searched for.

    The table begins with the first filled line that has as many cells as the next one, three at least; what is above it
    is a title when none of its lines fills more than a third of them.
    """
    text = content[:LONGEST_HEADER].decode(errors="replace")
    lines = [re.sub(r'"[^"]*"', "x", line) for line in text.split("\n")[:TITLES_LOOKED_AT]]
    for place, (line, below) in enumerate(pairwise(lines)):
        widths = [line.count(mark) + 1 for mark in DELIMITERS if line.count(mark) == below.count(mark)]
        widest = max(widths, default=0)
        if widest >= TITLE_SHARE and not is_title(_filled(line), widest):
            return place if all(is_title(_filled(title), widest) for title in lines[:place]) else 0
    return 0


def _filled(line: str) -> int:
    """How many cells of a line are filled, by the separator that cuts it most."""
    return max(sum(1 for cell in line.split(delimiter) if cell.strip()) for delimiter in DELIMITERS)


def _skip_lines(content: bytes, start: int, lines: int) -> int:
    """Where the line that many lines further begins."""
    for _ in range(lines):
        start = content.find(b"\n", start) + 1 or len(content)
    return start


def _delimiter(head: str) -> str:
    """The separator that occurs most in the header line, outside quotes."""
    line = re.sub(r'"[^"]*"', "", head).split("\n", 1)[0]
    return max(DELIMITERS, key=lambda delimiter: (line.count(delimiter), delimiter == ","))


def _header(head: str, delimiter: str) -> tuple[list[str], int]:
    """The cells of the header, and how many lines it takes."""
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
    return [cell.strip() for cell in next(reader, [])], reader.line_num


def rows_of(text: bytes, layout: Layout, only: Sequence[int] = ()) -> pl.DataFrame | None:
    """The rows under `layout.header`, read by polars; None when one is longer than the header or its quoting is odd.

    With `only` the columns at these places; that a row is too long is then not seen.
    """
    columns = [str(place) for place in only] or None
    try:
        return pl.read_csv(text, separator=layout.delimiter, infer_schema=False, columns=columns)
    except pl.exceptions.PolarsError:
        return None


def _odd_rows(body: bytes, layout: Layout, name: str) -> Table:
    """Row by row with the standard library: long rows keep their extra cells in columns without a name."""
    csv.field_size_limit(10_000_000)
    names = layout.names
    reader = csv.reader(io.StringIO(body.decode(), newline=""), delimiter=layout.delimiter)
    records, lines, line = [], [], layout.line
    for record in reader:
        records.append(record)
        lines.append(line)
        line = layout.line + reader.line_num
    if records and "\n" in records[-1][-1:][0] and body.count(b'"') % 2:
        raise UnusableInput(
            f"{name}, line {lines[-1]}: a quotation mark opens a cell that never ends. Close it, or take it out."
        )
    width = max([len(names), *(_length(record) for record in records)])
    columns = {str(i): [record[i] if i < len(record) else None for record in records] for i in range(width)}
    rows = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    return without_blank_rows(Table((*names, *[""] * (width - len(names))), rows, own_lines=lines))


def _length(record: Sequence[str]) -> int:
    """How many cells a record has, without the empty ones at its end."""
    return next((i for i in range(len(record), 0, -1) if record[i - 1].strip()), 0)


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
