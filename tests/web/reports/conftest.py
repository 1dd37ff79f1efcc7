"""Attempts without the way they came about: the numbers only count rows."""

from datetime import timedelta

import pytest

from callsheet.calling.models import Attempt
from callsheet.leads.models import Appointment
from tests.web import world
from tests.web.world import NOW


@pytest.fixture
def agent(db):
    return world.an_agent(world.a_team())


@pytest.fixture
def lead(agent):
    home = world.a_home(agent.team)
    return world.a_lead(world.a_listing(home, world.an_mls(agent.team)), world.an_owner(home))


def another_lead(team, number):
    home = world.a_home(team, number=str(number), address_key=f"1|{number}")
    mls = team.sources.first() or world.an_mls(team)
    return world.a_lead(world.a_listing(home, mls))


def attempt(lead, agent, outcome="no_answer", days_ago=0, at=None, **given):
    at = at or NOW - timedelta(days=days_ago)
    inbound = given.get("is_inbound", False)
    return Attempt.objects.create(
        lead=lead, person=agent, at=at, outcome=outcome, outcome_at=at, is_reported=not inbound, **given
    )


def appointment(lead, agent, outcome, days_ago=1):
    at = NOW - timedelta(days=days_ago)
    return Appointment.objects.create(
        lead=lead, person=agent, at=at, place="At the home", set_at=at - timedelta(days=2), outcome=outcome
    )
