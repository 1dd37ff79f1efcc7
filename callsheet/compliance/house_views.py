"""The broker's own rules: everybody reads them, the broker makes and ends them."""

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from callsheet.compliance import house, tables
from callsheet.compliance.house_forms import HouseRuleForm, kind_of
from callsheet.compliance.house_page import house_page
from callsheet.compliance.models import HouseRule
from callsheet.core.errors import UnusableInput
from callsheet.core.law_house_words import predicate
from callsheet.core.wall_clock import WallClock

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
def house_rules(request: HttpRequest) -> HttpResponse:
    """The rules on record. `kind` opens the form of one kind; a POST by the broker makes the rule."""
    kind = kind_of(request.GET.get("kind", ""))
    if kind is None:
        return _page(request, None)
    form = HouseRuleForm(kind, request.POST or None, initial={"state": request.GET.get("state", "")})
    if request.method != "POST" or not form.is_valid():
        return _page(request, form)
    said = form.cleaned_data
    try:
        row = house.stricter(
            request.user.team, kind, state=said["state"], value=form.value(), because=said["because"],
            by=request.user, now=request.now,
        )  # fmt: skip
    except UnusableInput as problem:
        form.add_error(None, str(problem))
        return _page(request, form)
    messages.success(request, f"From now on your broker {predicate(house.as_rule(row), tables.rules())}.")
    return redirect("house_rules")


@require_POST
def end_house_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """The rule no longer binds."""
    row = get_object_or_404(HouseRule, pk=pk, team=request.user.team_id)
    if house.end(row, request.user, request.now):
        messages.success(request, "Ended. The rule stays on record below.")
    return redirect("house_rules")


def _page(request: HttpRequest, form: HouseRuleForm | None) -> HttpResponse:
    rows = HouseRule.objects.filter(team=request.user.team_id).select_related("by", "ended_by").order_by("-at", "-pk")
    page = house_page(rows, tables.rules(), WallClock(request.now, ZoneInfo(request.user.time_zone)))
    context = {"room": "rules", "page": page, "form": form if request.user.is_broker else None}
    status = UNPROCESSABLE if form is not None and form.errors else 200
    return render(request, "compliance/house.html", context, status=status)
