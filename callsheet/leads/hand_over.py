"""Whose lead it is: nobody's, so everybody's; or one person's, to whom it was handed."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from callsheet.accounts.models import Person
from callsheet.core.errors import UnusableInput
from callsheet.leads.models import Lead


def worked_by(person: Person) -> Q:
    """The leads on somebody's sheet: theirs, nobody's, and those of people who can come in no longer."""
    return Q(assigned_to=None) | Q(assigned_to=person) | Q(assigned_to__is_active=False)


@transaction.atomic
def hand_over(lead: Lead, to: Person, by: Person, now: datetime, note: str = "") -> bool:
    """Give a lead to a colleague, with a note: it stands on their sheet alone. False when it is theirs already.

    Raises UnusableInput when they can come in no longer.
    """
    if not to.is_active or to.team_id != lead.team_id:
        raise UnusableInput(f"{to.name} does not work here any more. Choose somebody else.")
    if not Lead.objects.filter(pk=lead.pk).exclude(assigned_to=to).update(assigned_to=to):
        return False
    lead.events.create(at=now, by=by, what=f"Handed to {to.name}.")
    if note.strip():
        lead.note(note, by, now)
    return True
