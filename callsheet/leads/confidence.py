"""How sure the owner of a home is, and who else is named there: the facts gathered from every source's report."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from callsheet.core import owner_name
from callsheet.core.owner_confidence import Confidence, Title, confidence
from callsheet.core.owner_key import same_owner
from callsheet.leads.models import Lead
from callsheet.leads.title import last_sales
from callsheet.listings.models import Listing, Property
from callsheet.owners.models import Owner, Ownership

_OWNER_COLUMNS = frozenset(["owner", "owner name", "owners", "owner names", "ownername", "seller", "seller name"])
HOMES_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody else whom a source names as owner of the home now."""

    owner: Owner
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an owner at a home. `title` is theirs, be it ended; `other_homes` are those the owner holds
    besides, at most HOMES_SHOWN.
    """

    title: Ownership | None
    confidence: Confidence | None
    also_named: tuple[Named, ...]
    other_homes: tuple[Property, ...]


def known(lead: Lead, now: datetime) -> Known:
    """What the sources say of the owner of a lead's home; the queries are as few whatever there is."""
    owner, home, local = lead.owner, lead.property, now.astimezone(ZoneInfo(lead.team.time_zone))
    ever = Ownership.objects.filter(property=home).select_related("owner", "source")
    titles = list(ever.prefetch_related("reports__source").order_by("pk"))
    mine = next((title for title in titles if owner and title.owner_id == owner.pk), None)
    others = [title for title in titles if title is not mine and title.ended_at is None]
    return Known(
        title=mine,
        confidence=_confidence(mine, others, lead, local) if mine and mine.ended_at is None else None,
        also_named=tuple(Named(title.owner, tuple(_sources(title))) for title in others),
        other_homes=tuple(_other_homes(owner, home)) if owner else (),
    )


def _confidence(title: Ownership, others: Sequence[Ownership], lead: Lead, local: datetime) -> Confidence:
    reports, home = list(title.reports.all()), lead.property
    newest = max([title.reported_at, *(report.reported_at for report in reports)])
    facts = Title(
        sources=tuple(_sources(title)) or ("",),
        is_roll=any(report.is_roll for report in reports),
        reported_on=newest.astimezone(local.tzinfo).date(),
        since=title.since,
        sold_on=last_sales({home.pk})[home.pk],
        others=tuple(_disagreeing(title, others)),
        mail_at_home=_mail_at_home(title.owner, home),
        mls_agrees=_mls_agrees(title.owner, lead.listing),
    )
    return confidence(facts, local.date())


def _sources(title: Ownership) -> list[str]:
    """The names of those that name the owner; of a title from before reports were kept its own source's."""
    named = [report.source.name for report in title.reports.all()]
    return named or ([title.source.name] if title.source else [])


def _disagreeing(title: Ownership, others: Sequence[Ownership]) -> Iterable[tuple[str, str]]:
    """(source, name) where a source names somebody else and not this owner: owners named together are no dispute."""
    mine = set(_sources(title))
    for other in others:
        if not same_owner(title.owner.name_key, other.owner.name_key):
            yield from ((source, other.owner.name) for source in _sources(other)[:1] if source not in mine)


def _mail_at_home(owner: Owner, home: Property) -> bool | None:
    if not owner.mailing_line or not owner.mailing_postal_code or not home.postal_code:
        return None
    here = owner.mailing_line.casefold() == home.street_line.casefold()
    return here and owner.mailing_postal_code[:5] == home.postal_code[:5]


def _mls_agrees(owner: Owner, listing: Listing) -> bool | None:
    """Whether the owner column that some MLS exports carry names the same; None without one."""
    said = next((text for name, text in listing.extra().items() if name.casefold().strip() in _OWNER_COLUMNS), "")
    key = owner_name.read(said).key if said else ""
    return same_owner(key, owner.name_key) if key and owner.name_key else None


def _other_homes(owner: Owner, home: Property) -> Iterable[Property]:
    mine = Property.objects.filter(ownerships__owner=owner, ownerships__ended_at=None).exclude(pk=home.pk)
    return mine.distinct().order_by("pk")[:HOMES_SHOWN]
