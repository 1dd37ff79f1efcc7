"""The files an import leaves for its user: rows to mend, a mapping to finish. Beside the file, or in the home."""

import os
import re
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from callsheet.listings import readers
from callsheet.listings.mapping import REASON
from callsheet.listings.models import Import, RejectedRow
from callsheet.listings.rows import Rejection

REJECTED, MAPPING = "rejected.csv", "mapping.toml"
_ENDINGS = re.compile(r"(?:\.(?:csv|tsv|txt|xlsx?|json|jsonl|gz|zip))+$", re.IGNORECASE)


def uploads() -> Path:
    """Where files uploaded in the browser wait until they are read, made (0700) when missing."""
    folder = Path(settings.HOME) / "imports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def keep_rejected_rows(import_: Import, table: readers.Table, said: Sequence[Rejection]) -> None:
    """The rows of an import's page that were not read, or not whole: these and no others, however often it is run."""
    import_.rejected_rows.all().delete()
    RejectedRow.objects.bulk_create(
        RejectedRow(
            of=import_,
            line=table.lines[one.index],
            column=one.column[:120],
            value=one.value,
            repair=one.repair,
        )
        for one in said
    )


def write_rejected(import_: Import, table: readers.Table, rejected: Sequence[Rejection]) -> Path:
    """The rejected rows as they stand in the file, each with what to mend; importing that file again works."""
    chosen = table.rows[[rejection.index for rejection in rejected]]
    said = [f"{rejection.column} says {rejection.value!r}. {rejection.repair}" for rejection in rejected]
    rows = [(*cells, reason) for cells, reason in zip(chosen.iter_rows(), said, strict=True)]
    return write_beside(Path(import_.file_path), REJECTED, readers.as_csv((*table.names, REASON), rows))


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


def _is_writable(folder: Path) -> bool:
    """Whether a file may be put there; a folder marked read-only is left alone, even by root."""
    return bool(folder.stat().st_mode & 0o222) and os.access(folder, os.W_OK)


def _is_other(target: Path, text: str) -> bool:
    return target.is_file() and target.read_text(encoding="utf-8", errors="replace") != text


def without_upload(file_path: str) -> str:
    """The path that is left to keep once the file has been read: a user's own file stays, an upload does not."""
    return "" if _is_upload(file_path) else file_path


def forget_upload(file_path: str) -> None:
    """Delete an uploaded file that has been read, once its import is closed; a user's own file stays."""
    if _is_upload(file_path):
        Path(file_path).unlink(missing_ok=True)


def _is_upload(file_path: str) -> bool:
    return bool(file_path) and Path(file_path).parent == uploads()
