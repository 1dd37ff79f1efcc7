"""What the MLS last said of a home: whether its listing is over, and how fresh that word is."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef

from callsheet.core.offmarket import OFF_MARKET, ListingFacts, Verdict, judge
from callsheet.listings import bulk
from callsheet.listings.models import FeedRow, Listing, StatusLookup

LISTING_FIELDS = (
    "pk", "property_id", "source__name", "source__fresh_hours", "source__active_seen_at", "listing_id",
    "standard_status",
    "is_lease", "on_market_date", "off_market_date", "expiration_date", "close_date", "status_at",
    "last_read__as_of", "last_read__seen_at", "list_office_name", "list_price",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """What the MLS last said of a home, and when it was last looked at."""

    verdict: Verdict
    seen_at: datetime | None
    fresh_hours: int


def standings_of(homes: Collection[int], now: datetime, zone: ZoneInfo) -> dict[int, Standing]:
    """Home -> what is known of its being on the market, from all its listings and today's own look-ups."""
    today = now.astimezone(zone).date()
    listings: dict[int, list[dict]] = defaultdict(list)
    gone = FeedRow.objects.filter(listing=OuterRef("pk"), gone_at__isnull=False)
    of_homes = Listing.objects.filter(property__in=homes).annotate(left_its_feed=Exists(gone))
    for row in of_homes.values(*LISTING_FIELDS, "left_its_feed"):
        listings[row["property_id"]].append(row)
    lookups = _lookups_of_today(homes, now, zone)
    return {home: _standing(rows, lookups.get(home), today) for home, rows in listings.items()}


def _standing(rows: Sequence[dict], lookup: StatusLookup | None, today: date) -> Standing:
    verdict = judge([_listing(row) for row in rows], today)
    row = next((row for row in rows if row["pk"] == verdict.listing), None)
    if row is None:
        return Standing(verdict, None, 24)
    seen = [row["last_read__seen_at"], None if row["left_its_feed"] else row["source__active_seen_at"]]
    if lookup and not _is_outdated(lookup, verdict, rows):
        seen.append(lookup.at)
        verdict = _as_looked_up(verdict, lookup)
    return Standing(verdict, max(filter(None, seen)), row["source__fresh_hours"])


def _is_outdated(lookup: StatusLookup, verdict: Verdict, rows: Sequence[dict]) -> bool:
    """Whether a row read since the look-up refuses the call that it would free: listed again at noon, say.

    A look-up that refuses holds for its day whatever the files say later.
    """
    frees = lookup.standard_status in OFF_MARKET and verdict.kind != "off_market"
    return frees and any(row["last_read__as_of"] > lookup.at for row in rows)


def _as_looked_up(verdict: Verdict, lookup: StatusLookup) -> Verdict:
    """What a person saw in the MLS today overrules what the files said."""
    if verdict.kind == "off_market" and lookup.standard_status in OFF_MARKET:
        return verdict
    kind = "off_market" if lookup.standard_status in OFF_MARKET else "on_market"
    because = f"Looked up in the MLS today: {lookup.standard_status}."
    return Verdict(
        kind=kind, listing=verdict.listing, since=verdict.since, since_known=verdict.since_known,
        status=lookup.standard_status, because=because,
    )  # fmt: skip


def _listing(row: Mapping) -> ListingFacts:
    return ListingFacts(
        pk=row["pk"],
        source=row["source__name"],
        listing_id=row["listing_id"],
        standard_status=row["standard_status"],
        is_lease=row["is_lease"],
        on_market_date=row["on_market_date"],
        off_market_date=row["off_market_date"],
        expiration_date=row["expiration_date"],
        close_date=row["close_date"],
        status_at=row["status_at"],
        as_of=row["last_read__as_of"],
        list_office_name=row["list_office_name"],
        list_price=row["list_price"],
    )


def listing_facts(standing: Standing | None) -> dict[str, object]:
    """The part of a proposed attempt's facts that speaks of the listing."""
    if standing is None:
        return {"listing_status": None}
    return {
        "listing_status": standing.verdict.status,
        "listing_because": standing.verdict.because,
        "listing_seen_at": standing.seen_at,
        "listing_fresh_hours": standing.fresh_hours,
    }


def _lookups_of_today(homes: Collection[int], now: datetime, zone: ZoneInfo) -> dict[int, StatusLookup]:
    midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
    among, keys = bulk.one_of("property_id", homes)
    table = StatusLookup._meta.db_table
    if not bulk.fetch(f"SELECT 1 FROM {table} WHERE {among} AND at >= %s LIMIT 1", [keys, bulk.plain(midnight)]):
        return {}  # as on most days for most homes
    found = StatusLookup.objects.filter(property__in=homes, at__gte=midnight, at__lte=now).order_by("at")
    return {lookup.property_id: lookup for lookup in found}
