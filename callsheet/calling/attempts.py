"""Dialing, recording how it ended, and taking that back: each one transaction, each safe in two tabs at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from callsheet.accounts.models import Person
from callsheet.calling.models import Attempt, CallSession, DialerEntry, UndoneOutcome
from callsheet.compliance import gate, proposed
from callsheet.compliance.evidence import Target
from callsheet.compliance.models import Answer, DoNotCallRequest
from callsheet.core.errors import UnusableInput
from callsheet.core.law import Decision
from callsheet.core.outcomes import OUTCOMES
from callsheet.leads.models import FollowUp, Lead
from callsheet.listings import bulk
from callsheet.owners.models import Owner, Phone, VendorsCounted
from callsheet.owners.phones import usable

STILL_RINGING = timedelta(minutes=30)  # so long the screen stays live, and a refusal belongs to what is reported
BEFORE = timedelta(seconds=1)  # so much earlier ended a dial that was still open when the owner called
TEACHES = {"wrong_number": Phone.Finding.WRONG, "disconnected": Phone.Finding.DISCONNECTED}


class NotToBeDialed(UnusableInput):
    """The pursuit is over, or a call taught that the number does not reach the owner: the gate is not even asked."""


class AlreadyRecorded(Exception):
    """Another tab or person recorded an outcome for this lead since the page was made."""

    def __init__(self, attempt: Attempt | None):
        super().__init__("This attempt was recorded already, in another tab or by somebody else.")
        self.attempt = attempt


@dataclass(frozen=True, slots=True)
class Dialed:
    """What came of pressing Dial: the attempt when it was allowed, and in any case the gate's answer."""

    attempt: Attempt | None
    answer: Answer
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """A recorded outcome: its attempt, the next touch it planned, and whether the lead has another number to try."""

    attempt: Attempt
    follow_up: FollowUp | None
    tries_next_number: bool


@transaction.atomic
def dial(lead: Lead, phone: Phone, person: Person, now: datetime) -> Dialed:
    """Ask the gate and, when it allows, store the attempt before the phone rings.

    While its clearance lives, an open attempt of this person on this number is returned instead of a second one.
    Raises NotToBeDialed when there is nothing to ask.
    """
    bulk.lock(person.team)  # the gate wants it, and an import that has it may wait for this lead
    lead = _locked(lead)
    _check_worth_asking(lead, phone)
    ringing = open_dial(lead, person)
    if ringing and ringing.phone_id == phone.pk and is_cleared(ringing, now):
        return Dialed(ringing, ringing.clearance.answer)
    asked = gate.ask(Target(phone.number, phone, lead.owner, lead.property), person, now)
    if asked.clearance is None:
        return Dialed(None, asked.answer, asked.decision)
    gate.use(asked.clearance, now)
    attempt = Attempt.objects.create(
        lead=lead,
        phone=phone,
        number=phone.number,
        person=person,
        caller_number=person.caller_number,
        session=_session(person),
        at=now,
        clearance=asked.clearance,
    )
    note_changed(attempt)
    return Dialed(attempt, asked.answer, asked.decision)


@transaction.atomic
def record(
    lead: Lead,
    outcome: str,
    person: Person,
    now: datetime,
    *,
    seen: int,
    phone: Phone | None = None,
    note: str = "",
    call_back_at: datetime | None = None,
    appointment_at: datetime | None = None,
    appointment_place: str = "",
    attempt: Attempt | None = None,
    called_us: bool = False,
    own_dial: str = "no_answer",
) -> Recorded:
    """Close the open attempt with `outcome`, or report one that was not asked for; the cadence plans what follows.

    `seen` is the number of attempts the page showed; `attempt` the one to close, where it is known. `called_us`: the
    owner called, and `outcome` says what came of it; a dial of our own that is still open ends with `own_dial` first.
    Raises AlreadyRecorded when the lead has moved on since, and UnusableInput when the outcome asks for a moment that
    was not given.
    """
    _check_asked(outcome, call_back_at, appointment_at)
    bulk.lock(person.team)  # before the lead's, as for a dial: a reported one counts toward the caps at once
    lead = _locked(lead)
    if lead.attempts != seen:
        raise AlreadyRecorded(lead.dials.exclude(outcome="").order_by("-outcome_at").first())
    called_us = called_us or outcome == "owner_called"
    if called_us and (dialed := open_dial(lead, person, is_inbound=False)):
        record(lead, own_dial, person, now - BEFORE, seen=seen, attempt=dialed)
        lead = _locked(lead)
    attempt = attempt or _attempt_to_close(lead, called_us, phone, person, now)
    attempt.before = lead.snapshot()
    attempt.outcome, attempt.outcome_at, attempt.note = outcome, now, note
    if outcome == "appointment":
        attempt.appointment = lead.set_appointment(appointment_at, appointment_place, person, now)
    _teach(attempt, person, now)
    attempt.follow_up = lead.after_attempt(outcome, person, now, call_back_at=call_back_at)
    attempt.save()
    note_changed(attempt)
    return Recorded(attempt, attempt.follow_up, outcome in TEACHES and bool(_numbers_left(lead)))


