"""Declared emergencies in the words of their page."""

from collections.abc import Iterable
from dataclasses import dataclass

from callsheet.accounts.people import name_of
from callsheet.compliance import emergencies, tables
from callsheet.compliance.models import Emergency
from callsheet.core.law_words import both, long_date
from callsheet.core.wall_clock import WallClock


@dataclass(frozen=True, slots=True)
class Declared:
    """One emergency on record; `lifted` is when and by whom, empty while it stands."""

    pk: int
    state: str
    since: str
    words: str
    said: str
    lifted: str


@dataclass(frozen=True, slots=True)
class EmergenciesPage:
    answer: str
    standing: tuple[Declared, ...]
    lifted: tuple[Declared, ...]
    laws: tuple[tuple[str, str], ...]
    reminders: tuple[str, ...]


def emergencies_page(rows: Iterable[Emergency], clock: WallClock) -> EmergenciesPage:
    """The page from every emergency of the team, newest first."""
    told = [_declared(row, clock) for row in rows]
    standing = tuple(row for row in told if not row.lifted)
    known = emergencies.known_to()
    return EmergenciesPage(
        answer=_answer([row.state for row in standing]),
        standing=standing,
        lifted=tuple(row for row in told if row.lifted),
        laws=tuple((state.name, state.emergency.citation) for state in known if state.emergency),
        reminders=tuple(emergencies.reminders([state.code for state in known])),
    )


def _answer(states: list[str]) -> str:
    if not states:
        return "No emergency is declared where calls would stop for one"
    return f"Nobody is called in {both(states)} while an emergency is declared"


def _declared(row: Emergency, clock: WallClock) -> Declared:
    state = tables.rules().states.get(row.state)
    return Declared(
        pk=row.pk,
        state=state.name if state else row.state,
        since=long_date(row.declared_on),
        words=row.words,
        said=f"{name_of(row.by)}, {clock.brief(row.at)}",
        lifted=f"{name_of(row.lifted_by)}, {clock.brief(row.lifted_at)}" if row.lifted_at else "",
    )
