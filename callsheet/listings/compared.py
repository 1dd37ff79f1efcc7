"""What changed since the file before: two snapshots of one MLS, compared from the rows that the newer one wrote.

Leases are left out. A listing that is not in the file any more proves nothing: filters differ from export to export, so
its count comes with how many of them have a status that this file has none of at all.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.db.models import Count

from callsheet.core.offmarket import ON_MARKET
from callsheet.core.status import ACTIVE, STANDARD_STATUSES
from callsheet.listings.chains import chains_of
from callsheet.listings.models import Import, LastRead, Listing, ListingChange

KINDS = (
    "still_active",
    "price_down",
    "price_up",
    "newly_listed",
    "relisted",
    "resale",
    "second_mls",
    "back_on_market",
    "under_contract",
    "sold",
    "expired",
    "withdrawn",
    "first_seen_off",
    "gone",
)
SHOWN = 200
"""So many listings of each kind are kept by their numbers, to be shown; the count is of all."""
LOOKED_AT = 20
"""So many earlier files are looked at for one with the same filter."""
CHUNK = 1_000
MENDED = ".rejected."
"""In the name of a file of rows that were sent back to be mended: it is no snapshot of anything."""
Row = TypeVar("Row")

_BY_STATUS = {
    "Active": "back_on_market",
    "Active Under Contract": "under_contract",
    "Pending": "under_contract",
    "Closed": "sold",
    "Expired": "expired",
    "Canceled": "expired",
    "Withdrawn": "withdrawn",
    "Hold": "withdrawn",
}
_BY_CHAIN = {"second_mls": "second_mls", "first": "newly_listed", "resale": "resale", "new_owner": "resale"}


@dataclass(slots=True)
class _Found:
    """Counts by kind, and the first listings of each."""

    counts: Counter[str] = field(default_factory=Counter)
    listings: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, kind: str, listing: int) -> None:
        self.counts[kind] += 1
        if len(self.listings[kind]) < SHOWN:
            self.listings[kind].append(listing)

    def add_all(self, kind: str, count: int, listings: Iterable[int]) -> None:
        """So many of a kind, given the first of them."""
        self.counts[kind] += count
        for listing in islice(listings, SHOWN if count else 0):
            self.listings[kind].append(listing)


def compare(import_: Import, unread: Collection[str] = ()) -> dict[str, object] | None:
    """What the Import keeps: `with`, `as_of`, `counts` and `listings` by kind, `filtered`; None without a file before.

    `unread` are the listing numbers of rows that were rejected: these are not missing. Call it when every row is in; it
    only reads.
    """
    before = None if MENDED in import_.file_name else _file_before(import_)
    if before is None:
        return None
    found = _Found()
    moved = _add_changes(import_, found)
    _add_new(import_, found)
    filtered = _add_seen(import_, before, found, moved, unread)
    return {
        "with": before.file_name,
        "as_of": before.as_of.isoformat(),
        "counts": {kind: found.counts[kind] for kind in KINDS},
        "listings": found.listings,
        "filtered": filtered,
    }


def as_json(compared: Mapping | None) -> dict[str, object] | None:
    """The field `compared` of the command's JSON: with which file, and the count of each kind."""
    if compared is None:
        return None
    said = {"with": compared["with"], "as_of": compared["as_of"], **compared["counts"]}
    return said | {"gone_by_filter": sum(compared["filtered"].values())}


def _file_before(import_: Import) -> Import | None:
    """The newest earlier file of the source, before others one whose statuses are about the same: the same filter.

    Files of one and the same moment are parts of one export, unless there is nothing else.
    """
    done = Import.objects.filter(source=import_.source_id, state=Import.State.DONE, pk__lt=import_.pk, rows__gt=0)
    done = done.exclude(file_name__contains=MENDED)
    earlier = list(done.filter(as_of__lt=import_.as_of).order_by("-as_of", "-pk")[:LOOKED_AT])
    earlier = earlier or list(done.filter(as_of=import_.as_of).order_by("-pk")[:1])
    alike = (one for one in earlier if _share_alike(set(one.statuses), set(import_.statuses)))
    return next(alike, earlier[0] if earlier else None)


