"""The do-not-call lane: blocked leads go by letters and doors by themselves, and come back by themselves."""

from datetime import timedelta

import pytest

from callsheet.compliance import gate
from callsheet.compliance.models import (
    Consent,
    DoNotCallRequest,
    Emergency,
    HouseRule,
    RegistryCopy,
    Relationship,
)
from callsheet.leads import lane, lane_changes
from callsheet.leads.lane import Moved, look_everywhere, move_blocked, move_everywhere
from callsheet.leads.models import FollowUp, Lead
from callsheet.owners.models import Phone
from tests.web import world
from tests.web.listed import a_registry_copy, on_registry
from tests.web.world import NOW

pytestmark = pytest.mark.django_db

NUMBER, OTHER = "+14105550142", "+14105550143"
SOON = NOW + timedelta(minutes=5)
DAY = timedelta(days=1)


@pytest.fixture
def agent():
    return world.an_agent(world.a_team())


@pytest.fixture
def team(agent):
    return agent.team


@pytest.fixture(autouse=True)
def breathless(monkeypatch):
    monkeypatch.setattr(lane, "BREATH", 0)


@pytest.fixture
def registry():
    return a_registry_copy()


@pytest.fixture
def mls(team):
    return world.an_mls(team)


@pytest.fixture
def lead(team, mls, registry):
    """Due, with one number that is free, and looked at already."""
    lead = a_lead(team, mls)
    assert move_blocked(team, NOW).to_letters == 0
    return lead


def a_lead(team, mls, number: str | None = NUMBER, house: str = "418", **given) -> Lead:
    home = world.a_home(team, number=house)
    owner = world.an_owner(home, number=number) if number else None
    lead = world.a_lead(world.a_listing(home, mls), owner, **({"opened_at": NOW - 4 * DAY} | given))
    lead.follow_ups.create(kind="call", touch=1, due_at=NOW, because="First call, due at once.", planned_at=NOW)
    return lead


def a_newer_copy() -> None:
    """The area code is loaded anew, with whoever is on the list by now."""
    RegistryCopy.objects.update(replaced_at=NOW)
    a_registry_copy(copied_on=NOW.date())


def planned(lead: Lead) -> list[str]:
    return sorted(lead.follow_ups.open().values_list("kind", flat=True))


def state(lead: Lead) -> tuple[bool, str]:
    lead.refresh_from_db()
    return lead.by_phone, lead.off_phone_rule


# ---------------------------------------------------------------- off the phone


def test_whoever_may_be_called_stays(team, lead):
    assert move_blocked(team, NOW) == Moved()
    assert state(lead) == (True, "")
    assert planned(lead) == ["call"]


def test_a_list_that_was_loaded_moves_them(team, lead):
    on_registry(NUMBER)
    a_newer_copy()
    assert move_blocked(team, SOON) == Moved(1, to_letters=1)
    assert state(lead) == (False, "DNC_NATIONAL")
    assert planned(lead) == ["door", "letter"]
    assert (lead.due_at, lead.due_is_kept) == (None, False)
    assert lead.off_phone_because.startswith("This number is on the national do-not-call registry")
    assert lead.events.get().what.startswith("By letter and door: This number is on the national do-not-call registry")


def test_a_request_moves_everybody_with_that_number(team, mls, lead):
    other = a_lead(team, mls, house="420")
    gate.request_no_calls(team, lead.owner, NUMBER, None, NOW)
    assert move_blocked(team, SOON).to_letters == 2
    assert state(lead) == state(other) == (False, "DNC_INTERNAL")


def test_it_is_the_same_as_the_verb_does(team, mls, lead):
    """Many at once and one by one leave the same rows behind."""
    other = a_lead(team, mls, "+14105550177", house="420")
    gate.request_no_calls(team, lead.owner, NUMBER, None, NOW)
    move_blocked(team, SOON)
    lead.refresh_from_db()
    other.to_letters(lead.off_phone_because, SOON)
    assert rows(lead) == rows(other)
    DoNotCallRequest.objects.update(mistaken_at=SOON + DAY)
    move_blocked(team, SOON + DAY)
    Lead.objects.get(pk=other.pk).to_phone(lane.BACK, SOON + DAY)
    assert rows(lead) == rows(other)


