"""Replacing the copies of a do-not-call list: what stood before, what a new file may not do, and the one switch to it.

Files are read to their end before anything counts, and the switch is one short transaction: a file that cannot be
trusted, and a process that is killed, leave the copy that stood before.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from django.db import transaction

from callsheet.compliance.bit_builder import Tally
from callsheet.compliance.bit_file import BitFile, Bits, CannotWrite, NewBitFile, Slot, checksum
from callsheet.compliance.models import REST, RegistryCopy, RegistryFile
from callsheet.compliance.registry_files import RegistryList, RegistryRefused, day_in_name, opened
from callsheet.compliance.registry_store import folder, mapped, new_path, one_at_a_time

LARGEST_SHRINK = 0.03
"""A list that lost more than this share of its numbers is more likely broken than right: few are ever taken off."""

Progress = Callable[[int], None]
"""Hears how many bytes of the files have been read."""


class WouldShrink(RegistryRefused):
    """An area code would lose so many numbers that somebody has to look first; then it may be accepted."""


class OlderCopy(RegistryRefused):
    """The list is older than the copy it would replace; somebody may want that all the same."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load or a change did: the copies that count now, and how many numbers came and went."""

    copies: tuple[RegistryCopy, ...]
    added: int = 0
    removed: int = 0

    @property
    def numbers(self) -> int:
        return sum(copy.numbers for copy in self.copies)

    @property
    def area_codes(self) -> int:
        return sum(copy.area_code != REST for copy in self.copies)


# ---------------------------------------------------------------- what stood before


@dataclass(frozen=True, slots=True)
class Before:
    """A list as it stands: its copies by area code, and the file they lie in, where it is here."""

    list: str
    copies: Mapping[str, RegistryCopy]
    file: BitFile | None

    @classmethod
    def of(cls, list: str) -> "Before":
        named = RegistryFile.objects.filter(list=list).values_list("file_name", flat=True).first()
        current = RegistryCopy.objects.filter(list=list, replaced_at=None)
        return cls(list, {copy.area_code: copy for copy in current}, mapped(list, named))

    @property
    def is_whole(self) -> bool:
        """Whether somebody said that it names everybody, whatever the area code."""
        return REST in self.copies

    @property
    def areas(self) -> set[int]:
        return {int(area) for area in self.copies if area != REST}

    def copy(self, area: int) -> RegistryCopy | None:
        return self.copies.get(str(area))

    def slot(self, area: int) -> Slot | None:
        return self.file.slot(area) if self.file else None

    def bits(self, area: int) -> Bits | None:
        """What an area code has, read from the disk; None when that is not here, or not what was written."""
        slot = self.slot(area)
        if self.file is None or slot is None:
            return None
        bits = self.file.read(area)
        return bits if checksum(bits) == slot.checksum else None


@dataclass(slots=True)
class Source:
    """Where the numbers of one area code come from: the day that counts, and the files as proof."""

    on: date
    names: list[str] = field(default_factory=list)
    hashes: list[str] = field(default_factory=list)

    def add(self, reading: RegistryList) -> None:
        self.names.append(reading.name)
        self.hashes.append(reading.hash)

    @property
    def proof(self) -> str:
        """The file's SHA-256; several files are proven by the SHA-256 of theirs."""
        if len(self.hashes) == 1:
            return self.hashes[0]
        return hashlib.sha256("".join(self.hashes).encode()).hexdigest()

    def slot(self, area: int, tally: Tally) -> Slot:
        return Slot(area, self.on, self.proof, tally.said, tally.listed, tally.checksum)

    def copy(self, list: str, area: str, numbers: int, now: datetime) -> RegistryCopy:
        """The row that proves which version was used, not stored yet."""
        name = ", ".join(self.names)[:255]
        return RegistryCopy(
            list=list, area_code=area, copied_on=self.on, loaded_at=now, file_name=name, file_hash=self.proof,
            numbers=numbers,
        )  # fmt: skip


