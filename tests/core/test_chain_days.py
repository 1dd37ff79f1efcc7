"""Days on the market of one listing: which statuses count, what history and the MLS's counter add, what is known."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callsheet.core.chain_days import Change, length, minus, on_market
from tests.core.chains import TODAY, a_listing, a_sale, changes, day


def days_of(listed, today=TODAY) -> tuple[int, bool]:
    found = on_market(listed, today)
    return found.days, found.exact


def test_an_expired_listing_counts_from_its_first_day_to_its_last():
    assert days_of(a_listing(began="2026-03-11", ended="2026-11-22")) == (256, True)


@pytest.mark.parametrize("status", ["Active", "Active Under Contract"])
def test_on_the_market_days_count_up_to_today(status):
    listed = a_listing(began="2026-11-01", ended=None, standard_status=status)
    assert days_of(listed) == (23, True)
    assert on_market(listed, TODAY).ended is None


@pytest.mark.parametrize("status", ["Pending", "Withdrawn", "Hold", "Canceled"])
def test_off_the_market_days_do_not_count(status):
    assert days_of(a_listing(began="2026-09-01", ended="2026-10-01", standard_status=status)) == (30, True)


def test_a_home_that_is_coming_soon_was_not_on_the_market_yet():
    assert days_of(a_listing(began="2026-11-20", ended=None, standard_status="Coming Soon")) == (0, True)


def test_withdrawn_weeks_in_between_are_left_out():
    history = changes(("2026-04-01", "Active", "Withdrawn"), ("2026-05-01", "Withdrawn", "Active"))
    listed = a_listing(began="2026-03-02", ended="2026-06-01", statuses=history)
    assert days_of(listed) == (30 + 31, True)
    whole = (*history, Change(date(2026, 6, 3), "Active", "Expired"))
    assert days_of(a_listing(began="2026-03-02", ended="2026-06-01", statuses=whole)) == (30 + 31, True)


def test_under_contract_still_counts_and_pending_does_not():
    history = changes(
        ("2026-04-01", "Active", "Active Under Contract"),
        ("2026-04-11", "Active Under Contract", "Pending"),
        ("2026-05-11", "Pending", "Active"),
        ("2026-06-01", "Active", "Expired"),
    )
    assert days_of(a_listing(began="2026-03-02", ended="2026-06-01", statuses=history)) == (40 + 21, True)


def test_a_sale_counts_to_its_contract_and_not_to_its_closing():
    assert days_of(a_sale(1, "2026-01-01", "2026-02-01", "2026-03-15")) == (31, True)
    assert days_of(a_sale(1, "2026-01-01", "2026-03-15", "2026-03-15", days_on_market=31)) == (31, True)
    told = changes(("2026-02-01", "Active", "Pending"), ("2026-03-15", "Pending", "Closed"))
    assert days_of(a_sale(1, "2026-01-01", "2026-03-15", "2026-03-15", statuses=told)) == (31, True)


def test_a_sale_with_nothing_but_its_closing_proves_no_days():
    assert days_of(a_sale(1, "2026-01-01", "2026-03-15", "2026-03-15")) == (0, False)


def test_a_sale_entered_after_the_fact_began_no_later_than_it_closed():
    found = on_market(a_sale(1, "2026-06-01", "2026-06-01", "2026-03-15", days_on_market=0), TODAY)
    assert (found.began, found.days) == (date(2026, 3, 15), 0)


def test_days_the_mls_does_not_count_are_taken_off_and_its_last_day_is_added():
    assert days_of(a_listing(days_on_market=80)) == (80, True)
    assert days_of(a_listing(days_on_market=101)) == (101, True)
    assert days_of(a_listing(days_on_market=400)) == (100, True), "a counter that counts something else"


def test_the_counter_of_an_active_row_goes_on_with_the_days_since_it_was_read():
    listed = a_listing(began="2026-10-01", ended=None, standard_status="Active", as_of=date(2026, 11, 20))
    assert days_of(listed) == (54, True)
    assert days_of(a_listing(began="2026-10-01", ended=None, standard_status="Active", as_of=date(2026, 11, 20),
                             days_on_market=40)) == (44, True)  # fmt: skip


def test_an_active_row_no_file_refreshed_is_on_the_market_at_least_until_then():
    old = {"standard_status": "Active", "as_of": date(2026, 9, 1)}
    assert days_of(a_listing(began="2026-08-02", ended=None, **old)) == (30, False)


def test_an_active_row_whose_contract_ended_counts_to_its_end():
    listed = a_listing(began="2026-08-02", ended=None, standard_status="Active", expiration_date=date(2026, 11, 10))
    assert days_of(listed) == (100, True)


def test_without_a_last_day_the_counter_or_the_contract_tells():
    assert days_of(a_listing(ended=None, days_on_market=77)) == (77, True)
    assert days_of(a_listing(ended=None, expiration_date=day("2025-12-29"))) == (100, True)


def test_without_either_the_days_seen_on_the_market_are_the_least():
    assert days_of(a_listing(began="2026-03-01", ended=None)) == (0, False)
    seen = changes(("2026-05-01", "Withdrawn", "Active"))
    assert days_of(a_listing(began="2026-03-01", ended=None, statuses=seen)) == (0, False)


def test_the_change_to_an_end_without_a_date_ends_it():
    told = changes(("2026-05-01", "Active", "Expired"))
    assert days_of(a_listing(began="2026-03-02", ended=None, statuses=told)) == (60, True)


def test_a_listing_that_was_off_the_market_in_every_file_left_it_before_the_first_of_them():
    later = changes(("2026-06-01", "Withdrawn", "Expired"))
    listed = {"began": "2026-01-01", "statuses": later, "seen_on": date(2026, 3, 1)}
    assert days_of(a_listing(ended="2026-06-01", **listed)) == (0, False)
    assert days_of(a_listing(ended="2026-06-01", days_on_market=45, **listed)) == (45, True)
    assert days_of(a_listing(ended="2026-02-15", **listed)) == (45, True)


def test_without_a_first_day_it_begins_with_the_counter_or_with_the_first_file():
    assert on_market(a_listing(began=None, days_on_market=100), TODAY).began == date(2025, 9, 20)
    assert days_of(a_listing(began=None, days_on_market=100)) == (100, True)
    seen = on_market(a_listing(began=None, seen_on=date(2025, 11, 29)), TODAY)
    assert (seen.began, seen.days, seen.began_known, seen.exact) == (date(2025, 11, 29), 30, False, False)


@given(
    st.lists(st.tuples(st.integers(1, 200), st.integers(1, 60)), max_size=5), st.integers(1, 250), st.integers(1, 60)
)
def test_days_taken_away_are_gone_and_no_others(taken, start, size):
    spans = [(date.fromordinal(700_000 + a), date.fromordinal(700_000 + a + b)) for a, b in taken]
    span = (date.fromordinal(700_000 + start), date.fromordinal(700_000 + start + size))
    left = {n for a, b in minus(span, spans) for n in range(a.toordinal(), b.toordinal())}
    gone = {n for a, b in spans for n in range(a.toordinal(), b.toordinal())}
    assert left == set(range(span[0].toordinal(), span[1].toordinal())) - gone
    assert length(minus(span, spans)) == len(left)
