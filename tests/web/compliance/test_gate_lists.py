"""Asking for a whole list at once, and the permissions that are out meanwhile."""

from datetime import UTC, datetime, timedelta

import pytest

from callsheet.compliance import gate
from callsheet.compliance.models import Answer, ChainHead, Clearance, CountedDial
from callsheet.listings.models import StatusLookup
from tests.web import world
from tests.web.compliance.asking import a_question, another
from tests.web.listed import on_registry
from tests.web.world import NOW

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
OTHERS = ("+14105550168", "+14105550169", "+14105550170")


@pytest.fixture
def asking():
    return a_question()


def ask_all(asking, targets, now=NOW, launch="by_hand", lives=HOUR, **how):
    return gate.ask_all(targets, asking.agent, now, launch=launch, lives=lives, **how)


def permitted(asked):
    return [each.clearance is not None for each in asked]


def test_every_number_is_answered_in_order_and_kept(asking):
    targets = [another(asking, number, str(place)) for place, number in enumerate(OTHERS, start=100)]
    on_registry(OTHERS[1])
    asked = ask_all(asking, targets)
    assert permitted(asked) == [True, False, True]
    assert [each.decision.rule for each in asked] == ["OK", "DNC_NATIONAL", "OK"]
    kept = Answer.objects.order_by("pk")
    assert [answer.number for answer in kept] == list(OTHERS)
    assert [answer.pk for answer in kept] == [each.answer.pk for each in asked]
    assert {answer.facts["launch"] for answer in kept} == {"by_hand"}
    assert gate.verify_chain(asking.team) == []
    assert ChainHead.objects.get().answers == 3


def test_an_empty_list_asks_nothing(asking):
    assert ask_all(asking, []) == []
    assert not Answer.objects.exists()


def test_a_permission_lives_as_long_as_given_and_no_longer_than_the_hours(asking):
    [asked] = ask_all(asking, [asking.target])
    assert asked.clearance.expires_at == NOW + HOUR
    evening = datetime(2026, 11, 25, 0, 30, tzinfo=UTC)  # 7:30 pm; Maryland's hours end at 8
    StatusLookup.objects.create(property=asking.target.property, standard_status="Expired", by=asking.agent, at=evening)
    [asked] = ask_all(asking, [asking.target], now=evening)
    assert asked.clearance.expires_at == datetime(2026, 11, 25, 1, tzinfo=UTC)


def test_a_dial_in_the_last_minutes_of_the_hours_ends_with_them(asking):
    late = datetime(2026, 11, 25, 0, 57, tzinfo=UTC)
    StatusLookup.objects.create(property=asking.target.property, standard_status="Expired", by=asking.agent, at=late)
    assert gate.ask(asking.target, asking.agent, late).clearance.expires_at == datetime(2026, 11, 25, 1, tzinfo=UTC)


def test_how_it_is_launched_decides_in_maryland(asking):
    assert permitted(ask_all(asking, [asking.target])) == [True]
    for launch in ("clicked", "selected_by_machine"):
        [asked] = ask_all(asking, [asking.target], launch=launch)
        assert asked.decision.rule == "CONSENT_STATE_AUTO"


# ---------------------------------------------------------------- caps


def test_a_permission_counts_toward_the_caps_only_once_it_is_used(asking):
    [asked] = ask_all(asking, [asking.target])
    assert not CountedDial.objects.exists()
    gate.use(asked.clearance, NOW + timedelta(minutes=20))
    assert CountedDial.objects.get().at == NOW + timedelta(minutes=20)


def test_one_list_does_not_permit_more_tries_than_the_caps_leave(asking):
    """Four numbers of one owner: three may be tried, whichever of them is first."""
    targets = [asking.target, *(asking.calling(number).target for number in OTHERS)]
    asked = ask_all(asking, targets)
    assert permitted(asked) == [True, True, True, False]
    assert [each.decision.rule for each in asked][3] == "CAP_STATE"


def test_the_same_number_of_two_owners_is_one_number(asking):
    shared = [another(asking, asking.number, str(home)) for home in range(100, 104)]
    assert permitted(ask_all(asking, shared)) == [True, True, True, False]


def test_tries_made_before_leave_less_for_the_list(asking):
    for hours in (1, 2):
        gate.report(asking.team, asking.owner, asking.number, NOW - timedelta(hours=hours))
    targets = [asking.target, *(asking.calling(number).target for number in OTHERS)]
    assert permitted(ask_all(asking, targets)) == [True, False, False, False]


def test_permissions_that_are_out_hold_their_tries_until_they_run_out(asking):
    for _ in range(3):
        assert permitted(ask_all(asking, [asking.target])) == [True]
    assert asking.rule(NOW + timedelta(minutes=59)) == "CAP_STATE"
    assert asking.rule(NOW + HOUR) == "OK"


def test_a_used_permission_is_one_try_and_not_two(asking):
    for _ in range(2):
        [asked] = ask_all(asking, [asking.target])
        gate.use(asked.clearance, NOW)
    assert asking.decision(NOW + timedelta(minutes=1)).attempts_left == 1


def test_another_brokerages_permissions_hold_nothing(asking):
    other = a_question(world.a_team("Heron Homes"), copy=False)
    for _ in range(3):
        ask_all(other, [other.target])
    assert asking.rule() == "OK"


def test_two_tries_at_the_same_moment_are_two(asking):
    for _ in range(3):
        gate.report(asking.team, asking.owner, asking.number, NOW)
    assert len(asking.facts(NOW).earlier) == 3
    assert asking.rule(NOW + HOUR) == "CAP_STATE"


def test_a_try_found_by_number_and_by_owner_is_one(asking):
    gate.report(asking.team, asking.owner, asking.number, NOW - HOUR)
    assert len(asking.facts().earlier) == 1


def test_an_e_mail_holds_no_try_and_counts_as_none(asking):
    asking.team.postal_address = "12 Quay St, Port Alder, MD 21078"
    asking.team.save()
    for _ in range(4):
        [asked] = ask_all(asking, [asking.target], channel="email")
    assert gate.use(asked.clearance, NOW) is None
    assert asking.decision().attempts_left == 3
    assert not CountedDial.objects.exists()


# ---------------------------------------------------------------- spending


def test_a_permission_of_a_list_serves_once(asking):
    [asked] = ask_all(asking, [asking.target])
    gate.use(asked.clearance, NOW)
    with pytest.raises(gate.ClearanceSpent):
        gate.use(asked.clearance, NOW)


def test_a_permission_of_a_list_serves_inside_its_life_only(asking):
    [asked] = ask_all(asking, [asking.target])
    with pytest.raises(gate.ClearanceSpent):
        gate.use(asked.clearance, NOW + HOUR)
    assert Clearance.objects.get().used_at is None


def test_a_hundred_numbers_take_no_more_queries_than_one(asking, django_assert_max_num_queries):
    targets = [another(asking, f"+14105550{100 + n}", str(n)) for n in range(1, 100)]
    with django_assert_max_num_queries(26):
        assert len(ask_all(asking, targets)) == 99
