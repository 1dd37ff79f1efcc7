"""What stands behind one "may I call": a kept answer, or what the gate would say now; nothing is stored here."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from callsheet.accounts.models import Person
from callsheet.compliance import gate
from callsheet.compliance.evidence import Target
from callsheet.compliance.marks import only_time_refuses
from callsheet.compliance.models import Answer, DoNotCallRequest
from callsheet.core.law_decision import Check, Decision, Reason
from callsheet.listings.models import Property
from callsheet.owners.models import Owner, Phone
from callsheet.owners.phones import best

EARLIER = 12
Said = dict[Phone, tuple[Property | None, Decision]]


@dataclass(frozen=True, slots=True)
class Proof:
    """One question and its answer. `answer` is None for a preview, `decision` for a kept answer.

    `others`: the owner's other numbers that can be tried, each with what the gate would say of it now.
    """

    number: str
    owner: Owner | None
    phone: Phone | None
    home: Property | None
    reasons: Sequence[Reason]
    checks: Sequence[Check]
    answer: Answer | None = None
    decision: Decision | None = None
    others: Sequence[tuple[Phone, Decision]] = ()
    earlier: Sequence[Answer] = ()
    requests: Sequence[DoNotCallRequest] = field(default=())

    @property
    def is_allowed(self) -> bool:
        return self.answer.allowed if self.answer else bool(self.decision and self.decision.allowed)

    @property
    def next_allowed_at(self) -> datetime | None:
        told = self.answer or self.decision
        return told.next_allowed_at if told else None

    @property
    def opens_at(self) -> datetime | None:
        """When hours and caps allow it, if nothing else refuses now but something will by then: an old file."""
        if self.next_allowed_at or not only_time_refuses(self.reasons):
            return None
        return max(reason.next_allowed_at for reason in self.reasons if reason.next_allowed_at)


def of_answer(answer: Answer, person: Person, now: datetime) -> Proof:
    """A kept answer as it was said, with what may be done instead today."""
    owner, homes = answer.owner, _homes(answer.owner)
    phones = _phones(owner)
    said = _preview(owner, phones, homes, person, now)
    return Proof(
        number=answer.number,
        owner=owner,
        phone=next((phone for phone in phones if phone.number == answer.number), None),
        home=homes[0] if len(homes) == 1 else None,
        reasons=[_reason(row) for row in answer.reasons],
        checks=[Check(**row) for row in answer.checks],
        answer=answer,
        others=_others(said, answer.number),
        earlier=_earlier(answer.team_id, answer.number),
        requests=_requests(answer.team_id, answer.number, owner),
    )


def of_phone(phone: Phone, person: Person, now: datetime, home_id: int | None = None) -> Proof:
    """What the gate would say now about a number, for the home asked for, else for every home of its owner."""
    owner, homes = phone.owner, _homes(phone.owner)
    homes = [home for home in homes if home.pk == home_id] or homes
    said = _preview(owner, _phones(owner), homes, person, now)
    home, decision = said[phone]
    return Proof(
        number=phone.number,
        owner=owner,
        phone=phone,
        home=home,
        reasons=decision.reasons,
        checks=decision.checks,
        decision=decision,
        others=_others(said, phone.number),
        earlier=_earlier(owner.team_id, phone.number),
        requests=_requests(owner.team_id, phone.number, owner),
    )


def _reason(row: dict) -> Reason:
    """A reason as it was kept: its moment is text in the database."""
    again = row["next_allowed_at"]
    return Reason(**row | {"next_allowed_at": datetime.fromisoformat(again) if again else None})


def _homes(owner: Owner | None) -> list[Property]:
    if owner is None:
        return []
    return [one.property for one in owner.ownerships.filter(ended_at=None).select_related("property").order_by("pk")]


def _phones(owner: Owner | None) -> list[Phone]:
    return best(Phone.objects.filter(owner=owner).select_related("source")) if owner else []


def _preview(
    owner: Owner | None, phones: Sequence[Phone], homes: Sequence[Property], person: Person, now: datetime
) -> Said:
    """Each number with the home that decides and the decision: of several homes one that refuses."""
    asked = [(phone, home) for phone in phones for home in homes or [None]]
    targets = [Target(phone.number, phone, owner, home) for phone, home in asked]
    said: Said = {}
    for (phone, home), decision in zip(asked, gate.preview(targets, person.team, now, person), strict=True):
        if phone not in said or (said[phone][1].allowed and not decision.allowed):
            said[phone] = (home, decision)
    return said


def _others(said: Said, number: str) -> list[tuple[Phone, Decision]]:
    return [(phone, decision) for phone, (_, decision) in said.items() if phone.number != number and not phone.is_dead]


def _earlier(team_id: int, number: str) -> Sequence[Answer]:
    return Answer.objects.filter(team=team_id, number=number).order_by("-pk")[:EARLIER]


def _requests(team_id: int, number: str, owner: Owner | None) -> Sequence[DoNotCallRequest]:
    """Every request that binds this number or this owner, those taken back too, newest first."""
    about = Q(number=number) | Q(owner=owner) if owner else Q(number=number)
    found = DoNotCallRequest.objects.filter(about, team=team_id).select_related("by", "mistaken_by")
    return found.order_by("-at", "-pk")
