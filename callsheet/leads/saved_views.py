"""What was kept of the columns of a source's files: looked at, changed, deleted."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from callsheet.leads.column_pages import missing_words
from callsheet.leads.saved_pages import draft_of, saved_columns_page, saved_page
from callsheet.leads.views import clock_of
from callsheet.listings import saved_mappings
from callsheet.listings.models import SavedMapping, Source

UNPROCESSABLE = 422


@require_safe
def source_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """All that was kept for a source."""
    source = get_object_or_404(Source, pk=pk, team=request.user.team_id)
    saved = source.mappings.select_related("by").order_by("-saved_at", "-pk")
    page = saved_page(source, saved, clock_of(request))
    return render(request, "leads/source_columns.html", {"room": "import", "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def saved_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them; a POST keeps what was chosen, for the files to come."""
    saved = _saved(request, pk)
    said = {place: request.POST.get(f"c{place}") for place in range(len(saved.header))}
    draft = draft_of(saved, {place: field for place, field in said.items() if field is not None})
    is_refused = request.method == "POST" and bool(draft.missing)
    if request.method == "POST" and not is_refused:
        saved_mappings.change(saved, draft.labels, request.user, request.now)
        messages.success(request, f"Kept: the next such file of {saved.source.name} is read so.")
        return redirect("source_columns", saved.source_id)
    context = {
        "room": "import",
        "page": saved_columns_page(draft, saved, clock_of(request)),
        "saved": saved,
        "problem": missing_words(draft) if is_refused else "",
    }
    return render(request, "leads/saved_columns.html", context, status=UNPROCESSABLE if is_refused else 200)


@require_POST
def saved_columns_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget it: the next such file is read by the names of its columns, or asked about. What was read stays."""
    saved = SavedMapping.objects.filter(team=request.user.team_id, pk=pk).first()
    if saved is None:
        messages.info(request, "It was deleted already.")
        return redirect("imports")
    saved.delete()
    messages.success(request, "Deleted. The next such file is read by the names of its columns, or asked about.")
    return redirect("source_columns", saved.source_id)


def _saved(request: HttpRequest, pk: int) -> SavedMapping:
    mine = SavedMapping.objects.filter(team=request.user.team_id).select_related("source", "by")
    return get_object_or_404(mine, pk=pk)
