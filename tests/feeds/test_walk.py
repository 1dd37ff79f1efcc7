"""The walk through a real server's pages: every row once, whatever happens on the way."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from callsheet.feeds.reso import queries
from callsheet.feeds.reso.client import Client
from callsheet.feeds.reso.connection import ClientCredentials, Connection, Token
from callsheet.feeds.reso.metadata import read_metadata
from callsheet.feeds.reso.problems import LoginRefused, NotServed, Unreachable, Wait
from callsheet.feeds.reso.walk import Place, is_old, next_mark, walk
from tests.feeds import market, vendor
from tests.feeds.vendor import Fault, Vendor

FIELDS = ("ListingId", "StandardStatus", "ListPrice", "MlgCanView")
EVERYTHING = Place("load")


def of_vendor(vendor: Vendor, **changed) -> Connection:
    account = ClientCredentials(vendor.token_url, "callsheet", "not a secret at all")
    return replace(Connection(vendor.url, account, timeout=2.0), **changed)


def patient(connection: Connection, slept: list[float] | None = None) -> Client:
    """A client that does not really wait."""
    return Client(connection, sleep=(slept if slept is not None else []).append)


def taken(client: Client, place: Place = EVERYTHING, fields=FIELDS) -> tuple[dict[str, dict], Place, int]:
    """The rows by key, the last place, and how many rows came in all."""
    rows: dict[str, dict] = {}
    count = 0
    for page in walk(client, place, fields):
        rows |= {record["ListingKey"]: record for record in page.records}
        count += len(page.records)
        place = page.place
    return rows, place, count


@pytest.fixture
def plain(server) -> Connection:
    return Connection(server.url, Token("none"))


# ---- all of it


def test_a_first_load_has_every_row_once(plain, rows):
    with patient(plain) as client:
        found, place, count = taken(client)
    assert found.keys() == {row["ListingKey"] for row in rows}
    assert count == len(rows)
    assert place.is_over
    assert place.last_key == max(found)


def test_money_stays_exact_and_the_key_comes_unasked(plain):
    with patient(plain) as client:
        record = next(iter(walk(client, EVERYTHING, ["ListPrice"]))).records[0]
    assert {*record} >= {"ListingKey", "ListPrice", "ModificationTimestamp"}
    assert str(record["ListPrice"]) == "300000"


@pytest.mark.parametrize("absolute", [True, False])
def test_through_a_vendor_with_one_token_and_one_request_at_a_time(server, rows, absolute):
    with Vendor(server.url, absolute_links=absolute) as vendor, patient(of_vendor(vendor)) as client:
        found, _, count = taken(client)
        assert (len(found), count) == (len(rows), len(rows))
        assert (vendor.tokens, vendor.most_at_once, len(vendor.asked)) == (1, 1, 5)


def test_the_vendor_that_wants_its_system_in_every_question(server, rows):
    with Vendor(server.url, system="Port Alder MLS", fixed_token="long-lived") as vendor:
        connection = of_vendor(
            vendor, account=Token("long-lived"), originating_system="Port Alder MLS", has_can_view=True, can_order=False
        )
        with patient(connection) as client:
            found, _, _ = taken(client)
            changed, _, _ = taken(client, Place("changes", since=market.stamp(market.START)))
        assert len(found) == len(changed) == len(rows)
        assert "MlgCanView eq true" in vendor.asked[0]
        assert "MlgCanView" not in vendor.asked[-1].partition("$filter")[2]


def test_metadata_says_which_fields_there_are(plain):
    with patient(plain) as client:
        schema = read_metadata(client.text(queries.metadata(plain)))
    assert schema.of_these(["ListPrice", "Nonsense", "ListingKey"]) == ("ListPrice", "ListingKey")
    assert not schema.has_lookup


# ---- what changed


def test_changes_since_a_mark_are_those_and_the_overlap(plain, rows):
    middle = market.START + timedelta(seconds=25)
    with patient(replace(plain, overlap=timedelta(seconds=10))) as client:
        found, place, _ = taken(client, Place("changes", since=market.stamp(middle)))
    since = market.stamp(middle - timedelta(seconds=10))
    assert found.keys() == {row["ListingKey"] for row in rows if row["ModificationTimestamp"] >= since}
    assert place.highest == max(row["ModificationTimestamp"] for row in rows)


def test_three_thousand_rows_with_one_timestamp(own_server):
    rows = market.rows(3_400, shared=3_000)
    server = own_server(rows)
    with Vendor(server.url) as vendor, patient(of_vendor(vendor)) as client:
        vendor.dead_links = 1
        found, _, _ = taken(client, Place("changes", since=market.stamp(market.START)))
        assert len(found) == len(rows)
        assert any("eq 2026-11-01T12:00:00.000Z and ListingKey gt" in asked for asked in vendor.asked)


def test_the_mark_is_the_largest_timestamp_but_never_past_the_first_answer():
    of, started = Connection("https://feed.example.com", Token("x")), datetime(2026, 11, 24, 13, tzinfo=UTC)
    place = Place("changes", started=started, is_over=True, highest="2026-11-24T12:59:58.123Z")
    assert next_mark(place, "2026-11-24T12:00:00Z", of) == "2026-11-24T12:59:58.123Z"
    assert next_mark(replace(place, highest=""), "2026-11-24T12:00:00Z", of) == "2026-11-24T12:00:00Z"
    assert next_mark(replace(place, highest="2031-01-01T00:00:00Z"), "", of) == "2026-11-24T13:00:00.000Z"


def test_after_a_first_load_the_mark_is_its_beginning_less_the_overlap():
    of = Connection("https://feed.example.com", Token("x"), overlap=timedelta(minutes=20))
    place = Place("load", started=datetime(2026, 11, 24, 13, tzinfo=UTC), is_over=True, highest="2026-11-24T12:59:58Z")
    assert next_mark(place, "", of) == "2026-11-24T12:40:00.000Z"


# ---- faults


FAULTS = {
    "429 with seconds": [vendor.TOO_MANY],
    "429 with a date": [vendor.too_many_until(1)],
    "500": [vendor.BROKEN],
    "503 three times": [vendor.AWAY] * 3,
    "html": [vendor.HTML],
    "no JSON": [vendor.BAD_JSON],
    "a dropped connection": [vendor.DROPPED],
    "a cut body": [vendor.CUT],
    "too slow": [vendor.slow(2.5)],
    "one after the other": [vendor.BROKEN, vendor.CUT, vendor.TOO_MANY, vendor.DROPPED, vendor.HTML],
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_within_a_walk_loses_nothing_and_doubles_nothing(server, rows, name):
    with Vendor(server.url) as vendor, patient(of_vendor(vendor)) as client:
        pages = walk(client, EVERYTHING, FIELDS)
        found = list(next(pages).records)
        vendor.faults.extend(FAULTS[name])
        found += [record for page in pages for record in page.records]
        assert len(found) == len({record["ListingKey"] for record in found}) == len(rows)
        assert not vendor.faults


def test_a_revoked_token_costs_one_more_token_and_no_row(server, rows):
    with Vendor(server.url) as vendor, patient(of_vendor(vendor)) as client:
        pages = walk(client, EVERYTHING, FIELDS)
        found = list(next(pages).records)
        vendor.revoke()
        found += [record for page in pages for record in page.records]
        assert len(found) == len(rows)
        assert vendor.tokens == 2


def test_a_token_is_renewed_before_it_runs_out(server):
    with Vendor(server.url, token_lives=3600) as vendor:
        now = [datetime(2026, 11, 24, 13, tzinfo=UTC)]
        with Client(of_vendor(vendor), sleep=lambda _: None, clock=lambda: now[0]) as client:
            client.page(queries.load(client.connection, FIELDS))
            now[0] += timedelta(minutes=59, seconds=1)
            client.page(queries.load(client.connection, FIELDS))
        assert vendor.tokens == 2


@pytest.mark.parametrize("kind", ["load", "changes"])
def test_a_link_that_ran_out_is_rebuilt_from_the_last_row(server, rows, kind):
    with Vendor(server.url) as vendor, patient(of_vendor(vendor)) as client:
        pages = walk(client, Place(kind, since=market.stamp(market.START)), FIELDS)
        found = list(next(pages).records)
        vendor.dead_links = 1
        found += [record for page in pages for record in page.records]
        assert len(found) == len({record["ListingKey"] for record in found}) == len(rows)


def test_an_old_link_is_rebuilt_without_asking_for_it(server, rows):
    with Vendor(server.url) as vendor, patient(of_vendor(vendor)) as client:
        first = next(walk(client, EVERYTHING, FIELDS))
        vendor.dead_links = 1
        found = [record for page in walk(client, first.place, FIELDS, True) for record in page.records]
        assert not any(first.place.next_link.endswith(asked) for asked in vendor.asked[1:])
        assert {record["ListingKey"] for record in [*first.records, *found]} == {row["ListingKey"] for row in rows}
        assert len(first.records) + len(found) == len(rows)


@pytest.mark.parametrize(
    ("minutes", "age", "old"), [(5, 5, True), (5, 4.9, False), (None, 500, False)], ids=["old", "young", "not-known"]
)
def test_a_link_is_as_old_as_its_server_forgets(plain, minutes, age, old):
    given_at = datetime(2026, 3, 1, tzinfo=UTC)
    assert is_old(replace(plain, link_minutes=minutes), given_at, given_at + timedelta(minutes=age)) == old
    assert not is_old(replace(plain, link_minutes=minutes), None, given_at)


def test_a_second_refusal_in_a_row_is_a_real_error(server):
    with Vendor(server.url) as vendor, patient(of_vendor(vendor)) as client:
        pages = walk(client, EVERYTHING, FIELDS)
        next(pages)
        gone = Fault(status=410, body="the link has run out")
        vendor.faults.extend([gone, gone])
        with pytest.raises(NotServed, match="the link has run out"):
            list(pages)


def test_a_field_that_is_not_there_is_said_at_once(server):
    with Vendor(server.url) as vendor, patient(of_vendor(vendor)) as client:
        with pytest.raises(NotServed) as problem:
            taken(client, fields=["NoSuchField"])
        assert problem.value.status == 400
        assert "NoSuchField" in str(problem.value)
        assert len(vendor.asked) == 1


def test_wrong_credentials_are_the_users_to_mend(server):
    with Vendor(server.url) as vendor:
        wrong = ClientCredentials(vendor.token_url, "callsheet", "wrong")
        with patient(of_vendor(vendor, account=wrong)) as client, pytest.raises(LoginRefused, match="client id"):
            taken(client)


def test_a_bearer_token_that_is_not_taken_is_not_asked_with_again(server):
    with Vendor(server.url, fixed_token="right") as vendor:
        with patient(of_vendor(vendor, account=Token("wrong"))) as client, pytest.raises(LoginRefused):
            taken(client)
        assert len(vendor.asked) == 1


def test_after_some_429_in_a_row_the_walk_stops_and_says_until_when(server):
    with Vendor(server.url) as vendor, patient(of_vendor(vendor)) as client:
        vendor.faults.extend([vendor_429 := Fault(status=429)] * 6)
        with pytest.raises(Wait) as problem:
            taken(client)
        assert len(vendor.asked) == 4
        assert problem.value.until > datetime.now(UTC) + timedelta(minutes=10)
        assert vendor_429.status == 429


def test_a_long_pause_is_not_slept_through(server):
    with Vendor(server.url) as vendor:
        slept: list[float] = []
        with patient(of_vendor(vendor), slept) as client:
            vendor.faults.append(Fault(status=429, headers={"Retry-After": "1800"}))
            with pytest.raises(Wait) as problem:
                taken(client)
    assert slept == []
    assert timedelta(minutes=29) < problem.value.until - datetime.now(UTC) < timedelta(minutes=31)


def test_the_pause_is_the_servers_where_it_names_one(server):
    with Vendor(server.url) as vendor:
        slept: list[float] = []
        with patient(of_vendor(vendor), slept) as client:
            vendor.faults.extend([Fault(status=429, headers={"Retry-After": "7"}), vendor_fault()])
            taken(client)
    assert slept[0] == 7
    assert 1 <= slept[1] <= 2


def vendor_fault() -> Fault:
    return Fault(status=503)


def test_a_server_that_never_answers_is_said_to_be_away(server):
    with Vendor(server.url) as vendor, patient(of_vendor(vendor)) as client:
        vendor.faults.extend([Fault(status=503)] * 9)
        with pytest.raises(Unreachable, match="answered 503"):
            taken(client)


def test_the_server_killed_within_a_walk_and_started_again(own_server):
    rows = market.rows(1_000)
    server = own_server(rows)
    naps: list[float] = []

    def sleep(seconds: float) -> None:
        naps.append(seconds)
        server.start()

    with Client(Connection(server.url, Token("none")), sleep=sleep) as client:
        pages = walk(client, EVERYTHING, FIELDS)
        found = list(next(pages).records)
        server.kill()
        found += [record for page in pages for record in page.records]
    assert len(found) == len({record["ListingKey"] for record in found}) == len(rows)
    assert len(naps) == 1


@pytest.mark.parametrize("after", range(1, 5))
def test_a_client_that_died_after_any_page_goes_on_from_its_place(plain, rows, after):
    found: list[dict] = []
    with patient(plain) as client:
        for number, page in enumerate(walk(client, EVERYTHING, FIELDS), 1):
            found += page.records
            if number == after:
                break
    with patient(plain) as client:
        rest, place, _ = taken(client, page.place)
    keys = [record["ListingKey"] for record in found] + list(rest)
    assert len(keys) == len(set(keys)) == len(rows)
    assert place.is_over
