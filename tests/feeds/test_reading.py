"""A feed read into listings and leads, from a real server: nothing lost, nothing doubled, whatever happens."""

from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pytest

from callsheet.leads import feed_intake
from callsheet.leads.models import Lead
from callsheet.listings import feeds
from callsheet.listings.feed_reading import Read, Reader
from callsheet.listings.models import Feed, FeedRow, FeedWalk, Import, Listing, ListingChange, Source
from tests.feeds import market
from tests.feeds.vendor import CLIENT_ID, CLIENT_SECRET, Fault, Vendor
from tests.web.world import a_team

pytestmark = pytest.mark.django_db

SECRETS = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}


class Clock:
    """The moment that the reading is told; it moves when somebody sleeps."""

    def __init__(self, at: datetime):
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime.now(UTC))


@pytest.fixture
def team():
    return a_team()


def a_feed(team, vendor: Vendor, clock: Clock, **settings) -> Feed:
    given = {"root": vendor.url, "token_url": vendor.token_url, "a_second": 1_000, "timeout": 2.0} | settings
    return feeds.add(
        team, "reso", "Port Alder", mls="Port Alder MLS", by=None, now=clock(), settings=given, secrets=SECRETS
    )


def a_reader(feed: Feed, clock: Clock) -> Reader:
    return Reader(Feed.objects.select_related("team", "source").get(pk=feed.pk), clock.sleep, clock)


def read(feed: Feed, clock: Clock, seconds: float | None = None) -> Read:
    with a_reader(feed, clock) as reader:
        done = feed_intake.read(reader, clock(), seconds)
    assert done is not None
    return done


def stored(feed: Feed) -> dict[str, tuple]:
    """Listing number -> what is stored of it."""
    rows = Listing.objects.filter(source=feed.source)
    return {row[0]: row[1:] for row in rows.values_list("listing_id", "standard_status", "list_price")}


def on_the_server(server) -> dict[str, tuple]:
    shown = [row for row in server.rows().values() if row["MlgCanView"] is not False]
    return {row["ListingId"]: (row["StandardStatus"], int(float(row["ListPrice"]))) for row in shown}


# ---- the first load


def test_a_first_load_brings_every_row_and_opens_its_leads(server, rows, team, clock):
    with Vendor(server.url) as vendor:
        done = read(a_feed(team, vendor, clock), clock)
    feed = Feed.objects.get()
    assert done.problem == ""
    assert stored(feed) == on_the_server(server)
    assert FeedRow.objects.filter(listing__isnull=False).count() == len(rows)
    off = sum(row["StandardStatus"] in ("Expired", "Canceled") for row in rows)
    assert Lead.objects.filter(team=team, state="open").count() == off
    [import_] = Import.objects.all()
    assert (import_.new, import_.rows, import_.state) == (len(rows), len(rows), Import.State.DONE)
    assert import_.leads_opened == off
    walk = FeedWalk.objects.get()
    assert walk.is_loaded and not walk.doing and walk.mark
    assert feed.heard_at and feed.expired_seen_at
    assert Source.objects.get().active_seen_at == feed.heard_at


def test_the_same_again_writes_nothing(server, team, clock):
    with Vendor(server.url) as vendor:
        feed = a_feed(team, vendor, clock)
        read(feed, clock)
        before = list(Listing.objects.order_by("pk").values())
        clock.sleep(120)
        done = read(feed, clock)
    assert (done.taken.read, done.imports) == (0, {})
    assert list(Listing.objects.order_by("pk").values()) == before
    assert Import.objects.count() == 1
    assert ListingChange.objects.count() == 0


@pytest.mark.parametrize(("slept", "follows"), [(301, False), (60, True)], ids=["too-long", "short"])
def test_a_load_cut_off_for_longer_than_its_link_lives_asks_anew(server, team, clock, slept, follows):
    with Vendor(server.url) as vendor:
        feed = a_feed(team, vendor, clock, link_minutes=5)
        assert not read(feed, clock, 0).is_over
        link, asked = FeedWalk.objects.get().next_link, len(vendor.asked)
        clock.sleep(slept)
        assert read(feed, clock).is_over
        assert any(one in unquote(link) for one in vendor.asked[asked:] if "Property?" in one) is follows
    assert stored(feed) == on_the_server(server)
    assert Import.objects.get().new == FeedRow.objects.count() == len(stored(feed))


