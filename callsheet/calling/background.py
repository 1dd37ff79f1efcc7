"""What the sheet says of a lead beside its own row: earlier agents, price cuts, the last outcome, its appointment."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Count

from callsheet.calling.models import Attempt
from callsheet.core import ranking
from callsheet.core.chain import Leg, chain_of
from callsheet.core.chain_days import Listed
from callsheet.core.offmarket import OFF_MARKET
from callsheet.leads.models import Appointment, Lead
from callsheet.listings.bulk import chunks
from callsheet.listings.chains import FIELDS, listed
from callsheet.listings.models import Listing, ListingChange

CHUNK = 500
ANYWHERE = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Background:
    """Look-ups by lead, listing or home, for the leads it was made for."""

    tries: Mapping[int, Leg]
    price_cuts: Mapping[int, int]
    last_outcomes: Mapping[int, str]
    appointments: Mapping[int, datetime]

    def facts(self, lead: Lead) -> ranking.Facts:
        """What the ranking may say of this lead; `lead` has its property, listing and owner at hand."""
        tries = self.tries.get(lead.property_id)
        return ranking.Facts(
            standard_status=lead.listing.standard_status,
            expired_on_known=lead.expired_on_known,
            is_presumed=lead.is_presumed,
            days_on_market=lead.listing.days_on_market,
            price_cuts=self.price_cuts.get(lead.listing_id, 0),
            unsold_listings=tries.unsold if tries else 1,
            agents_tried=len(tries.agents) if tries else 0,
            owner_lives_elsewhere=_lives_elsewhere(lead),
            last_outcome=self.last_outcomes.get(lead.pk, ""),
        )


def background(leads: Collection[Lead]) -> Background:
    """At most four queries for every 500 leads; what cannot be there is not looked for."""
    tried = [lead.pk for lead in leads if lead.touches]
    met = [lead.pk for lead in leads if lead.mood == Lead.Mood.APPOINTMENT]
    outcomes = _rows(Attempt, "lead", tried, ("lead", "outcome"), {"outcome__gt": ""}, order="outcome_at")
    appointments = _rows(Appointment, "lead", met, ("lead", "at"), {"outcome": ""}, order="at")
    return Background(
        _tries(leads), _price_cuts([lead.listing_id for lead in leads]), dict(outcomes), dict(appointments)
    )


_UNSOLD_SALE = {"standard_status__in": OFF_MARKET, "is_lease": False}


def _tries(leads: Collection[Lead]) -> dict[int, Leg]:
    """Home -> the tries of its owner, for the few homes that came off the market unsold more than once.

    Whose terms they are does not hang on hours or on today: any zone and the day of the lead's expiry serve.
    """
    lead_at = {lead.property_id: lead for lead in leads}
    listings: dict[int, list[Listed]] = defaultdict(list)
    for some in chunks(list(lead_at), CHUNK):
        unsold = Listing.objects.filter(property__in=some, **_UNSOLD_SALE).order_by().values("property")
        again = unsold.annotate(times=Count("pk")).filter(times__gt=1).values("property")
        for home, *values in Listing.objects.filter(property__in=again).values_list("property", *FIELDS):
            listings[home].append(listed(values, {}, ANYWHERE))
    chains = {home: chain_of(found, lead_at[home].expired_on) for home, found in listings.items()}
    return {home: leg for home, chain in chains.items() if (leg := chain.leg_of(lead_at[home].listing_id))}


def _price_cuts(listings: Collection[int]) -> dict[int, int]:
    cuts: dict[int, int] = defaultdict(int)
    for listing, old, new in _rows(
        ListingChange, "listing", listings, ("listing", "old", "new"), {"field": "list_price"}
    ):
        cuts[listing] += bool(old and new) and int(new) < int(old)
    return cuts


def _rows(
    model, field: str, keys: Collection[int], values: tuple[str, ...], where: dict, order: str = "pk"
) -> Iterable:
    keys = list(keys)
    for start in range(0, len(keys), CHUNK):
        found = model.objects.filter(**{f"{field}__in": keys[start : start + CHUNK]}, **where)
        yield from found.order_by(order).values_list(*values)


def _lives_elsewhere(lead: Lead) -> bool:
    owner, home = lead.owner, lead.property
    if owner is None or not owner.mailing_postal_code:
        return False
    return owner.mailing_postal_code[:5] != home.postal_code[:5] or not owner.mailing_line.startswith(home.number)
