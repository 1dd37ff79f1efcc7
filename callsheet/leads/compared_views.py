"""The listings behind one count of what changed since the file before."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from callsheet.leads.compared_pages import compared_page
from callsheet.leads.views import clock_of
from callsheet.listings.models import Import, Listing, ListingChange


@require_safe
def import_changed(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The listings of one kind, as they stand now; what is not counted is a 404."""
    import_ = get_object_or_404(Import, pk=pk, team=request.user.team_id)
    if not import_.compared or not import_.compared["counts"].get(kind):
        raise Http404("Nothing of this kind changed with this file.")
    wanted = import_.compared["listings"].get(kind, ())
    # Not by the team beside the keys: SQLite would then walk through all homes of the team.
    found = Listing.objects.filter(pk__in=wanted).select_related("property").order_by("pk")
    listings = [one for one in found if one.property.team_id == request.user.team_id]
    changes = ListingChange.objects.filter(of=import_, listing__in=wanted)
    page = compared_page(import_, kind, listings, changes, clock_of(request))
    return render(request, "leads/import_changed.html", {"room": "import", "page": page})
