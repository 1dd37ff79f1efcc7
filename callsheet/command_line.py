"""What every sub-command shares: the moment it works at, one JSON document on stdout, a progress bar on stderr.

Each room has a `command.py` with `register(subparsers)`; a sub-command is a function from parsed arguments to an exit
code: 0 the work was done, 1 done with refusals or rejects, 2 unusable input (raise `UnusableInput`).
"""

import argparse
import json
import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

from rich.console import Console

from callsheet.clock import now
from callsheet.core.errors import UnusableInput

DONE, REFUSED, UNUSABLE = 0, 1, 2
stderr = Console(stderr=True, soft_wrap=True, highlight=False)


def add_command(subparsers, name: str, run, help: str, *, database: bool = True) -> argparse.ArgumentParser:
    """A sub-parser with the options every command has (--json, --at), bound to its function.

    Its database is made or brought up to date before it runs; `database=False` for a command that needs none.
    """
    parser = subparsers.add_parser(name, help=help, description=help)
    parser.add_argument("--json", action="store_true", help="print one JSON document on stdout and nothing else")
    parser.add_argument(
        "--at", metavar="T", help="the moment to work at, such as 2026-11-24T08:05:00-05:00 (default: now)"
    )
    parser.set_defaults(run=run, database=database)
    return parser


def add_group(subparsers, name: str, help: str):
    """The sub-commands under a name that several rooms add to, such as `owners`."""
    if name not in subparsers.choices:
        parser = subparsers.add_parser(name, help=help, description=f"{help[:1].upper()}{help[1:]}.")
        parser.commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    return subparsers.choices[name].commands


def moment(text: str | None) -> datetime:
    """The aware moment written in an option, or now. Raises UnusableInput when it is not one."""
    if not text:
        return now()
    try:
        given = datetime.fromisoformat(text)
    except ValueError:
        given = None
    if given is None or given.tzinfo is None:
        raise UnusableInput(f"--at {text}: write a moment with its offset, such as 2026-11-24T08:05:00-05:00.")
    return given


def lines_of(path: Path) -> list[bytes]:
    """The lines of a file, or of stdin for `-`, without their ends. Raises UnusableInput when it cannot be read."""
    try:
        data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as problem:
        raise UnusableInput(f"{path}: {problem.strerror or problem}. Give a text file.") from problem
    lines = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    return lines if lines[-1] else lines[:-1]


def print_json(document: object) -> None:
    """Print one JSON document: days and moments as ISO text (a moment in UTC, with its Z), everything else as it is."""
    print(as_json(document))


def print_json_array(documents: Iterable[str]) -> None:
    """Print one JSON array of documents that are JSON already, one or several with commas between, each as it comes."""
    between = "["
    for document in documents:
        sys.stdout.write(between + document)
        between = ", "
    print("]" if between == ", " else "[]")


def as_json(document: object) -> str:
    return _ENCODER.encode(document)


def _as_text(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else str(value)


_ENCODER = json.JSONEncoder(default=_as_text, ensure_ascii=False)


def print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)
