"""The morning in words: the answer, the day as a strip, what may be done today, what came in overnight."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from callsheet.accounts.models import Person
from callsheet.calling.call_page import block_words, session_line
from callsheet.calling.morning import Morning, Overnight
from callsheet.calling.pages import at_moment, moment, owner_name, owners, resting, sentence
from callsheet.calling.screen import SoFar
from callsheet.calling.sheet import Sheet, SheetRow
from callsheet.compliance.tables import review_due
from callsheet.core import funnel, words
from callsheet.core.day_strip import DayStrip, Later, Span, day_strip
from callsheet.leads.models import Appointment
from callsheet.leads.source_pages import Unconfirmed, unconfirmed

TICKS = 5  # of those who may be called later, the first
APPOINTMENT_MINUTES = 45


@dataclass(frozen=True, slots=True)
class Lane:
    """Something that may be done today: how many, what, what it is made of, the verb on its button."""

    slug: str
    count: str
    name: str
    about: str
    verb: str = ""


@dataclass(frozen=True, slots=True)
class WithoutOutcome:
    """An appointment of an earlier day that asks what came of it."""

    appointment: int
    who: str


@dataclass(frozen=True, slots=True)
class Empty:
    """Why nobody may be called, and which one thing to do about it (`import`, `owners`, `registry`, `letters`, ``)."""

    title: str
    about: str
    do: str


@dataclass(frozen=True, slots=True)
class Streak:
    """Kept blocks, one mark a working day; `off` marks stand between weeks."""

    marks: tuple[str, ...]
    words: str
    told: str


PREPARES = "You prepare them; you dial only where your broker confirmed that assistants may."


@dataclass(frozen=True, slots=True)
class TodayPage:
    answer: str
    about: str
    clock: str
    clock_about: str
    without_outcome: tuple[WithoutOutcome, ...]
    unconfirmed: tuple[Unconfirmed, ...]
    missing: tuple[str, ...]
    law: str
    """Why the tables of the law may no longer be right; empty while somebody reviewed them of late."""
    strip: DayStrip
    empty: Empty | None
    lanes: tuple[Lane, ...]
    start: str
    first_meeting: int | None
    overnight: tuple[tuple[str, str, str], ...]
    streak: Streak | None
    rates_title: str
    rates: tuple[tuple[str, str, str], ...]


def today_page(morning: Morning, person: Person) -> TodayPage:
    """The morning of a person in words."""
    now, zone, sheet = morning.now, ZoneInfo(person.time_zone), morning.sheet
    local = now.astimezone(zone)
    count = morning.counted.callable
    clock, clock_about = _clock(local, person)
    rates = funnel.rates(morning.own_counts)
    return TodayPage(
        answer=_answer(morning, count),
        about=f"{_about(morning, local, zone)}{'' if person.is_licensed else ' ' + PREPARES}",
        clock=clock,
        clock_about=clock_about,
        without_outcome=tuple(_asks(one, now, zone) for one in morning.asks_outcome),
        unconfirmed=unconfirmed(morning.unconfirmed),
        missing=sheet.missing,
        law=_law(local.date()),
        strip=day_strip(local, _spans(morning, person, local, zone), _later(sheet, local, zone)),
        empty=None if count or sheet.resting else empty(sheet, now, zone, has_listings=bool(morning.sources)),
        lanes=tuple(_lanes(morning, zone, dials=person.is_licensed)),
        start=_start(local, person),
        first_meeting=morning.appointments[0].lead_id if morning.appointments else None,
        overnight=tuple(_overnight(morning.overnight)),
        streak=_streak(morning.kept_blocks, local.date()),
        rates_title=_rates_title(rates),
        rates=tuple(_rates(rates)),
    )


def _start(local: datetime, person: Person) -> str:
    if not person.is_licensed:
        return "Start preparing"
    return "Start the block" if local.time() < person.block_ends_at else "Start calling"


def _law(today: date) -> str:
    due = review_due(today)
    return due.sentence if due else ""


def empty(sheet: Sheet, now: datetime, zone: ZoneInfo, *, has_listings: bool) -> Empty:
    """Why there is nobody to call, and the one thing to do about it."""
    if not has_listings:
        about = "Export the last 90 days, all statuses, from your MLS and bring the file here. "
        return Empty("No listings yet.", f"{about}CSV, Excel and RESO JSON are read.", "import")
    again = sorted(row.decision.next_allowed_at for row in sheet.refused if _later_today(row, now, zone))
    title = "Nobody may be called at this minute."
    if again:
        at, clock = again[0].astimezone(zone), words.clock(now.astimezone(zone))
        coming = sum(moment == again[0] for moment in again)
        verb = "comes" if coming == 1 else "come"
        return Empty(title, f"{owners(coming)} {verb} in at {words.clock(at)}; it is {clock} for you.", "letters")
    rules = {reason.rule for row in sheet.refused for reason in row.refusals[:1]}
    for rule, (about, do) in _WHY_EMPTY.items():
        if rule in rules:
            return Empty(title, about, do)
    return Empty(title, "Everybody who is due has been called. New expireds come with the next MLS export.", "import")


_WHY_EMPTY: Mapping[str, tuple[str, str]] = {
    "STATUS_STALE": ("The newest MLS file is too old to say who is still off the market.", "import"),
    "REGISTRY_MISSING": ("The do-not-call registry is not loaded for their area codes.", "registry"),
    "REGISTRY_STALE": ("Your copy of the do-not-call registry is older than 31 days.", "registry"),
    "NO_OWNER": ("Nobody knows yet who owns these homes.", "owners"),
    "NO_NUMBER": ("No number that can be called is known for these owners.", "letters"),
}


def _answer(morning: Morning, count: int) -> str:
    if not count and morning.sheet.resting:
        return f"Nobody is due; {resting(len(morning.sheet.resting))}"
    return f"{owners(count, or_more=morning.at_least)} may be called {'now' if count else 'at this minute'}"


def _about(morning: Morning, local: datetime, zone: ZoneInfo) -> str:
    """`Tuesday, November 24, 8:02 am. Overnight is in: MLS export of 6:10 am, registry copy of Nov 19.`"""
    known = []
    if newest := morning.newest:
        at = newest.active_seen_at
        heard, export = (
            f"live MLS feed heard {at_moment(at, morning.now, zone)}",
            f"MLS export of {moment(at, morning.now, zone)}",
        )
        known.append(heard if newest.is_heard else export)
    if morning.registry_copied_on:
        known.append(f"do-not-call registry copy of {words.short_date(morning.registry_copied_on)}")
    said = f"{'Overnight is in' if morning.overnight.imports else 'At hand'}: {', '.join(known)}." if known else ""
    return f"{local:%A, %B} {local.day}, {words.clock(local)}. {said}".strip()


def _clock(local: datetime, person: Person) -> tuple[str, str]:
    """How much of the block is left, in large and in small."""
    left = session_line(SoFar(None, 0, (), frozenset()), person, local).left
    block = f"your block, {block_words(person)}."
    if left.endswith(" left"):
        return left.removesuffix(" left"), f"left of {block}"
    if left.startswith("begins in "):
        return left.removeprefix("begins in "), f"until {block}"
    return "", f"The block, {block_words(person)}, is over."


def _asks(appointment: Appointment, now: datetime, zone: ZoneInfo) -> WithoutOutcome:
    lead = appointment.lead
    local, today = appointment.at.astimezone(zone), now.astimezone(zone).date()
    return WithoutOutcome(
        appointment.pk, f"{owner_name(lead)}, {lead.property.street_line}, {words.moment(local, today)}"
    )


def _spans(morning: Morning, person: Person, local: datetime, zone: ZoneInfo) -> Sequence[Span]:
    """The block with its new ones, the older ones after it, the second tries of the afternoon, the appointments."""
    count = morning.counted.now
    block = Span(person.block_starts_at, person.block_ends_at, f"Block: {_new_and_due(count)}", "block")
    spans = (
        [block]
        if count.get("new") or count.get("follow_up")
        else [Span(block.starts_at, block.ends_at, "Block", "block")]
    )
    after = (datetime.combine(local.date(), person.block_ends_at) + timedelta(hours=2)).time()
    if count.get("older"):
        spans.append(Span(person.block_ends_at, after, f"{count['older']:,} older"))
    afternoon = [due.astimezone(zone).time() for due in morning.planned_later if due.astimezone(zone).hour >= 14]
    if afternoon:
        end = min(max(*afternoon, time(17)), time(20)) if len(afternoon) > 1 else time(18)
        spans.append(Span(afternoon[0], max(end, afternoon[0]), f"{len(afternoon)} planned calls"))
    return [*spans, *(_meeting(one, zone) for one in morning.appointments)]


def _meeting(appointment: Appointment, zone: ZoneInfo) -> Span:
    start = appointment.at.astimezone(zone)
    end = start + timedelta(minutes=appointment.minutes or APPOINTMENT_MINUTES)
    ends_at = end.time() if end.date() == start.date() else time(23, 59)
    return Span(
        start.time(), ends_at, f"{words.clock_short(start.time())} {_last_name(appointment.lead)}", "appointment"
    )


def _last_name(lead) -> str:
    return lead.owner.short_name if lead.owner and lead.owner.name else owner_name(lead)


def _later(sheet: Sheet, local: datetime, zone: ZoneInfo) -> Sequence[Later]:
    rows = [row for row in sheet.refused if _later_today(row, sheet.now, zone)]
    rows.sort(key=lambda row: row.decision.next_allowed_at)
    return [Later(row.decision.next_allowed_at.astimezone(zone).time(), _last_name(row.lead)) for row in rows[:TICKS]]


def _later_today(row: SheetRow, now: datetime, zone: ZoneInfo) -> bool:
    again = row.decision.next_allowed_at if row.decision else None
    return bool(again) and again.astimezone(zone).date() == now.astimezone(zone).date()


def _new_and_due(count: Mapping[str, int]) -> str:
    """`15 new, 4 follow-ups`"""
    new, due = count.get("new", 0), count.get("follow_up", 0)
    return ", ".join(filter(None, (f"{new:,} new" if new else "", words.count(due, "follow-up") if due else "")))


# ---------------------------------------------------------------- lanes


def _lanes(morning: Morning, zone: ZoneInfo, *, dials: bool) -> Sequence[Lane]:
    lanes = [_call_lane(morning, zone, "Call now" if dials else "Prepare now"), _later_lane(morning, zone)]
    if morning.appointments:
        lanes.append(Lane("appointments", f"{len(morning.appointments)}", "Appointments", _meetings(morning, zone)))
    for slug, name in (("letter", "Letters"), ("door", "Doors")):
        towns = morning.by_hand.get(slug, {})
        if towns:
            count = sum(towns.values())
            verb = f"Write {words.count(count, 'letter')}" if slug == "letter" else "Open the route"
            lanes.append(Lane(slug, f"{count:,}", name, _towns(towns), verb))
    return [lane for lane in lanes if lane]


def _call_lane(morning: Morning, zone: ZoneInfo, name: str) -> Lane | None:
    """Who may be called now; on a dry sheet whoever rests."""
    count, ahead = morning.counted.callable, morning.sheet.resting
    if count:
        return Lane("call", _at_least(count, morning.at_least), name, _call_about(morning, zone))
    if not ahead:
        return None
    about = f"Nobody else may be called, so their rest is cut short. First: {_first_words(ahead[0])}"
    return Lane("resting", f"{len(ahead)}", "Call ahead", about)


def _at_least(count: int, or_more: bool) -> str:
    return f"{count:,}{'+' if or_more else ''}"


def _later_lane(morning: Morning, zone: ZoneInfo) -> Lane | None:
    """Whose hours begin later today, and whose call is planned for later today."""
    coming, planned = morning.counted.later_count, morning.planned_count
    if not coming + planned:
        return None
    first = f"{words.clock(min(morning.counted.later).astimezone(zone))}" if coming else ""
    first_planned = f"{words.clock(morning.planned_later[0].astimezone(zone))}" if planned else ""
    if coming and planned:
        said = f"{coming:,} when their hours begin, first at {first}; {planned:,} planned, first at {first_planned}"
    else:
        said = f"{_first(coming)}{first}" if coming else f"Planned, {_first(planned).lower()}{first_planned}"
    join = "It joins the sheet by itself." if coming + planned == 1 else "They join the sheet by themselves."
    return Lane("later", _at_least(coming + planned, morning.at_least), "Call later today", f"{said}. {join}")


def _first(count: int) -> str:
    return "At " if count == 1 else "First at "


def _call_about(morning: Morning, zone: ZoneInfo) -> str:
    """`15 new expireds, 4 follow-ups, 15 older. First: Dolores Quinn, expired overnight.`"""
    count = morning.counted.now
    said = [words.count(count[group], *names) for group, names in _GROUPS.items() if count.get(group)]
    counted = f" Counted at {words.clock(morning.counted_at.astimezone(zone))}." if morning.counted_at else ""
    first = f" First: {_first_words(morning.sheet.callable[0])}" if morning.sheet.callable else ""
    return f"{sentence(', '.join(said))}{first}{counted}"


_GROUPS: Mapping[str, tuple[str, str]] = {
    "new": ("new expired", "new expireds"),
    "follow_up": ("follow-up", "follow-ups"),
    "older": ("older", "older"),
    "appointment": ("appointment without an outcome", "appointments without an outcome"),
}


def _first_words(row: SheetRow) -> str:
    """`Dolores Quinn, expired overnight.`"""
    why = row.why[0] if row.why else ""
    return sentence(f"{owner_name(row.lead)}, {why[:1].lower()}{why[1:]}")


def _meetings(morning: Morning, zone: ZoneInfo) -> str:
    said = [f"{owner_name(one.lead)} at {words.clock(one.at.astimezone(zone))}" for one in morning.appointments]
    return f"{', '.join(said)}."


def _towns(towns: Mapping[str, int]) -> str:
    """`Millbrook and Fallow Creek.`, `Millbrook, Port Alder and 3 more towns.`"""
    names = [town or "town not known" for town, _ in sorted(towns.items(), key=lambda one: (-one[1], one[0]))]
    if len(names) <= 2:
        return f"{' and '.join(names)}."
    if len(names) == 3:
        return f"{names[0]}, {names[1]} and {names[2]}."
    return f"{names[0]}, {names[1]} and {len(names) - 2} more towns."


# ---------------------------------------------------------------- beside the lanes


def _overnight(overnight: Overnight) -> Sequence[tuple[str, str, str]]:
    """(what, how many, the page that asks about it); nothing at all when nothing came in and nothing is asked."""
    if not overnight.imports and not overnight.questions and not overnight.pairs:
        return ()
    pairs = (("Addresses to compare", overnight.pairs, "same_homes"),) if overnight.pairs else ()
    counted = (
        ("Expired or canceled", overnight.off_market, ""),
        ("Newly withdrawn, so not callable", overnight.withdrawn, ""),
        ("Relisted, leads closed", overnight.relisted, ""),
        ("Status not known", overnight.questions, "imports" if overnight.questions else ""),
        *pairs,
    )
    return [(what, f"{count:,}", page) for what, count, page in counted]


def _streak(kept: Mapping[date, bool], today: date) -> Streak | None:
    if not kept:
        return None
    marks: list[str] = []
    for day, is_kept in kept.items():
        if day.weekday() == 0 and marks:
            marks.append("off")
        marks.append("kept" if is_kept else "today" if day == today else "missed")
    past = [is_kept for day, is_kept in kept.items() if is_kept or day != today][-20:]
    row = next((place for place, is_kept in enumerate(reversed(past)) if not is_kept), len(past))
    open_today = "; today is open" if marks[-1] == "today" else ""
    return Streak(
        marks=tuple(marks),
        words=f"{row} in a row, {sum(past)} of the last {len(past)}.",
        told=f"Kept {sum(past)} of the last {len(past)} blocks, the last {row} in a row{open_today}",
    )


def _rates_title(rates: Mapping[str, funnel.Rate]) -> str:
    return "At your own rate" if rates["contact"].is_own else "Agents in general"


def _rates(rates: Mapping[str, funnel.Rate]) -> Sequence[tuple[str, str, str]]:
    """(what, how many, the range it lies in): what the own counts of 90 days say, or agents in general."""
    general = {name for name in rates if rates["contact"].is_own and not rates[name].is_own}
    return [
        (
            f"Dials to the next {name}{', agents in general' if name in general else ''}",
            funnel.every(rates[name]),
            funnel.span(rates[name]),
        )
        for name in ("contact", "lead", "appointment")
    ]
