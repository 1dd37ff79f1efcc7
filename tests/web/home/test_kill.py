"""`kill -9` of a serving home while it imports and while outcomes come in: nothing lost, nothing twice, no orphan left.

Three rounds here; CALLSHEET_KILL_ROUNDS=20 for the long run.
"""

import http.client
import json
import os
import random
import re
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.web.home.conftest import PATIENCE, Home, Serving, started, until, with_a_database
from tests.web.home.kill_world import HOMES, export

pytestmark = pytest.mark.once

ROUNDS = int(os.environ.get("CALLSHEET_KILL_ROUNDS", "3"))
ROOT = Path(__file__).parents[3]
MORNING = "2026-11-20T09:00:00-05:00"  # when the gate clears a dial


def world(home: Home, what: str, *paths: Path) -> dict:
    done = subprocess.run(
        [sys.executable, "-m", "tests.web.home.kill_world", what, *map(str, paths)],
        env=home.environment(),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


class Caller(threading.Thread):
    """An agent at the keyboard: one outcome after another, each remembered only when the server acknowledged it."""

    def __init__(self, serving: Serving, session: str, leads: list[int], round_: int):
        super().__init__(daemon=True)
        self.serving, self.session, self.leads, self.round = serving, session, leads, round_
        self.acknowledged: list[tuple[int, str]] = []
        self.sent: list[tuple[int, str]] = []

    def run(self) -> None:
        with suppress(OSError, http.client.RemoteDisconnected, http.client.IncompleteRead):  # the server was killed
            for place, lead in enumerate(self.leads * 50):
                self.call(lead, f"round {self.round} call {place}")

    def call(self, lead: int, note: str) -> None:
        page = self.ask("GET", f"/call/{lead}/")
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        seen = re.search(r'name="seen" value="(\d+)"', page)
        phone = re.search(r'name="phone" value="(\d+)"', page)
        if not (token and seen and phone):  # closed, or nothing to record
            return
        form = {
            "csrfmiddlewaretoken": token[1],
            "outcome": "no_answer",
            "seen": seen[1],
            "phone": phone[1],
            "note": note,
        }
        self.ask("POST", f"/call/{lead}/dial/", form)
        self.sent.append((lead, note))
        self.ask("POST", f"/call/{lead}/outcome/", form)
        self.acknowledged.append((lead, note))

    def ask(self, method: str, path: str, form: dict | None = None) -> str:
        connection = http.client.HTTPConnection("localhost", self.serving.port, timeout=30)
        token = form["csrfmiddlewaretoken"] if form else ""
        headers = {"Cookie": f"sessionid={self.session}; csrftoken={self.cookie(token)}"}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, urlencode(form or {}), headers)
        answer = connection.getresponse()
        body = answer.read().decode()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie" and value.strip().startswith("csrftoken="):
                self.csrf = value.partition("=")[2].partition(";")[0]
        if answer.status >= 400:
            raise AssertionError(f"{answer.status} {path}")
        return body

    def cookie(self, token: str) -> str:
        return getattr(self, "csrf", token)


@pytest.fixture
def prepared(own_home, tmp_path):
    return world(own_home, "prepare", tmp_path)


@pytest.fixture
def quiet_home(tmp_path, made_database) -> Home:
    return with_a_database(Home(tmp_path / "quiet"), made_database)


def test_kill_nine_in_the_middle_loses_and_doubles_nothing(own_home, quiet_home, tmp_path, prepared):
    chance = random.Random(9)
    acknowledged, sent = [], []
    for round_ in range(1, ROUNDS + 1):
        world(own_home, "queue", export(tmp_path / f"export-{round_}.csv", round_))
        serving = started(own_home.start("serve", "--port", "0", CALLSHEET_AT=MORNING))
        caller = Caller(serving, prepared["session"], prepared["leads"], round_)
        caller.start()
        until(lambda caller=caller: caller.acknowledged, "the first outcome of the round")
        time.sleep(chance.uniform(0, 2))
        serving.process.kill()
        serving.process.communicate(timeout=PATIENCE)
        until(lambda serving=serving: not serving.answers(), "the port to be free")
        caller.join(PATIENCE)
        acknowledged += caller.acknowledged
        sent += caller.sent
    finish(own_home)
    after = world(own_home, "state")
    assert_nothing_lost_or_doubled(after, acknowledged, sent)
    assert listings(own_home) == listings(read_without_a_kill(quiet_home, tmp_path))


def finish(home: Home) -> None:
    """Let a home that nobody kills do what was left half-done."""
    serving = started(home.start("serve", "--port", "0"))
    until(lambda: waiting(home) == 0, "the queued imports to be read")
    serving.process.terminate()
    serving.process.communicate(timeout=PATIENCE)


def waiting(home: Home) -> int:
    """How many imports are queued or being read: looked at in the file, since a command each time slows the worker."""
    with closing(sqlite3.connect(home.path / "callsheet.sqlite3")) as file:
        waits = "SELECT count(*) FROM django_tasks_database_dbtaskresult WHERE status NOT IN ('SUCCESSFUL', 'FAILED')"
        return file.execute(waits).fetchone()[0]


def assert_nothing_lost_or_doubled(after: dict, acknowledged: list, sent: list) -> None:
    kept = [(lead, note) for lead, _, note in after["attempts"]]
    assert len(kept) == len(set(kept))
    assert set(acknowledged) <= set(kept) <= set(sent)
    by_lead = {lead: sum(one == lead for one, _ in kept) for lead, _ in kept}
    assert {int(lead): count for lead, count in after["counted"].items()} == by_lead
    assert after["dials"] == after["all_attempts"]
    assert after["cleared"] > 0
    assert after["chain"] == []
    assert len(after["imports"]) == ROUNDS + 1
    for import_ in after["imports"]:
        assert import_["state"] == "done"
        assert (
            import_["new"] + import_["changed"] + import_["unchanged"] + import_["rejected"] == import_["rows"] == HOMES
        )


def read_without_a_kill(quiet: Home, folder: Path) -> Home:
    for number in range(ROUNDS + 1):
        file = folder / f"export-{number}.csv"
        said = quiet.run("import", str(file), "--mls", "Alder", "--as-of", f"2026-11-20T11:{number:02}:00+00:00")
        assert said.returncode == 0, said.stderr
    return quiet


def listings(home: Home) -> list:
    said = home.run("listings", "--json")
    assert said.returncode == 0, said.stderr
    return sorted(json.loads(said.stdout), key=lambda row: row["listing_id"])
