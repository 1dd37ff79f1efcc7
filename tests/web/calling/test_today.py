"""/ : the morning."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from callsheet.calling import morning
from callsheet.calling.models import Attempt, CallSession
from callsheet.core import funnel
from callsheet.leads.intake import open_and_close
from callsheet.leads.models import FollowUp, Lead
from callsheet.listings.models import Feed, Import, Listing, Source, StatusWord
from tests.web.world import NOW

pytestmark = pytest.mark.django_db


def text(page) -> str:
    return " ".join(page.text.split())


def test_needs_somebody_signed_in(client):
    assert client.get("/").status_code == 302


def test_the_heading_is_the_answer_and_one_button_starts_the_block(client, leads):
    page = text(client.get("/"))
    assert "<h1>13 owners may be called now</h1>" in page
    assert page.count("btn-primary") == 1
    assert 'aria-keyshortcuts="Space">Start the block' in page
    assert "6 new expireds, 4 follow-ups, 2 older, 1 appointment without an outcome." in page


def test_the_clock_says_what_is_left_of_the_block(client, leads, maya):
    assert "<b>1 h 55 min</b>" in text(client.get("/"))
    maya.block_starts_at, maya.block_ends_at = "06:00", "07:30"
    maya.save()
    page = text(client.get("/"))
    assert "The block, 6:00–7:30, is over." in page
    assert "Start calling" in page


def test_an_appointment_without_an_outcome_asks_on_top(client, leads):
    page = text(client.get("/"))
    asked = page.index("One appointment has no outcome.")
    assert "Helen Markovic, 30 Rope Walk, yesterday, 4:05 pm. Was it kept?" in page
    assert asked < page.index("What I may do today")


def test_once_settled_an_appointment_asks_no_more(leads, maya):
    [asked] = morning.gather(maya, NOW).asks_outcome
    asked.settle("kept", maya, NOW)
    assert morning.gather(maya, NOW).asks_outcome == []


def test_lanes_for_later_appointments_letters_and_doors(client, leads):
    lead = leads["Agnes Doyle"]
    for kind in ("letter", "door"):
        FollowUp.objects.create(lead=lead, kind=kind, touch=1, due_at=NOW, because="Not by phone.", planned_at=NOW)
    page = text(client.get("/"))
    assert "<h3>Call later today</h3><p>At 11:00 am. It joins the sheet by itself.</p>" in page
    assert "<h3>Appointments</h3><p>Anders Holm at 1:30 pm, Marcus Bell at 4:00 pm.</p>" in page
    assert "<h3>Letters</h3><p>Millbrook.</p>" in page
    assert "<h3>Doors</h3><p>Millbrook.</p>" in page


def test_the_day_is_drawn_and_told(client, leads):
    page = text(client.get("/"))
    assert "Block: 6 new, 4 follow-ups: 8:00 am to 10:00 am." in page
    assert "Petrov at 11:00 am" in page
    assert "1:30 Holm" in page


def test_overnight_counts_what_came_in(client, leads, maya):
    mls = Source.objects.get(kind="mls", team=maya.team)
    finished = {"state": "done", "as_of": NOW, "finished_at": NOW - timedelta(hours=2)}
    Import.objects.create(
        team=maya.team, source=mls, kind="mls", file_name="a.csv", off_market=9, relisted=2, **finished
    )
    StatusWord.objects.create(source=mls, word="tom", rows=212)
    page = text(client.get("/"))
    assert "<dt>Expired or canceled</dt><dd>9</dd>" in page
    assert "<dt>Relisted, leads closed</dt><dd>2</dd>" in page
    assert "Status not known" in page
    assert "Overnight is in: MLS export of 6:05 am, do-not-call registry copy of Nov 19." in page


def a_feed(source, heard_at) -> Feed:
    about = {"name": "Alder live", "made_at": NOW, "is_on": True, "heard_at": heard_at}
    return Feed.objects.create(team=source.team, source=source, kind="reso", **about)


def test_what_a_live_feed_said_last_is_of_the_moment_it_was_heard(client, leads, maya):
    mls = Source.objects.get(kind="mls", team=maya.team)
    a_feed(mls, mls.active_seen_at)
    page = text(client.get("/"))
    assert "At hand: live MLS feed heard at 6:05 am, do-not-call registry copy of Nov 19." in page
    assert "MLS export of" not in page


def test_an_export_newer_than_the_live_feed_is_an_export(client, leads, maya):
    mls = Source.objects.get(kind="mls", team=maya.team)
    a_feed(mls, mls.active_seen_at - timedelta(minutes=1))
    assert "At hand: MLS export of 6:05 am" in text(client.get("/"))


def test_an_owner_whose_listing_is_active_again_is_counted_as_relisted(client, leads, maya):
    lead = Lead.objects.filter(state="open", is_presumed=False, listing__standard_status="Expired").first()
    Listing.objects.filter(pk=lead.listing_id).update(standard_status="Active", off_market_date=None)
    effect = open_and_close(maya.team, [lead.property_id], NOW)
    mls = Source.objects.get(kind="mls", team=maya.team)
    about = {"kind": "mls", "file_name": "a.csv", "state": "done", "as_of": NOW, "finished_at": NOW}
    Import.objects.create(team=maya.team, source=mls, relisted=effect.relisted, **about)
    assert "<dt>Relisted, leads closed</dt><dd>1</dd>" in text(client.get("/"))


def test_a_source_nobody_confirmed_asks_for_it(client, leads):
    Source.objects.update(confirmed_at=None)
    assert "Alder County MLS is new here." in text(client.get("/"))


def test_kept_blocks_are_marked_and_counted(client, leads, maya):
    for days in (1, 4, 5):
        at = NOW - timedelta(days=days)
        session = CallSession.objects.create(person=maya, started_at=at, ended_at=at + timedelta(hours=2))
        Attempt.objects.create(lead=leads["Bao Tran"], person=maya, session=session, at=at, is_reported=True)
    page = text(client.get("/"))
    assert 'aria-label="Kept 3 of the last 3 blocks, the last 3 in a row; today is open"' in page
    assert page.count('<i class="today"></i>') == 1


def test_an_empty_home_asks_for_an_export(client, maya):
    page = text(client.get("/"))
    assert "<h1>Nobody may be called at this minute</h1>" in page
    assert "<b>No listings yet.</b>" in page


def test_before_eight_it_says_when_owners_come_in(client, leads, monkeypatch):
    monkeypatch.setattr("callsheet.clock.now", lambda: NOW - timedelta(minutes=24))
    page = text(client.get("/"))
    assert "owners come in at 8:00 am; it is 7:41 am for you." in page


def test_another_team_sees_nothing_of_it(client, others, maya):
    assert "No listings yet." in text(client.get("/"))


def test_tomorrow_begins_at_the_next_midnight_late_on_the_eve_of_a_shorter_day(leads, maya):
    late = datetime(2026, 3, 7, 23, 30, tzinfo=ZoneInfo("America/New_York"))  # clocks are set forward that night
    lead = leads["Agnes Doyle"]
    lead.set_appointment(late + timedelta(hours=12), "", maya, late)
    assert lead.property.pk not in {one.lead.property_id for one in morning.gather(maya, late).appointments}


def test_a_rate_of_agents_in_general_says_so_beside_own_ones(client, maya, monkeypatch):
    counted = funnel.Counts(dials=300, contacts=40, leads=3)
    monkeypatch.setattr("callsheet.calling.morning._own_counts", lambda person, now: counted)
    page = client.get("/").context["page"]
    assert page.rates_title == "At your own rate"
    assert [what for what, *_ in page.rates] == [
        "Dials to the next contact",
        "Dials to the next lead, agents in general",
        "Dials to the next appointment, agents in general",
    ]
