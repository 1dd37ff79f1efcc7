"""A file brought in the browser: kept in the home, told apart by its header, queued to be read.

MLS exports and owner files come through the same door. A header that names a vendor, or that has owners' numbers beside
an address, is an owner file; one with listing number, status and address is an MLS export. A file whose columns do not
tell waits under its name for somebody to say which is which.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO, Literal

from django.core import signing

from callsheet.accounts.models import Person, Team
from callsheet.core.errors import UnusableInput
from callsheet.leads import choosing
from callsheet.leads.choosing import Draft
from callsheet.leads.tasks import run_import_task
from callsheet.listings import ingest as listings
from callsheet.listings import saved_mappings
from callsheet.listings.kept_files import uploads, write_alone
from callsheet.listings.mapping import as_given, map_columns
from callsheet.listings.models import Import, Source
from callsheet.listings.pieces import beginning
from callsheet.listings.readers import Table, read
from callsheet.listings.signatures import signature_of
from callsheet.owners import ingest as owners
from callsheet.owners import saved as saved_owners
from callsheet.owners.columns import read_header, vendor_of

SALT = "an upload that waits to hear which column is which"
COPIED_AT_ONCE = 1 << 20


@dataclass(frozen=True, slots=True)
class Given:
    """What was said along with the files: their kind ("" tells it by the header), their source, their moment, a
    mapping as it stands in a mapping file. `mls` is the source of those that turn out to be MLS exports."""

    kind: Literal["", "mls", "owners"] = ""
    source: str = ""
    as_of: datetime | None = None
    mapping: Mapping | None = None
    mls: str = ""


@dataclass(frozen=True, slots=True)
class Unusable:
    """A file that was not taken, and why. With a `token` it waits to hear which of its columns is which."""

    file_name: str
    problem: str
    token: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An upload that waits: where it is kept, and what was said along with it."""

    path: Path
    file_name: str
    kind: str
    source: str
    as_of: datetime | None


class MissingEssential(UnusableInput):
    """No name of a column gives an essential; `missing` in words. Its values may, but a person has to look."""

    def __init__(self, kind: str, missing: Sequence[str]):
        *some, last = missing
        said = f"{', '.join(some)} and {last}" if some else last
        super().__init__(f"No column was found for {said}. Nothing was imported yet.")
        self.kind = kind


# ---- taking a file


def receive(file: BinaryIO, file_name: str, given: Given, by: Person, now: datetime) -> Import | Unusable:
    """Keep one file and queue it to be read in the background, or say why it cannot be used."""
    path = place_for(Path(file_name).name)
    with path.open("xb") as kept:
        while piece := file.read(COPIED_AT_ONCE):
            kept.write(piece)
    return _take(path, file_name, given, by, now)


def too_large(name: str, limit: str) -> Unusable:
    """Why a file is not taken in the browser, and where it is."""
    said = f"{name} is larger than {limit}, the most that is taken here. Zip it, or export fewer days at a time"
    return Unusable(name, f"{said}; on the computer that serves Callsheet: callsheet import {name}")


def place_for(name: str) -> Path:
    """A new name among the uploads that nobody can guess."""
    plain = re.sub(r"[^\w.-]+", "-", name)[-80:].lstrip("-.") or "upload"
    return uploads() / f"{token_hex(4)}-{plain}"


def _take(path: Path, file_name: str, given: Given, by: Person, now: datetime) -> Import | Unusable:
    try:
        import_ = queue(by.team, path, file_name, given, by, now)
    except MissingEssential as problem:
        return Unusable(file_name, str(problem), token_of(by.team_id, path, file_name, problem.kind, given))
    except UnusableInput as problem:
        path.unlink()
        return Unusable(file_name, str(problem).replace(str(path), file_name).replace(path.name, file_name))
    run_import_task.enqueue(import_.pk)
    return import_


def queue(team: Team, path: Path, file_name: str, given: Given, by: Person | None, now: datetime) -> Import:
    """Remember a kept file to be read. Raises MissingEssential when its columns have to be asked about, UnusableInput
    when it cannot be used; nothing is stored then."""
    table = beginning(path)
    kind = given.kind or kind_of(team, table)
    about = {"file_name": file_name, "by": by, "now": now, "as_of": given.as_of}
    if kind == Source.Kind.OWNERS:
        _require_owner_columns(table, given, team)
        return owners.queue(team, path, source=given.source or None, **about)
    given = replace(given, source=given.source or given.mls)
    _require_listing_columns(table, given, team)
    import_ = listings.queue(team, path, mls=given.source or None, mapping=given.mapping, **about)
    if given.mapping:
        said = {field: [*names] for field, names in as_given(given.mapping).columns.items()}
        draft = choosing.begin(team, table, kind, read=said)
        saved_mappings.keep(import_.source, table, draft.labels, by, now)
    return import_


