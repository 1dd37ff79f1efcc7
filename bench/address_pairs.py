"""Pairs of spellings of invented homes: what two exports write of one home, and of the neighbour's.

Same number, street and unit in other words for the true pairs; one part changed for the false ones. Each side is the
fields of a file, as `from_parts` takes them, and the line of a vendor.
"""

import random
from dataclasses import dataclass, replace

NAMES = "Larkspur Heron Quarry Tamarack Juniper Oak_Hill Old_Mill Saint_Anselm Mount_Alder Park_Heights 5th 22nd 103rd"
SUFFIXES = (("St", "Street"), ("Ave", "Avenue"), ("Rd", "Road"), ("Ln", "Lane"), ("Ct", "Court"), ("Blvd", "Boulevard"))
DIRECTIONS = ((None, None), (None, None), ("N", "North"), ("SW", "Southwest"))
OTHER_NAMES = {"Saint Anselm": "St. Anselm", "Mount Alder": "Mt Alder", "Park Heights": "Park Hts", "5th": "Fifth"}
UNIT_WORDS = ("Apt {}", "Unit {}", "#{}", "# {}", "Ste {}")


@dataclass(frozen=True, slots=True)
class Home:
    number: int
    direction: tuple[str | None, str | None]
    name: str
    suffix: tuple[str, str]
    unit: str | None
    place: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Written:
    """One home as one file writes it."""

    fields: dict[str, str]
    line: str


def _home(chance: random.Random) -> Home:
    unit = chance.choice((None, None, str(chance.randint(1, 40)), f"{chance.randint(1, 9)}{chance.choice('ABC')}"))
    place = chance.choice(
        (("Port Alder", "MD", "21078"), ("Fallow Creek", "PA", "19106"), ("Saint Anselm", "MN", "55104"))
    )
    name = chance.choice(NAMES.split()).replace("_", " ")
    return Home(chance.randint(1, 9_999), chance.choice(DIRECTIONS), name, chance.choice(SUFFIXES), unit, place)


def _written(home: Home, chance: random.Random, is_short: bool) -> Written:
    at = 0 if is_short else 1
    name = home.name if is_short else OTHER_NAMES.get(home.name, home.name)
    city, state, postal_code = home.place
    parts = {"number": str(home.number), "predirection": home.direction[at], "street": name, "suffix": home.suffix[at]}
    unit = chance.choice(UNIT_WORDS).format(home.unit) if home.unit else None
    street = " ".join(filter(None, parts.values()))
    line = f"{street}{f' {unit}' if unit else ''}, {city}, {state} {postal_code}"
    place = {"unit": unit, "city": city, "state": state, "postal_code": postal_code}
    fields = {key: value for key, value in (parts | place).items() if value}
    return Written(fields, line if is_short else line.upper())


def _neighbour(home: Home, chance: random.Random) -> Home:
    """A home that differs in one part."""
    changes = (
        {"number": home.number + 2},
        {"suffix": SUFFIXES[(SUFFIXES.index(home.suffix) + 1) % len(SUFFIXES)]},
        {"unit": f"{home.unit or ''}7"},
        {"direction": ("E", "East")},
    )
    return replace(home, **chance.choice(changes))


def pairs(count: int) -> tuple[list[tuple[Written, Written]], list[tuple[Written, Written]]]:
    """That many true and as many false pairs, the same every time."""
    chance = random.Random(20_261_124)
    true, false = [], []
    for _ in range(count):
        home = _home(chance)
        shown = _written(home, chance, True)
        true.append((shown, _written(home, chance, False)))
        false.append((shown, _written(_neighbour(home, chance), chance, False)))
    return true, false
