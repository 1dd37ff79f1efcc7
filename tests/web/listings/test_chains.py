"""The chains of stored homes: gathered with two queries, and compared with the counters of real exports."""

from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from callsheet.core.chain import MISSING_MORE
from callsheet.listings.chains import chain_of_home, chains_of
from callsheet.listings.models import ListingChange, Property
from tests.web.listings.files import imported
from tests.web.world import NOW, a_home, a_listing, a_team, an_mls

pytestmark = pytest.mark.django_db
ZONE, TODAY = ZoneInfo("America/New_York"), date(2026, 11, 24)
HARFORD = ("Harford1.csv", "Harford2.csv", "Harford3.csv")


def two_tries(team):
    """A home tried twice, the first time with weeks withdrawn and a cut."""
    home, mls = a_home(team), an_mls(team)
    first = a_listing(home, mls, listing_id="A1", on_market_date=date(2025, 3, 1), off_market_date=date(2025, 6, 1))
    for on, field, old, new in (
        (datetime(2025, 4, 1, 16, tzinfo=ZONE), "list_price", "489000", "459900"),
        (datetime(2025, 4, 10, 16, tzinfo=ZONE), "standard_status", "Active", "Withdrawn"),
        (datetime(2025, 4, 30, 16, tzinfo=ZONE), "standard_status", "Withdrawn", "Active"),
        (datetime(2025, 6, 2, 3, tzinfo=ZONE), "standard_status", "Active", "Expired"),
        (datetime(2025, 6, 2, 3, tzinfo=ZONE), "off_market_date", None, "2025-06-01"),
    ):
        ListingChange.objects.create(listing=first, at=on, field=field, old=old, new=new)
    a_listing(home, mls, listing_id="A2", list_office_name="Tern & Tide")
    return home


def test_a_chain_is_gathered_with_its_history_in_two_queries(django_assert_num_queries):
    team = a_team()
    home, other = two_tries(team), a_home(team, "96", "Orchard View")
    with django_assert_num_queries(2):
        chains = chains_of([home.pk, other.pk], ZONE, TODAY)
    (leg,) = chains.pop(home.pk).legs
    assert [term.days for term in leg.terms] == [92 - 20, 256]
    assert [(change.on, change.new) for change in leg.terms[0].main.prices] == [(date(2025, 4, 1), "459900")]
    assert chains == {}, "a home without listings has no chain"


def test_one_home_whose_changes_are_at_hand_costs_one_query(django_assert_num_queries):
    home = two_tries(a_team())
    changes = list(ListingChange.objects.filter(listing__property=home).order_by("at", "pk"))
    with django_assert_num_queries(1):
        chain = chain_of_home(home.pk, changes, ZONE, TODAY, owner_since=date(2025, 9, 1))
    assert [term.kind for leg in chain.legs for term in leg.terms] == ["first", "new_owner"]


def test_real_sales_count_the_days_their_mls_counts(shared, settings, tmp_path):
    """12,507 sales: our days are the MLS's cumulative ones, begun anew after every closing; where it counts more, an
    earlier listing is missing in these files of sales only, and the chain says so."""
    settings.HOME = tmp_path
    team = a_team()
    for name in HARFORD:
        imported(team, shared / "data" / "mls-bright-maryland" / name, NOW + timedelta(minutes=HARFORD.index(name)))
    homes = list(Property.objects.values_list("pk", flat=True))
    counts: Counter[str] = Counter()
    for start in range(0, len(homes), 2_000):
        for chain in chains_of(homes[start : start + 2_000], ZONE, TODAY).values():
            counts["resales"] += sum(leg.terms[0].kind == "resale" for leg in chain.legs)
            counts.update(_agreement(leg) for leg in chain.legs)
    assert counts["resales"] > 1_000
    agreed = counts["agree"] / (counts["agree"] + counts["more, not told"] + counts["less"])
    assert agreed > 0.999
    assert counts["more, not told"] == 0
    assert counts["more, told as missing"] > 1_000


def _agreement(leg) -> str:
    off = leg.mls_days - leg.days
    if abs(off) <= MISSING_MORE:
        return "agree"
    return "less" if off < 0 else "more, told as missing" if leg.missing else "more, not told"
