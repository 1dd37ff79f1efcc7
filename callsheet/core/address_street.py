"""A street's name in its parts, by USPS Publication 28: directions before and behind, the name, the suffix.

The words handed in are upper-case without punctuation. A street keeps its own words (`OLD SAINT PAUL`), its suffix and
directions become the short forms (`RD`, `NW`); `name_key` is what makes two spellings of one name equal.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from callsheet.core.address_cities import opens_directed_city
from callsheet.core.address_text import unaccented
from callsheet.core.address_words import (
    DIRECTION_WORDS,
    DIRECTIONS,
    ONLY_SAINTS,
    ORDINALS,
    ROAD_BRANCHES,
    ROAD_KINDS,
    ROAD_NAMES,
    ROAD_OWNERS,
    SAINTS,
    SPELLED_OUT_IN_NAMES,
    STRONG_SUFFIXES,
    SUFFIX_WORDS,
    SUFFIXES,
    TENS,
    ordinal,
)


@dataclass(frozen=True, slots=True)
class Street:
    """The four parts of a street; at least `name` is there."""

    predirection: str | None
    name: str
    suffix: str | None
    postdirection: str | None


_ROAD_NUMBER = re.compile(r"\d{1,5}[A-Z]?|A1A")
_ROAD_LETTERS = re.compile(r"[A-Z]{1,2}")
_GLUED_ROAD = re.compile(r"(I|US|SR|CR|SH|FM)-?(\d+[A-Z]?)|([A-DF-MO-RT-VX-Z])-(\d{1,3})")
# Texas writes its farm roads out: `Farm to Market Road 1960` is FM 1960.
_FARM_ROADS = {"FARM TO MARKET": "FM", "RANCH TO MARKET": "RM"}
_SERVICE_ROADS = frozenset((("FOREST", "SERVICE"), ("INDIAN", "SERVICE")))
# Michigan's `M 22` and `F 41`, Kansas's `K 10`.
_STATE_ROAD = re.compile(r"[A-DF-MO-RT-VX-Z] \d{1,3}")
_LETTER_OR_NUMBER = re.compile(r"[A-Z]|\d{1,4}(?:[A-Z]|\s*1/2)?")
_APART = re.compile(r"[ -]+")
_STREET_NUMBER = re.compile(r"\d+")


def is_strong(word: str) -> bool:
    """Whether a word is a street suffix that is hardly ever part of a name."""
    return SUFFIXES.get(word) in STRONG_SUFFIXES


@lru_cache(maxsize=1 << 16)
def read_street(words: tuple[str, ...]) -> Street:
    """The parts of a whole street: nothing but the street is in these words (at least one)."""
    words = _joined_directions(words)
    road, taken = numbered_road(words)
    if road and taken == len(words):
        return road
    before, core, suffix, behind = _outer_parts(words)
    return Street(before, _name(core), suffix, behind)


def _outer_parts(words: tuple[str, ...]) -> tuple[str | None, tuple[str, ...], str | None, str | None]:
    """Take the directions and the suffix off the ends, always leaving a name."""
    core, before, suffix, behind = words, None, None, None
    if len(core) > 1 and core[-1] in DIRECTIONS and not (len(core) == 2 and core[0] in DIRECTIONS):
        core, behind = core[:-1], DIRECTIONS[core[-1]]
    if len(core) == 2 and core[0] == "THE" and core[1] in SUFFIXES:
        return before, ("THE", SUFFIX_WORDS[SUFFIXES[core[1]]]), suffix, behind
    if len(core) > 1 and core[-1] in SUFFIXES and not _is_named_direction(core):
        suffix = SUFFIXES[core[-1]]
        core = core[:-1]
        while len(core) > 1 and SUFFIXES.get(core[-1]) == suffix:
            core = core[:-1]
    if len(core) > 1 and core[0] in DIRECTIONS:
        core, before = core[1:], DIRECTIONS[core[0]]
    return before, core, suffix, behind


def _is_named_direction(words: tuple[str, ...]) -> bool:
    """`North Point` without its suffix is a Point to the north; `North Avenue` is an avenue called North."""
    return len(words) == 2 and words[0] in DIRECTIONS and not is_strong(words[1])


def _joined_directions(words: tuple[str, ...]) -> tuple[str, ...]:
    """`SOUTH WEST` as one direction where a name follows it, and behind a street."""
    if len(words) > 2 and words[2] not in SUFFIXES and (pair := _direction_pair(words[:2])):
        words = (pair, *words[2:])
    if len(words) > 2 and (pair := _direction_pair(words[-2:])):
        words = (*words[:-2], pair)
    return words


def _direction_pair(words: tuple[str, ...]) -> str | None:
    pair = "".join(DIRECTIONS.get(word, "-") for word in words)
    return pair if pair in DIRECTION_WORDS else None


def numbered_road(words: tuple[str, ...]) -> tuple[Street | None, int]:
    """`N County Road 12 E`, `Hwy 7`, `US 1 Business`, `Avenue B`, `Road 32`: the street and how many words it took."""
    start = _name_starts(words) if len(words) > 2 else 0
    rest = _split_glued_road(words[start:])
    extra = len(rest) - len(words[start:])
    name, taken = _road_name(rest)
    if not name or (start and is_strong(rest[0]) and rest[taken - 1] in DIRECTIONS):
        return None, 0
    while taken < len(rest) and rest[taken] in ROAD_BRANCHES:
        name, taken = f"{name} {ROAD_BRANCHES[rest[taken]]}", taken + 1
    behind = DIRECTIONS.get(rest[taken]) if taken < len(rest) else None
    before = DIRECTIONS[words[0]] if start else None
    return Street(before, name, None, behind), start + taken - extra + bool(behind)


def _split_glued_road(words: tuple[str, ...]) -> tuple[str, ...]:
    found = _GLUED_ROAD.fullmatch(words[0]) if words else None
    return (*filter(None, found.groups()), *words[1:]) if found else words


def _road_name(words: tuple[str, ...]) -> tuple[str, int]:
    """The name of a numbered or lettered road at the start of these words and how many it took; ("", 0) for others."""
    if (opening := " ".join(words[:3])) in _FARM_ROADS:
        skipped = 4 if words[3:4] and words[3] in ROAD_KINDS else 3
        name, taken = _road_name((_FARM_ROADS[opening], *words[skipped:]))
        return name, taken and taken - 1 + skipped
    if words[:1] == ("OLD",) or words[:2] in _SERVICE_ROADS:
        name, taken = _road_name(words[1:])
        return (f"{words[0]} {name}", taken + 1) if name else ("", 0)
    if "A1A" in words[:2]:
        return "STATE ROUTE A1A", words.index("A1A") + 1
    if words[1:4] == ("OF", "THE", "AMERICAS"):
        return "AVENUE OF THE AMERICAS", 4
    return _plain_road_name((*words, "", "", "", ""))


def _plain_road_name(words: tuple[str, ...]) -> tuple[str, int]:
    """`CO RD 12`, `CR 12`, `COUNTY MM`, `M 22`, `AVENUE B`; at least four words."""
    first, second, third, fourth = words[:4]
    owner, kind = ROAD_OWNERS.get(first), ROAD_KINDS.get(second)
    if owner is not None and kind and (_ROAD_NUMBER.fullmatch(third) or _is_letter_road(owner, third, fourth)):
        return f"{owner or first} {kind} {third}", 3
    if first in ROAD_NAMES and _ROAD_NUMBER.fullmatch(second):
        if third not in SUFFIXES:
            return f"{ROAD_NAMES[first]} {second}", 2
        if first in ("FM", "RM", "CR") and third in ("RD", "ROAD"):
            return f"{ROAD_NAMES[first]} {second}", 3
    if first in ("COUNTY", "CO", "CR", "RTE", "ROUTE", "HIGHWAY", "HWY") and _is_letter_road("COUNTY", second, third):
        return f"{ROAD_NAMES.get(first, 'COUNTY ROAD')} {second}", 2
    if _STATE_ROAD.fullmatch(f"{first} {second}") and third not in SUFFIXES:
        return f"{first} {second}", 2
    if is_strong(first) and _LETTER_OR_NUMBER.fullmatch(second) and third not in SUFFIXES:
        return f"{SUFFIX_WORDS[SUFFIXES[first]]} {second}", 2
    return "", 0


def _is_letter_road(owner: str, word: str, after: str) -> bool:
    """Wisconsin and Missouri letter their county roads: `County Road MM`."""
    return owner == "COUNTY" and bool(_ROAD_LETTERS.fullmatch(word)) and word not in SUFFIXES and after not in SUFFIXES


def _name(words: tuple[str, ...]) -> str:
    """The words of a name in full: FIRST is 1ST, `ST FRANCIS` is SAINT FRANCIS, `PARK HTS` is PARK HEIGHTS."""
    if len(words) == 1:
        return _only_name(words[0])
    if len(words) == 2 and words[0] in TENS and words[1] in ORDINALS and ORDINALS[words[1]] < 10:
        return ordinal(TENS[words[0]] + ORDINALS[words[1]])
    last = len(words) - 1
    return " ".join(_name_word(word, place, last) for place, word in enumerate(words))


def _only_name(word: str) -> str:
    if word in ORDINALS:
        return ordinal(ORDINALS[word])
    tens, _, ones = word.partition("-")
    if tens in TENS and ORDINALS.get(ones, 10) < 10:
        return ordinal(TENS[tens] + ORDINALS[ones])
    return DIRECTION_WORDS[word] if word in DIRECTION_WORDS and len(word) == 2 else word


def _name_word(word: str, place: int, last: int) -> str:
    if word == "ST":
        return "STREET" if place == last else "SAINT"
    if place < last and word in ("MT", "FT"):
        return "MOUNT" if word == "MT" else "FORT"
    if place == 0 or word not in SPELLED_OUT_IN_NAMES:
        return word
    return SUFFIX_WORDS[word]


_NUMBERED = {
    "STATE ROAD ": "SR",
    "STATE ROUTE ": "SR",
    "STATE HIGHWAY ": "SR",
    "COUNTY ROAD ": "CR",
    "COUNTY ROUTE ": "CR",
    "COUNTY HIGHWAY ": "CR",
    "RANCH ROAD ": "RM",
    "US ROUTE ": "US",
    "US HIGHWAY ": "US",
}
_SAME_WORD = {"&": "AND", "VIA": "VIA", "JUNIOR": "JR"}
_KING = re.compile(r"(?:DRIVE|DOCTOR)?(?:MLK|(?:M|MARTIN)L(?:UTHER)?KING)(?:JR)?")


@lru_cache(maxsize=1 << 16)
def name_key(name: str) -> str:
    """What is equal for every spelling of one street name: words in full, no spaces, hyphens, apostrophes, accents."""
    for opening, short in _NUMBERED.items():
        if name.startswith(opening):
            return short + name[len(opening) :].replace(" ", "")
    words = [word.replace("'", "") for word in _APART.split(unaccented(name))]
    key = "".join(_SAME_WORD.get(word) or SUFFIX_WORDS.get(SUFFIXES.get(word, ""), word) for word in words)
    if _STREET_NUMBER.fullmatch(key):
        return ordinal(int(key))
    return "MLK" if _KING.fullmatch(key) else key


def split_city(words: Sequence[str], *, strong_only: bool = False, state: str | None = None) -> int | None:
    """Where the city begins in street and city written without a comma; None when no suffix tells.

    The street ends at its first strong suffix ("6 Heron Road Quarry"), else at a direction of two letters, else,
    unless `strong_only`, at its first weak suffix ("8 Heron Cove Port Alder"). The suffixes and the direction that
    follow at once still belong to it.
    """
    _, taken = numbered_road(tuple(words))
    if taken:
        return taken
    end = _first_strong(words)
    if end is None:
        end = _first_middle_direction(words)
    if end is None and not strong_only:
        end = _first_weak(words)
    return None if end is None else _past_direction(words, _past_suffixes(words, end) + 1, state)


def _name_starts(words: Sequence[str]) -> int:
    return 1 if len(words) > 1 and words[0] in DIRECTIONS else 0


def _first_strong(words: Sequence[str]) -> int | None:
    strong = [place for place in range(1, len(words)) if is_strong(words[place]) and not _is_saint(words, place)]
    if len(strong) > 1 and strong[0] == _name_starts(words):
        return strong[1]
    return strong[0] if strong else None


def _first_middle_direction(words: Sequence[str]) -> int | None:
    """`193 Alder SE Port Alder`: without a suffix, a direction of two letters ends the street."""
    return next((k for k in range(1, len(words) - 1) if words[k] in DIRECTION_WORDS and len(words[k]) == 2), None)


def _first_weak(words: Sequence[str]) -> int | None:
    return next((place for place in range(_name_starts(words) + 1, len(words)) if words[place] in SUFFIXES), None)


def _is_saint(words: Sequence[str], place: int) -> bool:
    """Whether this ST is a Saint: a saint's city behind a suffix, or a street that has its own suffix further on."""
    if words[place] != "ST" or place + 1 == len(words) or words[place - 1][0].isdigit():
        return False
    if words[place + 1] in SAINTS and (words[place + 1] in ONLY_SAINTS or (place > 1 and words[place - 1] in SUFFIXES)):
        return True
    return any(is_strong(words[k]) and not _opens_saint(words, k) for k in range(place + 2, min(place + 4, len(words))))


