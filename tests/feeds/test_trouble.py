"""What must not hold a feed up: a comparison that is refused, an address that moved, a feed deleted meanwhile."""

from collections import deque
from datetime import UTC, datetime

import pytest

from callsheet.leads import feed_intake
from callsheet.listings import feeds
from callsheet.listings.models import Feed, FeedRow, FeedWalk, Import, Listing
from tests.feeds.test_reading import Clock, a_feed, a_reader, on_the_server, read, stored, touch
from tests.feeds.vendor import Fault, Vendor, slow
from tests.web.world import a_team

pytestmark = pytest.mark.django_db

ANSWERED = slow(0)
REFUSED = Fault(status=400, body="no")


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime.now(UTC))


@pytest.fixture
def team():
    return a_team()


def test_a_comparison_that_is_refused_keeps_no_change_waiting(changing, team, clock):
    with Vendor(changing.url) as vendor:
        feed = a_feed(team, vendor, clock)
        read(feed, clock)
        clock.sleep(37 * 3600)
        vendor.faults = deque([ANSWERED, ANSWERED, REFUSED])
        assert "refused the question (400" in read(feed, clock).problem
        touch(changing, "PA0000001", clock, ListPrice=289_000)
        clock.sleep(600)
        vendor.faults = deque([ANSWERED, ANSWERED, REFUSED])
        done = read(feed, clock)
    assert (done.taken.read, stored(feed)) == (1, on_the_server(changing))
    assert done.problem, "the comparison is still refused, and still told"
    assert FeedWalk.objects.get().doing == ""


def test_a_walk_whose_address_was_changed_begins_anew_at_the_new_one(server, team, clock):
    with Vendor(server.url) as vendor:
        feed = a_feed(team, vendor, clock)
        read(feed, clock, seconds=0)
        assert FeedWalk.objects.get().next_link.startswith(vendor.origin)
        FeedWalk.objects.update(next_link="https://moved.example/odata/Property?$skiptoken=2")
        done = read(feed, clock)
    assert done.problem == ""
    assert stored(feed) == on_the_server(server)


def test_a_reading_that_goes_well_clears_the_problem_before_the_walk_is_over(server, team, clock):
    with Vendor(server.url) as vendor:
        feed = a_feed(team, vendor, clock)
        Feed.objects.update(problem="The account's limit is used up for now.", problem_since=clock(), failures=2)
        done = read(feed, clock, seconds=0)
    feed.refresh_from_db()
    assert not done.is_over
    assert (feed.problem, feed.problem_since, feed.failures) == ("", None, 0)


def test_a_feed_that_is_deleted_while_it_is_read_just_stops(server, rows, team, clock):
    with Vendor(server.url) as vendor:
        feed = a_feed(team, vendor, clock)
        with a_reader(feed, clock) as reader:
            reader.progress = lambda records: feeds.remove(feed, None, clock())
            done = feed_intake.read(reader, clock())
    assert done is not None and not done.is_over
    assert not (Feed.objects.exists() or FeedWalk.objects.exists() or FeedRow.objects.exists())
    assert 0 < Listing.objects.count() < len(rows), "the first page stays"
    assert Import.objects.get().state == Import.State.DONE


def test_the_page_is_told_which_fields_its_server_lacks(changing, team, clock):
    with Vendor(changing.url) as vendor:
        feed = a_feed(team, vendor, clock)
        read(feed, clock)
    feed.refresh_from_db()
    assert "LotSizeAcres" in feed.lacks
    assert "StandardStatus" not in feed.lacks
