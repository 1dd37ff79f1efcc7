"""The spelling-proof form of an owner's name, and when two forms are the same owner of one home.

A key is `people:BOONE HARRIET+BOONE PAUL` (each person's words sorted, so that no order of writing matters),
`trust:VAIL`, `estate:BOONE HARRIET` or `firm:BLUEBIRD HOLDINGS`; an unnamed owner's is empty. Two keys that differ may
still be one owner where they meet at the same home: a slip of the pen, an initial, one of a couple, the family's trust.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from callsheet.core.owner_people import Person
from callsheet.core.owner_words import CANONICAL, ESTATE_WORDS, GIVEN_NAMES, LEGAL_FORMS, TRUST_WORDS

Kind = Literal["person", "couple", "trust", "estate", "company", "bank", "builder", "government"]
HOUSEHOLDS: dict[Kind, int] = {"person": 1, "couple": 2, "trust": 3, "estate": 4}
_LONGEST = 200
_NOT_LETTERS = re.compile(r"[^A-Z0-9]+")


def people_key(people: Iterable[Person]) -> str:
    return _key("people", "+".join(sorted({_person(person) for person in people})))


def trust_key(text: str) -> str:
    return _key("trust", _bag(text, TRUST_WORDS))


def estate_key(people: Iterable[Person], text: str) -> str:
    return _key("estate", " ".join(sorted({_person(person) for person in people})) or _bag(text, ESTATE_WORDS))


def firm_key(text: str) -> str:
    """The words in order without the legal form: `Bluebird Holdings, LLC` and `BLUEBIRD HOLDINGS INC.` are one."""
    words = _plain(text).split()
    return _key("firm", " ".join(word for word in words if word not in LEGAL_FORMS) or " ".join(words))


@lru_cache(maxsize=1 << 14)
def same_owner(one: str, other: str) -> bool:
    """Whether two keys met at one home are one owner. Two firms must agree to a letter; no person is a firm."""
    if not one or not other or one == other:
        return one == other
    (kind, name), (other_kind, other_name) = (key.split(":", 1) for key in (one, other))
    if "firm" in (kind, other_kind):
        return kind == other_kind and _similar(name.replace(" ", ""), other_name.replace(" ", ""))
    return any(
        _same_person(bag.split(), other_bag.split()) for bag in name.split("+") for other_bag in other_name.split("+")
    )


def has_given_name(people: Iterable[Person], given: str) -> bool:
    """Whether one of the people has that given name, in any of its forms; an initial tells nothing."""
    name = _canonical(given)
    return len(name) > 1 and any(_canonical(person.asked_for) == name for person in people)


def says_more(kind: Kind, key: str, than_kind: Kind, than_key: str) -> bool:
    """Whether a name known under the first key tells more than one under the second, so that it should replace it.

    A trust or an estate tells more than its people, a couple more than one of them, a given name more than an initial.
    """
    if kind not in HOUSEHOLDS or than_kind not in HOUSEHOLDS:
        return bool(key) and not than_key
    return _weight(kind, key) > _weight(than_kind, than_key)


def _weight(kind: Kind, key: str) -> tuple[int, int, int]:
    if not key:
        return (0, 0, 0)
    words = key.partition(":")[2].replace("+", " ").split()
    return (HOUSEHOLDS[kind], key.count("+"), sum(len(word) > 1 for word in words))


def _person(person: Person) -> str:
    return " ".join(sorted(filter(None, (_canonical(person.first), _glued(person.last)))))


def _canonical(given: str) -> str:
    """`ROBERT` for Bob: the first of the forms of a given name."""
    name = _glued(given)
    return CANONICAL.get(name, name)


def _bag(text: str, noise: frozenset[str]) -> str:
    words = [word for word in _plain(text).split() if not word.isdigit()]
    told = {CANONICAL.get(word, word) for word in words if word not in noise and len(word) > 1}
    return " ".join(sorted(told or set(words)))


def _plain(text: str) -> str:
    """Upper-case letters and digits, accents taken off, initials written together: `L.L.C.` is `LLC`."""
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").upper()
    return _NOT_LETTERS.sub(" ", folded.replace(".", "").replace("'", "")).strip()


def _glued(text: str) -> str:
    return _plain(text).replace(" ", "")


def _key(kind: str, name: str) -> str:
    return f"{kind}:{name}"[:_LONGEST] if name else ""


def _same_person(one: list[str], other: list[str]) -> bool:
    """Every word of the shorter name stands in the longer one, one of them perhaps with a slip."""
    shorter, longer = sorted((Counter(one), Counter(other)), key=Counter.total)
    unmet, free = list((shorter - longer).elements()), (longer - shorter).elements()
    if len(unmet) > 1 or (unmet and shorter.total() == 1):
        return False
    return not unmet or any(_similar(unmet[0], word) for word in free)


def _similar(one: str, other: str) -> bool:
    if 1 in (len(one), len(other)):
        return one[0] == other[0]
    if one in GIVEN_NAMES and other in GIVEN_NAMES:
        return False
    return _one_slip(one, other) or _is_part(one, other)


def _one_slip(one: str, other: str) -> bool:
    """One letter wrong, missing, doubled or swapped with its neighbour, never the first; short words must agree."""
    if min(len(one), len(other)) < 4 or one[0] != other[0] or abs(len(one) - len(other)) > 1:
        return False
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    one, other = one[start:], other[start:]
    return one[1:] == other[1:] or one[1:] == other or one == other[1:] or _is_swap(one, other)


def _is_swap(one: str, other: str) -> bool:
    return one[:2] == other[1::-1] and one[2:] == other[2:]


def _is_part(one: str, other: str) -> bool:
    """One half of a double surname: `LOPEZ` in `GARCIALOPEZ`."""
    shorter, longer = sorted((one, other), key=len)
    return (
        len(shorter) > 3 and len(longer) - len(shorter) > 2 and (longer.startswith(shorter) or longer.endswith(shorter))
    )
