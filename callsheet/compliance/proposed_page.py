"""The question after a note that sounds like a do-not-call request, in the words of the screen."""

from dataclasses import dataclass

from django.db.models import Q

from callsheet.accounts.models import Person
from callsheet.compliance import proposed
from callsheet.compliance.models import ProposedRequest
from callsheet.core import phone as phones
from callsheet.owners.models import Owner

AT_ONCE = 3


@dataclass(frozen=True, slots=True)
class Heard:
    """`Your note on Harriet Boone says “take me off your list”.`"""

    pk: int
    whose: str
    words: str


def heard_by(person: Person, owner: Owner | None = None) -> tuple[Heard, ...]:
    """What waits for an answer: out of this person's own notes, and out of anybody's about this owner."""
    mine = Q(by=person) | Q(owner=owner) if owner else Q(by=person)
    waiting = proposed.waiting(person.team).filter(mine)
    keys = list(waiting.values_list("pk", flat=True)[:AT_ONCE])
    return tuple(_heard(one, person) for one in waiting.filter(pk__in=keys)) if keys else ()


def _heard(one: ProposedRequest, person: Person) -> Heard:
    whose = "Your note" if one.by == person else f"A note of {one.by.name}" if one.by else "A note"
    return Heard(one.pk, f"{whose} on {_about(one)}", one.words)


def _about(one: ProposedRequest) -> str:
    return one.owner.name if one.owner else phones.national(one.number)
