"""The working screens: the morning, the sheet, the call screen. Who asks, which form, which verb, which page."""

from collections.abc import Sequence
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from callsheet.accounts.people import licensed_colleagues
from callsheet.calling import attempts, morning, screen, seen, sessions, sheet
from callsheet.calling.call_page import CallPage, block_words, call_page
from callsheet.calling.filters import filters
from callsheet.calling.forms import SEEN_STATUSES, DialForm, FilterForm, SeenNumberForm, SeenStatusForm
from callsheet.calling.models import CallSession
from callsheet.calling.pages import sheet_page, summary_words
from callsheet.calling.sheet import WINDOW
from callsheet.calling.today_page import empty, today_page
from callsheet.compliance import gate
from callsheet.compliance.models import Answer
from callsheet.compliance.proposed_page import heard_by
from callsheet.core.wall_clock import WallClock
from callsheet.leads.feed_banners import FeedBanner, feed_banners
from callsheet.listings.models import Source
from callsheet.owners.models import Phone


def zone_of(request: HttpRequest) -> ZoneInfo:
    """The zone the signed-in person lives by."""
    return ZoneInfo(request.user.time_zone)


@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """The morning: what may be done today."""
    page = today_page(morning.gather(request.user, request.now), request.user)
    context = {"room": "today", "page": page, "heard": heard_by(request.user), "feeds": _feeds(request)}
    return render(request, "calling/today.html", context)


@require_GET
def sheet_view(request: HttpRequest) -> HttpResponse:
    """The call sheet, filtered by town, price and age."""
    form = FilterForm(request.GET)
    form.is_valid()
    chosen = {name: form.cleaned_data.get(name, "") for name in ("town", "price", "age")}
    show_all = bool(form.cleaned_data.get("all"))
    limit = None if show_all else WINDOW
    found = sheet.build(request.user.team, request.now, person=request.user, limit=limit, **chosen)
    called = sheet.called_today(request.user.team, request.user, request.now)
    counted = None if any(chosen.values()) else morning.counted_elsewhere(found, request.user)
    block = block_words(request.user)
    page = sheet_page(found, called, zone_of(request), block, show_all=show_all, counted=counted)
    context = {
        "room": "sheet",
        "page": page,
        "filters": filters(request.user.team, chosen),
        "query": urlencode({name: value for name, value in chosen.items() if value}),
        "empty": None if page.first else _empty(request, found),
        "feeds": _feeds(request),
    }
    return render(request, "calling/sheet.html", context)


def _feeds(request: HttpRequest) -> Sequence[FeedBanner]:
    return feed_banners(request.user.team_id, WallClock(request.now, zone_of(request)))


def _empty(request: HttpRequest, found: sheet.Sheet):
    has_listings = Source.objects.filter(team=request.user.team_id, kind="mls").exists()
    return empty(found, request.now, zone_of(request), has_listings=has_listings)


@require_GET
def call(request: HttpRequest) -> HttpResponse:
    """The lead to call next, or why there is none."""
    found = sheet.build(request.user.team, request.now, person=request.user, limit=WINDOW)
    row = sheet.neighbour(found.to_call, None, 1)
    if row:
        return redirect("call_lead", row.lead.pk)
    session = screen.so_far(request.user)
    context = {"room": "call", "empty": _empty(request, found), "so_far": session, "heard": heard_by(request.user)}
    return render(request, "calling/nobody.html", context)


