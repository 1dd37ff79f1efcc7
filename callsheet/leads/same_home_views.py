"""/same-home/: one pair of addresses at a time, one key decides, the next one follows; what was decided, and back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from callsheet.core.errors import UnusableInput
from callsheet.core.matching import same_home
from callsheet.leads import same_home_back
from callsheet.leads.forms import AfterForm
from callsheet.leads.same_home_pages import decided_rows, review_page
from callsheet.leads.views import clock_of
from callsheet.listings.models import Listing, SameHomeQuestion
from callsheet.listings.neighbours import address_of, evidence_of, streets_around

PAGE = 20


def _questions(request: HttpRequest):
    return SameHomeQuestion.objects.filter(team=request.user.team_id).select_related("one", "other")


@require_safe
def same_homes(request: HttpRequest) -> HttpResponse:
    """The next pair that nobody has decided: the one behind `after`, else the first."""
    waiting, form = _questions(request).filter(same=None).order_by("pk"), AfterForm(request.GET)
    after = form.cleaned_data["after"] if form.is_valid() else None
    question = (after and waiting.filter(pk__gt=after).first()) or waiting.first()
    last = _questions(request).filter(answered_by=request.user).exclude(same=None).order_by("-answered_at", "-pk")
    listings, found = (), None
    if question:
        homes = Listing.objects.filter(property__in=(question.one_id, question.other_id)).select_related("source")
        listings = homes.order_by("-on_market_date", "-pk")
        found = _evidence(question)
    page = review_page(question, waiting.count(), list(listings), found, last.first(), clock_of(request))
    return render(request, "leads/same_homes.html", {"room": "import", "page": page})


def _evidence(question: SameHomeQuestion):
    """What the two addresses say by themselves, and what the facts say, as they are known today."""
    one, other = address_of(question.one), address_of(question.other)
    streets = streets_around(question.team_id, (one, other))
    return same_home(one, other, streets_in_zip=streets), evidence_of(question.one, question.other)


@require_safe
def same_homes_decided(request: HttpRequest) -> HttpResponse:
    """What was decided, the newest first, each with its way back."""
    decided = _questions(request).exclude(same=None).select_related("answered_by")
    page = Paginator(decided.order_by("-answered_at", "-pk"), PAGE).get_page(request.GET.get("page"))
    rows = decided_rows(page.object_list, clock_of(request))
    return render(request, "leads/same_homes_decided.html", {"room": "import", "page": page, "rows": rows})


@require_POST
def same_home_back_(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask again whether two addresses are the same home, where that is safe."""
    question = get_object_or_404(_questions(request), pk=pk)
    between = f"{question.one.street_line} and {question.other.street_line}"
    try:
        is_back = same_home_back.take_back(question, request.user, request.now)
    except UnusableInput as problem:
        messages.error(request, str(problem))
        return redirect("same_homes_decided")
    said = f"Asked again: {between}." if is_back else f"The question about {between} is open already."
    messages.info(request, said)
    return redirect("same_homes")
