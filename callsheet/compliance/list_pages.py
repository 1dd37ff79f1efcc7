"""Do-not-call lists in words: what is loaded, how long it counts, what our owners need, and what a load did."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from callsheet.compliance import lists
from callsheet.compliance.list_needs import Need
from callsheet.compliance.models import NATION, REST, ListLoad, RegistryCopy
from callsheet.compliance.tables import rules
from callsheet.core import words
from callsheet.core.law_words import long_date
from callsheet.core.wall_clock import WallClock


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One area code of the national registry: whose numbers have it, and how its copy stands."""

    area_code: str
    state: str
    ours: str
    listed: str
    copied: str
    file: str
    stands: str
    mark: str


@dataclass(frozen=True, slots=True)
class StateRow:
    """One state's own list: why we need it, and how its copy stands."""

    code: str
    name: str
    because: str
    holds: str
    copied: str
    stands: str
    mark: str
    citation: str


@dataclass(frozen=True, slots=True)
class LoadRow:
    """One file brought in the browser, or several that were one load."""

    pk: int
    file: str
    list: str
    when: str
    did: str
    state: str
    mark: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of all lists: the copies, the lists whose file is not here, what our owners need."""

    copies: Sequence[RegistryCopy]
    gone: frozenset[str]
    by_area: Mapping[str, int]
    states: Mapping[str, Need]


@dataclass(frozen=True, slots=True)
class ListsPage:
    answer: str
    about: str
    stood: str
    """The day and the hour, for paper: on it `today` is soon another day."""
    areas: tuple[AreaRow, ...]
    """Those of our numbers, and those that are loaded first."""
    other_areas: tuple[AreaRow, ...]
    states: tuple[StateRow, ...]
    other_states: str
    loads: tuple[LoadRow, ...]


def lists_page(standing: Standing, loads: Iterable[ListLoad], clock: WallClock) -> ListsPage:
    national = [copy for copy in standing.copies if copy.list == NATION]
    rows = _area_rows(national, standing, clock)
    states = tuple(_state_rows(standing, clock))
    shown = {row.code for row in states}
    return ListsPage(
        *_answer(national, standing, clock),
        stood=f"{clock.today:%A}, {long_date(clock.today)}, {words.clock(clock.local(clock.now))}",
        areas=tuple(row for row in rows if row.ours),
        other_areas=tuple(row for row in rows if not row.ours),
        states=states,
        other_states=", ".join(name for code, name in lists.known().items() if code not in {NATION, *shown}),
        loads=tuple(_load_row(load, clock) for load in loads),
    )


# ---------------------------------------------------------------- the answer


def _answer(national: Sequence[RegistryCopy], standing: Standing, clock: WallClock) -> tuple[str, str]:
    """How the national registry stands for our own numbers, and what is missing."""
    about = f"{_missing(national, standing.by_area)}{_states_missing(standing)}"
    if not national:
        return "The do-not-call registry is not loaded", about
    if NATION in standing.gone:
        return "The registry’s file is gone", f"Load the full lists again; until then its numbers are refused. {about}"
    ages = {copy.area_code: lists.age(copy, clock.now) for copy in national}
    stale = sorted(area for area, age in ages.items() if age.is_stale)
    if stale:
        what = "copy is" if len(stale) == 1 else "copies are"
        return f"{words.count(len(stale), 'registry copy', 'registry copies')} too old", (
            f"The {what} of {_some(stale)}: calls there are refused. Download the full lists and load them. {about}"
        )
    until = min(age.good_until for age in ages.values())
    soon = "Download them again in time. " if any(age.is_ending for age in ages.values()) else ""
    return f"The registry is loaded, good until {words.short_date(until)}", f"{soon}{about}"


def _missing(national: Sequence[RegistryCopy], by_area: Mapping[str, int]) -> str:
    loaded = {copy.area_code for copy in national}
    numbers = sum(count for area, count in by_area.items() if area not in loaded)
    if not by_area:
        return "Owners you import show here which area codes you need."
    if not numbers:
        return "Every number of your owners can be looked up in it."
    them = "it" if numbers == 1 else "them"
    return (
        f"{numbers:,} of your {words.count(sum(by_area.values()), 'number')} cannot be checked:"
        f" no list is loaded for {them}, so the gate refuses {them}."
    )


def _states_missing(standing: Standing) -> str:
    """` The own lists of Florida and Texas are needed too, and not loaded.`"""
    loaded = {copy.list for copy in standing.copies}
    wanting = [name for code, name in lists.known().items() if code in standing.states and code not in loaded]
    if not wanting:
        return ""
    one = len(wanting) == 1
    return f" The own list{'' if one else 's'} of {_some(wanting)} {'is' if one else 'are'} needed too, and not loaded."


def _some(areas: Sequence[str]) -> str:
    """`410`, `410 and 443`, `410, 443 and 5 more`"""
    if len(areas) <= 3:
        return " and ".join(filter(None, (", ".join(areas[:-1]), areas[-1])))
    return f"{', '.join(areas[:2])} and {len(areas) - 2} more"


# ---------------------------------------------------------------- the rows


def _area_rows(national: Sequence[RegistryCopy], standing: Standing, clock: WallClock) -> list[AreaRow]:
    """Area codes of our numbers first, most numbers first; then those that are loaded beside them."""
    loaded = {copy.area_code: copy for copy in national}
    ours = sorted(standing.by_area, key=lambda area: (-standing.by_area[area], area))
    others = sorted(set(loaded) - set(ours))
    is_gone = NATION in standing.gone
    return [
        _area_row(area, standing.by_area.get(area, 0), loaded.get(area), is_gone, clock) for area in [*ours, *others]
    ]


def _area_row(area: str, ours: int, copy: RegistryCopy | None, is_gone: bool, clock: WallClock) -> AreaRow:
    stands, mark = _stands(copy, is_gone, clock)
    place = rules().area_codes.get(area)
    return AreaRow(
        area_code=area,
        state=rules().states[place.state].name if place else "",
        ours=f"{ours:,}" if ours else "",
        listed=f"{copy.numbers:,}" if copy else "",
        copied=_day(copy.copied_on, clock) if copy else "",
        file=copy.file_name if copy else "",
        stands=stands,
        mark=mark,
    )


def _stands(copy: RegistryCopy | None, is_gone: bool, clock: WallClock) -> tuple[str, str]:
    """Words and mark of how a copy stands."""
    if copy is None:
        return "Not loaded", "never"
    if is_gone:
        return "Its file is gone", "never"
    age = lists.age(copy, clock.now)
    if age.is_stale:
        return f"Too old since {words.short_date(age.good_until)}", "never"
    if age.is_ending:
        left = f"{words.count(age.left, 'day')} left" if age.left else "today is its last day"
        return f"Until {words.short_date(age.good_until)}, {left}", "later"
    return f"Until {words.short_date(age.good_until)}", "now"


def _day(on: date, clock: WallClock) -> str:
    return words.short_date(on) if on.year == clock.today.year else f"{words.short_date(on)}, {on.year}"


def _state_rows(standing: Standing, clock: WallClock) -> Iterable[StateRow]:
    """The states' own lists that are needed or loaded."""
    own = [copy for copy in standing.copies if copy.list != NATION]
    loaded = {list: [*copies] for list, copies in groupby(own, key=lambda copy: copy.list)}
    for code, name in lists.known().items():
        if code != NATION and (code in loaded or code in standing.states):
            yield _state_row(code, name, loaded.get(code, []), standing, clock)


