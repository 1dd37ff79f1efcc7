"""The address of a home in its parts, and the key that is equal for every spelling of it.

`parse` reads one line, `from_parts` the fields of a file. Parts are upper-case in the short forms of USPS Publication
28 (suffix `LN`, direction `N`); `display` gives them back as an agent writes them. The key carries the version of the
rules: when they change, so does `KEY_VERSION`, and stored keys are made anew.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from callsheet.core.address_display import display, display_unit
from callsheet.core.address_line import part_unit, read_line
from callsheet.core.address_number import WIDEST_RANGE, HouseNumber, UnusableAddress, read_number, spelled_number
from callsheet.core.address_place import (
    city_key,
    is_canadian,
    read_postal_code,
    read_state,
    take_postal_code,
    without_country,
)
from callsheet.core.address_street import Street, is_strong, name_key, read_street
from callsheet.core.address_text import SEAM, plain_field, words_of
from callsheet.core.address_unit import read_unit
from callsheet.core.address_words import DIRECTIONS, NO_NUMBER, SUFFIXES

__all__ = [
    "KEY_VERSION",
    "Address",
    "UnusableAddress",
    "display",
    "display_unit",
    "from_parts",
    "number_key",
    "older_keys",
    "parse",
    "street_key",
]

KEY_VERSION = "2"

_RANGE = re.compile(r"\s*(?:&|\bAND\b|/(?!\d+$)|-)\s*")
_PAIR_BY_SLASH = re.compile(r"(\d{2,}[A-Z]?)/(\d{2,}[A-Z]?)")
_SHORT_RANGE = re.compile(r"(\d{4,})-(\d+)")
_LEADING_ZEROS = re.compile(r"^0+(?=\d)")


@dataclass(frozen=True, slots=True)
class Address:
    """One home's address. `postal_code` is a 5-digit ZIP or a Canadian `A1A 1A1`; a part that is not known is None."""

    number: str
    predirection: str | None
    street: str
    suffix: str | None
    postdirection: str | None
    unit: str | None
    city: str | None
    state: str | None
    postal_code: str | None
    key: str = field(init=False)

    def __post_init__(self) -> None:
        street = _street_part(self.predirection, self.street, self.suffix, self.postdirection)
        place = _place_part(self.city, self.state, self.postal_code)
        key = f"{KEY_VERSION}|{number_key(self.number)}|{street}|{self.unit or ''}|{place}"
        object.__setattr__(self, "key", key)

    @property
    def street_line(self) -> str:
        """The address without its place, as an agent writes it: `2207 Heron Ct, Unit 3B`."""
        parts = (self.predirection, self.street, self.suffix, self.postdirection)
        line = " ".join(filter(None, (_shown_number(self.number), *map(display, parts))))
        return f"{line}, {display_unit(self.unit)}" if self.unit else line

    @property
    def one_line(self) -> str:
        """The whole address: `2207 Heron Ct, Unit 3B, Port Alder, MD 21078`."""
        place = " ".join(filter(None, (self.state, self.postal_code)))
        return ", ".join(filter(None, (self.street_line, display(self.city), place)))


def _shown_number(number: str) -> str:
    return display(number) if number[:3].isalpha() else number


@lru_cache(maxsize=1 << 16)
def number_key(number: str) -> str:
    """A house number as it is compared: `373 & 374` and `373/374` are the range `373-374`, `One` is `1`."""
    if number.isdigit():
        return number.lstrip("0") or "0"
    if number[:1].isalpha() and (spelled := spelled_number(number.upper())):
        return spelled
    number = number.upper().replace("HOMESITE ", "LOT ").replace("LOTS ", "LOT ")
    return _whole_range(_LEADING_ZEROS.sub("", _RANGE.sub("-", _PAIR_BY_SLASH.sub(r"\1-\2", number))))


def _whole_range(number: str) -> str:
    """`8809-11` is the range `8809-8811`. With fewer figures in front it is a number of Queens, which is whole."""
    found = _SHORT_RANGE.fullmatch(number)
    if not found or len(found[2]) >= len(found[1]):
        return number
    end = found[1][: -len(found[2])] + found[2]
    return f"{found[1]}-{end}" if 0 < int(end) - int(found[1]) <= WIDEST_RANGE else number


