"""Two who ask at the same moment: the last try goes to one of them, and the chain stays one. On either database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction

from callsheet.compliance import gate
from callsheet.compliance.models import Answer, ChainHead, CountedDial, DoNotCallRequest
from tests.web import world
from tests.web.compliance.asking import a_question
from tests.web.world import NOW

pytestmark = pytest.mark.django_db(transaction=True)
ASKERS = 4


@pytest.fixture
def asking():
    """One try is left of the three."""
    asking = a_question()
    for hours in (1, 2):
        gate.report(asking.team, asking.owner, asking.number, NOW - timedelta(hours=hours))
    return asking


def at_once(work, people) -> list:
    """What each person's work gave, all of them begun together, each on a connection of its own."""
    together = Barrier(len(people))

    def begun(person):
        try:
            together.wait(timeout=30)
            return work(person)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(people)) as threads:
        return list(threads.map(begun, people))


@pytest.fixture
def people(asking):
    return [world.an_agent(asking.team, f"asker {number}") for number in range(ASKERS)]


def test_the_last_try_is_permitted_once(asking, people):
    asked = at_once(lambda person: gate.ask(asking.target, person, NOW), people)
    assert sorted(each.decision.rule for each in asked) == ["CAP_STATE"] * (ASKERS - 1) + ["OK"]
    assert gate.verify_chain(asking.team) == []
    assert ChainHead.objects.get().answers == Answer.objects.count() == ASKERS


def test_a_question_that_waited_for_its_turn_sees_the_dial_that_came_before_it(asking):
    gate.report(asking.team, asking.owner, asking.number, NOW + timedelta(seconds=2))
    assert gate.ask(asking.target, asking.agent, NOW).decision.rule == "CAP_STATE"


def test_a_dial_of_long_after_does_not_count(asking):
    gate.report(asking.team, asking.owner, asking.number, NOW + timedelta(minutes=2))
    assert gate.ask(asking.target, asking.agent, NOW).decision.allowed


def test_the_last_try_is_dialed_once(asking, people):
    def dial(person):
        with transaction.atomic():
            asked = gate.ask(asking.target, person, NOW)
            return bool(asked.clearance and gate.use(asked.clearance, NOW))

    assert sorted(at_once(dial, people)) == [False] * (ASKERS - 1) + [True]
    assert CountedDial.objects.count() == 3


def test_lists_exported_at_once_share_the_tries_that_are_left(asking, people):
    targets = [asking.target, asking.calling("+14105550168").target]

    def export(person):
        asked = gate.ask_all(targets, person, NOW, launch="by_hand", lives=timedelta(hours=1))
        return sum(each.clearance is not None for each in asked)

    assert sum(at_once(export, people)) == 1
    assert gate.verify_chain(asking.team) == []


def test_a_permission_that_is_being_used_is_never_overlooked(asking, people):
    clearance = gate.ask(asking.target, asking.agent, NOW).clearance

    def use_or_ask(person):
        if person == people[0]:
            return bool(gate.use(clearance, NOW))
        return gate.ask(asking.target, person, NOW).decision.rule

    assert at_once(use_or_ask, people) == [True, *["CAP_STATE"] * (ASKERS - 1)]


def test_one_permission_is_spent_once(asking, people):
    clearance = gate.ask(asking.target, asking.agent, NOW).clearance

    def spend(person):
        try:
            return bool(gate.use(clearance, NOW))
        except gate.ClearanceSpent:
            return False

    assert sorted(at_once(spend, people)) == [False] * (ASKERS - 1) + [True]


def test_the_same_request_of_several_tabs_is_one(asking, people):
    at_once(lambda person: gate.request_no_calls(asking.team, asking.owner, asking.number, person, NOW), people)
    assert DoNotCallRequest.objects.count() == 1
