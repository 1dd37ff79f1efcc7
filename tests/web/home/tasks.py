"""Tasks and workers for the tests of the background work."""

import os
import signal
import time
from pathlib import Path

from django_tasks import task


@task()
def mark(path: str) -> None:
    with Path(path).open("a") as file:
        file.write("x")


@task()
def stumble() -> None:
    raise ValueError("on purpose")


def die(deaths: int) -> None:
    """A worker that leaves its mark and is gone without a word."""
    mark.func(os.environ["CALLSHEET_TEST_MARKS"])
    os._exit(9)


def stay(deaths: int) -> None:
    """A worker that will not hear of ending."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    mark.func(os.environ["CALLSHEET_TEST_MARKS"])
    time.sleep(600)
