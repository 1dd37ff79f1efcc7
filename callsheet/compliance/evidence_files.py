"""Files that prove a permission or a relationship, kept in HOME/evidence under their own hash.

A file is read by nobody but its team, never changed and never run: it is handed out as it came. Its name in the folder
is its SHA-256, so that the same file is kept once and a changed one shows.
"""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path, PurePosixPath
from secrets import token_hex
from typing import BinaryIO

from callsheet.compliance.models import Consent, Evidenced, Relationship
from callsheet.core.errors import UnusableInput
from callsheet.home.paths import home

LARGEST = 25 * 1024 * 1024  # bytes; a scanned contract has a few, an hour of a recorded call about twenty million
AT_ONCE = 1 << 20
STRAY_AFTER = timedelta(days=1)
KINDS = {
    ".pdf": "application/pdf",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".heic": "image/heic",
    ".webp": "image/webp",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".eml": "message/rfc822",
    ".msg": "application/vnd.ms-outlook",
    ".txt": "text/plain",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".wav": "audio/wav",
    ".ogg": "audio/ogg",
}
"""File endings that are taken, each with the type it is handed out as."""
TAKEN = "a PDF, a picture, an e-mail (.eml, .msg), a text or a recording (.mp3, .m4a, .wav, .ogg)"


class EvidenceLost(Exception):
    """The file is not there any more, or is not the one that was kept; the words say which."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept file: what its user called it, its name in the folder, and its SHA-256."""

    name: str
    file: str
    hash: str


def folder() -> Path:
    """HOME/evidence, made (0700) when missing."""
    path = home() / "evidence"
    path.mkdir(mode=0o700, exist_ok=True)
    return path


def keep(upload: BinaryIO, name: str) -> Kept:
    """Put a file into the folder, on disk before this returns. The same bytes twice are one file.

    Raises UnusableInput for a kind that is not taken, an empty file, or one over the limit; nothing is kept then.
    """
    plain = PurePosixPath(name.replace("\\", "/")).name[-255:]
    ending = PurePosixPath(plain).suffix.lower()
    if ending not in KINDS:
        raise UnusableInput(f"{plain or 'This file'} is of a kind that is not kept. Bring {TAKEN}.")
    unfinished = folder() / f".{token_hex(8)}.unfinished"
    try:
        digest = _write(unfinished, upload, plain)
        unfinished.replace(folder() / f"{digest}{ending}")
    finally:
        unfinished.unlink(missing_ok=True)
    return Kept(plain, f"{digest}{ending}", digest)


def _write(path: Path, upload: BinaryIO, name: str) -> str:
    digest, size = hashlib.sha256(), 0
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "wb") as file:
        while piece := upload.read(AT_ONCE):
            size += len(piece)
            if size > LARGEST:
                raise UnusableInput(
                    f"{name} is larger than {LARGEST >> 20} MB. Bring a smaller scan, or the page that counts."
                )
            digest.update(piece)
            file.write(piece)
        if not size:
            raise UnusableInput(f"{name} is empty. Choose the file once more.")
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def read(row: Evidenced) -> bytes:
    """The file of a permission, as it came. Raises EvidenceLost when it is missing or was changed."""
    path = folder() / PurePosixPath(row.evidence_file).name
    try:
        content = path.read_bytes()
    except OSError:
        raise EvidenceLost(f"{row.evidence_name} is missing from {folder()}. Restore it from a backup.") from None
    if hashlib.sha256(content).hexdigest() != row.evidence_hash:
        raise EvidenceLost(f"{row.evidence_name} was changed since it was kept. Restore {path} from a backup.")
    return content


def type_of(row: Evidenced) -> str:
    return KINDS.get(PurePosixPath(row.evidence_file).suffix, "application/octet-stream")


def strays(now: datetime) -> list[Path]:
    """The files that no row has spoken of for a day: of a form that was never kept, or of a row that was erased.

    They are told, never deleted: with another database in place they may prove everything.
    """
    known = {
        name for model in (Consent, Relationship) for name in model.objects.values_list("evidence_file", flat=True)
    }
    return [path for path in sorted(folder().iterdir()) if path.name not in known and _came(path) < now - STRAY_AFTER]


def _came(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def losses() -> Iterator[str]:
    """Every kept file that is missing or changed, one sentence each; a file that proves two things is told once."""
    told: set[str] = set()
    for row in chain(*(model.objects.exclude(evidence_file="").order_by("pk") for model in (Consent, Relationship))):
        if row.evidence_file in told:
            continue
        told.add(row.evidence_file)
        try:
            read(row)
        except EvidenceLost as lost:
            yield str(lost)
