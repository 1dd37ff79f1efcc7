"""/appointments/<pk>/ : what came of a meeting, its new time, its calendar file."""

from datetime import UTC, datetime

import pytest

from callsheet.leads.models import Appointment

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(leads) -> Appointment:
    return leads["Helen Markovic"].appointments.get()


@pytest.mark.parametrize("outcome", ["kept", "no_show"])
def test_kept_or_not_is_kept_and_it_asks_no_longer(client, meeting, outcome):
    assert client.post(f"/appointments/{meeting.pk}/outcome/", {"outcome": outcome}).url == "/"
    meeting.refresh_from_db()
    assert meeting.outcome == outcome
    assert "has no outcome" not in client.get("/").text


def test_from_the_call_screen_it_goes_on_calling(client, meeting):
    answer = client.post(f"/appointments/{meeting.pk}/outcome/", {"outcome": "kept", "back": "call"})
    assert answer.url == "/call/"


def test_moved_asks_for_the_new_time_first(client, meeting):
    answer = client.post(f"/appointments/{meeting.pk}/outcome/", {"outcome": "moved"})
    assert answer.url == f"/appointments/{meeting.pk}/move/"
    meeting.refresh_from_db()
    assert meeting.outcome == ""
    page = client.get(answer.url)
    assert "Appointment with Helen Markovic" in page.text
    assert "30 Rope Walk" in page.text


def test_moved_sets_the_new_time_and_settles_the_old(client, meeting):
    url = f"/appointments/{meeting.pk}/move/"
    assert client.post(url, {"when": "whenever", "where": ""}).status_code == 422
    assert client.post(url, {"when": "Friday 10", "where": "The bank"}).url == "/"
    meeting.refresh_from_db()
    assert meeting.outcome == "moved"
    new = Appointment.objects.get(lead=meeting.lead, outcome="")
    assert (new.at, new.place) == (datetime(2026, 11, 27, 15, 0, tzinfo=UTC), "The bank")


def test_an_outcome_that_does_not_exist_is_a_404(client, meeting):
    assert client.post(f"/appointments/{meeting.pk}/outcome/", {"outcome": "won"}).status_code == 404


def test_the_calendar_file(client, meeting):
    file = client.get(f"/appointments/{meeting.pk}/appointment.ics")
    assert file["Content-Type"].startswith("text/calendar")
    assert b"BEGIN:VEVENT" in file.content
    assert b"Helen Markovic" in file.content


def test_another_teams_appointment_is_a_404(client, others, maya):
    theirs = others["Helen Markovic"].appointments.get()
    assert client.post(f"/appointments/{theirs.pk}/outcome/", {"outcome": "kept"}).status_code == 404
    assert client.get(f"/appointments/{theirs.pk}/move/").status_code == 404
    assert client.get(f"/appointments/{theirs.pk}/appointment.ics").status_code == 404
    theirs.refresh_from_db()
    assert theirs.outcome == ""
