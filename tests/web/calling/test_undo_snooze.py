"""A snooze is taken back like an outcome: with U, once, and only by whoever made it."""

from datetime import timedelta

import pytest

from callsheet.leads.models import FollowUp, Lead, Snooze
from tests.web.world import NOW, an_agent

pytestmark = pytest.mark.django_db

MONDAY = {"when": "Monday"}


@pytest.fixture
def dennis(leads):
    lead = leads["Dennis Ott"]
    lead.follow_ups.create(kind="call", touch=1, due_at=NOW - timedelta(hours=1), because="First call.", planned_at=NOW)
    return lead


def plan(lead: Lead) -> tuple:
    lead.refresh_from_db()
    due = list(FollowUp.objects.open().filter(lead=lead).values_list("due_at", flat=True))
    return lead.due_at, lead.due_is_kept, lead.snoozed_until, due


def snoozed(client, lead, path="call/{}/snooze/") -> Snooze:
    client.post("/" + path.format(lead.pk), MONDAY)
    return Snooze.objects.get(lead=lead, ended_at=None)


def undo(client, snooze):
    return client.post("/call/undo/", {"snooze": snooze.pk}, follow=True)


def test_the_lead_is_planned_as_before(client, dennis):
    before = plan(dennis)
    snooze = snoozed(client, dennis)
    assert plan(dennis) != before
    page = undo(client, snooze)
    assert plan(dennis) == before
    assert page.redirect_chain[-1][0] == f"/call/{dennis.pk}/"
    assert "Taken back: Dennis Ott is not put aside and is planned as before." in page.text


def test_it_stays_on_record(client, dennis):
    undo(client, snoozed(client, dennis))
    snooze = Snooze.objects.get()
    assert (snooze.undone_at, snooze.ended_at) == (NOW, NOW)
    page = client.get(f"/leads/{dennis.pk}/").text
    assert "Taken back: put aside" in page and "Put aside until" in page


def test_an_agreed_time_is_agreed_again(client, dennis):
    Lead.objects.filter(pk=dennis.pk).update(due_at=NOW + timedelta(hours=2), due_is_kept=True)
    undo(client, snoozed(client, dennis))
    assert plan(dennis)[:3] == (NOW + timedelta(hours=2), True, None)


def test_the_snooze_before_it_stands_again(client, dennis):
    first = snoozed(client, dennis)
    client.post(f"/call/{dennis.pk}/snooze/", {"when": "in 9 days"})
    second = Snooze.objects.get(lead=dennis, ended_at=None)
    assert second != first
    undo(client, second)
    assert plan(dennis)[2] == first.until
    assert Snooze.objects.get(lead=dennis, ended_at=None) == first
    assert dennis.wake(None, NOW)


def test_twice_is_once(client, dennis):
    snooze = snoozed(client, dennis)
    undo(client, snooze)
    before = plan(dennis)
    assert "There is nothing to take back" in undo(client, snooze).text
    assert plan(dennis) == before


def test_not_once_the_lead_was_worked_on(client, dennis, maya):
    snooze = snoozed(client, dennis)
    dennis.wake(maya, NOW)
    before = plan(dennis)
    assert "There is nothing to take back" in undo(client, snooze).text
    assert plan(dennis) == before


def test_not_once_the_lead_is_closed(client, dennis, maya):
    snooze = snoozed(client, dennis)
    dennis.close("Sold.", maya, NOW)
    assert "There is nothing to take back" in undo(client, snooze).text
    assert Lead.objects.get(pk=dennis.pk).state == "closed"


def test_nobody_takes_back_what_a_colleague_put_aside(client, dennis, maya):
    otto = an_agent(maya.team, "otto")
    snooze = dennis.snooze(NOW + timedelta(days=3), otto, NOW)
    assert "There is nothing to take back" in undo(client, snooze).text
    assert plan(dennis)[2] == snooze.until


def test_nor_what_another_team_did(client, others, maya):
    theirs = others["Dennis Ott"].snooze(NOW + timedelta(days=3), None, NOW)
    assert "There is nothing to take back" in undo(client, theirs).text


def test_the_bar_offers_the_snooze_once_it_is_the_last_thing(client, dennis, leads):
    client.post("/call/start/")
    client.post(f"/call/{leads['Bao Tran'].pk}/outcome/", {"outcome": "no_answer", "seen": 6, "note": ""})
    other = client.get(f"/call/{leads['Lucia Marchetti'].pk}/").text
    assert "“No answer, Tran”" in other and 'name="attempt"' in other
    snooze = snoozed(client, dennis)
    page = client.get(f"/call/{leads['Lucia Marchetti'].pk}/").text
    assert "“Snooze, Ott”" in page
    assert f'name="snooze" value="{snooze.pk}"' in page


@pytest.mark.parametrize("path", ["call/{}/snooze/", "leads/{}/snooze/"], ids=["call_screen", "lead_page"])
def test_the_line_after_it_offers_undo(client, dennis, path):
    page = client.post("/" + path.format(dennis.pk), MONDAY, follow=True)
    snooze = Snooze.objects.get()
    assert f'name="snooze" value="{snooze.pk}" aria-keyshortcuts="U">Undo' in page.text


def test_looking_takes_nothing_back(client, dennis):
    snooze = snoozed(client, dennis)
    assert client.get("/call/undo/", {"snooze": snooze.pk}).status_code == 405
    assert Snooze.objects.get().undone_at is None
