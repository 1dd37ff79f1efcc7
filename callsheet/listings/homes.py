"""From addresses to homes: by key, by a known alias, by what matching can prove, else a new home.

Where matching cannot tell (a missing suffix while two such streets exist, a missing unit), the home is made and a
question is asked; both stay apart until a person has answered.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from callsheet.accounts.models import Team
from callsheet.core.address import Address, from_parts
from callsheet.core.address_display import display
from callsheet.core.address_street import is_strong
from callsheet.core.address_words import SUFFIXES
from callsheet.core.matching import Match, same_home
from callsheet.listings import bulk
from callsheet.listings.models import AddressAlias, Property, SameHomeQuestion
from callsheet.listings.rows import Facts

PARTS = ("number", "predirection", "street", "suffix", "postdirection", "unit", "city", "state", "postal_code")
FACTS = ("latitude", "longitude", "year_built", "bedrooms_total", "bathrooms_total", "living_area", "lot_size_acres")
COLUMNS = ("id", "team_id", *PARTS, "address_key", *FACTS)
NO_FACTS = Facts(*[None] * len(FACTS))
# A home like so many others is not asked about one by one (a building against all its units).
MOST_QUESTIONS = 5


@dataclass(frozen=True, slots=True)
class Homes:
    """The home of each address by its key, and which of them were made just now."""

    ids: Mapping[str, int]
    made: Collection[int]


@dataclass(slots=True)
class _Home:
    """A home that an address may be: its number in the database and its address."""

    pk: int
    address: Address


@dataclass(slots=True)
class _Found:
    """What a batch of addresses led to; written at its end."""

    ids: dict[str, int]
    new: dict[str, int] = field(default_factory=dict)
    aliases: list[AddressAlias] = field(default_factory=list)
    questions: list[SameHomeQuestion] = field(default_factory=list)


def find_or_make(
    team: Team, addresses: Mapping[str, Address], now: datetime, facts: Mapping[str, Facts] | None = None
) -> Homes:
    """The home of each address, by its key; unknown ones are made, with `facts` by key. Call it in a transaction."""
    found = _Found(_by_key(team, addresses.keys()) if addresses else {})
    unknown = {key: address for key, address in addresses.items() if key not in found.ids}
    if unknown:
        bulk.lock(team)
        _match_or_make(team, unknown, found, now)
        _write(team, unknown, found, facts or {})
    return Homes(found.ids, frozenset(found.new.values()))


def _by_key(team: Team, keys: Collection[str]) -> dict[str, int]:
    """Homes by key; an alias comes before a home's own key, for a person may have joined that home to another."""
    among, wanted = bulk.one_of("address_key", keys)
    homes = "SELECT address_key, id FROM listings_property WHERE team_id = %s AND " + among
    ids = dict(bulk.fetch(homes, [team.pk, wanted]))
    aliases = "SELECT address_key, property_id FROM listings_addressalias WHERE team_id = %s AND " + among
    ids.update(bulk.fetch(aliases, [team.pk, wanted]))
    return ids


def _match_or_make(team: Team, unknown: Mapping[str, Address], found: _Found, now: datetime) -> None:
    near = _Neighbours(team, unknown.values())
    pks = iter(bulk.take_ids(Property, len(unknown)))
    for key, address in unknown.items():
        matches = near.matches(address)
        proven = [(home, match) for home, match in matches if match.same]
        if len(proven) == 1:
            home, match = proven[0]
            found.ids[key] = home.pk
            alias = AddressAlias(team=team, address_key=key, property_id=home.pk, because=list(match.because))
            found.aliases.append(alias)
            continue
        found.ids[key] = found.new[key] = pk = next(pks)
        near.add(_Home(pk, address))
        if matches:
            found.questions += _questions(team, pk, matches, now)


def _questions(team: Team, pk: int, matches: Sequence[tuple[_Home, Match]], now: datetime) -> list[SameHomeQuestion]:
    open_ones = [(home, match) for home, match in matches if match.same is not False]
    if len(open_ones) > MOST_QUESTIONS:
        return []
    return [
        SameHomeQuestion(team=team, one_id=home.pk, other_id=pk, because=list(match.because), asked_at=now)
        for home, match in open_ones
    ]


