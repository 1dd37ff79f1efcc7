"""The rows behind the morning page: what today holds, what came in overnight, how the last blocks went."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Sum

from callsheet.accounts.models import Person
from callsheet.calling.models import Attempt, CallSession
from callsheet.calling.sheet import WINDOW, Sheet, build
from callsheet.compliance.models import RegistryCopy
from callsheet.core.funnel import Counts
from callsheet.core.offmarket import STILL_UNDER_CONTRACT
from callsheet.core.outcomes import OUTCOMES
from callsheet.leads import letters
from callsheet.leads.hand_over import worked_by
from callsheet.leads.models import Appointment, Lead
from callsheet.listings.models import Import, Listing, Source, StatusWord

WEEKS = 5  # of kept blocks
OWN_RATE_DAYS = 90


@dataclass(frozen=True, slots=True)
class Overnight:
    """What the imports since yesterday evening brought."""

    imports: int
    off_market: int
    withdrawn: int
    relisted: int
    questions: int


@dataclass(frozen=True, slots=True)
class Morning:
    """Everything the morning page shows, as rows. `by_hand`: kind of touch -> town -> how many are due by today."""

    now: datetime
    sheet: Sheet
    appointments: Sequence[Appointment]
    by_hand: Mapping[str, Mapping[str, int]]
    due_later: Sequence[datetime]
    overnight: Overnight
    sources: Sequence[Source]
    registry_copied_on: date | None
    kept_blocks: Mapping[date, bool]
    own_counts: Counts

    @property
    def newest_file(self) -> datetime | None:
        """When the newest MLS file with Active rows was made."""
        return max((source.active_seen_at for source in self.sources if source.active_seen_at), default=None)

    @property
    def unconfirmed(self) -> list[Source]:
        """Sources nobody has confirmed yet that the MLS allows this use of."""
        return [source for source in self.sources if source.confirmed_at is None]


def gather(person: Person, now: datetime) -> Morning:
    """The morning of a person at `now`, in about fifteen small queries beside the sheet."""
    zone = ZoneInfo(person.time_zone)
    today = now.astimezone(zone).date()
    midnight, tomorrow = _midnight(today, zone), _midnight(today + timedelta(days=1), zone)
    return Morning(
        now=now,
        sheet=build(person.team, now, person=person, limit=WINDOW),
        appointments=_appointments(person, midnight, tomorrow),
        by_hand=_by_hand(person, now, tomorrow),
        due_later=_due_later(person, now, tomorrow),
        overnight=_overnight(person, midnight - timedelta(hours=6)),
        sources=list(Source.objects.filter(team=person.team_id, kind="mls").order_by("name")),
        registry_copied_on=_registry_copied_on(),
        kept_blocks=_kept_blocks(person, now, zone),
        own_counts=_own_counts(person, now),
    )


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _appointments(person: Person, start: datetime, end: datetime) -> Sequence[Appointment]:
    today = Appointment.objects.filter(lead__team=person.team_id, person=person, outcome="", at__gte=start, at__lt=end)
    return list(today.select_related("lead__owner", "lead__property").order_by("at"))


def _by_hand(person: Person, now: datetime, until: datetime) -> Mapping[str, Mapping[str, int]]:
    counted: dict[str, dict[str, int]] = defaultdict(dict)
    for kind in ("letter", "door"):
        due = letters.planned(person.team, kind, now).filter(due_at__lt=until)
        for town, count in due.values_list("lead__property__city").annotate(count=Count("pk")):
            counted[kind][town] = count
    return counted


def _due_later(person: Person, now: datetime, end: datetime) -> Sequence[datetime]:
    """When the calls planned for the rest of the day fall due."""
    planned = Lead.objects.filter(
        worked_by(person), team=person.team_id, state="open", by_phone=True, due_at__gt=now, due_at__lt=end
    )
    return list(planned.exclude(mood="appointment").order_by("due_at").values_list("due_at", flat=True)[:500])


def _overnight(person: Person, since: datetime) -> Overnight:
    imports = Import.objects.filter(team=person.team_id, kind="mls", finished_at__gte=since)
    counted = imports.aggregate(imports=Count("pk"), off_market=Sum("off_market"), relisted=Sum("relisted"))
    off = Listing.objects.filter(source__team=person.team_id, standard_status__in=STILL_UNDER_CONTRACT)
    words = StatusWord.objects.filter(source__team=person.team_id, standard_status="")
    return Overnight(
        imports=counted["imports"],
        off_market=counted["off_market"] or 0,
        withdrawn=off.filter(status_at__gte=since).count(),
        relisted=counted["relisted"] or 0,
        questions=words.count(),
    )


def _registry_copied_on() -> date | None:
    """The oldest of the current copies: what the safe harbour rests on."""
    return (
        RegistryCopy.objects.filter(replaced_at=None).order_by("copied_on").values_list("copied_on", flat=True).first()
    )


def _kept_blocks(person: Person, now: datetime, zone: ZoneInfo) -> Mapping[date, bool]:
    """Working day -> whether a session with a dial in it began before that day's block was over."""
    today = now.astimezone(zone).date()
    first_monday = today - timedelta(days=today.weekday() + 7 * (WEEKS - 1))
    sessions = CallSession.objects.filter(person=person, started_at__gte=datetime.combine(first_monday, time(), zone))
    called = sessions.filter(attempts__isnull=False).distinct().values_list("started_at", flat=True)
    starts = [moment.astimezone(zone) for moment in called]
    if not starts:
        return {}
    kept = {start.date() for start in starts if start.time() < person.block_ends_at}
    first = min(start.date() for start in starts)
    days = (first_monday + timedelta(days=days) for days in range((today - first_monday).days + 1))
    return {day: day in kept for day in days if day >= first and day.weekday() < 5}


def _own_counts(person: Person, now: datetime) -> Counts:
    recent = Attempt.objects.filter(person=person, at__gte=now - timedelta(days=OWN_RATE_DAYS), at__lte=now)
    by_outcome = recent.exclude(outcome="").values_list("outcome", "is_inbound").annotate(count=Count("pk"))
    counts = Counts()
    for value, is_inbound, count in by_outcome:
        outcome = OUTCOMES[value]
        counts += Counts(
            dials=0 if is_inbound else count,
            contacts=count * outcome.is_contact,
            leads=count * outcome.is_lead,
            appointments=count * outcome.is_appointment,
            inbound=count if is_inbound else 0,
        )
    return counts
