"""Do-not-call lists in: what is loaded and what is needed; bring a list, see how far it is, accept a doubtful one."""

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from callsheet.accounts.upload_limit import limit_words, refused
from callsheet.compliance import list_needs, list_uploads, registry
from callsheet.compliance.list_forms import ListForm
from callsheet.compliance.list_pages import Standing, lists_page, load_page, load_progress
from callsheet.compliance.models import ListLoad
from callsheet.compliance.tasks import load_list_task
from callsheet.core.wall_clock import WallClock
from callsheet.owners import counted

SHOWN = 10
UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
def lists(request: HttpRequest) -> HttpResponse:
    """How every list stands; a POST by somebody licensed brings files of one."""
    if request.method != "POST":
        return _lists(request, ListForm(now=request.now))
    if not request.user.is_licensed:
        return _not_yours(request)
    form, files = ListForm(request.POST, now=request.now), request.FILES.getlist("files")
    for name in refused(request):
        form.add_error(None, f"{name} is larger than {limit_words(request)}. Zip it, or load it on the command line.")
    if not files and not refused(request):
        form.add_error(None, "Choose a file first.")
    if not form.is_valid():
        return _lists(request, form)
    load = list_uploads.receive(files, form.given, request.user, request.now)
    load_list_task.enqueue(load.pk)
    return redirect("list_load", load.pk)


@require_safe
def list_load(request: HttpRequest, pk: int) -> HttpResponse:
    """One load: how far it is, or what it did, or why it was refused."""
    page = load_page(_load(request, pk), _clock(request))
    return render(request, "compliance/list_load.html", {"room": "rules", "page": page})


@require_safe
def list_load_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The region that says how far it is; once the load is over, the whole page is asked for anew."""
    load = _load(request, pk)
    if load.state not in list_uploads.UNFINISHED:
        return HttpResponseClientRefresh()
    return render(request, "compliance/list_progress.html", {"progress": load_progress(load)})


@require_POST
def list_load_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a refused list after somebody looked."""
    load = _load(request, pk)
    if not request.user.is_licensed:
        return _not_yours(request)
    if list_uploads.accept(load, request.user):
        load_list_task.enqueue(load.pk)
    else:
        messages.error(request, "Its files are no longer here. Bring the list once more.")
    return redirect("list_load", pk)


@require_POST
def list_load_leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave the copy that stands."""
    load = _load(request, pk)
    if not request.user.is_licensed:
        return _not_yours(request)
    list_uploads.leave(load)
    messages.success(request, "Left out: the copy that was there still counts.")
    return redirect("lists")


def _load(request: HttpRequest, pk: int) -> ListLoad:
    mine = ListLoad.objects.filter(team=request.user.team_id).select_related("by", "accepted_by")
    return get_object_or_404(mine, pk=pk)


def _not_yours(request: HttpRequest) -> HttpResponse:
    messages.error(request, "Nothing was changed: a licensed agent or your broker loads lists.")
    return redirect("lists")


def _lists(request: HttpRequest, form: ListForm) -> HttpResponse:
    team = request.user.team
    where, copies = counted.of(team), registry.status()
    standing = Standing(copies, registry.gone(copies), where.numbers, list_needs.states(where))
    loads = ListLoad.objects.filter(team=team).select_related("by").order_by("-pk")[:SHOWN]
    page = lists_page(standing, loads, _clock(request))
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "compliance/lists.html", {"room": "rules", "page": page, "form": form}, status=status)


def _clock(request: HttpRequest) -> WallClock:
    return WallClock(request.now, ZoneInfo(request.user.time_zone))