def rows(lead: Lead) -> tuple:
    columns = ("kind", "touch", "due_at", "is_kept", "because", "planned_at", "done_at", "dropped_at")
    lead.refresh_from_db()
    return (
        (lead.by_phone, lead.off_phone_because, lead.due_at, lead.due_is_kept, lead.snoozed_until, lead.touches),
        list(lead.follow_ups.order_by("pk").values_list(*columns)),
        [event.at for event in lead.events.order_by("pk")],
    )


def test_every_number_must_be_refused(team, lead):
    Phone.objects.create(owner=lead.owner, number=OTHER, rank=2, reported_at=NOW)
    gate.request_no_calls(team, None, NUMBER, None, NOW)
    assert move_blocked(team, SOON).to_letters == 0


def test_an_owner_without_a_number_is_written_to(team, lead):
    lead.owner.phones.get().learn("wrong", None, NOW)
    assert move_blocked(team, SOON).to_letters == 1
    assert state(lead) == (False, "NO_NUMBER")


def test_a_home_without_an_owner_waits_a_day_for_the_owner_file(team, mls, registry):
    lead = a_lead(team, mls, None, opened_at=NOW)
    assert move_blocked(team, NOW + timedelta(hours=23)) == Moved()
    assert move_blocked(team, NOW + DAY) == Moved(1, to_letters=1)
    assert state(lead) == (False, "NO_OWNER")


def test_the_reason_follows_what_is_known_since(team, mls, registry):
    lead = a_lead(team, mls, None, opened_at=NOW)
    move_blocked(team, NOW + DAY)
    lead.owner = world.an_owner(lead.property)
    lead.save()
    lead.owner.phones.all().delete()
    assert move_blocked(team, NOW + DAY).to_phone == 0
    assert state(lead) == (False, "NO_NUMBER")
    assert lead.off_phone_because == "No number that can be called is known."


def test_a_states_whole_list_concerns_every_number(team, mls, registry):
    """It has a copy without an area code, for all the area codes that are not in it."""
    a_lead(team, mls)
    a_lead(team, mls, None, "420")
    move_blocked(team, NOW)
    copy = a_registry_copy("850", list="FL")
    RegistryCopy.objects.filter(pk=copy.pk).update(area_code="")
    assert move_blocked(team, SOON).looked_at == 1


def test_a_persons_own_words_are_kept(team, lead):
    lead.owner.phones.get().learn("wrong", None, NOW)
    lead.to_letters("She wants letters.", SOON)
    move_blocked(team, SOON)
    lead.refresh_from_db()
    assert (lead.off_phone_rule, lead.off_phone_because) == ("", "She wants letters.")


def test_and_for_the_numbers(team, mls, registry):
    lead = a_lead(team, mls, opened_at=NOW)
    lead.owner.phones.all().delete()
    assert move_blocked(team, NOW + timedelta(hours=23)) == Moved(1)
    assert move_blocked(team, NOW + DAY) == Moved(1, to_letters=1)
    assert state(lead) == (False, "NO_NUMBER")


def test_a_state_that_wants_consent_first(team, mls):
    a_registry_copy("203")
    lead = a_lead(team, mls, "+12035550142")
    lead.property.state, lead.property.postal_code = "CT", "06103"
    lead.property.save()
    assert move_blocked(team, NOW).to_letters == 1
    assert state(lead) == (False, "CONSENT_STATE")


def test_what_a_look_up_mends_moves_nobody(team, mls):
    lead = a_lead(team, mls)
    assert move_blocked(team, NOW) == Moved(1)
    assert state(lead) == (True, "")


@pytest.mark.parametrize(
    "given",
    [
        {"is_ours": True},
        {"is_presumed": True},
        {"state": "closed"},
        {"mood": "appointment"},
        {"snoozed_until": NOW + DAY},
        {"due_is_kept": True, "due_at": NOW + timedelta(hours=2)},
    ],
    ids=min,
)
def test_some_are_left_where_they_are(team, mls, registry, given):
    lead = a_lead(team, mls, **given)
    gate.request_no_calls(team, lead.owner, "", None, NOW)
    assert move_blocked(team, NOW) == Moved()
    assert state(lead) == (True, "")