@transaction.atomic
def record_late(attempt: Attempt, outcome: str, person: Person, now: datetime) -> None:
    """Close an attempt whose lead has the outcome of a later one already: it counts and teaches, and plans nothing.

    Only for outcomes that end no pursuit: a do-not-call request is recorded like any other.
    """
    bulk.lock(person.team)
    lead = _locked(attempt.lead)
    attempt.outcome, attempt.outcome_at = outcome, now
    _teach(attempt, person, now)
    Lead.objects.filter(pk=lead.pk).update(attempts=F("attempts") + 1, touches=F("touches") + 1)
    attempt.save()
    note_changed(attempt)


@transaction.atomic
def undo(person: Person, now: datetime, *, attempt_pk: int | None = None) -> UndoneOutcome | None:
    """Take back the person's last outcome: the lead stands as before, the attempt waits for its outcome again.

    A page names the attempt it offered to take back: when another tab took that back already, this one takes nothing.
    Nothing is deleted: the outcome stays as undone, a do-not-call request stays as entered by mistake. None when there
    is nothing to take back, or when the lead has been worked on since.
    """
    bulk.lock(person.team)  # before the lead's, as for a dial: a request may turn out to be a mistake
    last = Attempt.objects.filter(person=person).exclude(outcome="").order_by("-outcome_at", "-pk").first()
    if last is None or attempt_pk not in (None, last.pk):
        return None
    lead = _locked(last.lead)
    attempt = Attempt.objects.filter(pk=last.pk, outcome_at=last.outcome_at).first()  # another tab may have been first
    if attempt is None or not attempt.before or lead.dials.filter(outcome_at__gt=attempt.outcome_at).exists():
        return None
    undone = UndoneOutcome.objects.create(
        attempt=attempt,
        outcome=attempt.outcome,
        recorded_at=attempt.outcome_at,
        before=attempt.before,
        by=person,
        at=now,
    )
    _unteach(attempt, person, now)
    lead.restore(attempt.before, person, now)
    Attempt.objects.filter(pk=attempt.pk).update(
        outcome="", outcome_at=None, follow_up=None, appointment=None, before={}
    )
    note_changed(attempt)
    return undone


def note_changed(attempt: Attempt) -> None:
    """Say that an attempt is new, or ended otherwise, where calls are counted once and kept. Under the team lock."""
    VendorsCounted.note_older(attempt.person.team_id, VendorsCounted.Kind.CALLS, attempt.at)


def is_cleared(attempt: Attempt, now: datetime) -> bool:
    """Whether the phone may still be handed the number: the permission lives minutes, not as long as the page.

    One that went out on a list was for that dialer's call alone.
    """
    lives = attempt.clearance is not None and attempt.clearance.expires_at > now
    return lives and not DialerEntry.objects.filter(clearance=attempt.clearance_id).exists()


def _check_worth_asking(lead: Lead, phone: Phone) -> None:
    phone.refresh_from_db(fields=["finding"])
    if lead.state == Lead.State.CLOSED:
        raise NotToBeDialed(f"Not dialed: this lead is closed. {lead.closed_because}".strip())
    if phone.is_dead:
        raise NotToBeDialed(f"Not dialed: a call to {phone.national} taught: {phone.get_finding_display()}.")


