"""Which sources name an owner for a home, and what else their rows say of it: one row a source, written at once.

A file that repeats what is known only moves the day; of several rows about one owner the first one's other columns
are kept.
"""

from collections.abc import Collection
from dataclasses import dataclass

from callsheet.listings import bulk
from callsheet.listings.models import Import
from callsheet.owners.models import Ownership, OwnershipReport
from callsheet.owners.rows import OwnerRow

_COLUMNS = ("ownership_id", "source_id", "of_id", "first_reported_at", "reported_at", "is_roll", "names_id", "cells")
_CHANGED = ("first_reported_at", "reported_at", "of_id", "is_roll", "names_id", "cells")


@dataclass(frozen=True, slots=True)
class FileShape:
    """What is the same for all rows of a file: the ColumnNames row of its columns without a field, and whether it is a
    county's roll.
    """

    names: int | None
    is_roll: bool


class TitleReports:
    """The reports of one file about some ownerships, held in memory until `write`."""

    def __init__(self, import_: Import, titles: Collection[Ownership], shape: FileShape):
        self.import_, self.as_of, self.names = import_, import_.as_of, shape.names
        self._is_roll = shape.is_roll
        mine = OwnershipReport.objects.filter(ownership__in=[title.pk for title in titles], source=import_.source_id)
        self._known = {report.ownership_id: report for report in mine} if titles else {}
        self.changed_homes: set[int] = set()
        self._new: dict[int, tuple[Ownership, str]] = {}
        self._changed: dict[int, OwnershipReport] = {}
        self._confirmed: dict[int, OwnershipReport] = {}

    def enter(self, title: Ownership, row: OwnerRow) -> None:
        """Note that the file names this owner for this home."""
        known = self._known.get(title.pk) if title.pk else None
        if known is None:
            self._new.setdefault(id(title), (title, row.others))
        elif known.reported_at < self.as_of:
            self._renew(known, row.others, title.property_id)
        elif self.as_of < known.first_reported_at:
            known.first_reported_at = self.as_of
            self._changed[known.pk] = known

    def agrees(self, title: Ownership, row: OwnerRow) -> bool:
        """Whether the row's other columns are the ones that are kept."""
        known = self._known.get(title.pk)
        if known is None:
            return self._new[id(title)][1] == row.others
        return known.reported_at == self.as_of and (not row.others or row.others == known.cells)

    def _renew(self, known: OwnershipReport, others: str, home: int) -> None:
        known.reported_at = self.as_of
        if others and (others, self.names) != (known.cells, known.names_id):
            known.cells, known.names_id = others, self.names
            known.of, known.is_roll = self.import_, self._is_roll
            self._changed[known.pk] = known
            self.changed_homes.add(home)
        else:
            self._confirmed[known.pk] = known

    def write(self) -> None:
        """Store it all; the ownerships must be stored before."""
        moment = bulk.plain(self.as_of)
        about = (self.import_.source_id, self.import_.pk, moment, moment, self._is_roll)
        rows = [(title.pk, *about, self.names if others else None, others) for title, others in self._new.values()]
        bulk.insert(OwnershipReport, _COLUMNS, rows)
        changed = [
            (*(bulk.plain(getattr(report, column)) for column in _CHANGED), report.pk)
            for report in self._changed.values()
        ]
        bulk.update(OwnershipReport, _CHANGED, changed)
        confirmed = self._confirmed.keys() - self._changed.keys()
        if confirmed:
            OwnershipReport.objects.filter(pk__in=confirmed).update(reported_at=self.as_of, of=self.import_)
