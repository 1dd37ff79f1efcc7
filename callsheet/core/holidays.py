"""The days on which some states allow no sales calls, computed for any year from the names of their rules.

A state's list names rules (`thanksgiving`, `mardi_gras`) or, for a day proclaimed once, the day itself (`2026-07-02`).
A holiday of a fixed date that falls on a weekend is kept on its own day and on the weekday beside it: Saturday's on the
Friday before, Sunday's on the Monday after (Ala. Code 1-3-8; Utah Code 63G-1-301; elsewhere the stricter reading).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

MONDAY, TUESDAY, THURSDAY, SATURDAY, SUNDAY = 0, 1, 3, 5, 6
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Holiday:
    """One closed day. `is_law` is false where closing it is our stricter reading and not known to be enforced."""

    on: date
    name: str
    is_law: bool


@dataclass(frozen=True, slots=True)
class Calendar:
    """The holidays a state keeps: those its law lists, those we add, and whether its law moves Saturday's to Friday."""

    listed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    saturday_is_law: bool = False


@lru_cache(maxsize=1024)
def closed_days(calendar: Calendar, year: int) -> dict[date, Holiday]:
    """Every closed day of a year; where two fall together a listed one counts. Raises KeyError for an unknown rule."""
    days: dict[date, Holiday] = {}
    for holiday in _of_year(calendar, year):
        if holiday.on not in days or (holiday.is_law and not days[holiday.on].is_law):
            days[holiday.on] = holiday
    return days


def _of_year(calendar: Calendar, year: int) -> Iterator[Holiday]:
    for names, is_law in ((calendar.listed, True), (calendar.added, False)):
        for name in names:
            for own in (year, year + 1):
                yield from (day for day in _kept(name, own, is_law, calendar.saturday_is_law) if day.on.year == year)


def _kept(name: str, year: int, is_law: bool, saturday_is_law: bool) -> Iterator[Holiday]:
    """One rule's days in its own year: the day, and the day it is observed on when that is another."""
    rule = RULES.get(name) or _proclaimed(name)
    on = rule.on(year)
    if on is None:
        return
    yield Holiday(on, rule.name, is_law)
    if rule.is_moved and on.weekday() == SATURDAY:
        friday = on - ONE_DAY
        yield Holiday(friday, f"{rule.name} (observed)", is_law and saturday_is_law and friday.year == year)
    if rule.is_moved and on.weekday() == SUNDAY:
        yield Holiday(on + ONE_DAY, f"{rule.name} (observed)", is_law)


def nth(year: int, month: int, weekday: int, count: int) -> date:
    """The count-th such weekday of a month; -1 is the last."""
    if count < 0:
        after = date(year + month // 12, month % 12 + 1, 1)
        return after - timedelta(days=(after.weekday() - weekday - 1) % 7 + 1)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (count - 1))


def easter(year: int) -> date:
    """Western Easter Sunday (Meeus, Jones and Butcher's rule for the Gregorian calendar)."""
    golden, century, of_century = year % 19, year // 100, year % 100
    sun, moon = century // 4, (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - sun - moon + 15) % 30
    to_sunday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - epact - of_century % 4) % 7
    late = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@dataclass(frozen=True, slots=True)
class Rule:
    """How a holiday's day follows from the year (None: not kept that year), and whether a weekend moves it."""

    name: str
    on: Callable[[int], date | None]
    is_moved: bool = False


def _fixed(name: str, month: int, day: int, is_moved: bool = True) -> Rule:
    return Rule(name, lambda year: date(year, month, day), is_moved)


def _weekday(name: str, month: int, weekday: int, count: int) -> Rule:
    return Rule(name, lambda year: nth(year, month, weekday, count))


def _from_easter(name: str, days: int) -> Rule:
    return Rule(name, lambda year: easter(year) + timedelta(days=days))


def _proclaimed(name: str) -> Rule:
    try:
        day = date.fromisoformat(name)
    except ValueError:
        raise KeyError(
            f"There is no holiday rule {name!r}; it is neither a name in core/holidays.py nor a day."
        ) from None
    return Rule("a proclaimed holiday", lambda year: day if day.year == year else None)


def _election(year: int) -> date:
    return nth(year, 11, MONDAY, 1) + ONE_DAY


def _juneteenth_monday(year: int) -> date | None:
    """Utah keeps June 19 on the Monday before it, or after it when it falls on a weekend (Utah Code 63G-1-301)."""
    on = date(year, 6, 19)
    if on.weekday() in (SATURDAY, SUNDAY):
        return on + timedelta(days=7 - on.weekday())
    return on - timedelta(days=on.weekday())


# All Saints', Christmas Eve and New Year's Eve are closed by policy on their own day only: no law moves them.
RULES: dict[str, Rule] = {
    "new_year": _fixed("New Year's Day", 1, 1),
    "battle_new_orleans": _fixed("Battle of New Orleans Day", 1, 8),
    "mlk": _weekday("Martin Luther King Jr. Day", 1, MONDAY, 3),
    "lincoln": _fixed("Lincoln's Birthday", 2, 12),
    "presidents": _weekday("Presidents' Day", 2, MONDAY, 3),
    "mardi_gras": _from_easter("Mardi Gras", -47),
    "good_friday": _from_easter("Good Friday", -2),
    "confederate_memorial_4th_mon": _weekday("Confederate Memorial Day", 4, MONDAY, 4),
    "confederate_memorial_last_mon": _weekday("Confederate Memorial Day", 4, MONDAY, -1),
    "ri_independence": _fixed("Rhode Island Independence Day", 5, 4),
    "memorial": _weekday("Memorial Day", 5, MONDAY, -1),
    "jefferson_davis": _weekday("Jefferson Davis' Birthday", 6, MONDAY, 1),
    "flag_day": _fixed("Flag Day", 6, 14),
    "juneteenth": _fixed("Juneteenth", 6, 19),
    "juneteenth_monday": Rule("Juneteenth (Monday)", _juneteenth_monday),
    "independence": _fixed("Independence Day", 7, 4),
    "pioneer": _fixed("Pioneer Day", 7, 24),
    "victory_day": _weekday("Victory Day", 8, MONDAY, 2),
    "labor": _weekday("Labor Day", 9, MONDAY, 1),
    "columbus": _weekday("Columbus Day", 10, MONDAY, 2),
    "all_saints": _fixed("All Saints' Day", 11, 1, is_moved=False),
    "election": Rule("Election Day", _election),
    "election_even_years": Rule("Election Day", lambda year: None if year % 2 else _election(year)),
    "veterans": _fixed("Veterans Day", 11, 11),
    "thanksgiving": _weekday("Thanksgiving Day", 11, THURSDAY, 4),
    "day_after_thanksgiving": Rule("the day after Thanksgiving", lambda year: nth(year, 11, THURSDAY, 4) + ONE_DAY),
    "rosa_parks": _fixed("Rosa L. Parks Day", 12, 1),
    "bill_of_rights": _fixed("Bill of Rights Day", 12, 15),
    "christmas_eve": _fixed("Christmas Eve", 12, 24, is_moved=False),
    "christmas": _fixed("Christmas Day", 12, 25),
    "new_years_eve": _fixed("New Year's Eve", 12, 31, is_moved=False),
}


def check_names(names: Sequence[str]) -> None:
    """Raise KeyError for a name that is neither a rule nor a day: a table with one must not load."""
    for name in names:
        if name not in RULES:
            _proclaimed(name)
