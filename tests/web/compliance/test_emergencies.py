"""Declared emergencies: declared and lifted by anybody of the team, refusing calls in between, kept on record."""

from datetime import date, timedelta

import pytest

from callsheet.compliance import emergencies, gate
from callsheet.compliance.evidence import Target
from callsheet.compliance.models import Emergency
from callsheet.core.errors import UnusableInput
from callsheet.owners.models import Phone
from tests.web import world
from tests.web.world import NOW

pytestmark = pytest.mark.django_db

TODAY = NOW.date()
GIVEN = {"state": "LA", "on": "2026-11-24", "words": "Storm, LPSC order of today."}


def declared(person, state="LA", on=TODAY, words="Storm, LPSC order.", now=NOW) -> Emergency:
    return emergencies.declare(person.team, state, words=words, on=on, by=person, now=now)


def test_it_keeps_who_declared_it_when_and_in_which_words(maya):
    row = declared(maya)
    assert (row.by, row.at, row.declared_on, row.words) == (maya, NOW, TODAY, "Storm, LPSC order.")


def test_declaring_twice_is_one_emergency(maya):
    assert declared(maya) == declared(maya, words="Again.", now=NOW + timedelta(hours=1))
    assert Emergency.objects.count() == 1


def test_a_lifted_one_stays_on_record_and_can_be_declared_anew(maya):
    row = declared(maya)
    assert emergencies.lift(row, maya, NOW)
    assert not emergencies.lift(row, maya, NOW)
    row.refresh_from_db()
    assert (row.lifted_at, row.lifted_by) == (NOW, maya)
    assert declared(maya).pk != row.pk


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"state": "MD"}, "No law that is known bars calls in MD"),
        ({"on": TODAY + timedelta(days=1)}, "still to come"),
        ({"words": " "}, "Write what was declared"),
    ],
    ids=["no such law", "to come", "no words"],
)
def test_what_is_refused(maya, given, said):
    with pytest.raises(UnusableInput, match=said):
        declared(maya, **given)
    assert not Emergency.objects.exists()


def test_only_states_whose_law_knows_emergencies_are_offered(client, maya):
    page = client.get("/rules/emergencies/").content.decode()
    assert "No emergency is declared" in page
    assert [state.code for state in emergencies.known_to()] == ["LA", "NY"]
    assert 'value="LA"' in page
    assert 'value="MD"' not in page
    assert "lpsc.louisiana.gov/DNC_Emergency" in page


def test_a_declared_emergency_stops_calls_there_until_it_is_lifted(client, maya):
    home = world.a_home(maya.team, city="Houma", state="LA", postal_code="70360")
    world.a_listing(home, world.an_mls(maya.team))
    owner = world.an_owner(home, number="+19855550142")
    phone = Phone.objects.get()
    phone.line_type = "landline"
    phone.save()
    target = Target(phone.number, phone, owner, home)

    def refusals() -> set[str]:
        [decision] = gate.preview([target], maya.team, NOW, maya)
        return {reason.rule for reason in decision.reasons}

    assert "EMERGENCY_STATE" not in refusals()
    response = client.post("/rules/emergencies/", GIVEN, follow=True)
    assert "nobody in Louisiana is called from now on" in response.content.decode()
    assert "Nobody is called in Louisiana while an emergency is declared" in response.content.decode()
    assert "EMERGENCY_STATE" in refusals()
    row = Emergency.objects.get()
    page = client.post(f"/rules/emergencies/{row.pk}/lift/", follow=True).content.decode()
    assert "lifted by Maya Lindqvist, today" in page
    assert "EMERGENCY_STATE" not in refusals()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"on": "2026-12-01"}, "That day is still to come."),
        ({"on": "yesterday"}, "Write the day as 2026-11-20."),
        ({"words": ""}, "Write what was declared, and where you read it."),
        ({"state": "MD"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_declared_is_said_at_its_field(client, maya, changed, said):
    response = client.post("/rules/emergencies/", GIVEN | changed)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not Emergency.objects.exists()


def test_another_teams_emergency_is_not_found_and_does_not_show(client, maya):
    row = declared(world.an_agent(world.a_team("Heron Homes"), "otto"), words="Theirs alone.")
    assert client.post(f"/rules/emergencies/{row.pk}/lift/").status_code == 404
    assert "Theirs alone." not in client.get("/rules/emergencies/").content.decode()
    assert list(emergencies.standing(maya.team)) == []


def test_the_day_is_the_persons_own(maya):
    """At 2 am UTC it is still yesterday in Maryland."""
    night = NOW.replace(hour=2)
    with pytest.raises(UnusableInput, match="still to come"):
        declared(maya, on=date(2026, 11, 24), now=night)
    assert declared(maya, on=date(2026, 11, 23), now=night)


def test_an_assistant_declares_one_and_does_not_lift_it(client, maya):
    maya.role = "assistant"
    maya.save()
    row = declared(maya)
    page = client.post(f"/rules/emergencies/{row.pk}/lift/", follow=True).content.decode()
    assert "a licensed agent or your broker lifts an emergency" in page
    assert emergencies.standing(maya.team).get() == row
