"""Letters and doors in words: what is due, for whom, where, why not by phone, and what has to wait."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse

from callsheet.core import words
from callsheet.core.wall_clock import WallClock
from callsheet.leads.letters import ByHand, Round


@dataclass(frozen=True, slots=True)
class ByHandWords:
    """How a kind of touch is spoken of."""

    one: str
    many: str
    done: str
    mark: str


KINDS = {
    "letter": ByHandWords("letter", "letters", "sent", "Keep the ticked letters as sent"),
    "door": ByHandWords("door", "doors", "visited", "Keep the ticked doors as visited"),
}


@dataclass(frozen=True, slots=True)
class Row:
    lead: int
    href: str
    name: str
    lines: tuple[str, ...]
    home: str
    off_market: str
    touch: str
    due: str
    because: str


@dataclass(frozen=True, slots=True)
class Town:
    name: str
    count: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ByHandPage:
    """`towns` hold what is due until tonight and may go out: `due` so many, and `more` says that there are others.

    `waiting` says how many may not go out and why, `later` is what comes next.
    """

    kind: str
    answer: str
    words: ByHandWords
    towns: tuple[Town, ...]
    due: int
    more: str
    waiting: tuple[str, ...]
    later: tuple[Row, ...]
    later_count: int


def by_hand_page(kind: str, found: Round, clock: WallClock) -> ByHandPage:
    """The page of one kind; `found` as `letters` or `doors` give it."""
    said, ready = KINDS[kind], [row for row in found.due if not row.waits]
    hidden = found.due_count - len(found.due)
    return ByHandPage(
        kind=kind,
        answer=_answer(said, ready, found.due_count, is_all=not hidden),
        words=said,
        towns=tuple(_towns(ready, clock)),
        due=len(ready),
        more=f"{words.count(hidden, 'more comes', 'more come')} up as these are {said.done}." if hidden else "",
        waiting=tuple(_waiting(said, found.due)),
        later=tuple(_row(row, clock) for row in found.later),
        later_count=found.later_count,
    )


def _answer(kind: ByHandWords, ready: list[ByHand], count: int, *, is_all: bool) -> str:
    """`12 letters are due`, `9 doors are due, in 3 towns`, `8 of 9 doors due may be visited`; `count` is of all."""
    if not count:
        return f"No {kind.one} is due today"
    if not ready:
        return f"No {kind.one} may be {kind.done} now"
    if is_all and len(ready) < count:
        return f"{len(ready)} of {count} {kind.many} due may be {kind.done} now"
    towns = len({row.lead.property.city for row in ready})
    where = f", in {words.count(towns, 'town')}" if towns > 1 and count == len(ready) else ""
    return f"{words.count(count, kind.one, kind.many)} {'is' if count == 1 else 'are'} due{where}"


def _waiting(kind: ByHandWords, due: Iterable[ByHand]) -> Iterable[str]:
    """`3 letters wait: The listing status was read more than 24 hours ago...`, one line for each reason."""
    for because, count in Counter(row.waits for row in due if row.waits).most_common():
        yield f"{words.count(count, kind.one, kind.many)} {'waits' if count == 1 else 'wait'}: {because}"


def _towns(due: Iterable[ByHand], clock: WallClock) -> Iterable[Town]:
    for name, group in groupby(due, key=lambda row: row.lead.property.city):
        rows = tuple(_row(row, clock) for row in group)
        yield Town(name or "Town not known", str(len(rows)), rows)


def _row(row: ByHand, clock: WallClock) -> Row:
    lead = row.lead
    return Row(
        lead=lead.pk,
        href=reverse("lead", args=[lead.pk]),
        name=row.name,
        lines=row.lines,
        home=lead.property.street_line,
        off_market=words.day(lead.expired_on, clock.today) if lead.expired_on_known else "day not known",
        touch=f"{row.touch} of 20",
        due=clock.day(row.due_at),
        because=row.because,
    )
