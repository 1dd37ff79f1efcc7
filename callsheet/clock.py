"""The clock. Doors ask it once and hand the moment in; nothing in the core or in a model reads it.

In a demo home, and only there, CALLSHEET_AT moves the clock, so that the sample market can be shown at any hour: the
process begins at that moment and time runs on from it. A home with real owners in it has no such door, because whoever
moves the clock walks around the calling hours.
"""

import os
from datetime import UTC, datetime, timedelta
from functools import cache

from callsheet.core.errors import UnusableInput
from callsheet.home.paths import demo_marker

AT_VARIABLE = "CALLSHEET_AT"


def now() -> datetime:
    """The present moment, aware, in UTC."""
    at = os.environ.get(AT_VARIABLE)
    shift = shift_to(at) if at and demo_marker().exists() else timedelta()
    return datetime.now(UTC) + shift


@cache
def shift_to(text: str) -> timedelta:
    """How far the clock is moved so that this process begins at the moment written in `text`.

    Raises UnusableInput when it is no moment with an offset.
    """
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise UnusableInput(f"{AT_VARIABLE}={text}: write a moment with its offset, such as 2026-11-24T08:05:00-05:00.")
    return at - datetime.now(UTC)
