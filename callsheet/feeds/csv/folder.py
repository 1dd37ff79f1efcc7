"""A folder in which exports appear: which of its files are whole, a copy of one, where one goes when it was read.

A file is whole when it is a minute old, or did not change between two looks. Nothing is deleted; a file is moved only
where that is asked for.
"""

import hashlib
import os
import stat
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from callsheet.feeds.csv.problems import FileProblem

DONE = "done"
"""The folder inside the folder for what was read."""
PAUSE = 2.1
"""Seconds between two looks; some file systems keep times of two seconds."""
OLD_ENOUGH = 60.0
"""A file that nobody changed for so many seconds is whole."""
UNFINISHED = (".part", ".partial", ".crdownload", ".download", ".tmp", ".temp", ".filepart", ".!ut", ".lock")
PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Folder:
    """Where to look, and for which names: patterns such as `*.csv`, of which one must fit, in any case."""

    path: Path
    patterns: tuple[str, ...] = ("*",)
    moves: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A file as it stood at a look."""

    name: str
    path: Path
    size: int
    changed_ns: int

    @property
    def stamp(self) -> tuple[int, int]:
        return self.size, self.changed_ns


def look(folder: Folder) -> list[Found]:
    """The files that are meant, oldest first. Links, folders, hidden and unfinished files are none of them.

    Raises FileProblem when the folder cannot be looked into.
    """
    try:
        found = [one for entry in os.scandir(folder.path) if (one := _found(folder, entry))]
    except OSError as problem:
        raise FileProblem(
            f"The folder {folder.path} cannot be read: {problem.strerror or problem}. Is the drive connected, and may "
            "the account that runs Callsheet read it?"
        ) from None
    return sorted(found, key=lambda one: (one.changed_ns, one.name))


def _found(folder: Folder, entry: os.DirEntry) -> Found | None:
    if not _is_meant(folder, entry.name):
        return None
    try:
        told = entry.stat(follow_symlinks=False)
    except FileNotFoundError:  # gone since the list was made
        return None
    if not stat.S_ISREG(told.st_mode):
        return None
    name = entry.name.encode("utf-8", "replace").decode()  # a name may hold bytes that are no text
    return Found(name, Path(entry.path), told.st_size, told.st_mtime_ns)


def _is_meant(folder: Folder, name: str) -> bool:
    plain = name.casefold()
    if plain.startswith((".", "~")) or plain.endswith(UNFINISHED) or plain in ("thumbs.db", "desktop.ini"):
        return False
    if plain.endswith((".rejected.csv", ".mapping.toml")):  # what an import of ours left beside a file
        return False
    return any(fnmatchcase(plain, pattern.casefold()) for pattern in folder.patterns)


def whole(
    folder: Folder, known: Callable[[Found], bool], sleep: Callable[[float], None] = time.sleep
) -> tuple[list[Found], bool]:
    """The files that are whole, without those that are known; and whether others are still being written."""
    fresh = [one for one in look(folder) if not known(one)]
    young = {one.path: one.stamp for one in fresh if not _is_old(one)}
    if not young:
        return fresh, False
    sleep(PAUSE)
    again = [one for one in look(folder) if not known(one)]
    ready = [one for one in again if _is_old(one) or young.get(one.path) == one.stamp]
    return ready, len(ready) < len(again)


def _is_old(found: Found) -> bool:
    """A file from the future is not: its clock is another one."""
    return time.time() - found.changed_ns / 1e9 >= OLD_ENOUGH


def digest(found: Found) -> str:
    """SHA-256 of its bytes. Raises OSError."""
    with found.path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def copy(found: Found, target: Path) -> str:
    """Copy it to a new file, and return the SHA-256 of what was copied; empty when it changed meanwhile, and no copy
    is left then. Raises OSError."""
    hashed = hashlib.sha256()
    with found.path.open("rb") as file, target.open("xb") as kept:
        for piece in _pieces(file):
            hashed.update(piece)
            kept.write(piece)
        kept.flush()
        os.fsync(kept.fileno())
    told = found.path.stat()
    if (told.st_size, told.st_mtime_ns) == found.stamp:
        return hashed.hexdigest()
    target.unlink()
    return ""


def write(target: Path, content: bytes) -> None:
    """Write a new file that outlives a power cut."""
    with target.open("xb") as kept:
        kept.write(content)
        kept.flush()
        os.fsync(kept.fileno())


def _pieces(file) -> Iterator[bytes]:
    while piece := file.read(PIECE):
        yield piece


def put_away(folder: Folder, found: Found) -> Path:
    """Move a file that was read into `done`; one that is there already stays, and the new one gets a number.

    Raises FileProblem when it cannot be moved.
    """
    there = folder.path / DONE
    try:
        there.mkdir(exist_ok=True)
        target = _free(there, found.name, {entry.name for entry in os.scandir(there)})
        found.path.rename(target)
    except OSError as problem:
        raise FileProblem(
            f"{found.name} was read, and cannot be moved to {there}: {problem.strerror or problem}. Let the account "
            "that runs Callsheet write there, or leave the files where they are (the feed's settings)."
        ) from None
    return target


def _free(there: Path, name: str, taken: Collection[str]) -> Path:
    stem, dot, ending = name.partition(".")
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{stem}-{number}{dot}{ending}"
    return there / free
