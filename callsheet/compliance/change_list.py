"""Change lists: area code, number, date, and A (added) or D (deleted) between commas, in an order that differs.

Which column is which is seen on the first line, by the form of each value, and then must hold for all. A piece of lines
is read by one pattern; only where that does not fit every line are they looked at one by one, to find the wrong one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from callsheet.compliance.registry_files import Reading, RegistryRefused

_FORMATS = ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%Y%m%d", "%m-%d-%Y")
_FORMS = {
    "area code": rb"[2-9]\d\d",
    "number": rb"\d{7}",
    "whole number": rb"[2-9]\d{9}",
    "date": rb"\d{4}-\d\d?-\d\d?|\d\d?/\d\d?/\d{2}(?:\d\d)?|\d{8}|\d\d?-\d\d?-\d{4}",
    "A or D": rb"[AaDd]",
}
_SHAPES = (
    frozenset({"area code", "number", "date", "A or D"}),
    frozenset({"area code", "number", "A or D"}),
    frozenset({"whole number", "date", "A or D"}),
    frozenset({"whole number", "A or D"}),
)
NEVER = 0
"""The day, as an ordinal, of a change that says none."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Numbers of ten digits, whether each came on the list, and its day as an ordinal, in the order of the list."""

    numbers: NDArray[np.int64]
    added: NDArray[np.bool_]
    days: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.numbers)


def change_list(reading: Reading) -> Changes:
    """Everything a change list says. Raises RegistryRefused at the first line that cannot be trusted."""
    found: list[Changes] = []
    form: _Form | None = None
    for lines in map(bytes, reading.whole_lines()):
        form = form or _form(reading, lines)
        if form:
            found.append(_changes(reading, form, lines))
    return joined(found)


def joined(lists: Sequence[Changes]) -> Changes:
    """Several lists after one another."""
    return Changes(
        np.concatenate([np.empty(0, np.int64), *(each.numbers for each in lists)]),
        np.concatenate([np.empty(0, np.bool_), *(each.added for each in lists)]),
        np.concatenate([np.empty(0, np.int32), *(each.days for each in lists)]),
    )


def last_word(changes: Changes) -> Changes:
    """The newest change of each number, by number; of one day, the later line counts."""
    order = np.lexsort((np.arange(len(changes)), changes.days, changes.numbers))
    numbers = changes.numbers[order]
    is_last = np.append(numbers[1:] != numbers[:-1], True)[: len(order)]
    chosen = order[is_last]
    return Changes(changes.numbers[chosen], changes.added[chosen], changes.days[chosen])


# ---------------------------------------------------------------- columns


@dataclass(frozen=True, slots=True)
class _Form:
    """Which column is which, and the pattern of a line that has them so."""

    columns: tuple[str, ...]
    line: re.Pattern[bytes]

    def place(self, column: str) -> int | None:
        return self.columns.index(column) if column in self.columns else None


def _form(reading: Reading, lines: bytes) -> _Form | None:
    """The form of the first line that is not empty, None when all are. Raises RegistryRefused when it is no change."""
    before = len(lines) - len(lines.lstrip())
    first = lines[before:].partition(b"\n")[0]
    if not first:
        return None
    kinds = tuple(_kind(cell) for cell in first.split(b","))
    if frozenset(kinds) not in _SHAPES or len(set(kinds)) != len(kinds):
        reading.line += lines.count(b"\n", 0, before) + 1
        raise reading.refusal(_why(first), first)
    cells = rb",".join(rb"[ '\"]*(%s)[ '\"]*" % _FORMS[kind] for kind in kinds)
    return _Form(kinds, re.compile(rb"^[ \t]*%s[ \t]*\r?\n" % cells, re.MULTILINE))


def _why(first: bytes) -> str:
    if _FULL.match(first):
        return "this is a line of a full list; use `callsheet registry load`"
    return "a change list has area code, number, date, and A or D in each line"


_FULL = re.compile(rb"[2-9]\d\d,?\d{7}\s*$")
"""A line of a full list: a number and nothing else."""


def _kind(cell: bytes) -> str:
    plain = cell.strip(b" '\"\r")
    return next((kind for kind, form in _FORMS.items() if re.fullmatch(form, plain)), "")


# ---------------------------------------------------------------- lines


def _changes(reading: Reading, form: _Form, lines: bytes) -> Changes:
    found = form.line.findall(lines)
    if len(found) != lines.count(b"\n"):
        found = _one_by_one(reading, form, lines)
    days = _days(reading, form, lines, found)
    reading.line += lines.count(b"\n")
    flag = form.columns.index("A or D")
    return Changes(
        np.array(_numbers(form, found), np.int64),
        np.array([cells[flag] in b"Aa" for cells in found], np.bool_),
        np.array(days, np.int32),
    )


def _one_by_one(reading: Reading, form: _Form, lines: bytes) -> list[tuple[bytes, ...]]:
    """The cells of every line that is not empty. Raises RegistryRefused at the first of another form."""
    found = []
    for number, line in enumerate(lines.splitlines(keepends=True), start=1):
        fits = form.line.fullmatch(line)
        if fits:
            found.append(fits.groups())
        elif line.strip():
            raise _refusal(reading, number, f"this is not {', '.join(form.columns)} like the first line", line)
    return found


def _days(reading: Reading, form: _Form, lines: bytes, found: Sequence[tuple[bytes, ...]]) -> list[int]:
    place = form.place("date")
    if place is None:
        return [NEVER] * len(found)
    days = [_day(cells[place]) for cells in found]
    if None in days:
        wrong = found[days.index(None)][place]
        number, line = next((n, line) for n, line in enumerate(lines.splitlines(), start=1) if wrong in line)
        raise _refusal(reading, number, "this is no day of the calendar", line)
    return days


def _refusal(reading: Reading, number: int, problem: str, line: bytes) -> RegistryRefused:
    """A refusal of line `number` of the piece that is being read."""
    reading.line += number
    return reading.refusal(problem, line)


def _numbers(form: _Form, found: Sequence[tuple[bytes, ...]]) -> list[int]:
    whole = form.place("whole number")
    if whole is not None:
        return [int(cells[whole]) for cells in found]
    area, line = form.columns.index("area code"), form.columns.index("number")
    return [int(cells[area] + cells[line]) for cells in found]


@lru_cache(maxsize=4096)
def _day(text: bytes) -> int | None:
    """The ordinal of a day, None for one that no calendar has."""
    for form in _FORMATS:
        try:
            day: date = datetime.strptime(text.decode("ascii"), form).date()  # noqa: DTZ007 a day has no zone
        except ValueError:
            continue
        return day.toordinal()
    return None
