"""How an attempt ended, and what can be taken back: each key of the call screen is a POST to one of these."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from callsheet.calling import attempts, screen, sessions
from callsheet.calling.asks import Ask, answered, asks
from callsheet.calling.call_page import outcome_name
from callsheet.calling.forms import AskForm, OutcomeForm, SnoozeForm, UndoForm
from callsheet.calling.models import Attempt
from callsheet.calling.pages import at_moment, moment, owner_name
from callsheet.calling.undo import undo_snooze
from callsheet.calling.views import zone_of
from callsheet.core.errors import UnusableInput
from callsheet.core.outcomes import OUTCOMES
from callsheet.core.phone import national
from callsheet.leads.models import Appointment, Lead
from callsheet.owners.models import Phone

UNPROCESSABLE, CONFLICT = 422, 409
NOTHING_TO_UNDO = "There is nothing to take back: the lead was worked on since, or nothing was kept."


@require_POST
def outcome(request: HttpRequest, lead: int) -> HttpResponse:
    """Record how the attempt ended and go on to the next lead; an outcome that asks is asked first."""
    lead = get_object_or_404(screen.leads_of(request.user.team), pk=lead)
    ask = asks(owner_name(lead), lead.property.one_line, _own_dial(request, lead)).get(request.POST.get("outcome", ""))
    form = OutcomeForm(request.POST, now=request.now, zone=zone_of(request), missing=ask.missing if ask else "")
    if ask and not form.was_asked:
        return _ask(request, lead, ask, form)
    if not form.is_valid():
        return _ask(request, lead, ask, form) if ask else HttpResponseBadRequest("This outcome cannot be read.")
    try:
        recorded = _record(lead, form, request)
    except attempts.AlreadyRecorded as conflict:
        return _already(request, lead, conflict.attempt)
    _say(request, recorded, lead)
    if recorded.tries_next_number:
        return redirect("call_lead", lead.pk)
    return _go_on(request, form.cleaned_data["next"])


def _already(request: HttpRequest, lead: Lead, attempt: Attempt | None) -> HttpResponse:
    """What stands instead: by whom and when."""
    who = owner_name(lead)
    truth = f"{who} was worked on since this screen was made."
    if attempt:
        at = moment(attempt.outcome_at, request.now, zone_of(request))
        truth = f"“{_named(attempt)}” was kept for {who} at {at} by {attempt.person.name}, on another screen."
    context = {"room": "call", "lead": lead, "who": who, "truth": truth}
    return render(request, "calling/already.html", context, status=CONFLICT)


def _own_dial(request: HttpRequest, lead: Lead) -> str:
    """The number of the person's dial that is still open, as it is read out; empty without one."""
    dialed = attempts.open_dial(lead, request.user)
    return national(dialed.number) if dialed else ""


def _record(lead: Lead, form: OutcomeForm, request: HttpRequest) -> attempts.Recorded:
    sessions.open_session(request.user, request.now)
    given = form.cleaned_data
    outcome = given["came"] if form.called_us else given["outcome"]
    is_appointment = outcome == "appointment"
    return attempts.record(
        lead,
        outcome,
        request.user,
        request.now,
        seen=given["seen"],
        phone=Phone.objects.filter(pk=given["phone"], owner=lead.owner_id).first() if given["phone"] else None,
        note=given["note"],
        call_back_at=None if is_appointment else given["when"],
        appointment_at=given["when"] if is_appointment else None,
        appointment_place=given["where"],
        called_us=form.called_us,
        own_dial=given["own_dial"] or "no_answer",
    )


def _ask(request: HttpRequest, lead: Lead, ask: Ask, form: AskForm) -> HttpResponse:
    """The question, first without errors, then with what is wrong in the answer."""
    action = "call_snooze" if ask.value == "snooze" else "call_outcome"
    return _page(request, lead, ask, form.errors if form.was_asked else {}, reverse(action, args=[lead.pk]))


def _page(request: HttpRequest, lead: Lead, ask: Ask, errors: dict, action: str) -> HttpResponse:
    """The question as a page of its own, with what was typed; 422 once something in it is wrong."""
    context = {
        "room": "call",
        "lead": lead,
        "ask": answered(ask, request.POST, errors),
        "action": action,
        "kept": {name: request.POST.get(name, "") for name in ("seen", "phone", "next")},
        "note": request.POST.get("note", ""),
        "asks_note": "note" in request.POST,
    }
    return render(request, "calling/outcome.html", context, status=UNPROCESSABLE if errors else 200)


def _say(request: HttpRequest, recorded: attempts.Recorded, lead: Lead) -> None:
    """One quiet line after an outcome; what needs to be read before going on is said aloud.

    The tags end with the attempt that the line offers to take back.
    """
    attempt, follow_up, who = recorded.attempt, recorded.follow_up, owner_name(lead)
    if attempt.appointment:
        _say_appointment(request, attempt.appointment, "is set:", f"undo {attempt.pk}")
    elif attempt.outcome == "do_not_call":
        said = f"{who} is not called again, by anybody of your team."
        messages.success(request, said, extra_tags=f"undo quiet {attempt.pk}")
    else:
        said = f"{_named(attempt)} kept for {who}."
        if follow_up and follow_up.kind == "call":
            said = f"{said} Next try {at_moment(follow_up.due_at, request.now, zone_of(request))}."
        messages.success(request, said, extra_tags=f"undo quiet {attempt.pk}")


