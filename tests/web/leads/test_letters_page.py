"""/letters/ and its pages: what is due, the letters for the printer, and what was sent."""

from datetime import timedelta

import pytest

from callsheet.leads.lane import move_blocked
from callsheet.leads.models import FollowUp, Lead
from callsheet.listings.models import LastRead, Listing, Source
from tests.web.world import NOW

pytestmark = pytest.mark.django_db


def text(page) -> str:
    return " ".join(page.text.split())


@pytest.fixture
def peter(leads):
    """Asked not to be called: a letter is due."""
    leads["Peter Novak"].to_letters("The owner asked not to be called again: letters and doors only.", NOW)
    return leads["Peter Novak"]


@pytest.fixture
def agnes(leads):
    """On the registry, and a letter is planned for her as well."""
    leads["Agnes Doyle"].to_letters("On the registry: letters and doors only.", NOW)
    return leads["Agnes Doyle"]


def planned(lead: Lead, kind: str = "letter") -> FollowUp:
    return lead.follow_ups.open().get(kind=kind)


def test_who_is_written_to_and_why(client, peter):
    page = text(client.get("/letters/"))
    assert "<h1>1 letter is due</h1>" in page
    assert "Peter Novak" in page and "508 Marsh Ln, Port Alder, MD 21014" not in page
    assert "508 Marsh Rd" in page and "asked not to be called again" in page


def test_whoever_may_not_be_called_is_planned_by_itself(client, maya, leads):
    move_blocked(maya.team, NOW)
    page = text(client.get("/letters/"))
    assert "<h1>2 letters are due, in 2 towns</h1>" in page
    assert "Peter Novak" in page and "asked your brokerage not to call" in page
    assert "Agnes Doyle" in page and "national do-not-call registry" in page


def test_one_primary_button_prints_them(client, peter):
    page = text(client.get("/letters/"))
    assert page.count("btn-primary") == 1
    assert '<a class="btn btn-primary btn-big" href="/letters/print/" aria-keyshortcuts="Space">Print 1 letter' in page


def test_today_counts_what_the_page_counts(client, peter, leads):
    leads["Agnes Doyle"].to_letters("Registered.", NOW)
    leads["Agnes Doyle"].snooze(NOW + timedelta(days=9), None, NOW)
    [lane] = [lane for lane in client.get("/").context["page"].lanes if lane.slug == "letter"]
    assert lane.count == "1"
    assert client.get("/letters/").context["page"].due == 1


def test_nothing_is_ticked_beforehand(client, peter):
    assert " checked" not in client.get("/letters/").text


def test_without_a_letter_the_sheet_is_next(client, maya):
    page = text(client.get("/letters/"))
    assert "No letter is due today" in page
    assert 'href="/sheet/">Open the call sheet' in page


def test_a_letter_is_one_plain_page(client, peter):
    page = text(client.get(f"/letters/{peter.pk}/"))
    assert "Peter Novak<br>508 Marsh Rd<br>Port Alder, MD 21014" in page
    assert "November 24, 2026" in page and "Dear Peter Novak," in page
    assert "Maya Lindqvist<br>Saltmarsh Realty<br>(410) 555-0100" in page
    assert page.count('class="letter"') == 1


def test_all_that_are_due_are_printed_one_a_page(client, peter, agnes):
    page = text(client.get("/letters/print/"))
    assert page.count('class="letter"') == 2
    assert "2 letters, one a page" in page


def test_more_than_fit_are_printed_in_turns(client, peter, agnes, monkeypatch):
    monkeypatch.setattr("callsheet.leads.letters.SHOWN_AT_ONCE", 1)
    assert "1 more comes up as these are sent." in text(client.get("/letters/"))
    assert "<h1>2 letters are due</h1>" in text(client.get("/letters/"))
    page = text(client.get("/letters/print/"))
    assert page.count('class="letter"') == 1
    assert "1 more come after these are kept as sent." in page


