"""/call/<lead>/outcome/ : how the attempt ended, and what follows."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from callsheet.calling.models import Attempt
from callsheet.compliance.models import DoNotCallRequest, RegistryCopy
from callsheet.core.outcomes import OUTCOMES
from callsheet.leads.models import Appointment, Lead
from callsheet.listings.models import LastRead, Source
from callsheet.owners.models import Owner, Phone
from tests.web.world import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def dennis(leads):
    return leads["Dennis Ott"]


def press(client, lead, outcome: str, follow: bool = False, **given):
    form = {"outcome": outcome, "seen": lead.attempts, "phone": lead.owner.phones.first().pk}
    return client.post(f"/call/{lead.pk}/outcome/", form | given, follow=follow)


@pytest.mark.parametrize("outcome", [value for value, outcome in OUTCOMES.items() if not outcome.asks])
def test_every_outcome_that_asks_nothing_is_kept_and_goes_on(client, dennis, leads, outcome):
    following = leads["Lucia Marchetti"]
    answer = press(client, dennis, outcome, next=following.pk, note="the dog barks")
    assert answer.url == f"/call/{following.pk}/"
    attempt = Attempt.objects.get(lead=dennis)
    assert (attempt.outcome, attempt.note, attempt.outcome_at) == (outcome, "the dog barks", NOW)


def test_it_closes_the_dial_that_was_cleared(client, dennis):
    client.post(f"/call/{dennis.pk}/dial/", {"phone": dennis.owner.phones.get().pk})
    press(client, dennis, "no_answer")
    attempt = Attempt.objects.get(lead=dennis)
    assert attempt.clearance
    assert not attempt.is_reported


def test_without_a_dial_it_is_reported(client, dennis):
    press(client, dennis, "no_answer")
    assert Attempt.objects.get(lead=dennis).is_reported


def test_one_line_says_what_is_planned_and_offers_undo(client, dennis, leads):
    page = press(client, dennis, "no_answer", follow=True, next=leads["Lucia Marchetti"].pk).text
    assert "No answer kept for Dennis Ott. Next try at 4:40 pm." in page
    assert "“No answer, Ott”" in page


def test_another_number_is_tried_before_another_owner(client, dennis, leads):
    Phone.objects.create(owner=dennis.owner, number="+14105550118", rank=2, reported_at=NOW)
    answer = press(client, dennis, "wrong_number", next=leads["Lucia Marchetti"].pk)
    assert answer.url == f"/call/{dennis.pk}/"
    page = client.get(answer.url).text
    assert "(410) 555-0118" in page.split('id="dial"')[0]


def test_two_tabs_keep_one_attempt_and_the_second_is_told_the_truth(client, dennis):
    assert press(client, dennis, "no_answer").status_code == 302
    told = press(client, dennis, "busy")
    assert told.status_code == 409
    assert "“No answer” was kept for Dennis Ott at 8:05 am by Maya Lindqvist" in " ".join(told.text.split())
    assert Attempt.objects.get(lead=dennis).outcome == "no_answer"


def test_a_next_lead_that_was_closed_meanwhile_is_not_gone_to(client, dennis, leads):
    following = leads["Lucia Marchetti"]
    following.close("listed again.", None, NOW)
    assert press(client, dennis, "no_answer", next=following.pk).url == "/call/"


@pytest.mark.parametrize("outcome", ["call_back", "appointment", "owner_called"])
def test_the_key_alone_is_asked_first_and_keeps_nothing(client, dennis, outcome):
    page = press(client, dennis, outcome, note="said yes")
    assert page.status_code == 200
    assert 'name="when"' in page.text
    assert "said yes" in page.text
    assert not Attempt.objects.filter(lead=dennis).exists()


def test_a_call_back_is_understood_as_it_is_said(client, dennis):
    assert press(client, dennis, "call_back", when="Wednesday 5:30").status_code == 302
    dennis.refresh_from_db()
    assert dennis.due_at == datetime(2026, 11, 25, 22, 30, tzinfo=UTC)
    assert dennis.due_is_kept


def test_a_time_that_cannot_be_read_says_what_to_write_and_keeps_what_was_typed(client, dennis):
    page = press(client, dennis, "appointment", when="soon", where="At the bank")
    assert page.status_code == 422
    assert "“soon” is not understood" in page.text
    assert 'value="At the bank"' in page.text
    assert 'aria-invalid="true"' in page.text
    assert not Attempt.objects.filter(lead=dennis).exists()


def test_a_missing_time_is_asked_for(client, dennis):
    page = press(client, dennis, "appointment", when="")
    assert page.status_code == 422
    assert "Give a day and a time." in page.text


def test_an_appointment_has_its_time_its_place_and_its_calendar_file(client, dennis, leads):
    page = press(
        client, dennis, "appointment", follow=True, when="11/25 17:30", where="", next=leads["Lucia Marchetti"].pk
    )
    appointment = Appointment.objects.get(lead=dennis)
    assert appointment.at == datetime(2026, 11, 25, 22, 30, tzinfo=UTC)
    assert appointment.place == "15 Quarry Rd, Millbrook, MD 21014"
    assert f"/appointments/{appointment.pk}/appointment.ics" in page.text


def test_an_owner_who_called_is_inbound_and_needs_no_time(client, dennis):
    assert press(client, dennis, "owner_called", when="").status_code == 302
    attempt = Attempt.objects.get(lead=dennis)
    assert attempt.is_inbound
    assert not attempt.is_reported


def test_do_not_call_binds_the_team_at_once(client, dennis):
    press(client, dennis, "do_not_call", note="Never again.")
    request = DoNotCallRequest.objects.get(owner=dennis.owner)
    assert request.words == "Never again."
    page = client.get(f"/call/{dennis.pk}/").text
    assert 'id="dial"' not in page
    assert "Dennis Ott" in client.get("/sheet/").text.split('id="not-now"')[1]


@pytest.mark.parametrize("broken", [{"outcome": "won"}, {"seen": ""}, {"seen": "many"}])
def test_what_no_page_sends_is_refused(client, dennis, broken):
    form = {"outcome": "no_answer", "seen": 0} | broken
    assert client.post(f"/call/{dennis.pk}/outcome/", form).status_code == 400
    assert not Attempt.objects.filter(lead=dennis).exists()


def test_a_number_of_another_owner_is_not_taken(client, dennis, leads):
    press(client, dennis, "wrong_number", phone=leads["Lucia Marchetti"].owner.phones.get().pk)
    assert Attempt.objects.get(lead=dennis).phone is None


def test_another_teams_lead_is_a_404(client, others, maya):
    assert press(client, others["Dennis Ott"], "no_answer").status_code == 404
    assert not Attempt.objects.filter(lead=others["Dennis Ott"]).exists()


def test_only_a_post_keeps_an_outcome(client, dennis):
    assert client.get(f"/call/{dennis.pk}/outcome/").status_code == 405


def test_snooze_asks_puts_aside_and_comes_back_by_itself(client, dennis, leads):
    url = f"/call/{dennis.pk}/snooze/"
    assert 'name="when"' in client.post(url, {"seen": 0}).text
    assert client.post(url, {"when": ""}).status_code == 422
    answer = client.post(url, {"when": "Monday", "next": leads["Lucia Marchetti"].pk, "note": "on a trip"})
    assert answer.url == f"/call/{leads['Lucia Marchetti'].pk}/"
    dennis.refresh_from_db()
    assert dennis.snoozed_until == datetime(2026, 11, 30, 13, 0, tzinfo=UTC)
    assert dennis.notes.get().text == "on a trip"
    client.get("/")  # reads the message away
    assert "Dennis Ott" not in client.get("/sheet/").text


def test_a_closed_lead_is_not_put_aside(client, dennis, maya):
    dennis.close("Sold.", maya, NOW)
    page = client.post(f"/call/{dennis.pk}/snooze/", {"when": "Monday"}, follow=True)
    assert "This lead is closed. Open it again first." in page.text
    assert not dennis.snoozes.exists()


def test_snooze_of_another_team_is_a_404(client, others, maya):
    assert client.post(f"/call/{others['Dennis Ott'].pk}/snooze/", {"when": "Monday"}).status_code == 404


def test_undo_takes_back_and_shows_the_lead(client, dennis, leads):
    press(client, dennis, "do_not_call")
    page = client.post("/call/undo/", follow=True)
    assert page.redirect_chain == [(f"/call/{dennis.pk}/", 302)]
    assert "Taken back: Do not call again for Dennis Ott." in page.text
    assert 'id="dial"' in page.text
    assert DoNotCallRequest.objects.get(owner=dennis.owner).mistaken_by is not None


def test_two_tabs_that_offer_the_same_undo_take_back_one(client, dennis, leads):
    """Both show the newest outcome; the second press must not reach for the one before it."""
    other = leads["Lucia Marchetti"]
    press(client, other, "no_answer")
    press(client, dennis, "no_answer")
    offered = Attempt.objects.get(lead=dennis).pk
    assert f'name="attempt" value="{offered}"' in client.get(f"/call/{other.pk}/").text
    first, second = (client.post("/call/undo/", {"attempt": offered}, follow=True) for _ in range(2))
    assert "Taken back: No answer for Dennis Ott." in first.text
    assert "There is nothing to take back" in second.text
    assert Attempt.objects.get(lead=other).outcome == "no_answer"


@pytest.mark.parametrize("strange", ["x", "9" * 5000, "-1", "0"])
def test_an_undo_that_names_no_attempt_of_ours_takes_nothing_back(client, dennis, leads, strange):
    press(client, dennis, "no_answer")
    assert "There is nothing to take back" in client.post("/call/undo/", {"attempt": strange}, follow=True).text
    assert Attempt.objects.get(lead=dennis).outcome == "no_answer"


def test_undo_without_anything_to_take_back(client, maya):
    page = client.post("/call/undo/", follow=True)
    assert "There is nothing to take back" in page.text


def test_undo_never_takes_back_what_somebody_else_kept(client, others, maya):
    lead = others["Harriet and Paul Boone"]
    client.post("/call/undo/")
    lead.refresh_from_db()
    assert Attempt.objects.filter(lead=lead, outcome="left_voicemail").exists()


def test_looked_up_frees_the_lead_for_the_day(client, dennis):
    stale = NOW - timedelta(hours=30)
    Source.objects.update(active_seen_at=stale)
    LastRead.objects.update(seen_at=stale)
    assert 'id="dial"' not in client.get(f"/call/{dennis.pk}/").text
    page = client.post(f"/call/{dennis.pk}/looked-up/", {"status": "Expired"}, follow=True)
    assert "You saw Expired" in page.text or "you saw Expired" in page.text
    assert 'id="dial"' in page.text


def test_seen_on_the_market_closes_the_lead(client, dennis):
    page = client.post(f"/call/{dennis.pk}/looked-up/", {"status": "Active"}, follow=True)
    assert "The lead is closed." in page.text
    dennis.refresh_from_db()
    assert dennis.state == Lead.State.CLOSED
    assert "seen as Active in the MLS by Maya Lindqvist" in dennis.closed_because


def test_seen_withdrawn_is_kept_and_not_called(client, dennis):
    page = client.post(f"/call/{dennis.pk}/looked-up/", {"status": "Withdrawn"}, follow=True)
    assert "still under contract" in page.text
    assert 'id="dial"' not in page.text


def test_a_status_nobody_can_see_is_refused(client, dennis):
    page = client.post(f"/call/{dennis.pk}/looked-up/", {"status": "Sunny"}, follow=True)
    assert "Say which status the MLS shows." in page.text
    assert not dennis.property.status_lookups.exists()


@pytest.mark.parametrize(("listed", "may"), [("no", True), ("yes", False)])
def test_one_number_looked_up_by_hand(client, dennis, listed, may):
    RegistryCopy.objects.filter(area_code="410").delete()
    phone = dennis.owner.phones.get()
    answer = {"phone": phone.pk, "listed": listed}
    page = client.post(f"/call/{dennis.pk}/number-looked-up/", answer, follow=True)
    assert "you looked up (410) 555-0117 on the registry" in page.text
    assert ('id="dial"' in page.text) is may


def test_look_ups_of_another_team_are_404s(client, others, maya):
    lead = others["Dennis Ott"]
    assert client.post(f"/call/{lead.pk}/looked-up/", {"status": "Expired"}).status_code == 404
    answer = {"phone": lead.owner.phones.get().pk, "listed": "no"}
    assert client.post(f"/call/{lead.pk}/number-looked-up/", answer).status_code == 404


def test_the_bar_counts_leads_not_attempts_and_undo_names_a_company_in_full(client, dennis, leads):
    page = " ".join(client.get(f"/call/{dennis.pk}/").text.split())
    total = re.search(r"Lead 1 of (\d+)<", page)[1]
    Owner.objects.filter(pk=dennis.owner_id).update(name="Larch & Lintel LLC", kind=Owner.Kind.COMPANY)
    for seen in range(2):
        press(client, dennis, "busy", seen=seen)
    page = " ".join(client.get(f"/call/{dennis.pk}/").text.split())
    assert f"Lead 1 of {total}<" in page
    assert "“Busy, Larch &amp; Lintel LLC”" in page
    assert f"Lead 2 of {total}<" in client.get(f"/call/{leads['Lucia Marchetti'].pk}/").text
