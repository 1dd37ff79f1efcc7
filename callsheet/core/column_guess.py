"""What a column of a file holds, judged by its values, where its name does not say.

A column `looks like` dollars, dates, status words, phones and so on when four in five of its filled values do. From
that, and from what stands beside it, follows the field it most likely gives; a field is guessed once. Which date or
which of two prices a column is cannot be told by values: such a column is left for a person, with what it looks like.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from callsheet.core import phone
from callsheet.core.address_words import DIRECTIONS, STATES, SUFFIXES
from callsheet.core.status import standard_status

Kind = Literal[
    "status words",
    "phones",
    "emails",
    "dollars",
    "dates",
    "ZIPs",
    "states",
    "addresses",
    "street suffixes",
    "house numbers",
    "listing numbers",
    "names",
    "words",
]

ENOUGH = 0.8
LEAST_PRICE = 10_000
DISTINCT = 0.9
"""So many of the values must differ where each row has its own: listing numbers, addresses, names."""

_DOLLARS = re.compile(
    r"(?:USD|CAD|C|US)?\s?\$\s?\d[\d,]*(?:\.\d*)?(?:[KkMm]|/mo)?|(?:\d{2,3},\d{3}|\d{1,3}(?:,\d{3}){2,})(?:\.\d\d)?"
)
_DATE = re.compile(
    r"(?:\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d\d)|\d{4}-\d\d-\d\d|\d{1,2}[ -][A-Za-z]{3}[a-z]*[ -]\d{4}"
    r"|[A-Za-z]{3}[a-z]*\.? \d{1,2},? \d{4})(?:[ T].*)?"
)
_ZIP = re.compile(r"\d{5}(?:-\d{4})?|[A-Za-z]\d[A-Za-z] ?\d[A-Za-z]\d")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_ADDRESS = re.compile(r"\d[\w/-]*\s+(?:\S+\s+)*[A-Za-z].*")
_HOUSE = re.compile(r"\d{1,6}(?: ?[A-Za-z]| 1/2)?")
_NUMBER = re.compile(r"(?=.*\d{3})[A-Za-z]{0,5}[ #-]?\d[\dA-Za-z-]{3,}")
_SERIAL_NUMBER = re.compile(r"[A-Za-z]{0,5}\d{5,}")
_NAME = re.compile(r"[A-Za-z][A-Za-z'.-]*,?(?: (?:&|[A-Za-z][A-Za-z'.-]*,?)){1,6}")
_WORDS = re.compile(r"[A-Za-z][A-Za-z' .-]*")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file: its filled values from the first rows, and the field its name gives, empty for none."""

    values: Sequence[str]
    field: str = ""


@dataclass(frozen=True, slots=True)
class Guess:
    """What a column is taken for: a field, or empty where a person must say; `because` tells what was seen."""

    field: str
    because: str


def looks_like(values: Sequence[str]) -> Kind | None:
    """What most of these values are; None for a column that tells nothing, or has hardly any value."""
    told = [value.strip() for value in values if value.strip()]
    if not told:
        return None
    return next((kind for kind, is_one in _KINDS.items() if is_one(told)), None)


def guess_columns(columns: Sequence[Column], is_owner_file: bool = False) -> dict[int, Guess]:
    """Place -> guess, for the columns whose name gives no field and whose values tell something.

    A house number needs a street beside it, a city a state or a ZIP after it.
    """
    kinds = [looks_like(column.values) for column in columns]
    fields = OWNER_FIELDS if is_owner_file else LISTING_FIELDS
    taken = {column.field for column in columns if column.field}
    guesses: dict[int, Guess] = {}
    for place, column in enumerate(columns):
        kind = kinds[place]
        if column.field or kind is None:
            continue
        field = _field(place, kinds, fields, taken)
        if field:
            taken.add(field)
            guesses[place] = Guess(field, _because(kind, field))
        elif kind in ASKED:
            guesses[place] = Guess("", f"values look like {kind}: {ASKED[kind]}")
    return guesses


def _because(kind: Kind, field: str) -> str:
    if field in BESIDE:
        return BESIDE[field]
    return f"values look like {kind}"


def _field(place: int, kinds: Sequence[Kind | None], fields: Mapping[Kind, str], taken: Collection[str]) -> str:
    kind = kinds[place]
    after = kinds[place + 1] if place + 1 < len(kinds) else None
    if kind == "words":
        return _word_field(kinds, place, after, taken)
    if kind == "house numbers":
        is_beside_street = after in ("words", "street suffixes") and "unparsed_address" not in taken
        return "street_number" if is_beside_street and "street_number" not in taken else ""
    field = fields.get(kind, "") if kind else ""
    if field == "phone":
        return _next("phone", taken)
    if field == "email":
        return _next("email", taken)
    return "" if field in taken else field


