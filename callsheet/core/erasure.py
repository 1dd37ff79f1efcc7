"""The traces a person leaves in free text: their names in any order, their numbers in any spelling, e-mail, address."""

import re
from collections.abc import Iterable
from itertools import permutations

ERASED = "[erased]"
FORGOTTEN = "Forgotten person"
"""What stands in place of the name of an owner who was erased."""
SHORTEST = 5
"""A shorter text stands in too many words that mean something else."""
MOST_WORDS = 4
"""Names of more words are looked for as they are written only: four have two dozen orders."""


def traces(
    name: str, name_key: str, numbers: Iterable[str], others: Iterable[str] = (), homes: Iterable[str] = ()
) -> re.Pattern[str] | None:
    """A pattern that finds the person; None for one of whom nothing is known that could be found.

    `name` as it is said, `name_key` from core.owner_key, `numbers` in E.164, `others` an e-mail and a mailing line;
    `homes` are the addresses of the homes, which are no trace of anybody.
    """
    known = {home.casefold() for home in homes}
    texts = [text for text in (name, *others) if len(text) >= SHORTEST and text.casefold() not in known]
    found = [*map(_spaced, texts), *_of_people(name_key), *map(_number, numbers)]
    return re.compile("|".join(rf"(?<!\w){one}(?!\w)" for one in found), re.IGNORECASE) if found else None


def scrub(text: str, pattern: re.Pattern[str]) -> str:
    """The text without the person's traces; the same text when there is none in it."""
    return pattern.sub(ERASED, text)


def people_of(name_key: str) -> tuple[str, ...]:
    """The key of each person in a key of several: `people:BOONE HARRIET+BOONE PAUL` has two, a firm is itself."""
    kind, _, people = name_key.partition(":")
    return tuple(f"{kind}:{person}" for person in people.split("+") if person)


def _of_people(name_key: str) -> Iterable[str]:
    """The words of each name in every order, with or without a middle initial and a comma."""
    kind, _, people = name_key.partition(":")
    for person in people.split("+"):
        words = [re.escape(word) for word in person.split()]
        if len(words) < 2 or sum(map(len, words)) < SHORTEST:
            continue
        orders = [words] if kind == "firm" or len(words) > MOST_WORDS else permutations(words)
        yield from (r"[\s,.]+(?:\w\.?\s+)?".join(order) for order in orders)


def _spaced(text: str) -> str:
    return r"\s+".join(re.escape(word) for word in text.split())


def _number(number: str) -> str:
    """`+14105550142` as it may be written: `(410) 555-0142`, `410.555.0142`, `14105550142`."""
    digits = number.removeprefix("+1")
    if len(digits) != 10:
        return re.escape(number)
    area, exchange, line = digits[:3], digits[3:6], digits[6:]
    return rf"(?:\+?1[\s.-]?)?\(?{area}\)?[\s.-]*{exchange}[\s.-]*{line}"
