"""The proof behind every mark: a kept answer, or what the gate would say of a number now."""

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from callsheet.compliance import gate, proof
from callsheet.compliance.forms import HomeForm, NumberLookupForm
from callsheet.compliance.models import NATION, Answer
from callsheet.compliance.pages import clearance_page
from callsheet.compliance.permission_forms import OnADay
from callsheet.compliance.permission_page import PermissionPage, permission_page
from callsheet.compliance.proposed_page import heard_by
from callsheet.compliance.tables import rules
from callsheet.core.wall_clock import WallClock
from callsheet.owners.models import Phone

UNPROCESSABLE = 422


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
    return number_page(request, phone_of(request, pk), home=home)


@require_POST
def number_looked_up(request: HttpRequest, pk: int) -> HttpResponse:
    """One number looked up by hand on a list's own site; it counts as long as a copy of that list."""
    phone, form = phone_of(request, pk), NumberLookupForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Say what the registry shows for the number: on it, or not on it.")
        return redirect("may_i_call", pk)
    said = form.cleaned_data
    gate.looked_up_number(phone.number, said["listed"], request.user, request.now, said["list"])
    shown = "is on" if said["listed"] else "is not on"
    messages.success(request, f"Kept: {phone.national} {shown} {_list_name(said['list'])}, looked up by you today.")
    return redirect(reverse("may_i_call", args=[pk], query={"home": said["home"]} if said["home"] else None))


def _list_name(code: str) -> str:
    return "the registry" if code == NATION else f"{rules().states[code].name}’s own list"


def phone_of(request: HttpRequest, pk: int) -> Phone:
    """A number of the person's own team; any other is not there."""
    mine = Phone.objects.filter(owner__team=request.user.team_id)
    return get_object_or_404(mine.select_related("owner__team", "source"), pk=pk)


def clock_of(request: HttpRequest) -> WallClock:
    return WallClock(request.now, ZoneInfo(request.user.time_zone))


def number_page(
    request: HttpRequest, phone: Phone, sent: OnADay | None = None, home: int | None = None
) -> HttpResponse:
    """The proof of a number as it stands now, with what is on file; `sent` is a form that has to be mended."""
    home = _whole(sent["home"].value()) if sent else home
    found = proof.of_phone(phone, request.user, request.now, home)
    permissions = permission_page(phone, found.home, request.user, clock_of(request), sent)
    return _page(request, found, permissions, status=UNPROCESSABLE if sent else 200)


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() else None


def _page(
    request: HttpRequest, found: proof.Proof, permissions: PermissionPage | None = None, status: int = 200
) -> HttpResponse:
    context = {"room": "sheet", "page": clearance_page(found, clock_of(request)), "permissions": permissions}
    context["heard"] = heard_by(request.user, found.owner)
    return render(request, "compliance/clearance.html", context, status=status)
