"""The walk through a feed's pages that loses nothing: its place, what a broken link does to it, where the mark goes.

What is right here was measured: a cursor by `gt` misses rows that share a timestamp, one by `ge` never gets past a
large group of them, and only an overlap heals rows that become visible after newer ones were read.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from callsheet.feeds.reso import queries
from callsheet.feeds.reso.client import Answer, Client, Record
from callsheet.feeds.reso.connection import Connection
from callsheet.feeds.reso.moments import later, moment, stamp_of
from callsheet.feeds.reso.problems import FeedProblem, NotServed, Puzzled

Doing = Literal["load", "changes", "sweep"]
MOST_EMPTY_PAGES = 20


@dataclass(frozen=True, slots=True)
class Place:
    """Where a walk stands; kept after each page together with the page's rows.

    `highest` and `highest_key`: the largest timestamp seen, and the key of its last row; `last_key` the last row's.
    `started`: the server's clock at the first answer. `next_link` "" before the first page; `is_over` after the last.
    """

    doing: Doing
    since: str = ""
    next_link: str = ""
    highest: str = ""
    highest_key: str = ""
    last_key: str = ""
    started: datetime | None = None
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Rows to be kept, and the place that is to be kept with them in the same transaction."""

    records: Sequence[Record]
    place: Place


def walk(client: Client, place: Place, fields: Sequence[str], link_is_old: bool = False) -> Iterator[Page]:
    """The pages from a place on, to the end. A link that is refused is rebuilt once from the last row kept; one that
    is old (`is_old`) is not even followed.

    Raises FeedProblem; what was yielded before stands, and the walk goes on from the last place kept.
    """
    is_rebuilt = link_is_old and bool(place.next_link)
    url = _begun(client.connection, place, fields, is_rebuilt)
    empty, seen = 0, {url}
    while url:
        try:
            answer = client.page(url)
        except NotServed:
            if is_rebuilt or not place.next_link:
                raise
            url, is_rebuilt = _rebuilt(client.connection, place, fields), True
            continue
        is_rebuilt = False
        place = _after(place, answer, client.connection)
        yield Page(answer.records, place)
        empty = 0 if answer.records else empty + 1
        url = place.next_link
        if url in seen or empty > MOST_EMPTY_PAGES:
            raise Puzzled("The server gives the same page again and again, so the reading would never end.")
        seen.add(url)


def is_old(of: Connection, given_at: datetime | None, now: datetime) -> bool:
    """Whether the server may no longer know a next link that was given then."""
    return bool(given_at and of.link_minutes and now - given_at >= timedelta(minutes=of.link_minutes))


def _begun(of: Connection, place: Place, fields: Sequence[str], is_rebuilt: bool) -> str:
    return _rebuilt(of, place, fields) if is_rebuilt else place.next_link or _first(of, place, fields)


def _first(of: Connection, place: Place, fields: Sequence[str]) -> str:
    """The first question of a walk."""
    if place.doing == "changes":
        return queries.changes(of, fields, place.since)
    return queries.load(of, fields)


def _rebuilt(of: Connection, place: Place, fields: Sequence[str]) -> str:
    """The question for what follows the last row kept, where the server no longer knows its own link."""
    if place.doing == "changes":
        is_ordered = of.can_order and place.highest
        return (
            queries.resumed(of, fields, place.highest, place.highest_key) if is_ordered else _first(of, place, fields)
        )
    is_ordered = of.can_order and of.can_filter_load and of.can_filter_key
    return queries.load(of, fields, place.last_key if is_ordered else "")


def _after(place: Place, answer: Answer, of: Connection) -> Place:
    """The place after a page."""
    is_last = of.ends_empty and place.doing != "changes" and not answer.records
    next_link = "" if is_last else answer.next_link
    highest, highest_key, last_key = place.highest, place.highest_key, place.last_key
    for record in answer.records:
        stamp, last_key = str(record.get(of.stamp) or ""), str(record.get(of.key) or "")
        if stamp and later(stamp, highest) == stamp:
            highest, highest_key = stamp, last_key
    return replace(
        place,
        next_link=next_link,
        highest=highest,
        highest_key=highest_key,
        last_key=last_key,
        started=place.started or answer.at,
        is_over=not next_link,
    )


def next_mark(place: Place, mark: str, of: Connection) -> str:
    """The mark after a walk that came to its end: the largest timestamp seen, but never past the walk's first answer:
    one row dated in the future would blind the feed until that day.

    After a first load it is the load's beginning, less the overlap.
    """
    if not place.is_over or place.started is None:
        raise FeedProblem("A walk that did not come to its end moves no mark.")
    if place.doing == "load":
        return queries.started_within(place.started, of)
    reached = later(place.highest, mark)
    return reached if not reached or moment(reached) <= place.started else stamp_of(place.started)
