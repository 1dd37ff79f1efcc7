"""'I looked it up in the MLS just now': a person's own sight of a status, which frees the home for that day."""

from datetime import datetime

from callsheet.accounts.models import Person
from callsheet.listings.models import Listing, Property, StatusLookup


def looked_up(
    property: Property, listing: Listing | None, status: str, by: Person | None, now: datetime
) -> StatusLookup:
    """Keep who saw which StandardStatus of the home, and when. The same sight at the same moment is kept once."""
    seen, _ = StatusLookup.objects.get_or_create(
        property=property, listing=listing, standard_status=status, by=by, at=now
    )
    return seen
