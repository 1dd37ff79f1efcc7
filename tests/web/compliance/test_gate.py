"""The gate: what it gathers, what it keeps, and that its permission serves once."""

from datetime import date, timedelta

import pytest

from callsheet.compliance import gate
from callsheet.compliance.evidence import Target
from callsheet.compliance.models import Answer, Clearance, CountedDial, DoNotCallRequest
from callsheet.listings.models import LastRead, Source, StatusLookup
from callsheet.owners.models import Phone
from tests.web import world
from tests.web.listed import on_registry
from tests.web.world import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent():
    return world.an_agent(world.a_team())


@pytest.fixture
def target(agent):
    """A number that may be called at 8:05 am: expired, fresh, not on a fresh copy of the registry."""
    home = world.a_home(agent.team)
    world.a_listing(home, world.an_mls(agent.team))
    owner = world.an_owner(home)
    world.a_registry_copy()
    phone = Phone.objects.get()
    return Target(phone.number, phone, owner, home)


def rule(target, agent, at=NOW):
    [decision] = gate.preview([target], agent.team, at, agent)
    return decision.rule


def test_a_fresh_expired_home_off_the_registry_may_be_called(target, agent):
    assert rule(target, agent) == "OK"


def test_preview_keeps_nothing(target, agent):
    gate.preview([target], agent.team, NOW, agent)
    assert not Answer.objects.exists()
    assert not Clearance.objects.exists()


def test_the_queries_do_not_grow_with_the_numbers(target, agent, django_assert_max_num_queries):
    with django_assert_max_num_queries(13):
        assert len(gate.preview([target] * 40, agent.team, NOW, agent)) == 40


def test_an_unknown_area_code_is_missing_and_not_clear(target, agent):
    other = Target("+14435550142", target.phone, target.owner, target.property)
    assert rule(other, agent) == "REGISTRY_MISSING"


def test_a_listed_number_is_refused(target, agent):
    on_registry("+14105550142")
    assert rule(target, agent) == "DNC_NATIONAL"


def test_a_copy_of_32_days_is_stale(target, agent):
    later = NOW + timedelta(days=27)  # the copy is of November 19
    StatusLookup.objects.create(property=target.property, standard_status="Expired", by=agent, at=later)
    assert rule(target, agent, later) == "REGISTRY_STALE"


def test_a_request_on_the_number_refuses_every_owner_with_it(target, agent):
    DoNotCallRequest.objects.create(team=agent.team, number=target.number, at=NOW)
    assert rule(target, agent) == "DNC_INTERNAL"


def test_a_request_of_the_person_refuses_all_their_numbers(target, agent):
    DoNotCallRequest.objects.create(team=agent.team, owner=target.owner, at=NOW)
    assert rule(target, agent) == "DNC_INTERNAL"


def test_another_teams_request_does_not_bind(target, agent):
    DoNotCallRequest.objects.create(team=world.a_team("Other"), number=target.number, at=NOW)
    assert rule(target, agent) == "OK"


def test_a_mistaken_request_no_longer_refuses_and_stays_on_record(target, agent):
    request = gate.request_no_calls(agent.team, target.owner, target.number, agent, NOW)
    gate.mistaken(request, agent, NOW)
    assert rule(target, agent) == "OK"
    request.refresh_from_db()
    assert (request.mistaken_at, request.mistaken_by) == (NOW, agent)


def test_asking_twice_for_no_calls_is_one_request(target, agent):
    first = gate.request_no_calls(agent.team, target.owner, target.number, agent, NOW)
    again = gate.request_no_calls(agent.team, target.owner, target.number, agent, NOW + timedelta(hours=1))
    assert first == again


def test_an_active_listing_in_another_mls_refuses(target, agent):
    other = world.an_mls(agent.team, "Other MLS")
    world.a_listing(target.property, other, standard_status="Active", off_market_date=None, status_at=NOW)
    assert rule(target, agent) == "LISTED"


def test_a_status_of_yesterday_is_stale_until_somebody_looks_it_up(target, agent):
    at = NOW + timedelta(hours=30)
    assert rule(target, agent, at) == "STATUS_STALE"
    StatusLookup.objects.create(property=target.property, standard_status="Expired", by=agent, at=at)
    assert rule(target, agent, at) == "OK"


def test_a_look_up_frees_the_home_for_that_day_only(target, agent):
    at = NOW + timedelta(hours=30)
    StatusLookup.objects.create(property=target.property, standard_status="Expired", by=agent, at=at)
    assert rule(target, agent, at + timedelta(hours=22)) == "STATUS_STALE"


def test_a_look_up_that_saw_it_active_refuses(target, agent):
    StatusLookup.objects.create(property=target.property, standard_status="Active", by=agent, at=NOW)
    assert rule(target, agent) == "LISTED"


