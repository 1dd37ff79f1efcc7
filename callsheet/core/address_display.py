"""Address parts as an agent writes them: `LARKSPUR` is Larkspur, `MCDONALD` McDonald, `3RD` 3rd, `NE` stays."""

import re
from functools import lru_cache

from callsheet.core.address_words import DIRECTION_WORDS, SHOWN_SHORT, SUFFIX_WORDS, UNIT_NAMES, word_set

_AS_WRITTEN = word_set("US FM II III IV NE NW SE SW JFK MLK LBJ USA DC") | frozenset(DIRECTION_WORDS)
_LETTERED_ROADS = word_set("ROAD HIGHWAY ROUTE AVENUE")
_SMALL = word_set("OF THE AND DE DEL DU")
_SMALL_AFTER_DE = word_set("LA LAS LOS")
_ORDINAL = re.compile(r"(\d+)(ST|ND|RD|TH)")
_HAS_DIGIT = re.compile(r"\d")
_PARTS = re.compile(r"[^-' ]+|[-' ]")


@lru_cache(maxsize=1 << 14)
def display(part: str | None) -> str:
    """One part of an address (street, suffix, direction, city) in the case people write; "" for a missing one.

    A suffix few people know by its short form is written out: `RDG` is Ridge. Not for states and postal codes, which
    are shown as they are.
    """
    if not part:
        return ""
    if part in SUFFIX_WORDS and part not in SHOWN_SHORT:
        return SUFFIX_WORDS[part].capitalize()
    words = part.split(" ")
    if len(words) > 1 and words[-2] in _LETTERED_ROADS and len(words[-1]) < 3:
        return f"{display(' '.join(words[:-1]))} {words[-1]}"
    return " ".join(_word(word, words[place - 1] if place else "") for place, word in enumerate(words))


def _word(word: str, before: str) -> str:
    if found := _ORDINAL.fullmatch(word):
        return found[1] + found[2].lower()
    if word in _AS_WRITTEN or _HAS_DIGIT.search(word):
        return word
    if before and (word in _SMALL or (before == "DE" and word in _SMALL_AFTER_DE)):
        return word.lower()
    pieces = _PARTS.findall(word)
    return "".join(_piece(piece, pieces[place - 1] if place else "") for place, piece in enumerate(pieces))


def _piece(piece: str, before: str) -> str:
    if before == "'" and len(piece) == 1:
        return piece.lower()
    if piece.startswith("MC") and len(piece) > 3:
        return f"Mc{piece[2:].capitalize()}"
    return piece.capitalize()


def display_unit(unit: str | None) -> str:
    """A unit with the word it needs: `3B` is Unit 3B, `LOT 24` is Lot 24, `BLDG 2 304` Building 2 Unit 304."""
    if not unit:
        return ""
    words = unit.split(" ")
    return " ".join(UNIT_NAMES.get(word) or _identifier(words, place) for place, word in enumerate(words))


def _identifier(words: list[str], place: int) -> str:
    """An identifier with "Unit" before it, unless a designator or another identifier stands there already."""
    shown = words[place] if _HAS_DIGIT.search(words[place]) else display(words[place])
    is_first = place == 0 or (place > 1 and words[place - 2] in UNIT_NAMES)
    return f"Unit {shown}" if is_first and (place == 0 or words[place - 1] not in UNIT_NAMES) else shown
