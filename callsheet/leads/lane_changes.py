"""What may have changed who may be called since the lane looked last, and the leads that concerns: they get a mark.

Every table that the gate reads is asked for its newest row and its newest ending; only where one of them moved on are
rows read. A list, a rule of the house or another book of tables concerns many; a request, a permission or a look-up
concerns an owner or a number. What no row says (a relationship that ran out) is left to the nightly look at everybody.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime

from django.db import models
from django.db.models import F, Max, Q, QuerySet

from callsheet.accounts.models import Team
from callsheet.compliance import tables
from callsheet.compliance.models import (
    Consent,
    DoNotCallRequest,
    Emergency,
    HouseRule,
    NumberLookup,
    ReassignedLookup,
    RegistryCopy,
    Relationship,
)
from callsheet.leads.models import LaneProgress, Lead
from callsheet.listings import bulk
from callsheet.owners.models import Phone, PhoneFinding

Seen = dict[str, list]
"""Table -> the id of its newest row and the moment of its newest ending, as text; `book` -> the tables' hash."""

AT_ONCE = 500
"""Leads marked in one statement, which takes some milliseconds."""
BOOK = "book"

# Table -> the column that says when a row ended or was taken back.
OF_SOMEBODY: Mapping[type[models.Model], str] = {
    DoNotCallRequest: "mistaken_at",
    Consent: "ended_at",
    Relationship: "ended_at",
    NumberLookup: "",
    ReassignedLookup: "",
}
OF_EVERYBODY: Mapping[type[models.Model], str] = {HouseRule: "ended_at", Emergency: "lifted_at"}


def mark(team: Team) -> int:
    """Mark the leads whose way may have changed since the last call; how many marks were made.

    What was seen is kept only after the marks: killed in between, the same is marked once more.
    """
    progress, _ = LaneProgress.objects.get_or_create(team=team)
    newest = _newest(team)
    if progress.seen == newest:
        return 0
    marked = sum(mark_these(leads) for leads in _concerned(team, progress.seen, newest))
    LaneProgress.objects.filter(pk=progress.pk).update(seen=newest)
    return marked


def mark_all(team: Team) -> int:
    """Mark every open lead of a team; how many."""
    return mark_these(_open(team))


def mark_these(leads: QuerySet[Lead]) -> int:
    """Mark some leads; how many."""
    return sum(_mark(pks) for pks in _portions(leads))


def mark_homes(team: Team, homes: Collection[int]) -> int:
    """Mark the open leads of these homes, and of their owners wherever else: for a file that was just read."""
    owners = _open(team).filter(property__in=homes).exclude(owner=None).values("owner")
    return _mark(list(_open(team).filter(Q(property__in=homes) | Q(owner__in=owners)).values_list("pk", flat=True)))


def _open(team: Team) -> QuerySet[Lead]:
    return Lead.objects.filter(team=team, state=Lead.State.OPEN)


def _mark(leads: Collection[int]) -> int:
    return Lead.objects.filter(pk__in=leads).update(lane_changes=F("lane_changes") + 1)


def _portions(leads: QuerySet[Lead]) -> Iterator[list[int]]:
    return bulk.chunks(sorted(set(leads.values_list("pk", flat=True))), AT_ONCE)


# ---------------------------------------------------------------- what is new


def _newest(team: Team) -> Seen:
    seen: Seen = {BOOK: [tables.version()["hash"], ""]}
    for table, ended in (OF_SOMEBODY | OF_EVERYBODY).items():
        seen[table._meta.model_name] = _newest_of(table.objects.filter(team=team), ended)
    for table in (RegistryCopy, PhoneFinding):
        seen[table._meta.model_name] = _newest_of(table.objects.all(), "")
    return seen


def _newest_of(rows: QuerySet, ended: str) -> list:
    wanted = {"row": Max("pk")} | ({"ended": Max(ended)} if ended else {})
    found = rows.aggregate(**wanted)
    return [found["row"] or 0, found["ended"].isoformat() if found.get("ended") else ""]


def _concerned(team: Team, seen: Seen, newest: Seen) -> Iterator[QuerySet[Lead]]:
    """The leads concerned by what is new; everybody's at the very first look."""
    if not seen or any(seen.get(name) != newest[name] for name in (BOOK, *_names(OF_EVERYBODY))):
        yield _open(team)
        return
    for table, ended in OF_SOMEBODY.items():
        name = table._meta.model_name
        if seen.get(name) != newest[name]:
            yield from _of_somebody(team, _new_rows(table.objects.filter(team=team), ended, seen.get(name)))
    if seen.get("phonefinding") != newest["phonefinding"]:
        found = _new_rows(PhoneFinding.objects.filter(phone__owner__team=team), "", seen.get("phonefinding"))
        yield _open(team).filter(owner__in=found.values("phone__owner"))
    if seen.get("registrycopy") != newest["registrycopy"]:
        yield from _of_lists(team, _new_rows(RegistryCopy.objects.all(), "", seen.get("registrycopy")))


def _names(tables_: Iterable[type[models.Model]]) -> list[str]:
    return [table._meta.model_name for table in tables_]


def _new_rows(rows: QuerySet, ended: str, seen: list | None) -> QuerySet:
    """Rows that came, or ended, since these were the newest ones."""
    last, moment = seen or [0, ""]
    new = Q(pk__gt=last)
    if ended:
        new |= Q(**{f"{ended}__gt": datetime.fromisoformat(moment)}) if moment else Q(**{f"{ended}__isnull": False})
    return rows.filter(new)


def _of_somebody(team: Team, rows: QuerySet) -> Iterator[QuerySet[Lead]]:
    """The leads of the owners these rows name, and of everybody who has one of their numbers."""
    columns = [field.name for field in rows.model._meta.fields]
    numbers = {number for number in rows.values_list("number", flat=True) if number} if "number" in columns else set()
    yield _open(team).filter(owner__in=Phone.objects.filter(number__in=numbers).values("owner"))
    if "owner" in columns:
        yield _open(team).filter(owner__in=rows.exclude(owner=None).values("owner"))


def _of_lists(team: Team, copies: QuerySet[RegistryCopy]) -> Iterator[QuerySet[Lead]]:
    """The leads of whoever has a number in an area code that was loaded; a whole list speaks of every number."""
    areas = set(copies.values_list("area_code", flat=True))
    if "" in areas:
        yield _open(team).exclude(owner=None)
    for area in sorted(areas - {""}):
        first = f"+1{area}"
        in_area = Phone.objects.filter(number__gte=first, number__lt=f"+1{int(area) + 1}")
        yield _open(team).filter(owner__in=in_area.values("owner"))
