"""Bringing loaded do-not-call lists up to date with change lists."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

import numpy as np

from callsheet.compliance.bit_builder import Tally, changed
from callsheet.compliance.bit_file import PER_AREA, SLOT_BYTES, Bits, NewBitFile
from callsheet.compliance.change_list import Changes, change_list, joined, last_word
from callsheet.compliance.models import NATION, REST
from callsheet.compliance.registry_copy import (
    Before,
    Loaded,
    Progress,
    Source,
    carried_over,
    day_of,
    new_file,
    readings,
    refuse_shrink,
    switch,
    together,
)
from callsheet.compliance.registry_files import RegistryList, RegistryRefused


def change(
    paths: Sequence[Path],
    now: datetime,
    *,
    list: str = NATION,
    accept_shrink: bool = False,
    copied_on: date | None = None,
    progress: Progress | None = None,
) -> Loaded:
    """Bring the area codes of these change lists up to date; of a whole list, every one. Safe to call twice.

    Raises RegistryRefused, also for an area code that is not loaded, and for a change list older than the copy: it
    would undo what came since.
    """
    with new_file(list, now) as (before, new):
        sources, changes = _gather(paths, before, now, copied_on, progress)
        done = _apply(before, new, changes)
        if not accept_shrink:
            refuse_shrink(before, {area: tally.listed for area, tally in done.tallies.items()})
        slots = [sources[area].slot(area, tally) for area, tally in done.tallies.items()]
        kept = [*carried_over(before, new)]
        new.finish([*slots, *kept])
        listed = {slot.area_code: slot.listed for slot in (*slots, *kept)}
        copies = [source.copy(list, str(area), listed[area], now) for area, source in sources.items() if area in listed]
        if before.is_whole:
            copies.append(together([*sources.values()]).copy(list, REST, 0, now))
        return Loaded(switch(list, new, copies, (), now), done.added, done.removed)


def _gather(
    paths: Sequence[Path], before: Before, now: datetime, copied_on: date | None, progress: Progress | None
) -> tuple[dict[int, Source], Changes]:
    """By area code, which lists bring it up to date; and all that they say."""
    sources: dict[int, Source] = {}
    found = []
    for reading, earlier in readings(paths):
        changes, on = change_list(reading), day_of(reading, now, copied_on)
        if not len(changes):
            raise RegistryRefused(f"{reading.name}: there is no change in it; download it again.")
        areas = {*np.flatnonzero(np.bincount(changes.numbers // PER_AREA)).tolist()}
        _refuse_unfit(before, reading, areas, on)
        for area in sorted(areas | before.areas if before.is_whole else areas):
            source = sources.setdefault(area, Source(on))
            source.on = max(source.on, on)
            source.add(reading)
        found.append(changes)
        if progress:
            progress(earlier + reading.place())
    return sources, joined(found)


def _refuse_unfit(before: Before, reading: RegistryList, areas: set[int], on: date) -> None:
    """A change list fits a copy that is here and not newer than it."""
    for area in sorted(areas):
        copy = before.copy(area)
        if copy is None and not before.is_whole:
            raise RegistryRefused(f"{reading.name}: area code {area} has no full list yet; load one first.")
        if copy and copy.copied_on > on:
            newer = f"the copy of area code {area} is of {copy.copied_on}, newer than this list of {on}"
            raise RegistryRefused(f"{reading.name}: {newer}.")


@dataclass(slots=True)
class _Applied:
    """By area code, what it came to; and how many numbers came and went in all."""

    tallies: dict[int, Tally] = field(default_factory=dict)
    added: int = 0
    removed: int = 0


def _apply(before: Before, new: NewBitFile, changes: Changes) -> _Applied:
    """Write every area code that has changes, changed."""
    last, done = last_word(changes), _Applied()
    areas, lines = np.divmod(last.numbers, PER_AREA)
    starts = np.flatnonzero(np.diff(areas, prepend=0))  # they are sorted
    for start, end in pairwise([*starts.tolist(), len(areas)]):
        area, its = int(areas[start]), slice(start, end)
        after = changed(*_bits(before, area), lines[its], last.added[its])
        new.write(area, after.bits)
        done.tallies[area] = after.tally
        done.added, done.removed = done.added + after.came, done.removed + after.went
    return done


def _bits(before: Before, area: int) -> tuple[Bits, int]:
    """The bits of an area code, and how many of them are set. Raises RegistryRefused when they are not whole."""
    if before.is_whole and before.copy(area) is None:
        return np.zeros(SLOT_BYTES, np.uint8), 0
    bits, slot = before.bits(area), before.slot(area)
    if bits is None or slot is None:
        raise RegistryRefused(f"The copy of area code {area} is damaged, or its file is gone; load its full list anew.")
    return bits, slot.listed
