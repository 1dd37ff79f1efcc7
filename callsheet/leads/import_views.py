"""Files in: bring them, see how far they are, what they brought, what was rejected and what is asked."""

from pathlib import Path

from django.contrib import messages
from django.db.models import Count
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRefresh

from callsheet.accounts.upload_limit import limit_words, refused
from callsheet.leads import uploads
from callsheet.leads.claim_pages import claims_part
from callsheet.leads.import_forms import UploadForm
from callsheet.leads.import_pages import REJECTS_SHOWN, import_page, imports_page, progress, rejected_name
from callsheet.leads.question_pages import status_choices
from callsheet.leads.unusable_pages import unusable_file
from callsheet.leads.uploads import Unusable
from callsheet.leads.views import clock_of
from callsheet.listings import kept_files, mended
from callsheet.listings.models import Import, SameHomeQuestion, Source, StatusWord

LISTED, ASKED_AT_ONCE = 20, 5
UNPROCESSABLE = 422
OVER = (Import.State.DONE, Import.State.FAILED)


@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Bring files; what is asked; how each source stands; the earlier imports."""
    if request.method != "POST":
        return _imports(request, UploadForm(now=request.now))
    form = UploadForm(request.POST, request.FILES, now=request.now)
    files = request.FILES.getlist("files")
    large = [uploads.too_large(name, limit_words(request)) for name in refused(request)]
    if not files and not large:
        form.add_error(None, "Choose a file first.")
    if not form.is_valid():
        return _imports(request, form)
    kept_files.forget_uploads(request.now)
    taken = large + [uploads.receive(file, file.name, form.given, request.user, request.now) for file in files]
    return _taken(request, form, taken)


def _taken(request: HttpRequest, form: UploadForm, taken: list[Import | Unusable]) -> HttpResponse:
    """One file: its own page, or the one that asks about its columns. Several, or any that cannot be used: the list."""
    queued = [one for one in taken if isinstance(one, Import)]
    unusable = [unusable_file(one) for one in taken if isinstance(one, Unusable)]
    if len(queued) == 1 and not unusable:
        return redirect("import", queued[0].pk)
    if len(taken) == 1 and unusable[0].href:
        return redirect(unusable[0].href)
    if queued:
        messages.success(request, f"Being read, one after the other: {', '.join(one.file_name for one in queued)}.")
    return _imports(request, form, unusable) if unusable else redirect("imports")


def _imports(request: HttpRequest, form: UploadForm, unusable=()) -> HttpResponse:
    team = request.user.team_id
    mine = Import.objects.filter(team=team).select_related("source").defer("mapping", "unmapped_columns", "compared")
    sources = Source.objects.filter(team=team).select_related("confirmed_by", "scrub_by").order_by("kind", "name")
    words, homes = _open_words(team), SameHomeQuestion.objects.filter(team=team, same=None)
    limit = None if request.GET.get("all") else LISTED + 1
    mine = mine.annotate(settled=Count("rejected_rows__mended_at"))
    rows = list(mine.order_by("-pk")[:limit])
    page = imports_page(
        rows if limit is None else rows[:LISTED],
        list(sources),
        words[:ASKED_AT_ONCE],
        homes.select_related("one", "other").order_by("pk")[:ASKED_AT_ONCE],
        (words.count(), homes.count()),
        clock_of(request),
        more=limit is not None and len(rows) > LISTED,
    )
    context = {"room": "import", "page": page, "form": form, "unusable": unusable, "statuses": status_choices()}
    status = UNPROCESSABLE if unusable or form.errors else 200
    return render(request, "leads/imports.html", context, status=status)


def _open_words(team: int):
    """Status words nobody has explained yet, those with the most rows first."""
    words = StatusWord.objects.filter(source__team=team, standard_status="").select_related("source", "answered_by")
    return words.order_by("-rows", "word")


def _import(request: HttpRequest, pk: int) -> Import:
    mine = Import.objects.filter(team=request.user.team_id).select_related("source", "by")
    return get_object_or_404(mine, pk=pk)


@require_safe
def import_(request: HttpRequest, pk: int) -> HttpResponse:
    """One import: how far it is, or what it brought and what was rejected."""
    import_ = _import(request, pk)
    settled = import_.rejected_rows.exclude(mended_at=None)
    mended_rows = settled.exclude(mended_in=None).count()
    words = _open_words(request.user.team_id).filter(source=import_.source_id)[:ASKED_AT_ONCE]
    page = import_page(
        import_,
        mended.still_open(import_)[:REJECTS_SHOWN],
        (mended_rows, settled.count() - mended_rows),
        words,
        clock_of(request),
        is_here=kept_files.is_here(import_),
    )
    context = {"room": "import", "page": page, "statuses": status_choices()}
    context["claims"] = claims_part(import_, clock_of(request)) if import_.kind == Source.Kind.OWNERS else None
    return render(request, "leads/import.html", context)


@require_safe
def import_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The region that says how far it is; once the import is over, the whole page is asked for anew."""
    import_ = _import(request, pk)
    if import_.state in OVER:
        return HttpResponseClientRefresh()
    return render(request, "leads/import_progress.html", {"progress": progress(import_, request.now)})


@require_safe
def import_rejected(request: HttpRequest, pk: int) -> HttpResponse:
    """The rejected rows as a file, each with what to mend, to be imported again."""
    import_ = _import(request, pk)
    path = Path(import_.rejected_file)
    if not import_.rejected_file or not path.is_file():
        raise Http404("The file of the rejected rows is no longer where it was written.")
    return FileResponse(path.open("rb"), as_attachment=True, filename=rejected_name(import_), content_type="text/csv")
