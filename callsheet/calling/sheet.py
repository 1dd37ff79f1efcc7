"""Today's ordered list: whom to call next and why, and who may not be called, why and until when."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from callsheet.accounts.models import Person, Team
from callsheet.calling.background import Background, background
from callsheet.calling.models import Attempt
from callsheet.compliance import gate, house
from callsheet.compliance.evidence import Target
from callsheet.core import ranking, words
from callsheet.core.law import Decision, Reason
from callsheet.core.law_rules import Rules
from callsheet.leads.hand_over import worked_by
from callsheet.leads.models import Lead
from callsheet.listings import bulk
from callsheet.listings.models import Feed, Source
from callsheet.owners.models import Phone
from callsheet.owners.phones import usable_of

NEW_DAYS = 2
FEWEST = 10  # of kinds that may hold many
WINDOW = 40  # leads of each kind a page looks at: together more than a block of two hours; commands look at all
RESTING = 20  # leads that come forward on a dry sheet
SINCE_RECENT = timedelta(days=ranking.FOLLOW_UP_DAYS + 2)
WIDER = 8  # times as many leads are looked at once when nobody of the window may be called
JUDGED_AT_ONCE = 1_000
PRICE_BANDS: Mapping[str, tuple[str, int, int | None]] = {
    "under-250": ("under $250,000", 0, 250_000),
    "250-400": ("$250,000 to $400,000", 250_000, 400_000),
    "400-600": ("$400,000 to $600,000", 400_000, 600_000),
    "over-600": ("over $600,000", 600_000, None),
}
AGE_BANDS: Mapping[str, tuple[str, int, int | None]] = {
    "new": ("up to 2 days", 0, 2),
    "month": ("3 to 30 days", 3, 30),
    "quarter": ("31 to 90 days", 31, 90),
    "year": ("91 to 365 days", 91, 365),
    "older": ("over a year", 366, None),
}
ON_A_ROW = (  # what a row shows, is ranked and judged by; a page that needs more of a lead reads that lead
    *(
        "attempts",
        "by_phone",
        "due_at",
        "due_is_kept",
        "expired_on",
        "expired_on_known",
        "is_presumed",
        "last_attempt_at",
    ),
    *("mood", "state", "team", "touches"),
    *(f"property__{part}" for part in ("number", "predirection", "street", "suffix", "postdirection", "unit")),
    *(f"property__{part}" for part in ("city", "state", "postal_code")),
    *(f"listing__{field}" for field in ("standard_status", "days_on_market", "list_price", "source")),
    *(f"owner__{field}" for field in ("name", "first_name", "kind")),
    *(f"owner__mailing_{part}" for part in ("line", "state", "postal_code")),
)
NO_OWNER = Reason(
    "NO_OWNER", "No owner is known for this home yet. Import an owner file, or write to the home.", "", False, None
)
NO_NUMBER = Reason(
    "NO_NUMBER", "No number that can be called is known for this owner. Write or knock.", "", False, None
)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One lead on the sheet: its best number, what the gate says of it, and why it stands where it stands."""

    position: int
    lead: Lead
    phone: Phone | None
    decision: Decision | None
    group: str
    why: tuple[str, ...]
    days_off_market: int
    score: float

    @property
    def is_callable(self) -> bool:
        return self.decision is not None and self.decision.allowed

    @property
    def refusals(self) -> tuple[Reason, ...]:
        """Why it may not be called, the leading reason first; empty when it may."""
        if self.decision is not None:
            return self.decision.reasons
        return (NO_NUMBER if self.lead.owner else NO_OWNER,)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The call sheet at one moment. `more`: there are more leads than were looked at.

    `resting`: who may be called before the planned day, looked for only where nobody else may be called.
    """

    now: datetime
    callable: tuple[SheetRow, ...]
    resting: tuple[SheetRow, ...]
    refused: tuple[SheetRow, ...]
    missing: tuple[str, ...]
    more: bool

    @property
    def to_call(self) -> tuple[SheetRow, ...]:
        """Whom to call, in order: who is due, else who rests."""
        return self.callable or self.resting


def build(
    team: Team,
    now: datetime,
    *,
    person: Person | None = None,
    limit: int | None = None,
    town: str = "",
    price: str = "",
    age: str = "",
    book: Rules | None = None,
) -> Sheet:
    """The sheet of a team, or of one person, at `now`: callable rows first, then the refused ones, each in order.

    `limit` bounds how many leads of each kind are looked at; None looks at every open lead that is new or due, those
    due by letter or door among them, and at nobody who rests.
    """
    zone, book = _zone(team, person), book or house.rules_of(team)
    open_leads = _narrowed(_open(team, person, now), now, zone, town, price, age)
    rows, more = _looked_at(open_leads, team, person, now, limit, book)
    if more and limit and not any(row.is_callable for row in rows):
        rows, more = _looked_at(open_leads, team, person, now, limit * WIDER, book)
    may = tuple(row for row in rows if row.is_callable)
    may_not = tuple(row for row in rows if not row.is_callable)
    return Sheet(
        now=now,
        callable=may,
        resting=() if may or limit is None else _resting(open_leads, team, person, now, zone, book),
        refused=may_not,
        missing=tuple(_missing_files(may_not, zone)),
        more=more,
    )


def _looked_at(
    leads: QuerySet[Lead], team: Team, person: Person | None, now: datetime, limit: int | None, book: Rules
) -> tuple[list[SheetRow], bool]:
    """The rows of those who are new or due, in order, and whether there are more than were looked at."""
    zone = _zone(team, person)
    due, more = _due_leads(leads, now, zone, limit)
    candidates, facts = _judged(due)
    ranked = ranking.order(candidates, now.astimezone(zone), _in_block(person, now, zone), facts)
    return _rows(ranked, {lead.pk: lead for lead in due}, team, person, now, book), more


def judged(team: Team, now: datetime) -> Iterator[tuple[Lead, str, Decision | None]]:
    """Every lead that is due by phone, its group on the sheet, and what the gate says of its best number.

    For counting, many leads at a time, in no order; what the words of a row need is not read.
    """
    local, nothing = now.astimezone(_zone(team, None)), Background({}, {}, {}, {})
    due = _open(team, None, now).filter(due_at__lte=now)
    for pks in bulk.chunks(list(due.values_list("pk", flat=True)), JUDGED_AT_ONCE):
        leads = list(due.filter(pk__in=pks).only(*ON_A_ROW, "assigned_to"))
        best = _best_numbers(leads, team, None, now)
        for lead in leads:
            yield lead, ranking.group(_candidate(lead, nothing), local) or "older", best[lead.pk][1]


def neighbour(rows: Sequence[SheetRow], lead: Lead | None, step: int) -> SheetRow | None:
    """The row `step` places from the lead's own; the first row when the lead is not among them."""
    places = {row.lead.pk: place for place, row in enumerate(rows)}
    if not rows or (lead and list(places) == [lead.pk]):
        return None
    if lead is None or lead.pk not in places:
        return rows[0]
    return rows[(places[lead.pk] + step) % len(rows)]


