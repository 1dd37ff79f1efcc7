"""What changed since the file before: on the import's page, behind each count, and on the command line."""

import json

import pytest

from callsheet.cli import main
from callsheet.listings.compared import KINDS
from callsheet.listings.models import Listing
from tests.web import world
from tests.web.listings.files import write
from tests.web.listings.two_exports import COUNTS, HEADER, TODAY, YESTERDAY, row, the_pair

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(client):
    agent = world.an_agent(world.a_team())
    client.force_login(agent)
    return agent


@pytest.fixture
def pair(agent, tmp_path):
    return the_pair(tmp_path, agent.team)


def page(client, path: str) -> str:
    return client.get(path).content.decode()


def test_every_count_leads_to_as_many_listings(client, pair):
    first, second = pair
    html = page(client, f"/import/{second.pk}/")
    assert "Since monday.csv, of yesterday, 8:05 am." in html
    assert "A listing that is missing proves nothing" in html
    for kind, count in COUNTS.items():
        path = f"/import/{second.pk}/changed/{kind}/"
        assert (path in html) == bool(count)
        if count:
            assert page(client, path).count('class="row-link"') == count
        else:
            assert client.get(path).status_code == 404
    assert "What changed" not in page(client, f"/import/{first.pk}/")


def test_a_listing_says_what_changed_of_it(client, pair):
    html = page(client, f"/import/{pair[1].pk}/changed/price_down/")
    assert "Price cut: 3 listings" in html
    assert "$389,000, was $400,000" in html
    assert "Pending, was Active" in html
    relisted = page(client, f"/import/{pair[1].pk}/changed/relisted/")
    assert "31 Larkspur Ln" in relisted
    home = Listing.objects.get(listing_id="AL81").property_id
    assert f'href="/leads/of/{home}/"' in relisted


def test_a_sold_home_has_the_price_it_was_sold_for(client, pair):
    Listing.objects.filter(listing_id="AL41").update(list_price=460_000, close_price=455_000)
    assert "$455,000, asked $460,000" in page(client, f"/import/{pair[1].pk}/changed/sold/")


def test_another_filter_is_named(client, agent, tmp_path):
    active = tuple(one for one in TODAY if one[1] == "Active")
    _, second = the_pair(tmp_path, agent.team, active)
    html = page(client, f"/import/{second.pk}/")
    said = "6 of those missing are Active Under Contract, Canceled, Closed, Expired or Withdrawn, and this file has no"
    assert said in html
    assert "its filter may be another one" in html


def test_another_teams_import_and_an_unknown_kind_are_not_found(client, pair):
    stranger = world.an_agent(world.a_team("Another"), "bo")
    assert client.get(f"/import/{pair[1].pk}/changed/prices/").status_code == 404
    assert client.get(f"/import/{pair[0].pk}/changed/sold/").status_code == 404
    client.force_login(stranger)
    assert client.get(f"/import/{pair[1].pk}/changed/sold/").status_code == 404


def test_only_the_first_are_shown_of_many(client, agent, tmp_path):
    many = tuple(row(n) for n in range(1_000, 1_205))
    _, second = the_pair(tmp_path, agent.team, many)
    html = page(client, f"/import/{second.pk}/changed/newly_listed/")
    assert html.count('class="row-link"') == 200
    assert "Newly listed: 205 listings" in html
    assert "The first 200 are shown." in html


def test_the_list_of_imports_does_not_read_it(client, pair, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        page(client, "/import/")


def test_the_command_has_the_counts_in_its_json_and_a_line_for_people(tmp_path, capsys):
    world.an_agent(world.a_team())
    monday = write(tmp_path, *YESTERDAY, name="monday.csv", header=HEADER)
    tuesday = write(tmp_path, *TODAY, name="tuesday.csv", header=HEADER)
    given = ["--mls", "Alder County MLS", "--json"]
    main(["import", str(monday), "--as-of", "2026-11-01", *given])
    assert json.loads(capsys.readouterr().out)["files"][0]["compared"] is None
    main(["import", str(tuesday), "--as-of", "2026-11-02", "--dry-run", *given])
    dry = json.loads(capsys.readouterr().out)["files"][0]["compared"]
    main(["import", str(tuesday), "--as-of", "2026-11-02", *given])
    told = json.loads(capsys.readouterr().out)["files"][0]["compared"]
    assert told == dry
    assert {kind: told[kind] for kind in KINDS} == COUNTS
    assert (told["with"], told["gone_by_filter"]) == ("monday.csv", 0)
    main(["import", str(tuesday), "--mls", "Alder County MLS", "--as-of", "2026-11-03"])
    assert "  Since tuesday.csv: 13 still active." in capsys.readouterr().out
