"""Where a postal code is: its state or province, its time zone, its city. Packaged tables, read once when first asked.

United States: `zip_codes.txt` (42,000 ZIP codes; GeoNames CC BY 4.0, zones MIT, see NOTICE). Canada: the first letter
of a postal code is its province; a zone only where the whole letter lies in one.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Place:
    """A state or province by its postal letters, an IANA zone, a city; None is not known."""

    state: str | None
    zone: str | None
    city: str | None


def place_of(postal_code: str) -> Place | None:
    """The place of a ZIP, ZIP+4 or Canadian postal code; None when there is no such code.

    A spreadsheet drops a ZIP's leading zeros: `2115` is 02115.
    """
    given = postal_code.strip().upper()
    if _CANADIAN.fullmatch(given):
        return CANADA.get(given[0])
    found = _ZIP.fullmatch(given)
    return _zip_codes().get(found[1].zfill(5)) if found else None


_ZIP = re.compile(r"(\d{3,5}|\d{5}(?=[- ]?\d{4}$))(?:[- ]?\d{4})?")
_CANADIAN = re.compile(r"[A-Z]\d[A-Z](?:[ -]?\d[A-Z]\d)?")


@cache
def _zip_codes() -> dict[str, Place]:
    places: dict[str, Place] = {}
    state = zone = None
    for line in files(__name__).joinpath("zip_codes.txt").read_text(encoding="utf-8").splitlines():
        city, tab, codes = line.partition("\t")
        if tab:
            place = Place(state, zone, _known(city))
            places.update(dict.fromkeys(codes.split(" "), place))
        elif not line.startswith("#"):
            state, _, zone_name = line.partition(" ")
            zone = _known(zone_name)
    return places


def _known(text: str) -> str | None:
    return None if text == "-" else text


# The first letter of a Canadian postal code (Canada Post); a province of several zones gets none here.
CANADA = {
    letter: Place(province, zone, None)
    for letter, province, zone in (
        ("A", "NL", None),
        ("B", "NS", "America/Halifax"),
        ("C", "PE", "America/Halifax"),
        ("E", "NB", "America/Moncton"),
        ("G", "QC", None),
        ("H", "QC", "America/Toronto"),
        ("J", "QC", "America/Toronto"),
        ("K", "ON", "America/Toronto"),
        ("L", "ON", "America/Toronto"),
        ("M", "ON", "America/Toronto"),
        ("N", "ON", "America/Toronto"),
        ("P", "ON", None),
        ("R", "MB", "America/Winnipeg"),
        ("S", "SK", None),
        ("T", "AB", "America/Edmonton"),
        ("V", "BC", None),
        ("X", None, None),
        ("Y", "YT", "America/Whitehorse"),
    )
}
