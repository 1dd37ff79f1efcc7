"""Owner files into owners and phones: `queue` remembers a file, `run` reads it in small batches from its place on.

Each batch is one short transaction with its place in the file, so that a keystroke on the call
screen never waits and a killed import goes on where it was. A row that is not news writes nothing. The moment of a file
is the one given, else that of the first time the same content was imported, else now: reading an old file again never
makes its do-not-call flags younger.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import transaction

from callsheet.accounts.models import Person, Team
from callsheet.core.errors import UnusableInput
from callsheet.core.listing_row import Day
from callsheet.listings import bulk, kept_files, mended, saved_mappings
from callsheet.listings.ingest import named_before
from callsheet.listings.mapping import BY_ALIAS, GIVEN
from callsheet.listings.models import UNNAMED, ColumnNames, Import, Source
from callsheet.listings.readers import parse
from callsheet.listings.rejects import REJECTED_KEPT
from callsheet.owners import claims
from callsheet.owners.batches import Batches, OnBatch, OwnerFile, nothing
from callsheet.owners.columns import Columns, read_header, vendor_of
from callsheet.owners.models import OwnersCounted, Ownership
from callsheet.owners.phone_book import relied_on
from callsheet.owners.read_rows import hashes_of
from callsheet.owners.rows import RowReader, order_of_names
from callsheet.owners.saved import first_columns, saved_for
from callsheet.owners.title_reports import FileShape

SALES_AT_ONCE = 200

Progress = Callable[[int, int], None]


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
    with bulk.unhurried():
        for done in Batches(reading, on_batch):
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


def _open(import_: Import, now: datetime) -> OwnerFile:
    content = _content(Path(import_.file_path), import_.file_name)
    if hashlib.sha256(content).hexdigest() != import_.file_hash:
        raise UnusableInput(f"{import_.file_name} was changed since it was given. Import it again.")
    table = parse(content, import_.file_name)
    columns = read_header(table.names, import_.mapping)
    day = Day(import_.as_of, ZoneInfo(import_.team.time_zone))
    reader = RowReader(columns, day, order_of_names(columns, table.rows.head(500).rows()))
    hashes = hashes_of(table.rows, reader, set(relied_on(import_.team)))
    return OwnerFile(import_, table, reader, FileShape(_names(columns), columns.is_roll), hashes, now)


def _names(columns: Columns) -> int | None:
    """The row of the names of the columns without a field; kept once for all files of that kind."""
    if not columns.others:
        return None
    return ColumnNames.objects.get_or_create(names=json.dumps(columns.unmapped))[0].pk


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


def _finish(reading: OwnerFile, now: datetime) -> None:
    """Keep what was rejected, then what was left out of rows that were read, and close the import."""
    import_ = reading.import_
    if reading.rejected:
        import_.rejected_file = str(kept_files.write_rejected(import_, reading.table, reading.rejected))
    with transaction.atomic():
        told = [*reading.rejected, *reading.warnings][:REJECTED_KEPT]
        kept_files.keep_rows(import_, kept_files.rejected_rows(import_, reading.table, told))
        read = mended.brought(reading.table, {rejection.index for rejection in reading.rejected})
        mended.mark_read(import_, read, now)
        import_.state, import_.finished_at = Import.State.DONE, now
        import_.save()
