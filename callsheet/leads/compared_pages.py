"""What changed since the file before, in words: a count of each kind, and the listings behind one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from callsheet.core import words
from callsheet.core.wall_clock import WallClock
from callsheet.listings.compared import KINDS
from callsheet.listings.models import Import, Listing, ListingChange

NAMES = {
    "still_active": "Still active",
    "price_down": "Price cut",
    "price_up": "Price raised",
    "newly_listed": "Newly listed",
    "relisted": "Listed again under a new number",
    "resale": "Listed by the next owner",
    "second_mls": "A term another MLS has too",
    "back_on_market": "Back on the market",
    "under_contract": "Now under contract",
    "sold": "Sold",
    "expired": "Expired or canceled",
    "withdrawn": "Withdrawn or on hold",
    "first_seen_off": "Seen first, off the market already",
    "gone": "Not in this file any more",
}
PROVES_NOTHING = "A listing that is missing proves nothing: nobody is called because of it."


@dataclass(frozen=True, slots=True)
class Kind:
    slug: str
    name: str
    count: str


@dataclass(frozen=True, slots=True)
class Compared:
    """The table on an import's page; `gone` is what to know about the missing ones."""

    about: str
    kinds: tuple[Kind, ...]
    gone: str


@dataclass(frozen=True, slots=True)
class Row:
    """A listing of one kind: its home, and what changed or how it stands."""

    home: int
    address: str
    listing: str
    what: str
    price: str


@dataclass(frozen=True, slots=True)
class ComparedPage:
    pk: int
    file: str
    heading: str
    about: str
    rows: tuple[Row, ...]
    left: str


def compared(import_: Import, clock: WallClock) -> Compared | None:
    """None for a file without one before it."""
    told = import_.compared
    if not told:
        return None
    kinds = (Kind(kind, NAMES[kind], f"{told['counts'][kind]:,}") for kind in KINDS if told["counts"].get(kind))
    return Compared(_since(told, clock), tuple(kinds), _gone(told))


def _since(told: Mapping, clock: WallClock) -> str:
    """`Since monday.csv, of yesterday, 6:10 am.`"""
    return f"Since {told['with']}, of {clock.moment(datetime.fromisoformat(told['as_of']))}."


def _gone(told: Mapping) -> str:
    """Why listings may be missing: statuses that the file before had and this one has none of."""
    if not told["counts"].get("gone"):
        return ""
    filtered = told["filtered"]
    if not filtered:
        return PROVES_NOTHING
    *others, last = sorted(filtered)
    total, statuses = sum(filtered.values()), f"{', '.join(others)} or {last}" if others else last
    of_those = f"{total:,} of those missing {'is' if total == 1 else 'are'} {statuses}"
    return f"{of_those}, and this file has no such rows: its filter may be another one. {PROVES_NOTHING}"


def compared_page(
    import_: Import, kind: str, listings: Sequence[Listing], changes: Iterable[ListingChange], clock: WallClock
) -> ComparedPage:
    """The listings of one kind, with what this file changed of them."""
    count = import_.compared["counts"][kind]
    changed = {(one.listing_id, one.field): one for one in changes}
    rest = count - len(listings)
    return ComparedPage(
        pk=import_.pk,
        file=import_.file_name,
        heading=f"{NAMES[kind]}: {words.count(count, 'listing')}",
        about=_since(import_.compared, clock) + (f" {PROVES_NOTHING}" if kind == "gone" else ""),
        rows=tuple(_row(one, changed) for one in listings),
        left=f"The first {len(listings):,} are shown." if rest > 0 else "",
    )


def _row(listing: Listing, changed: Mapping[tuple[int, str], ListingChange]) -> Row:
    price, status = (changed.get((listing.pk, name)) for name in ("list_price", "standard_status"))
    now = listing.standard_status or f"{listing.mls_status}, not explained yet"
    return Row(
        home=listing.property_id,
        address=listing.property.one_line,
        listing=listing.listing_id,
        what=f"{now}, was {status.old}" if status and status.old else now,
        price=_price(listing, price),
    )


def _price(listing: Listing, change: ListingChange | None) -> str:
    """`$389,000, was $400,000`; `$455,000, asked $460,000` once it is sold"""
    if listing.standard_status == "Closed" and listing.close_price:
        asked = f", asked {words.money(listing.list_price)}" if listing.list_price else ""
        return f"{words.money(listing.close_price)}{asked}"
    now = words.money(listing.list_price)
    was = words.money(int(change.old)) if change and change.old and change.old.isdigit() else ""
    return f"{now}, was {was}" if was else now


def line(told: Mapping) -> str:
    """One line for the terminal: `Since monday.csv: 8 still active, 3 price cut, 2 listed again under a new number.`"""
    said = [f"{told['counts'][kind]:,} {NAMES[kind].lower()}" for kind in KINDS if told["counts"].get(kind)]
    return f"Since {told['with']}: {', '.join(said) or 'nothing to compare'}."
