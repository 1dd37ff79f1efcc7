"""A feed tried out before it is kept: what its server says of itself, and one page of rows of which nothing is stored.

It counts as any other question does: the account's limits hold. It gives up early, because somebody waits for it.
"""

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from callsheet.feeds.reso import queries
from callsheet.feeds.reso.client import Client
from callsheet.feeds.reso.metadata import Names, read_lookups, read_metadata
from callsheet.feeds.reso.problems import Unreachable
from callsheet.feeds.reso.records import gone_because, row_of
from callsheet.listings.feed_connection import connection_of
from callsheet.listings.feed_pages import RESO_NAMES, lacking, reading_of
from callsheet.listings.feed_quota import StoredMeter, account_of
from callsheet.listings.models import Feed

TRIES = 2
LONGEST_PAUSE, LONGEST_ANSWER = 5.0, 15.0  # seconds


@dataclass(frozen=True, slots=True)
class Trial:
    """What came: fields that are there of those wanted, rows in so many seconds, their statuses by count."""

    fields: int
    wanted: int
    lacks: tuple[str, ...]
    rows: int
    seconds: float
    statuses: Mapping[str, int]
    has_more: bool


def try_out(feed: Feed) -> Trial:
    """Ask as a reading would, without keeping anything. Raises FeedProblem or UnusableInput with what to do."""
    connection = connection_of(feed)
    meter = StoredMeter(account_of(connection), connection.limits, _briefly)
    quick = replace(connection, timeout=min(connection.timeout, LONGEST_ANSWER))
    with Client(quick, meter, _briefly, tries=TRIES) as client:
        schema = read_metadata(client.text(queries.metadata(quick)), quick.resource)
        names = {**(_first_lookups(client) if schema.has_lookup else {}), **schema.names}
        reading, began = reading_of(feed, quick, schema, names), time.monotonic()
        answer = client.page(queries.load(quick, reading.fields))
        seconds = time.monotonic() - began
    lacks = lacking(schema)
    statuses = Counter(_status(record, names) for record in answer.records)
    has_more = bool(answer.next_link)
    there, wanted = len(RESO_NAMES) - len(lacks), len(RESO_NAMES)
    return Trial(there, wanted, tuple(lacks), len(answer.records), seconds, dict(statuses.most_common()), has_more)


def _status(record: Mapping[str, object], names: Names) -> str:
    if gone_because(record):
        return "taken back"
    row = row_of(record, ("StandardStatus", "MlsStatus"), names)
    return row["StandardStatus"] or row["MlsStatus"] or "no status"


def _first_lookups(client: Client) -> Names:
    return read_lookups(client.page(queries.lookups(client.connection)).records)


def _briefly(seconds: float) -> None:
    if seconds > LONGEST_PAUSE:
        raise Unreachable(f"The server asks for a pause of {seconds:.0f} seconds. Try it once more after that.")
    time.sleep(seconds)
