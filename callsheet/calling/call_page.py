"""One call screen in the words of the screen: who, which number, what to say, the home, what happened, the keys."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from callsheet.accounts.models import Person
from callsheet.calling.asks import Ask, asks
from callsheet.calling.chain_page import Tried, tried
from callsheet.calling.models import Attempt
from callsheet.calling.number_lines import NumberLine, line_about, number_line
from callsheet.calling.owner_lines import named, sure
from callsheet.calling.pages import STALE, May, asks_to_look, instead, may, moment, owner_name, sentence
from callsheet.calling.screen import Number, Screen, SoFar
from callsheet.calling.scripts import SCRIPTS, FilledScript, fill, for_group
from callsheet.calling.sheet import NO_NUMBER, NO_OWNER, SheetRow
from callsheet.calling.the_home import days_on_market, facts, lives
from callsheet.compliance.models import Answer
from callsheet.core import words
from callsheet.core.address_words import SUFFIX_WORDS
from callsheet.core.law_decision import Reason
from callsheet.core.outcomes import OUTCOMES, Outcome, of_group
from callsheet.leads.models import Appointment, Lead

STILL_NEW = 30  # days off the market: until then a first call speaks of what just happened
EVENTS = 8  # of everything that happened, the newest that fit beside the script
REGISTRY_HELP = ("REGISTRY_MISSING", "REGISTRY_STALE")
ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the best number may not be dialed, what then, and which of the ways out the page offers."""

    may: May
    because: str
    source: str
    others: tuple[str, ...]
    instead: str
    asks_status: bool
    asks_registry: bool
    answer: int | None = None
    number: str = ""
    national: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """An outcome key: what pressing it stores, what it is called, what it will do."""

    value: str
    key: str
    name: str
    consequence: str
    look: str
    asks: str
    stays: bool


@dataclass(frozen=True, slots=True)
class Event:
    at: datetime
    when: str
    what: str
    note: str
    is_contact: bool


@dataclass(frozen=True, slots=True)
class Peek:
    """The next lead, in one line."""

    lead: int
    owner: str
    home: str
    why: str
    phone: str


@dataclass(frozen=True, slots=True)
class SessionLine:
    """The bar on top: how much of the block is left, what the session came to."""

    block: str
    share: int
    left: str
    so_far: str
    place: str
    undo: str


@dataclass(frozen=True, slots=True)
class CallPage:
    lead: int
    attempts: int
    owner: str
    first_name: str
    also: str
    sure: str
    named: str
    home: str
    town: str
    standing: str
    attempt_no: str
    best: NumberLine | None
    may: May
    left: str
    others: tuple[NumberLine, ...]
    refusal: Refusal | None
    without_outcome: int | None
    met: str
    ringing: str
    ringing_number: str
    rang_at: datetime | None
    script: FilledScript
    scripts: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]
    built: int | None
    lives: str
    tried: Tried
    events: tuple[Event, ...]
    not_reached: tuple[Key, ...]
    spoke: tuple[Key, ...]
    menu: tuple[Key, ...]
    asks: tuple[Ask, ...]
    next: Peek | None
    earlier: int | None
    session: SessionLine


def call_page(
    screen: Screen, person: Person, now: datetime, *, script: str = "", answer: Answer | None = None
) -> CallPage:
    """The screen in words. `answer` is a refusal just given; `script` the slug of another script than the usual."""
    lead, zone, best = screen.lead, ZoneInfo(person.time_zone), screen.best
    keys = _keys(screen)
    return CallPage(
        lead=lead.pk,
        attempts=lead.attempts,
        owner=owner_name(lead),
        first_name=_first_name(lead),
        also=_owned(screen),
        sure=sure(screen.known),
        named=named(screen.known),
        home=lead.property.street_line,
        town=lead.property.city,
        standing=_standing(screen, now.astimezone(zone).date()),
        attempt_no=_attempt_no(lead, screen.dialed, now, zone),
        best=replace(number_line(best, lead.property_id, now, zone), about=line_about(best.phone, now, zone))
        if best
        else None,
        may=may(best.decision, best.decision.reasons, now, zone) if best else May("ask", "Not known yet"),
        left=_left(best),
        others=tuple(
            number_line(number, lead.property_id, now, zone) for number in screen.numbers if number is not best
        ),
        refusal=_refusal(screen, now, zone, answer),
        without_outcome=screen.without_outcome.pk if screen.without_outcome else None,
        met=_met(screen.without_outcome, now, zone),
        ringing=_own_dial(screen),
        ringing_number=screen.ringing.number if screen.ringing and screen.rings_for(now) else "",
        rang_at=screen.ringing.at if screen.ringing else None,
        script=fill(
            SCRIPTS.get(script) or _usual_script(screen, now.astimezone(zone).date()),
            _fields(screen, person, now, zone),
            lead.property.state,
        ),
        scripts=tuple((one.slug, one.name) for one in SCRIPTS.values()),
        facts=facts(lead),
        built=lead.property.year_built,
        lives=lives(lead),
        tried=tried(lead, screen.chain, screen.changes, now.astimezone(zone).date()),
        events=_events(screen, now, zone),
        not_reached=tuple(key for key in keys if OUTCOMES[key.value].group == "not_reached"),
        spoke=tuple(key for key in keys if OUTCOMES[key.value].group == "spoke"),
        menu=tuple(key for key in keys if OUTCOMES[key.value].group == "menu"),
        asks=tuple(asks(owner_name(lead), lead.property.one_line, _own_dial(screen)).values()),
        next=_peek(screen.next),
        earlier=screen.earlier.lead.pk if screen.earlier else None,
        session=session_line(screen.so_far, person, now, _place(screen)),
    )


