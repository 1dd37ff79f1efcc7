"""Numbers on their way into a new file of bits: few million at a time, whatever order they come in.

Ten million flags, a byte each, stand for the area code at hand; they are packed into bits and written before the next
one. Numbers of other area codes wait, until there are so many of one that it is worth taking in hand. So memory stays
the same for one area code and for all of them, and lists that jump between area codes only cost the time to read back
what was written before.
"""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from callsheet.compliance.bit_file import PER_AREA, Bits, NewBitFile, checksum

WAITING_AT_MOST = 1 << 22
"""Numbers that wait to be written, 4 bytes each."""
WORTH_TAKING = 1 << 18
"""Numbers of one area code; to lay the one at hand away and take another costs as much as half of them."""


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
        self._at_hand: int | None = None
        self._said: dict[int, int] = defaultdict(int)
        self._waiting: dict[int, list[NDArray[np.uint32]]] = defaultdict(list)
        self._waits: dict[int, int] = defaultdict(int)
        self._tallies: dict[int, Tally] = {}

    def add(self, area_code: int, lines: NDArray[np.uint32]) -> None:
        """Put the last seven digits of numbers of one area code on the list."""
        self._said[area_code] += len(lines)
        if area_code == self._at_hand:
            self._flags[lines.astype(np.intp)] = True
            return
        self._waiting[area_code].append(lines)
        self._waits[area_code] += len(lines)
        if self._waits[area_code] >= WORTH_TAKING:
            self._take(area_code)
        elif sum(self._waits.values()) > WAITING_AT_MOST:
            self._take_all()

    def settle(self) -> dict[int, Tally]:
        self._take_all()
        self._lay_away()
        return self._tallies

    def _take_all(self) -> None:
        for area_code in [*self._waiting]:
            self._take(area_code)

    def _take(self, area_code: int) -> None:
        """Take an area code in hand, and put those of its numbers on the list that wait."""
        self._lay_away()
        if area_code in self._tallies:
            self._flags[:] = np.unpackbits(self._file.read(area_code), bitorder="little")
        else:
            self._flags.fill(False)
        for lines in self._waiting.pop(area_code):
            self._flags[lines.astype(np.intp)] = True
        del self._waits[area_code]
        self._at_hand = area_code

    def _lay_away(self) -> None:
        """Write the area code at hand."""
        area_code = self._at_hand
        if area_code is None:
            return
        bits = packed(self._flags)
        self._file.write(area_code, bits)
        self._tallies[area_code] = Tally(self._said[area_code], set_in(bits), checksum(bits))
        self._at_hand = None


def packed(flags: NDArray[np.bool_]) -> Bits:
    """A flag for each number of an area code as bits, the lowest of a byte first."""
    return np.packbits(flags, bitorder="little")


def set_in(bits: Bits) -> int:
    """How many bits of an area code are set."""
    words = len(bits) // 8 * 8
    in_words = np.bitwise_count(bits[:words].view(np.uint64)).sum(dtype=np.int64)
    return int(in_words) + int(np.bitwise_count(bits[words:]).sum(dtype=np.int64))


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
