"""The house number, with its prefix and fraction, and the unit that files write in front of it or behind it.

The rules, by the form of the first words:

- `724 1/2`, `N6W23001`, `101-103`, `100-15` (Queens) are whole house numbers.
- `409-C`, `1431A`, `33 A` are a number and its unit; `N` and its like behind the number are a direction.
- `1-4634 Alder Street`: Canada Post writes the unit first, so in Canada, and wherever the second number is much the
  longer one, the first is the unit. Hawaii writes district and number that way (`91-1234`): there it stays whole.
- `221 80 ALDER HILL DR`: unit, number, street, as Toronto's lists write it.
- `Lot 28` stands in for a number while a street has none yet.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from callsheet.core.address_unit import split_glued, take_unit
from callsheet.core.address_words import CARDINALS, DIRECTIONS, NO_NUMBER, SUFFIXES, UNIT_DESIGNATORS, word_set
from callsheet.core.errors import UnusableInput


class UnusableAddress(UnusableInput):
    """An address that names no home Callsheet can tell apart from others; the message says why, in one sentence."""


@dataclass(frozen=True, slots=True)
class HouseNumber:
    """What was read off the front: the number as written, a unit that stood with it, and the words behind them."""

    number: str
    unit: str | None
    rest: tuple[str, ...]


_FRACTION = re.compile(r"[1-9]/[1-9]\d?")
_WITH_FRACTION = re.compile(r"(\d+)[- ]([1-9]/[1-9]\d?)")
_WITH_UNIT = re.compile(r"(\d+)-?([A-Z]{1,2}\d?|[A-Z]\d{1,3})")
_GLUED_DIRECTION = re.compile(r"(\d+)([NSW])")
_HYPHENED = re.compile(r"(\d+)-(\d+)")
_PAIR = re.compile(r"\d+[A-Z]?(?:/\d+[A-Z]?)+|\d+[A-Z]?(?:&\d+[A-Z]?)+")
_GRID = re.compile(r"[NSEW]\d+(?:[NSEW]\d+)?|\d+[NSEW]\d+|[A-Z]\d{2,5}")
_GRID_HALF = re.compile(r"[NSEW]\d+")
# `B-12`, `305B-1688`, and the penthouses and town houses of Canadian lists: `LPH12-955`, `TH3-2088`.
_UNIT_HYPHEN_NUMBER = re.compile(r"([A-Z]\d{0,4}|(?:[GLSU]PH|TH|TWN)\d{0,4}|\d+[A-Z])-(\d+)")
_ORDINAL = re.compile(r"\d+(?:ST|ND|RD|TH)")
_DATE_DAMAGE = re.compile(r"(?:\d{1,2}-[A-Z]{3}|[A-Z]{3}-\d{1,2})")
_MONTHS = word_set("JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC")
_LOT_WORDS = frozenset(("LOT", "LOTS", "HOMESITE"))
_ZERO_NUMBERS = NO_NUMBER - {"LOT", "LOTS"}
_AND = frozenset(("&", "AND"))
# Alaska and the Yukon number by the road's milepost.
_MILES = frozenset(("MILE", "MI", "MM", "MP", "MILEPOST"))
_MILE = re.compile(r"\d{1,4}(?:\.\d+)?")
_ZEROS = frozenset(("OH", "ZERO"))
_NUMBER_JOINTS = _ZEROS | {"HUNDRED"}

# Two numbers this close together are the two ends of one building; further apart the first is a unit.
WIDEST_RANGE = 20


def looks_like_number(word: str) -> bool:
    """Whether a word can be a house number: it begins with a digit and is no ordinal, or is a grid number."""
    return bool(word) and ((word[0].isdigit() and not _ORDINAL.fullmatch(word)) or bool(_GRID.fullmatch(word)))


def read_number(words: Sequence[str], *, state: str | None = None, canadian: bool = False) -> HouseNumber:
    """Read the house number off the front of an address line. Raises UnusableAddress when there is none."""
    words = tuple(word for word in words if word != "-") if "-" in words else tuple(words)
    if words and words[0].isdecimal() and words[0] not in NO_NUMBER:
        plain = _plain(words[0], words[1:], canadian)
        return HouseNumber(plain.number, plain.unit or None, plain.rest)
    words = (*split_glued(words[0]), *words[1:]) if words else words
    if (spelled := _spelled(words)) and words[spelled:][:1] not in ((), ("MILE",)):
        return HouseNumber(" ".join(words[:spelled]), None, words[spelled:])
    if len(words) > 2 and words[0] in _MILES and _MILE.fullmatch(words[1]):
        return HouseNumber(f"MILE {words[1]}", None, words[2:])
    unit, words = _unit_in_front(words)
    if not words:
        raise UnusableAddress("There is no house number.")
    words = _lot_in_front(words)
    if words[0] in _LOT_WORDS:
        return _lot(words, unit)
    _refuse_without_number(words)
    found = _first_number(words, state, canadian)
    return HouseNumber(found.number, _joined(unit, found.unit), found.rest)


def _spelled(words: Sequence[str]) -> int:
    """How many words in front spell a house number out; 0 when none do, or when it is all there is."""
    taken = 0
    for word in words:
        if not all(part in CARDINALS or part in _NUMBER_JOINTS for part in word.split("-")):
            break
        taken += 1
    return taken if words and words[0].split("-")[0] in CARDINALS else 0


def spelled_number(text: str) -> str | None:
    """The figures of a number in words: `ONE HUNDRED TWENTY`, `NINETEEN OH ONE`; None for any other text."""
    figures = ""
    value = 0
    for word in text.replace("-", " ").split():
        if word == "HUNDRED":
            figures, value = "", 100 * int(f"{figures}{value}")
        elif word in _ZEROS:
            figures, value = f"{figures}{value}0", 0
        elif word not in CARDINALS:
            return None
        elif value and (value % 10 or CARDINALS[word] > 9) and value < 100:
            figures, value = f"{figures}{value}", CARDINALS[word]
        else:
            value += CARDINALS[word]
    return f"{figures}{value}"


def _joined(*units: str | None) -> str | None:
    return " ".join(filter(None, units)) or None


def _unit_in_front(words: tuple[str, ...]) -> tuple[str | None, tuple[str, ...]]:
    """`Unit 4 - 100 Main`, `#1503 8181 Chester`, `PH2-100 Main`, `Lot 3 100 Main`: only when a number follows it."""
    if not words or words[0] not in UNIT_DESIGNATORS:
        return None, words
    if len(words) > 2 and words[0] not in _LOT_WORDS and _HYPHENED.fullmatch(words[1]):
        front, number = words[1].split("-")
        return take_unit((words[0], front))[0], (number, *words[2:])
    unit, taken = take_unit(words)
    rest = words[taken:]
    if words[0] == "PH" and taken == 2 and words[1].isdigit() and rest and not looks_like_number(rest[0].lstrip("-")):
        return "PH", words[1:]
    if taken > 1 and rest and looks_like_number(rest[0].lstrip("-")):
        return unit, (rest[0].lstrip("-"), *rest[1:])
    if words[0] == "#" and taken == 2 and words[1].isdigit() and rest:
        return None, words[1:]
    return None, words


def _lot_in_front(words: tuple[str, ...]) -> tuple[str, ...]:
    """`0 Alder Rd Lot 9` as `Lot 9 Alder Rd`: land without a house number is told apart by its lot."""
    at = next((at for at in range(1, len(words) - 1) if words[at] in _LOT_WORDS), 0)
    if words[0] not in _ZERO_NUMBERS or not at or not words[at + 1][0].isdigit():
        return words
    return (*words[at : at + 2], *(word for word in words[1:at] if word != "#"), *words[at + 2 :])


def _lot(words: tuple[str, ...], unit: str | None) -> HouseNumber:
    if len(words) < 2 or not (any(map(str.isdigit, words[1])) or len(words[1]) == 1):
        raise UnusableAddress("A lot is named without its number, and there is no house number.")
    name = "HOMESITE" if words[0] == "HOMESITE" else "LOT"
    return HouseNumber(f"{name} {words[1]}", unit, words[2:])


def _refuse_without_number(words: tuple[str, ...]) -> None:
    first = words[0]
    if first in NO_NUMBER:
        raise UnusableAddress(f"'{first}' stands for land without a house number.")
    if _DATE_DAMAGE.fullmatch(first) and _MONTHS.intersection(first.split("-")):
        raise UnusableAddress(f"The house number '{first}' was turned into a date by a spreadsheet.")
    if not looks_like_number(first) and not _UNIT_HYPHEN_NUMBER.fullmatch(first):
        raise UnusableAddress("There is no house number.")


def _first_number(words: tuple[str, ...], state: str | None, canadian: bool) -> HouseNumber:
    first, rest = words[0].rstrip("-"), words[1:]
    if first.isdigit():
        return _plain(first, rest, canadian)
    if _GRID.fullmatch(first):
        return _grid(first, rest)
    if hyphened := _HYPHENED.fullmatch(first):
        if rest and _FRACTION.fullmatch(rest[0]):
            return HouseNumber(f"{first} {rest[0]}", None, rest[1:])
        if state == "HI":
            return HouseNumber(first, None, rest)
        return _hyphened(hyphened[1], hyphened[2], rest, canadian)
    if found := _WITH_FRACTION.fullmatch(first):
        return HouseNumber(f"{found[1]} {found[2]}", None, rest)
    if found := _GLUED_DIRECTION.fullmatch(first):
        return HouseNumber(found[1], None, (found[2], *rest))
    if found := _WITH_UNIT.fullmatch(first):
        return _pair(first, rest) or HouseNumber(found[1], found[2], rest)
    if found := _UNIT_HYPHEN_NUMBER.fullmatch(first):
        return HouseNumber(found[2], found[1], rest)
    if _PAIR.fullmatch(first):
        return HouseNumber(first, None, rest)
    return HouseNumber(first, None, rest)


def _grid(first: str, rest: tuple[str, ...]) -> HouseNumber:
    """Wisconsin's grid numbers, also in two words: `W204 N11912`."""
    if rest and _GRID_HALF.fullmatch(first) and _GRID_HALF.fullmatch(rest[0]):
        return HouseNumber(first + rest[0], None, rest[1:])
    return HouseNumber(first, None, rest)


