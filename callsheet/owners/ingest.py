"""Owner files into owners and phones: `queue` remembers a file, `run` reads it in small batches from its place on.

Each batch is one transaction of at most `max_seconds` with its place in the file, so that a keystroke on the call
screen never waits and a killed import goes on where it was. A row that is not news writes nothing. The moment of a file
is the one given, else that of the first time the same content was imported, else now: reading an old file again never
makes its do-not-call flags younger.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from time import perf_counter
from zoneinfo import ZoneInfo

from django.db import transaction

from callsheet.accounts.models import Person, Team
from callsheet.core.errors import UnusableInput
from callsheet.core.listing_row import Day
from callsheet.listings import bulk, kept_files, mended, saved_mappings
from callsheet.listings.batches import advance
from callsheet.listings.homes import find_or_make
from callsheet.listings.ingest import REJECTED_KEPT, named_before
from callsheet.listings.mapping import BY_ALIAS, GIVEN
from callsheet.listings.models import UNNAMED, ColumnNames, Import, Source
from callsheet.listings.readers import Table, parse
from callsheet.listings.rows import Rejection
from callsheet.owners import claims
from callsheet.owners.columns import Columns, read_header, vendor_of
from callsheet.owners.ledger import Ledger
from callsheet.owners.models import OwnersCounted, Ownership
from callsheet.owners.rows import OwnerRow, RowReader, order_of_names
from callsheet.owners.saved import first_columns, saved_for
from callsheet.owners.title_reports import FileShape

FIRST_BATCH, SMALLEST_BATCH, LARGEST_BATCH = 50, 10, 2_000
"""Rows in one transaction; the number follows the time the last one took."""
SALES_AT_ONCE = 200

FORGOTTEN = "Left out: this person asked to be forgotten. Nothing is to be done."

OnBatch = Callable[[Collection[int]], object]
Progress = Callable[[int, int], None]


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
    """Remember a file to be read. The same file left half-read by a killed process is taken up again, at its place.

    `source` names the vendor, by default the one whose header it is; `mapping` is field -> header, for a file whose
    header does not tell. Without one, a mapping saved for such files is used.

    Raises UnusableInput, with nothing stored, when the file cannot be read or its columns do not tell.
    """
    content = _content(path, file_name)
    table = parse(content, file_name)
    saved = None if mapping else saved_for(team, table, source or "")
    columns = read_header(table.names, mapping or (saved and first_columns(saved, table)))
    vendor = vendor_of(table.names)
    named = (
        source
        or (saved and saved.source.name)
        or vendor
        or named_before(team, Source.Kind.OWNERS, columns.described, columns.unmapped)
    )
    fields = {
        "team": team,
        "kind": Source.Kind.OWNERS,
        "source": _source(team, named or UNNAMED),
        "file_path": str(path.absolute()),
        "file_name": file_name[-255:],
        "file_hash": hashlib.sha256(content).hexdigest(),
        "mapping_name": GIVEN if mapping else saved_mappings.SAVED if saved else vendor or BY_ALIAS,
        "mapping": columns.described,
    }
    moment = as_of or _first_seen(team, fields["file_hash"]) or now
    unfinished = Import.objects.filter(**fields, as_of=moment, state__in=[Import.State.QUEUED, Import.State.RUNNING])
    return unfinished.first() or Import.objects.create(
        **fields, as_of=moment, by=by, unmapped_columns=columns.unmapped, rows=table.rows.height
    )


def check(team: Team, path: Path, *, file_name: str, source: str | None = None) -> None:
    """Look at a file as `queue` would, and store nothing. Raises UnusableInput."""
    table = parse(_content(path, file_name), file_name)
    saved = saved_for(team, table, source or "")
    read_header(table.names, first_columns(saved, table) if saved else None)


def run(
    import_: Import,
    *,
    now: datetime,
    on_batch: OnBatch = nothing,
    progress: Progress | None = None,
    max_seconds: float = 0.2,
) -> Import:
    """Read the rest of the file, a transaction per batch; `on_batch` gets the homes whose owners changed in it.

    `progress(done_rows, rows)` is called after each batch. Running an import that is done changes nothing. Raises
    UnusableInput when the file is gone or another one by now (the import has failed then, and says so), TakenImport
    when another process reads it at this moment.
    """
    if import_.state in (Import.State.DONE, Import.State.FAILED):
        return import_
    try:
        reading = _open(import_, now)
    except UnusableInput as problem:
        Import.objects.filter(pk=import_.pk).update(state=Import.State.FAILED, problem=str(problem), finished_at=now)
        raise
    import_.state, import_.started_at = Import.State.RUNNING, import_.started_at or now
    import_.save(update_fields=["state", "started_at"])
    for done in _batches(reading, on_batch, max_seconds):
        if progress:
            progress(done, import_.rows)
    _end_sold(import_, on_batch)
    _finish(reading, now)
    return import_


def as_json(import_: Import) -> dict[str, object]:
    """One file's entry in the command's JSON."""
    told = claims.tally(claims.of_import(import_).values_list("found", "is_refused"))
    return {
        "file": import_.file_name,
        "source": import_.source.name if import_.source else None,
        "rows": import_.rows,
        "new": import_.new,
        "changed": import_.changed,
        "unchanged": import_.unchanged,
        "rejected": import_.rejected,
        "rejected_file": import_.rejected_file or None,
        "mapping_name": import_.mapping_name,
        "mapping": import_.mapping,
        "unmapped_columns": import_.unmapped_columns,
        "owners": import_.owners,
        "phones": import_.phones,
        "merged": import_.merged,
        "claims": told.claims,
        "claims_refused": told.all_refused,
        "claims_unknown": told.unknown,
    }


def _content(path: Path, file_name: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise UnusableInput(f"{file_name}: {problem.strerror or problem}. Give the path of an exported file.") from None


def _source(team: Team, name: str) -> Source:
    return Source.objects.get_or_create(team=team, kind=Source.Kind.OWNERS, name=name.strip()[:80])[0]


def _first_seen(team: Team, file_hash: str) -> datetime | None:
    """The moment of the same content when it was imported before."""
    before = Import.objects.filter(team=team, kind=Source.Kind.OWNERS, file_hash=file_hash)
    return before.order_by("pk").values_list("as_of", flat=True).first()


# ---- reading


@dataclass(slots=True)
class _Reading:
    """A file being read: its rows as text, how to read one, what was rejected and what was left out so far."""

    import_: Import
    table: Table
    reader: RowReader
    shape: FileShape
    now: datetime
    rejected: list[Rejection] = field(default_factory=list)
    warnings: list[Rejection] = field(default_factory=list)

    def read(self, start: int, count: int) -> list[OwnerRow]:
        """The usable ones of the next rows; the others, and what was left out of these, are noted."""
        rows = []
        for index, cells in enumerate(self.table.rows.slice(start, count).iter_rows(), start):
            row = self.reader.read(index, cells)
            if isinstance(row, OwnerRow):
                rows.append(row)
                self.warnings += row.warnings
            else:
                self.rejected.append(row)
        return rows

    def leave_out(self, rows: Iterable[OwnerRow]) -> None:
        """Note the rows about people who asked to be forgotten, without a word of theirs."""
        column = self.reader.columns.label_of("owner", "last_name", "first_name", "phone_1")
        self.warnings += (Rejection(row.index, column, "", FORGOTTEN) for row in rows)


def _open(import_: Import, now: datetime) -> _Reading:
    """The file at its place; what an earlier, killed run rejected is read once more, to be told at the end."""
    content = _content(Path(import_.file_path), import_.file_name)
    if hashlib.sha256(content).hexdigest() != import_.file_hash:
        raise UnusableInput(f"{import_.file_name} was changed since it was given. Import it again.")
    table = parse(content, import_.file_name)
    columns = read_header(table.names, import_.mapping)
    day = Day(import_.as_of, ZoneInfo(import_.team.time_zone))
    reader = RowReader(columns, day, order_of_names(columns, table.rows.head(500).rows()))
    reading = _Reading(import_, table, reader, FileShape(_names(columns), columns.is_roll), now)
    reading.read(0, import_.done_rows)
    return reading


def _names(columns: Columns) -> int | None:
    """The row of the names of the columns without a field; kept once for all files of that kind."""
    if not columns.others:
        return None
    return ColumnNames.objects.get_or_create(names=json.dumps(columns.unmapped))[0].pk


def _batches(reading: _Reading, on_batch: OnBatch, max_seconds: float) -> Iterator[int]:
    """Read on, batch by batch, each sized by how long the last one took; yields the rows done after each commit."""
    import_, size, aim = reading.import_, FIRST_BATCH, max_seconds / 2
    while import_.done_rows < import_.rows:
        began = perf_counter()
        _batch(reading, size, on_batch)
        took = perf_counter() - began
        size = max(SMALLEST_BATCH, min(LARGEST_BATCH, int(size * max(0.25, min(2.0, aim / took)))))
        yield import_.done_rows


def _batch(reading: _Reading, size: int, on_batch: OnBatch) -> None:
    import_, start, rejected = reading.import_, reading.import_.done_rows, len(reading.rejected)
    rows = reading.read(start, size)
    with transaction.atomic():
        bulk.lock(import_.team)
        homes = find_or_make(import_.team, {row.address.key: row.address for row in rows}, import_.as_of).ids
        ledger = Ledger(import_, [(row, homes[row.address.key]) for row in rows], reading.shape)
        entries = Counter(ledger.enter(row, homes[row.address.key]) for row in rows)
        ledger.write(reading.now)
        reading.leave_out(ledger.left_out)
        if ledger.changed_homes:
            on_batch(ledger.changed_homes)
        entries["rejected"] = len(reading.rejected) - rejected
        advance(import_, start, start + entries.total(), entries | _added(ledger))


def _added(ledger: Ledger) -> Counter[str]:
    return Counter(owners=len(ledger.new_owners), phones=len(ledger.phones.new), merged=ledger.merged)


# ---- the end of it


def _end_sold(import_: Import, on_batch: OnBatch) -> None:
    """End what this source said of a home before it named another owner there: the home was sold.

    Owners named in one file stand together, and so do those that two sources name.
    """
    touched = Ownership.objects.filter(of=import_).values("property")
    standing = Ownership.objects.filter(source=import_.source, ended_at=None, property__in=touched)
    titles = list(standing.values_list("property", "pk", "reported_at"))
    newest: dict[int, datetime] = {}
    for home, _, reported_at in titles:
        newest[home] = max(reported_at, newest.get(home, reported_at))
    ended = [(home, pk) for home, pk, reported_at in titles if reported_at < newest[home]]
    for some in bulk.chunks(ended, SALES_AT_ONCE):
        with transaction.atomic():
            bulk.lock(import_.team)
            for home, pk in some:
                Ownership.objects.filter(pk=pk, ended_at=None).update(ended_at=newest[home])
            OwnersCounted.note_change(import_.team_id)
            on_batch({home for home, _ in some})


def _finish(reading: _Reading, now: datetime) -> None:
    """Keep what was rejected, then what was left out of rows that were read, and close the import."""
    import_ = reading.import_
    if reading.rejected:
        import_.rejected_file = str(kept_files.write_rejected(import_, reading.table, reading.rejected))
    with transaction.atomic():
        told = [*reading.rejected, *reading.warnings][:REJECTED_KEPT]
        kept_files.keep_rejected_rows(import_, reading.table, told)
        mended.mark(import_, reading.table, {rejection.index for rejection in reading.rejected}, now)
        import_.state, import_.finished_at = Import.State.DONE, now
        import_.save()
