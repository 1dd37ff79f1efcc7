"""What the book says of a state and of the nation, line by line, for people: each with its law, and how sure we are.

The pages of rules and docs/compliance.md are written from these lines, so that what is shown is what binds.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from callsheet.core.holidays import RULES as HOLIDAYS
from callsheet.core.holidays import Holiday, closed_days
from callsheet.core.law_house_words import tries, week_of
from callsheet.core.law_places import zone
from callsheet.core.law_rules import (
    Ban,
    Cap,
    Days,
    Ground,
    Holidays,
    Hours,
    Jurisdiction,
    Rules,
    Told,
    Week,
    in_force,
)
from callsheet.core.law_windows import allowed_on
from callsheet.core.law_words import WEEKDAYS, both, hours, long_date, week, weekday, zone_name
from callsheet.core.words import clock, count

SURE = {
    "sourced": "a document says so",
    "knowledge": "general knowledge",
    "uncertain": "contested or not proven",
}
RECORDING = {
    "one-party": "You may record a call that you take part in. Saying so at the start is our policy everywhere.",
    "all-party": "Everybody on the call must agree to a recording: say so first.",
    "treat-all-party": "Disputed, so take it that everybody on the call must agree to a recording: say so first.",
    "unknown": "Not known, so take it that everybody on the call must agree to a recording: say so first.",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One rule in words. `binds`: it can refuse an attempt; `is_past`: it no longer does.

    `when` says since and until when, empty where no such day is known.
    """

    name: str
    words: str
    citation: str
    sure: str
    when: str = ""
    binds: bool = False
    is_past: bool = False


def line(name: str, words: str, ground: Ground, on: date) -> Line:
    """The line of something a law tells, without refusing any attempt by it."""
    is_past = ground.until is not None and ground.until < on
    return Line(name, words, ground.citation, sure(ground), when(ground, on), is_past=is_past)


def rule(name: str, words: str, ground: Ground, on: date) -> Line:
    """The line of a rule that can refuse an attempt."""
    return replace(line(name, words, ground, on), binds=True)


def sure(ground: Ground) -> str:
    """`a document says so; which section is general knowledge`"""
    said = SURE[ground.confidence]
    section = ground.citation_confidence
    return f"{said}; which section is {SURE[section]}" if section and section != ground.confidence else said


def when(ground: Ground, on: date) -> str:
    """`since Oct 18, 2026`, `from Jan 1, 2027 on`, `until Oct 17, 2026`"""
    said = []
    if ground.since:
        said.append(f"since {long_date(ground.since)}" if ground.since <= on else f"from {long_date(ground.since)} on")
    if ground.until:
        said.append(f"until {long_date(ground.until)}")
    return ", ".join(said)


# ---------------------------------------------------------------- a state


def lines(state: Jurisdiction, book: Rules, on: date) -> tuple[Line, ...]:
    """Every rule of a state, those that bind calls first, then what it only tells; with what they replaced."""
    return (*_hours(state, book, on), *_bans(state, on), *_told(state, on))


def _hours(state: Jurisdiction, book: Rules, on: date) -> Iterator[Line]:
    if state.hours:
        for own in state.hours.versions():
            yield rule("Hours", f"Calls {long_week(own.week)}{_clocks(state)}.", own, on)
    else:
        nation = long_week(book.federal.hours.week)
        words = f"No stricter hours of its own are known; the nation's hold: {nation}."
        yield rule("Hours", words, state.hours_known, on)
    if state.hours_lifted_by_consent:
        words = "The owner's consent or invitation lifts its days and hours, not the nation's."
        yield rule("Hours with consent", words, state.hours_lifted_by_consent, on)
    for kept in state.holidays.versions() if state.holidays else ():
        yield rule("Closed on holidays", _holidays(kept), kept, on)
    for cap in state.cap.versions() if state.cap else ():
        lifted = ", unless you do business with the owner" if cap.is_lifted_by_relationship else ""
        yield rule("Tries", f"At most {tries(cap.calls, cap.hours)}, by anybody of the brokerage{lifted}.", cap, on)


def _clocks(state: Jurisdiction) -> str:
    """The clocks its law adds to the owner's."""
    if state.standard_zone and (named := zone(state.standard_zone)):
        return f"; by the owner's clock and by {zone_name(named)} all year"
    return "; by the owner's clock and by yours" if state.binds_callers_clock else ""


