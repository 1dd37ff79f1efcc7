"""The national registry's download files, read number by number as they stream by.

Full lists are flat text, one number a line (`4105550142` or `410,5550142`, LF or CRLF), or XML (`<list val='410'>` or
`<ac val='410'>` around `<ph val='5550142'/>`, up to seven digits without leading zeros). Change lists are lines of area
code, number, date and A or D between commas, in an order that differs. All may be zipped, one or many in a file.
"""

import hashlib
import re
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from callsheet.core.errors import UnusableInput

LONGEST_LINE = 4096
CHUNK = 1 << 20
ZIP_MAGIC = b"PK\x03\x04"
BOM = b"\xef\xbb\xbf"


class RegistryRefused(Exception):
    """A file that cannot be trusted. The copy that stood before still stands; the message says what is wrong where."""


@dataclass(frozen=True, slots=True)
class Change:
    """A number that came on the registry or left it, on a day where the list says one."""

    number: int
    is_added: bool
    on: date | None


class Reading:
    """One list being read: its name for messages, its bytes, and the hash of those read so far."""

    def __init__(self, name: str, stream: IO[bytes]) -> None:
        self.name = name
        self.line = 0
        self._stream = stream
        self._hash = hashlib.sha256()
        self._ahead = self._take(stream.read(len(BOM))).removeprefix(BOM)

    @property
    def hash(self) -> str:
        return self._hash.hexdigest()

    def starts_with_markup(self) -> bool:
        while len(self._ahead) < 64 and (more := self._take(self._stream.read(64))):
            self._ahead += more
        return self._ahead.lstrip()[:1] == b"<"

    def chunks(self) -> Iterator[bytes]:
        yield self._ahead
        while chunk := self._take(self._stream.read(CHUNK)):
            yield chunk

    def lines(self) -> Iterator[bytes]:
        """Lines with their ends; a last one without its end is refused, for then the file was cut off."""
        rest = b""
        for chunk in self.chunks():
            *whole, rest = (rest + chunk).split(b"\n")
            for line in whole:
                self.line += 1
                yield line
            if len(rest) > LONGEST_LINE:
                break
        if rest.strip():
            self.line += 1
            raise self.refusal("the last line has no line end, so the file was cut off; download it again", rest)

    def refusal(self, problem: str, value: bytes | str = b"") -> RegistryRefused:
        where = f"{self.name}, line {self.line}" if self.line else self.name
        text = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
        return RegistryRefused(f"{where}: {problem}" + (f": “{text.strip()[:60]}”." if text.strip() else "."))

    def _take(self, data: bytes) -> bytes:
        self._hash.update(data)
        return data


@contextmanager
def opened(path: Path) -> Iterator[Iterator[Reading]]:
    """Every list in a file, zipped or not. Raises UnusableInput for no such file, RegistryRefused for a bad zip."""
    try:
        with path.open("rb") as file:
            is_zip = file.read(len(ZIP_MAGIC)) == ZIP_MAGIC
            file.seek(0)
            yield _members(path, file) if is_zip else iter([Reading(path.name, file)])
    except OSError as problem:
        raise UnusableInput(f"{path}: {problem.strerror or problem}. Give the file as it was downloaded.") from problem
    except (BadZipFile, zlib.error, EOFError) as problem:
        raise RegistryRefused(f"{path.name}: the zip file is damaged; download it again.") from problem


def _members(path: Path, file: IO[bytes]) -> Iterator[Reading]:
    with ZipFile(file) as archive:
        for member in archive.infolist():
            if member.flag_bits & 1:
                raise RegistryRefused(f"{path.name}: {member.filename} is locked with a password; unpack it first.")
            if not member.is_dir():
                with archive.open(member) as stream:
                    yield Reading(f"{path.name}/{member.filename}", stream)


def full_list(reading: Reading) -> Iterator[int]:
    """The numbers of a full list, each as an integer of ten digits. Raises RegistryRefused at the first bad one."""
    yield from _xml(reading) if reading.starts_with_markup() else _flat(reading)


_FLAT = re.compile(rb"([2-9]\d\d),?(\d{7})\s*")


def _flat(reading: Reading) -> Iterator[int]:
    blank = False
    for line in reading.lines():
        found = _FLAT.fullmatch(line)
        if found and not blank:
            yield int(found[1] + found[2])
        elif line.strip() or blank:
            raise reading.refusal(_why_not_flat(line, blank), line)
        else:
            blank = True


def _why_not_flat(line: bytes, blank: bool) -> str:
    if blank:
        return "there is more after an empty line"
    if line.count(b",") > 1:
        return "this is a line of a change list; use `callsheet registry change`"
    return "this is no number of ten digits"


