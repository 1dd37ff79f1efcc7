"""Dialing, recording and undoing, as verbs: what is stored, what is refused, what two tabs do."""

from datetime import timedelta

import pytest

from callsheet.calling.attempts import AlreadyRecorded, NotToBeDialed, dial, record, undo
from callsheet.calling.models import Attempt, UndoneOutcome
from callsheet.compliance.models import Answer, CountedDial, DoNotCallRequest
from callsheet.core.errors import UnusableInput
from callsheet.leads.models import Lead
from callsheet.owners.models import Phone
from tests.web import world
from tests.web.listed import on_registry
from tests.web.world import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent():
    return world.an_agent(world.a_team())


@pytest.fixture
def lead(agent):
    home = world.a_home(agent.team)
    listing = world.a_listing(home, world.an_mls(agent.team))
    world.a_registry_copy()
    return world.a_lead(listing, world.an_owner(home))


@pytest.fixture
def phone(lead):
    return lead.owner.phones.get()


def outcome(lead, agent, what, at=NOW, **given):
    return record(lead, what, agent, at, seen=Lead.objects.get(pk=lead.pk).attempts, **given)


def test_a_dial_is_stored_before_it_rings(lead, phone, agent):
    dialed = dial(lead, phone, agent, NOW)
    attempt = Attempt.objects.get()
    assert dialed.attempt == attempt and attempt.outcome == ""
    assert attempt.clearance.used_at == NOW
    assert CountedDial.objects.get().clearance == attempt.clearance


def test_a_refused_dial_stores_no_attempt(lead, phone, agent):
    on_registry("+14105550142")
    dialed = dial(lead, phone, agent, NOW)
    assert dialed.attempt is None and dialed.answer.rule == "DNC_NATIONAL"
    assert not Attempt.objects.exists() and not CountedDial.objects.exists()


def test_pressing_dial_twice_is_one_attempt(lead, phone, agent):
    first = dial(lead, phone, agent, NOW)
    again = dial(lead, phone, agent, NOW + timedelta(seconds=4))
    assert first.attempt == again.attempt
    assert CountedDial.objects.count() == 1


def test_once_the_clearance_is_over_dialing_asks_anew(lead, phone, agent):
    first = dial(lead, phone, agent, NOW)
    again = dial(lead, phone, agent, NOW + timedelta(minutes=6))
    assert again.attempt != first.attempt
    assert CountedDial.objects.count() == 2


def test_a_number_that_another_tab_found_wrong_is_not_dialed(lead, phone, agent):
    outcome(lead, agent, "wrong_number", phone=Phone.objects.get())
    Lead.objects.update(state="open", by_phone=True)
    with pytest.raises(NotToBeDialed, match="wrong number"):
        dial(lead, phone, agent, NOW + timedelta(minutes=1))
    assert not Answer.objects.exists()


def test_nobody_is_dialed_for_a_closed_lead(lead, phone, agent):
    outcome(lead, agent, "listed_elsewhere", phone=phone)
    with pytest.raises(NotToBeDialed, match="this lead is closed"):
        dial(lead, phone, agent, NOW + timedelta(minutes=1))


@pytest.mark.parametrize("later", [timedelta(minutes=50), timedelta(days=2)])
def test_an_outcome_closes_its_dial_whenever_it_comes(lead, phone, agent, later):
    dial(lead, phone, agent, NOW)
    outcome(lead, agent, "lead", NOW + later)
    assert Attempt.objects.get().outcome == "lead"
    assert CountedDial.objects.count() == 1


def test_an_outcome_closes_the_dialed_attempt_and_plans_the_next_touch(lead, phone, agent):
    dial(lead, phone, agent, NOW)
    recorded = outcome(lead, agent, "no_answer", NOW + timedelta(minutes=1), note="rang long")
    attempt = Attempt.objects.get()
    assert (attempt.outcome, attempt.note, attempt.is_reported) == ("no_answer", "rang long", False)
    assert recorded.follow_up.due_at > NOW
    lead.refresh_from_db()
    assert (lead.attempts, lead.due_at) == (1, recorded.follow_up.due_at)


def test_an_outcome_without_a_dial_is_reported_and_counts(lead, phone, agent):
    outcome(lead, agent, "no_answer", phone=phone)
    attempt = Attempt.objects.get()
    assert attempt.is_reported and attempt.clearance is None and attempt.refused is None
    assert CountedDial.objects.get().clearance is None


def test_a_call_made_past_a_refusal_keeps_the_refusal(lead, phone, agent):
    on_registry("+14105550142")
    refusal = dial(lead, phone, agent, NOW).answer
    outcome(lead, agent, "no_answer", NOW + timedelta(minutes=2), phone=phone)
    assert Attempt.objects.get().refused == refusal


def test_a_call_by_the_owner_is_inbound_and_no_dial(lead, phone, agent):
    outcome(lead, agent, "owner_called", phone=phone)
    attempt = Attempt.objects.get()
    assert attempt.is_inbound and not attempt.is_reported
    assert not CountedDial.objects.exists()


