"""Which column of a file is which: asked of a file that does not tell, and changed for one that was read."""

from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from callsheet.core.errors import UnusableInput
from callsheet.leads import choosing, uploads
from callsheet.leads.choosing import Draft
from callsheet.leads.column_pages import About, columns_page, missing_words, size_words
from callsheet.leads.preview import preview
from callsheet.leads.uploads import Waiting
from callsheet.leads.views import clock_of
from callsheet.listings import kept_files
from callsheet.listings.models import Import, Source
from callsheet.listings.readers import Table, read, sheets
from callsheet.listings.saved_mappings import SAVED

UNPROCESSABLE = 422
KINDS = frozenset(Source.Kind.values)
LARGEST_KEPT = 64 << 20  # bytes


@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest) -> HttpResponse:
    """A file that was brought and waits: choose what its columns are, look at its first rows, import it."""
    token = request.GET.get("of", "")
    try:
        file = uploads.waiting(token, request.user.team)
        return _columns(request, file, About(file.file_name, "Import", "", reverse("columns"), {"of": token}))
    except UnusableInput as problem:
        messages.error(request, str(problem))
        return redirect("imports")


@require_http_methods(["GET", "HEAD", "POST"])
def import_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """A file that was read: the same page, to read it again with other columns."""
    mine = Import.objects.filter(team=request.user.team_id, state__in=(Import.State.DONE, Import.State.FAILED))
    import_ = get_object_or_404(mine.select_related("source"), pk=pk)
    if not kept_files.is_here(import_):
        messages.error(request, "Its file is no longer here. Bring it once more, and say there which column is which.")
        return redirect("import", pk)
    source = import_.source.name if import_.source and not import_.source.is_unnamed else ""
    file = Waiting(Path(import_.file_path), import_.file_name, import_.kind, source, import_.as_of)
    about = About(
        import_.file_name, "Read again", _kept_until(request, import_), reverse("import_columns", args=[pk]), {}
    )
    try:
        return _columns(request, file, about, import_)
    except UnusableInput as problem:
        messages.error(request, str(problem))
        return redirect("import", pk)


def _kept_until(request: HttpRequest, import_: Import) -> str:
    """How long the file can still be read again."""
    if not kept_files.is_upload(import_.file_path):
        return "It is read again from where it lies."
    came = datetime.fromtimestamp(Path(import_.file_path).stat().st_mtime, request.now.tzinfo)
    until = clock_of(request).moment(came + kept_files.KEPT_FOR)
    return f"The file is kept until {until}; what was read of it stays."


def _columns(request: HttpRequest, file: Waiting, about: About, import_: Import | None = None) -> HttpResponse:
    """The page, or what came of its button. Raises UnusableInput when the file cannot be read."""
    sheet = request.GET.get("sheet", "")
    table = _table(file.path, sheet)
    kind = uploads.kind_of(request.user.team, table) if sheet else file.kind
    file = replace(file, kind=_asked_kind(request, kind), source=request.POST.get("source", file.source))
    draft = _draft(request, file, table, import_)
    if request.method == "POST" and "look" not in request.POST and not draft.missing:
        taken = uploads.take_with(draft, file, sheet, request.user, request.now)
        return redirect("import", taken.pk)
    about = replace(about, sheet=sheet, sheets=_sheets(file.path), note=_note(draft, about.note))
    seen = preview(draft, request.user.team, file.as_of or request.now)
    names = Source.objects.filter(team=request.user.team_id, kind=draft.kind).order_by("name")
    page = columns_page(draft, about, seen, file.source or draft.source, names.values_list("name", flat=True))
    is_refused = request.method == "POST" and "look" not in request.POST
    context = {"room": "import", "page": page, "problem": missing_words(draft) if is_refused else ""}
    return render(request, "leads/columns.html", context, status=UNPROCESSABLE if is_refused else 200)


def _table(path: Path, sheet: str) -> Table:
    """The rows of the file; the one looked at last is kept while its columns are chosen, unless it is very large."""
    found = path.stat()
    return (_kept if found.st_size <= LARGEST_KEPT else read_as_stamped)(path, sheet, found.st_mtime_ns)


def read_as_stamped(path: Path, sheet: str, stamp: int) -> Table:
    """The rows of a file; the stamp tells a changed file from the one that was kept."""
    return read(path, sheet)


_kept = lru_cache(maxsize=1)(read_as_stamped)


def _asked_kind(request: HttpRequest, kind: str) -> str:
    asked = request.GET.get("kind", "")
    return asked if asked in KINDS else kind


def _note(draft: Draft, note: str) -> str:
    """`6,412 rows, 38 columns. What you say is kept for this source.`"""
    return f"{size_words(draft)}. {note or 'Please look over the guesses once; they are kept for this source.'}"


def _sheets(path: Path) -> list:
    """The sheets to choose from; none where there is only one."""
    found = sheets(path)
    return found if len(found) > 1 else []


def _draft(request: HttpRequest, file: Waiting, table: Table, import_: Import | None) -> Draft:
    """What is known of the columns, with what was chosen on the page."""
    draft = choosing.begin(request.user.team, table, file.kind, file.source, _as_read(import_, file.kind))
    if request.method != "POST":
        return draft
    said = {place: request.POST.get(f"c{place}") for place in range(len(table.names))}
    return choosing.chosen(draft, {place: field for place, field in said.items() if field is not None})


def _as_read(import_: Import | None, kind: str) -> dict[str, list[str]] | None:
    """The columns an import was read with, where somebody gave them; what the header gave is found again."""
    is_given = import_ and import_.kind == kind and import_.mapping_name in (choosing.GIVEN, SAVED)
    if not is_given:
        return None
    said = import_.mapping.get("columns", import_.mapping)
    return {field: names if isinstance(names, list) else [names] for field, names in said.items()}
