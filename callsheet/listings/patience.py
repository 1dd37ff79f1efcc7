"""How long an import may keep the database to itself at a time."""

from pathlib import Path

from django.conf import settings
from django.db import connection
from filelock import FileLock, Timeout

WITH_OTHERS, ALONE = 0.2, 1.0
"""Seconds a transaction: a dial must not wait longer; where nobody is served, long ones write each page less often."""
SERVED = "serve.lock"
"""The file in the home that `callsheet serve` holds locked."""


def longest_transaction() -> float:
    """Seconds. A server of PostgreSQL has others; a home on SQLite has, while it is served."""
    if connection.vendor != "sqlite":
        return WITH_OTHERS
    try:
        with FileLock(Path(settings.HOME) / SERVED, timeout=0, mode=0o600):
            return ALONE
    except Timeout:
        return WITH_OTHERS
