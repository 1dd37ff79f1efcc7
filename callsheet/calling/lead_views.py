"""One lead on one page, and what can be done with it there."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from callsheet.calling import screen
from callsheet.calling.forms import SnoozeForm
from callsheet.calling.lead_forms import CloseForm, NoteForm, OwnerForm, ShowForm
from callsheet.calling.lead_page import lead_page
from callsheet.compliance.proposed_page import heard_by
from callsheet.core.errors import UnusableInput
from callsheet.leads import title
from callsheet.leads.models import Lead
from callsheet.leads.views import clock_of

UNPROCESSABLE = 422
SNOOZE_UNTIL = "Give a day, such as Monday."


@require_safe
def lead(request: HttpRequest, pk: int) -> HttpResponse:
    """What happened, what is planned, who and where."""
    return _page(request, _lead(request, pk), {})


@require_POST
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what somebody wrote."""
    lead, form = _lead(request, pk), NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, lead, form.errors)
    lead.note(form.cleaned_data["note"], request.user, request.now)
    return redirect("lead", pk)


@require_POST
def snooze(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the lead aside until a moment."""
    lead, clock = _lead(request, pk), clock_of(request)
    hour = request.user.block_starts_at
    form = SnoozeForm(request.POST, now=request.now, zone=clock.zone, missing=SNOOZE_UNTIL, hour=hour)
    if not form.is_valid():
        return _page(request, lead, form.errors)
    try:
        snoozed = lead.snooze(form.cleaned_data["when"], request.user, request.now)
        said = f"Put aside: it comes back {clock.when(form.cleaned_data['when'])}."
        messages.success(request, said, extra_tags=f"undo snooze {snoozed.pk}")
    except UnusableInput as problem:
        messages.error(request, str(problem))
    return redirect("lead", pk)


@require_POST
def wake(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the lead up again before its snooze is over."""
    if _lead(request, pk).wake(request.user, request.now):
        messages.success(request, "Taken up again: a call is due now.")
    return redirect("lead", pk)


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """End the pursuit, with the reason."""
    lead, form = _lead(request, pk), CloseForm(request.POST)
    if not form.is_valid():
        return _page(request, lead, form.errors)
    if lead.close(form.cleaned_data["because"], request.user, request.now):
        messages.success(request, "Closed: nothing is planned any longer. It can be opened again here.")
    return redirect("lead", pk)


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a closed pursuit up again."""
    try:
        if _lead(request, pk).reopen(request.user, request.now):
            messages.success(request, "Open again, with its plan from the start.")
    except UnusableInput as problem:
        messages.error(request, str(problem))
    return redirect("lead", pk)


@require_POST
def owner(request: HttpRequest, pk: int) -> HttpResponse:
    """Work with another of the home's owners from now on."""
    form = OwnerForm(request.POST, team=request.user.team_id)
    if not form.is_valid():
        raise Http404("No such owner.")
    try:
        if title.choose(_lead(request, pk), form.cleaned_data["owner"], request.user, request.now):
            messages.success(request, f"From now on it is {form.cleaned_data['owner'].name} who is called here.")
    except UnusableInput as problem:
        messages.error(request, str(problem))
    return redirect("lead", pk)


def _lead(request: HttpRequest, pk: int) -> Lead:
    return get_object_or_404(screen.leads_of(request.user.team).select_related("assigned_to"), pk=pk)


def _page(request: HttpRequest, lead: Lead, errors: Mapping[str, list[str]]) -> HttpResponse:
    """The page, with what was typed and what is wrong with it when something was sent that cannot be kept."""
    form = ShowForm(request.GET)
    show = form.cleaned_data["show"] if form.is_valid() else ""
    page = lead_page(lead, request.user, clock_of(request), show)
    typed = {name: request.POST.get(name, "") for name in ("note", "when", "because")}
    context = {"room": "leads", "page": page, "typed": typed, "errors": errors}
    context["heard"] = heard_by(request.user, lead.owner)
    return render(request, "calling/lead.html", context, status=UNPROCESSABLE if errors else 200)