# ---------------------------------------------------------------- who


def _first_name(lead: Lead) -> str:
    """Whom to ask for: a person's first name; a company or a bank has none."""
    return lead.owner.first_name if lead.owner else ""


def _owned(screen: Screen) -> str:
    """`Owner since 2009`, `Trust, owner since 2009`; what is not known is left out."""
    lead, ownership = screen.lead, screen.ownership
    if lead.owner is None:
        return "Import an owner file to learn who it is"
    kind = "" if lead.owner.kind in ("person", "couple") else lead.owner.get_kind_display()
    died = "has died" if lead.owner.deceased_at else ""
    since = (
        f"owner{'s' if lead.owner.kind == 'couple' else ''} since {ownership.since.year}" if _since(ownership) else ""
    )
    said = ", ".join(filter(None, (kind, died, since)))
    return f"{said[:1].upper()}{said[1:]}"


def _since(ownership) -> bool:
    return bool(ownership and ownership.since)


def _standing(screen: Screen, today: date) -> str:
    """`Expired 2 days ago, not reached yet.`, `Expired yesterday; the owner asked not to be called.`"""
    lead = screen.lead
    if lead.state == Lead.State.CLOSED:
        return _standing_of_closed(lead)
    what = "Presumed expired" if lead.is_presumed else lead.listing.standard_status or "Off market"
    on = words.day(lead.expired_on, today) if lead.expired_on_known else "on a day not in your files"
    days = (today - lead.expired_on).days
    ago = f"{words.count(days, 'day')} ago" if lead.expired_on_known and 1 < days <= 60 else on
    if screen.asked_not_to_be_called:
        return f"{what} {ago}; the owner asked not to be called."
    return f"{what} {ago}, {lead.get_mood_display()}."


def _standing_of_closed(lead: Lead) -> str:
    return f"This lead is closed: {lead.closed_because}"


def _attempt_no(lead: Lead, dialed: Sequence[Attempt], now: datetime, zone: ZoneInfo) -> str:
    """`Third attempt; left a voicemail Mon, 5:40 pm.`"""
    count = lead.attempts
    number = ORDINALS[count] if count < len(ORDINALS) else f"{count + 1}th"
    last = next((attempt for attempt in dialed if attempt.lead_id == lead.pk), None)
    if last is None:
        return f"{number} attempt."
    said = outcome_name(last.outcome).rstrip("…").removesuffix(" at").lower()
    return f"{number} attempt; {said} {moment(last.at, now, zone)}."


def _own_dial(screen: Screen) -> str:
    """The number that is being dialed, as it is read out."""
    return screen.ringing.phone.national if screen.ringing and screen.ringing.phone else ""


def outcome_name(value: str) -> str:
    """The short name of an outcome: `Not now`, `Call back at…`."""
    return OUTCOMES[value].name.partition(" (")[0]


def _met(appointment: Appointment | None, now: datetime, zone: ZoneInfo) -> str:
    if appointment is None:
        return ""
    return words.moment(appointment.at.astimezone(zone), now.astimezone(zone).date())


# ---------------------------------------------------------------- numbers


def _left(best: Number | None) -> str:
    if not best or not best.may_be_dialed or best.decision.attempts_left is None:
        return ""
    return f"{words.count(best.decision.attempts_left, 'attempt')} left in these 24 hours"


def _refusal(screen: Screen, now: datetime, zone: ZoneInfo, answer: Answer | None) -> Refusal | None:
    """Why nothing can be dialed: what the gate just answered, or what it would answer for the best number.

    While a cleared call rings there is none: the script stays, though the owner may not be tried again after it.
    """
    if answer:
        return _answered(screen.lead, answer, now, zone)
    if screen.ringing:
        return None
    if screen.lead.state == Lead.State.CLOSED:
        return _closed(screen.lead)
    best = screen.best
    if best and best.may_be_dialed:
        return None
    reasons = best.decision.reasons if best else (NO_NUMBER if screen.lead.owner else NO_OWNER,)
    mark = may(best.decision if best else None, reasons, now, zone)
    return _refused(screen.lead, mark, reasons, best.phone.number if best else "", best.phone.national if best else "")


