"""Where a home and a mailing address are, as far as it is known for certain: their state, and their zones or all of
the state's.
"""

from callsheet.core.facts import Place
from callsheet.listings.models import Property
from callsheet.listings.places import place_of
from callsheet.owners.models import Owner


def property_place(home: Property | None) -> Place | None:
    return _place(home.state, home.postal_code) if home else None


def mailing_place(owner: Owner | None) -> Place | None:
    return _place(owner.mailing_state, owner.mailing_postal_code) if owner else None


def _place(state: str, postal_code: str) -> Place | None:
    """State and zone of an address; the ZIP decides the zone, and the state where the address gives none."""
    known = place_of(postal_code) if postal_code else None
    if known and state in ("", known.state):
        return Place(known.state, (known.zone,))
    return Place(state, None) if state else None
