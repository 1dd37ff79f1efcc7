"""The page of numbers."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from callsheet.reports.numbers import numbers
from callsheet.reports.page import page_of
from callsheet.reports.periods import PERIODS, USUAL


def numbers_page(request: HttpRequest) -> HttpResponse:
    """The person's own funnel for a period that ends today."""
    period = PERIODS.get(request.GET.get("period", ""), USUAL)
    today = request.now.astimezone(ZoneInfo(request.user.time_zone)).date()
    both = numbers(request.user, period.first(today) - timedelta(days=period.days), today)
    return render(request, "reports/numbers.html", {"room": "numbers"} | page_of(both, period, today))
