"""One address in one line, read into its parts.

Place first, from the end (country, postal code, state), then the stretches between commas: buildings in front of the
number, units, the street, the city. Where street and city stand together without a comma the suffix parts them; only
a line without any suffix is handed to `usaddress`, whose statistics are the last resort.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import usaddress

from callsheet.core.address_cities import opens_directed_city, park_city_at
from callsheet.core.address_number import HouseNumber, UnusableAddress, looks_like_number, read_number
from callsheet.core.address_place import (
    ALSO_CITIES,
    city_of,
    is_canadian,
    read_state,
    take_postal_code,
    take_state,
    without_country,
)
from callsheet.core.address_statistics import with_commas
from callsheet.core.address_street import Street, is_strong, numbered_road, read_street, split_city
from callsheet.core.address_text import SEAM, plain, words_of
from callsheet.core.address_unit import all_split, starts_unit, take_unit, unit_starts_at
from callsheet.core.address_words import (
    CARDINALS,
    DIRECTION_WORDS,
    DIRECTIONS,
    KNOWN_CITIES,
    LETTERED_STREETS,
    NO_NUMBER,
    ONLY_SAINTS,
    ROAD_NAMES,
    SAINTS,
    SUFFIXES,
    UNIT_DESIGNATORS,
    word_set,
)

_POST_BOX = re.compile(r"\b(?:P ?O ?|POST OFFICE |POB )(?:BOX|DRAWER|B)\b|^(?:BOX|DRAWER|POB) #? ?\d|\bPOB \d")
_ROUTE_BOX = re.compile(r"\b(?:RR|HC|HCR|RURAL ROUTE|STAR RTE|STAR ROUTE|RFD)\b.*\bBOX\b|^(?:RR|HC|HCR|RFD) #? ?\d")
# None of them is in a line without one of these, or one of these letters in front.
_MAIL = ("BOX", "DRAWER", "POB", "P O", "PO B", "OFFICE B", "PMB")
_BOX_BEHIND = re.compile(r",?\s*\b(?:P ?O ?BOX|POB)\s*#?\s*[\w-]*")
_MAIL_BOX_BEHIND = re.compile(r"(?<=\w),?\s*\b(?:PMB|BOX)\s*#?\s*\d[\w-]*")
_FIGURES = re.compile(r"\d+(?!\d|ST$|ND$|RD$|TH$)")
_NUMBER_LETTER = re.compile(r"\d{1,3}-?[A-Z]")
# City names of several words begin or end with one of these.
_CITY_OPENINGS = word_set(
    "NEW NORTH SOUTH EAST WEST N S E W PORT FORT FT SAINT ST SAN SANTA LOS LAS EL LA LAKE MOUNT MT GRAND WHITE"
)
_CITY_ENDINGS = word_set("CITY BEACH PARK HEIGHTS HILLS SPRINGS FALLS ROCK GROVE VILLAGE VALLEY")


@dataclass(frozen=True, slots=True)
class Line:
    """What one line says, in upper-case words; the number and the street are always there."""

    number: str
    street: Street
    unit: str | None
    city: str | None = None
    state: str | None = None
    postal_code: str | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    city: str | None
    state: str | None
    postal_code: str | None


def read_line(text: str, *, city: str | None = None, has_place: bool = False) -> Line:
    """Read one line. Raises UnusableAddress with one sentence why it names no home.

    `has_place`: the place stands in fields of its own, so words behind the street are not a city unless they say
    `city` once more.
    """
    line = without_country(plain(text))
    if not line:
        raise UnusableAddress("The address is empty.")
    try:
        found = _by_rules(line, city, has_place)
    except UnusableAddress:
        if has_place or not (mended := with_commas(line)):
            raise
        return _by_rules(mended, city, has_place)
    return found if has_place or not _is_doubtful(found) else _surer(found, line)


def _is_doubtful(found: Line) -> bool:
    """Whether the rules may have parted street and place wrongly, so that statistics are asked."""
    name = found.street.name.split()
    if is_canadian(found.state, found.postal_code):
        return False
    if _has_inner_number(found.street.name):
        return True
    if not found.city:
        return bool(found.state or found.postal_code or (len(name) > 1 and not found.street.suffix))
    is_bare = found.city in ALSO_CITIES and not found.state and len(name) > 1 and not found.street.suffix
    return is_bare or _is_odd_city(found.city)


@lru_cache(maxsize=1 << 16)
def _has_inner_number(street: str) -> bool:
    """Whether a second house number stands among the words of the street: `1015 Heron Center 505 20th St`."""
    words = tuple(street.split())
    is_inside = any(_FIGURES.match(word) for word in words[1:]) and numbered_road(words)[1] < len(words)
    return is_inside or (len(words) > 1 and words[0].isdigit() and len(words[0]) > 2)


@lru_cache(maxsize=1 << 14)
def _is_odd_city(city: str) -> bool:
    """Whether a city's name holds what hardly any has: figures, a unit's word, a street's suffix, a lone letter."""
    words = city.split()
    return (
        len(words) > 3
        or len(city) < 3
        or not city.replace(" ", "").replace("-", "").replace("'", "").isalpha()
        or (len(words[0]) == 1 and words[0] not in DIRECTIONS)
        or any(word in UNIT_DESIGNATORS for word in words)
        or (len(words) > 1 and words[0] in ("CENTER", "PARK"))
        or any(is_strong(word) and not _is_saint_of(words, at) for at, word in enumerate(words[:-1]))
        or (words[0] in DIRECTIONS and not opens_directed_city(words, None))
    )


