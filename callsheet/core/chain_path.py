"""The price path over several terms: one stepped line a term, nothing where the home was off the market."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from callsheet.core import words
from callsheet.core.chain import Leg, Term
from callsheet.core.price_path import (
    AXIS,
    BOTTOM,
    LABEL,
    LEFT,
    RIGHT,
    SMALLEST_RANGE,
    TOP,
    Label,
    PriceChange,
    PricePath,
)

DAY_LABEL = 52.0
"""About the width of `Nov 2026`, and the room it needs."""


@dataclass(frozen=True, slots=True)
class _Drawn:
    """One term: its prices with the day each began, its end, and whether the day of the last cut is known."""

    steps: tuple[PriceChange, ...]
    end: date
    is_sloped: bool


@dataclass(frozen=True, slots=True)
class _Scale:
    first: date
    last: date
    high: int
    low: int

    def x(self, on: date) -> float:
        share = (on - self.first) / (self.last - self.first) if self.last > self.first else 0.0
        return round(LEFT + min(1.0, max(0.0, share)) * (RIGHT - LEFT), 1)

    def y(self, price: int) -> float:
        span = max(self.high - self.low, self.high * SMALLEST_RANGE)
        return round(TOP + (self.high - price) / span * (BOTTOM - TOP), 1)


def chain_path(leg: Leg, caption: str, today: date) -> PricePath | None:
    """The drawing of two terms or more with known prices and days, in price_path's box; None where there are fewer."""
    drawn = [one for term in leg.terms if (one := _drawn(term, today))]
    if len(drawn) < 2:
        return None
    scale = _scale(drawn)
    last = drawn[-1]
    end_x, end_y = scale.x(last.end), scale.y(last.steps[-1].price)
    ending = leg.terms[-1].main.standard_status.lower() or "ended"
    return PricePath(
        line=" ".join(_line(one, scale) for one in drawn),
        slope=" ".join(_slope(one, scale) for one in drawn if one.is_sloped),
        end_x=end_x,
        end_y=end_y,
        prices=_price_labels(drawn, scale),
        ending=Label(end_x + 9, end_y + 4, ending, is_strong=True),
        days=tuple(_day_labels(drawn, scale)),
        title=f"Price history of {words.count(len(drawn), 'term')}: {caption}",
        caption=caption,
    )


def _drawn(term: Term, today: date) -> _Drawn | None:
    """A term with its prices in order, or None without a first day or a price."""
    first, last = term.main.first_ask, term.main.last_ask
    if not term.began_known or not first or not last:
        return None
    end = term.ended or (today if term.main.is_on_market else term.began + timedelta(days=term.days))
    changes = (PriceChange(one.on, int(one.new)) for one in term.main.prices if one.new.isdigit())
    steps = [PriceChange(term.began, first), *(one for one in changes if term.began < one.on <= end)]
    is_sloped = steps[-1].price != last
    return _Drawn((*steps, PriceChange(end, last)) if is_sloped else tuple(steps), end, is_sloped)


def _scale(drawn: Sequence[_Drawn]) -> _Scale:
    prices = [step.price for one in drawn for step in one.steps]
    return _Scale(drawn[0].steps[0].on, max(one.end for one in drawn), max(prices), min(prices))


def _line(one: _Drawn, scale: _Scale) -> str:
    """Steps down and up, then level to the term's end; a cut without a day is left to the slope."""
    first, *rest = one.steps[:-1] if one.is_sloped else one.steps
    path = f"M{scale.x(first.on):g} {scale.y(first.price):g}"
    path += "".join(f" H{scale.x(step.on):g} V{scale.y(step.price):g}" for step in rest)
    return path if one.is_sloped else f"{path} H{scale.x(one.end):g}"


def _slope(one: _Drawn, scale: _Scale) -> str:
    known, last = one.steps[-2:]
    return f"M{scale.x(known.on):g} {scale.y(known.price):g} L{scale.x(last.on):g} {scale.y(last.price):g}"


def _price_labels(drawn: Sequence[_Drawn], scale: _Scale) -> tuple[Label, ...]:
    """What each term was first offered for, above its line, where there is room; the last ask of all below its own."""
    labels: list[Label] = []
    for one in drawn:
        first = one.steps[0]
        x = min(scale.x(first.on), RIGHT - LABEL + 6)
        if not labels or x >= labels[-1].x + LABEL:
            labels.append(Label(x, scale.y(first.price) - 6, words.money(first.price), is_strong=not labels))
    last = drawn[-1].steps[-1]
    x = max(LEFT, min(scale.x(last.on), RIGHT) - LABEL + 6)
    return (*labels, Label(x, scale.y(last.price) + 16, words.money(last.price), is_strong=True))


def _day_labels(drawn: Sequence[_Drawn], scale: _Scale) -> Iterable[Label]:
    """The first day of each term and the last day of all, where there is room; the year with the first and the last."""
    y, end = AXIS + 14, drawn[-1].end
    yield Label(LEFT, y, _day(drawn[0].steps[0].on))
    taken = LEFT + DAY_LABEL
    for one in drawn[1:]:
        x = scale.x(one.steps[0].on)
        if x - DAY_LABEL / 2 >= taken and x + DAY_LABEL <= RIGHT:
            yield Label(x, y, _day(one.steps[0].on), "mid")
            taken = x + DAY_LABEL / 2
    yield Label(RIGHT, y, _day(end), "mid")


def _day(on: date) -> str:
    return f"{on:%b} {on.year}"
