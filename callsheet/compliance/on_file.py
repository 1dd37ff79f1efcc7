"""What the rows of a team say of some numbers and owners, read at once: a fixed number of queries for hundreds of them.

Every fact is found by its key: a number in E.164, or the id of an owner. Nothing is weighed here.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from callsheet.accounts.models import Team
from callsheet.compliance.models import (
    Answer,
    Clearance,
    Consent,
    CountedDial,
    DoNotCallRequest,
    Emergency,
    NumberLookup,
    ReassignedLookup,
    Relationship,
)
from callsheet.compliance.permissions import ended_by
from callsheet.listings import bulk

MARGIN = timedelta(hours=1)  # beyond the longest cap, so that the law sees every dial that may count
WAITED = timedelta(minutes=1)  # for its turn a question may wait so long, and a later one be answered before it

Granted = TypeVar("Granted", Consent, Relationship)
Key = str | int
"""A number, or an owner's id."""
Try = tuple[str, int]
"""Which row it is: one try found by number and by owner is still one."""


Requests = Mapping[Key, Sequence[DoNotCallRequest]]


@dataclass(frozen=True, slots=True)
class OnFile:
    """Rows by number or owner. `tries` are made, or promised by a permission that may still be used."""

    requests: Requests
    """What stands of them; a request that names an owner and a number is found by both."""
    tries: Mapping[Key, Mapping[Try, datetime]]
    consents: Mapping[int, Sequence[Consent]]
    """By owner, those that nothing ended."""
    relationships: Mapping[int, Sequence[Relationship]]
    reassigned: Mapping[str, ReassignedLookup]
    """The newest look-up of each number."""
    lookups: Mapping[tuple[str, str], NumberLookup]
    """The newest look-up by hand of each (list, number)."""
    emergencies: frozenset[str]
    """States with a declared emergency."""


def read(
    team: Team, numbers: Collection[str], owners: Collection[int], now: datetime, longest_cap: timedelta
) -> OnFile:
    """Everything on file at `now` about these numbers and owners; tries as far back as a cap may count.

    One query says of which kinds there is anything, and only those are read: of most people there is nothing.
    """
    since = now - longest_cap - MARGIN
    there = _kinds(team, numbers, owners, since, now)
    asked = _requests(team, numbers, owners) if DoNotCallRequest in there else {}
    out = _out(team, numbers, owners, now) if Clearance in there else ()
    # After the permissions: one that is used meanwhile counts twice, never not at all.
    made = _made(team, numbers, owners, since, now + WAITED) if there & {Clearance, CountedDial} else ()
    return OnFile(
        requests=asked,
        tries=_tries({*numbers, *owners}, made, out),
        consents=_given(Consent, team, owners, asked, now) if Consent in there else {},
        relationships=_given(Relationship, team, owners, asked, now) if Relationship in there else {},
        reassigned=_reassigned(team, numbers, now) if ReassignedLookup in there else {},
        lookups=_lookups(team, numbers, now) if NumberLookup in there else {},
        emergencies=_emergencies(team) if Emergency in there else frozenset(),
    )


NUMBER, OWNER = "number", "owner_id"
OUT = f"""EXISTS (
    SELECT 1 FROM {Clearance._meta.db_table} permission JOIN {Answer._meta.db_table} answer ON answer.id = answer_id
    WHERE used_at IS NULL AND expires_at > %s"""


def _kinds(
    team: Team, numbers: Collection[str], owners: Collection[int], since: datetime, now: datetime
) -> frozenset[type[Model]]:
    """The kinds of which there is anything that may count, in one query: it looks once into each index."""
    numbered, owned = bulk.one_of(NUMBER, numbers), bulk.one_of(OWNER, owners)
    looks = (
        *((DoNotCallRequest, "mistaken_at IS NULL", (), about) for about in (numbered, owned)),
        *((CountedDial, "at > %s", (since,), about) for about in (numbered, owned)),
        (Consent, "ended_at IS NULL", (), owned),
        (Relationship, "ended_at IS NULL", (), owned),
        (ReassignedLookup, "at <= %s", (now,), numbered),
        (NumberLookup, "at <= %s", (now,), numbered),
        (Emergency, "lifted_at IS NULL", (), ()),
    )
    asked: list[object] = []
    for _, _, moments, about in looks:
        asked += [team.pk, *map(bulk.plain, moments), *about[1:]]
    for _, keys in (numbered, owned):
        asked += [bulk.plain(now), keys]
    parts = [*(_exists(kind, holds, *about[:1]) for kind, holds, _, about in looks), *_out_of(numbered, owned)]
    [row] = bulk.fetch(f"SELECT {', '.join(parts)}", asked)
    kinds = (*(kind for kind, *_ in looks), Clearance, Clearance)
    return frozenset(kind for kind, is_there in zip(kinds, row, strict=True) if is_there)


