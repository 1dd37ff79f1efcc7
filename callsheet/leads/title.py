"""Who holds title to a home now, of all the owners that files ever named: for leads that open and leads that wait."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from callsheet.accounts.models import Team
from callsheet.leads.models import Lead, LeadEvent
from callsheet.listings.models import Listing
from callsheet.owners.models import Owner, Ownership


def current_owners(sold_on: Mapping[int, date | None]) -> dict[int, Owner]:
    """Home -> the owner the newest report names; `sold_on` gives the homes, each with the day of its last sale.

    An owner reported before that day is not its owner now.
    """
    reports: dict[int, list[Ownership]] = defaultdict(list)
    standing = Ownership.objects.filter(property__in=sold_on, ended_at=None, owner__deceased_at=None)
    for report in standing.select_related("owner"):
        if _is_current(report, sold_on[report.property_id]):
            reports[report.property_id].append(report)
    return {home: _newest(rows).owner for home, rows in reports.items()}


def attach(team: Team, property_ids: Collection[int], now: datetime) -> None:
    """Set the owner of the open leads of these homes where it became known or changed."""
    leads = Lead.objects.select_for_update(of=("self",)).filter(
        team=team, property__in=property_ids, state=Lead.State.OPEN
    )
    waiting = list(leads.select_related("owner"))
    if not waiting:
        return
    owners = current_owners(last_sales({lead.property_id for lead in waiting}))
    changed = [lead for lead in waiting if _is_news(lead, owners.get(lead.property_id))]
    events = [_found(lead, owners[lead.property_id], now) for lead in changed]
    Lead.objects.bulk_update(changed, ["owner"])
    LeadEvent.objects.bulk_create(events)


def last_sales(property_ids: Collection[int]) -> dict[int, date | None]:
    """Home -> the day of its last sale, None where no file tells of one."""
    newest: dict[int, date | None] = dict.fromkeys(property_ids)
    sales = Listing.objects.filter(property__in=property_ids, is_lease=False, close_date__isnull=False)
    for home, status, day in sales.values_list("property", "standard_status", "close_date"):
        if status == "Closed":
            newest[home] = max(day, newest[home] or day)
    return newest


def _is_current(report: Ownership, sold_on: date | None) -> bool:
    if sold_on is None or report.reported_at.date() > sold_on:
        return True
    return report.since is not None and report.since >= sold_on


def _newest(reports: Iterable[Ownership]) -> Ownership:
    """The latest report; of one file the owner named first."""
    return max(reports, key=lambda report: (report.reported_at, report.since or date.min, -report.pk))


def _is_news(lead: Lead, owner: Owner | None) -> bool:
    return owner is not None and lead.owner_id != owner.pk


def _found(lead: Lead, owner: Owner, now: datetime) -> LeadEvent:
    """Set the owner on the lead and return what to write down about it."""
    what = f"Owner found: {owner.name}." if lead.owner is None else f"Owner is now {owner.name}, was {lead.owner.name}."
    lead.owner = owner
    return LeadEvent(lead=lead, at=now, what=what[:200])
