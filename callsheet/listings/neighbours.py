"""The homes that a new address may be, stored ones and new ones of the same batch, and what matching says of each.

Found by house number and street name, under every reading of the name and, with `KnownStreets`, under a slip of it or
a range of numbers; and by parcel number, whatever the street is called.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from callsheet.accounts.models import Team
from callsheet.core.address import Address, from_parts
from callsheet.core.address_display import display
from callsheet.core.address_place import city_key
from callsheet.core.address_street import is_strong, name_key
from callsheet.core.address_words import SUFFIXES
from callsheet.core.matching import Match, same_home
from callsheet.core.matching_facts import NO_FACTS, TELLING_PARCEL, Evidence, HomeFacts, evidence, parcel_key
from callsheet.listings import bulk
from callsheet.listings.models import Property
from callsheet.listings.rows import Facts
from callsheet.listings.streets import KnownStreets, StreetsByName, lying, range_of

PARTS = ("number", "predirection", "street", "suffix", "postdirection", "unit", "city", "state", "postal_code")
EVIDENCE = (
    "parcel_number",
    "latitude",
    "longitude",
    "year_built",
    "living_area",
    "bedrooms_total",
    "lot_size_acres",
)
# A home like so many others is not asked about one by one (a building against all its units).
MOST_QUESTIONS = 5


Place = tuple[str, str]
"""The number and the street name of a home, as Property has them."""
Wanted = Mapping[tuple[str, str, str | None], Collection[Address]]
"""Which addresses look where: a place in a postal code; None is anywhere."""


@dataclass(slots=True)
class Home:
    """A home that an address may be: its number in the database, an address of it, what is known of it if stored."""

    pk: int
    address: Address
    facts: HomeFacts | None = None


def as_evidence(facts: Facts | None) -> HomeFacts:
    """What a row says of the home, as matching weighs it."""
    if facts is None:
        return NO_FACTS
    return HomeFacts(
        facts.parcel_number or "",
        facts.latitude,
        facts.longitude,
        facts.year_built,
        facts.living_area,
        facts.bedrooms_total,
        facts.lot_size_acres,
    )


def parcel_of(facts: Facts | None) -> str:
    """The parcel key a row gives, empty for none."""
    return parcel_key(facts.parcel_number) if facts and facts.parcel_number else ""


class Neighbours:
    """The homes around the new addresses of one batch."""

    def __init__(
        self,
        team: Team,
        addresses: Collection[Address],
        facts: Mapping[str, Facts],
        streets: KnownStreets | None = None,
    ):
        self.facts, self.known = facts, streets
        self.by_name = streets.by_name if streets else StreetsByName(team.pk)
        self.homes: dict[tuple[str, str], list[Home]] = {}
        self.parcels: dict[tuple[str, str], list[Home]] = {}
        self.streets: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._places: dict[str, list[Place]] = {}
        for home in _stored_at(team, self._wanted(addresses)):
            self.add(home)
        for home in _stored_of_parcels(team, {key for key in map(parcel_of, facts.values()) if key}):
            self._add_by_parcel(home, home.facts.parcel_key)

    def _wanted(self, addresses: Collection[Address]) -> Wanted:
        """Which of the addresses look where. A place without a street of that name near them is not looked in."""
        looking = [(address, self._look_in(address)) for address in addresses]
        self.by_name.read({name for _, places in looking for _, name in places})
        wanted: dict[tuple[str, str, str | None], list[Address]] = defaultdict(list)
        for address, places in looking:
            for number, name in places:
                for code in self.by_name.postal_codes_near(name, address):
                    wanted[number, name, code].append(address)
        return wanted

    def add(self, home: Home) -> None:
        """Let later addresses find this home."""
        address = home.address
        for name in street_names(address):
            self.homes.setdefault((display(address.number), name), []).append(home)
        self.streets[area(address), name_key(address.street)].add(_street(address))

    def add_new(self, pk: int, address: Address, shown: Sequence[str]) -> None:
        """Let later addresses of the batch find a home that was made just now; `shown` are its parts."""
        home = Home(pk, address)
        self.add(home)
        if key := self._parcel(address):
            self._add_by_parcel(home, key)
        if self.known:
            self.known.add(street_names(address)[0], address.number)
        self.by_name.add(lying(shown))

    def matches(self, address: Address) -> list[tuple[Home, Match]]:
        """Each home that the address is or could be, the best of its spellings, and what matching says of the two."""
        homes = self._candidates(address)
        if not homes:
            return []
        streets, mine = self._streets_around(address), self._facts(address)
        best: dict[int, tuple[Home, Match]] = {}
        for home in homes:
            facts = (home.facts or self._facts(home.address), mine)
            match = same_home(home.address, address, streets_in_zip=streets, facts=facts)
            is_asked = match.same or (match.same is None and _is_near(home.address, address))
            if is_asked and (home.pk not in best or match.score > best[home.pk][1].score):
                best[home.pk] = home, match
        return list(best.values())

    def _look_in(self, address: Address) -> list[Place]:
        """(number, street name) under which the home of an address may be kept."""
        places = self._places.get(address.key)
        if places is None:
            number, names = display(address.number), street_names(address)
            places = self._places[address.key] = [(number, name) for name in names]
            if self.known:
                places += self.known.places_near(names, number)
        return places

    def _candidates(self, address: Address) -> list[Home]:
        """Homes of the same unit, homes without a unit; for an address without one also those with, if they are few."""
        found = [homes for place in self._look_in(address) if (homes := self.homes.get(place))]
        by_parcel = self._by_parcel(address)
        if not found and not by_parcel:
            return []
        near = {id(home): home for homes in found for home in homes if _may_be_near(home.address, address)}
        if address.unit or len(near) > MOST_QUESTIONS:
            units = {"", _unit(address)}
            near = {key: home for key, home in near.items() if _unit(home.address) in units}
        return list((near | {id(home): home for home in by_parcel}).values())

    def _facts(self, address: Address) -> HomeFacts:
        """What this batch says of the home at one of its addresses."""
        return as_evidence(self.facts.get(address.key))

    def _parcel(self, address: Address) -> str:
        return parcel_of(self.facts.get(address.key))

    def _add_by_parcel(self, home: Home, key: str) -> None:
        self.parcels.setdefault((key.lstrip("0"), _unit(home.address)), []).append(home)

    def _by_parcel(self, address: Address) -> list[Home]:
        """Homes of the same parcel, unit and number. A short number may be another county's: then also of its ZIP."""
        key = self._parcel(address).lstrip("0") if self.parcels else ""
        found = self.parcels.get((key, _unit(address)), ()) if key else ()
        return [home for home in found if _may_share_parcel(home.address, address, key)]

    def _streets_around(self, address: Address) -> set[str]:
        """The streets of one of its names that are known in its area."""
        where, names = area(address), street_names(address)
        found = (self.streets.get((where, key), ()) for key in _name_keys(address.street, address.suffix))
        return {_street(address)}.union(*found, self.by_name.of(where, names))


