"""The owner called us: what came of it is kept as its own call, whatever became of a dial of ours."""

from datetime import UTC, datetime

import pytest

from callsheet.calling.attempts import dial, record, undo
from callsheet.calling.models import Attempt
from callsheet.compliance.models import CountedDial, DoNotCallRequest
from callsheet.leads.models import Appointment, Lead
from tests.web.world import NOW

pytestmark = pytest.mark.django_db

WEDNESDAY = datetime(2026, 11, 25, 22, 30, tzinfo=UTC)


@pytest.fixture
def dennis(leads):
    return leads["Dennis Ott"]


@pytest.fixture
def ringing(dennis, maya):
    """A cleared dial that nobody has said the end of."""
    attempt = dial(dennis, dennis.owner.phones.get(), maya, NOW).attempt
    assert attempt
    return attempt


def press(client, lead, **given):
    seen = Lead.objects.get(pk=lead.pk).attempts
    return client.post(f"/call/{lead.pk}/outcome/", {"outcome": "owner_called", "seen": seen, "note": "", **given})


def kept(lead) -> list[tuple[str, bool]]:
    return list(Attempt.objects.filter(lead=lead).order_by("outcome_at").values_list("outcome", "is_inbound"))


@pytest.mark.parametrize(
    ("came", "given"),
    [
        ("owner_called", {}),
        ("call_back", {"when": "Wednesday 5:30"}),
        ("appointment", {"when": "Wednesday 5:30"}),
        ("not_now", {}),
        ("not_selling", {}),
        ("listed_elsewhere", {}),
        ("do_not_call", {}),
    ],
    ids=lambda value: value if isinstance(value, str) else "given",
)
def test_what_came_of_it_is_kept_as_the_owners_call(client, dennis, came, given):
    assert press(client, dennis, came=came, **({"when": ""} | given)).status_code == 302
    assert kept(dennis) == [(came, True)]
    assert not CountedDial.objects.exists(), "it is no dial of ours"


def test_a_call_back_is_kept_at_its_time(client, dennis):
    press(client, dennis, came="call_back", when="Wednesday 5:30")
    dennis.refresh_from_db()
    assert (dennis.due_at, dennis.due_is_kept) == (WEDNESDAY, True)


def test_a_time_alone_is_a_call_back(client, dennis):
    press(client, dennis, came="owner_called", when="Wednesday 5:30")
    assert kept(dennis) == [("call_back", True)]


def test_an_appointment_is_set_at_the_home(client, dennis):
    press(client, dennis, came="appointment", when="Wednesday 5:30")
    appointment = Appointment.objects.get(lead=dennis)
    assert (appointment.at, appointment.place) == (WEDNESDAY, "15 Quarry Rd, Millbrook, MD 21014")


def test_a_request_not_to_call_binds_at_once(client, dennis):
    press(client, dennis, came="do_not_call", when="", note="Never again.")
    assert DoNotCallRequest.objects.get(owner=dennis.owner).words == "Never again."
    dennis.refresh_from_db()
    assert not dennis.by_phone


@pytest.mark.parametrize("came", ["call_back", "appointment"])
def test_what_needs_a_time_asks_for_it_and_keeps_what_was_chosen(client, dennis, came):
    page = press(client, dennis, came=came, when="")
    assert page.status_code == 422
    assert "Give a day and a time." in page.text
    assert f'<option value="{came}" selected>' in page.text
    assert kept(dennis) == []


@pytest.mark.parametrize("given", [{"came": "won"}, {"own_dial": "lead"}], ids=["came", "own_dial"])
def test_what_no_page_sends_is_refused(client, dennis, given):
    assert press(client, dennis, **({"came": "not_now", "when": ""} | given)).status_code == 422
    assert kept(dennis) == []


# ---------------------------------------------------------------- over a dial that is still open


def test_the_page_asks_how_our_own_dial_ended(client, dennis, ringing):
    asked = client.post(f"/call/{dennis.pk}/outcome/", {"outcome": "owner_called", "seen": 0, "note": ""})
    assert "Your own call to (410) 555-0117" in asked.text
    assert 'name="own_dial"' in client.get(f"/call/{dennis.pk}/").text


def test_without_one_it_does_not_ask(client, dennis):
    asked = client.post(f"/call/{dennis.pk}/outcome/", {"outcome": "owner_called", "seen": 0, "note": ""})
    assert "Your own call to" not in asked.text
    assert 'name="own_dial"' not in client.get(f"/call/{dennis.pk}/").text


@pytest.mark.parametrize("own_dial", ["no_answer", "left_voicemail", "busy"])
def test_both_calls_are_kept_each_with_its_end(client, dennis, ringing, own_dial):
    assert press(client, dennis, came="not_now", when="", own_dial=own_dial).status_code == 302
    assert kept(dennis) == [(own_dial, False), ("not_now", True)]
    ringing.refresh_from_db()
    assert ringing.outcome == own_dial and ringing.clearance_id
    dennis.refresh_from_db()
    assert (dennis.attempts, dennis.touches, dennis.mood) == (2, 2, "wants_to_sell")
    assert dennis.follow_ups.open().count() == 1


def test_our_own_dial_counts_once(client, dennis, ringing):
    press(client, dennis, came="not_now", when="")
    assert CountedDial.objects.count() == 1


def test_undo_takes_back_the_owners_call_and_then_our_own(client, dennis, ringing, maya):
    press(client, dennis, came="not_now", when="")
    assert undo(maya, NOW).outcome == "not_now"
    dennis.refresh_from_db()
    assert (dennis.attempts, dennis.mood) == (1, "")
    assert undo(maya, NOW).outcome == "no_answer"
    dennis.refresh_from_db()
    assert dennis.attempts == 0


def test_once_taken_back_the_next_outcome_is_of_a_dial(client, dennis, maya):
    press(client, dennis, came="not_now", when="")
    undo(maya, NOW)
    dennis.refresh_from_db()
    record(dennis, "no_answer", maya, NOW, seen=0)
    assert sorted(kept(dennis)) == [("", True), ("no_answer", False)]
    assert "The owner called, taken back" in client.get(f"/leads/{dennis.pk}/").text


def test_a_second_tab_keeps_nothing(client, dennis, ringing):
    press(client, dennis, came="not_now", when="")
    page = client.post(
        f"/call/{dennis.pk}/outcome/",
        {"outcome": "owner_called", "seen": 0, "note": "", "when": "", "came": "not_selling"},
    )
    assert page.status_code == 409
    assert len(kept(dennis)) == 2


def test_the_time_line_says_who_called(client, dennis, ringing):
    press(client, dennis, came="call_back", when="Wednesday 5:30")
    page = client.get(f"/leads/{dennis.pk}/").text
    assert "The owner called: call back" in page
    assert "No answer" in page
