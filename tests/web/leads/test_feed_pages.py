"""/feeds/ and /feeds/<pk>/ : how feeds stand, in words; what a person decides; and what the sheet says of them."""

import re
from datetime import timedelta

import pytest

from callsheet.accounts.people import NotTheBroker
from callsheet.core.wall_clock import WallClock
from callsheet.home.doctor import feeds as doctor_feeds
from callsheet.home.doctor import imports as doctor_imports
from callsheet.leads.feed_banners import feed_banners
from callsheet.listings import feeds
from callsheet.listings.feed_connection import connection_of
from callsheet.listings.feed_quota import account_of
from callsheet.listings.models import Feed, FeedChange, FeedQuota, FeedRow, FeedWalk, Import, Listing
from tests.web import world
from tests.web.world import NOW

pytestmark = pytest.mark.django_db


def text(page) -> str:
    return " ".join(page.text.split())


@pytest.fixture
def broker(maya):
    maya.role = "broker"
    maya.save()
    return maya


@pytest.fixture
def feed(broker) -> Feed:
    """Loaded, heard five minutes ago, an Expired delivered; read again in five minutes."""
    feed = feeds.add(
        broker.team, "reso", "Port Alder", mls="Port Alder MLS", preset="mls_grid", by=broker,
        now=NOW - timedelta(days=9), settings={"originating_system": "alder"}, secrets={"token": "tok-en"},
        licence="back_office",
    )  # fmt: skip
    heard = NOW - timedelta(minutes=5)
    stood(feed, heard_at=heard, expired_seen_at=heard, changed_at=heard, next_run_at=NOW + timedelta(minutes=5))
    FeedWalk.objects.create(feed=feed, is_loaded=True, swept_at=NOW - timedelta(hours=5))
    return feed


def stood(feed: Feed, **fields) -> None:
    Feed.objects.filter(pk=feed.pk).update(**fields)


def page_of(client, feed: Feed) -> str:
    return text(client.get(f"/feeds/{feed.pk}/"))


# ---- one feed


def test_a_feed_that_is_well_says_when_it_was_heard_and_how_far_behind_it_is(client, feed):
    page = page_of(client, feed)
    assert "<h1>Port Alder was heard 5 minutes ago</h1>" in page
    assert "<dt>Behind the MLS</dt><dd>at most 5 minutes</dd>" in page
    assert "Rests, and is read again at 8:10 am" in page
    assert "hx-get" not in page
    assert "tok-en" not in page


def test_the_first_load_says_how_far_it_is_and_looks_again_by_itself(client, feed):
    FeedWalk.objects.update(is_loaded=False, doing="load", rows=12_000, pages=12)
    stood(feed, heard_at=None, expired_seen_at=None)
    page = page_of(client, feed)
    assert "The first load: 12,000 records in 12 pages so far." in page
    assert f'hx-get="/feeds/{feed.pk}/progress/"' in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert "12,000 records" in client.get(f"/feeds/{feed.pk}/progress/").text


def test_when_the_reading_is_over_the_whole_page_is_asked_for_anew(client, feed):
    assert client.get(f"/feeds/{feed.pk}/progress/").headers["HX-Refresh"] == "true"


def test_a_problem_is_told_with_since_when_and_when_it_is_tried_again(client, feed):
    stood(
        feed, problem="alder.example does not accept this account.", problem_since=NOW - timedelta(hours=2), failures=3,
        next_run_at=NOW + timedelta(minutes=55),
    )  # fmt: skip
    page = page_of(client, feed)
    assert "<h1>Port Alder cannot be read</h1>" in page
    assert "alder.example does not accept this account." in page
    assert "Since today, 6:05 am, 3 tries. It is tried again at 9:00 am." in page


def test_a_problem_stops_what_was_going_on_and_says_so(client, feed):
    FeedWalk.objects.update(doing="load", rows=12_000, pages=12)
    stood(feed, problem="alder.example wants a pause.", failures=0, next_run_at=NOW)
    page = page_of(client, feed)
    assert "The first load: stopped after 12,000 records in 12 pages" in page
    assert "It goes on from this place." in page and "You may close this page" not in page
    assert "It is tried again now." in page and "0 tries" not in page


