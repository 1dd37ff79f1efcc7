"""Counting in the background what a page of a large market cannot count, and what the morning page makes of it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from callsheet.calling import morning_count, sheet
from callsheet.calling.models import MorningCount
from callsheet.calling.morning import gather
from callsheet.calling.morning_count import latest, take, take_everywhere
from callsheet.core.morning_count import from_json
from callsheet.leads.models import FollowUp, Lead
from tests.web import world
from tests.web.world import NOW

pytestmark = pytest.mark.django_db

SOON = NOW + timedelta(minutes=2)
HALF_AN_HOUR = timedelta(minutes=30)


@pytest.fixture
def large(monkeypatch):
    """A market is large from three leads on, and a page looks at two of each kind."""
    monkeypatch.setattr("callsheet.calling.morning_count.WINDOW", 3)
    monkeypatch.setattr("callsheet.calling.morning.WINDOW", 2)
    monkeypatch.setattr("callsheet.calling.morning.FIRST", 2)


def text(page) -> str:
    return " ".join(page.text.split())


def lane(page, slug: str):
    return next((one for one in page.context["page"].lanes if one.slug == slug), None)


def the_clock_is(monkeypatch, at) -> None:
    monkeypatch.setattr("callsheet.clock.now", lambda: at)


def test_it_counts_what_the_whole_sheet_shows(leads, maya):
    count = take(maya.team, NOW)
    whole = sheet.build(maya.team, NOW)
    some = from_json(count.counts)
    now = [one for one in some if one.opens is None]
    assert sum(one.count for one in now) == len(whole.callable) == 13
    assert {one.group for one in now} == {row.group for row in whole.callable}
    later = [row for row in whole.refused if row.decision and row.decision.next_allowed_at]
    assert sum(one.count for one in some if one.opens) == len(later)


def test_a_large_market_says_at_least_until_it_is_counted(client, leads, maya, large):
    page = client.get("/")
    assert "<h1>At least " in text(page)
    assert lane(page, "call").count.endswith("+")
    take(maya.team, NOW)
    page = client.get("/")
    assert "<h1>13 owners may be called now</h1>" in text(page)
    assert lane(page, "call").count == "13"
    assert "6 new expireds, 4 follow-ups, 2 older, 1 appointment without an outcome. First: Helen Markovic" in text(
        page
    )


def test_the_sheet_says_as_many_as_the_morning(client, leads, maya, large, monkeypatch):
    monkeypatch.setattr("callsheet.calling.views.WINDOW", 2)
    assert "<b>At least " in text(client.get("/sheet/"))
    take(maya.team, NOW)
    assert "<b>13 owners may be called now;</b>" in text(client.get("/sheet/"))
    assert "<b>13 owners" not in text(client.get("/sheet/", {"town": "Millbrook"})), "some of them were not counted"
    the_clock_is(monkeypatch, NOW + HALF_AN_HOUR)
    assert "owners may be called, counted at 8:05 am;</b>" in text(client.get("/sheet/"))


def test_an_older_count_is_shown_with_its_moment(client, leads, maya, large, monkeypatch):
    take(maya.team, NOW)
    assert "Counted at" not in text(client.get("/"))
    the_clock_is(monkeypatch, NOW + HALF_AN_HOUR)
    assert "Counted at 8:05 am." in text(client.get("/"))


def test_the_clock_of_the_background_may_be_a_little_ahead(leads, maya, large):
    take(maya.team, NOW + timedelta(seconds=40))
    assert latest(maya.team, NOW)
    take(maya.team, NOW + timedelta(minutes=5))
    assert latest(maya.team, NOW) is None


def test_one_of_yesterday_is_not_shown(client, leads, maya, large):
    take(maya.team, NOW - timedelta(hours=7))
    assert latest(maya.team, NOW) is None
    assert "<h1>At least " in text(client.get("/"))


def test_a_small_market_counts_itself_at_once(client, leads, maya):
    take(maya.team, NOW)
    leads["Dennis Ott"].close("Sold.", maya, NOW)
    assert "<h1>12 owners may be called now</h1>" in text(client.get("/"))


def test_before_the_hours_begin_it_says_who_comes_in_and_when(client, leads, maya, large, monkeypatch):
    early = NOW - HALF_AN_HOUR  # 7:35 am
    take(maya.team, early)
    the_clock_is(monkeypatch, early)
    page = client.get("/")
    assert "<h1>Nobody may be called at this minute</h1>" in text(page)
    assert lane(page, "later").about.startswith("First at 8:00 am.")
    the_clock_is(monkeypatch, NOW)
    assert "<h1>13 owners may be called now</h1>" in text(client.get("/"))


def test_it_is_of_the_persons_own_leads_and_of_nobodys(client, leads, maya, large):
    otto = world.an_agent(maya.team, "otto")
    Lead.objects.filter(pk=leads["Dennis Ott"].pk).update(assigned_to=otto)
    take(maya.team, NOW)
    assert gather(maya, NOW).counted.callable == 12
    assert gather(otto, NOW).counted.callable == 13
    otto.is_active = False
    otto.save()
    take(maya.team, NOW)
    assert gather(maya, NOW).counted.callable == 13


def test_whoever_may_not_dial_at_all_is_not_told_the_teams_count(leads, maya, large):
    take(maya.team, NOW)
    maya.caller_number = ""
    maya.save()
    assert gather(maya, NOW).counted.callable == 0


def test_letters_and_doors_are_counted_by_town(leads, maya, large, monkeypatch):
    for kind in ("letter", "door"):
        for name in ("Agnes Doyle", "Peter Novak"):
            FollowUp.objects.create(lead=leads[name], kind=kind, touch=1, due_at=NOW, because="", planned_at=NOW)
    exact = gather(maya, NOW).by_hand
    assert exact == {"letter": {"Millbrook": 1, "Port Alder": 1}, "door": {"Millbrook": 1, "Port Alder": 1}}
    take(maya.team, NOW)
    monkeypatch.setattr("callsheet.calling.morning.FEW", 1)
    assert gather(maya, NOW).by_hand == exact
    MorningCount.objects.all().delete()
    assert gather(maya, NOW).by_hand == exact, "without a count it takes as long as it takes"


def test_it_is_taken_for_large_markets_only(leads, maya, others, large, monkeypatch):
    take_everywhere(NOW)
    assert MorningCount.objects.count() == 2
    MorningCount.objects.all().delete()
    monkeypatch.setattr(morning_count, "WINDOW", 1_000)
    take_everywhere(NOW)
    assert not MorningCount.objects.exists()


def test_it_rests_twenty_times_as_long_as_it_took(leads, maya, large):
    take_everywhere(NOW)
    MorningCount.objects.update(seconds=30)
    take_everywhere(NOW + timedelta(minutes=9))
    assert MorningCount.objects.get(team=maya.team).taken_at == NOW
    take_everywhere(NOW + timedelta(minutes=10))
    assert MorningCount.objects.get(team=maya.team).taken_at == NOW + timedelta(minutes=10)


def test_the_next_count_takes_the_place_of_the_last(leads, maya):
    take(maya.team, NOW)
    leads["Dennis Ott"].close("Sold.", maya, NOW)
    take(maya.team, SOON)
    count = MorningCount.objects.get()
    assert count.taken_at == SOON
    assert sum(one.count for one in from_json(count.counts) if one.opens is None) == 12


def test_with_a_count_the_page_asks_about_few(client, leads, maya, large):
    take(maya.team, NOW)
    with CaptureQueriesContext(connection) as queries:
        client.get("/")
    assert len(queries) <= 40


# ---------------------------------------------------------------- what else the morning says


def test_calls_planned_for_later_today_are_counted_with_their_hour(client, leads, maya):
    for name, hours in (("Dennis Ott", 3), ("Bao Tran", 5)):
        Lead.objects.filter(pk=leads[name].pk).update(due_at=NOW + timedelta(hours=hours))
    later = lane(client.get("/"), "later")
    assert later.count == "3"
    assert later.about == (
        "1 when their hours begin, first at 11:00 am; 2 planned, first at 11:05 am. They join the sheet by themselves."
    )


def test_calls_that_are_only_planned_say_so(client, leads, maya):
    Lead.objects.exclude(pk=leads["Dennis Ott"].pk).update(due_at=NOW + timedelta(days=2))
    Lead.objects.filter(pk=leads["Dennis Ott"].pk).update(due_at=NOW + timedelta(hours=3))
    assert lane(client.get("/"), "later").about == "Planned, at 11:05 am. It joins the sheet by itself."


def test_on_a_dry_sheet_the_morning_calls_ahead(client, leads, maya):
    Lead.objects.update(due_at=NOW + timedelta(days=2), mood="", last_attempt_at=None)
    page = client.get("/")
    assert "<h1>Nobody is due; 15 owners who rest may be called ahead</h1>" in text(page)
    assert lane(page, "resting").count == "15"
    assert text(page).count("btn-primary") == 1
    assert "Call ahead" in text(page) and "planned for Thu." in text(page)
    assert "Resting: called ahead, since nobody else may be" in text(client.get("/sheet/"))


def test_a_window_in_which_nobody_may_be_called_is_widened_once(leads, maya, monkeypatch):
    asleep = Lead.objects.filter(pk=leads["Nadia Petrov"].pk)
    asleep.update(expired_on=NOW.date(), due_at=NOW - timedelta(days=9))
    Lead.objects.exclude(pk__in=asleep).update(expired_on=NOW.date() - timedelta(days=40), attempts=0, touches=0)
    Lead.objects.update(mood="")
    found = sheet.build(maya.team, NOW, person=maya, limit=1)
    assert found.callable
