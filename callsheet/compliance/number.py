"""What is known of one number in the database, and what the gate would say of it: nothing is stored."""

from datetime import datetime

from callsheet.accounts.models import Team
from callsheet.compliance import gate
from callsheet.compliance.evidence import Target
from callsheet.core.facts import Channel, Launch
from callsheet.core.law import Decision
from callsheet.owners.models import Ownership, Phone


def decision_on(
    team: Team, number: str, now: datetime, *, channel: Channel = "call", launch: Launch = "by_hand"
) -> Decision:
    """The gate's answer for a number in E.164. Where several owners or homes have it, a refusal for any of them leads.

    A number nobody has is asked about without a home, and so refused. Nobody in particular calls: what is asked about
    the caller is left out.
    """
    targets = targets_of(team, number) or [Target(number)]
    decisions = gate.preview(targets, team, now, channel=channel, launch=launch)
    return next((said for said in decisions if not said.allowed), decisions[0])


def targets_of(team: Team, number: str) -> list[Target]:
    """One target for each home of each owner who has the number."""
    phones = Phone.objects.filter(number=number, owner__team=team).select_related("owner", "source")
    by_owner = {phone.owner_id: phone for phone in phones}
    standing = Ownership.objects.filter(owner__in=by_owner, ended_at=None).select_related("property").order_by("pk")
    return [Target(number, by_owner[one.owner_id], by_owner[one.owner_id].owner, one.property) for one in standing]
