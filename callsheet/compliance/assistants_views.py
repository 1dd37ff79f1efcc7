"""The broker's word on where assistants without a licence may dial; everybody may read it."""

from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from callsheet.compliance import assistants
from callsheet.compliance.assistants_page import assistants_page, open_states
from callsheet.compliance.models import AssistantsMayDial
from callsheet.core.wall_clock import WallClock

UNPROCESSABLE = 422


class ConfirmForm(forms.Form):
    """A state and who confirmed it."""

    state = forms.ChoiceField(
        label="State",
        error_messages={"required": "Choose the state."},
        widget=forms.Select({"class": "select"}),
    )
    because = forms.CharField(
        label="Who confirmed it, and where it is written",
        max_length=200,
        error_messages={"required": "Write who confirmed it: it is what you show when somebody asks."},
        widget=forms.TextInput({"class": "input"}),
    )

    def __init__(self, *given, **named) -> None:
        super().__init__(*given, **named)
        self.fields["state"].choices = [("", "Choose one"), *open_states()]


@require_http_methods(["GET", "HEAD", "POST"])
def assistants_may_dial(request: HttpRequest) -> HttpResponse:
    """Where assistants may dial; a POST by the broker adds a state."""
    form = ConfirmForm(request.POST or None)
    if not form.is_valid():
        return _page(request, form)
    word = assistants.confirm(form.cleaned_data["state"], form.cleaned_data["because"], request.user, request.now)
    messages.success(request, f"Kept: assistants may dial in {dict(open_states())[word.state]}.")
    return redirect("assistants")


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Assistants no longer dial in a state."""
    word = get_object_or_404(AssistantsMayDial, pk=pk, team=request.user.team_id)
    if assistants.take_back(word, request.user, request.now):
        messages.success(request, "Taken back: assistants no longer dial there.")
    return redirect("assistants")


def _page(request: HttpRequest, form: ConfirmForm) -> HttpResponse:
    words = AssistantsMayDial.objects.filter(team=request.user.team_id).select_related("by", "ended_by")
    page = assistants_page(words.order_by("-at", "-pk"), WallClock(request.now, ZoneInfo(request.user.time_zone)))
    context = {"room": "rules", "page": page, "form": form if request.user.is_broker else None}
    return render(request, "compliance/assistants.html", context, status=UNPROCESSABLE if form.is_bound else 200)
