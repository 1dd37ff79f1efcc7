"""What files left open, in words: what a status word means, whether two addresses are the same home."""

from dataclasses import dataclass

from callsheet.core import words
from callsheet.core.status import STANDARD_STATUSES
from callsheet.core.wall_clock import WallClock
from callsheet.listings.models import SameHomeQuestion, StatusWord

STATUS_HINTS = {"Withdrawn": "still under contract", "Hold": "still under contract", "Delete": "taken back by the MLS"}


@dataclass(frozen=True, slots=True)
class WordQuestion:
    """What does this status word mean? `answer` is empty while nobody has said."""

    pk: int
    word: str
    source: str
    rows: str
    answer: str = ""
    answered: str = ""


@dataclass(frozen=True, slots=True)
class HomeQuestion:
    """Are these two the same home? `because`: what speaks for it and against it."""

    pk: int
    one: str
    other: str
    because: tuple[str, ...]


def word_question(word: StatusWord, clock: WallClock) -> WordQuestion:
    answered = ""
    if word.answered_at:
        by = f" by {word.answered_by.name}" if word.answered_by else ""
        answered = f"said {clock.brief(word.answered_at)}{by}"
    return WordQuestion(
        word.pk, word.word.upper(), word.source.name, words.count(word.rows, "row"), word.standard_status, answered
    )


def status_choices() -> tuple[tuple[str, str], ...]:
    """(value, name) of every status a word may mean, those that matter here said with what they mean."""
    return tuple(
        (status, f"{status} ({STATUS_HINTS[status]})" if status in STATUS_HINTS else status)
        for status in STANDARD_STATUSES
    )


def home_question(question: SameHomeQuestion) -> HomeQuestion:
    return HomeQuestion(question.pk, question.one.one_line, question.other.one_line, tuple(question.because))