def test_a_row_that_shows_it_listed_again_outweighs_the_look_up_before_it(target, agent):
    StatusLookup.objects.create(property=target.property, standard_status="Expired", by=agent, at=NOW)
    later = NOW + timedelta(hours=1)
    world.a_listing(
        target.property, Source.objects.get(), listing_id="NEW", standard_status="Active", status_at=later,
        as_of=later, seen_at=later, on_market_date=NOW.date(),
    )  # fmt: skip
    assert rule(target, agent, later) == "LISTED"
    StatusLookup.objects.create(
        property=target.property, standard_status="Expired", by=agent, at=later + timedelta(minutes=1)
    )
    assert rule(target, agent, later + timedelta(minutes=2)) == "OK"


def test_a_look_up_that_refuses_holds_against_a_later_row(target, agent):
    StatusLookup.objects.create(property=target.property, standard_status="Withdrawn", by=agent, at=NOW)
    LastRead.objects.update(as_of=NOW + timedelta(hours=1))
    assert rule(target, agent, NOW + timedelta(hours=1)) == "LISTED"


def test_a_number_looked_up_by_hand_is_evidence(target, agent):
    other = Target("+14435550142", target.phone, target.owner, target.property)
    gate.looked_up_number("+14435550142", False, agent, NOW)
    assert rule(other, agent) == "OK"


def test_a_number_looked_up_by_hand_stands_in_for_a_copy_that_is_too_old(target, agent):
    later = NOW + timedelta(days=28)  # the copy is of November 19
    StatusLookup.objects.create(property=target.property, standard_status="Expired", by=agent, at=later)
    gate.looked_up_number(target.number, False, agent, later)
    assert rule(target, agent, later) == "OK"


@pytest.mark.parametrize(("in_copy", "seen"), [(True, False), (False, True)])
def test_a_number_that_the_copy_or_a_later_look_up_shows_as_listed_is_refused(target, agent, in_copy, seen):
    if in_copy:
        on_registry("+14105550142")
    gate.looked_up_number(target.number, seen, agent, NOW)
    assert rule(target, agent) == "DNC_NATIONAL"


def test_a_vendors_scrub_counts_only_where_somebody_relies_on_it(target, agent):
    vendor = world.an_mls(agent.team, "Owner vendor")
    phone = target.phone
    phone.number, phone.source = "+14435550142", vendor
    phone.vendor_listed, phone.vendor_scrubbed_on = False, date(2026, 11, 20)
    phone.save()
    other = Target(phone.number, phone, target.owner, target.property)
    assert rule(other, agent) == "REGISTRY_MISSING"
    vendor.scrub_at, vendor.scrub_by = NOW, agent
    vendor.save()
    assert rule(other, agent) == "OK"


def test_a_vendors_listed_refuses_even_where_nobody_relies_on_it(target, agent):
    phone = target.phone
    phone.number, phone.vendor_listed, phone.vendor_scrubbed_on = "+14435550142", True, date(2026, 11, 20)
    phone.save()
    assert rule(Target(phone.number, phone, target.owner, target.property), agent) == "DNC_NATIONAL"


def test_three_dials_in_24_hours_are_all(target, agent):
    for hours in (1, 5, 20):
        gate.report(agent.team, target.owner, target.number, NOW - timedelta(hours=hours))
    assert rule(target, agent) == "CAP_STATE"


def test_a_dial_to_another_number_of_the_owner_counts_too(target, agent):
    for hours in (1, 5, 20):
        gate.report(agent.team, target.owner, "+14105550199", NOW - timedelta(hours=hours))
    assert rule(target, agent) == "CAP_STATE"


def test_asking_keeps_the_answer_with_what_it_saw(target, agent):
    asked = gate.ask(target, agent, NOW)
    kept = Answer.objects.get()
    assert asked.clearance and kept.allowed and kept.rule == "OK"
    assert kept.facts["number"] == target.number
    assert {check["name"] for check in kept.checks} >= {"Listing status", "National do-not-call registry"}


def test_a_refusal_is_kept_and_makes_no_clearance(target, agent):
    on_registry("+14105550142")
    asked = gate.ask(target, agent, NOW)
    assert asked.clearance is None
    assert Answer.objects.get().rule == "DNC_NATIONAL"
    assert not Clearance.objects.exists()


def test_a_clearance_serves_once(target, agent):
    clearance = gate.ask(target, agent, NOW).clearance
    gate.use(clearance, NOW)
    with pytest.raises(gate.ClearanceSpent):
        gate.use(clearance, NOW)
    assert CountedDial.objects.count() == 1


def test_a_clearance_runs_out(target, agent):
    clearance = gate.ask(target, agent, NOW).clearance
    with pytest.raises(gate.ClearanceSpent):
        gate.use(clearance, NOW + gate.CLEARANCE_LIVES)
    assert not CountedDial.objects.exists()