def test_credentials_of_another_home_are_told_before_it_is_read(client, feed):
    stood(feed, secrets="gAAAAABsealed-elsewhere")
    page = page_of(client, feed)
    assert "cannot be read in this one. Enter them once more." in page


def test_the_quota_is_shown_against_the_limit(client, feed):
    asked = {str(int((NOW - timedelta(minutes=10)).timestamp())): [700, 38_000_000]}
    asked[str(int((NOW - timedelta(hours=3)).timestamp()))] = [300, 1]
    FeedQuota.objects.create(token=account_of(connection_of(feed)), asked=asked, said={"hour-quota-limit": "7200"})
    page = page_of(client, feed)
    assert "Requests in an hour: <b>700 of 7,000</b>" in page
    assert "Requests in a day: <b>1,000 of 38,000</b>" in page
    assert "Sent in an hour: <b>38 MB of 3.8 GB</b>" in page
    assert 'style="width:10%"' in page
    assert "hour-quota-limit" in page


def test_what_left_it_is_counted_and_is_no_expiry(client, feed):
    for number, why in enumerate(["", "", "status Delete", "no longer in the feed", "no longer in the feed"]):
        FeedRow.objects.create(feed=feed, key=f"PA{number}", gone_because=why, gone_at=NOW if why else None)
    page = page_of(client, feed)
    assert "<dt>Listings in it</dt><dd>2</dd>" in page
    assert "<dt>No longer in the feed</dt><dd>2</dd>" in page
    assert "<dt>Deleted by the MLS</dt><dd>1</dd>" in page
    assert "That is no expiry" in page


def test_its_imports_and_the_fields_its_server_lacks(client, feed):
    mine = {"team": feed.team, "source": feed.source, "kind": "mls", "state": "done", "as_of": NOW}
    Import.objects.create(file_name="Port Alder: changes", new=3, leads_opened=2, **mine)
    Import.objects.create(file_name="october.csv", **mine)
    stood(feed, lacks=["LotSizeAcres"])
    page = page_of(client, feed)
    assert "Port Alder: changes" in page
    assert "october.csv" not in page
    assert "1 field its server does not have" in page and "LotSizeAcres." in page


def test_what_a_feed_that_was_not_heard_of_carries_is_not_known(client, feed):
    stood(feed, expired_seen_at=None, heard_at=None)
    assert "<dt>Expired ones</dt><dd>not known before it was read once</dd>" in page_of(client, feed)
    stood(feed, heard_at=NOW)
    assert "<dt>Expired ones</dt><dd>none delivered so far</dd>" in page_of(client, feed)


def test_a_loaded_feed_that_never_delivered_an_expired_says_so(client, feed):
    stood(feed, expired_seen_at=None)
    assert "Port Alder MLS's feed has never delivered an expired listing." in page_of(client, feed).replace(
        "&#x27;", "'"
    )


# ---- what a person does


def test_anybody_has_it_read_now(client, feed):
    client.force_login(world.an_agent(feed.team, "otto", role="agent"))
    assert client.post(f"/feeds/{feed.pk}/run/").status_code == 302
    feed.refresh_from_db()
    assert feed.next_run_at == NOW
    page = page_of(client, feed)
    assert "Waits for its turn." in page
    assert "Change its settings" not in page


def test_it_is_switched_off_and_on(client, feed):
    page = client.post(f"/feeds/{feed.pk}/switch/", {"on": "no"}, follow=True)
    assert "<h1>Port Alder is switched off</h1>" in page.text
    assert "Read it now" not in page.text
    assert "is switched off. Switch it on" in client.post(f"/feeds/{feed.pk}/run/", follow=True).text
    page = client.post(f"/feeds/{feed.pk}/switch/", {"on": "yes"}, follow=True)
    feed.refresh_from_db()
    assert feed.is_on and feed.next_run_at == NOW


