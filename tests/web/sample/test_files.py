"""The county written as files: what each export shows, and in what form."""

import csv
from collections import Counter
from datetime import date, timedelta

import pytest

from callsheet.sample.evidence import write_owner_files, write_registry
from callsheet.sample.exports import exports, shown, write_export
from callsheet.sample.market import build_market
from callsheet.sample.stories import LIVE

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def market():
    return build_market(TODAY, size=400)


def rows_of(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def newest(market, tmp_path_factory):
    """The last file of each MLS, as rows."""
    folder = tmp_path_factory.mktemp("newest")
    last = {export.mls: export for export in exports(TODAY)}
    return {mls: rows_of(write_export(market, export, folder)) for mls, export in last.items()}


def test_exports_come_in_order_and_end_this_morning():
    days = [(export.day, export.mls) for export in exports(TODAY)]
    assert [day for day, _ in days] == sorted(day for day, _ in days)
    assert days[-1] == (TODAY, "alder")
    assert max(day for day, mls in days if mls == "point") == TODAY - timedelta(days=3)


@pytest.mark.parametrize("days", range(7))
def test_there_is_a_file_of_today_on_every_day_of_the_week(days):
    today = TODAY + timedelta(days=days)
    of_alder = [export.day for export in exports(today) if export.mls == "alder"]
    assert of_alder[-1] == today
    assert len(set(of_alder)) == len(of_alder)


def test_a_listing_is_seen_through_several_files(market):
    seen = Counter(listing_id for export in exports(TODAY) for listing_id, _ in shown(market, export))
    assert set(seen) >= {
        listing_id for listing_id, term in market.of_mls("alder") if term.listed_on > TODAY - timedelta(days=300)
    }
    assert max(seen.values()) > 15


def test_an_expiry_of_last_night_is_in_no_file_but_this_mornings(market):
    yesterday = TODAY - timedelta(days=1)
    new = [term for term in market.terms if term.changes[-1].on == yesterday and term.changes[-1].status == "Expired"]
    before = next(export for export in reversed(exports(TODAY)) if export.day == yesterday)
    states = {listing_id: term.at(before.until).status for listing_id, term in shown(market, before) if term in new}
    assert len(new) >= 10
    assert set(states.values()) == {"Active"} and len(states) == len(new)


def test_the_countys_own_format(newest):
    statuses = Counter(row["Status"] for row in newest["alder"])
    assert statuses["Active"] > 10 and statuses["Expired"] > 20 and statuses["Temp Off Market"] >= 1
    expired = next(row for row in newest["alder"] if row["Status"] == "Expired")
    assert expired["List Price"].startswith("$") and expired["List Price"].endswith(" ")
    assert expired["OffMarketDate"] == expired["ExpirationDate"]
    assert expired["SoldPrice"] == ""


def test_the_other_format_has_codes_and_one_line_addresses(newest):
    row = newest["point"][0]
    assert row["Status"] in {"ACT", "CTG", "PND", "SLD", "EXP", "CAN", "WDN", "HLD", "CS"}
    assert row["Address"][0].isdigit() and row["Postal Code"].startswith("21")
    assert date.fromisoformat(row["Modification Timestamp"][:10]) < TODAY


def test_a_closing_keeps_the_price_that_was_asked(market, tmp_path):
    rows = [row for export in exports(TODAY)[-12:] for row in rows_of(write_export(market, export, tmp_path))]
    closed = [row for row in rows if row.get("Status") == "Closed"]
    assert closed and all(row["SoldPrice"] and row["SettledDate"] for row in closed)
    assert any(row["SoldPrice"] != row["List Price"] for row in closed)


def test_two_lines_of_this_mornings_file_cannot_be_used(newest):
    assert [row["MLSNumber"] for row in newest["alder"] if not row["MLSNumber"] or not row["StreetName"]] == [
        "",
        "MDAL2009999",
    ]


def test_a_duplex_is_written_in_both_ways(market, tmp_path):
    rows = [
        row
        for export in exports(TODAY)
        if export.mls == "alder"
        for row in rows_of(write_export(market, export, tmp_path))
    ]
    halves = [row for row in rows if row["Type"] == "Duplex"]
    assert any(row["UnitNumber"] in {"A", "B"} for row in halves)
    assert any(row["StreetNumber"].endswith(("-A", "-B")) for row in halves)


def test_owner_files_bring_everybody_first_and_then_the_new_ones(market, tmp_path):
    files = write_owner_files(market, tmp_path)
    sizes = [len(rows_of(path)) for _, path in files]
    assert sizes[0] == len(market.homes)
    assert sum(sizes[1:]) < 200 and min(sizes) >= 1
    assert files[-1][0] == TODAY


def test_an_owner_is_traced_once_the_home_is_off_the_market(market, tmp_path):
    first, *later = [rows_of(path) for _, path in write_owner_files(market, tmp_path)]
    by_home = {(row["Address"], row["Unit #"], row["Zip"]): row for row in first}
    newest = {(row["Address"], row["Unit #"], row["Zip"]): row for rows in later for row in rows}
    assert all(by_home[home]["Phone 1"] == "" for home in newest)
    assert sum(bool(row["Phone 1"]) for row in newest.values()) > len(newest) / 2
    assert all(by_home[home]["Owner 1 Last Name"] == row["Owner 1 Last Name"] for home, row in newest.items())


def test_the_registry_has_a_file_per_area_code_but_one(market, tmp_path):
    paths = write_registry(market, 3, tmp_path)
    assert [path.name for path in paths] == [
        f"registry-{area}-2026-11-21.txt" for area in ("410", "443", "667", "240", "301")
    ]
    numbers = [line for path in paths for line in path.read_text().splitlines()]
    assert len(numbers) > 50 and all(len(number) == 10 and number[3:8] == "55501" for number in numbers)


def test_what_is_live_is_in_the_file_of_this_morning(market):
    today = exports(TODAY)[-1]
    live = [term for _, term in market.of_mls("alder") if (now := term.at(today.until)) and now.status in LIVE]
    assert live and set(live) <= {term for _, term in shown(market, today)}
