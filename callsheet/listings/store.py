"""Typed rows into listings with their history; only what changed is written. One call is one batch, in a transaction.

A row is *new* (its number was never seen), *changed* (a field of the listing changed: there is history to write), or
*unchanged*: nothing new, the same in another spelling, only its day counters or unknown columns moved (kept, without
history), or older than what is known.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import attrgetter
from typing import NamedTuple

from callsheet.core.address import Address
from callsheet.core.status import same_word
from callsheet.listings import bulk
from callsheet.listings.homes import FACTS, PARCEL, Homes, fact_values, find_or_make, parcel_values
from callsheet.listings.models import Import, LastRead, Listing, ListingChange, OtherColumns, Property
from callsheet.listings.rows import Facts, ListingRow
from callsheet.listings.streets import KnownStreets

DATES = ("on_market_date", "off_market_date", "expiration_date", "close_date")
# The fields of a row that are the listing's: those with history, dates last, and the day counters without.
HISTORIC = (
    "standard_status",
    "property_type",
    "list_price",
    "original_list_price",
    "close_price",
    "list_agent_full_name",
    "list_office_name",
    *DATES,
)
COUNTERS = ("days_on_market", "cumulative_days_on_market")
VALUES = ("mls_status", "is_lease", *COUNTERS, *HISTORIC)
_others, _dates = attrgetter(*VALUES[: -len(DATES)]), attrgetter(*DATES)
# An empty cell says nothing, except here: back on the market, a listing has no such date or price any more.
CLEARABLE = frozenset({"off_market_date", "close_date", "close_price"})
NEW_COLUMNS = ("id", "source_id", "listing_id", "property_id", *VALUES, "status_at", "last_import_id", "first_seen_at")
READ_COLUMNS = ("row_hash", "as_of", "seen_at")
_KNOWN = (
    *("listing.listing_id", "listing.id", "listing.property_id", "home.address_key"),
    *("last_read.as_of", "last_read.seen_at", "listing.status_at"),
    *(f"listing.{name}" for name in VALUES),
)
NAMED = {"property_type", "list_agent_full_name", "list_office_name"}


class Reading(NamedTuple):
    """A row with what was read beside it: the hash of its text, its unknown columns joined (empty: none)."""

    row: ListingRow
    row_hash: int
    other_columns: str


@dataclass(frozen=True, slots=True)
class Known:
    """A listing as it is stored; `values` in the order of VALUES."""

    pk: int
    property_id: int
    address_key: str
    as_of: datetime
    seen_at: datetime
    status_at: datetime
    values: Mapping[str, object]


@dataclass(slots=True)
class Batch:
    """What became of a batch of rows of an import; `as_of` is its moment as the database takes it."""

    of: int | None = None
    source: int | None = None
    names: int | None = None
    as_of: object = None
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    touched: set[int] = field(default_factory=set)
    inserts: list[tuple] = field(default_factory=list)
    updates: dict[tuple[str, ...], list[tuple]] = field(default_factory=lambda: defaultdict(list))
    first_read: list[tuple] = field(default_factory=list)
    read_again: list[tuple] = field(default_factory=list)
    changes: list[tuple] = field(default_factory=list)
    new_columns: list[tuple] = field(default_factory=list)
    columns: list[tuple] = field(default_factory=list)
    facts: list[tuple] = field(default_factory=list)


def store(import_: Import, readings: Sequence[Reading], names: int, streets: KnownStreets | None = None) -> Batch:
    """Write what these rows change. Their listing numbers all differ. Call it in a transaction, under `bulk.lock`.

    `names` is the row of the names of their unknown columns; `streets` is kept through the import.
    """
    known = _known(import_, [reading.row.listing_id for reading in readings])
    newer = [reading for reading in readings if not _is_older(import_, reading.row, known)]
    homes = _homes(import_, newer, known, streets)
    batch = Batch(import_.pk, import_.source_id, names, bulk.plain(import_.as_of), unchanged=len(readings) - len(newer))
    _refresh_facts(batch, newer, known, homes)
    first = [reading for reading in newer if reading.row.listing_id not in known]
    for pk, reading in zip(bulk.take_ids(Listing, len(first)), first, strict=True):
        _add(batch, pk, reading, homes)
    for reading in newer:
        if reading.row.listing_id in known:
            _compare(batch, import_, known[reading.row.listing_id], reading, homes)
    _tell_moves(batch)
    _write(batch)
    return batch


def see_again(import_: Import, pks: Sequence[int], speaks_of_file: bool) -> None:
    """Note that these listings' own rows were read again, unchanged; `speaks_of_file`: they have no time stamp."""
    if not pks:
        return
    moment = bulk.plain(import_.as_of)
    also = ", as_of = %s" if speaks_of_file else ""
    among, wanted = bulk.one_of("listing_id", pks)
    bulk.execute(
        f"UPDATE listings_lastread SET seen_at = %s{also} WHERE seen_at < %s AND {among}",
        [moment, *([moment] if speaks_of_file else []), moment, wanted],
    )


