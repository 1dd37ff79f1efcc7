"""Rejected rows that come back mended: known again by their reason, which stands in a column of the file.

A row that was read after all is marked with the import that brought it, and is no longer asked about.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from callsheet.listings.kept_files import reason
from callsheet.listings.mapping import REASON
from callsheet.listings.models import Import, RejectedRow
from callsheet.listings.table import Table

LOOKED_AT = 20
"""So many of the source's newest imports with rejected rows are looked through."""


def reason_of(row: RejectedRow) -> str:
    """What stands in the reason column of this row."""
    return reason(row.line, row.column, row.value, row.repair)


def still_open(import_: Import) -> QuerySet[RejectedRow]:
    """The rows that were neither mended nor left out, in the order of the file."""
    return import_.rejected_rows.filter(mended_at=None).order_by("pk")


def brought(table: Table, rejected: Collection[int]) -> set[str]:
    """The reasons for which the rows of a file were rejected once that are now read; `rejected` are wrong again."""
    if REASON not in table.names:
        return set()
    said = table.rows[str(table.names.index(REASON))].to_list()
    return {text for index, text in enumerate(said) if text and index not in rejected}


def mark_read(import_: Import, read: Collection[str], now: datetime) -> int:
    """Mark the rows that were rejected for these reasons as mended by this import. Call it inside a transaction.

    The rows are looked for in the newest import that has one of them, and in imports of the very same file.
    """
    found = [row for row in _candidates(import_) if reason_of(row) in read] if read else []
    if not found:
        return 0
    newest = found[0].of
    meant = [
        row.pk for row in found if row.of_id == newest.pk or (newest.file_hash and row.of.file_hash == newest.file_hash)
    ]
    return settle(meant, import_, import_.by_id, now)


def _candidates(import_: Import) -> Sequence[RejectedRow]:
    """Open rows of the source's newest imports, the newest import first."""
    of_source = Import.objects.filter(team=import_.team_id, kind=import_.kind, source=import_.source_id)
    newest = of_source.filter(rejected__gt=0, state=Import.State.DONE).exclude(pk=import_.pk).order_by("-pk")
    among = list(newest.values_list("pk", flat=True)[:LOOKED_AT])
    rows = RejectedRow.objects.filter(Q(of__in=among), mended_at=None).select_related("of")
    return rows.defer("of__mapping", "of__unmapped_columns").order_by("-of", "pk")


def settle(rows: Collection[int], import_: Import | None, by: int | None, now: datetime) -> int:
    """Keep who mended these rows, and in which import; without one they were left out. The first to say so stays."""
    mine = RejectedRow.objects.filter(pk__in=rows, mended_at=None)
    return mine.update(mended_in=import_, mended_by=by, mended_at=now)


def changed_cells(cells: Sequence[str | None], said: Mapping[int, str]) -> list[str | None] | None:
    """The cells of a row with what was written into some of them; None when nothing is another."""
    mended = list(cells)
    for place, text in said.items():
        mended[place] = text.strip()
    is_same = all((one or "").strip() == (other or "").strip() for one, other in zip(cells, mended, strict=True))
    return None if is_same else mended
