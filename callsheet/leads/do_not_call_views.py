"""Do-not-call requests: recorded from what the owner said or wrote, or from the words that were heard in a note."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from callsheet.compliance import proposed
from callsheet.compliance.models import DoNotCallRequest, ProposedRequest
from callsheet.leads import do_not_call
from callsheet.leads.forms import RequestForm
from callsheet.owners.models import Phone


@require_POST
def request_made(request: HttpRequest, pk: int) -> HttpResponse:
    """The owner of this number asked for no more calls, by letter, e-mail or word of mouth."""
    mine = Phone.objects.filter(owner__team=request.user.team_id).select_related("owner")
    phone, form = get_object_or_404(mine, pk=pk), RequestForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(form.errors["words"]))
        return redirect("may_i_call", pk)
    words = form.cleaned_data["words"]
    made = do_not_call.record(request.user.team, phone.owner, phone.number, words, request.user, request.now)
    _say(request, made)
    return redirect("may_i_call", pk)


@require_POST
def proposed_meant(request: HttpRequest, pk: int) -> HttpResponse:
    """Yes: what was heard in a note is a do-not-call request."""
    _say(request, do_not_call.record_proposed(_heard(request, pk), request.user, request.now))
    return redirect(_back(request))


@require_POST
def proposed_not_meant(request: HttpRequest, pk: int) -> HttpResponse:
    """No: the words in the note mean something else."""
    if proposed.not_meant(_heard(request, pk), request.user, request.now):
        messages.success(request, "Kept: it was not meant as a do-not-call request.", extra_tags="quiet")
    return redirect(_back(request))


def _heard(request: HttpRequest, pk: int) -> ProposedRequest:
    mine = ProposedRequest.objects.filter(team=request.user.team_id)
    return get_object_or_404(mine.select_related("team", "owner"), pk=pk)


def _back(request: HttpRequest) -> str:
    """The page the question stood on."""
    back = request.POST.get("back", "")
    return back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else reverse("today")


def _say(request: HttpRequest, made: DoNotCallRequest) -> None:
    """Who is not called any more, and the way to the record."""
    who = made.owner.name if made.owner else made.number
    phone = made.owner.phones.order_by("rank", "pk").first() if made.owner else None
    said = f"Recorded: {who} is not called again, by anybody of your team."
    if phone is None:
        messages.success(request, said)
    else:
        href = f"{reverse('may_i_call', args=[phone.pk])}#requests"
        messages.success(request, format_html('{} <a href="{}">See the record</a>', said, href))