def test_sent_ones_count_as_a_touch_and_plan_the_next(client, peter, maya):
    page = client.post("/letters/sent/", {"lead": [peter.pk]}, follow=True)
    assert page.redirect_chain == [("/letters/", 302)]
    assert "Kept as sent: 1 letter. 1 next touch planned." in page.text
    peter.refresh_from_db()
    assert peter.touches == 2
    assert planned(peter).due_at > NOW + timedelta(days=13)
    assert peter.events.filter(what__startswith="Letter sent", by=maya).count() == 1


def test_pressed_twice_it_counts_once(client, peter):
    for _ in range(2):
        client.post("/letters/sent/", {"lead": [peter.pk]})
    assert peter.events.filter(what__startswith="Letter sent").count() == 1


@pytest.mark.parametrize("ticked", [[], ["x", "", "9" * 30, "²"]])
def test_without_a_tick_nothing_is_kept(client, peter, ticked):
    page = client.post("/letters/sent/", {"lead": ticked}, follow=True)
    assert "Tick the letters that you have sent first." in page.text
    assert planned(peter).done_at is None


def test_a_home_listed_again_gets_no_letter(client, peter):
    Listing.objects.filter(pk=peter.listing_id).update(standard_status="Active", off_market_date=None)
    page = text(client.get(f"/letters/{peter.pk}/"))
    assert "No letter to this home now." in page and "On the market: Active" in page
    assert 'class="letter"' not in page


def test_a_stale_file_sends_no_letter(client, peter):
    old = NOW - timedelta(hours=30)
    Source.objects.update(active_seen_at=old)
    LastRead.objects.update(seen_at=old)
    said = "The listing status was read more than 24 hours ago"
    assert said in text(client.get(f"/letters/{peter.pk}/"))
    page = text(client.get("/letters/"))
    assert f"1 letter waits: {said}" in page and "No letter may be sent now" in page
    assert 'class="letter"' not in client.get("/letters/print/").text


def test_the_answer_counts_those_that_may_go_out(client, peter, agnes):
    Listing.objects.filter(pk=peter.listing_id).update(standard_status="Active", off_market_date=None)
    page = text(client.get("/letters/"))
    assert "<h1>1 of 2 letters due may be sent now</h1>" in page
    assert "1 letter waits: On the market" in page


def test_a_closed_lead_gets_no_letter(client, peter, maya):
    peter.close("The home was sold.", maya, NOW)
    assert "The lead is closed: The home was sold." in text(client.get(f"/letters/{peter.pk}/"))


def test_those_not_due_yet_stand_apart(client, peter):
    FollowUp.objects.filter(pk=planned(peter).pk).update(due_at=NOW + timedelta(days=2))
    page = client.get("/letters/").context["page"]
    assert [row.name for row in page.later] == ["Peter Novak"]
    assert page.later[0].due == "Thu"
    assert page.due == 0


def test_looking_keeps_nothing(client, peter):
    before = planned(peter)
    for path in ("/letters/", "/letters/print/", f"/letters/{peter.pk}/"):
        assert client.get(path).status_code == 200
        assert client.post(path).status_code == 405
    assert client.get("/letters/sent/").status_code == 405
    assert planned(peter) == before


def test_another_teams_lead_is_not_there(client, leads, others):
    theirs = others["Peter Novak"]
    assert client.get(f"/letters/{theirs.pk}/").status_code == 404
    client.post("/letters/sent/", {"lead": [theirs.pk]})
    assert not theirs.events.filter(what__startswith="Letter sent").exists()
    theirs.to_letters("Asked.", NOW)
    assert "Peter Novak" not in client.get("/letters/").text


def test_an_evening_makes_nobody_a_letter(client, maya, leads):
    """By the morning the file will be too old, so that no moment is known at which they may be called."""
    evening = NOW + timedelta(hours=12, minutes=30)
    move_blocked(maya.team, evening)
    names = set(Lead.objects.filter(team=maya.team, by_phone=False).values_list("owner__name", flat=True))
    assert names == {"Agnes Doyle", "Peter Novak"}
