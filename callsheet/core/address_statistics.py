"""The last resort for a line our rules do not part cleanly: usaddress's model says where street, unit and place meet.

It only puts in the commas that are missing; what stands between them is read by our rules as in any other line. Its
answer is the same in any letter case and spacing, and the package's own model is the only one used, so that a key
never depends on the machine.
"""

from collections.abc import Iterable
from functools import lru_cache

import usaddress

from callsheet.core.address_text import SEAM
from callsheet.core.address_words import CARDINALS, NO_NUMBER, STATES

_UNIT_TAGS = frozenset(("OccupancyType", "OccupancyIdentifier", "SubaddressType", "SubaddressIdentifier"))
_STRETCH_OF_TAG = {"PlaceName": 2, "StateName": 3, "ZipCode": 4}


@lru_cache(maxsize=1 << 12)
def with_commas(line: str) -> str | None:
    """A plain line as `street, unit, city, state ZIP`; None where the model finds no house number with a street.

    Names of buildings and people, box numbers and whatever else it takes for no part of an address are left out.
    """
    stretches: tuple[list[str], ...] = ([], [], [], [], [])
    for word, tag in _from_number(usaddress.parse(line.replace(SEAM, " "))):
        if (at := _stretch_of(tag)) is not None:
            stretches[at].append(word.strip(",;"))
    street, unit, city, state, code = (" ".join(words) for words in stretches)
    number, _, rest = street.partition(" ")
    if not rest or number in NO_NUMBER or not (number[0].isdigit() or number in CARDINALS):
        return None
    place = " ".join(filter(None, (state if state in STATES else "", code)))
    return ", ".join(filter(None, (street, unit, city, place)))


def _from_number(tagged: list[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    """The tagged words from the house number on, which follows a building's name or a unit; none without a street."""
    starts = [at for at, (_, tag) in enumerate(tagged) if tag.startswith("AddressNumber")]
    has_street = any(tag.startswith("StreetName") for _, tag in tagged)
    before = [(word, tag) for word, tag in tagged[: starts[0]] if tag in _UNIT_TAGS] if starts else []
    return (*tagged[starts[0] :], *before) if starts and has_street else ()


def _stretch_of(tag: str) -> int | None:
    if tag.startswith(("AddressNumber", "StreetName")):
        return 0
    return 1 if tag in _UNIT_TAGS else _STRETCH_OF_TAG.get(tag)