@lru_cache(maxsize=1 << 16)
def _street_part(before: str | None, name: str, suffix: str | None, behind: str | None) -> str:
    return f"{before or ''}|{name_key(name)}|{suffix or ''}|{behind or ''}"


@lru_cache(maxsize=1 << 16)
def _place_part(city: str | None, state: str | None, postal_code: str | None) -> str:
    if postal_code:
        return postal_code.replace(" ", "")
    return " ".join(filter(None, (city_key(city) if city else None, state)))


def older_keys(key: str) -> frozenset[str]:
    """The same key under each earlier version of the rules; it was that home's key if they read its address alike."""
    body = key.partition("|")[2]
    return frozenset(f"{version}|{body}" for version in range(1, int(KEY_VERSION)))


def street_key(address: Address) -> str:
    """The street of an address as it is compared, without number and place: `N MAIN ST`."""
    part = _street_part(address.predirection, address.street, address.suffix, address.postdirection)
    return " ".join(filter(None, part.split("|")))


def parse(text: str) -> Address:
    """Read one line, such as `2207 Heron Ct, Unit 3B, Port Alder, MD 21078`.

    Raises UnusableAddress with one sentence why the text names no home.
    """
    line = read_line(text)
    return _address(line.number, line.street, line.unit, line.city, line.state, line.postal_code)


def _address(
    number: str, street: Street, unit: str | None, city: str | None, state: str | None, postal_code: str | None
) -> Address:
    return Address(
        number,
        street.predirection,
        street.name,
        street.suffix,
        street.postdirection,
        unit,
        city,
        state,
        postal_code,
    )


def from_parts(
    *,
    number: str | None = None,
    predirection: str | None = None,
    street: str | None = None,
    suffix: str | None = None,
    postdirection: str | None = None,
    unit: str | None = None,
    unparsed: str | None = None,
    city: str | None = None,
    state: str | None = None,
    postal_code: str | None = None,
) -> Address:
    """The address in a file's own fields, each as the file writes it; `unparsed` is the street line or the whole line.

    Repairs what files do: the unit in the number's field, suffix and direction in the name's, the whole line in one of
    them. Fields win over what a line says. Raises UnusableAddress with one sentence why this names no home.
    """
    if not unit and number and street and number.isdecimal() and number.isascii() and number not in NO_NUMBER:
        around = _around_number(predirection, street, suffix, postdirection, city, state, postal_code)
        if around:
            return _address(number, *around)
    city, code, postal_code = _place(city, state, postal_code)
    own_unit = read_unit(plain_field(unit)) if unit else None
    number = plain_field(number) if number else ""
    street = plain_field(street) if street else ""
    if own_unit and not suffix and is_strong(own_unit):
        suffix, own_unit = own_unit, None
    if own_unit and own_unit.startswith("LOT ") and street and number in NO_NUMBER:
        number, own_unit = own_unit, None
    if number and street:
        named, found, found_unit = _from_fields(
            number, predirection, street, suffix, postdirection, code, is_canadian(code, postal_code)
        )
        return _address(named, found, own_unit or found_unit, city, code, postal_code)
    text = unparsed or " ".join(filter(None, (number, predirection, street, suffix, postdirection)))
    line = read_line(text, city=city, has_place=bool(city or postal_code))
    return _address(
        line.number,
        line.street,
        own_unit or line.unit,
        city or line.city,
        code or line.state,
        postal_code or line.postal_code,
    )


@lru_cache(maxsize=1 << 16)
def _around_number(
    predirection: str | None,
    street: str,
    suffix: str | None,
    postdirection: str | None,
    city: str | None,
    state: str | None,
    postal_code: str | None,
) -> tuple[Street, str | None, str | None, str | None, str | None] | None:
    """Street, unit, city, state and postal code for every home of the street whose number is plain figures.

    Files are full of such homes; this is remembered by street and place. None where the number tells more: the street
    is missing, or begins with figures that may be the number once more.
    """
    street = plain_field(street)
    if not street or street[0].isdigit():
        return None
    found, unit = _street_field(predirection, street, suffix, postdirection)
    return found, unit, *_place(city, state, postal_code)


