"""Where a team's owners are: their numbers by area code, their homes and their mail by state. Counted once and kept.

Whoever changes what is counted says so in the same transaction (`OwnersCounted.note_change`); a count is shown only
while it is of the newest change. The background counts anew within a minute; until then `of` counts itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F
from django.db.models.functions import Substr

from callsheet.accounts.models import Team
from callsheet.listings import bulk
from callsheet.listings.models import Source
from callsheet.owners.models import DEAD, Owner, OwnersCounted, Ownership, Phone


@dataclass(frozen=True, slots=True)
class Where:
    """Area code -> usable numbers; state -> homes whose owner is known; state -> owners who get their mail there."""

    numbers: Mapping[str, int]
    homes: Mapping[str, int]
    mail: Mapping[str, int]


def of(team: Team) -> Where:
    """Where the team's owners are, as it is at this moment."""
    kept = OwnersCounted.objects.filter(team=team, counted_at_change=F("changes")).first()
    return Where(kept.numbers, kept.homes, kept.mail) if kept else _counted(team)


@dataclass(frozen=True, slots=True)
class Delivered:
    """Numbers that a source delivered, and those of them that no other source has for the same owner."""

    numbers: int = 0
    alone: int = 0


def delivered_of(team: Team) -> dict[int, Delivered]:
    """Source -> what it delivered, as it is at this moment."""
    kept = OwnersCounted.objects.filter(team=team, counted_at_change=F("changes"), delivered__isnull=False).first()
    return {
        int(source): Delivered(*counts) for source, counts in (kept.delivered if kept else _delivered(team)).items()
    }


def take_everywhere(now: datetime) -> None:
    """Count anew for every team with a change that no count has seen; recurring work."""
    for team in Team.objects.exclude(owners_counted__counted_at_change=F("owners_counted__changes")).order_by("pk"):
        take(team)


def take(team: Team) -> None:
    """Count, and keep it unless something changed meanwhile: then the next count will do."""
    before, _ = OwnersCounted.objects.get_or_create(team=team)
    found = _counted(team)
    OwnersCounted.objects.filter(pk=before.pk, changes=before.changes).update(
        counted_at_change=before.changes,
        numbers=found.numbers,
        homes=found.homes,
        mail=found.mail,
        delivered=_delivered(team),
    )


def _delivered(team: Team) -> dict[str, tuple[int, int]]:
    """Source -> (numbers, those it alone has): the reports are walked phone by phone, in the order of their index."""
    sources = list(Source.objects.filter(team=team, kind=Source.Kind.OWNERS).values_list("pk", flat=True))
    among, wanted = bulk.one_of("source_id", sources)
    numbers = f"SELECT source_id, COUNT(*) FROM owners_phonereport WHERE {among} GROUP BY source_id"
    single = "SELECT MIN(source_id) AS source_id FROM owners_phonereport GROUP BY phone_id HAVING COUNT(*) = 1"
    alone = f"SELECT source_id, COUNT(*) FROM ({single}) single WHERE {among} GROUP BY source_id"
    counted = dict(bulk.fetch(alone, [wanted]))
    return {str(source): (count, counted.get(source, 0)) for source, count in bulk.fetch(numbers, [wanted])}


def _counted(team: Team) -> Where:
    phones = Phone.objects.filter(owner__team=team, number__startswith="+1").exclude(finding__in=DEAD)
    by_area = phones.annotate(area=Substr("number", 3, 3)).values("area").annotate(numbers=Count("pk"))
    owned = Ownership.objects.filter(owner__team=team, ended_at=None).exclude(property__state="")
    homes = owned.values("property__state").annotate(homes=Count("property", distinct=True))
    mail = Owner.objects.filter(team=team).exclude(mailing_state="")
    owners = mail.values("mailing_state").annotate(owners=Count("pk"))
    return Where(
        dict(by_area.order_by().values_list("area", "numbers")),
        dict(homes.order_by().values_list("property__state", "homes")),
        dict(owners.order_by().values_list("mailing_state", "owners")),
    )
