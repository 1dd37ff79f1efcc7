"""How sure it is that this owner holds title to this home, before anybody dials: facts in, a level with reasons out.

Where the weights come from: a county's roll is written from deeds; vendors resell it and add numbers, months late and
with namesakes. A sale after the last report outweighs every source.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from callsheet.core.words import count

Level = Literal["high", "fair", "low"]
LEVELS: tuple[Level, ...] = ("low", "fair", "high")
OLD_MONTHS, VERY_OLD_MONTHS = 12, 24
"""About one home in twenty changes hands in a year: a report older than one says less, older than two little."""


@dataclass(frozen=True, slots=True)
class Title:
    """What is known of an owner at a home. None is not known.

    `sources`: names of those that name this owner, `is_roll` whether a county's roll is among them; `reported_on`: the
    newest of their days; `since`: the day of the deed they give. `sold_on`: the last sale in the MLS. `others`:
    (source, name) of somebody else whom a source names that does not name this owner. `mail_at_home`: whether the owner
    gets letters there; `mls_agrees`: whether the MLS's own owner column names the same.
    """

    sources: tuple[str, ...]
    is_roll: bool
    reported_on: date
    since: date | None = None
    sold_on: date | None = None
    others: tuple[tuple[str, str], ...] = ()
    mail_at_home: bool | None = None
    mls_agrees: bool | None = None


@dataclass(frozen=True, slots=True)
class Confidence:
    """`said`: `fair: one vendor, 14 months old; the home sold since`."""

    level: Level
    reasons: tuple[str, ...]

    @property
    def said(self) -> str:
        return f"{self.level}: {'; '.join(self.reasons)}"


def confidence(title: Title, today: date) -> Confidence:
    """How sure the owner is, with every reason for it and against it."""
    months = _months(title.reported_on, today)
    steps = 2 if title.is_roll or len(title.sources) > 1 else 1
    steps -= (months >= OLD_MONTHS) + (months >= VERY_OLD_MONTHS) + bool(title.others)
    steps += {True: 1, False: -1, None: 0}[title.mls_agrees]
    if is_sold_since(title):
        steps = 0
    return Confidence(LEVELS[max(0, min(2, steps))], tuple(_reasons(title, months)))


def is_sold_since(title: Title) -> bool:
    """Whether the home was sold after the last report of this owner, as far as no deed says otherwise."""
    if title.sold_on is None or title.reported_on > title.sold_on:
        return False
    return title.since is None or title.since < title.sold_on


def _reasons(title: Title, months: int) -> Iterator[str]:
    yield f"{_who(title.sources, title.is_roll)}, {_age(months)}"
    if title.mls_agrees is not None:
        yield "the MLS names the same owner" if title.mls_agrees else "the MLS names somebody else"
    for source, name in title.others:
        yield f"{source} names {name}"
    if title.mail_at_home is not None:
        yield "gets mail there" if title.mail_at_home else "gets mail elsewhere"
    if is_sold_since(title):
        yield "the home sold since"


def _who(sources: Sequence[str], is_roll: bool) -> str:
    """`the county roll and one vendor`, `2 vendors agree`"""
    vendors = len(sources) - is_roll
    said = "one vendor" if vendors == 1 else count(vendors, "vendor")
    if is_roll:
        return f"the county roll and {said}" if vendors else "the county roll"
    return f"{said} agree" if vendors > 1 else "one vendor"


def _age(months: int) -> str:
    return f"{count(months, 'month')} old" if months else "this month"


def _months(then: date, today: date) -> int:
    """Whole months between two days; none for a day to come."""
    months = (today.year - then.year) * 12 + today.month - then.month - (today.day < then.day)
    return max(0, months)
