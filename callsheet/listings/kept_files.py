"""The files an import leaves for its user: rows to mend, a mapping to finish. Beside the file, or in the home."""

import csv
import os
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from callsheet.listings import readers
from callsheet.listings.mapping import REASON
from callsheet.listings.models import FeedFile, Import, RejectedRow
from callsheet.listings.rows import Rejection

REJECTED, MAPPING = "rejected.csv", "mapping.toml"
_ENDINGS = re.compile(r"(?:\.(?:csv|tsv|txt|xlsx?|json|jsonl|gz|zip))+$", re.IGNORECASE)


def uploads() -> Path:
    """Where files uploaded in the browser wait until they are read, made (0700) when missing."""
    folder = Path(settings.HOME) / "imports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def rejected_rows(import_: Import, table: readers.Table, said: Sequence[Rejection]) -> list[RejectedRow]:
    """The rows that were not read, or not whole, as an import's page shows them; nothing is stored."""
    return [
        RejectedRow(
            of=import_, line=table.lines[one.index], column=one.column[:120], value=one.value, repair=one.repair
        )
        for one in said
    ]


def keep_rows(import_: Import, rows: Sequence[RejectedRow]) -> None:
    """Store these and no others as the rejected rows of an import, however often it is run."""
    import_.rejected_rows.all().delete()
    RejectedRow.objects.bulk_create(rows)


def write_rejected(import_: Import, table: readers.Table, rejected: Sequence[Rejection]) -> Path:
    """The rejected rows as they stand in the file, each with what to mend; importing that file again works."""
    rows = _mendable(table, rejected)
    return write_beside(Path(import_.file_path), REJECTED, readers.as_csv((*table.names, REASON), rows))


def add_rejected(path: Path, table: readers.Table, rejected: Sequence[Rejection]) -> None:
    """Write more of them behind the others."""
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(_mendable(table, rejected))


def _mendable(table: readers.Table, rejected: Sequence[Rejection]) -> list[tuple[str | None, ...]]:
    chosen = table.rows[[rejection.index for rejection in rejected]]
    said = [reason(table.lines[one.index], one.column, one.value, one.repair) for one in rejected]
    return [(*cells, reason) for cells, reason in zip(chosen.iter_rows(), said, strict=True)]


def reason(line: int, column: str, value: str, repair: str) -> str:
    """What stands in the reason column of a rejected row: by it a mended row is known again."""
    return f"Line {line}: {column[:120]} says {value!r}. {repair}"


def write_beside(path: Path, ending: str, text: str) -> Path:
    """Write `<name>.<ending>` beside a file, or in the home where that folder cannot be written.

    A mapping that is already there may hold somebody's work: another one gets a number.
    """
    stem = _ENDINGS.sub("", path.name)
    folder = path.parent if _is_writable(path.parent) else uploads()
    target = folder / f"{stem}.{ending}"
    number = 1
    while ending != REJECTED and _is_other(target, text):
        number += 1
        target = folder / f"{stem}-{number}.{ending}"
    target.write_text(text, encoding="utf-8", newline="")
    return target


def write_alone(table: readers.Table, target: Path) -> Path:
    """Write one sheet of a workbook as a CSV file of its own, each row on its line; where that is."""
    has_header = any(table.names)
    above = "\n" * max(0, table.first - 2) if has_header else ""
    first, *rows = [*([table.names] if has_header else []), *table.rows.iter_rows()]
    target.write_text(above + readers.as_csv(first, rows), encoding="utf-8", newline="")
    return target


def _is_writable(folder: Path) -> bool:
    """Whether a file may be put there; a folder marked read-only is left alone, even by root."""
    return bool(folder.stat().st_mode & 0o222) and os.access(folder, os.W_OK)


def _is_other(target: Path, text: str) -> bool:
    return target.is_file() and target.read_text(encoding="utf-8", errors="replace") != text


KEPT_FOR = timedelta(days=1)
"""How long an upload stays after it came: until somebody says which column is which, or that they are others."""


def is_here(import_: Import) -> bool:
    """Whether the file of an import is still where it was, unchanged in size and time or not."""
    return bool(import_.file_path) and Path(import_.file_path).is_file()


def is_upload(file_path: str) -> bool:
    """Whether a file was brought in the browser, and is ours to delete; a user's own file stays."""
    return bool(file_path) and Path(file_path).parent == uploads()


def forget_uploads(now: datetime) -> None:
    """Delete the uploads that came more than a day ago. Those still to be read, and files imports left, stay."""
    for path in _deletable():
        if path.stat().st_mtime < (now - KEPT_FOR).timestamp():
            path.unlink(missing_ok=True)
    _blank_gone()


def forget_read_uploads() -> None:
    """Delete every upload that is not waiting to be read, at once: a person in it asked to be forgotten."""
    for path in _deletable():
        path.unlink(missing_ok=True)
    _blank_gone()


def _deletable() -> list[Path]:
    waiting = Import.objects.filter(state__in=(Import.State.QUEUED, Import.State.RUNNING)).exclude(file_path="")
    used = {Path(path).name for path in waiting.values_list("file_path", flat=True)}
    used |= set(FeedFile.objects.exclude(kept="").values_list("kept", flat=True))
    return [
        path for path in uploads().iterdir() if not path.name.endswith((REJECTED, MAPPING)) and path.name not in used
    ]


def _blank_gone() -> None:
    """No import names an upload that is no longer there."""
    over = Import.objects.filter(state__in=(Import.State.DONE, Import.State.FAILED))
    named = over.filter(file_path__startswith=str(uploads())).values_list("pk", "file_path")
    gone = [pk for pk, path in named if not Path(path).is_file()]
    Import.objects.filter(pk__in=gone).update(file_path="")
