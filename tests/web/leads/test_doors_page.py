"""/doors/ : the route of the day, town by town, and what was visited."""

from datetime import timedelta

import pytest

from callsheet.leads.models import FollowUp
from tests.web.world import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def peter(leads):
    lead = leads["Peter Novak"]
    lead.to_letters("The owner asked not to be called again: letters and doors only.", NOW)
    lead.follow_ups.filter(kind=FollowUp.Kind.DOOR).update(due_at=NOW)
    return lead


def test_the_route_goes_town_by_town(client, peter, leads):
    leads["Agnes Doyle"].to_letters("On the registry: letters and doors only.", NOW)
    FollowUp.objects.filter(lead=leads["Agnes Doyle"], kind="door").update(due_at=NOW)
    page = client.get("/doors/").context["page"]
    assert page.answer == "2 doors are due, in 2 towns"
    assert [(town.name, [row.home for row in town.rows]) for town in page.towns] == [
        ("Millbrook", ["2 Coopers Grn"]),
        ("Port Alder", ["508 Marsh Rd"]),
    ]


def test_it_prints_itself(client, peter):
    page = " ".join(client.get("/doors/").text.split())
    assert 'href="/doors/" data-print aria-keyshortcuts="Space">Print the route' in page
    assert page.count("btn-primary") == 1


def test_a_visit_counts_and_the_next_is_planned(client, peter, maya):
    page = client.post("/doors/visited/", {"lead": [peter.pk]}, follow=True)
    assert page.redirect_chain == [("/doors/", 302)]
    assert "Kept as visited: 1 door. 1 next touch planned." in page.text
    assert peter.events.filter(what__startswith="Door knocked at", by=maya).count() == 1
    assert peter.follow_ups.open().get(kind="door").due_at > NOW + timedelta(days=29)


def test_a_visit_is_no_letter(client, peter):
    client.post("/doors/visited/", {"lead": [peter.pk]})
    assert peter.follow_ups.open().get(kind="letter").due_at == NOW


def test_without_a_tick_nothing_is_kept(client, peter):
    assert "Tick the doors that you have visited first." in client.post("/doors/visited/", follow=True).text


def test_no_door_is_due(client, maya):
    assert "No door is due today" in client.get("/doors/").text


def test_another_teams_door_is_not_there(client, maya, others):
    others["Peter Novak"].to_letters("Asked.", NOW)
    assert client.get("/doors/").context["page"].due == 0
    client.post("/doors/visited/", {"lead": [others["Peter Novak"].pk]})
    assert not others["Peter Novak"].events.filter(what__startswith="Door").exists()
