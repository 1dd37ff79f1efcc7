"""From addresses to homes: by key, by a known alias, by what matching can prove, else a new home.

Where matching cannot tell (a missing suffix while two such streets exist, a missing unit), the home is made and a
question is asked; both stay apart until a person has answered.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from callsheet.accounts.models import Team
from callsheet.core.address import Address, from_parts, street_key
from callsheet.core.address_display import display
from callsheet.core.address_street import is_strong
from callsheet.core.address_words import SUFFIXES
from callsheet.core.matching import same_home
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
    alike = _alike(team, unknown.values())
    pks = iter(bulk.take_ids(Property, len(unknown)))
    streets = _streets(team, [address for address in unknown.values() if _block(address, alike)])
    for key, address in unknown.items():
        others = _block(address, alike)
        streets[_area(address)].add(street_key(address))
        matches = [(home, same_home(home.address, address, streets_in_zip=streets[_area(address)])) for home in others]
        proven = [(home, match) for home, match in matches if match.same]
        if len(proven) == 1:
            home, match = proven[0]
            found.ids[key] = home.pk
            alias = AddressAlias(team=team, address_key=key, property_id=home.pk, because=list(match.because))
            found.aliases.append(alias)
            continue
        found.ids[key] = found.new[key] = pk = next(pks)
        open_ones = [(home, match) for home, match in matches if match.same is not False]
        if len(open_ones) <= MOST_QUESTIONS:
            found.questions += [
                SameHomeQuestion(team=team, one_id=home.pk, other_id=pk, because=list(match.because), asked_at=now)
                for home, match in open_ones
            ]
        for name in _street_names(address):
            alike[address.number, name].append(_Home(pk, address))


def _area(address: Address) -> str:
    """Where a street name means one street: the postal code, else the city."""
    return address.postal_code or f"{address.city or ''} {address.state or ''}"


def _street_names(address: Address) -> list[str]:
    """The names under which the same street may be kept: `Oak Ridge` is also `Oak` with the suffix Ridge."""
    names = [address.street]
    if address.suffix and not is_strong(address.suffix):
        names.append(f"{address.street} {display(address.suffix).upper()}")
    rest, _, last = address.street.rpartition(" ")
    if rest and last in SUFFIXES:
        names.append(rest)
    return [display(name) for name in names]


def _alike(team: Team, addresses: Iterable[Address]) -> dict[tuple[str, str], list[_Home]]:
    """Homes of the same house number on a street of the same name, anywhere; by both."""
    wanted, parameters = bulk.pairs({(display(a.number), name) for a in addresses for name in _street_names(a)})
    columns = ", ".join(f"p.{name}" for name in ("id", *PARTS))
    rows = bulk.fetch(
        f"SELECT {columns} FROM {wanted} CROSS JOIN listings_property p "
        "WHERE p.team_id = %s AND p.number = wanted.a AND p.street = wanted.b",
        [*parameters, team.pk],
    )
    alike: dict[tuple[str, str], list[_Home]] = defaultdict(list)
    for pk, *parts in rows:
        address = from_parts(**{name: part or None for name, part in zip(PARTS, parts, strict=True)})
        for name in _street_names(address):
            alike[address.number, name].append(_Home(pk, address))
    return alike


def _block(address: Address, alike: Mapping[tuple[str, str], list[_Home]]) -> list[_Home]:
    """The homes that an address could be: same number and street name, and no other place or unit for certain."""
    homes = {
        home.pk: home for name in _street_names(address) for home in alike.get((address.number, name), ())
    }.values()
    return [home for home in homes if _may_be_near(home.address, address)]


def _may_be_near(one: Address, other: Address) -> bool:
    if one.postal_code and other.postal_code:
        return one.postal_code == other.postal_code
    return not (one.state and other.state) or one.state == other.state


def _streets(team: Team, addresses: Sequence[Address]) -> dict[str, set[str]]:
    """The streets known in the areas of these addresses that have one of their names; by area."""
    streets: dict[str, set[str]] = defaultdict(set)
    names = {(a.postal_code, name) for a in addresses if a.postal_code for name in _street_names(a)}
    if not names:
        return streets
    wanted, parameters = bulk.pairs(names)
    rows = bulk.fetch(
        f"SELECT DISTINCT p.postal_code, p.predirection, p.street, p.suffix, p.postdirection FROM {wanted} "
        "CROSS JOIN listings_property p WHERE p.team_id = %s AND p.postal_code = wanted.a AND p.street = wanted.b",
        [*parameters, team.pk],
    )
    for postal_code, *street in rows:
        streets[postal_code].add(" ".join(filter(None, street)))
    return streets


def _write(team: Team, unknown: Mapping[str, Address], found: _Found, facts: Mapping[str, Facts]) -> None:
    rows = [
        (pk, team.pk, *shown_parts(unknown[key]), key, *fact_values(facts.get(key, NO_FACTS)))
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
