"""The people in an owner's name, whichever way round a file writes them: `BOONE HARRIET & PAUL`, `Boone, Harriet`."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from callsheet.core import name_case
from callsheet.core.owner_words import GENERATIONS, GIVEN_NAMES, PARTICLES, TITLES

_BETWEEN_PEOPLE = re.compile(r"\s*(?:&|\+|;|/|\band\b)\s*", re.IGNORECASE)
_ONLY_GENERATION = re.compile(r",\s*(JR|SR|II|III|IV)\b\.?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Person:
    """One person's name in its parts, cased as on a letter. Any part may be empty, but never both first and last."""

    first: str
    middle: str
    last: str
    generation: str = ""

    @property
    def given(self) -> str:
        """`Harriet`, `J. Robert`: initials in the middle are left out, one in front keeps a full stop."""
        middle = " ".join(word for word in self.middle.split() if not _is_initial(word))
        return " ".join(filter(None, (_stopped(self.first), middle)))

    @property
    def full(self) -> str:
        return " ".join(filter(None, (self.given, self.last, self.generation)))

    @property
    def asked_for(self) -> str:
        """The name to ask for on the phone; empty when only an initial is known."""
        return next((word for word in (self.first, *self.middle.split()) if not _is_initial(word)), "")


def said(people: Sequence[Person]) -> str:
    """All of them in one breath: `Harriet and Paul Boone`, `Harriet Boone and Paul Vail`."""
    one_family = len({person.last for person in people}) == 1 and all(person.given for person in people)
    if one_family and not any(person.generation for person in people):
        return f"{_listed([person.given for person in people])} {people[0].last}".strip()
    return _listed([person.full for person in people])


def people_in(text: str, last_first: bool | None = None) -> tuple[Person, ...]:
    """The people a cell names. `last_first` is what the rest of the file does, for a name that itself does not tell.

    Given names, initials and a shared surname tell first; a shouted name with nothing to tell is county style.
    """
    text = _ONLY_GENERATION.sub(r" \1", text)
    parts = [
        part for part in (_words(part.rstrip(" ,")) for part in _BETWEEN_PEOPLE.split(_split_by_comma(text))) if part
    ]
    if not parts:
        return ()
    default = text.isupper() if last_first is None else last_first
    people = _with_commas(parts, default) if any("," in part for part in parts) else _without_commas(parts, default)
    return tuple(person for person in people if person.first or person.last)


def people_in_columns(first: str, last: str) -> tuple[Person, ...]:
    """The people of a first-name and a last-name column; `Harriet & Paul` beside `Boone` is two."""
    surname = [word for word in _words(last) if word != ","]
    named = (_words(part) for part in _BETWEEN_PEOPLE.split(first))
    people = (_last_first([word for word in words if word != ","], surname) for words in named)
    return tuple(person for person in people if person.first)


def usual_order(names: Iterable[str]) -> bool | None:
    """Whether a column writes the surname first, judged by the names in it that tell; None when none does."""
    votes = Counter(_order(_words(name)) for name in names if "," not in name and not _BETWEEN_PEOPLE.search(name))
    if votes[True] == votes[False]:
        return None
    return votes[True] > votes[False]


def _split_by_comma(text: str) -> str:
    """`Harriet Boone, Paul Vail` names two people; every other comma stands after a surname."""
    left, comma, right = text.partition(",")
    pair = (left.split(), right.split())
    if comma and all(len(words) > 1 and _is_given(words[0]) and not _is_given(words[-1]) for words in pair):
        return text.replace(",", " & ", 1) if not _is_initial(pair[1][-1]) else text
    return text


def _words(text: str) -> list[str]:
    """The words of one name, a comma being a word of its own; titles go, `MC DONALD` becomes one."""
    words = [word for word in text.replace(",", " , ").split() if word.strip(".").upper() not in TITLES or word == ","]
    words = [word.strip('"()*') for word in words]
    glued: list[str] = []
    for word in filter(None, words):
        if glued and glued[-1].upper() == "MC" and word != ",":
            glued[-1] += word
        else:
            glued.append(word)
    return glued


def _with_commas(parts: list[list[str]], default: bool) -> tuple[Person, ...]:
    people: list[Person] = []
    family: list[str] = []
    for words in parts:
        if "," in words:
            comma = words.index(",")
            family, rest = words[:comma], [word for word in words[comma:] if word != ","]
            people.append(_last_first(rest, family))
        elif _full_words(words) <= 1:
            people.append(_last_first(words, family))
        else:
            people.append(_in_order(words, _order(words) is True or (default and _order(words) is None)))
    return tuple(people)


