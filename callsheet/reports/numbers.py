"""Counting what happened: rows become counts per local hour, in three queries whatever the period. Writes nothing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from django.db.models import CharField, Count, Exists, Func, Min, OuterRef, Q, QuerySet

from callsheet.accounts.models import Person, Team
from callsheet.calling.models import Attempt
from callsheet.core.funnel import Counts, Rate, rates
from callsheet.core.outcomes import OUTCOMES
from callsheet.leads.models import Appointment

CONTACT = Q(outcome__in=[outcome.value for outcome in OUTCOMES.values() if outcome.is_contact])
LEAD = Q(outcome__in=[outcome.value for outcome in OUTCOMES.values() if outcome.is_lead])
APPOINTMENT = Q(outcome__in=[outcome.value for outcome in OUTCOMES.values() if outcome.is_appointment])
SETTLED = (Appointment.Outcome.KEPT, Appointment.Outcome.NO_SHOW, Appointment.Outcome.CANCELED)


class UtcHour(Func):
    """`2026-11-24 13`: cut off by the database itself, where SQLite would ask Python for the hour of each row.

    The zones of the United States are whole hours from UTC, so its hours are theirs.
    """

    output_field = CharField()
    template = "substr(%(expressions)s, 1, 13)"

    def as_postgresql(self, compiler, connection, **context):
        template = "to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24')"
        return self.as_sql(compiler, connection, template=template, **context)


@dataclass(frozen=True)
class Numbers:
    """The counts of some days, both ends included, by the local hour in which they happened."""

    first: date
    last: date
    by_hour: Mapping[datetime, Counts]

    @cached_property
    def counts(self) -> Counts:
        return total(self.by_hour.values())

    @cached_property
    def rates(self) -> dict[str, Rate]:
        return rates(self.counts)

    @cached_property
    def by_day(self) -> Mapping[date, Counts]:
        """Every day of the period with its counts, the empty ones too."""
        days = dict.fromkeys(_days(self.first, self.last), Counts())
        for hour, counts in self.by_hour.items():
            days[hour.date()] += counts
        return days

    def within(self, first: date, last: date) -> "Numbers":
        """The same for some of its days."""
        kept = {hour: counts for hour, counts in self.by_hour.items() if first <= hour.date() <= last}
        return Numbers(first, last, kept)


def numbers(whose: Person | Team, first: date, last: date) -> Numbers:
    """What a person, or everybody of a team, did from `first` to `last`, in the days of their own time zone.

    A lead counts once, when it first became one; an appointment counts with the call that set it, and as kept or not on
    the day it was for. Listings and closings are 0 until there is a room that knows of them.
    """
    zone = ZoneInfo(whose.time_zone)
    span = (midnight(first, zone), midnight(last + timedelta(days=1), zone))
    by_hour: dict[datetime, Counts] = defaultdict(Counts)
    for hour, counts in (*_calls(whose, span, zone), *_new_leads(whose, span, zone), *_held(whose, span, zone)):
        by_hour[hour] += counts
    return Numbers(first, last, dict(sorted(by_hour.items())))


def first_day(whose: Person | Team) -> date | None:
    """The local day of the first attempt; None when there was none."""
    earliest = attempts_of(whose).aggregate(at=Min("at"))["at"]
    return earliest and earliest.astimezone(ZoneInfo(whose.time_zone)).date()


def attempts_of(whose: Person | Team) -> QuerySet[Attempt]:
    return (
        Attempt.objects.filter(person=whose) if isinstance(whose, Person) else Attempt.objects.filter(lead__team=whose)
    )


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """When a day begins in its zone, as a moment in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def total(counts: Iterable[Counts]) -> Counts:
    return sum(counts, Counts())


def _calls(whose: Person | Team, span: tuple[datetime, datetime], zone: ZoneInfo) -> Iterable[tuple[datetime, Counts]]:
    rows = (
        attempts_of(whose)
        .filter(at__gte=span[0], at__lt=span[1])
        .values(hour=UtcHour("at"))
        .annotate(
            dials=Count("pk", filter=Q(is_inbound=False)),
            contacts=Count("pk", filter=CONTACT),
            appointments=Count("pk", filter=APPOINTMENT),
            inbound=Count("pk", filter=CONTACT & Q(is_inbound=True)),
        )
        .order_by("hour")
    )
    for row in rows:
        hour = datetime.fromisoformat(row.pop("hour")).replace(tzinfo=UTC)
        yield _hour(hour, zone), Counts(**row)


def _new_leads(
    whose: Person | Team, span: tuple[datetime, datetime], zone: ZoneInfo
) -> Iterable[tuple[datetime, Counts]]:
    """One for each pursuit, in the hour it first became a lead."""
    said_yes = attempts_of(whose).filter(LEAD).order_by()
    before = said_yes.filter(lead=OuterRef("lead"), at__lt=span[0])
    became = said_yes.filter(~Exists(before), at__gte=span[0], at__lt=span[1]).values("lead_id")
    moments = became.annotate(first=Min("at")).values_list("first", flat=True)
    return ((_hour(moment, zone), Counts(leads=1)) for moment in moments)


def _held(whose: Person | Team, span: tuple[datetime, datetime], zone: ZoneInfo) -> Iterable[tuple[datetime, Counts]]:
    """Appointments that were kept, missed or called off, in the hour they were for."""
    mine = Q(person=whose) if isinstance(whose, Person) else Q(lead__team=whose)
    held = Appointment.objects.filter(mine, at__gte=span[0], at__lt=span[1], outcome__in=SETTLED)
    for at, outcome in held.values_list("at", "outcome"):
        yield _hour(at, zone), Counts(kept=int(outcome == Appointment.Outcome.KEPT), settled=1)


def _hour(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(minute=0, second=0, microsecond=0)


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=place) for place in range((last - first).days + 1))
