"""`callsheet sync` of a folder as processes of their own: killed at any moment, two at once, watching."""

import json
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.feeds.files import export, odd_export, put
from tests.feeds.test_sync import OPEN_LEADS, Home, home, until

__all__ = ["home"]
pytestmark = pytest.mark.once

KILLS, ROWS = 5, 1_500


@pytest.fixture
def inbox(home: Home, tmp_path: Path) -> Path:
    path = tmp_path / "exports"
    path.mkdir()
    home.run("tests.feeds.feed_home", "add_folder", str(path))
    return path


def files(home: Home) -> dict:
    return json.loads(home.run("tests.feeds.feed_home", "files").stdout)


def rows(letter: str) -> str:
    return export(*((f"{letter}{number}", "Expired" if number % 10 == 0 else "Active") for number in range(ROWS)))


def test_killed_at_random_moments_nothing_is_lost_and_nothing_doubled(home, inbox):
    pick = random.Random(20261124)
    for letter in "AB":
        put(inbox, f"{letter}.csv", rows(letter))
    for _ in range(KILLS):
        pull = home.start()
        time.sleep(pick.uniform(1.0, 3.0))
        pull.send_signal(signal.SIGKILL)
        pull.wait()
    home.sync()
    assert files(home) == {"A.csv": ["", "", "done", ROWS], "B.csv": ["", "", "done", ROWS]}
    state = home.state()
    assert (len(state["listings"]), state["changes"], state["imports"]) == (2 * ROWS, 0, 2)


def test_two_at_once_take_every_file_once(home, inbox):
    for letter in "ABC":
        put(inbox, f"{letter}.csv", rows(letter))
    both: list[subprocess.Popen] = [home.start("--json"), home.start("--json")]
    told = [json.loads(one.communicate(timeout=120)[0]) for one in both]
    home.sync()
    assert {name: rest[2:] for name, rest in files(home).items()} == {f"{one}.csv": ["done", ROWS] for one in "ABC"}
    named = [file["file"] for one in told for file in one["files"]]
    assert len(named) == len(set(named))


def test_watching_takes_what_appears_and_says_what_it_could_not_use(home, inbox):
    with home.watching() as watch:
        put(inbox, "a.csv", export(("A1", "Active")), 0)
        put(inbox, "odd.csv", odd_export())
        until(lambda: home.count("listings_listing"))
        put(inbox, "a.csv", export(("A1", "Expired")), 0)
        until(lambda: home.count(OPEN_LEADS) == 1)
        watch.send_signal(signal.SIGTERM)
        told, said = watch.communicate(timeout=120)
    assert [file["file"] for file in json.loads(told)["files"]] == ["a.csv", "a.csv"]
    assert json.loads(told)["leads_opened"] == 1
    assert "odd.csv: No column was found for" in said
