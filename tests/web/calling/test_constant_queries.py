"""A page asks as few questions of the database in a market of two hundred leads as in one of ten."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from callsheet.accounts.models import Team
from callsheet.calling.models import Attempt, CallSession
from callsheet.leads.models import Lead
from callsheet.listings.models import Listing, Property, Source
from callsheet.owners.models import Owner, Ownership, Phone
from tests.web.world import NOW, a_registry_copy, an_mls, was_read

pytestmark = pytest.mark.django_db


def fill(team: Team, mls: Source, count: int) -> None:
    """So many homes in Maryland with an owner, a number that may be called and a lead that is due."""
    first = Property.objects.count()
    homes = Property.objects.bulk_create(
        Property(
            team=team, number=str(n), street="Larkspur", suffix="Ln", city="Fallow Creek", state="MD",
            postal_code="21014", address_key=f"1|{n}|21014",
        )
        for n in range(first, first + count)
    )  # fmt: skip
    owners = Owner.objects.bulk_create(
        Owner(team=team, name=f"Owner {home.number}", name_key=f"OWNER {home.number}") for home in homes
    )
    pairs = list(zip(homes, owners, strict=True))
    Ownership.objects.bulk_create(Ownership(owner=owner, property=home, reported_at=NOW) for home, owner in pairs)
    Phone.objects.bulk_create(
        Phone(owner=owner, number=f"+141055501{int(home.number) % 100:02}", reported_at=NOW) for home, owner in pairs
    )
    listings = Listing.objects.bulk_create(
        Listing(
            source=mls, listing_id=f"AL{home.number}", property=home, standard_status="Expired", mls_status="Expired",
            list_price=300_000, off_market_date=(NOW - timedelta(days=40)).date(),
            status_at=NOW, first_seen_at=NOW,
        )
        for home in homes
    )  # fmt: skip
    for listing in listings:
        was_read(listing, as_of=NOW, seen_at=NOW)
    Lead.objects.bulk_create(
        Lead(
            team=team, property=listing.property, listing=listing, owner=owner, opened_at=NOW, due_at=NOW,
            expired_on=listing.off_market_date, attempts=1, touches=1,
        )
        for listing, owner in zip(listings, owners, strict=True)
    )  # fmt: skip


def called(maya, session: CallSession, count: int) -> None:
    """The newest leads were called in the session, with an outcome each."""
    Attempt.objects.bulk_create(
        Attempt(
            lead=lead, person=maya, session=session, at=NOW, is_reported=True, outcome="no_answer", outcome_at=NOW,
        )
        for lead in Lead.objects.order_by("-pk")[:count]
    )  # fmt: skip


PAGES = {
    "today": "/",
    "sheet": "/sheet/",
    "call": "/call/{lead}/",
    "lead": "/leads/{lead}/",
    "leads": "/leads/",
    "records": "/records/",
    "rules": "/rules/",
    "state": "/rules/MD/",
    "lists": "/lists/",
    "numbers": "/numbers/",
    "may": "/may-i-call/{phone}/",
}


@pytest.mark.parametrize("page", PAGES)
def test_ten_leads_or_two_hundred(client, maya, page):
    a_registry_copy("410", copied_on=NOW.date())
    mls, session = an_mls(maya.team), CallSession.objects.create(person=maya, started_at=NOW)
    fill(maya.team, mls, 10)
    called(maya, session, 5)
    lead = Lead.objects.order_by("pk").first()
    address = PAGES[page].format(lead=lead.pk, phone=lead.owner.phones.get().pk)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    queries()
    few = queries()
    fill(maya.team, mls, 190)
    called(maya, session, 100)
    assert queries() == few


def test_a_call_screen_reads_the_houses_rules_once(client, leads):
    with CaptureQueriesContext(connection) as seen:
        assert client.get(f"/call/{Lead.objects.filter(state='open').first().pk}/").status_code == 200
    assert sum('FROM "compliance_houserule"' in query["sql"] for query in seen) == 1
