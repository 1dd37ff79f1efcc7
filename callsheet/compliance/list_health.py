"""What is wrong with our copies of do-not-call lists: gone, damaged, too old, or soon to be. One sentence each."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from callsheet.compliance import lists, registry
from callsheet.compliance.bit_file import BitFile, DamagedFile
from callsheet.compliance.models import NATION, REST, RegistryCopy, RegistryFile
from callsheet.compliance.registry_store import folder

LOADS = "Download their full lists and run `callsheet registry load FILE...`."


def problems(now: datetime) -> Iterator[str]:
    """Everything that keeps numbers from being called, or will within days. Reads every file to its end."""
    for list, copies in groupby(registry.status(), key=lambda copy: copy.list):
        of_list = [*copies]
        yield from _old(list, of_list, now)
        yield from _broken(list, [copy.area_code for copy in of_list if copy.area_code != REST])


def notes(now: datetime) -> Iterator[str]:
    """What is only worth knowing."""
    ending = [copy for copy in registry.status() if lists.age(copy, now).is_ending]
    for list, copies in groupby(ending, key=lambda copy: copy.list):
        of_list = [*copies]
        first = min(lists.age(copy, now).good_until for copy in of_list)
        yield f"{_copies(list, of_list)} count until {first}. Download them anew before."
    if not registry.status(NATION):
        yield _nothing()


def _nothing() -> str:
    if RegistryCopy.objects.filter(list=NATION).exists():
        return (
            "No copy of the do-not-call registry is loaded. There was one before: lists stay on the computer where they"
            f" were loaded, and a restored backup brings none. {LOADS}"
        )
    return "No copy of the do-not-call registry is loaded; `callsheet registry load FILE...` loads one."


def _old(list: str, copies: Sequence[RegistryCopy], now: datetime) -> Iterator[str]:
    stale = [copy for copy in copies if lists.age(copy, now).is_stale]
    if stale:
        limit = lists.age(stale[0], now).limit
        yield f"{_copies(list, stale)} are older than {limit} days: their numbers are refused. {LOADS}"


def _copies(list: str, copies: Sequence[RegistryCopy]) -> str:
    areas = ", ".join(copy.area_code or "all other area codes" for copy in copies)
    return f"{_of(list)} copies of {areas}"


def _of(list: str) -> str:
    return "The registry" if list == NATION else f"The {list} list's"


def _broken(list: str, areas: Sequence[str]) -> Iterator[str]:
    """The file that is not here, or not as it was written: what it held counts as never loaded."""
    named = RegistryFile.objects.filter(list=list).values_list("file_name", flat=True).first()
    if not named or not (folder() / named).is_file():
        yield f"{_of(list)} file is gone from {folder()}, so its copies count as never loaded. {LOADS}"
        return
    try:
        file = BitFile(folder() / named)
    except DamagedFile as problem:
        yield f"{problem} Its copies count as never loaded. {LOADS}"
        return
    damaged = [area for area in areas if not _is_whole(file, int(area))]
    if damaged:
        what = f"{_of(list)} copies of {', '.join(damaged)} are damaged on the disk and count as never loaded."
        yield f"{what} {LOADS}"


def _is_whole(file: BitFile, area: int) -> bool:
    return file.slot(area) is not None and file.is_whole(area)