def _holidays(kept: Holidays) -> str:
    """`No calls on New Year's Day, …; by our policy also on Election Day. Which days: general knowledge.`"""
    names = (kept.calendar.listed, kept.calendar.added)
    listed, added = (both(map(holiday_name, each)) if each else "" for each in names)
    days = "; by our policy also on ".join(filter(None, (listed, added)))
    said = f"No calls on {days}" if listed else f"By our policy, no calls on {added}"
    return f"{said}, nor on the day it is observed. Which days count: {SURE[kept.days_confidence]}."


def holiday_name(name: str) -> str:
    known = HOLIDAYS.get(name)
    return known.name if known else long_date(date.fromisoformat(name))


def _cap(cap: Cap) -> str:
    return f"A recording, voicemail drop or artificial voice at most {tries(cap.calls, cap.hours)}."


def _automated(ban: Ban) -> str:
    how = "selects or dials the number" if "clicked" in ban.launches else "selects the number"
    return f"Signed consent first where a machine {how}, or a recording plays."


def _days(row: Days) -> str:
    return f"A purchase, or your own ended listing, lifts the state's own list for {count(row.days, 'day')}."


BANS: Mapping[str, tuple[str, Callable[[Ground], str]]] = {
    "own_list": ("Own do-not-call list", lambda _: "Keeps a list of its own, which must be looked at too."),
    "purchase": ("Days of a relationship", lambda row: _days(row) if isinstance(row, Days) else ""),
    "written_consent": (
        "Signed consent for cold calls",
        lambda _: "Signed consent before any cold sales call or text.",
    ),
    "automated_consent": ("Consent where a machine dials", lambda row: _automated(row) if isinstance(row, Ban) else ""),
    "mobile": ("No cold calls to mobiles", lambda _: "No cold call to a mobile; a line of unknown kind counts as one."),
    "text_consent": ("Consent before texts", lambda _: "No sales text without the owner's consent."),
    "recorded_ban": ("No recorded messages", lambda _: "Recorded sales messages are banned, with consent or without."),
    "recorded_hours": (
        "Limits on recordings",
        lambda row: f"Only {long_week(row.week)}." if isinstance(row, Hours) else "",
    ),
    "recorded_cap": ("Limits on recordings", lambda row: _cap(row) if isinstance(row, Cap) else ""),
    "emergency": ("Declared emergencies", lambda _: "No sales call while an emergency is declared there."),
    "reassigned_check": (
        "Reassigned numbers",
        lambda _: "The Reassigned Numbers Database is asked before a sales call.",
    ),
    "unlicensed": ("Licensed callers only", lambda _: "Only licensed people may ask owners for a listing."),
}
"""Field -> the line's name, and its words from the row."""


def _bans(state: Jurisdiction, on: date) -> Iterator[Line]:
    for field, (name, words) in BANS.items():
        row: Ground | None = getattr(state, field)
        for version in row.versions() if row else ():
            yield rule(name, words(version), version, on)
    if state.own_list_known:
        note = f" {_sentence(state.own_list_known.words)}" if state.own_list_known.words else ""
        yield line("Own do-not-call list", f"Keeps none of its own.{note}", state.own_list_known, on)


def _told(state: Jurisdiction, on: date) -> Iterator[Line]:
    if state.recording:
        yield line("Recording a call", RECORDING[state.recording.words], state.recording, on)
    if state.texts:
        yield line("Texts", _texts(state.texts), state.texts, on)
    for name, told in (
        ("First words", state.first_words),
        ("Artificial voices", state.machine_words),
        ("Registration", state.registration),
    ):
        if told:
            yield line(name, _sentence(told.words), told, on)
    if state.exemption:
        words = f"{_sentence(state.exemption.words)} Not applied here: nothing of it lifts the federal rules."
        yield line("Exemption of licensees", words, state.exemption, on)


def _texts(told: Told) -> str:
    said, _, more = told.words.partition(" ")
    if said != "yes":
        return "Not clear whether its law reaches texts. The federal rules do, and our policy wants consent first."
    return f"Its law treats texts like calls. {_sentence(more.strip('()'))}".strip()


def _sentence(words: str) -> str:
    said = words.strip().rstrip(".")
    return f"{said[:1].upper()}{said[1:]}." if said else ""


# ---------------------------------------------------------------- the answer of a page