def _is_saint_of(words: Sequence[str], at: int) -> bool:
    return words[at] == "ST" and words[at + 1] in SAINTS


def _surer(found: Line, line: str) -> Line:
    """The line as the model parts it, when that leaves no doubt; else what the rules found."""
    mended = with_commas(line)
    try:
        other = _by_rules(mended, None, False) if mended else found
    except UnusableAddress:
        return found
    if other.number in (found.unit, *found.street.name.split()) and other.number != found.number:
        return other
    if not other.city or _has_odd_words(other.city) or not _is_same_opening(found, other):
        return found
    if other.number == found.number and _loses_suffix(found.street.suffix, other.street.suffix, line):
        return found
    if not (found.state or found.postal_code or other.state or other.city in KNOWN_CITIES or _is_directed(other)):
        return found
    city = _from_saint(other.city)
    return replace(other, city=city, unit=other.unit or found.unit if other.number == found.number else other.unit)


def _is_same_opening(found: Line, other: Line) -> bool:
    """Whether both readings begin alike, so that only the seam of street and place is another; a building may go."""
    return other.number != found.number or found.street.name.split()[0] in other.street.name.split()


def _loses_suffix(suffix: str | None, other: str | None, line: str) -> bool:
    """Whether the model takes a suffix that a comma follows for no end of the street: `6TH SIDEROAD, BASEMENT, ...`."""
    if not suffix or suffix == other:
        return False
    return any(SUFFIXES.get(word[:-1]) == suffix for word in line.split() if word[-1] == ",")


def _is_directed(line: Line) -> bool:
    """`N HERON` and then a city: a name behind a direction is mostly of one word, so the model's city may be one."""
    name, city = line.street.name, line.city or ""
    return bool(line.street.predirection) and " " not in name and len(name) > 1 and not _is_odd_city(city)


def _from_saint(city: str) -> str:
    """`HERON BEACH ST SIMONS ISLAND`: a saint's city behind a neighbourhood of two words or more."""
    words = city.split()
    at = next((at for at in range(2, len(words) - 1) if words[at] == "ST" and words[at + 1] in ONLY_SAINTS), 0)
    return " ".join(words[at:])


def _has_odd_words(city: str) -> bool:
    return any(word in UNIT_DESIGNATORS or any(map(str.isdigit, word)) for word in city.split())


def _by_rules(line: str, city: str | None, has_place: bool) -> Line:
    line, postal_code = take_postal_code(_without_box(line))
    stretches = [stretch.strip() for stretch in line.split(",")]
    stretches, state = _take_state([s for s in stretches if s], postal_code)
    place = _Place(None, state, postal_code)
    if city and stretches:
        stretches = _without_city(stretches, city)
    return _read_stretches(stretches, place, street_only=has_place)