@pytest.mark.parametrize(("said", "asks"), [("yes", True), ("no", False)])
def test_many_that_left_at_once_are_asked_about(client, feed, said, asks):
    FeedWalk.objects.update(asks={"missing": 640, "of": 12_000, "at": NOW.isoformat()})
    page = page_of(client, feed)
    assert "did not find 640 of 12,000 listings in the feed" in page
    page = client.post(f"/feeds/{feed.pk}/missing/", {"gone": said}, follow=True)
    walk = FeedWalk.objects.get()
    assert walk.asks.get("agreed", False) is asks
    assert (walk.swept_at == NOW) is not asks
    assert "Did they leave the feed?" not in page.text


def test_without_an_answer_nothing_is_decided(client, feed):
    FeedWalk.objects.update(asks={"missing": 640, "of": 12_000, "at": NOW.isoformat()})
    client.post(f"/feeds/{feed.pk}/missing/", {"gone": "perhaps"})
    assert "agreed" not in FeedWalk.objects.get().asks


def test_deleted_the_feed_is_gone_with_its_secrets_and_its_listings_stay(client, feed, monkeypatch):
    monkeypatch.setattr(feeds, "ROWS_AT_ONCE", 2)
    listing = world.a_listing(world.a_home(feed.team), feed.source)
    for number in range(5):
        FeedRow.objects.create(feed=feed, key=f"PA{number}", listing=listing)
    page = client.post(f"/feeds/{feed.pk}/delete/", follow=True)
    assert "Port Alder is deleted, its credentials too." in page.text
    assert not (Feed.objects.exists() or FeedRow.objects.exists() or FeedWalk.objects.exists())
    assert Listing.objects.get().standard_status == "Expired"
    assert client.post(f"/feeds/{feed.pk}/delete/").status_code == 404


def done(page) -> list[str]:
    return [" ".join(one.split()) for one in re.findall(r'<div class="event">(.*?)</div>', page.text)]


def test_who_switched_it_stays_on_its_page(client, feed, maya):
    for said in ("no", "no", "yes"):
        client.post(f"/feeds/{feed.pk}/switch/", {"on": said})
    page = client.get(f"/feeds/{feed.pk}/")
    by = maya.name
    assert done(page) == [f"{by} switched on Port Alder.", f"{by} switched off Port Alder.", f"{by} added Port Alder."]
    assert all(one.at == NOW for one in FeedChange.objects.filter(by=maya).exclude(what="added"))


@pytest.mark.parametrize(
    ("said", "told"), [("no", "kept missing listings of"), ("yes", "said that missing listings left")]
)
def test_what_was_decided_of_missing_listings_is_kept_once(client, feed, maya, said, told):
    FeedWalk.objects.update(asks={"missing": 640, "of": 12_000, "at": NOW.isoformat()})
    for _ in range(2):
        client.post(f"/feeds/{feed.pk}/missing/", {"gone": said})
    assert done(client.get(f"/feeds/{feed.pk}/")).count(f"{maya.name} {told} Port Alder.") == 1


def test_who_deleted_it_stays_when_it_is_gone(client, feed, maya):
    client.post(f"/feeds/{feed.pk}/delete/")
    assert done(client.get("/feeds/")) == [f"{maya.name} deleted Port Alder."]
    assert FeedChange.objects.filter(feed=None, what="off", by=maya).exists()
    FeedChange.objects.update(team=world.a_team("Heron Homes"))
    assert done(client.get("/feeds/")) == []


@pytest.mark.parametrize("verb", ["switch", "missing", "delete"])
@pytest.mark.once
def test_the_rest_is_the_brokers(client, feed, verb):
    client.force_login(world.an_agent(feed.team, "otto", role="agent"))
    assert client.post(f"/feeds/{feed.pk}/{verb}/", {"on": "no", "gone": "yes"}).status_code == 403
    feed.refresh_from_db()
    assert feed.is_on


def test_the_verbs_ask_who_it_is_whichever_door_they_are_called_through(feed):
    agent = world.an_agent(feed.team, "otto", role="agent")
    with pytest.raises(NotTheBroker):
        feeds.add(feed.team, "folder", "Mine", by=agent, now=NOW, settings={"path": "/srv/exports"})
    with pytest.raises(NotTheBroker):
        feeds.change(feed, agent, NOW, name="Mine")
    assert [one.name for one in Feed.objects.all()] == ["Port Alder"]