def _known(import_: Import, listing_ids: Sequence[str]) -> dict[str, Known]:
    among, wanted = bulk.one_of("listing.listing_id", listing_ids)
    sql = (
        f"SELECT {', '.join(_KNOWN)} FROM listings_listing listing "
        "CROSS JOIN listings_lastread last_read CROSS JOIN listings_property home "
        f"WHERE listing.source_id = %s AND {among} "
        "AND last_read.listing_id = listing.id AND home.id = listing.property_id"
    )
    rows = bulk.fetch(sql, [import_.source_id, wanted])
    return {
        number: Known(pk, home, key, *map(bulk.in_utc, moments), dict(zip(VALUES, values, strict=True)))
        for number, pk, home, key, *moments, values in ((*row[:7], row[7:]) for row in rows)
    }


def _is_older(import_: Import, row: ListingRow, known: Mapping[str, Known]) -> bool:
    """Whether the stored listing speaks of a later moment than the row: by time stamp, else by the files' as-of."""
    stored = known.get(row.listing_id)
    if stored is None:
        return False
    if row.moment is None:
        return import_.as_of < max(stored.as_of, stored.seen_at)
    return (row.moment, import_.as_of) < (stored.as_of, stored.seen_at)


def _homes(
    import_: Import, readings: Iterable[Reading], known: Mapping[str, Known], streets: KnownStreets | None
) -> Homes:
    """The home of every address in the batch that is not the one its listing is stored under."""
    addresses: dict[str, Address] = {}
    facts: dict[str, Facts] = {}
    for reading in readings:
        row, stored = reading.row, known.get(reading.row.listing_id)
        if stored is None or stored.address_key != row.address.key:
            addresses[row.address.key] = row.address
            facts[row.address.key] = row.facts
    return find_or_make(import_.team, addresses, import_.as_of, facts, streets)


def _add(batch: Batch, pk: int, reading: Reading, homes: Homes) -> None:
    row = reading.row
    home = homes.ids[row.address.key]
    moment = bulk.plain(row.moment) if row.moment else batch.as_of
    status_at = bulk.plain(row.status_moment) if row.status_moment else moment
    dates = [on and on.isoformat() for on in _dates(row)]
    kept = (status_at, batch.of, batch.as_of)
    batch.inserts.append((pk, batch.source, row.listing_id, home, *_others(row), *dates, *kept))
    batch.first_read.append((pk, batch.source, reading.row_hash, moment, batch.as_of))
    if reading.other_columns:
        batch.new_columns.append((pk, batch.names, reading.other_columns))
    batch.touched.add(home)
    batch.new += 1


def _compare(batch: Batch, import_: Import, known: Known, reading: Reading, homes: Homes) -> None:
    row = reading.row
    home = homes.ids.get(row.address.key, known.property_id)
    given = zip(VALUES, known.values.values(), (*_others(row), *_dates(row)), strict=True)
    values = {name: old if old == new else _newer(name, old, new) for name, old, new in given}
    changes = list(_changes(known, values))
    if home != known.property_id:
        changes.append(("unparsed_address", known.property_id, home))
    moment = row.moment or import_.as_of
    batch.changes += [(known.pk, bulk.plain(moment), *change, import_.pk) for change in changes]
    news = _news(known, values, home, row.status_moment or moment) | {"last_import_id": import_.pk}
    batch.updates[tuple(news)].append((*map(bulk.plain, news.values()), known.pk))
    seen_at = max(import_.as_of, known.seen_at)
    batch.read_again.append((reading.row_hash, bulk.plain(moment), bulk.plain(seen_at), known.pk))
    if reading.other_columns:
        batch.columns.append((known.pk, batch.names, reading.other_columns))
    if changes:
        batch.touched |= {home, known.property_id}
        batch.changed += 1
    else:
        batch.unchanged += 1