def _state_row(code: str, name: str, copies: Sequence[RegistryCopy], standing: Standing, clock: WallClock) -> StateRow:
    oldest = min(copies, key=lambda copy: copy.copied_on, default=None)
    stands, mark = _stands(oldest, code in standing.gone, clock)
    own_list = rules().states[code].own_list
    return StateRow(
        code=code,
        name=name,
        because=_because(standing.states.get(code)),
        holds=_holds(copies),
        copied=_day(oldest.copied_on, clock) if oldest else "",
        stands=stands,
        mark=mark,
        citation=own_list.citation if own_list else "",
    )


def _because(need: Need | None) -> str:
    """`12 homes, mail of 3 owners, 40 numbers`"""
    if need is None:
        return "none of your owners"
    homes = words.count(need.homes, "home") if need.homes else ""
    mail = f"mail of {words.count(need.mail, 'owner')}" if need.mail else ""
    numbers = words.count(need.numbers, "number") if need.numbers else ""
    return ", ".join(filter(None, (homes, mail, numbers)))


def _holds(copies: Sequence[RegistryCopy]) -> str:
    """`1,204,332 numbers, the whole list`, `3 area codes, 90,112 numbers`"""
    if not copies:
        return ""
    numbers = words.count(sum(copy.numbers for copy in copies), "number")
    if any(copy.area_code == REST for copy in copies):
        return f"{numbers}, the whole list"
    return f"{words.count(len(copies), 'area code')}, {numbers}"


