"""The book of rules as pages: everybody reads them."""

from collections.abc import Mapping
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from callsheet.accounts.models import Team
from callsheet.compliance import emergencies, house
from callsheet.compliance.models import NATION
from callsheet.compliance.rule_pages import nation_page, rules_page, state_page
from callsheet.listings.models import Property


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Every state, those of our own homes first; `q` narrows by name or by what a rule says."""
    team, said = request.user.team, request.GET.get("q", "").strip()[:80]
    page = rules_page(
        house.rules_of(team),
        _homes(team),
        list(emergencies.standing(team)),
        request.now,
        _today(request),
        said,
    )
    return render(request, "compliance/rules.html", {"room": "rules", "page": page})


@require_safe
def state(request: HttpRequest, code: str) -> HttpResponse:
    """One state, or the nation."""
    team = request.user.team
    book = house.rules_of(team)
    if code == NATION:
        return _state(request, nation_page(book, request.now, _today(request)))
    known = book.states.get(code)
    if known is None:
        raise Http404(f"No state is called {code}.")
    standing = emergencies.standing(team).filter(state=code).first()
    return _state(request, state_page(known, book, _homes(team).get(code, 0), standing, request.now, _today(request)))


def _state(request: HttpRequest, page) -> HttpResponse:
    return render(request, "compliance/rules_state.html", {"room": "rules", "page": page})


def _today(request: HttpRequest) -> date:
    return request.now.astimezone(ZoneInfo(request.user.time_zone)).date()


def _homes(team: Team) -> Mapping[str, int]:
    """State -> how many of the team's homes lie there."""
    found = Property.objects.filter(team=team).exclude(state="").values_list("state").annotate(Count("pk"))
    return dict(found.order_by())
