"""Forgetting an owner everywhere: one verb that erases the person in every room and keeps what the law wants kept.

What is found is looked for first, without a lock; what is found is erased in one transaction. It may be called twice.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import QuerySet

from callsheet.accounts.models import Person, Team
from callsheet.calling.models import Attempt, DialerResult, ResultFile, UndoneOutcome
from callsheet.compliance import forget as on_file
from callsheet.leads import forget as pursuits
from callsheet.leads.models import Lead, Note
from callsheet.listings import bulk
from callsheet.owners import forget as people
from callsheet.owners import traces
from callsheet.owners.forget import Known
from callsheet.owners.models import Owner
from callsheet.owners.traces import Trace


@dataclass(frozen=True, slots=True)
class Plan:
    """What forgetting an owner erases and keeps, before it is done.

    `words` counts the fields in which the person stands, by table; `others` are owners who share a number.
    """

    owner: Owner
    known: Known
    words: Mapping[str, int]
    notes: int
    calls: int
    open_leads: int
    newest_lead: int | None
    answers: int
    permissions_kept: int
    permissions_erased: int
    others: tuple[Owner, ...]
    unread: tuple[str, ...]
    elsewhere: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was done. `traces` are the fields in which the person stood beside their own rows."""

    owner: Owner
    numbers: int = 0
    traces: int = 0
    notes: int = 0
    leads_closed: int = 0
    files: int = 0


def plan(owner: Owner) -> Plan:
    """Look for everything and change nothing."""
    known = people.known(owner)
    kept, erased = on_file.permissions(owner, known.numbers)
    mine, leads = _attempts(owner), Lead.objects.filter(owner=owner)
    return Plan(
        owner=owner,
        known=known,
        words=Counter(trace.model._meta.model_name for trace in _traces(owner, known)),
        notes=Note.objects.filter(lead__owner=owner).count() + mine.exclude(note="").count(),
        calls=mine.count(),
        open_leads=leads.filter(state=Lead.State.OPEN).count(),
        newest_lead=leads.order_by("-pk").values_list("pk", flat=True).first(),
        answers=on_file.answers_kept(owner, known.numbers),
        permissions_kept=len(kept),
        permissions_erased=len(erased),
        others=tuple(people.others_with(known.numbers, owner)),
        unread=(*pursuits.unread_uploads(owner.team), *_unread_results(owner.team)),
        elsewhere=tuple(pursuits.files_elsewhere(owner.team, known.pattern)),
    )


def forget(owner: Owner, by: Person | None, now: datetime) -> Forgotten:
    """Erase the person. The row of the owner stays without data, so that answers and dials keep what they point at.

    Safe to call twice: a forgotten owner is left as it is. The caller may be killed at any moment: before the commit
    nothing was erased but rejected rows, after it only evidence files may be left, which doctor names.
    """
    if owner.forgotten_at:
        return Forgotten(owner)
    known = people.known(owner)
    found = list(_traces(owner, known))
    files = pursuits.scrub_files(known.pattern)
    with bulk.leaving_nothing(), transaction.atomic():
        bulk.lock(owner.team)
        traces.write(found)
        notes, evidence = _erase_notes(owner), on_file.erase(owner, known.numbers, by, now)
        closed = pursuits.erase(owner, by, now)
        people.erase(owner, by, now)
    on_file.delete_files(evidence)
    return Forgotten(owner, len(known.numbers), len(found), notes, closed, len(files) + len(evidence))


def _traces(owner: Owner, known: Known) -> Iterator[Trace]:
    """Wherever the team wrote the person down, beside what is erased or kept as a whole."""
    team = owner.team
    yield from pursuits.traces_of(team, known)
    yield from on_file.traces_of(owner, known)
    yield from traces.find(Attempt.objects.filter(lead__team=team), ("note",), known.pattern)
    yield from traces.find(DialerResult.objects.filter(file__team=team), ("said",), known.pattern)


def _unread_results(team: Team) -> QuerySet[ResultFile]:
    """Files of another dialer that wait to hear which of their columns is which."""
    return ResultFile.objects.filter(team=team).exclude(kept_as="").order_by("pk").values_list("file_name", flat=True)


def _attempts(owner: Owner) -> QuerySet[Attempt]:
    return Attempt.objects.filter(lead__owner=owner)


def _erase_notes(owner: Owner) -> int:
    """The words kept with each attempt, and the lead as it stood before; the attempt itself is the record of a call."""
    mine = _attempts(owner)
    notes = mine.exclude(note="").update(note="") + Note.objects.filter(lead__owner=owner).count()
    mine.update(before={})
    UndoneOutcome.objects.filter(attempt__in=mine).update(before={})
    return notes
