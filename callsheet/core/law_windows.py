"""Days and hours: whether a moment lies inside every window of every state that claims the call, on every clock.

A schedule is one law's days and hours; a limit is that schedule on one clock. A call is allowed while all limits allow
it, so the next moment they all do is found among the hours that are left of each day, never minute by minute.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from callsheet.core.holidays import Holiday, closed_days
from callsheet.core.house_rule import HouseRule
from callsheet.core.law_case import BROKER, Case
from callsheet.core.law_decision import Check, Reason
from callsheet.core.law_house_words import predicate, quoted
from callsheet.core.law_places import Clock, Territory, zone
from callsheet.core.law_rules import Ban, Holidays, Hours, Jurisdiction, Rules, Window, in_force
from callsheet.core.law_words import both, hour, hours, joined, long_date, weekday, zone_name
from callsheet.core.words import clock as spoken

SEARCHED = timedelta(days=60)
"""How far ahead the next allowed moment is looked for."""
ONE_DAY = timedelta(days=1)
SUNDAY = 6
HOUSE_KINDS = {"DAY_POLICY": "day", "DATE_POLICY": "date", "HOURS_POLICY": "hours"}


@dataclass(frozen=True, slots=True, eq=False)
class Schedule:
    """One law's days and hours; `state` is None for the nation's. On a day that `lifted` binds nothing of it does.

    A schedule of the broker's own is all in `house`.
    """

    state: Jurisdiction | None
    hours: Hours | None
    holidays: Holidays | None = None
    lifted: Ban | None = None
    house: HouseRule | None = None

    @property
    def is_nations(self) -> bool:
        return self.state is None and self.house is None


@dataclass(frozen=True, slots=True)
class Day:
    """What a schedule says of one date of the calendar; `is_free`: nothing, it does not bind on it."""

    window: Window | None
    holiday: Holiday | None
    citation: str
    holiday_citation: str = ""
    is_free: bool = False

    def allows(self, at: time) -> bool:
        if self.is_free:
            return True
        return self.window is not None and not self.holiday and self.window.opens <= at < self.window.closes


FREE = Day(None, None, "", is_free=True)
CLOSED = Day(None, None, BROKER)
ALL_DAY = Window(time.min, time.max)


@dataclass(frozen=True, slots=True, eq=False)
class Limit:
    """Compared and hashed by identity, as schedules are; `limits_of` gives the same ones for the same question."""

    schedule: Schedule
    clock: Clock


@dataclass(frozen=True, slots=True)
class Breach:
    """A limit that does not allow the moment, with the moment on its clock and what the day says."""

    limit: Limit
    local: datetime
    day: Day

    @property
    def is_outside(self) -> bool:
        """On a day that has hours, but not in them."""
        window = self.day.window
        return window is not None and not window.opens <= self.local.time() < window.closes


Say = Callable[[Case, Breach], tuple[str, bool]]
"""Puts a breach in words: the sentence without its stop, and whether it is law."""


@lru_cache(maxsize=64)
def national(rules: Rules) -> Schedule:
    return Schedule(None, rules.federal.hours)


@lru_cache(maxsize=512)
def schedules_of(state: Jurisdiction, is_recorded: bool, is_permitted: bool) -> tuple[Schedule, ...]:
    """A state's own schedule where it has one, and its further one for recorded voices."""
    own, recorded = state.hours, state.recorded_hours if is_recorded else None
    lifted = state.hours_lifted_by_consent if is_permitted else None
    found = [Schedule(state, own, state.holidays, lifted)] if own else []
    return (*found, Schedule(state, recorded, lifted=lifted)) if recorded else tuple(found)


@lru_cache(maxsize=1 << 16)
def day_of(schedule: Schedule, on: date) -> Day:
    if schedule.house:
        return _house_day(schedule.house, on)
    held, kept = in_force(schedule.hours, (on,)), in_force(schedule.holidays, (on,))
    holiday = closed_days(kept.calendar, on.year).get(on) if kept else None
    if in_force(schedule.lifted, (on,)) or (held is None and holiday is None):
        return FREE
    if held is None:
        return Day(ALL_DAY, holiday, "", kept.citation if kept else "")
    return Day(held.week[on.weekday()], holiday, held.citation, kept.citation if kept else "")


def _house_day(rule: HouseRule, on: date) -> Day:
    if rule.kind == "date":
        return CLOSED if rule.first_day and rule.last_day and rule.first_day <= on <= rule.last_day else FREE
    if rule.weekdays and on.weekday() not in rule.weekdays:
        return FREE
    return Day(Window(rule.opens, rule.closes), None, BROKER) if rule.opens and rule.closes else CLOSED


