"""The pages of the record: every attempt to one owner or number, newest first; and the books of the whole brokerage."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, tzinfo

from django.urls import reverse
from django.utils.http import urlencode

from callsheet.accounts.models import Person
from callsheet.calling import record, record_tally, record_words
from callsheet.calling.record import Scope
from callsheet.calling.record_days import Days
from callsheet.calling.record_tally import Tally, chain_of, chain_words, heading
from callsheet.calling.record_words import Block
from callsheet.core import words
from callsheet.core.phone import national
from callsheet.leads.models import Lead

SHOWN = 200  # entries on one page; the documents have all of them


@dataclass(frozen=True, slots=True)
class Documents:
    """Where the record is handed out; None for who may only read it."""

    pdf: str
    csv: str


@dataclass(frozen=True, slots=True)
class RecordPage:
    """`heading` is the answer; `left_out` says how many older entries only the documents have, empty for none."""

    heading: str
    whose: str
    lead: int | None
    numbers: tuple[tuple[str, str], ...]
    days: str
    told: str
    chain: str
    blocks: tuple[Block, ...]
    left_out: str
    documents: Documents | None


@dataclass(frozen=True, slots=True)
class Month:
    name: str
    count: Tally


@dataclass(frozen=True, slots=True)
class BooksPage:
    """The record of the whole brokerage, counted month by month, the newest first."""

    heading: str
    days: str
    told: str
    chain: str
    months: tuple[Month, ...]
    total: Tally
    documents: Documents | None


def record_page(scope: Scope, days: Days, person: Person, zone: tzinfo) -> RecordPage:
    """The page of one owner's or one number's record."""
    found = list(record.entries(scope))
    shown = found[-SHOWN:][::-1]
    count = record_tally.tally(found)
    first = next((entry.at for entry in found if entry.asked and entry.asked != "inbound"), None)
    return RecordPage(
        heading=heading(count, scope, first.astimezone(zone).date() if first else None),
        whose=record_tally.whose(scope),
        lead=_lead(scope),
        numbers=tuple((national(number), _of_number(number)) for number in _numbers(scope)),
        days=str(days),
        told=record_tally.told(count),
        chain=chain_words(chain_of(scope.team)),
        blocks=tuple(record_words.block(entry, zone, scope.owner) for entry in shown),
        left_out=_left_out(len(found) - len(shown)),
        documents=documents(scope, days, person),
    )


def books_page(scope: Scope, days: Days, person: Person, zone: tzinfo) -> BooksPage:
    """The page of the whole team's records."""
    months = record_tally.by_month(scope, zone)
    total = sum(months.values(), Tally())
    first = record_tally.first_attempt(scope)
    return BooksPage(
        heading=heading(total, scope, first.astimezone(zone).date() if first else None),
        days=str(days),
        told=record_tally.told(total),
        chain=chain_words(chain_of(scope.team)),
        months=tuple(Month(f"{month:%B} {month.year}", count) for month, count in reversed(months.items())),
        total=total,
        documents=documents(scope, days, person),
    )


def documents(scope: Scope, days: Days, person: Person) -> Documents | None:
    """Where the PDF and the CSV of these days are."""
    if not may_take(person):
        return None
    query = {name: day for name, day in (("from", days.first), ("to", days.last)) if day}
    return Documents(_address("pdf", scope, query), _address("csv", scope, query))


def may_take(person: Person) -> bool:
    """Whether the record is handed out to this person: the books of a brokerage go out through licensed hands."""
    return person.is_licensed


def _address(form: str, scope: Scope, query: Mapping[str, date]) -> str:
    if scope.owner:
        where = reverse(f"record_{form}", args=[scope.owner.pk])
    elif scope.number:
        where = reverse(f"record_of_number_{form}", args=[scope.number])
    else:
        where = reverse(f"records_{form}")
    return f"{where}?{urlencode(query)}" if query else where


def _of_number(number: str) -> str:
    return reverse("record_of_number", args=[number])


def _numbers(scope: Scope) -> list[str]:
    return record.numbers_of(scope.owner) if scope.owner else []


def _lead(scope: Scope) -> int | None:
    """The owner's open lead, else the last one."""
    leads = Lead.objects.filter(owner=scope.owner, team=scope.team) if scope.owner else Lead.objects.none()
    return leads.order_by("-state", "-pk").values_list("pk", flat=True).first()


def _left_out(number: int) -> str:
    if number <= 0:
        return ""
    older = words.count(number, "older entry", "older entries")
    return f"{older} {'is' if number == 1 else 'are'} in the PDF and the CSV, or under other days."
