"""Our own copy of the national do-not-call registry: loading it, changing it, asking it.

Files are read to their end before anything is written, and written in one transaction: a file that cannot be trusted
leaves the copy that stood before. Only this module knows that the numbers are rows of a plain table.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path

from django.db import connection, transaction

from callsheet.compliance.models import NATION, RegistryCopy, RegistryNumber
from callsheet.compliance.registry_files import (
    Change,
    Reading,
    RegistryRefused,
    change_list,
    day_in_name,
    full_list,
    opened,
)
from callsheet.core.phone import area_code

__all__ = ["Loaded", "RegistryRefused", "change", "check", "load", "status"]

PER_AREA = 10_000_000
LARGEST_SHRINK = 0.03
"""A list that lost more than this share of its numbers is more likely broken than right: few are ever taken off."""
WRITTEN_AT_ONCE = 50_000
ASKED_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load or a change did: the copies that count now, and how many numbers came and went."""

    copies: tuple[RegistryCopy, ...]
    added: int = 0
    removed: int = 0

    @property
    def numbers(self) -> int:
        return sum(copy.numbers for copy in self.copies)


def load(paths: Sequence[Path], now: datetime, accept_shrink: bool = False, copied_on: date | None = None) -> Loaded:
    """Replace the copies of every area code in these full lists.

    The day of a copy is `copied_on`, else the day in its file's name, else today (UTC). Raises RegistryRefused.
    """
    found: dict[str, _Gathered] = {}
    for reading in _readings(paths):
        on = copied_on or day_in_name(reading.name, _today(now)) or _today(now)
        _gather(reading, on, found)
    with transaction.atomic():
        for area in sorted(found):
            _refuse_shrink(area, found[area].numbers.count(), accept_shrink)
        return Loaded(tuple(_replace(area, found[area], now) for area in sorted(found)))


def change(paths: Sequence[Path], now: datetime, accept_shrink: bool = False, copied_on: date | None = None) -> Loaded:
    """Bring loaded area codes up to date with change lists. Raises RegistryRefused, also for a code not loaded."""
    lists = [_ChangeList.read(reading, now, copied_on) for reading in _readings(paths)]
    with transaction.atomic():
        return _apply(lists, now, accept_shrink)


def check(numbers: Sequence[str], list: str = NATION) -> list[tuple[bool | None, date | None]]:
    """For each E.164 number, in order: is it listed, and the day of the copy; None when its code is not loaded."""
    if list != NATION:
        return [(None, None)] * len(numbers)
    copies = {copy.area_code: copy.copied_on for copy in status()}
    covered = {number: int(number[2:]) for number in numbers if area_code(number) in copies}
    listed = _listed(covered.values())
    return [
        (covered[number] in listed, copies[area_code(number) or ""]) if number in covered else (None, None)
        for number in numbers
    ]


def status() -> list[RegistryCopy]:
    """The copies that count now, by area code."""
    return list(RegistryCopy.objects.filter(replaced_at=None).order_by("area_code"))


# ---------------------------------------------------------------- reading


