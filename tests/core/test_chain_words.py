"""What is said of a chain, of each of its terms, and where the MLS counts otherwise."""

import pytest

from callsheet.core.chain import chain_of
from callsheet.core.chain_words import mls_says, said, term_line
from tests.core.chains import BELL, HOLM, THREE_TRIES, TODAY, a_listing, a_sale


def the_leg(*listings):
    return chain_of(listings, TODAY).legs[-1]


def test_a_chain_in_one_sentence():
    assert said(the_leg(*THREE_TRIES), TODAY) == (
        "Tried three times in 14 months with two agents, $489,900 down to $439,900; 211 days on the market in all."
    )


SOON = {"standard_status": "Coming Soon", "began": "2026-12-01", "ended": None}


@pytest.mark.parametrize(
    ("listings", "sentence"),
    [
        ([a_listing()], "Tried once in 3 months with one agent, $489,900 down to $459,900; 100 days on the market."),
        (
            [a_listing(agent="", office="", list_price=None, original_list_price=None, ended=None)],
            "Tried once; for how many days is not in your files.",
        ),
        (
            [a_listing(agent=""), a_listing(2, "2026-01-20", None, agent="", office=HOLM, original_list_price=459_900)],
            "Tried twice with two offices, $489,900 down to $459,900; at least 100 days on the market in all.",
        ),
        (
            [a_listing(list_price=489_900), a_listing(2, "2026-01-08", "2026-01-18", list_price=489_900)],
            "Tried twice in 4 months with one agent, at $489,900 each time; 110 days on the market in all.",
        ),
        (
            [a_listing(days_on_market=100, cumulative_days_on_market=330, list_price=495_000)],
            "Tried at least twice with one agent, $489,900 up to $495,000; 100 days on the market.",
        ),
        (
            [a_listing(), a_sale(2, "2026-02-01", "2026-02-21", "2026-04-01", agent=BELL, list_price=440_000)],
            "Sold at the second try in 6 months with two agents, $489,900 down to $440,000; "
            "120 days on the market in all.",
        ),
        ([a_sale(1, "2026-02-01", "2026-02-21", "2026-04-01")], "Sold at the first try in 59 days with one agent, "),
        ([a_listing(1, **SOON)], "Not on the market yet, $489,900 down to $459,900; 0 days on the market."),
        ([a_listing(1, "2020-01-01", "2020-03-01"), a_listing(2)], "Tried twice in 6 years with one agent, "),
    ],
    ids=range(9),
)
def test_each_kind_of_chain(listings, sentence):
    found = said(the_leg(*listings), TODAY)
    assert found.startswith(sentence) if sentence.endswith(", ") else found == sentence


@pytest.mark.parametrize(
    ("dom", "cdom", "told"),
    [
        (31, None, ""),
        (31, 211, ""),
        (31, 214, ""),
        (31, 31, "The MLS itself counts 31 days in all: it began anew with the newest listing."),
        (31, 260, "The MLS itself counts 260 days in all; your files show 211."),
    ],
)
def test_where_the_mls_counts_otherwise_both_are_said(dom, cdom, told):
    third = a_listing(3, "2026-10-20", "2026-11-20", days_on_market=dom, cumulative_days_on_market=cdom)
    assert mls_says(the_leg(*THREE_TRIES[:2], third)) == told


def test_a_counter_that_knows_more_than_the_files_means_an_earlier_listing():
    leg = the_leg(a_listing(days_on_market=100, cumulative_days_on_market=230))
    assert mls_says(leg) == "The MLS itself counts 230 days in all: an earlier listing is not in your files."


def test_a_least_and_the_mls_counter():
    leg = the_leg(a_listing(1, "2025-09-20", None, cumulative_days_on_market=99))
    assert mls_says(leg) == "The MLS itself counts 99 days in all; your files show at least 0."


def test_a_term_in_one_line():
    one, two, three = (term_line(term, TODAY) for term in the_leg(*THREE_TRIES).terms)
    assert one == (
        "Listed Sep 20, 2025, at $489,900, Agnes Doyle, Tern & Tide; expired Dec 29, 2025 at $459,900 after 100 days."
    )
    assert two.startswith("Listed again by the same agent Jan 12, at $459,900")
    assert three.startswith("Listed again by another agent Oct 20, at $444,900, Marcus Bell, Holm Realty; expired")


def test_a_lease_a_sale_and_a_second_mls_in_a_line():
    lease = a_listing(2, "2025-10-01", None, is_lease=True, standard_status="Active", as_of=TODAY, list_price=2_400,
                      original_list_price=None, agent="")  # fmt: skip
    chain = chain_of([a_sale(1, "2024-01-01", "2024-02-01", "2024-03-15"), lease], TODAY)
    sale, rent = (term_line(term, TODAY) for term in chain.terms)
    assert sale.endswith("; sold Mar 15, 2024 at $400,000 after 31 days.")
    assert rent == "Offered for rent Oct 1, 2025, at $2,400, Tern & Tide; on the market, 419 days so far."
    (twice,) = the_leg(a_listing(1), a_listing(2, source="Bay MLS")).terms
    assert " Counted once, though " in term_line(twice, TODAY)
