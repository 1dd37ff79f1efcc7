"""The chain of a home: tries told apart, counted once, reset by a closing or another owner."""

from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callsheet.core.chain import chain_of
from tests.core.chains import BELL, DOYLE, HOLM, TERN, THREE_TRIES, TODAY, a_listing, a_sale, day


def kinds(*listings, owner_since=None) -> dict[int, str | None]:
    chain = chain_of(listings, TODAY, owner_since)
    return {one.pk: chain.kind_of(one.pk) for one in listings}


def test_three_tries_with_two_agents_in_any_order():
    for listings in permutations(THREE_TRIES):
        (leg,) = chain_of(listings, TODAY).legs
        assert [term.kind for term in leg.terms] == ["first", "same_agent", "another_agent"]
        assert (leg.tries, leg.unsold, leg.days, leg.exact) == (3, 3, 211, True)
        assert (leg.agents, leg.offices) == ((DOYLE, BELL), (TERN, HOLM))
        assert (leg.first_ask, leg.last_ask, leg.cut_percent) == (489_900, 439_900, 10.2)


def test_nothing_for_sale_is_no_leg():
    assert chain_of([], TODAY).legs == ()
    assert chain_of([], TODAY).leg_of(1) is None
    assert kinds(a_listing(1, standard_status="Incomplete"), a_listing(2, standard_status="Delete")) == {
        1: None,
        2: None,
    }


@pytest.mark.parametrize(
    ("agent", "office", "kind"),
    [
        ("Doyle, Agnes", TERN, "same_agent"),
        ("AGNES DOYLE", "", "same_agent"),
        (DOYLE, HOLM, "same_agent"),
        (BELL, TERN, "another_agent"),
        ("", HOLM, "another_agent"),
        ("", "TERN AND TIDE, INC.", "relisted"),
        ("", "", "relisted"),
    ],
)
def test_a_relisting_is_with_the_same_agent_or_with_another(agent, office, kind):
    again = a_listing(2, "2026-02-01", "2026-03-01", agent=agent, office=office)
    assert kinds(a_listing(1), again) == {1: "first", 2: kind}


def test_who_tried_is_told_only_when_all_of_them_are_known():
    again = a_listing(2, "2026-02-01", "2026-03-01", agent="", office="TERN & TIDE INC")
    (leg,) = chain_of([a_listing(1), again], TODAY).legs
    assert (leg.agents, leg.offices) == ((), (TERN,))


# ---- one term in two MLSs


@pytest.mark.parametrize(
    ("other", "kind"),
    [
        ({"began": "2025-10-20"}, "second_mls"),
        ({"began": "2025-10-21"}, "same_agent"),
        ({"began": "2025-09-22", "office": ""}, "second_mls"),
        ({"began": "2025-09-22", "office": HOLM, "list_price": 1, "original_list_price": 2}, "same_agent"),
        ({"began": "2025-09-22", "office": "", "list_price": 1, "original_list_price": 2}, "same_agent"),
        ({"began": None, "ended": "2026-01-10", "seen_on": day("2026-01-11")}, "second_mls"),
        ({"began": None, "ended": "2026-03-10", "seen_on": day("2026-03-11")}, "same_agent"),
    ],
)
def test_one_brokers_term_in_a_second_mls_is_counted_once(other, kind):
    fields = {"ended": "2025-12-29"} | other
    second = a_listing(2, source="Bay MLS", **fields)
    found = kinds(a_listing(1), second)
    assert set(found.values()) == {"first", kind}


def test_the_listing_that_was_read_first_carries_the_term():
    early, late = a_listing(1, seen_on=day("2025-10-01")), a_listing(2, source="Bay MLS", seen_on=day("2025-09-30"))
    assert kinds(early, late) == {1: "second_mls", 2: "first"}