# ---------------------------------------------------------------- loads


@dataclass(frozen=True, slots=True)
class LoadProgress:
    """How far a load is."""

    pk: int
    done: str
    percent: int


@dataclass(frozen=True, slots=True)
class LoadPage:
    pk: int
    file: str
    heading: str
    about: str
    state: str
    problem: str
    doubt: str
    took: str
    progress: LoadProgress | None
    outcome: str


def load_page(load: ListLoad, clock: WallClock) -> LoadPage:
    """While it is read, or what came of it."""
    is_over = load.state in (ListLoad.State.DONE, ListLoad.State.REFUSED)
    return LoadPage(
        pk=load.pk,
        file=load.file_name,
        heading=_heading(load),
        about=f"{_kind(load)}, {_brought(load, clock)}.",
        state=load.state,
        problem=load.problem,
        doubt=load.doubt,
        took=_accepted(load),
        progress=None if is_over else load_progress(load),
        outcome=_did(load),
    )


def load_progress(load: ListLoad) -> LoadProgress:
    share = min(1.0, load.done / load.size) if load.size else 0.0
    if load.state == ListLoad.State.QUEUED:
        return LoadProgress(load.pk, "Waiting for its turn", 0)
    return LoadProgress(load.pk, f"{_size(load.done)} of {_size(load.size)} read", round(share * 100))


def _size(size: int) -> str:
    """`812 MB`, `40 kB`"""
    return f"{size / 1e6:,.0f} MB" if size >= 1e6 else f"{max(1, round(size / 1e3)) if size else 0:,} kB"


def _heading(load: ListLoad) -> str:
    if load.state == ListLoad.State.DONE:
        return _did(load)
    if load.state == ListLoad.State.REFUSED:
        return "Refused, the copy that was there still counts"
    return f"{load.file_name} is being read" if load.done else f"{load.file_name} waits to be read"


def _did(load: ListLoad) -> str:
    """`712,004 numbers of 1 area code are loaded`, `204 numbers came on the list, 11 left it`"""
    if load.state != ListLoad.State.DONE:
        return ""
    if load.is_change:
        return f"{words.count(load.added, 'number')} came on the list, {load.removed:,} left it"
    is_whole = ", the whole list," if load.is_whole else ""
    return f"{words.count(load.numbers, 'number')} of {words.count(load.area_codes, 'area code')}{is_whole} are loaded"


def _kind(load: ListLoad) -> str:
    what = "Change list" if load.is_change else "Full list"
    whose = "the national registry" if load.list == NATION else lists.known().get(load.list, load.list)
    return f"{what} of {whose}"


def _brought(load: ListLoad, clock: WallClock) -> str:
    return f"brought by {load.by.name if load.by else 'somebody'} {clock.when(load.at)}"


def _accepted(load: ListLoad) -> str:
    """What a person looked at and accepted."""
    said = ["the fewer numbers"] if load.accepts_shrink else []
    said += ["the older day"] if load.accepts_older else []
    return f"{load.accepted_by.name} accepted {' and '.join(said)}." if said and load.accepted_by else ""


def _load_row(load: ListLoad, clock: WallClock) -> LoadRow:
    state, mark = _STATES[load.state]
    return LoadRow(
        pk=load.pk,
        file=load.file_name,
        list=lists.known().get(load.list, load.list),
        when=clock.brief(load.finished_at or load.at),
        did=_did(load) or load.problem,
        state=state,
        mark=mark,
    )


_STATES = {
    ListLoad.State.QUEUED: ("Waiting", "later"),
    ListLoad.State.RUNNING: ("Being read", "later"),
    ListLoad.State.DONE: ("Loaded", "now"),
    ListLoad.State.REFUSED: ("Refused", "never"),
}
