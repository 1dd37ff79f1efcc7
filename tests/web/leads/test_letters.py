"""What stands under letters and doors, and what marking one as done does."""

from datetime import date, timedelta

import pytest

from callsheet.compliance.models import DoNotCallRequest
from callsheet.leads import letters
from callsheet.leads.models import Lead
from callsheet.owners.models import Owner
from tests.web import world
from tests.web.listed import on_registry
from tests.web.world import NOW

pytestmark = pytest.mark.django_db

SOON = NOW + timedelta(minutes=5)
_numbers = iter(range(100, 10_000))


@pytest.fixture
def agent():
    return world.an_agent(world.a_team())


@pytest.fixture
def mls(agent):
    return world.an_mls(agent.team)


@pytest.fixture(autouse=True)
def registry():
    return world.a_registry_copy()


@pytest.fixture
def lead(agent, mls):
    return a_lead(agent.team, mls)


def a_lead(team, mls, number: str | None = "+14105550142", street: str = "Larkspur", **given) -> Lead:
    """A lead with an owner by that number; None: no owner is known."""
    home = world.a_home(team, number=str(next(_numbers)), street=street)
    owner = world.an_owner(home, number=number) if number else None
    return world.a_lead(world.a_listing(home, mls), owner, **given)


def listed(lead: Lead) -> None:
    on_registry(lead.owner.phones.get().number)


def test_whoever_may_be_called_gets_no_letter(agent, lead):
    assert letters.letters(agent.team, NOW) == []
    assert letters.doors(agent.team, NOW) == []


def test_whoever_may_be_called_later_today_gets_none_either(agent, lead):
    before_dawn = NOW - timedelta(hours=3)
    assert letters.letters(agent.team, before_dawn) == []


def test_an_owner_on_the_registry_is_written_to(agent, lead):
    listed(lead)
    [row] = letters.letters(agent.team, NOW)
    assert (row.lead, row.kind, row.touch, row.is_due, row.follow_up) == (lead, "letter", 1, True, None)
    assert "registry" in row.because
    assert row.name == "Harriet Boone"
    assert row.lines == (lead.property.street_line, "Fallow Creek, MD 21014")


def test_one_usable_number_that_may_be_called_is_enough_to_call(agent, lead):
    listed(lead)
    lead.owner.phones.create(number="+14105550143", rank=2, reported_at=NOW)
    assert letters.letters(agent.team, NOW) == []


def test_a_letter_goes_where_the_owner_gets_mail_and_the_door_is_the_homes(agent, lead):
    listed(lead)
    Owner.objects.update(mailing_line="PO Box 12", mailing_city="Bend", mailing_state="OR", mailing_postal_code="97701")
    [letter] = letters.letters(agent.team, NOW)
    [door] = letters.doors(agent.team, NOW)
    assert letter.lines == ("PO Box 12", "Bend, OR 97701")
    assert door.lines == (lead.property.street_line, "Fallow Creek, MD 21014")
    assert not door.is_due, "the letter arrives first"


@pytest.mark.parametrize(("number", "because"), [(None, "No owner is known"), ("+14105550142", "No number")])
def test_without_an_owner_or_a_number_it_is_written_too(agent, mls, number, because):
    lead = a_lead(agent.team, mls, number)
    if lead.owner:
        lead.owner.phones.get().learn("wrong", agent, NOW)
    [row] = letters.letters(agent.team, NOW)
    assert row.because.startswith(because)


def test_a_request_not_to_call_says_so(agent, lead):
    DoNotCallRequest.objects.create(team=agent.team, owner=lead.owner, number="+14105550142", at=NOW)
    lead.after_attempt("do_not_call", agent, NOW)
    [row] = letters.letters(agent.team, SOON)
    assert row.follow_up == lead.follow_ups.open().get(kind="letter")
    assert "not to call" in row.because


def test_nobody_writes_to_another_brokers_client(agent, lead, mls):
    listed(lead)
    world.a_listing(
        lead.property, mls, listing_id="AL-NEXT", standard_status="Active", on_market_date=date(2026, 11, 23)
    )
    assert letters.letters(agent.team, NOW) == []


@pytest.mark.parametrize("given", [{"is_ours": True}, {"is_presumed": True}, {"state": "closed"}])
def test_some_leads_are_kept_apart(agent, mls, given):
    a_lead(agent.team, mls, None, **given)
    assert letters.letters(agent.team, NOW) == []


def test_another_teams_letters_are_not_ours(agent, mls):
    other = world.a_team("Heron Homes")
    a_lead(other, world.an_mls(other), None)
    assert letters.letters(agent.team, NOW) == []


def test_doors_can_be_walked(agent, mls):
    for street in ("Windrow", "Bayberry", "Windrow"):
        a_lead(agent.team, mls, None, street, opened_at=NOW - timedelta(days=4))
    rows = letters.doors(agent.team, NOW)
    assert [row.lead.property.street for row in rows] == ["Bayberry", "Windrow", "Windrow"]
    numbers = [int(row.lead.property.number) for row in rows]
    assert numbers[1] < numbers[2]


def test_due_ones_come_first(agent, mls):
    waiting = a_lead(agent.team, mls, None, "Aster")
    letters.done(waiting, "letter", agent, NOW)
    due = a_lead(agent.team, mls, None, "Zinnia")
    assert [(row.lead, row.is_due) for row in letters.letters(agent.team, NOW)] == [(due, True), (waiting, False)]


def test_a_letter_marked_as_sent_counts_once(agent, lead):
    listed(lead)
    following = letters.done(lead, "letter", agent, NOW)
    assert letters.done(lead, "letter", agent, SOON) is None
    assert (following.kind, following.touch, following.due_at.date()) == ("letter", 2, date(2026, 12, 8))
    assert Lead.objects.get().touches == 1
    assert Lead.objects.get().due_at == NOW, "the planned call is not touched"


def test_nothing_is_marked_on_a_closed_lead(agent, lead):
    lead.close("Sold.", agent, NOW)
    assert letters.done(lead, "letter", agent, SOON) is None
    assert Lead.objects.get().touches == 0


def test_the_queries_do_not_grow_with_the_leads(agent, mls, django_assert_max_num_queries):
    for place in range(30):
        a_lead(agent.team, mls, f"+141055501{place:02}")
    with django_assert_max_num_queries(20):
        letters.letters(agent.team, NOW)
