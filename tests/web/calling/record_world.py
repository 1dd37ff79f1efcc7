"""What a record is made of: calls that were asked first, that went past a refusal, that nobody asked about."""

from datetime import datetime, timedelta

from callsheet.accounts.models import Person
from callsheet.calling import attempts
from callsheet.calling.models import Attempt
from callsheet.compliance import gate
from callsheet.compliance.evidence import Target
from callsheet.compliance.models import Answer
from callsheet.leads.models import Lead


def called(lead: Lead, by: Person, at: datetime, outcome: str = "no_answer", **given) -> Attempt:
    """A call that the gate cleared at that moment; its outcome is recorded a minute later."""
    dialed = attempts.dial(lead, lead.owner.phones.first(), by, at)
    assert dialed.attempt, dialed.answer.because
    return recorded(lead, by, at + timedelta(minutes=1), outcome, **given)


def refused(lead: Lead, by: Person, at: datetime) -> Answer:
    """Asked, and refused."""
    dialed = attempts.dial(lead, lead.owner.phones.first(), by, at)
    assert dialed.attempt is None
    return dialed.answer


def recorded(lead: Lead, by: Person, at: datetime, outcome: str = "no_answer", **given) -> Attempt:
    """An outcome: of the call that is open, else of one that nobody asked about, or that went past a refusal."""
    seen = Lead.objects.get(pk=lead.pk).attempts
    return attempts.record(lead, outcome, by, at, seen=seen, phone=lead.owner.phones.first(), **given).attempt


def cleared(lead: Lead, by: Person, at: datetime) -> Answer:
    """Asked and cleared, and no call followed."""
    target = Target(lead.owner.phones.first().number, lead.owner.phones.first(), lead.owner, lead.property)
    asked = gate.ask(target, by, at)
    assert asked.clearance, asked.answer.because
    return asked.answer
