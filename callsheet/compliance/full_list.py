"""Full do-not-call lists, read into blocks: the numbers of one area code that follow each other in the file.

They are flat text, one number a line (`4105550142` or `410,5550142`, LF or CRLF), or XML (`<list val='410'>` or
`<ac val='410'>` around `<ph val='5550142'/>`, up to seven digits without leading zeros).

Lines that are all of one length, as they nearly always are, are read by the column: 8 bytes of each line as one word,
checked and turned into a number by a few operations on whole columns. What does not fit is read line by line, which
takes every form, and finds the line that is wrong.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from xml.parsers import expat

import numpy as np
from numpy.typing import NDArray

from callsheet.compliance.bit_file import PER_AREA
from callsheet.compliance.registry_files import RegistryList, RegistryRefused

MOST_RUNS = 64
"""Area codes that change more often than this within a piece are sorted first."""


@dataclass(frozen=True, slots=True)
class Block:
    """Numbers of one area code: their last seven digits, in the order of the file."""

    area_code: int
    lines: NDArray[np.uint32]


def full_list(reading: RegistryList) -> Iterator[Block]:
    """The numbers of a full list. Raises RegistryRefused at the first line that cannot be trusted."""
    yield from _xml(reading) if reading.starts_with_markup() else _flat(reading)


def _flat(reading: RegistryList) -> Iterator[Block]:
    slowly, spare = _LineByLine(reading), Spare()
    for lines in reading.whole_lines():
        blocks = None if slowly.is_over else by_the_column(lines, spare)
        if blocks is None:
            blocks = split(*slowly.read(lines))
        else:
            reading.line += sum(len(block.lines) for block in blocks)
        yield from blocks


# ---------------------------------------------------------------- lines of one length

_DIGITS_THEN = 0x0030_3030_3030_3030  # "0000000", the lowest byte first; the highest byte is what ends the digits
_SIX = np.uint64(0x0006_0606_0606_0606)  # takes a nibble of ten or more over into the next
_WRONG = np.uint64(0xFFF0_F0F0_F0F0_F0F0)
_LF, _CR, _COMMA = b"\n\r,"
_FIRST_AREA = 200


class Spare:
    """Arrays that the work on piece after piece is done in, so that each does not ask the system for memory anew."""

    def __init__(self) -> None:
        self._pair = np.empty((2, 0), np.uint64)

    def pair(self, count: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
        """Two arrays of so many words, with anything in them."""
        if self._pair.shape[1] < count:
            self._pair = np.empty((2, count + _SOME_MORE), np.uint64)
        return self._pair[0, :count], self._pair[1, :count]


_SOME_MORE = 1 << 10  # pieces differ by few lines
Lines = bytes | memoryview


def by_the_column(lines: Lines, spare: Spare | None = None) -> list[Block] | None:
    """The blocks of lines that are all of one length and form; None when they are not, or one is no number."""
    width = bytes(lines[:13]).find(b"\n") + 1
    if width < 11 or len(lines) % width:
        return None
    comma = lines[3] == _COMMA
    if width < 11 + comma:
        return None
    is_plain = width == 11 + comma  # the line end follows the digits, which are looked at together with it
    seven = _seven_digits(lines, width, 3 + comma, _LF if is_plain else _CR, spare or Spare())
    if seven is None or not (is_plain or _ends_with(lines, width, _LF)):
        return None
    areas = _area_codes(lines, width, comma)
    return None if areas is None else list(split(areas, seven))


def _column(lines: Lines, width: int, start: int, form: str) -> NDArray:
    """The same few bytes of every line as one array, without copying."""
    return np.ndarray((len(lines) // width,), form, lines, start, (width,))


def _ends_with(lines: Lines, width: int, byte: int) -> bool:
    return bool((_column(lines, width, width - 1, "u1") == byte).all())


def _seven_digits(lines: Lines, width: int, start: int, ends: int, spare: Spare) -> NDArray[np.uint32] | None:
    """The number made of the seven digits at `start` of each line; None unless all are digits, then `ends`.

    Three steps turn neighbouring digits into tens, those into thousands, and those into the number.
    """
    words, marks = spare.pair(len(lines) // width)
    np.bitwise_xor(_column(lines, width, start, "<u8"), np.uint64(_DIGITS_THEN | ends << 56), out=words)
    np.add(words, _SIX, out=marks)
    marks |= words
    if np.bitwise_or.reduce(marks) & _WRONG:
        return None
    for times, shift, mask in _STEPS:
        words *= times
        words >>= shift
        words &= mask
    words *= _LAST_STEP
    return (words >> np.uint64(32)).astype(np.uint32)


_STEPS = (
    (np.uint64((10 << 8) + 1 << 8), np.uint64(8), np.uint64(0x00FF_00FF_00FF_00FF)),
    (np.uint64((100 << 16) + 1), np.uint64(16), np.uint64(0x0000_FFFF_0000_FFFF)),
)  # the first also shifts what ends the digits out, so that a nought comes before the seven
_LAST_STEP = np.uint64((10_000 << 32) + 1)


def _area_codes(lines: Lines, width: int, comma: bool) -> NDArray[np.uint32] | None:
    """The area code of each line; None unless each is three digits, with a comma after them or without."""
    words = _column(lines, width, 0, "<u4") & np.uint32(0xFFFF_FFFF if comma else 0x00FF_FFFF)
    if (words == words[0]).all():
        words = words[:1]
    words = words ^ np.uint32(0x2C30_3030 if comma else 0x0030_3030)
    if np.bitwise_or.reduce(words | (words + np.uint32(0x0006_0606))) & np.uint32(0xFFF0_F0F0):
        return None
    areas = (words & 0xFF) * 100 + (words >> 8 & 0xFF) * 10 + (words >> 16)
    return None if areas.min() < _FIRST_AREA else areas


def split(areas: NDArray[np.uint32], lines: NDArray[np.uint32]) -> Iterator[Block]:
    """Blocks of one area code each. `areas` may be a single one that all the lines have."""
    if len(areas) <= 1:
        yield from (Block(int(area), lines) for area in areas)
        return
    turns = np.flatnonzero(areas[1:] != areas[:-1]) + 1
    if len(turns) > MOST_RUNS:
        order = np.argsort(areas, kind="stable")
        areas, lines = areas[order], lines[order]
        turns = np.flatnonzero(areas[1:] != areas[:-1]) + 1
    starts = [0, *turns.tolist(), len(areas)]
    for start, end in pairwise(starts):
        yield Block(int(areas[start]), lines[start:end])


# ---------------------------------------------------------------- line by line

_FLAT = re.compile(rb"([2-9]\d\d),?(\d{7})\s*")


class _LineByLine:
    """Reads lines of any accepted form, and refuses the first of another. One empty line may end the file."""

    def __init__(self, reading: RegistryList) -> None:
        self.is_over = False
        self._reading = reading

    def read(self, lines: Lines) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
        """Area codes and last seven digits."""
        found = [number for line in bytes(lines).split(b"\n")[:-1] if (number := self._number(line))]
        return _parts(np.array(found, np.int64))

    def _number(self, line: bytes) -> int:
        """The line's number, 0 for the empty line that may end the file."""
        self._reading.line += 1
        found = _FLAT.fullmatch(line)
        if found and not self.is_over:
            return int(found[1] + found[2])
        if line.strip() or self.is_over:
            raise self._reading.refusal(self._why(line), line)
        self.is_over = True
        return 0

    def _why(self, line: bytes) -> str:
        if self.is_over:
            return "there is more after an empty line"
        if line.count(b",") > 1:
            return "this is a line of a change list; use `callsheet registry change`"
        return "this is no number of ten digits"


