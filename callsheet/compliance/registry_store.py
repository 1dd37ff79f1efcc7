"""Where the lists' numbers lie: HOME/registry, one file a list, named by the list's row. See bit_file for its form.

A load writes another file and then switches the row, so a file is never changed while somebody has it mapped; what no
row names any more goes when `serve` starts next.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex

from django.conf import settings
from filelock import FileLock, Timeout

from callsheet.compliance.bit_file import BitFile, DamagedFile
from callsheet.compliance.models import RegistryFile

ENDING = ".bits"
_mapped: dict[str, tuple[Path, BitFile]] = {}
"""List -> its file, as this process mapped it last. A newer file takes its place at the next question."""


def folder() -> Path:
    """HOME/registry, made (0700) when missing."""
    path = Path(settings.HOME) / "registry"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def new_path(list: str, now: datetime) -> Path:
    return folder() / f"{list}-{now.astimezone(UTC):%Y%m%d}-{token_hex(4)}{ENDING}"


def mapped(list: str, file_name: str | None) -> BitFile | None:
    """The file of a list; None when there is none, or it is not here, or its header is damaged."""
    if not file_name:
        return None
    path = folder() / file_name
    known = _mapped.get(list)
    if known and known[0] == path:
        return known[1]
    try:
        file = BitFile(path)
    except (OSError, DamagedFile):
        return None
    _mapped[list] = (path, file)
    return file


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let one process write lists; another waits, and one that is killed lets the next go on."""
    with FileLock(folder() / "loading.lock", mode=0o600):
        yield


def sweep() -> int:
    """Remove the files that no row names, what a killed load left among them; returns how many.

    Call it when nobody can have one mapped. While a list is being loaded nothing is removed; nor is what the system
    does not let go of (Windows keeps files that are mapped).
    """
    removed = 0
    with suppress(Timeout), FileLock(folder() / "loading.lock", timeout=0, mode=0o600):
        named = set(RegistryFile.objects.values_list("file_name", flat=True))
        for path in folder().glob(f"*{ENDING}"):
            if path.name not in named:
                with suppress(OSError):
                    path.unlink()
                    removed += 1
    return removed
