"""The rows of a file that could not be read, piece by piece: into a file to mend them in, and for the import's page."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from callsheet.listings import kept_files, mended
from callsheet.listings.models import Import, RejectedRow
from callsheet.listings.prepared import Prepared
from callsheet.listings.rows import Rejection

REJECTED_KEPT = 1_000
"""So many rejected rows are kept to be shown; the file has them all."""


class Rejects:
    """What one import rejects. `leaves_file` is False where nothing may be written beside the database."""

    def __init__(self, import_: Import, leaves_file: bool):
        self.import_, self.leaves_file = import_, leaves_file
        self.path: Path | None = None
        self.shown: list[RejectedRow] = []
        self.mended: set[str] = set()
        self.numbers: set[str] = set()
        """The listing numbers of rejected rows: they are in the file, although it could not be read what it says."""

    def add(self, prepared: Prepared, rejected: Sequence[Rejection]) -> None:
        """The rejected rows of the next piece of the file."""
        table = prepared.table
        self.mended |= mended.brought(table, {one.index for one in rejected})
        if not rejected:
            return
        self.numbers.update(prepared.numbers[[one.index for one in rejected]].drop_nulls())
        self.shown += kept_files.rejected_rows(self.import_, table, rejected[: REJECTED_KEPT - len(self.shown)])
        if self.path:
            kept_files.add_rejected(self.path, table, rejected)
        elif self.leaves_file:
            self.path = kept_files.write_rejected(self.import_, table, rejected)

    def keep(self, now: datetime) -> None:
        """Store those to be shown, and mark what came back mended. Call it inside a transaction."""
        kept_files.keep_rows(self.import_, self.shown)
        mended.mark_read(self.import_, self.mended, now)
