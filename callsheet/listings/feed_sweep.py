"""The daily comparison of a feed with what we have: nothing else finds rows that were deleted, or came very late.

It walks through the keys alone. What it did not see is gone only if the walk came to its end, if it is few, and if the
server, asked for that very row, does not have it. Many at once may be a fault of the vendor's: a person decides.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from callsheet.feeds.reso import queries
from callsheet.feeds.reso.client import Client, Record
from callsheet.listings import bulk, feed_purge
from callsheet.listings.feed_pages import Pages, Taken
from callsheet.listings.models import FeedRow, FeedWalk

MOST_ROWS, MOST_SHARE, MOST_OF_A_SMALL_FEED = 50, 0.02, 0.1
"""So many rows, or such a share of all, may leave a feed in a day without anybody being asked; of a small feed's rows
never more than a tenth."""
NOT_THERE = "no longer in the feed"


def changed(client: Client, pages: Pages, records: Sequence[Record]) -> list[Record]:
    """Of a page of keys, the whole records of those that are new here or have another timestamp."""
    of = pages.reading.connection
    stamps = {str(record[of.key]): str(record.get(of.stamp) or "") for record in records if record.get(of.key)}
    known = FeedRow.objects.filter(feed=pages.reading.feed, key__in=list(stamps), gone_at=None)
    same = {key for key, modified in known.values_list("key", "modified") if stamps[key] == modified}
    return fetch(client, pages, [key for key in stamps if key not in same])


def fetch(client: Client, pages: Pages, keys: Sequence[str]) -> list[Record]:
    """The records of these keys, as far as the server has them."""
    of = pages.reading.connection
    found: list[Record] = []
    for some in bulk.chunks(keys, of.keys_at_once):
        found += client.page(queries.by_keys(of, pages.reading.fields, some)).records
    return found


def keys_of(records: Sequence[Record], key: str) -> list[str]:
    """The keys of these records; one without a key is none that could be told again."""
    return [str(record[key]) for record in records if record.get(key)]


def mark_seen(walk: FeedWalk, keys: Sequence[str]) -> None:
    """These rows are still in the feed."""
    among, wanted = bulk.one_of("key", keys)
    bulk.execute(
        f"UPDATE listings_feedrow SET seen_in_sweep = %s WHERE feed_id = %s AND {among}",
        [walk.sweep, walk.feed_id, wanted],
    )


def finish(walk: FeedWalk, client: Client, pages: Pages, now: datetime) -> Taken:
    """Purge what is gone, or ask. Safe to repeat: what was purged is no longer missing."""
    there = FeedRow.objects.filter(feed=walk.feed, gone_at=None)
    missing = list(there.exclude(seen_in_sweep=walk.sweep).order_by("pk").values_list("key", "pk"))
    total = there.count()
    if len(missing) > most(total) and not walk.asks.get("agreed"):
        walk.asks = {"missing": len(missing), "of": total, "at": now.isoformat()}
        return Taken()
    taken = Taken()
    for some in bulk.chunks(missing, pages.reading.connection.keys_at_once):
        taken.gone += _confirm(dict(some), walk, client, pages, now)
    walk.asks = {}
    return taken


def most(total: int) -> int:
    """How many of so many rows may leave without asking."""
    return int(min(max(MOST_ROWS, MOST_SHARE * total), MOST_OF_A_SMALL_FEED * total))


def _confirm(rows: dict[str, int], walk: FeedWalk, client: Client, pages: Pages, now: datetime) -> int:
    """Ask for each row itself; those that are there after all are read."""
    records = fetch(client, pages, list(rows))
    there = set(keys_of(records, pages.reading.connection.key))
    pages.take(records, lambda: mark_seen(walk, list(there)), walk.sweep)
    gone = {pk: NOT_THERE for key, pk in rows.items() if key not in there}
    with transaction.atomic():
        feed_purge.purge(walk.feed, gone, now)
    return len(gone)