def _zone(team: Team, person: Person | None) -> ZoneInfo:
    return ZoneInfo(person.time_zone if person else team.time_zone)


def _open(team: Team, person: Person | None, now: datetime) -> QuerySet[Lead]:
    awake = Q(snoozed_until=None) | Q(snoozed_until__lte=now)
    leads = Lead.objects.filter(awake, team=team, state=Lead.State.OPEN, is_ours=False)
    if person:
        leads = leads.filter(worked_by(person))
    return leads.select_related("property", "listing", "owner").only(*ON_A_ROW)


def _narrowed(leads: QuerySet[Lead], now: datetime, zone: ZoneInfo, town: str, price: str, age: str) -> QuerySet[Lead]:
    if town:
        leads = leads.filter(property__city__iexact=town)
    if price in PRICE_BANDS:
        _, low, high = PRICE_BANDS[price]
        leads = leads.filter(listing__list_price__gte=low)
        leads = leads.filter(listing__list_price__lt=high) if high else leads
    if age in AGE_BANDS:
        today = now.astimezone(zone).date()
        _, least, most = AGE_BANDS[age]
        leads = leads.filter(expired_on__lte=today - timedelta(days=least))
        leads = leads.filter(expired_on__gte=today - timedelta(days=most)) if most else leads
    return leads


