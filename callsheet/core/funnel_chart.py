"""Where the marks of the numbers page stand: points in the units of an SVG, each with the words beside it.

A template only writes them down. The sizes are those of the viewBox each function names.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

from callsheet.core.funnel import Counts, Rate, percent

STEP_LEFT, STEP_WIDTH, STEP_PITCH = 112, 226, 29
BARS_WIDTH, BARS_TOP, BARS_FLOOR, MOST_LABELS = 470, 8, 94, 6
RATE_LEFT, RATE_WIDTH = 4, 196
SCALES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
LABEL_WIDTH = 36
LETTER_WIDTH = 8
"""A digit in the strong 11 px of the charts, with air."""


@dataclass(frozen=True, slots=True)
class Step:
    """One bar of the funnel: its name, its count, its share of the step before, and where they stand."""

    name: str
    count: str
    share: str
    y: int
    text_y: int
    width: float
    count_x: float
    share_x: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of dials; `label` stands under it, and `off` above the axis where nobody dialed."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    label: str
    said: str
    off: bool


@dataclass(frozen=True, slots=True)
class Whisker:
    """A rate on a line from 0 to `end`; `before` is where the period before stood, None when it cannot be said."""

    low: float
    value: float
    high: float
    before: float | None
    end: str


def steps(counts: Counts) -> tuple[Step, ...]:
    """The funnel in 482 x 147 from x = -12. Bars grow with the square root, so that the small ones can be seen."""
    named = (
        ("Dials", counts.dials),
        ("Contacts", counts.contacts),
        ("Leads", counts.leads),
        ("Appointments set", counts.appointments),
        ("Appointments kept", counts.kept),
    )
    most = max(count for _, count in named) or 1
    shares = ("", *(_share(*after, *before) for before, after in pairwise(named)))
    return tuple(
        _step(row, name, count, share, most)
        for row, ((name, count), share) in enumerate(zip(named, shares, strict=True))
    )


def bars(dials: Sequence[tuple[str, str, int]]) -> tuple[Bar, ...]:
    """Dials over time in 470 x 116, from left to right, of (short label, what it says, dials)."""
    most = max((count for _, _, count in dials), default=0) or 1
    pitch = BARS_WIDTH / max(len(dials), MOST_LABELS)
    every = -(-len(dials) // MOST_LABELS) or 1
    labeled = {place for place in range(0, len(dials), every) if place * pitch + LABEL_WIDTH <= BARS_WIDTH}
    return tuple(
        _bar(place * pitch, pitch, count / most, label if place in labeled else "", said)
        for place, (label, said, count) in enumerate(dials)
    )


def whisker(rate: Rate, before: Rate) -> Whisker:
    """A rate and its interval in 240 x 20, on the shortest of the usual scales that holds them."""
    known = (rate.low, rate.value, rate.high, *((before.value,) if before.is_own else ()))
    scale = next((each for each in SCALES if each >= max(known)), SCALES[-1])
    low, value, high, *earlier = (_along(share / scale) for share in known)
    return Whisker(low, value, high, earlier[0] if earlier else None, f"{scale * 100:.0f}%")


def _step(row: int, name: str, count: int, share: str, most: int) -> Step:
    y, width, said = 4 + STEP_PITCH * row, round(STEP_WIDTH * sqrt(count / most), 1), f"{count:,}"
    count_x = STEP_LEFT + width + LETTER_WIDTH
    return Step(name, said, share, y, y + 14, width, count_x, count_x + LETTER_WIDTH * (len(said) + 1))


def _share(name: str, count: int, before: str, of: int) -> str:
    """`12% of dials`; nothing where the step before is empty or smaller (an owner who called is a contact, no dial)."""
    return f"{percent(count / of)} of {before.lower()}" if of and count <= of else ""


def _bar(x: float, pitch: float, share: float, label: str, said: str) -> Bar:
    height = round((BARS_FLOOR - BARS_TOP) * share, 1)
    width = round(pitch * 0.72, 1)
    left = round(x + pitch * 0.14, 1)
    return Bar(
        x=left,
        y=round(BARS_FLOOR - height, 1),
        width=width,
        height=height,
        middle=round(left + width / 2, 1),
        label=label,
        said=said,
        off=not share,
    )


def _along(share: float) -> float:
    return round(RATE_LEFT + RATE_WIDTH * min(share, 1), 1)
