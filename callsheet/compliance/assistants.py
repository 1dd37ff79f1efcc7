"""In which states an assistant without a licence may dial: none, until the broker says that counsel confirmed it.

Where a state's table says that only licensed people may ask owners for a listing, nobody can say otherwise here.
"""

from datetime import datetime

from django.db import transaction

from callsheet.accounts.models import Person, Team
from callsheet.accounts.people import NotTheBroker
from callsheet.compliance.models import AssistantsMayDial
from callsheet.compliance.tables import rules
from callsheet.core.errors import UnusableInput
from callsheet.listings import bulk


class LawForbids(UnusableInput):
    """The state's own law keeps such calls to licensed people."""


def confirmed(team: Team) -> tuple[str, ...]:
    """The states in which an assistant of the team may dial, in order."""
    return tuple(standing(team).order_by("state").values_list("state", flat=True))


def standing(team: Team):
    """The broker's words that hold now."""
    return AssistantsMayDial.objects.filter(team=team, ended_at=None)


@transaction.atomic
def confirm(state: str, because: str, by: Person, now: datetime) -> AssistantsMayDial:
    """Keep the broker's word on a state, with who confirmed it and where that is written. Safe to call twice.

    Raises NotTheBroker, LawForbids, and UnusableInput for a state nobody knows.
    """
    _check_broker(by)
    _check_open(state)
    bulk.lock(by.team)
    known = standing(by.team).filter(state=state).first()
    return known or AssistantsMayDial.objects.create(team=by.team, state=state, because=because.strip(), by=by, at=now)


@transaction.atomic
def take_back(word: AssistantsMayDial, by: Person, now: datetime) -> bool:
    """From now on assistants do not dial there; the word stays on record. False when it was taken back before."""
    _check_broker(by)
    bulk.lock(by.team)
    open_ = AssistantsMayDial.objects.filter(pk=word.pk, ended_at=None)
    return bool(open_.update(ended_at=now, ended_by=by))


def _check_broker(by: Person) -> None:
    if not by.is_broker:
        raise NotTheBroker("Your broker says where assistants may dial.")


def _check_open(state: str) -> None:
    known = rules().states.get(state)
    if known is None:
        raise UnusableInput(f"{state}: no such state.")
    if known.unlicensed:
        raise LawForbids(
            f"{known.name}'s law lets only licensed people ask owners for a listing ({known.unlicensed.citation}). "
            "No confirmation lifts that."
        )
