"""The law in the words of the pages: every state in one table, and one state with all its lines."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from callsheet.compliance import emergencies
from callsheet.compliance.models import NATION, Emergency
from callsheet.compliance.tables import review_due
from callsheet.core import law_told
from callsheet.core.law_house_words import sentence, week_of
from callsheet.core.law_places import zone
from callsheet.core.law_rules import Jurisdiction, Rules
from callsheet.core.law_told import Line
from callsheet.core.law_windows import allowed_on
from callsheet.core.law_words import both, hour, long_date, zone_name
from callsheet.core.words import count

OWN_COLUMNS = ("Hours", "Tries")
SHOWN_CLOSED = 12


@dataclass(frozen=True, slots=True)
class StateRow:
    """One state of the table; `mark` and `now`: whether its own hours allow a call at this minute."""

    code: str
    name: str
    mark: str
    now: str
    calls: str
    is_stricter: bool
    tries: str
    further: str
    homes: str


@dataclass(frozen=True, slots=True)
class RulesPage:
    """`own`: states where the team's homes are; `others`: the rest, in order. `said`: what was searched for."""

    answer: str
    about: str
    said: str
    own: tuple[StateRow, ...]
    others: tuple[StateRow, ...]
    late: str
    reminders: tuple[str, ...]
    emergencies: tuple[str, ...]
    house: tuple[str, ...]
    house_more: int


@dataclass(frozen=True, slots=True)
class StatePage:
    code: str
    answer: str
    today: str
    binding: tuple[Line, ...]
    told: tuple[Line, ...]
    house: tuple[str, ...]
    emergency: str
    closed: tuple[tuple[str, str, str], ...]
    """The next days without calls: the day, its name, and whether it is law or policy."""
    facts: tuple[tuple[str, str], ...]
    note: str
    late: str


def rules_page(
    book: Rules, homes: Mapping[str, int], standing: Sequence[Emergency], now: datetime, local: date, said: str
) -> RulesPage:
    """The hub. `homes`: state -> how many homes of the team lie there."""
    by_name = sorted(book.states.values(), key=lambda state: state.name)
    own = sorted((state for state in by_name if homes.get(state.code)), key=lambda state: -homes[state.code])
    others = (state for state in by_name if not homes.get(state.code))
    stopped = {one.state for one in standing}
    rows = [
        _row(state, book, homes.get(state.code, 0), now, state.code in stopped)
        for state in (*own, *others)
        if _fits(state, book, said, local)
    ]
    house = [sentence(rule, book) for rule in book.house]
    return RulesPage(
        answer=_answer(book, own, local),
        about=_about(book),
        said=said,
        own=tuple(row for row in rows if row.homes),
        others=tuple(row for row in rows if not row.homes),
        late=_late(local, book),
        reminders=tuple(emergencies.reminders(homes.keys())),
        emergencies=tuple(_emergency(one, book) for one in standing),
        house=tuple(house[:4]),
        house_more=max(0, len(house) - 4),
    )


def state_page(
    state: Jurisdiction, book: Rules, homes: int, standing: Emergency | None, now: datetime, local: date
) -> StatePage:
    """One state. The day of the rules is the day it is for the reader."""
    lines = law_told.lines(state, book, local)
    return StatePage(
        code=state.code,
        answer=law_told.headline(state, book, local),
        today="No calls there while this emergency stands." if standing else law_told.today(state, book, now),
        binding=tuple(line for line in lines if line.binds),
        told=tuple(line for line in lines if not line.binds),
        house=tuple(sentence(rule, book) for rule in book.house if rule.state in ("", state.code)),
        emergency=_emergency(standing, book) if standing else "",
        closed=tuple(
            (f"{day.on:%a}, {long_date(day.on)}", day.name, "law" if day.is_law else "our policy")
            for day in law_told.closed_ahead(state, local)[:SHOWN_CLOSED]
        ),
        facts=tuple(_facts(state, homes)),
        note=state.note,
        late=_late(local, book),
    )


