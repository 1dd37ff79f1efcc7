"""How often a home was tried before, in words and in one picture: the chain of its listings on lead and call pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from callsheet.calling.the_home import term
from callsheet.core import words
from callsheet.core.chain import Chain, Leg
from callsheet.core.chain_path import chain_path
from callsheet.core.chain_words import mls_says, said, term_line
from callsheet.core.price_path import PricePath, price_path
from callsheet.leads.models import Lead
from callsheet.listings.chains import TOLD, chain_of_home
from callsheet.listings.models import ListingChange
from callsheet.owners.models import Ownership


@dataclass(frozen=True, slots=True)
class Tried:
    """`path`: one picture of all tries, else of the newest. `said` is empty where the picture's caption says it, or
    where the listing is all there is; `terms` are lines, the newest first."""

    path: PricePath | None
    said: str
    mls: str
    terms: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]


def changes_at(lead: Lead) -> list[ListingChange]:
    """The prices and statuses that changed at the lead's home, in any of its listings, oldest first: one query."""
    at_home = ListingChange.objects.filter(listing__property=lead.property_id, field__in=TOLD)
    return list(at_home.order_by("at", "pk"))


def chain_at(lead: Lead, changes: Sequence[ListingChange], title: Ownership | None, today: date) -> Chain:
    """The chain of the lead's home: one query."""
    zone = ZoneInfo(lead.team.time_zone)
    return chain_of_home(lead.property_id, changes, zone, today, title.since if title else None)


def tried(lead: Lead, chain: Chain, changes: Sequence[ListingChange], today: date) -> Tried:
    """What the pages show of the tries of the lead's owner."""
    leg = chain.leg_of(lead.listing_id)
    prices = [one for one in changes if one.field == "list_price" and one.listing_id == lead.listing_id]
    newest = price_path(term(lead, prices))
    if leg is None or not _is_more_than_its_listing(chain, leg):
        return Tried(newest, "", "", (), ())
    sentence = said(leg, today)
    path = chain_path(leg, sentence, today)
    return Tried(
        path=path or newest,
        said="" if path else sentence,
        mls=mls_says(leg),
        terms=tuple(term_line(one, today) for one in reversed(chain.terms)),
        facts=tuple(_facts(leg)),
    )


def _is_more_than_its_listing(chain: Chain, leg: Leg) -> bool:
    return len(chain.terms) > 1 or leg.missing or len(leg.terms[0].listings) > 1


def _facts(leg: Leg):
    """(label, value) beside those of the newest listing."""
    if len(leg.terms) > 1:
        yield "Tries to sell", str(leg.tries)
        yield "Days in all", f"{'' if leg.exact else 'at least '}{leg.days:,}"
    if leg.cut_percent and len(leg.terms) > 1:
        first, last = leg.first_ask or 0, leg.last_ask or 0
        yield ("Cut in all" if last < first else "Raised in all"), f"{words.money(abs(first - last))}, {_percent(leg)}"


def _percent(leg: Leg) -> str:
    return f"{abs(leg.cut_percent):g}%"
