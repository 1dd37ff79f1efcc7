"""`callsheet listings`."""

import json
from datetime import timedelta

import pytest

from callsheet.cli import main
from tests.web.listings.files import HERON, LARKSPUR, OSPREY, changed, imported, write
from tests.web.world import NOW, a_team

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
    first, *rest = listings()
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
    }


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