def _hyphened(one: str, two: str, rest: tuple[str, ...], canadian: bool) -> HouseNumber:
    """`1-4634` is a unit and a number, `507-5` a number and a unit, `101-103` and `100-15` whole numbers."""
    apart = int(two) - int(one)
    is_range = 0 < apart <= WIDEST_RANGE and len(one) == len(two) and apart % 2 == 0
    is_unit_first = len(two) > max(len(one), 2) and apart > WIDEST_RANGE
    if is_unit_first or (canadian and not is_range):
        return HouseNumber(two, one, rest)
    if len(two) == 1 and apart < 0:
        return HouseNumber(one, two, rest)
    return HouseNumber(f"{one}-{two}", None, rest)


def _plain(first: str, rest: tuple[str, ...], canadian: bool) -> HouseNumber:
    if rest and _FRACTION.fullmatch(rest[0]):
        return HouseNumber(f"{first} {rest[0]}", None, rest[1:])
    if pair := _pair(first, rest):
        return pair
    if rest and rest[0] in _LOT_WORDS and (len(rest) == 1 or any(map(str.isdigit, rest[1]))):
        unit, taken = take_unit(rest)
        return HouseNumber(first, unit, rest[taken:])
    if rest and rest[0] == "#":
        unit, taken = take_unit(rest)
        return HouseNumber(first, unit, rest[taken:])
    if _is_unit_letter(rest):
        return HouseNumber(first, rest[0], rest[1:])
    if _is_unit_first(rest, canadian):
        return HouseNumber(rest[0], first.lstrip("0"), rest[1:])
    return HouseNumber(first, None, rest)


