"""Where a call may land: the states that claim it, and the clocks it may meet.

The property, the mailing address and the number's area code each name a state and its zones. All the states bind, in
all the zones (47 CFR 64.1200(c)(1) speaks of the called party's clock, and nobody knows where a mobile phone is).
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from re import ASCII
from re import compile as pattern
from zoneinfo import ZoneInfo

from callsheet.core.facts import Facts, Place
from callsheet.core.law_rules import Jurisdiction, Rules

_NUMBER = pattern(r"\+1(\d{3})\d{7}", ASCII)


@dataclass(frozen=True, slots=True)
class Clock:
    """A zone the owner may be in. `where` is the name of the place it came from; `is_sure`: an address says so."""

    zone: ZoneInfo
    where: str
    is_sure: bool


@dataclass(frozen=True, slots=True, eq=False)
class Territory:
    """Everything that claims a call. `unknown` says, in words, what could not be placed."""

    states: tuple[Jurisdiction, ...]
    clocks: tuple[Clock, ...]
    unknown: tuple[str, ...]
    is_dated: bool
    """Whether a rule of its states began or ended on a known day."""

    @property
    def names(self) -> str:
        return " and ".join(state.name for state in self.states)


def territory_of(facts: Facts, rules: Rules) -> Territory:
    return claims(facts.property, facts.mailing, facts.number, facts.channel, rules)


def claims(
    home: Place | None, mailing: Place | None, number: str | None, channel: str | None, rules: Rules
) -> Territory:
    """Who claims an attempt, known before the rest of its facts: a state's own list is asked only for its numbers."""
    return _territory(home, mailing, area_code_of(number), channel == "email", rules)


def area_code_of(number: str | None) -> str:
    """The three digits after +1, or nothing when the number is not E.164 of the North American plan."""
    found = _NUMBER.fullmatch(number or "")
    return found[1] if found else ""


@lru_cache(maxsize=4096)
def _territory(home: Place | None, mailing: Place | None, area_code: str, is_email: bool, rules: Rules) -> Territory:
    """Places come first: where an address is known, a clock that only the area code suggests is not sure."""
    claims = [_Claim(place.state or "", place.zones, what) for place, what in _places(home, mailing)]
    if not is_email or area_code in rules.area_codes:
        claims.append(_of_number(area_code, rules))
    states = {claim.state: rules.states[claim.state] for claim in claims if claim.state in rules.states}
    clocks = _clocks(claims, rules)
    unknown = [claim.unplaced for claim in claims if claim.state not in rules.states]
    unknown += [f"{name} is not a time zone" for claim in claims for name in claim.zones or () if zone(name) is None]
    is_dated = any(state.is_dated for state in states.values())
    return Territory(tuple(states.values()), clocks, tuple(unknown), is_dated)


@dataclass(frozen=True, slots=True)
class _Claim:
    state: str
    zones: tuple[str, ...] | None
    what: str
    is_address: bool = True

    @property
    def unplaced(self) -> str:
        if not self.is_address:
            return self.what
        return f"{self.what} is in no known US state or territory" + (f" ({self.state})" if self.state else "")


def _places(home: Place | None, mailing: Place | None) -> list[tuple[Place, str]]:
    named = ((home, "the home"), (mailing, "the owner's mailing address"))
    return [(place, what) for place, what in named if place is not None]


def _of_number(area_code: str, rules: Rules) -> _Claim:
    known = rules.area_codes.get(area_code)
    if known is None:
        what = (
            f"area code {area_code} belongs to no US state or territory" if area_code else "there is no usable number"
        )
        return _Claim("", None, what, is_address=False)
    return _Claim(known.state, known.zones, f"area code {area_code}", is_address=False)


def _clocks(claims: list[_Claim], rules: Rules) -> tuple[Clock, ...]:
    """One clock a zone, the surest first named; where nothing is sure, everything is as sure as can be."""
    clocks: dict[ZoneInfo, Clock] = {}
    for claim in claims:
        state = rules.states.get(claim.state)
        for clock in _clocks_of(claim, state) if state else ():
            if clock.zone not in clocks or (clock.is_sure and not clocks[clock.zone].is_sure):
                clocks[clock.zone] = clock
    if any(clock.is_sure for clock in clocks.values()):
        return tuple(clocks.values())
    return tuple(replace(clock, is_sure=True) for clock in clocks.values())


def _clocks_of(claim: _Claim, state: Jurisdiction) -> list[Clock]:
    is_sure = claim.is_address and (claim.zones is not None or len(state.zones) == 1)
    zones = (zone(name) for name in claim.zones or state.zones)
    return [Clock(found, state.name, is_sure) for found in zones if found]


@lru_cache(maxsize=512)
def zone(name: str) -> ZoneInfo | None:
    """The IANA zone of that name, or None when there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None