def test_its_days_and_its_try_are_counted_once():
    second = a_listing(2, "2025-09-25", "2026-01-03", source="Bay MLS")
    (leg,) = chain_of([a_listing(1), second], TODAY).legs
    assert (leg.tries, leg.days) == (1, 105)
    assert {one.source for one in leg.terms[0].listings} == {"Alder County MLS", "Bay MLS"}


def test_two_terms_that_overlap_count_each_day_once():
    second = a_listing(2, "2025-12-19", "2026-01-28", agent=BELL, office=HOLM)
    (leg,) = chain_of([a_listing(1), second], TODAY).legs
    assert [term.days for term in leg.terms] == [100, 30]
    assert leg.days == 130


def test_a_home_entered_twice_on_one_day_is_one_term_and_a_new_number_later_is_another():
    assert kinds(a_listing(1), a_listing(2)) == {1: "first", 2: "second_mls"}
    assert kinds(a_listing(1), a_listing(2, "2025-10-05")) == {1: "first", 2: "same_agent"}
    assert kinds(a_listing(1), a_listing(2, office=HOLM, agent=BELL)) == {1: "first", 2: "another_agent"}


def test_one_sale_in_two_mlss_is_one():
    one, other = a_sale(1, "2024-01-01", "2024-02-01", "2024-03-15"), a_sale(2, "2024-03-10", None, "2024-03-18")
    assert len(chain_of([one, other], TODAY).legs) == 1
    flipped = a_sale(2, "2024-03-16", None, "2024-03-18", close_price=520_000)
    assert kinds(one, flipped) == {1: "first", 2: "resale"}


# ---- another owner


def test_a_closing_resets_the_days_and_the_tries():
    before = a_listing(1, "2018-01-01", "2018-04-01"), a_sale(2, "2018-05-01", "2018-05-21", "2018-07-01")
    chain = chain_of([*before, *THREE_TRIES[:0], a_listing(3)], TODAY)
    assert [[term.kind for term in leg.terms] for leg in chain.legs] == [["first", "same_agent"], ["resale"]]
    assert [(leg.tries, leg.days) for leg in chain.legs] == [(2, 110), (1, 100)]
    assert chain.leg_of(1) == chain.legs[0]
    assert chain.leg_of(3) == chain.leg_of(99) == chain.legs[1]


def test_a_home_listed_on_the_day_it_was_bought_is_a_resale():
    assert kinds(a_sale(1, "2025-01-01", "2025-02-01", "2025-09-20"), a_listing(2)) == {1: "first", 2: "resale"}


def test_the_next_sale_is_a_resale_though_it_was_listed_before_the_first_had_closed():
    first = a_sale(1, "2025-01-01", "2025-02-01", "2025-03-15")
    early = a_sale(2, "2025-03-01", "2025-05-01", "2025-06-15", agent=BELL, office=HOLM)
    assert kinds(first, early) == {1: "first", 2: "resale"}


def test_a_deed_between_two_terms_means_a_new_owner():
    later = a_listing(2, "2026-05-01", "2026-06-01")
    assert kinds(a_listing(1), later, owner_since=day("2026-02-01")) == {1: "first", 2: "new_owner"}
    assert chain_of([a_listing(1), later], TODAY, day("2026-02-01")).leg_of(2).days == 31


@pytest.mark.parametrize("since", ["2009-05-01", "2025-10-15", "2026-05-15", "2026-11-01"])
def test_a_deed_before_after_or_within_a_term_changes_nothing(since):
    listings = a_listing(1), a_listing(2, "2026-05-01", "2026-06-01")
    assert kinds(*listings, owner_since=day(since)) == {1: "first", 2: "same_agent"}


def test_the_deed_of_a_closing_is_not_a_second_sale():
    sale, quick = a_sale(1, "2025-01-01", "2025-02-01", "2025-03-01"), a_listing(2, "2025-03-05", "2025-03-20")
    later = a_listing(3, "2025-06-01", "2025-07-01")
    assert kinds(sale, quick, later, owner_since=day("2025-04-10")) == {1: "first", 2: "resale", 3: "same_agent"}
    assert kinds(sale, quick, later, owner_since=day("2025-05-31")) == {1: "first", 2: "resale", 3: "new_owner"}


