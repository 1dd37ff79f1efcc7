"""Rows of owner files that were read before, word for word: a hash and a look-up instead of reading and comparing.

A row is remembered when what is stored agrees with it in everything, so that reading it again can only say it once
more; and it is forgotten whenever something else is learnt of its home or its owner. Its days are then moved for many
rows at once.
"""

import zlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from callsheet.accounts.models import Team
from callsheet.core.address import KEY_VERSION
from callsheet.listings import bulk
from callsheet.listings.mapping import REASON
from callsheet.listings.models import Import, Source
from callsheet.owners.models import ReadRow
from callsheet.owners.rows import RowReader

READING_VERSION = 1
"""Raise it when a row's text would be read as something else than before: rows are then read again, quietly."""

_COLUMNS = ("source_id", "row_hash", "ownership_id", "first_read_at", "read_at", "phones", "scrubbed")


@dataclass(frozen=True, slots=True)
class Remembered:
    """A row as it was read before: the title it confirms, the home it is about, and its phones."""

    pk: int
    ownership: int
    home: int
    is_older: bool
    phones: str
    scrubbed: str


@dataclass(frozen=True, slots=True)
class Agreeing:
    """A row that agrees with what is stored, to be remembered."""

    row_hash: int
    ownership: int
    phones: Sequence[int]
    scrubbed: Sequence[int]


def hashes_of(rows: pl.DataFrame, reader: RowReader, relied_on: Collection[int]) -> list[int]:
    """A hash of each row's text; what its meaning depends on besides (columns, rules, zone, reliance) is the seed."""
    columns = reader.columns
    meant = (columns.labels, sorted(columns.fields.items()), str(reader.day.zone), reader.last_first, KEY_VERSION)
    seed = zlib.crc32(repr((meant, sorted(relied_on), READING_VERSION, pl.__version__)).encode())
    names = [str(place) for place, label in enumerate(columns.labels) if label != REASON]
    return rows.select(names).hash_rows(seed=seed).reinterpret(signed=True).to_list()


def known_among(source: Source, hashes: Sequence[int]) -> dict[int, int]:
    """Hash -> the remembered row, of those among these."""
    among, wanted = bulk.one_of("row_hash", hashes)
    sql = f"SELECT row_hash, id FROM owners_readrow WHERE source_id = %s AND {among}"
    return dict(bulk.fetch(sql, [source.pk, wanted]))


def standing(import_: Import, pks: Collection[int]) -> dict[int, Remembered]:
    """Of these remembered rows those that still hold, by primary key: asked once more in the transaction that uses it.

    A title that ended meanwhile is for its row to bring back; a file older than the memory may date what it confirms.
    """
    if not pks:
        return {}
    among, wanted = bulk.one_of("r.id", pks)
    moment = bulk.plain(import_.as_of)
    found = bulk.fetch(
        "SELECT r.id, o.id, o.property_id, r.read_at < %s, r.phones, r.scrubbed FROM owners_readrow r "
        "JOIN owners_ownership o ON o.id = r.ownership_id "
        f"WHERE {among} AND o.ended_at IS NULL AND r.first_read_at <= %s",
        [moment, wanted, moment],
    )
    return {row[0]: Remembered(*row) for row in found}


def confirm(import_: Import, rows: Iterable[Remembered], today: date) -> None:
    """Note that the file says the same as before: every day that such a row moves, and nothing else."""
    older = [row for row in rows if row.is_older]
    if not older:
        return
    moment, source = bulk.plain(import_.as_of), import_.source_id
    titles = [row.ownership for row in older]
    phones = [int(pk) for row in older for pk in row.phones.split()]
    scrubbed = [int(pk) for row in older for pk in row.scrubbed.split()]
    # The unary plus keeps SQLite from walking through everything the source ever reported.
    _set("owners_readrow", "read_at = %s", [moment], "id", [row.pk for row in older], "read_at < %s", [moment])
    sets, values = "reported_at = %s, source_id = %s, of_id = %s", [moment, source, import_.pk]
    _set("owners_ownership", sets, values, "id", titles, "reported_at < %s", [moment])
    mine, since = "+source_id = %s AND reported_at < %s", [source, moment]
    sets, values = "reported_at = %s, of_id = %s", [moment, import_.pk]
    _set("owners_ownershipreport", sets, values, "ownership_id", titles, mine, since)
    _set("owners_phone", "reported_at = %s", [moment], "id", phones, "reported_at < %s", [moment])
    _set("owners_phonereport", "reported_at = %s", [moment], "phone_id", phones, mine, since)
    day = bulk.plain(today)
    is_older = "+source_id = %s AND (vendor_scrubbed_on IS NULL OR vendor_scrubbed_on < %s)"
    _set("owners_phone", "vendor_scrubbed_on = %s", [day], "id", scrubbed, is_older, [source, day])


def _set(
    table: str,
    sets: str,
    values: Sequence[object],
    column: str,
    among: Collection[int],
    where: str,
    parameters: Sequence[object],
) -> None:
    if among:
        is_among, wanted = bulk.one_of(column, among)
        bulk.execute(f"UPDATE {table} SET {sets} WHERE {is_among} AND {where}", [*values, wanted, *parameters])


def remember(import_: Import, rows: Collection[Agreeing]) -> None:
    """Keep these rows, each text once; older ones of the same titles go, so that no memory outlives its row."""
    if not rows:
        return
    moment, source = bulk.plain(import_.as_of), import_.source_id
    among, wanted = bulk.one_of("ownership_id", {row.ownership for row in rows})
    where, parameters = "+source_id = %s AND read_at < %s", [source, moment]
    bulk.execute(f"DELETE FROM owners_readrow WHERE {among} AND {where}", [wanted, *parameters])
    by_text = {row.row_hash: row for row in rows}
    among, wanted = bulk.one_of("row_hash", by_text)
    bulk.execute(f"DELETE FROM owners_readrow WHERE source_id = %s AND {among}", [source, wanted])
    about = ((key, row.ownership, _joined(row.phones), _joined(row.scrubbed)) for key, row in by_text.items())
    bulk.insert(ReadRow, _COLUMNS, [(source, key, title, moment, moment, *phones) for key, title, *phones in about])


def _joined(pks: Iterable[int]) -> str:
    return " ".join(map(str, pks))


def forget_homes(homes: Collection[int]) -> None:
    """Read the rows about these homes word by word again."""
    if homes:
        among, wanted = bulk.one_of("property_id", homes)
        _forget(f"SELECT id FROM owners_ownership WHERE {among}", wanted)


def forget_owners(owners: Collection[int]) -> None:
    """The same for the rows about these owners, at whichever home."""
    if owners:
        among, wanted = bulk.one_of("owner_id", owners)
        _forget(f"SELECT id FROM owners_ownership WHERE {among}", wanted)


def forget_numbers(team: Team, numbers: Collection[str]) -> None:
    """The same for the rows about a team's owners who have one of these numbers."""
    if numbers:
        among, wanted = bulk.one_of("number", sorted(numbers))
        found = bulk.fetch(f"SELECT owner_id FROM owners_phone WHERE {among}", [wanted])
        forget_owners({owner for (owner,) in found})


def _forget(titles: str, wanted: object) -> None:
    bulk.execute(f"DELETE FROM owners_readrow WHERE ownership_id IN ({titles})", [wanted])
