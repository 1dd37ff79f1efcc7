"""The record of what was done and asked: every attempt with the answer it was cleared by, refusals, requests, consents.

One source is one query, read as a stream and oldest first, so that five years of a brokerage need no more memory than a
day. What has to be kept, and for how long: 16 CFR 310.5, five years of call detail, consents and do-not-call requests.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import chain, islice
from typing import Literal

from django.db.models import Prefetch, Q, QuerySet

from callsheet.accounts.models import Person, Team
from callsheet.calling.models import Attempt, UndoneOutcome
from callsheet.calling.timeline import BY_HAND, spoken
from callsheet.compliance.models import (
    NATION,
    Answer,
    Clearance,
    Consent,
    DoNotCallRequest,
    Evidenced,
    NumberLookup,
    ReassignedLookup,
    Relationship,
)
from callsheet.compliance.tables import rules
from callsheet.leads.models import LeadEvent
from callsheet.owners.models import Owner, Phone

AT_ONCE = 500  # rows read at a time: an answer with its checks takes a few kilobytes
SORTED_AT_ONCE = 10_000
BESIDE = ("person", "lead__property", "lead__owner", "clearance__answer__owner", "refused__owner")
OF_A_HOME = ("number", "predirection", "street", "suffix", "postdirection", "unit", "city", "state", "postal_code")
OF_AN_OWNER = ("name", "forgotten_at")
OF_AN_ANSWER = (
    "at", "channel", "number", "allowed", "rule", "because", "citation", "is_law", "reasons", "checks", "facts",
    "book", "lists", "previous_seal", "seal", *(f"owner__{name}" for name in OF_AN_OWNER),
)  # fmt: skip
SHOWN = (
    "at", "number", "caller_number", "seconds", "outcome", "outcome_at", "is_inbound", "person__name",
    *(f"lead__property__{name}" for name in OF_A_HOME),
    *(f"lead__owner__{name}" for name in OF_AN_OWNER),
    "clearance__expires_at",
    *(f"{where}__{name}" for where in ("clearance__answer", "refused") for name in OF_AN_ANSWER),
)  # fmt: skip
"""What an entry reads of an attempt and of the rows beside it: a fifth of their columns."""

Kind = Literal["attempt", "refused", "cleared", "request", "permission", "lookup", "by_hand"]
Asked = Literal["cleared", "refused", "not_asked", "inbound"]


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose record: the whole team's, one owner's, or one number's whoever had it.

    From `since`, included, to `until`, excluded; without them from the first day to the last.
    """

    team: Team
    owner: Owner | None = None
    number: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing on record. `what` says it; `words` are somebody's own, kept as they were written down.

    `asked` is how an attempt stands to the gate, None for what is no attempt; `answer` is what the gate said.
    """

    at: datetime
    kind: Kind
    what: str
    owner: Owner | None = None
    number: str = ""
    by: Person | None = None
    attempt: Attempt | None = None
    asked: Asked | None = None
    answer: Answer | None = None
    words: str = ""
    evidence: Evidenced | None = None


def entries(scope: Scope) -> Iterator[Entry]:
    """Everything of the scope, oldest first."""
    sources = (_attempts, _answers, _requests, _taken_back, _lookups, _reassigned, _by_hand)
    evidenced = (source(rows, scope) for rows in _evidenced(scope) for source in (_given, _ended))
    return merge(*(source(scope) for source in sources), *evidenced, key=lambda entry: entry.at)


def within(found: QuerySet, field: str, scope: Scope) -> QuerySet:
    """Those rows whose moment lies in the scope's days."""
    if scope.since:
        found = found.filter(**{f"{field}__gte": scope.since})
    return found.filter(**{f"{field}__lt": scope.until}) if scope.until else found


# ---------------------------------------------------------------- attempts and answers


def attempts_of(scope: Scope) -> QuerySet[Attempt]:
    """The calls of the scope. One belongs to the owner whom the gate was asked about, else to its lead's."""
    found = Attempt.objects.filter(lead__team=scope.team)
    if scope.number:
        found = found.filter(number=scope.number)
    if scope.owner:
        found = found.filter(pk__in=_attempts_to(scope.owner))
    return within(found, "at", scope)


def _attempts_to(owner: Owner) -> set[int]:
    """Each way to an owner's attempts through its own index: of an OR, SQLite would read all attempts of the team."""
    unasked = Q(clearance=None, refused=None, lead__owner=owner)
    ways = (Q(clearance__answer__owner=owner), Q(refused__owner=owner), unasked)
    found = (Attempt.objects.filter(way).values_list("pk", flat=True) for way in ways)
    return set(chain.from_iterable(found))


