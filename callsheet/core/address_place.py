"""The place of an address: postal code, state or province, city, and what makes two cities' names equal."""

import re
from collections.abc import Sequence
from functools import lru_cache

from callsheet.core.address_street import is_strong
from callsheet.core.address_text import unaccented
from callsheet.core.address_words import DIRECTION_WORDS, DIRECTIONS, PROVINCES, STATES, SUFFIXES, word_set

_ZIP = re.compile(r"(\d{5})(?:[- ]?\d{4})?")
_CANADIAN = re.compile(r"([ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z])[ -]?(\d[ABCEGHJ-NPRSTV-Z]\d)")
_ZIP_AT_END = re.compile(r"(?:(?<=[\s,])|(?<=[\s,][A-Z]{2}))(\d{5})(?:[- ]?\d{4})?[\s,.-]*$")
_CANADIAN_AT_END = re.compile(r"(?:(?<=[\s,])|(?<=[\s,][A-Z]{2}))([ABCEGHJ-NPRSTVXY]\d[A-Z])[ -]?(\d[A-Z]\d)[\s,.]*$")
_SHORT_ZIP_AT_END = re.compile(r"(?<=[\s,])(MA|CT|NH|ME|RI|VT|NJ)[\s,]+(\d{4})[\s,.]*$")
# States whose ZIPs begin with 0, which spreadsheets drop.
_ZERO_STATES = frozenset(("MA", "CT", "NH", "ME", "RI", "VT", "NJ"))
# The first figure of a ZIP -> the states of that region (USPS publication 65); a letter begins a Canadian code.
_STATES_BY_ZIP = {
    "0": word_set("CT MA ME NH NJ NY PR RI VI VT"),
    "1": word_set("DE NY PA"),
    "2": word_set("DC MD NC SC VA WV"),
    "3": word_set("AL FL GA MS TN"),
    "4": word_set("IN KY MI OH"),
    "5": word_set("DC IA MN MT ND SD WI"),
    "6": word_set("IL KS MO NE"),
    "7": word_set("AR LA OK TX"),
    "8": word_set("AZ CO ID NM NV TX UT WY"),
    "9": word_set("AK AS CA GU HI MP OR WA"),
}
# State codes that are also a suffix or a direction -> how their ZIPs begin.
_CODES_IN_STREETS = {"CT": ("06",), "NE": ("68", "69")}
# A state's name that is as often a city's: with no city before it, it is the city.
ALSO_CITIES = frozenset(("WASHINGTON", "NEW YORK", "QUEBEC"))
# A ZIP written twice without a space, `IA 5230`, `ME 041 01`: figures behind a state that are no ZIP as they stand.
_BROKEN_ZIP_AT_END = re.compile(r"(?<=[\s,])([A-Z]{2})[\s,]+(\d{3} \d{2}|\d+)$")
_COUNTRY_AT_END = re.compile(r"(?:^|[\s,]+)(?:UNITED STATES(?: OF AMERICA)?|U ?S ?A|CANADA)[\s,.]*$")
_US_AT_END = re.compile(r"(?<=\d),?\s+US\s*$|,\s*US\s*$")

_CITY_WORDS = {"ST": "SAINT", "STE": "SAINTE", "FT": "FORT", "MT": "MOUNT", "TWP": "TOWNSHIP", "HTS": "HEIGHTS"}
_APART = re.compile(r"[ -]+")

# Towns that became part of a larger city, whose name people still write: (name, state) -> the city.
PART_OF = {
    **{(name, "ON"): "TORONTO" for name in ("SCARBOROUGH", "NORTHYORK", "ETOBICOKE", "EASTYORK", "YORK")},
    **{(name, "NY"): "NEWYORK" for name in ("BROOKLYN", "BRONX", "QUEENS", "STATENISLAND", "MANHATTAN")},
}


@lru_cache(maxsize=1 << 16)
def read_postal_code(text: str, state: str | None = None) -> str | None:
    """A 5-digit ZIP or a Canadian code as `A1A 1A1`, from a field of its own; None when it is neither.

    Repairs what spreadsheets do to ZIPs: `2115` in Massachusetts is 02115, `21014.0` is 21014.
    """
    text = text.strip().upper().removesuffix(".0")
    if found := _ZIP.fullmatch(text):
        return found[1] if found[1] != "00000" else None
    if found := _CANADIAN.fullmatch(text):
        return f"{found[1]} {found[2]}"
    return f"0{text}" if state in _ZERO_STATES and len(text) == 4 and text.isdigit() else None


