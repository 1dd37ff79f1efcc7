"""`callsheet listings`: what is known, with its history."""

import argparse
from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Q, QuerySet

from callsheet.accounts.teams import the_team
from callsheet.command_line import DONE, add_command, moment, print_json, print_lines
from callsheet.core.address import UnusableAddress, parse
from callsheet.core.address_display import display
from callsheet.core.status import standard_status
from callsheet.core.words import money
from callsheet.listings.homes import PARTS, shown_parts
from callsheet.listings.models import Listing, ListingChange


def register(subparsers) -> None:
    parser = add_command(subparsers, "listings", run, "list what is known, with every change of it")
    parser.add_argument("--status", metavar="S", help="only those of this status, such as Expired")
    parser.add_argument("--address", metavar="TEXT", help="only those at this address, or on a street of this name")


def run(args: argparse.Namespace) -> int:
    listings = Listing.objects.filter(source__team=the_team(moment(args.at)))
    if args.status:
        listings = listings.filter(of_status(args.status))
    if args.address:
        listings = listings.filter(at_address(args.address))
    listings = listings.select_related("source", "property").order_by("source__name", "listing_id")
    if args.json:
        print_json(list(described(listings)))
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


def described(listings: QuerySet[Listing]) -> Iterator[dict[str, object]]:
    """One entry a listing, as the command's JSON has it."""
    history = _history(listings)
    for listing in listings.distinct().iterator(chunk_size=2_000):
        yield {
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
        }


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
    for entry in described(listings):
        price = money(entry["list_price"] or entry["close_price"])
        status = entry["standard_status"] or f"{entry['mls_status']}?"
        yield "  ".join(
            filter(
                None, (entry["mls"], entry["listing_id"], status, price, entry["address"], "lease" * entry["is_lease"])
            )
        )
        for change in entry["history"]:
            yield f"    {change['at'][:10]}  {change['field']}: {change['old'] or '-'} -> {change['new'] or '-'}"
