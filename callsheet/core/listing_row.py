"""The values in a row of an MLS export: money, dates, moments, counts, leases; text in, a value or a reason out.

Every function takes the text of one cell and returns None for an empty one. A cell that holds something which is not
such a value raises `UnusableValue` with the sentence that tells the user how to repair it. Placeholders that mean
"nothing" (`-`, `N/A`, `None`, `0000-00-00`, Spark's `********`) are empty.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

NOTHING = frozenset({"", "-", "--", "n/a", "na", "none", "null", "nan", "nat", "n.a.", "00/00/0000", "0000-00-00"})
# A date before is some system's way to say that there is none (1/1/0001, 1/1/1900).
FIRST_YEAR, LAST_YEAR = 1902, 2100
OLDEST_HOUSE = 1600
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, 1)}
EXCEL_EPOCH = date(1899, 12, 30)


class UnusableValue(ValueError):
    """A cell that cannot be read; the message says what to write instead."""


@dataclass(frozen=True, slots=True)
class Day:
    """What a file's dates are resolved against: its as-of moment and the zone its wall clock times are in."""

    as_of: datetime
    zone: tzinfo

    @property
    def today(self) -> date:
        return self.as_of.astimezone(self.zone).date()


def text(cell: str | None) -> str:
    """The text of a cell without outer space, empty for a placeholder."""
    stripped = (cell or "").strip()
    return "" if stripped.casefold() in NOTHING or (stripped and not stripped.strip("*")) else stripped


def money(cell: str | None) -> int | None:
    """Whole dollars: `$796,296 `, `796296.0`, `USD 1.2M`, `450K`, `$2,400/mo`. Cents are rounded; 0 is none."""
    given = text(cell)
    if not given:
        return None
    match = _MONEY.fullmatch(given.replace(" ", ""))
    if match is None:
        raise UnusableValue("Write the price in dollars, such as 425000 or $425,000, or leave it empty.")
    amount = float(match["number"].replace(",", "")) * _SCALE[(match["scale"] or "").casefold()]
    return round(amount) or None


_MONEY = re.compile(
    r"(?:USD|CAD|US|C)?\$?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d+(?:\.\d*)?)(?P<scale>[kKmM]?)"
    r"(?:USD|CAD)?(?:(?:/|per)?mo(?:nth)?(?:ly)?)?"
)
_SCALE = {"": 1, "k": 1_000, "m": 1_000_000}


def count(cell: str | None) -> int | None:
    """A whole number that is not negative: `1,640`, `12.0`; None when it is anything else (a count never rejects)."""
    number = amount(cell)
    return None if number is None else int(number)


def amount(cell: str | None) -> float | None:
    """A number that is not negative: `1,640`, `2.5`, `0.21 ac`, `1540 sqft`; None for anything else."""
    match = _AMOUNT.match(text(cell))
    return float(match[0].replace(",", "")) if match else None


_AMOUNT = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d,])|\d+(?:\.\d+)?|\.\d+")


def coordinate(cell: str | None, limit: int) -> float | None:
    """Degrees within +-limit; None for anything else, and for 0, which means nobody knew."""
    try:
        degrees = float(text(cell))
    except ValueError:
        return None
    return degrees if degrees and abs(degrees) <= limit else None


def year_built(cell: str | None) -> int | None:
    """A year of building; None for an age in years, a zero or a word."""
    year = count(cell)
    return year if year is not None and OLDEST_HOUSE <= year <= LAST_YEAR else None


def day(cell: str | None, of: Day) -> date | None:
    """A date as MLS exports write it: `5/20/21 0:00`, `2026-11-24`, `11-22-2026`, `Feb 14`, `0 days ago`."""
    moment_or_day = _when(text(cell), of)
    return moment_or_day.date() if isinstance(moment_or_day, datetime) else moment_or_day


def moment(cell: str | None, of: Day) -> datetime | None:
    """An aware UTC moment: ISO with an offset, or wall clock time in the file's zone; a bare date is its midnight."""
    found = _when(text(cell), of)
    if found is None:
        return None
    if not isinstance(found, datetime):
        found = datetime(found.year, found.month, found.day, tzinfo=of.zone)
    return found.astimezone(UTC)


def _when(given: str, of: Day) -> date | datetime | None:
    if not given:
        return None
    for read in (_slashes, _iso, _named_month, _ago, _serial):
        found = read(given, of)
        if found is not None and found.year <= LAST_YEAR:
            return found if found.year >= FIRST_YEAR else None
    raise UnusableValue("Write the date as month/day/year or year-month-day, such as 11/22/2026, or leave it empty.")