def answers_of(scope: Scope) -> QuerySet[Answer]:
    """What the gate said that no call followed: refusals, and permissions that no call used."""
    found = Answer.objects.filter(team=scope.team, clearance__attempt=None)
    if scope.number:
        found = found.filter(number=scope.number)
    if scope.owner:
        found = found.filter(owner=scope.owner)
    return within(found, "at", scope)


def how_asked(attempt: Attempt) -> Asked:
    """How the attempt stands to the gate: exactly one of four."""
    if attempt.clearance_id:
        return "cleared"
    if attempt.is_inbound:
        return "inbound"
    return "refused" if attempt.refused_id else "not_asked"


def _attempts(scope: Scope) -> Iterator[Entry]:
    found = attempts_of(scope).select_related(*BESIDE)
    undone = Prefetch("undone_outcomes", UndoneOutcome.objects.select_related("by").order_by("at"), to_attr="undone")
    for attempt in _stream(found.prefetch_related(undone).only(*SHOWN)):
        answer = attempt.clearance.answer if attempt.clearance else attempt.refused
        yield Entry(
            at=attempt.at,
            kind="attempt",
            what=spoken(attempt.outcome) if attempt.outcome else "Dialed, no outcome recorded",
            owner=answer.owner if answer else attempt.lead.owner,
            number=attempt.number,
            by=attempt.person,
            attempt=attempt,
            asked=how_asked(attempt),
            answer=answer,
        )


def _answers(scope: Scope) -> Iterator[Entry]:
    for answer in _stream(answers_of(scope).select_related("by", "owner", "clearance")):
        kind: Kind = "cleared" if answer.allowed else "refused"
        what = _unused(answer) if answer.allowed else "Asked, and refused"
        yield Entry(answer.at, kind, what, answer.owner, answer.number, answer.by, answer=answer)


def _unused(answer: Answer) -> str:
    clearance = clearance_of(answer)
    return "Cleared and used, not by a call" if clearance and clearance.used_at else "Cleared, but not used"


def clearance_of(answer: Answer) -> Clearance | None:
    """The permission made for the answer; none for a refusal, or where somebody took it out of the database."""
    return getattr(answer, "clearance", None)


# ---------------------------------------------------------------- what owners asked and allowed


def requests_of(scope: Scope) -> QuerySet[DoNotCallRequest]:
    """The requests that bind the scope: made by the owner, or on one of the numbers."""
    return _binding(DoNotCallRequest.objects.filter(team=scope.team), scope)


def _requests(scope: Scope) -> Iterator[Entry]:
    for one in _stream(within(requests_of(scope).select_related("by", "owner"), "at", scope)):
        what = one.get_kind_display()
        yield Entry(one.at, "request", f"{what[:1].upper()}{what[1:]}", one.owner, one.number, one.by, words=one.words)


def _taken_back(scope: Scope) -> Iterator[Entry]:
    mistaken = requests_of(scope).exclude(mistaken_at=None).select_related("mistaken_by", "owner")
    for one in _stream(within(mistaken, "mistaken_at", scope), "mistaken_at"):
        what = "Do-not-call request taken back as entered by mistake"
        yield Entry(one.mistaken_at, "request", what, one.owner, one.number, one.mistaken_by, words=one.words)


def _given(rows: QuerySet, scope: Scope) -> Iterator[Entry]:
    for one in _stream(within(rows.select_related("by", "owner"), "at", scope)):
        yield _evidence(one, one.at, f"{_name(one)} recorded: {one.get_kind_display()}", one.by, one.words)


def _ended(rows: QuerySet, scope: Scope) -> Iterator[Entry]:
    ended = rows.exclude(ended_at=None).select_related("ended_by", "owner")
    for one in _stream(within(ended, "ended_at", scope), "ended_at"):
        yield _evidence(one, one.ended_at, f"{_name(one)} ended", one.ended_by, one.ended_because)


def _name(row: Consent | Relationship) -> str:
    return "Permission" if isinstance(row, Consent) else "Relationship"


def _evidenced(scope: Scope) -> tuple[QuerySet[Consent], QuerySet[Relationship]]:
    consents = _binding(Consent.objects.filter(team=scope.team), scope)
    relationships = Relationship.objects.filter(team=scope.team)
    if scope.owner or scope.number:
        relationships = relationships.filter(owner__in=_owners(scope))
    return consents, relationships


