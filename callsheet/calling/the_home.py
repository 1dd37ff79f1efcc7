"""A home in words: what it is, who lives there, how long it was for sale and at which prices."""

from collections.abc import Sequence
from decimal import Decimal
from zoneinfo import ZoneInfo

from callsheet.core.price_path import Term, changes_of
from callsheet.leads.models import Lead
from callsheet.listings.models import ListingChange


def facts(lead: Lead) -> tuple[tuple[str, str], ...]:
    """(value, unit) pairs; what no file gives is left out."""
    home = lead.property
    said = (
        (plain(home.bedrooms_total), "bed"),
        (plain(home.bathrooms_total), "bath"),
        (f"{home.living_area:,}" if home.living_area else "", "sq ft"),
        (plain(home.lot_size_acres), "acre"),
    )
    return tuple((value, unit) for value, unit in said if value)


def plain(number: Decimal | None) -> str:
    """`2.5`, `4`: no zeros at the end; empty when unknown."""
    return f"{number.normalize():f}" if number else ""


def lives(lead: Lead) -> str:
    """Where the owner gets mail, when a file says so."""
    owner, home = lead.owner, lead.property
    if owner is None or not owner.mailing_postal_code:
        return ""
    here = owner.mailing_postal_code[:5] == home.postal_code[:5] and owner.mailing_line.startswith(home.number)
    return "the owner lives there" if here else f"the owner lives in {owner.mailing_city}, {owner.mailing_state}"


def days_on_market(lead: Lead) -> int | None:
    """As the file says it, else counted from the day it came on; None when neither is known."""
    listing = lead.listing
    known = listing.days_on_market or listing.cumulative_days_on_market
    if known or listing.on_market_date is None:
        return known
    return max((lead.expired_on - listing.on_market_date).days, 0) or None


def term(lead: Lead, price_changes: Sequence[ListingChange]) -> Term:
    """The listing the lead follows, for its price path; its changes of list price, oldest first."""
    listing, zone = lead.listing, ZoneInfo(lead.team.time_zone)
    return Term(
        ended_on=lead.expired_on,
        ending=listing.standard_status.lower() or "ended",
        listed_on=listing.on_market_date,
        first_price=listing.original_list_price or _first_price(price_changes),
        last_price=listing.list_price,
        changes=changes_of((change.at.astimezone(zone).date(), change.new) for change in price_changes),
        days=days_on_market(lead),
        office=listing.list_office_name,
    )


def _first_price(price_changes: Sequence[ListingChange]) -> int | None:
    """The price before the first change known, for files without an original price."""
    first = next(iter(price_changes), None)
    return int(first.old) if first and first.old and first.old.isdigit() else None