def test_a_snoozed_one_moves_when_it_wakes(team, lead):
    lead.snooze(NOW + DAY, None, NOW)
    gate.request_no_calls(team, lead.owner, "", None, NOW)
    assert move_blocked(team, SOON) == Moved()
    assert move_blocked(team, NOW + DAY).to_letters == 1


def test_another_team_is_left_alone(team, lead):
    other = world.a_team("Heron Homes")
    theirs = a_lead(other, world.an_mls(other))
    gate.request_no_calls(team, lead.owner, NUMBER, None, NOW)
    move_blocked(team, SOON)
    assert state(theirs) == (True, "")
    move_everywhere(SOON)
    assert state(theirs) == (True, "")


# ---------------------------------------------------------------- and back


@pytest.fixture
def blocked(team, lead):
    gate.request_no_calls(team, lead.owner, NUMBER, None, NOW)
    move_blocked(team, NOW)
    return lead


def test_a_request_taken_back_brings_it_back(team, blocked):
    gate.mistaken(DoNotCallRequest.objects.get(), None, SOON)
    assert move_blocked(team, SOON) == Moved(1, to_phone=1)
    assert state(blocked) == (True, "")
    assert (planned(blocked), blocked.due_at) == (["call"], SOON)
    assert blocked.off_phone_because == ""
    assert blocked.events.order_by("-pk").first().what == lane.BACK


def test_a_new_list_without_the_number_brings_it_back(team, mls, registry):
    on_registry(NUMBER)
    lead = a_lead(team, mls)
    move_blocked(team, NOW)
    assert state(lead) == (False, "DNC_NATIONAL")
    Phone.objects.update(number=OTHER)
    a_newer_copy()
    assert move_blocked(team, SOON).to_phone == 1


def test_a_permission_brings_it_back(team, mls, registry):
    on_registry(NUMBER)
    lead = a_lead(team, mls)
    move_blocked(team, NOW)
    Consent.objects.create(team=team, owner=lead.owner, kind="invited", words="Call me.", on=NOW.date(), at=NOW)
    assert move_blocked(team, SOON).to_phone == 1
    Consent.objects.update(ended_at=SOON)
    assert move_blocked(team, SOON).to_letters == 1


def test_a_new_number_brings_it_back_even_where_it_must_be_looked_up(team, lead):
    lead.owner.phones.get().learn("wrong", None, NOW)
    move_blocked(team, NOW)
    Phone.objects.create(owner=lead.owner, number="+14435550143", reported_at=SOON)
    lane_changes.mark_homes(team, [lead.property_id])
    assert move_blocked(team, SOON).to_phone == 1


def test_a_list_that_grew_old_brings_nobody_back(team, mls, registry):
    """Neither known to be listed any more nor known to be free: a lead that was moved stays where it is."""
    on_registry(NUMBER)
    lead = a_lead(team, mls)
    move_blocked(team, NOW)
    look_everywhere(NOW + timedelta(days=60))
    assert state(lead) == (False, "DNC_NATIONAL")


def test_back_and_forth_leaves_one_plan_of_a_kind(team, blocked):
    for place in range(3):
        at = SOON + timedelta(minutes=place)
        DoNotCallRequest.objects.update(mistaken_at=at)
        move_blocked(team, at)
        gate.request_no_calls(team, blocked.owner, NUMBER, None, at)
        move_blocked(team, at)
    assert planned(blocked) == ["door", "letter"]


# ---------------------------------------------------------------- what is looked at


def test_nothing_changed_is_a_handful_of_queries(team, mls, lead, django_assert_max_num_queries):
    for place in range(30):
        a_lead(team, mls, f"+141055501{place:02}", house=str(500 + place))
    move_blocked(team, NOW)
    with django_assert_max_num_queries(14):
        assert move_blocked(team, SOON) == Moved()


