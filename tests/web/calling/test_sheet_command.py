"""`callsheet sheet`: what it prints, and which arguments it takes."""

import json
from datetime import date, timedelta

import pytest

from callsheet.cli import main
from tests.web import world
from tests.web.listed import on_registry
from tests.web.world import NOW

pytestmark = pytest.mark.django_db
AT = ("--at", NOW.isoformat())


@pytest.fixture
def market():
    """One lead that may be called, and one whose number is on the registry copy."""
    team = world.a_team()
    mls = world.an_mls(team)
    world.a_registry_copy()
    on_registry("+14105550199")
    for number, phone in (("101", "+14105550101"), ("102", "+14105550199")):
        home = world.a_home(team, number)
        listing = world.a_listing(home, mls, off_market_date=date(2026, 11, 22))
        owner = world.an_owner(home, f"Owner {number}", phone)
        world.a_lead(listing, owner, expired_on=date(2026, 11, 22))


def rows(capsys, *arguments):
    assert main(["sheet", *AT, "--json", *arguments]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_row_has_the_fields_of_the_public_interface(capsys, market):
    first, second = rows(capsys)
    assert set(first) >= {
        *("position", "lead", "address", "owner", "phone", "why", "callable", "refusals", "expired_on"),
        *("attempts", "score"),
    }
    assert (first["position"], first["callable"], first["refusals"], first["expired_on"]) == (1, True, [], "2026-11-22")
    assert second["callable"] is False
    assert [said["rule"] for said in second["refusals"]] == ["DNC_NATIONAL"]


def test_when_it_may_be_called_is_a_moment_in_iso_text(capsys, market):
    assert main(["sheet", "--json", "--at", (NOW + timedelta(hours=14)).isoformat()]) == 0
    found = json.loads(capsys.readouterr().out)
    moments = {said["next_allowed_at"] for row in found for said in row["refusals"] if said["rule"] == "HOURS_FED"}
    assert moments == {"2026-11-25T13:00:00Z"}


def test_a_limit_prints_the_first_rows_only(capsys, market):
    assert [row["position"] for row in rows(capsys, "--limit", "1")] == [1]
    assert rows(capsys, "--limit", "0") == []
    assert len(rows(capsys, "--limit", "50")) == 2


def test_a_limit_below_nothing_is_unusable(capsys, market):
    assert main(["sheet", *AT, "--json", "--limit", "-1"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "--limit -1" in err
