"""/leads/<pk>/note/, snooze/, wake/, close/, reopen/ : what can be done with a lead on its page."""

from datetime import UTC, datetime, timedelta

import pytest

from callsheet.leads.models import Lead
from tests.web import world
from tests.web.world import NOW

pytestmark = pytest.mark.django_db


def text(page) -> str:
    return " ".join(page.text.split())


@pytest.fixture
def dennis(leads) -> Lead:
    return leads["Dennis Ott"]


def do(client, lead: Lead, verb: str, **given):
    return client.post(f"/leads/{lead.pk}/{verb}/", given, follow=True)


@pytest.mark.parametrize("verb", ["note", "snooze", "wake", "close", "reopen"])
def test_looking_does_nothing(client, dennis, verb):
    assert client.get(f"/leads/{dennis.pk}/{verb}/").status_code == 405


def test_a_note_is_kept_and_shown(client, dennis, maya):
    page = do(client, dennis, "note", note="  Likes boats.\r\nTwo dogs. ")
    assert page.redirect_chain == [(f"/leads/{dennis.pk}/", 302)]
    kept = dennis.notes.get()
    assert (kept.text, kept.by, kept.at) == ("Likes boats.\r\nTwo dogs.", maya, NOW)
    assert "Likes boats." in page.text


@pytest.mark.parametrize("note", ["", "   "])
def test_an_empty_note_is_asked_for_again(client, dennis, note):
    page = do(client, dennis, "note", note=note)
    assert page.status_code == 422
    assert '<a href="#note">Write the note first.</a>' in page.text
    assert not dennis.notes.exists()


def test_a_note_is_text_and_nothing_else(client, dennis):
    assert "<script>alert" not in do(client, dennis, "note", note="<script>alert(1)</script>").text


def test_put_aside_until_a_day(client, dennis, maya):
    page = do(client, dennis, "snooze", when="Friday")
    dennis.refresh_from_db()
    assert dennis.snoozed_until == datetime(2026, 11, 27, 13, tzinfo=UTC)
    assert dennis.snoozes.get().by == maya
    assert "Put aside: it comes back on Fri at 8:00 am." in page.text
    assert "Put aside: until Fri, 8:00 am" in text(page) and "Take it up again now" in page.text


@pytest.mark.parametrize(
    ("when", "said"),
    [("", "Give a day, such as Monday."), ("whenever", "as you would say it"), ("yesterday", "")],
)
def test_a_moment_nobody_understands_is_asked_for_again(client, dennis, when, said):
    page = do(client, dennis, "snooze", when=when)
    assert page.status_code == 422
    assert said in page.text and f'value="{when}"' in page.text
    assert 'aria-invalid="true"' in page.text
    dennis.refresh_from_db()
    assert dennis.snoozed_until is None


def test_taken_up_again(client, dennis, maya):
    dennis.snooze(NOW + timedelta(days=3), maya, NOW)
    page = do(client, dennis, "wake")
    dennis.refresh_from_db()
    assert (dennis.snoozed_until, dennis.due_at) == (None, NOW)
    assert "Taken up again: a call is due now." in page.text
    assert "Taken up again" not in do(client, dennis, "wake").text


def test_closed_with_its_reason(client, dennis, maya):
    page = do(client, dennis, "close", because="The home was sold.")
    dennis.refresh_from_db()
    assert (dennis.state, dennis.closed_because, dennis.due_at) == ("closed", "The home was sold.", None)
    assert "It can be opened again here." in page.text
    assert dennis.events.filter(what="Closed: The home was sold.", by=maya).exists()


def test_a_lead_is_not_closed_without_a_reason(client, dennis):
    page = do(client, dennis, "close", because=" ")
    assert page.status_code == 422
    assert "Say why, so that it is known next year." in page.text
    dennis.refresh_from_db()
    assert dennis.state == "open"


def test_opened_again_from_the_start(client, dennis, maya):
    dennis.close("Sold.", maya, NOW)
    page = do(client, dennis, "reopen")
    dennis.refresh_from_db()
    assert (dennis.state, dennis.touches, dennis.due_at) == ("open", 0, NOW)
    assert "Open again, with its plan from the start." in page.text


def test_not_opened_beside_a_newer_lead(client, dennis):
    older = world.a_lead(world.a_listing(dennis.property, dennis.listing.source, listing_id="OLD"), state="closed")
    assert "A newer lead of this home is open. Work on that one." in do(client, older, "reopen").text
    older.refresh_from_db()
    assert older.state == "closed"


def test_a_closed_lead_is_not_put_aside(client, dennis, maya):
    dennis.close("Sold.", maya, NOW)
    assert "This lead is closed. Open it again first." in do(client, dennis, "snooze", when="Friday").text
    assert not dennis.snoozes.exists()


def test_closing_twice_keeps_the_first_reason(client, dennis):
    do(client, dennis, "close", because="Sold.")
    do(client, dennis, "close", because="Another reason.")
    dennis.refresh_from_db()
    assert dennis.closed_because == "Sold."
