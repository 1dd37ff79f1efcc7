"""/welcome/<token>/: the first person of a home."""

import pytest

from callsheet.accounts import links
from callsheet.accounts.models import Person, Team
from callsheet.accounts.places import STATES, ZONES, zone_of
from callsheet.accounts.teams import the_team
from callsheet.clock import now
from tests.web.world import a_team, an_agent

pytestmark = pytest.mark.django_db

TYPED = {
    "name": "  Maya   Lindqvist ",
    "brokerage": "Saltmarsh Realty",
    "licence_state": "MD",
    "caller_number": "(410) 555-0100",
    "time_zone": "",
    "email": "",
    "password": "a long enough password",
}


@pytest.fixture
def page() -> str:
    return f"/welcome/{links.make_link('welcome', None, now())}/"


def test_asks_what_is_needed(client, page):
    said = client.get(page)
    assert said.status_code == 200
    for field in TYPED:
        assert f'name="{field}"' in said.text


def test_makes_the_first_account_and_signs_in(client, page):
    answer = client.post(page, TYPED)
    assert (answer.status_code, answer.url) == (302, "/import/")
    person = Person.objects.get()
    assert (person.name, person.username) == ("Maya Lindqvist", "Maya Lindqvist")
    assert (person.caller_number, person.time_zone) == ("+14105550100", "America/New_York")
    assert (person.team.name, person.team.licence_state) == ("Saltmarsh Realty", "MD")
    assert client.session["_auth_user_id"] == str(person.pk)
    assert person.is_broker and person.is_licensed


def test_the_zone_is_the_states_unless_chosen(client, page):
    client.post(page, TYPED | {"licence_state": "HI"})
    assert Person.objects.get().time_zone == "Pacific/Honolulu"


def test_a_chosen_zone_is_kept(client, page):
    client.post(page, TYPED | {"time_zone": "America/Denver"})
    assert Person.objects.get().time_zone == "America/Denver"


def test_takes_over_the_team_that_an_earlier_import_made(client, page):
    team = the_team(now())
    answer = client.post(page, TYPED)
    assert answer.url == "/import/"
    assert Person.objects.get().team == team
    assert Team.objects.get().name == "Saltmarsh Realty"


def test_works_once(client, page):
    client.post(page, TYPED)
    client.logout()
    assert client.get(page).status_code == 410
    assert client.post(page, TYPED | {"name": "Somebody Else"}).status_code == 410
    assert Person.objects.count() == 1


def test_is_for_the_first_person_only(client, page):
    an_agent(a_team())
    assert client.post(page, TYPED).status_code == 410
    assert Person.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "", "Write your name."),
        ("caller_number", "555-0100", "The area code is missing"),
        ("caller_number", "call me", "not a phone number"),
        ("brokerage", " ", "Write your brokerage."),
        ("licence_state", "", "Choose the state that gave you your licence."),
        ("licence_state", "ZZ", "not one of the available choices"),
        ("password", "short", "at least 8 characters"),
        ("password", "password123", "too common"),
        ("email", "maya at home", "valid email"),
    ],
)
def test_says_what_cannot_be_kept_and_keeps_the_link(client, page, field, typed, said):
    answer = client.post(page, TYPED | {field: typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert f'id="id_{field}_error"' in answer.text
    assert not Person.objects.exists()
    assert client.post(page, TYPED).status_code == 302


def test_what_was_typed_is_still_there_but_the_password(client, page):
    answer = client.post(page, TYPED | {"caller_number": "555-0100"})
    assert 'value="Saltmarsh Realty"' in answer.text
    assert 'value="555-0100"' in answer.text
    assert TYPED["password"] not in answer.text


def test_every_state_has_a_zone_of_the_list():
    assert {zone_of(state) for state in STATES} <= set(ZONES)


def test_a_made_up_link_is_refused(client):
    assert client.get("/welcome/made-up/").status_code == 410
