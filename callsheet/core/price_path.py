"""The price path of one listing: what it was asked for, from its first day to its last, as points for a drawing.

A step is drawn where the day of a change is known. Where a file gives only the first and the last price, the cut has no
day: it is drawn as a slope and said so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from callsheet.core import words

WIDTH, HEIGHT = 304, 132
LEFT, RIGHT, TOP, BOTTOM, AXIS = 2.0, 238.0, 30.0, 75.0, 114.0
LABEL = 52.0
"""About the width of `$459,900` in the chart's type: labels closer than this would overlap."""
SMALLEST_RANGE = 0.05
"""A path that moves less than this share of its price is not blown up to the full height."""


@dataclass(frozen=True, slots=True)
class PriceChange:
    """A new list price, and the day it was first seen."""

    on: date
    price: int


@dataclass(frozen=True, slots=True)
class Term:
    """One broker's term on a home. Whole dollars; None is "not in the files". `ending`: `expired`, `canceled` ..."""

    ended_on: date
    ending: str
    listed_on: date | None = None
    first_price: int | None = None
    last_price: int | None = None
    changes: tuple[PriceChange, ...] = ()
    days: int | None = None
    office: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """A word at a place of the drawing; `place` is start, mid or end."""

    x: float
    y: float
    text: str
    place: str = "start"
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class PricePath:
    """Ready to be drawn in a box of WIDTH x HEIGHT: `line` and `slope` are SVG path data, `slope` is empty mostly."""

    line: str
    slope: str
    end_x: float
    end_y: float
    prices: tuple[Label, ...]
    ending: Label
    days: tuple[Label, ...]
    title: str
    caption: str


def price_path(term: Term) -> PricePath | None:
    """The drawing of one term, or None when no price is known."""
    steps = _steps(term)
    if not steps:
        return None
    places = [(_across(step.on, steps[0].on, term.ended_on), _down(step.price, steps)) for step in steps]
    is_sloped = _is_sloped(term, steps)
    flat = places[:-1] if is_sloped else places
    end_x, end_y = RIGHT, places[-1][1]
    return PricePath(
        line=_stepped(flat, flat[-1][0] if is_sloped else RIGHT),
        slope=f"M{flat[-1][0]:g} {flat[-1][1]:g} L{RIGHT:g} {end_y:g}" if is_sloped else "",
        end_x=end_x,
        end_y=end_y,
        prices=_price_labels(steps, places, is_sloped),
        ending=Label(RIGHT + 9, end_y + 4, term.ending, is_strong=True),
        days=_day_labels(term, steps, places),
        title=_title(term, steps),
        caption=_caption(term, steps),
    )


def changes_of(rows: Iterable[tuple[date, str | None]]) -> tuple[PriceChange, ...]:
    """Price changes from history rows (day, new value as text), oldest first; a value that is no number is left out."""
    return tuple(PriceChange(on, int(new)) for on, new in sorted(rows, key=lambda row: row[0]) if new and new.isdigit())


def _steps(term: Term) -> list[PriceChange]:
    """The prices with the day each began: the first price, every change, and the last one if no change explains it."""
    first = term.first_price or term.last_price
    if first is None:
        return []
    listed_on = term.listed_on or (term.ended_on - timedelta(days=term.days) if term.days else None)
    changes = [change for change in term.changes if change.on <= term.ended_on]
    start = min([day for day in (listed_on, *(change.on for change in changes)) if day], default=term.ended_on)
    steps = [PriceChange(start, first)]
    steps += [change for change in changes if change.price != first or len(changes) > 1]
    if term.last_price and steps[-1].price != term.last_price:
        steps.append(PriceChange(term.ended_on, term.last_price))
    return steps


def _is_sloped(term: Term, steps: list[PriceChange]) -> bool:
    """Whether the last price is known but not since when."""
    known = {change.price for change in term.changes}
    return len(steps) > 1 and steps[-1].on == term.ended_on and steps[-1].price not in known


def _across(on: date, first: date, last: date) -> float:
    share = (on - first) / (last - first) if last > first else 0.0
    return round(LEFT + share * (RIGHT - LEFT), 1)