class _Xml:
    """What an XML list has said so far: the area code it is in, and the numbers not handed on yet."""

    def __init__(self, reading: Reading) -> None:
        self.numbers: list[int] = []
        self._reading = reading
        self._areas: list[str | None] = [None]
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._doctype

    def refusal(self, problem: str, value: str = "") -> RegistryRefused:
        self._reading.line = self.parser.CurrentLineNumber
        return self._reading.refusal(problem, value)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        value = attributes.get("val", "").strip()
        if tag == "ph":
            self._number(value)
        elif tag in ("list", "ac"):
            if attributes.get("type", "").lower().startswith("change"):
                raise self.refusal("this is a change list; only full lists come as XML", attributes["type"])
            is_area = re.fullmatch(r"[2-9]\d\d", value, re.ASCII)
            self._areas.append(value if is_area else self._areas[-1])

    def _end(self, tag: str) -> None:
        if tag in ("list", "ac"):
            self._areas.pop()

    def _number(self, value: str) -> None:
        area = self._areas[-1]
        if area is None:
            raise self.refusal("this number stands in no area code", value)
        if not re.fullmatch(r"\d{1,7}", value, re.ASCII):
            raise self.refusal("this is no number of up to seven digits", value)
        self.numbers.append(int(area + value.zfill(7)))

    def _doctype(self, name: str, *_: object) -> None:
        raise self.refusal("a registry list has no document type", name)


def _xml(reading: Reading) -> Iterator[int]:
    xml = _Xml(reading)
    try:
        for chunk in reading.chunks():
            xml.parser.Parse(chunk, False)
            yield from xml.numbers
            xml.numbers.clear()
        xml.parser.Parse(b"", True)
    except expat.ExpatError as problem:
        reason = expat.ErrorString(problem.code)
        raise xml.refusal(f"the XML breaks off or is damaged ({reason}); download it again") from problem


# ---------------------------------------------------------------- change lists

_DATES = ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%Y%m%d", "%m-%d-%Y")
_KINDS = {
    "area code": re.compile(r"[2-9]\d\d", re.ASCII),
    "number": re.compile(r"\d{7}", re.ASCII),
    "whole number": re.compile(r"[2-9]\d{9}", re.ASCII),
    "date": re.compile(r"\d{4}-\d\d?-\d\d?|\d\d?/\d\d?/\d{2}(?:\d\d)?|\d{8}|\d\d?-\d\d?-\d{4}", re.ASCII),
    "A or D": re.compile(r"[AaDd]"),
}
_SHAPES = (
    frozenset({"area code", "number", "date", "A or D"}),
    frozenset({"area code", "number", "A or D"}),
    frozenset({"whole number", "date", "A or D"}),
    frozenset({"whole number", "A or D"}),
)


def change_list(reading: Reading) -> Iterator[Change]:
    """The changes of a list in its own order; which column is which is seen on the first line, and then must hold."""
    columns: tuple[str, ...] = ()
    for line in reading.lines():
        if not line.strip():
            continue
        cells = [cell.strip(" '\"") for cell in line.decode("ascii", "replace").strip().split(",")]
        columns = columns or _columns(reading, cells, line)
        if not _fits(columns, cells):
            raise reading.refusal(f"this is not {', '.join(columns)} like the first line", line)
        yield _change(reading, dict(zip(columns, cells, strict=True)), line)


def _fits(columns: Sequence[str], cells: Sequence[str]) -> bool:
    is_full = len(cells) == len(columns)
    return is_full and all(_KINDS[kind].fullmatch(cell) for kind, cell in zip(columns, cells, strict=True))


def _columns(reading: Reading, cells: list[str], line: bytes) -> tuple[str, ...]:
    """Area code, number, date, and A or D are told apart by their form."""
    kinds = tuple(next((kind for kind, form in _KINDS.items() if form.fullmatch(cell)), "") for cell in cells)
    if frozenset(kinds) not in _SHAPES or len(set(kinds)) != len(kinds):
        raise reading.refusal("a change list has area code, number, date, and A or D in each line", line)
    return kinds


def _change(reading: Reading, cells: dict[str, str], line: bytes) -> Change:
    number = cells.get("whole number") or cells["area code"] + cells["number"]
    on = _day(cells["date"]) if "date" in cells else None
    if "date" in cells and on is None:
        raise reading.refusal("this is no day of the calendar", line)
    return Change(int(number), cells["A or D"].upper() == "A", on)


def _day(text: str) -> date | None:
    for form in _DATES:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 a day has no zone
        except ValueError:
            continue
    return None


_IN_NAME = re.compile(
    r"(?<!\d)(?:(?P<y>20\d\d)[-_.](?P<m>\d\d?)[-_.](?P<d>\d\d?)|(?P<y2>20\d\d)(?P<m2>\d\d)(?P<d2>\d\d)"
    r"|(?P<m3>\d\d?)[-_.](?P<d3>\d\d?)[-_.](?P<y3>20\d\d))(?!\d)"
)


def day_in_name(name: str, today: date) -> date | None:
    """The day a file's name says it was downloaded: `2026-11-19_410.txt`, `410-20261119.zip`; never one to come."""
    for found in _IN_NAME.finditer(name):
        year, month, day = (int(part) for part in _ordered(found))
        try:
            on = date(year, month, day)
        except ValueError:
            continue
        if on <= today:
            return on
    return None


def _ordered(found: re.Match[str]) -> tuple[str, str, str]:
    for tail in ("", "2", "3"):
        if found[f"y{tail}"]:
            return found[f"y{tail}"], found[f"m{tail}"], found[f"d{tail}"]
    raise AssertionError("a match has one of its three forms")
