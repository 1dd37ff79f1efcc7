"""Declared emergencies: anybody of the team may declare one, which refuses calls at once; licensed people lift it."""

from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from callsheet.compliance import emergencies, tables
from callsheet.compliance.emergencies_page import emergencies_page
from callsheet.compliance.models import Emergency
from callsheet.core.errors import UnusableInput
from callsheet.core.wall_clock import WallClock

UNPROCESSABLE = 422


class DeclareForm(forms.Form):
    """Where, since when, and what was declared."""

    state = forms.ChoiceField(label="State", widget=forms.Select({"class": "select"}))
    on = forms.DateField(
        label="Declared on",
        widget=forms.DateInput({"class": "input input-day", "type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Write the day, as 2026-11-20.", "invalid": "Write the day as 2026-11-20."},
    )
    words = forms.CharField(
        label="What was declared, and where you read it",
        max_length=200,
        error_messages={"required": "Write what was declared, and where you read it."},
        widget=forms.TextInput({"class": "input"}),
    )

    def __init__(self, *given, **named) -> None:
        super().__init__(*given, **named)
        self.fields["state"].choices = [(state.code, state.name) for state in emergencies.known_to()]


@require_http_methods(["GET", "HEAD", "POST"])
def declared(request: HttpRequest) -> HttpResponse:
    """What is declared; a POST declares one more."""
    form = DeclareForm(request.POST or None)
    if not form.is_valid():
        return _page(request, form)
    said = form.cleaned_data
    try:
        emergencies.declare(
            request.user.team, said["state"], words=said["words"], on=said["on"], by=request.user, now=request.now
        )
    except UnusableInput as problem:
        form.add_error("on", str(problem))
        return _page(request, form)
    name = tables.rules().states[said["state"]].name
    messages.success(request, f"Declared: nobody in {name} is called from now on, until it is lifted.")
    return redirect("emergencies")


@require_POST
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """The emergency is over."""
    row = get_object_or_404(Emergency, pk=pk, team=request.user.team_id)
    if not request.user.is_licensed:
        messages.error(request, "Nothing was changed: a licensed agent or your broker lifts an emergency.")
    elif emergencies.lift(row, request.user, request.now):
        messages.success(request, "Lifted. It stays on record below.")
    return redirect("emergencies")


def _page(request: HttpRequest, form: DeclareForm) -> HttpResponse:
    rows = Emergency.objects.filter(team=request.user.team_id).select_related("by", "lifted_by").order_by("-at", "-pk")
    clock = WallClock(request.now, ZoneInfo(request.user.time_zone))
    context = {"room": "rules", "page": emergencies_page(rows, clock), "form": form}
    return render(request, "compliance/emergencies.html", context, status=UNPROCESSABLE if form.errors else 200)