def headline(state: Jurisdiction, book: Rules, on: date) -> str:
    """`Maryland: calls Monday to Sunday 8 am to 8 pm, 3 tries in 24 hours`"""
    cap = in_force(state.cap, (on,)) or book.policy.cap
    said = [f"calls {long_week(week_of(state, book, on))}", tries(cap.calls, cap.hours)]
    said += ["signed consent first"] if in_force(state.written_consent, (on,)) else []
    said += ["no cold calls to mobiles"] if in_force(state.mobile, (on,)) else []
    return f"{state.name}: {', '.join(said)}"


def long_week(of: Week) -> str:
    """`Monday to Saturday 9 am to 7 pm, none on Sunday`"""
    runs: list[list[int]] = []
    for day in range(len(of)):
        if runs and of[runs[-1][0]] == of[day]:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(
        f"{_days_of(run)} {hours(window)}" if (window := of[run[0]]) else f"none on {_days_of(run)}" for run in runs
    )


def _days_of(run: list[int]) -> str:
    first, last = WEEKDAYS[run[0]], WEEKDAYS[run[-1]]
    return both((first, last)) if len(run) <= 2 else f"{first} to {last}"


def today(state: Jurisdiction, book: Rules, now: datetime) -> str:
    """What binds there today, and what time it is: `Today calls are allowed from 8 am to 8 pm; it is 8:05 am there.`"""
    locals_ = [now.astimezone(found) for name in state.zones if (found := zone(name))]
    on = locals_[0].date()
    time_there = both(_clock(local, len(locals_) > 1) for local in locals_)
    if holiday := closed_on(state, on):
        return f"Today is {holiday.name}: no calls. It is {time_there} there."
    law = week_of(state, book, on)[on.weekday()]
    if law is None:
        return f"Today is {weekday(on)}: no calls. It is {time_there} there."
    window = allowed_on(state, book, on, law)
    if window is None:
        return f"Your broker allows no calls there today. It is {time_there} there."
    if window != law:
        return f"Today your broker allows calls from {hours(window)}; it is {time_there} there."
    return f"Today calls are allowed from {hours(window)}; it is {time_there} there."


def _clock(local: datetime, is_split: bool) -> str:
    if not is_split:
        return clock(local)
    named = zone(str(local.tzinfo))
    return f"{clock(local)} ({zone_name(named)})" if named else clock(local)


def closed_on(state: Jurisdiction, on: date) -> Holiday | None:
    kept = in_force(state.holidays, (on,))
    return closed_days(kept.calendar, on.year).get(on) if kept else None


def closed_ahead(state: Jurisdiction, on: date, days: int = 365) -> tuple[Holiday, ...]:
    """The days without calls from a day on, in order."""
    ahead = (on + timedelta(days=each) for each in range(days))
    return tuple(holiday for each in ahead if (holiday := closed_on(state, each)))


def short_week(state: Jurisdiction, book: Rules, on: date) -> str:
    """`Mon-Sat 9 am to 7 pm; Sun none`"""
    return week(week_of(state, book, on))


# ---------------------------------------------------------------- the nation, and what is said at the start of a call


def nation(book: Rules, on: date) -> tuple[Line, ...]:
    """The nation's rules in words."""
    return tuple(line(NATION[name], told.words, told, on) for name, told in book.federal.told.items())


NATION = {
    "hours": "Hours",
    "registry": "National registry",
    "expired": "Expired listings",
    "permission": "Signed permission",
    "acquaintance": "Acquaintance",
    "relationship": "Relationship",
    "internal": "Your own list",
    "revocation": "Taking consent back",
    "recorded": "Recorded voices",
    "texts": "Texts",
    "reassigned": "Reassigned numbers",
    "first_words": "First words",
    "caller_id": "Caller number",
    "abandoned": "Abandoned calls",
    "email": "E-mail",
    "records": "Records",
}


def say_first(book: Rules, code: str) -> str:
    """What to say at the start of a call to a state, in one line: its first words or the nation's, and recording."""
    state = book.states.get(code)
    if state is None:
        return book.federal.told["first_words"].words
    own = f"{state.name}: {state.first_words.words}" if state.first_words else book.federal.told["first_words"].words
    must_agree = state.recording and state.recording.words != "one-party"
    return f"{own} Ask before you record: everybody must agree." if must_agree else own
