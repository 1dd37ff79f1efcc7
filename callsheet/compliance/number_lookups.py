"""What lists and databases said of one number when somebody looked it up by hand, and until when each counts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from callsheet.accounts.models import Person
from callsheet.compliance.models import NATION, NumberLookup, ReassignedLookup
from callsheet.core.law_rules import Rules
from callsheet.core.law_words import long_date
from callsheet.core.wall_clock import WallClock
from callsheet.owners.models import Phone

MOST = 12


@dataclass(frozen=True, slots=True)
class LookupLine:
    """`Pennsylvania’s own list: not on it.` and by whom, when, until when."""

    said: str
    about: str


def lookups_of(phone: Phone, book: Rules, clock: WallClock) -> tuple[LookupLine, ...]:
    """The newest look-up of each list and of the database, and those before it."""
    about = {"team": phone.owner.team_id, "number": phone.number}
    lists = NumberLookup.objects.filter(**about).select_related("by").order_by("-at", "-pk")[:MOST]
    databases = ReassignedLookup.objects.filter(**about).select_related("by").order_by("-at", "-pk")[:MOST]
    told = [(row.at, row.pk, line) for row, line in (*_lists(lists, book, clock), *_databases(databases, book, clock))]
    return tuple(line for _, _, line in sorted(told, key=lambda each: each[:2], reverse=True))


def _lists(rows, book: Rules, clock: WallClock) -> Iterator[tuple[NumberLookup, LookupLine]]:
    for row in rows:
        name = "National registry" if row.list == NATION else f"{_name(row.list, book)}’s own list"
        said = f"{name}: {'on it' if row.listed else 'not on it'}"
        limit = row.on + timedelta(days=book.list_days(row.list))
        yield row, LookupLine(said, _about(row.on, row.by, limit, clock))


def _databases(rows, book: Rules, clock: WallClock) -> Iterator[tuple[ReassignedLookup, LookupLine]]:
    for row in rows:
        limit = row.on + timedelta(days=book.policy.reassigned_max_age_days)
        grows_old = limit if row.said == ReassignedLookup.Said.NO else None
        said = f"Reassigned Numbers Database: {row.get_said_display()}"
        yield row, LookupLine(said, _about(row.on, row.by, grows_old, clock))


def _name(code: str, book: Rules) -> str:
    state = book.states.get(code)
    return state.name if state else code


def _about(on: date, by: Person | None, last: date | None, clock: WallClock) -> str:
    """`Looked up Nov 24, 2026, by Maya Lindqvist; counts until Dec 25, 2026`"""
    who = f", by {by.name}" if by else ""
    until = "" if last is None else f"; count{'s' if last >= clock.today else 'ed'} until {long_date(last)}"
    return f"Looked up {long_date(on)}{who}{until}"