def _down(price: int, steps: list[PriceChange]) -> float:
    """Higher prices stand higher; a path without much movement stays near its top."""
    high, low = max(step.price for step in steps), min(step.price for step in steps)
    span = max(high - low, high * SMALLEST_RANGE)
    return round(TOP + (high - price) / span * (BOTTOM - TOP), 1)


def _stepped(places: list[tuple[float, float]], until: float) -> str:
    (x, y), *rest = places
    path = f"M{x:g} {y:g}" + "".join(f" H{x:g} V{y:g}" for x, y in rest)
    return f"{path} H{until:g}" if until > places[-1][0] or not rest else path


def _price_labels(steps: list[PriceChange], places: list[tuple[float, float]], is_sloped: bool) -> tuple[Label, ...]:
    """The first and the last price in strong ink, those between where there is room; a slope has its last below."""
    said = [
        Label(min(x + (3 if place else 0), RIGHT - LABEL + 6), y - 6, words.money(step.price))
        for place, (step, (x, y)) in enumerate(zip(steps, places, strict=True))
    ]
    if len(said) == 1:
        return (_strong(said[0]),)
    first, *between, last = said
    kept = [first]
    for label in between:
        if label.x >= kept[-1].x + LABEL and label.x + LABEL <= last.x:
            kept.append(label)
    if is_sloped or (kept[-1].x + LABEL > last.x and abs(kept[-1].y - last.y) < 12):
        last = Label(last.x, last.y + 22, last.text)
    return (_strong(first), *kept[1:], _strong(last))


def _strong(label: Label) -> Label:
    return Label(label.x, label.y, label.text, label.place, is_strong=True)


def _day_labels(term: Term, steps: list[PriceChange], places: list[tuple[float, float]]) -> tuple[Label, ...]:
    """The first day, the last one, and the change nearest the middle when it has room."""
    y = AXIS + 14
    last = Label(RIGHT, y, words.short_date(term.ended_on), "mid")
    if steps[0].on == term.ended_on:
        return (last,)
    labels = [Label(LEFT, y, words.short_date(steps[0].on))]
    between = [(abs(x - 120), x, step) for step, (x, _) in zip(steps, places, strict=True) if 55 <= x <= RIGHT - 55]
    if between:
        _, x, step = min(between, key=lambda entry: entry[0])
        labels.append(Label(x, y, words.short_date(step.on), "mid"))
    return (*labels, last)


def _title(term: Term, steps: list[PriceChange]) -> str:
    """The finding in words, for those who do not see the drawing."""
    is_sloped = _is_sloped(term, steps)
    changes = [
        f"{'cut' if step.price < before.price else 'raised'} to {words.money(step.price)}"
        + (" on a day not in your files" if is_sloped and step is steps[-1] else f" on {words.short_date(step.on)}")
        for before, step in pairwise(steps)
    ]
    listed = f"listed {words.short_date(steps[0].on)}" if steps[0].on != term.ended_on else "listed"
    after = f" after {words.count(term.days, 'day')}" if term.days else ""
    told = ", ".join([f"{listed} at {words.money(steps[0].price)}", *changes])
    return f"Price history: {told}; {term.ending} {words.short_date(term.ended_on)}{after}."


def _caption(term: Term, steps: list[PriceChange]) -> str:
    """`3 cuts, $29,100 off. 256 days with Tern & Tide.`"""
    days = words.count(term.days, "day") if term.days else ""
    term_said = " ".join(filter(None, (days, f"with {term.office}" if term.office else ""))).strip()
    parts = filter(None, (_moves(term, steps), term_said))
    return " ".join(f"{part[:1].upper()}{part[1:].removesuffix('.')}." for part in parts)


def _moves(term: Term, steps: list[PriceChange]) -> str:
    off = steps[0].price - steps[-1].price
    cuts = sum(later.price < earlier.price for earlier, later in pairwise(steps))
    raises = sum(later.price > earlier.price for earlier, later in pairwise(steps))
    if not cuts and not raises:
        return "price never changed"
    if _is_sloped(term, steps) and len(steps) == 2:
        return f"{'cut' if off > 0 else 'raised'} by {words.money(abs(off))}, the days are not in your files"
    counted = [words.count(cuts, "cut") if cuts else "", words.count(raises, "raise") if raises else ""]
    change = f"{words.money(abs(off))} {'off' if off > 0 else 'on top'}" if off else "the first price again"
    return ", ".join(filter(None, (*counted, change)))