# ---------------------------------------------------------------- XML


def _xml(reading: RegistryList) -> Iterator[Block]:
    xml = _Xml(reading)
    try:
        for chunk in reading.chunks():
            xml.parser.Parse(chunk, False)
            yield from split(*xml.taken())
        xml.parser.Parse(b"", True)
    except expat.ExpatError as problem:
        reason = expat.ErrorString(problem.code)
        raise xml.refusal(f"the XML breaks off or is damaged ({reason}); download it again") from problem


class _Xml:
    """What an XML list has said so far: the area code it is in, and the numbers not handed on yet."""

    def __init__(self, reading: RegistryList) -> None:
        self._numbers: list[int] = []
        self._reading = reading
        self._is_empty = True
        self._areas: list[str | None] = [None]
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._doctype

    def taken(self) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
        """Area codes and last seven digits of the numbers since it was asked last."""
        numbers = np.array(self._numbers, np.int64)
        self._numbers.clear()
        return _parts(numbers)

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
            if tag == "ac" and not _AREA.fullmatch(value):
                raise self.refusal("this is no area code", value)
            self._areas.append(value if _AREA.fullmatch(value) else self._areas[-1])
            self._is_empty = True

    def _end(self, tag: str) -> None:
        if tag in ("list", "ac"):
            area = self._areas.pop()
            if self._is_empty and area:
                raise self.refusal(f"there is no number of area code {area}; download it again")

    def _number(self, value: str) -> None:
        area = self._areas[-1]
        if area is None:
            raise self.refusal("this number stands in no area code", value)
        if not _LINE.fullmatch(value):
            raise self.refusal("this is no number of up to seven digits", value)
        self._numbers.append(int(area + value.zfill(7)))
        self._is_empty = False

    def _doctype(self, name: str, *_: object) -> None:
        raise self.refusal("a registry list has no document type", name)


_AREA = re.compile(r"[2-9]\d\d", re.ASCII)
_LINE = re.compile(r"\d{1,7}", re.ASCII)


def _parts(numbers: NDArray[np.int64]) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    areas, lines = np.divmod(numbers, PER_AREA)
    return areas.astype(np.uint32), lines.astype(np.uint32)
