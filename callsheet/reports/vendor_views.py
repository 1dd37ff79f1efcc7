"""The scorecard of vendors: the page, its file, and the price of each."""

import csv
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from callsheet.core.errors import UnusableInput
from callsheet.core.spreadsheet import harmless
from callsheet.core.words import short_date
from callsheet.listings.models import Source
from callsheet.owners.prices import DayToCome, set_price
from callsheet.reports.vendor_forms import PriceForm
from callsheet.reports.vendors import vendors
from callsheet.reports.vendors_page import dollars, page_of, table

UNPROCESSABLE = 422


def _today(request: HttpRequest):
    return request.now.astimezone(ZoneInfo(request.user.time_zone)).date()


@require_safe
def vendor_scorecard(request: HttpRequest) -> HttpResponse:
    """What each vendor delivered, what came of it and what it cost."""
    return _page(request)


@require_safe
def vendor_scorecard_file(request: HttpRequest) -> HttpResponse:
    """The same as a file for a spreadsheet."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="vendors.csv"'
    rows = table(vendors(request.user.team, _today(request)))
    csv.writer(response).writerows([harmless(cell) for cell in row] for row in rows)
    return response


@require_POST
def source_price(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what a vendor costs from a day on."""
    source = get_object_or_404(Source, pk=pk, team=request.user.team_id, kind=Source.Kind.OWNERS)
    form = PriceForm(request.POST)
    if not form.is_valid():
        return _page(request, source, {name: " ".join(said) for name, said in form.errors.items()})
    amount, since = form.cleaned_data["dollars"], form.cleaned_data["since"]
    try:
        price = set_price(source, amount, since, request.user, request.now, _today(request))
    except UnusableInput as problem:
        return _page(request, source, {"since" if isinstance(problem, DayToCome) else "dollars": str(problem)})
    costs = f"{dollars(price.dollars_a_month)} a month since {short_date(since)}, {since.year}"
    messages.success(request, f"Kept: {source.name} costs {costs}.")
    return redirect("vendor_scorecard")


def _page(request: HttpRequest, source: Source | None = None, errors: dict[str, str] | None = None) -> HttpResponse:
    """The page; `errors` by field of the price of one source, with what was typed kept."""
    today = _today(request)
    context = {"room": "numbers", "today": today.isoformat(), "errors": errors, "wrong": source, "typed": request.POST}
    page = page_of(vendors(request.user.team, today))
    return render(request, "reports/vendors.html", context | page, status=UNPROCESSABLE if errors else 200)
