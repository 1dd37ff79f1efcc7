"""What a vendor costs: its monthly price by the day, and what each contact or appointment took of it.

A price counts from the day it was entered for until the next one; a part of a month costs its share of the month's
days. How many events the same money brings next time is uncertain by itself: the interval is that of a count (gamma,
Jeffreys' prior) and holds in nine cases of ten.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from callsheet.core.funnel import ENOUGH_EVENTS, HIGH, LOW
from callsheet.core.quantiles import gamma_quantile

CENT = Decimal("0.01")
JEFFREYS = 0.5


@dataclass(frozen=True, slots=True)
class Price:
    """Dollars a month from a day on."""

    since: date
    dollars: Decimal


@dataclass(frozen=True, slots=True)
class Paid:
    """What was paid from `since`, the first day with a price, to the last day asked about."""

    dollars: Decimal
    since: date


@dataclass(frozen=True, slots=True)
class Cost:
    """Dollars for one event, and the interval; with fewer than ten events it is too early to say."""

    events: int
    value: Decimal
    low: Decimal
    high: Decimal

    @property
    def is_own(self) -> bool:
        return self.events >= ENOUGH_EVENTS


def paid(prices: Iterable[Price], first: date, last: date) -> Paid | None:
    """What these prices came to from `first` to `last`, both days included; None where no price reaches into them."""
    in_order = sorted(prices, key=lambda price: price.since)
    ends = [*(after.since - timedelta(days=1) for after in in_order[1:]), last][: len(in_order)]
    spans = [(price, max(price.since, first), min(end, last)) for price, end in zip(in_order, ends, strict=True)]
    spans = [(price, begin, end) for price, begin, end in spans if begin <= end]
    if not spans:
        return None
    total = sum((share * price.dollars for price, begin, end in spans for share in _months(begin, end)), Decimal())
    return Paid(total.quantize(CENT, ROUND_HALF_UP), spans[0][1])


def cost(dollars: Decimal, events: int) -> Cost | None:
    """What one event took; None where there was none."""
    if events < 1:
        return None
    most = gamma_quantile(HIGH, events + JEFFREYS)
    least = gamma_quantile(LOW, events + JEFFREYS)
    return Cost(events, _each(dollars, events), _each(dollars, most), _each(dollars, least))


def _each(dollars: Decimal, events: float) -> Decimal:
    return (dollars / Decimal(repr(events))).quantize(CENT, ROUND_HALF_UP)


def _months(begin: date, end: date) -> Iterator[Decimal]:
    """The share of each month that lies in these days."""
    while begin <= end:
        days = monthrange(begin.year, begin.month)[1]
        month_end = begin.replace(day=days)
        yield Decimal((min(end, month_end) - begin).days + 1) / days
        begin = month_end + timedelta(days=1)
