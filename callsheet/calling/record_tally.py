"""Counting a record: how many attempts were asked first, month by month, and how the chain of answers stands."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, tzinfo
from itertools import chain as chain_together

from django.db.models import Count, QuerySet

from callsheet.accounts.models import Team
from callsheet.calling import record, record_hours
from callsheet.calling.record import Entry, Scope
from callsheet.calling.record_months import Days, counted_by_month
from callsheet.calling.record_words import day, owner_name
from callsheet.compliance import chain
from callsheet.compliance.models import ChainHead
from callsheet.core import words
from callsheet.core.phone import national

REQUESTS = {"requests": Count("pk")}
FAULTS = 5  # named one by one; doctor names them all


@dataclass(frozen=True, slots=True)
class Tally:
    """How many attempts there were, by how they stand to the gate; refusals, requests, and what was sent by hand."""

    cleared: int = 0
    refused: int = 0
    not_asked: int = 0
    inbound: int = 0
    refusals: int = 0
    requests: int = 0
    by_hand: int = 0

    @property
    def attempts(self) -> int:
        """Calls that went out; an owner's own call is none."""
        return self.cleared + self.refused + self.not_asked

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


@dataclass(frozen=True, slots=True)
class Chain:
    """The team's chain of answers: how long it is and its last seal.

    `verified` answers were read again now, and `problems` says what was found; None when nobody looked.
    """

    answers: int
    seal: str
    verified: int = 0
    problems: tuple[str, ...] | None = None


def tally(entries: Sequence[Entry]) -> Tally:
    """The count of entries that are at hand."""
    kinds = Counter(entry.kind for entry in entries)
    asked = Counter(entry.asked for entry in entries if entry.asked)
    return Tally(**asked, refusals=kinds["refused"], requests=kinds["request"], by_hand=kinds["by_hand"])


def by_month(scope: Scope, zone: tzinfo) -> dict[date, Tally]:
    """First of the month -> its count, oldest first, counted by the database: of the whole team from its hours."""
    months: dict[date, Tally] = defaultdict(Tally)
    days = Days(scope.since, scope.until, zone)
    requests = record.within(record.requests_of(scope), "at", scope)
    kept, live = record_hours.of(scope, days) if record_hours.serves(scope) else ((), _all_of(scope))
    for month, counts in chain_together(kept, *(counted_by_month(*one, days) for one in (*live, (requests, REQUESTS)))):
        months[month] += Tally(**counts)
    return dict(sorted(months.items()))


def _all_of(scope: Scope) -> Sequence[tuple[QuerySet, dict[str, Count]]]:
    """The rows of the scope, each kind with what is counted of it."""
    refusals = record.answers_of(scope).filter(allowed=False)
    return (
        (record.attempts_of(scope), record_hours.ATTEMPTS),
        (refusals, record_hours.REFUSALS),
        (record.by_hand_of(scope), record_hours.BY_HAND),
    )


def first_attempt(scope: Scope) -> datetime | None:
    """The moment of the first call that went out; None when there was none."""
    out = record.attempts_of(scope).filter(is_inbound=False)
    return out.order_by("at").values_list("at", flat=True).first()


def chain_of(team: Team) -> Chain:
    """How long the chain is and its last seal, as the chain itself keeps them."""
    head = ChainHead.objects.filter(team=team).first()
    return Chain(head.answers, head.seal) if head else Chain(0, "")


def verified(team: Team, entries: Sequence[Entry]) -> Chain:
    """The chain, with the answers of these entries read again, and every seal followed to the last."""
    here, keys = chain_of(team), {entry.answer.pk for entry in entries if entry.answer}
    return replace(here, verified=len(keys), problems=tuple(chain.verify_those(team, keys)))


# ---------------------------------------------------------------- in words


def heading(count: Tally, scope: Scope, first: date | None) -> str:
    """`14 attempts to Harriet Boone since Mar 3, 2024; all asked first.`"""
    whom = f" to {named}" if (named := whose(scope)) else ""
    if not count.attempts:
        return f"No attempt{whom} is on record."
    since = f" since {day(first)}" if first else ""
    return f"{words.count(count.attempts, 'attempt')}{whom}{since}; {_asked_first(count)}."


def _asked_first(count: Tally) -> str:
    if count.cleared == count.attempts:
        return {1: "it was asked first", 2: "both were asked first"}.get(count.attempts, "all asked first")
    told = (count.not_asked, "without asking"), (count.refused, "after a refusal")
    return ", ".join(f"{number:,} {how}" for number, how in told if number)


def whose(scope: Scope) -> str:
    """The owner's name or the number; empty for the whole team."""
    return owner_name(scope.owner) if scope.owner else national(scope.number) if scope.number else ""


def told(count: Tally) -> str:
    """What else there is: `3 refusals, 1 do-not-call request, 2 letters and doors.` Empty when there is nothing."""
    parts = (
        (count.inbound, "call from an owner", "calls from owners"),
        (count.refusals, "refusal", "refusals"),
        (count.requests, "entry about do-not-call requests", "entries about do-not-call requests"),
        (count.by_hand, "letter or door", "letters and doors"),
    )
    said = ", ".join(words.count(number, one, many) for number, one, many in parts if number)
    return f"{said}." if said else ""


def chain_words(stands: Chain) -> str:
    """How the chain stands, in a sentence or two."""
    if not stands.answers:
        return "The gate was not asked yet, so there is no chain of answers."
    long = f"{words.count(stands.answers, 'answer')} of the brokerage"
    if stands.problems is None:
        return f"{long} {'is' if stands.answers == 1 else 'are'} chained, each to the one before it."
    if stands.problems:
        return f"BROKEN. {long}; {words.count(len(stands.problems), 'fault')}: {' '.join(stands.problems[:FAULTS])}"
    if not stands.verified:
        return f"Verified: {long}, one unbroken chain."
    return (
        f"Verified: {words.count(stands.verified, 'answer')} printed here, unchanged since given; "
        f"{long}, one unbroken chain."
    )
