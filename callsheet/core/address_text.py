"""From the text people and files write to plain upper-case words: punctuation, odd characters, words glued together."""

import re
import unicodedata
from functools import lru_cache

from callsheet.core.address_words import GLUED_SUFFIXES

_SAME_CHARACTER = str.maketrans(
    {"‘": "'", "’": "'", "`": "", "´": "'", "“": "", "”": "", '"': "", "–": "-", "—": "-", "−": "-"}
    | {"½": " 1/2", "¼": " 1/4", "¾": " 3/4", "\xa0": " ", "\t": " ", "|": ",", ";": ",", "\n": ",", "\r": ","}
    | dict.fromkeys("()[]{}<>*@?_", " ")
    | {"\\": "/", "\ufeff": "", "\u200b": "", "!": ""}
)
_GLUED_FORMS = sorted(GLUED_SUFFIXES | {word.title() for word in GLUED_SUFFIXES}, key=len, reverse=True)
_GLUED = re.compile(rf"(?<=[A-Za-z] )({'|'.join(_GLUED_FORMS)})\.?(?=[A-Z][a-z])")
# Where such a seam may be at all: looked for first, because it takes a tenth of the time.
_MAY_BE_GLUED = re.compile(r"[A-Za-z.][A-Z][a-z]")
# Stands where a building's name was glued to the street.
SEAM = "¦"
_GLUED_UNIT = re.compile(r"\b(APT|UNIT|SUITE|STE|BLDG|LOT)(?=\d)")
_DOT_IN_NUMBER = re.compile(r"(?<=\d)\.(?=\d)")
_UNIT_COLON = re.compile(r"\bU:\s*|\bU\.\s+(?=\d)")
_SLASHED = re.compile(r"\b([ACPW])/O\b")
_STATE_THEN_NEIGHBOURHOOD = re.compile(r",\s*([A-Z]{2})\s*:.*$")
# `101 - 103 Alder`, `1204A - 955 Alder`, `PH2 - 955 Alder`: one number, or a unit and a number.
_HYPHEN_IN_NUMBER = re.compile(r"^(\d+[A-Z]?|[A-Z]\d{0,4}|(?:[GLSU]?PH|TH|TWN)\d{0,4})\s*-\s*(?=\d+ )")
_LOOSE_HYPHEN = re.compile(r"\s-|-\s|^-|-$")


def unglued(text: str) -> str:
    """Part a building's name from the suffix it is glued to: `Heron StSunset Towers` -> `Heron St,¦Sunset Towers`.

    Only in mixed case can the seam be seen: a whole suffix behind a name, then a capital and a small letter.
    """
    return _GLUED.sub(rf"\1,{SEAM}", text) if _MAY_BE_GLUED.search(text) else text


def plain(text: str) -> str:
    """Upper-case text with single spaces; commas, hyphens, apostrophes, slashes, `&` and `#` stay."""
    text = unglued(text.translate(_SAME_CHARACTER)).upper()
    if ":" in text or "." in text:
        text = _without_points(text)
    if "/O" in text:
        text = _SLASHED.sub(r"\1O", text)
    text = _GLUED_UNIT.sub(r"\1 ", text.replace("#", " # ").replace("&", " & "))
    return " ".join(text.split()).strip(" ,")


def _without_points(text: str) -> str:
    """Without points and colons, but for the point in a number."""
    text = _UNIT_COLON.sub("UNIT ", _STATE_THEN_NEIGHBOURHOOD.sub(r", \1", text))
    return _DOT_IN_NUMBER.sub("\0", text).replace(".", "").replace(":", " ").replace("\0", ".")


def words_of(text: str) -> tuple[str, ...]:
    """The words of plain text; a hyphen that stands between spaces is dropped, except in a number at the front."""
    if "-" in text:
        text = _LOOSE_HYPHEN.sub(" ", _HYPHEN_IN_NUMBER.sub(r"\1-", text))
    return tuple(text.replace(",", " ").split())


@lru_cache(maxsize=1 << 16)
def plain_field(text: str) -> str:
    """`plain` for the value of one field, remembered: files repeat their streets, cities and units."""
    return plain(text)


def unaccented(text: str) -> str:
    """Letters without their accents, for keys: MONTRÉAL is MONTREAL."""
    if text.isascii():
        return text
    return "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
