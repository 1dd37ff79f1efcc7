"""What every sub-command prints, and what it does where its home is of no use."""

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from callsheet.command_line import print_json


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (datetime(2026, 11, 24, 13, 5, tzinfo=UTC), "2026-11-24T13:05:00Z"),
        (datetime(2026, 11, 24, 8, 5, tzinfo=ZoneInfo("America/New_York")), "2026-11-24T13:05:00Z"),
        (date(2026, 11, 24), "2026-11-24"),
        (Decimal("2.50"), "2.50"),
    ],
)
def test_days_and_moments_are_printed_as_iso_text(capsys, value, text):
    print_json([{"at": value}])
    assert json.loads(capsys.readouterr().out) == [{"at": text}]


def test_a_home_that_is_a_file_is_told_in_a_sentence(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    done = callsheet(tmp_path / "file", "numbers", "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert "CALLSHEET_HOME" in done.stderr
    assert str(tmp_path / "file") in done.stderr
    assert "Traceback" not in done.stderr


def callsheet(home, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "callsheet", *arguments],
        env={**os.environ, "CALLSHEET_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
