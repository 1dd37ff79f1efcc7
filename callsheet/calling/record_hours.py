"""What is on record, counted hour by hour and kept: five years are thousands of hours, not a million rows.

The rows of the record are never taken out and never change sides, so an hour that was counted stays right; a `Mark`
says which rows are in the hours, and newer ones are counted as they are asked for. Marks move in the background, and
only to rows that are there to stay: on PostgreSQL a row with a lower number may still appear, but not past the team's
lock, under which all three kinds are written.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from datetime import UTC, date, datetime

from django.db import transaction
from django.db.models import Aggregate, Count, Max, Q, QuerySet, Sum
from django.db.models.functions import TruncHour

from callsheet.accounts.models import Team
from callsheet.calling.models import Attempt, RecordHour, RecordMark
from callsheet.calling.record import Scope, answers_of, attempts_of, by_hand_of, within
from callsheet.calling.record_months import Days, counted_by_month
from callsheet.compliance.models import Answer
from callsheet.leads.models import LeadEvent
from callsheet.listings import bulk

ATTEMPTS = {
    "cleared": Count("pk", filter=Q(clearance__isnull=False)),
    "refused": Count("pk", filter=Q(refused__isnull=False)),
    "not_asked": Count("pk", filter=Q(clearance=None, refused=None, is_inbound=False)),
    "inbound": Count("pk", filter=Q(is_inbound=True)),
}
REFUSALS = {"refusals": Count("pk")}
BY_HAND = {"by_hand": Count("pk")}
KEPT = (*ATTEMPTS, *REFUSALS, *BY_HAND)
HOURS: Mapping[str, Aggregate] = {name: Sum(name) for name in KEPT}
MARKS: Mapping[str, Aggregate] = {name: Max(f"team__record_mark__{name}") for name in ("attempt", "answer", "event")}
Rows = tuple[QuerySet, Mapping[str, Aggregate]]
WORTH_IT = 2_000
"""So many newer rows are still counted live."""
AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Mark:
    """The newest row of each kind that is in the hours."""

    attempt: int = 0
    answer: int = 0
    event: int = 0

    def upto(self, end: "Mark", most: int) -> "Mark":
        """A step toward `end`, of at most so many rows of each kind."""
        steps = (min(last, here + most) for here, last in zip(astuple(self), astuple(end), strict=True))
        return Mark(*steps)


def take_everywhere(now: datetime) -> None:
    """Move the marks of all teams on; recurring work."""
    for team in Team.objects.order_by("pk"):
        take(team)


def take(team: Team, worth_it: int = WORTH_IT) -> None:
    """Count what came since the mark into the hours, where it is enough to be worth it."""
    mark, newest = mark_of(team), _newest(team)
    if max(last - here for here, last in zip(astuple(mark), astuple(newest), strict=True)) < worth_it:
        return
    RecordMark.objects.get_or_create(team=team)
    while mark != newest and _step(team, mark, mark.upto(newest, AT_ONCE)):
        mark = mark.upto(newest, AT_ONCE)


def mark_of(team: Team) -> Mark:
    kept = RecordMark.objects.filter(team=team).values_list("attempt", "answer", "event").first()
    return Mark(*kept) if kept else Mark()


def serves(scope: Scope) -> bool:
    """Whether the hours tell this scope: the whole team's, of days that begin and end on a whole hour of UTC."""
    ends = (end for end in (scope.since, scope.until) if end)
    return not scope.owner and not scope.number and all((end.minute, end.second) == (0, 0) for end in ends)


def of(scope: Scope, days: Days) -> tuple[list[tuple[date, dict[str, int]]], tuple[Rows, ...]]:
    """What the hours say month by month, and the rows that are in none of them, of all days.

    The mark is read in one statement with the hours it belongs to; where there are none, an older mark does as well.
    """
    before = mark_of(scope.team)
    hours = within(RecordHour.objects.filter(team=scope.team), "hour", scope)
    kept = [*counted_by_month(hours, {**HOURS, **MARKS}, days, "hour")]
    mark = Mark(*(kept[0][1][name] for name in MARKS)) if kept else before
    return [(month, {name: counts[name] for name in KEPT}) for month, counts in kept], newer(scope.team, mark)


def newer(team: Team, mark: Mark) -> tuple[Rows, ...]:
    """The rows that are not in the hours yet, each kind with its counts."""
    scope = Scope(team)
    return (
        (attempts_of(scope).filter(pk__gt=mark.attempt), ATTEMPTS),
        (answers_of(scope).filter(pk__gt=mark.answer, allowed=False), REFUSALS),
        (by_hand_of(scope).filter(pk__gt=mark.event), BY_HAND),
    )


@transaction.atomic
def _newest(team: Team) -> Mark:
    """The newest rows that are there to stay: all the team's rows before them are there as well."""
    bulk.lock(team)
    return Mark(*(model.objects.aggregate(last=Max("pk"))["last"] or 0 for model in (Attempt, Answer, LeadEvent)))


def _step(team: Team, mark: Mark, end: Mark) -> bool:
    """Count the rows between into their hours and move the mark. False when another process moved it first."""
    counted: dict[datetime, dict[str, int]] = defaultdict(dict)
    for (found, counts), last in zip(newer(team, mark), astuple(end), strict=True):
        named = {f"counted_{name}": count for name, count in counts.items()}
        hours = found.filter(pk__lte=last).order_by().values(on=TruncHour("at", tzinfo=UTC)).annotate(**named)
        for row in hours:
            counted[row["on"]] |= {name: row[f"counted_{name}"] for name in counts}
    with transaction.atomic():
        mine = RecordMark.objects.filter(team=team, attempt=mark.attempt, answer=mark.answer, event=mark.event)
        if not mine.update(attempt=end.attempt, answer=end.answer, event=end.event):
            return False
        _add(team, counted)
    return True


def _add(team: Team, counted: Mapping[datetime, Mapping[str, int]]) -> None:
    """Add to the hours; whoever moved the mark does it alone."""
    hours = {row.hour: row for row in RecordHour.objects.filter(team=team, hour__in=list(counted))}
    for hour, counts in counted.items():
        row = hours.setdefault(hour, RecordHour(team=team, hour=hour))
        for name, count in counts.items():
            setattr(row, name, getattr(row, name) + count)
    RecordHour.objects.bulk_create(
        hours.values(), update_conflicts=True, unique_fields=["team", "hour"], update_fields=KEPT, batch_size=500
    )
