"""The clock. Doors ask it once and hand the moment in; nothing in the core or in a model reads it."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)
