"""/call/ : the lead to call next, starting, ending and summing up a block."""

from datetime import timedelta

import pytest

from callsheet.calling import sessions
from callsheet.calling.models import CallSession
from callsheet.leads.models import Lead
from tests.web.world import NOW

pytestmark = pytest.mark.django_db


def test_goes_to_the_first_of_the_sheet(client, leads):
    assert client.get("/call/").url == f"/call/{leads['Helen Markovic'].pk}/"


def test_looking_starts_no_session(client, leads):
    client.get("/call/")
    client.get(f"/call/{leads['Dennis Ott'].pk}/")
    assert not CallSession.objects.exists()


def test_says_why_when_there_is_nobody(client, leads):
    Lead.objects.update(due_at=NOW + timedelta(days=1), due_is_kept=True)
    page = client.get("/call/").text
    assert "Nobody may be called at this minute." in page
    assert "Who may not be called, why and when" in page


def test_calls_ahead_when_nobody_is_due(client, leads):
    Lead.objects.update(due_at=NOW + timedelta(days=2))
    Lead.objects.filter(pk=leads["Bao Tran"].pk).update(due_at=NOW + timedelta(days=1))
    assert client.get("/call/").url == f"/call/{leads['Bao Tran'].pk}/"


def test_start_opens_one_session_however_often_it_is_pressed(client, leads, maya):
    assert client.post("/call/start/").url == "/call/"
    client.post("/call/start/")
    assert CallSession.objects.filter(person=maya, ended_at=None).count() == 1


def test_start_and_end_are_posts(client, leads):
    assert client.get("/call/start/").status_code == 405
    assert client.get("/call/end/").status_code == 405


def test_end_sums_the_block_up(client, leads, maya, monkeypatch):
    client.post("/call/start/")
    lead = leads["Dennis Ott"]
    client.post(f"/call/{lead.pk}/outcome/", {"outcome": "not_now", "seen": 0, "phone": lead.owner.phones.get().pk})
    monkeypatch.setattr("callsheet.clock.now", lambda: NOW + timedelta(minutes=117))
    summary = client.post("/call/end/")
    session = CallSession.objects.get(person=maya)
    assert summary.url == f"/call/summary/{session.pk}/"
    page = client.get(summary.url).text
    assert "1 dial, 1 contact, 0 leads, 0 appointments" in page
    assert "in 117 minutes" in page
    assert session.ended_at == NOW + timedelta(minutes=117)


def test_ending_what_was_not_begun_says_so(client, leads):
    page = client.post("/call/end/", follow=True)
    assert page.redirect_chain == [("/", 302)]
    assert "No block was begun" in page.text


def test_somebody_else_cannot_read_my_summary(client, others, maya):
    theirs = CallSession.objects.create(person=next(iter(others.values())).team.people.get(), started_at=NOW)
    assert client.get(f"/call/summary/{theirs.pk}/").status_code == 404


def test_keys_are_listed(client, maya):
    page = client.get("/keys/").text
    assert "how the attempt ended; brings the next lead" in page
    maya.keys_on = False
    maya.save()
    assert "Keys are switched off" in client.get("/keys/").text


def test_the_minutes_of_a_session_agree_with_the_clock(maya):
    """8:05:10 to 8:20:50 reads as 8:05 to 8:20, so it took 15 minutes."""
    session = sessions.open_session(maya, NOW.replace(minute=5, second=10))
    assert sessions.end(session, NOW.replace(minute=20, second=50)).minutes == 15
