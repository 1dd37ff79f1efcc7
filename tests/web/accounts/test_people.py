"""/me/people/: who works here, and what the broker does about it."""

import re
from datetime import timedelta

import pytest

from callsheet.accounts import people
from callsheet.accounts.models import OneTimeLink, Person, RoleChange
from callsheet.accounts.people import LastBroker, NotTheBroker
from tests.web.accounts.colleagues import a_colleague
from tests.web.world import NOW, a_team

pytestmark = pytest.mark.django_db
TYPED = {"name": "Otto  Brandt", "role": "agent", "licence_state": "PA", "email": ""}


@pytest.fixture
def team(morning):
    return a_team()


@pytest.fixture
def broker(client, team) -> Person:
    broker = a_colleague(team, "Maya Lindqvist", "broker")
    client.force_login(broker)
    return broker


@pytest.fixture
def tess(team) -> Person:
    return a_colleague(team, "Tess Okafor", "assistant")


def shown_link(text: str) -> str:
    return re.search(r"http://testserver(/join/[\w-]+/)", text)[1]


# ---------------------------------------------------------------- what everybody sees


def test_the_heading_counts_those_who_work_here(client, broker, tess):
    page = client.get("/me/people/")
    assert "Two people work at Saltmarsh Realty" in page.text
    assert "Assistant without a licence" in page.text
    people.switch_off(tess, broker, NOW)
    assert "One person works at Saltmarsh Realty" in client.get("/me/people/").text


def test_others_see_the_list_and_nothing_to_press(client, broker, tess):
    client.force_login(tess)
    page = client.get("/me/people/")
    assert "Maya Lindqvist adds people and says what each may do." in page.text
    assert '<h2 id="add">' not in page.text and "Switch" not in page.text


def test_people_of_another_team_are_not_there(client, broker):
    stranger = a_colleague(a_team("Heron Homes"), "Nadia Petrov")
    assert "Nadia Petrov" not in client.get("/me/people/").text
    for verb in ("role", "off", "link"):
        assert client.post(f"/me/people/{stranger.pk}/{verb}/", {"role": "broker"}).status_code == 404
    stranger.refresh_from_db()
    assert stranger.is_active and stranger.role == "agent"


def test_it_needs_signing_in(client, team):
    assert client.get("/me/people/").url.startswith("/accounts/login/")


def test_the_settings_lead_there(client, broker):
    assert 'href="/me/people/"' in client.get("/me/").text


# ---------------------------------------------------------------- adding


def test_the_broker_adds_a_colleague_and_is_shown_the_link_once(client, broker):
    answer = client.post("/me/people/", TYPED)
    assert (answer.status_code, answer.url) == (302, "/me/people/")
    page = client.get("/me/people/")
    assert "Hand Otto Brandt this link" in page.text
    assert client.get(shown_link(page.text)).status_code == 200
    assert "/join/" not in client.get("/me/people/").text


def test_the_colleague_is_kept_as_typed(client, broker):
    client.post("/me/people/", TYPED | {"email": "otto@example.com"})
    otto = Person.objects.get(name="Otto Brandt")
    assert (otto.username, otto.email, otto.role, otto.team) == (
        "Otto Brandt",
        "otto@example.com",
        "agent",
        broker.team,
    )
    assert (otto.licence_state, otto.time_zone) == ("PA", "America/New_York")
    assert not otto.has_joined
    change = otto.role_changes.get()
    assert (change.role, change.by, change.at, change.is_active) == ("agent", broker, NOW, True)


def test_an_assistant_has_no_licence_whatever_was_chosen(client, broker):
    client.post("/me/people/", TYPED | {"role": "assistant"})
    assert Person.objects.get(name="Otto Brandt").licence_state == ""


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": " "}, "Write the name."),
        ({"name": "maya lindqvist"}, "Somebody here is called maya lindqvist already."),
        ({"licence_state": ""}, "Choose the state of the licence, or make this person an assistant."),
        ({"role": "owner"}, "owner is not one of the available choices"),
        ({"email": "otto at home"}, "valid email"),
    ],
    ids=["no name", "taken", "no licence", "no role", "no address"],
)
def test_what_cannot_be_kept_is_said(client, broker, typed, said):
    page = client.post("/me/people/", TYPED | typed)
    assert page.status_code == 422
    assert said in page.text and "Nobody was added yet." in page.text
    assert Person.objects.count() == 1


@pytest.mark.parametrize("role", ["agent", "assistant"])
def test_only_the_broker_adds(client, broker, role):
    client.force_login(a_colleague(broker.team, "Ann Roth", role))
    page = client.post("/me/people/", TYPED)
    assert page.status_code == 403
    assert "This is for your broker to do" in page.text
    assert not Person.objects.filter(name="Otto Brandt").exists()


# ---------------------------------------------------------------- roles


def test_a_role_is_changed_with_who_and_when(client, broker, tess):
    page = client.post(f"/me/people/{tess.pk}/role/", {"role": "agent"}, follow=True)
    tess.refresh_from_db()
    assert tess.role == "agent"
    assert "Tess Okafor: agent from now on." in page.text
    assert RoleChange.objects.get(person=tess).by == broker


