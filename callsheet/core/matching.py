"""Are these two addresses the same home? Yes, no, or "ask a person", with the reasons in plain words.

One contradiction (number, unit, suffix, direction, place) means no. What one address leaves out never means yes by
itself: without a unit, a direction or a street type the answer is None, unless it is known that only one street of
that name exists in the ZIP, or the facts of the two homes settle it. What facts may settle is in `_with_facts`.
"""

import math
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from callsheet.core.address import Address, number_key
from callsheet.core.address_display import display, display_unit
from callsheet.core.address_place import PART_OF, city_key
from callsheet.core.address_street import is_strong, name_key, read_street
from callsheet.core.address_text import plain_field, words_of
from callsheet.core.address_words import SUFFIX_WORDS, UNIT_NAMES
from callsheet.core.matching_facts import NO_FACTS, Evidence, HomeFacts, evidence


@dataclass(frozen=True, slots=True)
class Match:
    """`same` is None when a person must decide; `score` from 0 to 1; `because` in short phrases."""

    same: bool | None
    score: float
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Finding:
    """What comparing one part says: the part's name when it agrees, a phrase when there is something to tell.

    `kind` says what is in doubt or contradicts, for the facts to settle it or not.
    """

    same: bool | None
    weight: float
    agrees: str = ""
    because: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class _Street:
    """One reading of a street, in the forms that are compared, and its name as it is shown."""

    before: str | None
    name: str
    suffix: str | None
    behind: str | None
    shown: str
    is_doubted: bool = False

    @property
    def directions(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.before, self.behind)))


LEAST_LETTERS_OF_A_SLIP = 5
_HIGHEST_SCORE_OF_NO = 0.3
_SETTLED = 0.95
"""The score of a yes that facts gave."""
_NUMBER_IN_RANGE = re.compile(r"(\d+)-(\d+)")
_CAPITAL = re.compile(r"\b[A-Z](?=[a-z])")
_ANY_DIGIT = re.compile(r"\d")


def same_home(
    a: Address,
    b: Address,
    *,
    streets_in_zip: Collection[str] = (),
    facts: tuple[HomeFacts, HomeFacts] = (NO_FACTS, NO_FACTS),
) -> Match:
    """Compare two addresses. `streets_in_zip`: every street known in their ZIP, as a street line or a `street_key`;
    empty means nothing is known about it. `facts`: what is known of the home at `a`, and of the one at `b`.
    """
    findings = (_number(a, b), *_streets(a, b, streets_in_zip), _unit(a, b), _place(a, b))
    by_address = _answer(findings)
    score = round(math.prod(finding.weight for finding in findings), 2)
    found = evidence(*facts)
    same = _with_facts(by_address, findings, found)
    score = _SETTLED if same and not by_address else min(score, _HIGHEST_SCORE_OF_NO) if same is False else score
    return Match(same, score, (*_because(findings, same), *_facts_told(found, same)))


def _answer(findings: Iterable[_Finding]) -> bool | None:
    answers = {finding.same for finding in findings}
    return False if False in answers else None if None in answers else True


def _facts_told(found: Evidence, same: bool | None) -> tuple[str, ...]:
    """The facts behind an answer: what decided, and for an open question both sides."""
    if same is None:
        return (*found.for_it, *found.against)
    return found.for_it if same else found.against


# What facts may settle. The dangers differ: a false "same" calls the neighbour or closes a lead that lives, a false
# "different" calls an owner who listed again yesterday. So nothing is settled on one fact alone but the parcel, and
# nothing about units: halves and stacked flats are built alike and may share a parcel.
_SETTLED_BY_PARCEL = frozenset({"suffix", "two streets", "direction", "slip", "place", "ZIP", "bare ZIP", "lot"})
_SETTLED_BY_HOUSE = frozenset({"suffix", "direction", "slip", "place", "ZIP"})
_DOUBTED_BY_PARCEL = frozenset({"other suffix", "other direction", "other street"})


