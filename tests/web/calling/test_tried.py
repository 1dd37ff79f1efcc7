"""The tries before: one sentence, one picture and every term on the lead page and the call screen."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.web import world

pytestmark = pytest.mark.django_db

SENTENCE = "Tried three times in 20 months with two agents, $519,000 down to $459,900; 436 days on the market in all."


@pytest.fixture
def agent():
    world.a_registry_copy()
    return world.an_agent(world.a_team())


@pytest.fixture
def mls(agent):
    return world.an_mls(agent.team)


@pytest.fixture
def lead(agent, mls, client):
    client.force_login(agent)
    home = world.a_home(agent.team)
    by = {"list_agent_full_name": "Marcus Bell", "list_office_name": "Tern & Tide"}
    return world.a_lead(world.a_listing(home, mls, days_on_market=256, **by), world.an_owner(home))


def earlier(lead, number, listed, off, **given):
    fields = {"list_agent_full_name": "Agnes Doyle", "list_price": 499_000, "original_list_price": 519_000}
    days = {"on_market_date": date.fromisoformat(listed), "off_market_date": date.fromisoformat(off)}
    return world.a_listing(lead.property, lead.listing.source, listing_id=number, **(days | fields | given))


@pytest.fixture
def three_tries(lead):
    earlier(lead, "E1", "2025-04-01", "2025-07-01")
    earlier(lead, "E2", "2025-08-01", "2025-10-29", original_list_price=499_000, list_price=495_000)
    return lead


@pytest.mark.parametrize("page", ["/leads/{}/", "/call/{}/"], ids=["lead", "call"])
def test_several_tries_are_one_sentence_one_picture_and_a_line_each(client, three_tries, page):
    html = client.get(page.format(three_tries.pk)).content.decode().replace("&amp;", "&")
    assert SENTENCE in html
    assert "Price history of 3 terms" in html
    assert html.count('<svg class="chart" viewBox="0 0 304 132"') == 1
    assert "All 3 listings of this home" in html
    told = (
        "Listed again by another agent",
        "Listed again by the same agent",
        "Listed Apr 1, 2025, at $519,000, Agnes Doyle; expired Jul 1, 2025 at $499,000 after 91 days.",
    )
    newest, again, first = (html.index(line) for line in told)
    assert newest < again < first


def test_the_lead_page_adds_the_figures_of_all_tries(client, three_tries):
    html = client.get(f"/leads/{three_tries.pk}/").content.decode()
    assert "<dt>Tries to sell</dt><dd>3</dd>" in html
    assert "<dt>Days in all</dt><dd>436</dd>" in html
    assert "<dt>Cut in all</dt><dd>$59,100, 11.4%</dd>" in html


def test_one_try_says_nothing_more_than_its_listing(client, lead):
    html = client.get(f"/leads/{lead.pk}/").content.decode()
    assert "Tried once" not in html
    assert "of this home</summary>" not in html
    assert "Days in all" not in html


def test_where_the_mls_counts_otherwise_both_are_said(client, lead):
    lead.listing.cumulative_days_on_market = 401
    lead.listing.save()
    html = client.get(f"/call/{lead.pk}/").content.decode()
    assert "Tried at least twice with one agent, $489,000 down to $459,900; 256 days on the market." in html
    assert "The MLS itself counts 401 days in all: an earlier listing is not in your files." in html


def test_tries_of_an_owner_before_are_listed_but_not_counted(client, lead):
    earlier(lead, "E1", "2018-04-01", "2018-07-01")
    lead.owner.ownerships.update(since=date(2019, 5, 1))
    html = client.get(f"/leads/{lead.pk}/").content.decode()
    assert "Tried once in 8 months with one agent, $489,000 down to $459,900; 256 days on the market." in html
    assert "Listed by the next owner Mar 11, at $489,000" in html
    assert "expired Jul 1, 2018" in html


@pytest.mark.parametrize("page", ["/leads/{}/", "/call/{}/"], ids=["lead", "call"])
def test_more_tries_cost_no_more_queries(client, lead, page):
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(page.format(lead.pk))
        return len(asked)

    earlier(lead, "E1", "2025-04-01", "2025-07-01")
    queries()
    two = queries()
    for year in range(2014, 2024):
        earlier(lead, f"E{year}", f"{year}-04-01", f"{year}-07-01")
    assert queries() == two
