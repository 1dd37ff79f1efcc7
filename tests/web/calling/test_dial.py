"""/call/<lead>/dial/ : the gate is asked, the attempt is stored, the phone link comes back."""

from datetime import timedelta

import pytest

from callsheet.calling.models import Attempt, CallSession
from callsheet.compliance.models import Answer
from callsheet.owners.models import Phone
from tests.web.listed import on_registry
from tests.web.world import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def dennis(leads):
    return leads["Dennis Ott"]


def dial(client, lead):
    return client.post(f"/call/{lead.pk}/dial/", {"phone": lead.owner.phones.first().pk}, follow=True)


def test_an_allowed_dial_is_stored_and_the_screen_has_the_link(client, dennis, maya):
    page = dial(client, dennis)
    assert page.redirect_chain == [(f"/call/{dennis.pk}/", 302)]
    assert 'href="tel:+14105550117"' in page.text
    assert "is-live" in page.text
    attempt = Attempt.objects.get(lead=dennis)
    assert attempt.clearance.answer.allowed
    assert attempt.session == CallSession.objects.get(person=maya)


def test_pressed_twice_it_is_one_dial(client, dennis):
    dial(client, dennis)
    dial(client, dennis)
    assert Attempt.objects.filter(lead=dennis).count() == 1


def test_the_link_lives_as_long_as_its_clearance_and_the_screen_longer(client, dennis, monkeypatch):
    dial(client, dennis)
    monkeypatch.setattr("callsheet.clock.now", lambda: NOW + timedelta(minutes=6))
    page = client.get(f"/call/{dennis.pk}/").text
    assert "tel:" not in page
    assert "is-live" in page
    assert f'action="/call/{dennis.pk}/dial/"' in page


def test_a_closed_lead_offers_no_dial_and_rings_nobody(client, dennis, maya):
    dennis.close("the owner says it is listed.", maya, NOW)
    page = dial(client, dennis)
    assert "Not dialed: this lead is closed." in page.text
    assert f'action="/call/{dennis.pk}/dial/"' not in page.text
    assert not Attempt.objects.filter(lead=dennis).exists()


def test_after_half_an_hour_the_screen_is_quiet_again(client, dennis, monkeypatch):
    dial(client, dennis)
    monkeypatch.setattr("callsheet.clock.now", lambda: NOW + timedelta(minutes=31))
    assert "is-live" not in client.get(f"/call/{dennis.pk}/").text


def test_a_refusal_is_stored_shown_as_it_was_said_and_nothing_rings(client, dennis):
    on_registry("+14105550117")
    page = dial(client, dennis)
    answer = Answer.objects.get(number="+14105550117")
    assert page.redirect_chain == [(f"/call/{dennis.pk}/?refused={answer.pk}", 302)]
    assert "Not dialed" in page.text
    assert answer.because in page.text
    assert "tel:" not in page.text
    assert not Attempt.objects.filter(lead=dennis).exists()


def test_only_a_post_asks_the_gate(client, dennis):
    assert client.get(f"/call/{dennis.pk}/dial/").status_code == 405
    assert not Answer.objects.exists()


def test_a_number_of_somebody_else_is_a_404(client, dennis, leads):
    theirs = Phone.objects.exclude(owner=dennis.owner).first()
    assert client.post(f"/call/{dennis.pk}/dial/", {"phone": theirs.pk}).status_code == 404
    assert client.post(f"/call/{dennis.pk}/dial/", {"phone": "x"}).status_code == 404
    assert client.post(f"/call/{dennis.pk}/dial/").status_code == 404


def test_another_teams_lead_is_a_404(client, others, maya):
    lead = others["Dennis Ott"]
    assert dial(client, lead).status_code == 404
    assert not Answer.objects.exists()


def test_a_refusal_of_another_team_cannot_be_read(client, dennis, others):
    theirs = Answer.objects.create(
        team=others["Dennis Ott"].team, at=NOW, channel="call", number="+14105550117", allowed=False, rule="X",
        because="secret", seal="x",
    )  # fmt: skip
    assert client.get(f"/call/{dennis.pk}/", {"refused": theirs.pk}).status_code == 404


def test_the_last_attempt_of_the_day_keeps_its_script_while_it_rings(client, dennis):
    for seen in range(2):
        client.post(f"/call/{dennis.pk}/outcome/", {"outcome": "busy", "seen": seen})
    page = dial(client, dennis)
    assert "is-live" in page.text
    assert "data-refused" not in page.text
    assert "are you listed with anybody now?" in page.text
