"""A large file of separated text, a piece at a time: what it takes of the memory does not grow with the file.

A piece ends behind a row, has its own line numbers, and is a table like any other. What no piece can tell of itself,
such as a number that a later piece has once more, `survey` finds out beforehand.
"""

import gzip
import zipfile
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, cast

import polars as pl

from callsheet.core.errors import UnusableInput
from callsheet.listings.readers import (
    GZIP,
    LOOKED_AT,
    OLE,
    PDF,
    SKIPPED_MEMBERS,
    ZIP,
    Layout,
    as_utf8,
    layout_of,
    no_text,
    read,
    rows_of,
)
from callsheet.listings.table import Table, without_blank_rows

LARGE = 64 << 20
"""Bytes of text: a larger file is read in pieces. A smaller one fits any machine, and is read only once."""
PIECE = 16 << 20
"""Bytes read at once. Half as much as the C library gives back and asks for anew each time, a third of the reading."""
LONGEST_ROW = 4 << 20
PACKED = 8
"""Text becomes about so many times smaller when it is packed."""
NO_TEXT = (GZIP, ZIP, OLE, PDF, b"\xff\xfe", b"\xfe\xff")


class NotInPieces(Exception):
    """The file has to be read whole: its quoting or its line ends are odd, or a row is longer than the header."""


def is_large(path: Path) -> bool:
    """Whether a file is so large that it is to be read in pieces, and is separated text.

    False also for what cannot be opened or unpacked: read whole, it says what is wrong with it.
    """
    try:
        with opened(path) as (file, size):
            start = file.read(LOOKED_AT) if file and size > LARGE else b""
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile):
        return False
    is_text = not start.startswith(NO_TEXT) and not no_text(start)
    return is_text and start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] not in (b"{", b"[", b"<", b"")


@contextmanager
def opened(path: Path) -> Iterator[tuple[BinaryIO | None, int]]:
    """The text of a file as it is or as it was packed, and about how large it is; None when it is several files."""
    size = path.stat().st_size
    with path.open("rb") as file:
        start = file.read(4)
        file.seek(0)
        if start.startswith(GZIP):
            with gzip.GzipFile(fileobj=file) as unpacked:
                yield cast(BinaryIO, unpacked), size * PACKED
        elif start.startswith(ZIP):
            with _only_member(file) as (member, unpacked_size):
                yield member, unpacked_size
        else:
            yield file, size


@contextmanager
def _only_member(file: BinaryIO) -> Iterator[tuple[BinaryIO | None, int]]:
    """The one file in a zip; None when there are more, or it cannot be read."""
    try:
        archive = zipfile.ZipFile(file)
        members = [one for one in archive.infolist() if not one.is_dir() and not SKIPPED_MEMBERS.search(one.filename)]
        found = archive.open(members[0]) if len(members) == 1 else None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError):  # read whole, it says what is wrong with it
        found = None
    if found is None:
        yield None, 0
        return
    with found:
        yield cast(BinaryIO, found), members[0].file_size


def about(path: Path) -> int:
    """About how many pieces a large file has."""
    with opened(path) as (_, size):
        return max(1, round(size / PIECE))


def beginning(path: Path) -> Table:
    """The rows of a file, of a large one its first piece: its columns are known by it. Raises UnusableInput."""
    if is_large(path):
        with suppress(NotInPieces):
            return next(tables(path))
    return read(path)


def tables(path: Path, only: Collection[int] = ()) -> Iterator[Table]:
    """The pieces of a large file, each a table; with `only` they have no more than the columns at these places.

    The rows are the same with and without, the lines are right without. Raises NotInPieces, and UnusableInput for a
    damaged file.
    """
    pieces = _pieces(path)
    text = as_utf8(b"".join(next(pieces, [])))
    layout = layout_of(text, path.name)
    text, line = layout.header + text[layout.start :], layout.line
    while text:
        yield _table(text, layout, line, sorted(only))
        line += 0 if only else text.count(b"\n") - 1
        piece = next(pieces, None)
        text = as_utf8(b"".join((layout.header, *piece))) if piece else b""


def _table(text: bytes, layout: Layout, line: int, only: list[int]) -> Table:
    rows = rows_of(text, layout, only)
    if rows is None:
        raise NotInPieces
    if only and _has_blank(rows):  # whether all of such a row is empty, the other columns tell
        return Table(layout.names, _table(text, layout, line, []).rows.select(rows.columns))
    table = Table(layout.names, rows, line, has_quotes=b'"' in text)
    return table if only else without_blank_rows(table)


def _has_blank(rows: pl.DataFrame) -> bool:
    return not rows.filter(pl.all_horizontal(pl.all().str.strip_chars().fill_null("") == "")).is_empty()


def _pieces(path: Path) -> Iterator[list[bytes]]:
    """The bytes of a file, cut behind rows: each piece is a block, and what is left of its last row."""
    with opened(path) as (file, _):
        if file is None:
            raise NotInPieces
        try:
            while block := file.read(PIECE):
                yield [block, *_rest_of_row(file, block.count(b'"'))]
        except (OSError, EOFError, zlib.error, zipfile.BadZipFile):
            raise UnusableInput(f"{path.name} is damaged. Download it again.") from None


def _rest_of_row(file: BinaryIO, quotes: int) -> Iterator[bytes]:
    """What follows up to a line break that stands in no quotes, or to the end, given the quotes that were before."""
    longest = LONGEST_ROW
    while longest > 0 and (more := file.readline(longest)):
        yield more
        longest, quotes = longest - len(more), quotes + more.count(b'"')
        if quotes % 2 == 0 and more.endswith(b"\n"):
            return
    if quotes % 2 or longest <= 0:
        raise NotInPieces
