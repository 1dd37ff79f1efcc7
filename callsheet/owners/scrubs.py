"""The do-not-call columns that vendors' files brought: whose they are, how old, and who chose to rely on them.

A vendor's scrub is policy evidence, not a safe harbour of one's own; nothing is relied on until a person says so by
name (`Source.rely_on_scrub`), and a call rests on it for 31 days at most (47 CFR 64.1200(c)(2)(i)).
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q

from callsheet.accounts.models import Team
from callsheet.listings.models import Source


@dataclass(frozen=True, slots=True)
class Scrub:
    """One vendor's scrub: how many numbers it looked at, how many it calls listed, the day of its newest file."""

    source: Source
    numbers: int
    listed: int
    newest_on: date | None


def scrubs(team: Team) -> list[Scrub]:
    """The scrubs of a team's vendors, by name; a source without a do-not-call column has none."""
    looked_at = Q(phone__vendor_listed__isnull=False)
    sources = Source.objects.filter(team=team, kind=Source.Kind.OWNERS).select_related("scrub_by")
    counted = sources.annotate(
        numbers=Count("phone", filter=looked_at),
        listed=Count("phone", filter=Q(phone__vendor_listed=True)),
        newest_on=Max("phone__vendor_scrubbed_on", filter=looked_at),
    )
    return [
        Scrub(source, source.numbers, source.listed, source.newest_on)
        for source in counted.filter(numbers__gt=0).order_by("name")
    ]
