"""What the rows of a team say of some numbers and owners, read at once: a fixed number of queries for hundreds of them.

Every fact is found by its key: a number in E.164, or the id of an owner. Nothing is weighed here.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from callsheet.accounts.models import Team
from callsheet.compliance.models import (
    Clearance,
    Consent,
    CountedDial,
    DoNotCallRequest,
    Emergency,
    NumberLookup,
    ReassignedLookup,
    Relationship,
)

CAP_WINDOW = timedelta(hours=25)  # a little over the longest cap, so that the law sees every dial that may count

Key = str | int
"""A number, or an owner's id."""
Try = tuple[str, int]
"""Which row it is: one try found by number and by owner is still one."""


@dataclass(frozen=True, slots=True)
class OnFile:
    """Rows by number or owner. `tries` are made, or promised by a permission that may still be used."""

    asked: Mapping[Key, list[datetime]]
    revoked: frozenset[Key]
    tries: Mapping[Key, Mapping[Try, datetime]]
    consents: Mapping[int, list[tuple[str, str]]]
    """Owner -> (kind, number or nothing for any) of each consent that stands."""
    relationships: Mapping[int, list[tuple[str, object]]]
    """Owner -> (kind, day) of each relationship that stands."""
    reassigned: Mapping[str, ReassignedLookup]
    lookups: Mapping[tuple[str, str], NumberLookup]
    """(List, number) -> the newest look-up by hand."""
    emergencies: frozenset[str]
    """States with a declared emergency."""


def read(team: Team, numbers: Collection[str], owners: Collection[int], now: datetime) -> OnFile:
    """Everything on file at `now` about these numbers and owners."""
    asked, revoked = requests(team, numbers, owners)
    return OnFile(
        asked=asked,
        revoked=revoked,
        tries=tries(team, numbers, owners, now),
        consents=_consents(team, owners, now),
        relationships=relationships(team, owners),
        reassigned=_reassigned(team, numbers, now),
        lookups=_lookups(team, numbers, now),
        emergencies=frozenset(Emergency.objects.filter(team=team, lifted_at=None).values_list("state", flat=True)),
    )


def requests(
    team: Team, numbers: Collection[str], owners: Collection[int]
) -> tuple[dict[Key, list[datetime]], frozenset[Key]]:
    """When each number and owner asked for no calls; and which took a consent back. Mistaken ones do not count."""
    found = DoNotCallRequest.objects.filter(_about(numbers, owners), team=team, mistaken_at=None)
    asked: dict[Key, list[datetime]] = defaultdict(list)
    revoked: set[Key] = set()
    for kind, number, owner, at in found.values_list("kind", "number", "owner", "at"):
        for key in filter(None, (number, owner)):
            if kind == DoNotCallRequest.Kind.REVOKED:
                revoked.add(key)
            else:
                asked[key].append(at)
    return asked, frozenset(revoked)


def tries(
    team: Team, numbers: Collection[str], owners: Collection[int], now: datetime
) -> dict[Key, dict[Try, datetime]]:
    """The moments that count toward the caps: dials of the last day, and permissions that are still out.

    A permission counts at the last moment it can be used, so that two together cannot take the one try that is left.
    """
    wanted = {*numbers, *owners}
    found: dict[Key, dict[Try, datetime]] = defaultdict(dict)
    for what, rows in (("dial", _made(team, numbers, owners, now)), ("permission", _out(team, now))):
        for row, number, owner, at in rows:
            for key in filter(wanted.__contains__, (number, owner)):
                found[key][what, row] = at
    return found


def _made(team: Team, numbers: Collection[str], owners: Collection[int], now: datetime):
    about = _about(numbers, owners)
    made = CountedDial.objects.filter(about, team=team, at__gt=now - CAP_WINDOW, at__lte=now)
    return made.values_list("pk", "number", "owner", "at")


def _out(team: Team, now: datetime):
    """Each permission that is neither used nor run out, with its number, owner and end; an e-mail is no try."""
    out = Clearance.objects.filter(used_at=None, expires_at__gt=now, answer__team=team).exclude(answer__channel="email")
    return out.values_list("pk", "answer__number", "answer__owner", "expires_at")


def _about(numbers: Collection[str], owners: Collection[int]) -> Q:
    return Q(number__in=numbers) | Q(owner__in=owners)


def _consents(team: Team, owners: Collection[int], now: datetime) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    standing = Consent.objects.filter(team=team, owner__in=owners, ended_at=None, at__lte=now)
    for owner, kind, number in standing.values_list("owner", "kind", "number"):
        found[owner].append((kind, number))
    return found


def relationships(team: Team, owners: Collection[int]) -> dict[int, list[tuple[str, object]]]:
    """Owner -> (kind, day) of each relationship nobody ended."""
    found: dict[int, list[tuple[str, object]]] = defaultdict(list)
    standing = Relationship.objects.filter(team=team, owner__in=owners, ended_at=None)
    for owner, kind, on in standing.values_list("owner", "kind", "on"):
        found[owner].append((kind, on))
    return found


def _reassigned(team: Team, numbers: Collection[str], now: datetime) -> dict[str, ReassignedLookup]:
    found = ReassignedLookup.objects.filter(team=team, number__in=numbers, at__lte=now).order_by("on", "at", "pk")
    return {lookup.number: lookup for lookup in found}


def _lookups(team: Team, numbers: Collection[str], now: datetime) -> dict[tuple[str, str], NumberLookup]:
    found = NumberLookup.objects.filter(team=team, number__in=numbers, at__lte=now).order_by("on", "at", "pk")
    return {(lookup.list, lookup.number): lookup for lookup in found}
