"""An assistant without a licence: the sheet to prepare, the refusal at Dial, and the way out of it."""

import pytest

from callsheet.accounts import people
from callsheet.accounts.models import Person
from callsheet.calling.models import Attempt
from callsheet.compliance import assistants
from callsheet.compliance.models import Answer
from callsheet.home import doctor
from tests.web.accounts.colleagues import a_colleague
from tests.web.market import a_market
from tests.web.world import NOW, a_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def broker(morning):
    return a_colleague(a_team(), "Maya Lindqvist", "broker")


@pytest.fixture
def leads(broker):
    return a_market(broker.team, broker)


@pytest.fixture
def tess(client, broker):
    tess = a_colleague(broker.team, "Tess Okafor", "assistant")
    client.force_login(tess)
    return tess


@pytest.fixture
def dennis(leads):
    return leads["Dennis Ott"]


def test_the_sheet_holds_what_a_licensed_colleague_may_call(client, leads, tess, broker):
    theirs = client.get("/sheet/")
    assert "Prepare " in theirs.text and "You prepare them; you dial only where your broker" in theirs.text
    client.force_login(broker)
    ours = client.get("/sheet/")
    assert "Prepare " not in ours.text
    assert theirs.context["page"].answer == ours.context["page"].answer


def test_the_morning_tells_them_to_prepare(client, leads, tess, broker):
    theirs = client.get("/").text
    assert "Start preparing" in theirs and "Prepare now" in theirs and "Start the block" not in theirs
    assert "You prepare them; you dial only where your broker confirmed that assistants may." in theirs
    client.force_login(broker)
    ours = client.get("/").text
    assert "Call now" in ours and "You prepare them" not in ours


def test_the_call_screen_refuses_and_offers_the_way_out(client, dennis, tess):
    page = client.get(f"/call/{dennis.pk}/")
    assert "has not confirmed that assistants may dial in Maryland" in page.text
    assert "Hand the lead to Maya Lindqvist" in page.text
    assert 'id="dial"' not in page.text


def test_a_licensed_person_sees_nothing_of_it(client, dennis, tess, broker):
    client.force_login(broker)
    page = client.get(f"/call/{dennis.pk}/")
    assert 'id="dial"' in page.text and "Hand the lead" not in page.text


def test_a_licence_of_another_state_is_said_beside_dial(client, dennis, broker):
    said = "The home is in Maryland, and your licence is of Pennsylvania."
    client.force_login(broker)
    assert said not in client.get(f"/call/{dennis.pk}/").text
    Person.objects.filter(pk=broker.pk).update(licence_state="PA")
    page = client.get(f"/call/{dennis.pk}/")
    assert said in page.text and 'id="dial"' in page.text


def test_dialing_all_the_same_is_refused_and_kept(client, dennis, tess):
    phone = dennis.owner.phones.get()
    answer = client.post(f"/call/{dennis.pk}/dial/", {"phone": phone.pk})
    kept = Answer.objects.get()
    assert answer.url == f"/call/{dennis.pk}/?refused={kept.pk}"
    assert (kept.allowed, kept.rule, kept.is_law) == (False, "UNLICENSED_STATE", False)
    assert "Hand the lead to Maya Lindqvist" in client.get(answer.url).text
    assert not Attempt.objects.filter(person=tess).exists()


def test_where_the_broker_confirmed_it_an_assistant_dials(client, dennis, tess, broker):
    assistants.confirm("MD", "Counsel", broker, NOW)
    assert 'id="dial"' in client.get(f"/call/{dennis.pk}/").text
    client.post(f"/call/{dennis.pk}/dial/", {"phone": dennis.owner.phones.get().pk})
    assert Attempt.objects.get(person=tess).clearance


def test_handing_over_keeps_the_note_and_goes_on_to_the_next(client, dennis, tess, broker):
    answer = client.post(f"/call/{dennis.pk}/hand-over/", {"to": broker.pk, "note": "Sold the boat, ask about it."})
    assert (answer.status_code, answer.url) == (302, "/call/")
    dennis.refresh_from_db()
    assert dennis.assigned_to == broker
    assert dennis.notes.get().by == tess
    page = client.get("/call/", follow=True)
    assert "Handed to Maya Lindqvist." in page.text
    assert page.redirect_chain[-1][0] != f"/call/{dennis.pk}/"


def test_only_licensed_colleagues_who_can_come_in_are_offered(client, dennis, tess, broker):
    for name, role in (("Ann Roth", "assistant"), ("Otto Brandt", "agent"), ("Nadia Petrov", "agent")):
        a_colleague(broker.team, name, role)
    people.switch_off(broker.team.people.get(name="Nadia Petrov"), broker, NOW)
    offered = client.get(f"/call/{dennis.pk}/").context["colleagues"]
    assert [person.name for person in offered] == ["Maya Lindqvist", "Otto Brandt"]


@pytest.mark.parametrize("sent", [{}, {"to": "x"}, {"to": 0}], ids=["nobody", "no number", "no person"])
def test_to_nobody_is_not_found(client, dennis, tess, sent):
    assert client.post(f"/call/{dennis.pk}/hand-over/", sent).status_code == 404


def test_neither_is_somebody_or_a_lead_of_another_team(client, dennis, tess, broker):
    stranger = a_colleague(a_team("Heron Homes"), "Ann Roth", "broker")
    theirs = a_market(stranger.team, stranger)["Dennis Ott"]
    assert client.post(f"/call/{dennis.pk}/hand-over/", {"to": stranger.pk}).status_code == 404
    assert client.post(f"/call/{theirs.pk}/hand-over/", {"to": broker.pk}).status_code == 404


def test_to_somebody_switched_off_says_so(client, dennis, tess, broker):
    otto = a_colleague(broker.team, "Otto Brandt")
    people.switch_off(otto, broker, NOW)
    page = client.post(f"/call/{dennis.pk}/hand-over/", {"to": otto.pk}, follow=True)
    assert "Otto Brandt does not work here any more." in page.text


def test_doctor_shows_what_assistants_dialed_without_asking(client, dennis, tess):
    Attempt.objects.all().delete()
    client.post(f"/call/{dennis.pk}/outcome/", {"outcome": "no_answer", "seen": dennis.attempts})
    findings = [line.because for line in doctor.attempts(NOW) if line.is_finding]
    assert findings == [
        "1 of them was by an assistant without a licence (Tess Okafor). "
        "Assistants hand a lead to a licensed colleague, who dials it."
    ]


def test_doctor_says_nothing_of_licensed_people(client, dennis, broker):
    client.force_login(broker)
    client.post(f"/call/{dennis.pk}/outcome/", {"outcome": "no_answer", "seen": dennis.attempts})
    assert not [line for line in doctor.attempts(NOW) if line.is_finding]