def test_the_same_role_twice_is_one_change(broker, tess):
    assert people.change_role(tess, "agent", broker, NOW)
    assert not people.change_role(tess, "agent", broker, NOW)
    assert RoleChange.objects.filter(person=tess).count() == 1


def test_a_role_nobody_has_is_refused(client, broker, tess):
    page = client.post(f"/me/people/{tess.pk}/role/", {"role": "king"}, follow=True)
    assert "Choose one of the roles." in page.text
    assert not RoleChange.objects.exists()


def test_the_history_tells_every_step_newest_first(client, broker):
    client.post("/me/people/", TYPED)
    otto = Person.objects.get(name="Otto Brandt")
    people.change_role(otto, "broker", broker, NOW + timedelta(minutes=1))
    people.switch_off(otto, broker, NOW + timedelta(minutes=2))
    people.invite(otto, broker, NOW + timedelta(minutes=3))
    said = re.findall(r'<div class="event">(.*?)</div>', client.get("/me/people/").text)
    assert said == [
        "Maya Lindqvist let Otto Brandt in again, as a broker.",
        "Maya Lindqvist switched Otto Brandt off.",
        "Maya Lindqvist made Otto Brandt a broker.",
        "Maya Lindqvist added Otto Brandt, an agent.",
    ]


@pytest.mark.parametrize("verb", ["role", "off", "link"])
def test_nobody_but_the_broker_changes_anybody(client, broker, tess, verb):
    client.force_login(tess)
    assert client.post(f"/me/people/{broker.pk}/{verb}/", {"role": "agent"}).status_code == 403
    broker.refresh_from_db()
    assert broker.is_broker and broker.is_active and not OneTimeLink.objects.exists()


@pytest.mark.parametrize("verb", ["role", "off", "link"])
def test_looking_changes_nothing(client, broker, tess, verb):
    assert client.get(f"/me/people/{tess.pk}/{verb}/").status_code == 405


def test_a_broker_who_was_just_demoted_is_none(broker, tess):
    other = a_colleague(broker.team, "Ann Roth", "broker")
    people.change_role(other, "agent", broker, NOW)
    with pytest.raises(NotTheBroker):
        people.change_role(tess, "broker", other, NOW)


# ---------------------------------------------------------------- the last broker


def test_the_only_broker_stays(client, broker, tess):
    for verb in ("role", "off"):
        page = client.post(f"/me/people/{broker.pk}/{verb}/", {"role": "agent"}, follow=True)
        assert "Maya Lindqvist is the only broker who can come in." in page.text
    broker.refresh_from_db()
    assert broker.is_broker and broker.is_active


def test_a_broker_who_has_not_come_in_does_not_count(broker):
    a_colleague(broker.team, "Ann Roth", "broker", password=None)
    with pytest.raises(LastBroker):
        people.switch_off(broker, broker, NOW)


def test_neither_does_one_of_another_team_or_one_switched_off(broker):
    a_colleague(a_team("Heron Homes"), "Nadia Petrov", "broker")
    ann = a_colleague(broker.team, "Ann Roth", "broker")
    people.switch_off(ann, broker, NOW)
    with pytest.raises(LastBroker):
        people.change_role(broker, "agent", broker, NOW)


def test_with_another_broker_one_may_go(broker):
    ann = a_colleague(broker.team, "Ann Roth", "broker")
    assert people.switch_off(broker, broker, NOW)
    with pytest.raises(LastBroker):
        people.switch_off(ann, ann, NOW)


# ---------------------------------------------------------------- switching off


def test_whoever_is_switched_off_is_signed_out_and_cannot_come_in(client, broker, tess):
    theirs = type(client)()
    theirs.force_login(tess)
    assert theirs.get("/me/").status_code == 200
    client.post(f"/me/people/{tess.pk}/off/")
    assert theirs.get("/me/").url.startswith("/accounts/login/")
    tess.refresh_from_db()
    assert not tess.is_active and not tess.has_joined


def test_their_old_session_and_password_do_not_come_back_with_them(client, broker, tess):
    theirs = type(client)()
    theirs.force_login(tess)
    people.switch_off(tess, broker, NOW)
    people.invite(tess, broker, NOW)
    assert theirs.get("/me/").url.startswith("/accounts/login/")
    assert not theirs.login(username="Tess Okafor", password="a long password")


def test_their_open_links_stop_working(client, broker, tess):
    token = people.invite(tess, broker, NOW)
    people.switch_off(tess, broker, NOW)
    client.logout()
    assert client.get(f"/join/{token}/").status_code == 410


def test_switching_off_twice_is_one_change(broker, tess):
    assert people.switch_off(tess, broker, NOW)
    assert not people.switch_off(tess, broker, NOW)
    assert RoleChange.objects.filter(person=tess).count() == 1


def test_what_they_did_stays(client, broker, tess):
    people.switch_off(tess, broker, NOW)
    page = client.get("/me/people/")
    assert "Tess Okafor" in page.text and "Switched off" in page.text and "Let Tess Okafor in again" in page.text
