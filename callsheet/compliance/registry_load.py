"""Loading full do-not-call lists."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from callsheet.compliance.bit_builder import Builder, Tally
from callsheet.compliance.bit_file import PER_AREA, NewBitFile
from callsheet.compliance.full_list import Block, full_list
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
    refuse_older,
    refuse_shrink,
    switch,
    together,
)
from callsheet.compliance.registry_files import RegistryList, RegistryRefused
from callsheet.core.errors import UnusableInput
from callsheet.core.phone import country_of

OURS = frozenset({"US", "AS", "GU", "MP", "PR", "VI"})
"""The countries, as numbering plans name them, whose numbers American lists hold."""


def load(
    paths: Sequence[Path],
    now: datetime,
    *,
    list: str = NATION,
    accept_shrink: bool = False,
    accept_older: bool = False,
    whole: bool = False,
    copied_on: date | None = None,
    progress: Progress | None = None,
) -> Loaded:
    """Replace the copies of every area code in these full lists. Safe to call twice.

    `whole` says that they are all there is of a state's list: whoever is not in them is not on it, whatever the area
    code. The day of a copy is `copied_on`, else the day in its file's name, else today (UTC). Raises RegistryRefused,
    of which WouldShrink and OlderCopy may be accepted, and UnusableInput for a file that cannot be opened.
    """
    if whole and list == NATION:
        raise UnusableInput("The national registry is loaded by area code; only a state's list can be whole.")
    with new_file(list, now) as (before, new):
        sources, tallies = _gather(paths, new, now, copied_on, progress)
        dropped = before.areas - set(sources) if whole else set()
        _refuse(before, sources, tallies, dropped, accept_shrink=accept_shrink, accept_older=accept_older)
        slots = [source.slot(area, tallies[area]) for area, source in sources.items()]
        new.finish([*slots, *carried_over(before, new, dropped)])
        copies = [source.copy(list, str(area), tallies[area].listed, now) for area, source in sources.items()]
        if whole:
            copies.append(together([*sources.values()]).copy(list, REST, 0, now))
        return Loaded(switch(list, new, copies, dropped, now))


def _refuse(before: Before, sources, tallies, dropped, *, accept_shrink: bool, accept_older: bool) -> None:
    if not accept_older:
        refuse_older(before, sources)
    if not accept_shrink:
        refuse_shrink(before, {area: tally.listed for area, tally in tallies.items()} | dict.fromkeys(dropped, 0))


def _gather(
    paths: Sequence[Path], new: NewBitFile, now: datetime, copied_on: date | None, progress: Progress | None
) -> tuple[dict[int, Source], dict[int, Tally]]:
    """Put the numbers of all files into the new one; by area code, where they come from and what they came to."""
    sources: dict[int, Source] = {}
    builder = Builder(new)
    for reading, before in readings(paths):
        on = day_of(reading, now, copied_on)
        areas = set()
        for block in full_list(reading):
            if block.area_code not in areas:
                _refuse_abroad(reading, block)
                areas.add(block.area_code)
            builder.add(block.area_code, block.lines)
            if progress:
                progress(before + reading.place())
        if not areas:
            raise RegistryRefused(f"{reading.name}: there is no number in it; download it again.")
        for area in areas:
            source = sources.setdefault(area, Source(on))
            source.on = min(source.on, on)  # of two files the older is what is known of all
            source.add(reading)
    return sources, builder.settle()


def _refuse_abroad(reading: RegistryList, block: Block) -> None:
    """Raises RegistryRefused for an area code that no American list has: another country's, or none of the plan's."""
    area = str(block.area_code)
    country = country_of(area)
    if country in OURS or (country is None and area[1] != "9" and area[1:] != "11"):
        return
    first = f"{block.area_code * PER_AREA + int(block.lines[0])}"
    raise RegistryRefused(f"{reading.name}: area code {area} is none of the United States: “{first}”.")