def _tell_moves(batch: Batch) -> None:
    """A listing whose address changed moved to another home: say both addresses in its history."""
    moves = [change for change in batch.changes if change[2] == "unparsed_address"]
    homes = Property.objects.in_bulk({home for move in moves for home in move[3:5]}) if moves else {}
    batch.changes = [
        (*change[:3], *(homes[home].one_line[:200] for home in change[3:5]), change[5]) if change in moves else change
        for change in batch.changes
    ]


def _news(known: Known, values: Mapping[str, object], home: int, status_at: datetime) -> dict[str, object]:
    """The columns of a listing that a row changes: an index is written anew for each that is named, changed or not."""
    news = {name: value for name, value in values.items() if value != known.values[name]}
    if "standard_status" in news:
        news["status_at"] = status_at
    if home != known.property_id:
        news["property_id"] = home
    return news


def _newer(name: str, old: object, new: object) -> object:
    """The value after a newer row: an empty cell keeps what is known, unless emptiness means something."""
    if new in (None, "") and name not in CLEARABLE and name != "standard_status":
        return old
    return old if _is_same(name, old, new) else new


def _is_same(name: str, old: object, new: object) -> bool:
    """Equal, or equal in another spelling: an office in capitals."""
    return old == new or (name in NAMED and isinstance(old, str) and _letters(old) == _letters(str(new)))


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _changes(known: Known, values: Mapping[str, object]) -> Iterable[tuple[str, str | None, str | None]]:
    """(field, old, new) for every field that has history. The MLS's own word only where its meaning stays the same."""
    for name in HISTORIC:
        if values[name] != known.values[name]:
            yield name, _said(known.values[name]), _said(values[name])
    old, new = str(known.values["mls_status"]), str(values["mls_status"])
    if values["standard_status"] == known.values["standard_status"] and not same_word(old, new):
        yield "mls_status", _said(old), _said(new)


def _said(value: object) -> str | None:
    if value in (None, ""):
        return None
    return (value.isoformat() if isinstance(value, date) else str(value))[:200]


def _write(batch: Batch) -> None:
    bulk.insert(Listing, NEW_COLUMNS, batch.inserts)
    bulk.insert(LastRead, ("listing_id", "source_id", *READ_COLUMNS), batch.first_read)
    for columns, rows in batch.updates.items():
        bulk.update(Listing, columns, rows)
    bulk.update(LastRead, READ_COLUMNS, batch.read_again)
    bulk.insert(ListingChange, ("listing_id", "at", "field", "old", "new", "of_id"), batch.changes)
    bulk.insert(OtherColumns, ("listing_id", "names_id", "cells"), batch.new_columns)
    bulk.update(Property, (*FACTS, *PARCEL), batch.facts)
    bulk.upsert(OtherColumns, ("listing_id", "names_id", "cells"), batch.columns)


def _refresh_facts(batch: Batch, newer: Iterable[Reading], known: Mapping[str, Known], homes: Homes) -> None:
    """Give homes that were known before the facts that newer rows say about them."""
    said: dict[int, Facts] = {}
    for reading in newer:
        stored = known.get(reading.row.listing_id)
        home = homes.ids.get(reading.row.address.key) or (stored.property_id if stored else None)
        if home and home not in homes.made:
            said[home] = reading.row.facts
    if not said:
        return
    among, wanted = bulk.one_of("id", said)
    stored = f"SELECT id, {', '.join((*PARCEL, *FACTS))} FROM listings_property WHERE {among}"
    for pk, *facts in bulk.fetch(stored, [wanted]):
        if _adds(said[pk], facts):
            batch.facts.append((*_merged(said[pk], facts), pk))


def _adds(facts: Facts, stored: Sequence[object]) -> bool:
    """Whether the row says something else than the stored values of PARCEL and FACTS."""
    number, key = parcel_values(facts)
    if key and (number, key) != (stored[0], stored[1]):
        return True
    return any(
        new is not None and (old is None or abs(float(new) - float(old)) > 0.001)
        for new, old in zip((getattr(facts, name) for name in FACTS), stored[len(PARCEL) :], strict=True)
    )


def _merged(facts: Facts, stored: Sequence[object]) -> list[object]:
    """The values of FACTS and PARCEL after the row."""
    values, parcel = fact_values(facts), parcel_values(facts)
    known = [old if new is None else new for new, old in zip(values, stored[len(PARCEL) :], strict=True)]
    return [*known, *(parcel if parcel[1] else stored[: len(PARCEL)])]
