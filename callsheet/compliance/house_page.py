"""The house rules in the words of their page: those that hold, those that ended, and the kinds there are."""

from collections.abc import Sequence
from dataclasses import dataclass

from callsheet.accounts.models import Team
from callsheet.accounts.people import name_of
from callsheet.compliance import tables
from callsheet.compliance.house import as_rule, standing
from callsheet.compliance.house_forms import NAMES
from callsheet.compliance.models import HouseRule
from callsheet.core.house_rule import Kind
from callsheet.core.law_house_words import sentence
from callsheet.core.law_rules import Rules
from callsheet.core.wall_clock import WallClock
from callsheet.core.words import count


@dataclass(frozen=True, slots=True)
class Kept:
    """One rule on record; `ended` is when and by whom, empty while it holds."""

    pk: int
    words: str
    because: str
    said: str
    ended: str


@dataclass(frozen=True, slots=True)
class Choice:
    kind: Kind
    name: str
    about: str


@dataclass(frozen=True, slots=True)
class HousePage:
    answer: str
    standing: tuple[Kept, ...]
    ended: tuple[Kept, ...]
    choices: tuple[Choice, ...]


def house_page(rows: Sequence[HouseRule], book: Rules, clock: WallClock) -> HousePage:
    """The page from every rule of the team, newest first."""
    kept = [_kept(row, book, clock) for row in rows]
    holding = tuple(row for row in kept if not row.ended)
    return HousePage(
        answer=_answer(len(holding)),
        standing=holding,
        ended=tuple(row for row in kept if row.ended),
        choices=tuple(Choice(kind, name, about) for kind, (name, about) in NAMES.items()),
    )


def fresh_rules(team: Team) -> tuple[str, ...]:
    """What the team's own rules say of how long a listing's status counts, a sentence each."""
    return tuple(sentence(as_rule(row), tables.rules()) for row in standing(team) if row.kind == "fresh")


def _answer(holding: int) -> str:
    if not holding:
        return "No house rule: the law and Callsheet’s own policy bind"
    return f"{count(holding, 'house rule')} {'is' if holding == 1 else 'are'} stricter than the law"


def _kept(row: HouseRule, book: Rules, clock: WallClock) -> Kept:
    return Kept(
        pk=row.pk,
        words=sentence(as_rule(row), book),
        because=row.because,
        said=f"{name_of(row.by)}, {clock.brief(row.at)}",
        ended=f"{name_of(row.ended_by)}, {clock.brief(row.ended_at)}" if row.ended_at else "",
    )
