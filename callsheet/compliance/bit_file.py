"""A do-not-call list as one dense file of bits: a header of slots, then 10^7 bits for each loaded area code.

A number's bit is `slot x 10^7 + its last seven digits`, the lowest bit of a byte first. Nothing is sparse, so a copy of
the file is as large as the file, on every system: 1.25 MB per area code. The header keeps for each slot the area code,
the day of the copy, the source's SHA-256, how many lines it said, how many bits are set, and a CRC-32 of the bits, and
is written last: a file that was not finished has no header and cannot be opened.

Files never change once they are finished. Readers map them into memory; whoever has a newer one opens that.
"""

import mmap
import os
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Self

import numpy as np
from numpy.typing import NDArray

PER_AREA = 10_000_000
"""Numbers of one area code: seven digits after it."""
SLOT_BYTES = PER_AREA // 8
MAGIC = b"callsheet bits 1"
MOST_SLOTS = 800  # area codes begin with 2 to 9
ABOUT = np.dtype([("magic", "S16"), ("slots", "<u4"), ("checksum", "<u4")])
SLOT = np.dtype(
    [("area_code", "<u4"), ("on", "<u4"), ("said", "<u4"), ("listed", "<u4"), ("checksum", "<u4"), ("source", "S32")]
)
HEADER_BYTES = 45_056  # whole pages, so that slots can be mapped
LOOKED_UP_AT_ONCE = 1 << 15  # numbers, so that what is made of them stays in the processor's cache
YES, NO, UNKNOWN = 1, 0, -1

Bits = NDArray[np.uint8]
Numbers = NDArray[np.int64]


class DamagedFile(Exception):
    """A file that is not, or no longer, what was written."""


class CannotWrite(Exception):
    """The file cannot be written there; the message is the system's."""


@dataclass(frozen=True, slots=True)
class Slot:
    """What the header says of one area code. `source` is a SHA-256 in hexadecimal digits.

    `said` counts the lines that named a number, twice where one is named twice; `listed` the numbers.
    """

    area_code: int
    on: date
    source: str
    said: int
    listed: int
    checksum: int


def checksum(bits: bytes | memoryview | Bits) -> int:
    """CRC-32: it finds what a disk or a copy spoils, at 4 GB a second; it does not prove who wrote it."""
    return zlib.crc32(bits)


