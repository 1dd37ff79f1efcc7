"""What a vendor was paid, by the day, and what each contact took of it."""

from datetime import date
from decimal import Decimal

import pytest

from callsheet.core.vendor_cost import Paid, Price, cost, paid

JANUARY, TODAY = date(2026, 1, 1), date(2026, 11, 24)


def price(since: str, dollars: str) -> Price:
    return Price(date.fromisoformat(since), Decimal(dollars))


@pytest.mark.parametrize(
    ("prices", "dollars", "since"),
    [
        ([price("2026-01-01", "62")], "669.60", "2026-01-01"),
        ([price("2025-01-01", "62")], "669.60", "2026-01-01"),
        ([price("2026-11-15", "60")], "20.00", "2026-11-15"),
        ([price("2026-11-24", "90")], "3.00", "2026-11-24"),
        ([price("2026-10-01", "31"), price("2026-10-11", "62")], "101.60", "2026-10-01"),
        ([price("2026-10-11", "62"), price("2026-10-01", "31")], "101.60", "2026-10-01"),
        ([price("2026-10-01", "31"), price("2026-11-01", "0")], "31.00", "2026-10-01"),
        ([price("2020-01-01", "500"), price("2025-06-01", "0")], "0.00", "2026-01-01"),
    ],
    ids=["ten-months", "since-before", "part-of-a-month", "today", "dearer", "any-order", "canceled", "free-by-now"],
)
def test_a_price_counts_by_the_day(prices, dollars, since):
    assert paid(prices, JANUARY, TODAY) == Paid(Decimal(dollars), date.fromisoformat(since))


def test_without_a_price_in_these_days_nothing_is_known():
    assert paid([], JANUARY, TODAY) is None
    assert paid([price("2026-12-01", "50")], JANUARY, TODAY) is None


def test_a_cost_has_an_interval_that_narrows_with_the_events():
    few, many = cost(Decimal("400"), 10), cost(Decimal("16000"), 400)
    assert (few.value, many.value) == (Decimal("40.00"), Decimal("40.00"))
    assert few.low < many.low < Decimal(40) < many.high < few.high
    assert (few.low, few.high) == (Decimal("24.49"), Decimal("69.02"))


def test_under_ten_events_it_is_too_early_and_none_costs_nothing_known():
    assert cost(Decimal(400), 9).is_own is False
    assert cost(Decimal(400), 10).is_own is True
    assert cost(Decimal(400), 0) is None
