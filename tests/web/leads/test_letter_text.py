"""The letter itself: what it says, what it leaves out, what it never claims."""

from datetime import date

import pytest

from callsheet.leads.letter_text import Letter, letter
from tests.web import world

pytestmark = [pytest.mark.django_db, pytest.mark.once]

TODAY = date(2026, 11, 24)


@pytest.fixture
def agent():
    return world.an_agent(world.a_team())


@pytest.fixture
def lead(agent):
    home = world.a_home(agent.team)
    listing = world.a_listing(home, world.an_mls(agent.team), days_on_market=256)
    return world.a_lead(listing, world.an_owner(home))


def write(lead, agent) -> Letter:
    return letter(lead, ("Harriet Boone", "418 Larkspur Ln"), agent, TODAY)


def test_what_happened_is_said_first(lead, agent):
    first = write(lead, agent).paragraphs[0]
    assert first.startswith("418 Larkspur Ln came off the market on November 22, after 256 days, without being sold.")


def test_what_is_not_known_is_left_out(lead, agent):
    lead.expired_on_known, lead.listing.days_on_market = False, None
    assert write(lead, agent).paragraphs[0].startswith("418 Larkspur Ln came off the market without being sold.")


def test_an_older_expiry_has_its_year(lead, agent):
    lead.expired_on = date(2025, 11, 22)
    assert "on November 22, 2025, after" in write(lead, agent).paragraphs[0]


def test_it_names_the_agent_and_the_brokerage(lead, agent):
    written = write(lead, agent)
    assert written.sender == ("Maya Lindqvist", "Saltmarsh Realty", "(410) 555-0100")
    assert "I am a real-estate agent with Saltmarsh Realty." in written.paragraphs[1]


def test_a_brokerage_nobody_named_is_left_out(lead, agent):
    agent.team.name, agent.caller_number = "My team", ""
    written = write(lead, agent)
    assert written.sender == ("Maya Lindqvist",)
    assert "I am a real-estate agent. I would like" in written.paragraphs[1]
    assert "please call me. If you" in written.paragraphs[2]


def test_it_leaves_another_brokers_client_alone_and_says_how_to_end_it(lead, agent):
    last = write(lead, agent).paragraphs[-1]
    assert "listed with another broker" in last and "not meant to solicit that listing" in last
    assert "tell me once and I will not write" in last


@pytest.mark.parametrize("claim", ["buyer", "guarantee", "worth", "last chance", "$"])
def test_it_claims_nothing_that_is_not_known(lead, agent, claim):
    assert claim not in " ".join(write(lead, agent).paragraphs).lower()


@pytest.mark.parametrize(
    ("kind", "greeting"),
    [
        ("person", "Dear Harriet Boone,"),
        ("couple", "Dear Harriet Boone,"),
        ("trust", "To the owner of 418 Larkspur Ln,"),
        ("estate", "To the owner of 418 Larkspur Ln,"),
        ("company", "To the owner of 418 Larkspur Ln,"),
    ],
)
def test_people_are_greeted_by_name(lead, agent, kind, greeting):
    lead.owner.kind = kind
    assert write(lead, agent).greeting == greeting


def test_an_owner_nobody_knows_is_the_owner(lead, agent):
    lead.owner = None
    assert write(lead, agent).greeting == "To the owner of 418 Larkspur Ln,"
