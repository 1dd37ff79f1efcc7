"""The street names and the ranges of house numbers that a team's homes are kept under, for one import to look in.

A slip of the keyboard or a number given as a range keeps an address from the home it is; both are looked up here and
not in the database, which has no index for names that are nearly alike. Read once an import, when first needed.
"""

import re
from collections import defaultdict

from callsheet.accounts.models import Team
from callsheet.core.address_display import display
from callsheet.core.address_street import name_key
from callsheet.core.matching import LEAST_LETTERS_OF_A_SLIP, is_slip
from callsheet.listings import bulk

RANGE = re.compile(r"(\d{1,6})-(\d{1,6})")
WIDEST_RANGE = 20
"""House numbers from here to there; Queens' `100-15` is one number, and `1200-1499` a block."""
ENDS = 3
"""A slip of one letter leaves the first or the last three of a name as they are, but for one at the seam."""


class KnownStreets:
    """Street names by their first and last letters, and the ranges on each street."""

    def __init__(self, team: Team):
        self.team = team
        self._names: set[str] = set()
        self._keys: set[str] = set()
        self._by_ends: dict[str, list[str]] = defaultdict(list)
        self._ranges: dict[str, set[tuple[int, int]]] = defaultdict(set)
        self._is_read = False

    def add(self, name: str, number: str) -> None:
        """Keep the street and the number of one more home, as Property has them."""
        if name not in self._names:
            self._names.add(name)
            key = name_key(name.upper())
            if key not in self._keys:
                self._keys.add(key)
                for end in _ends(key) if len(key) >= LEAST_LETTERS_OF_A_SLIP - 1 else ():
                    self._by_ends[end].append(name)
        if "-" in number and (ends := range_of(number)):
            self._ranges[name].add(ends)

    def slips(self, name: str) -> list[str]:
        """The known names that differ from this one by a slip; none when this name is itself known."""
        self._read()
        if name in self._names:
            return []
        key = name_key(name.upper())
        if key in self._keys or len(key) < LEAST_LETTERS_OF_A_SLIP:
            return []
        near = {other for end in _ends(key) for other in self._by_ends.get(end, ())}
        return sorted(other for other in near if is_slip(key, name_key(other.upper())))

    def numbers(self, name: str, number: str) -> list[str]:
        """Other numbers on a street under which the same building may be kept: the range around it, or its ends."""
        self._read()
        if "-" not in number and name not in self._ranges:
            return []
        ends = range_of(number) or ((int(number), int(number)) if number.isdecimal() else None)
        if ends is None:
            return []
        low, high = ends
        around = [
            known for known in self._ranges.get(name, ()) if known != ends and known[0] <= high and low <= known[1]
        ]
        return [*({str(low), str(high)} - {number}), *(f"{first}-{last}" for first, last in around)]

    def _read(self) -> None:
        if self._is_read:
            return
        self._is_read = True
        mine = "FROM listings_property WHERE team_id = %s"
        for (name,) in bulk.fetch(f"SELECT DISTINCT street {mine}", [self.team.pk]):
            self.add(name, "")
        for name, number in bulk.fetch(f"SELECT street, number {mine} AND number LIKE '%%-%%'", [self.team.pk]):
            self.add(name, number)


def range_of(number: str) -> tuple[int, int] | None:
    """The ends of a range of house numbers, `101-103`; None for any other number."""
    found = RANGE.fullmatch(display(number).replace(" ", ""))
    ends = (int(found[1]), int(found[2])) if found else None
    return ends if ends and 0 < ends[1] - ends[0] <= WIDEST_RANGE else None


def _ends(key: str) -> list[str]:
    """The first and the last letters of a name; of a short one also two of them, for a slip may stand in the third."""
    lengths = [size for size, longest in ((ENDS - 1, 2 * ENDS), (ENDS, len(key))) if len(key) <= longest]
    return [end for size in lengths for end in (f"{key[:size]}.", f".{key[-size:]}")]
