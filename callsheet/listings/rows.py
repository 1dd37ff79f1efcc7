"""Rows of a mapped file as typed listings: text columns in, `ListingRow`s and `Rejection`s out, a column at a time.

Values are read by `core.listing_row`; a column of 65,000 prices holds 7,000 different ones, so each text is read once
and remembered. A row is rejected when its listing number, status or address cannot be used, or when a price or a date
holds something else; everything else that is missing or odd is left unknown.
"""

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache, partial
from typing import NamedTuple

import polars as pl

from callsheet.core import listing_row, status
from callsheet.core.address import Address, UnusableAddress, from_parts
from callsheet.core.listing_row import Day, UnusableValue
from callsheet.listings.aliases import FIELDS
from callsheet.listings.mapping import STATUS_FIELDS, ColumnMapping, column_labels
from callsheet.listings.places import place_of

LONGEST_ID = 60
SQUARE_FEET_PER_ACRE = 43_560
NAME_FIELDS = {"property_type": 60, "list_agent_full_name": 120, "list_office_name": 120}
MONEY_FIELDS = ("list_price", "current_price", "original_list_price", "close_price")
DATE_FIELDS = ("on_market_date", "off_market_date", "expiration_date", "close_date")
MOMENT_FIELDS = ("modification_timestamp", "status_change_timestamp")
COUNT_FIELDS = ("days_on_market", "cumulative_days_on_market")
ADDRESS_PARTS = {
    "number": "street_number",
    "predirection": "street_dir_prefix",
    "street": "street_name",
    "suffix": "street_suffix",
    "postdirection": "street_dir_suffix",
    "unit": "unit_number",
    "unparsed": "unparsed_address",
    "city": "city",
    "state": "state_or_province",
    "postal_code": "postal_code",
}
DATED_BY_STATUS = frozenset({status.EXPIRED, status.CANCELED, status.WITHDRAWN, status.HOLD})
# The longest part of an address that has a place in Property.
LONGEST_PART = {"number": 40, "street": 120, "suffix": 20, "unit": 40, "city": 80}
ALWAYS_FITS = 40


FACT_FIELDS = (
    *("latitude", "longitude", "year_built", "bedrooms_total", "bathrooms_total", "bathrooms_full", "bathrooms_half"),
    *("living_area", "lot_size_acres", "lot_size_square_feet", "parcel_number"),
)
"""What a row says of the home, in the order in which `_facts` takes it."""