def _with_facts(by_address: bool | None, findings: Iterable[_Finding], found: Evidence) -> bool | None:
    """The answer once the facts were heard.

    By the address the same: stays so, unless it rests on "the only street of that name" and the facts contradict it.
    Not told by the address: one parcel, or two of year, size and bedrooms, say what is left out; another parcel, or
    two facts against it and none for it, say no. Contradicted by the address in one part of the street or the place,
    and yet one parcel: a person must look, or for the place it is a slip.
    """
    doubts = {finding.kind for finding in findings if finding.same is by_address and finding.kind}
    if by_address:
        return None if doubts and (found.parcel is False or found.is_another) else True
    if by_address is None:
        return _settled(doubts, found)
    if not found.parcel or len([finding for finding in findings if finding.same is False]) > 1:
        return False
    if "other place" in doubts and found.is_telling_parcel:
        return _settled({finding.kind for finding in findings if finding.same is None} | {"place"}, found)
    return None if doubts <= _DOUBTED_BY_PARCEL else False


def _settled(doubts: set[str], found: Evidence) -> bool | None:
    """What facts make of doubts that the addresses leave open."""
    if found.parcel:
        is_whole = doubts == {"range"} and found.is_one_house and found.both_detached
        return True if doubts <= _SETTLED_BY_PARCEL or is_whole else None
    if found.parcel is False and not doubts & {"unit", "lot"} and not found.is_one_house:
        return False
    if found.is_one_house and (doubts <= _SETTLED_BY_HOUSE or (doubts == {"bare ZIP"} and found.alike == 3)):
        return None if found.parcel is False else True
    return False if found.is_another and "unit" not in doubts else None


def _because(findings: Iterable[_Finding], same: bool | None) -> tuple[str, ...]:
    """What agrees, in one phrase, then what decided: for a no only what contradicts, if an address does."""
    agrees = [finding.agrees for finding in findings if finding.agrees]
    contradicts = same is False and any(finding.same is False for finding in findings)
    told = [f.because for f in findings if f.because and (not contradicts or f.same is False)]
    return (*([f"same {_and(agrees)}"] if agrees else []), *told)


