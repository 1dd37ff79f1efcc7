"""Rejected rows mended in the browser: read again by the very same path, as an import of their own.

The cells stand in the file of the rejected rows; a row that is still wrong stays there as it was last written.
"""

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from secrets import token_hex

from django.db import transaction

from callsheet.accounts.models import Person
from callsheet.core.errors import UnusableInput
from callsheet.leads import intake
from callsheet.listings import ingest as listings
from callsheet.listings import mended
from callsheet.listings.kept_files import uploads
from callsheet.listings.mapping import REASON, column_labels, map_columns
from callsheet.listings.models import Import, RejectedRow, Source
from callsheet.listings.readers import Table, as_csv, read
from callsheet.owners import ingest as owners

Cells = Sequence[str | None]


@dataclass(frozen=True, slots=True)
class Mended:
    """What came of one sending: rows that are in, rows still wrong, rows left out."""

    read: int = 0
    still: int = 0
    left_out: int = 0
    import_: Import | None = None


@dataclass(frozen=True, slots=True)
class Rejects:
    """The file of an import's rejected rows: its columns, and the cells of each row by its reason."""

    names: tuple[str, ...]
    cells: Mapping[str, Cells]


def rejects_of(import_: Import) -> Rejects:
    """What the file of the rejected rows holds. Raises UnusableInput when it is gone or another one."""
    path = Path(import_.rejected_file)
    if not import_.rejected_file or not path.is_file():
        raise UnusableInput("The file of the rejected rows is no longer here. Import the whole file once more.")
    table = read(path)
    if REASON not in table.names:
        raise UnusableInput(f"{path.name} is another file by now. Import the whole file once more.")
    place = table.names.index(REASON)
    rows = {row[place]: row[:place] for row in table.rows.iter_rows() if row[place]}
    return Rejects(table.names[:place], rows)


def to_mend(import_: Import, rejects: Rejects, after: int = 0) -> list[RejectedRow]:
    """The open rows whose cells are known, behind the row `after`."""
    rows = mended.still_open(import_).filter(pk__gt=after)
    return [row for row in rows if mended.reason_of(row) in rejects.cells]


def mend(
    import_: Import, said: Mapping[int, Mapping[int, str]], left_out: Collection[int], by: Person, now: datetime
) -> Mended:
    """Read again what was written: row -> column -> text. Safe to call twice: mended rows are passed over.

    Raises UnusableInput when the rows cannot be read again.
    """
    rejects = rejects_of(import_)
    open_rows = {row.pk: row for row in to_mend(import_, rejects)}
    gone = mended.settle(open_rows.keys() & set(left_out), None, by.pk, now)
    rows = {pk: row for pk, row in open_rows.items() if pk in said and pk not in left_out}
    written = {
        pk: cells
        for pk, row in rows.items()
        if (cells := mended.changed_cells(rejects.cells[mended.reason_of(row)], said[pk]))
    }
    if not written:
        return Mended(left_out=gone)
    return _read_again(import_, rejects, [(rows[pk], cells) for pk, cells in written.items()], gone, by, now)


def _read_again(
    import_: Import,
    rejects: Rejects,
    written: Sequence[tuple[RejectedRow, Cells]],
    gone: int,
    by: Person,
    now: datetime,
) -> Mended:
    reasons = [(*cells, mended.reason_of(row)) for row, cells in written]
    path = uploads() / f"{token_hex(4)}-mended.csv"
    path.write_text(as_csv((*rejects.names, REASON), reasons), encoding="utf-8", newline="")
    again = _queue(import_, path, by, now)
    intake.run_any(again, now)
    again.refresh_from_db()
    wrong = _wrong(again, read(path))
    with transaction.atomic():
        mended.settle([row.pk for at, (row, _) in enumerate(written) if at not in wrong], again, by.pk, now)
        still = {
            mended.reason_of(row): (row, cells, wrong[at]) for at, (row, cells) in enumerate(written) if at in wrong
        }
        _told_anew(still)
    _rewrite(import_, rejects, {was: (mended.reason_of(row), cells) for was, (row, cells, _) in still.items()})
    _clear(again, path)
    kept = again if len(wrong) < len(written) else None
    return Mended(len(written) - len(wrong), len(wrong), gone, kept)


def _queue(import_: Import, path: Path, by: Person, now: datetime) -> Import:
    """The rows as an import of the same source, columns and moment."""
    name = f"mended rows of {import_.file_name.removeprefix('mended rows of ')}"
    about = {"file_name": name, "by": by, "now": now, "as_of": import_.as_of}
    if import_.kind == Source.Kind.OWNERS:
        return owners.queue(by.team, path, source=import_.source.name, mapping=import_.mapping, **about)
    mapping = {"columns": _columns(import_, read(path)), "mls": import_.source.name}
    return listings.queue(by.team, path, mls=import_.source.name, mapping=mapping, **about)


def _columns(import_: Import, table: Table) -> dict[str, list[str]]:
    """Field -> columns as the import had them. Those found by name are kept with their first column only: the others
    stand behind it as they did."""
    labels = column_labels(table.names)
    by_name = map_columns(Table(table.names, table.rows.head(1))).columns
    said = import_.mapping.get("columns", import_.mapping)
    columns = {}
    for field, names in said.items():
        first = names if isinstance(names, list) else [names]
        others = [labels[place] for place in by_name.get(field, ())]
        behind = others[others.index(first[0]) + 1 :] if first[0] in others and not isinstance(names, list) else []
        columns[field] = [*first, *behind]
    return columns


def _wrong(again: Import, table: Table) -> dict[int, RejectedRow]:
    """Row of the file -> why it is still wrong."""
    places = {line: place for place, line in enumerate(table.lines)}
    rejected = again.rejected_rows.order_by("pk")[: again.rejected]
    return {places[row.line]: row for row in rejected}


def _told_anew(still: Mapping[str, tuple[RejectedRow, Cells, RejectedRow]]) -> None:
    """The rows that are still wrong say what is wrong now."""
    for row, _, why in still.values():
        row.column, row.value, row.repair = why.column, why.value, why.repair
        row.save(update_fields=["column", "value", "repair"])


def _rewrite(import_: Import, rejects: Rejects, still: Mapping[str, tuple[str, Cells]]) -> None:
    """Keep in the file of the rejected rows what was written into those that are still wrong."""
    if not still:
        return
    rows = [(*cells, why) for why, cells in (still.get(was, (was, cells)) for was, cells in rejects.cells.items())]
    path = Path(import_.rejected_file)
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.write_text(as_csv((*rejects.names, REASON), rows), encoding="utf-8", newline="")
    os.replace(unfinished, path)


def _clear(again: Import, path: Path) -> None:
    """Rows still wrong are asked about where they were; an import that brought nothing leaves no trace."""
    if again.rejected_file:
        Path(again.rejected_file).unlink(missing_ok=True)
    path.unlink(missing_ok=True)
    again.rejected_rows.all().delete()
    if again.rejected == again.rows:
        again.delete()
        return
    again.rejected_file, again.file_path = "", ""
    again.save(update_fields=["rejected_file", "file_path"])
