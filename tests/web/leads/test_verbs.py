"""What can be done with a lead: each verb once, twice, and on a closed lead."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar

from callsheet.compliance import gate
from callsheet.core.cadence import Plan
from callsheet.core.errors import UnusableInput
from callsheet.core.outcomes import OUTCOMES
from callsheet.leads.models import Appointment, FollowUp, Lead
from callsheet.owners.models import Phone
from tests.web import world
from tests.web.world import NOW

pytestmark = pytest.mark.django_db

WEDNESDAY_5_PM = datetime(2026, 11, 25, 22, tzinfo=UTC)
SOON = NOW + timedelta(minutes=1)


@pytest.fixture
def agent():
    return world.an_agent(world.a_team())


@pytest.fixture
def lead(agent):
    home = world.a_home(agent.team)
    lead = world.a_lead(world.a_listing(home, world.an_mls(agent.team)), world.an_owner(home))
    lead.plan(Plan("call", NOW, 1, False, "First call, due at once."), NOW)
    return lead


def seen_again(lead: Lead) -> Lead:
    return Lead.objects.get(pk=lead.pk)


def open_kinds(lead: Lead) -> list[str]:
    return sorted(lead.follow_ups.open().values_list("kind", flat=True))


# ---- plan, snooze, wake


def test_a_plan_replaces_the_open_one_of_its_kind(lead):
    first = lead.follow_ups.get()
    second = lead.plan(Plan("call", WEDNESDAY_5_PM, 2, True, "Asked."), SOON)
    first.refresh_from_db()
    assert (first.dropped_at, first.dropped_because) == (SOON, "Replaced by another plan.")
    assert (seen_again(lead).due_at, seen_again(lead).due_is_kept) == (WEDNESDAY_5_PM, True)
    assert lead.plan(Plan("call", WEDNESDAY_5_PM, 2, True, "Asked."), SOON) == second


def test_a_letter_leaves_the_planned_call_alone(lead):
    lead.plan(Plan("letter", WEDNESDAY_5_PM, 2, False, "By hand."), NOW)
    assert open_kinds(lead) == ["call", "letter"]
    assert seen_again(lead).due_at == NOW


def test_a_snoozed_lead_comes_back_when_it_was_told_to(lead, agent):
    snooze = lead.snooze(WEDNESDAY_5_PM, agent, NOW)
    assert lead.snooze(WEDNESDAY_5_PM, agent, SOON) == snooze, "twice is once"
    assert seen_again(lead).snoozed_until == seen_again(lead).due_at == WEDNESDAY_5_PM
    assert (snooze.by, snooze.at) == (agent, NOW)


def test_a_second_snooze_ends_the_first(lead, agent):
    first = lead.snooze(WEDNESDAY_5_PM, agent, NOW)
    lead.snooze(WEDNESDAY_5_PM + timedelta(days=1), agent, SOON)
    first.refresh_from_db()
    assert first.ended_at == SOON
    assert lead.snoozes.filter(ended_at=None).count() == 1


def test_a_woken_lead_is_due_at_once(lead, agent):
    lead.snooze(WEDNESDAY_5_PM, agent, NOW)
    assert lead.wake(agent, SOON)
    assert not lead.wake(agent, SOON)
    assert (seen_again(lead).due_at, seen_again(lead).snoozed_until) == (SOON, None)


def test_nobody_snoozes_into_the_past(lead, agent):
    with pytest.raises(UnusableInput, match="still ahead"):
        lead.snooze(NOW, agent, NOW)


# ---- close, reopen, letters, phone


def test_closing_ends_whatever_was_planned(lead, agent):
    lead.snooze(WEDNESDAY_5_PM, agent, NOW)
    assert lead.close("Sold to a neighbour.", agent, SOON)
    closed = seen_again(lead)
    assert (closed.state, closed.closed_because, closed.closed_at) == ("closed", "Sold to a neighbour.", SOON)
    assert (closed.due_at, closed.snoozed_until) == (None, None)
    assert open_kinds(lead) == []
    assert not lead.snoozes.filter(ended_at=None).exists()
    assert lead.events.get().what == "Closed: Sold to a neighbour."


def test_a_lead_closed_while_the_phone_rang_keeps_the_outcome_and_plans_nothing(lead, agent):
    lead.close("Listed again.", None, NOW)
    assert lead.after_attempt("no_answer", agent, SOON) is None
    assert (lead.attempts, lead.due_at, open_kinds(lead)) == (1, None, [])


def test_a_closed_lead_is_not_put_aside(lead, agent):
    lead.close("Listed again.", None, NOW)
    with pytest.raises(UnusableInput, match="Open it again first"):
        lead.snooze(SOON, agent, NOW)
    assert not lead.snoozes.exists()


def test_closing_twice_keeps_the_first_reason(lead, agent):
    other_tab = seen_again(lead)
    lead.close("Sold to a neighbour.", agent, NOW)
    assert not other_tab.close("Bored.", agent, SOON)
    assert seen_again(lead).closed_because == "Sold to a neighbour."
    assert lead.events.count() == 1


def test_an_opened_again_lead_starts_its_cadence_anew(lead, agent):
    lead.after_attempt("not_selling", agent, NOW)
    lead.close("Bored.", agent, SOON)
    assert lead.reopen(agent, SOON)
    assert not lead.reopen(agent, SOON)
    again = seen_again(lead)
    assert (again.state, again.closed_because, again.touches, again.mood) == ("open", "", 0, "")
    assert again.due_at == SOON
    assert again.attempts == 1, "what happened is not forgotten"


def test_a_closed_lead_stays_closed_while_a_newer_one_of_the_home_is_open(lead, agent):
    lead.close("Bored.", agent, NOW)
    world.a_lead(world.a_listing(lead.property, lead.listing.source, listing_id="AL-NEXT"))
    with pytest.raises(UnusableInput, match="newer lead"):
        lead.reopen(agent, SOON)
    assert seen_again(lead).state == "closed"


def test_letters_take_the_place_of_calls(lead, agent):
    assert lead.to_letters("No number.", NOW)
    assert not lead.to_letters("No number.", SOON)
    assert open_kinds(lead) == ["door", "letter"]
    assert (seen_again(lead).by_phone, seen_again(lead).due_at) == (False, None)


def test_and_calls_come_back(lead):
    lead.to_letters("No number.", NOW)
    assert lead.to_phone("A number became known.", SOON)
    assert not lead.to_phone("A number became known.", SOON)
    assert open_kinds(lead) == ["call"]
    assert seen_again(lead).due_at == SOON


def test_a_note_is_kept_once(lead, agent):
    note = lead.note(" Moving to Ohio. ", agent, NOW)
    assert lead.note("Moving to Ohio.", agent, NOW) == note
    assert (note.text, note.by) == ("Moving to Ohio.", agent)


# ---- after an attempt


def test_an_attempt_counts_and_plans(lead, agent):
    follow_up = lead.after_attempt("no_answer", agent, NOW)
    counted = seen_again(lead)
    assert (counted.attempts, counted.touches, counted.started_at, counted.last_attempt_at) == (1, 1, NOW, NOW)
    assert (follow_up.kind, follow_up.touch) == ("call", 2)
    assert counted.due_at == follow_up.due_at == datetime(2026, 11, 24, 21, 40, tzinfo=UTC)
    assert lead.follow_ups.get(touch=1).done_at == NOW


def test_the_same_attempt_twice_counts_once(lead, agent):
    follow_up = lead.after_attempt("no_answer", agent, NOW)
    assert lead.after_attempt("no_answer", agent, NOW) == follow_up
    assert seen_again(lead).attempts == 1


def test_a_call_back_is_kept(lead, agent):
    lead.after_attempt("call_back", agent, NOW, call_back_at=WEDNESDAY_5_PM)
    assert (seen_again(lead).due_at, seen_again(lead).due_is_kept) == (WEDNESDAY_5_PM, True)
    assert seen_again(lead).mood == "reached"


@pytest.mark.parametrize(
    ("outcome", "mood", "days"),
    [
        ("not_now", "wants_to_sell", 7),
        ("lead", "nurture", 7),
        ("owner_called", "nurture", 7),
        ("not_selling", "not_selling", 30),
    ],
)
def test_the_mood_decides_the_rest(lead, agent, outcome, mood, days):
    lead.after_attempt(outcome, agent, NOW)
    assert seen_again(lead).mood == mood
    assert seen_again(lead).due_at.date() == (NOW + timedelta(days=days)).date()


@pytest.mark.parametrize("outcome", ["listed_elsewhere", "deceased"])
def test_some_outcomes_close_the_lead(lead, agent, outcome):
    assert lead.after_attempt(outcome, agent, NOW) is None
    assert seen_again(lead).state == "closed"
    assert open_kinds(lead) == []


def test_a_request_not_to_call_leaves_letters_and_doors(lead, agent):
    lead.after_attempt("do_not_call", agent, NOW)
    assert seen_again(lead).state == "open"
    assert open_kinds(lead) == ["door", "letter"]


def test_a_wrong_number_gives_way_to_the_next_one_or_to_letters(lead, agent):
    phone = lead.owner.phones.get()
    other = Phone.objects.create(owner=lead.owner, number="+14105550143", rank=2, reported_at=NOW)
    phone.learn("wrong", agent, NOW)
    assert lead.after_attempt("wrong_number", agent, NOW).due_at == SOON
    other.learn("disconnected", agent, SOON)
    lead.after_attempt("disconnected", agent, SOON)
    assert open_kinds(lead) == ["door", "letter"]


def test_the_twentieth_touch_is_the_last(lead, agent):
    moment = NOW
    for _ in range(25):
        if seen_again(lead).state == "closed":
            break
        lead.after_attempt("no_answer", agent, moment)
        moment = seen_again(lead).due_at or moment
    closed = seen_again(lead)
    assert (closed.attempts, closed.closed_because) == (20, "20 touches are done.")


def test_the_keys_say_what_they_will_do(lead, agent):
    said = lead.consequences(agent, NOW, dialed=lead.owner.phones.get())
    assert list(said) == list(OUTCOMES)
    assert said["no_answer"] == "again today, 4:40 pm"
    assert said["wrong_number"] == "letters, doors only"
    Phone.objects.create(owner=lead.owner, number="+14105550143", rank=2, reported_at=NOW)
    assert lead.consequences(agent, NOW, dialed=lead.owner.phones.first())["wrong_number"] == "tries next number"


def test_the_third_dial_of_a_day_plans_nothing_that_the_cap_refuses(lead, agent):
    phone = lead.owner.phones.get()
    for hours in (20, 2):
        gate.report(lead.team, lead.owner, phone.number, NOW - timedelta(hours=hours))
    opens = NOW + timedelta(hours=4)
    assert lead.consequences(agent, NOW, dialed=phone)["busy"] == "again today, 12:05 pm"
    gate.report(lead.team, lead.owner, phone.number, NOW)
    assert lead.consequences(agent, NOW, phone, is_ringing=True)["busy"] == "again today, 12:05 pm"
    lead.after_attempt("busy", agent, NOW)
    assert seen_again(lead).due_at == opens


# ---- appointments


def test_an_appointment_asks_for_its_outcome_the_day_after(lead, agent):
    appointment = lead.set_appointment(WEDNESDAY_5_PM, "", agent, NOW)
    assert lead.set_appointment(WEDNESDAY_5_PM, "", agent, SOON) == appointment
    lead.after_attempt("appointment", agent, NOW)
    assert appointment.place == "418 Larkspur Ln, Fallow Creek, MD 21014"
    assert seen_again(lead).mood == "appointment"
    assert seen_again(lead).due_at == datetime(2026, 11, 26, 13, tzinfo=UTC), "8 am in Maryland"
    assert open_kinds(lead) == []


def test_a_second_appointment_moves_the_first(lead, agent):
    first = lead.set_appointment(WEDNESDAY_5_PM, "", agent, NOW)
    lead.set_appointment(WEDNESDAY_5_PM + timedelta(days=1), "", agent, SOON)
    first.refresh_from_db()
    assert (first.outcome, first.outcome_at, first.outcome_by) == ("moved", SOON, agent)


@pytest.mark.parametrize(
    ("outcome", "mood", "due_on"),
    [
        ("kept", "nurture", date(2026, 11, 28)),
        ("no_show", "nurture", date(2026, 11, 27)),
        ("canceled", "wants_to_sell", date(2026, 12, 3)),
    ],
)
def test_what_came_of_it_plans_the_next_call(lead, agent, outcome, mood, due_on):
    appointment = lead.set_appointment(WEDNESDAY_5_PM, "", agent, NOW)
    after = datetime(2026, 11, 26, 14, tzinfo=UTC)
    assert appointment.settle(outcome, agent, after)
    assert not appointment.settle("kept", agent, after + timedelta(hours=1)), "it has its outcome"
    assert Appointment.objects.get().outcome == outcome
    assert seen_again(lead).mood == mood
    assert seen_again(lead).due_at.date() == due_on


@pytest.mark.parametrize("outcome", ["", "forgotten"])
def test_an_appointment_has_only_known_outcomes(lead, agent, outcome):
    with pytest.raises(UnusableInput, match="Say kept"):
        lead.set_appointment(WEDNESDAY_5_PM, "", agent, NOW).settle(outcome, agent, SOON)


def test_an_appointment_is_a_calendar_file(lead, agent):
    appointment = lead.set_appointment(WEDNESDAY_5_PM, "At the café, 2 Curlew St", agent, NOW)
    written = appointment.ics()
    assert written == Appointment.objects.get().ics()
    [event] = Calendar.from_ical(written).walk("VEVENT")
    assert event.decoded("dtstart") == WEDNESDAY_5_PM
    assert event.decoded("duration") == timedelta(minutes=45)
    assert str(event["summary"]) == "Appointment: Harriet Boone, 418 Larkspur Ln"
    assert str(event["location"]) == "At the café, 2 Curlew St"
    assert len(event.walk("VALARM")) == 1


# ---- undo


def everything(lead: Lead) -> tuple:
    fields = Lead.objects.filter(pk=lead.pk).values().get()
    follow_ups = lead.follow_ups.open().order_by("pk").values("pk", "kind", "due_at", "touch", "is_kept", "because")
    return fields, list(follow_ups)


@pytest.mark.parametrize("outcome", list(OUTCOMES))
def test_any_outcome_can_be_taken_back(lead, agent, outcome):
    lead.after_attempt("no_answer", agent, NOW - timedelta(days=1))
    before, snapshot = everything(lead), lead.snapshot()
    if outcome == "appointment":
        lead.set_appointment(WEDNESDAY_5_PM, "", agent, NOW)
    lead.after_attempt(outcome, agent, NOW, call_back_at=WEDNESDAY_5_PM)
    assert everything(lead) != before
    lead.restore(snapshot, agent, SOON)
    assert everything(lead) == before
    lead.restore(snapshot, agent, SOON)
    assert everything(lead) == before, "twice is once"


def test_what_was_planned_by_mistake_stays_on_record(lead, agent):
    snapshot = lead.snapshot()
    planned = lead.after_attempt("not_selling", agent, NOW)
    lead.restore(snapshot, agent, SOON)
    planned.refresh_from_db()
    assert (planned.dropped_at, planned.dropped_because) == (SOON, "The outcome was taken back.")


def test_an_appointment_set_by_mistake_is_canceled_and_kept(lead, agent):
    snapshot = lead.snapshot()
    appointment = lead.set_appointment(WEDNESDAY_5_PM, "", agent, NOW)
    lead.after_attempt("appointment", agent, NOW)
    lead.restore(snapshot, agent, SOON)
    appointment.refresh_from_db()
    assert (appointment.outcome, appointment.outcome_by) == ("canceled", agent)


def test_undo_does_not_open_what_a_relisting_closed(lead, agent):
    snapshot = lead.snapshot()
    lead.after_attempt("no_answer", agent, NOW)
    lead.close("Listed again on Nov 24 (Bright).", None, SOON)
    lead.restore(snapshot, agent, SOON)
    assert seen_again(lead).state == "closed"
    assert seen_again(lead).attempts == 0
    assert open_kinds(lead) == []


def test_a_snapshot_survives_json(lead, agent):
    snapshot = json.loads(json.dumps(lead.snapshot()))
    before = everything(lead)
    lead.after_attempt("do_not_call", agent, NOW)
    lead.restore(snapshot, agent, SOON)
    assert everything(lead) == before


# ---- letters and doors, one by one


def test_a_letter_that_went_out_plans_the_next(lead, agent):
    lead.to_letters("No number.", NOW)
    letter = lead.follow_ups.open().get(kind="letter")
    following = letter.finish(agent, SOON)
    assert letter.finish(agent, SOON) is None, "twice is once"
    assert (following.kind, following.touch) == ("letter", 2)
    assert following.due_at.date() == date(2026, 12, 8)
    counted = seen_again(lead)
    assert (counted.touches, counted.attempts, counted.started_at) == (1, 0, SOON)
    assert lead.events.order_by("-pk").first().what == "Letter sent, touch 1."


def test_the_last_touch_by_hand_closes_the_lead(lead, agent):
    lead.to_letters("No number.", NOW)
    Lead.objects.filter(pk=lead.pk).update(started_at=NOW - timedelta(days=89))
    for follow_up in FollowUp.objects.open():
        assert follow_up.finish(agent, SOON) is None
    assert seen_again(lead).closed_because == "90 days of touches are over."
