"""Forgetting an owner: first what it will erase and what it keeps, then the broker's word."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from callsheet.calling import forget
from callsheet.calling.forget_page import TONIGHT, done_words, forget_page
from callsheet.owners.models import Owner

FORBIDDEN = 403


@require_http_methods(["GET", "HEAD", "POST"])
def owner_forget(request: HttpRequest, pk: int) -> HttpResponse:
    """What is erased and what is kept; the POST of a broker does it."""
    owner = get_object_or_404(Owner, pk=pk, team=request.user.team_id)
    may = request.user.is_broker
    if request.method == "POST" and may:
        done = forget.forget(owner, request.user, request.now)
        messages.success(request, f"{done_words(done)} {TONIGHT}")
        return redirect("owner_forget", pk)
    context = {"room": "leads", "page": forget_page(forget.plan(owner)), "may": may}
    return render(request, "calling/forget.html", context, status=FORBIDDEN if request.method == "POST" else 200)
