"""The unit of an address: `Apt 3B`, `# 12`, `U: 12`, `3rd Floor`, `Bldg 2 Unit 304`, `Rear`.

A unit is kept without the words that only say "a part of the house", so that every spelling of one unit is equal; what
tells more (a floor, a lot, a building, the basement) stays as USPS short form: `FL 3`, `LOT 24`, `BLDG 2 304`, `BSMT`.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from callsheet.core.address_words import (
    CLEAR_DESIGNATORS,
    DIRECTIONS,
    NO_UNIT,
    ORDINALS,
    STRONG_SUFFIXES,
    SUFFIXES,
    UNIT_DESIGNATORS,
    UNIT_WORDS,
    word_set,
)

_ORDINAL = re.compile(r"(\d+)(?:ST|ND|RD|TH)")
_GLUED = re.compile(r"(APT|UNIT|STE|BLDG|LOT|PH|FL|RM|SPC|TRLR)-?(\d[\w-]*)")
_LETTER_HYPHEN = re.compile(r"(?<=[A-Z])-(?=\d)|(?<=\d)-(?=[A-Z])")
_FLOORS = frozenset(("FL", "FLR", "FLOOR"))
_AND = frozenset(("&", "AND"))
# No unit begins with another word, unless it begins with a figure.
_OPENERS = frozenset(("#", "NO", "NUMBER", "BSMT", "BASEMENT", "REAR", *UNIT_DESIGNATORS, *UNIT_WORDS, *ORDINALS))
# What has units of its own: `BLDG 2 304` is not `BLDG 2304`.
_WITH_UNITS = word_set("BLDG BUILDING BLD BLG FL FLR FLOOR TOWER")
# Units that are named by a word of more than two letters.
_LETTERED = word_set("LEFT RIGHT TOP MIDDLE CENTER MAIN GARDEN GROUND FRONT BACK INLAW STUDIO CARRIAGE GUEST")


def floor_number(word: str) -> str | None:
    """The figure of an ordinal, in figures or in letters: `3` of 3RD and of THIRD; None for any other word."""
    if word in ORDINALS:
        return str(ORDINALS[word])
    found = _ORDINAL.fullmatch(word) if word[:1].isdigit() else None
    return found[1] if found else None


def _is_identifier(word: str) -> bool:
    return (len(word) == 1 and word.isalpha()) or any(letter.isdigit() for letter in word)


def _identifier(word: str) -> str:
    """One identifier in the form that is compared: `A-1` is A1, `007` is 7; ranges (`10-4`) stay."""
    plain = _LETTER_HYPHEN.sub("", word).strip("-")
    return plain.lstrip("0") or "0" if plain.isdigit() else plain


def unit_starts_at(words: Sequence[str]) -> int | None:
    """Where the unit begins among the words behind the house number, or None. The first word is always street."""
    return next((place for place in range(1, len(words)) if starts_unit(words, place)), None)


def starts_unit(words: Sequence[str], place: int) -> bool:
    """Whether a unit begins at this word, which is not the first."""
    word = words[place]
    if word not in _OPENERS and not word[0].isdigit():
        return False
    after = words[place + 1] if place + 1 < len(words) else ""
    behind_street = _ends_street(words, place - 1)
    if word == "#":
        return True
    if floor_number(word) and after in _FLOORS:
        return True
    if word in UNIT_DESIGNATORS and _may_identify(after):
        return behind_street or word in CLEAR_DESIGNATORS
    if _names_number(word, after):
        return True
    if word in ("BSMT", "BASEMENT", "REAR"):
        return behind_street or after not in SUFFIXES
    return word in UNIT_WORDS and behind_street and (not after or _may_identify(after))


def _names_number(word: str, after: str) -> bool:
    """`No 7`, `Number 2F`."""
    return (word == "NO" and after.isdigit()) or (word == "NUMBER" and after[:1].isdigit())


def _ends_street(words: Sequence[str], place: int) -> bool:
    """Whether a street ends at this word: at a strong suffix, or at a direction behind one. `Creek Side` is a name."""
    if words[place] in DIRECTIONS and place > 1:
        place -= 1
    return SUFFIXES.get(words[place]) in STRONG_SUFFIXES and place > 0


def _may_identify(word: str) -> bool:
    return word == "#" or _is_identifier(word) or word in UNIT_DESIGNATORS or word in UNIT_WORDS


def take_unit(words: Sequence[str]) -> tuple[str | None, int]:
    """The unit at the start of these words, and how many words it took."""
    parts: list[str] = []
    place = 0
    while place < len(words):
        taken = _take_one(words, place, parts)
        if not taken:
            break
        place += taken
    return (" ".join(parts) or None), place


def _take_one(words: Sequence[str], place: int, parts: list[str]) -> int:
    """Add one designator with its identifier, or one bare word, to `parts`; the number of words taken, 0 at the end."""
    word, after = words[place], (words[place + 1] if place + 1 < len(words) else "")
    if floor_number(word) and after in _FLOORS:
        parts.append(f"FL {floor_number(word)}")
        return 2
    if word in UNIT_DESIGNATORS or _names_number(word, after):
        return _take_designated(words, place, parts)
    if word in UNIT_WORDS:
        parts.append(UNIT_WORDS[word])
        return 1
    if not parts and _is_identifier(word):
        parts.append(_identifier(word))
        return 1
    if parts and word in _AND and after and _is_identifier(after):
        parts[-1] += f" & {_identifier(after)}"
        return 2
    return 0


def _take_designated(words: Sequence[str], place: int, parts: list[str]) -> int:
    name = UNIT_DESIGNATORS.get(words[place], "")
    after = words[place + 1] if place + 1 < len(words) else ""
    if name == "FL" and floor_number(after):
        parts.append(f"FL {floor_number(after)}")
        return 2
    if after and (_is_identifier(after) or after.isdigit()):
        parts.append(f"{name} {_identifier(after)}".strip())
        return 2
    if name:
        parts.append(name)
    return 1


@lru_cache(maxsize=1 << 14)
def read_unit(text: str) -> str | None:
    """The unit written in a field of its own (already upper-case, without punctuation), or None where it says none.

    A name (a building's, a subdivision's, another street's) is no unit: files put those there too, and the home is
    found without them.
    """
    if text in NO_UNIT:
        return None
    words = [part for word in text.split() for part in split_glued(word)]
    unit, taken = take_unit(words)
    rest = [word for word in words[taken:] if not _is_name(word)]
    if unit and len(rest) < len(words) - taken:
        return None if unit.isdigit() and words[0] == unit else unit
    if unit and all(map(_is_identifier, rest)):
        return " ".join((unit, *rest)) if words[0] in _WITH_UNITS else unit + "".join(rest)
    return " ".join(filter(None, (unit, *rest))) or None


def _is_name(word: str) -> bool:
    return len(word) > 2 and word.isalpha() and word not in _LETTERED and word not in DIRECTIONS


def split_glued(word: str) -> tuple[str, ...]:
    """`APT3B` and `PH-2` as their two words."""
    found = None if word.isalpha() or word[:1].isdigit() else _GLUED.fullmatch(word)
    return (found[1], found[2]) if found else (word,)


def all_split(words: Sequence[str]) -> tuple[str, ...]:
    """The words, each glued one as its two."""
    return tuple(part for word in words for part in split_glued(word))
