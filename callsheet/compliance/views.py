"""The proof behind every mark: a kept answer, or what the gate would say of a number now."""

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from callsheet.compliance import gate, proof
from callsheet.compliance.forms import HomeForm, NumberLookupForm
from callsheet.compliance.models import Answer
from callsheet.compliance.pages import clearance_page
from callsheet.core.wall_clock import WallClock
from callsheet.owners.models import Phone


@require_safe
def clearance(request: HttpRequest, pk: int) -> HttpResponse:
    """A kept answer, as it was said."""
    answers = Answer.objects.filter(team=request.user.team_id).select_related("by", "owner")
    answer = get_object_or_404(answers, pk=pk)
    return _page(request, proof.of_answer(answer, request.user, request.now))


@require_safe
def may_i_call(request: HttpRequest, pk: int) -> HttpResponse:
    """What the gate would say of this number now. Looking stores nothing."""
    form = HomeForm(request.GET)
    home = form.cleaned_data["home"] if form.is_valid() else None
    return _page(request, proof.of_phone(_phone(request, pk), request.user, request.now, home))


@require_POST
def number_looked_up(request: HttpRequest, pk: int) -> HttpResponse:
    """One number looked up by hand on the registry's own site; it counts for 31 days."""
    phone, form = _phone(request, pk), NumberLookupForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Say what the registry shows for the number: on it, or not on it.")
        return redirect("may_i_call", pk)
    gate.looked_up_number(phone.number, form.cleaned_data["listed"], request.user, request.now)
    shown = "is on" if form.cleaned_data["listed"] else "is not on"
    messages.success(request, f"Kept: {phone.national} {shown} the registry, looked up by you today.")
    home = form.cleaned_data["home"]
    return redirect(f"{reverse('may_i_call', args=[pk])}{f'?home={home}' if home else ''}")


def _phone(request: HttpRequest, pk: int) -> Phone:
    mine = Phone.objects.filter(owner__team=request.user.team_id)
    return get_object_or_404(mine.select_related("owner", "source"), pk=pk)


def _page(request: HttpRequest, found: proof.Proof) -> HttpResponse:
    clock = WallClock(request.now, ZoneInfo(request.user.time_zone))
    page = clearance_page(found, clock)
    return render(request, "compliance/clearance.html", {"room": "sheet", "page": page})
