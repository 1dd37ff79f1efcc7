"""What the sheet says of a lead beside its own row: earlier agents, price cuts, the last outcome, its appointment."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from callsheet.calling.models import Attempt
from callsheet.core import ranking
from callsheet.core.offmarket import OFF_MARKET
from callsheet.leads.models import Appointment, Lead
from callsheet.listings.models import Listing, ListingChange

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Background:
    """Look-ups by lead, listing or home, for the leads it was made for."""

    unsold_listings: Mapping[int, int]
    price_cuts: Mapping[int, int]
    last_outcomes: Mapping[int, str]
    appointments: Mapping[int, datetime]

    def facts(self, lead: Lead) -> ranking.Facts:
        """What the ranking may say of this lead; `lead` has its property, listing and owner at hand."""
        return ranking.Facts(
            standard_status=lead.listing.standard_status,
            expired_on_known=lead.expired_on_known,
            is_presumed=lead.is_presumed,
            days_on_market=lead.listing.days_on_market,
            price_cuts=self.price_cuts.get(lead.listing_id, 0),
            unsold_listings=self.unsold_listings.get(lead.property_id, 1),
            owner_lives_elsewhere=_lives_elsewhere(lead),
            last_outcome=self.last_outcomes.get(lead.pk, ""),
        )


def background(leads: Collection[Lead]) -> Background:
    """At most four queries for every 500 leads; what cannot be there is not looked for."""
    tried = [lead.pk for lead in leads if lead.touches]
    met = [lead.pk for lead in leads if lead.mood == Lead.Mood.APPOINTMENT]
    unsold: dict[int, int] = defaultdict(int)
    for (home,) in _rows(Listing, "property", [lead.property_id for lead in leads], ("property",), _UNSOLD_SALE):
        unsold[home] += 1
    outcomes = _rows(Attempt, "lead", tried, ("lead", "outcome"), {"outcome__gt": ""}, order="outcome_at")
    appointments = _rows(Appointment, "lead", met, ("lead", "at"), {"outcome": ""}, order="at")
    return Background(unsold, _price_cuts([lead.listing_id for lead in leads]), dict(outcomes), dict(appointments))


_UNSOLD_SALE = {"standard_status__in": OFF_MARKET, "is_lease": False}


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
