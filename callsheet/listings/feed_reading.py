"""Reading a feed: the first load, then what changed, and once a day the comparison that finds what left.

Each walk keeps its place after every page, so that it may be cut off at any moment: by a kill, by a limit, by the slice
of time it is given. Only one process reads a feed at a time; it renews its claim with every page.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from callsheet.feeds.reso import queries
from callsheet.feeds.reso.client import Client
from callsheet.feeds.reso.metadata import Names, read_lookups, read_metadata
from callsheet.feeds.reso.moments import moment
from callsheet.feeds.reso.problems import NotServed, Puzzled
from callsheet.feeds.reso.walk import Page, Place, is_old, next_mark, walk
from callsheet.listings import feed_sweep
from callsheet.listings.batches import OnBatch
from callsheet.listings.feed_claim import FeedReader, Problem, Read
from callsheet.listings.feed_connection import connection_of
from callsheet.listings.feed_pages import MAPPING, FeedShape, Pages, lacking, reading_of
from callsheet.listings.feed_quota import StoredMeter, account_of
from callsheet.listings.models import Feed, FeedWalk, Import, Source

SWEEP_EVERY, SWEEP_AT_LATEST = timedelta(hours=24), timedelta(hours=36)
NIGHT = range(1, 6)
"""Local hours in which the daily comparison is done; a machine that sleeps then does it when it wakes."""
SCHEMA_LASTS = timedelta(hours=24)
LOAD, CHANGES, SWEEP = FeedWalk.Doing.LOAD, FeedWalk.Doing.CHANGES, FeedWalk.Doing.SWEEP
TOLD = {LOAD: "first load", CHANGES: "changes", SWEEP: "daily comparison"}


@dataclass
class Reader(FeedReader):
    """Reads one feed, again and again: it keeps the connection, its token, and what the server said of itself."""

    _client: Client | None = field(default=None, repr=False)
    _reading: FeedShape | None = field(default=None, repr=False)
    _reading_until: datetime | None = field(default=None, repr=False)

    def close(self) -> None:
        """Let go of the connection; a later reading makes a new one."""
        if self._client:
            self._client.__exit__()
        self._client = self._reading = self._reading_until = None

    # ---- the walks

    def _read(self, read: Read, on_batch: OnBatch, until: datetime | None) -> None:
        reading = self._reading_now()
        row, _ = FeedWalk.objects.get_or_create(feed=self.feed)
        if not self._client_now().is_ours(row.next_link):  # its address was changed: the walk begins anew
            row.next_link, row.pages = "", 0
        for doing in self._due(row):
            if not row.doing:
                self._begin(row, doing)
            if not self._walk(row, reading, read, on_batch, until):
                return
        read.is_over = True

    def _due(self, row: FeedWalk) -> Iterator[str]:
        """What was cut off, the load once, the changes every time, the comparison once a day."""
        if row.doing:
            yield row.doing
        if not row.is_loaded:
            yield LOAD
        yield CHANGES
        if self._is_sweep_due(row):
            yield SWEEP

    def _is_sweep_due(self, row: FeedWalk) -> bool:
        now = self.clock()
        rested = now - row.swept_at if row.swept_at else SWEEP_AT_LATEST
        is_night = now.astimezone(ZoneInfo(self.feed.team.time_zone)).hour in NIGHT
        return rested >= (SWEEP_EVERY if is_night else SWEEP_AT_LATEST)

    def _begin(self, row: FeedWalk, doing: str) -> None:
        row.doing, row.next_link, row.next_link_at, row.started_at = doing, "", None, None
        row.highest = row.highest_key = row.last_key = ""
        row.pages = row.rows = 0
        row.sweep += doing == SWEEP
        row.save()

    def _walk(self, row: FeedWalk, reading: FeedShape, read: Read, on_batch: OnBatch, until: datetime | None) -> bool:
        """Go on with a walk; whether it came to its end. False when the time given is over."""
        began = self.clock()
        pages = Pages(reading, lambda: self._import(row, read, began), on_batch, began)
        fields = () if row.doing == SWEEP else reading.fields
        client, place = self._client_now(), _place_of(row)
        link_is_old = is_old(client.connection, row.next_link_at, began)
        for page in () if place.is_over else walk(client, place, fields, link_is_old):
            self._take(row, page, pages, read)
            if until and self.clock() >= until and not page.place.is_over:
                return False
        self._finish(row, pages, read, began)
        return True

    def _take(self, row: FeedWalk, page: Page, pages: Pages, read: Read) -> None:
        """Store a page together with its place and the claim."""
        key = pages.reading.connection.key
        is_sweep = row.doing == SWEEP
        records = feed_sweep.changed(self._client_now(), pages, page.records) if is_sweep else page.records

        def keep() -> None:
            if is_sweep:
                feed_sweep.mark_seen(row, feed_sweep.keys_of(page.records, key))
            _keep_place(row, page, self.clock())
            self._renew()

        read.pages += 1
        read.add(pages.take(records, keep, row.sweep))
        if self.progress:
            self.progress(read.taken.records)

    def _finish(self, row: FeedWalk, pages: Pages, read: Read, began: datetime) -> None:
        """Move the mark, say that the feed was heard, close the import."""
        place, of, now = replace(_place_of(row), is_over=True), pages.reading.connection, self.clock()
        if row.doing == SWEEP:
            read.add(feed_sweep.finish(row, self._client_now(), pages, now))
            row.swept_at = now
        else:
            row.mark = next_mark(place, row.mark, of)
            row.swept_at = now if row.doing == LOAD else row.swept_at  # it saw all there is
            row.is_loaded = True
            self._heard(min(began, row.started_at or began), row.highest)
        row.doing, row.next_link, row.next_link_at = "", "", None
        if row.import_row_id:
            _close(row.import_row, now)
        row.import_row = None
        row.save()

    def _heard(self, at: datetime, highest: str) -> None:
        """What the feed did not send had not changed at that moment: a fact for the gate."""
        feed, changes = self.feed, [self.feed.changed_at, moment(highest) if highest else None]
        feed.heard_at, feed.changed_at = at, max(filter(None, changes), default=None)
        feed.problem, feed.problem_since, feed.failures = "", None, 0
        feed.save(update_fields=["heard_at", "changed_at", "problem", "problem_since", "failures"])
        staler = Q(active_seen_at=None) | Q(active_seen_at__lt=at)
        Source.objects.filter(staler, pk=self.feed.source_id).update(active_seen_at=at)

    def _import(self, row: FeedWalk, read: Read, began: datetime) -> Import:
        """The import of this walk, made when there is something to read."""
        if row.import_row is None:
            row.import_row = Import.objects.create(
                team=self.feed.team, source=self.feed.source, kind=Source.Kind.MLS, state=Import.State.RUNNING,
                file_name=f"{self.feed.name}: {TOLD[row.doing]}", as_of=began, started_at=began, mapping_name=MAPPING,
            )  # fmt: skip
            FeedWalk.objects.filter(pk=row.pk).update(import_row=row.import_row)
        read.imports[row.import_row.pk] = row.import_row
        return row.import_row

    # ---- the server

    def _client_now(self) -> Client:
        if self._client is None:
            connection = connection_of(self.feed)
            meter = StoredMeter(account_of(connection), connection.limits, self.sleep, self.clock)
            self._client = Client(connection, meter, self.sleep, self.clock)
        return self._client

    def _reading_now(self) -> FeedShape:
        """How its rows are read; the server is asked about itself once a day."""
        client, now = self._client_now(), self.clock()
        if self._reading is None or (self._reading_until and now >= self._reading_until):
            schema = read_metadata(client.text(queries.metadata(client.connection)), client.connection.resource)
            lookups = _lookups(client) if schema.has_lookup else {}
            self._reading = reading_of(self.feed, client.connection, schema, lookups)
            self._reading_until = now + SCHEMA_LASTS
            Feed.objects.filter(pk=self.feed.pk).update(lacks=lacking(schema))
        self._reading = replace(self._reading, feed=self.feed)
        return self._reading

    # ---- what went wrong

    def _failed(self, problem: Problem) -> None:
        if isinstance(problem, NotServed | Puzzled):
            self._give_up_sweep()
        super()._failed(problem)

    def _give_up_sweep(self) -> None:
        """A comparison that cannot go on must not keep the changes waiting; it begins anew after them."""
        stuck = FeedWalk.objects.filter(feed=self.feed, doing=SWEEP)
        stuck.update(doing="", next_link="", next_link_at=None)


def _lookups(client: Client) -> Names:
    """The names of all values, however many pages they have."""
    records, url = [], queries.lookups(client.connection)
    while url:
        answer = client.page(url)
        records += answer.records
        url = answer.next_link if answer.records else ""
    return read_lookups(records)


def _place_of(row: FeedWalk) -> Place:
    """Where the walk stands. One that kept a page without a link to a next one has only to be finished."""
    is_over = row.pages > 0 and not row.next_link
    seen = (row.highest, row.highest_key, row.last_key)
    return Place(row.doing, row.mark, row.next_link, *seen, row.started_at, is_over)


def _keep_place(row: FeedWalk, page: Page, now: datetime) -> None:
    place = page.place
    row.next_link, row.next_link_at, row.started_at = place.next_link, now, place.started
    row.highest, row.highest_key, row.last_key = place.highest, place.highest_key, place.last_key
    row.pages, row.rows = row.pages + 1, row.rows + len(page.records)
    row.save()


def _close(import_: Import, now: datetime) -> None:
    running = Import.objects.filter(pk=import_.pk, state=Import.State.RUNNING)
    running.update(state=Import.State.DONE, finished_at=now)