def limits_of(case: Case) -> tuple[Limit, ...]:
    return _limits(case.territory, case.is_recorded, case.is_permitted, case.facts.caller_zone, case.rules)


@lru_cache(maxsize=4096)
def _limits(
    territory: Territory, is_recorded: bool, is_permitted: bool, caller_zone: str | None, rules: Rules
) -> tuple[Limit, ...]:
    """The nation's hours and every claiming state's, on every clock; and the clocks a state names for itself."""
    limits = [Limit(national(rules), clock) for clock in territory.clocks]
    for state in territory.states:
        clocks = (*territory.clocks, *_further_clocks(state, caller_zone))
        schedules = schedules_of(state, is_recorded, is_permitted)
        limits += [Limit(schedule, clock) for schedule in schedules for clock in clocks]
    house = [schedule for schedule in _house_schedules(rules) if _binds(schedule, territory)]
    return (*limits, *(Limit(schedule, clock) for schedule in house for clock in territory.clocks))


@lru_cache(maxsize=64)
def _house_schedules(rules: Rules) -> tuple[Schedule, ...]:
    return tuple(Schedule(None, None, house=rule) for rule in rules.house if rule.kind in HOUSE_KINDS.values())


def allowed_on(state: Jurisdiction, rules: Rules, on: date, law: Window | None) -> Window | None:
    """What is left of the law's hours on that day after the broker's own rules; None where nothing is."""
    if law is None or any(rule.kind == "closed" and rule.state == state.code for rule in rules.house):
        return None
    schedules = (each for each in _house_schedules(rules) if each.house and each.house.state in ("", state.code))
    bound = [day.window for day in (day_of(each, on) for each in schedules) if not day.is_free]
    left = [law, *(window for window in bound if window)]
    opens, closes = max(window.opens for window in left), min(window.closes for window in left)
    return Window(opens, closes) if None not in bound and opens < closes else None


def _binds(schedule: Schedule, territory: Territory) -> bool:
    assert schedule.house
    return not schedule.house.state or schedule.house.state in {state.code for state in territory.states}


def _further_clocks(state: Jurisdiction, caller_zone: str | None) -> Iterator[Clock]:
    if state.standard_zone and (standard := zone(state.standard_zone)):
        yield Clock(standard, f"{zone_name(standard)} (the clock {state.name}'s law names)", is_sure=True)
    if state.binds_callers_clock and caller_zone and (own := zone(caller_zone)):
        yield Clock(own, "the place you call from", is_sure=True)


def breaches(case: Case) -> tuple[Breach, ...]:
    """The limits that do not allow the attempt's moment; none when it is allowed or the moment is not known."""
    at = case.facts.at
    return tuple(_breaches(limits_of(case), at)) if at else ()


def _breaches(limits: Iterable[Limit], at: datetime) -> Iterator[Breach]:
    locals_: dict[ZoneInfo, datetime] = {}
    for limit in limits:
        zone = limit.clock.zone
        local = locals_.get(zone) or locals_.setdefault(zone, at.astimezone(zone))
        day = day_of(limit.schedule, local.date())
        if not day.allows(local.time()):
            yield Breach(limit, local, day)


def next_passing(limit: Limit, at: datetime) -> datetime:
    """The first moment from `at` on that this limit allows, in UTC; past the search when there is none in it."""
    return _next_passing(limit, at, at.astimezone(limit.clock.zone).date())


def _next_passing(limit: Limit, at: datetime, on: date) -> datetime:
    """The same where it is known which day it is on the limit's clock."""
    for _ in range(SEARCHED.days + 2):
        opened = _open(limit.schedule, on, limit.clock.zone)
        if opened and at < opened[1]:
            return max(at, opened[0])
        on += ONE_DAY
    return at + SEARCHED + ONE_DAY


