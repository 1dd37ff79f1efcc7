"""`callsheet listings`."""

import json
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from callsheet.accounts.models import Team
from callsheet.cli import main
from callsheet.listings import command_listings
from callsheet.owners.models import Owner, Ownership
from tests.web.listings.files import HERON, LARKSPUR, OSPREY, changed, imported, write
from tests.web.world import NOW, a_home, a_listing, a_team, an_mls

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def market(tmp_path):
    team = a_team()
    imported(team, write(tmp_path, LARKSPUR, HERON, OSPREY), mls="Alder County MLS")
    cheaper = changed(LARKSPUR, list_price="449900", status="Expired")
    imported(team, write(tmp_path, cheaper), NOW + timedelta(days=1), mls="Alder County MLS")
    other = a_team("Other Realty")
    imported(other, write(tmp_path, changed(LARKSPUR, number="ZZ")))


@pytest.fixture
def listings(capsys, monkeypatch):
    monkeypatch.setenv("CALLSHEET_TEAM", "Saltmarsh Realty")

    def run(*arguments: str) -> list[dict]:
        assert main(["listings", "--json", *arguments]) == 0
        return json.loads(capsys.readouterr().out)

    return run


def test_everything_with_its_history(listings):
    first, *rest = listings("--at", "2026-11-26T12:00:00-05:00")
    assert [entry["listing_id"] for entry in rest] == ["AL2", "AL3"]
    assert first == {
        "mls": "Alder County MLS",
        "listing_id": "AL1",
        "standard_status": "Expired",
        "mls_status": "Expired",
        "address": "418 Larkspur Ln, Fallow Creek, MD 21014",
        "address_key": "2|418||LARKSPUR|LN|||21014",
        "list_price": 449_900,
        "close_price": None,
        "is_lease": False,
        "history": [
            {"at": "2026-11-25T13:05:00+00:00", "field": "standard_status", "old": "Active", "new": "Expired"},
            {"at": "2026-11-25T13:05:00+00:00", "field": "list_price", "old": 459_900, "new": 449_900},
        ],
        "chain": {
            "kind": "first",
            "attempt": 1,
            "attempts": 1,
            "unsold": 1,
            "agents": [],
            "cumulative_days_on_market": 259,
            "is_exact": True,
            "mls_cumulative_days": None,
            "price_path": [
                {"listing_id": "AL1", "on": "2026-03-11", "price": 459_900},
                {"listing_id": "AL1", "on": "2026-11-25", "price": 449_900},
            ],
        },
    }


def chain_at(listings, address: str) -> dict[str, dict]:
    """Listing number -> what is told of its chain."""
    return {
        entry["listing_id"]: entry["chain"]
        for entry in listings("--address", address, "--at", "2027-01-10T12:00:00-05:00")
    }


def test_the_tries_of_one_owner_are_told_apart_from_a_lease_a_resale_and_a_draft(listings):
    team, on = Team.objects.get(name="Saltmarsh Realty"), date
    home, mls, other = a_home(team, "96", "Orchard"), an_mls(team, "Teal MLS"), an_mls(team, "Heron MLS")
    sold = {"standard_status": "Closed", "close_date": on(2020, 5, 1), "close_price": 300_000}
    a_listing(home, mls, listing_id="S1", on_market_date=on(2020, 2, 1), off_market_date=on(2020, 4, 1), **sold)
    tried = {"list_agent_full_name": "Agnes Doyle", "list_price": 480_000, "original_list_price": 500_000}
    a_listing(home, mls, listing_id="T1", on_market_date=on(2026, 1, 1), off_market_date=on(2026, 3, 1), **tried)
    tried |= {"list_agent_full_name": "Leon Tern", "original_list_price": None}
    a_listing(home, mls, listing_id="T2", on_market_date=on(2026, 6, 1), off_market_date=on(2026, 7, 1), **tried)
    a_listing(home, other, listing_id="T3", on_market_date=on(2026, 6, 1), off_market_date=on(2026, 7, 1), **tried)
    a_listing(home, mls, listing_id="L1", on_market_date=on(2026, 8, 1), off_market_date=on(2026, 8, 31), is_lease=True)
    a_listing(home, mls, listing_id="D1", standard_status="Incomplete")

    told = chain_at(listings, "96 Orchard")

    kinds = {number: chain and chain["kind"] for number, chain in told.items()}
    assert kinds == {
        "S1": "first", "T1": "resale", "T2": "another_agent", "T3": "second_mls", "L1": "lease", "D1": None
    }  # fmt: skip
    assert (told["S1"]["attempts"], told["L1"]["attempts"], told["L1"]["cumulative_days_on_market"]) == (1, None, 30)
    second = told["T2"]
    assert (second["attempt"], second["attempts"], second["unsold"]) == (2, 2, 2)
    assert second["cumulative_days_on_market"] == 59 + 30, "time off the market does not count, a closing resets"
    assert second["agents"] == ["Agnes Doyle", "Leon Tern"]
    assert [(step["listing_id"], step["on"], step["price"]) for step in second["price_path"]] == [
        ("T1", "2026-01-01", 500_000),
        ("T1", None, 480_000),
        ("T2", "2026-06-01", 480_000),
    ]
    assert told["T3"] == {**second, "kind": "second_mls"}


