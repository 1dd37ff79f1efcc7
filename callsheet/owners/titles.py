"""Since when the owner of a home holds title, as far as files tell."""

from collections.abc import Collection
from datetime import date

from callsheet.owners.models import Ownership


def since_of(homes: Collection[int]) -> dict[int, date]:
    """Home -> the day its owner got title, by the newest report of an owner who stands; no home where it names no day.

    One query for as many homes as one may name.
    """
    standing = Ownership.objects.filter(property__in=homes, ended_at=None).order_by("reported_at", "-pk")
    newest = dict(standing.values_list("property", "since"))
    return {home: since for home, since in newest.items() if since}