def _say_appointment(request: HttpRequest, appointment: Appointment, done: str, tags: str = "") -> None:
    """The appointment, with its calendar file."""
    href = reverse("appointment_ics", args=[appointment.pk])
    met = at_moment(appointment.at, request.now, zone_of(request))
    text = 'The appointment with {} {} {}. <a href="{}" download>Add it to your calendar</a>'
    messages.success(request, format_html(text, owner_name(appointment.lead), done, met, href), extra_tags=tags)


def _named(attempt) -> str:
    return outcome_name(attempt.outcome).rstrip("…") if attempt and attempt.outcome in OUTCOMES else "An outcome"


def _go_on(request: HttpRequest, next_lead: int | None) -> HttpResponse:
    """To the lead the page showed as next, if it can still be worked on, else to whoever is next now."""
    if next_lead and Lead.objects.filter(pk=next_lead, team=request.user.team_id, state=Lead.State.OPEN).exists():
        return redirect("call_lead", next_lead)
    return redirect("call")


@require_POST
def snooze(request: HttpRequest, lead: int) -> HttpResponse:
    """Put the lead aside until a moment, and go on."""
    lead = get_object_or_404(screen.leads_of(request.user.team), pk=lead)
    ask = asks(owner_name(lead), "")["snooze"]
    hour = request.user.block_starts_at
    form = SnoozeForm(request.POST, now=request.now, zone=zone_of(request), missing=ask.missing, hour=hour)
    if not form.was_asked or not form.is_valid():
        return _ask(request, lead, ask, form)
    until = form.cleaned_data["when"]
    try:
        snoozed = lead.snooze(until, request.user, request.now)
    except UnusableInput as problem:
        messages.error(request, str(problem))
        return redirect("call_lead", lead.pk)
    if form.cleaned_data["note"]:
        lead.note(form.cleaned_data["note"], request.user, request.now)
    back = at_moment(until, request.now, zone_of(request))
    said = f"{owner_name(lead)} is put aside and comes back {back}."
    messages.success(request, said, extra_tags=f"undo snooze {snoozed.pk}")
    return _go_on(request, form.cleaned_data["next"])


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take back this person's last outcome or snooze, if it is the one the page offered, and show its lead."""
    form = UndoForm(request.POST)
    if form.is_valid() and form.cleaned_data["snooze"]:
        return _undo_snooze(request, form.cleaned_data["snooze"])
    undone = (
        attempts.undo(request.user, request.now, attempt_pk=form.cleaned_data["attempt"]) if form.is_valid() else None
    )
    if undone is None:
        messages.warning(request, NOTHING_TO_UNDO)
        return redirect("call")
    lead = undone.attempt.lead
    name = outcome_name(undone.outcome).rstrip("…")
    messages.success(request, f"Taken back: {name} for {owner_name(lead)}. It stays on record as entered by mistake.")
    return redirect("call_lead", lead.pk)


def _undo_snooze(request: HttpRequest, pk: int) -> HttpResponse:
    snooze = undo_snooze(pk, request.user, request.now)
    if snooze is None:
        messages.warning(request, NOTHING_TO_UNDO)
        return redirect("call")
    messages.success(request, f"Taken back: {owner_name(snooze.lead)} is not put aside and is planned as before.")
    return redirect("call_lead", snooze.lead_id)


def _appointment(request: HttpRequest, pk: int) -> Appointment:
    mine = Appointment.objects.filter(lead__team=request.user.team_id)
    return get_object_or_404(mine.select_related("lead__property", "lead__owner", "lead__team"), pk=pk)


@require_POST
def appointment_outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of an appointment. Moved asks for the new time first."""
    appointment = _appointment(request, pk)
    came_of_it = request.POST.get("outcome", "")
    if came_of_it not in ("kept", "no_show", "moved", "canceled"):
        raise Http404("There is no such outcome of an appointment.")
    if came_of_it == "moved":
        return redirect("appointment_move", appointment.pk)
    if appointment.settle(came_of_it, request.user, request.now):
        label = Appointment.Outcome(came_of_it).label
        messages.success(request, f"{label}: the appointment with {owner_name(appointment.lead)}.")
    return redirect("call" if request.POST.get("back") == "call" else "today")


@require_http_methods(["GET", "POST"])
def appointment_move(request: HttpRequest, pk: int) -> HttpResponse:
    """The new time of an appointment that was moved."""
    appointment = _appointment(request, pk)
    lead = appointment.lead
    ask = asks(owner_name(lead), appointment.place)["appointment"]
    if request.method == "GET":
        return _page(request, lead, ask, {}, request.path)
    form = AskForm(request.POST, now=request.now, zone=zone_of(request), missing=ask.missing)
    if not form.is_valid():
        return _page(request, lead, ask, form.errors, request.path)
    moved = lead.set_appointment(form.cleaned_data["when"], form.cleaned_data["where"], request.user, request.now)
    _say_appointment(request, moved, "is moved:")
    return redirect("today")


@require_GET
def appointment_ics(request: HttpRequest, pk: int) -> HttpResponse:
    """The appointment as a calendar file."""
    appointment = _appointment(request, pk)
    response = HttpResponse(appointment.ics(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="appointment-{appointment.pk}.ics"'
    return response
