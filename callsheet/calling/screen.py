"""The rows behind one call screen: the lead with its numbers, what happened at the home, and the session so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from callsheet.accounts.models import Person, Team
from callsheet.calling.attempts import STILL_RINGING
from callsheet.calling.chain_page import chain_at, changes_at
from callsheet.calling.models import Attempt, CallSession
from callsheet.calling.sheet import Sheet, SheetRow, build, neighbour
from callsheet.calling.undo import Last, Undoable, undoable
from callsheet.compliance import gate, house
from callsheet.compliance.evidence import Target
from callsheet.core.chain import Chain
from callsheet.core.law_decision import Decision
from callsheet.core.law_rules import Rules
from callsheet.leads.confidence import Known, known
from callsheet.leads.models import Appointment, FollowUp, Lead, LeadEvent
from callsheet.listings.models import ListingChange
from callsheet.owners.models import Ownership, Phone, PhoneFinding
from callsheet.owners.phone_memory import findings_of, wrong_for_others
from callsheet.owners.phones import best

HAPPENED = 12  # newest events a call screen shows


NEAR = 20
"""Leads of each kind a call screen looks at, to know the next and the earlier one; the sheet itself looks at more."""


@dataclass(frozen=True, slots=True)
class Number:
    """One number of the owner, and what the gate says of it now; None for one that calls have shown to be dead."""

    phone: Phone
    decision: Decision | None
    finding: PhoneFinding | None = None
    """What a call taught last, with who said it."""
    wrong_for: tuple[PhoneFinding, ...] = ()
    """The calls that found it wrong for somebody else, newest first."""

    @property
    def may_be_dialed(self) -> bool:
        return self.decision is not None and self.decision.allowed


@dataclass(frozen=True, slots=True)
class SoFar:
    """A person's open session: outcomes in order, the leads called, and what `undo` takes back."""

    session: CallSession | None
    dials: int
    outcomes: tuple[str, ...]
    called: frozenset[int]
    undoes: Undoable | None = None


@dataclass(frozen=True, slots=True)
class Screen:
    """Everything one call screen shows, as rows. `numbers` are in the order to try them, the first is the best."""

    lead: Lead
    numbers: tuple[Number, ...]
    ringing: Attempt | None
    dialed: Sequence[Attempt]
    events: Sequence[LeadEvent]
    letters: Sequence[FollowUp]
    changes: Sequence[ListingChange]
    chain: Chain
    ownership: Ownership | None
    known: Known
    without_outcome: Appointment | None
    consequences: Mapping[str, str]
    sheet: Sheet
    row: SheetRow | None
    next: SheetRow | None
    earlier: SheetRow | None
    so_far: SoFar

    @property
    def best(self) -> Number | None:
        """The number to dial: the first that may be dialed, else the best one known to be alive."""
        alive = [number for number in self.numbers if number.decision]
        return next((number for number in alive if number.may_be_dialed), alive[0] if alive else None)

    def rings_for(self, now: datetime) -> int:
        """The seconds for which the phone may still be handed the number.

        None once the permission ran out, or once anybody kept that the owner asked not to be called.
        """
        clearance = self.ringing.clearance if self.ringing else None
        if clearance is None or self.asked_not_to_be_called:
            return 0
        return max(0, int((clearance.expires_at - now).total_seconds()))

    @property
    def asked_not_to_be_called(self) -> bool:
        """Whether a do-not-call request binds the owner or one of the numbers."""
        decisions = [number.decision for number in self.numbers if number.decision]
        return any(reason.rule == "DNC_INTERNAL" for decision in decisions for reason in decision.reasons)


def leads_of(team: Team):
    """Leads of a team with everything a call screen reads of them at hand."""
    related = Lead.objects.filter(team=team).select_related("team", "property", "listing__source", "owner")
    return related.prefetch_related("owner__phones__source")