def _iso(given: str, of: Day) -> date | datetime | None:
    if not given[:4].isdigit():
        return None
    if len(given) == 10:
        return _date_of(int(given[:4]), given[5:7], given[8:10]) if given[4] in "-/." else None
    try:
        found = datetime.fromisoformat(given.replace("Z", "+00:00"))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=of.zone)


_SLASHES = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?:[ T]+(.+))?")


def _slashes(given: str, of: Day) -> date | datetime | None:
    match = _SLASHES.fullmatch(given)
    if match is None:
        return None
    month, _, number, year, clock = match.groups()
    return _at(_date_of(_full_year(year), month, number), clock, of)


_NAMED = re.compile(
    r"(?:(\d{1,2})[ -])?([A-Za-z]{3})[a-z]*\.?[ -]?(\d{1,2})?(?:st|nd|rd|th)?,?(?:[ -]+(\d{4}))?(?: +(.+))?"
)


def _named_month(given: str, of: Day) -> date | datetime | None:
    """`Feb 14 7:29 PM`, `14-Feb-2026`, `February 14, 2026`. Without a year: the newest such day not after the as-of."""
    match = _NAMED.fullmatch(given)
    if match is None:
        return None
    before, name, after, year, clock = match.groups()
    number, month = after or before, MONTHS.get(name.casefold())
    if month is None or number is None:
        return None
    on = _date_of(int(year), str(month), number) if year else _latest(month, number, of.today)
    return _at(on, clock, of)


def _latest(month: int, number: str, today: date) -> date | None:
    for year in range(today.year, today.year - 5, -1):
        on = _date_of(year, str(month), number)
        if on and on <= today:
            return on
    return None


_AGO = re.compile(r"(\d+|an?|one) (minute|hour|day|week)s? ago")
_DAYS = {"minute": 0, "hour": 0, "day": 1, "week": 7}


def _ago(given: str, of: Day) -> date | None:
    """`0 days ago`, `today`, `yesterday`, against the as-of moment of the file."""
    words = given.casefold()
    if words in ("today", "yesterday"):
        return of.today - timedelta(days=words == "yesterday")
    match = _AGO.fullmatch(words)
    if match is None:
        return None
    many = int(match[1]) if match[1].isdigit() else 1
    return of.today - timedelta(days=many * _DAYS[match[2]]) if many < 20_000 else None


_SERIAL = re.compile(r"([3-6]\d{4})(?:\.\d+)?")


def _serial(given: str, of: Day) -> date | None:
    """A spreadsheet's own number of a day: 45992 is December 1, 2025."""
    match = _SERIAL.fullmatch(given)
    return EXCEL_EPOCH + timedelta(days=int(match[1])) if match else None


_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([AaPp]\.?[Mm]\.?)?")


def _at(on: date | None, clock: str | None, of: Day) -> date | datetime | None:
    """The day with its time of day, when it has one that can be read; midnight is only a date's shadow."""
    match = _CLOCK.fullmatch(clock.strip()) if clock else None
    if on is None or match is None:
        return on
    hour, minute, second = (int(part or 0) for part in match.groups()[:3])
    half = (match[4] or "").casefold()[:1]
    if half:
        hour = hour % 12 + 12 * (half == "p")
    if hour > 23 or minute > 59 or second > 59 or (hour, minute, second) == (0, 0, 0):
        return on
    return datetime(on.year, on.month, on.day, hour, minute, second, tzinfo=of.zone)


def _full_year(year: str) -> int:
    """Two digits mean the century in which listings exist: 21 is 2021, 97 is 1997."""
    return int(year) if len(year) == 4 else int(year) + (1900 if int(year) >= 70 else 2000)


def _date_of(year: int, month: str, number: str) -> date | None:
    try:
        return date(year, int(month), int(number))
    except ValueError:
        return None


_LEASE = re.compile(r"\b(?:leas(?:e|ed|es|ing)|rentals?|rent|rented|rnt|rntd|rlse|lse|lsd)\b", re.IGNORECASE)
_SALE = re.compile(r"\b(?:sales?|sold|buy)\b", re.IGNORECASE)


def is_lease(*texts: str) -> bool:
    """Whether the property type, transaction type or status words say that the home was for rent, not for sale.

    `Residential Lease`, `RNT`, `Rental`, `For Rent`, `Leased`. A type that says sale as well (`Sale or Lease`, `Lease
    Option Sale`) is a sale. A low price says nothing.
    """
    for given in texts:
        words = re.sub(r"(?<=[a-z])(?=[A-Z])|[_/-]", " ", given)
        if _SALE.search(words):
            return False
        if _LEASE.search(words) and not _LAND.search(words):
            return True
    return False


_LAND = re.compile(r"\b(?:land|ground) (?:leas|rent)|\bleas\w* land\b", re.IGNORECASE)
