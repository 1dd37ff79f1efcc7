"""Capitals given back to names that county and vendor files shout: McDonald, O'Neil, de la Cruz, III, Bluebird LLC.

A word that already has both cases is its owner's business and stays, but for two machine habits: `Mcdonald`, `O'neil`.
"""

import re
from collections.abc import Callable
from functools import lru_cache


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_MAC = _words(
    "MACALISTER MACALLISTER MACARTHUR MACAULAY MACCALLUM MACDONALD MACDONNELL MACDOUGALL MACDUFF MACFARLANE MACGREGOR "
    "MACINNES MACINTOSH MACINTYRE MACKAY MACKENZIE MACKINNON MACLACHLAN MACLEAN MACLELLAN MACLEOD MACMAHON MACMILLAN "
    "MACNAMARA MACNEIL MACNEILL MACNICHOL MACPHERSON MACQUEEN MACRAE MACTAVISH"
)
_SMALL_IN_PEOPLE = _words("de del dela los las der den dos das y e la")
_SMALL_IN_FIRMS = _words("a an and as at by dated dtd for in of on the to under with")
_NUMERALS = _words("II III IV VI VII VIII")
_UPPER = _NUMERALS | _words("LLC LLP LP LLLP PLLC PC NA N.A. USA US HUD FHA VA HOA FSB REO DBA JP")
_WRITTEN = {"INC": "Inc", "LTD": "Ltd", "CORP": "Corp", "CO": "Co", "JR": "Jr", "SR": "Sr", "ST": "St", "MT": "Mt"}
_WRITTEN |= {"DR": "Dr", "MR": "Mr", "MRS": "Mrs", "MS": "Ms", "TR": "Tr", "TRS": "Trs", "BROS": "Bros"}

_O_APOSTROPHE = re.compile(r"^(O|D|L)'(\w\w+)$", re.IGNORECASE)
_INITIALS = re.compile(r"^(?:[A-Za-z]\.)+,?$")


def person(name: str) -> str:
    """`MARIA DE LA CRUZ` as `Maria de la Cruz`. A particle in front keeps its capital: `De la Cruz` alone."""
    words = name.split()
    return " ".join(
        _in_row(word, place, len(words), _person_word, _SMALL_IN_PEOPLE) for place, word in enumerate(words)
    )


def firm(name: str) -> str:
    """`BLUEBIRD HOLDINGS OF MD LLC` as `Bluebird Holdings of MD LLC`; short words without a vowel are initials."""
    words = name.split()
    return " ".join(_in_row(word, place, len(words), _firm_word, _SMALL_IN_FIRMS) for place, word in enumerate(words))


def _in_row(word: str, place: int, count: int, case: Callable[[str], str], small: frozenset[str]) -> str:
    if 0 < place < count - 1 and word.lower() in small and not _is_mixed(word):
        return word.lower()
    return case(word)


@lru_cache(maxsize=1 << 14)
def _person_word(word: str) -> str:
    shouted = word.upper()
    if shouted in _NUMERALS:
        return shouted
    return _WRITTEN.get(shouted) or _capital(word)


@lru_cache(maxsize=1 << 14)
def _firm_word(word: str) -> str:
    bare = word.strip(",.()").upper()
    if bare.replace(".", "") in _UPPER or any(map(str.isdigit, bare)):
        return word.upper()
    if bare in _WRITTEN:
        return word.upper().replace(bare, _WRITTEN[bare])
    if not _is_mixed(word) and 1 < len(bare) <= 4 and bare.isalpha() and not set(bare) & set("AEIOUY"):
        return word.upper()
    return _capital(word)


def _is_mixed(word: str) -> bool:
    """Both cases in it, so that somebody chose them: `deVries`, `Boone`."""
    return word != word.upper() and word != word.lower()


def _capital(word: str) -> str:
    kept = _is_mixed(word)
    if _INITIALS.match(word):
        return word.upper()
    if "-" in word:
        return "-".join(_capital(piece) for piece in word.split("-"))
    apostrophe = _O_APOSTROPHE.match(word)
    if apostrophe:
        rest = apostrophe[2][0].upper() + apostrophe[2][1:] if kept else apostrophe[2]
        return f"{apostrophe[1].upper()}'{_capital(rest)}"
    return _mac(word, kept) or (word if kept else word.capitalize())


def _mac(word: str, kept: bool) -> str:
    """`McDonald`, `MacDonald`; empty for a word that is neither (`Macias`) or that its owner writes in another way."""
    shouted = word.upper()
    length = 2 if shouted.startswith("MC") and len(word) > 4 else 3 if shouted in _MAC else 0
    if not length or (kept and not word[length:].islower()):
        return ""
    return word[:length].capitalize() + word[length:].capitalize()
