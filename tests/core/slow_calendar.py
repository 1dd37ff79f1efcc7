"""An independent reading of the closed days: does this date bear that name? Nothing is computed ahead, no year is kept.

`tests/core/data/calendar.toml` holds the days of 2026 and 2027 as they were printed; a test compares all three.
"""

import tomllib
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

TABLE = Path(__file__).parents[2] / "callsheet" / "compliance" / "tables" / "states.toml"
STATES = tomllib.loads(TABLE.read_text(encoding="utf-8"))["states"]
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)
FULL_MOONS = (414, 403, 323, 411, 331, 418, 408, 328, 416, 405, 325, 413, 402, 322, 410, 330, 417, 407, 327)
"""The church's full moon, month and day, by the year's remainder of 19; good from 1900 to 2199."""

Bears = Callable[[date], bool]


@lru_cache(maxsize=1 << 14)
def is_closed(state: str, on: date) -> bool:
    """Whether a state allows no calls that day: on a holiday, or on the weekday beside one that falls on a weekend."""
    row = STATES.get(state, {})
    if on < row.get("holidays_from", on):
        return False
    names = (*row.get("holidays", ()), *row.get("holidays_conservative", ()))
    beside = {FRIDAY: on + timedelta(days=1), MONDAY: on - timedelta(days=1)}.get(on.weekday())
    return any(bears(name, on) or (beside is not None and is_moved(name) and bears(name, beside)) for name in names)


def bears(name: str, on: date) -> bool:
    """Whether a date is the holiday of that name; a name may be the date itself."""
    return NAMES[name](on) if name in NAMES else name == on.isoformat()


def is_moved(name: str) -> bool:
    """Whether a holiday on a weekend closes the weekday beside it as well."""
    return name in FIXED and name not in ("all_saints", "christmas_eve", "new_years_eve")


def easter(year: int) -> date:
    """The first Sunday after the full moon."""
    month, day = divmod(FULL_MOONS[year % 19], 100)
    after = date(year, month, day) + timedelta(days=1)
    while after.weekday() != SUNDAY:
        after += timedelta(days=1)
    return after


def _on(month: int, day: int) -> Bears:
    return lambda on: (on.month, on.day) == (month, day)


def _is(weekday: int, month: int, first: int) -> Bears:
    """That weekday of a month, on one of seven days from the first."""
    return lambda on: on.month == month and on.weekday() == weekday and first <= on.day <= first + 6


def _from_easter(days: int) -> Bears:
    return lambda on: on == easter(on.year) + timedelta(days=days)


def _is_utahs_monday(on: date) -> bool:
    """The Monday of June 19's week; when that is a Saturday or Sunday, the Monday after."""
    return on.month == 6 and on.weekday() == MONDAY and 15 <= on.day <= 21


def _is_election(on: date) -> bool:
    return _is(TUESDAY, 11, 2)(on)


FIXED: dict[str, Bears] = {
    "new_year": _on(1, 1),
    "battle_new_orleans": _on(1, 8),
    "lincoln": _on(2, 12),
    "ri_independence": _on(5, 4),
    "flag_day": _on(6, 14),
    "juneteenth": _on(6, 19),
    "independence": _on(7, 4),
    "pioneer": _on(7, 24),
    "all_saints": _on(11, 1),
    "veterans": _on(11, 11),
    "rosa_parks": _on(12, 1),
    "bill_of_rights": _on(12, 15),
    "christmas_eve": _on(12, 24),
    "christmas": _on(12, 25),
    "new_years_eve": _on(12, 31),
}
NAMES: dict[str, Bears] = FIXED | {
    "mlk": _is(MONDAY, 1, 15),
    "presidents": _is(MONDAY, 2, 15),
    "mardi_gras": _from_easter(-47),
    "good_friday": _from_easter(-2),
    "confederate_memorial_4th_mon": _is(MONDAY, 4, 22),
    "confederate_memorial_last_mon": _is(MONDAY, 4, 24),
    "memorial": _is(MONDAY, 5, 25),
    "jefferson_davis": _is(MONDAY, 6, 1),
    "juneteenth_monday": _is_utahs_monday,
    "victory_day": _is(MONDAY, 8, 8),
    "labor": _is(MONDAY, 9, 1),
    "columbus": _is(MONDAY, 10, 8),
    "election": _is_election,
    "election_even_years": lambda on: on.year % 2 == 0 and _is_election(on),
    "thanksgiving": _is(THURSDAY, 11, 22),
    "day_after_thanksgiving": _is(FRIDAY, 11, 23),
}