def together(sources: Sequence[Source]) -> Source:
    """All files of these area codes as one source, as of the oldest."""
    files = {file: None for source in sources for file in zip(source.names, source.hashes, strict=True)}
    names, hashes = zip(*files, strict=True)
    return Source(min(source.on for source in sources), [*names], [*hashes])


def readings(paths: Sequence[Path]) -> Iterator[tuple[RegistryList, int]]:
    """Every list in the files, and how many bytes of the files came before its own file."""
    before = 0
    for path in paths:
        with opened(path) as found:
            for reading in found:
                yield reading, before
        before += path.stat().st_size


def day_of(reading: RegistryList, now: datetime, copied_on: date | None) -> date:
    """The day of a download: as it was given, else as the file's name says, else today (UTC)."""
    today = now.astimezone(UTC).date()
    return copied_on or day_in_name(reading.name, today) or today


# ---------------------------------------------------------------- what may not be


def refuse_shrink(before: Before, listed: Mapping[int, int]) -> None:
    """Raises WouldShrink when an area code, of which so many numbers are `listed` now, lost too many."""
    for area in sorted(listed):
        copy = before.copy(area)
        if copy and listed[area] < copy.numbers * (1 - LARGEST_SHRINK):
            share = 100 * (copy.numbers - listed[area]) / copy.numbers
            raise WouldShrink(
                f"Area code {area} would lose {share:.1f} % of its numbers, from {copy.numbers:,} to {listed[area]:,};"
                " a list that shrinks so much is rarely complete."
            )


def refuse_older(before: Before, sources: Mapping[int, Source]) -> None:
    """Raises OlderCopy when a copy would be replaced by an older one."""
    for area in sorted(sources):
        copy, source = before.copy(area), sources[area]
        if copy and copy.copied_on > source.on:
            raise OlderCopy(
                f"{', '.join(source.names)}: this list is of {source.on}, and the copy of area code {area} is of"
                f" {copy.copied_on}, which is newer."
            )


# ---------------------------------------------------------------- writing


@contextmanager
def new_file(list: str, now: datetime) -> Iterator[tuple[Before, NewBitFile]]:
    """What stands, and a new file for the list; unless the block ends well, the file goes.

    One process does this at a time, another waits. Raises RegistryRefused when the file cannot be written.
    """
    with one_at_a_time(), ExitStack() as undo:
        path = new_path(list, now)
        undo.callback(path.unlink, missing_ok=True)
        try:
            with NewBitFile(path) as new:
                yield Before.of(list), new
        except CannotWrite as problem:
            raise RegistryRefused(
                f"The new copy cannot be written in {folder()}: {problem}. A copy takes 1.25 MB for each area code,"
                " and the old one stays until the new one is whole."
            ) from problem
        undo.pop_all()


def carried_over(before: Before, new: NewBitFile, dropped: Collection[int] = ()) -> Iterator[Slot]:
    """Copy the area codes that the new file does not have yet, but for those `dropped`, as they are: a damaged one
    stays damaged, so that it is found."""
    for slot in before.file.slots if before.file else ():
        if slot.area_code not in new and slot.area_code not in dropped:
            new.write(slot.area_code, before.file.read(slot.area_code))
            yield slot


@transaction.atomic
def switch(
    list: str, new: NewBitFile, copies: Iterable[RegistryCopy], dropped: Collection[int], now: datetime
) -> tuple[RegistryCopy, ...]:
    """Let the finished file and its copies count from now on. The copies they replace stay as proof."""
    copies = sorted(copies, key=lambda copy: copy.area_code)
    replaced = {copy.area_code for copy in copies} | {str(area) for area in dropped}
    RegistryCopy.objects.filter(list=list, area_code__in=replaced, replaced_at=None).update(replaced_at=now)
    RegistryFile.objects.update_or_create(list=list, defaults={"file_name": new.path.name, "switched_at": now})
    return tuple(RegistryCopy.objects.bulk_create(copies))
