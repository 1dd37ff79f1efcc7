"""Forgetting a person: their data goes, and no import of the same person at the same home brings it back.

What is left is a keyed hash of the name, and of each number, together with the home's address: enough to recognise the
person in a vendor's file, nothing that tells who it was. The key is the home's own, so that no list of names can be
tried against the marks without it.
"""

import hashlib
import hmac
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet

from callsheet.accounts.models import Person, Team
from callsheet.core.address import older_keys
from callsheet.core.erasure import FORGOTTEN, people_of, traces
from callsheet.listings import bulk
from callsheet.listings.models import AddressAlias, Property
from callsheet.owners.models import ForgottenPerson, Owner, OwnersCounted, Phone, VendorsCounted
from callsheet.owners.rows import OwnerRow


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an owner before it is erased: how to find the traces, the numbers, the homes."""

    pattern: re.Pattern[str] | None
    numbers: tuple[str, ...]
    homes: tuple[Property, ...]


def known(owner: Owner) -> Known:
    """What there is to forget; nothing for somebody who is forgotten already."""
    numbers = tuple(owner.phones.order_by("rank", "pk").values_list("number", flat=True))
    homes = tuple(homes_of(owner))
    return Known(_pattern(owner, numbers, homes), numbers, homes)


def homes_of(owner: Owner) -> QuerySet[Property]:
    """Every home the owner holds or held."""
    return Property.objects.filter(ownerships__owner=owner).distinct().order_by("pk")


def others_with(numbers: Collection[str], owner: Owner) -> QuerySet[Owner]:
    """The other owners who have one of these numbers: they are not called on it any more either."""
    return Owner.objects.filter(team=owner.team, phones__number__in=numbers).exclude(pk=owner.pk).distinct()


def erase(owner: Owner, by: Person | None, now: datetime) -> None:
    """Erase the owner's own data and keep the marks. The row stays, without data, so that what is kept by law stands.

    Call it inside a transaction. Safe to call twice.
    """
    bulk.lock(owner.team)
    owner.refresh_from_db(from_queryset=Owner.objects.select_for_update())
    if owner.forgotten_at:
        return
    marks = _marks(owner, Phone.objects.filter(owner=owner).values_list("number", flat=True))
    kept = [ForgottenPerson(team=owner.team, mark=mark, at=now, by=by) for mark in sorted(marks)]
    ForgottenPerson.objects.bulk_create(kept, ignore_conflicts=True)
    owner.ownerships.all().delete()
    owner.phones.all().delete()
    OwnersCounted.note_change(owner.team_id)
    VendorsCounted.note_change(owner.team_id, VendorsCounted.Kind.FINDINGS, VendorsCounted.Kind.CALLS)
    blank = dict.fromkeys(("first_name", "name_key", "email", *_MAILING), "")
    Owner.objects.filter(pk=owner.pk).update(
        **blank, name=FORGOTTEN, kind=Owner.Kind.PERSON, deceased_at=None, forgotten_at=now
    )
    owner.refresh_from_db()


_MAILING = ("mailing_line", "mailing_city", "mailing_state", "mailing_postal_code")


def _pattern(owner: Owner, numbers: Iterable[str], homes: Iterable[Property]) -> re.Pattern[str] | None:
    if owner.forgotten_at:
        return None
    lines = [home.street_line for home in homes]
    return traces(owner.name, owner.name_key, numbers, (owner.email, owner.mailing_line), lines)


# ---------------------------------------------------------------- the marks


class ForgottenPeople:
    """The forgotten people of a team, to recognise their rows in a file. Empty, it costs nothing more."""

    def __init__(self, team: Team) -> None:
        self._marks = set(ForgottenPerson.objects.filter(team=team).values_list("mark", flat=True))

    def __bool__(self) -> bool:
        return bool(self._marks)

    def has(self, row: OwnerRow, address_keys: Collection[str]) -> bool:
        """Whether a row for the home of those keys speaks of a forgotten person: by the name of any of its people, or,
        where it names nobody, by any of its numbers. Marks stay as they were made when the rules of keys change.
        """
        said = _names(row.name.key) or [phone.number for phone in row.phones]
        keys = {*address_keys, row.address.key}
        keys = keys.union(*map(older_keys, keys))
        return any(mark(one, key) in self._marks for one in said for key in keys)


def mark(said: str, address_key: str) -> str:
    """The mark of a name key or a number at the home of that address key."""
    return hmac.new(settings.SECRET_KEY.encode(), f"{said}\n{address_key}".encode(), hashlib.sha256).hexdigest()


def address_keys(homes: Collection[int]) -> Mapping[int, Collection[str]]:
    """Home -> its address key and its aliases'."""
    keys = {pk: {key} for pk, key in Property.objects.filter(pk__in=homes).values_list("pk", "address_key")}
    for pk, key in AddressAlias.objects.filter(property__in=homes).values_list("property", "address_key"):
        keys[pk].add(key)
    return keys


def _marks(owner: Owner, numbers: Iterable[str]) -> set[str]:
    homes = list(homes_of(owner).values_list("pk", "address_key"))
    aliases = AddressAlias.objects.filter(property__in=[home for home, _ in homes])
    keys = {key for _, key in homes} | set(aliases.values_list("address_key", flat=True))
    return {mark(said, key) for said in (*_names(owner.name_key), *numbers) for key in keys}


def _names(name_key: str) -> list[str]:
    """The whole key, and the key of each of its people: one of a couple is recognised alone."""
    return [name_key, *people_of(name_key)] if name_key else []
