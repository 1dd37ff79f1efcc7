"""Where the data lives: CALLSHEET_HOME, by default ~/.callsheet, mode 0700. Read by the settings: no Django here."""

import os
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path

HOME_VARIABLE = "CALLSHEET_HOME"


def choose_home(arguments: Sequence[str]) -> None:
    """Let `callsheet demo` work in ~/.callsheet-demo when no home was chosen, so it never touches real data."""
    if arguments[:1] == ["demo"] and not os.environ.get(HOME_VARIABLE):
        os.environ[HOME_VARIABLE] = str(Path.home() / ".callsheet-demo")


def refuse_unusable_home() -> None:
    """End the process with exit code 2 and a sentence when the home cannot be made, read and written."""
    try:
        secret_key()
        if not os.access(home(), os.R_OK | os.W_OK | os.X_OK):
            raise PermissionError(13, "it may not be written")
    except OSError as problem:
        where = os.environ.get(HOME_VARIABLE) or "~/.callsheet"
        sys.stderr.write(
            f"{where} cannot hold Callsheet's data ({problem.strerror}). "
            f"Name a folder that you may write in, such as {HOME_VARIABLE}=~/callsheet-data\n"
        )
        raise SystemExit(2) from None


def home() -> Path:
    """The home of this process, made (0700) when missing."""
    path = Path(os.environ.get(HOME_VARIABLE) or Path.home() / ".callsheet").expanduser()
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def demo_marker() -> Path:
    """The file that says: everything in this home is the invented sample market, and may be made fresh."""
    return home() / "demo"


def secret_key() -> str:
    """The signing key of this home, made on first use and readable by its owner only (0600)."""
    path = home() / "secret-key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii")
    key = secrets.token_urlsafe(50)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key)
    return key
