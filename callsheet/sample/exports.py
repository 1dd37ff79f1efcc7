"""The county's MLS exports as an agent downloads them: two MLSs, two formats, one file a morning.

The county's own MLS exports one column per field with US dates and dollar signs; the smaller one a single address
line, status codes and a modification time. An export holds what is on the market and what came off lately, so a
listing is seen through several of them and its history appears between the files.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path

from callsheet.sample.market import Market
from callsheet.sample.stories import LIVE, Change, Term

EXPORTED_AT = time(6, 10)
# How many days ago each file was exported, and how far back it shows what came off the market.
ALDER_MONTHS = (
    (430, 120),
    (340, 100),
    (270, 80),
    (210, 70),
    (165, 55),
    (130, 45),
    (100, 40),
    (76, 30),
    (58, 25),
    (44, 20),
    (33, 20),
)
POINT_FILES = (
    (360, 190),
    (240, 130),
    (150, 100),
    (90, 70),
    (60, 40),
    (36, 30),
    (22, 20),
    (15, 14),
    (10, 10),
    (5, 10),
    (3, 7),
)
DAILY_FROM, DAILY_SHOWS, TODAY_SHOWS = 26, 7, 21
OFF_MARKET = frozenset({"Expired", "Canceled", "Withdrawn", "Hold"})
POINT_CODES = {
    "Active": "ACT",
    "Active Under Contract": "CTG",
    "Pending": "PND",
    "Closed": "SLD",
    "Expired": "EXP",
    "Canceled": "CAN",
    "Withdrawn": "WDN",
    "Hold": "HLD",
    "Coming Soon": "CS",
}
DIRECTIONS = frozenset("NSEW")
# Two lines as they slip into every export: a number was cut off, an address is not one yet.
BROKEN = (
    {"MLSNumber": "", "Status": "Active", "StreetNumber": "22", "StreetName": "Teal Run", "City": "Ashby Landing"},
    {"MLSNumber": "MDAL2009999", "Status": "Active", "StreetNumber": "", "StreetName": "", "City": "Millbrook"},
)


@dataclass(frozen=True, slots=True)
class Export:
    """One export: which MLS, the morning it shows, and the days back it shows what came off the market."""

    mls: str
    day: date
    shows: int

    @property
    def until(self) -> date:
        """The last day it knows of: what changed before midnight is in the file of the morning."""
        return self.day - timedelta(days=1)


def exports(today: date) -> tuple[Export, ...]:
    """Every export Maya downloaded, oldest first: monthly ones, then one each working morning; the last of today."""
    monthly = [Export("alder", today - timedelta(days=ago), shows) for ago, shows in ALDER_MONTHS]
    days = [today - timedelta(days=ago) for ago in range(DAILY_FROM, 0, -1)]
    daily = [Export("alder", day, DAILY_SHOWS) for day in days if day.weekday() < 5]
    smaller = [Export("point", today - timedelta(days=ago), shows) for ago, shows in POINT_FILES]
    return (*sorted([*monthly, *daily, *smaller], key=lambda export: export.day), Export("alder", today, TODAY_SHOWS))


def write_export(market: Market, export: Export, folder: Path) -> Path:
    """Write one export as a file and return its path."""
    rows = shown(market, export)
    as_row, header = FORMATS[export.mls]
    lines = [as_row(number, listing_id, term, export.until) for number, (listing_id, term) in enumerate(rows, start=1)]
    if export.mls == "alder" and export.day == market.today:
        lines += BROKEN
    path = folder / f"{export.mls}-{export.day:%Y-%m-%d}.csv"
    write_rows(path, header, lines)
    return path


def shown(market: Market, export: Export) -> list[tuple[str, Term]]:
    """The listings one export shows: on the market that morning, or changed within the days it looks back."""
    since = export.day - timedelta(days=export.shows)
    return [
        (listing_id, term)
        for listing_id, term in market.of_mls(export.mls)
        if (now := term.at(export.until)) and (now.status in LIVE or term.since(export.until) >= since)
    ]


def write_rows(path: Path, header: Sequence[str], rows: Iterable[dict[str, object]]) -> None:
    """A CSV as most programs write it: CRLF, what a row lacks left empty."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, header, restval="")
        writer.writeheader()
        writer.writerows(rows)


