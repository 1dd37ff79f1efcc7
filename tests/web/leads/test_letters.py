"""What stands under letters and doors, and what marking one as done does."""

from datetime import date, timedelta

import pytest

from callsheet.leads import letters
from callsheet.leads.lane import move_blocked
from callsheet.leads.models import Lead
from callsheet.owners.models import Owner
from tests.web import world
from tests.web.listed import a_registry_copy, on_registry
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
    return a_registry_copy()


@pytest.fixture
def lead(agent, mls):
    return a_lead(agent.team, mls)


@pytest.fixture
def blocked(agent, lead):
    """On the registry, so by letter and door."""
    on_registry(lead.owner.phones.get().number)
    move_blocked(agent.team, NOW)
    return lead


def a_lead(team, mls, number: str | None = "+14105550142", street: str = "Larkspur", **given) -> Lead:
    """A lead with an owner by that number; None: no owner is known."""
    home = world.a_home(team, number=str(next(_numbers)), street=street)
    owner = world.an_owner(home, number=number) if number else None
    return world.a_lead(world.a_listing(home, mls), owner, **({"opened_at": NOW - timedelta(days=4)} | given))


def test_whoever_may_be_called_gets_no_letter(agent, lead):
    move_blocked(agent.team, NOW)
    assert letters.letters(agent.team, NOW).due == ()
    assert letters.doors(agent.team, NOW).later == ()


def test_an_owner_on_the_registry_is_written_to(agent, blocked):
    [row] = letters.letters(agent.team, NOW).due
    assert (row.lead, row.kind, row.touch, row.due_at) == (blocked, "letter", 1, NOW)
    assert "registry" in row.because
    assert row.name == "Harriet Boone"
    assert row.lines == (blocked.property.street_line, "Fallow Creek, MD 21014")


def test_a_letter_goes_where_the_owner_gets_mail_and_the_door_is_the_homes(agent, blocked):
    Owner.objects.update(mailing_line="PO Box 12", mailing_city="Bend", mailing_state="OR", mailing_postal_code="97701")
    [letter] = letters.letters(agent.team, NOW).due
    [door] = letters.doors(agent.team, NOW).later
    assert letter.lines == ("PO Box 12", "Bend, OR 97701")
    assert door.lines == (blocked.property.street_line, "Fallow Creek, MD 21014")
    assert letters.doors(agent.team, NOW).due == (), "the letter arrives first"


@pytest.mark.parametrize(("number", "because"), [(None, "No owner is known"), ("+14105550142", "No number")])
def test_without_an_owner_or_a_number_it_is_written_too(agent, mls, number, because):
    lead = a_lead(agent.team, mls, number)
    if lead.owner:
        lead.owner.phones.get().learn("wrong", agent, NOW)
    move_blocked(agent.team, NOW)
    [row] = letters.letters(agent.team, NOW).due
    assert row.because.startswith(because)


def test_a_request_not_to_call_says_so(agent, lead):
    lead.after_attempt("do_not_call", agent, NOW)
    [row] = letters.letters(agent.team, SOON).due
    assert row.follow_up == lead.follow_ups.open().get(kind="letter")
    assert "not to be called" in row.because


def test_one_planned_between_the_calls_says_so(agent, lead):
    lead.follow_ups.create(kind="letter", touch=2, due_at=NOW, because="Between calls.", planned_at=NOW)
    [row] = letters.letters(agent.team, NOW).due
    assert row.because == "Planned between the calls."


def test_nobody_writes_to_another_brokers_client(agent, blocked, mls):
    world.a_listing(
        blocked.property, mls, listing_id="AL-NEXT", standard_status="Active", on_market_date=date(2026, 11, 23)
    )
    [row] = letters.letters(agent.team, NOW).due
    assert row.waits.startswith("Listed again on Nov 23")
    assert letters.why_not(blocked, NOW) == row.waits


def test_while_the_files_are_too_old_it_waits_in_the_gates_words(agent, blocked):
    later = NOW + timedelta(days=2)
    [row] = letters.letters(agent.team, later).due
    assert "more than 24 hours ago" in row.waits
    assert letters.why_not(blocked, later) == row.waits


@pytest.mark.parametrize("given", [{"is_ours": True}, {"is_presumed": True}, {"state": "closed"}], ids=min)
def test_some_leads_are_kept_apart(agent, blocked, given):
    Lead.objects.update(**given)
    assert letters.letters(agent.team, NOW).due_count == 0


def test_another_teams_letters_are_not_ours(agent, blocked):
    assert letters.letters(world.a_team("Heron Homes"), NOW).due_count == 0


def test_one_put_aside_waits(agent, blocked):
    blocked.snooze(NOW + timedelta(days=2), agent, NOW)
    assert letters.letters(agent.team, NOW).due_count == 0
    assert letters.letters(agent.team, NOW + timedelta(days=2)).due_count == 1


def test_doors_can_be_walked(agent, mls):
    for street in ("Windrow", "Bayberry", "Windrow"):
        a_lead(agent.team, mls, None, street)
    move_blocked(agent.team, NOW - timedelta(days=3))
    rows = letters.doors(agent.team, NOW).due
    assert [row.lead.property.street for row in rows] == ["Bayberry", "Windrow", "Windrow"]
    numbers = [int(row.lead.property.number) for row in rows]
    assert numbers[1] < numbers[2]


def test_what_was_sent_comes_again_later(agent, mls):
    waiting, due = a_lead(agent.team, mls, None, "Aster"), a_lead(agent.team, mls, None, "Zinnia")
    move_blocked(agent.team, NOW)
    letters.done(waiting, "letter", agent, NOW)
    found = letters.letters(agent.team, NOW)
    assert [row.lead for row in found.due] == [due]
    assert [row.lead for row in found.later] == [waiting]


def test_a_long_list_shows_the_first_and_counts_all(agent, mls, monkeypatch):
    monkeypatch.setattr(letters, "SHOWN_AT_ONCE", 2)
    for _ in range(5):
        a_lead(agent.team, mls, None, opened_at=NOW - timedelta(days=4))
    move_blocked(agent.team, NOW)
    found = letters.letters(agent.team, NOW)
    assert (len(found.due), found.due_count) == (2, 5)


def test_a_letter_marked_as_sent_counts_once(agent, lead):
    following = letters.done(lead, "letter", agent, NOW)
    assert letters.done(lead, "letter", agent, SOON) is None
    assert (following.kind, following.touch, following.due_at.date()) == ("letter", 2, date(2026, 12, 8))
    assert Lead.objects.get().touches == 1
    assert Lead.objects.get().due_at == NOW, "the planned call is not touched"


def test_nothing_is_marked_on_a_closed_lead(agent, lead):
    lead.close("Sold.", agent, NOW)
    assert letters.done(lead, "letter", agent, SOON) is None
    assert letters.why_not(lead, NOW) == "The lead is closed: Sold."
    assert Lead.objects.get().touches == 0


def test_the_queries_do_not_grow_with_the_leads(agent, mls, django_assert_max_num_queries):
    for _ in range(30):
        a_lead(agent.team, mls, None)
    move_blocked(agent.team, NOW)
    with django_assert_max_num_queries(20):
        assert letters.letters(agent.team, NOW).due_count == 30
