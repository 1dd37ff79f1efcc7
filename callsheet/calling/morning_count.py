"""Counting who may be called where a page cannot: in large markets, in the background, now and then."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from time import perf_counter
from zoneinfo import ZoneInfo

from django.db.models import Count

from callsheet.accounts.models import Person, Team
from callsheet.calling.models import MorningCount
from callsheet.calling.sheet import WINDOW, judged
from callsheet.core.morning_count import Some, as_json, tallied
from callsheet.leads import letters
from callsheet.leads.models import Lead

SHARE = 20
"""A count rests twenty times as long as it took: it takes a twentieth of one processor at most."""
GOOD_FOR = timedelta(hours=6)
"""An older one tells nothing about today's work any more."""
AHEAD = timedelta(minutes=1)
KINDS = ("letter", "door")


def take_everywhere(now: datetime) -> None:
    """Count anew for every team whose pages need it; recurring work, which only reads but for its one row."""
    for team in Team.objects.order_by("pk"):
        if _is_large(team, now) and _is_due(team, now):
            take(team, now)


def take(team: Team, now: datetime) -> MorningCount:
    """Count who is due: callable now or when, and the letters and doors of today by town."""
    began = perf_counter()
    counts = as_json(tallied(_callable(team, now)))
    by_hand = {kind: by_town(team, kind, now) for kind in KINDS}
    taken = {"taken_at": now, "counts": counts, "by_hand": by_hand, "seconds": perf_counter() - began}
    return MorningCount.objects.update_or_create(team=team, defaults=taken)[0]


def latest(team: Team, now: datetime) -> MorningCount | None:
    """The newest count, while it tells something about `now`; the clock of the background may be a little ahead."""
    return MorningCount.objects.filter(team=team, taken_at__gt=now - GOOD_FOR, taken_at__lte=now + AHEAD).first()


def by_town(team: Team, kind: str, now: datetime) -> Mapping[str, int]:
    """Town -> how many touches of that kind are due by tonight."""
    midnight = letters.tonight(now, ZoneInfo(team.time_zone))
    due = letters.planned(team, now, kind).filter(due_at__lt=midnight)
    return dict(due.values_list("lead__property__city").annotate(count=Count("pk")))


def by_town_of_few(team: Team, now: datetime, most: int) -> Mapping[str, Mapping[str, int]] | None:
    """Kind -> town -> how many, counted at once; None where there are more than `most`."""
    midnight = letters.tonight(now, ZoneInfo(team.time_zone))
    due = letters.planned(team, now, *KINDS).filter(due_at__lt=midnight)
    found = list(due.values_list("kind", "lead__property__city")[: most + 1])
    if len(found) > most:
        return None
    counted: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for kind, town in found:
        counted[kind][town] += 1
    return counted


def _callable(team: Team, now: datetime) -> Iterator[Some]:
    """Who may be called now or at a known moment; whoever is refused for good counts for nothing.

    Leads of people who can come in no longer are everybody's.
    """
    here = set(Person.objects.filter(team=team, is_active=True).values_list("pk", flat=True))
    for lead, group, decision in judged(team, now):
        whose = lead.assigned_to_id if lead.assigned_to_id in here else None
        if decision and decision.allowed:
            yield Some(whose, group, None, decision.until)
        elif decision and decision.next_allowed_at:
            yield Some(whose, group, decision.next_allowed_at, None)


def _is_large(team: Team, now: datetime) -> bool:
    """Whether a page cannot look at all of them."""
    due = Lead.objects.filter(team=team, state=Lead.State.OPEN, due_at__lte=now)
    return len(due.values_list("pk")[: WINDOW + 1]) > WINDOW


def _is_due(team: Team, now: datetime) -> bool:
    last = MorningCount.objects.filter(team=team).first()
    return last is None or not last.taken_at <= now < last.taken_at + timedelta(seconds=SHARE * last.seconds)
