"""Counting a record: how many attempts were asked first, month by month, and how the chain of answers stands."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, tzinfo

from django.db.models import Count, Min, Q, QuerySet

from callsheet.accounts.models import Team
from callsheet.calling import record
from callsheet.calling.record import Entry, Scope
from callsheet.calling.record_months import MonthOf, months_of, start_of
from callsheet.calling.record_words import day, owner_name
from callsheet.compliance import chain
from callsheet.compliance.models import Answer
from callsheet.core import words
from callsheet.core.phone import national

FAULTS = 5  # named one by one; doctor names them all
ATTEMPTS = {
    "cleared": Count("pk", filter=Q(clearance__isnull=False)),
    "refused": Count("pk", filter=Q(refused__isnull=False)),
    "not_asked": Count("pk", filter=Q(clearance=None, refused=None, is_inbound=False)),
    "inbound": Count("pk", filter=Q(is_inbound=True)),
}


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
    """First of the month -> its count, oldest first, counted by the database."""
    months: dict[date, Tally] = defaultdict(Tally)
    counts = (
        (record.attempts_of(scope), ATTEMPTS),
        (record.answers_of(scope).filter(allowed=False), {"refusals": Count("pk")}),
        (record.within(record.requests_of(scope), "at", scope), {"requests": Count("pk")}),
        (record.by_hand_of(scope), {"by_hand": Count("pk")}),
    )
    for found, counted in counts:
        for month, count in _monthly(found, counted, scope, zone):
            months[month] += count
    return dict(sorted(months.items()))


def _monthly(found: QuerySet, counted: dict[str, Count], scope: Scope, zone: tzinfo) -> list[tuple[date, Tally]]:
    months = months_of(found, scope.since, scope.until, zone)
    if not months:
        return []
    named = {f"counted_{name}": count for name, count in counted.items()}  # an attempt has a column `refused`
    place = MonthOf("at", [start_of(month, zone) for month in months])
    rows = found.order_by().values(month=place).annotate(**named)
    return [(months[row["month"]], Tally(**{name: row[f"counted_{name}"] for name in counted})) for row in rows]


def first_attempt(scope: Scope) -> datetime | None:
    """The moment of the first call that went out; None when there was none."""
    return record.attempts_of(scope).filter(is_inbound=False).aggregate(at=Min("at"))["at"]


def chain_of(team: Team) -> Chain:
    """How long the chain is, without looking at every answer."""
    answers = Answer.objects.filter(team=team)
    last = answers.order_by("-pk").values_list("seal", flat=True).first()
    return Chain(answers.count(), last or "")


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
