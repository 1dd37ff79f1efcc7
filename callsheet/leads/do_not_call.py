"""Do-not-call requests and the leads: recorded, the owner is written to instead; taken back, called again."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from callsheet.accounts.models import Person, Team
from callsheet.compliance import gate, proposed
from callsheet.compliance.models import DoNotCallRequest, ProposedRequest
from callsheet.leads import lane
from callsheet.leads.models import Lead
from callsheet.owners.models import Owner


@transaction.atomic
def record(
    team: Team, owner: Owner | None, number: str, words: str, by: Person | None, now: datetime
) -> DoNotCallRequest:
    """Record at once, for everybody of the team, that the owner asked for no more calls, or took a consent back.

    Safe to call twice. The leads concerned go on by letters and doors.
    """
    kind = proposed.kind_of(team, owner)
    request = gate.request_no_calls(team, owner, number, by, now, words=words, kind=kind)
    lane.look_at(team, _concerned(request), now)
    return request


@transaction.atomic
def record_proposed(heard: ProposedRequest, by: Person | None, now: datetime) -> DoNotCallRequest:
    """Record what was heard in a note: it was meant. Safe to call twice."""
    request = record(heard.team, heard.owner, heard.number, heard.words, by, now)
    proposed.meant(heard, request, by, now)
    return request


@transaction.atomic
def take_back(request: DoNotCallRequest, by: Person, now: datetime) -> int:
    """Mark the request as entered by mistake; the leads it took off the phone come back to it. How many came back.

    A lead stays with letters while something else refuses every number of its owner, or where none is left to try.
    """
    if request.mistaken_at is not None:
        return 0
    gate.mistaken(request, by, now)
    return lane.look_at(request.team, _concerned(request), now).to_phone


def _concerned(request: DoNotCallRequest) -> QuerySet[Lead]:
    """The open leads of the owner who asked, and of everybody who has that number."""
    concerned = Q(owner=request.owner_id) if request.owner_id else Q(pk=None)
    if request.number:
        concerned |= Q(owner__phones__number=request.number)
    return Lead.objects.filter(concerned, team=request.team_id, state=Lead.State.OPEN)
