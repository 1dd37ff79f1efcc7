"""Who holds title to a home now, of all the owners that files ever named: for leads that open and leads that wait."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from django.db import transaction

from callsheet.accounts.models import Person, Team
from callsheet.core.errors import UnusableInput
from callsheet.leads import lane_changes
from callsheet.leads.models import Lead, LeadEvent
from callsheet.listings import bulk
from callsheet.listings.models import Listing
from callsheet.owners.models import Owner, Ownership, Phone


def current_owners(
    sold_on: Mapping[int, date | None], kept: Collection[int] = (), reached: Mapping[int, date] | None = None
) -> dict[int, Owner]:
    """Home -> the owner the newest report names; `sold_on` gives the homes, each with the day of its last sale.

    An owner reported before that day is not its owner now. Of several in one report those in `kept` come first. One who
    was reached on the phone (`reached`: owner -> day) outweighs a file, unless it dates another's title later.
    """
    reports: dict[int, list[Ownership]] = defaultdict(list)
    standing = Ownership.objects.filter(property__in=sold_on, ended_at=None, owner__deceased_at=None)
    for report in standing.select_related("owner"):
        if _is_current(report, sold_on[report.property_id]):
            reports[report.property_id].append(report)
    return {home: (_reached(rows, reached or {}) or _newest(rows, kept)).owner for home, rows in reports.items()}


def attach(team: Team, property_ids: Collection[int], now: datetime) -> None:
    """Set the owner of the open leads of these homes where it became known or changed."""
    leads = Lead.objects.select_for_update(of=("self",)).filter(
        team=team, property__in=property_ids, state=Lead.State.OPEN
    )
    waiting = list(leads.select_related("owner"))
    if not waiting:
        return
    kept = {lead.owner_id for lead in waiting if lead.owner_id}
    owners = current_owners(last_sales({lead.property_id for lead in waiting}), kept, _reached_on(kept))
    changed = [lead for lead in waiting if _is_news(lead, owners.get(lead.property_id))]
    events = [_found(lead, owners[lead.property_id], now) for lead in changed]
    Lead.objects.bulk_update(changed, ["owner"])
    LeadEvent.objects.bulk_create(events)


@transaction.atomic
def choose(lead: Lead, owner: Owner, by: Person, now: datetime) -> bool:
    """Work with this one of the home's owners from now on; False when it is so already.

    It holds until a newer file names another owner of the home. Raises UnusableInput for somebody whom no source names.
    """
    bulk.lock(lead.team)
    mine = Lead.objects.select_for_update(of=("self",)).select_related("owner").get(pk=lead.pk)
    if mine.owner_id == owner.pk:
        return False
    if mine.state != Lead.State.OPEN:
        raise UnusableInput("This lead is closed. Open it again first.")
    if not Ownership.objects.filter(owner=owner, property=mine.property_id, ended_at=None).exists():
        raise UnusableInput(f"No source names {owner.name} as owner of this home now.")
    mine.owner = owner
    mine.save(update_fields=["owner"])
    LeadEvent.objects.create(lead=mine, at=now, by=by, what=f"Owner to call is {owner.name} from now on."[:200])
    lane_changes.mark_homes(lead.team, [mine.property_id])
    return True


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


def _newest(reports: Iterable[Ownership], kept: Collection[int]) -> Ownership:
    """The latest report; of one file the owner somebody works with already, else the one named first."""
    return max(
        reports,
        key=lambda report: (report.reported_at, report.since or date.min, report.owner_id in kept, -report.pk),
    )


def _reached(reports: Collection[Ownership], reached: Mapping[int, date]) -> Ownership | None:
    """The owner whom somebody spoke with, as long as nobody's title began since."""
    spoken_with = next((report for report in reports if report.owner_id in reached), None)
    if spoken_with is None:
        return None
    day = reached[spoken_with.owner_id]
    is_followed = any(report.since and report.since > day for report in reports if report is not spoken_with)
    return None if is_followed else spoken_with


def _reached_on(owners: Collection[int]) -> dict[int, date]:
    """Owner -> the day on which one of the owner's numbers last reached the owner."""
    phones = Phone.objects.filter(owner__in=owners, finding=Phone.Finding.REACHED).order_by("found_at")
    return {owner: found_at.date() for owner, found_at in phones.values_list("owner", "found_at") if found_at}


def _is_news(lead: Lead, owner: Owner | None) -> bool:
    return owner is not None and lead.owner_id != owner.pk


def _found(lead: Lead, owner: Owner, now: datetime) -> LeadEvent:
    """Set the owner on the lead and return what to write down about it."""
    what = f"Owner found: {owner.name}." if lead.owner is None else f"Owner is now {owner.name}, was {lead.owner.name}."
    lead.owner = owner
    return LeadEvent(lead=lead, at=now, what=what[:200])