def _share_alike(one: set[str], other: set[str]) -> bool:
    return len(one & other) * 2 >= len(one | other)


def _add_changes(import_: Import, found: _Found) -> set[int]:
    """Prices and statuses that this file changed; returned: the listings that came to Active."""
    told = ListingChange.objects.filter(
        of=import_, field__in=("list_price", "standard_status"), listing__is_lease=False
    )
    moved: set[int] = set()
    for pk, name, old, new in told.order_by("pk").values_list("listing", "field", "old", "new").iterator():
        if name == "list_price":
            _add_price(found, pk, old, new)
            continue
        if new == ACTIVE:
            moved.add(pk)
        kind = _BY_STATUS.get(new or "")
        if kind and kind != _BY_STATUS.get(old or ""):
            found.add(kind, pk)
    return moved


def _add_price(found: _Found, listing: int, old: str | None, new: str | None) -> None:
    if old and new and old.isdigit() and new.isdigit():
        found.add("price_down" if int(new) < int(old) else "price_up", listing)


def _add_new(import_: Import, found: _Found) -> None:
    """The listings first seen in this file, by what they are in the chain of their home."""
    zone = ZoneInfo(import_.team.time_zone)
    today = import_.as_of.astimezone(zone).date()
    for rows in _in_chunks(_new(import_)):
        known = _known_homes({home for _, home, _ in rows})
        chains = chains_of(known, zone, today) if known else {}
        for pk, home, status in rows:
            kind = chains[home].kind_of(pk) if home in chains else "first"
            found.add(_BY_CHAIN.get(kind or "", "relisted") if status in ON_MARKET else "first_seen_off", pk)


def _new(import_: Import) -> Iterator[tuple[int, int, str]]:
    """(pk, home, status) of its new sale listings: they have the highest keys, so the search ends with the last one."""
    mine = Listing.objects.filter(last_import=import_, first_seen_at=import_.as_of)
    newest = mine.order_by("-pk").values_list("pk", "property", "standard_status", "is_lease")[: import_.new]
    return ((pk, home, status) for pk, home, status, is_lease in newest.iterator() if not is_lease)


def _known_homes(homes: Iterable[int]) -> list[int]:
    """Those of the homes that have another listing."""
    held = Listing.objects.filter(property__in=homes).order_by().values("property").annotate(listings=Count("pk"))
    return [row["property"] for row in held if row["listings"] > 1]


def _in_chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    chunk: list[Row] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _add_seen(
    import_: Import, before: Import, found: _Found, moved: set[int], unread: Collection[str]
) -> dict[str, int]:
    """What is Active in this file and was before it, and what no file showed since the one before.

    `moved` are those that came back to Active. Returned: the missing ones of statuses that this file has none of. Two
    files of one moment cannot be told apart: nothing is missing then.
    """
    sales = Listing.objects.filter(source=import_.source_id, is_lease=False).order_by()
    stayed = sales.filter(standard_status=ACTIVE, last_read__seen_at=import_.as_of, first_seen_at__lt=import_.as_of)
    came = set[int]().union(*(stayed.filter(pk__in=some).values_list("pk", flat=True) for some in _in_chunks(moved)))
    first = stayed.values_list("pk", flat=True)[: SHOWN + len(came)].iterator()
    found.add_all("still_active", stayed.count() - len(came), (pk for pk in first if pk not in came))
    gone: Counter[str] = Counter()
    missing = LastRead.objects.filter(source=import_.source_id, seen_at=before.as_of, listing__is_lease=False)
    missing = missing.exclude(seen_at=import_.as_of).values_list(
        "pk", "listing__listing_id", "listing__standard_status"
    )
    for pk, number, status in missing.iterator():
        if number not in unread:
            gone[status] += 1
            found.add("gone", pk)
    mine = {status for status, rows in import_.statuses.items() if rows}
    return {status: count for status, count in gone.items() if status in STANDARD_STATUSES and status not in mine}
