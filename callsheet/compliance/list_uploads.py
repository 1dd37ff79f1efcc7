"""Lists brought in the browser: the files are kept in the home, read in the background, and gone once that is over.

A refused load that a person may accept keeps its files for a day.
"""

import re
import shutil
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from secrets import token_hex

from django.core.files.uploadedfile import UploadedFile

from callsheet.accounts.models import Person
from callsheet.compliance import registry
from callsheet.compliance.models import NATION, ListLoad
from callsheet.compliance.registry_store import folder
from callsheet.core.errors import UnusableInput

UNFINISHED = (ListLoad.State.QUEUED, ListLoad.State.RUNNING)
DOUBTS = {registry.WouldShrink: ListLoad.Doubt.SHRINK, registry.OlderCopy: ListLoad.Doubt.OLDER}
ASKED_ABOUT_FOR = timedelta(days=1)
"""How long the files of a refused load are kept for somebody to look and accept it."""
TOLD_EVERY = 0.5  # seconds between two notes of how far a load is


@dataclass(frozen=True, slots=True)
class Given:
    """What was said along with the files."""

    list: str = NATION
    is_change: bool = False
    is_whole: bool = False
    copied_on: date | None = None


def uploads() -> Path:
    """Where the files wait, made (0700) when missing."""
    path = folder() / "uploads"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def receive(files: Sequence[UploadedFile], given: Given, by: Person, now: datetime) -> ListLoad:
    """Keep the files of one load, each under its own name: a name may hold the day of the download."""
    token = token_hex(8)
    kept = [_keep(file, uploads() / token / str(number)) for number, file in enumerate(files)]
    return ListLoad.objects.create(
        team=by.team,
        list=given.list,
        is_change=given.is_change,
        is_whole=given.is_whole,
        copied_on=given.copied_on,
        files=[
            {"name": file.name, "path": str(path.relative_to(uploads()))}
            for file, path in zip(files, kept, strict=True)
        ],
        size=sum(path.stat().st_size for path in kept),
        by=by,
        at=now,
    )


def _keep(file: UploadedFile, place: Path) -> Path:
    plain = re.sub(r"[^\w.-]+", "-", Path(file.name or "").name)[-80:].lstrip("-.") or "list"
    place.mkdir(mode=0o700, parents=True)
    path = place / plain
    with path.open("xb") as kept:
        for piece in file.chunks(1 << 20):
            kept.write(piece)
    return path


def run(load: ListLoad, now: Callable[[], datetime]) -> None:
    """Read the files of a load that is not over yet and keep what came of it. Safe to call twice: a load that was
    killed half-way has changed nothing and begins anew."""
    if not ListLoad.objects.filter(pk=load.pk, state__in=UNFINISHED).update(state=ListLoad.State.RUNNING, done=0):
        return
    try:
        loaded = _work(load)(
            _paths(load), now(), list=load.list, copied_on=load.copied_on, progress=_teller(load), **_accepted(load)
        )
    except (registry.RegistryRefused, UnusableInput) as problem:
        _refuse(load, problem, now())
    else:
        _finish(load, loaded, now())


def _accepted(load: ListLoad) -> dict[str, bool]:
    if load.is_change:
        return {"accept_shrink": load.accepts_shrink}
    return {"accept_shrink": load.accepts_shrink, "accept_older": load.accepts_older, "whole": load.is_whole}


def _work(load: ListLoad) -> Callable[..., registry.Loaded]:
    return registry.change if load.is_change else registry.load


def _paths(load: ListLoad) -> list[Path]:
    return [uploads() / file["path"] for file in load.files]


def _teller(load: ListLoad) -> Callable[[int], None]:
    """Notes how many bytes have been read, not more often than somebody can see."""
    told = time.monotonic()

    def tell(done: int) -> None:
        nonlocal told
        if time.monotonic() - told > TOLD_EVERY:
            told = time.monotonic()
            ListLoad.objects.filter(pk=load.pk).update(done=done)

    return tell


def _refuse(load: ListLoad, problem: Exception, now: datetime) -> None:
    doubt = DOUBTS.get(type(problem), ListLoad.Doubt.NONE)
    if not doubt:
        forget_files(load)
    running = ListLoad.objects.filter(pk=load.pk, state=ListLoad.State.RUNNING)
    running.update(state=ListLoad.State.REFUSED, problem=_plain(load, problem), doubt=doubt, finished_at=now)


def _plain(load: ListLoad, problem: Exception) -> str:
    """The sentence with the files as their user calls them."""
    said = str(problem)
    for file in load.files:
        said = said.replace(str(uploads() / file["path"]), file["name"])
    return said


def _finish(load: ListLoad, loaded: registry.Loaded, now: datetime) -> None:
    forget_files(load)
    ListLoad.objects.filter(pk=load.pk, state=ListLoad.State.RUNNING).update(
        state=ListLoad.State.DONE, done=load.size, numbers=loaded.numbers, area_codes=loaded.area_codes,
        added=loaded.added, removed=loaded.removed, finished_at=now,
    )  # fmt: skip


def accept(load: ListLoad, by: Person) -> bool:
    """Take a refused load after somebody looked at why; says whether it is to be read again. Safe to call twice."""
    accepted = {ListLoad.Doubt.SHRINK: "accepts_shrink", ListLoad.Doubt.OLDER: "accepts_older"}.get(load.doubt)
    if accepted is None or not all(path.is_file() for path in _paths(load)):
        return False
    doubted = ListLoad.objects.filter(pk=load.pk, state=ListLoad.State.REFUSED, doubt=load.doubt)
    again = {"state": ListLoad.State.QUEUED, "problem": "", "doubt": "", "finished_at": None}
    return bool(doubted.update(**again, **{accepted: True}, accepted_by=by))


def leave(load: ListLoad) -> None:
    """Leave the copy that stands: the files of the refused load go. Safe to call twice."""
    if ListLoad.objects.filter(pk=load.pk, state=ListLoad.State.REFUSED).update(doubt=ListLoad.Doubt.NONE):
        forget_files(load)


def forget_files(load: ListLoad) -> None:
    for path in _paths(load):
        shutil.rmtree(path.parent, ignore_errors=True)
    with suppress(OSError, IndexError):
        _paths(load)[0].parent.parent.rmdir()


def forget_unanswered(now: datetime) -> int:
    """Let go the files of refused loads that nobody accepted in a day; returns of how many."""
    old = ListLoad.objects.filter(state=ListLoad.State.REFUSED, finished_at__lt=now - ASKED_ABOUT_FOR)
    left = list(old.exclude(doubt=ListLoad.Doubt.NONE))
    for load in left:
        leave(load)
    return len(left)