def test_the_queries_do_not_grow_with_the_moves(team, mls, registry, django_assert_max_num_queries):
    for place in range(40):
        gate.request_no_calls(
            team, a_lead(team, mls, f"+141055501{place:02}", house=str(500 + place)).owner, "", None, NOW
        )
    with django_assert_max_num_queries(70):
        assert move_blocked(team, NOW).to_letters == 40


def test_only_those_a_request_concerns_are_looked_at(team, mls, lead):
    other = a_lead(team, mls, "+14105550177", house="420")
    move_blocked(team, NOW)
    gate.request_no_calls(team, None, "+14105550177", None, NOW)
    assert move_blocked(team, SOON) == Moved(1, to_letters=1)
    assert state(other) == (False, "DNC_INTERNAL")


@pytest.mark.parametrize("table", [HouseRule, Emergency], ids=["house_rule", "emergency"])
def test_a_rule_for_everybody_looks_at_everybody(team, mls, lead, table):
    a_lead(team, mls, "+14105550177", house="420")
    move_blocked(team, NOW)
    given = {"kind": "closed"} if table is HouseRule else {"declared_on": NOW.date()}
    table.objects.create(team=team, state="NY", at=SOON, **given)
    assert move_blocked(team, SOON).looked_at == 2
    assert move_blocked(team, SOON).looked_at == 0


def test_another_book_of_tables_looks_at_everybody(team, lead, monkeypatch):
    monkeypatch.setattr(lane_changes.tables, "version", lambda: {"as_of": "2027-01-01", "hash": "another"})
    assert move_blocked(team, SOON).looked_at == 1


def test_a_list_looks_at_its_area_codes(team, mls, lead):
    a_lead(team, mls, "+14435550143", house="420")
    move_blocked(team, NOW)
    a_registry_copy("443")
    assert move_blocked(team, SOON).looked_at == 1


def test_a_change_while_it_looks_is_not_lost(team, lead, monkeypatch):
    """Another process marks the lead between the look and the moment it is written down."""
    lane_changes.mark_all(team)
    look = lane._ways

    def ways(team, leads, now):
        found = look(team, leads, now)
        if not DoNotCallRequest.objects.exists():
            gate.request_no_calls(team, lead.owner, NUMBER, None, now)
            lane_changes.mark_all(team)
        return found

    monkeypatch.setattr(lane, "_ways", ways)
    assert move_blocked(team, SOON) == Moved(1)
    assert move_blocked(team, SOON).to_letters == 1


def test_killed_after_the_marks_nothing_is_lost(team, lead, monkeypatch):
    gate.request_no_calls(team, lead.owner, NUMBER, None, NOW)
    with monkeypatch.context() as broken:
        broken.setattr(lane, "_look", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            move_blocked(team, SOON)
    assert move_blocked(team, SOON).to_letters == 1


def test_a_relationship_that_ran_out_is_found_at_night(team, mls, registry):
    on_registry(NUMBER)
    lead = a_lead(team, mls)
    asked_on = NOW.date() - timedelta(days=89)
    Relationship.objects.create(team=team, owner=lead.owner, kind="inquiry", words="A price?", on=asked_on, at=NOW)
    move_blocked(team, NOW)
    assert state(lead) == (True, "")
    assert move_blocked(team, NOW + 5 * DAY) == Moved(), "no row says that it ended"
    look_everywhere(NOW + 5 * DAY)
    assert state(lead) == (False, "DNC_NATIONAL")


def test_a_lead_opened_again_is_looked_at_again(team, blocked):
    blocked.close("Gave up.", None, SOON)
    gate.mistaken(DoNotCallRequest.objects.get(), None, SOON)
    move_blocked(team, SOON)
    blocked.reopen(None, SOON)
    assert move_blocked(team, SOON).to_phone == 1


def test_undoing_the_outcome_puts_why_back_too(team, agent, lead):
    before = lead.snapshot()
    lead.to_letters("No other number of the owner is known: letters and doors only.", SOON)
    lead.restore(before, agent, SOON)
    lead.refresh_from_db()
    assert (lead.by_phone, lead.off_phone_because) == (True, "")
    assert FollowUp.objects.open().get(lead=lead).kind == "call"