def _without_box(line: str) -> str:
    """Refuse a post office box; drop one that follows a street address."""
    if line[:1] not in ("R", "H") and not any(mark in line for mark in _MAIL):
        return line
    if not _POST_BOX.search(line) and not _ROUTE_BOX.search(line):
        return _MAIL_BOX_BEHIND.sub("", line)
    without = _BOX_BEHIND.sub("", line)
    words = words_of(without)
    if not _ROUTE_BOX.search(line) and len(words) > 2 and looks_like_number(words[0]) and without != line:
        return without
    raise UnusableAddress("This is a post office box or a mail route, not a home.")


def _take_state(stretches: list[str], postal_code: str | None) -> tuple[list[str], str | None]:
    """Take the state off the last stretch, also one that is said twice (`Georgia, GA`)."""
    if not stretches:
        return stretches, None
    words, state = take_state(stretches, words_of(stretches[-1]), postal_code)
    rest = [*stretches[:-1], *([" ".join(words)] if words else [])]
    is_city = rest and (rest[-1] in ALSO_CITIES or (rest[-1] == "NY" and any(map(str.isdigit, rest[-2]))))
    if state and len(rest) > 2 and read_state(rest[-1]) == state and not is_city:
        rest.pop()
    if state and len(rest) > 1 and rest[-1].endswith(f" {state}"):
        rest[-1] = rest[-1].removesuffix(f" {state}")
    return rest, state


def _without_city(stretches: list[str], city: str) -> list[str]:
    last = stretches[-1]
    if last == city and len(stretches) > 1:
        return stretches[:-1]
    return [*stretches[:-1], last.removesuffix(f" {city}")]


def _read_stretches(stretches: list[str], place: _Place, *, street_only: bool) -> Line:
    unit, street, behind = _find_street(stretches)
    found, rest_unit, rest_city = _read_behind(tuple(behind)) if behind else (None, None, None)
    if found:
        street = (*street, found)
    unit = _joined(unit, rest_unit)
    place = _Place(rest_city, place.state, place.postal_code)
    if rest_city or street_only or (behind and not found):
        return _closed(street, unit, place)
    return _open(street, unit, place)


def _joined(*units: str | None) -> str | None:
    """Several units as one, each named once."""
    return " ".join(dict.fromkeys(filter(None, units))) or None


def _find_street(stretches: list[str]) -> tuple[str | None, tuple[str, ...], list[str]]:
    """The stretch that begins with a house number: the unit that stood before it, its words, what follows it."""
    unit = None
    for place, stretch in enumerate(stretches):
        words = words_of(stretch.replace(SEAM, " "))
        if _begins_address(words):
            follows = stretches[place + 1 :]
            if words[0] in CARDINALS and follows and _has_number_and_street(words_of(follows[0])):
                continue
            if len(words) == 1 and follows and _begins_address(words_of(follows[0])):
                unit = _joined(unit, words[0])
                continue
            if len(words) == 1 and follows:
                return unit, (*words, *words_of(follows[0])), follows[1:]
            return unit, words, follows
        taken_unit, taken = take_unit(words)
        if taken and taken == len(words):
            unit = _joined(unit, taken_unit)
    return unit, _behind_a_name(stretches), stretches[1:]


def _has_number_and_street(words: tuple[str, ...]) -> bool:
    """Whether an address follows what is then a building's name: `One Heron Plaza, 55 Broadway`."""
    return len(words) > 1 and words[0].isdigit() and words[1].isalpha() and words[1] not in UNIT_DESIGNATORS


def _behind_a_name(stretches: list[str]) -> tuple[str, ...]:
    """The first stretch from its house number on, when a name stands before it: `Heron Trust 12 Alder Rd`."""
    words = words_of(stretches[0].replace(SEAM, " ")) if stretches else ()
    for place in range(1, len(words) - 1):
        behind = words[place + 1 :]
        is_street = behind[0] in DIRECTIONS or any(map(is_strong, behind[1:]))
        if words[place].isdigit() and is_street and not _names_what_follows(words[place - 1]):
            return words[place:]
    return words