@lru_cache(maxsize=1 << 10)
def read_state(text: str) -> str | None:
    """The two-letter code of a state or province, from a field of its own; None when it is neither."""
    return STATES.get(" ".join(text.upper().replace(".", "").split()))


def is_canadian(state: str | None, postal_code: str | None) -> bool:
    return state in PROVINCES or bool(postal_code and postal_code[0].isalpha())


def without_country(line: str) -> str:
    """The line without the country at its end; each of them ends in one of two letters."""
    if line.rstrip(" ,.")[-1:] not in ("A", "S"):
        return line
    return _US_AT_END.sub("", _COUNTRY_AT_END.sub("", line))


def take_postal_code(line: str) -> tuple[str, str | None]:
    """Take the postal code off the end of an upper-case line, also one glued to the state (`BCV5M4E2`)."""
    if line[-5:].isdecimal() and line[-6:-5] in (" ", ","):
        return line[:-5], line[-5:]
    if found := _ZIP_AT_END.search(line):
        return line[: found.start()], found[1]
    if found := _CANADIAN_AT_END.search(line):
        return line[: found.start()], f"{found[1]} {found[2]}"
    if found := _SHORT_ZIP_AT_END.search(line):
        return line[: found.start(2)], f"0{found[2]}"
    broken = _BROKEN_ZIP_AT_END.search(line)
    return _mended(line, broken[1], broken[2]) if broken and broken[1] in STATES else (line, None)


def _mended(line: str, state: str, figures: str) -> tuple[str, str | None]:
    """The line up to its state, and the ZIP its last figures begin with, if that state has such a ZIP."""
    code = figures.replace(" ", "")[:5]
    is_zip = len(code) == 5 and state in _STATES_BY_ZIP[code[0]]
    return line[: -len(figures)].rstrip(" ,"), code if is_zip else None


def take_state(
    stretches: Sequence[str], words: Sequence[str], postal_code: str | None
) -> tuple[tuple[str, ...], str | None]:
    """Take the state off the end of `words`, the last of the stretches between commas.

    A state's full name needs something that says it is no street (a comma, a postal code, a suffix before it), and CT
    and NE need it too, because they are a court and a direction.
    """
    for length in (4, 3, 2, 1):
        code = STATES.get(" ".join(words[-length:])) if len(words) >= length else None
        if code and _is_state(code, words[:-length], " ".join(words[-length:]), stretches, postal_code):
            return tuple(words[:-length]), code
    return tuple(words), None


def _is_state(
    code: str, before: Sequence[str], written: str, stretches: Sequence[str], postal_code: str | None
) -> bool:
    has_comma = len(stretches) > 1
    if written in _CODES_IN_STREETS:
        if postal_code:
            return postal_code.startswith(_CODES_IN_STREETS[written])
        return has_comma or (any(map(is_strong, before[2:])) and not is_strong(before[-1]))
    if written in ALSO_CITIES and not postal_code:
        return len(stretches) > 2 and not before and not any(map(str.isdigit, stretches[-2]))
    if has_comma or any(word in SUFFIXES for word in before[2:]):
        return True
    if postal_code:
        return len(before) > 1 and code in _STATES_BY_ZIP.get(postal_code[0], PROVINCES)
    return len(written) == 2 and len(before) > 1


@lru_cache(maxsize=1 << 14)
def city_key(city: str) -> str:
    """What is equal for every spelling of one city's name: `ST. PAUL` and Saint Paul, `N LAS VEGAS` and North."""
    words = [word.replace("'", "") for word in _APART.split(unaccented(city))]
    return "".join(DIRECTION_WORDS.get(word) or _CITY_WORDS.get(word, word) for word in words)


def city_of(words: Sequence[str]) -> str | None:
    """A city's name from its words, without figures in front of it; None when nothing or only a direction is left."""
    start = next((place for place, word in enumerate(words) if word[0].isalpha()), len(words))
    name = " ".join(words[start:]).strip(" -&#/")
    return None if not name or name in DIRECTIONS else name
