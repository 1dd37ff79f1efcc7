"""Are these two addresses the same home? Yes, no, or "ask a person", with the reasons in plain words.

One contradiction (number, unit, suffix, direction, place) means no. What one address leaves out never means yes by
itself: without a unit, a direction or a street type the answer is None, unless it is known that only one street of
that name exists in the ZIP.
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


@dataclass(frozen=True, slots=True)
class Match:
    """`same` is None when a person must decide; `score` from 0 to 1; `because` in short phrases."""

    same: bool | None
    score: float
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Finding:
    """What comparing one part says: the part's name when it agrees, a phrase when there is something to tell."""

    same: bool | None
    weight: float
    agrees: str = ""
    because: str = ""


@dataclass(frozen=True, slots=True)
class _Street:
    """One reading of a street, in the forms that are compared, and its name as it is shown."""

    before: str | None
    name: str
    suffix: str | None
    behind: str | None
    shown: str

    @property
    def directions(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.before, self.behind)))


_LEAST_LETTERS_OF_A_SLIP = 6
_HIGHEST_SCORE_OF_NO = 0.3
_NUMBER_IN_RANGE = re.compile(r"(\d+)-(\d+)")
_CAPITAL = re.compile(r"\b[A-Z](?=[a-z])")
_ANY_DIGIT = re.compile(r"\d")


def same_home(a: Address, b: Address, *, streets_in_zip: Collection[str] = ()) -> Match:
    """Compare two addresses. `streets_in_zip`: every street known in their ZIP, as a street line or a `street_key`;
    empty means nothing is known about it.
    """
    findings = (_number(a, b), *_streets(a, b, streets_in_zip), _unit(a, b), _place(a, b))
    answers = {finding.same for finding in findings}
    same = False if False in answers else None if None in answers else True
    score = round(math.prod(finding.weight for finding in findings), 2)
    return Match(same, min(score, _HIGHEST_SCORE_OF_NO) if same is False else score, _because(findings, same))


def _because(findings: Iterable[_Finding], same: bool | None) -> tuple[str, ...]:
    """What agrees, in one phrase, then what decided: for a no only what contradicts."""
    agrees = [finding.agrees for finding in findings if finding.agrees]
    told = [f.because for f in findings if f.because and (same is not False or f.same is False)]
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
        return _Finding(None, 0.3, because=f"{_side(_is_lot(one))} names a lot instead of a house number")
    if _within(one, two) or _within(two, one):
        return _Finding(None, 0.5, because=f"{_shown(a)} and {_shown(b)} may be one building")
    return _Finding(False, 0.1, because=f"number {_shown(a)} against {_shown(b)}")


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
    pairs = (tuple(_street(x, y, place, streets_in_zip)) for x, y in product(_readings(a), _readings(b)))
    return max(pairs, key=lambda found: (_rank(found), math.prod(finding.weight for finding in found)))


def _rank(findings: tuple[_Finding, ...]) -> int:
    answers = {finding.same for finding in findings}
    return 0 if False in answers else 1 if None in answers else 2


def _readings(address: Address) -> tuple[_Street, ...]:
    before, suffix, behind = address.predirection, address.suffix, address.postdirection
    shown = display(address.street)
    read = _Street(before, name_key(address.street), suffix, behind, shown)
    if suffix is None or is_strong(suffix) or suffix not in SUFFIX_WORDS:
        return (read,)
    whole = name_key(f"{address.street} {suffix}")
    return read, _Street(before, whole, None, behind, f"{shown} {display(suffix)}")


def _street(x: _Street, y: _Street, place: str, streets_in_zip: Collection[str]) -> Iterator[_Finding]:
    if x.name != y.name:
        yield _other_name(x, y)
        return
    told = [*_suffix(x, y, place, streets_in_zip), *_directions(x, y)]
    yield from told
    if all(finding.same for finding in told):
        yield _Finding(True, 1.0, agrees="street")


def _other_name(x: _Street, y: _Street) -> _Finding:
    names = f"{x.shown} against {y.shown}"
    if _is_slip(x.name, y.name):
        return _Finding(None, 0.5, because=f"the streets are spelt nearly alike: {names}")
    return _Finding(False, 0.02, because=f"street {names}")