@require_GET
def call_lead(request: HttpRequest, lead: int) -> HttpResponse:
    """One lead on one screen. Looking at it changes nothing."""
    lead = get_object_or_404(screen.leads_of(request.user.team), pk=lead)
    refused = request.GET.get("refused", "")
    answer = None
    if refused.isdecimal():
        answer = get_object_or_404(Answer, pk=refused, team=request.user.team_id, owner=lead.owner, allowed=False)
    found = screen.gather(lead, request.user, request.now)
    page = call_page(found, request.user, request.now, script=request.GET.get("script", ""), answer=answer)
    context = {"room": "call", "page": page, "kept": _kept(page), "statuses": SEEN_STATUSES, "is_call_screen": True}
    context |= {"undoes": found.so_far.undoes, "rings_for": found.rings_for(request.now)}
    if not request.user.is_licensed:
        context["colleagues"] = licensed_colleagues(request.user)
    context["heard"] = heard_by(request.user, lead.owner)
    return render(request, "calling/call.html", context)


def _kept(page: CallPage) -> dict[str, int]:
    """What every form of the screen sends along: what was seen, the number, the lead to go on to."""
    kept = {"seen": page.attempts, "phone": page.best and page.best.phone, "next": page.next and page.next.lead}
    return {name: value for name, value in kept.items() if value is not None}


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Begin the block: the minutes of the session run from here."""
    sessions.open_session(request.user, request.now)
    return redirect("call")


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """End the block and sum it up."""
    session = CallSession.objects.filter(person=request.user, ended_at=None).first()
    if session is None:
        messages.info(request, "No block was begun, so there is nothing to sum up.")
        return redirect("today")
    sessions.end(session, request.now)
    return redirect("call_summary", session.pk)


@require_GET
def summary(request: HttpRequest, session: int) -> HttpResponse:
    """What a session came to."""
    session = get_object_or_404(CallSession, pk=session, person=request.user)
    came_to = sessions.summary(session, request.now)
    said = summary_words(came_to, session.started_at, session.ended_at or request.now, zone_of(request))
    context = {"room": "today", "said": said, "heard": heard_by(request.user)}
    return render(request, "calling/summary.html", context)


@require_POST
def dial(request: HttpRequest, lead: int) -> HttpResponse:
    """Ask the gate; when it allows, the screen comes back live, else with the refusal as it was stored."""
    lead = get_object_or_404(screen.leads_of(request.user.team), pk=lead)
    form = DialForm(request.POST)
    phone = get_object_or_404(Phone, pk=form.cleaned_data["phone"] if form.is_valid() else None, owner=lead.owner)
    sessions.open_session(request.user, request.now)
    try:
        dialed = attempts.dial(lead, phone, request.user, request.now)
    except attempts.NotToBeDialed as problem:
        messages.error(request, str(problem))
        return redirect("call_lead", lead.pk)
    if dialed.attempt:
        return redirect("call_lead", lead.pk)
    return redirect(f"{reverse('call_lead', args=[lead.pk])}?refused={dialed.answer.pk}")


@require_POST
def looked_up(request: HttpRequest, lead: int) -> HttpResponse:
    """'I looked it up in the MLS just now.'"""
    lead = get_object_or_404(screen.leads_of(request.user.team), pk=lead)
    form = SeenStatusForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Say which status the MLS shows.")
        return redirect("call_lead", lead.pk)
    said = seen.status(lead, form.cleaned_data["status"], request.user, request.now)
    messages.success(request, said)
    return redirect("call_lead", lead.pk)


@require_POST
def number_looked_up(request: HttpRequest, lead: int) -> HttpResponse:
    """One number looked up by hand on the registry's own site."""
    lead = get_object_or_404(screen.leads_of(request.user.team), pk=lead)
    form = SeenNumberForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Say what the registry shows for the number: listed, or not.")
        return redirect("call_lead", lead.pk)
    phone = get_object_or_404(Phone, pk=form.cleaned_data["phone"], owner=lead.owner)
    gate.looked_up_number(phone.number, form.cleaned_data["listed"], request.user, request.now)
    messages.success(request, f"Kept: you looked up {phone.national} on the registry today.")
    return redirect("call_lead", lead.pk)


@require_GET
def keys(request: HttpRequest) -> HttpResponse:
    """The keys of the working screens."""
    return render(request, "calling/keys.html", {"room": ""})
