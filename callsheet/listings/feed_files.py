"""Files that come by themselves, as rows: each is taken once, and has a copy in the home until it was read.

The row is written before anything is read of the file. Killed at any moment, the row is there with its copy, or neither
is, and the file is found again where it came from.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from callsheet.core.offmarket import OFF_MARKET
from callsheet.listings import kept_files
from callsheet.listings.models import Feed, FeedFile, FeedWalk, Import, SavedMapping

ENDED = (Import.State.DONE, Import.State.FAILED)


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that came: `kept` names its copy among the uploads; with a `problem` there is none."""

    name: str
    digest: str
    as_of: datetime
    kept: str = ""
    message_id: str = ""
    problem: str = ""


def is_known(feed: Feed, digest: str, message_id: str = "") -> bool:
    """Whether this file was taken before."""
    return FeedFile.objects.filter(feed=feed, digest=digest, message_id=message_id).exists()


def of_digest(feed: Feed, digest: str) -> FeedFile | None:
    """The file of a folder with this content."""
    return FeedFile.objects.filter(feed=feed, digest=digest, message_id="").select_related("import_row").first()


@transaction.atomic
def remember(feed: Feed, arrived: Collection[Arrived], now: datetime) -> list[FeedFile]:
    """Take what came, all of it or nothing. Returns what is new; a known file is left out, and its copy deleted."""
    return [row for one in arrived if (row := _row(feed, one, now))]


def _row(feed: Feed, one: Arrived, now: datetime) -> FeedFile | None:
    fields = {"name": one.name[-255:], "kept": one.kept, "as_of": one.as_of, "problem": one.problem, "taken_at": now}
    try:
        with transaction.atomic():
            return FeedFile.objects.create(feed=feed, digest=one.digest, message_id=one.message_id, **fields)
    except IntegrityError:
        if one.kept:
            (kept_files.uploads() / one.kept).unlink(missing_ok=True)
        return None


def waiting(feed: Feed) -> Iterator[FeedFile]:
    """Files still to be read, the first to come first; one whose columns are asked about, once they are told."""
    kept = FeedFile.objects.filter(feed=feed).exclude(kept="")
    for row in kept.select_related("feed", "import_row__team", "import_row__source").order_by("pk"):
        if not row.problem or import_of(row) or _is_answered(row):
            yield row


def import_of(row: FeedFile) -> Import | None:
    """The import of a file: ours that was cut off, or the one that somebody began who said what its columns are."""
    if row.import_row:
        return row.import_row
    path = str((kept_files.uploads() / row.kept).absolute())
    of_a_sheet = Q(as_of=row.as_of, file_name__startswith=f"{row.name} (")
    mine = Import.objects.filter(Q(file_path=path) | of_a_sheet, team=row.feed.team_id)
    return mine.select_related("source", "team").order_by("pk").first()


def _is_answered(row: FeedFile) -> bool:
    """Whether columns of some file were explained since this one came."""
    return SavedMapping.objects.filter(team=row.feed.team_id, saved_at__gte=row.taken_at).exists()


def link(row: FeedFile, import_: Import) -> None:
    row.import_row = import_
    row.save(update_fields=["import_row"])


def ask(row: FeedFile, problem: str) -> None:
    """Its columns do not tell: the copy is kept until somebody says which is which."""
    row.problem = problem
    row.save(update_fields=["problem"])


def end(row: FeedFile, problem: str = "") -> None:
    """It was read, or never can be. An upload that was read stays a day and is deleted by itself, as any other."""
    if row.import_row is None and row.kept:
        (kept_files.uploads() / row.kept).unlink(missing_ok=True)
    row.problem, row.kept = problem, ""
    row.save(update_fields=["problem", "kept"])


def give_up(row: FeedFile, problem: str, now: datetime) -> None:
    """It takes down whoever reads it: its import has failed."""
    unfinished = Import.objects.filter(pk=row.import_row_id).exclude(state__in=ENDED)
    unfinished.update(state=Import.State.FAILED, problem=problem, finished_at=now)
    end(row, problem)


def heard(feed: Feed, at: datetime) -> None:
    """It was looked at to its end. That says nothing of the MLS: only what a file says of it does."""
    Feed.objects.filter(pk=feed.pk).update(heard_at=at)


def brought(feed: Feed, import_: Import, now: datetime) -> None:
    """Note of an import what the feed's page says: its newest moment, and that it delivered an Expired."""
    newer = Feed.objects.filter(Q(changed_at=None) | Q(changed_at__lt=import_.as_of), pk=feed.pk)
    newer.update(changed_at=import_.as_of)
    if any(import_.statuses.get(status) for status in OFF_MARKET):
        Feed.objects.filter(pk=feed.pk, expired_seen_at=None).update(expired_seen_at=now)
    if not FeedWalk.objects.filter(feed=feed).update(is_loaded=True):  # a folder has no place to keep
        FeedWalk.objects.create(feed=feed, resource="files", is_loaded=True)
