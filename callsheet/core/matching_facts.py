"""What speaks for two addresses being one home besides the addresses: parcel, place on the map, year, size, bedrooms.

A parcel number is strong, but condos share one and counties write theirs anew. Year, size and bedrooms count only
together, for a neighbour's are often the same. Coordinates are told and never decide alone: geocoders put neighbours
on one point and unknown streets in the middle of their ZIP.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

EARTH_METRES = 6_371_000
LEAST_PARCEL = 4
"""A shorter parcel number is a lot's, or a slip."""
TELLING_PARCEL = 8
"""A number this long is hardly another county's too."""
FAR_METRES = 1_000
"""No slip of a geocoder within a street; only the middle of a ZIP lies further off."""
YEARS_APART, SHARE_APART, ROOMS_APART = 2, 0.15, 1
"""Further apart than this and the two contradict; in between they say nothing (additions, effective years, a den)."""
SHARE_ALIKE = 0.01
NO_PARCEL = re.compile(r"(.)\1*|TBD|TOBEDETERMINED|NA|NONE|UNKNOWN|MULTIPLE\w*|VARIOUS|SEE\w*|PENDING|\d\d*E\d+")
DETACHED = re.compile(r"detach|single.?fam|\bsfr\b|\bsfd\b|\bhouse\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class HomeFacts:
    """What is known of a home beside its address; None or empty is not known.

    `parcel` as the county writes it, degrees, square feet, acres; `property_type` in the words of the MLS.
    """

    parcel: str = ""
    latitude: float | None = None
    longitude: float | None = None
    year_built: int | None = None
    living_area: float | None = None
    bedrooms: float | None = None
    lot_size_acres: float | None = None
    property_type: str = ""
    parcel_key: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "parcel_key", parcel_key(self.parcel))

    @property
    def is_detached(self) -> bool:
        return bool(DETACHED.search(self.property_type)) and "semi" not in self.property_type.casefold()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What two homes' facts say together.

    `parcel`: the same, another, or None where it cannot be said. `alike` and `apart`: how many of year, size and
    bedrooms agree, and contradict. Sentences `for_it` and `against`.
    """

    parcel: bool | None = None
    is_telling_parcel: bool = False
    alike: int = 0
    apart: int = 0
    is_same_size: bool = False
    is_far: bool = False
    both_detached: bool = False
    for_it: tuple[str, ...] = ()
    against: tuple[str, ...] = ()

    @property
    def is_one_house(self) -> bool:
        """Whether two of the three agree, the size among them, and nothing contradicts."""
        return self.alike >= 2 and self.is_same_size and not self.apart and not self.is_far

    @property
    def is_another(self) -> bool:
        """Whether what is known contradicts twice and agrees in nothing."""
        return self.apart >= 2 and not self.alike


NO_EVIDENCE = Evidence()


@lru_cache(maxsize=1 << 14)
def parcel_key(number: str) -> str:
    """A parcel number in capital letters and digits only; empty for what is none (`TBD`, `0000`, `1.2E+11`)."""
    key = "".join(filter(str.isalnum, number.strip().removesuffix(".0").upper()))
    if len(key) < LEAST_PARCEL or NO_PARCEL.fullmatch(key) or not any(map(str.isdigit, key)) or not key.isascii():
        return ""
    return key[:60]


NO_FACTS = HomeFacts()


def evidence(a: HomeFacts, b: HomeFacts) -> Evidence:
    """Weigh the facts of two homes; the same whichever comes first."""
    if a is NO_FACTS or b is NO_FACTS:
        return NO_EVIDENCE
    parcel, metres = same_parcel(a.parcel_key, b.parcel_key), metres_apart(a, b)
    verdicts = (_year(a, b), _size(a, b), _bedrooms(a, b))
    told = [*_parcel_told(a, b, parcel), *_place_told(metres), *(verdict for verdict in verdicts if verdict)]
    answers = [verdict[0] for verdict in verdicts if verdict]
    return Evidence(
        parcel=parcel,
        is_telling_parcel=bool(parcel) and len(a.parcel_key) >= TELLING_PARCEL,
        alike=answers.count(True),
        apart=answers.count(False),
        is_same_size=bool(verdicts[1] and verdicts[1][0]),
        is_far=metres is not None and metres > FAR_METRES,
        both_detached=a.is_detached and b.is_detached,
        for_it=tuple(words for agrees, words in told if agrees),
        against=tuple(words for agrees, words in told if not agrees),
    )


def same_parcel(one: str, other: str) -> bool | None:
    """Whether two parcel keys name one parcel. None where either is empty or they are written by different rules.

    Leading zeros do not count. Only two numbers of one pattern of letters and digits contradict each other: a county
    that changed its format, or a file with the county's code in front, does not.
    """
    if not one or not other:
        return None
    if one.lstrip("0") == other.lstrip("0"):
        return True
    return False if _pattern(one) == _pattern(other) else None


def _pattern(key: str) -> str:
    return "".join("9" if letter.isdigit() else "A" for letter in key)


def metres_apart(a: HomeFacts, b: HomeFacts) -> float | None:
    """The distance of two homes, flat enough at this size; None where either's place is unknown."""
    if a.latitude is None or a.longitude is None or b.latitude is None or b.longitude is None:
        return None
    north = math.radians(a.latitude - b.latitude)
    east = math.radians(a.longitude - b.longitude) * math.cos(math.radians((a.latitude + b.latitude) / 2))
    return EARTH_METRES * math.hypot(north, east)


_Verdict = tuple[bool, str]


def _parcel_told(a: HomeFacts, b: HomeFacts, parcel: bool | None) -> Iterator[_Verdict]:
    if parcel:
        yield True, f"same parcel {min(a.parcel, b.parcel)}"
    elif parcel is False:
        yield False, f"parcel {a.parcel} against {b.parcel}"


def _place_told(metres: float | None) -> Iterator[_Verdict]:
    if metres is not None:
        told = f"{metres:,.0f} m apart" if metres < FAR_METRES else f"{metres / 1_000:,.1f} km apart"
        yield metres <= FAR_METRES, told


def _year(a: HomeFacts, b: HomeFacts) -> _Verdict | None:
    one, two = a.year_built, b.year_built
    if not one or not two:
        return None
    if one == two:
        return True, f"both built {one}"
    return (False, f"built {one} against {two}") if abs(one - two) > YEARS_APART else None


def _size(a: HomeFacts, b: HomeFacts) -> _Verdict | None:
    one, two = a.living_area, b.living_area
    if not one or not two:
        return None
    share = abs(one - two) / max(one, two)
    if share <= SHARE_ALIKE:
        return True, f"both {max(one, two):,.0f} square feet"
    return (False, f"{one:,.0f} against {two:,.0f} square feet") if share > SHARE_APART else None


def _bedrooms(a: HomeFacts, b: HomeFacts) -> _Verdict | None:
    one, two = a.bedrooms, b.bedrooms
    if not one or not two:
        return None
    if one == two:
        return True, f"both {one:g} bedrooms"
    return (False, f"{one:g} against {two:g} bedrooms") if abs(one - two) > ROOMS_APART else None
