"""/leads/of/<home>/ : from a home to its lead, from pages that know only the home."""

from datetime import date

import pytest

from tests.web import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def bao(leads):
    return leads["Bao Tran"]


@pytest.mark.parametrize(
    ("query", "path"), [("", "/leads/{}/"), ("?then=call", "/call/{}/"), ("?then=letter", "/letters/{}/")]
)
def test_it_leads_to_the_lead_the_call_or_the_letter(client, bao, query, path):
    assert client.get(f"/leads/of/{bao.property_id}/{query}").url == path.format(bao.pk)


def test_an_unknown_way_leads_to_the_lead(client, bao):
    assert client.get(f"/leads/of/{bao.property_id}/?then=dance").url == f"/leads/{bao.pk}/"


def test_the_open_lead_comes_before_a_newer_closed_one(client, bao):
    newer = world.a_listing(bao.property, bao.listing.source, listing_id="NEWER")
    world.a_lead(newer, state="closed", expired_on=date(2026, 11, 23))
    assert client.get(f"/leads/of/{bao.property_id}/").url == f"/leads/{bao.pk}/"


def test_without_a_lead_the_list_says_why(client, maya):
    home = world.a_home(maya.team)
    assert client.get(f"/leads/of/{home.pk}/").url == "/leads/?q=418+Larkspur+Ln"


def test_a_home_of_another_team_is_not_there(client, leads, others):
    assert client.get(f"/leads/of/{others['Bao Tran'].property_id}/").status_code == 404
