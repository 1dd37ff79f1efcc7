"""What the caps on dials mean for the next touch: nothing is planned for a moment at which the gate would refuse."""

from dataclasses import replace
from datetime import datetime
from typing import Protocol

from callsheet.accounts.models import Team
from callsheet.compliance import gate
from callsheet.compliance.evidence import Target
from callsheet.core.cadence import History
from callsheet.core.law_rules import Rules
from callsheet.listings.models import Property
from callsheet.owners.models import Owner
from callsheet.owners.phones import usable


class Pursued(Protocol):
    """A lead, as far as the caps care."""

    team: Team
    owner: Owner | None
    property: Property


def capped(history: History, lead: Pursued, now: datetime, *, one_more: bool, book: Rules | None = None) -> History:
    """The history with the moment from which the caps allow another dial; `one_more` counts a dial made at `now`."""
    phones = usable(lead.owner.phones.all()) if lead.owner else []
    if not phones:
        return history
    target = Target(phones[0].number, phones[0], lead.owner, lead.property)
    return replace(history, capped_until=gate.capped_until(target, lead.team, now, one_more=one_more, book=book))
