"""The chains of homes from their rows: two queries for however many homes."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from callsheet.core.chain import Chain, chain_of
from callsheet.core.chain_days import Change, Listed
from callsheet.listings import bulk
from callsheet.listings.models import Listing, ListingChange

FIELDS = (
    "pk",
    "source__name",
    "listing_id",
    "standard_status",
    "status_at",
    "first_seen_at",
    "last_read__as_of",
    "is_lease",
    "on_market_date",
    "off_market_date",
    "expiration_date",
    "close_date",
    "list_price",
    "original_list_price",
    "close_price",
    "days_on_market",
    "cumulative_days_on_market",
    "list_agent_full_name",
    "list_office_name",
)
"""In the order in which `Listed` takes them."""
TOLD = ("standard_status", "list_price")
"""The fields whose history a chain looks at."""

_COLUMNS = {"pk": "listing.id", "source__name": "source.name", "last_read__as_of": "last_read.as_of"}
# Read without Django's converters: many homes at once are most of the work of a list of all.
_LISTINGS = (
    f"SELECT listing.property_id, {', '.join(_COLUMNS.get(name, f'listing.{name}') for name in FIELDS)} "
    "FROM listings_listing listing JOIN listings_source source ON source.id = listing.source_id "
    "LEFT JOIN listings_lastread last_read ON last_read.listing_id = listing.id"
)
_CHANGES = (
    "SELECT change.listing_id, change.at, change.field, change.old, change.new FROM listings_listing listing "
    "JOIN listings_listingchange change ON change.listing_id = listing.id"
)


def chains_of(
    homes: Collection[int], zone: ZoneInfo, today: date, owner_since: Mapping[int, date] | None = None
) -> dict[int, Chain]:
    """Home -> its chain, of those among the homes that have listings.

    `owner_since`: the day its present owner got title, of the homes of which it is known.
    """
    among, wanted = bulk.one_of("listing.property_id", homes)
    rows = bulk.fetch(f"{_LISTINGS} WHERE {among} ORDER BY listing.id", [wanted])
    told = bulk.fetch(
        f"{_CHANGES} WHERE {among} AND change.field IN (%s, %s) ORDER BY change.at, change.id", [wanted, *TOLD]
    )
    changes = _by_listing(told, zone)
    found: dict[int, list[Listed]] = defaultdict(list)
    for home, *values in rows:
        found[home].append(listed(values, changes, zone))
    since = owner_since or {}
    return {home: chain_of(listings, today, since.get(home)) for home, listings in found.items()}


def chain_of_home(
    home: int, changes: Iterable[ListingChange], zone: ZoneInfo, today: date, owner_since: date | None
) -> Chain:
    """The chain of one home whose changes are at hand, oldest first: one query."""
    told = _by_listing(((one.listing_id, one.at, one.field, one.old, one.new) for one in changes), zone)
    rows = Listing.objects.filter(property=home).order_by("pk").values_list(*FIELDS)
    return chain_of([listed(values, told, zone) for values in rows], today, owner_since)


Changes = Mapping[tuple[int, str], tuple[Change, ...]]
"""(listing, field) -> its changes, oldest first."""


def changes_of(changes, zone: ZoneInfo) -> Changes:
    """What a chain looks at of these ListingChange rows: one query."""
    told = changes.filter(field__in=TOLD).order_by("at", "pk")
    return _by_listing(told.values_list("listing", "at", "field", "old", "new"), zone)


def _by_listing(rows: Iterable[tuple[int, datetime, str, str | None, str | None]], zone: ZoneInfo) -> Changes:
    found: dict[tuple[int, str], tuple[Change, ...]] = defaultdict(tuple)
    for listing, at, field, old, new in rows:
        found[listing, field] += (Change(_local_day(at, zone), old or "", new or ""),)
    return found


def listed(values: Iterable, changes: Changes, zone: ZoneInfo) -> Listed:
    """A listing from the values of FIELDS, as Django or the database has them, and the changes of its home."""
    pk, source, number, status, began, seen, read, is_lease, *others = values
    moments = (_local_day(began, zone), _local_day(seen, zone), _local_day(read, zone))
    prices, statuses = changes.get((pk, "list_price"), ()), changes.get((pk, "standard_status"), ())
    return Listed(pk, source, number, status, *moments, bool(is_lease), *others, statuses=statuses, prices=prices)


@lru_cache(maxsize=1 << 16)
def _local_day(moment: datetime, zone: ZoneInfo) -> date:
    """The day of a moment; files have many rows of one."""
    return bulk.in_utc(moment).astimezone(zone).date()
