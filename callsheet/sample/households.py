"""Who owns the homes of the invented county, where they live, and by which numbers they may perhaps be reached.

Only 555-0100 to 555-0199 of an area code are reserved for fiction, so Maryland's six area codes have 600 numbers
between them, one of them Maya's own. No number belongs to two owners; many owners have none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from callsheet.sample.homes import Home
from callsheet.sample.names import AWAY, BANKS, BUILDERS, COMPANIES, FIRST_NAMES, LAST_NAMES

AREA_CODES = ("410", "443", "667", "240", "301", "227")
NOT_LOADED = "227"
"""The one area code whose registry copy Maya has not loaded; few of its numbers are used."""
CALLER_NUMBER = "4105550100"
LINE_KINDS = {"Mobile": 62, "Landline": 30, "VoIP": 8}
DELAWARE = next(place for place, (*_, state, _) in enumerate(AWAY) if state == "DE")
KINDS = {"person": 58, "couple": 29, "trust": 5, "company": 4, "estate": 2, "bank": 1, "builder": 1}
ON_REGISTRY = 0.2
# Who is skip-traced first: those whose homes came off the market, the newest before all others.
TRACED = (
    "_new",
    "month",
    "week",
    "twice",
    "presumed",
    "let_after",
    "quarter",
    "year",
    "older",
    "ours",
    "relisted",
    "withdrawn",
    "hold",
)


@dataclass(frozen=True, slots=True)
class Line:
    """A number of ten digits with what the vendor says about it."""

    number: str
    kind: str
    vendor_listed: bool


@dataclass(frozen=True, slots=True)
class Household:
    """The owner of one home. A company has its name in `last`; `away` is the mailing address when it is another."""

    first: str
    last: str
    second_first: str
    second_last: str
    away: tuple[str, str, str, str] | None
    lines: tuple[Line, ...]
    litigator: bool
    since: date


# The people of the first page of every guide: names, where they live if elsewhere, and numbers as they are known.
CAST: dict[str, tuple[str, str, str, int | None, tuple[tuple[str, str], ...]]] = {
    "418 Larkspur Ln": (
        "Harriet",
        "Boone",
        "Paul",
        None,
        (("4105550142", "Mobile"), ("4105550168", "Landline"), ("4435550113", "Mobile")),
    ),
    "15 Quarry Rd": ("Dennis", "Ott", "", None, (("4105550117", "Landline"),)),
    "2207 Heron Ct, Unit 3B": ("Lucia", "Marchetti", "", DELAWARE, (("4435550159", "Mobile"),)),
    "731 1/2 Chapel St": ("Thomas", "Vail", "Ines", None, (("4105550128", "Mobile"),)),
    "96 Orchard View Dr": ("Priya", "Raman", "", None, (("4105550103", "Mobile"),)),
    "1206 Quarry Rd": ("Hugh", "Larsen", "", None, (("4105550176", "Mobile"),)),
    "77 Windrow Rd": ("Irene", "Cho", "", None, (("4435550120", "Mobile"),)),
    "5 Ferry Landing": ("Walter", "Keane", "", None, (("4435550186", "Landline"),)),
}
CAST_NUMBERS = frozenset(number for *_, lines in CAST.values() for number, _ in lines)
CAST_LISTED = frozenset({"4105550168"})
SEVERAL_HOMES = ("Dolores", "Quinn")
"""One owner of several expired homes: what she says about one holds for all."""


def settle(
    homes: Sequence[Home], stories: Sequence[str], today: date, random: Random
) -> tuple[tuple[Household, ...], tuple[str, ...]]:
    """A household for each home, and the numbers that are on the national do-not-call registry."""
    numbers = _numbers(random)
    listed = {number for number in numbers if random.random() < ON_REGISTRY} - CAST_NUMBERS | CAST_LISTED
    households = [_household(home, listed, today, random) for home in homes]
    _own_several(households, stories)
    free = iter([number for number in numbers if number not in CAST_NUMBERS])
    for place in sorted(range(len(homes)), key=lambda place: _turn(stories[place])):
        household = households[place]
        if _turn(stories[place]) < len(TRACED) and household.last not in BANKS and not household.lines:
            households[place] = replace(household, lines=_lines(free, listed, stories[place], random))
    _share_lines(households)
    return tuple(households), tuple(sorted(listed))


def _numbers(random: Random) -> list[str]:
    """Every number that fiction may use, in a fixed disorder; only a few of the area code that is not loaded."""
    numbers = [f"{area}55501{line:02}" for area in AREA_CODES for line in range(100 if area != NOT_LOADED else 30)]
    numbers.remove(CALLER_NUMBER)
    random.shuffle(numbers)
    return numbers


def _turn(story: str) -> int:
    """When the owners of this story are traced; those who never came off the market not at all."""
    if story == "hero":
        return 0
    return next((turn for turn, part in enumerate(TRACED) if part in story), len(TRACED))


def _household(home: Home, listed: set[str], today: date, random: Random) -> Household:
    since = today - timedelta(days=random.randint(600, 9_000))
    away = random.choice(AWAY) if random.random() < 0.07 else None
    if home.one_line in CAST:
        return _of_the_cast(home, listed, since)
    kind = random.choices(list(KINDS), KINDS.values())[0]
    return replace(_named(kind, random), away=away, since=since)


def _of_the_cast(home: Home, listed: set[str], since: date) -> Household:
    first, last, second, away, lines = CAST[home.one_line]
    return Household(
        first=first,
        last=last,
        second_first=second,
        second_last=last if second else "",
        away=None if away is None else AWAY[away],
        lines=tuple(Line(number, kind, number in listed) for number, kind in lines),
        litigator=False,
        since=since,
    )


def _named(kind: str, random: Random) -> Household:
    first, second, last = random.choice(FIRST_NAMES), random.choice(FIRST_NAMES), random.choice(LAST_NAMES)
    litigator = random.random() < 0.006
    plain = Household(first, last, "", "", None, (), litigator, date.min)
    match kind:
        case "couple":
            return replace(
                plain, second_first=second, second_last=random.choice((last, last, last, random.choice(LAST_NAMES)))
            )
        case "trust":
            return replace(plain, first="", last=f"{first} {last} Revocable Trust")
        case "estate":
            return replace(plain, first="", last=f"Estate of {first} {last}")
        case "company" | "bank" | "builder":
            names = {"company": COMPANIES, "bank": BANKS, "builder": BUILDERS}[kind]
            return replace(plain, first="", last=random.choice(names))
    return plain


def _own_several(households: list[Household], stories: Sequence[str]) -> None:
    """Give three homes that expired lately to one owner."""
    first, last = SEVERAL_HOMES
    lately = [place for place, story in enumerate(stories) if story == "expired_month"]
    for place in lately[:3]:
        households[place] = replace(
            households[place], first=first, last=last, second_first="", second_last="", away=None
        )


def _lines(free: Iterator[str], listed: set[str], story: str, random: Random) -> tuple[Line, ...]:
    """Up to three numbers while there are any; some owners cannot be traced at all."""
    if random.random() < (0.06 if story.endswith("new") else 0.2):
        return ()
    count = random.choices((1, 2, 3), (62, 27, 11))[0]
    taken = [number for _, number in zip(range(count), free, strict=False)]
    return tuple(_line(number, number in listed, random) for number in taken)


def _line(number: str, listed: bool, random: Random) -> Line:
    """The vendor's scrub is right most of the time: it misses some of the listed and flags a few that are not."""
    vendor_listed = random.random() < (0.85 if listed else 0.02)
    return Line(number, random.choices(list(LINE_KINDS), LINE_KINDS.values())[0], vendor_listed)


def _share_lines(households: list[Household]) -> None:
    """The owner of several homes has the same numbers at each of them."""
    same = [place for place, household in enumerate(households) if (household.first, household.last) == SEVERAL_HOMES]
    lines = next((households[place].lines for place in same if households[place].lines), ())
    for place in same:
        households[place] = replace(households[place], lines=lines)
