"""The homes of the invented county: where they stand and what they are."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from callsheet.sample.names import CONDOS, TOWNS, Town

TOWN_WEIGHTS = (27, 20, 22, 12, 11, 8)
KINDS = {"Detached": 58, "Townhouse": 20, "Condo": 13, "Duplex": 7, "Half": 2}
LETTERS = "ABCD"


@dataclass(frozen=True, slots=True)
class Home:
    """One home; `street` as it is spoken, suffix and direction included. Areas in square feet and acres."""

    number: str
    street: str
    unit: str
    town: Town
    kind: str
    year_built: int
    bedrooms: int
    baths_full: int
    baths_half: int
    living_area: int
    acres: float
    worth: int

    @property
    def one_line(self) -> str:
        """As a sign or a one-line export has it: `2207 Heron Ct, Unit 3B`."""
        return f"{self.number} {self.street}" + (f", Unit {self.unit}" if self.unit else "")


# The homes of the first page of every guide: (story, town, number, street, unit), taken before any is invented.
CAST = (
    ("hero", "Fallow Creek", "418", "Larkspur Ln", ""),
    ("expired_twice_new", "Millbrook", "15", "Quarry Rd", ""),
    ("absentee_new", "Port Alder", "2207", "Heron Ct", "3B"),
    ("half_new", "Port Alder", "731 1/2", "Chapel St", ""),
    ("canceled_new", "Fallow Creek", "96", "Orchard View Dr", ""),
    ("presumed", "Millbrook", "1206", "Quarry Rd", ""),
    ("withdrawn", "Fallow Creek", "77", "Windrow Rd", ""),
    ("relisted_elsewhere", "St. Brides", "5", "Ferry Landing", ""),
)


HERO = {
    "year_built": 1987,
    "bedrooms": 4,
    "baths_full": 2,
    "baths_half": 1,
    "living_area": 2_310,
    "acres": 0.62,
    "worth": 436_600,
}


def build_homes(stories: Sequence[str], random: Random) -> tuple[Home, ...]:
    """One home for each story; no two share an address."""
    free_cast = {story: place for story, *place in CAST}
    taken = {(number, street, unit) for _, _, number, street, unit in CAST}
    return tuple(
        _cast_home(*free_cast.pop(story), random) if story in free_cast else _invent(taken, random) for story in stories
    )


def _cast_home(town: str, number: str, street: str, unit: str, random: Random) -> Home:
    where = next(each for each in TOWNS if each.name == town)
    home = replace(_fill("Condo" if unit else "Detached", where, random), number=number, street=street, unit=unit)
    return replace(home, **HERO) if home.one_line == "418 Larkspur Ln" else home


def _invent(taken: set[tuple[str, str, str]], random: Random) -> Home:
    while True:
        kind = random.choices(list(KINDS), KINDS.values())[0]
        home = _place(_fill(kind, random.choices(TOWNS, TOWN_WEIGHTS)[0], random), random)
        address = (home.number, home.street, home.unit)
        if address not in taken:
            taken.add(address)
            return home


def _place(home: Home, random: Random) -> Home:
    """Give it a number and a street, and a unit where its kind has one."""
    if home.kind == "Condo":
        street, town, buildings = random.choice(CONDOS)
        where = next(each for each in TOWNS if each.name == town)
        floor, door = random.randint(1, 4), random.choice("ABCDEF")
        unit = f"{floor}{door}" if street == "Heron Ct" else f"{floor}{random.randint(1, 14):02}"
        return replace(home, town=where, number=random.choice(buildings), street=street, unit=unit)
    number = str(
        random.randint(2, 48) * 2 + random.randint(0, 1) + random.choice((0, 100, 200, 300, 400, 600, 900, 1200))
    )
    if home.kind == "Half":
        return replace(home, number=f"{number} 1/2", street=random.choice(home.town.streets))
    unit = random.choice(LETTERS[:2]) if home.kind == "Duplex" else ""
    return replace(home, number=number, street=random.choice(home.town.streets), unit=unit)


def _fill(kind: str, town: Town, random: Random) -> Home:
    """A home without its place yet. The price follows the town, the kind and the size."""
    bedrooms = random.choice({"Condo": (1, 2, 2, 3), "Townhouse": (2, 3, 3, 4)}.get(kind, (3, 3, 4, 4, 5)))
    area = round(random.gauss(620, 70) * bedrooms**0.85 / 10) * 10
    factor = {"Condo": 0.82, "Townhouse": 0.86, "Duplex": 0.84, "Half": 0.75}.get(kind, 1.0)
    worth = town.price * factor * (area / 1_750) ** 0.7 * random.uniform(0.86, 1.16)
    return Home(
        number="",
        street="",
        unit="",
        town=town,
        kind=kind,
        year_built=random.choice((random.randint(1890, 1945), random.randint(1950, 1999), random.randint(1972, 2021))),
        bedrooms=bedrooms,
        baths_full=max(1, bedrooms - random.randint(1, 2)),
        baths_half=random.randint(0, 1),
        living_area=area,
        acres=0.0
        if kind == "Condo"
        else round(random.choice((0.06, 0.12, 0.21, 0.34, 0.62, 1.1)) * random.uniform(0.8, 1.2), 2),
        worth=round(worth),
    )