def test_the_secrets_are_not_in_the_database_as_they_are(server, team, clock):
    with Vendor(server.url) as vendor:
        feed = a_feed(team, vendor, clock)
    assert CLIENT_SECRET not in str(list(Feed.objects.filter(pk=feed.pk).values()))


# ---- what changed


def touch(server, key: str, clock: Clock, **fields) -> None:
    at = market.stamp(clock())
    server.change(key, ModificationTimestamp=at, StatusChangeTimestamp=at, **fields)


def test_changes_come_with_their_history_and_open_and_close_leads(changing, team, clock):
    with Vendor(changing.url) as vendor:
        feed = a_feed(team, vendor, clock)
        read(feed, clock)
        was = Lead.objects.filter(state="open").count()
        touch(changing, "PA0000000", clock, StandardStatus="Expired", MlsStatus="Expired", OffMarketDate="2026-11-23")
        touch(changing, "PA0000001", clock, ListPrice=289_000)
        touch(changing, "PA0000006", clock, StandardStatus="Active", MlsStatus="Active", OffMarketDate=None)
        at = market.stamp(clock())
        changing.add(**{**market.row(90, at=at), "StandardStatus": "Canceled", "OffMarketDate": "2026-11-22"})
        clock.sleep(60)
        done = read(feed, clock)
    assert done.taken.read == 4
    assert stored(feed) == on_the_server(changing)
    assert Lead.objects.filter(state="open").count() == was + 2 - 1
    prices = ListingChange.objects.filter(field="list_price").values_list("old", "new")
    assert list(prices) == [("301000", "289000")]


def test_a_row_that_becomes_visible_late_is_healed_by_the_overlap(changing, team, clock):
    with Vendor(changing.url) as vendor:
        feed = a_feed(team, vendor, clock)
        read(feed, clock)
        touch(changing, "PA0000001", clock, ListPrice=289_000)
        clock.sleep(600)
        read(feed, clock)
        late = market.stamp(clock() - timedelta(minutes=15))
        changing.change("PA0000002", ModificationTimestamp=late, ListPrice=123_000)
        read(feed, clock)
    assert stored(feed) == on_the_server(changing)


def test_a_row_dated_in_the_future_does_not_blind_the_feed(changing, team, clock):
    with Vendor(changing.url) as vendor:
        feed = a_feed(team, vendor, clock)
        changing.change("PA0000001", ModificationTimestamp="2031-01-01T00:00:00.000Z", ListPrice=289_000)
        read(feed, clock)
        touch(changing, "PA0000002", clock, ListPrice=123_000)
        clock.sleep(60)
        read(feed, clock)
    assert stored(feed) == on_the_server(changing)
    assert FeedWalk.objects.get().mark < "2031"


def test_an_unknown_status_is_a_question_and_no_lead(changing, team, clock):
    with Vendor(changing.url) as vendor:
        feed = a_feed(team, vendor, clock)
        read(feed, clock)
        was = Lead.objects.filter(state="open").count()
        touch(changing, "PA0000000", clock, StandardStatus="Nonsense", MlsStatus="Nonsense")
        read(feed, clock)
    assert [word.word for word in feed.source.status_words.all()] == ["nonsense"]
    assert Lead.objects.filter(state="open").count() == was


@pytest.mark.parametrize("word", ["ActiveUnderContract", "Active Under Contract"])
def test_an_enumeration_is_read_in_both_forms(changing, team, clock, word):
    with Vendor(changing.url) as vendor:
        touch(changing, "PA0000000", clock, StandardStatus=word, MlsStatus=None)
        feed = a_feed(team, vendor, clock)
        read(feed, clock)
    assert stored(feed)["A0"][0] == "Active Under Contract"


def test_null_address_parts_reject_the_row_and_not_the_page(changing, team, clock):
    with Vendor(changing.url) as vendor:
        changing.change("PA0000000", StreetName=None, StreetNumber=None)
        feed = a_feed(team, vendor, clock)
        read(feed, clock)
        [import_] = Import.objects.all()
        assert (import_.rows, import_.new, import_.rejected) == (40, 39, 1)
        [rejected] = import_.rejected_rows.all()
        assert "listing A0" in rejected.repair
        touch(changing, "PA0000000", clock, StreetName="Heron", StreetNumber="7")
        read(feed, clock)
    assert stored(feed) == on_the_server(changing)


