"""The rows behind the morning page: what today holds, what came in overnight, how the last blocks went."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum

from callsheet.accounts.models import Person
from callsheet.calling.models import Attempt, CallSession, MorningCount
from callsheet.calling.morning_count import KINDS, by_town, by_town_of_few, latest
from callsheet.calling.sheet import WINDOW, Sheet, build
from callsheet.compliance.models import RegistryCopy
from callsheet.core.funnel import Counts
from callsheet.core.morning_count import Counted, count_at, from_json
from callsheet.core.offmarket import STILL_UNDER_CONTRACT
from callsheet.core.outcomes import OUTCOMES
from callsheet.leads.hand_over import worked_by
from callsheet.leads.models import Appointment, Lead
from callsheet.listings.models import Feed, Import, Listing, SameHomeQuestion, Source, StatusWord

WEEKS = 5  # of kept blocks
OWN_RATE_DAYS = 90
FIRST = 10  # leads of each kind that are looked at where the background counts
FEW = 500  # touches and planned calls that are counted at once
JUST_NOW = timedelta(minutes=5)
"""A count so young is shown without its moment."""
ABOUT_THE_CALLER = frozenset({"CALLER_ID", "UNLICENSED_STATE"})


@dataclass(frozen=True, slots=True)
class Overnight:
    """What the imports since yesterday evening brought."""

    imports: int
    off_market: int
    withdrawn: int
    relisted: int
    questions: int
    pairs: int


@dataclass(frozen=True, slots=True)
class Morning:
    """Everything the morning page shows, as rows. `by_hand`: kind of touch -> town -> how many are due by today.

    `counted` is exact at `counted_at`; where that is None, of `now`, or at least so many where `at_least` says so.
    `asks_outcome` are appointments of earlier days, `planned_later` the moments of calls planned for the rest of today.
    """

    now: datetime
    sheet: Sheet
    counted: Counted
    counted_at: datetime | None
    at_least: bool
    appointments: Sequence[Appointment]
    asks_outcome: Sequence[Appointment]
    by_hand: Mapping[str, Mapping[str, int]]
    planned_later: Sequence[datetime]
    planned_count: int
    overnight: Overnight
    sources: Sequence[Source]
    registry_copied_on: date | None
    kept_blocks: Mapping[date, bool]
    own_counts: Counts

    @property
    def newest(self) -> Source | None:
        """The MLS that was heard of last, by a file with Active rows or by a live feed (`is_heard`)."""
        heard = (source for source in self.sources if source.active_seen_at)
        return max(heard, key=lambda source: (source.active_seen_at, source.pk), default=None)

    @property
    def unconfirmed(self) -> list[Source]:
        """Sources nobody has confirmed yet that the MLS allows this use of."""
        return [source for source in self.sources if source.confirmed_at is None]


def gather(person: Person, now: datetime) -> Morning:
    """The morning of a person at `now`, in about a dozen small queries beside the sheet.

    Where the background counts a large market, a few leads are enough to say who is first.
    """
    zone = ZoneInfo(person.time_zone)
    today = now.astimezone(zone).date()
    midnight, tomorrow = _midnight(today, zone), _midnight(today + timedelta(days=1), zone)
    count = latest(person.team, now)
    sheet = build(person.team, now, person=person, limit=FIRST if count else WINDOW)
    appointments = _appointments(person, midnight, tomorrow)
    planned, planned_count = _planned_later(person, now, tomorrow)
    return Morning(
        now=now,
        sheet=sheet,
        **_counted(sheet, count, person, tomorrow),
        appointments=[one for one in appointments if one.at >= midnight],
        asks_outcome=[one for one in appointments if one.at < midnight],
        by_hand=_by_hand(person, count, now),
        planned_later=planned,
        planned_count=planned_count,
        overnight=_overnight(person, midnight - timedelta(hours=6)),
        sources=list(_sources(person)),
        registry_copied_on=_registry_copied_on(),
        kept_blocks=_kept_blocks(person, now, zone),
        own_counts=_own_counts(person, now),
    )


def counted_elsewhere(sheet: Sheet, person: Person) -> tuple[int, datetime | None] | None:
    """How many may be called by the count of the background, and its moment unless it is of just now: what the morning
    says where a sheet of everybody looked at some. None where it looked at all, or nobody counted.
    """
    zone = ZoneInfo(person.time_zone)
    tomorrow = _midnight(sheet.now.astimezone(zone).date() + timedelta(days=1), zone)
    found = _of_background(sheet, latest(person.team, sheet.now), person, tomorrow)
    return (found[0].callable, found[1]) if found else None


def _of_background(
    sheet: Sheet, count: MorningCount | None, person: Person, tomorrow: datetime
) -> tuple[Counted, datetime | None] | None:
    """The count of the background where the sheet did not look at everybody, if it is this person's: what refuses the
    caller (no number to show, no licence) is not in it.
    """
    is_barred = not sheet.callable and any(row.refusals[0].rule in ABOUT_THE_CALLER for row in sheet.refused)
    if not sheet.more or not count or is_barred:
        return None
    taken_at = count.taken_at if sheet.now - count.taken_at > JUST_NOW else None
    return count_at(from_json(count.counts), person.pk, sheet.now, tomorrow), taken_at


def _counted(sheet: Sheet, count: MorningCount | None, person: Person, tomorrow: datetime) -> dict:
    """What the sheet itself counts where it looked at everybody; else the count of the background."""
    if found := _of_background(sheet, count, person, tomorrow):
        return {"counted": found[0], "counted_at": found[1], "at_least": False}
    later = (row.decision.next_allowed_at for row in sheet.refused if row.decision)
    counted = Counted(
        Counter(row.group for row in sheet.callable),
        Counter(moment for moment in later if moment and moment < tomorrow),
    )
    return {"counted": counted, "counted_at": None, "at_least": sheet.more}


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _appointments(person: Person, midnight: datetime, end: datetime) -> Sequence[Appointment]:
    """Today's appointments, and those of earlier days that nobody said the outcome of."""
    mine = Appointment.objects.filter(lead__team=person.team_id, person=person, outcome="", at__lt=end)
    return list(mine.select_related("lead__owner", "lead__property").order_by("at"))


