"""How often one account may ask, below what its vendor publishes; counted in small buckets that outlive a restart.

Vendors count over a sliding hour and a sliding day (MLS Grid: 7,200 and 40,000 requests, 4 GB an hour) and suspend who
goes over. A bucket counts until every request in it is older than the window, so the count is never too low.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

BUCKET = timedelta(minutes=5)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LONGEST_WAIT = timedelta(seconds=30)
"""A turn that comes later than this is not waited for: the reading stops and is due again then."""

Buckets = Mapping[str, tuple[int, int]]
"""Start of a bucket in seconds since 1970, as text -> requests, bytes."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one account may ask; None is no limit."""

    a_second: float = 1.8
    an_hour: int | None = None
    a_day: int | None = None
    bytes_an_hour: int | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """What an account has asked: in the last day, by bucket; no request before `next_at`."""

    buckets: Buckets = field(default_factory=dict)
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """When the next request may go out; `usage` counts it already. Without one, the limit is used up until `at`."""

    at: datetime
    usage: Usage | None


def take_turn(usage: Usage, limits: Limits, now: datetime) -> Turn:
    """Reserve the next request. Whoever stores `usage` by compare-and-set lets no two processes have the same turn."""
    at = max(now, usage.next_at or now)
    full_until = _full_until(usage.buckets, limits, at)
    if full_until:
        return Turn(full_until, None)
    buckets = _added(usage.buckets, at, requests=1)
    return Turn(at, Usage(buckets, at + timedelta(seconds=1 / limits.a_second)))


def spent(usage: Usage, size: int, now: datetime) -> Usage:
    """Count the bytes of an answer."""
    return Usage(_added(usage.buckets, now, size=size), usage.next_at)


def asked_within(buckets: Buckets, window: timedelta, now: datetime) -> tuple[int, int]:
    """Requests and bytes that may lie in the window that ends now."""
    counted = [count for start, count in buckets.items() if _end(start) > now - window]
    return sum(requests for requests, _ in counted), sum(size for _, size in counted)


def _full_until(buckets: Buckets, limits: Limits, at: datetime) -> datetime | None:
    """When the first of the full windows has room again; None while none is full."""
    hour, day = asked_within(buckets, HOUR, at), asked_within(buckets, DAY, at)
    ends = [
        _first_end(buckets, window, at) + window
        for window, asked, limit in ((HOUR, hour[0], limits.an_hour), (DAY, day[0], limits.a_day),
                                     (HOUR, hour[1], limits.bytes_an_hour))
        if limit is not None and asked >= limit
    ]  # fmt: skip
    return max(ends, default=None)


def _first_end(buckets: Buckets, window: timedelta, at: datetime) -> datetime:
    return min(end for end in map(_end, buckets) if end > at - window)


def _end(start: str) -> datetime:
    return datetime.fromtimestamp(int(start), UTC) + BUCKET


def _added(buckets: Buckets, at: datetime, requests: int = 0, size: int = 0) -> dict[str, tuple[int, int]]:
    kept = {start: (count[0], count[1]) for start, count in buckets.items() if _end(start) > at - DAY}
    seconds = int(BUCKET.total_seconds())
    start = str(int(at.timestamp()) // seconds * seconds)
    before = kept.get(start, (0, 0))
    kept[start] = (before[0] + requests, before[1] + size)
    return kept
