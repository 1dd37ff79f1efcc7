"""Timestamps as a server sends them: compared as moments, sent back as the very text that came."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache

_STAMP = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9})\d*)?)?\s*(Z|[+-]\d\d:?\d\d)?", re.IGNORECASE
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NANOSECONDS = 1_000_000_000


def nanoseconds(stamp: str) -> int:
    """The moment of an OData timestamp in nanoseconds since 1970, so that a server's seventh digit counts.

    Without an offset it is UTC. Raises ValueError for what is no timestamp.
    """
    found = _STAMP.fullmatch(stamp.strip())
    if not found:
        raise ValueError(f"{stamp!r} is no timestamp such as 2026-11-24T13:05:00Z")
    *whole, second, fraction, zone = found.groups()
    moment = datetime(*map(int, whole), int(second or 0), tzinfo=UTC) - _offset(zone)
    return (moment - _EPOCH) // timedelta(seconds=1) * NANOSECONDS + int((fraction or "").ljust(9, "0"))


def _offset(zone: str | None) -> timedelta:
    if not zone or zone in "Zz":
        return timedelta()
    digits = zone[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return -offset if zone[0] == "-" else offset


def moment(stamp: str) -> datetime:
    """The same as an aware datetime, its last digits cut. Raises ValueError."""
    return _EPOCH + timedelta(microseconds=nanoseconds(stamp) // 1_000)


def stamp_of(at: datetime) -> str:
    """A moment as OData writes it, in milliseconds: some servers read no more digits than three."""
    utc = at.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1_000:03d}Z"


def later(one: str, other: str) -> str:
    """The later of two timestamps, the first of two equal ones; one that cannot be read is none ("")."""
    latest = one if _order(one) >= _order(other) else other
    return latest if _order(latest) >= 0 else ""


@lru_cache(maxsize=1 << 12)
def _order(stamp: str) -> int:
    try:
        return nanoseconds(stamp)
    except ValueError:
        return -1


def http_date(text: str | None) -> datetime | None:
    """The moment of a Date or Retry-After header; None for what is none."""
    if not text:
        return None
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