def _is_slip(one: str, two: str) -> bool:
    """Whether two names differ by one letter (changed, left out, or two swapped), behind the same first letter."""
    short, long = sorted((one, two), key=len)
    if len(short) < _LEAST_LETTERS_OF_A_SLIP or short[0] != long[0] or _ANY_DIGIT.search(one + two):
        return False
    start = next((k for k, (p, q) in enumerate(zip(short, long, strict=False)) if p != q), len(short))
    if len(short) != len(long):
        return short[start:] == long[start + 1 :]
    is_swapped = short[start : start + 2] == long[start : start + 2][::-1] and short[start + 2 :] == long[start + 2 :]
    return is_swapped or short[start + 1 :] == long[start + 1 :]


def _suffix(x: _Street, y: _Street, place: str, streets_in_zip: Collection[str]) -> Iterator[_Finding]:
    if x.suffix and y.suffix:
        if x.suffix != y.suffix:
            yield _Finding(False, 0.15, because=f"{display(x.suffix)} against {display(y.suffix)}")
        return
    kinds = _kinds(x.name, streets_in_zip) | ({x.suffix, y.suffix} - {None})
    if x.suffix != y.suffix or len(kinds) > 1:
        yield _missing_suffix(x, y, place, kinds, is_known=bool(streets_in_zip))


def _missing_suffix(x: _Street, y: _Street, place: str, kinds: set[str | None], *, is_known: bool) -> _Finding:
    name = x.shown if x.suffix is None else y.shown
    known = " and ".join(sorted(f"{name} {display(kind)}" for kind in kinds))
    silent = "neither says" if x.suffix == y.suffix else f"{_side(x.suffix is None)} does not say"
    if len(kinds) > 1:
        return _Finding(None, 0.4, because=f"{place} has {known}, and {silent} which")
    if is_known:
        return _Finding(True, 0.93, because=f"{known} is the only {name} known in {place}")
    told = f"{silent} what kind of street {name} is, and there may be another in {place}"
    return _Finding(None, 0.7, because=told)


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
        yield _Finding(None, 0.6, because=f"{_side(len(one) < len(two))} leaves out the direction {told}")
    elif set(one) == set(two):
        yield _Finding(
            None, 0.7, because=f"the direction {one[0]} stands before the street in one, behind it in the other"
        )
    else:
        yield _Finding(False, 0.15, because=f"direction {' '.join(one)} against {' '.join(two)}")


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
    return _Finding(None, 0.6, because=told)


def _two_units(one: str, two: str) -> _Finding:
    told = f"{_unit_words(one)} against {_unit_words(two)}"
    identifiers = [{word for word in unit.split() if word not in UNIT_NAMES} for unit in (one, two)]
    named = [{word for word in unit.split() if word in UNIT_NAMES} for unit in (one, two)]
    is_part = bool(identifiers[0] & identifiers[1]) and named[0] != named[1]
    is_word_for_it = named[0] != named[1] and not (identifiers[0] and identifiers[1])
    if is_part or is_word_for_it:
        return _Finding(None, 0.4, because=f"{told} may be the same")
    return _Finding(False, 0.2, because=told)


def _unit_words(unit: str | None) -> str:
    return _CAPITAL.sub(lambda letter: letter[0].lower(), display_unit(unit))


# Place


def _place(a: Address, b: Address) -> _Finding:
    cities = _city_keys(a, b)
    if a.state and b.state and a.state != b.state:
        return _Finding(False, 0.02, because=f"{a.state} against {b.state}")
    if a.postal_code and b.postal_code:
        return _same_zip(a, b, cities) if a.postal_code == b.postal_code else _other_zip(a, b, cities)
    if not all(cities):
        return _missing_place(a, b, cities)
    if cities[0] == cities[1]:
        return _Finding(True, 0.97 if a.postal_code == b.postal_code else 0.95, agrees="city")
    if _is_part(a, cities) or _is_part(b, cities[::-1]):
        return _Finding(None, 0.6, because=f"{display(a.city)} and {display(b.city)} may be the same city")
    return _Finding(False, 0.02, because=f"{display(a.city)} against {display(b.city)}")


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
        return _Finding(None, 0.5, agrees="city", because=f"{told} within {display(a.city)}")
    return _Finding(False, 0.02, because=told)


def _missing_place(a: Address, b: Address, cities: tuple[str, str]) -> _Finding:
    has_place = [bool(city or address.postal_code) for city, address in zip(cities, (a, b), strict=True)]
    if not any(has_place):
        return _Finding(True, 0.8, because="neither names a place")
    if all(has_place):
        return _Finding(None, 0.5, because="one gives a city and the other a postal code")
    return _Finding(None, 0.5, because=f"{_side(not has_place[0])} names no place")
