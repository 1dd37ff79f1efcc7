"""Which of this home's `callsheet sync` still run: each holds a lock on a file that the operating system frees when it
dies, however it dies. A process id could have gone to another process, or mean another one in another container."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from filelock import FileLock, Timeout

from callsheet.listings.models import Feed

SYNC = "sync"


@contextmanager
def alive() -> Iterator[str]:
    """How the names of the readers of this process begin, as long as it lives; first it frees what dead ones claimed.

    One that runs on another computer, or died before this version, is left alone: its claim runs out by itself.
    """
    free_claims_of_the_dead()
    path = _folder() / f"{secrets.token_hex(4)}.lock"
    with FileLock(path, mode=0o600):
        try:
            yield _begins(path)
        finally:
            _clear_away(path)


def free_claims_of_the_dead() -> int:
    """Free the feeds whose reader is gone, and no other; how many they were."""
    return sum(_freed(path) for path in _folder().glob("*.lock"))


def _freed(path: Path) -> int:
    """Only whoever gets the lock knows that its holder is dead."""
    try:
        with FileLock(path, timeout=0, mode=0o600):
            mine = Feed.objects.filter(claimed_by__startswith=_begins(path))
            freed = mine.update(claimed_by="", claimed_until=None)
            _clear_away(path)
            return freed
    except Timeout:
        return 0


def _begins(path: Path) -> str:
    """`sync 3f9a11c2 `"""
    return f"{SYNC} {path.stem} "


def _clear_away(path: Path) -> None:
    """Where a locked file cannot be deleted (Windows), the next `sync` does it."""
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _folder() -> Path:
    folder = Path(settings.HOME) / "syncs"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
