"""The clock: it moves in a demo home and nowhere else."""

from datetime import UTC, datetime, timedelta

import pytest

from callsheet import clock
from callsheet.core.errors import UnusableInput

MORNING = "2026-11-24T08:05:00-05:00"


@pytest.fixture(autouse=True)
def _home_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv("CALLSHEET_HOME", str(tmp_path))
    clock.shift_to.cache_clear()
    yield
    clock.shift_to.cache_clear()


@pytest.fixture
def demo(tmp_path) -> None:
    (tmp_path / "demo").touch()


def near(moment: datetime, other: datetime) -> bool:
    return abs(moment - other) < timedelta(minutes=10)


def test_is_the_computers_clock():
    assert near(clock.now(), datetime.now(UTC))
    assert clock.now().tzinfo is UTC


def test_does_not_move_where_real_owners_live(monkeypatch):
    monkeypatch.setenv("CALLSHEET_AT", "2020-01-01T08:00:00Z")
    assert near(clock.now(), datetime.now(UTC))


@pytest.mark.usefixtures("demo")
def test_moves_in_a_demo_home_and_runs_on(monkeypatch):
    monkeypatch.setenv("CALLSHEET_AT", MORNING)
    first = clock.now()
    assert near(first, datetime.fromisoformat(MORNING))
    assert first.tzinfo is UTC
    assert clock.now() > first


@pytest.mark.usefixtures("demo")
def test_a_demo_home_has_the_computers_clock_unless_told():
    assert near(clock.now(), datetime.now(UTC))


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("written", ["8:05", "2026-11-24T08:05:00", "tomorrow"])
def test_what_is_no_moment_is_said(monkeypatch, written):
    monkeypatch.setenv("CALLSHEET_AT", written)
    with pytest.raises(UnusableInput, match="write a moment with its offset"):
        clock.now()