@pytest.mark.parametrize("at_once", [1, 2])
def test_a_home_whose_listings_are_read_apart_has_one_chain(listings, monkeypatch, at_once):
    team = Team.objects.get(name="Saltmarsh Realty")
    home, mls = a_home(team, "96", "Orchard", address_key="1|96"), an_mls(team, "Bay MLS")
    for number, status in (("T1", "Expired"), ("T2", "Active"), ("D1", "Incomplete")):
        a_listing(home, mls, listing_id=number, standard_status=status)
    whole = listings()
    monkeypatch.setattr(command_listings, "AT_ONCE", at_once)
    assert listings() == whole
    assert [entry["listing_id"] for entry in whole if entry["chain"] is None] == ["D1"]


def test_nothing_known_is_an_empty_array(capsys, monkeypatch):
    monkeypatch.setenv("CALLSHEET_TEAM", "Saltmarsh Realty")
    assert main(["listings", "--json", "--status", "Hold"]) == 0
    assert capsys.readouterr().out == "[]\n"


def test_a_deed_between_two_tries_makes_the_second_one_a_new_owners(listings):
    team, on = Team.objects.get(name="Saltmarsh Realty"), date
    home, mls = a_home(team, "96", "Orchard"), an_mls(team, "Teal MLS")
    a_listing(home, mls, listing_id="T1", on_market_date=on(2025, 1, 1), off_market_date=on(2025, 3, 1))
    a_listing(home, mls, listing_id="T2", on_market_date=on(2026, 6, 1), off_market_date=on(2026, 7, 1))
    assert chain_at(listings, "96 Orchard")["T2"]["attempts"] == 2
    vail = Owner.objects.create(team=team, name="Jane Vail", name_key="people:JANE VAIL")
    Ownership.objects.create(owner=vail, property=home, since=on(2025, 9, 1), reported_at=NOW)
    told = chain_at(listings, "96 Orchard")["T2"]
    assert (told["kind"], told["attempts"], told["cumulative_days_on_market"]) == ("new_owner", 1, 30)


def test_chains_cost_the_same_number_of_queries_for_any_number_of_listings(listings, django_assert_num_queries):
    team = Team.objects.get(name="Saltmarsh Realty")
    with CaptureQueriesContext(connection) as before:
        listings()
    mls = an_mls(team, "Teal MLS")
    for number in range(30):
        home = a_home(team, str(number + 1), "Orchard", address_key=f"2|{number + 1}||ORCHARD|LN|||21014")
        a_listing(home, mls, listing_id=f"N{number}")
    with django_assert_num_queries(len(before)):
        assert len(listings()) == 33


@pytest.mark.parametrize(("status", "found"), [("Expired", ["AL1", "AL2"]), ("sold", ["AL3"]), ("Active", [])])
def test_of_a_status(listings, status, found):
    assert [entry["listing_id"] for entry in listings("--status", status)] == found


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("418 Larkspur Ln, Fallow Creek, MD 21014", ["AL1"]),
        ("418 larkspur lane", ["AL1"]),
        ("2207 Heron Ct", ["AL2"]),
        ("2207 Heron Ct Unit 3B", ["AL2"]),
        ("2207 Heron Ct Unit 4", []),
        ("heron", ["AL2"]),
        ("Port Alder", ["AL2", "AL3"]),
        ("nowhere", []),
    ],
)
def test_at_an_address(listings, address, found):
    assert [entry["listing_id"] for entry in listings("--address", address)] == found


def test_for_people_a_line_each_and_its_changes_below(capsys, monkeypatch):
    monkeypatch.setenv("CALLSHEET_TEAM", "Saltmarsh Realty")
    assert main(["listings", "--status", "Expired"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Alder County MLS  AL1  Expired  $449,900  418 Larkspur Ln, Fallow Creek, MD 21014"
    assert lines[2] == "    2026-11-25  list_price: 459900 -> 449900"
    assert len(lines) == 4