def _names_what_follows(word: str) -> bool:
    """Whether a number behind this word is its own: `Highway 7`, `Lot 12`."""
    return word in SUFFIXES or word in ROAD_NAMES or word in UNIT_DESIGNATORS or word in ("BOX", "MILE")


def _begins_address(words: tuple[str, ...]) -> bool:
    if words and words[0].isdigit() and words[0] not in NO_NUMBER:
        return True
    try:
        return bool(read_number(words).rest) or looks_like_number(words[0])
    except UnusableAddress:
        return False


@lru_cache(maxsize=1 << 16)
def _read_behind(stretches: tuple[str, ...]) -> tuple[str | None, str | None, str | None]:
    """What the stretches behind the street say: a direction, a unit, the city; a building's name is dropped."""
    direction = unit = city = None
    for place, stretch in enumerate(stretches):
        is_last = place + 1 == len(stretches)
        words = all_split(words_of(stretch.replace(SEAM, " ")))
        if place == 0 and (taken := _direction_in_front(words)):
            direction, words = "".join(words[:taken]), words[taken:]
        if words and _opens_unit(words):
            found, taken = take_unit(words)
            unit, words = _joined(unit, found), words[taken:]
        if is_last and words:
            city = city_of(_after_building(words) if SEAM in stretch else words)
    return direction, unit, city


def _direction_in_front(words: tuple[str, ...]) -> int:
    """How many words of a direction a comma parted from its street: `SE`, `S W`, `NW Alder`; `N Alder` is a city."""
    if not words or words[0] not in DIRECTIONS:
        return 0
    if len(words) == 1 or (len(words[0]) == 2 and words[0] in DIRECTION_WORDS):
        return 1
    return 2 if "".join(words[:2]) in DIRECTION_WORDS else 0


def _opens_unit(words: tuple[str, ...]) -> bool:
    """Whether a stretch behind a comma begins with a unit: a designator, or a bare identifier such as 3B or 2800."""
    first = words[0]
    is_designated = starts_unit(("X", "ST", *words), 2) or (len(words) == 1 and first in UNIT_DESIGNATORS)
    return is_designated or any(letter.isdigit() for letter in first) or (len(first) == 1 and len(words) == 1)


def _after_building(words: tuple[str, ...]) -> tuple[str, ...]:
    """The city behind a building's name with nothing between them: the last word, with what belongs to it."""
    takes = 2 if len(words) > 1 and (words[-2] in _CITY_OPENINGS or words[-1] in _CITY_ENDINGS) else 1
    return words[-takes:]


def _number(words: tuple[str, ...], place: _Place) -> HouseNumber:
    found = read_number(words, state=place.state, canadian=is_canadian(place.state, place.postal_code))
    if not found.rest and found.unit and len(words) == 2:
        return HouseNumber(found.number, None, (found.unit,))
    if not found.rest:
        raise UnusableAddress("There is a house number but no street.")
    return found


def _closed(words: tuple[str, ...], unit: str | None, place: _Place) -> Line:
    """A line whose city is known to be elsewhere: all words are number, street, unit, or a building's name."""
    number = _number(words, place)
    street, street_unit = part_unit(number.rest, cut_building=True)
    return _line(number, read_street(street), _joined(street_unit, unit), place)


def _open(words: tuple[str, ...], unit: str | None, place: _Place) -> Line:
    """A line whose city, if any, stands behind the street without a comma."""
    number = _number(words, place)
    rest = all_split(number.rest)
    street, street_unit, behind = _street_and_city(rest, place.state)
    city, state = city_of(behind), place.state
    if not state and place.postal_code and len(behind) > 1 and len(behind[0]) == 2:
        state = read_state(behind[0])
        city = city_of(behind[1:]) if state else city
    return _line(number, read_street(street), _joined(street_unit, unit), _Place(city, state, place.postal_code))


def _line(number: HouseNumber, street: Street, unit: str | None, place: _Place) -> Line:
    is_named = any(map(str.isalpha, street.name)) or street.suffix or street.predirection or street.postdirection
    if not is_named:
        raise UnusableAddress(f"There is a house number but no street, only '{street.name}'.")
    return Line(number.number, street, _joined(number.unit, unit), place.city, place.state, place.postal_code)