# ---- what leaves


def gone(feed: Feed) -> set[str]:
    return set(FeedRow.objects.filter(feed=feed, gone_at__isnull=False).values_list("key", flat=True))


def a_day_later(clock: Clock) -> None:
    clock.sleep(37 * 3600)


def test_what_is_taken_back_is_purged_and_is_no_expiry(changing, team, clock):
    with Vendor(changing.url) as vendor:
        feed = a_feed(team, vendor, clock, has_can_view=True)
        read(feed, clock)
        was = set(Lead.objects.filter(state="open").values_list("pk", flat=True))
        touch(changing, "PA0000001", clock, MlgCanView=False, ListPrice=1)
        touch(changing, "PA0000006", clock, StandardStatus="Delete", MlsStatus="Delete")
        counted = [read(feed, clock).taken.gone for _ in range(2)]
    assert gone(feed) == {"PA0000001", "PA0000006"}
    assert counted == [2, 0], "within the overlap they come again, and have left once"
    purged = Listing.objects.get(listing_id="A1")
    assert (purged.standard_status, purged.list_price, purged.list_agent_full_name) == ("Delete", None, "")
    assert ListingChange.objects.filter(listing=purged).count() == 0
    assert set(Lead.objects.filter(state="open").values_list("pk", flat=True)) == was


def test_a_deleted_row_is_found_by_the_daily_comparison_alone(changing, team, clock):
    with Vendor(changing.url) as vendor:
        feed = a_feed(team, vendor, clock)
        read(feed, clock)
        read(feed, clock)
        changing.delete("PA0000003")
        clock.sleep(600)
        read(feed, clock)
        assert gone(feed) == set()
        a_day_later(clock)
        done = read(feed, clock)
    assert gone(feed) == {"PA0000003"}
    assert done.taken.gone == 1
    assert Listing.objects.get(listing_id="A3").standard_status == "Delete"


def test_a_change_no_timestamp_told_is_healed_by_the_comparison(changing, team, clock):
    with Vendor(changing.url) as vendor:
        feed = a_feed(team, vendor, clock)
        read(feed, clock)
        old = market.stamp(clock() - timedelta(hours=9))
        changing.change("PA0000002", ModificationTimestamp=old, ListPrice=123_000)
        a_day_later(clock)
        read(feed, clock)
    assert stored(feed) == on_the_server(changing)


def test_a_comparison_that_dies_half_way_removes_nothing(own_server, team, clock):
    server = own_server(market.rows(600))
    with Vendor(server.url) as vendor:
        feed = a_feed(team, vendor, clock)
        read(feed, clock)
        read(feed, clock)
        server.delete("PA0000003")
        a_day_later(clock)
        FeedWalk.objects.update(swept_at=None)
        vendor.faults.extend([Fault("slow")] * 2 + [Fault(status=503)] * 6)
        done = read(feed, clock)
        assert "503" in done.problem
        assert gone(feed) == set()
        clock.sleep(3600)
        read(feed, clock)
        assert gone(feed) == {"PA0000003"}


def test_one_that_would_remove_half_the_rows_asks_a_person(changing, team, clock):
    with Vendor(changing.url) as vendor:
        feed = a_feed(team, vendor, clock)
        read(feed, clock)
        for number in range(20):
            changing.delete(f"PA{number:07d}")
        a_day_later(clock)
        read(feed, clock)
        assert gone(feed) == set()
        walk = FeedWalk.objects.get()
        assert (walk.asks["missing"], walk.asks["of"]) == (20, 40)
        feeds.decide_missing(feed, True, None, clock())
        read(feed, clock)
    assert len(gone(feed)) == 20
    assert FeedWalk.objects.get().asks == {}


def test_a_row_that_comes_back_is_read_again(changing, team, clock):
    with Vendor(changing.url) as vendor:
        feed = a_feed(team, vendor, clock)
        read(feed, clock)
        touch(changing, "PA0000001", clock, MlgCanView=False)
        read(feed, clock)
        touch(changing, "PA0000001", clock, MlgCanView=True)
        read(feed, clock)
    assert gone(feed) == set()
    assert stored(feed) == on_the_server(changing)


# ---- kills, claims, faults


class Killed(BaseException):
    pass


