"""The invented county as values: its homes, what brokers did with them in eighteen months, and who owns them.

Everything follows from a fixed seed and the day it is made for, so the same day always gives the same county and every
date moves with it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from callsheet.sample.homes import Home, build_homes
from callsheet.sample.households import Household, settle
from callsheet.sample.stories import SHARES, Term, tell

SEED = "Alder County"
HOMES = 2_000
LISTING_PREFIX = {"alder": "MDAL", "point": ""}
FIRST_NUMBER = {"alder": 2_000_134, "point": 5_510_027}


@dataclass(frozen=True, slots=True)
class Market:
    """The county on one day. `listing_ids` names each term as its MLS does; `listed_numbers` are on the registry."""

    today: date
    homes: tuple[Home, ...]
    stories: tuple[str, ...]
    terms: tuple[Term, ...]
    listing_ids: tuple[str, ...]
    households: tuple[Household, ...]
    listed_numbers: tuple[str, ...]

    def of_mls(self, mls: str) -> Iterator[tuple[str, Term]]:
        """The listing number and the term of everything one MLS has."""
        return ((name, term) for name, term in zip(self.listing_ids, self.terms, strict=True) if term.mls == mls)


def build_market(today: date, size: int = HOMES) -> Market:
    """The county of `size` homes as it stands on the morning of `today`."""
    random = Random(SEED)
    stories = _deal_stories(size, random)
    homes = build_homes(stories, random)
    terms = sorted(
        (term for home, story in zip(homes, stories, strict=True) for term in tell(story, home, today, random)),
        key=lambda term: (term.listed_on, term.home.one_line, term.mls),
    )
    households, listed_numbers = settle(homes, stories, today, random)
    return Market(today, homes, stories, tuple(terms), _listing_ids(terms, random), households, listed_numbers)


def _deal_stories(size: int, random: Random) -> tuple[str, ...]:
    """One story per home: each has its share of the county, and none is missing however small the county is."""
    dealt = [name for name, (share, least) in SHARES.items() for _ in range(max(least, round(size * share)))]
    dealt += ["quiet"] * max(0, size - len(dealt))
    random.shuffle(dealt)
    return tuple(dealt)


def _listing_ids(terms: list[Term], random: Random) -> tuple[str, ...]:
    """Numbers as each MLS gives them: rising with the day of listing, with the gaps other counties leave."""
    last, named = dict(FIRST_NUMBER), []
    for term in terms:
        last[term.mls] += random.randint(1, 9)
        named.append(f"{LISTING_PREFIX[term.mls]}{last[term.mls]}")
    return tuple(named)
