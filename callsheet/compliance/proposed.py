"""Do-not-call requests that were written down without being recorded: heard in a note, proposed, answered by a person.

One door for every note and message: `hear`. What it heard waits as a row until somebody says that it was meant, or that
it was not; neither is asked again. Nothing is refused meanwhile: words are often about something else.
"""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from callsheet.accounts.models import Person, Team
from callsheet.compliance.models import Consent, DoNotCallRequest, ProposedRequest
from callsheet.core.revocation import revocation_in
from callsheet.owners.models import Owner

LONGEST = 200


def hear(
    team: Team, owner: Owner | None, number: str, text: str, by: Person | None, now: datetime
) -> ProposedRequest | None:
    """Listen to a note about an owner, or a message from one; safe to call twice.

    None when it asks for nothing, when a request stands already, or when it is not known who asks.
    """
    words = revocation_in(text)
    if not words or (owner is None and not number) or _stands(team, owner, number):
        return None
    heard, _ = ProposedRequest.objects.get_or_create(
        team=team, owner=owner, number=number, words=words[:LONGEST], by=by, at=now
    )
    return heard


def _stands(team: Team, owner: Owner | None, number: str) -> bool:
    about = Q(owner=owner) if owner else Q(number=number)
    return DoNotCallRequest.objects.filter(about, team=team, mistaken_at=None).exists()


def waiting(team: Team) -> QuerySet[ProposedRequest]:
    """Those nobody has answered, newest first; one whose owner asked by another way meanwhile needs no answer."""
    same = Q(owner=OuterRef("owner")) | (Q(number=OuterRef("number")) & ~Q(number="") & Q(owner=None))
    standing = DoNotCallRequest.objects.filter(same, team=OuterRef("team"), mistaken_at=None)
    unanswered = ProposedRequest.objects.filter(~Exists(standing), team=team, answered_at=None)
    return unanswered.select_related("owner", "by").order_by("-at", "-pk")


def not_meant(heard: ProposedRequest, by: Person | None, now: datetime) -> bool:
    """Keep that a person looked at the words and said no. False when they were answered before."""
    unanswered = ProposedRequest.objects.filter(pk=heard.pk, answered_at=None)
    return bool(unanswered.update(answered_at=now, answered_by=by))


def meant(heard: ProposedRequest, request: DoNotCallRequest, by: Person | None, now: datetime) -> None:
    """Keep that it was recorded; whatever else was heard of the same owner is answered with it."""
    same = Q(pk=heard.pk) | Q(owner=heard.owner_id, owner__isnull=False)
    unanswered = ProposedRequest.objects.filter(same, team=heard.team_id, answered_at=None)
    unanswered.update(answered_at=now, answered_by=by, request=request)


def kind_of(team: Team, owner: Owner | None) -> DoNotCallRequest.Kind:
    """What a request of this owner is: a consent taken back where one stands, else simply asked."""
    given = Consent.objects.filter(team=team, owner=owner, ended_at=None).exclude(kind=Consent.Kind.ACQUAINTED)
    stands = owner is not None and given.exists()
    return DoNotCallRequest.Kind.REVOKED if stands else DoNotCallRequest.Kind.ASKED