# What one row says in its typed columns, the address, the facts of the home and the words of its status apart.
_ELSEWHERE = {"listing_id", *STATUS_FIELDS, *ADDRESS_PARTS.values(), *FACT_FIELDS}
Cells = namedtuple("Cells", [name for name in FIELDS if name not in _ELSEWHERE])


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why a row is not read: where, what it says there, what to write instead."""

    index: int
    column: str
    value: str
    repair: str


class Facts(NamedTuple):
    """What a row says about the home itself; None is not said."""

    latitude: float | None
    longitude: float | None
    year_built: int | None
    bedrooms_total: float | None
    bathrooms_total: float | None
    living_area: int | None
    lot_size_acres: float | None
    parcel_number: str | None = None


class ListingRow(NamedTuple):
    """One row of a file, typed. None is not said; `standard_status` is empty while its word is a question.

    `moment` is the row's own time stamp (modification, else status change), None when it has none.
    """

    index: int
    listing_id: str
    address: Address
    standard_status: str
    mls_status: str
    is_lease: bool
    property_type: str
    list_price: int | None
    original_list_price: int | None
    close_price: int | None
    on_market_date: date | None
    off_market_date: date | None
    expiration_date: date | None
    close_date: date | None
    days_on_market: int | None
    cumulative_days_on_market: int | None
    list_agent_full_name: str
    list_office_name: str
    moment: datetime | None
    status_moment: datetime | None
    facts: Facts


def filled(positions: Sequence[int]) -> pl.Expr:
    """In each row the first of these columns that is filled, stripped; null when none is."""
    cells = [pl.col(str(position)).str.strip_chars() for position in positions]
    return pl.coalesce([pl.when(cell != "").then(cell) for cell in cells])


class Statuses:
    """What the status columns of one file mean; each combination of words is looked up once."""

    def __init__(self, mapping: ColumnMapping, mls: str, answers: Mapping[str, str]):
        self.standard = mapping.columns.get("standard_status", ())
        self.local = mapping.columns.get("mls_status", ())
        self.mls, self.answers = mls, answers
        self._known: dict[tuple[str | None, ...], tuple[str, str]] = {}

    @property
    def expressions(self) -> list[pl.Expr]:
        """One text column for each status column of the file: RESO's first, then the MLS's own."""
        columns = [filled([position]) for position in (*self.standard, *self.local)]
        return [column.alias(f"status{i}") for i, column in enumerate(columns)]

    def meaning(self, words: tuple[str | None, ...]) -> tuple[str, str]:
        """(StandardStatus, the MLS's word) of one row; both empty without a word, the first without a meaning."""
        known = self._known.get(words)
        if known is None:
            known = self._known[words] = self._look_up(words)
        return known

    def _look_up(self, words: tuple[str | None, ...]) -> tuple[str, str]:
        given = [listing_row.text(word) for word in words]
        standard = [word for word in given[: len(self.standard)] if word]
        local = [word for word in given[len(self.standard) :] if word]
        if answered := self._first(local, lambda word: self.answers.get(status.answer_key(word))):
            return answered
        if named := self._first(standard, lambda word: status.standard_status(word, "", {})):
            return named[0], local[0] if local else named[1]
        if known := self._first(local, lambda word: status.standard_status(word, self.mls, {})):
            return known
        asked = (local or standard or [""])[0]
        return self.answers.get(status.answer_key(asked), ""), asked

    @staticmethod
    def _first(words: Sequence[str], meaning: Callable[[str], str | None]) -> tuple[str, str] | None:
        return next(((found, word) for word in words if (found := meaning(word))), None)


class RowReader:
    """Reads the rows of one file: what its columns are, which MLS's words they speak, which day its dates are of."""

    def __init__(self, mapping: ColumnMapping, statuses: Statuses, day: Day):
        self.mapping, self.statuses, self.day = mapping, statuses, day
        labels = column_labels(mapping.header)
        self.label = {name: labels[positions[0]] for name, positions in mapping.columns.items()}
        self._read: dict[str, dict[str | None, object]] = {name: {None: None} for name in FIELDS}

    def read(self, frame: pl.DataFrame) -> tuple[list[ListingRow], list[Rejection]]:
        """The typed rows of a slice, and why the others are none. `frame` also has `row` and `listing_id`."""
        rejected: dict[int, Rejection] = {}
        rows = list(self._rows(frame, self._typed(frame, rejected), rejected))
        return rows, [rejected[index] for index in sorted(rejected)]

    def moments(self, frame: pl.DataFrame) -> list[datetime | None]:
        """The time stamp of each row of a slice, None where it has none."""
        stamps = [
            self._lenient(name, frame.select(filled(self.mapping.columns[name]))[:, 0].to_list(), self._moment)
            for name in MOMENT_FIELDS
            if name in self.mapping.columns
        ]
        return [next(filter(None, of_row), None) for of_row in zip(*stamps, strict=True)] or [None] * frame.height

    def _typed(self, frame: pl.DataFrame, rejected: dict[int, Rejection]) -> dict[str, list]:
        mapped = {name: filled(self.mapping.columns[name]) for name in self.mapping.columns if name != "listing_id"}
        texts = frame.select([expression.alias(name) for name, expression in mapped.items()])
        nothing = [None] * frame.height
        indexes = frame["row"].to_list()
        columns = {name: texts[name].to_list() if name in mapped else nothing for name in FIELDS}
        strict = {**dict.fromkeys(MONEY_FIELDS, listing_row.money), **dict.fromkeys(DATE_FIELDS, self._date)}
        for name in mapped.keys() & strict.keys():
            columns[name] = self._strict(name, columns[name], strict[name], indexes, rejected)
        lenient = {**dict.fromkeys(MOMENT_FIELDS, self._moment), **LENIENT}
        for name in mapped.keys() & lenient.keys():
            columns[name] = self._lenient(name, columns[name], lenient[name])
        return columns

    def _date(self, text: str) -> date | None:
        return listing_row.day(text, self.day)

    def _moment(self, text: str) -> datetime | None:
        """A time stamp that cannot be read is none: it only decides which row is newer."""
        try:
            return listing_row.moment(text, self.day)
        except UnusableValue:
            return None

    def _lenient(self, name: str, texts: list[str | None], read: Callable[[str], object]) -> list:
        known = self._read[name]
        for text in set(texts).difference(known):
            known[text] = read(text)
        return [known[text] for text in texts]

    def _strict(
        self,
        name: str,
        texts: list[str | None],
        read: Callable[[str], object],
        indexes: list[int],
        rejected: dict[int, Rejection],
    ) -> list:
        """Like lenient, but a text that is no such value rejects its row."""
        values = self._lenient(name, texts, lambda text: _value_or_problem(read, text))
        if any(isinstance(value, UnusableValue) for value in self._read[name].values()):
            for index, text, value in zip(indexes, texts, values, strict=True):
                if isinstance(value, UnusableValue):
                    rejected.setdefault(index, Rejection(index, self.label[name], text or "", str(value)))
        return values

    def _rows(
        self, frame: pl.DataFrame, columns: dict[str, list], rejected: dict[int, Rejection]
    ) -> Iterator[ListingRow]:
        words = frame.select(self.statuses.expressions).rows() if self.statuses.expressions else [()] * frame.height
        parts = zip(*(columns[name] for name in ADDRESS_PARTS.values()), strict=True)
        cells = map(Cells._make, zip(*(columns[name] for name in Cells._fields), strict=True))
        facts = map(_facts, *(columns[name] for name in FACT_FIELDS))
        keys = frame["row"].to_list(), frame["listing_id"].to_list()
        for index, listing_id, word, part, of_row, known in zip(*keys, words, parts, cells, facts, strict=True):
            standard, local = self.statuses.meaning(word)
            problem = rejected.get(index) or self._essential(index, listing_id, local)
            address = None if problem else self._address(index, part)
            if isinstance(address, Address):
                yield self._row(index, listing_id, address, (standard, local), of_row, known)
            else:
                rejected[index] = problem or address

    def _row(
        self, index: int, listing_id: str, address: Address, meaning: tuple[str, str], cells: Cells, facts: Facts
    ) -> ListingRow:
        standard, local = meaning
        list_price, close_price = _prices(standard, cells)
        property_type, status_moment = cells.property_type or "", cells.status_change_timestamp
        return ListingRow(
            index,
            listing_id,
            address,
            standard,
            local[:80],
            is_lease(property_type, cells.transaction_type or "", local),
            property_type,
            list_price,
            cells.original_list_price,
            close_price,
            cells.on_market_date,
            self._off_market(standard, cells),
            cells.expiration_date,
            cells.close_date,
            cells.days_on_market,
            cells.cumulative_days_on_market,
            cells.list_agent_full_name or "",
            cells.list_office_name or "",
            cells.modification_timestamp or status_moment,
            status_moment,
            facts,
        )

    def _off_market(self, standard: str, cells: Cells) -> date | None:
        """The day it came off; where the row gives none, nor an expiry, the day its status changed to being off."""
        changed = cells.status_change_timestamp
        if cells.off_market_date or cells.expiration_date or not changed or standard not in DATED_BY_STATUS:
            return cells.off_market_date
        return changed.astimezone(self.day.zone).date()

    def _essential(self, index: int, listing_id: str | None, local: str) -> Rejection | None:
        if not listing_id:
            return self._rejection(index, "listing_id", "", "Write the listing's number in the MLS.")
        if len(listing_id) > LONGEST_ID:
            return self._rejection(
                index, "listing_id", listing_id, f"A listing number has at most {LONGEST_ID} letters."
            )
        if not local:
            name = "mls_status" if "mls_status" in self.label else "standard_status"
            return self._rejection(index, name, "", "Write the listing's status, such as Active or Expired.")
        return None

    def _address(self, index: int, parts: tuple[str | None, ...]) -> Address | Rejection:
        try:
            return _within_bounds(address_of(*parts))
        except UnusableAddress as problem:
            name = "unparsed_address" if "unparsed_address" in self.label else "street_name"
            said = " ".join(text for text in parts if text)
            return self._rejection(index, name, said, f"{problem} Write it as 12 Oak St, Town, ST 21000.")

    def _rejection(self, index: int, name: str, value: str, repair: str) -> Rejection:
        return Rejection(index, self.label.get(name, name), value, repair)


def _value_or_problem(read: Callable[[str], object], text: str) -> object:
    try:
        return read(text)
    except UnusableValue as problem:
        return problem


def _lot_acres(acres: float | None, square_feet: float | None) -> float | None:
    """Acres, from square feet when only those are given; zero and more than a county are none."""
    found = acres or (square_feet / SQUARE_FEET_PER_ACRE if square_feet else None)
    return round(found, 3) if found and found < 1_000_000 else None


def _below(number: float | None, limit: int) -> float | None:
    """The number, or None for one that no home has: a slip of the keyboard."""
    return number if number is not None and number < limit else None


def _shortened(text: str, longest: int) -> str:
    return listing_row.text(text)[:longest]


is_lease = lru_cache(maxsize=4_096)(listing_row.is_lease)

LENIENT: dict[str, Callable[[str], object]] = {
    **dict.fromkeys(COUNT_FIELDS, lambda text: _below(listing_row.count(text), 100_000)),
    **{name: partial(_shortened, longest=longest) for name, longest in NAME_FIELDS.items()},
    **dict.fromkeys(("transaction_type", *ADDRESS_PARTS.values()), lambda text: listing_row.text(text) or None),
    "latitude": lambda text: listing_row.coordinate(text, 90),
    "longitude": lambda text: listing_row.coordinate(text, 180),
    "year_built": listing_row.year_built,
    "living_area": lambda text: _below(listing_row.count(text), 10_000_000) or None,
    "parcel_number": lambda text: _shortened(text, LONGEST_ID) or None,
    "lot_size_acres": listing_row.amount,
    "lot_size_square_feet": listing_row.amount,
    **dict.fromkeys(
        ("bedrooms_total", "bathrooms_total", "bathrooms_full", "bathrooms_half"),
        lambda text: _below(listing_row.amount(text), 1_000),
    ),
}


def address_of(
    number: str | None,
    predirection: str | None,
    street: str | None,
    suffix: str | None,
    postdirection: str | None,
    unit: str | None,
    unparsed: str | None,
    city: str | None,
    state: str | None,
    postal_code: str | None,
) -> Address:
    """The address of a row's ADDRESS_PARTS; a missing city and state are its postal code's. Raises UnusableAddress."""
    if postal_code and len(postal_code) < 5 and postal_code.isdigit():  # a spreadsheet took the leading zeros
        postal_code = postal_code.zfill(5)
    address = from_parts(
        number=number,
        predirection=predirection,
        street=street,
        suffix=suffix,
        postdirection=postdirection,
        unit=unit,
        unparsed=unparsed,
        city=city,
        state=state,
        postal_code=postal_code,
    )
    if address.postal_code is None or (address.city and address.state):
        return address
    place = place_of(address.postal_code)
    if place is None:
        return address
    city = address.city or (place.city or "").upper() or None
    return replace(address, city=city, state=address.state or place.state)


def _within_bounds(address: Address) -> Address:
    if len(address.key) <= ALWAYS_FITS and len(address.city or "") <= ALWAYS_FITS:
        return address
    for name, longest in LONGEST_PART.items():
        if len(getattr(address, name) or "") > longest:
            raise UnusableAddress(f"The {name.replace('_', ' ')} is longer than {longest} letters.")
    return address


def _prices(standard: str, cells: Cells) -> tuple[int | None, int | None]:
    """List and close price; a "current price" is the list price until the listing is closed, then the close price."""
    if standard == status.CLOSED:
        return cells.list_price, cells.close_price or cells.current_price
    return cells.list_price or cells.current_price, cells.close_price


def _facts(
    latitude: float | None,
    longitude: float | None,
    year_built: int | None,
    bedrooms: float | None,
    bathrooms: float | None,
    full: float | None,
    half: float | None,
    living_area: int | None,
    acres: float | None,
    square_feet: float | None,
    parcel_number: str | None,
) -> Facts:
    """The facts of a home from the values of FACT_FIELDS."""
    if bathrooms is None and (full is not None or half is not None):
        bathrooms = (full or 0) + (half or 0) / 2
    lot = _lot_acres(acres, square_feet) if acres or square_feet else None
    return Facts(latitude, longitude, year_built, bedrooms, bathrooms, living_area, lot, parcel_number)