# ---- the list, the sheet, the morning


def test_the_list_says_which_feed_needs_somebody(client, feed):
    assert "1 live feed is read by itself" in client.get("/feeds/").text
    stood(feed, problem="It is down.")
    page = client.get("/feeds/").text
    assert "1 of 1 live feed needs you" in page and "It is down." in page


def test_without_a_feed_the_ways_to_add_one_are_shown(client, broker):
    page = client.get("/feeds/").text
    assert "No live feed yet" in page and "MLS Grid" in page


def test_import_and_the_mls_link_to_the_feeds(client, feed):
    for path in ("/import/", f"/sources/{feed.source_id}/"):
        assert 'href="/feeds/"' in client.get(path).text


BANNERS = {
    "problem": ({"problem": "It is down."}, "The feed Port Alder has a problem."),
    "away": (
        {"problem": "It is down. It is tried again later.", "next_run_at": NOW + timedelta(minutes=15)},
        "It is down. It is tried again at 8:20 am.",
    ),
    "silent": (
        {"heard_at": NOW - timedelta(hours=30)},
        "The feed Port Alder was not heard of since yesterday, 2:05 am.",
    ),
    "no-expired": ({"expired_seen_at": None}, "Port Alder MLS's feed has never delivered an expired listing."),
}


@pytest.mark.parametrize("path", ["/", "/sheet/"])
@pytest.mark.parametrize("kind", BANNERS)
@pytest.mark.once
def test_where_owners_are_called_a_feed_says_what_is_wrong_with_it(client, feed, kind, path):
    fields, said = BANNERS[kind]
    assert "Look at the feed" not in client.get(path).text
    stood(feed, **fields)
    page = text(client.get(path)).replace("&#x27;", "'")
    assert said in page and f'href="/feeds/{feed.pk}/"' in page
    stood(feed, is_on=False)
    assert "Look at the feed" not in client.get(path).text


def test_what_only_a_person_decides_is_asked_where_owners_are_called(client, feed):
    asks = {"missing": 1_200, "of": 3_000, "at": NOW.isoformat()}
    FeedWalk.objects.update(asks=asks)
    page = text(client.get("/sheet/"))
    assert "Did they leave the feed Port Alder?" in page and "1,200 of 3,000 listings are missing from it" in page
    FeedWalk.objects.update(asks={**asks, "agreed": True})
    assert "Look at the feed" not in client.get("/sheet/").text


def test_a_feed_still_being_loaded_is_not_blamed(client, feed):
    FeedWalk.objects.update(is_loaded=False)
    stood(feed, expired_seen_at=None, heard_at=None, made_at=NOW)
    assert "Look at the feed" not in client.get("/sheet/").text


def test_the_sheet_asks_one_question_about_feeds(client, feed, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert feed_banners(feed.team_id, WallClock(NOW, NOW.tzinfo)) == []


# ---- the self-check


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, ""),
        ({"problem": "It is down."}, "The feed Port Alder: It is down."),
        ({"heard_at": NOW - timedelta(hours=25)}, "The feed Port Alder was not heard of since 2026-11-23."),
        ({"secrets": "gAAAAABsealed-elsewhere"}, "Enter them once more."),
        ({"is_on": False, "problem": "It is down."}, ""),
    ],
    ids=["well", "problem", "silent", "sealed-elsewhere", "off"],
)
@pytest.mark.once
def test_doctor_tells_of_feeds(feed, fields, said):
    stood(feed, **fields)
    found = " ".join(line.because for line in doctor_feeds(NOW))
    assert (said in found) if said else found == ""


def test_a_first_load_that_takes_hours_is_no_stuck_import(feed):
    started = NOW - timedelta(hours=3)
    mine = {"team": feed.team, "source": feed.source, "kind": "mls", "state": "running", "as_of": started}
    FeedWalk.objects.update(import_row=Import.objects.create(file_name="Port Alder: first load", **mine))
    assert not [line for line in doctor_imports(NOW) if "first load" in line.because]
    Import.objects.create(file_name="october.csv", **mine)
    assert ["october.csv" in line.because for line in doctor_imports(NOW)] == [True]