@lru_cache(maxsize=1 << 16)
def _open(schedule: Schedule, on: date, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
    """From when until when, in UTC, a schedule allows attempts on a date of a zone's calendar; None when never."""
    day = day_of(schedule, on)
    if day.is_free:
        return _instant(on, time(), zone), _instant(on + ONE_DAY, time(), zone)
    if day.window is None or day.holiday:
        return None
    return _instant(on, day.window.opens, zone), _instant(on, day.window.closes, zone)


def all_passing(limits: tuple[Limit, ...], at: datetime) -> datetime:
    """The first moment from `at` on that all limits allow, or one past the search."""
    on = at.astimezone(UTC).date()
    for _ in range(SEARCHED.days + 2):
        for opens, closes in _left_of(limits, on):
            if at < closes:
                return max(at, opens)
        on += ONE_DAY
    return at + SEARCHED + ONE_DAY


@lru_cache(maxsize=1 << 14)
def _left_of(limits: tuple[Limit, ...], on: date) -> tuple[tuple[datetime, datetime], ...]:
    """From when until when, on a date of UTC, all limits allow attempts; in order."""
    begins = datetime.combine(on, time(), UTC)
    left, dates = [(begins, begins + ONE_DAY)], (on - ONE_DAY, on, on + ONE_DAY)  # no zone is a day from UTC
    for limit in limits:
        own = [span for each in dates if (span := _open(limit.schedule, each, limit.clock.zone))]
        pairs = [(max(first[0], second[0]), min(first[1], second[1])) for first in left for second in own]
        left = [(opens, closes) for opens, closes in pairs if opens < closes]
    return tuple(left)


@dataclass(frozen=True, slots=True)
class Closing:
    """When the present hours end, in UTC, the clock they end on, and the law that ends them."""

    at: datetime
    clock: Clock
    window: Window
    citation: str


def closing(case: Case) -> Closing | None:
    """The end of the present hours. The moment must be allowed; None when it or its place is not known."""
    at = case.facts.at
    ends = (_closing(limit, at) for limit in limits_of(case)) if at else ()
    return min((end for end in ends if end), key=lambda end: end.at, default=None)


def _closing(limit: Limit, at: datetime) -> Closing | None:
    on = at.astimezone(limit.clock.zone).date()
    day = day_of(limit.schedule, on)
    if day.window is None:
        return None
    return Closing(_instant(on, day.window.closes, limit.clock.zone), limit.clock, day.window, day.citation)


@lru_cache(maxsize=1 << 16)
def _instant(on: date, at: time, zone: ZoneInfo) -> datetime:
    """A time of day on a zone's calendar, in UTC."""
    return datetime.combine(on, at, zone).astimezone(UTC)


# ---------------------------------------------------------------- refusals, in their order


def refusals(case: Case) -> Iterator[Reason]:
    found = breaches(case)
    if not found:
        return
    state = [breach for breach in found if breach.limit.schedule.state]
    closed = [breach for breach in state if breach.day.window is None]
    kinds = (
        ("SUNDAY_STATE", [breach for breach in closed if breach.local.weekday() == SUNDAY], _closed_day),
        ("DAY_STATE", [breach for breach in closed if breach.local.weekday() != SUNDAY], _closed_day),
        ("DAY_POLICY", _of_house(found, "DAY_POLICY"), _house),
        ("HOLIDAY_STATE", [breach for breach in state if breach.day.holiday], _holiday),
        ("DATE_POLICY", _of_house(found, "DATE_POLICY"), _house),
        ("HOURS_FED", [breach for breach in found if breach.limit.schedule.is_nations], _federal_hours),
        ("HOURS_STATE", [breach for breach in state if breach.is_outside], _state_hours),
        ("HOURS_POLICY", _of_house(found, "HOURS_POLICY"), _house),
    )
    for rule, of_kind, say in kinds:
        if of_kind:
            yield _reason(case, rule, of_kind, say)


def _of_house(found: Iterable[Breach], rule: str) -> list[Breach]:
    return [each for each in found if each.limit.schedule.house and each.limit.schedule.house.kind == HOUSE_KINDS[rule]]


def _reason(case: Case, rule: str, found: list[Breach], say: Say) -> Reason:
    """One reason for all the breaches of a rule: the sentence is about the last sure one to open, others are named."""
    at = found[0].local.astimezone(UTC)
    lead = max(found, key=lambda breach: (breach.limit.clock.is_sure, _opens(breach, at))) if found[1:] else found[0]
    sentence, is_law = say(case, lead)
    others = _names(breach for breach in found if breach.limit.schedule.state is not lead.limit.schedule.state)
    because = f"{sentence}; the same goes for {others}." if others else f"{sentence}."
    citation = joined(_citation(breach, rule) for breach in (lead, *found))
    opens = all_passing(tuple(breach.limit for breach in found), at)
    is_sure = any(breach.limit.clock.is_sure for breach in found)
    return Reason(rule, because, citation, is_law and is_sure, opens if opens <= at + SEARCHED else None)


def _opens(breach: Breach, at: datetime) -> datetime:
    return _next_passing(breach.limit, at, breach.local.date())


def _names(found: Iterable[Breach]) -> str:
    names = [breach.limit.schedule.state.name for breach in found if breach.limit.schedule.state]
    return both(names) if names else ""


def _citation(breach: Breach, rule: str) -> str:
    return breach.day.holiday_citation if rule == "HOLIDAY_STATE" else breach.day.citation


def _closed_day(case: Case, breach: Breach) -> tuple[str, bool]:
    name = weekday(breach.local.date())
    return f"{_it_is(case, breach, name)}, and {_who(case, breach)} allows no sales {case.noun} on {name}s", True


def _holiday(case: Case, breach: Breach) -> tuple[str, bool]:
    holiday = breach.day.holiday
    assert holiday is not None
    today = _it_is(case, breach, holiday.name)
    if holiday.is_law:
        return f"{today}, and {_who(case, breach)} allows no sales {case.noun} on that day", True
    return f"{today}, a day kept free of {case.noun} there by policy, though its law may not ask for it", False


def _federal_hours(case: Case, breach: Breach) -> tuple[str, bool]:
    window = breach.day.window
    assert window is not None
    sentence = (
        f"{_it_is(case, breach, spoken(breach.local))}, and federal law allows {case.noun} only from {hours(window)}"
    )
    if breach.local.time() == window.closes:
        return f"{sentence}; counting {hour(window.closes)} sharp as too late is our policy", False
    return sentence, True


def _state_hours(case: Case, breach: Breach) -> tuple[str, bool]:
    window = breach.day.window
    assert window is not None
    today = f" on {weekday(breach.local.date())}s" if _is_odd(breach) else ""
    it_is = _it_is(case, breach, spoken(breach.local))
    return f"{it_is}, and {_who(case, breach)} allows {case.noun} only from {hours(window)}{today}", True


def _house(case: Case, breach: Breach) -> tuple[str, bool]:
    rule = breach.limit.schedule.house
    assert rule is not None
    day = weekday(breach.local.date()) if rule.kind == "day" else long_date(breach.local.date())
    it_is = _it_is(case, breach, spoken(breach.local) if rule.kind == "hours" else day)
    return f"{it_is}, and your broker {predicate(rule, case.rules, case.noun)}{quoted(rule.because)}", False


def _is_odd(breach: Breach) -> bool:
    """Whether the day's hours are not those of that week's Monday."""
    on = breach.local.date()
    monday = day_of(breach.limit.schedule, on - timedelta(days=on.weekday()))
    return monday.window != breach.day.window


def _it_is(case: Case, breach: Breach, what: str) -> str:
    """`It is 8:30 pm in Florida`; where the clocks differ the zone is named, where it is a guess it says so."""
    clock = breach.limit.clock
    if clock not in case.territory.clocks:
        return f"It is {what} in {clock.where}"
    times = {breach.local.astimezone(other.zone).replace(tzinfo=None) for other in case.territory.clocks}
    named = f" ({zone_name(clock.zone)})" if len(times) > 1 else ""
    return f"It is {what} in {clock.where}{named}" if clock.is_sure else f"It may be {what} for the owner{named}"


def _who(case: Case, breach: Breach) -> str:
    """The state that forbids; and why it does, when the clock is another state's."""
    state, clock = breach.limit.schedule.state, breach.limit.clock
    assert state is not None
    is_others = clock in case.territory.clocks and clock.is_sure and clock.where != state.name
    return f"{state.name}, {_claim(case, state)}," if is_others else state.name


def _claim(case: Case, state: Jurisdiction) -> str:
    for place, what in ((case.facts.property, "the home is"), (case.facts.mailing, "the owner's mail goes")):
        if place and place.state == state.code:
            return f"where {what}"
    return "where the number is from"


# ---------------------------------------------------------------- what the page of checks shows


def check(case: Case, reasons: list[Reason]) -> Check:
    sources = both(_sources(case)) if case.territory.clocks else "nothing"
    if reasons:
        return Check("Day and hour", "refuses", reasons[0].because, sources, joined(each.citation for each in reasons))
    at, end = case.facts.at, closing(case)
    if at is None or end is None:
        return Check("Day and hour", "refuses", "It is not known when or where the owner would be called", sources)
    local = at.astimezone(end.clock.zone)
    saw = f"{weekday(local.date())} {spoken(local)} in {end.clock.where}; {case.noun} {hours(end.window)}"
    return Check("Day and hour", "allows", saw, sources, end.citation)


def _sources(case: Case) -> Iterator[str]:
    if case.facts.property:
        yield "the home's address"
    if case.facts.mailing:
        yield "the mailing address"
    if case.facts.number:
        yield "the area code"
