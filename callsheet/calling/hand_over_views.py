"""Handing a prepared lead to the colleague who dials."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from callsheet.accounts.models import Person
from callsheet.calling import screen
from callsheet.calling.forms import HandOverForm
from callsheet.core.errors import UnusableInput
from callsheet.leads.hand_over import hand_over as hand


@require_POST
def hand_over(request: HttpRequest, lead: int) -> HttpResponse:
    """Give the lead to a colleague, with a note, and go on to the next one to prepare."""
    lead = get_object_or_404(screen.leads_of(request.user.team), pk=lead)
    form = HandOverForm(request.POST)
    to = form.cleaned_data["to"] if form.is_valid() else None
    colleague = get_object_or_404(Person, pk=to, team=request.user.team_id)
    try:
        hand(lead, colleague, request.user, request.now, form.cleaned_data["note"])
    except UnusableInput as problem:
        messages.error(request, str(problem))
        return redirect("call_lead", lead.pk)
    messages.success(request, f"Handed to {colleague.name}.")
    return redirect("call")
