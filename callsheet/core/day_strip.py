"""The day as one strip, 8 am to 8 pm: the block, what follows it, appointments, who may be called later, now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from callsheet.core import words

WIDTH, HEIGHT = 1180, 92
LEFT, RIGHT = 10.0, 1170.0
FIRST, LAST = 8, 20
"""The hours shown; what lies outside is drawn at the nearer end."""
LETTER = 6.3
"""About the width of a letter in the chart's type, to keep labels from running into each other."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the day with its words; `look` names the drawing: block, plan or appointment."""

    starts_at: time
    ends_at: time
    text: str
    look: str = "plan"


@dataclass(frozen=True, slots=True)
class Later:
    """Somebody who may be called from that time on."""

    at: time
    text: str


@dataclass(frozen=True, slots=True)
class Box:
    """A drawn stretch. `text` is empty when it would not fit: then the title alone says it."""

    x: float
    width: float
    text: str
    look: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A moment with its label above the strip; `text` is empty when another label stands there."""

    x: float
    text: str


@dataclass(frozen=True, slots=True)
class DayStrip:
    """Ready to be drawn in a box of WIDTH x HEIGHT. `hours` are (x, words) under the strip."""

    boxes: tuple[Box, ...]
    ticks: tuple[Tick, ...]
    hours: tuple[tuple[float, str], ...]
    now: Tick | None
    title: str


def day_strip(now: datetime, spans: Sequence[Span], later: Sequence[Later]) -> DayStrip:
    """The strip at `now`, a moment in the person's zone. Spans that end before they begin are left out."""
    shown = [span for span in spans if span.ends_at > span.starts_at]
    marker = _now(now)
    taken = [(marker.x, marker.x + 6 + _width(marker.text))] if marker else []
    taken += [(_across(span.starts_at), _across(span.starts_at) + _width(span.text)) for span in _above(shown)]
    return DayStrip(
        boxes=tuple(_box(span) for span in shown),
        ticks=tuple(_ticks(sorted(later, key=lambda one: one.at), taken)),
        hours=tuple((_across(time(hour)), _hour(hour)) for hour in range(FIRST, LAST + 1)),
        now=marker,
        title=_title(now, shown, later),
    )


def _across(at: time) -> float:
    hours = min(max(at.hour + at.minute / 60, FIRST), LAST)
    return round(LEFT + (hours - FIRST) / (LAST - FIRST) * (RIGHT - LEFT), 1)


def _width(text: str) -> float:
    return len(text) * LETTER


def _above(spans: Iterable[Span]) -> Iterable[Span]:
    """Appointments carry their words above the strip, everything else inside."""
    return (span for span in spans if span.look == "appointment")


def _box(span: Span) -> Box:
    x = _across(span.starts_at)
    width = round(max(_across(span.ends_at) - x, 2.0), 1)
    fits = span.look == "appointment" or _width(span.text) + 16 <= width
    return Box(x, width, span.text if fits else "", span.look)


def _ticks(later: Iterable[Later], taken: list[tuple[float, float]]) -> Iterable[Tick]:
    """Every tick is drawn; its words only where no other label stands."""
    for one in later:
        x = _across(one.at)
        text = f"{one.text} {words.clock_short(one.at)}"
        end = x + 5 + _width(text)
        is_free = end <= RIGHT and all(end < left or x > right for left, right in taken)
        if is_free:
            taken.append((x, end))
        yield Tick(x, text if is_free else "")


def _now(now: datetime) -> Tick | None:
    if not FIRST <= now.hour < LAST:
        return None
    return Tick(_across(now.time()), f"now {words.clock_short(now.time())}")


def _hour(hour: int) -> str:
    return f"{hour % 12 or 12} {'am' if hour < 12 else 'pm'}"


def _title(now: datetime, spans: Sequence[Span], later: Sequence[Later]) -> str:
    """The day in words, for those who do not see the strip."""
    said = [f"It is {words.clock(now)}."]
    said += [f"{span.text}: {_said(span.starts_at)} to {_said(span.ends_at)}." for span in spans]
    if later:
        times = ", ".join(f"{one.text} at {_said(one.at)}" for one in sorted(later, key=lambda one: one.at))
        said.append(f"May be called later: {times}.")
    return f"The day. {' '.join(said)}"


def _said(at: time) -> str:
    return f"{words.clock_short(at)} {'am' if at.hour < 12 else 'pm'}"