def _opens_saint(words: Sequence[str], place: int) -> bool:
    return words[place] == "ST" and place + 1 < len(words) and words[place + 1] in SAINTS


def _past_suffixes(words: Sequence[str], place: int) -> int:
    """The last of the strong suffixes that stand together: `Boulevard Ave`, `Parkway South Dr`."""
    while place + 1 < len(words):
        step = 2 if words[place + 1] in DIRECTIONS and place + 2 < len(words) else 1
        is_city = words[place + step] == "ST" and place + step + 1 < len(words)
        if not is_strong(words[place + step]) or is_city:
            break
        place += step
    return place


def _past_direction(words: Sequence[str], place: int, state: str | None) -> int:
    """Past a direction behind the suffix; a known city's own, one written in full, or a second one is the city's."""
    if place >= len(words) or words[place] not in DIRECTIONS or opens_directed_city(words[place:], state):
        return place
    both = tuple(words[place : place + 2])
    if _direction_pair(both) and not (
        both[-1] not in DIRECTION_WORDS and opens_directed_city(words[place + 1 :], state)
    ):
        return place + len(both)
    is_last = place + 1 == len(words) or not words[place + 1].isalpha()
    is_short = words[place] in DIRECTION_WORDS and words[0] not in DIRECTIONS
    return place + 1 if is_last or is_short or len(words[place]) == 2 else place
