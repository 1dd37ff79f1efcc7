"""One page of a feed into listings: what is new or changed is stored with its history, what left the feed is purged.

A row whose timestamp is known already is not even read: an overlap costs transfer only. The page's place is kept in
the transaction of its last rows, so that a page cut off by a kill is taken once more and doubles nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

import polars as pl
from django.db import transaction
from django.db.models import F

from callsheet.core.listing_row import Day
from callsheet.core.offmarket import OFF_MARKET
from callsheet.feeds.reso.client import Record
from callsheet.feeds.reso.connection import Connection
from callsheet.feeds.reso.metadata import Names, Schema
from callsheet.feeds.reso.problems import Puzzled
from callsheet.feeds.reso.records import column_of, gone_because
from callsheet.listings import bulk, feed_purge
from callsheet.listings.batches import Batches, OnBatch, Pace
from callsheet.listings.ingest import answers_of, ask_about
from callsheet.listings.mapping import ColumnMapping, map_columns
from callsheet.listings.models import Feed, FeedRow, Import, RejectedRow, Source
from callsheet.listings.prepared import Prepared
from callsheet.listings.rows import Rejection, Statuses
from callsheet.listings.streets import KnownStreets
from callsheet.listings.table import Table

RESO_NAMES = (
    *("ListingId", "StandardStatus", "MlsStatus", "PropertyType"),
    *("UnparsedAddress", "StreetNumber", "StreetDirPrefix", "StreetName", "StreetSuffix", "StreetDirSuffix"),
    *("UnitNumber", "City", "StateOrProvince", "PostalCode", "ParcelNumber", "Latitude", "Longitude"),
    *("ListPrice", "OriginalListPrice", "ClosePrice"),
    *("OnMarketDate", "OffMarketDate", "ExpirationDate", "CloseDate", "ListingContractDate"),
    *("DaysOnMarket", "CumulativeDaysOnMarket", "ListAgentFullName", "ListOfficeName"),
    *("YearBuilt", "BedroomsTotal", "BathroomsTotalInteger", "LivingArea", "LotSizeAcres", "LotSizeSquareFeet"),
    *("StatusChangeTimestamp", "ModificationTimestamp"),
)
"""What a feed is asked for, by the names of the RESO Data Dictionary, as far as it has them."""
BESIDE = ("MlgCanView",)
"""Asked for besides, and no part of a listing."""
MAPPING = "RESO Web API"


@dataclass(frozen=True)
class FeedShape:
    """How the rows of one feed are read: which columns it has, what its values are called."""

    feed: Feed
    connection: Connection
    mapping: ColumnMapping
    fields: tuple[str, ...]
    names: Names

    def table(self, records: Sequence[Record]) -> Table:
        """Records as the rows of a file."""
        header = self.mapping.header
        columns = {str(place): column_of(records, name, self.names) for place, name in enumerate(header)}
        return Table(header, pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)))


def reading_of(feed: Feed, connection: Connection, schema: Schema, lookups: Names) -> FeedShape:
    """Raises Puzzled when the feed lacks what a listing cannot do without."""
    key = () if "ListingId" in schema.types else (connection.key,)
    header = (*key, *schema.of_these(RESO_NAMES))
    mapping = map_columns(Table(header, pl.DataFrame({str(place): [] for place in range(len(header))})))
    if mapping.missing:
        raise Puzzled(
            f"The feed has no field for {' and '.join(mapping.missing)}. Ask the vendor which licence it has."
        )
    return FeedShape(feed, connection, mapping, (*header, *schema.of_these(BESIDE)), {**lookups, **schema.names})


def lacking(schema: Schema) -> list[str]:
    """What would be read of a listing, and this server does not have."""
    return [name for name in RESO_NAMES if name not in schema.types]


@dataclass(slots=True)
class Taken:
    """What a page came to: records in all, listings new or changed, rows that left the feed."""

    records: int = 0
    read: int = 0
    gone: int = 0


@dataclass
class Pages:
    """Takes the pages of one walk. `import_of` gives the walk's import, made when a row is to be read for the first
    time; `now` is the moment the walk speaks of."""

    reading: FeedShape
    import_of: Callable[[], Import]
    on_batch: OnBatch
    now: datetime
    pace: Pace = field(default_factory=Pace)
    streets: KnownStreets | None = None
    """Read with the first page: reading them goes through all homes of the team."""

    def take(self, records: Sequence[Record], keep: Callable[[], object], sweep: int = 0) -> Taken:
        """Store a page; `keep` is called in the transaction that ends it. Of a key twice in a page the last counts."""
        of = self.reading.connection
        latest = {str(record.get(of.key) or ""): record for record in records if record.get(of.key)}
        known = self._known(latest)
        news = {key: record for key, record in latest.items() if self._is_news(known.get(key), record)}
        gone = {key: because for key, record in news.items() if (because := gone_because(record))}
        fresh = {key: record for key, record in news.items() if key not in gone}

        def end() -> None:
            self._keep_rows(fresh, known, sweep)
            left = {known[key].pk: because for key, because in gone.items() if key in known}
            feed_purge.purge(self.reading.feed, left, self.now)
            keep()

        self._read(list(fresh.values()), end)
        left = sum(1 for key in gone if key in known and known[key].gone_at is None)
        return Taken(len(records), len(fresh), left)

    def _known(self, keys: Mapping[str, Record]) -> dict[str, FeedRow]:
        among, wanted = bulk.one_of("key", keys)
        mine = f"SELECT * FROM listings_feedrow WHERE feed_id = %s AND {among}"
        return {row.key: row for row in FeedRow.objects.raw(mine, [self.reading.feed.pk, wanted])}

    def _is_news(self, row: FeedRow | None, record: Record) -> bool:
        stamp = str(record.get(self.reading.connection.stamp) or "")
        is_known = row is not None and row.gone_at is None and stamp != "" and row.modified == stamp
        return not is_known or bool(gone_because(record))

    def _read(self, records: Sequence[Record], end: Callable[[], None]) -> None:
        if not records:
            with transaction.atomic():
                end()
            return
        import_ = self.import_of()
        prepared = self._prepared(import_, records)
        counted, unknown = prepared.status_counts()
        ask_about(import_.source, unknown)
        self._note_statuses(counted)
        first = import_.done_rows
        self.streets = self.streets or KnownStreets(import_.team)
        batches = Batches(import_, prepared, self.on_batch, self.pace, first=first, at_end=end, streets=self.streets)
        for _ in batches:
            import_.rows = import_.done_rows
        Import.objects.filter(pk=import_.pk).update(rows=F("done_rows"))
        _keep_rejected(import_, prepared, batches.rejected, first)

    def _prepared(self, import_: Import, records: Sequence[Record]) -> Prepared:
        source = import_.source
        statuses = Statuses(self.reading.mapping, source.name, answers_of(source))
        day = Day(self.now, ZoneInfo(import_.team.time_zone))
        return Prepared(self.reading.table(records), self.reading.mapping, statuses, day)

    def _note_statuses(self, counted: Mapping[str, int]) -> None:
        """Remember when the feed first delivered what came off the market: some licences never do."""
        feed = self.reading.feed
        if feed.expired_seen_at is None and any(counted.get(status) for status in OFF_MARKET):
            feed.expired_seen_at = self.now
            Feed.objects.filter(pk=feed.pk, expired_seen_at=None).update(expired_seen_at=self.now)

    def _keep_rows(self, fresh: Mapping[str, Record], known: Mapping[str, FeedRow], sweep: int) -> None:
        """Remember each row's timestamp and its listing."""
        of, feed = self.reading.connection, self.reading.feed
        listings = _listings(feed.source, [_number(record, of.key) for record in fresh.values()])
        new, changed = [], []
        for key, record in fresh.items():
            about = (str(record.get(of.stamp) or "")[:40], listings.get(_number(record, of.key)), sweep)
            if key in known:
                changed.append((*about, None, "", known[key].pk))
            else:
                new.append((feed.pk, key, *about, None, ""))
        columns = ("modified", "listing_id", "seen_in_sweep", "gone_at", "gone_because")
        bulk.insert(FeedRow, ("feed_id", "key", *columns), new)
        bulk.update(FeedRow, columns, changed)


def _number(record: Record, key: str) -> str:
    """The listing number of a record as `Prepared` stores it."""
    return str(record.get("ListingId") or record.get(key) or "").strip()


def _listings(source: Source, numbers: Sequence[str]) -> dict[str, int]:
    among, wanted = bulk.one_of("listing_id", numbers)
    mine = f"SELECT listing_id, id FROM listings_listing WHERE source_id = %s AND {among}"
    return dict(bulk.fetch(mine, [source.pk, wanted]))


def _keep_rejected(import_: Import, prepared: Prepared, rejected: Sequence[Rejection], first: int) -> None:
    """A feed's rows are mended in the MLS: each is shown with its number and what is wrong."""
    numbers = prepared.keys["listing_id"]
    RejectedRow.objects.bulk_create(
        RejectedRow(
            of=import_,
            line=first + one.index + 1,
            column=one.column[:120],
            value=one.value,
            repair=f"{one.repair} It is listing {numbers[one.index]}: mend it in the MLS.",
        )
        for one in rejected
    )