class _Numbers:
    """The numbers of one area code, one bit for each of its ten million."""

    def __init__(self) -> None:
        self._bits = bytearray(PER_AREA // 8)

    def add(self, line: int) -> None:
        self._bits[line >> 3] |= 1 << (line & 7)

    def count(self) -> int:
        return int.from_bytes(self._bits, "little").bit_count()

    def __iter__(self) -> Iterator[int]:
        for byte, bits in enumerate(self._bits):
            for bit in _BITS[bits]:
                yield byte << 3 | bit


_BITS = [tuple(bit for bit in range(8) if value >> bit & 1) for value in range(256)]


@dataclass(slots=True)
class _Gathered:
    """What the files said of one area code: its numbers, the day of the oldest file, and the files as proof."""

    copied_on: date
    numbers: _Numbers = field(default_factory=_Numbers)
    names: list[str] = field(default_factory=list)
    hashes: list[str] = field(default_factory=list)


def _readings(paths: Sequence[Path]) -> Iterator[Reading]:
    for path in paths:
        with opened(path) as readings:
            yield from readings


def _gather(reading: Reading, on: date, found: dict[str, _Gathered]) -> None:
    areas: dict[int, _Gathered] = {}
    for number in full_list(reading):
        area, line = divmod(number, PER_AREA)
        if area not in areas:
            areas[area] = found.setdefault(str(area), _Gathered(on))
        areas[area].numbers.add(line)
    if not areas:
        raise RegistryRefused(f"{reading.name}: there is no number in it; download it again.")
    for gathered in areas.values():
        gathered.copied_on = min(gathered.copied_on, on)
        gathered.names.append(reading.name)
        gathered.hashes.append(reading.hash)


def _today(now: datetime) -> date:
    return now.astimezone(UTC).date()


# ---------------------------------------------------------------- writing


def _refuse_shrink(area: str, numbers: int, accept_shrink: bool) -> None:
    before = RegistryCopy.objects.filter(area_code=area, replaced_at=None).first()
    if accept_shrink or before is None or numbers >= before.numbers * (1 - LARGEST_SHRINK):
        return
    share = 100 * (before.numbers - numbers) / before.numbers
    raise RegistryRefused(
        f"Area code {area} would lose {share:.1f} % of its numbers, from {before.numbers:,} to {numbers:,}; a list that"
        " shrinks so much is rarely complete. Download it again, or give --accept-shrink if it is right."
    )


def _replace(area: str, gathered: _Gathered, now: datetime) -> RegistryCopy:
    RegistryNumber.objects.filter(number__range=_range(area)).delete()
    first = int(area) * PER_AREA
    _insert(first + line for line in gathered.numbers)
    return _new_copy(area, gathered.copied_on, gathered.names, gathered.hashes, now)


def _range(area: str) -> tuple[int, int]:
    first = int(area) * PER_AREA
    return first, first + PER_AREA - 1


def _insert(numbers: Iterable[int]) -> None:
    """Straight SQL: a million rows a load, and a number that is there already stays."""
    table, numbers = connection.ops.quote_name(RegistryNumber._meta.db_table), iter(numbers)
    statement = f"INSERT INTO {table} (number) VALUES (%s) ON CONFLICT DO NOTHING"
    with connection.cursor() as cursor:
        while rows := [(number,) for number in islice(numbers, WRITTEN_AT_ONCE)]:
            cursor.executemany(statement, rows)


def _new_copy(area: str, on: date, names: Sequence[str], hashes: Sequence[str], now: datetime) -> RegistryCopy:
    """The row that proves which version was used. Several files of one code are proven by the hash of their hashes."""
    proof = hashes[0] if len(hashes) == 1 else hashlib.sha256("".join(hashes).encode()).hexdigest()
    RegistryCopy.objects.filter(area_code=area, replaced_at=None).update(replaced_at=now)
    return RegistryCopy.objects.create(
        area_code=area,
        copied_on=on,
        loaded_at=now,
        file_name=", ".join(names)[:255],
        file_hash=proof,
        numbers=RegistryNumber.objects.filter(number__range=_range(area)).count(),
    )


@dataclass(frozen=True, slots=True)
class _ChangeList:
    name: str
    hash: str
    on: date
    changes: tuple[Change, ...]

    @classmethod
    def read(cls, reading: Reading, now: datetime, copied_on: date | None) -> "_ChangeList":
        """Raises RegistryRefused when there is no change in it."""
        changes = tuple(change_list(reading))
        if not changes:
            raise RegistryRefused(f"{reading.name}: there is no change in it; download it again.")
        on = copied_on or day_in_name(reading.name, _today(now)) or _today(now)
        return cls(reading.name, reading.hash, on, changes)

    def areas(self) -> set[str]:
        return {str(change.number // PER_AREA) for change in self.changes}


def _apply(lists: Sequence[_ChangeList], now: datetime, accept_shrink: bool) -> Loaded:
    copies = {copy.area_code: copy for copy in status()}
    for each in lists:
        _refuse_unfit(each, copies)
    last = _last_word(lists)
    added, removed = _write_changes(last)
    areas = sorted(set().union(*(each.areas() for each in lists)))
    for area in areas:
        _refuse_shrink(area, RegistryNumber.objects.filter(number__range=_range(area)).count(), accept_shrink)
    return Loaded(tuple(_changed_copy(area, lists, now) for area in areas), added, removed)


def _refuse_unfit(each: _ChangeList, copies: Mapping[str, RegistryCopy]) -> None:
    """A change list fits a copy that is there and not newer than it."""
    for area in sorted(each.areas()):
        if area not in copies:
            raise RegistryRefused(f"{each.name}: area code {area} has no full list yet; load one first.")
        if copies[area].copied_on > each.on:
            newer = f"the copy of area code {area} is of {copies[area].copied_on}, newer than this list of {each.on}"
            raise RegistryRefused(f"{each.name}: {newer}.")


def _last_word(lists: Sequence[_ChangeList]) -> Mapping[int, bool]:
    """Number -> whether it is on the registry after its newest change; of one day, the later line counts."""
    changes = [change for each in lists for change in each.changes]
    changes.sort(key=lambda change: change.on or date.min)
    return {change.number: change.is_added for change in changes}


def _write_changes(last: Mapping[int, bool]) -> tuple[int, int]:
    """How many numbers came and went; one that was there already, or was never there, is neither."""
    gone = [number for number, is_added in last.items() if not is_added]
    come = sorted(number for number, is_added in last.items() if is_added)
    known = _listed(come)
    _insert(number for number in come if number not in known)
    removed = sum(RegistryNumber.objects.filter(number__in=batch).delete()[0] for batch in _batches(gone))
    return len(come) - len(known), removed


def _changed_copy(area: str, lists: Sequence[_ChangeList], now: datetime) -> RegistryCopy:
    of_area = [each for each in lists if area in each.areas()]
    on = max(each.on for each in of_area)
    return _new_copy(area, on, [each.name for each in of_area], [each.hash for each in of_area], now)


def _listed(numbers: Iterable[int]) -> set[int]:
    found: set[int] = set()
    for batch in _batches(sorted(numbers)):
        found.update(RegistryNumber.objects.filter(number__in=batch).values_list("number", flat=True))
    return found


def _batches(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(numbers), ASKED_AT_ONCE):
        yield numbers[start : start + ASKED_AT_ONCE]
