"""One file with everything of a home, made while it is served, restored into an empty home on either database.

The file is a zip: `backup.json` (what it is), `tables/*.jsonl` (a row a line), `home/` (the secret key, kept uploads,
mappings, evidence). The registry copies stay out: they come from the registry itself, for this use only.
"""

import json
import os
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from io import TextIOWrapper
from pathlib import Path

from django.apps import apps
from django.apps.registry import Apps
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Value
from django.db.models.functions import Concat, Substr

from callsheet import __version__
from callsheet.accounts.models import Team
from callsheet.compliance.models import RegistryCopy
from callsheet.core.errors import UnusableInput
from callsheet.home import tables
from callsheet.home.models import RecurringWork
from callsheet.home.paths import home
from callsheet.listings.models import Import

FORMAT = 1
KEPT_FOLDERS = ("imports", "mappings", "evidence")
KEPT_FOR = timedelta(days=7)
MADE_BY_ITSELF = (Team, RecurringWork)
STAMP = "callsheet-%Y-%m-%d-%H%M%S.zip"


def backup(file: Path, now: datetime) -> dict[str, int]:
    """Write everything to `file` and return the rows of each table. The file appears whole or not at all.

    Raises UnusableInput when it cannot be written there.
    """
    unfinished = file.with_name(f".{file.name}.unfinished")
    try:
        counts = _write(unfinished, now)
        unfinished.replace(file)
    except OSError as problem:
        raise UnusableInput(f"{file}: cannot write the backup there: {problem.strerror}.") from None
    finally:
        unfinished.unlink(missing_ok=True)
    return counts


def nightly(now: datetime) -> Path:
    """Write tonight's backup to HOME/backups and remove those older than seven days."""
    folder = home() / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    file = folder / now.astimezone(UTC).strftime(STAMP)
    backup(file, now)
    for taken_at, old in nightly_backups():
        if taken_at < now - KEPT_FOR:
            old.unlink()
    return file


def nightly_backups() -> list[tuple[datetime, Path]]:
    """The backups in HOME/backups with the moment each was taken, oldest first; files of other names are not ours."""
    taken = []
    for file in (home() / "backups").glob("callsheet-*.zip"):
        with suppress(ValueError):
            taken.append((datetime.strptime(file.name, STAMP).replace(tzinfo=UTC), file))
    return sorted(taken)


def restore(file: Path, now: datetime) -> dict[str, int]:
    """Fill this empty home from a backup and return the rows of each table.

    A backup of an older version is laid into the tables of its time first and then brought up to date. Raises
    UnusableInput when the home is not empty, or when the file is no backup or a newer version's.
    """
    if not is_empty():
        raise UnusableInput(
            f"{home()} is not empty. Choose an empty folder: CALLSHEET_HOME=FOLDER callsheet restore FILE"
        )
    with _opened(file) as archive:
        about = _about(archive, file)
        then = _tables_of_its_time(about, file)
        with transaction.atomic():
            counts = _fill_tables(archive, about, then)
        _current_tables()
        _fill_home(archive)
    _settle(Path(about["home"]), now)
    return counts


def is_empty() -> bool:
    """Whether nobody has begun to use this home. The rows that any first command makes do not count."""
    return not any(model._base_manager.exists() for model in tables.kept(apps) if model not in MADE_BY_ITSELF)


def _write(file: Path, now: datetime) -> dict[str, int]:
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "wb") as raw, zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        with tables.one_moment():
            counts = {model._meta.label_lower: _write_table(archive, model) for model in tables.kept(apps)}
            migrations = _applied()
        for path in _kept_files():
            with suppress(FileNotFoundError):  # an upload that was read meanwhile
                archive.write(path, f"home/{path.relative_to(home()).as_posix()}")
        about = {"format": FORMAT, "version": __version__, "at": now.isoformat(), "home": str(home())}
        archive.writestr("backup.json", json.dumps(about | {"migrations": migrations, "rows": counts}, indent=1))
    return counts


def _write_table(archive: zipfile.ZipFile, model) -> int:
    written = 0
    with archive.open(f"tables/{model._meta.label_lower}.jsonl", "w", force_zip64=True) as raw:
        file = TextIOWrapper(raw, encoding="utf-8", newline="\n")
        file.write(json.dumps(tables.columns(model)) + "\n")
        for line in tables.rows(model):
            file.write(line + "\n")
            written += 1
        file.close()
    return written


