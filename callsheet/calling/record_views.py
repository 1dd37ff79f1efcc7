"""The record: on the page, as PDF and as CSV; of an owner, of a number, or of the whole brokerage."""

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from callsheet.calling import record as records
from callsheet.calling import record_csv, record_pdf
from callsheet.calling.record import Scope
from callsheet.calling.record_days import Days, five_years
from callsheet.calling.record_forms import DaysForm
from callsheet.calling.record_page import books_page, may_take, record_page
from callsheet.owners.models import Owner

UNPROCESSABLE = 422
NOT_YOURS = "The record goes out through licensed hands: ask the broker or an agent for it."


@require_safe
def record(request: HttpRequest, pk: int | None = None, number: str = "") -> HttpResponse:
    """Every attempt to one owner, or to one number."""
    form = _form(request, Days())
    page = record_page(_scope(request, form.days, pk, number), form.days, request.user, _zone(request))
    return _page(request, "calling/record.html", page, form, room="leads")


@require_safe
def books(request: HttpRequest) -> HttpResponse:
    """The whole brokerage: counts by month, and where the documents are."""
    form = _form(request, five_years(_today(request)))
    page = books_page(_scope(request, form.days), form.days, request.user, _zone(request))
    return _page(request, "calling/records.html", page, form, room="rules")


@require_safe
def pdf(request: HttpRequest, pk: int | None = None, number: str = "") -> HttpResponse:
    """The document."""
    form = _form(request, _usual(request, pk, number))
    scope = _scope(request, form.days, pk, number)
    if problem := _problem(request, form):
        return _back(request, problem, pk, number)
    made = record_pdf.Made(request.user, request.now, _zone(request))
    try:
        content = record_pdf.document(scope, form.days, made)
    except record_pdf.NoDocument as none:
        return _back(request, str(none), pk, number)
    return _download(HttpResponse(content, content_type="application/pdf"), scope, request, "pdf")


@require_safe
def csv(request: HttpRequest, pk: int | None = None, number: str = "") -> HttpResponse:
    """The table, sent as it is read."""
    form = _form(request, _usual(request, pk, number))
    scope = _scope(request, form.days, pk, number)
    if problem := _problem(request, form):
        return _back(request, problem, pk, number)
    lines = record_csv.lines(records.entries(scope), _zone(request))
    sent = StreamingHttpResponse((line.encode() for line in lines), content_type="text/csv; charset=utf-8")
    return _download(sent, scope, request, "csv")


def _scope(request: HttpRequest, days: Days, pk: int | None = None, number: str = "") -> Scope:
    """Whose record. Another team's owner is a 404, and so is a number that never had to do with this team."""
    team, zone = request.user.team, _zone(request)
    owner = get_object_or_404(Owner, pk=pk, team=team) if pk else None
    scope = Scope(team, owner, number, days.since(zone), days.until(zone))
    if number and not records.is_known(team, number):
        raise Http404("No owner of yours has this number, and none had it.")
    return scope


def _usual(request: HttpRequest, pk: int | None, number: str) -> Days:
    """The days of a document when none are asked for: of an owner or number everything, else five years."""
    return Days() if pk or number else five_years(_today(request))


def _form(request: HttpRequest, usual: Days) -> DaysForm:
    return DaysForm(request.GET, usual=usual)


def _problem(request: HttpRequest, form: DaysForm) -> str:
    """Why no document is handed out; empty when it is."""
    if not may_take(request.user):
        return NOT_YOURS
    return " ".join(said for errors in form.errors.values() for said in errors)


def _back(request: HttpRequest, problem: str, pk: int | None, number: str) -> HttpResponse:
    messages.error(request, problem)
    if pk:
        return redirect("record_of_owner", pk)
    return redirect(reverse("record_of_number", args=[number]) if number else "records")


def _page(request: HttpRequest, template: str, page: object, form: DaysForm, room: str) -> HttpResponse:
    context = {"room": room, "page": page, "typed": form.typed, "errors": form.errors}
    return render(request, template, context, status=UNPROCESSABLE if form.errors else 200)


def _download(response: HttpResponse | StreamingHttpResponse, scope: Scope, request: HttpRequest, ending: str):
    name = record_pdf.file_name(scope, request.now.astimezone(_zone(request)))
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response


def _zone(request: HttpRequest) -> ZoneInfo:
    return ZoneInfo(request.user.time_zone)


def _today(request: HttpRequest):
    return request.now.astimezone(_zone(request)).date()
