"""`callsheet numbers`: the funnel on the command line."""

import json

import pytest

from callsheet.cli import main
from tests.web.reports.conftest import appointment, attempt

AT = ["--at", "2026-11-24T08:05:00-05:00"]


@pytest.fixture
def numbers(capsys, db):
    def run(*arguments):
        code = main(["numbers", *AT, *arguments])
        return code, capsys.readouterr()

    return run


def as_json(numbers, *arguments):
    code, said = numbers("--json", *arguments)
    assert code == 0 and said.err == ""
    return json.loads(said.out)


def test_the_json_has_every_field_of_the_interface(numbers, agent, lead):
    attempt(lead, agent, "appointment")
    attempt(lead, agent, days_ago=1)
    appointment(lead, agent, "kept")
    found = as_json(numbers)
    counted = {name: found[name] for name in ("dials", "contacts", "leads", "appointments", "listings", "closings")}
    assert counted == {"dials": 2, "contacts": 1, "leads": 1, "appointments": 1, "listings": 0, "closings": 0}
    assert found["kept"] == 1
    assert (found["from"], found["to"]) == ("2026-11-23", "2026-11-24")
    assert [day["date"] for day in found["days"]] == ["2026-11-23", "2026-11-24"]
    for name in ("contact", "lead", "appointment", "kept"):
        rate = found["rates"][name]
        assert rate["low"] < rate["value"] < rate["high"]
        assert rate["own"] is False


def test_own_counts_take_over_from_the_tenth_event(numbers, agent, lead):
    for _ in range(10):
        attempt(lead, agent, "not_now")
    rate = as_json(numbers)["rates"]["contact"]
    assert (rate["events"], rate["trials"], rate["own"]) == (10, 10, True)
    assert rate["value"] == pytest.approx(22 / 110)


def test_an_empty_home_has_numbers_too(numbers):
    found = as_json(numbers)
    assert found["dials"] == 0 and found["days"] == []


def test_days_are_chosen(numbers, agent, lead):
    for days_ago in (0, 1, 5):
        attempt(lead, agent, days_ago=days_ago)
    assert as_json(numbers, "--from", "2026-11-20", "--to", "2026-11-23")["dials"] == 1
    assert as_json(numbers, "--from", "2026-11-01")["dials"] == 3
    assert as_json(numbers, "--to", "2026-11-19")["dials"] == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--from", "tomorrow"], "--from tomorrow: write a day"),
        (["--to", "11/24/2026"], "--to 11/24/2026: write a day"),
        (["--from", "2026-11-24", "--to", "2026-11-20"], "is after --to"),
    ],
)
def test_days_that_cannot_be_used(numbers, arguments, said):
    code, out = numbers(*arguments)
    assert code == 2 and said in out.err and out.out == ""


def test_the_answer_comes_first(numbers, agent, lead):
    attempt(lead, agent, "lead")
    attempt(lead, agent)
    code, said = numbers()
    lines = said.out.splitlines()
    assert code == 0
    assert lines[0] == "1 lead in 2 dials: too early to say (Nov 24 to Nov 24)"
    assert "Contacts                   1  50% of dials" in lines
    assert "with fewer than ten leads of your own it is too early to say" in said.out
    assert lines[-1].split() == ["2026-11-24", "2", "1", "1", "0"]
