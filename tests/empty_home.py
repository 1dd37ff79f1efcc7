"""The database of a home in which nothing happened yet, as a first command makes it: made once, then only copied.

It is kept among pytest's own files under a name that stands for the migrations and the packages, so that the next part
of `make test`, and the next run, find it. Who copies it brings it up to date as any home is: a stale one does no harm.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from filelock import FileLock

ROOT = Path(__file__).parents[1]


def database(folder: Path) -> Path:
    """The file, made if need be; processes that ask at once wait for the first."""
    file = folder / f"{fingerprint()}.sqlite3"
    with FileLock(folder / "making.lock"):
        if not file.exists():
            for older in folder.glob("*.sqlite3"):
                older.unlink()
            make(file)
    return file


def fingerprint() -> str:
    found = hashlib.sha256()
    for path in (ROOT / "requirements.lock", *sorted((ROOT / "callsheet").glob("*/migrations/*.py"))):
        found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()[:16]


def make(file: Path) -> None:
    """Let a first command make it in a home of its own."""
    with TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        command = [sys.executable, "-m", "callsheet", "backup", str(Path(folder) / "nothing.zip")]
        subprocess.run(command, cwd=ROOT, env=environment(home), stdout=subprocess.DEVNULL, check=True)
        made = shutil.copy(home / "callsheet.sqlite3", file.with_suffix(".half"))
        os.replace(made, file)


def environment(home: Path) -> dict[str, str]:
    """What a user has set: nothing of the tests' own settings, and no order to compile every module at each start."""
    ours = ("CALLSHEET_", "DJANGO_", "PYTHONDONTWRITEBYTECODE")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return clean | {"CALLSHEET_HOME": str(home)}