def _by_hand(person: Person, count: MorningCount | None, now: datetime) -> Mapping[str, Mapping[str, int]]:
    few = by_town_of_few(person.team, now, FEW)
    if few is not None:
        return few
    return count.by_hand if count else {kind: by_town(person.team, kind, now) for kind in KINDS}


def _planned_later(person: Person, now: datetime, end: datetime) -> tuple[Sequence[datetime], int]:
    """When the calls planned for the rest of the day fall due, the first ones, and how many they are."""
    planned = Lead.objects.filter(
        worked_by(person),
        team=person.team_id,
        state="open",
        is_ours=False,
        by_phone=True,
        due_at__gt=now,
        due_at__lt=end,
    )
    moments = planned.exclude(mood="appointment").order_by("due_at").values_list("due_at", flat=True)
    first = list(moments[: FEW + 1])
    return first[:FEW], len(first) if len(first) <= FEW else moments.count()


def _overnight(person: Person, since: datetime) -> Overnight:
    imports = Import.objects.filter(team=person.team_id, kind="mls", finished_at__gte=since)
    counted = imports.aggregate(imports=Count("pk"), off_market=Sum("off_market"), relisted=Sum("relisted"))
    off = Listing.objects.filter(source__team=person.team_id, status_at__gte=since).values("pk")
    withdrawn = [off.filter(standard_status=status) for status in STILL_UNDER_CONTRACT]
    words = StatusWord.objects.filter(source__team=person.team_id, standard_status="")
    return Overnight(
        imports=counted["imports"],
        off_market=counted["off_market"] or 0,
        withdrawn=withdrawn[0].union(*withdrawn[1:], all=True).count(),
        relisted=counted["relisted"] or 0,
        questions=words.count(),
        pairs=SameHomeQuestion.objects.filter(team=person.team_id, same=None).count(),
    )


def _sources(person: Person) -> QuerySet[Source]:
    """The team's MLSs; of each whether the newest that is known of it came from a live feed."""
    feed = Feed.objects.filter(source=OuterRef("pk"), kind=Feed.Kind.RESO, heard_at__gte=OuterRef("active_seen_at"))
    mine = Source.objects.filter(team=person.team_id, kind=Source.Kind.MLS)
    return mine.annotate(is_heard=Exists(feed)).order_by("name")


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
