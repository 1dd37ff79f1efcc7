"""`callsheet sync` as a process of its own: pulled once, killed at any moment, watching, two at once."""

import json
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.empty_home import environment
from tests.feeds import market
from tests.feeds.cap_server import CapServer
from tests.feeds.vendor import Vendor

pytestmark = pytest.mark.once

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0  # seconds until something must have happened
KILLS = 10
OPEN_LEADS = "leads_lead WHERE state = 'open'"


class Home:
    def __init__(self, folder: Path):
        self.folder = folder

    @property
    def environment(self) -> dict[str, str]:
        return environment(self.folder) | {"PYTHONPATH": str(ROOT)}

    def run(self, *arguments: str, ok: bool = True) -> subprocess.CompletedProcess:
        done = subprocess.run(
            [sys.executable, "-m", *arguments], env=self.environment, cwd=self.folder,
            capture_output=True, text=True, timeout=PATIENCE, check=False,
        )  # fmt: skip
        assert not ok or done.returncode == 0, done.stderr
        return done

    def add(self, vendor: Vendor, seconds: int = 2) -> None:
        self.run("tests.feeds.feed_home", "add", vendor.url, vendor.token_url, str(seconds))

    def sync(self, *arguments: str) -> dict:
        return json.loads(self.run("callsheet", "sync", "--json", *arguments).stdout)

    def state(self) -> dict:
        return json.loads(self.run("tests.feeds.feed_home", "state").stdout)

    def count(self, rows: str) -> int:
        """How many rows of a table, such as `leads_lead WHERE state = 'open'`: what to ask again and again."""
        with closing(sqlite3.connect(self.folder / "callsheet.sqlite3")) as file:
            return file.execute(f"SELECT count(*) FROM {rows}").fetchone()[0]

    def start(self, *arguments: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "-m", "callsheet", "sync", *arguments], env=self.environment, cwd=self.folder,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    @contextmanager
    def watching(self) -> Iterator[subprocess.Popen]:
        watch = self.start("--watch", "--json")
        try:
            yield watch
        finally:
            watch.kill()
            watch.wait()


@pytest.fixture
def home(tmp_path: Path, made_database: Path) -> Home:
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    shutil.copy(made_database, folder / "callsheet.sqlite3")
    return Home(folder)


def on_the_server(server: CapServer) -> dict[str, list]:
    return {row["ListingId"]: [row["StandardStatus"], int(float(row["ListPrice"]))] for row in server.rows().values()}


def until(what) -> None:
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.1)


def test_pulled_once_then_again(home, server, rows):
    with Vendor(server.url) as vendor:
        home.add(vendor)
        first, second = home.sync(), home.sync("port alder", "--once")
    [file] = first["files"]
    assert (file["rows"], file["new"], file["rejected"]) == (len(rows), len(rows), 0)
    assert first["leads_opened"] == first["off_market"] > 0
    assert list(first["cursor"]) == ["Port Alder"] and first["cursor"]["Port Alder"].endswith("Z")
    assert second["files"] == [] and second["leads_opened"] == 0
    assert second["cursor"]["Port Alder"] >= first["cursor"]["Port Alder"]


def test_killed_at_ten_random_moments_nothing_is_lost_and_nothing_doubled(home, server, rows):
    pick = random.Random(20261124)
    with Vendor(server.url) as vendor:
        home.add(vendor)
        for _ in range(KILLS):
            asked = len(vendor.asked)
            pull = home.start()
            until(lambda: len(vendor.asked) > asked or pull.poll() is not None)  # noqa: B023
            time.sleep(pick.uniform(0, 0.4))
            pull.send_signal(signal.SIGKILL)
            pull.wait()
        home.sync()
    state = home.state()
    assert state["listings"] == on_the_server(server)
    assert (state["rows"], state["changes"], state["is_loaded"]) == (len(rows), 0, True)
    assert state["leads"] == sum(row["StandardStatus"] in ("Expired", "Canceled") for row in rows)


def test_watching_a_status_that_changes_is_a_lead_within_two_polls(home, changing):
    with Vendor(changing.url) as vendor:
        home.add(vendor, seconds=2)
        with home.watching() as watch:
            until(lambda: home.count("listings_feedwalk WHERE is_loaded AND doing = ''"))
            was = home.count(OPEN_LEADS)
            at = market.stamp(market.datetime.now(market.UTC))
            changing.change("PA0000000", StandardStatus="Expired", MlsStatus="Expired", ModificationTimestamp=at)
            polls = len(vendor.asked)
            until(lambda: home.count(OPEN_LEADS) == was + 1)
            sent = next(
                place for place, asked in enumerate(vendor.asked[polls:]) if "ModificationTimestamp ge" in asked
            )
            assert sent <= 1
            watch.send_signal(signal.SIGTERM)
            told, _ = watch.communicate(timeout=PATIENCE)
        assert watch.returncode == 0
        assert json.loads(told)["leads_opened"] == was + 1
        assert vendor.tokens == 1


def test_two_at_once_read_every_row_once(home, server, rows):
    with Vendor(server.url) as vendor:
        home.add(vendor)
        both = [home.start("--json"), home.start("--json")]
        told = [json.loads(one.communicate(timeout=PATIENCE)[0]) for one in both]
        home.sync()
    state = home.state()
    assert (len(state["listings"]), state["rows"], state["changes"]) == (len(rows), len(rows), 0)
    assert sum(file["new"] for one in told for file in one["files"]) == len(rows)


def test_a_feed_that_does_not_answer_says_so_and_ends_with_2(home, server):
    with Vendor(server.url) as vendor:
        home.add(vendor)
    done = home.run("callsheet", "sync", "Nobody", ok=False)
    assert done.returncode == 2 and "There is: Port Alder" in done.stderr
