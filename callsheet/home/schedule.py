"""Recurring work: what there is, when it is next due, and its claim by compare-and-set."""

import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.management import call_command
from django.db.models import Q

from callsheet.accounts.models import Team
from callsheet.calling import morning_count, record_hours
from callsheet.compliance import list_uploads
from callsheet.home import backup, forgotten
from callsheet.home.models import RecurringWork
from callsheet.leads import intake, lane
from callsheet.listings import kept_files
from callsheet.owners import counted
from callsheet.reports import vendor_counts

MINUTE, HOUR, DAY = 1, 60, 24 * 60
CLAIM = timedelta(hours=1)  # work that died is due again after this long
AGAIN = timedelta(hours=1)  # work that failed is tried again after this long
NIGHT = 2  # the local hour of the nightly work; a computer that sleeps then does it when it wakes


@dataclass(frozen=True, slots=True)
class Kind:
    every_minutes: int
    run: Callable[[datetime], object]


def clean(now: datetime) -> None:
    """Free ended sessions, traces of tasks done long ago, refused lists nobody accepted, and uploads that were read."""
    call_command("clearsessions", verbosity=0)
    call_command("prune_db_task_results", verbosity=0)
    list_uploads.forget_unanswered(now)
    kept_files.forget_uploads(now)


KINDS: Mapping[str, Kind] = {
    "backup": Kind(DAY, backup.nightly),
    "clean": Kind(DAY, clean),
    "forget": Kind(DAY, forgotten.nightly),
    "presume": Kind(HOUR, intake.presume_everywhere),
    "lane": Kind(MINUTE, lane.move_everywhere),
    "count": Kind(MINUTE, morning_count.take_everywhere),
    "count_owners": Kind(MINUTE, counted.take_everywhere),
    "count_vendors": Kind(MINUTE, vendor_counts.take_everywhere),
    "count_record": Kind(MINUTE, record_hours.take_everywhere),
    "lane_of_everybody": Kind(DAY, lane.look_everywhere),
}


def plan(now: datetime) -> None:
    """Make the rows that are missing. Daily work is first due in the night to come, anything else at once."""
    for name, kind in KINDS.items():
        first = next_night(now) if kind.every_minutes == DAY else now
        RecurringWork.objects.get_or_create(
            name=name, defaults={"every_minutes": kind.every_minutes, "next_run_at": first}
        )


def run_due(now: datetime) -> list[str]:
    """Run what is due and was not claimed by another; returns the names. What fails is written down and raised."""
    due = RecurringWork.objects.filter(name__in=KINDS, next_run_at__lte=now)
    return [row.name for row in due if claim(row, now) and _run(row, now)]


def claim(row: RecurringWork, now: datetime) -> bool:
    """Take the row for this run. Of two workers one gets it."""
    free = Q(claimed_until=None) | Q(claimed_until__lte=now)
    mine = RecurringWork.objects.filter(free, pk=row.pk, next_run_at=row.next_run_at)
    return mine.update(claimed_until=now + CLAIM) == 1


def next_night(now: datetime) -> datetime:
    """The next moment of nightly work, in the zone of the first team."""
    zone = Team.objects.order_by("pk").values_list("time_zone", flat=True).first() or "America/New_York"
    tonight = now.astimezone(ZoneInfo(zone)).replace(hour=NIGHT, minute=0, second=0, microsecond=0)
    return tonight if tonight > now else tonight + timedelta(days=1)


def _run(row: RecurringWork, now: datetime) -> bool:
    is_done = False
    try:
        KINDS[row.name].run(now)
        is_done = True
    finally:
        _settle(row, now, "" if is_done else traceback.format_exc())
    return True


def _settle(row: RecurringWork, now: datetime, problem: str) -> None:
    row.last_problem, row.claimed_until = problem, None
    row.last_run_at = row.last_run_at if problem else now
    row.next_run_at = now + AGAIN if problem else _next(row, now)
    row.save()


def _next(row: RecurringWork, now: datetime) -> datetime:
    """The first moment of its rhythm that is still to come, so that a missed night is made up once, not seven times."""
    every = timedelta(minutes=row.every_minutes)
    missed = max(0, (now - row.next_run_at) // every)
    return row.next_run_at + every * (missed + 1)
