"""How a feed stands, as rows: its walk, what it has here, what left it, what its account asked, what it brought."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from callsheet.core.errors import UnusableInput
from callsheet.feeds.reso.limits import DAY, HOUR, Limits, asked_within
from callsheet.listings.feed_connection import connection_of
from callsheet.listings.feed_quota import account_of
from callsheet.listings.models import Feed, FeedChange, FeedFile, FeedQuota, FeedWalk, Import

NEWEST, MOST_ASKED, MOST_CHANGES = 5, 20, 20


@dataclass(frozen=True, slots=True)
class Used:
    """What the account of a feed asked: requests of the last hour and day, bytes of the last hour, its limits."""

    hour: int
    day: int
    bytes_hour: int
    limits: Limits
    suspended_until: datetime | None
    said: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Health:
    """`gone`: why rows left the feed -> how many. `unusable`: why it cannot be asked as it stands; mostly empty."""

    feed: Feed
    walk: FeedWalk | None
    rows: int
    gone: Mapping[str, int]
    used: Used | None
    imports: Sequence[Import]
    files: Sequence[FeedFile]
    unusable: str
    changes: Sequence[FeedChange]


def health(feed: Feed, now: datetime) -> Health:
    """`feed` has its source at hand."""
    counted = dict(feed.rows.order_by().values_list("gone_because").annotate(Count("pk")))
    used, unusable = _used(feed, now) if feed.kind == Feed.Kind.RESO else (None, "")
    return Health(
        feed=feed,
        walk=feed.walks.order_by("pk").first(),
        rows=counted.pop("", 0),
        gone=counted,
        used=used,
        imports=_imports(feed),
        files=_files(feed),
        unusable=unusable,
        changes=list(feed.changes.select_related("by").order_by("-pk")[:MOST_CHANGES]),
    )


def deleted(team_id: int) -> list[FeedChange]:
    """The newest feeds that were deleted, and by whom."""
    gone = FeedChange.objects.filter(team=team_id, what=FeedChange.What.DELETED).select_related("by")
    return list(gone.order_by("-pk")[:NEWEST])


def _files(feed: Feed) -> list[FeedFile]:
    """What was not read: those whose columns are asked about, then the newest. The others stand among the imports."""
    asked = list(feed.files.exclude(kept="").exclude(problem="").order_by("pk")[:MOST_ASKED])
    unusable = feed.files.filter(kept="").exclude(problem="").order_by("-pk")
    return asked + list(unusable[:NEWEST])


def _imports(feed: Feed) -> list[Import]:
    """The newest imports it made: those named after it, and those of the files it brought."""
    mine = Q(file_name__startswith=f"{feed.name}: ", source=feed.source_id) | Q(pk__in=feed.files.values("import_row"))
    found = Import.objects.filter(mine, team=feed.team_id).defer("mapping", "unmapped_columns", "compared")
    return list(found.order_by("-pk")[:NEWEST])


def _used(feed: Feed, now: datetime) -> tuple[Used | None, str]:
    try:
        connection = connection_of(feed)
    except UnusableInput as problem:
        return None, str(problem)
    row = FeedQuota.objects.filter(token=account_of(connection)).first() or FeedQuota()
    buckets = {start: (requests, size) for start, (requests, size) in row.asked.items()}
    (hour, size), (day, _) = asked_within(buckets, HOUR, now), asked_within(buckets, DAY, now)
    return Used(hour, day, size, connection.limits, row.suspended_until, row.said), ""
