"""The people of the web tests: a team, its agent, and a home with an expired listing and its owner."""

from datetime import UTC, date, datetime, timedelta

from callsheet.accounts.models import Person, Team
from callsheet.leads.models import Lead
from callsheet.listings import streets
from callsheet.listings.models import LastRead, Listing, Property, Source
from callsheet.listings.neighbours import PARTS
from callsheet.owners.models import Owner, Ownership, Phone
from tests.web.listed import a_registry_copy

__all__ = [
    "NOW", "a_home", "a_lead", "a_listing", "a_registry_copy", "a_team", "an_agent", "an_mls", "an_owner",
]  # fmt: skip

# A Tuesday, 8:05 am in Maryland.
NOW = datetime(2026, 11, 24, 13, 5, tzinfo=UTC)


def a_team(name: str = "Saltmarsh Realty") -> Team:
    return Team.objects.create(name=name, licence_state="MD", created_at=NOW)


def an_agent(team: Team, username: str = "maya", **given) -> Person:
    return Person.objects.create_user(
        username=username,
        password="a long password",
        name="Maya Lindqvist",
        team=team,
        licence_state="MD",
        caller_number="+14105550100",
        **given,
    )


def an_mls(team: Team, name: str = "Alder County MLS", fresh_at: datetime = NOW - timedelta(hours=2)) -> Source:
    return Source.objects.create(team=team, kind="mls", name=name, active_seen_at=fresh_at)


def a_home(team: Team, number: str = "418", street: str = "Larkspur", **given) -> Property:
    parts = {
        "suffix": "Ln",
        "city": "Fallow Creek",
        "state": "MD",
        "postal_code": "21014",
        "address_key": f"1|{number}|{street}|21014",
    }
    home = Property.objects.create(team=team, number=number, street=street, **(parts | given))
    streets.keep(team.pk, [streets.lying([getattr(home, part) for part in PARTS])])
    return home


def a_listing(
    home: Property,
    source: Source,
    as_of: datetime = NOW - timedelta(hours=2),
    seen_at: datetime = NOW - timedelta(hours=2),
    **given,
) -> Listing:
    fields = {
        "listing_id": f"AL{home.pk:06}",
        "standard_status": "Expired",
        "mls_status": "Expired",
        "list_price": 459_900,
        "original_list_price": 489_000,
        "on_market_date": date(2026, 3, 11),
        "off_market_date": date(2026, 11, 22),
        "status_at": NOW - timedelta(hours=2),
        "first_seen_at": NOW - timedelta(days=250),
    }
    listing = Listing.objects.create(property=home, source=source, **(fields | given))
    was_read(listing, as_of, seen_at)
    return listing


def was_read(listing: Listing, as_of: datetime, seen_at: datetime) -> None:
    """Note when a listing's own row was read last."""
    LastRead.objects.create(listing=listing, source=listing.source, row_hash=0, as_of=as_of, seen_at=seen_at)


def an_owner(home: Property, name: str = "Harriet Boone", number: str = "+14105550142", **given) -> Owner:
    owner = Owner.objects.create(
        team=home.team, name=name, first_name=name.split(maxsplit=1)[0], name_key=name.upper(), **given
    )
    Ownership.objects.create(owner=owner, property=home, reported_at=NOW)
    Phone.objects.create(owner=owner, number=number, line_type="mobile", reported_at=NOW)
    return owner


def a_lead(listing: Listing, owner: Owner | None = None, **given) -> Lead:
    fields = {"opened_at": NOW, "expired_on": date(2026, 11, 22), "due_at": NOW}
    return Lead.objects.create(
        team=listing.property.team, property=listing.property, listing=listing, owner=owner, **(fields | given)
    )