def _exists(kind: type[Model], holds: str, about: str = "") -> str:
    whom = f" AND {about}" if about else ""
    return f'EXISTS (SELECT 1 FROM "{kind._meta.db_table}" WHERE team_id = %s AND {holds}{whom})'


def _out_of(*abouts: tuple[str, object]) -> list[str]:
    return [f"{OUT} AND {about})" for about, _ in abouts]


def _emergencies(team: Team) -> frozenset[str]:
    return frozenset(Emergency.objects.filter(team=team, lifted_at=None).values_list("state", flat=True))


def _requests(team: Team, numbers: Collection[str], owners: Collection[int]) -> Requests:
    """The standing requests by number and by owner."""
    found: dict[Key, list[DoNotCallRequest]] = defaultdict(list)
    for request in _about(DoNotCallRequest.objects.filter(team=team, mistaken_at=None), numbers, owners):
        for key in filter(None, (request.number, request.owner_id)):
            found[key].append(request)
    return found


def _given(model: type[Granted], team: Team, owners: Collection[int], asked: Requests, now: datetime):
    """What each owner gave that nobody and no request ended."""
    found: dict[int, list[Granted]] = defaultdict(list)
    for row in model.objects.filter(team=team, owner__in=owners, ended_at=None, at__lte=now):
        number = row.number if isinstance(row, Consent) else ""
        if not ended_by(row, [*asked.get(row.owner_id, ()), *asked.get(number, ())]):
            found[row.owner_id].append(row)
    return found


def _tries(wanted: Collection[Key], made: Iterable[tuple], out: Iterable[tuple]) -> dict[Key, dict[Try, datetime]]:
    """The moments that count toward the caps: dials as far back as a cap may count, and permissions that are still out.

    A permission counts at the last moment it can be used, so that two together cannot take the one try that is left.
    """
    found: dict[Key, dict[Try, datetime]] = defaultdict(dict)
    for what, rows in (("permission", out), ("dial", made)):
        for row, number, owner, at in rows:
            for key in filter(wanted.__contains__, (number, owner)):
                found[key][what, row] = at
    return found


def _made(team: Team, numbers: Collection[str], owners: Collection[int], since: datetime, until: datetime):
    made = CountedDial.objects.filter(team=team, at__gt=since, at__lte=until)
    return _about(made.values_list("pk", "number", "owner", "at"), numbers, owners)


def _out(team: Team, numbers: Collection[str], owners: Collection[int], now: datetime):
    """Each permission that is neither used nor run out, with its number, owner and end; an e-mail is no try.

    Few are out at a time. The team is looked at last: SQLite would begin with all the team's answers otherwise.
    """
    about = Q(answer__number__in=numbers) | Q(answer__owner__in=owners)
    out = Clearance.objects.filter(about, used_at=None, expires_at__gt=now).exclude(answer__channel="email")
    found = out.values_list("pk", "answer__number", "answer__owner", "expires_at", "answer__team")
    return [row[:-1] for row in found if row[-1] == team.pk]


def _about(rows: QuerySet, numbers: Collection[str], owners: Collection[int]) -> QuerySet:
    """The rows on these numbers or owners, each once. Of an OR, SQLite would read all rows of the team."""
    return rows.filter(number__in=numbers).union(rows.filter(owner__in=owners))


def _reassigned(team: Team, numbers: Collection[str], now: datetime) -> dict[str, ReassignedLookup]:
    found = ReassignedLookup.objects.filter(team=team, number__in=numbers, at__lte=now).order_by("on", "at", "pk")
    return {lookup.number: lookup for lookup in found}


def _lookups(team: Team, numbers: Collection[str], now: datetime) -> dict[tuple[str, str], NumberLookup]:
    found = NumberLookup.objects.filter(team=team, number__in=numbers, at__lte=now).order_by("on", "at", "pk")
    return {(lookup.list, lookup.number): lookup for lookup in found}
