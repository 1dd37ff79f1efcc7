"""Owner files into owners and phones: `queue` remembers a file, `run` reads it in small batches from its place on."""

from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path

from callsheet.accounts.models import Person, Team
from callsheet.listings.models import Import


def nothing(property_ids: Collection[int]) -> None:
    """What a batch does uphill when nobody listens."""


def queue(
    team: Team,
    path: Path,
    *,
    file_name: str,
    by: Person | None,
    now: datetime,
    source: str | None = None,
    mapping: dict[str, str] | None = None,
    as_of: datetime | None = None,
) -> Import:
    """Remember a file to be read. Raises UnusableInput, with nothing stored, when it cannot be read or mapped."""
    raise NotImplementedError


def run(
    import_: Import,
    *,
    now: datetime,
    on_batch: Callable[[Collection[int]], object] = nothing,
    progress: Callable[[int, int], None] | None = None,
    max_seconds: float = 0.2,
) -> Import:
    """Read the rest of the file, a transaction per batch; `on_batch` gets the homes whose owners changed in it.

    `progress(done_rows, rows)` is called after each batch. Running an import that is done changes nothing.
    """
    raise NotImplementedError


def as_json(import_: Import) -> dict[str, object]:
    """One file's entry in the command's JSON."""
    raise NotImplementedError
