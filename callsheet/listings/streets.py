"""The street names and the ranges of house numbers that a team's homes are kept under, for one import to look in.

A slip of the keyboard or a number given as a range keeps an address from the home it is; both are looked up here and
not in the database, which has no index for names that are nearly alike. Read once an import, when first needed. So are
the streets of one name, for a suffix that is left out: each name is asked for once, not for every home on it.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable

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


Street = tuple[str | None, ...]
"""Direction, name, suffix and direction behind; what is not known is None or empty."""


class StreetsByName:
    """The streets of one name that a team's homes lie in, by ZIP. `read` asks for many at once."""

    def __init__(self, team: int):
        self.team = team
        self._known: dict[str, dict[str, set[Street]]] = {}

    def of(self, postal_code: str, names: Collection[str]) -> set[str]:
        """The streets of one of these names in a postal code, each as one line."""
        self.read(names)
        found = set[Street]().union(*(self._known[name].get(postal_code, ()) for name in names))
        return {" ".join(filter(None, street)) for street in found}

    def read(self, names: Iterable[str]) -> None:
        """Ask for those of these names that were not asked for yet."""
        missing = {name for name in names if name not in self._known}
        if not missing:
            return
        self._known.update((name, defaultdict(set)) for name in missing)
        among, wanted = bulk.one_of("street", missing)
        sql = (
            "SELECT DISTINCT postal_code, predirection, street, suffix, postdirection FROM listings_property "
            f"WHERE team_id = %s AND {among}"
        )
        for postal_code, *street in bulk.fetch(sql, [self.team, wanted]):
            self._known[street[1]][postal_code].add(tuple(street))

    def add(self, postal_code: str, street: Street) -> None:
        """Keep the street of one more home; one whose name nobody has asked for is read with its name."""
        name = street[1] or ""
        if name in self._known:
            self._known[name][postal_code].add(street)


class KnownStreets:
    """Street names by their first and last letters, and the ranges on each street."""

    def __init__(self, team: Team):
        self.team = team
        self.by_name = StreetsByName(team.pk)
        self._names: set[str] = set()
        self._keys: set[str] = set()
        self._by_ends: dict[str, list[str]] = defaultdict(list)
        self._ranges: dict[str, set[tuple[int, int]]] = defaultdict(set)
        self._slips: dict[str, list[str]] = {}
        self._is_read = False

    def add(self, name: str, number: str) -> None:
        """Keep the street and the number of one more home, as Property has them."""
        if name not in self._names:
            self._names.add(name)
            key = name_key(name.upper())
            self._slips.clear()
            if key not in self._keys:
                self._keys.add(key)
                for end in _ends(key) if len(key) >= LEAST_LETTERS_OF_A_SLIP - 1 else ():
                    self._by_ends[end].append(name)
        if "-" in number and (ends := range_of(number)):
            self._ranges[name].add(ends)

    def places_near(self, names: Collection[str], number: str) -> list[tuple[str, str]]:
        """Other (number, street) under which a home may be kept: slips of the first name, ranges around the number."""
        self._read()
        name = next(iter(names))
        slips = self._slips.get(name)
        if slips is None:
            slips = self._slips[name] = self.slips(name)
        near = [(number, slip) for slip in slips] if slips else []
        if "-" in number or not self._ranges.keys().isdisjoint(names):
            near += [(other, name) for name in names for other in self.numbers(name, number)]
        return near

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
