"""What the files left open, answered once: what a status word means, whether two addresses are the same home."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from callsheet.core.words import count
from callsheet.leads import intake, same_home
from callsheet.leads.forms import AfterForm
from callsheet.leads.import_forms import SameForm, StatusForm
from callsheet.listings.ingest import answer_status
from callsheet.listings.models import Import, SameHomeQuestion, StatusWord


@require_POST
def status_word(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what an MLS means by a word; it holds for the rows stored with it and for those to come."""
    asked = StatusWord.objects.filter(source__team=request.user.team_id).select_related("source")
    word, form = get_object_or_404(asked, pk=pk), StatusForm(request.POST)
    if not form.is_valid():
        messages.error(request, f"Choose what {word.word.upper()} means.")
        return _back(request)
    meant = form.cleaned_data["standard_status"]
    judge = partial(intake.open_and_close, request.user.team, now=request.now)
    effect = answer_status(word, meant, request.user, request.now, judge)
    opened = f" {count(effect.opened, 'lead')} opened." if effect.opened else ""
    closed = f" {count(effect.closed, 'lead')} closed." if effect.closed else ""
    messages.success(request, f"Kept: {word.word.upper()} means {meant} in {word.source.name}.{opened}{closed}")
    return _back(request)


@require_POST
def same_home_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep whether two addresses are the same home, and bring together what is known of both."""
    asked = SameHomeQuestion.objects.filter(team=request.user.team_id)
    question, form = get_object_or_404(asked, pk=pk), SameForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Say whether it is the same home, or another one.")
    elif same_home.answer(question, form.cleaned_data["same"], request.user, request.now):
        _tell(request, question, "the same home" if form.cleaned_data["same"] else "two homes")
    else:
        messages.info(request, "Somebody has answered this question already; that answer stands.")
    return _back(request)


def _tell(request: HttpRequest, question: SameHomeQuestion, said: str) -> None:
    """Where pairs are compared the next page says it beside the way back; keys that follow each other stay in place."""
    if not AfterForm(request.POST).is_valid():
        messages.success(request, f"Kept: {question.one.street_line} and {question.other.street_line} are {said}.")


def _back(request: HttpRequest) -> HttpResponse:
    """To the import whose page asked, to the next pair where pairs are compared, else to all imports."""
    after = AfterForm(request.POST)
    if after.is_valid():
        return redirect(reverse("same_homes", query={"after": after.cleaned_data["after"]}))
    from_import = request.POST.get("import", "")
    mine = Import.objects.filter(team=request.user.team_id, pk=from_import if from_import.isdecimal() else None)
    return redirect("import", from_import) if mine.exists() else redirect("imports")
