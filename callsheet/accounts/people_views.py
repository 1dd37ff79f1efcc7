"""The people of a team: everybody sees who works here; the broker adds, changes and switches off; new ones come in."""

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from callsheet.accounts import links, people
from callsheet.accounts.models import Person
from callsheet.accounts.people_forms import JoinForm, NewPersonForm, RoleForm
from callsheet.accounts.people_page import ROLES, WITH_ARTICLE, people_page
from callsheet.accounts.views import BACKEND
from callsheet.core.errors import UnusableInput
from callsheet.core.wall_clock import WallClock

SHOWN_ONCE = "join_link"
UNPROCESSABLE = 422


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def people_list(request: HttpRequest) -> HttpResponse:
    """Who works here; a POST by the broker adds somebody and shows their link once."""
    if request.method != "POST":
        return _page(request, NewPersonForm())
    form = NewPersonForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    person, token = people.add(form.new_person(), request.user, request.now)
    return _hand_over(request, person, token)


@require_POST
def role(request: HttpRequest, pk: int) -> HttpResponse:
    """Give somebody another role."""
    person, form = _person(request, pk), RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose one of the roles.")
        return redirect("people")
    try:
        if people.change_role(person, form.cleaned_data["role"], request.user, request.now):
            messages.success(request, f"{person.name}: {ROLES[form.cleaned_data['role']].lower()} from now on.")
    except UnusableInput as problem:
        messages.error(request, str(problem))
    return redirect("people")


@require_POST
def off(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody in no longer."""
    person = _person(request, pk)
    try:
        if people.switch_off(person, request.user, request.now):
            messages.success(request, f"{person.name} is switched off and signed out everywhere.")
    except UnusableInput as problem:
        messages.error(request, str(problem))
    return redirect("people")


@require_POST
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """A new link for somebody: to come in the first time, again, or with a new password."""
    person = _person(request, pk)
    return _hand_over(request, person, people.invite(person, request.user, request.now))


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """A colleague comes in by the link they were handed: a password, a caller number, and they are signed in."""
    open_link = links.the_open("join", token, request.now)
    if open_link is None:
        return _link_used(request)
    form = JoinForm(request.POST or None, initial=_known(open_link.person))
    if not form.is_valid():
        context = {"form": form, "person": open_link.person, "role": WITH_ARTICLE[open_link.person.role]}
        return render(request, "accounts/join.html", context, status=UNPROCESSABLE if form.is_bound else 200)
    person = people.join(token, form.joining(), request.now)
    if person is None:
        return _link_used(request)
    login(request, person, backend=BACKEND)
    return redirect("today")


def _known(person: Person) -> dict[str, str]:
    return {"caller_number": person.caller_number, "time_zone": person.time_zone}


def _link_used(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/link_used.html", status=410)


def _person(request: HttpRequest, pk: int) -> Person:
    return get_object_or_404(Person, pk=pk, team=request.user.team_id)


def _hand_over(request: HttpRequest, person: Person, token: str) -> HttpResponse:
    """The next page shows the link, and no other."""
    address = request.build_absolute_uri(reverse("join", args=[token]))
    request.session[SHOWN_ONCE] = {"name": person.name, "address": address}
    return redirect("people")


def _page(request: HttpRequest, form: NewPersonForm) -> HttpResponse:
    me = Person.objects.select_related("team").get(pk=request.user.pk)
    context = {
        "room": "me",
        "page": people_page(me, WallClock(request.now, ZoneInfo(me.time_zone))),
        "form": form if me.is_broker else None,
        "handed": request.session.pop(SHOWN_ONCE, None),
    }
    return render(request, "accounts/people.html", context, status=UNPROCESSABLE if form.errors else 200)
