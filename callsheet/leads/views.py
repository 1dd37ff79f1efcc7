"""The list of leads, and the way from a home to its lead."""

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from callsheet.compliance.models import DoNotCallRequest
from callsheet.core.wall_clock import WallClock
from callsheet.core.words import count
from callsheet.leads import do_not_call, search
from callsheet.leads.forms import HomeForm, SearchForm
from callsheet.leads.models import Lead
from callsheet.leads.pages import leads_page
from callsheet.listings.models import Property

PAGE = 50
THEN = {"call": "call_lead", "letter": "letter"}


def clock_of(request: HttpRequest) -> WallClock:
    """The clock of the signed-in person."""
    return WallClock(request.now, ZoneInfo(request.user.time_zone))


@require_safe
def leads(request: HttpRequest) -> HttpResponse:
    """Leads by what is shown and what was typed, fifty a page; then the homes that are none, and why."""
    form = SearchForm(request.GET)
    form.is_valid()
    show, said = form.cleaned_data["show"], form.cleaned_data["q"]
    team = request.user.team
    is_withdrawn = show == "withdrawn"
    found = search.withdrawn(team, said) if is_withdrawn else search.leads(team, show, said)
    page = Paginator(found, PAGE).get_page(form.cleaned_data.get("page") or 1)
    homes = search.homes_without_lead(team, said) if show == "all" and page.paginator.num_pages == 1 else []
    ids = [one.property_id for one in page.object_list] if is_withdrawn else [home.pk for home in homes]
    shown = leads_page(
        page,
        show,
        said,
        clock_of(request),
        homes=homes,
        standings=search.standings(team, ids, request.now),
        has_any=bool(page.paginator.count) or Lead.objects.filter(team=team).exists(),
    )
    return render(request, "leads/leads.html", {"room": "leads", "page": shown})


@require_safe
def lead_of_home(request: HttpRequest, pk: int) -> HttpResponse:
    """From a home to its open lead, else to its last one, else to what is known of the home."""
    home = get_object_or_404(Property, pk=pk, team=request.user.team_id)
    form = HomeForm(request.GET)
    then = THEN.get(form.cleaned_data["then"], "lead") if form.is_valid() else "lead"
    lead = Lead.objects.filter(property=home).order_by("-state", "-expired_on", "-pk").first()
    return redirect(then, lead.pk) if lead else redirect(reverse("leads", query={"q": home.street_line}))


@require_POST
def request_mistaken(request: HttpRequest, pk: int) -> HttpResponse:
    """A do-not-call request that was never made is taken back; it stays on record."""
    entered = get_object_or_404(DoNotCallRequest, pk=pk, team=request.user.team_id)
    back = do_not_call.take_back(entered, request.user, request.now)
    again = f" {count(back, 'lead')} may be tried by phone again." if back else ""
    messages.success(request, f"Taken back: the request stays on record as entered by mistake, by you, now.{again}")
    phones = entered.owner.phones.order_by("rank", "pk") if entered.owner else None
    phone = phones and (phones.filter(number=entered.number).first() or phones.first())
    return redirect("may_i_call", phone.pk) if phone else redirect("leads")
