"""/join/<token>/: a colleague comes in by the link the broker handed over."""

from datetime import timedelta

import pytest

from callsheet.accounts import links, people
from callsheet.accounts.models import Person
from callsheet.accounts.people import NewPerson
from tests.web.accounts.colleagues import a_colleague
from tests.web.world import NOW, a_team

pytestmark = pytest.mark.django_db
TYPED = {"caller_number": "(410) 555-0119", "time_zone": "America/Chicago", "password": "tidewater-7-lanterns"}


@pytest.fixture
def broker(morning) -> Person:
    return a_colleague(a_team(), "Maya Lindqvist", "broker")


@pytest.fixture
def token(broker) -> str:
    return people.add(NewPerson("Otto Brandt", "agent", "PA"), broker, NOW)[1]


def test_it_greets_by_name_role_and_team(client, token):
    page = client.get(f"/join/{token}/")
    assert "Welcome, Otto Brandt" in page.text
    assert "You work at Saltmarsh Realty as an agent." in page.text
    assert '<option value="America/New_York" selected>' in page.text


def test_it_keeps_what_was_typed_and_signs_in(client, token):
    answer = client.post(f"/join/{token}/", TYPED)
    assert (answer.status_code, answer.url) == (302, "/")
    otto = Person.objects.get(name="Otto Brandt")
    assert (otto.caller_number, otto.time_zone) == ("+14105550119", "America/Chicago")
    assert otto.check_password(TYPED["password"])
    assert client.session["_auth_user_id"] == str(otto.pk)


def test_it_works_once(client, token):
    client.post(f"/join/{token}/", TYPED)
    client.logout()
    assert client.get(f"/join/{token}/").status_code == 410
    assert client.post(f"/join/{token}/", TYPED | {"password": "another-long-one"}).status_code == 410
    assert Person.objects.get(name="Otto Brandt").check_password(TYPED["password"])


def test_looking_does_not_use_it(client, token):
    for _ in range(3):
        assert client.get(f"/join/{token}/").status_code == 200


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"caller_number": "555-0119"}, "The area code is missing"),
        ({"caller_number": ""}, "Write your caller number."),
        ({"password": "short"}, "at least 8 characters"),
        ({"password": ""}, "Choose a password."),
        ({"time_zone": "Mars/Olympus"}, "not one of the available choices"),
    ],
    ids=["no area code", "no number", "short", "no password", "no zone"],
)
def test_what_cannot_be_kept_is_said_and_the_link_stays(client, token, typed, said):
    page = client.post(f"/join/{token}/", TYPED | typed)
    assert page.status_code == 422 and said in page.text
    assert client.get(f"/join/{token}/").status_code == 200


def test_after_a_week_it_has_run_out(client, token, monkeypatch):
    monkeypatch.setattr("callsheet.clock.now", lambda: NOW + timedelta(days=7))
    assert client.get(f"/join/{token}/").status_code == 410


def test_a_newer_link_takes_its_place(client, token, broker):
    newer = people.invite(Person.objects.get(name="Otto Brandt"), broker, NOW)
    assert client.get(f"/join/{token}/").status_code == 410
    assert client.get(f"/join/{newer}/").status_code == 200


def test_a_sign_in_link_is_no_join_link(client, broker):
    assert client.get(f"/join/{links.make_link('sign_in', broker, NOW)}/").status_code == 410


def test_somebody_with_a_password_gets_a_new_one_and_their_sessions_end(client, broker):
    otto = a_colleague(broker.team, "Otto Brandt")
    theirs = type(client)()
    theirs.force_login(otto)
    client.post(f"/join/{people.invite(otto, broker, NOW)}/", TYPED)
    assert theirs.get("/me/").url.startswith("/accounts/login/")
    assert client.get("/me/").status_code == 200
