"""The streets and the ranges of house numbers that a team's homes are kept under, for one import to look in.

A slip of the keyboard or a number given as a range keeps an address from the home it is; both are looked up here and
not in the database, which has no index for names that are nearly alike. Read once an import, when first needed. So are
the streets of one name, which say whether a suffix may be left out, and in which postal codes a home may be: each name
is asked for once, not for every home on it.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from callsheet.accounts.models import Team
from callsheet.core.address import Address
from callsheet.core.address_display import display
from callsheet.core.address_place import city_key
from callsheet.core.address_street import name_key
from callsheet.core.matching import LEAST_LETTERS_OF_A_SLIP, is_slip
from callsheet.listings import bulk
from callsheet.listings.street_models import Street

RANGE = re.compile(r"(\d{1,6})-(\d{1,6})")
WIDEST_RANGE = 20
"""House numbers from here to there; Queens' `100-15` is one number, and `1200-1499` a block."""
ENDS = 3
"""A slip of one letter leaves the first or the last three of a name as they are, but for one at the seam."""


COLUMNS = ("name", "postal_code", "city", "state", "predirection", "suffix", "postdirection")
Lying = tuple[str, ...]
"""A street and where it lies: the values of COLUMNS, as Property has them."""


def lying(parts: Sequence[str]) -> Lying:
    """The street of a home, from its parts in the order of neighbours.PARTS."""
    _, before, name, suffix, behind, _, city, state, postal_code = parts
    return name, postal_code, city, state, before, suffix, behind


def keep(team: int, streets: Iterable[Lying]) -> None:
    """Keep the streets of homes that are written; those that are kept already stay. Under `bulk.lock`."""
    bulk.insert_missing(Street, ("team_id", *COLUMNS), [(team, *street) for street in sorted(set(streets))])


@dataclass(frozen=True, slots=True)
class _OfName:
    """The streets of one name: as lines by postal code, and the postal codes of each town that has one."""

    lines: dict[str, set[str]] = field(default_factory=dict)
    towns: dict[tuple[str, str], set[str]] = field(default_factory=dict)

    def add(self, street: Lying) -> None:
        name, postal_code, city, state, before, suffix, behind = street
        self.lines.setdefault(postal_code, set()).add(" ".join(filter(None, (before, name, suffix, behind))))
        self.towns.setdefault(_town(city, state), set()).add(postal_code)


class StreetsByName:
    """The streets of one name that a team's homes lie in. `read` asks for many names at once."""

    def __init__(self, team: int):
        self.team = team
        self._names: dict[str, _OfName] = {}
        self._known: set[Lying] = set()
        self._new: list[Lying] = []
        self._newest: int | None = None

    def of(self, postal_code: str, names: Iterable[str]) -> set[str]:
        """The streets of one of these names, which were read, in a postal code, each as one line."""
        return set[str]().union(*(self._names[name].lines.get(postal_code, ()) for name in names))

    def postal_codes_near(self, name: str, address: Address) -> Collection[str | None]:
        """Where homes on streets of this name, which was read, may be the address's: in its postal code, in another of
        its town, in none; (None,) is anywhere, for an address without one."""
        known, own = self._names[name], address.postal_code
        if not known.lines or not own:
            return (None,) if known.lines else ()
        if len(known.lines) == 1 and own in known.lines:
            return (own,)
        of_town = known.towns.get(_town(address.city, address.state or ""), ()) if address.city else ()
        return {*of_town, *(code for code in (own, "") if code in known.lines)}

    def read(self, names: Iterable[str]) -> None:
        """Ask for those of these names that were not asked for yet, and for what others have kept meanwhile."""
        self._read_newer()
        missing = {name for name in names if name not in self._names}
        if not missing:
            return
        self._names.update((name, _OfName()) for name in missing)
        among, wanted = bulk.one_of("name", missing)
        for street in bulk.fetch(f"SELECT {_SELECTED} WHERE team_id = %s AND {among}", [self.team, wanted]):
            self._take_in(street)

    def _read_newer(self) -> None:
        """Streets that another import has kept since. (`+`: SQLite would else walk through all of the team.)"""
        if self._newest is None:
            self._newest = bulk.fetch("SELECT COALESCE(MAX(id), 0) FROM listings_street", [])[0][0]
            return
        sql = f"SELECT id, {_SELECTED} WHERE id > %s AND +team_id = %s ORDER BY id"
        for pk, *street in bulk.fetch(sql, [self._newest, self.team]):
            self._newest = pk
            if street[0] in self._names:
                self._take_in(tuple(street))

    def _take_in(self, street: Lying) -> None:
        self._known.add(street)
        self._names[street[0]].add(street)

    def add(self, street: Lying) -> None:
        """Take in the street of a home that is being made; its name was read."""
        if street not in self._known:
            self._take_in(street)
            self._new.append(street)

    def keep_new(self) -> None:
        """Write the streets taken in."""
        keep(self.team, self._new)
        self._new.clear()


_SELECTED = f"{', '.join(COLUMNS)} FROM listings_street"


def _town(city: str, state: str) -> tuple[str, str]:
    return city_key(city.upper()), state


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
        for (name,) in bulk.fetch("SELECT DISTINCT name FROM listings_street WHERE team_id = %s", [self.team.pk]):
            self.add(name, "")
        ranges = f"SELECT street, number FROM listings_property WHERE team_id = %s AND {bulk.holds('number', '-')}"
        for name, number in bulk.fetch(ranges, [self.team.pk]):
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
