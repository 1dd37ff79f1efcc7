"""How many examples a property is tried on: all of them, or the share that CALLSHEET_TRIES names (0.25: a quarter).

`make test` takes them all, and a share where the same properties are tried again: on PostgreSQL, on another Python.
"""

import os

from hypothesis import settings

SHARE = float(os.environ.get("CALLSHEET_TRIES") or 1)


def tries(count: int) -> settings:
    return settings(max_examples=max(10, round(count * SHARE)), deadline=None)


def load() -> None:
    """For the properties that name no count of their own."""
    settings.register_profile("callsheet", tries(100))
    settings.load_profile("callsheet")
