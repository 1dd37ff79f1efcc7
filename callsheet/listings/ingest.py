"""MLS files into listings: `queue` remembers a file, `run` reads it in small batches from its place on.

Every batch is one short transaction: listings, history, homes, what `on_batch` does with them, the counts and the place
in the file. Killed at any moment and run again, the import goes on from its last batch; a file that was read before
costs a hash and a look-up per row.
"""

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from time import perf_counter
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from callsheet.accounts.models import Person, Team
from callsheet.core import status
from callsheet.core.errors import UnusableInput
from callsheet.core.listing_row import Day
from callsheet.listings import bulk, compared, kept_files, pieces, saved_mappings
from callsheet.listings.batches import BatchEffect, Batches, OnBatch, Pace, Progress, TakenImport, nothing
from callsheet.listings.mapping import (
    GIVEN,
    ColumnMapping,
    GivenMapping,
    MissingColumns,
    as_given,
    as_toml,
    load_mapping,
    map_columns,
)
from callsheet.listings.models import UNNAMED, Import, SavedMapping, Source, StatusWord
from callsheet.listings.pieces import NotInPieces
from callsheet.listings.prepared import Prepared
from callsheet.listings.readers import Table, read
from callsheet.listings.rejects import Rejects
from callsheet.listings.rows import Statuses
from callsheet.listings.stored import ByHash, OtherImports
from callsheet.listings.streets import KnownStreets
from callsheet.listings.survey import InPieces, Whole

REMEMBERED = 20
"""So many of the newest imports are looked at for the source, or the mapping, of a file with the same columns."""


# Remembering a file


def queue(
    team: Team,
    path: Path,
    *,
    file_name: str,
    by: Person | None,
    now: datetime,
    mls: str | None = None,
    mapping: Path | Mapping | None = None,
    as_of: datetime | None = None,
) -> Import:
    """Remember a file to be read. The same file left half-read by a killed process is taken up again, at its place.

    `mapping` is a mapping file or what it would contain; without one, a mapping saved for such files is used. Raises
    UnusableInput, with nothing stored, when the file cannot be read, and MissingColumns when it lacks an essential; the
    guess is then written beside it.
    """
    table = _table(path, _stamp(path))
    given, given_name = _given(mapping, team, table, mls)
    columns = _mapped(path, table, given, file_name)
    described = {"columns": given.columns} if given and given.columns else columns.described()
    named = mls or (given.mls if given else None) or columns.mls
    named = named or named_before(team, Source.Kind.MLS, described, columns.unmapped_names)
    fields = {
        "team": team,
        "kind": Source.Kind.MLS,
        "source": _source(team, named or UNNAMED),
        "file_path": str(path.absolute()),
        "file_name": file_name[-255:],
        "file_hash": _hash(path, _stamp(path)),
        "mapping_name": given_name if given and given.columns else columns.name,
        "mapping": described,
    }
    unfinished = Import.objects.filter(**fields, state__in=[Import.State.QUEUED, Import.State.RUNNING])
    same_moment = Q(as_of=as_of) if as_of else Q()
    return unfinished.filter(same_moment).first() or Import.objects.create(**fields, as_of=as_of or now, by=by)


def check(
    team: Team, path: Path, *, file_name: str, mls: str | None = None, mapping: Path | Mapping | None = None
) -> None:
    """Look at a file as `queue` would, and store nothing. Raises what `queue` raises."""
    table = _table(path, _stamp(path))
    _mapped(path, table, _given(mapping, team, table, mls)[0], file_name)


def _given(
    mapping: Path | Mapping | None, team: Team, table: Table, mls: str | None
) -> tuple[GivenMapping | None, str]:
    """The mapping given with a file, else the one saved for such files; how it came."""
    if mapping is not None:
        return as_given(mapping) if isinstance(mapping, Mapping) else load_mapping(Path(mapping)), GIVEN
    saved = saved_for(team, table, mls or "")
    return (saved_mappings.given(saved, table.names), saved_mappings.SAVED) if saved else (None, GIVEN)


def saved_for(team: Team, table: Table, mls: str = "") -> SavedMapping | None:
    """The mapping saved for such MLS files. Another source's serves too where the header tells too little by itself."""
    saved = saved_mappings.find(team, Source.Kind.MLS, table, mls)
    return saved or (saved_mappings.find(team, Source.Kind.MLS, table) if map_columns(table).missing else None)


def named_before(team: Team, kind: Source.Kind, columns: Mapping, left_out: Sequence[str]) -> str:
    """The source of the newest file with exactly these columns: it need not be named every morning."""
    before = Import.objects.filter(team=team, kind=kind, source__isnull=False).select_related("source")
    alike = (one for one in before.order_by("-pk")[:REMEMBERED] if one.mapping == columns)
    return next((one.source.name for one in alike if [*one.unmapped_columns] == [*left_out]), "")


