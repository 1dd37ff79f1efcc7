"""What the Undo of a working screen takes back: the person's last outcome, or the snooze after it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from callsheet.accounts.models import Person
from callsheet.calling.models import CallSession
from callsheet.core.outcomes import OUTCOMES
from callsheet.leads.models import Lead, Snooze


@dataclass(frozen=True, slots=True)
class Undoable:
    """What is offered: `words` say it as `“No answer, Quinn”`; `what` and `pk` name it, so that two tabs undo one."""

    what: Literal["attempt", "snooze"]
    pk: int
    words: str


@dataclass(frozen=True, slots=True)
class Last:
    """A session's last outcome: the attempt, how and when it ended, and the lead it was about."""

    attempt: int
    outcome: str
    at: datetime
    lead: int


def undoable(session: CallSession | None, last: Last | None) -> Undoable | None:
    """The newer of the session's last outcome and the snooze that its person made since."""
    snooze = _snoozed(session, last) if session else None
    if snooze:
        return Undoable("snooze", snooze.pk, _words("Snooze", snooze.lead))
    if last is None:
        return None
    lead = Lead.objects.select_related("owner", "property").get(pk=last.lead)
    return Undoable("attempt", last.attempt, _words(OUTCOMES[last.outcome].name.partition(" (")[0].rstrip("…"), lead))


def undo_snooze(pk: int, person: Person, now: datetime) -> Snooze | None:
    """Take a snooze of this person back; None when the lead was worked on since, or it was taken back before."""
    snooze = Snooze.objects.filter(pk=pk, by=person).select_related("lead__owner", "lead__property").first()
    return snooze if snooze and snooze.lead.unsnooze(snooze, now) else None


def _snoozed(session: CallSession, last: Last | None) -> Snooze | None:
    since = max(session.started_at, last.at) if last else session.started_at
    mine = Snooze.objects.filter(by=session.person_id, ended_at=None, at__gte=since).exclude(before={})
    newest = mine.order_by("-at").values_list("pk", flat=True).first()
    return Snooze.objects.select_related("lead__owner", "lead__property").get(pk=newest) if newest else None


def _words(what: str, lead: Lead) -> str:
    who = lead.owner.short_name if lead.owner and lead.owner.name else lead.property.street_line
    return f"“{what}, {who}”"
