"""Permissions, relationships and look-ups, written down from the proof of a number."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from callsheet.compliance import evidence_files, gate, permissions
from callsheet.compliance.models import Evidenced, ReassignedLookup
from callsheet.compliance.permission_forms import (
    ConsentForm,
    EndForm,
    OnADay,
    PermissionForm,
    ReassignedForm,
    RelationshipForm,
)
from callsheet.compliance.views import clock_of, number_page, phone_of
from callsheet.core.law_words import long_date
from callsheet.owners.models import Phone


@require_POST
def consent_recorded(request: HttpRequest, pk: int) -> HttpResponse:
    """The owner of this number permits to be contacted."""
    phone, form = phone_of(request, pk), _form(ConsentForm, request)
    if not form.is_valid():
        return number_page(request, phone, form)
    said = form.cleaned_data
    number = phone.number if form.is_bound_to_number else ""
    row = permissions.consent(request.user.team, phone.owner, said["kind"], number=number, **_given(request, form))
    return _recorded(request, phone, row, said["home"])


@require_POST
def relationship_recorded(request: HttpRequest, pk: int) -> HttpResponse:
    """The owner of this number bought, sold, listed or asked with us."""
    phone, form = phone_of(request, pk), _form(RelationshipForm, request)
    if not form.is_valid():
        return number_page(request, phone, form)
    said = form.cleaned_data
    row = permissions.relationship(request.user.team, phone.owner, said["kind"], **_given(request, form))
    return _recorded(request, phone, row, said["home"])


@require_POST
def reassigned_looked_up(request: HttpRequest, pk: int) -> HttpResponse:
    """What the Reassigned Numbers Database said of this number."""
    phone, form = phone_of(request, pk), _form(ReassignedForm, request)
    if not form.is_valid():
        return number_page(request, phone, form)
    said = form.cleaned_data
    gate.reassigned_looked_up(phone.number, said["said"], request.user, request.now, said["on"])
    shown = ReassignedLookup.Said(said["said"]).label
    messages.success(request, f"Kept: the database said of {phone.national}: {shown}, asked {long_date(said['on'])}.")
    return redirect(_proof(phone, said["home"]))


@require_POST
def ended(request: HttpRequest, pk: int, model: type[Evidenced]) -> HttpResponse:
    """It has ended, or never was; it stays on record."""
    row, form = _row(request, pk, model), EndForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(form.errors.get("because", ["Choose it once more."])))
    elif permissions.end(row, form.cleaned_data["because"], request.user, request.now):
        messages.success(request, f"Kept: it counts no more. It stays on record, ended by {request.user.name}, now.")
    return redirect(_proof_of(row, form.cleaned_data.get("phone")))


@require_safe
def evidence(request: HttpRequest, pk: int, model: type[Evidenced]) -> HttpResponse:
    """The file that proves it, handed out as it came: never shown in the browser, whatever is in it."""
    row = get_object_or_404(model, pk=pk, team=request.user.team_id, evidence_file__gt="")
    try:
        content = evidence_files.read(row)
    except evidence_files.EvidenceLost as lost:
        messages.error(request, str(lost))
        return redirect(_proof_of(row))
    response = HttpResponse(content, content_type=evidence_files.type_of(row))
    response.headers["Content-Disposition"] = content_disposition_header(True, row.evidence_name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _form(of: type[OnADay], request: HttpRequest) -> OnADay:
    kind = request.POST.get("kind", "reassigned")
    return of(request.POST, request.FILES, today=clock_of(request).today, auto_id=f"{kind}_%s")


def _given(request: HttpRequest, form: PermissionForm) -> dict:
    said = {name: form.cleaned_data[name] for name in ("words", "on", "evidence")}
    return said | {"by": request.user, "now": request.now}


def _recorded(request: HttpRequest, phone: Phone, row: Evidenced, home: int | None) -> HttpResponse:
    messages.success(request, f"Kept for {phone.owner.name}: {row.get_kind_display()}, {long_date(row.on)}.")
    return redirect(_proof(phone, home))


def _row(request: HttpRequest, pk: int, model: type[Evidenced]) -> Evidenced:
    return get_object_or_404(model.objects.select_related("team", "owner"), pk=pk, team=request.user.team_id)


def _proof(phone: Phone, home: int | None = None) -> str:
    return reverse("may_i_call", args=[phone.pk], query={"home": home} if home else None)


def _proof_of(row: Evidenced, phone: int | None = None) -> str:
    """The proof the row was seen on, else that of the owner's best number."""
    phones = Phone.objects.filter(owner=row.owner_id, owner__isnull=False).order_by("rank", "pk")
    shown = phones.filter(pk=phone).first() or phones.first()
    return _proof(shown) if shown else reverse("leads")
