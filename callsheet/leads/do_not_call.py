"""Taking back a do-not-call request that was never made: it stays on record, and the owner is called again."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from callsheet.accounts.models import Person
from callsheet.compliance import gate
from callsheet.compliance.models import DoNotCallRequest
from callsheet.leads.models import Lead
from callsheet.owners.phones import usable


@transaction.atomic
def take_back(request: DoNotCallRequest, by: Person, now: datetime) -> int:
    """Mark the request as entered by mistake; the leads it took off the phone come back to it. How many came back.

    A lead stays with letters while another request binds its owner, or where no number is left to try.
    """
    if request.mistaken_at is not None:
        return 0
    gate.mistaken(request, by, now)
    return sum(_may_be_tried(lead) and lead.to_phone(_BECAUSE, now, by) for lead in _off_the_phone(request))


_BECAUSE = "The do-not-call request was entered by mistake: by phone again."


def _off_the_phone(request: DoNotCallRequest):
    """The open leads that go by letters, of the owner who asked and of everybody who has that number."""
    concerned = Q(owner=request.owner_id) if request.owner_id else Q()
    if request.number:
        concerned |= Q(owner__phones__number=request.number)
    leads = Lead.objects.filter(concerned, team=request.team_id, state=Lead.State.OPEN, by_phone=False)
    return leads.exclude(owner=None).select_related("owner", "team").distinct()


def _may_be_tried(lead: Lead) -> bool:
    phones = usable(lead.owner.phones.all())
    binding = Q(owner=lead.owner_id) | Q(number__in=[phone.number for phone in phones])
    standing = DoNotCallRequest.objects.filter(binding, team=lead.team_id, mistaken_at=None)
    return bool(phones) and not standing.exists()