def _kept_files() -> Iterator[Path]:
    yield home() / "secret-key"
    for folder in KEPT_FOLDERS:
        yield from sorted(path for path in (home() / folder).rglob("*") if _is_kept(path))


def _is_kept(path: Path) -> bool:
    """A file of the home's own that is finished; one still being written has a name that begins with a dot."""
    return path.is_file() and not path.is_symlink() and not path.name.startswith(".")


def _applied() -> dict[str, str]:
    """App -> its last migration: the shape of the tables that the rows were read from."""
    return dict(MigrationExecutor(connection).loader.graph.leaf_nodes())


def _opened(file: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except (OSError, zipfile.BadZipFile) as problem:
        raise UnusableInput(f"{file}: this is no backup of Callsheet ({problem}).") from None


def _about(archive: zipfile.ZipFile, file: Path) -> Mapping:
    try:
        about = json.loads(archive.read("backup.json"))
    except (KeyError, ValueError):
        raise UnusableInput(f"{file}: this is no backup of Callsheet (it has no backup.json).") from None
    if about["format"] > FORMAT:
        raise UnusableInput(f"{file}: Callsheet {about['version']} wrote it. Install that version or a newer one.")
    if damaged := damage(archive):
        raise UnusableInput(f"{file}: the file is damaged ({damaged}). Use another backup.")
    return about


def damage(archive: zipfile.ZipFile) -> str:
    """Where the file does not hold what was written into it; empty when it is whole."""
    try:
        return archive.testzip() or ""
    except (zipfile.BadZipFile, zlib.error, EOFError) as problem:
        return str(problem)


def _tables_of_its_time(about: Mapping, file: Path) -> Apps:
    """Bring the empty database to the shape the rows have, and return the models of that shape."""
    executor = MigrationExecutor(connection)
    wanted = [(app, name) for app, name in about["migrations"].items()]
    if unknown := [f"{app} {name}" for app, name in wanted if (app, name) not in executor.loader.graph.nodes]:
        raise UnusableInput(
            f"{file}: Callsheet {about['version']} wrote it, and this is {__version__}, which does not know "
            f"{unknown[0]}. Install that version or a newer one."
        )
    executor.migrate(wanted)
    return executor.loader.project_state(wanted).apps


def _fill_tables(archive: zipfile.ZipFile, about: Mapping, then: Apps) -> dict[str, int]:
    models = [model for model in tables.kept(then) if model._meta.label_lower in about["rows"]]
    for made_by_itself in MADE_BY_ITSELF:
        made_by_itself._base_manager.all().delete()
    counts = {model._meta.label_lower: _fill_table(archive, model) for model in models}
    tables.go_on_counting(models)
    if counts != about["rows"]:
        short = {label for label, rows in about["rows"].items() if counts.get(label) != rows}
        raise UnusableInput(f"The backup is incomplete: rows are missing in {', '.join(sorted(short))}.")
    return counts


def _fill_table(archive: zipfile.ZipFile, model) -> int:
    with archive.open(f"tables/{model._meta.label_lower}.jsonl") as raw:
        lines = iter(TextIOWrapper(raw, encoding="utf-8", newline="\n"))
        return tables.fill(model, json.loads(next(lines)), lines)


def _current_tables() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def _fill_home(archive: zipfile.ZipFile) -> None:
    for entry in archive.infolist():
        top, _, inside = entry.filename.partition("/")
        target = (home() / inside).resolve()
        if top == "home" and inside and target.is_relative_to(home().resolve()):
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            target.write_bytes(archive.read(entry))
            target.chmod(0o600)


def _settle(then: Path, now: datetime) -> None:
    """What is different here: uploads lie in another folder, and there is no registry copy until one is loaded."""
    for field in ("file_path", "rejected_file"):
        moved = Import.objects.filter(**{f"{field}__startswith": str(then)})
        moved.update(**{field: Concat(Value(str(home())), Substr(field, len(str(then)) + 1))})
    RegistryCopy.objects.filter(replaced_at=None).update(replaced_at=now)
