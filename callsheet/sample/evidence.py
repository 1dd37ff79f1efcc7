"""The files beside the exports: owners with their numbers as a vendor delivers them, and the registry's lists.

The first owner file has everybody; then every working morning brings those whose homes came off the market since.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from callsheet.sample.exports import write_rows
from callsheet.sample.homes import Home
from callsheet.sample.households import AREA_CODES, NOT_LOADED, Household
from callsheet.sample.market import Market

FIRST_OWNERS_AGO = 25
REGISTRY_AGO = (25, 3)
CONTRACT_OVER = frozenset({"Expired", "Canceled"})
MOST_PHONES = 3
OWNER_COLUMNS = (
    "Address", "Unit #", "City", "State", "Zip", "County", "Owner Occupied", "Owner 1 First Name", "Owner 1 Last Name",
    "Owner 2 First Name", "Owner 2 Last Name", "Mailing Address", "Mailing City", "Mailing State", "Mailing Zip",
    "Property Type", "Bedrooms", "Total Bathrooms", "Building Sqft", "Effective Year Built",
    "Last Sale Recording Date",
    *(f"Phone {place}{part}" for place in range(1, MOST_PHONES + 1) for part in ("", " Type", " DNC")),
    "Litigator",
)  # fmt: skip


def write_owner_files(market: Market, folder: Path) -> tuple[tuple[date, Path], ...]:
    """Every owner file with the morning it came, oldest first."""
    traced = _traced_on(market)
    first, *later = _mornings(market.today)
    written = [(first, _write_owners(market, range(len(market.homes)), traced, first, folder))]
    for before, day in pairwise((first, *later)):
        places = [place for place, home in enumerate(market.homes) if before <= traced[home] < day]
        if places:
            written.append((day, _write_owners(market, places, traced, day, folder)))
    return tuple(written)


def write_registry(market: Market, ago: int, folder: Path) -> tuple[Path, ...]:
    """The registry's list for each area code Maya may ask for, ten digits a line, as of so many days ago."""
    day, paths = market.today - timedelta(days=ago), []
    for area in AREA_CODES:
        if area != NOT_LOADED:
            path = folder / f"registry-{area}-{day:%Y-%m-%d}.txt"
            listed = [number for number in market.listed_numbers if number.startswith(area)]
            path.write_text("".join(f"{number}\n" for number in listed), encoding="ascii", newline="\n")
            paths.append(path)
    return tuple(paths)


def _mornings(today: date) -> tuple[date, ...]:
    days = (today - timedelta(days=ago) for ago in range(FIRST_OWNERS_AGO, -1, -1))
    return tuple(day for place, day in enumerate(days) if place == 0 or day.weekday() < 5 or day == today)


def _traced_on(market: Market) -> Mapping[Home, date]:
    """The day before each home's owner was traced: the first file's, or the day its contract ended since."""
    first = market.today - timedelta(days=FIRST_OWNERS_AGO + 1)
    traced = dict.fromkeys(market.homes, first)
    for term in market.terms:
        if term.changes[-1].status in CONTRACT_OVER and not term.is_lease:
            traced[term.home] = max(traced[term.home], term.changes[-1].on)
    return traced


def _write_owners(
    market: Market, places: range | list[int], traced: Mapping[Home, date], day: date, folder: Path
) -> Path:
    path = folder / f"owners-{day:%Y-%m-%d}.csv"
    rows = (
        _owner_row(market.homes[place], market.households[place], is_traced=traced[market.homes[place]] < day)
        for place in places
    )
    write_rows(path, OWNER_COLUMNS, rows)
    return path


def _owner_row(home: Home, household: Household, *, is_traced: bool) -> dict[str, object]:
    """One line of the vendor's file: the home, who owns it, where the mail goes, and numbers once they were traced."""
    line, city, state, postal_code = household.away or (
        home.one_line.replace(",", ""),
        home.town.name,
        "MD",
        home.town.postal_code,
    )
    phones = enumerate(household.lines if is_traced else (), start=1)
    return {
        "Address": f"{home.number} {home.street}",
        "Unit #": home.unit,
        "City": home.town.name,
        "State": "MD",
        "Zip": home.town.postal_code,
        "County": "Alder",
        "Owner Occupied": "No" if household.away else "Yes",
        "Owner 1 First Name": household.first,
        "Owner 1 Last Name": household.last,
        "Owner 2 First Name": household.second_first,
        "Owner 2 Last Name": household.second_last,
        "Mailing Address": line,
        "Mailing City": city,
        "Mailing State": state,
        "Mailing Zip": postal_code,
        "Property Type": home.kind,
        "Bedrooms": home.bedrooms,
        "Total Bathrooms": home.baths_full + home.baths_half / 2,
        "Building Sqft": home.living_area,
        "Effective Year Built": home.year_built,
        "Last Sale Recording Date": f"{household.since:%m/%d/%Y}",
        "Litigator": "Yes" if household.litigator else "No",
        **{
            f"Phone {place}{part}": value
            for place, phone in phones
            for part, value in (
                ("", phone.number),
                (" Type", phone.kind),
                (" DNC", "Yes" if phone.vendor_listed else "No"),
            )
        },
    }