# ---- leases


def test_a_lease_beside_the_sale_is_no_try():
    lease = a_listing(2, "2025-10-01", "2025-11-01", is_lease=True, list_price=2_400, standard_status="Closed")
    chain = chain_of([a_listing(1), lease, a_listing(3, "2026-01-05", "2026-02-01")], TODAY)
    assert [term.kind for term in chain.terms] == ["first", "lease", "same_agent"]
    assert (len(chain.legs), chain.legs[0].tries, chain.legs[0].days) == (1, 2, 127)


# ---- what is not known


def test_a_term_without_its_days_makes_the_sum_a_least():
    (leg,) = chain_of([a_listing(1), a_listing(2, "2026-02-01", None)], TODAY).legs
    assert (leg.days, leg.exact) == (100, False)


def test_a_home_coming_soon_is_not_a_try_yet():
    soon = a_listing(2, "2026-11-20", None, standard_status="Coming Soon")
    (leg,) = chain_of([a_listing(1), soon], TODAY).legs
    assert (leg.tries, leg.days, leg.exact, len(leg.terms)) == (1, 100, True, 2)


@pytest.mark.parametrize(("cumulative", "missing"), [(100, False), (102, False), (103, True), (None, False)])
def test_the_mls_counts_days_of_a_listing_no_file_has(cumulative, missing):
    (leg,) = chain_of([a_listing(1, days_on_market=100, cumulative_days_on_market=cumulative)], TODAY).legs
    assert (leg.mls_days, leg.missing) == (cumulative, missing)


def test_the_mls_counter_of_an_active_listing_goes_on():
    listed = a_listing(1, "2026-11-01", None, standard_status="Active", as_of=date(2026, 11, 20),
                       days_on_market=19, cumulative_days_on_market=119)  # fmt: skip
    assert chain_of([listed], TODAY).legs[0].mls_days == 123


def test_prices_nobody_knows_cut_nothing():
    (leg,) = chain_of([a_listing(1, list_price=None, original_list_price=None)], TODAY).legs
    assert (leg.first_ask, leg.last_ask, leg.cut_percent) == (None, None, 0.0)


# ---- whatever the listings are

terms = st.lists(
    st.builds(
        lambda start, size, status, source, lease: (start, size, status, source, lease),
        st.integers(0, 3_000),
        st.integers(0, 400),
        st.sampled_from(["Expired", "Canceled", "Withdrawn", "Closed", "Active", "Pending", ""]),
        st.sampled_from(["Alder County MLS", "Bay MLS"]),
        st.booleans(),
    ),
    max_size=8,
)


@given(terms)
def test_every_listing_has_one_place_and_no_leg_more_days_than_its_calendar(given_terms):
    first = date(2018, 1, 1)
    listings = []
    for pk, (start, size, status, source, lease) in enumerate(given_terms):
        began, ended = first + timedelta(days=start), first + timedelta(days=start + size)
        close = {"close_date": ended, "days_on_market": size // 2} if status == "Closed" else {}
        listings.append(a_listing(pk, began.isoformat(), ended.isoformat(), standard_status=status, source=source,
                                  is_lease=lease, **close))  # fmt: skip
    chain = chain_of(listings, TODAY)
    placed = [one.pk for term in chain.terms for one in term.listings]
    assert sorted(placed) == [one.pk for one in listings]
    assert all(chain.kind_of(one.pk) == "lease" for one in listings if one.is_lease)
    for leg in chain.legs:
        ends = [term.ended or TODAY for term in leg.terms]
        assert 0 <= leg.days <= (max([*ends, TODAY]) - leg.terms[0].began).days + len(leg.terms)
        assert leg.terms[0].kind in ("first", "resale", "new_owner")
