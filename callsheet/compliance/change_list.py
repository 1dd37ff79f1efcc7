"""Change lists: area code, number, date, and A (added) or D (deleted) between commas, in an order that differs.

Which column is which is seen on the first line, by the form of each value, and then must hold for all. Lines that are
alike but for their digits and their A or D, as they nearly always are, are read by the column. Others are read by one
pattern; only where that does not fit every line are they looked at one by one, to find the wrong one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from callsheet.compliance.registry_files import RegistryList, RegistryRefused

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


def change_list(reading: RegistryList) -> Changes:
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

    @property
    def of_the_number(self) -> tuple[int, ...]:
        """Which columns make the ten digits, in order."""
        whole = self.place("whole number")
        return (self.columns.index("area code"), self.columns.index("number")) if whole is None else (whole,)


def _form(reading: RegistryList, lines: bytes) -> _Form | None:
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


def _changes(reading: RegistryList, form: _Form, lines: bytes) -> Changes:
    changes = _by_the_column(form, lines)
    if changes is None:
        return _by_the_pattern(reading, form, lines)
    reading.line += len(changes)
    return changes


def _by_the_pattern(reading: RegistryList, form: _Form, lines: bytes) -> Changes:
    found = form.line.findall(lines)
    if len(found) != lines.count(b"\n"):
        found = _one_by_one(reading, form, lines)
    days = _days(reading, form, lines, found)
    reading.line += lines.count(b"\n")
    flag = form.columns.index("A or D")
    return Changes(
        np.array([int(b"".join(cells[place] for place in form.of_the_number)) for cells in found], np.int64),
        np.array([cells[flag] in b"Aa" for cells in found], np.bool_),
        np.array(days, np.int32),
    )


def _one_by_one(reading: RegistryList, form: _Form, lines: bytes) -> list[tuple[bytes, ...]]:
    """The cells of every line that is not empty. Raises RegistryRefused at the first of another form."""
    found = []
    for number, line in enumerate(lines.splitlines(keepends=True), start=1):
        fits = form.line.fullmatch(line)
        if fits:
            found.append(fits.groups())
        elif line.strip():
            raise _refusal(reading, number, f"this is not {', '.join(form.columns)} like the first line", line)
    return found


def _days(reading: RegistryList, form: _Form, lines: bytes, found: Sequence[tuple[bytes, ...]]) -> list[int]:
    place = form.place("date")
    if place is None:
        return [NEVER] * len(found)
    days = [_day(cells[place]) for cells in found]
    if None in days:
        wrong = found[days.index(None)][place]
        number, line = next((n, line) for n, line in enumerate(lines.splitlines(), start=1) if wrong in line)
        raise _refusal(reading, number, "this is no day of the calendar", line)
    return days


def _refusal(reading: RegistryList, number: int, problem: str, line: bytes) -> RegistryRefused:
    """A refusal of line `number` of the piece that is being read."""
    reading.line += number
    return reading.refusal(problem, line)


# ---------------------------------------------------------------- lines that are alike


def _by_the_column(form: _Form, lines: bytes) -> Changes | None:
    """The changes of lines that have a digit, A or D wherever the first has one, and are like it otherwise.

    None when they are not, or a day is in no calendar.
    """
    width = lines.find(b"\n") + 1
    first = form.line.match(lines, 0, width)
    if first is None or len(lines) % width:
        return None
    table = np.frombuffer(lines, np.uint8).reshape(-1, width)
    flag = first.start(form.columns.index("A or D") + 1)
    number = [at for place in form.of_the_number for at in range(*first.span(place + 1))]
    added = _same(table[:, flag], b"Aa")
    if not (added | _same(table[:, flag], b"Dd")).all() or not _are_alike(table, flag, number[0]):
        return None
    days = _days_of(table, *first.span(form.columns.index("date") + 1)) if "date" in form.columns else [NEVER]
    if days is None:
        return None
    return Changes(_number_in(table[:, number]), added, np.broadcast_to(np.array(days, np.int32), len(table)))


def _same(column: NDArray[np.uint8], letters: bytes) -> NDArray[np.bool_]:
    return (column == letters[0]) | (column == letters[1])


def _are_alike(table: NDArray[np.uint8], flag: int, begins: int) -> bool:
    """Whether all lines have digits where the first has, and the same bytes elsewhere but for `flag`.

    The digit with which the number `begins` is from 2 to 9.
    """
    least, more = table[0].copy(), np.zeros(table.shape[1], np.uint8)
    is_digit = (least >= _NOUGHT) & (least <= _NOUGHT + 9)
    least[is_digit], more[is_digit] = _NOUGHT, 9
    least[begins], more[begins] = _NOUGHT + 2, 7
    more[flag], least[flag] = 255, 0
    return bool((table - least <= more).all())


_NOUGHT = ord("0")


def _number_in(digits: NDArray[np.uint8]) -> NDArray[np.int64]:
    """The number made of the digits in each row."""
    tens = 10 ** np.arange(digits.shape[1])[::-1]
    return digits @ tens - _NOUGHT * tens.sum()


def _days_of(table: NDArray[np.uint8], start: int, end: int) -> NDArray[np.int32] | None:
    """The day of each line, None when one is none; lists have many lines of one day after one another."""
    cells = np.ascontiguousarray(table[:, start:end]).view(f"S{end - start}")[:, 0]
    turns = np.flatnonzero(np.append(True, cells[1:] != cells[:-1]))
    days = [_day(text) for text in cells[turns].tolist()]
    return None if None in days else np.repeat(np.array(days, np.int32), np.diff(np.append(turns, len(cells))))


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
