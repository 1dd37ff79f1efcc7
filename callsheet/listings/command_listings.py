"""`callsheet listings`: what is known, with its history."""

import argparse
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from functools import partial
from itertools import islice
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from callsheet.accounts.teams import the_team
from callsheet.command_line import DONE, add_command, moment, print_json, print_lines
from callsheet.core.address import UnusableAddress, parse
from callsheet.core.address_display import display
from callsheet.core.chain import Chain
from callsheet.core.status import standard_status
from callsheet.core.words import money
from callsheet.listings.chains import chains_of
from callsheet.listings.command_chains import chain_entry
from callsheet.listings.homes import PARTS, shown_parts
from callsheet.listings.models import Listing, ListingChange

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
        listings = listings.filter(at_address(args.address))
    listings = listings.select_related("source", "property").order_by("source__name", "listing_id")
    if args.json:
        zone = ZoneInfo(team.time_zone)
        today = now.astimezone(zone).date()
        print_json(list(described(listings, lambda homes: chains_of(homes, zone, today, owner_since(homes)))))
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


def described(listings: QuerySet[Listing], chains: Chains) -> Iterator[dict[str, object]]:
    """One entry a listing, as the command's JSON has it."""
    found = entries(listings)
    while some := list(islice(found, AT_ONCE)):
        known = chains({listing.property_id for listing, _ in some})
        for listing, entry in some:
            yield {**entry, "chain": chain_entry(known.get(listing.property_id), listing.pk)}


def entries(listings: QuerySet[Listing]) -> Iterator[tuple[Listing, dict[str, object]]]:
    """Each listing with what is known of it alone."""
    history = _history(listings)
    for listing in listings.distinct().iterator(chunk_size=AT_ONCE):
        yield (
            listing,
            {
                "mls": listing.source.name,
                "listing_id": listing.listing_id,
                "standard_status": listing.standard_status or None,
                "mls_status": listing.mls_status,
                "address": listing.property.one_line,
                "address_key": listing.property.address_key,
                "list_price": listing.list_price,
                "close_price": listing.close_price,
                "is_lease": listing.is_lease,
                "history": history.get(listing.pk, []),
            },
        )


def _history(listings: QuerySet[Listing]) -> dict[int, list[dict[str, object]]]:
    changes = ListingChange.objects.filter(listing__in=listings.order_by().values("pk")).order_by("at", "pk")
    history: dict[int, list[dict[str, object]]] = defaultdict(list)
    for pk, at, field, old, new in changes.values_list("listing", "at", "field", "old", "new"):
        history[pk].append({"at": at.isoformat(), "field": field, "old": _typed(field, old), "new": _typed(field, new)})
    return history


def _typed(field: str, text: str | None) -> str | int | None:
    """A kept value as JSON has it: a price is a number."""
    return int(text) if text and field.endswith("_price") else text


def lines(listings: QuerySet[Listing]) -> Iterator[str]:
    """One line a listing, its changes indented below it."""
    for _, entry in entries(listings):
        price = money(entry["list_price"] or entry["close_price"])
        status = entry["standard_status"] or f"{entry['mls_status']}?"
        yield "  ".join(
            filter(
                None, (entry["mls"], entry["listing_id"], status, price, entry["address"], "lease" * entry["is_lease"])
            )
        )
        for change in entry["history"]:
            yield f"    {change['at'][:10]}  {change['field']}: {change['old'] or '-'} -> {change['new'] or '-'}"
