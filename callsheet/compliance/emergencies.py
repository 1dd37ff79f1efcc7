"""Declared emergencies in the states whose law bars sales calls meanwhile: who declared and lifted them here, when."""

from collections.abc import Collection
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet

from callsheet.accounts.models import Person, Team
from callsheet.compliance.models import Emergency
from callsheet.compliance.tables import rules
from callsheet.core.errors import UnusableInput
from callsheet.core.law_rules import Jurisdiction
from callsheet.listings import bulk


def known_to() -> tuple[Jurisdiction, ...]:
    """The states whose law knows such emergencies."""
    return tuple(state for state in rules().states.values() if state.emergency)


def standing(team: Team) -> QuerySet[Emergency]:
    """The emergencies that nobody lifted."""
    return Emergency.objects.filter(team=team, lifted_at=None).order_by("state")


@transaction.atomic
def declare(team: Team, state: str, *, words: str, on: date, by: Person, now: datetime) -> Emergency:
    """From now on nobody in the state is called. Safe to call twice: a standing emergency stays as it was declared.

    Raises UnusableInput for a state whose law knows none, for a day to come, and without words.
    """
    if state not in {known.code for known in known_to()}:
        raise UnusableInput(f"No law that is known bars calls in {state or 'that state'} during an emergency.")
    if on > now.astimezone(ZoneInfo(by.time_zone)).date():
        raise UnusableInput("That day is still to come. Give the day on which it was declared.")
    if not words.strip():
        raise UnusableInput("Write what was declared, and where you read it.")
    bulk.lock(team)
    given = {"words": words.strip(), "declared_on": on, "by": by, "at": now}
    return Emergency.objects.get_or_create(team=team, state=state, lifted_at=None, defaults=given)[0]


@transaction.atomic
def lift(emergency: Emergency, by: Person, now: datetime) -> bool:
    """The emergency is over; it stays on record with who said so. False when it was lifted before."""
    bulk.lock(emergency.team)
    return bool(Emergency.objects.filter(pk=emergency.pk, lifted_at=None).update(lifted_at=now, lifted_by=by))


def reminders(states: Collection[str]) -> list[str]:
    """What to look at every day, for those of these states whose law knows emergencies."""
    return [words for code, words in DAILY.items() if code in states]


DAILY = {
    "LA": (
        "Louisiana: look at lpsc.louisiana.gov/DNC_Emergency every day before you call. While the Public Service "
        "Commission must staff the emergency center, no sales call is allowed."
    ),
    "NY": (
        "New York: look every day whether a state of emergency is declared where the owner lives. "
        "While it is, no sales call is allowed there."
    ),
}
"""State -> where it is announced (La. R.S. 45:844.31; N.Y. Gen. Bus. Law 399-z(5-a))."""
