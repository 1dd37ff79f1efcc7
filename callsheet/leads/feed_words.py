"""How long something is, as a page of feeds says it."""

from datetime import timedelta

from callsheet.core import words

MEGABYTE = 1_000_000


def lasting(span: timedelta) -> str:
    """`12 seconds`, `3 minutes`, `5 hours`, `2 days`: the largest unit of which there are two, rounded down."""
    seconds = max(0, int(span.total_seconds()))
    for size, name in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= 2 * size:
            return words.count(seconds // size, name)
    return words.count(seconds, "second")


def size(count: int) -> str:
    """`4 MB`, `3.8 GB`"""
    return f"{count / 1000 / MEGABYTE:.1f} GB" if count >= 1000 * MEGABYTE else f"{count / MEGABYTE:,.0f} MB"