class BitFile:
    """A finished file, mapped into memory. Each slot is compared with its checksum the first time it is asked."""

    def __init__(self, path: Path) -> None:
        """Raises FileNotFoundError, and DamagedFile for one without a whole header or cut off."""
        self._path = path
        with path.open("rb") as file:
            self._slots = _read_header(file, path)
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._places = {slot.area_code: HEADER_BYTES + SLOT_BYTES * n for n, slot in enumerate(self._slots)}
        self._by_area = {slot.area_code: slot for slot in self._slots}
        self._first_of: dict[int, int | None] = {}
        self._bytes: Bits = np.frombuffer(self._map, np.uint8)
        self._first_bits = np.full(1000, _NOT_ASKED, np.int64)

    @property
    def slots(self) -> tuple[Slot, ...]:
        return self._slots

    def slot(self, area_code: int) -> Slot | None:
        return self._by_area.get(area_code)

    def bits(self, area_code: int) -> Bits:
        """The bits of a loaded area code as they are mapped, read only."""
        place = self._places[area_code]
        return self._bytes[place : place + SLOT_BYTES]

    def read(self, area_code: int) -> Bits:
        """The same from the disk, past the mapping: to go through a whole file without holding it in memory."""
        with self._path.open("rb", buffering=0) as file:
            file.seek(self._places[area_code])
            return np.frombuffer(file.read(SLOT_BYTES), np.uint8)

    def is_whole(self, area_code: int) -> bool:
        """Whether the bits of a loaded area code are still those that were written."""
        return checksum(self.bits(area_code)) == self._by_area[area_code].checksum

    def is_listed(self, number: int) -> bool | None:
        """Whether ten digits are on the list; None when their area code is not loaded, or its bits are damaged."""
        try:
            first = self._first_of[number // PER_AREA]
        except KeyError:
            first = self._first_bit(number // PER_AREA)
        if first is None:
            return None
        bit = number + first
        return self._map[bit >> 3] >> (bit & 7) & 1 == 1

    def look_up(self, numbers: Numbers) -> NDArray[np.int8]:
        """YES, NO or UNKNOWN for each of many numbers of ten digits, in order."""
        answers = np.empty(len(numbers), np.int8)
        for start in range(0, len(numbers), LOOKED_UP_AT_ONCE):
            some = slice(start, start + LOOKED_UP_AT_ONCE)
            answers[some] = self._look_up(numbers[some])
        return answers

    def _look_up(self, numbers: Numbers) -> NDArray[np.int8]:
        areas = numbers.view(np.uint64) // PER_AREA
        first = self._first_bits.take(areas)
        if first.min(initial=0) == _NOT_ASKED:
            first = self._trust_all(areas)
        bits = numbers + first
        unknown = np.flatnonzero(first == _NOWHERE) if first.min(initial=0) == _NOWHERE else None
        if unknown is not None:
            bits[unknown] = 0
        answers = (self._bytes.take(bits >> 3) >> (bits & 7).astype(np.uint8) & 1).view(np.int8)
        if unknown is not None:
            answers[unknown] = UNKNOWN
        return answers

    def _trust_all(self, areas: NDArray[np.uint64]) -> Numbers:
        """What to add to each number to have its bit, after the area codes not asked before were looked at."""
        for area_code in np.unique(areas).tolist():
            first = self._first_bit(area_code)
            self._first_bits[area_code] = _NOWHERE if first is None else first
        return self._first_bits.take(areas)

    def _first_bit(self, area_code: int) -> int | None:
        """What to add to a number of an area code to have its bit, once all of them were found to be whole."""
        if area_code not in self._first_of:
            is_here = area_code in self._places and self.is_whole(area_code)
            self._first_of[area_code] = 8 * self._places[area_code] - area_code * PER_AREA if is_here else None
        return self._first_of[area_code]


_NOT_ASKED = np.iinfo(np.int64).min
_NOWHERE = _NOT_ASKED + 1


def _read_header(file: IO[bytes], path: Path) -> tuple[Slot, ...]:
    header = file.read(HEADER_BYTES)
    if len(header) < HEADER_BYTES:
        raise DamagedFile(f"{path.name} is cut off.")
    about = np.frombuffer(header, ABOUT, 1)[0]
    if about["magic"] != MAGIC or about["slots"] > MOST_SLOTS:
        raise DamagedFile(f"{path.name} is not a finished list.")
    table = np.frombuffer(header, SLOT, int(about["slots"]), ABOUT.itemsize)
    if checksum(table.tobytes()) != about["checksum"]:
        raise DamagedFile(f"The header of {path.name} is damaged.")
    if file.seek(0, os.SEEK_END) != HEADER_BYTES + SLOT_BYTES * len(table):
        raise DamagedFile(f"{path.name} does not have the size that its header says.")
    return tuple(_slot(row) for row in table)


def _slot(row: np.void) -> Slot:
    return Slot(
        area_code=int(row["area_code"]),
        on=date.fromordinal(int(row["on"])),
        source=bytes(row["source"]).ljust(32, b"\0").hex(),
        said=int(row["said"]),
        listed=int(row["listed"]),
        checksum=int(row["checksum"]),
    )


@contextmanager
def _writing() -> Iterator[None]:
    """Tells what goes wrong with the new file from what goes wrong with those it is made of."""
    try:
        yield
    except OSError as problem:
        raise CannotWrite(problem.strerror or str(problem)) from problem


class NewBitFile:
    """A file being written, as a context that closes it. Only one that reached `finish` can be opened.

    Slots lie in the order in which their area codes were first written, and may be written again. Everything raises
    CannotWrite when the disk is full, say.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._places: dict[int, int] = {}
        with _writing():
            self._file = os.fdopen(os.open(path, _NEW, 0o600), "wb+", buffering=0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __contains__(self, area_code: int) -> bool:
        return area_code in self._places

    def write(self, area_code: int, bits: Bits) -> None:
        """Write the bits of an area code, anew if it has some already."""
        place = self._places.setdefault(area_code, HEADER_BYTES + SLOT_BYTES * len(self._places))
        rest = memoryview(bits)
        with _writing():
            self._file.seek(place)
            while rest:
                rest = rest[self._file.write(rest) :]

    def read(self, area_code: int) -> Bits:
        """The bits written for an area code so far."""
        bits = np.empty(SLOT_BYTES, np.uint8)
        rest = memoryview(bits)
        with _writing():
            self._file.seek(self._places[area_code])
            while rest:
                rest = rest[self._file.readinto(rest) :]
        return bits

    def finish(self, slots: Iterable[Slot]) -> None:
        """Write the header, one slot for each area code written, and bring everything to the disk."""
        by_area = {slot.area_code: slot for slot in slots}
        header = _header([by_area[area_code] for area_code in self._places])
        with _writing():
            self._file.seek(HEADER_BYTES + SLOT_BYTES * len(self._places))
            self._file.truncate()
            self._file.seek(0)
            self._file.write(header)
            os.fsync(self._file.fileno())
            self._file.close()
            _sync_folder(self.path.parent)


_NEW = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def _header(slots: list[Slot]) -> bytes:
    table = np.array(
        [(s.area_code, s.on.toordinal(), s.said, s.listed, s.checksum, bytes.fromhex(s.source)) for s in slots], SLOT
    )
    about = np.array([(MAGIC, len(table), checksum(table.tobytes()))], ABOUT)
    return (about.tobytes() + table.tobytes()).ljust(HEADER_BYTES, b"\0")


def _sync_folder(folder: Path) -> None:
    """Bring the folder's entry of a new file to the disk, where a folder can be opened (not on Windows)."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