def killed_at(feed: Feed, clock: Clock, moment: int) -> None:
    """Die at the so-many-th batch of homes."""
    count = 0

    def dying(homes):
        nonlocal count
        count += 1
        if count == moment:
            raise Killed
        return feed_intake.Intake(feed.team, clock())(homes)

    with a_reader(feed, clock) as reader:
        reader.read(dying)


@pytest.mark.django_db(transaction=True)
def test_killed_at_ten_moments_the_database_equals_the_servers_rows(server, rows, team, clock):
    with Vendor(server.url) as vendor:
        feed = a_feed(team, vendor, clock)
        for moment in (1, 1, 2, 1, 1, 2, 1, 1, 1, 2):
            with pytest.raises(Killed):
                killed_at(feed, clock, moment)
            clock.sleep(200)
        read(feed, clock)
    assert stored(feed) == on_the_server(server)
    assert Listing.objects.count() == FeedRow.objects.count() == len(rows)
    assert ListingChange.objects.count() == 0


def test_a_feed_that_another_process_reads_is_left_to_it(server, team, clock):
    with Vendor(server.url) as vendor:
        feed = a_feed(team, vendor, clock)
        first, second = a_reader(feed, clock), a_reader(feed, clock)
        assert first._claim()
        assert second.read(lambda homes: pytest.fail("read by two")) is None
        clock.sleep(181)
        assert second._claim()


def test_one_whose_claim_was_taken_stops_before_it_stores_more(server, team, clock):
    with Vendor(server.url) as vendor:
        feed = a_feed(team, vendor, clock)
        first = a_reader(feed, clock)

        def stolen(homes):
            Feed.objects.update(claimed_by="another")
            return feed_intake.Intake(team, clock())(homes)

        done = first.read(stolen)
    assert (done.pages, done.is_over) == (1, False)
    assert FeedWalk.objects.get().pages == 0


def test_a_slice_of_time_ends_after_its_page_and_the_next_goes_on(server, rows, team, clock):
    with Vendor(server.url) as vendor:
        feed = a_feed(team, vendor, clock)
        done = read(feed, clock, seconds=0)
        assert (done.pages, done.is_over) == (1, False)
        assert Feed.objects.get().next_run_at <= clock()
        assert Feed.objects.get().heard_at is None
        while not done.is_over:
            done = read(feed, clock, seconds=0)
    assert Listing.objects.count() == len(rows)


@pytest.mark.parametrize(
    ("secret", "fault", "said", "again"),
    [
        ("wrong", None, "client id", timedelta(hours=1)),
        (CLIENT_SECRET, Fault(status=403), "does not accept", timedelta(hours=1)),
        (CLIENT_SECRET, Fault(status=503), "gave no usable answer", timedelta(seconds=30)),
        (CLIENT_SECRET, Fault(status=429, headers={"Retry-After": "1800"}), "too often", timedelta(minutes=30)),
    ],
    ids=["wrong secret", "forbidden", "away", "suspended"],
)
def test_what_is_wrong_is_said_and_when_it_is_tried_again(server, team, clock, secret, fault, said, again):
    with Vendor(server.url) as vendor:
        feed = a_feed(team, vendor, clock)
        feeds.change(feed, None, clock(), secrets={"client_secret": secret})
        vendor.faults.extend([fault] * 6 if fault else [])
        done = read(feed, clock)
    feed.refresh_from_db()
    assert said in done.problem and feed.problem == done.problem
    assert abs(feed.next_run_at - clock() - again) < timedelta(seconds=70)
    assert feed.failures == 1 and feed.problem_since


def test_a_problem_is_forgotten_once_it_works_again(server, team, clock):
    with Vendor(server.url) as vendor:
        feed = a_feed(team, vendor, clock)
        vendor.faults.extend([Fault(status=403)])
        read(feed, clock)
        read(feed, clock)
    feed.refresh_from_db()
    assert (feed.problem, feed.problem_since, feed.failures) == ("", None, 0)


def test_two_teams_read_their_own(server, team, clock):
    other = a_team("Heron Homes")
    with Vendor(server.url) as vendor:
        read(a_feed(team, vendor, clock), clock)
        read(a_feed(other, vendor, clock), clock)
    assert Listing.objects.filter(property__team=team).count() == Listing.objects.filter(property__team=other).count()
