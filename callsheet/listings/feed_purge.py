"""A row left a feed, or its vendor demands it back: nothing of it may stay but that it was there.

That is no expiry: no lead opens, none is closed, and our own history of attempts, requests not to call and
conversations stays whole. The listing keeps its number and its home, with a status that says nothing of the home.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from callsheet.listings.models import Feed, FeedRow, LastRead, Listing, ListingChange, OtherColumns

TAKEN_BACK = "Delete"
"""The StandardStatus of a row its MLS took back; it never decides how a home stands."""
_BLANK = {
    "standard_status": TAKEN_BACK, "mls_status": "", "property_type": "",
    "list_price": None, "original_list_price": None, "close_price": None,
    "on_market_date": None, "off_market_date": None, "expiration_date": None, "close_date": None,
    "days_on_market": None, "cumulative_days_on_market": None, "list_agent_full_name": "", "list_office_name": "",
}  # fmt: skip


def purge(feed: Feed, rows: Mapping[int, str], now: datetime) -> None:
    """Blank the listings of these rows (primary key -> why they are gone). Call it in a transaction; safe to repeat.

    A listing that another feed of the same MLS still shows is that feed's from now on, and stays.
    """
    if not rows:
        return
    gone = FeedRow.objects.filter(feed=feed, pk__in=list(rows), gone_at=None)
    listings = {pk for pk in gone.values_list("listing", flat=True) if pk}
    elsewhere = FeedRow.objects.filter(listing__in=listings, gone_at=None).exclude(feed=feed)
    kept = set(elsewhere.values_list("listing", flat=True))
    gone.filter(listing__in=kept).update(listing=None)
    for because in set(rows.values()):
        these = [pk for pk, why in rows.items() if why == because]
        FeedRow.objects.filter(feed=feed, pk__in=these, gone_at=None).update(gone_at=now, gone_because=because[:40])
    blank(listings - kept)


def blank(listings: Collection[int]) -> None:
    """Take everything the vendor said out of these listings and their history."""
    Listing.objects.filter(pk__in=listings).update(**_BLANK)
    LastRead.objects.filter(pk__in=listings).update(row_hash=0)
    ListingChange.objects.filter(listing__in=listings).delete()
    OtherColumns.objects.filter(listing__in=listings).delete()
