"""How brokers write one address twice: the drifts of spelling between two listings of a home, one at a time.

A home is a dict of text: number, direction, street, suffix, unit, city, state, postal_code. Each drift returns another
one, or None where it does not apply. Nothing here asks Callsheet's own code how addresses are read.
"""

from collections.abc import Callable, Iterator
from random import Random

Home = dict[str, str]

SPELT_OUT = {
    "Ln": "Lane", "Dr": "Drive", "Rd": "Road", "St": "Street", "Ct": "Court", "Ave": "Avenue", "Cir": "Circle",
    "Ter": "Terrace", "Pl": "Place", "Blvd": "Boulevard", "Pkwy": "Parkway", "Way": "Wy", "Pike": "Pike",
}  # fmt: skip
DIRECTIONS = {"N": "North", "S": "South", "E": "East", "W": "West"}
UNIT_FORMS = ("Unit {}", "#{}", "# {}", "Apt {}", "APT. {}", "U: {}")


def spelt_out(home: Home, random: Random) -> Home | None:
    suffix, direction = home["suffix"], home["direction"]
    if not suffix and not direction:
        return None
    return home | {"suffix": SPELT_OUT.get(suffix, suffix), "direction": DIRECTIONS.get(direction, direction)}


def capitals(home: Home, random: Random) -> Home:
    return home | {name: text.upper() for name, text in home.items() if name != "unit"}


def dotted(home: Home, random: Random) -> Home:
    ending = {name: f"{home[name]}." for name in ("suffix", "direction") if home[name]}
    return home | ending


def other_unit_form(home: Home, random: Random) -> Home | None:
    return home | {"unit": random.choice(UNIT_FORMS).format(home["unit"])} if home["unit"] else None


def glued_unit(home: Home, random: Random) -> Home | None:
    if len(home["unit"]) != 1 or not home["number"].isdigit():
        return None
    return home | {"unit": "", "number": f"{home['number']}-{home['unit']}"}


def without_suffix(home: Home, random: Random) -> Home | None:
    return home | {"suffix": ""} if home["suffix"] else None


def without_direction(home: Home, random: Random) -> Home | None:
    return home | {"direction": ""} if home["direction"] else None


def direction_behind(home: Home, random: Random) -> Home | None:
    if not home["direction"]:
        return None
    return home | {"direction": "", "suffix": f"{home['suffix']} {home['direction']}".strip()}


def slip(home: Home, random: Random) -> Home | None:
    """One letter left out, doubled, or swapped with the next, behind the first of a long enough name."""
    name = home["street"]
    places = [at for at in range(1, len(name) - 1) if name[at : at + 2].isalpha() and name[at] != name[at + 1]]
    if len(name.replace(" ", "")) < 7 or not places or any(letter.isdigit() for letter in name):
        return None
    at, how = random.choice(places), random.randrange(3)
    told = (
        name[:at] + name[at + 1 :],
        name[:at] + name[at] + name[at:],
        name[:at] + name[at + 1] + name[at] + name[at + 2 :],
    )
    return home | {"street": told[how]}


def as_range(home: Home, random: Random) -> Home | None:
    if not home["number"].isdigit() or home["unit"]:
        return None
    return home | {"number": f"{home['number']}-{int(home['number']) + 2}"}


def without_zip(home: Home, random: Random) -> Home:
    return home | {"postal_code": ""}


def city_alias(home: Home, random: Random) -> Home:
    """The township, or what people call that end of town; the ZIP is right."""
    return home | {"city": f"{home['city'].split()[0]} Township"}


def wrong_zip(home: Home, random: Random) -> Home:
    code = home["postal_code"]
    return home | {"postal_code": f"{code[:3]}{(int(code[3:]) + random.randint(1, 9)) % 100:02}"}


EASY: tuple[Callable[[Home, Random], Home | None], ...] = (spelt_out, capitals, dotted, other_unit_form, glued_unit)
# Drift -> its weight among the hard ones.
HARD: dict[Callable[[Home, Random], Home | None], int] = {
    without_suffix: 30,
    slip: 20,
    without_zip: 15,
    city_alias: 12,
    without_direction: 10,
    direction_behind: 8,
    wrong_zip: 5,
    as_range: 2,
}


def drifted(home: Home, random: Random, hard_share: float) -> tuple[Home, str]:
    """The home as another broker writes it, and the name of the hard drift in it, if any."""
    name = ""
    if random.random() < hard_share:
        for drift in _shuffled(random):
            if found := drift(home, random):
                home, name = found, drift.__name__
                break
    easy = random.choice(EASY)(home, random) if random.random() < 0.7 else None
    return easy or home, name


def _shuffled(random: Random) -> Iterator[Callable[[Home, Random], Home | None]]:
    """Hard drifts in a random order, the likelier ones sooner."""
    return iter(sorted(HARD, key=lambda drift: random.random() ** (1 / HARD[drift]), reverse=True))


def parcel_form(parcel: str, random: Random) -> str:
    """A parcel number as this office or that writes it."""
    figures = parcel.replace("-", "")
    return random.choice(
        (parcel, parcel, figures, figures.lstrip("0"), parcel.replace("-", " "), parcel.replace("-", "."))
    )
