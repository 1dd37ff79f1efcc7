"""A home whose listing left the feed: the sheet and the call screen ask for a look in the MLS, which frees the day."""

import pytest

from callsheet.listings import feed_purge
from callsheet.listings.models import Listing
from tests.web import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(maya):
    home = world.a_home(maya.team)
    listing = world.a_listing(home, world.an_mls(maya.team, "Port Alder MLS"))
    world.a_registry_copy()
    lead = world.a_lead(listing, world.an_owner(home))
    feed_purge.blank([listing.pk])
    return lead


def test_the_sheet_says_what_to_do(client, lead):
    page = client.get("/sheet/").text
    assert "Port Alder MLS no longer shows its listing" in page
    assert f'<a href="/call/{lead.pk}/">Look it up in the MLS</a>' in page


def test_a_look_in_the_mls_frees_it_for_the_day(client, lead):
    page = client.get(f"/call/{lead.pk}/").text
    assert "Look it up, and it is free for today" in page
    client.post(f"/call/{lead.pk}/looked-up/", {"status": "Expired"})
    assert "Call Harriet Boone" in client.get("/sheet/").text
    lead.refresh_from_db()
    assert lead.state == "open"


def test_a_home_that_is_listed_is_not_asked_about(client, lead):
    Listing.objects.update(standard_status="Active")
    assert "Look it up in the MLS" not in client.get("/sheet/").text
