"""Handing a lead to a colleague, and whose sheet it stands on."""

import pytest

from callsheet.accounts import people
from callsheet.calling import sheet
from callsheet.core.errors import UnusableInput
from callsheet.leads.hand_over import hand_over
from callsheet.leads.models import Lead
from tests.web.accounts.colleagues import a_colleague
from tests.web.market import a_market
from tests.web.world import NOW, a_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def broker():
    return a_colleague(a_team(), "Maya Lindqvist", "broker")


@pytest.fixture
def otto(broker):
    return a_colleague(broker.team, "Otto Brandt")


@pytest.fixture
def lead(broker) -> Lead:
    return a_market(broker.team, broker)["Dennis Ott"]


def is_on_sheet_of(person, lead) -> bool:
    return lead.pk in {row.lead.pk for row in sheet.build(person.team, NOW, person=person).callable}


def test_it_leaves_every_sheet_but_theirs(broker, otto, lead):
    assert is_on_sheet_of(broker, lead) and is_on_sheet_of(otto, lead)
    assert hand_over(lead, otto, broker, NOW)
    assert is_on_sheet_of(otto, lead) and not is_on_sheet_of(broker, lead)


def test_the_time_line_says_so_once(broker, otto, lead):
    assert hand_over(lead, otto, broker, NOW, "Ask for the back door.")
    assert not hand_over(lead, otto, broker, NOW, "Ask for the back door.")
    event = lead.events.get(what__startswith="Handed")
    assert (event.what, event.by, event.at) == ("Handed to Otto Brandt.", broker, NOW)
    assert lead.notes.get().text == "Ask for the back door."


def test_a_note_of_blanks_is_none(broker, otto, lead):
    hand_over(lead, otto, broker, NOW, "  ")
    assert not lead.notes.exists()


def test_the_leads_of_somebody_switched_off_are_everybodys_again(broker, otto, lead):
    hand_over(lead, otto, broker, NOW)
    people.switch_off(otto, broker, NOW)
    assert is_on_sheet_of(broker, lead)


def test_nobody_is_handed_a_lead_who_cannot_come_in(broker, otto, lead):
    people.switch_off(otto, broker, NOW)
    otto.refresh_from_db()
    with pytest.raises(UnusableInput, match="does not work here any more"):
        hand_over(lead, otto, broker, NOW)


def test_nobody_of_another_team_is(broker, lead):
    stranger = a_colleague(a_team("Heron Homes"), "Ann Roth")
    with pytest.raises(UnusableInput):
        hand_over(lead, stranger, broker, NOW)
    lead.refresh_from_db()
    assert lead.assigned_to is None