def _closed(lead: Lead) -> Refusal:
    """The pursuit is over: whatever the gate would say, nobody is dialed for it."""
    return Refusal(
        may=May("done", "Closed"),
        because=_standing_of_closed(lead),
        source="Open the lead again on its own page if it is to be pursued.",
        others=(),
        instead="",
        asks_status=False,
        asks_registry=False,
    )


def _answered(lead: Lead, answer: Answer, now: datetime, zone: ZoneInfo) -> Refusal:
    """The refusal as it was stored at the moment of dialing."""
    reasons = [Reason(row["rule"], row["because"], row["citation"], row["is_law"]) for row in answer.reasons]
    again = answer.next_allowed_at
    mark = May("later", f"May be called {moment(again, now, zone)}") if again else may(None, reasons, now, zone)
    refused = _refused(lead, mark, reasons, answer.number, "")
    return replace(refused, answer=answer.pk)


def _refused(lead: Lead, mark: May, reasons: Sequence[Reason], number: str, national: str) -> Refusal:
    first, *others = reasons
    rules = {reason.rule for reason in reasons}
    return Refusal(
        may=mark,
        because=first.because,
        source=_source(first),
        others=tuple(reason.because for reason in others),
        instead=instead(mark, first.rule),
        asks_status=bool(rules & STALE) or (lead.is_presumed and "LISTED" in rules) or asks_to_look(reasons),
        asks_registry=first.rule in REGISTRY_HELP,
        number=number,
        national=national,
    )


def _source(reason: Reason) -> str:
    """Law and policy are told apart in words."""
    if reason.is_law:
        return f"This is law: {reason.citation}." if reason.citation else "This is law."
    return f"House rule, stricter than the law. {reason.citation}".strip()


# ---------------------------------------------------------------- script


def _usual_script(screen: Screen, today: date):
    """The script of the lead's group; a follow-up only once somebody spoke with the owner: it says so."""
    lead = screen.lead
    group = screen.row.group if screen.row else "follow_up" if lead.attempts else "new"
    if group == "follow_up" and lead.mood == Lead.Mood.NOT_REACHED:
        group = "new" if (today - lead.expired_on).days <= STILL_NEW else "older"
    return for_group(group)


def _fields(screen: Screen, person: Person, now: datetime, zone: ZoneInfo) -> dict[str, str]:
    lead, today = screen.lead, now.astimezone(zone).date()
    days = days_on_market(lead)
    one, two = _slots(today)
    return {
        "owner": _first_name(lead) or (owner_name(lead) if lead.owner else ""),
        "agent": person.name,
        "brokerage": person.team.name,
        "street": spoken_street(lead.property),
        "off_market_day": _spoken_day(lead.expired_on, today) if lead.expired_on_known else "",
        "off_market_month": _spoken_month(lead.expired_on, today) if lead.expired_on_known else "",
        "days": words.count(days, "day") if days else "",
        "slot_one": one,
        "slot_two": two,
    }


def spoken_street(home) -> str:
    """`Larkspur Lane`, as one says it: no number, no short forms."""
    suffix = SUFFIX_WORDS.get(home.suffix.upper(), home.suffix).capitalize()
    return " ".join(filter(None, (home.predirection, home.street, suffix, home.postdirection))) or home.city


def _spoken_day(on: date, today: date) -> str:
    """`yesterday`, `on Sunday`, `on November 2`."""
    days = (today - on).days
    if days in (0, 1):
        return "today" if days == 0 else "yesterday"
    return f"on {on:%A}" if days <= 6 else f"on {on:%B} {on.day}" + ("" if on.year == today.year else f", {on.year}")


def _spoken_month(on: date, today: date) -> str:
    return f"{on:%B}" if (today - on).days < 300 else f"{on:%B} {on.year}"


def _slots(today: date) -> tuple[str, str]:
    """Two times to offer: tomorrow's late afternoon and the morning two days after, never a Sunday."""
    one = _not_sunday(today + timedelta(days=1))
    two = _not_sunday(one + timedelta(days=2))
    return f"{one:%A} at 5:30", f"{two:%A} at 9"


def _not_sunday(on: date) -> date:
    return on + timedelta(days=1) if on.weekday() == 6 else on


# ---------------------------------------------------------------- what happened


