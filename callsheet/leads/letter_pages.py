"""Letters and doors in words: what is due, for whom, where, and why not by phone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse

from callsheet.core import words
from callsheet.core.wall_clock import WallClock
from callsheet.leads.letters import ByHand

LATER_SHOWN = 30


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
    """`towns` hold what is planned until tonight, as the morning page counts it, `unplanned` whoever may not be
    called and has nothing planned yet, `later` what comes next."""

    kind: str
    answer: str
    words: ByHandWords
    towns: tuple[Town, ...]
    due: int
    unplanned: tuple[Town, ...]
    unplanned_count: int
    later: tuple[Row, ...]
    later_count: int


def by_hand_page(kind: str, rows: Sequence[ByHand], clock: WallClock) -> ByHandPage:
    """The page of one kind; `rows` as `letters` or `doors` sort them."""
    due = [row for row in rows if row.is_due and row.follow_up]
    unplanned = [row for row in rows if row.is_due and not row.follow_up]
    later = sorted((row for row in rows if not row.is_due), key=lambda row: row.due_at)
    return ByHandPage(
        kind=kind,
        answer=_answer(KINDS[kind], due, bool(unplanned)),
        words=KINDS[kind],
        towns=tuple(_towns(due, clock)),
        due=len(due),
        unplanned=tuple(_towns(unplanned, clock)),
        unplanned_count=len(unplanned),
        later=tuple(_row(row, clock) for row in later[:LATER_SHOWN]),
        later_count=len(later),
    )


def _answer(kind: ByHandWords, due: Sequence[ByHand], any_unplanned: bool) -> str:
    """`12 letters are due`, `9 doors are due, in 3 towns`; what nobody planned is not counted."""
    if not due:
        return f"No {kind.one} is {'planned for' if any_unplanned else 'due'} today"
    towns = len({row.lead.property.city for row in due})
    verb = "is" if len(due) == 1 else "are"
    where = f", in {words.count(towns, 'town')}" if towns > 1 else ""
    return f"{words.count(len(due), kind.one, kind.many)} {verb} due{where}"


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