class _Neighbours:
    """The homes that new addresses may be: same house number, street of the same name; stored ones and new ones."""

    def __init__(self, team: Team, addresses: Collection[Address]):
        self.team = team
        self.homes: dict[tuple[str, str], list[_Home]] = {}
        self.streets: dict[str, set[tuple[str | None, ...]]] = defaultdict(set)
        for home in _stored_alike(team, addresses):
            self.add(home)

    def add(self, home: _Home) -> None:
        address = home.address
        for name in _street_names(address):
            self.homes.setdefault((address.number, name), []).append(home)
        self.streets[_area(address)].add(_street(address))

    def matches(self, address: Address) -> list[tuple[_Home, Match]]:
        """Each home that the address could be, and what matching says of the two."""
        homes = self._candidates(address)
        if not homes:
            return []
        streets = self._streets_around(address)
        return [(home, same_home(home.address, address, streets_in_zip=streets)) for home in homes]

    def _candidates(self, address: Address) -> list[_Home]:
        """Homes of the same unit, homes without a unit; for an address without one also those with, if they are few."""
        found = [homes for name in _street_names(address) if (homes := self.homes.get((address.number, name)))]
        if not found:
            return []
        near = {home.pk: home for homes in found for home in homes if _may_be_near(home.address, address)}
        if not address.unit and len(near) <= MOST_QUESTIONS:
            return list(near.values())
        units = {"", _unit(address)}
        return [home for home in near.values() if _unit(home.address) in units]

    def _streets_around(self, address: Address) -> set[str]:
        """The streets of one of its names that are known in its area."""
        area = _area(address)
        known = {" ".join(filter(None, street)) for street in (*self.streets[area], _street(address))}
        return known | _stored_streets(self.team, area, _street_names(address))


def _street(address: Address) -> tuple[str | None, ...]:
    return address.predirection, address.street, address.suffix, address.postdirection


def _unit(address: Address) -> str:
    """What a unit is called at least: the last word of `BLDG 2 304`."""
    return address.unit.rpartition(" ")[2] if address.unit else ""


def _area(address: Address) -> str:
    """Where a street name means one street: the postal code, else the city."""
    return address.postal_code or f"{address.city or ''} {address.state or ''}"


def _street_names(address: Address) -> tuple[str, ...]:
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


def _stored_alike(team: Team, addresses: Collection[Address]) -> list[_Home]:
    """Stored homes of the same house number on a street of the same name, anywhere."""
    wanted, parameters = bulk.pairs({(display(a.number), name) for a in addresses for name in _street_names(a)})
    columns = ", ".join(f"p.{name}" for name in ("id", *PARTS))
    rows = bulk.fetch(
        f"SELECT {columns} FROM {wanted} CROSS JOIN listings_property p "
        "WHERE p.team_id = %s AND p.number = wanted.a AND p.street = wanted.b",
        [*parameters, team.pk],
    )
    given = [(pk, {name: part or None for name, part in zip(PARTS, parts, strict=True)}) for pk, *parts in rows]
    return [_Home(pk, from_parts(**parts)) for pk, parts in given]


def _may_be_near(one: Address, other: Address) -> bool:
    if one.postal_code and other.postal_code:
        return one.postal_code == other.postal_code
    return not (one.state and other.state) or one.state == other.state


def _stored_streets(team: Team, postal_code: str, names: Collection[str]) -> set[str]:
    """The streets of one of these names that stored homes of a postal code lie in."""
    homes = Property.objects.filter(team=team, postal_code=postal_code, street__in=names)
    streets = homes.values_list("predirection", "street", "suffix", "postdirection").distinct()
    return {" ".join(filter(None, street)) for street in streets}


def _write(team: Team, unknown: Mapping[str, Address], found: _Found, facts: Mapping[str, Facts]) -> None:
    team_id = team.pk
    rows = [
        (pk, team_id, *shown_parts(unknown[key]), key, *fact_values(facts.get(key, NO_FACTS)))
        for key, pk in found.new.items()
    ]
    bulk.insert(Property, COLUMNS, rows)
    AddressAlias.objects.bulk_create(found.aliases)
    SameHomeQuestion.objects.bulk_create(found.questions)


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


def fact_values(facts: Facts) -> tuple[object, ...]:
    """The facts of a home as its columns take them, in the order of FACTS."""
    return (
        facts.latitude,
        facts.longitude,
        facts.year_built,
        bulk.decimals(facts.bedrooms_total, 1),
        bulk.decimals(facts.bathrooms_total, 1),
        facts.living_area,
        bulk.decimals(facts.lot_size_acres, 3),
    )
