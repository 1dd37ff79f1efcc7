"""Do-not-call lists for the web tests: copies of area codes, and numbers on them, without files to read.

Lists that say the same share a file, so that a test which needs the usual lists does not write them anew.
"""

import builtins
import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime

import numpy as np

from callsheet.compliance.bit_builder import Builder
from callsheet.compliance.bit_file import PER_AREA, NewBitFile, Slot
from callsheet.compliance.models import NATION, RegistryCopy, RegistryFile
from callsheet.compliance.registry_store import ENDING, folder, mapped

LOADED_AT = datetime(2026, 11, 24, 13, 5, tzinfo=UTC)
COPIED_ON = date(2026, 11, 19)
NO_PROOF = "00" * 32
_contents: dict[str, Mapping[str, frozenset[int]]] = {}
"""File -> area code -> the last seven digits on the list, of the files made here."""


def a_registry_copy(area_code: str = "410", copied_on: date = COPIED_ON, list: str = NATION) -> RegistryCopy:
    """A copy of one area code with nobody on it, unless numbers are there already."""
    _put(list, {area_code: frozenset()})
    return _copy(area_code, copied_on, list)


def on_registry(*numbers: str, list: str = NATION, copied_on: date | None = None) -> None:
    """Put E.164 numbers on a list. An area code that is loaded keeps its day unless one is given."""
    added: dict[str, frozenset[int]] = {}
    for number in numbers:
        added[number[2:5]] = added.get(number[2:5], frozenset()) | {int(number[5:])}
    for area_code in sorted(added):
        current = RegistryCopy.objects.filter(list=list, area_code=area_code, replaced_at=None)
        if not current.exists():
            _copy(area_code, copied_on or COPIED_ON, list)
        elif copied_on:
            current.update(copied_on=copied_on)
    _put(list, added)


def on_list(list: str = NATION) -> builtins.list[int]:
    """Everybody on a list as it counts now, as ten digits."""
    named = RegistryFile.objects.filter(list=list).values_list("file_name", flat=True).first()
    file = mapped(list, named)
    return [
        slot.area_code * PER_AREA + line
        for slot in sorted(file.slots if file else (), key=lambda slot: slot.area_code)
        for line in np.flatnonzero(np.unpackbits(file.bits(slot.area_code), bitorder="little")).tolist()
    ]


def _copy(area_code: str, copied_on: date, list: str) -> RegistryCopy:
    return RegistryCopy.objects.create(
        list=list, area_code=area_code, copied_on=copied_on, loaded_at=LOADED_AT, file_name=f"{area_code}.txt",
        file_hash="", numbers=0,
    )  # fmt: skip


def _put(list: str, added: Mapping[str, frozenset[int]]) -> None:
    file = RegistryFile.objects.filter(list=list).first()
    contents = {**(_contents[file.file_name] if file else {})}
    for area_code, lines in added.items():
        contents[area_code] = contents.get(area_code, frozenset()) | lines
    RegistryFile.objects.update_or_create(
        list=list, defaults={"file_name": _file_of(contents), "switched_at": LOADED_AT}
    )


def _file_of(contents: Mapping[str, frozenset[int]]) -> str:
    said = json.dumps({area: sorted(lines) for area, lines in sorted(contents.items())})
    name = f"test-{hashlib.sha256(said.encode()).hexdigest()[:16]}{ENDING}"
    if not (folder() / name).exists():
        _write(name, contents)
    _contents[name] = contents
    return name


def _write(name: str, contents: Mapping[str, frozenset[int]]) -> None:
    with NewBitFile(folder() / name) as file:
        builder = Builder(file)
        for area_code, lines in contents.items():
            builder.add(int(area_code), np.array(sorted(lines), np.uint32))
        tallies = builder.settle()
        file.finish(
            Slot(area, COPIED_ON, NO_PROOF, tally.said, tally.listed, tally.checksum) for area, tally in tallies.items()
        )