def _locked(lead: Lead) -> Lead:
    return Lead.objects.select_for_update(of=("self",)).select_related("property", "owner", "team").get(pk=lead.pk)


def _session(person: Person) -> CallSession | None:
    return CallSession.objects.filter(person=person, ended_at=None).first()


def open_dial(lead: Lead, person: Person, *, is_inbound: bool = False) -> Attempt | None:
    """The person's newest dial of the lead without an outcome, however long the call or the forgetting was; or, where
    it `is_inbound`, the call by the owner whose outcome was taken back.
    """
    waiting = lead.dials.filter(person=person, outcome="", is_inbound=is_inbound)
    return waiting.select_related("clearance__answer").order_by("-at").first()


def _check_asked(outcome: str, call_back_at: datetime | None, appointment_at: datetime | None) -> None:
    if outcome not in OUTCOMES:
        raise UnusableInput(f"{outcome}: there is no such outcome.")
    if outcome == "call_back" and call_back_at is None:
        raise UnusableInput("The time is missing: when shall you call back?")
    if outcome == "appointment" and appointment_at is None:
        raise UnusableInput("The time is missing: when do you meet?")


def _attempt_to_close(lead: Lead, inbound: bool, phone: Phone | None, person: Person, now: datetime) -> Attempt:
    waiting = open_dial(lead, person, is_inbound=inbound)
    if waiting:
        return waiting
    attempt = Attempt(
        lead=lead,
        phone=phone,
        number=phone.number if phone else "",
        person=person,
        caller_number="" if inbound else person.caller_number,
        session=_session(person),
        at=now,
        is_inbound=inbound,
        is_reported=not inbound,
        refused=None if inbound else _last_refusal(lead, phone, person, now),
    )
    if not inbound:
        gate.report(lead.team, lead.owner, attempt.number, now)
    return attempt


def _last_refusal(lead: Lead, phone: Phone | None, person: Person, now: datetime) -> Answer | None:
    """The refusal this attempt went past, when the gate was asked and said no; None when it was not asked."""
    if phone is None:
        return None
    said = Answer.objects.filter(team=lead.team, number=phone.number, by=person, at__gt=now - STILL_RINGING)
    last = said.order_by("-pk").first()
    return last if last and not last.allowed else None


def _teach(attempt: Attempt, person: Person, now: datetime) -> None:
    """What the outcome says about the number and the person: kept in their own rooms."""
    lead, outcome = attempt.lead, attempt.outcome
    if attempt.phone and outcome in TEACHES:
        attempt.phone.learn(TEACHES[outcome], person, now)
    elif attempt.phone and OUTCOMES[outcome].is_contact:
        attempt.phone.learn(Phone.Finding.REACHED, person, now)
    if outcome == "do_not_call":
        kind = proposed.kind_of(lead.team, lead.owner)
        gate.request_no_calls(lead.team, lead.owner, attempt.number, person, now, words=attempt.note, kind=kind)
    proposed.hear(lead.team, lead.owner, attempt.number, attempt.note, person, now)
    if outcome == "deceased" and lead.owner:
        Owner.objects.filter(pk=lead.owner_id, deceased_at=None).update(deceased_at=now)


def _unteach(attempt: Attempt, person: Person, now: datetime) -> None:
    if attempt.phone:
        attempt.phone.unlearn(now, at=attempt.outcome_at)
    if attempt.outcome == "do_not_call":
        asked = DoNotCallRequest.objects.filter(
            team=attempt.lead.team, owner=attempt.lead.owner, number=attempt.number, at=attempt.outcome_at
        )
        for request in asked:
            gate.mistaken(request, person, now)
    if attempt.outcome == "deceased":
        Owner.objects.filter(pk=attempt.lead.owner_id, deceased_at=attempt.outcome_at).update(deceased_at=None)


def _numbers_left(lead: Lead) -> list[Phone]:
    return usable(Phone.objects.filter(owner=lead.owner)) if lead.owner else []