def _word_field(kinds: Sequence[Kind | None], place: int, after: Kind | None, taken: Collection[str]) -> str:
    """A street stands after its house number, a city before its state or ZIP."""
    before = kinds[place - 1] if place else None
    if before == "house numbers" and "street_name" not in taken and "unparsed_address" not in taken:
        return "street_name"
    return "city" if after in ("states", "ZIPs") and "city" not in taken else ""


def _next(stem: str, taken: Collection[str]) -> str:
    return next(name for number in range(1, 1000) if (name := f"{stem}_{number}") not in taken)


LISTING_FIELDS: dict[Kind, str] = {
    "status words": "mls_status",
    "dollars": "list_price",
    "ZIPs": "postal_code",
    "states": "state_or_province",
    "addresses": "unparsed_address",
    "street suffixes": "street_suffix",
    "listing numbers": "listing_id",
}
OWNER_FIELDS: dict[Kind, str] = {
    "phones": "phone",
    "emails": "email",
    "ZIPs": "postal_code",
    "states": "state_or_province",
    "addresses": "unparsed_address",
    "street suffixes": "street_suffix",
    "names": "owner",
}
ASKED: dict[Kind, str] = {"dates": "which date is it?", "dollars": "which price is it?"}
BESIDE = {
    "street_number": "numbers before a street",
    "street_name": "words after a house number",
    "city": "words before a state or a ZIP",
}


# ---- what a value is


def _most(matches: Callable[[str], object]) -> Callable[[Sequence[str]], bool]:
    def is_one(values: Sequence[str]) -> bool:
        return sum(bool(matches(value)) for value in values) >= ENOUGH * len(values)

    return is_one


def _are_statuses(values: Sequence[str]) -> bool:
    """Known words; single letters alone may be anything."""
    return any(len(value) > 2 for value in values) and _most(lambda value: standard_status(value, "", {}))(values)


def _are_dollars(values: Sequence[str]) -> bool:
    """With a dollar sign or commas, or round and large; one file writes both ($412,500 beside 389000)."""
    return _most(lambda value: _DOLLARS.fullmatch(value) or _is_round_amount(value))(values)


def _is_round_amount(value: str) -> bool:
    is_whole = re.fullmatch(r"\d{5,9}(?:\.0+)?", value) is not None
    return is_whole and (amount := int(float(value))) >= LEAST_PRICE and amount % 100 == 0


def _are_all_different(values: Sequence[str]) -> bool:
    return len(set(values)) >= DISTINCT * len(values)


def _are_addresses(values: Sequence[str]) -> bool:
    return _most(_ADDRESS.fullmatch)(values) and len(set(values)) * 2 >= len(values)


def _are_listing_numbers(values: Sequence[str]) -> bool:
    return _are_all_different(values) and _most(_NUMBER.fullmatch)(values)


def _are_names(values: Sequence[str]) -> bool:
    """Several words each, and hardly two alike: towns of two words repeat."""
    return _are_all_different(values) and _most(_NAME.fullmatch)(values) and len(values) > 1


_KINDS: dict[Kind, Callable[[Sequence[str]], bool]] = {
    "emails": _most(_EMAIL.fullmatch),
    "dates": _most(_DATE.fullmatch),
    "phones": _most(lambda value: len(value) >= 10 and phone.parse(value).number),
    "dollars": _are_dollars,
    "ZIPs": _most(_ZIP.fullmatch),
    "states": _most(lambda value: len(value) == 2 and value.upper() in STATES.values()),
    "status words": _are_statuses,
    "street suffixes": _most(lambda value: value.upper().strip(".") in SUFFIXES and value.upper() not in DIRECTIONS),
    "addresses": _are_addresses,
    "listing numbers": _are_listing_numbers,
    "house numbers": _most(_HOUSE.fullmatch),
    "names": _are_names,
    "words": _most(_WORDS.fullmatch),
}


def is_surely_a_value(cell: str) -> bool:
    """Whether a cell is a date, dollars, a ZIP, an e-mail, a phone or a listing number: no column is named so."""
    told = cell.strip()
    is_one = any(pattern.fullmatch(told) for pattern in (_DATE, _DOLLARS, _EMAIL, _ZIP, _SERIAL_NUMBER))
    return is_one or (len(told) >= 10 and bool(phone.parse(told).number))


def is_row(cells: Sequence[str]) -> bool:
    """Whether the first line of a file is a row already, so that the file has no header.

    Three cells that are surely values make a row; so do two, when with addresses and numbers they are a third of it. A
    header may hold an odd name ("1 Bath", "2024").
    """
    told = [cell.strip() for cell in cells if cell.strip()]
    sure = sum(map(is_surely_a_value, told))
    likely = sum(bool(_ADDRESS.fullmatch(cell) or re.fullmatch(r"\d{2,}(?:\.\d+)?", cell)) for cell in told)
    return sure >= 3 or (len(told) > 1 and sure + likely >= 2 and sure > 0 and (sure + likely) * 3 >= len(told))
