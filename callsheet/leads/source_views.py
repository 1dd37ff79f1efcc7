"""Where files come from: whether their use is allowed, how long they count, and what their words mean."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from callsheet.core.errors import UnusableInput
from callsheet.core.words import count
from callsheet.leads.import_forms import FreshForm, ScrubForm
from callsheet.leads.question_pages import status_choices
from callsheet.leads.source_pages import source_page
from callsheet.leads.views import clock_of
from callsheet.listings.models import Source
from callsheet.owners.scrubs import scrubs


@require_safe
def source(request: HttpRequest, pk: int) -> HttpResponse:
    """The settings of one source."""
    return _page(request, _source(request, pk))


def _page(request: HttpRequest, source: Source, name: str = "", error: str = "") -> HttpResponse:
    """The settings of a source, with a name that was written and why it cannot be used."""
    answered = source.status_words.exclude(standard_status="").select_related("source", "answered_by").order_by("word")
    scrub = None
    if source.kind == Source.Kind.OWNERS:
        scrub = next((one for one in scrubs(request.user.team) if one.source == source), None)
    page = source_page(source, answered, scrub, clock_of(request))
    context = {"room": "import", "page": page, "statuses": status_choices(), "typed": name, "error": error}
    return render(request, "leads/source.html", context, status=422 if error else 200)


@require_POST
def source_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep who said, and when, that the MLS allows this use of its exports, and which MLS it is."""
    source, name = _source(request, pk), request.POST.get("name", "")
    try:
        source.confirm(request.user, request.now, name)
    except UnusableInput as problem:
        return _page(request, source, name, str(problem))
    messages.success(request, f"Kept: {source.confirmed_by.name} confirmed the use of {source.name}.")
    return redirect("imports")


@require_POST
def source_name(request: HttpRequest, pk: int) -> HttpResponse:
    """What a source is called that came without a name."""
    source, name = _source(request, pk), request.POST.get("name", "")
    try:
        source.rename(name)
    except UnusableInput as problem:
        return _page(request, source, name, str(problem))
    messages.success(request, f"Kept: it is named {source.name}.")
    return redirect("source", pk)


@require_POST
def source_fresh(request: HttpRequest, pk: int) -> HttpResponse:
    """How long a status of this MLS counts as fresh."""
    source, form = _source(request, pk), FreshForm(request.POST)
    if form.is_valid():
        source.stay_fresh(form.cleaned_data["hours"])
        messages.success(request, f"Kept: a status counts as fresh for {count(source.fresh_hours, 'hour')}.")
    else:
        messages.error(request, " ".join(form.errors["hours"]))
    return redirect("source", pk)


@require_POST
def source_scrub(request: HttpRequest, pk: int) -> HttpResponse:
    """Rely on a vendor's do-not-call column from now on, by name and date, or stop."""
    source, form = _source(request, pk, kind=Source.Kind.OWNERS), ScrubForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Say whether you rely on it.")
    elif form.cleaned_data["rely"]:
        source.rely_on_scrub(request.user, request.now)
        messages.success(request, f"Kept: {source.scrub_by.name} relies on the do-not-call column of {source.name}.")
    else:
        source.stop_relying_on_scrub()
        messages.success(request, f"Kept: the do-not-call column of {source.name} is no longer relied on.")
    return redirect("source", pk)


def _source(request: HttpRequest, pk: int, **given) -> Source:
    mine = Source.objects.filter(team=request.user.team_id, **given)
    return get_object_or_404(mine.select_related("confirmed_by", "scrub_by"), pk=pk)
