"""Where assistants may dial, in the words of the page."""

from collections.abc import Iterable
from dataclasses import dataclass

from callsheet.accounts.people import name_of
from callsheet.compliance.models import AssistantsMayDial
from callsheet.compliance.tables import rules
from callsheet.core.law_words import both
from callsheet.core.wall_clock import WallClock


@dataclass(frozen=True, slots=True)
class Word:
    """The broker's word on one state; `ended` is when and by whom it was taken back."""

    pk: int
    state: str
    because: str
    said: str
    ended: str


@dataclass(frozen=True, slots=True)
class AssistantsPage:
    answer: str
    standing: tuple[Word, ...]
    ended: tuple[Word, ...]
    never: tuple[tuple[str, str], ...]
    """States whose law keeps such calls to licensed people, each with its citation."""


def assistants_page(words: Iterable[AssistantsMayDial], clock: WallClock) -> AssistantsPage:
    """The page from every word of the team, newest first."""
    told = [_word(word, clock) for word in words]
    standing = tuple(sorted((word for word in told if not word.ended), key=lambda word: word.state))
    return AssistantsPage(
        answer=_answer([word.state for word in standing]),
        standing=standing,
        ended=tuple(word for word in told if word.ended),
        never=tuple((state.name, state.unlicensed.citation) for state in rules().states.values() if state.unlicensed),
    )


def open_states() -> list[tuple[str, str]]:
    """The states on which a broker may give their word, as choices."""
    return sorted(
        ((code, state.name) for code, state in rules().states.items() if not state.unlicensed), key=lambda one: one[1]
    )


def _answer(states: list[str]) -> str:
    if not states:
        return "Assistants without a licence dial nowhere yet"
    return f"Assistants without a licence may dial in {both(states)}"


def _word(word: AssistantsMayDial, clock: WallClock) -> Word:
    state = rules().states.get(word.state)
    return Word(
        pk=word.pk,
        state=state.name if state else word.state,
        because=word.because,
        said=f"{name_of(word.by)}, {clock.brief(word.at)}",
        ended=f"{name_of(word.ended_by)}, {clock.brief(word.ended_at)}" if word.ended_at else "",
    )