def _events(screen: Screen, now: datetime, zone: ZoneInfo) -> tuple[Event, ...]:
    """Attempts, letters, doors and what happened to the lead in one line of time, newest first."""
    happened = [*_dial_events(screen.dialed), *_other_events(screen)]
    happened.sort(key=lambda event: event[0], reverse=True)
    return tuple(
        Event(at, _when(at, now, zone), what, note, is_contact) for at, what, note, is_contact in happened[:EVENTS]
    )


def _dial_events(dialed: Iterable[Attempt]) -> Iterable[tuple[datetime, str, str, bool]]:
    for attempt in dialed:
        outcome = OUTCOMES[attempt.outcome]
        what = outcome_name(attempt.outcome).rstrip("…").removesuffix(" at")
        yield attempt.at, f"Spoke: {what.lower()}" if outcome.is_contact else what, attempt.note, outcome.is_contact


def _other_events(screen: Screen) -> Iterable[tuple[datetime, str, str, bool]]:
    for event in screen.events:
        yield event.at, event.what.rstrip("."), "", False
    for touch in screen.letters:
        yield touch.done_at, "Letter sent" if touch.kind == "letter" else "Knocked at the door", "", False


def _when(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """`8:31 am` today, `Mon 8:31 am` this week, `Nov 3`, `Jun 2024`: the further back the less exact."""
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    days = (today - local.date()).days
    if days <= 6:
        return words.clock(local) if days == 0 else f"{local:%a} {words.clock(local)}"
    return words.short_date(local.date()) if days < 300 else f"{local:%b} {local.year}"


# ---------------------------------------------------------------- the keys


def _keys(screen: Screen) -> list[Key]:
    others = sum(number.decision is not None for number in screen.numbers) > 1
    in_order = (*of_group("not_reached"), *of_group("spoke"), *of_group("menu"))
    return [_key(outcome, screen.consequences[outcome.value], others) for outcome in in_order]


def _key(outcome: Outcome, consequence: str, has_other_numbers: bool) -> Key:
    return Key(
        value=outcome.value,
        key=outcome.key,
        name=outcome_name(outcome.value),
        consequence=consequence,
        look={"appointment": "outcome-win", "do_not_call": "outcome-stop"}.get(outcome.value, ""),
        asks=outcome.asks,
        stays=has_other_numbers and outcome.finding in ("wrong", "disconnected"),
    )


# ---------------------------------------------------------------- next, and the bar on top


def _peek(row: SheetRow | None) -> Peek | None:
    if row is None:
        return None
    home = ", ".join(filter(None, (row.lead.property.street_line, row.lead.property.city)))
    why = sentence("; ".join(row.why))
    return Peek(row.lead.pk, owner_name(row.lead), home, why, row.phone.national if row.phone else "")


def _place(screen: Screen) -> str:
    """`Lead 10 of 34`: those called in this session count with those still to call; `Lead 10` while more may come."""
    callable_ = {row.lead.pk for row in screen.sheet.to_call}
    if not callable_:
        return ""
    done = screen.so_far.called - {screen.lead.pk}
    place = f"Lead {len(done) + 1}"
    return place if screen.sheet.more else f"{place} of {len(done | callable_ | {screen.lead.pk})}"


def session_line(so_far: SoFar, person: Person, now: datetime, place: str = "") -> SessionLine:
    """The bar on top of a call screen."""
    local = now.astimezone(ZoneInfo(person.time_zone))
    start = datetime.combine(local.date(), person.block_starts_at, local.tzinfo)
    end = datetime.combine(local.date(), person.block_ends_at, local.tzinfo)
    share = 0 if local <= start else 100 if local >= end else round((local - start) / (end - start) * 100)
    return SessionLine(
        block=block_words(person),
        share=share,
        left=_block_left(local, start, end),
        so_far=_counted(so_far),
        place=place,
        undo=so_far.undoes.words if so_far.undoes else "",
    )


def block_words(person: Person) -> str:
    """`8:00–10:00`"""
    return f"{words.clock_short(person.block_starts_at)}–{words.clock_short(person.block_ends_at)}"


def _block_left(local: datetime, start: datetime, end: datetime) -> str:
    if start <= local < end:
        return f"{words.minutes(int((end - local).total_seconds() / 60))} left"
    if local < start:
        return f"begins in {words.minutes(int((start - local).total_seconds() / 60))}"
    return "the block is over"


def _counted(so_far: SoFar) -> str:
    """`9 dials, 2 contacts, 1 lead`"""
    outcomes = [OUTCOMES[value] for value in so_far.outcomes]
    contacts, leads = sum(one.is_contact for one in outcomes), sum(one.is_lead for one in outcomes)
    appointments = sum(one.is_appointment for one in outcomes)
    said = [words.count(so_far.dials, "dial"), words.count(contacts, "contact"), words.count(leads, "lead")]
    return ", ".join([*said, words.count(appointments, "appointment")] if appointments else said)
