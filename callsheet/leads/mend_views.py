"""Rejected rows mended in the browser, twenty at a time."""

import re

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from callsheet.core.errors import UnusableInput
from callsheet.core.words import count
from callsheet.leads import mending
from callsheet.leads.mend_pages import mend_page
from callsheet.leads.mending import Mended
from callsheet.listings.models import Import

_CELL = re.compile(r"r(\d{1,18})-(\d{1,4})")


@require_http_methods(["GET", "HEAD", "POST"])
def import_mend(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows that were rejected; a POST reads again those that were written anew, and leaves others out."""
    mine = Import.objects.filter(team=request.user.team_id, state=Import.State.DONE).select_related("source", "team")
    import_ = get_object_or_404(mine, pk=pk)
    try:
        rejects = mending.rejects_of(import_)
        if request.method == "POST":
            done = mending.mend(
                import_, _said(request, len(rejects.names)), _left_out(request), request.user, request.now
            )
            messages.success(request, _told(done))
            return redirect("import_mend", pk)
        page = mend_page(import_, mending.to_mend(import_, rejects, _after(request)), rejects)
    except UnusableInput as problem:
        messages.error(request, str(problem))
        return redirect("import", pk)
    return render(request, "leads/mend.html", {"room": "import", "page": page})


def _after(request: HttpRequest) -> int:
    after = request.GET.get("after", "")
    return int(after) if after.isdecimal() and len(after) < 19 else 0


def _said(request: HttpRequest, columns: int) -> dict[int, dict[int, str]]:
    """Row -> column -> what was written there."""
    said: dict[int, dict[int, str]] = {}
    for name, text in request.POST.items():
        found = _CELL.fullmatch(name)
        if found and int(found[2]) < columns:
            said.setdefault(int(found[1]), {})[int(found[2])] = text
    return said


def _left_out(request: HttpRequest) -> set[int]:
    return {int(pk) for pk in request.POST.getlist("leave") if pk.isdecimal() and len(pk) < 19}


def _told(done: Mended) -> str:
    """`3 rows are in. 1 is still to be mended, with what to write. 1 was left out.`"""
    parts = [f"{count(done.read, 'row is', 'rows are')} in."] if done.read else []
    parts += [f"{done.still:,} still to be mended: see what to write."] if done.still else []
    parts += [f"{count(done.left_out, 'row was', 'rows were')} left out."] if done.left_out else []
    return " ".join(parts) or "Nothing was written anew, so nothing was read."
