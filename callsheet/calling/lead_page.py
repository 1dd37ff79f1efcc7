"""One lead in words: who, what happened, its numbers, its plan of touches, the home."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from callsheet.accounts.models import Person
from callsheet.calling import the_home, timeline
from callsheet.calling.chain_page import Tried, chain_at, changes_at, tried
from callsheet.calling.models import Attempt
from callsheet.calling.number_lines import NumberLine, number_line
from callsheet.calling.owner_lines import sure
from callsheet.calling.screen import Number, numbers_of
from callsheet.calling.timeline import Entry
from callsheet.core import phone, words
from callsheet.core.cadence import MOST_DAYS, MOST_TOUCHES
from callsheet.core.wall_clock import WallClock
from callsheet.leads.claim_pages import of_home
from callsheet.leads.confidence import known
from callsheet.leads.models import FollowUp, Lead
from callsheet.leads.pages import standing
from callsheet.owners.models import Ownership

SHOWN = {"": "All", "calls": "Calls", "mail": "Mail and doors", "listing": "Listing"}
LETTERS = {"call": "C", "letter": "M", "door": "D"}
NEXT = {"call": "Next: call", "letter": "Next: letter", "door": "Next: the door"}


@dataclass(frozen=True, slots=True)
class Happened:
    """One entry of the time line, ready to be placed."""

    when: str
    iso: str
    what: str
    rest: str
    more: str
    proof: str
    look: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Touch:
    """One box of the plan: its letter or, to come, its number; `look` is done, now or empty."""

    text: str
    look: str


@dataclass(frozen=True, slots=True)
class Choice:
    slug: str
    name: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Do:
    """The one next thing on the page: `call`, `reopen`, `newer`, `record`, `letter` or `proof`, and its words."""

    verb: str
    words: str
    phone: int | None = None


@dataclass(frozen=True, slots=True)
class NamedRow:
    """Somebody else whom a source names as owner of the home: by whom."""

    owner: int
    name: str
    sources: str


@dataclass(frozen=True, slots=True)
class LeadPage:
    lead: int
    home: str
    home_pk: int
    place: str
    owner: str
    owner_pk: int | None
    about: str
    sure: str
    named: tuple[NamedRow, ...]
    other_homes: tuple[tuple[int, str], ...]
    state: str
    stands_mark: str
    stands: str
    do: Do
    choices: tuple[Choice, ...]
    planned: tuple[Happened, ...]
    happened: tuple[Happened, ...]
    before: tuple[Happened, ...]
    numbers: tuple[NumberLine, ...]
    touches: tuple[Touch, ...]
    plan: str
    plan_told: str
    is_open: bool
    is_snoozed: bool
    tried: Tried
    facts: tuple[tuple[str, str], ...]


def lead_page(lead: Lead, person: Person, clock: WallClock, show: str = "") -> LeadPage:
    """The page of a lead from `screen.leads_of`; `show` narrows the time line to one kind."""
    numbers = numbers_of(lead, person, clock.now)
    follow_ups = list(lead.follow_ups.order_by("due_at"))
    mine, before = timeline.split(timeline.happened(lead, clock), lead)
    mark, more = standing(lead, clock)
    who = known(lead, clock.now)
    changes, title = changes_at(lead), who.title
    seen = tried(lead, chain_at(lead, changes, title, clock.today), changes, clock.today)
    return LeadPage(
        lead=lead.pk,
        home=lead.property.street_line,
        home_pk=lead.property_id,
        place=_place(lead),
        owner=lead.owner.name if lead.owner else "",
        owner_pk=lead.owner_id,
        about=_about(lead, title, person, clock),
        sure=sure(who),
        named=tuple(NamedRow(one.owner.pk, one.owner.name, ", ".join(one.sources)) for one in who.also_named),
        other_homes=tuple((home.pk, home.street_line) for home in who.other_homes),
        state=lead.state,
        stands_mark=mark.mark,
        stands=f"{mark.words}{': ' if more else ''}{more}",
        do=_do(lead, numbers),
        choices=tuple(Choice(slug, name, slug == show) for slug, name in SHOWN.items()),
        planned=tuple(_planned(follow_ups, clock)),
        happened=_told(mine, show, clock),
        before=_told(before, show, clock),
        numbers=tuple(number_line(number, lead.property_id, clock.now, clock.zone) for number in numbers),
        touches=_touches(lead, follow_ups),
        plan=_plan_words(lead, clock),
        plan_told=f"{MOST_TOUCHES} touches, {lead.touches} done",
        is_open=lead.state == Lead.State.OPEN,
        is_snoozed=bool(lead.snoozed_until and lead.snoozed_until > clock.now),
        tried=seen,
        facts=(*seen.facts, *_facts(lead), *of_home(lead.property, clock)),
    )


# ---------------------------------------------------------------- who


def _place(lead: Lead) -> str:
    home = lead.property
    return ", ".join(filter(None, (home.city, " ".join(filter(None, (home.state, home.postal_code))))))


def _about(lead: Lead, title: Ownership | None, person: Person, clock: WallClock) -> str:
    """`owners since 2009. Lead opened Sunday, worked by you.`"""
    opened = f"Lead opened {clock.day(lead.opened_at)}"
    worker = lead.assigned_to
    by = "" if worker is None else ", worked by you" if worker == person else f", worked by {worker.name}"
    return f"{_owns(lead, title)}{opened}{by}."


def _owns(lead: Lead, title: Ownership | None) -> str:
    owner = lead.owner
    if owner is None:
        return ""
    since = f"owner{'s' if owner.kind == 'couple' else ''} since {title.since.year}" if title and title.since else ""
    said = ", ".join(filter(None, (owner.flag, "has died" if owner.deceased_at else "", since)))
    return f", {said}. " if said else ". "


def _do(lead: Lead, numbers: Sequence[Number]) -> Do:
    """Call when a number may be dialed; else what there is to do about it."""
    if lead.state == Lead.State.CLOSED:
        if lead.owner and lead.owner.forgotten_at:
            return Do("record", "Open the record")
        newer = Lead.objects.filter(property=lead.property_id, state=Lead.State.OPEN).exists()
        return Do("newer", "Go to the newer lead") if newer else Do("reopen", "Open the lead again")
    if any(number.may_be_dialed for number in numbers):
        who = lead.owner.first_name if lead.owner else ""
        return Do("call", f"Call {who or 'the owner'}")
    if not lead.by_phone:
        return Do("letter", "Write a letter")
    alive = next((number for number in numbers if number.decision), None)
    return Do("proof", "See why, and when", alive.phone.pk) if alive else Do("letter", "Write a letter")


# ---------------------------------------------------------------- what happened


def _planned(follow_ups: Iterable[FollowUp], clock: WallClock) -> Iterable[Happened]:
    """The touches to come, the last one first, so that time runs down the page."""
    for one in sorted((one for one in follow_ups if _is_open(one)), key=lambda one: one.due_at, reverse=True):
        more = f"{one.because} Touch {one.touch} of {MOST_TOUCHES}."
        yield Happened(clock.brief(one.due_at), one.due_at.isoformat(), NEXT[one.kind], "", more, "", "event-next")


def _is_open(one: FollowUp) -> bool:
    return one.done_at is None and one.dropped_at is None


def _told(entries: Iterable[Entry], show: str, clock: WallClock) -> tuple[Happened, ...]:
    return tuple(_happened(entry, clock) for entry in entries if show in ("", entry.kind))


def _happened(entry: Entry, clock: WallClock) -> Happened:
    look = "event-contact" if entry.is_contact else ""
    when = _day(entry.at, clock) if entry.is_day else clock.brief(entry.at)
    number = phone.national(entry.number) if entry.number else ""
    return Happened(when, entry.at.isoformat(), entry.what, entry.rest, entry.more, entry.proof, look, number)


def _day(at: datetime, clock: WallClock) -> str:
    """A day without its hour; as far back as `Jun 2024` the month is enough."""
    on: date = at.date()
    return words.day(on, clock.today) if (clock.today - on).days < 300 else f"{on:%b} {on.year}"


# ---------------------------------------------------------------- the plan


def _touches(lead: Lead, follow_ups: Sequence[FollowUp]) -> tuple[Touch, ...]:
    """Done ones with their letter, the next one, and the numbers of those to come."""
    done = [Touch(letter, "done") for letter in _done(lead, follow_ups)]
    coming = min((one for one in follow_ups if _is_open(one)), key=lambda one: one.due_at, default=None)
    now = [Touch(LETTERS[coming.kind], "now")] if coming and len(done) < MOST_TOUCHES else []
    later = range(len(done) + len(now) + 1, MOST_TOUCHES + 1)
    return (*done, *now, *(Touch(str(number), "") for number in later))


def _done(lead: Lead, follow_ups: Sequence[FollowUp]) -> list[str]:
    """The letter of each touch of this cadence, in the order they were made; an older lead keeps only their number."""
    made = [(at, "C") for at in Attempt.objects.filter(lead=lead, outcome__gt="").values_list("outcome_at", flat=True)]
    made += [(one.done_at, LETTERS[one.kind]) for one in follow_ups if one.done_at and one.kind != "call"]
    letters = [letter for _, letter in sorted(made)][-lead.touches :] if lead.touches else []
    return ["C"] * (lead.touches - len(letters)) + letters


def _plan_words(lead: Lead, clock: WallClock) -> str:
    """`3 of 20 touches done, until Feb 20.`"""
    until = lead.started_at + timedelta(days=MOST_DAYS) if lead.started_at else None
    last = f", until {words.day(clock.local(until).date(), clock.today)}" if until else ""
    return f"{lead.touches} of {MOST_TOUCHES} touches done{last}."


# ---------------------------------------------------------------- the home


def _facts(lead: Lead) -> Iterable[tuple[str, str]]:
    """(label, value) of what the files give."""
    home, listing = lead.property, lead.listing
    rooms = ", ".join(filter(None, (the_home.plain(home.bedrooms_total), the_home.plain(home.bathrooms_total))))
    agent = ", ".join(filter(None, (listing.list_agent_full_name, listing.list_office_name)))
    days = the_home.days_on_market(lead)
    known = (
        ("Beds, baths", rooms),
        ("Living area", f"{home.living_area:,} sq ft" if home.living_area else ""),
        ("Lot", f"{the_home.plain(home.lot_size_acres)} acre" if home.lot_size_acres else ""),
        ("Built", str(home.year_built or "")),
        ("Days on market", f"{days:,}" if days else ""),
        ("Last price", words.money(listing.list_price)),
        ("Last agent", agent),
        ("MLS", f"{listing.source.name}, {listing.listing_id}"),
        ("The owner", the_home.lives(lead).removeprefix("the owner ")),
    )
    return ((label, value) for label, value in known if value)
