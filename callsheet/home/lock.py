"""One `serve` per home: a lock on a file that the operating system frees when its holder dies, however it dies."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from callsheet.core.errors import UnusableInput
from callsheet.home.paths import home
from callsheet.listings.patience import SERVED

PATIENCE = 1.0  # seconds: the processes of a killed `serve` need a moment to die


@contextmanager
def hold_home(doing: str) -> Iterator[None]:
    """Hold the home for as long as the block runs. `doing` tells a second comer what holds it, and where.

    Raises UnusableInput when another process holds it.
    """
    try:
        with FileLock(home() / SERVED, timeout=PATIENCE, mode=0o600):
            _holder().write_text(json.dumps({"pid": os.getpid(), "doing": doing}), encoding="utf-8")
            try:
                yield
            finally:
                _holder().unlink(missing_ok=True)
    except Timeout:
        raise UnusableInput(f"{home()} is in use: {_who()}. Stop that first, or use another CALLSHEET_HOME.") from None


def _holder():
    return home() / "serve.json"


def _who() -> str:
    try:
        holder = json.loads(_holder().read_text(encoding="utf-8"))
        return f"process {holder['pid']} {holder['doing']}"
    except (OSError, ValueError, KeyError):
        return "another process is starting there"
