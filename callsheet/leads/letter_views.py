"""Letters to print and doors to knock at: the lists, the pages for the printer, and what was done."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from callsheet.core.words import count
from callsheet.leads import letters as by_hand
from callsheet.leads.forms import DoneForm
from callsheet.leads.letter_pages import KINDS, by_hand_page
from callsheet.leads.letter_text import letter as letter_to
from callsheet.leads.models import Lead
from callsheet.leads.views import clock_of

ROOMS = {"letter": "letters", "door": "doors"}


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """The letters that are due, by town, and those to come."""
    return _list(request, "letter", by_hand.letters(request.user.team, request.now))


@require_safe
def doors(request: HttpRequest) -> HttpResponse:
    """The doors that are due, by town and street, so that the list can be walked."""
    return _list(request, "door", by_hand.doors(request.user.team, request.now))


def _list(request: HttpRequest, kind: str, found: by_hand.Round) -> HttpResponse:
    page = by_hand_page(kind, found, clock_of(request))
    return render(request, f"leads/{ROOMS[kind]}.html", {"room": "today", "page": page})


@require_safe
def letters_to_print(request: HttpRequest) -> HttpResponse:
    """Every letter that is due and may go out, one a page; the rest comes up as these are sent."""
    found = by_hand.letters(request.user.team, request.now)
    ready = [row for row in found.due if not row.waits]
    return _print(request, ready, left=found.due_count - len(found.due))


@require_safe
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter, or why this lead gets none."""
    leads = Lead.objects.filter(team=request.user.team_id).select_related("property", "owner", "listing", "team")
    lead = get_object_or_404(leads, pk=pk)
    context = {"room": "leads", "lead": lead, "why_not": by_hand.why_not(lead, request.now)}
    if context["why_not"]:
        return render(request, "leads/no_letter.html", context)
    return _print(request, [by_hand.letter_of(lead)], of=lead)


def _print(request: HttpRequest, rows: list[by_hand.ByHand], left: int = 0, of: Lead | None = None) -> HttpResponse:
    today = clock_of(request).today
    pages = [letter_to(row.lead, (row.name, *row.lines), request.user, today) for row in rows]
    context = {"room": "leads" if of else "today", "pages": pages, "count": count(len(pages), "letter"), "of": of}
    return render(request, "leads/letter.html", {**context, "left": left})


@require_POST
def done(request: HttpRequest, kind: str) -> HttpResponse:
    """Letters that went out, or doors that were knocked at: each counts as a touch and plans the next one."""
    form = DoneForm(request.POST)
    mine = Lead.objects.filter(team=request.user.team_id, pk__in=form.leads())
    kept = [lead for lead in mine if by_hand.done(lead, kind, request.user, request.now)]
    said = KINDS[kind]
    if form.leads():
        messages.success(request, f"Kept as {said.done}: {count(len(mine), said.one, said.many)}.{_next(kept)}")
    else:
        messages.error(request, f"Tick the {said.many} that you have {said.done} first.")
    return redirect(ROOMS[kind])


def _next(kept: list[Lead]) -> str:
    return f" {count(len(kept), 'next touch', 'next touches')} planned." if kept else ""
