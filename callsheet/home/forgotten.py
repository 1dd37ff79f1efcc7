"""The nightly part of forgetting people: nothing of them is left in free space, and after five years nothing at all."""

from datetime import datetime, timedelta

from callsheet.compliance import forget
from callsheet.home import database
from callsheet.owners.models import ForgottenPerson

LOOKED_BACK = timedelta(days=2)
"""Somebody forgotten so recently may still stand in the free space: the night before may have been slept through."""


def nightly(now: datetime) -> None:
    """Drop what was kept for five years, and write the database anew where somebody was forgotten since yesterday."""
    forget.drop_expired(now)
    if ForgottenPerson.objects.filter(at__gt=now - LOOKED_BACK).exists():
        database.rewrite()
