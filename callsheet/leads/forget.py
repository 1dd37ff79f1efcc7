"""What the pursuits and the imports hold of a person who is forgotten: their words go, open leads are closed."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.db.models import QuerySet

from callsheet.accounts.models import Person, Team
from callsheet.leads.models import Appointment, FollowUp, Lead, LeadEvent, Note, Snooze
from callsheet.listings import kept_files
from callsheet.listings.models import Feed, FeedFile, Import, OtherColumns, RejectedRow
from callsheet.owners import traces
from callsheet.owners.forget import Known
from callsheet.owners.models import Owner, OwnershipReport
from callsheet.owners.traces import Trace

BECAUSE = "The owner asked to be forgotten."
CLOSED = "Closed: "


def traces_of(team: Team, known: Known) -> Iterator[Trace]:
    """Where the person stands in the time lines, notes and rejected rows of the whole team, and in the columns that
    files brought about the homes.
    """
    for rows, fields in (
        (LeadEvent.objects.filter(lead__team=team), ("what",)),
        (Note.objects.filter(lead__team=team), ("text",)),
        (FollowUp.objects.filter(lead__team=team), ("because", "dropped_because")),
        (Lead.objects.filter(team=team), ("closed_because", "off_phone_because")),
        (Appointment.objects.filter(lead__team=team), ("place",)),
        (RejectedRow.objects.filter(of__team=team), ("value", "repair")),
        (Import.objects.filter(team=team), ("problem",)),
        (Feed.objects.filter(team=team), ("problem",)),
        (FeedFile.objects.filter(feed__team=team), ("problem",)),
    ):
        yield from traces.find(rows, fields, known.pattern)
    yield from _in_columns(known)


def _in_columns(known: Known) -> Iterator[Trace]:
    """A cell that names the person goes whole."""
    if known.pattern is None:
        return
    of_listings = OtherColumns.objects.filter(listing__property__in=known.homes)
    of_owners = OwnershipReport.objects.filter(ownership__property__in=known.homes).exclude(cells="")
    for kept in (*of_listings, *of_owners):
        cells = kept.cells.split(OtherColumns.SEPARATOR)
        left = ["" if known.pattern.search(cell) else cell for cell in cells]
        if left != cells:
            yield Trace(type(kept), kept.pk, "cells", OtherColumns.SEPARATOR.join(left))


def erase(owner: Owner, by: Person | None, now: datetime) -> int:
    """Close the open leads and erase what was written down about the owner; how many leads were closed.

    Call it inside a transaction. What was done and when stays: touches, appointments, the outcome of each attempt.
    """
    mine = Lead.objects.filter(owner=owner)
    closed = sum(lead.close(BECAUSE, by, now) for lead in mine.filter(state=Lead.State.OPEN).select_related("team"))
    mine.exclude(closed_because="").update(closed_because=BECAUSE)
    Note.objects.filter(lead__in=mine).delete()
    Snooze.objects.filter(lead__in=mine).update(before={})
    FollowUp.objects.filter(lead__in=mine).update(dropped_because="")
    _closing_words(mine).update(what=f"{CLOSED}{BECAUSE}")
    for appointment in Appointment.objects.filter(lead__in=mine).select_related("lead__property"):
        Appointment.objects.filter(pk=appointment.pk).update(place=appointment.lead.property.one_line)
    return closed


def _closing_words(leads: QuerySet[Lead]) -> QuerySet[LeadEvent]:
    """The events in which somebody said, in their own words, why a lead was closed."""
    return LeadEvent.objects.filter(lead__in=leads, what__startswith=CLOSED, by__isnull=False)


# ---------------------------------------------------------------- files of rejected rows


def scrub_files(pattern: re.Pattern[str] | None) -> list[Path]:
    """Take the person's rows out of the files of rejected rows in the home; those files. Uploads that were read go."""
    kept_files.forget_read_uploads()
    if pattern is None:
        return []
    return [path for path in sorted(kept_files.uploads().glob("*rejected.csv")) if _scrub_file(path, pattern)]


def unread_uploads(team: Team) -> list[str]:
    """Uploads that wait to be read, or could not be: they are kept whole until then, and the person is left out."""
    waiting = Import.objects.filter(team=team, file_path__startswith=str(kept_files.uploads()))
    brought = FeedFile.objects.filter(feed__team=team, import_row=None).exclude(kept="")
    return [
        *waiting.exclude(state=Import.State.DONE).order_by("pk").values_list("file_name", flat=True),
        *brought.order_by("pk").values_list("name", flat=True),
    ]


def files_elsewhere(team: Team, pattern: re.Pattern[str] | None) -> list[Path]:
    """Files of rejected rows beside a user's own, which name the person: they are the user's to mend or delete."""
    told = Import.objects.filter(team=team).exclude(rejected_file="").values_list("rejected_file", flat=True)
    paths = {Path(name) for name in told} if pattern else set()
    return sorted(path for path in paths if path.parent != kept_files.uploads() and _names(path, pattern))


def _names(path: Path, pattern: re.Pattern[str]) -> bool:
    try:
        return bool(pattern.search(path.read_text(encoding="utf-8", errors="replace")))
    except OSError:
        return False


def _scrub_file(path: Path, pattern: re.Pattern[str]) -> bool:
    if not _names(path, pattern):
        return False
    rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8", errors="replace"), newline=""))
    left = [row for row in rows if not any(pattern.search(cell) for cell in row)]
    unfinished = path.with_name(f".{path.name}.unfinished")
    with unfinished.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(left)
    unfinished.chmod(0o600)
    unfinished.replace(path)
    return True
