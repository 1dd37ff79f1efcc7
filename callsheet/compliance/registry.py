"""Our own copies of do-not-call lists, the nation's and the states' own: which there are, and what they say."""

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np
from django.db.models import Subquery

from callsheet.compliance.bit_file import UNKNOWN, BitFile
from callsheet.compliance.models import NATION, REST, RegistryCopy, RegistryFile
from callsheet.compliance.registry_change import change
from callsheet.compliance.registry_copy import Loaded, OlderCopy, WouldShrink
from callsheet.compliance.registry_files import RegistryRefused
from callsheet.compliance.registry_load import load
from callsheet.compliance.registry_store import mapped, sweep
from callsheet.core.phone import area_code

__all__ = [
    "Loaded", "OlderCopy", "RegistryRefused", "WouldShrink", "change", "check", "gone", "load", "status", "sweep",
]  # fmt: skip


def check(numbers: Sequence[str], list: str = NATION) -> list[tuple[bool | None, date | None]]:
    """For each E.164 number, in order: is it listed, and the day of the copy; None when its code is not loaded.

    One query, however many numbers. A copy whose file is gone, or whose bits are damaged, is as if not loaded.
    """
    areas = [area_code(number) for number in numbers]
    days, file = _copies_of(list, areas)
    if file is None:
        return [(None, None)] * len(numbers)
    asked = [(number, area) for number, area in zip(numbers, areas, strict=True) if area in days]
    said = file.look_up(np.array([int(number[2:]) for number, _ in asked], np.int64)).tolist()
    known = {
        number: (None, None) if one == UNKNOWN else (bool(one), days[area])
        for (number, area), one in zip(asked, said, strict=True)
    }
    rest = (False, days[REST]) if REST in days else (None, None)
    return [known.get(number) or (rest if area else (None, None)) for number, area in zip(numbers, areas, strict=True)]


def status(list: str | None = None) -> list[RegistryCopy]:
    """The copies that count now, by area code; of all lists, the nation's first, unless one is named."""
    current = RegistryCopy.objects.filter(replaced_at=None, **({"list": list} if list else {}))
    return sorted(current, key=lambda copy: (copy.list != NATION, copy.list, copy.area_code))


def proofs(lists: Iterable[str], areas: Iterable[str]) -> Iterable[tuple[str, str, str, str]]:
    """List, area code, file name and file hash of the copies that count now, of these lists and area codes."""
    current = RegistryCopy.objects.filter(replaced_at=None, list__in=lists, area_code__in=areas)
    return current.values_list("list", "area_code", "file_name", "file_hash")


def gone(copies: Iterable[RegistryCopy]) -> frozenset[str]:
    """The lists of these copies whose file is not here or cannot be opened: they answer as if never loaded."""
    wanted = {copy.list for copy in copies}
    named = dict(RegistryFile.objects.filter(list__in=wanted).values_list("list", "file_name"))
    return frozenset(list for list in wanted if mapped(list, named.get(list)) is None)


def _copies_of(list: str, areas: Iterable[str | None]) -> tuple[dict[str, date], BitFile | None]:
    """The days of the copies of these area codes and of the rest, and the file they lie in, as of one moment."""
    wanted = {area for area in areas if area} | {REST}
    file_name = RegistryFile.objects.filter(list=list).values("file_name")
    current = RegistryCopy.objects.filter(list=list, area_code__in=wanted, replaced_at=None)
    rows = current.values_list("area_code", "copied_on", Subquery(file_name))
    days = {area: on for area, on, _ in rows}
    return days, mapped(list, rows[0][2]) if days else None
