"""/me/: a person's own settings."""

from datetime import time

import pytest

from callsheet.accounts.models import Person
from tests.web.world import a_team, an_agent

pytestmark = pytest.mark.django_db

TYPED = {
    "name": "Maya Lindqvist",
    "brokerage": "Heron Key Homes",
    "email": "maya@example.com",
    "licence_state": "VA",
    "caller_number": "410-555-0101",
    "time_zone": "America/Chicago",
    "block_starts_at": "08:30",
    "block_ends_at": "10:30",
    "keys_on": "",
    "office_names": "Saltmarsh Realty, Port Alder\n\n  Saltmarsh   Realty \nSaltmarsh Realty",
    "postal_address": " 12 Quay St,  Port Alder, MD 21078 ",
}


@pytest.fixture
def maya(client) -> Person:
    maya = an_agent(a_team())
    client.force_login(maya)
    return maya


def test_shows_what_is_set(client, maya):
    page = client.get("/me/")
    assert page.status_code == 200
    assert 'value="(410) 555-0100"' in page.text
    assert 'value="08:00"' in page.text
    assert "You call from 8:00 am to 10:00 am, Eastern time." in page.text


def test_keeps_what_is_typed(client, maya):
    assert client.post("/me/", TYPED).url == "/me/"
    maya.refresh_from_db()
    assert (maya.licence_state, maya.caller_number, maya.time_zone) == ("VA", "+14105550101", "America/Chicago")
    assert (maya.block_starts_at, maya.block_ends_at, maya.keys_on) == (time(8, 30), time(10, 30), False)
    maya.team.refresh_from_db()
    assert maya.team.name == "Heron Key Homes"
    assert maya.team.office_names == ["Saltmarsh Realty, Port Alder", "Saltmarsh Realty"]
    assert maya.team.postal_address == "12 Quay St, Port Alder, MD 21078"
    assert 'value="12 Quay St, Port Alder, MD 21078"' in client.get("/me/").text


def test_one_signs_in_with_the_new_name(client, maya):
    client.post("/me/", TYPED | {"name": "Maya L. Quist"})
    client.logout()
    assert client.login(username="Maya L. Quist", password="a long password")


def test_the_name_of_somebody_else_is_taken(client, maya):
    an_agent(maya.team, "Theo Brandt")
    answer = client.post("/me/", TYPED | {"name": "theo brandt"})
    assert answer.status_code == 422
    assert "Somebody here is called theo brandt already" in answer.text


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("block_ends_at", "08:00", "The block ends before it begins"),
        ("caller_number", "12", "ten digits"),
        ("time_zone", "Mars/Olympus", "not one of the available choices"),
        ("name", "   ", "Write your name."),
        ("brokerage", "", "Write your brokerage."),
    ],
)
def test_says_what_cannot_be_kept(client, maya, field, typed, said):
    answer = client.post("/me/", TYPED | {field: typed})
    assert answer.status_code == 422
    assert said in answer.text
    maya.refresh_from_db()
    assert maya.caller_number == "+14105550100"


def test_changes_nobody_else(client, maya):
    theo = an_agent(a_team("Heron Homes"), "Theo Brandt")
    client.post("/me/", TYPED)
    theo.refresh_from_db()
    assert (theo.licence_state, theo.team.office_names) == ("MD", [])
