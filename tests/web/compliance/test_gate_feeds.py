"""What a live feed makes fresh, and what it no longer shows."""

from datetime import timedelta

import pytest

from callsheet.compliance import gate
from callsheet.compliance.evidence import Target
from callsheet.leads import intake
from callsheet.listings import feed_purge, feeds
from callsheet.listings.models import FeedRow, Listing, Source, StatusLookup
from callsheet.owners.models import Phone
from tests.web import world
from tests.web.world import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent():
    return world.an_agent(world.a_team())


@pytest.fixture
def target(agent):
    """An owner whose home expired in an MLS that a feed reads; three days ago its row was read last."""
    home = world.a_home(agent.team)
    read = NOW - timedelta(days=3)
    mls = world.an_mls(agent.team, "Port Alder MLS", fresh_at=NOW)
    listing = world.a_listing(home, mls, as_of=read, seen_at=read, status_at=read)
    owner = world.an_owner(home)
    world.a_lead(listing, owner)
    world.a_registry_copy()
    phone = Phone.objects.get()
    feed = feeds.add(
        agent.team, "reso", "Port Alder", mls="Port Alder MLS", by=None, now=NOW, secrets={"token": "t"},
        settings={"root": "https://feed.example/odata"},
    )  # fmt: skip
    FeedRow.objects.create(feed=feed, key="PA1", modified="2026-11-21T12:00:00Z", listing=listing)
    return Target(phone.number, phone, owner, home)


def decided(target, agent, at=NOW):
    [decision] = gate.preview([target], agent.team, at, agent)
    return decision


def purge() -> None:
    row = FeedRow.objects.get()
    feed_purge.purge(row.feed, {row.pk: "no longer in the feed"}, NOW)


def test_a_row_that_did_not_change_is_as_fresh_as_its_feed(target, agent):
    assert decided(target, agent).allowed


def test_a_feed_that_was_not_heard_in_its_fresh_hours_frees_nobody(target, agent):
    Source.objects.update(active_seen_at=NOW - timedelta(hours=25))
    assert decided(target, agent).rule == "STATUS_STALE"
    Source.objects.update(fresh_hours=26)
    assert decided(target, agent).allowed


def test_each_row_keeps_why_it_left(target):
    row = FeedRow.objects.get()
    other = FeedRow.objects.create(feed=row.feed, key="another")
    feed_purge.purge(row.feed, {row.pk: "MlgCanView is false", other.pk: "status Delete"}, NOW)
    said = dict(FeedRow.objects.values_list("pk", "gone_because"))
    assert said == {row.pk: "MlgCanView is false", other.pk: "status Delete"}


def test_a_home_whose_listing_left_the_feed_is_looked_up_before_anybody_calls(target, agent):
    purge()
    decision = decided(target, agent)
    assert decision.rule == "LISTED"
    assert decision.reasons[0].because.startswith("Port Alder MLS no longer shows its listing")
    assert "Look it up in the MLS" in decision.reasons[0].because


def test_what_a_person_sees_in_the_mls_decides_for_the_day(target, agent):
    purge()
    StatusLookup.objects.create(property=target.property, by=agent, at=NOW, standard_status="Expired")
    assert decided(target, agent).allowed
    assert decided(target, agent, NOW + timedelta(days=1)).rule == "LISTED"


def test_its_lead_stays_open_whatever_else_is_read(target, agent):
    purge()
    intake.open_and_close(agent.team, [target.property.pk], NOW)
    assert agent.team.leads.get().state == "open"


def test_a_listing_that_left_the_feed_is_not_fresh_by_it_although_a_file_brought_it_again(target, agent):
    """The feed was heard now; of that listing it said nothing."""
    purge()
    Listing.objects.update(standard_status="Expired", list_price=459_900, off_market_date=NOW - timedelta(days=2))
    assert decided(target, agent).rule == "STATUS_STALE"


def test_a_listing_that_another_feed_still_shows_is_not_taken_back(target, agent):
    other = feeds.add(
        agent.team, "reso", "Back office", mls="Port Alder MLS", by=None, now=NOW, secrets={"token": "u"},
        settings={"root": "https://feed.example/odata"},
    )  # fmt: skip
    first = FeedRow.objects.get()
    FeedRow.objects.create(feed=other, key="PA1", modified=first.modified, listing=first.listing)
    feed_purge.purge(first.feed, {first.pk: "no longer in the feed"}, NOW)
    first.refresh_from_db()
    assert first.gone_at == NOW
    assert decided(target, agent).allowed
