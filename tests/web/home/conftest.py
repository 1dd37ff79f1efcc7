"""A `callsheet` in a process and a home of its own, as a user starts it."""

import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.empty_home import environment

PATIENCE = 180.0  # seconds; a bound for a machine under load, not an expectation


@dataclass
class Home:
    """A home in a temporary folder, on SQLite whatever the other tests use."""

    path: Path

    def start(self, *arguments: str, **variables: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "-m", "callsheet", *arguments],
            env=self.environment(**variables),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "-m", "callsheet", *arguments],
            env=self.environment(**variables),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    def environment(self, **variables: str) -> dict[str, str]:
        return environment(self.path) | variables


@dataclass
class Serving:
    """A running `callsheet serve`: its process, the port, and the path of the link it printed."""

    process: subprocess.Popen
    port: int
    link: str

    def answers(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
            return True
        return False


def started(process: subprocess.Popen) -> Serving:
    """Wait for the address and what follows it. Fails with what the process said when it ends before."""
    said = []
    for line in process.stdout:
        said.append(line)
        if line.startswith("Ctrl-C"):  # the last of the lines that say where it is
            break
    else:
        pytest.fail(f"serve ended: {''.join(said)}{process.stderr.read()}")
    text = "".join(said)
    port = int(re.search(r"http://[\w.]+:(\d+)/", text)[1])
    link = re.search(r"works once: http://[\w.]+:\d+(/\S+)", text)
    return Serving(process, port, link[1] if link else "/")


def until(happened, what: str) -> None:
    """Wait for something that must come; how long it takes is not judged."""
    deadline = time.monotonic() + PATIENCE
    while not happened():
        if time.monotonic() > deadline:
            pytest.fail(f"waited {PATIENCE:.0f} seconds in vain: {what}")
        time.sleep(0.05)


def with_a_database(home: Home, made: Path) -> Home:
    home.path.mkdir(mode=0o700, exist_ok=True)
    shutil.copy(made, home.path / "callsheet.sqlite3")
    return home


@pytest.fixture
def own_home(bare_home, made_database) -> Home:
    """A home with an empty database."""
    return with_a_database(bare_home, made_database)


@pytest.fixture
def bare_home(tmp_path, request) -> Home:
    """A home that is not there yet."""
    assert request.node.get_closest_marker("once"), "mark it once: its home is on SQLite whatever the other tests use"
    return Home(tmp_path / "home")


@pytest.fixture
def serving(own_home) -> Iterator[Serving]:
    with served(own_home) as serving:
        yield serving


@pytest.fixture
def serving_bare(bare_home) -> Iterator[Serving]:
    with served(bare_home) as serving:
        yield serving


@contextmanager
def served(home: Home) -> Iterator[Serving]:
    """`callsheet serve` of this home on a free port, killed at the end."""
    process = home.start("serve", "--port", "0")
    try:
        yield started(process)
    finally:
        process.kill()
        process.communicate(timeout=PATIENCE)
