"""How many may be called at a moment, from a count that was taken somewhat earlier.

A count of a hundred thousand leads takes half a minute, so it is taken now and then; what it knows of the hours lets it
tell the numbers of any moment after: whose hours began since is callable by now, whose hours ended is not.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Key = tuple[int | None, str, datetime | None, datetime | None]


@dataclass(frozen=True, slots=True)
class Some:
    """So many leads of one person (None: of nobody yet) and one group of the sheet, that may be called from `opens`
    (None: at once) to `ends` (None: not known), as long as nothing but time passes.
    """

    assigned_to: int | None
    group: str
    opens: datetime | None
    ends: datetime | None
    count: int = 1


@dataclass(frozen=True, slots=True)
class Counted:
    """How many may be called now, by group of the sheet, and how many come in at which later moment of that day."""

    now: Mapping[str, int]
    later: Mapping[datetime, int]

    @property
    def callable(self) -> int:
        return sum(self.now.values())

    @property
    def later_count(self) -> int:
        return sum(self.later.values())


def tallied(leads: Iterable[Some]) -> tuple[Some, ...]:
    """The same, equal ones counted together."""
    counts: Counter[Key] = Counter()
    for one in leads:
        counts[one.assigned_to, one.group, one.opens, one.ends] += one.count
    return tuple(Some(*key, count) for key, count in counts.items())


def count_at(some: Iterable[Some], person: int, now: datetime, midnight: datetime) -> Counted:
    """What a person may do at `now`: their own leads and those of nobody; `midnight` ends their day."""
    callable_now: Counter[str] = Counter()
    later: Counter[datetime] = Counter()
    for one in some:
        if one.assigned_to not in (None, person) or (one.ends and one.ends <= now):
            continue
        if one.opens is None or one.opens <= now:
            callable_now[one.group] += one.count
        elif one.opens < midnight:
            later[one.opens] += one.count
    return Counted(dict(callable_now), dict(later))


def as_json(some: Iterable[Some]) -> list[list[object]]:
    """The counts as plain JSON, for `from_json`."""
    return [[one.assigned_to, one.group, _text(one.opens), _text(one.ends), one.count] for one in some]


def from_json(rows: Iterable[list[Any]]) -> tuple[Some, ...]:
    """What `as_json` made."""
    return tuple(Some(who, group, _moment(opens), _moment(ends), count) for who, group, opens, ends, count in rows)


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
