"""The morning of the pages: Tuesday, 8:05 am in Maryland, an agent signed in, fourteen homes to call."""

import pytest

from tests.web.market import a_market
from tests.web.world import NOW, a_team, an_agent


@pytest.fixture
def morning(monkeypatch) -> None:
    monkeypatch.setattr("callsheet.clock.now", lambda: NOW)


@pytest.fixture
def maya(client, morning):
    maya = an_agent(a_team())
    client.force_login(maya)
    return maya


@pytest.fixture
def leads(maya):
    """Owner's name -> lead."""
    return a_market(maya.team, maya)


@pytest.fixture
def others(morning):
    """The same morning at another brokerage: nothing of it may be seen or touched by Maya."""
    agent = an_agent(a_team("Heron Homes"), "otto")
    return a_market(agent.team, agent)
