"""From addresses to homes: by key, by a known alias, by what matching can prove, else a new home.

Where matching cannot tell (a missing suffix while two such streets exist, a missing unit), the home is made and a
question is asked; both stay apart until a person has answered.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from callsheet.accounts.models import Team
from callsheet.core.address import Address
from callsheet.core.matching import Match
from callsheet.listings import bulk
from callsheet.listings.models import AddressAlias, Property, SameHomeQuestion
from callsheet.listings.neighbours import MOST_QUESTIONS, PARTS, Home, Neighbours, parcel_of, shown_parts
from callsheet.listings.rows import Facts
from callsheet.listings.streets import KnownStreets

FACTS = ("latitude", "longitude", "year_built", "bedrooms_total", "bathrooms_total", "living_area", "lot_size_acres")
PARCEL = ("parcel_number", "parcel_key")
COLUMNS = ("id", "team_id", *PARTS, "address_key", *FACTS, *PARCEL)
NO_FACTS = Facts(*[None] * len(FACTS))


@dataclass(frozen=True, slots=True)
class Homes:
    """The home of each address by its key, and which of them were made just now."""

    ids: Mapping[str, int]
    made: Collection[int]


@dataclass(slots=True)
class _Found:
    """What a batch of addresses led to; written at its end."""

    ids: dict[str, int]
    new: dict[str, int] = field(default_factory=dict)
    shown: dict[str, tuple[str, ...]] = field(default_factory=dict)
    aliases: list[tuple] = field(default_factory=list)
    questions: list[SameHomeQuestion] = field(default_factory=list)


def find_or_make(
    team: Team,
    addresses: Mapping[str, Address],
    now: datetime,
    facts: Mapping[str, Facts] | None = None,
    streets: KnownStreets | None = None,
) -> Homes:
    """The home of each address, by its key; unknown ones are made, with `facts` by key. Call it in a transaction.

    With `streets`, kept through an import, a home is also found behind a slip in its street or a range of numbers.
    """
    found = _Found(_by_key(team, addresses.keys()) if addresses else {})
    unknown = {key: address for key, address in addresses.items() if key not in found.ids}
    if unknown:
        bulk.lock(team)
        facts = facts or {}
        near = Neighbours(team, unknown.values(), {key: facts[key] for key in unknown if key in facts}, streets)
        _match_or_make(team, unknown, found, near, now)
        _write(team, found, facts)
        near.by_name.keep_new()
    return Homes(found.ids, frozenset(found.new.values()))


def _by_key(team: Team, keys: Collection[str]) -> dict[str, int]:
    """Homes by key; an alias comes before a home's own key, for a person may have joined that home to another."""
    among, wanted = bulk.one_of("address_key", keys)
    homes = "SELECT address_key, id FROM listings_property WHERE team_id = %s AND " + among
    ids = dict(bulk.fetch(homes, [team.pk, wanted]))
    aliases = "SELECT address_key, property_id FROM listings_addressalias WHERE team_id = %s AND " + among
    ids.update(bulk.fetch(aliases, [team.pk, wanted]))
    return ids


def _match_or_make(team: Team, unknown: Mapping[str, Address], found: _Found, near: Neighbours, now: datetime) -> None:
    pks = iter(bulk.take_ids(Property, len(unknown)))
    for key, address in unknown.items():
        matches = near.matches(address)
        proven = [(home, match) for home, match in matches if match.same]
        if len(proven) == 1:
            home, match = proven[0]
            found.ids[key] = home.pk
            found.aliases.append((team.pk, key, home.pk, json.dumps(match.because)))
            continue
        found.ids[key] = found.new[key] = pk = next(pks)
        found.shown[key] = shown_parts(address)
        near.add_new(pk, address, found.shown[key])
        if matches:
            found.questions += _questions(team, pk, matches, now)


def _questions(team: Team, pk: int, matches: Sequence[tuple[Home, Match]], now: datetime) -> list[SameHomeQuestion]:
    open_ones = [(home, match) for home, match in matches if match.same is not False]
    if len(open_ones) > MOST_QUESTIONS:
        return []
    return [
        SameHomeQuestion(team=team, one_id=home.pk, other_id=pk, because=list(match.because), asked_at=now)
        for home, match in open_ones
    ]


def _write(team: Team, found: _Found, facts: Mapping[str, Facts]) -> None:
    team_id = team.pk
    rows = [
        (
            pk,
            team_id,
            *found.shown[key],
            key,
            *fact_values(given := facts.get(key, NO_FACTS)),
            *parcel_values(given),
        )
        for key, pk in found.new.items()
    ]
    bulk.insert(Property, COLUMNS, rows)
    bulk.insert(AddressAlias, ("team_id", "address_key", "property_id", "because"), found.aliases)
    SameHomeQuestion.objects.bulk_create(found.questions)


def parcel_values(facts: Facts) -> tuple[str, str]:
    """The parcel number as the file has it and its key, in the order of PARCEL; both empty when it is none."""
    key = parcel_of(facts)
    return ((facts.parcel_number or "") if key else "", key)


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