@lru_cache(maxsize=1 << 16)
def _street_and_city(words: tuple[str, ...], state: str | None) -> tuple[tuple[str, ...], str | None, tuple[str, ...]]:
    """The words of the street, the unit between it and the city, the words of the city."""
    at = unit_starts_at(words)
    is_whole = not state and words[-1] in SUFFIXES
    end = split_city(words, strong_only=is_whole or state is not None, state=state)
    if end is None and is_whole:
        end = park_city_at(words)
    if at is not None:
        unit, taken = take_unit(words[at:])
        end = at if end is None else min(at, end)
        return words[:end], unit, words[at + taken :] or words[end:at]
    if end is None and state and len(words) > 1:
        end = _end_by_statistics(words, state)
    if end is None:
        return words, None, ()
    behind = words[end:]
    unit, taken = take_unit(behind) if behind and _opens_unit(behind) else (None, 0)
    if not taken and len(behind) > 1 and len(behind[0]) == 1 and behind[0] not in DIRECTIONS:
        unit, taken = behind[0], 1
    return words[:end], unit, behind[taken:]


def _end_by_statistics(words: tuple[str, ...], state: str) -> int:
    """Where the city begins by usaddress's model; where it finds none, at the first weak suffix or the last word."""
    tags = [tag for _, tag in usaddress.parse(" ".join(("1", *words, state)))][1:-1]
    if len(tags) == len(words) and "PlaceName" in tags[1:]:
        return tags.index("PlaceName", 1)
    end = split_city(words, state=state)
    return end if end and end < len(words) else len(words) - 1


@lru_cache(maxsize=1 << 16)
def part_unit(words: tuple[str, ...], *, cut_building: bool = False) -> tuple[tuple[str, ...], str | None]:
    """Part the unit from words that are otherwise a street; with `cut_building`, words behind its suffix go too."""
    words = all_split(words)
    at = unit_starts_at(words)
    unit = None
    if at is not None:
        unit, _ = take_unit(words[at:])
        words = words[:at]
    if unit is None and _ends_in_letter(words):
        return words[:-1], words[-1].replace("-", "")
    end = _street_end(words, cut_building)
    if end < len(words) and unit is None and _opens_unit(words[end:]):
        unit, _ = take_unit(words[end:])
    return words[:end], unit


def _ends_in_letter(words: tuple[str, ...]) -> bool:
    """`Heron Hill D`, `Heron 2-A`: a unit behind a street that has no suffix; not `Avenue B`, `Calle C`, `Camp A`."""
    if len(words) < 2 or numbered_road(words)[1] or words[-2] in DIRECTIONS:
        return False
    last = words[-1]
    is_letter = len(last) == 1 and last.isalpha() and last not in DIRECTIONS
    return bool(_NUMBER_LETTER.fullmatch(last)) or (
        is_letter and words[-2] not in LETTERED_STREETS and words[0] != "RUE"
    )


def _street_end(words: tuple[str, ...], cut_building: bool) -> int:
    """Where the street ends among words without a city: at its last suffix, when what follows is none of it."""
    if not words or split_city(words) == len(words) or is_strong(words[-1]):
        return len(words)
    strong = [place for place in range(1, len(words)) if is_strong(words[place])]
    if not strong:
        return len(words)
    end = strong[-1] + 1
    if end < len(words) and words[end] in DIRECTIONS:
        end += 1
    return end if _is_behind_street(words, end, cut_building) else len(words)


def _is_behind_street(words: tuple[str, ...], end: int, cut_building: bool) -> bool:
    """Whether what follows a suffix is no street: a unit, the road's number, or, if asked for, a building's name."""
    behind = words[end:]
    if not behind:
        return False
    is_unit = any(map(str.isdigit, behind[0])) or (len(behind) == 1 and len(behind[0]) == 1)
    is_road_number = numbered_road(behind)[1] == len(behind)
    is_saint = words[end - 1] == "ST" and behind[0] in SAINTS
    return is_unit or is_road_number or (cut_building and len(behind) > 1 and not is_saint)