def _alder_row(number: int, listing_id: str, term: Term, day: date) -> dict[str, object]:
    first = term.changes[0]
    now = term.at(day) or first
    home, days = term.home, (_ended_on(term, now, day) - term.listed_on).days
    return _alder_place(term) | {
        "MLSNumber": listing_id,
        "Category": "RNT" if term.is_lease else "RES",
        "Status": "Temp Off Market" if now.status == "Hold" else now.status,
        "Type": "Residential Lease" if term.is_lease else home.kind,
        "DOM": days,
        "CDOM": days,
        "ListDate": _short(term.listed_on),
        "OffMarketDate": _short(term.since(day)) if now.status in OFF_MARKET | {"Closed"} else "",
        "ExpirationDate": _short(term.expires_on),
        "SettledDate": _short(now.on) if now.status == "Closed" else "",
        "OriginalPrice": _dollars(first.price),
        "List Price": _dollars(_asked(term, day)),
        "SoldPrice": _dollars(now.price) if now.status == "Closed" else "",
        "County": "ALDERMD",
        "ListAgentName": term.agent,
        "ListOfficeName": term.office,
        "AcresTotal": home.acres or "",
        "YearBuilt": home.year_built,
        "InteriorSqFt": home.living_area,
        "Bedrooms": home.bedrooms,
        "BathsFull": home.baths_full,
        "BathsHalf": home.baths_half,
        "OriginatingMLS": "ALDER",
    }


def _alder_place(term: Term) -> dict[str, object]:
    """The address in parts; brokers glue the half of a duplex to its number as often as not."""
    home = term.home
    direction, _, rest = home.street.partition(" ")
    directed = direction in DIRECTIONS
    glued = home.kind == "Duplex" and len(term.agent) % 2 == 0
    return {
        "StreetNumber": f"{home.number}-{home.unit}" if glued else home.number,
        "StreetDirection": direction if directed else "",
        "StreetName": rest if directed else home.street,
        "UnitNumber": "" if glued else home.unit,
        "City": home.town.name.upper() if term.office.startswith("Old") else home.town.name,
        "State": "MD",
        "Zip Code": home.town.postal_code,
    }


def _point_row(number: int, listing_id: str, term: Term, day: date) -> dict[str, object]:
    now, home = term.at(day) or term.changes[0], term.home
    days = (_ended_on(term, now, day) - term.listed_on).days
    return {
        "#": number,
        "ML Number": listing_id,
        "Status": POINT_CODES[now.status],
        "Address": f"{home.number} {home.street}" + (f" #{home.unit}" if home.unit else ""),
        "City": home.town.name,
        "State": "MD",
        "Postal Code": home.town.postal_code,
        "Current Price": now.price,
        "Original List Price": term.changes[0].price,
        "List Date": _long(term.listed_on),
        "Off Market Date": _long(term.since(day)) if now.status in OFF_MARKET else "",
        "Expiration Date": _long(term.expires_on),
        "Modification Timestamp": f"{now.on:%Y-%m-%d}T00:05:00-05:00",
        "Beds": home.bedrooms,
        "Full Baths": home.baths_full,
        "Half Baths": home.baths_half,
        "Sq Ft Heated": f"{home.living_area:,}",
        "Year Built": home.year_built,
        "Property Style": home.kind,
        "ADOM": days,
        "CDOM": days,
        "Close Date": _long(now.on) if now.status == "Closed" else "",
        "List Office Name": term.office,
        "List Agent Full Name": term.agent,
    }


FORMATS = {
    "alder": (_alder_row, (
        "MLSNumber", "Category", "Status", "Type", "DOM", "CDOM", "ListDate", "OffMarketDate", "ExpirationDate",
        "SettledDate", "OriginalPrice", "List Price", "SoldPrice", "StreetNumber", "StreetDirection", "StreetName",
        "UnitNumber", "City", "State", "Zip Code", "County", "ListAgentName", "ListOfficeName", "AcresTotal",
        "YearBuilt", "InteriorSqFt", "Bedrooms", "BathsFull", "BathsHalf", "OriginatingMLS",
    )),
    "point": (_point_row, (
        "#", "ML Number", "Status", "Address", "City", "State", "Postal Code", "Current Price", "Original List Price",
        "List Date", "Off Market Date", "Expiration Date", "Modification Timestamp", "Beds", "Full Baths",
        "Half Baths", "Sq Ft Heated", "Year Built", "Property Style", "ADOM", "CDOM", "Close Date",
        "List Office Name", "List Agent Full Name",
    )),
}  # fmt: skip


def _asked(term: Term, day: date) -> int:
    """The last price asked for, which a closing does not change."""
    return [change.price for change in term.changes if change.on <= day and change.status != "Closed"][-1]


def _ended_on(term: Term, now: Change, day: date) -> date:
    return day if now.status in LIVE else now.on


def _short(day: date) -> str:
    return f"{day.month}/{day.day}/{day:%y}"


def _long(day: date) -> str:
    return f"{day:%m/%d/%Y}"


def _dollars(amount: int) -> str:
    return f"${amount:,} "
