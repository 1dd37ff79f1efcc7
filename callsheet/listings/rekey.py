"""Stored keys made anew when the rules of addresses change, before anything else is read or written.

A key begins with the version of its rules. Homes go in the order of their numbers, a batch a transaction: killed, it
goes on where it was, and a team's last home tells whether it is done. Two homes that have one key by the new rules stay
two homes with all their leads: the later one keeps a key of its own and a person is asked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from callsheet.accounts.models import Team
from callsheet.core.address import KEY_VERSION, Address, UnusableAddress, from_parts, number_key
from callsheet.listings import bulk, streets
from callsheet.listings.models import AddressAlias, Property, SameHomeQuestion
from callsheet.listings.neighbours import PARTS, shown_parts

BATCH = 500
"""Homes a transaction: about a tenth of a second."""
BECAUSE = "both addresses are read alike by this version's rules"
_CURRENT = f"{KEY_VERSION}|"


@dataclass(slots=True)
class Rekeyed:
    """What a run did: homes with a new key, questions it asked."""

    homes: int = 0
    questions: int = 0


def is_behind() -> bool:
    """Whether a home's key is older than the rules: then the last one of its team is."""
    return any(_last_key(team) for team in Team.objects.all())


def _last_key(team: Team) -> str:
    """The key of a team's last home if it is older than the rules; "" else."""
    last = Property.objects.filter(team=team).order_by("-pk").values_list("address_key", flat=True).first()
    return last if last and not last.startswith(_CURRENT) else ""


def make_keys_anew(now: datetime) -> Rekeyed:
    """Bring every key to the present rules. Safe to call twice, and again after it was killed."""
    done = Rekeyed()
    for team in Team.objects.order_by("pk"):
        if _last_key(team):
            _translate_aliases(team)
            while _next_batch(team, now, done):
                pass
    return done


def _translated(key: str) -> str:
    """An old key under the new version; of its parts only the number can be made anew from the key."""
    _, number, *rest = key.split("|")
    return "|".join((KEY_VERSION, number_key(number), *rest))


@transaction.atomic
def _translate_aliases(team: Team) -> None:
    """Aliases have no parts of their own. One that the new rules would spell otherwise is found again by matching."""
    bulk.lock(team)
    aliases = AddressAlias.objects.filter(team=team)
    old = aliases.exclude(address_key__startswith=_CURRENT)
    known = set(aliases.filter(address_key__startswith=_CURRENT).values_list("address_key", flat=True))
    rows = []
    for pk, key in old.order_by("pk").values_list("pk", "address_key"):
        if (new := _translated(key)) not in known:
            known.add(new)
            rows.append((new, pk))
    bulk.update(AddressAlias, ("address_key",), rows)
    old.delete()


@dataclass(slots=True)
class _Batch:
    """What a batch leads to; written at its end."""

    rows: list[tuple] = field(default_factory=list)
    aliases: dict[str, int] = field(default_factory=dict)
    pairs: set[tuple[int, int]] = field(default_factory=set)


@transaction.atomic
def _next_batch(team: Team, now: datetime, done: Rekeyed) -> bool:
    """Make the keys of the next homes anew; False when none is left."""
    bulk.lock(team)
    old = Property.objects.filter(team=team).exclude(address_key__startswith=_CURRENT).order_by("pk")
    homes = list(old.values("pk", "address_key", *PARTS)[:BATCH])
    if not homes:
        return False
    read = {home["pk"]: _read(home) for home in homes}
    keys = {home["pk"]: _new_key(home, read[home["pk"]]) for home in homes}
    holders = dict(_by_key(Property, "pk", team, keys.values()))
    before = {home["pk"]: _translated(home["address_key"]) for home in homes}
    joined = dict(_by_key(AddressAlias, "property_id", team, (*before.values(), *keys.values())))
    batch = _Batch()
    for pk, key in keys.items():
        _settle(pk, key, before[pk], holders, joined, batch)
    _write(team, batch, read, now)
    done.homes += len(homes)
    done.questions += len(batch.pairs)
    return True


def _read(home: Mapping[str, object]) -> Address | None:
    """The stored parts by the present rules; None where those refuse them."""
    try:
        return from_parts(**{name: str(home[name]) or None for name in PARTS})
    except UnusableAddress:
        return None


def _new_key(home: Mapping[str, object], address: Address | None) -> str:
    return address.key if address else _translated(str(home["address_key"]))


def _by_key(model: type, name: str, team: Team, keys: Sequence[str]) -> list[tuple[str, int]]:
    return list(model.objects.filter(team=team, address_key__in=set(keys)).values_list("address_key", name))


def _settle(pk: int, key: str, before: str, holders: dict[str, int], joined: Mapping[str, int], batch: _Batch) -> None:
    """Give a home its key; one that another home has already is asked about, unless a person joined the two."""
    holder = holders.setdefault(key, pk)
    own = key if holder == pk else f"{key}|{pk}"
    batch.rows.append((pk, own))
    home = joined.get(before, pk)
    if before != key:
        batch.aliases.setdefault(before, home)
        if home != pk:
            batch.aliases.setdefault(key, home)
    if holder not in (pk, home):
        batch.pairs.add((holder, pk))


def _write(team: Team, batch: _Batch, read: Mapping[int, Address | None], now: datetime) -> None:
    whole = [(*shown_parts(address), key, pk) for pk, key in batch.rows if (address := read[pk])]
    bulk.update(Property, (*PARTS, "address_key"), whole)
    streets.keep(team.pk, (streets.lying(parts[: len(PARTS)]) for parts in whole))
    bulk.update(Property, ("address_key",), [(key, pk) for pk, key in batch.rows if read[pk] is None])
    known = dict(_by_key(AddressAlias, "property_id", team, batch.aliases))
    AddressAlias.objects.bulk_create(
        AddressAlias(team=team, address_key=key, property_id=home, because=["its address before the rules changed"])
        for key, home in batch.aliases.items()
        if key not in known
    )
    batch.pairs = {pair for pair in batch.pairs if not _is_asked(pair)}
    SameHomeQuestion.objects.bulk_create(
        SameHomeQuestion(team=team, one_id=one, other_id=other, because=[BECAUSE], asked_at=now)
        for one, other in sorted(batch.pairs)
    )


def _is_asked(pair: tuple[int, int]) -> bool:
    one, other = pair
    return SameHomeQuestion.objects.filter(Q(one=one, other=other) | Q(one=other, other=one)).exists()