def nation_page(book: Rules, now: datetime, local: date) -> StatePage:
    """The nation's own rules, on the page of a state."""
    lines = law_told.nation(book, local)
    return StatePage(
        code=NATION,
        answer="Everywhere: calls 8 am to 9 pm on the owner’s clock, never to a number on the registry",
        today="Every state’s stricter rules come on top of these.",
        binding=lines,
        told=(),
        house=tuple(sentence(rule, book) for rule in book.house if not rule.state),
        emergency="",
        closed=(),
        facts=(("Reviewed", long_date(book.federal.reviewed)),),
        note="",
        late=_late(local, book),
    )


# ---------------------------------------------------------------- the table


def _fits(state: Jurisdiction, book: Rules, said: str, on: date) -> bool:
    """Whether the state answers to a search: by name or code, or by what its rules are called and say."""
    wanted = said.casefold().split()
    if not wanted:
        return True
    if said.strip().upper() == state.code:
        return True
    lines = law_told.lines(state, book, on)
    text = " ".join([state.name, *(f"{line.name} {line.words}" for line in lines if line.binds)]).casefold()
    return all(word in text for word in wanted)


def _row(state: Jurisdiction, book: Rules, homes: int, now: datetime, is_stopped: bool) -> StateRow:
    on = now.astimezone(ZoneInfo(state.zones[0])).date()
    further = dict.fromkeys(
        line.name.lower()
        for line in law_told.lines(state, book, on)
        if line.binds and not line.is_past and line.name not in OWN_COLUMNS
    )
    mark, said = ("never", "Emergency declared") if is_stopped else _now(state, book, now)
    return StateRow(
        code=state.code,
        name=state.name,
        mark=mark,
        now=said,
        calls=law_told.short_week(state, book, on),
        is_stricter=week_of(state, book, on) != book.federal.hours.week,
        tries=f"{state.cap.calls} in {state.cap.hours} h" if state.cap else "",
        further=", ".join(further),
        homes=count(homes, "home") if homes else "",
    )


def _now(state: Jurisdiction, book: Rules, now: datetime) -> tuple[str, str]:
    """Whether the state's hours allow a call now in all its zones: (mark, words)."""
    closed = [said for name in state.zones if (said := _closed(state, book, now.astimezone(ZoneInfo(name))))]
    return ("later", closed[0]) if closed else ("now", "Open")


def _closed(state: Jurisdiction, book: Rules, local: datetime) -> str:
    on = local.date()
    if holiday := law_told.closed_on(state, on):
        return f"Closed, {holiday.name}"
    law = week_of(state, book, on)[on.weekday()]
    if law is None:
        return f"Closed, {on:%A}"
    window = allowed_on(state, book, on, law)
    if window is None:
        return "Closed by your broker"
    if local.time() < window.opens:
        return f"Opens at {hour(window.opens)}"
    return "" if local.time() < window.closes else "Over for today"


# ---------------------------------------------------------------- words


def _answer(book: Rules, own: Sequence[Jurisdiction], on: date) -> str:
    """`own`: the states of the team's homes, most homes first."""
    if not own:
        return "Calls 8 am to 9 pm on the owner’s clock; many states are stricter"
    if len(own) == 1:
        return law_told.headline(own[0], book, on)
    names = [state.name for state in own[:3]]
    more = [count(len(own) - 3, "more state")] if len(own) > 3 else []
    return f"The rules of {both([*names, *more])} bind your calls"


def _about(book: Rules) -> str:
    reviewed = min(table.reviewed for table in (book.federal, *book.states.values()))
    return (
        f"Every rule with its law and how sure we are, last reviewed on {long_date(reviewed)}. Doubt is read strictly."
    )


def _late(on: date, book: Rules) -> str:
    due = review_due(on, book)
    return due.sentence if due else ""


def _emergency(standing: Emergency, book: Rules) -> str:
    """`Louisiana: an emergency is declared since Nov 20, 2026: “…”. Nobody there is called until it is lifted.`"""
    state = book.states.get(standing.state)
    where, since = state.name if state else standing.state, long_date(standing.declared_on)
    said = standing.words.rstrip(".")
    return f"{where}: an emergency is declared since {since}: “{said}”. Nobody there is called until it is lifted."


def _facts(state: Jurisdiction, homes: int) -> Iterable[tuple[str, str]]:
    zones = dict.fromkeys(zone_name(found) for name in state.zones if (found := zone(name)))
    yield "Clocks", both(zones)
    if homes:
        yield "Your homes there", f"{homes:,}"
    yield "Reviewed", long_date(state.reviewed)