def _without_commas(parts: list[list[str]], default: bool) -> tuple[Person, ...]:
    lengths = [_full_words(words) for words in parts]
    if len(parts) > 1 and min(lengths) <= 1 < max(lengths):
        return _sharing_a_surname(parts, county=lengths[0] > 1 and not _starts_with_given(parts[0]))
    order = _shared_order(parts) if len(parts) > 1 else None
    orders = [order if order is not None else _order(words) for words in parts]
    people = [_in_order(words, default if told is None else told) for words, told in zip(parts, orders, strict=True)]
    family = people[0].last.split() if orders[0] else []
    return tuple(
        _last_first(words, family) if family and all(map(_is_given, words)) else person
        for words, person in zip(parts, people, strict=True)
    )


def _sharing_a_surname(parts: list[list[str]], county: bool) -> tuple[Person, ...]:
    """`BOONE HARRIET & PAUL` (county), `Harriet & Paul Boone`, `Harriet Boone & Paul`: the surname is said once."""
    longest = max(parts, key=_full_words)
    whole = _in_order(longest, county)
    family = whole.last.split()
    return tuple(whole if words is longest else _last_first(words, family) for words in parts)


def _shared_order(parts: list[list[str]]) -> bool | None:
    bare = [[word.upper() for word in _without_generation(words)[0]] for words in parts]
    if len({words[0] for words in bare}) == 1:
        return True
    if len({words[-1] for words in bare}) == 1:
        return False
    return None


def _order(words: Sequence[str]) -> bool | None:
    """True: the surname stands first; False: last; None: the name does not tell."""
    words = _without_generation(words)[0]
    if len(words) < 2 or _is_initial(words[0]):
        return False if len(words) > 1 else None
    if _is_initial(words[-1]) or _is_particle(words[0]):
        return True
    if any(_is_initial(word) for word in words[1:-1]):
        return False
    if _is_given(words[0]):
        return None if _is_given(words[-1]) else False
    return True if _is_given(words[1]) else None


def _in_order(words: Sequence[str], last_first: bool) -> Person:
    named, _ = _without_generation(words)
    if len(named) == 1:
        return _last_first(words, []) if _is_given(named[0]) else _last_first(list(words)[1:], [named[0]])
    split = _end_of_surname(named) if last_first else _start_of_surname(named)
    surname, rest = (named[:split], named[split:]) if last_first else (named[split:], named[:split])
    return _last_first([*rest, *(word for word in words if word not in named)], surname)


def _last_first(rest: Sequence[str], surname: Sequence[str]) -> Person:
    given, generation = _without_generation(rest)
    family, of_family = _without_generation(surname) if len(surname) > 1 else (list(surname), "")
    return Person(
        first=name_case.person(given[0].strip(".")) if given else "",
        middle=name_case.person(" ".join(word.strip(".") for word in given[1:])),
        last=_surname(family),
        generation=generation or of_family,
    )


def _surname(words: Sequence[str]) -> str:
    """Cased with a given name before it, so that a particle becomes small: `de la Cruz`."""
    return name_case.person(f"x {' '.join(words)}").partition(" ")[2]


def _without_generation(words: Sequence[str]) -> tuple[list[str], str]:
    """The words without `Jr` or `III`, and that word as it is written."""
    found = next((word for word in words[1:] if word.strip(".").upper() in GENERATIONS), "")
    return [word for word in words if word is not found], name_case.person(found.strip("."))


def _end_of_surname(words: Sequence[str]) -> int:
    """`DE LA CRUZ MARIA` has a surname of three words; the last word is never part of it."""
    end = next((place for place, word in enumerate(words) if not _is_particle(word)), len(words) - 1)
    return min(end + 1, len(words) - 1)


def _start_of_surname(words: Sequence[str]) -> int:
    places = range(1, len(words) - 1)
    return next((place for place in places if _is_particle(words[place])), len(words) - 1)


def _full_words(words: Sequence[str]) -> int:
    return sum(not _is_initial(word) for word in _without_generation(words)[0])


def _starts_with_given(words: Sequence[str]) -> bool:
    return _is_given(words[0]) and not _is_given(words[-1])


def _is_initial(word: str) -> bool:
    return len(word.strip(".")) <= 1


def _is_given(word: str) -> bool:
    return word.upper() in GIVEN_NAMES


def _is_particle(word: str) -> bool:
    return word.upper() in PARTICLES and not _is_given(word)


def _stopped(first: str) -> str:
    return f"{first}." if len(first) == 1 else first


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
