"""When owners answer: contacts in 100 dials by weekday and hour, as cells of a drawing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from callsheet.core.funnel import percent

LEFT, TOP, PITCH_X, PITCH_Y, WIDTH, TEXT_DOWN = 41, 21, 44, 30, 42, 18
ENOUGH_DIALS = 15
FIRST_HOUR, LAST_HOUR = 8, 19
HEATS = 5
DARK_FROM = 3
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Cell:
    """One weekday and hour: contacts in 100 dials, and how dark; `heat` is None with too few dials."""

    x: int
    y: int
    text_x: int
    text_y: int
    said: str
    heat: int | None
    ink: str


@dataclass(frozen=True, slots=True)
class Hours:
    """The drawing: heads of the columns and of the rows with where they stand, the cells, and what to read from it."""

    columns: tuple[tuple[int, str], ...]
    rows: tuple[tuple[int, str], ...]
    cells: tuple[Cell, ...]
    width: int
    height: int
    said: str


def hours(seen: Mapping[tuple[int, int], tuple[int, int]]) -> Hours:
    """Of (weekday 0-6, hour) -> (contacts, dials) in the agent's own time; Sunday only when dialed."""
    dialed = [hour for _, hour in seen]
    span = range(min(FIRST_HOUR, *dialed, FIRST_HOUR), 1 + max(LAST_HOUR, *dialed, LAST_HOUR))
    days = [day for day in range(7) if day < 6 or any(weekday == day for weekday, _ in seen)]
    rates = {cell: contacts / dials for cell, (contacts, dials) in seen.items() if dials >= ENOUGH_DIALS}
    return Hours(
        columns=tuple((LEFT + PITCH_X * place + WIDTH // 2, clock_hour(hour)) for place, hour in enumerate(span)),
        rows=tuple((TOP + PITCH_Y * place + TEXT_DOWN, WEEKDAYS[day]) for place, day in enumerate(days)),
        cells=tuple(_cells(days, span, rates)),
        width=LEFT + PITCH_X * len(span),
        height=TOP + PITCH_Y * len(days) + 3,
        said=_said(rates),
    )


def _cells(days: list[int], span: range, rates: Mapping[tuple[int, int], float]) -> Iterable[Cell]:
    best = max(rates.values(), default=0) or 1
    for row, day in enumerate(days):
        for column, hour in enumerate(span):
            rate = rates.get((day, hour))
            heat = None if rate is None else min(HEATS - 1, int(HEATS * rate / best))
            said = "" if rate is None else f"{round(rate * 100)}"
            ink = "on-dark" if heat is not None and heat >= DARK_FROM else "on-light"
            x, y = LEFT + PITCH_X * column, TOP + PITCH_Y * row
            yield Cell(x, y, x + WIDTH // 2, y + TEXT_DOWN, said, heat, ink)


def clock_hour(hour: int) -> str:
    """`8 am`, `12 pm`."""
    return f"{hour % 12 or 12} {'am' if hour < 12 else 'pm'}"


def _said(rates: Mapping[tuple[int, int], float]) -> str:
    """What to read from it. The best hour is not named: of many small counts the highest is mostly luck."""
    empty = f"fewer than {ENOUGH_DIALS} dials, too early to say"
    if not rates:
        return f"Every hour has {empty}."
    low, high = (percent(edge(rates.values())) for edge in (min, max))
    return f"Answers in 100 dials, from {low} to {high}. Empty: {empty}."
