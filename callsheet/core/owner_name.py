"""Owners' names as county rolls and vendors write them: how to say one, whom to ask for, what kind of owner it is.

read("BOONE HARRIET & PAUL")               Harriet and Paul Boone, a couple; ask for Harriet
read("The Vail Family Trust dated 3/4/15") The Vail Family Trust, a trust
read("Est of Harriet Boone")               Estate of Harriet Boone, an estate; there is nobody to ask for
read("BLUEBIRD HOLDINGS LLC")              Bluebird Holdings LLC, a company
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from callsheet.core import name_case
from callsheet.core import owner_words as words
from callsheet.core.owner_key import Kind, estate_key, firm_key, people_key, trust_key
from callsheet.core.owner_people import Person, people_in, people_in_columns, said

_MARKS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("government", words.GOVERNMENT),
    ("estate", words.ESTATE),
    ("bank", words.BANK),
    ("builder", words.BUILDER),
    ("company", words.COMPANY),
    ("trust", words.TRUST),
)
_SPACES = re.compile(r"\s+")
_EDGES = " ,;&-*\"'"
_NOBODY = {"N/A", "NA", "NONE", "NULL", "UNKNOWN", "NOT AVAILABLE", "OWNER", "CURRENT OWNER", "OCCUPANT", "RESIDENT"}
_DATED = re.compile(
    r",?\s*\b(?:DATED|DTD|U/?[ATD]/?D?\b|UNDER (?:AGREEMENT|DECLARATION|TRUST)|DATE:?)\s*.*$", re.IGNORECASE
)
_DATE = re.compile(r"\s*\(?\b\d{1,2}[/-]\d{1,2}[/-]\d{2,4}\b\)?", re.ASCII)
_TRUSTEE_OF = re.compile(
    r",?\s*\b(?:AS )?(?:CO-?|SUCCESSOR )?(?:TRUSTEES?|TTEES?|TRS?)\b\.?\s*(?:(?:OF|FOR)\b\s*)?", re.IGNORECASE
)
_DEAD = re.compile(
    r"\b(?:THE )?EST(?:ATE)?\.? OF\b|\b(?:THE )?(?:UNKNOWN )?(?:HEIRS|HRS|DEVISEES)\b(?: AND DEVISEES)?(?: OF\b)?"
    r"|\bDEC(?:'?D|EASED)\b|\bEST(?:ATE)?\.?$|\(\s*\)",
    re.IGNORECASE,
)
_ACTS_FOR = re.compile(
    r",?\s*\b(?:(?:AS )?(?:CO-?)?(?:EXECUT(?:OR|RIX)|ADMINISTRAT(?:OR|RIX)|PERS(?:ONAL)? REP(?:RESENTATIVE)?))S?\b\.?"
    r"(?:\s*(?:OF|FOR)\b)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class OwnerName:
    """One owner, perhaps of several people. `first_name` is empty when there is nobody to ask for by name."""

    display: str
    first_name: str
    kind: Kind
    key: str
    people: tuple[Person, ...] = ()


UNNAMED = OwnerName("Owner", "", "person", "")


@lru_cache(maxsize=1 << 14)
def read(text: str, last_first: bool | None = None) -> OwnerName:
    """The owner a cell names. `last_first`: how the rest of the file writes names (see `owner_people.usual_order`)."""
    name = _without_tenure(text)
    if not name:
        return UNNAMED
    kind = kind_of(name)
    if kind == "trust":
        return _trust(name, last_first)
    if kind == "estate":
        return _estate(name, last_first)
    if kind == "person":
        return _household(people_in(name, last_first))
    return OwnerName(name_case.firm(name), "", kind, firm_key(name))


def read_columns(people: Iterable[tuple[str, str]]) -> OwnerName:
    """The owner named by pairs of first-name and last-name columns, one pair for each person."""
    return joined([_read_pair(first.strip(), last.strip()) for first, last in people])


def joined(names: Sequence[OwnerName]) -> OwnerName:
    """Several names on one deed as one owner: two people are a couple; a trust or a firm among them stands in front."""
    names = [name for name in names if name.key]
    firm = next((name for name in names if name.kind not in ("person", "couple")), None)
    people = tuple({person.full: person for name in names for person in name.people}.values())
    if firm:
        return OwnerName(firm.display, firm.first_name or _asked_for(people), firm.kind, firm.key, firm.people)
    return _household(people)


def kind_of(text: str) -> Kind:
    """What kind of owner the words of a name mark; a couple is not told from a person here."""
    plain = text.replace(".", "").replace(",", " ")
    if len(plain.split()) == 2 and _is_a_name_after_all(*plain.upper().split()):
        return "person"
    return next((kind for kind, marks in _MARKS if marks.search(plain)), "person")


def _is_a_name_after_all(one: str, other: str) -> bool:
    return (one in words.NAMES_TOO and other in words.GIVEN_NAMES) or (
        other in words.NAMES_TOO and one in words.GIVEN_NAMES
    )


def _without_tenure(text: str) -> str:
    text = words.CARE_OF.sub("", _SPACES.sub(" ", text))
    if text.strip(" .").upper() in _NOBODY:
        return ""
    text = words.TENURE.sub(" ", text).replace(" .", " ")
    return _SPACES.sub(" ", text).replace(" ,", ",").strip(_EDGES)


def _household(people: tuple[Person, ...]) -> OwnerName:
    if not people:
        return UNNAMED
    kind: Kind = "couple" if len(people) > 1 else "person"
    return OwnerName(said(people), _asked_for(people), kind, people_key(people), people)


def _read_pair(first: str, last: str) -> OwnerName:
    whole = f"{first} {last}".strip()
    if not first or not last or kind_of(_without_tenure(whole)) != "person":
        return read(whole)
    return _household(people_in_columns(_without_tenure(first), _without_tenure(last)))


def _trust(text: str, last_first: bool | None) -> OwnerName:
    """`Paul Vail, Trustee of the Vail Living Trust` is the trust, and Paul is asked for; `VAIL PAUL TR` names none."""
    undated = _DATE.sub("", _DATED.sub("", text)).strip(_EDGES) or text
    trustee, acts, trust = _parted(_TRUSTEE_OF, undated)
    if acts and words.TRUST.search(trust):
        people = people_in(trustee, last_first) if trustee else ()
        return _named_trust(trust, people)
    people = people_in(trustee or trust, last_first) if acts else ()
    if people:
        trustees = "trustees" if len(people) > 1 else "trustee"
        return OwnerName(f"{said(people)}, {trustees}", _asked_for(people), "trust", trust_key(trustee or trust))
    return _named_trust(undated, ())


def _named_trust(trust: str, people: tuple[Person, ...]) -> OwnerName:
    if words.TRUST.search(trust) is None:
        trust = f"{trust} Trust"
    display = name_case.firm(trust.strip(_EDGES))
    return OwnerName(
        display[:1].upper() + display[1:], _asked_for(people) or _first_in_trust(trust), "trust", trust_key(trust)
    )


def _first_in_trust(trust: str) -> str:
    """Who is asked for at `The Harriet Boone Living Trust`; a given name alone (`Scott Family Trust`) is a surname."""
    told = [word for word in re.split(r"[^\w'-]+", trust) if word.upper() not in words.TRUST_WORDS and len(word) > 1]
    first = next((word for word in told if word.upper() in words.GIVEN_NAMES), "")
    return name_case.person(first) if len(told) > 1 else ""


def _estate(text: str, last_first: bool | None) -> OwnerName:
    """`Paul Boone, Executor of the Estate of Harriet Boone` is Harriet's estate, and Paul is asked for."""
    dead, marked, died = _parted(_DEAD, text)
    acting = people_in(_ACTS_FOR.sub("", dead).strip(_EDGES), last_first) if died and _ACTS_FOR.search(dead) else ()
    name = _ACTS_FOR.sub("", died if acting else _DEAD.sub(" ", text)).strip(_EDGES)
    people = people_in(_SPACES.sub(" ", name), last_first)
    if people and not marked:
        return OwnerName(f"{said(people)}, for an estate", _asked_for(people), "estate", estate_key(people, text))
    display = f"Estate of {said(people)}" if people else name_case.firm(text)
    return OwnerName(display, _asked_for(acting), "estate", estate_key(people, text))


def _parted(marks: re.Pattern[str], text: str) -> tuple[str, bool, str]:
    """What stands before the first mark, whether there is one, and what stands after it."""
    found = marks.search(text)
    if not found:
        return text, False, ""
    return text[: found.start()].strip(_EDGES), True, text[found.end() :].strip(_EDGES)


def _asked_for(people: Sequence[Person]) -> str:
    return next((person.asked_for for person in people if person.asked_for), "")