def _require_listing_columns(table: Table, given: Given, team: Team) -> None:
    if given.mapping is None and listings.saved_for(team, table, given.source):
        return
    missing = map_columns(table, as_given(given.mapping) if given.mapping else None).missing
    if missing:
        raise MissingEssential(Source.Kind.MLS, missing)


def _require_owner_columns(table: Table, given: Given, team: Team) -> None:
    if saved_owners.saved_for(team, table, given.source):
        return
    missing = choosing.by_name(table, Source.Kind.OWNERS).missing
    if missing:
        raise MissingEssential(Source.Kind.OWNERS, missing)


def kind_of(team: Team, table: Table) -> Source.Kind:
    """Whether a file is an MLS's or an owner file: by what was kept for such files, else by its header. One that does
    not tell is an MLS's: its columns are asked about."""
    for kind in (Source.Kind.OWNERS, Source.Kind.MLS):
        if saved_mappings.find(team, kind, table):
            return kind
    if vendor_of(table.names):
        return Source.Kind.OWNERS
    if signature_of(table.names):
        return Source.Kind.MLS
    try:
        columns = read_header(table.names)
    except UnusableInput:
        return _by_values(team, table)
    is_mls = not map_columns(table).missing
    return Source.Kind.OWNERS if columns.phones or not is_mls else Source.Kind.MLS


def _by_values(team: Team, table: Table) -> Source.Kind:
    """A file whose names tell nothing is an owner file when its values do: a phone beside an address, no status."""
    fields = set(choosing.begin(team, table, Source.Kind.OWNERS).columns)
    has_phone = any(field.startswith("phone_") for field in fields)
    statuses = choosing.begin(team, table, Source.Kind.MLS).columns.keys() & {"mls_status", "standard_status"}
    return Source.Kind.OWNERS if has_phone and not statuses else Source.Kind.MLS


# ---- a file that waits to hear which column is which


def token_of(team: int, path: Path, file_name: str, kind: str, given: Given) -> str:
    """What stands for a kept file in the address of the page that asks about its columns."""
    moment = given.as_of.isoformat() if given.as_of else ""
    return signing.dumps([team, path.name, file_name, kind, given.source, moment], salt=SALT, compress=True)


def waiting(token: str, team: Team) -> Waiting:
    """The upload a token stands for. Raises UnusableInput when it is not there, or not this team's."""
    try:
        owner, kept, file_name, kind, source, moment = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        raise UnusableInput("This page is out of date. Bring the file once more.") from None
    if owner != team.pk:
        raise UnusableInput("This file was brought by somebody else.")
    path = uploads() / Path(kept).name
    if not path.is_file():
        raise UnusableInput(f"{file_name} is no longer here: a file waits for a day. Bring it once more.")
    return Waiting(path, file_name, kind, source, datetime.fromisoformat(moment) if moment else None)


def take_with(draft: Draft, file: Waiting, sheet: str, by: Person, now: datetime) -> Import:
    """Queue a file to be read with the columns that were chosen, and keep them for its source. Safe to call twice.

    Raises UnusableInput when the file cannot be read so.
    """
    path, name = (_sheet_alone(file, sheet), f"{file.file_name} ({sheet})") if sheet else (file.path, file.file_name)
    about = {"file_name": name, "by": by, "now": now, "as_of": file.as_of}
    named = " ".join(file.source.split())[:80] or None
    if draft.kind == Source.Kind.OWNERS:
        first = {field: names[0] for field, names in draft.labels.items()}
        import_ = owners.queue(by.team, path, source=named, mapping=first, **about)
    else:
        import_ = listings.queue(by.team, path, mls=named, mapping={"columns": draft.labels, "mls": named}, **about)
    saved_mappings.keep(import_.source, draft.table, draft.labels, by, now)
    run_import_task.enqueue(import_.pk)
    return import_


def _sheet_alone(file: Waiting, sheet: str) -> Path:
    """One sheet of a workbook as a file of its own, so that it is read without the others."""
    return write_alone(read(file.path, sheet), place_for(f"{Path(file.file_name).stem}-{sheet}.csv"))
