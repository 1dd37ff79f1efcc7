"""A sitting of calls: opened with the first lead, ended by the person or by the next day, summed up at its end."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from callsheet.accounts.models import Person
from callsheet.calling.models import Attempt, CallSession
from callsheet.core.outcomes import OUTCOMES

LONGEST = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Summary:
    """What a session came to; `minutes` between the minutes on the clock at its first moment and at its last."""

    dials: int
    contacts: int
    leads: int
    appointments: int
    minutes: int


def open_session(person: Person, now: datetime) -> CallSession:
    """The person's open session, or a new one; one left open over 12 hours is ended first. Safe to call twice."""
    stale = CallSession.objects.filter(person=person, ended_at=None, started_at__lt=now - LONGEST)
    for session in stale:
        end(session, _last_moment(session))
    current = CallSession.objects.filter(person=person, ended_at=None).first()
    return current or _start(person, now)


def end(session: CallSession, now: datetime) -> Summary:
    """End the session, once, and sum it up."""
    CallSession.objects.filter(pk=session.pk, ended_at=None).update(ended_at=now)
    session.refresh_from_db()
    return summary(session, now)


def summary(session: CallSession, now: datetime) -> Summary:
    """Dials and what came of them, counted from the attempts; a call by the owner is a contact and not a dial."""
    rows = Attempt.objects.filter(session=session).values_list("outcome", "is_inbound")
    outcomes = [OUTCOMES[outcome] for outcome, _ in rows if outcome]
    return Summary(
        dials=sum(not inbound for _, inbound in rows),
        contacts=sum(outcome.is_contact for outcome in outcomes),
        leads=sum(outcome.is_lead for outcome in outcomes),
        appointments=sum(outcome.is_appointment for outcome in outcomes),
        minutes=(_minute(session.ended_at or now) - _minute(session.started_at)) // timedelta(minutes=1),
    )


def _minute(at: datetime) -> datetime:
    """As a clock without seconds shows it."""
    return at.replace(second=0, microsecond=0)


def _start(person: Person, now: datetime) -> CallSession:
    try:
        with transaction.atomic():
            return CallSession.objects.create(person=person, started_at=now)
    except IntegrityError:  # another tab was first
        return CallSession.objects.get(person=person, ended_at=None)


def _last_moment(session: CallSession) -> datetime:
    last = session.attempts.order_by("-at").first()
    return last.outcome_at or last.at if last else session.started_at
