"""The invented county as values: the same every time, plausible, and nobody's real home or number."""

import csv
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest

from callsheet.sample.households import AREA_CODES, CALLER_NUMBER, NOT_LOADED, SEVERAL_HOMES
from callsheet.sample.market import build_market
from callsheet.sample.stories import SHARES, STORIES

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def market():
    return build_market(TODAY)


@pytest.fixture(scope="module")
def now_of(market):
    """Home -> the statuses its terms have today, oldest term first."""
    statuses = {}
    for term in market.terms:
        statuses.setdefault(term.home, []).append(term.changes[-1].status)
    return statuses


def lines_of(market):
    return [line for household in market.households for line in household.lines]


def test_the_same_day_gives_the_same_county(market):
    assert build_market(TODAY) == market


def test_dates_move_with_the_day(market):
    later = build_market(TODAY + timedelta(days=100))
    assert [home.one_line for home in later.homes] == [home.one_line for home in market.homes]
    assert later.terms[0].listed_on - market.terms[0].listed_on == timedelta(days=100)


def test_about_two_thousand_homes_with_eighteen_months_of_listings(market):
    assert len(market.homes) == 2_000
    assert len(market.terms) > 1_200
    assert min(term.listed_on for term in market.terms) < TODAY - timedelta(days=540)
    assert max(change.on for term in market.terms for change in term.changes) <= TODAY


def test_no_two_homes_share_an_address(market):
    addresses = Counter((home.number, home.street, home.unit, home.town.postal_code) for home in market.homes)
    assert addresses.most_common(1)[0][1] == 1


def test_every_kind_of_home_and_of_story_is_there(market):
    assert {home.kind for home in market.homes} == {"Detached", "Townhouse", "Condo", "Duplex", "Half"}
    assert any("1/2" in home.number for home in market.homes)
    assert {home.unit for home in market.homes if home.kind == "Duplex"} == {"A", "B"}
    assert set(market.stories) == set(STORIES) == {*SHARES, "quiet"}


def test_a_small_county_lacks_nothing():
    small = build_market(TODAY, size=10)
    assert set(small.stories) == set(SHARES)
    assert len(small.homes) == sum(least for _, least in SHARES.values())


def test_statuses_of_today(market):
    statuses = Counter(term.changes[-1].status for term in market.terms)
    assert {
        "Active",
        "Active Under Contract",
        "Canceled",
        "Closed",
        "Coming Soon",
        "Expired",
        "Hold",
        "Pending",
        "Withdrawn",
    } == set(statuses)


def test_changes_of_a_term_run_forward(market):
    for term in market.terms:
        assert all(one.on <= other.on for one, other in pairwise(term.changes))
        assert all(change.price > 0 for change in term.changes)


def test_prices_are_cut_and_never_raised_while_it_is_for_sale(market):
    asked = [[change.price for change in term.changes if change.status == "Active"] for term in market.terms]
    assert all(prices == sorted(prices, reverse=True) for prices in asked)
    assert sum(len(prices) > 2 for prices in asked) > 200


def test_terms_of_one_home_do_not_overlap_but_with_a_lease(market):
    by_home = {}
    for term in market.terms:
        by_home.setdefault(term.home, []).append(term)
    for terms in by_home.values():
        for one, other in pairwise(terms):
            assert one.changes[-1].on <= other.listed_on


def test_homes_come_back_with_the_same_and_another_broker_and_elsewhere(market):
    again = {}
    for home, story in zip(market.homes, market.stories, strict=True):
        if story.startswith("relisted"):
            again.setdefault(story, []).append([term for term in market.terms if term.home == home])
    same, other, elsewhere = again["relisted_same"], again["relisted_other"], again["relisted_elsewhere"]
    assert all(first.agent == second.agent for first, second in same)
    assert all(first.office != second.office for first, second in other)
    assert all((first.mls, second.mls) == ("alder", "point") for first, second in elsewhere)


def test_some_came_off_since_yesterday_morning(market):
    new = [term for term in market.terms if term.changes[-1].on >= TODAY - timedelta(days=2)]
    over = [term for term in new if term.changes[-1].status in {"Expired", "Canceled"} and not term.is_lease]
    assert len(over) >= 25


def test_presumed_expired_are_active_after_their_contract(market):
    presumed = [
        term
        for term in market.terms
        if term.changes[-1].status == "Active" and term.expires_on < TODAY and not term.is_lease
    ]
    assert len(presumed) == market.stories.count("presumed")


def test_numbers_are_those_reserved_for_fiction(market):
    for line in lines_of(market):
        assert line.number[:3] in AREA_CODES
        assert line.number[3:8] == "55501"


def test_no_number_belongs_to_two_owners(market):
    owners = {}
    for household in market.households:
        for line in household.lines:
            owners.setdefault(line.number, set()).add((household.first, household.last))
    assert max(len(names) for names in owners.values()) == 1
    assert CALLER_NUMBER not in owners


def test_some_owners_have_no_number_and_some_several(market):
    counts = Counter(len(household.lines) for household in market.households)
    assert {0, 1, 2, 3} == set(counts)


def test_one_owner_has_several_homes_and_the_same_numbers_at_each(market):
    hers = [household for household in market.households if (household.first, household.last) == SEVERAL_HOMES]
    assert len(hers) == 3
    assert hers[0].lines and len({household.lines for household in hers}) == 1


def test_the_registry_lists_some_and_the_vendor_knows_most_of_them(market):
    lines, listed = lines_of(market), set(market.listed_numbers)
    share = sum(line.number in listed for line in lines) / len(lines)
    assert 0.1 < share < 0.3
    flagged = [line for line in lines if line.vendor_listed]
    assert flagged and any(line.number not in listed for line in flagged)
    assert any(line.number in listed and not line.vendor_listed for line in lines)


def test_one_area_code_has_no_copy_and_few_numbers(market):
    assert 0 < sum(line.number.startswith(NOT_LOADED) for line in lines_of(market)) <= 30


def test_owners_are_people_couples_companies_estates_and_live_elsewhere_too(market):
    names = " | ".join(household.last for household in market.households)
    assert all(part in names for part in ("LLC", "Estate of", "Revocable Trust", "Savings Bank", "Homes Inc"))
    assert any(household.second_first for household in market.households)
    assert len({household.away[2] for household in market.households if household.away}) >= 5


def test_listing_numbers_are_never_given_twice(market):
    names = [(term.mls, name) for name, term in zip(market.listing_ids, market.terms, strict=True)]
    assert len(set(names)) == len(names)


def test_no_home_is_a_real_one(market, shared):
    """The towns are invented and their ZIPs are not: no house number and street of ours may stand in a real export."""
    real = set()
    for path in shared.glob("data/mls-bright-maryland/*.csv"):
        with path.open(newline="", encoding="utf-8-sig") as file:
            real |= {
                (row["StreetNumber"].upper(), row["StreetName"].upper().strip(), row["Zip Code"][:5])
                for row in csv.DictReader(file)
            }
    invented = set()
    for home in market.homes:
        words = home.street.upper().split()
        invented |= {(home.number, " ".join(words[:end]), home.town.postal_code) for end in range(1, len(words) + 1)}
    assert len(real) > 10_000
    assert not real & invented