def _evidence(row: Consent | Relationship, at: datetime, what: str, by: Person | None, words: str) -> Entry:
    number = row.number if isinstance(row, Consent) else ""
    return Entry(at, "permission", what, row.owner, number, by, words=words, evidence=row)


# ---------------------------------------------------------------- look-ups, letters and doors


def _lookups(scope: Scope) -> Iterator[Entry]:
    found = _on_numbers(NumberLookup.objects.filter(team=scope.team), scope).select_related("by")
    for one in _stream(within(found, "at", scope)):
        what = f"Looked up by hand: {'on' if one.listed else 'not on'} {list_name(one.list)}"
        yield Entry(one.at, "lookup", what, number=one.number, by=one.by)


def list_name(code: str) -> str:
    """`the national registry`, `the list of Pennsylvania`"""
    return "the national registry" if code == NATION else f"the list of {rules().states[code].name}"


def _reassigned(scope: Scope) -> Iterator[Entry]:
    found = _on_numbers(ReassignedLookup.objects.filter(team=scope.team), scope).select_related("by")
    for one in _stream(within(found, "at", scope)):
        what = f"Asked the Reassigned Numbers Database: {one.get_said_display()}"
        yield Entry(one.at, "lookup", what, number=one.number, by=one.by)


def by_hand_of(scope: Scope) -> QuerySet[LeadEvent]:
    """Letters and doors. They go to an owner, so the record of a number has none."""
    found = LeadEvent.objects.filter(lead__team=scope.team)
    if scope.number:
        return found.none()
    if scope.owner:
        found = found.filter(lead__owner=scope.owner)
    said = Q(*(("what__startswith", words) for words in BY_HAND), _connector=Q.OR)
    return within(found.filter(said), "at", scope)


def _by_hand(scope: Scope) -> Iterator[Entry]:
    for event in _stream(by_hand_of(scope).select_related("by", "lead__owner")):
        yield Entry(event.at, "by_hand", event.what.rstrip("."), event.lead.owner, by=event.by)


# ---------------------------------------------------------------- whom a scope binds


def _binding(found: QuerySet, scope: Scope) -> QuerySet:
    """Rows of an owner, of a number, or of both: those about the owner or a number of theirs; or about the number, or
    about any number of an owner who has it."""
    if scope.owner:
        return found.filter(Q(owner=scope.owner) | Q(number__in=numbers_of(scope.owner)))
    if scope.number:
        return found.filter(Q(number=scope.number) | Q(number="", owner__in=_owners(scope)))
    return found


def _on_numbers(found: QuerySet, scope: Scope) -> QuerySet:
    if scope.owner:
        return found.filter(number__in=numbers_of(scope.owner))
    return found.filter(number=scope.number) if scope.number else found


def numbers_of(owner: Owner) -> list[str]:
    """Every number of the owner, those the gate was asked about long ago among them."""
    now = Phone.objects.filter(owner=owner).values_list("number", flat=True)
    asked = Answer.objects.filter(owner=owner).values_list("number", flat=True)
    return sorted({*now, *asked.distinct()} - {""})


def is_known(team: Team, number: str) -> bool:
    """Whether the number has, or ever had, to do with the team."""
    known = (
        Phone.objects.filter(owner__team=team),
        Answer.objects.filter(team=team),
        Attempt.objects.filter(lead__team=team),
        DoNotCallRequest.objects.filter(team=team),
    )
    return any(rows.filter(number=number).exists() for rows in known)


def _owners(scope: Scope) -> set[int]:
    """The owner of the scope, or all who have its number or were asked about with it."""
    if scope.owner:
        return {scope.owner.pk}
    having = Phone.objects.filter(number=scope.number, owner__team=scope.team).values_list("owner", flat=True)
    asked = Answer.objects.filter(number=scope.number, team=scope.team, owner__isnull=False)
    return set(chain(having, asked.values_list("owner", flat=True).distinct()))


def _stream(found: QuerySet, field: str = "at") -> Iterator:
    """The rows in the order of their moments. Only their numbers are sorted; the rows are then read some at a time."""
    in_order = found.order_by(field, "pk").values_list("pk", flat=True).iterator(chunk_size=SORTED_AT_ONCE)
    while keys := list(islice(in_order, AT_ONCE)):
        rows = found.in_bulk(keys)
        yield from (rows[key] for key in keys if key in rows)
