"""Our own office had the home listed: the relationship that leaves behind, proposed from the listings themselves."""

from dataclasses import dataclass
from datetime import date, timedelta

from callsheet.accounts.models import Team
from callsheet.accounts.teams import offices_of
from callsheet.compliance.models import Relationship
from callsheet.core.law_rules import Rules
from callsheet.core.offices import is_ours
from callsheet.core.offmarket import OFF_MARKET
from callsheet.core.words import short_date
from callsheet.listings.models import Listing
from callsheet.owners.models import Owner, Ownership


@dataclass(frozen=True, slots=True)
class OwnListing:
    """A listing of ours that ended on a day, in the words that its relationship is recorded with."""

    listing: int
    home: str
    ended_on: date
    words: str


def ended_with_us(team: Team, owner: Owner, today: date, rules: Rules) -> list[OwnListing]:
    """Terms of our own office on the owner's homes whose end still counts and is not on record, the newest first.

    A sale is left out: who sold then is not who owns now. So is what ended before the owner's title began.
    """
    held = {one.property_id: one for one in Ownership.objects.filter(owner=owner, ended_at=None)}
    since = today - timedelta(days=rules.federal.purchase_days)
    ended = Listing.objects.filter(
        property__in=held, is_lease=False, standard_status__in=OFF_MARKET, off_market_date__range=(since, today)
    )
    known = set(Relationship.objects.filter(team=team, owner=owner, kind="purchase").values_list("on", flat=True))
    offices = offices_of(team)
    return [
        _own(listing)
        for listing in ended.select_related("property", "source").order_by("-off_market_date", "-pk")
        if is_ours(listing.list_office_name, offices)
        and listing.off_market_date not in known
        and _was_the_owners(held[listing.property_id], listing.off_market_date)
    ]


def _was_the_owners(title: Ownership, on: date) -> bool:
    return title.since is None or title.since <= on


def _own(listing: Listing) -> OwnListing:
    on, home = listing.off_market_date, listing.property.street_line
    day = f"{short_date(on)}, {on.year}"
    words = (
        f"{listing.list_office_name} had {home} listed until {day} ({listing.standard_status}; "
        f"{listing.source.name}, {listing.listing_id})."
    )
    return OwnListing(listing.pk, home, on, words)
