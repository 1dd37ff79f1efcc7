"""A file brought in the browser: kept in the home, told apart by its header, queued to be read.

MLS exports and owner files come through the same door. A header that names a vendor, or that has owners' numbers beside
an address, is an owner file; one with listing number, status and address is an MLS export.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO, Literal

from callsheet.accounts.models import Person, Team
from callsheet.core.errors import UnusableInput
from callsheet.leads.tasks import run_import_task
from callsheet.listings import ingest as listings
from callsheet.listings.kept_files import MAPPING, REJECTED, uploads
from callsheet.listings.mapping import GIVEN, ColumnMapping, as_given, map_columns
from callsheet.listings.models import Import, Source
from callsheet.listings.readers import Table, read
from callsheet.listings.signatures import signature_of
from callsheet.owners import ingest as owners
from callsheet.owners.columns import read_header, vendor_of

COPIED_AT_ONCE = 1 << 20
ASKED_ABOUT_FOR = timedelta(days=1)
"""How long an upload waits for the answer which column is which."""


@dataclass(frozen=True, slots=True)
class Given:
    """What was said along with the files: their kind ("" tells it by the header), their source, their moment, a
    mapping as it stands in a mapping file."""

    kind: Literal["", "mls", "owners"] = ""
    source: str = ""
    as_of: datetime | None = None
    mapping: Mapping | None = None


@dataclass(frozen=True, slots=True)
class Unusable:
    """A file that was not taken, and why. With a `guess` it is an MLS export without an essential: it waits under the
    name `kept` for somebody to say which column is which."""

    file_name: str
    problem: str
    guess: ColumnMapping | None = None
    kept: str = ""


class _MissingEssential(UnusableInput):
    def __init__(self, guess: ColumnMapping):
        *some, last = guess.missing
        missing = f"{', '.join(some)} and {last}" if some else last
        super().__init__(f"No column was found for {missing}. Nothing was imported yet.")
        self.guess = guess


def receive(file: BinaryIO, file_name: str, given: Given, by: Person, now: datetime) -> Import | Unusable:
    """Keep one file and queue it to be read in the background, or say why it cannot be used."""
    plain = re.sub(r"[^\w.-]+", "-", Path(file_name).name)[-80:].lstrip("-.") or "upload"
    path = uploads() / f"{token_hex(4)}-{plain}"
    with path.open("xb") as kept:
        while piece := file.read(COPIED_AT_ONCE):
            kept.write(piece)
    return _take(path, file_name, given, by, now)


def receive_again(kept: str, file_name: str, given: Given, by: Person, now: datetime) -> Import | Unusable:
    """Queue an upload that was waiting to hear which column is which."""
    path = uploads() / Path(kept).name
    if not path.is_file():
        return Unusable(file_name, "The file is no longer here. Bring it once more.")
    return _take(path, file_name, given, by, now)


def _take(path: Path, file_name: str, given: Given, by: Person, now: datetime) -> Import | Unusable:
    try:
        import_ = _queue(path, file_name, given, by, now)
    except _MissingEssential as problem:
        return Unusable(file_name, str(problem), problem.guess, path.name)
    except UnusableInput as problem:
        path.unlink()
        return Unusable(file_name, str(problem).replace(str(path), file_name).replace(path.name, file_name))
    run_import_task.enqueue(import_.pk)
    return import_


def _queue(path: Path, file_name: str, given: Given, by: Person, now: datetime) -> Import:
    table = read(path)
    about = {"file_name": file_name, "by": by, "now": now, "as_of": given.as_of}
    if (given.kind or kind_of(table)) == Source.Kind.OWNERS:
        known = read_header(table.names)
        named = given.source or listings.named_before(by.team, Source.Kind.OWNERS, known.described, known.unmapped)
        return owners.queue(by.team, path, source=named or None, **about)
    mapping = given.mapping or _given_before(by.team, table)
    columns = map_columns(table, as_given(mapping) if mapping else None)
    if columns.missing and table.names:
        raise _MissingEssential(columns)
    named = given.source or listings.named_before(by.team, Source.Kind.MLS, columns.described(), columns.unmapped_names)
    return listings.queue(by.team, path, mls=named or None, mapping=mapping, **about)


def kind_of(table: Table) -> Source.Kind:
    """Whether a header is an MLS's or an owner file's; one that does not tell is an MLS's: its guess can be mended."""
    if vendor_of(table.names):
        return Source.Kind.OWNERS
    if signature_of(table.names):
        return Source.Kind.MLS
    try:
        columns = read_header(table.names)
    except UnusableInput:
        return Source.Kind.MLS
    is_mls = not map_columns(table).missing
    return Source.Kind.OWNERS if columns.phones or not is_mls else Source.Kind.MLS


def _given_before(team: Team, table: Table) -> Mapping | None:
    """For a header that does not tell by itself: the newest mapping somebody gave for such columns, with its MLS."""
    if not map_columns(table).missing:
        return None
    before = Import.objects.filter(team=team, kind=Source.Kind.MLS, mapping_name=GIVEN).select_related("source")
    for import_ in before.order_by("-pk")[: listings.REMEMBERED]:
        if _fits(table, import_.mapping):
            return {**import_.mapping, "mls": import_.source.name if import_.source else None}
    return None


def _fits(table: Table, mapping: Mapping) -> bool:
    """Whether the file has the columns a mapping names."""
    try:
        return not map_columns(table, as_given(mapping)).missing
    except UnusableInput:
        return False


def forget_unanswered(now: datetime) -> None:
    """Delete the uploads that waited for an answer too long; those of an import, and files it left, stay."""
    used = {Path(path).name for path in Import.objects.exclude(file_path="").values_list("file_path", flat=True)}
    for path in uploads().iterdir():
        is_left = path.name.endswith((REJECTED, MAPPING)) or path.name in used
        if not is_left and path.stat().st_mtime < (now - ASKED_ABOUT_FOR).timestamp():
            path.unlink(missing_ok=True)
