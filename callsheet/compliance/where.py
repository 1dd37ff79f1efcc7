"""Where a home and a mailing address are, as far as it is certain: their state, and their zone or all of the state's.

In a state of one clock the state is enough. In one of two, the ZIP decides where all of it lies in one zone
(tables/split_states.txt); near the border between them, and without a ZIP, every zone of the state must allow. The
coordinates of a listing are not used: exports often give a town's.
"""

from bisect import bisect_right
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files

from callsheet.core.facts import Place
from callsheet.listings.models import Property
from callsheet.listings.places import place_of
from callsheet.owners.models import Owner

TABLE = files("callsheet.compliance") / "tables" / "split_states.txt"
EITHER, REST = "-", "*"


def property_place(home: Property | None) -> Place | None:
    return place_at(home.state, home.postal_code) if home else None


def mailing_place(owner: Owner | None) -> Place | None:
    return place_at(owner.mailing_state, owner.mailing_postal_code) if owner else None


@lru_cache(maxsize=1 << 14)
def place_at(state: str, postal_code: str) -> Place | None:
    """The place of an address; None when neither its state nor a known postal code is given.

    The state is the one written; a postal code of another state says nothing, and without a state it says which.
    """
    known = place_of(postal_code) if postal_code else None
    if known and known.state and state in ("", known.state):
        zone = _zone(known.state, postal_code.strip()[:5].zfill(5))
        return Place(known.state, (zone,) if zone else None)
    return Place(state, None) if state else None


def _zone(state: str, zip_code: str) -> str | None:
    """The one zone of a ZIP in a state of two; None where it may lie in either, or the state has but one."""
    split = _split_states().get(state)
    if split is None:
        return None
    rest, starts, runs = split
    place = bisect_right(starts, zip_code) - 1
    if place >= 0 and zip_code <= runs[place][1]:
        return None if runs[place][2] == EITHER else runs[place][2]
    return rest


Run = tuple[str, str, str]
"""First ZIP, last ZIP, zone."""


@cache
def _split_states() -> dict[str, tuple[str, list[str], list[Run]]]:
    """State -> the zone of most of it, the first ZIPs of the runs that differ, and these runs, in order."""
    rest: dict[str, str] = {}
    runs: dict[str, list[Run]] = {}
    for state, zone, zip_codes in _lines():
        if zip_codes == REST:
            rest[state] = zone
        else:
            parts = [run.partition("-") for run in zip_codes.split(" ")]
            runs.setdefault(state, []).extend((first, last or first, zone) for first, _, last in parts)
    return {state: (zone, [run[0] for run in sorted(runs[state])], sorted(runs[state])) for state, zone in rest.items()}


def _lines() -> Iterator[tuple[str, str, str]]:
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            head, _, zip_codes = line.partition("\t")
            state, _, zone = head.partition(" ")
            yield state, zone, zip_codes