def _pair(first: str, rest: tuple[str, ...]) -> HouseNumber | None:
    """`373 & 374`, two numbers sold as one; `12 & Lot 5` is the house at 12 with the land beside it."""
    if len(rest) < 2 or rest[0] not in _AND:
        return None
    if rest[1][0].isdigit():
        return HouseNumber(f"{first} & {rest[1]}", None, rest[2:])
    return HouseNumber(first, None, ()) if rest[1] in _LOT_WORDS else None


def _is_unit_letter(rest: tuple[str, ...]) -> bool:
    """`33 A Alder`: a letter behind the number, but no direction, initial or street (`9 L Ave`, `9 M 22`)."""
    if not rest or len(rest[0]) != 1 or not rest[0].isalpha() or rest[0] in DIRECTIONS or rest[0] in ("I", "O"):
        return False
    after = rest[1] if len(rest) > 1 else ""
    if after.isdigit() and len(after) < 4 and (len(rest) == 2 or rest[2] not in SUFFIXES):
        return False
    is_initial = after in _AND or (len(after) == 1 and after.isalpha() and after not in DIRECTIONS)
    return not is_initial and not (after in SUFFIXES and _ends_street(rest[2:]))


def _ends_street(words: tuple[str, ...]) -> bool:
    """Whether a street that has its suffix may end before these words: no other suffix follows."""
    return not any(word in SUFFIXES for word in words)


def _is_unit_first(rest: tuple[str, ...], canadian: bool) -> bool:
    """`221 80 Alder Hill Dr`; not `10238 103 Street` nor `8809 12 Mile Rd`, where the second number is the street."""
    if len(rest) < 2 or not rest[0].isdigit():
        return False
    behind = rest[1]
    if behind in SUFFIXES or behind == "MILE" or (behind in DIRECTIONS and len(rest) == 2):
        return False
    return canadian or (len(rest[0]) > 1 and int(rest[0]) > 12 and behind not in DIRECTIONS)
