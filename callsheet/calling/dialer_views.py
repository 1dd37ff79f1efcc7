"""Numbers for another dialer and its results: who asks, which form, which verb, which page."""

from pathlib import Path
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from callsheet.calling import dialer_lists, dialer_results
from callsheet.calling.dialer_forms import ChoiceForm, ColumnsForm, ResultsForm, WordForm, usual
from callsheet.calling.dialer_page import came_of, list_page, lists_page, zone_choices
from callsheet.calling.dialer_results import Brought, ColumnsMissing
from callsheet.calling.filters import filters
from callsheet.calling.models import DialerList, ResultFile
from callsheet.core.errors import UnusableInput
from callsheet.core.wall_clock import WallClock
from callsheet.core.words import count
from callsheet.dialers.csv_list.results import ESSENTIALS, NAMES
from callsheet.listings.kept_files import uploads

UNPROCESSABLE, GONE = 422, 410


@require_http_methods(["GET", "HEAD", "POST"])
def lists(request: HttpRequest) -> HttpResponse:
    """Every list, and the form for the next; a POST asks the gate for each number."""
    if request.method != "POST":
        return _lists(request, usual(request.GET))
    form = ChoiceForm(request.POST)
    if not form.is_valid():
        return _lists(request, usual(request.POST), form.errors)
    try:
        made = dialer_lists.make(form.choice(), request.user, request.now)
    except UnusableInput as problem:
        return _lists(request, usual(request.POST), {"": [str(problem)]})
    return redirect("dialer_list", made.pk)


@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One list: until when it is good, what was refused, what came back."""
    return _one(request, _list(request, pk))


@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file for the other dialer, while it is good."""
    made = _list(request, pk)
    try:
        name, text = dialer_lists.file_of(made, _clock(request).zone, request.now)
    except dialer_lists.ListRanOut as problem:
        messages.error(request, str(problem))
        return _one(request, made, GONE)
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
def results(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Take the results of one list, or of any."""
    made = _list(request, pk) if pk else None
    form = ResultsForm(request.POST, request.FILES, team=request.user.team_id)
    if not form.is_valid():
        messages.error(request, " ".join(said for errors in form.errors.values() for said in errors))
        return redirect("dialer_list", pk) if pk else redirect("dialer_lists")
    given = form.cleaned_data
    zone = given["time_zone"] or request.user.time_zone
    brought = Brought(given["file"].read(), given["file"].name, zone, made)
    try:
        taken = dialer_results.receive(brought, request.user, request.now)
    except ColumnsMissing as problem:
        return redirect("dialer_result_file", problem.file.pk)
    except UnusableInput as problem:
        messages.error(request, str(problem))
        return redirect("dialer_list", pk) if pk else redirect("dialer_lists")
    return _taken(request, taken)


@require_http_methods(["GET", "HEAD", "POST"])
def result_file(request: HttpRequest, pk: int) -> HttpResponse:
    """A file that waits to hear which of its columns is which."""
    waiting = get_object_or_404(ResultFile, pk=pk, team=request.user.team_id)
    if not waiting.kept_as:
        return redirect("dialer_list", waiting.list_id) if waiting.list_id else redirect("dialer_lists")
    try:
        header, guess = dialer_results.header_of(waiting)
        form = ColumnsForm(request.POST or None, header=header)
        if form.is_valid():
            return _taken(request, dialer_results.receive_again(waiting, form.columns, request.user, request.now))
    except UnusableInput as problem:
        messages.error(request, str(problem))
        return redirect(request.path) if request.method == "POST" else redirect("dialer_lists")
    fields = [(name, words, guess.get(name, ""), name in ESSENTIALS) for name, words in NAMES.items()]
    context = {"room": "sheet", "file": waiting, "header": [name for name in header if name], "fields": fields}
    return render(request, "calling/dialer_columns.html", context)


@require_safe
def rejected(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows that could not be kept, to be mended and brought again."""
    kept = get_object_or_404(ResultFile, pk=pk, team=request.user.team_id)
    path = uploads() / Path(kept.rejected_file).name
    if not kept.rejected_file or not path.is_file():
        raise Http404("The file of the rejected rows is no longer where it was written.")
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name, content_type="text/csv")


@require_POST
def word(request: HttpRequest) -> HttpResponse:
    """What a dialer's word means, for this file and every later one."""
    form = WordForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose how such a call ended.")
        return redirect("dialer_lists")
    given = form.cleaned_data
    closed = dialer_results.explain(given["word"], given["outcome"], request.user, request.now)
    messages.success(request, f"Kept: “{given['word']}” is known from now on; {count(closed, 'dial')} recorded.")
    return redirect("dialer_lists")


def _taken(request: HttpRequest, taken: ResultFile) -> HttpResponse:
    messages.success(request, f"{taken.file_name}: {came_of(taken)}.")
    return redirect("dialer_list", taken.list_id) if taken.list_id else redirect("dialer_lists")


def _list(request: HttpRequest, pk: int) -> DialerList:
    return get_object_or_404(DialerList.objects.select_related("team", "by"), pk=pk, team=request.user.team_id)


def _clock(request: HttpRequest) -> WallClock:
    return WallClock(request.now, ZoneInfo(request.user.time_zone))


def _lists(request: HttpRequest, chosen: dict, errors=None) -> HttpResponse:
    context = {
        "room": "sheet",
        "page": lists_page(request.user.team, _clock(request)),
        "chosen": chosen,
        "filters": filters(request.user.team, chosen),
        "zones": zone_choices(request.user.time_zone),
        "errors": errors,
    }
    return render(request, "calling/dialer_lists.html", context, status=UNPROCESSABLE if errors else 200)


def _one(request: HttpRequest, made: DialerList, status: int = 200) -> HttpResponse:
    page = list_page(made, _clock(request))
    context = {"room": "sheet", "page": page, "zones": zone_choices(request.user.time_zone)}
    return render(request, "calling/dialer_list.html", context, status=status)