def _street(address: Address) -> str:
    """The street as one line."""
    parts = (address.predirection, address.street, address.suffix, address.postdirection)
    return " ".join(filter(None, parts))


@lru_cache(maxsize=1 << 15)
def _name_keys(street: str, suffix: str | None) -> tuple[str, ...]:
    """What is equal for every spelling of a street's name, without its suffix and with it."""
    return (name_key(street), name_key(f"{street} {suffix}")) if suffix else (name_key(street),)


def shown_parts(address: Address) -> tuple[str, ...]:
    """The parts of an address as Property keeps them, in the order of PARTS: as people write them."""
    return (
        display(address.number),
        address.predirection or "",
        display(address.street),
        display(address.suffix),
        address.postdirection or "",
        address.unit or "",
        display(address.city),
        address.state or "",
        address.postal_code or "",
    )


def _unit(address: Address) -> str:
    """What a unit is called at least: the last word of `BLDG 2 304`."""
    return address.unit.rpartition(" ")[2] if address.unit else ""


def area(address: Address) -> str:
    """Where a street name means one street: the postal code, else the city."""
    return address.postal_code or f"{address.city or ''} {address.state or ''}"


def street_names(address: Address) -> tuple[str, ...]:
    return _names_of_street(address.street, address.suffix)


@lru_cache(maxsize=1 << 15)
def _names_of_street(street: str, suffix: str | None) -> tuple[str, ...]:
    """The names under which the same street may be kept: `Oak Ridge` is also `Oak` with the suffix Ridge."""
    names = [street]
    if suffix and not is_strong(suffix):
        names.append(f"{street} {display(suffix).upper()}")
    rest, _, last = street.rpartition(" ")
    if rest and last in SUFFIXES:
        names.append(rest)
    return tuple(display(name) for name in names)


# A home that a person joined to another is still kept under its own address; its number is the other's.
_HOMES = (
    "SELECT COALESCE(a.property_id, p.id), {columns} FROM {wanted} CROSS JOIN listings_property p "
    "LEFT JOIN listings_addressalias a ON a.team_id = p.team_id AND a.address_key = p.address_key "
    "WHERE p.team_id = %s AND {condition}"
)