def gather(lead: Lead, person: Person, now: datetime) -> Screen:
    """The screen of a lead from `leads_of`, as it stands at `now`."""
    book = house.rules_of(person.team)
    numbers = numbers_of(lead, person, now, book)
    ringing = _ringing(lead, person, now)
    sheet = build(person.team, now, person=person, limit=NEAR, book=book)
    dialed = next((number.phone for number in numbers if number.may_be_dialed), None)
    changes, who = changes_at(lead), known(lead, now)
    return Screen(
        lead=lead,
        numbers=numbers,
        ringing=ringing,
        dialed=_dialed(lead),
        events=LeadEvent.objects.filter(lead__property=lead.property_id).order_by("-at")[:HAPPENED],
        letters=_done_by_hand(lead),
        changes=changes,
        chain=chain_at(lead, changes, who.title, now.astimezone(ZoneInfo(person.time_zone)).date()),
        ownership=who.title,
        known=who,
        without_outcome=_without_outcome(lead, now),
        consequences=lead.consequences(person, now, ringing.phone if ringing else dialed, bool(ringing), book),
        sheet=sheet,
        row=next((row for row in sheet.to_call if row.lead.pk == lead.pk), None),
        next=neighbour(sheet.to_call, lead, 1),
        earlier=neighbour(sheet.to_call, lead, -1),
        so_far=so_far(person),
    )


def numbers_of(lead: Lead, person: Person, now: datetime, book: Rules | None = None) -> tuple[Number, ...]:
    """The owner's numbers, best first, each with the gate's answer."""
    phones = best(lead.owner.phones.all()) if lead.owner else []
    alive = [phone for phone in phones if not phone.is_dead]
    targets = [Target(phone.number, phone, lead.owner, lead.property) for phone in alive]
    decisions = (
        dict(zip(alive, gate.preview(targets, person.team, now, person, book=book), strict=True)) if alive else {}
    )
    findings, wrong_for = findings_of(phones), wrong_for_others(phones)
    return tuple(
        Number(phone, decisions.get(phone), findings.get(phone.pk), tuple(wrong_for[phone.pk])) for phone in phones
    )


def so_far(person: Person) -> SoFar:
    """The open session of a person, counted from its attempts."""
    session = CallSession.objects.filter(person=person, ended_at=None).first()
    dials = Attempt.objects.filter(session=session).order_by("at", "pk")
    rows = (
        list(dials.values_list("pk", "outcome", "outcome_at", "lead_id", "is_inbound", named=True)) if session else []
    )
    closed = sorted((row for row in rows if row.outcome_at), key=lambda row: (row.outcome_at, row.pk))
    return SoFar(
        session=session,
        dials=sum(not row.is_inbound for row in rows),
        outcomes=tuple(row.outcome for row in closed),
        called=frozenset(row.lead_id for row in closed),
        undoes=undoable(session, Last(*closed[-1][:4]) if closed else None),
    )


def _ringing(lead: Lead, person: Person, now: datetime) -> Attempt | None:
    """The cleared dial that waits for its outcome; the page links to the phone while the clearance lives."""
    waiting = lead.dials.filter(person=person, outcome="", at__gt=now - STILL_RINGING, clearance__isnull=False)
    waiting = waiting.filter(dialer_result=None)
    newest = waiting.order_by("-at").values_list("pk", flat=True).first()
    return Attempt.objects.select_related("phone", "clearance").get(pk=newest) if newest else None


def _without_outcome(lead: Lead, now: datetime) -> Appointment | None:
    """The appointment that is over and still asks what came of it."""
    return (
        lead.appointments.filter(outcome="", at__lt=now).order_by("at").first() if lead.mood == "appointment" else None
    )


def _dialed(lead: Lead) -> Sequence[Attempt]:
    """Attempts at this home, whoever made them and in whichever pursuit, newest first."""
    at_home = Attempt.objects.filter(lead__property=lead.property_id, lead__team=lead.team_id)
    return at_home.exclude(outcome="").order_by("-at")[:HAPPENED]


def _done_by_hand(lead: Lead) -> Sequence[FollowUp]:
    by_hand = FollowUp.objects.filter(lead__property=lead.property_id, kind__in=("letter", "door"))
    return by_hand.exclude(done_at=None).order_by("-done_at")[:HAPPENED]
