"""Two exports of one invented MLS, a day apart, in which everything happens that can happen to a listing."""

from datetime import timedelta

from tests.web.listings.files import imported, write
from tests.web.world import NOW

HEADER = (
    *("MLS #", "Status", "Property Type", "Address", "City", "State", "Zip", "List Price", "List Date"),
    *("Close Date", "Off Market Date", "List Agent", "List Office"),
)
BEFORE = NOW - timedelta(days=1)


def row(number, status="Active", home=None, price=400_000, listed="2026-09-01", kind="Residential", **given):
    """A row of a home on Larkspur Lane; the house number is the listing's unless `home` says otherwise."""
    house = f"{home or number} Larkspur Ln"
    told = {"closed": "", "off": "", "agent": "Agnes Doyle", "office": "Tern & Tide"} | given
    return (f"AL{number}", status, kind, house, "Fallow Creek", "MD", "21014", str(price), listed, *told.values())


YESTERDAY = (
    *(row(n) for n in (11, 12, 13, 14, 15)),
    row(21), row(22), row(23), row(24),
    row(31, "Expired", listed="2026-03-01", off="2026-09-01"),
    row(32, "Canceled", listed="2026-03-01", off="2026-10-01"),
    row(33, "Closed", listed="2021-03-01", closed="2021-06-01"),
    row(41), row(42), row(43, "Active Under Contract"), row(44), row(45), row(46), row(47, "Pending"),
    row(48, "Withdrawn", off="2026-11-01"),
    row(51), row(52), row(53, "Expired", listed="2026-02-01", off="2026-08-01"),
    row(61, kind="Residential Lease", price=2_400),
)  # fmt: skip
TODAY = (
    *(row(n) for n in (11, 12, 13, 14, 15)),
    row(21, price=389_000), row(22, price=390_000), row(23, price=410_000), row(24, "Pending", price=395_000),
    row(31, "Expired", listed="2026-03-01", off="2026-09-01"),
    row(32, "Canceled", listed="2026-03-01", off="2026-10-01"),
    row(33, "Closed", listed="2021-03-01", closed="2021-06-01"),
    row(41, "Closed", closed="2026-11-23"), row(42, "Expired", off="2026-11-23"), row(43, "Pending"),
    row(44, "Cancelled", off="2026-11-23"), row(45, "Withdrawn", off="2026-11-23"), row(46, "Active Under Contract"),
    row(47, "Active"), row(48, "Hold", off="2026-11-01"),
    row(61, "Closed", kind="Residential Lease", price=2_400, closed="2026-11-23"),
    row(71, listed="2026-11-23"), row(72, "Coming Soon", listed="2026-11-25"), row(73, "Pending", listed="2026-11-20"),
    row(81, home=31, listed="2026-11-23", agent="Marcus Bell", office="Holm Realty"),
    row(82, home=32, listed="2026-11-23"),
    row(83, home=33, listed="2026-11-23"),
    row(84, "Expired", home=84, listed="2026-01-01", off="2026-07-01"),
    row(85, home=61, kind="Residential Lease", price=2_500, listed="2026-11-23"),
)  # fmt: skip
COUNTS = {
    "still_active": 8,  # 11 to 15, and 21 to 23 with another price
    "price_down": 3,
    "price_up": 1,
    "newly_listed": 3,
    "relisted": 2,
    "resale": 1,
    "second_mls": 0,
    "back_on_market": 1,
    "under_contract": 2,
    "sold": 1,
    "expired": 2,
    "withdrawn": 1,
    "first_seen_off": 1,
    "gone": 3,
}


def the_pair(tmp_path, team, today=TODAY, **given):
    first = imported(
        team, write(tmp_path, *YESTERDAY, name="monday.csv", header=HEADER), BEFORE, mls="Alder County MLS"
    )
    path = write(tmp_path, *today, name="tuesday.csv", header=HEADER)
    return first, imported(team, path, mls="Alder County MLS", **given)