def _source(team: Team, name: str) -> Source:
    return Source.objects.get_or_create(team=team, kind=Source.Kind.MLS, name=name.strip()[:80])[0]


@lru_cache(maxsize=1)
def _hash(path: Path, stamp: tuple[int, int]) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError as problem:
        raise UnusableInput(f"{path}: {problem.strerror}. Give the path of an exported file.") from None
    return found.st_mtime_ns, found.st_size


@lru_cache(maxsize=1)
def _table(path: Path, stamp: tuple[int, int]) -> Table:
    """The rows of a file, of a large one its first piece; `run` finds those that `queue` has just read."""
    return pieces.beginning(path)


def _mapped(path: Path, table: Table, given: GivenMapping | None, name: str) -> ColumnMapping:
    columns = map_columns(table, given)
    if columns.missing and table.names:
        file = kept_files.write_beside(path, kept_files.MAPPING, as_toml(columns, name))
        raise MissingColumns(
            f"{name}: no column was found for {' and '.join(columns.missing)}. Nothing was imported. "
            f"Complete the mapping in {file} and run: callsheet import {path} --mapping {file}",
            columns,
        )
    return columns


# Reading it


def run(
    import_: Import,
    *,
    now: datetime,
    on_batch: OnBatch = nothing,
    progress: Progress | None = None,
    leaves_files: bool = True,
) -> Import:
    """Read the rest of a file; `on_batch` gets the homes that each batch touched, inside its transaction.

    Running an import that is done changes nothing. A file that cannot be used makes it failed, with the problem.
    `leaves_files` is False where nothing may be written or deleted beside the database.
    """
    import_.refresh_from_db()
    if import_.state in (Import.State.DONE, Import.State.FAILED):
        return import_
    began = perf_counter()
    reading = Reading(on_batch, progress)
    rejects = Rejects(import_, leaves_files)
    with _failing(import_, now):
        if not _is_read_in_pieces(import_, now, reading, rejects):
            rejects = Rejects(import_, leaves_files)
            _read(import_, _start(import_, now, in_pieces=False), reading, rejects)
    at = now + timedelta(seconds=perf_counter() - began)
    _finish(import_, rejects, at)
    return import_


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is gone through: what is done with each batch, who is told of it."""

    on_batch: OnBatch
    progress: Progress | None


@dataclass(frozen=True, slots=True)
class _Opened:
    """A file that is looked through, and what is stored of its source: all of it, or None where that would not pay."""

    file: Whole | InPieces
    others: OtherImports
    stored: ByHash | None


@contextmanager
def _failing(import_: Import, now: datetime) -> Iterator[None]:
    """A file that cannot be used makes its import failed."""
    try:
        yield
    except TakenImport:
        raise
    except UnusableInput as problem:
        Import.objects.filter(pk=import_.pk).update(state=Import.State.FAILED, problem=str(problem), finished_at=now)
        raise


def _is_read_in_pieces(import_: Import, now: datetime, reading: Reading, rejects: Rejects) -> bool:
    """Read a file as it is meant to be, a large one in pieces. False where it cannot be cut: the rest is to be read
    whole, with nothing of the pieces in memory any more."""
    try:
        _read(import_, _start(import_, now), reading, rejects)
    except NotInPieces:
        return False
    return True


def _read(import_: Import, opened: _Opened, reading: Reading, rejects: Rejects) -> None:
    """Write the rows of a file from the import's place on."""
    kept = {"streets": KnownStreets(import_.team), "others": opened.others, "stored": opened.stored}
    file, pace = opened.file, Pace()
    with bulk.unhurried():
        for first, prepared in file.parts():
            batches = Batches(import_, prepared, reading.on_batch, pace, first=first, **kept)
            for done in batches:
                if reading.progress:
                    reading.progress(done, file.rows)
            rejects.add(prepared, batches.rejected)


def dry_run(team: Team, path: Path, *, on_batch: OnBatch = nothing, now: datetime, **given) -> Import:
    """What `queue` and `run` would do, all of it taken back: the Import it returns is stored nowhere."""
    with transaction.atomic():
        import_ = queue(team, path, now=now, **given)
        run(import_, now=now, on_batch=on_batch, leaves_files=False)
        transaction.set_rollback(True)
    return import_


def _start(import_: Import, now: datetime, in_pieces: bool = True) -> _Opened:
    """Read and map the file, name its source, ask about unknown status words, and mark the import as running.

    Raises NotInPieces where it must be read again, whole.
    """
    try:
        return _started(import_, now, in_pieces)
    finally:
        _table.cache_clear()


