"""A table of homes: what is known of each, and what the verdict on it must be."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callsheet.core.offmarket import ListingFacts, judge

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 11, tzinfo=UTC)
ALDER, BAY = "Alder County MLS", "Bay MLS"
_numbers = iter(range(1, 10_000))


def a_listing(standard_status: str, **given) -> ListingFacts:
    """A sale listing in the Alder County MLS, on the market since Mar 11, that has its present status since today."""
    number = next(_numbers)
    fields = {
        "pk": number,
        "source": ALDER,
        "listing_id": f"AL{number}",
        "is_lease": False,
        "on_market_date": date(2026, 3, 11),
        "off_market_date": None,
        "expiration_date": None,
        "close_date": None,
        "status_at": NOW,
        "as_of": NOW,
        "list_office_name": "Tern & Tide",
    }
    return ListingFacts(standard_status=standard_status, **(fields | given))


EXPIRED = a_listing("Expired", off_market_date=date(2026, 11, 22))

CASES = [
    (
        "expired",
        [EXPIRED],
        "off_market",
        "Expired on Nov 22 (Alder County MLS).",
    ),
    (
        "canceled",
        [a_listing("Canceled", off_market_date=date(2026, 11, 23), expiration_date=date(2027, 1, 31))],
        "off_market",
        "Canceled on Nov 23 (Alder County MLS).",
    ),
    (
        "expired, only the end of the contract is given",
        [a_listing("Expired", expiration_date=date(2026, 11, 20))],
        "off_market",
        "Expired on Nov 20 (Alder County MLS).",
    ),
    (
        "expired without any date",
        [a_listing("Expired", on_market_date=None)],
        "off_market",
        "Expired, date unknown (Alder County MLS).",
    ),
    (
        "expired in an earlier year",
        [a_listing("Expired", off_market_date=date(2024, 5, 3))],
        "off_market",
        "Expired on May 3, 2024 (Alder County MLS).",
    ),
    (
        "withdrawn",
        [a_listing("Withdrawn", expiration_date=date(2027, 1, 31))],
        "withdrawn",
        "Withdrawn, still under contract with Tern & Tide until Jan 31, 2027.",
    ),
    (
        "withdrawn, and the contract has run out",
        [a_listing("Withdrawn", expiration_date=date(2026, 10, 31), off_market_date=date(2026, 9, 1))],
        "withdrawn",
        "Withdrawn; the contract with Tern & Tide ran until Oct 31, which no file confirms yet.",
    ),
    (
        "on hold",
        [a_listing("Hold", list_office_name="")],
        "withdrawn",
        "On hold, still under contract with the listing broker.",
    ),
    (
        "active",
        [a_listing("Active", expiration_date=date(2026, 12, 31))],
        "on_market",
        "On the market: Active (Alder County MLS).",
    ),
    (
        "active on the last day of the contract",
        [a_listing("Active", expiration_date=TODAY)],
        "on_market",
        "On the market: Active (Alder County MLS).",
    ),
    (
        "active past its contract",
        [a_listing("Active", expiration_date=date(2026, 11, 22))],
        "presumed_expired",
        "Presumed expired: the contract ended on Nov 22, but the newest Alder County MLS row still says Active.",
    ),
    (
        "pending past its contract is still sold to somebody",
        [a_listing("Pending", expiration_date=date(2026, 11, 22))],
        "on_market",
        "On the market: Pending (Alder County MLS).",
    ),
    (
        "listed again by another office in another MLS",
        [EXPIRED, a_listing("Active", source=BAY, on_market_date=date(2026, 11, 23), list_office_name="Heron Homes")],
        "relisted",
        "Listed again on Nov 23 with another office (Bay MLS).",
    ),
    (
        "listed again by the same office",
        [EXPIRED, a_listing("Active", on_market_date=date(2026, 11, 23), list_office_name="TERN & TIDE ")],
        "relisted",
        "Listed again on Nov 23 with the same office (Alder County MLS).",
    ),
    (
        "listed again, and under contract already",
        [EXPIRED, a_listing("Active Under Contract", on_market_date=date(2026, 11, 22), list_office_name="")],
        "relisted",
        "Listed again on Nov 22 (Alder County MLS), now Active Under Contract.",
    ),
    (
        "coming soon",
        [EXPIRED, a_listing("Coming Soon", on_market_date=None, list_office_name="")],
        "relisted",
        "Coming soon again on Nov 24 (Alder County MLS).",
    ),
    (
        "the same term in two MLSs, one of them still active",
        [EXPIRED, a_listing("Active", source=BAY, on_market_date=date(2026, 3, 13))],
        "on_market",
        "On the market: Active (Bay MLS), though Alder County MLS has it as Expired.",
    ),
    (
        "a new term that began before the old row was taken down",
        [EXPIRED, a_listing("Active", on_market_date=date(2026, 10, 2), list_office_name="")],
        "relisted",
        "Listed again on Oct 2 (Alder County MLS).",
    ),
    (
        "the same term in two MLSs, over in both though one row is old",
        [EXPIRED, a_listing("Active", source=BAY, expiration_date=date(2026, 11, 22))],
        "off_market",
        "Expired on Nov 22 (Alder County MLS).",
    ),
    (
        "listed again, and that contract has run out unseen",
        [
            a_listing("Expired", off_market_date=date(2026, 2, 1), on_market_date=date(2025, 8, 1)),
            a_listing("Active", on_market_date=date(2026, 3, 1), expiration_date=date(2026, 11, 1)),
        ],
        "presumed_expired",
        "Presumed expired: the contract ended on Nov 1, but the newest Alder County MLS row still says Active.",
    ),
    (
        "sold since the expiry",
        [EXPIRED, a_listing("Closed", close_date=date(2026, 11, 23), source=BAY)],
        "closed",
        "Sold on Nov 23 (Bay MLS).",
    ),
    (
        "sold during the very term that another MLS lets expire",
        [EXPIRED, a_listing("Closed", close_date=date(2026, 6, 5), source=BAY)],
        "closed",
        "Sold on Jun 5 (Bay MLS).",
    ),
    (
        "bought last year, tried in vain since",
        [EXPIRED, a_listing("Closed", on_market_date=date(2025, 1, 9), close_date=date(2025, 4, 2))],
        "off_market",
        "Expired on Nov 22 (Alder County MLS).",
    ),
    (
        "sold before, on a day no file gives",
        [EXPIRED, a_listing("Closed", on_market_date=date(2024, 1, 9))],
        "off_market",
        "Expired on Nov 22 (Alder County MLS).",
    ),
    (
        "an expiry before the sale is nothing",
        [a_listing("Expired", off_market_date=date(2023, 5, 1)), a_listing("Closed", close_date=date(2024, 2, 1))],
        "closed",
        "Sold on Feb 1, 2024 (Alder County MLS).",
    ),
    (
        "withdrawn from the next broker",
        [EXPIRED, a_listing("Withdrawn", on_market_date=date(2026, 11, 23), off_market_date=date(2026, 11, 24))],
        "withdrawn",
        "Withdrawn, still under contract with Tern & Tide.",
    ),
    (
        "withdrawn long before the expiry of a later term",
        [EXPIRED, a_listing("Withdrawn", on_market_date=date(2024, 1, 1), off_market_date=date(2024, 6, 1))],
        "off_market",
        "Expired on Nov 22 (Alder County MLS).",
    ),
    (
        "withdrawn before, but that contract still runs",
        [EXPIRED, a_listing("Withdrawn", off_market_date=date(2026, 9, 1), expiration_date=date(2026, 12, 31))],
        "withdrawn",
        "Withdrawn, still under contract with Tern & Tide until Dec 31.",
    ),
    (
        "two expiries: the newest counts",
        [EXPIRED, a_listing("Canceled", off_market_date=date(2026, 1, 9), on_market_date=date(2025, 6, 1))],
        "off_market",
        "Expired on Nov 22 (Alder County MLS).",
    ),
    (
        "a status word nobody has explained",
        [a_listing("", listing_id="AL77")],
        "unknown",
        "Alder County MLS gives listing AL77 a status nobody has explained yet.",
    ),
    (
        "a status word nobody has explained, of an earlier term",
        [EXPIRED, a_listing("", on_market_date=date(2024, 1, 1), off_market_date=date(2024, 2, 1))],
        "off_market",
        "Expired on Nov 22 (Alder County MLS).",
    ),
    (
        "a row that its MLS took back",
        [EXPIRED, a_listing("Delete"), a_listing("Incomplete")],
        "off_market",
        "Expired on Nov 22 (Alder County MLS).",
    ),
    (
        "an active row of two years ago that no file has touched since",
        [
            EXPIRED,
            a_listing("Active", on_market_date=date(2024, 5, 1), as_of=datetime(2024, 6, 1, tzinfo=UTC)),
        ],
        "off_market",
        "Expired on Nov 22 (Alder County MLS).",
    ),
    (
        "only a lease expired",
        [replace(EXPIRED, is_lease=True)],
        "none",
        "No sale listing of this home is known.",
    ),
    (
        "expired, and offered for rent now",
        [EXPIRED, a_listing("Active", is_lease=True, source=BAY)],
        "off_market",
        "Expired on Nov 22 (Alder County MLS); it is offered for rent (Bay MLS).",
    ),
    ("nothing known", [], "none", "No sale listing of this home is known."),
]


@pytest.mark.parametrize(("listings", "kind", "because"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_verdict_on_a_home(listings, kind, because):
    verdict = judge(listings, TODAY)
    assert (verdict.kind, verdict.because) == (kind, because)


@pytest.mark.parametrize("listings", [case[1] for case in CASES], ids=[case[0] for case in CASES])
def test_the_order_of_the_rows_does_not_matter(listings):
    assert len({judge(rows, TODAY) for rows in permutations(listings)}) == 1


def test_the_deciding_listing_and_its_day_are_named():
    relisting = a_listing("Active", on_market_date=date(2026, 11, 23))
    verdict = judge([EXPIRED, relisting], TODAY)
    assert (verdict.listing, verdict.since, verdict.since_known) == (relisting.pk, date(2026, 11, 23), True)
    assert verdict.status == "Active"


def test_without_a_date_the_day_is_the_one_it_was_first_known():
    verdict = judge([a_listing("Expired")], TODAY)
    assert (verdict.since, verdict.since_known) == (date(2026, 11, 24), False)


def test_a_contract_end_that_lies_ahead_is_not_the_day_of_the_expiry():
    verdict = judge([a_listing("Expired", expiration_date=date(2027, 3, 1))], TODAY)
    assert (verdict.since, verdict.since_known) == (date(2026, 11, 24), False)


def test_a_presumed_expiry_dates_from_the_end_of_the_contract():
    verdict = judge([a_listing("Active", expiration_date=date(2026, 11, 22))], TODAY)
    assert (verdict.since, verdict.since_known, verdict.status) == (date(2026, 11, 22), True, "Active")


# ---- promises

STATUSES = (
    "Active", "Active Under Contract", "Canceled", "Closed", "Coming Soon", "Delete", "Expired", "Hold", "Incomplete",
    "Pending", "Withdrawn", "",
)  # fmt: skip
days = st.one_of(st.none(), st.dates(TODAY - timedelta(days=900), TODAY + timedelta(days=200)))
homes = st.lists(
    st.builds(
        a_listing,
        st.sampled_from(STATUSES),
        is_lease=st.booleans(),
        source=st.sampled_from([ALDER, BAY]),
        on_market_date=days,
        off_market_date=days,
        expiration_date=days,
        close_date=days,
        status_at=st.integers(0, 900).map(lambda ago: NOW - timedelta(days=ago)),
        as_of=st.integers(0, 320).map(lambda ago: NOW - timedelta(days=ago)),
    ),
    max_size=5,
)


@given(homes)
def test_every_home_gets_a_verdict_with_one_sentence(listings):
    verdict = judge(listings, TODAY)
    assert verdict.because.endswith(".")
    assert len(verdict.because) <= 200
    is_ahead = verdict.since is not None and verdict.since > TODAY
    assert not is_ahead or verdict.kind in ("relisted", "on_market"), "only a home coming soon has its day ahead"


@given(homes)
def test_only_an_expired_or_canceled_sale_is_ever_off_the_market(listings):
    verdict = judge(listings, TODAY)
    if verdict.kind == "off_market":
        [deciding] = [facts for facts in listings if facts.pk == verdict.listing]
        assert deciding.standard_status in ("Expired", "Canceled")
        assert not deciding.is_lease


@given(homes)
def test_nobody_is_off_the_market_who_is_for_sale_within_a_contract(listings):
    for_sale = [
        facts
        for facts in listings
        if not facts.is_lease
        and facts.standard_status in ("Active", "Active Under Contract", "Pending", "Coming Soon")
        and not (facts.standard_status == "Active" and facts.expiration_date and facts.expiration_date < TODAY)
    ]
    if for_sale:
        assert judge(listings, TODAY).kind in ("on_market", "relisted")


@given(homes)
def test_nobody_is_off_the_market_whose_withdrawn_contract_still_runs(listings):
    if any(
        not facts.is_lease
        and facts.standard_status in ("Withdrawn", "Hold")
        and facts.expiration_date
        and facts.expiration_date >= TODAY
        for facts in listings
    ):
        assert judge(listings, TODAY).kind not in ("off_market", "presumed_expired")


# ------------------------------------------------------------------ what a feed took back


def blanked(pk: int = 9, **given) -> ListingFacts:
    """A listing of which a feed left nothing but that it was there."""
    return a_listing("Delete", pk=pk, on_market_date=None, off_market_date=None, list_price=None, **given)


def test_a_home_whose_only_listing_was_taken_back_is_not_known():
    verdict = judge([blanked()], TODAY)
    assert (verdict.kind, verdict.listing, verdict.status) == ("unknown", 9, "")
    assert "no longer shows its listing" in verdict.because
    assert "Look it up in the MLS." in verdict.because


@pytest.mark.parametrize(("hours", "kind"), [(0, "unknown"), (1, "unknown"), (-1, "off_market")])
def test_what_was_taken_back_after_the_last_word_on_an_expiry_may_be_another_brokers(hours, kind):
    """The home expired, was listed again, and the new listing left the feed: it may only be withdrawn."""
    gone = blanked(as_of=EXPIRED.as_of + timedelta(hours=hours))
    assert judge([EXPIRED, gone], TODAY).kind == kind


def test_what_was_taken_back_hides_no_listing_that_is_on_the_market():
    active = a_listing("Active", pk=3, off_market_date=None, expiration_date=None, on_market_date=TODAY)
    later = blanked(as_of=active.as_of + timedelta(days=1))
    assert judge([active, later], TODAY).kind == "on_market"
