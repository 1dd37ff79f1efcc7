"""`callsheet listings`: what is known, with its history."""

import argparse
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache, partial
from itertools import chain, islice
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from callsheet.accounts.teams import the_team
from callsheet.command_line import DONE, add_command, as_json, moment, print_json_array, print_lines
from callsheet.core.address import UnusableAddress, parse
from callsheet.core.address_display import display
from callsheet.core.chain import Chain
from callsheet.core.status import standard_status
from callsheet.core.words import money
from callsheet.listings import bulk
from callsheet.listings.chains import chains_of
from callsheet.listings.command_chains import chain_entries
from callsheet.listings.homes import PARTS, shown_parts
from callsheet.listings.models import Listing, Property

OwnerSince = Callable[[Collection[int]], Mapping[int, date]]
"""Homes -> the day from which the present owner holds title, where it is known."""
Chains = Callable[[Collection[int]], Mapping[int, Chain]]
AT_ONCE = 2_000


def register(subparsers, owner_since: OwnerSince) -> None:
    parser = add_command(
        subparsers, "listings", partial(run, owner_since=owner_since), "list what is known, with every change of it"
    )
    parser.add_argument("--status", metavar="S", help="only those of this status, such as Expired")
    parser.add_argument("--address", metavar="TEXT", help="only those at this address, or on a street of this name")


def run(args: argparse.Namespace, owner_since: OwnerSince) -> int:
    now = moment(args.at)
    team = the_team(now)
    listings = Listing.objects.filter(source__team=team)
    if args.status:
        listings = listings.filter(of_status(args.status))
    if args.address:
        listings = listings.filter(at_address(args.address)).distinct()
    listings = listings.order_by("source__name", "listing_id")
    if args.json:
        zone = ZoneInfo(team.time_zone)
        today = now.astimezone(zone).date()
        with bulk.without_collector():  # a quarter of the time
            print_json_array(described(listings, lambda homes: chains_of(homes, zone, today, owner_since(homes))))
    else:
        print_lines(lines(listings))
    return DONE


def of_status(word: str) -> Q:
    """Listings of that StandardStatus, or whose MLS calls it so."""
    return Q(standard_status=standard_status(word, "", {}) or word) | Q(mls_status__iexact=word.strip())


def at_address(text: str) -> Q:
    """Listings of the homes that an address may mean: every part it says must be theirs. Else of streets so named."""
    try:
        address = parse(text)
    except UnusableAddress:
        return Q(property__street__icontains=display(text.strip().upper())) | Q(property__city__iexact=text.strip())
    said = dict(zip(PARTS, shown_parts(address), strict=True))
    parts = {f"property__{name}__iexact": part for name, part in said.items() if part and name != "city"}
    return Q(property__address_key=address.key) | Q(property__aliases__address_key=address.key) | Q(**parts)


class _Row(NamedTuple):
    """A listing and its home as they are told, in the order of FIELDS; the home's address as the home says it."""

    pk: int
    home: int
    mls: str
    listing_id: str
    standard_status: str
    mls_status: str
    list_price: int | None
    close_price: int | None
    is_lease: bool
    address_key: str
    number: str
    predirection: str
    street: str
    suffix: str
    postdirection: str
    unit: str
    city: str
    state: str
    postal_code: str
    street_line = Property.street_line
    one_line = Property.one_line


_OF_LISTING = ("listing_id", "standard_status", "mls_status", "list_price", "close_price", "is_lease")
FIELDS = ("pk", "property", "source__name", *_OF_LISTING, *(f"property__{name}" for name in _Row._fields[9:]))
Entry = dict[str, object]


def described(listings: QuerySet[Listing], chains: Chains) -> Iterator[str]:
    """Many entries at a time, as the command's JSON has them between its brackets.

    The chain of a home is worked out once for all its listings, and kept until they come.
    """
    kept: dict[int, Entry] = {}
    for some in _batches(listings):
        for of_home in chains({row.home for row, _ in some if row.pk not in kept}).values():
            kept |= chain_entries(of_home)
        yield as_json([{**entry, "chain": kept.pop(row.pk, None)} for row, entry in some])[1:-1]


def _batches(listings: QuerySet[Listing]) -> Iterator[list[tuple[_Row, Entry]]]:
    """Each listing with what is known of it alone."""
    rows = map(_Row._make, listings.values_list(*FIELDS).iterator(chunk_size=AT_ONCE))
    while some := list(islice(rows, AT_ONCE)):
        history = _history([row.pk for row in some])
        yield [(row, _entry(row, history.get(row.pk, []))) for row in some]


def _entry(row: _Row, history: list[Entry]) -> Entry:
    return {
        "mls": row.mls,
        "listing_id": row.listing_id,
        "standard_status": row.standard_status or None,
        "mls_status": row.mls_status,
        "address": row.one_line,
        "address_key": row.address_key,
        "list_price": row.list_price,
        "close_price": row.close_price,
        "is_lease": row.is_lease,
        "history": history,
    }


def _history(listings: Sequence[int]) -> dict[int, list[Entry]]:
    among, wanted = bulk.one_of("listing_id", listings)
    changes = bulk.fetch(
        f"SELECT listing_id, at, field, old, new FROM listings_listingchange WHERE {among} ORDER BY at, id", [wanted]
    )
    history: dict[int, list[Entry]] = defaultdict(list)
    for pk, at, field, old, new in changes:
        history[pk].append({"at": _moment(at), "field": field, "old": _typed(field, old), "new": _typed(field, new)})
    return history


@lru_cache(maxsize=1 << 15)
def _moment(at: datetime) -> str:
    return bulk.in_utc(at).isoformat()


def _typed(field: str, text: str | None) -> str | int | None:
    """A kept value as JSON has it: a price is a number."""
    return int(text) if text and field.endswith("_price") else text


def lines(listings: QuerySet[Listing]) -> Iterator[str]:
    """One line a listing, its changes indented below it."""
    for _, entry in chain.from_iterable(_batches(listings)):
        price = money(entry["list_price"] or entry["close_price"])
        status = entry["standard_status"] or f"{entry['mls_status']}?"
        yield "  ".join(
            filter(
                None, (entry["mls"], entry["listing_id"], status, price, entry["address"], "lease" * entry["is_lease"])
            )
        )
        for change in entry["history"]:
            yield f"    {change['at'][:10]}  {change['field']}: {change['old'] or '-'} -> {change['new'] or '-'}"