@lru_cache(maxsize=1 << 16)
def _place(city: str | None, state: str | None, postal_code: str | None) -> tuple[str | None, str | None, str | None]:
    """City, state and postal code from their own fields."""
    code = read_state(state) if state else None
    postal_code = read_postal_code(postal_code, code) if postal_code else None
    city = (plain_field(city) or None) if city else None
    if city and not postal_code and ("," in city or any(map(str.isdigit, city))):
        return _place_in(city, code)
    return city, code, postal_code


@lru_cache(maxsize=1 << 14)
def _place_in(city: str, state: str | None) -> tuple[str | None, str | None, str | None]:
    """City, state and postal code from a city's field that holds more of the place: `Port Alder, MD 21078`.

    A state's full name needs a comma before it: Port Washington is a city.
    """
    rest, postal_code = take_postal_code(without_country(city))
    stretches = [stretch.strip() for stretch in rest.split(",") if stretch.strip()]
    words = words_of(stretches.pop()) if stretches else ()
    found = read_state(" ".join(words)) if stretches else None
    if found:
        words = ()
    elif len(words) > 1 and len(words[-1]) == 2 and (found := read_state(words[-1])):
        words = words[:-1]
    name = ", ".join(filter(None, (*stretches, " ".join(words))))
    return name or None, state or found, postal_code


def _from_fields(
    number: str,
    predirection: str | None,
    street: str,
    suffix: str | None,
    postdirection: str | None,
    state: str | None,
    canadian: bool,
) -> tuple[str, Street, str | None]:
    """House number, street and unit from separate fields."""
    read = _number_field(number, state, canadian)
    if read.rest:
        predirection, street = _without_overlap(read, predirection, street)
    found, unit = _street_field(predirection, _without_number(read.number, street), suffix, postdirection)
    return read.number, found, " ".join(dict.fromkeys(filter(None, (read.unit, unit)))) or None


@lru_cache(maxsize=1 << 16)
def _number_field(number: str, state: str | None, canadian: bool) -> HouseNumber:
    return read_number(words_of(number), state=state, canadian=canadian)


def _without_overlap(read: HouseNumber, predirection: str | None, street: str) -> tuple[str | None, str]:
    """What to make of words behind the number in its own field: a direction, or the street written twice."""
    rest = " ".join(read.rest)
    if len(read.rest) == 1 and rest in DIRECTIONS:
        return predirection or rest, street
    if street == read.number:
        return predirection, rest
    if set(words_of(street)) & set(read.rest):
        return predirection, rest if len(rest) > len(street) else street
    raise UnusableAddress(f"The house number says '{read.number} {rest}', but the street says '{street}'.")


def _without_number(number: str, street: str) -> str:
    """The street without the house number written in front of it once more."""
    opening, _, rest = street.partition(" ")
    return rest if opening == number and rest and rest not in SUFFIXES else street


@lru_cache(maxsize=1 << 16)
def _street_field(
    predirection: str | None, street: str, suffix: str | None, postdirection: str | None
) -> tuple[Street, str | None]:
    """The street from its own fields; a unit that stands in the name's field comes back beside it."""
    words = words_of(street.split(SEAM, maxsplit=1)[0])
    if not words:
        raise UnusableAddress("There is a house number but no street.")
    words, unit = part_unit(words)
    return read_street(_with_fields(words, predirection, suffix, postdirection)), unit


def _with_fields(
    words: tuple[str, ...], predirection: str | None, suffix: str | None, postdirection: str | None
) -> tuple[str, ...]:
    """The words of a street with those of the fields around its name, unless the name's field says them already."""
    before, kind, behind = (
        words_of(plain_field(part)) if part else () for part in (predirection, suffix, postdirection)
    )
    if before and DIRECTIONS.get(words[0]) == DIRECTIONS.get(before[0]):
        before = ()
    said = words[-2:] if words[-1] in DIRECTIONS else words[-1:]
    if kind and len(words) > 1 and SUFFIXES.get(kind[0], kind[0]) == SUFFIXES.get(said[0]):
        kind = ()
    if behind and DIRECTIONS.get(words[-1]) == DIRECTIONS.get(behind[0]):
        behind = ()
    return (*before, *words, *kind, *behind)
