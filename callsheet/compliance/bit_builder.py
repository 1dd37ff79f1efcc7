"""Numbers on their way into a new file of bits: few million at a time, whatever order they come in.

Ten million flags, a byte each, stand for the area code at hand; they are packed into bits and written before the next
one. So memory stays the same for one area code and for all of them, and lists that jump between area codes only cost
the time to read back what was written before.
"""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from callsheet.compliance.bit_file import PER_AREA, Bits, NewBitFile, checksum

WAITING_AT_MOST = 1 << 22
"""Numbers that wait to be written, 4 bytes each."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What an area code came to: lines that named a number, numbers, and the checksum of their bits."""

    said: int
    listed: int
    checksum: int


class Builder:
    """Puts numbers into a new file; `settle` brings in what still waits and says what each area code came to."""

    def __init__(self, file: NewBitFile) -> None:
        self._file = file
        self._flags = np.zeros(PER_AREA, np.bool_)
        self._waiting: dict[int, list[NDArray[np.uint32]]] = defaultdict(list)
        self._waits = 0
        self._tallies: dict[int, Tally] = {}

    def add(self, area_code: int, lines: NDArray[np.uint32]) -> None:
        """Put the last seven digits of numbers of one area code on the list."""
        self._waiting[area_code].append(lines)
        self._waits += len(lines)
        if self._waits > WAITING_AT_MOST:
            self._write_all()

    def settle(self) -> dict[int, Tally]:
        self._write_all()
        return self._tallies

    def _write_all(self) -> None:
        for area_code, waiting in self._waiting.items():
            self._tallies[area_code] = self._write(area_code, waiting)
        self._waiting.clear()
        self._waits = 0

    def _write(self, area_code: int, waiting: list[NDArray[np.uint32]]) -> Tally:
        before = self._tallies.get(area_code)
        if before:
            self._flags[:] = np.unpackbits(self._file.read(area_code), bitorder="little")
        else:
            self._flags.fill(False)
        for lines in waiting:
            self._flags[lines.astype(np.intp)] = True
        bits = packed(self._flags)
        self._file.write(area_code, bits)
        said = sum(len(lines) for lines in waiting) + (before.said if before else 0)
        return Tally(said, int(np.count_nonzero(self._flags)), checksum(bits))


def packed(flags: NDArray[np.bool_]) -> Bits:
    """A flag for each number of an area code as bits, the lowest of a byte first."""
    return np.packbits(flags, bitorder="little")


@dataclass(frozen=True, slots=True)
class Changed:
    """The bits of an area code after a change: what they came to, how many numbers did come and did go."""

    bits: Bits
    tally: Tally
    came: int
    went: int


def changed(bits: Bits, listed: int, lines: NDArray[np.int64], added: NDArray[np.bool_]) -> Changed:
    """Let each of these different lines come or go in the bits of an area code, of which `listed` are set.

    One that was there already, or never was, does neither. Only the bytes of these lines are looked at.
    """
    after, places = bits.copy(), lines >> 3
    masks = np.left_shift(1, lines & 7).astype(np.uint8)
    before = bits[places] & masks != 0
    np.bitwise_or.at(after, places[added], masks[added])
    np.bitwise_and.at(after, places[~added], ~masks[~added])
    came, went = int(np.count_nonzero(added & ~before)), int(np.count_nonzero(before & ~added))
    now = listed + came - went
    return Changed(after, Tally(now, now, checksum(after)), came, went)