def _and(names: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _side(a_is_missing: bool) -> str:
    return "the first" if a_is_missing else "the second"


# Number


def _number(a: Address, b: Address) -> _Finding:
    one, two = number_key(a.number), number_key(b.number)
    if one == two:
        return _Finding(True, 1.0, agrees="number")
    if _is_lot(one) != _is_lot(two):
        return _Finding(None, 0.3, because=f"{_side(_is_lot(one))} names a lot instead of a house number", kind="lot")
    if _within(one, two) or _within(two, one):
        return _Finding(None, 0.5, because=f"{_shown(a)} and {_shown(b)} may be one building", kind="range")
    return _Finding(False, 0.1, because=f"number {_shown(a)} against {_shown(b)}", kind="other number")


def _shown(address: Address) -> str:
    return display(address.number)


def _is_lot(number: str) -> bool:
    return number.startswith("LOT ")


def _within(number: str, whole: str) -> bool:
    """Whether a number, or either end of a range, lies in another range written as `101-103`."""
    found = _NUMBER_IN_RANGE.fullmatch(whole)
    ends = [int(end) for end in number.split("-") if end.isdigit()]
    return bool(found) and any(int(found[1]) <= end <= int(found[2]) for end in ends) if found else False


# Street


def _streets(a: Address, b: Address, streets_in_zip: Collection[str]) -> tuple[_Finding, ...]:
    """The findings of the two readings that agree best: `Oak Ridge` may be a ridge, or a name without its suffix."""
    place = a.postal_code or b.postal_code or "that place"
    mine, others = _readings(a), _readings(b)
    if mine[0].name == others[0].name:
        return tuple(_street(mine[0], others[0], place, streets_in_zip))
    alike = [(x, y) for x, y in product(mine, others) if x.name == y.name or is_slip(x.name, y.name)]
    pairs = [tuple(_street(x, y, place, streets_in_zip)) for x, y in alike or [(mine[0], others[0])]]
    return max(pairs, key=lambda found: (_rank(found), math.prod(finding.weight for finding in found)))


def _rank(findings: tuple[_Finding, ...]) -> int:
    answers = {finding.same for finding in findings}
    return 0 if False in answers else 1 if None in answers else 2


def _readings(address: Address) -> tuple[_Street, ...]:
    return _readings_of(address.predirection, address.street, address.suffix, address.postdirection)


@lru_cache(maxsize=1 << 15)
def _readings_of(before: str | None, name: str, suffix: str | None, behind: str | None) -> tuple[_Street, ...]:
    shown = display(name)
    read = _Street(before, name_key(name), suffix, behind, shown)
    if suffix is None or suffix not in SUFFIX_WORDS:
        return (read,)
    whole = name_key(f"{name} {suffix}")
    return read, _Street(before, whole, None, behind, f"{shown} {display(suffix)}", is_strong(suffix))


def _street(x: _Street, y: _Street, place: str, streets_in_zip: Collection[str]) -> Iterator[_Finding]:
    if x.name != y.name:
        yield _other_name(x, y)
        return
    if x.is_doubted != y.is_doubted:
        whole = x.shown if x.is_doubted else y.shown
        doubt = f"{_side(x.is_doubted)} says {whole}, which may be a street of its own"
        yield _Finding(None, 0.6, because=doubt, kind="suffix")
        yield from _directions(x, y)
        return
    told = [*_suffix(x, y, place, streets_in_zip), *_directions(x, y)]
    yield from told
    if all(finding.same for finding in told):
        yield _Finding(True, 1.0, agrees="street")


def _other_name(x: _Street, y: _Street) -> _Finding:
    names = f"{x.shown} against {y.shown}"
    if is_slip(x.name, y.name):
        return _Finding(None, 0.5, because=f"the streets are spelt nearly alike: {names}", kind="slip")
    return _Finding(False, 0.02, because=f"street {names}", kind="other street")


def is_slip(one: str, two: str) -> bool:
    """Whether two names differ by one letter (changed, left out, or two swapped), behind the same first letter."""
    if one[:1] != two[:1] or abs(len(one) - len(two)) > 1 or _ANY_DIGIT.search(one + two):
        return False
    short, long = sorted((one, two), key=len)
    if len(short) < LEAST_LETTERS_OF_A_SLIP:
        return False
    start = next((k for k, (p, q) in enumerate(zip(short, long, strict=False)) if p != q), len(short))
    if len(short) != len(long):
        return short[start:] == long[start + 1 :]
    is_swapped = short[start : start + 2] == long[start : start + 2][::-1] and short[start + 2 :] == long[start + 2 :]
    return is_swapped or short[start + 1 :] == long[start + 1 :]


def _suffix(x: _Street, y: _Street, place: str, streets_in_zip: Collection[str]) -> Iterator[_Finding]:
    if x.suffix and y.suffix:
        if x.suffix != y.suffix:
            yield _Finding(False, 0.15, because=f"{display(x.suffix)} against {display(y.suffix)}", kind="other suffix")
        return
    kinds = _kinds(x.name, streets_in_zip) | ({x.suffix, y.suffix} - {None})
    if x.suffix != y.suffix or len(kinds) > 1:
        yield _missing_suffix(x, y, place, kinds, is_known=bool(streets_in_zip))


def _missing_suffix(x: _Street, y: _Street, place: str, kinds: set[str | None], *, is_known: bool) -> _Finding:
    name = x.shown if x.suffix is None else y.shown
    known = " and ".join(sorted(f"{name} {display(kind)}" for kind in kinds))
    silent = "neither says" if x.suffix == y.suffix else f"{_side(x.suffix is None)} does not say"
    if len(kinds) > 1:
        return _Finding(None, 0.4, because=f"{place} has {known}, and {silent} which", kind="two streets")
    if is_known:
        return _Finding(True, 0.93, because=f"{known} is the only {name} known in {place}", kind="only street")
    told = f"{silent} what kind of street {name} is, and there may be another in {place}"
    return _Finding(None, 0.7, because=told, kind="suffix")


@lru_cache(maxsize=1 << 15)
def _known_street(line: str) -> tuple[str, str | None]:
    words = words_of(plain_field(line))
    street = read_street(words) if words else None
    return (name_key(street.name), street.suffix) if street else ("", None)


def _kinds(name: str, streets: Collection[str]) -> set[str | None]:
    """The suffixes that streets of this name have among those known."""
    return {suffix for known, suffix in map(_known_street, streets) if suffix and known == name}


def _directions(x: _Street, y: _Street) -> Iterator[_Finding]:
    if (x.before, x.behind) == (y.before, y.behind):
        return
    one, two = x.directions, y.directions
    if not one or not two or (len(one) != len(two) and set(one) & set(two)):
        told = " and ".join(sorted(set(one) ^ set(two))) or one[0]
        yield _Finding(
            None, 0.6, because=f"{_side(len(one) < len(two))} leaves out the direction {told}", kind="direction"
        )
    elif set(one) == set(two):
        moved = f"the direction {one[0]} stands before the street in one, behind it in the other"
        yield _Finding(None, 0.7, because=moved, kind="direction")
    else:
        told = f"direction {' '.join(one)} against {' '.join(two)}"
        yield _Finding(False, 0.15, because=told, kind="other direction")


# Unit


def _unit(a: Address, b: Address) -> _Finding:
    if a.unit == b.unit:
        return _Finding(True, 1.0, agrees="unit" if a.unit else "")
    if a.unit and b.unit:
        return _two_units(a.unit, b.unit)
    unit, number = a.unit or b.unit, number_key(a.number)
    if unit == number == number_key(b.number):
        return _Finding(True, 0.9, because=f"unit {unit} only repeats the house number")
    told = f"{_side(not a.unit)} names no unit, the other {_unit_words(unit)}"
    return _Finding(None, 0.6, because=told, kind="unit")


def _two_units(one: str, two: str) -> _Finding:
    told = f"{_unit_words(one)} against {_unit_words(two)}"
    identifiers = [{word for word in unit.split() if word not in UNIT_NAMES} for unit in (one, two)]
    named = [{word for word in unit.split() if word in UNIT_NAMES} for unit in (one, two)]
    is_part = bool(identifiers[0] & identifiers[1]) and named[0] != named[1]
    is_word_for_it = named[0] != named[1] and not (identifiers[0] and identifiers[1])
    if is_part or is_word_for_it:
        return _Finding(None, 0.4, because=f"{told} may be the same", kind="unit")
    return _Finding(False, 0.2, because=told, kind="other unit")


def _unit_words(unit: str | None) -> str:
    return _CAPITAL.sub(lambda letter: letter[0].lower(), display_unit(unit))


# Place


def _place(a: Address, b: Address) -> _Finding:
    cities = _city_keys(a, b)
    if a.state and b.state and a.state != b.state:
        return _Finding(False, 0.02, because=f"{a.state} against {b.state}", kind="other state")
    if a.postal_code and b.postal_code:
        return _same_zip(a, b, cities) if a.postal_code == b.postal_code else _other_zip(a, b, cities)
    if not all(cities):
        return _missing_place(a, b, cities)
    if cities[0] == cities[1]:
        return _Finding(True, 0.97 if a.postal_code == b.postal_code else 0.95, agrees="city")
    if _is_part(a, cities) or _is_part(b, cities[::-1]):
        return _Finding(
            None, 0.6, because=f"{display(a.city)} and {display(b.city)} may be the same city", kind="place"
        )
    return _Finding(False, 0.02, because=f"{display(a.city)} against {display(b.city)}", kind="other place")


def _city_keys(a: Address, b: Address) -> tuple[str, str]:
    return city_key(a.city) if a.city else "", city_key(b.city) if b.city else ""


def _is_part(a: Address, cities: tuple[str, str]) -> bool:
    return PART_OF.get((cities[0], a.state or "")) == cities[1]


def _same_zip(a: Address, b: Address, cities: tuple[str, str]) -> _Finding:
    name = "ZIP code" if (a.postal_code or "").isdigit() else "postal code"
    if all(cities) and cities[0] != cities[1]:
        told = f"{display(a.city)} and {display(b.city)} share {a.postal_code}"
        return _Finding(True, 0.95, agrees=name, because=told)
    return _Finding(True, 1.0, agrees=name)


def _other_zip(a: Address, b: Address, cities: tuple[str, str]) -> _Finding:
    told = f"{a.postal_code} against {b.postal_code}"
    if all(cities) and cities[0] == cities[1]:
        # A city has two streets of one bare name more often than of one name and suffix.
        kind = "ZIP" if a.suffix and b.suffix else "bare ZIP"
        return _Finding(None, 0.5, agrees="city", because=f"{told} within {display(a.city)}", kind=kind)
    return _Finding(False, 0.02, because=told, kind="other place")


def _missing_place(a: Address, b: Address, cities: tuple[str, str]) -> _Finding:
    has_place = [bool(city or address.postal_code) for city, address in zip(cities, (a, b), strict=True)]
    if not any(has_place):
        return _Finding(True, 0.8, because="neither names a place")
    if all(has_place):
        return _Finding(None, 0.5, because="one gives a city and the other a postal code", kind="place")
    return _Finding(None, 0.5, because=f"{_side(not has_place[0])} names no place", kind="no place")
