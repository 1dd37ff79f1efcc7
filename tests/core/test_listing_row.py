"""Cells of MLS exports: what is read, what is empty, what is refused with a repair."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callsheet.core.listing_row import (
    Day,
    UnusableValue,
    amount,
    coordinate,
    count,
    day,
    is_lease,
    moment,
    money,
    text,
    year_built,
)

AS_OF = Day(datetime(2026, 11, 24, 13, 5, tzinfo=UTC), ZoneInfo("America/New_York"))


@pytest.mark.parametrize(
    ("cell", "dollars"),
    [
        ("$796,296 ", 796_296),
        ("796296.0", 796_296),
        ("459900", 459_900),
        ("1,250", 1_250),
        ("$1.2M", 1_200_000),
        ("450k", 450_000),
        ("USD 500,000.49", 500_000),
        ("C$ 899,000", 899_000),
        ("$2,400/mo", 2_400),
        ("0", None),
        ("", None),
        (" - ", None),
        ("N/A", None),
        ("********", None),
        (None, None),
    ],
)
def test_money(cell, dollars):
    assert money(cell) == dollars


@pytest.mark.parametrize("cell", ["CALL", "$400,000-$425,000", "1,2,3", "-5", "12 apples"])
def test_what_is_no_price_says_how_to_write_one(cell):
    with pytest.raises(UnusableValue, match="425000"):
        money(cell)


@given(st.integers(min_value=1, max_value=10**10))
def test_a_price_reads_the_same_in_every_dress(dollars):
    assert money(str(dollars)) == money(f"${dollars:,} ") == money(f"{dollars}.0") == dollars


@pytest.mark.parametrize(
    ("cell", "on"),
    [
        ("5/20/21 0:00", date(2021, 5, 20)),
        ("2/6/22", date(2022, 2, 6)),
        ("2026-11-24", date(2026, 11, 24)),
        ("11/22/2026", date(2026, 11, 22)),
        ("11-22-2026", date(2026, 11, 22)),
        ("2025-03-31 01:49:42", date(2025, 3, 31)),
        ("2020-04-02T02:02:02.02Z", date(2020, 4, 2)),
        ("20261122", date(2026, 11, 22)),
        ("14-Feb-2026", date(2026, 2, 14)),
        ("February 14, 2026", date(2026, 2, 14)),
        ("6/1/97", date(1997, 6, 1)),
        ("45992", date(2025, 12, 1)),
        ("", None),
        ("0000-00-00", None),
        ("1/1/0001", None),
        ("1/1/1900", None),
    ],
)
def test_dates(cell, on):
    assert day(cell, AS_OF) == on


def test_a_day_without_a_year_is_the_newest_not_after_the_file():
    assert day("Feb 14 7:29 PM", AS_OF) == date(2026, 2, 14)
    assert day("Nov 24", AS_OF) == date(2026, 11, 24)
    assert day("Nov 25", AS_OF) == date(2025, 11, 25)
    assert day("Feb 29", AS_OF) == date(2024, 2, 29)


def test_days_ago_count_from_the_file_in_its_own_zone():
    late = Day(datetime(2026, 11, 25, 2, 0, tzinfo=UTC), ZoneInfo("America/New_York"))
    assert day("0 days ago", late) == date(2026, 11, 24)
    assert day("3 days ago", late) == date(2026, 11, 21)
    assert day("yesterday", late) == date(2026, 11, 23)
    assert day("a week ago", late) == date(2026, 11, 17)


@pytest.mark.parametrize("cell", ["22/11/2026", "2/30/26", "2026-13-01", "soon", "47:52.3", "Smarch 3", "1/1/2300"])
def test_what_is_no_date_says_how_to_write_one(cell):
    with pytest.raises(UnusableValue, match="11/22/2026"):
        day(cell, AS_OF)


@given(st.dates(min_value=date(1970, 1, 1), max_value=date(2069, 12, 31)))
def test_a_date_reads_the_same_in_every_dress(on):
    spellings = (f"{on:%m/%d/%Y}", f"{on.month}/{on.day}/{on:%y}", f"{on:%Y-%m-%d}", f"{on:%Y-%m-%dT00:00:00}")
    assert {day(spelling, AS_OF) for spelling in spellings} == {on}


def test_moments_are_in_the_files_zone_unless_they_say_another():
    assert moment("2010-11-22T20:47:21Z", AS_OF) == datetime(2010, 11, 22, 20, 47, 21, tzinfo=UTC)
    assert moment("2026-11-24T08:05:00-05:00", AS_OF) == datetime(2026, 11, 24, 13, 5, tzinfo=UTC)
    assert moment("11/24/2026 8:05 AM", AS_OF) == datetime(2026, 11, 24, 13, 5, tzinfo=UTC)
    assert moment("11/24/2026 12:05 AM", AS_OF) == datetime(2026, 11, 24, 5, 5, tzinfo=UTC)
    assert moment("11/24/2026", AS_OF) == datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
    assert moment("", AS_OF) is None


def test_counts_and_amounts_never_reject():
    assert count("1,640") == 1_640
    assert count("1,000") == 1_000
    assert count("12.0") == 12
    assert count("a few") is None
    assert amount("0.21 ac") == 0.21
    assert amount(".5") == 0.5
    assert amount("3+1") == 3
    assert amount("-2") is None
    assert amount(None) is None


def test_year_built_is_a_year_never_an_age():
    assert year_built("1978") == 1978
    assert year_built("46") is None
    assert year_built("0") is None
    assert year_built("old") is None


def test_coordinates():
    assert coordinate("48.7001", 90) == 48.7001
    assert coordinate("-116.3237", 180) == -116.3237
    assert coordinate("-116.3237", 90) is None
    assert coordinate("0", 90) is None
    assert coordinate("north", 90) is None


@pytest.mark.parametrize(
    "words",
    [("Residential Lease",), ("ResidentialLease",), ("RNT",), ("Rental",), ("RES", "For Rent"), ("", "", "Leased")],
)
def test_leases(words):
    assert is_lease(*words)


@pytest.mark.parametrize(
    "words",
    [("RES",), ("Land Lease",), ("Sale or Lease",), ("Residential", "Sale"), ("Leasehold",), ("Parenting",), ()],
)
def test_sales(words):
    assert not is_lease(*words)


def test_placeholders_are_empty():
    assert [text(cell) for cell in (None, " ", "None", "null", "nan", "***", " x ")] == ["", "", "", "", "", "", "x"]
