"""Phone numbers as vendors write them: E.164 to keep, `(410) 555-0142` to read out, and why one cannot be used.

Validity is the numbering plan's, from `phonenumbers`. In the North American plan the first six digits decide it (its
metadata never looks further), so a file of a million numbers asks for each exchange once. Numbers reserved for fiction
(555-0100 to 555-0199) count as real in every area code that is.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import phonenumbers
from phonenumbers import PhoneNumberType

Kind = Literal["residential", "toll_free", "premium", "personal", "unusable"]

_NORTH_AMERICA = 1
_KINDS: dict[int, Kind] = {
    PhoneNumberType.TOLL_FREE: "toll_free",
    PhoneNumberType.PREMIUM_RATE: "premium",
    PhoneNumberType.SHARED_COST: "premium",
    PhoneNumberType.PERSONAL_NUMBER: "personal",
    PhoneNumberType.UNKNOWN: "unusable",
}
_PROBLEMS: dict[Kind, str] = {
    "residential": "",
    "toll_free": "A toll-free number is a business line, not an owner's home. Leave it out.",
    "premium": "A premium-rate number charges whoever calls it and is not an owner's home. Leave it out.",
    "personal": "A personal follow-me number (5xx) is not tied to a home. Leave it out.",
    "unusable": "",
}

_PLAIN = re.compile(r"\s*(?:\+?1[ .-]?)?\(?([2-9]\d\d)\)?[ .-]{0,2}([2-9]\d\d)[ .-]?(\d{4})(?:\.0)?\s*", re.ASCII)
_SPREADSHEET = re.compile(r"\s*\d(?:\.\d+)?E\+?\d+\s*", re.IGNORECASE | re.ASCII)
_NOT_DIGITS = re.compile(r"\D+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Phone:
    """What a text turned out to be.

    `number` is E.164, or None when unusable; `problem` says why it cannot be an owner's number at home.
    """

    number: str | None
    kind: Kind
    problem: str = ""

    @property
    def is_residential(self) -> bool:
        return self.kind == "residential"


@lru_cache(maxsize=1 << 16)
def parse(text: str, region: str = "US") -> Phone:
    """Read one number. `region` (ISO 3166) is where a number without a country code is at home."""
    plain = _PLAIN.fullmatch(text)
    if plain and region in ("US", "CA"):
        return _ten_digits("".join(plain.groups()))
    if _SPREADSHEET.fullmatch(text):
        return _unusable("A spreadsheet shortened it. Format the column as text, fill it in again and export.")
    return _anywhere(text, region)


def e164(text: str, region: str = "US") -> str | None:
    """`+14105550142`, or None when the text is no usable number. Toll-free numbers are numbers too."""
    return parse(text, region).number


def national(number: str) -> str:
    """An E.164 number as it is read out: `(410) 555-0142`, or with its country code when it is abroad."""
    if number.startswith("+1") and len(number) == 12:
        return f"({number[2:5]}) {number[5:8]}-{number[8:]}"
    try:
        return phonenumbers.format_number(phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    except phonenumbers.NumberParseException:
        return number


def area_code(number: str) -> str | None:
    """The three digits after +1, or None for a number outside the North American plan."""
    return number[2:5] if number.startswith("+1") and len(number) == 12 else None


def country_of(area: str) -> str | None:
    """The country that hands out an area code's numbers, such as `US` or `CA`; None when none does, or not by area."""
    return phonenumbers.region_code_for_number(
        phonenumbers.PhoneNumber(country_code=_NORTH_AMERICA, national_number=int(f"{area}2345678"))
    )


def _north_american(area: str, exchange: str, line: str) -> Phone:
    kind = _exchange_kind(area, _real_exchange(exchange, line))
    if kind == "unusable":
        return _unusable(_why_not_assigned(area, exchange))
    return Phone(f"+1{area}{exchange}{line}", kind, _PROBLEMS[kind])


def _real_exchange(exchange: str, line: str) -> str:
    """A number reserved for fiction is judged by its area code alone."""
    return "234" if exchange == "555" and line.startswith("01") else exchange


@lru_cache(maxsize=1 << 16)
def _exchange_kind(area: str, exchange: str) -> Kind:
    number = phonenumbers.PhoneNumber(country_code=_NORTH_AMERICA, national_number=int(f"{area}{exchange}4567"))
    return _KINDS.get(phonenumbers.number_type(number), "residential")


def _why_not_assigned(area: str, exchange: str) -> str:
    if _exchange_kind(area, "234") == "unusable":
        return f"There is no area code {area}. Look the number up again."
    return f"Area code {area} has no numbers that go on with {exchange}. Look the number up again."


def _anywhere(text: str, region: str) -> Phone:
    """The long way round: words beside the digits, extensions, other countries."""
    digits = _NOT_DIGITS.sub("", text).removeprefix("1")
    if region in ("US", "CA") and len(digits) == 10 and not text.lstrip().startswith("+"):
        return _ten_digits(digits)
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return _unusable(_why_not_digits(text))
    national_number = str(number.national_number)
    if number.country_code == _NORTH_AMERICA and len(national_number) == 10:
        return _ten_digits(national_number)
    if not phonenumbers.is_valid_number(number):
        return _unusable(_why_not_digits(text))
    kind = _KINDS.get(phonenumbers.number_type(number), "residential")
    return Phone(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), kind, _PROBLEMS[kind])


def _ten_digits(digits: str) -> Phone:
    return _north_american(digits[:3], digits[3:6], digits[6:])


def _why_not_digits(text: str) -> str:
    digits = len(_NOT_DIGITS.sub("", text))
    if not digits:
        return "This is not a phone number. Write ten digits, or leave it empty."
    if digits == 7:
        return "The area code is missing. Write ten digits."
    return f"A phone number has ten digits, this has {digits}."


def _unusable(problem: str) -> Phone:
    return Phone(None, "unusable", problem)