def _stored_at(team: Team, wanted: Wanted) -> Iterator[Home]:
    """Stored homes of these house numbers on streets of these names, if near to one of the addresses that look there.

    Every large town has a 12 Main Street: what is elsewhere is not looked at, but for an address without a postal code.
    """
    anywhere = {(number, street) for number, street, code in wanted if code is None}
    near = [place for place in wanted if place[:2] not in anywhere] if anywhere else list(wanted)
    for row in (*_rows(team, near, _PLACE), *_rows(team, anywhere, _PLACE[:2])):
        number, street, city, state, postal_code = row[1], row[3], *row[7:10]
        looking = (*wanted.get((number, street, postal_code), ()), *wanted.get((number, street, None), ()))
        if any(_is_place_near(city, state, postal_code, address) for address in looking):
            yield _home(row)


def _stored_of_parcels(team: Team, keys: Collection[str]) -> Iterable[Home]:
    """Stored homes of these parcels."""
    return map(_home, _rows(team, [(key,) for key in keys], ("parcel_key",), "NOT (p.parcel_key = '')"))


_PLACE = ("number", "street", "postal_code")


def _rows(team: Team, wanted: Collection[Sequence[str]], by: Sequence[str], also: str = "TRUE") -> list[tuple]:
    """The primary key, the PARTS and the EVIDENCE of each home that has the values of one of `wanted` in these columns.

    `also` is what an index is for, in its own words.
    """
    if not wanted:
        return []
    table, parameters = bulk.rows_of(wanted, len(by))
    columns = ", ".join(f"p.{name}" for name in (*PARTS, *EVIDENCE))
    alike = " AND ".join(f"p.{name} = wanted.{letter}" for name, letter in zip(by, "abc", strict=False))
    sql = _HOMES.format(columns=columns, wanted=table, condition=f"{alike} AND {also}")
    return bulk.fetch(sql, [*parameters, team.pk])


def _home(row: tuple) -> Home:
    pk, parts, facts = row[0], row[1 : 1 + len(PARTS)], row[1 + len(PARTS) :]
    given = {name: part or None for name, part in zip(PARTS, parts, strict=True)}
    return Home(pk, from_parts(**given), stored_facts(facts))


def stored_facts(values: Iterable[object]) -> HomeFacts:
    """The facts of a home from its columns, in the order of EVIDENCE."""
    parcel, latitude, longitude, year, area_, bedrooms, acres = values
    return HomeFacts(parcel, latitude, longitude, year, area_, _number(bedrooms), _number(acres))


def address_of(home: Property) -> Address:
    """The address of a stored home."""
    return from_parts(**{name: getattr(home, name) or None for name in PARTS})


def evidence_of(one: Property, other: Property) -> Evidence:
    """What the facts of two stored homes say, as they are known now."""
    facts = (stored_facts(getattr(home, name) for name in EVIDENCE) for home in (one, other))
    return evidence(*facts)


def streets_around(team: int, addresses: Iterable[Address]) -> set[str]:
    """The streets of these addresses' names that stored homes of their areas lie in."""
    by_name, addresses = StreetsByName(team), list(addresses)
    by_name.read(name for address in addresses for name in street_names(address))
    return set[str]().union(*(by_name.of(area(address), street_names(address)) for address in addresses))


def _number(value: object) -> float | None:
    return None if value is None else float(value)


def _may_be_near(one: Address, other: Address) -> bool:
    """Whether two addresses of one street name may be in one place; another ZIP of the same city is one."""
    return _is_place_near(one.city or "", one.state or "", one.postal_code or "", other)


def _is_place_near(city: str, state: str, postal_code: str, address: Address) -> bool:
    if postal_code and address.postal_code and postal_code != address.postal_code:
        return bool(city and address.city) and (state or None) == address.state and _is_same_city(city, address.city)
    return not (state and address.state) or state == address.state


@lru_cache(maxsize=1 << 12)
def _is_same_city(one: str, other: str) -> bool:
    return city_key(one.upper()) == city_key(other.upper())


def _is_near(one: Address, other: Address) -> bool:
    """Whether a doubt about the two is worth a question: not between two ZIPs, whose streets are often named alike."""
    return not (one.postal_code and other.postal_code) or one.postal_code == other.postal_code


def _may_share_parcel(one: Address, other: Address, key: str) -> bool:
    if one.state and other.state and one.state != other.state:
        return False
    is_number_alike = one.number == other.number or bool(range_of(one.number) or range_of(other.number))
    return is_number_alike and (len(key) >= TELLING_PARCEL or _is_near(one, other))
