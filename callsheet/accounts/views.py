"""Coming in: the welcome of the first person, one-time links, signing in; and a person's own settings."""

from allauth.account import views as allauth
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from callsheet.accounts import links
from callsheet.accounts.forms import MeForm, WelcomeForm
from callsheet.accounts.models import Person
from callsheet.accounts.welcome import LinkUsed, welcome

BACKEND = "django.contrib.auth.backends.ModelBackend"


@login_not_required
@never_cache
@sensitive_post_parameters("password")
def welcome_page(request: HttpRequest, token: str) -> HttpResponse:
    """Ask the first person who they are; the link works once."""
    if not links.is_open("welcome", token, request.now):
        return _used(request)
    form = WelcomeForm(request.POST or None)
    if not form.is_valid():
        return render(request, "accounts/welcome.html", {"form": form}, status=422 if form.is_bound else 200)
    try:
        person = welcome(token, form.first_person(), request.now)
    except LinkUsed:
        return _used(request)
    login(request, person, backend=BACKEND)
    return redirect("imports")


@login_not_required
@never_cache
@require_safe
def sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in the person whom the link was made for; it works once, and later clicks of theirs lead to today."""
    if request.user.is_authenticated:
        return redirect("today")
    link = links.claim("sign_in", token, request.now)
    if not (link and link.person and link.person.is_active):
        return _used(request)
    login(request, link.person, backend=BACKEND)
    return redirect("today")


@login_not_required
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in by name and password; before there is anybody, say where the first link is found."""
    if not Person.objects.exists():
        return render(request, "accounts/nobody.html")
    return allauth.login(request)


def me(request: HttpRequest) -> HttpResponse:
    """A person's own settings. The heading says what is kept, the form what was typed."""
    person = Person.objects.select_related("team").get(pk=request.user.pk)
    form = MeForm(request.POST or None, instance=person)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "accounts/me.html", {"form": form, "person": request.user}, status=status)
    kept = form.cleaned_data
    person.settle(kept["brokerage"], kept["office_names"], kept["postal_address"])
    messages.success(request, "Kept.")
    return redirect("me")


def _used(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/link_used.html", status=410)