def test_the_second_tab_is_told(lead, phone, agent):
    dial(lead, phone, agent, NOW)
    record(lead, "no_answer", agent, NOW, seen=0)
    with pytest.raises(AlreadyRecorded) as told:
        record(lead, "busy", agent, NOW + timedelta(seconds=1), seen=0)
    assert told.value.attempt.outcome == "no_answer"
    assert Attempt.objects.count() == 1


def test_do_not_call_is_a_request_at_once(lead, phone, agent):
    dial(lead, phone, agent, NOW)
    outcome(lead, agent, "do_not_call", NOW + timedelta(minutes=1), note="take me off your list")
    request = DoNotCallRequest.objects.get()
    assert (request.number, request.owner, request.words) == (phone.number, lead.owner, "take me off your list")
    assert dial(lead, phone, agent, NOW + timedelta(hours=1)).answer.rule == "DNC_INTERNAL"


def test_an_undone_do_not_call_stays_on_record_as_a_mistake(lead, phone, agent):
    dial(lead, phone, agent, NOW)
    outcome(lead, agent, "do_not_call", NOW + timedelta(minutes=1))
    at = NOW + timedelta(minutes=2)
    undo(agent, at)
    request = DoNotCallRequest.objects.get()
    assert (request.mistaken_at, request.mistaken_by) == (at, agent)
    assert UndoneOutcome.objects.get().outcome == "do_not_call"
    assert Attempt.objects.get().outcome == ""


def test_undo_puts_the_lead_back_as_it_was(lead, phone, agent):
    before = Lead.objects.values().get()
    dial(lead, phone, agent, NOW)
    outcome(lead, agent, "not_selling", NOW + timedelta(minutes=1))
    undo(agent, NOW + timedelta(minutes=2))
    assert Lead.objects.values().get() == before


def test_undo_twice_takes_back_one(lead, phone, agent):
    outcome(lead, agent, "no_answer", phone=phone)
    outcome(lead, agent, "busy", NOW + timedelta(hours=1), phone=phone)
    undo(agent, NOW + timedelta(hours=2))
    lead.refresh_from_db()
    assert lead.attempts == 1


def test_nothing_to_undo(agent):
    assert undo(agent, NOW) is None


def test_the_outcome_after_an_undo_closes_the_same_attempt(lead, phone, agent):
    dial(lead, phone, agent, NOW)
    outcome(lead, agent, "no_answer", NOW + timedelta(minutes=1))
    undo(agent, NOW + timedelta(minutes=2))
    outcome(lead, agent, "lead", NOW + timedelta(minutes=3))
    assert Attempt.objects.get().outcome == "lead"


def test_a_wrong_number_is_never_tried_again(lead, phone, agent):
    outcome(lead, agent, "wrong_number", phone=phone)
    phone.refresh_from_db()
    assert phone.finding == "wrong"
    undo(agent, NOW + timedelta(minutes=1))
    phone.refresh_from_db()
    assert phone.finding == ""


def test_a_wrong_number_with_another_one_left_stays_on_the_lead(lead, phone, agent):
    Phone.objects.create(owner=lead.owner, number="+14105550168", rank=2, reported_at=NOW)
    recorded = outcome(lead, agent, "wrong_number", phone=phone)
    assert recorded.tries_next_number


def test_a_call_back_needs_its_time_and_is_kept(lead, phone, agent):
    with pytest.raises(UnusableInput, match="time is missing"):
        outcome(lead, agent, "call_back", phone=phone)
    assert not Attempt.objects.exists()
    at = NOW + timedelta(days=1)
    outcome(lead, agent, "call_back", phone=phone, call_back_at=at)
    lead.refresh_from_db()
    assert (lead.due_at, lead.due_is_kept) == (at, True)


def test_an_appointment_stops_the_cadence(lead, phone, agent):
    at = NOW + timedelta(days=1)
    outcome(lead, agent, "appointment", phone=phone, appointment_at=at, appointment_place="418 Larkspur Ln")
    lead.refresh_from_db()
    assert lead.appointments.get().at == at
    assert lead.due_at is None or lead.due_at > at


def test_an_undone_appointment_is_canceled_and_kept(lead, phone, agent):
    outcome(lead, agent, "appointment", phone=phone, appointment_at=NOW + timedelta(days=1))
    undo(agent, NOW + timedelta(minutes=1))
    assert lead.appointments.get().outcome == "canceled"


def test_deceased_is_kept_on_the_owner_and_can_be_undone(lead, phone, agent):
    outcome(lead, agent, "deceased", phone=phone)
    lead.owner.refresh_from_db()
    assert lead.owner.deceased_at == NOW
    undo(agent, NOW + timedelta(minutes=1))
    lead.owner.refresh_from_db()
    assert lead.owner.deceased_at is None


def test_an_unknown_outcome_changes_nothing(lead, agent):
    with pytest.raises(UnusableInput, match="no such outcome"):
        outcome(lead, agent, "won")
    assert not Attempt.objects.exists()