def _started(import_: Import, now: datetime, in_pieces: bool) -> _Opened:
    path = Path(import_.file_path)
    is_large = pieces.is_large(path)
    in_pieces = in_pieces and is_large
    table = read(path) if is_large and not in_pieces else _table(path, _stamp(path))
    given = as_given(import_.mapping) if import_.mapping_name in (GIVEN, saved_mappings.SAVED) else None
    columns = _mapped(path, table, given, import_.file_name)
    day = Day(import_.as_of, ZoneInfo(import_.team.time_zone))
    statuses = Statuses(columns, import_.source.name, answers_of(import_.source))
    rows, read_by = table.rows.height, (columns, statuses, day)
    if in_pieces:
        opened = _looked_through(import_, rows * pieces.about(path), lambda: InPieces(path, *read_by))
    else:
        opened = _looked_through(import_, rows, lambda: Whole(Prepared(table, *read_by)))
    file = opened.file
    counted, unknown = file.status_counts()
    changed = ["state", "started_at", "rows", "statuses", "mapping_name", "mapping", "unmapped_columns"]
    if (
        file_hash := _hash(path, _stamp(path))
    ) != import_.file_hash:  # the file was changed since: read it from its beginning
        import_.file_hash = file_hash
        import_.done_rows = import_.new = import_.changed = import_.unchanged = import_.rejected = 0
        changed += ["file_hash", "done_rows", "new", "changed", "unchanged", "rejected"]
    import_.state, import_.started_at = Import.State.RUNNING, import_.started_at or now
    import_.rows, import_.statuses = file.rows, dict(counted)
    import_.unmapped_columns = columns.unmapped_names
    if given is None:
        import_.mapping_name = columns.name
        import_.mapping = columns.described()
    with transaction.atomic():
        still = Import.objects.filter(pk=import_.pk, state__in=(Import.State.QUEUED, Import.State.RUNNING))
        if not still.update(**{name: getattr(import_, name) for name in changed}):
            raise TakenImport(f"{import_.file_name} was read to its end by another process just now.")
        ask_about(import_.source, unknown)
    return opened


def _looked_through(import_: Import, rows: int, look: Callable[[], Whole | InPieces]) -> _Opened:
    """A file of about so many rows. What is stored is read meanwhile: polars needs no lock of Python's."""
    others = OtherImports(import_)
    with ThreadPoolExecutor(1) as aside:
        looking = aside.submit(look)
        return _Opened(stored=ByHash.where_it_pays(import_, rows, others), others=others, file=looking.result())


def answers_of(source: Source) -> dict[str, str]:
    """What the user said this MLS means by its status words: casefolded word -> StandardStatus."""
    return dict(source.status_words.exclude(standard_status="").values_list("word", "standard_status"))


def ask_about(source: Source, unknown: Mapping[str, int]) -> None:
    """Ask what these status words mean, each with the rows that have it, unless that was answered before."""
    for word, rows in unknown.items():
        if word:
            StatusWord.objects.update_or_create(source=source, word=word[:80], defaults={"rows": rows})


# The end of it


def _finish(import_: Import, rejects: Rejects, at: datetime) -> None:
    """Close the import. An upload stays a day longer, to be read again if its columns turn out to be others."""
    import_.rejected_file = str(rejects.path or "")
    import_.compared = compared.compare(import_, rejects.numbers)
    with transaction.atomic():
        rejects.keep(at)
        if import_.statuses.get(status.ACTIVE):
            staler = Q(active_seen_at=None) | Q(active_seen_at__lt=import_.as_of)
            Source.objects.filter(staler, pk=import_.source_id).update(active_seen_at=import_.as_of)
        import_.state, import_.finished_at = Import.State.DONE, at
        import_.save(update_fields=["state", "finished_at", "rejected_file", "compared"])


def as_json(import_: Import) -> dict[str, object]:
    """One file's entry in the command's JSON."""
    mapping = {
        name: column[0] if isinstance(column, list) else column
        for name, column in import_.mapping.get("columns", import_.mapping).items()
    }
    return {
        "file": import_.file_name,
        "mls": import_.source.name,
        "rows": import_.rows,
        "new": import_.new,
        "changed": import_.changed,
        "unchanged": import_.unchanged,
        "rejected": import_.rejected,
        "rejected_file": import_.rejected_file or None,
        "mapping_name": import_.mapping_name,
        "mapping": mapping,
        "unmapped_columns": import_.unmapped_columns,
        "statuses": import_.statuses,
        "compared": compared.as_json(import_.compared),
    }


# Answers that change what is stored


def answer_status(
    word: StatusWord, standard_status: str, by: Person | None, now: datetime, on_batch: OnBatch = nothing
) -> BatchEffect:
    """Keep what an MLS means by a word, apply it to its listings, and let `on_batch` judge their homes."""
    with transaction.atomic():
        homes = word.answer(standard_status, by, now)
        return _told(homes, on_batch)


def _told(homes: Collection[int], on_batch: OnBatch) -> BatchEffect:
    total = BatchEffect()
    for some in bulk.chunks(sorted(homes), 500):
        effect = on_batch(some)
        total = replace(
            total,
            off_market=total.off_market + effect.off_market,
            relisted=total.relisted + effect.relisted,
            opened=total.opened + effect.opened,
            closed=total.closed + effect.closed,
        )
    return total
