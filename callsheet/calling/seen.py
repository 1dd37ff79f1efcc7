"""What a person saw in the MLS with their own eyes, and what it means for the lead."""

from datetime import datetime

from callsheet.accounts.models import Person
from callsheet.core.offmarket import OFF_MARKET, ON_MARKET
from callsheet.leads.models import Lead
from callsheet.listings.lookups import looked_up


def status(lead: Lead, seen: str, person: Person, now: datetime) -> str:
    """Keep the status seen and say what follows: off the market frees the lead for today, on the market closes it."""
    looked_up(lead.property, lead.listing, seen, person, now)
    if seen in OFF_MARKET:
        return f"Kept: you saw {seen} in the MLS just now. The home counts as looked up for today."
    if seen in (*ON_MARKET, "Closed"):
        lead.close(f"seen as {seen} in the MLS by {person.name}.", person, now)
        return f"Kept: you saw {seen} in the MLS. The lead is closed."
    return f"Kept: you saw {seen} in the MLS. Another broker is still under contract, so it is not called."