def _due_leads(leads: QuerySet[Lead], now: datetime, zone: ZoneInfo, limit: int | None) -> tuple[list[Lead], bool]:
    """Leads that are new or due: all of them, or the front of each kind, which indexes keep cheap."""
    new_since = now.astimezone(zone).date() - timedelta(days=NEW_DAYS)
    on_sheet = leads.filter(Q(due_at__lte=now) | Q(by_phone=False, expired_on__gte=new_since))
    if limit is None:
        return [*on_sheet, *_due_by_hand(leads.filter(by_phone=False, expired_on__lt=new_since), now)], False
    new = on_sheet.filter(expired_on__gte=new_since).order_by("-expired_on", "attempts")
    kinds = ((new, limit), *_fronts(leads.filter(due_at__lte=now), now, zone, limit))
    found = [(list(kind.values_list("pk", flat=True)[: most + 1]), most) for kind, most in kinds]
    front = {pk for pks, most in found for pk in pks[:most]}
    return list(leads.filter(pk__in=front)), any(len(pks) > most for pks, most in found)


def _fronts(due: QuerySet[Lead], now: datetime, zone: ZoneInfo, limit: int) -> Iterator[tuple[QuerySet[Lead], int]]:
    """The leads that are due, in kinds, and how many of each are looked at, so that each group of the ranking has its
    first ones.

    Appointments; owners who talked with us; agreed times; follow-ups of a recent expiry, which cannot have been due
    before it; then the older ones, tried and never tried.
    """
    few, some = -(-limit // 4), min(limit, max(FEWEST, limit // 2))
    recent = now.astimezone(zone).date() - timedelta(days=ranking.FOLLOW_UP_DAYS)
    tried = due.filter(attempts__gt=0, due_is_kept=False)
    for mood in ("appointment", *ranking.WARM):  # one index each
        yield due.filter(mood=mood).order_by("due_at"), few
    yield due.filter(due_is_kept=True).order_by("due_at"), some
    yield tried.filter(expired_on__gte=recent, due_at__gte=now - SINCE_RECENT).order_by("due_at"), limit
    yield tried.order_by("due_at"), some
    yield due.filter(attempts=0).order_by("-expired_on"), some


def _due_by_hand(leads: QuerySet[Lead], now: datetime) -> Iterable[Lead]:
    """Leads that are due by letter or door: each counts as due since the first of them is."""
    planned = Q(follow_ups__done_at=None, follow_ups__dropped_at=None)
    due = leads.annotate(by_hand_at=Min("follow_ups__due_at", filter=planned)).filter(by_hand_at__lte=now)
    for lead in due:
        lead.due_at = lead.by_hand_at
        yield lead


def _resting(
    leads: QuerySet[Lead], team: Team, person: Person | None, now: datetime, zone: ZoneInfo, book: Rules
) -> tuple[SheetRow, ...]:
    """Who may be called before the planned day, the nearest day first."""
    planned = leads.filter(due_at__gt=now, due_is_kept=False).exclude(mood=Lead.Mood.APPOINTMENT)
    near = list(planned.order_by("due_at")[:RESTING])
    candidates, facts = _judged(near)
    ranked = ranking.order_resting(candidates, now.astimezone(zone), facts)
    rows = _rows(ranked, {lead.pk: lead for lead in near}, team, person, now, book)
    return tuple(row for row in rows if row.is_callable)


def _judged(leads: Sequence[Lead]) -> tuple[list[ranking.Candidate], dict[int, ranking.Facts]]:
    """The leads as the ranking sees them, and what else is known of each for its words."""
    known = background(leads)
    return [_candidate(lead, known) for lead in leads], {lead.pk: known.facts(lead) for lead in leads}


def _candidate(lead: Lead, known: Background) -> ranking.Candidate:
    return ranking.Candidate(
        lead=lead.pk,
        expired_on=lead.expired_on,
        attempts=lead.attempts,
        last_attempt_at=lead.last_attempt_at,
        due_at=lead.due_at,
        due_is_kept=lead.due_is_kept,
        mood=lead.mood,
        touches=lead.touches,
        appointment_at=known.appointments.get(lead.pk),
    )


def _in_block(person: Person | None, now: datetime, zone: ZoneInfo) -> bool:
    start, end = (person.block_starts_at, person.block_ends_at) if person else ranking.BLOCK
    return start <= now.astimezone(zone).time() < end


def _rows(
    ranked: Iterable[ranking.Ranked],
    leads: Mapping[int, Lead],
    team: Team,
    person: Person | None,
    now: datetime,
    book: Rules,
) -> list[SheetRow]:
    """Callable rows first, each kind in the order of the ranking."""
    numbers = _best_numbers(leads.values(), team, person, now, book)
    today = now.astimezone(_zone(team, person)).date()
    return [
        SheetRow(
            position=place,
            lead=(lead := leads[one.lead]),
            phone=numbers[lead.pk][0],
            decision=numbers[lead.pk][1],
            group=one.group,
            why=one.why,
            days_off_market=max((today - lead.expired_on).days, 0),
            score=one.score,
        )
        for place, one in enumerate(sorted(ranked, key=lambda one: not _may(numbers[one.lead])), start=1)
    ]


def _may(best: tuple[Phone | None, Decision | None]) -> bool:
    return best[1] is not None and best[1].allowed


def _best_numbers(
    leads: Iterable[Lead], team: Team, person: Person | None, now: datetime, book: Rules | None = None
) -> dict[int, tuple[Phone | None, Decision | None]]:
    """Lead -> its best number that may be called, else its best number with why not, else nothing.

    An assistant's sheet holds what a licensed colleague may call: they prepare it.
    """
    dials = person if person and person.is_licensed else None
    phones = usable_of(lead.owner_id for lead in leads if lead.owner_id)
    targets = [
        (lead.pk, Target(phone.number, phone, lead.owner, lead.property))
        for lead in leads
        for phone in phones[lead.owner_id]
    ]
    decisions = gate.preview([target for _, target in targets], team, now, dials, explain=False, book=book)
    best: dict[int, tuple[Phone | None, Decision | None]] = {lead.pk: (None, None) for lead in leads}
    for (lead, target), decision in zip(targets, decisions, strict=True):
        _, so_far = best[lead]
        if so_far is None or (decision.allowed and not so_far.allowed):
            best[lead] = (target.phone, decision)
    return best


def called_today(team: Team, person: Person | None, now: datetime) -> int:
    """How many leads were dialed today."""
    midnight = now.astimezone(_zone(team, person)).replace(hour=0, minute=0, second=0, microsecond=0)
    dials = Attempt.objects.filter(lead__team=team, at__gte=midnight, at__lte=now, is_inbound=False)
    dials = dials.filter(person=person) if person else dials
    return dials.values("lead").distinct().count()


def _missing_files(refused: Iterable[SheetRow], zone: ZoneInfo) -> list[str]:
    """One sentence per MLS whose leads wait for a newer file."""
    stale = {
        row.lead.listing.source_id for row in refused if any(reason.rule == "STATUS_STALE" for reason in row.refusals)
    }
    live = Exists(Feed.objects.filter(source=OuterRef("pk"), kind=Feed.Kind.RESO, is_on=True))
    sources = Source.objects.filter(pk__in=stale).annotate(is_live=live).order_by("name")
    return [_missing_file(source, zone) for source in sources]


def _missing_file(source: Source, zone: ZoneInfo) -> str:
    if source.active_seen_at is None:
        return f"No {source.name} file with Active rows was read yet: export Active too, and import it."
    read = source.active_seen_at.astimezone(zone)
    if source.is_live:
        heard = f"{words.short_date(read)}, {words.clock(read)}"
        return (
            f"The live feed of {source.name} was last heard {heard}; its word counts for {source.fresh_hours} hours. "
            "Look at the feed, or import a new export."
        )
    return (
        f"The last {source.name} file with Active rows is of {words.short_date(read)}, {words.clock(read)}; "
        f"it counts for {source.fresh_hours} hours. Import a new one."
    )
