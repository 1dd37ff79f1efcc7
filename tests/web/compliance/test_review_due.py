"""When nobody reviewed the law's tables for more than 120 days, the product says so wherever they are relied on."""

import json
from datetime import datetime, timedelta

import pytest

from callsheet.cli import main
from callsheet.compliance.tables import rules
from callsheet.home import doctor

pytestmark = pytest.mark.django_db

FRESH = rules().as_of + timedelta(days=120)
LATE = rules().as_of + timedelta(days=121)
SAYS = "It is 121 days since somebody reviewed the law"
FACTS = {"id": 1, "at": "2026-11-24T16:00:00Z", "channel": "call", "number": "+14045550123", "listing_status": "Active"}


def at_noon(day):
    return f"{day.isoformat()}T17:00:00+00:00"


@pytest.fixture
def clock(monkeypatch):
    """Moves the clock of the pages to noon of a day."""
    return lambda day: monkeypatch.setattr("callsheet.clock.now", lambda: datetime.fromisoformat(at_noon(day)))


@pytest.mark.parametrize("path", ["/", "/rules/", "/rules/MD/", "/rules/US/"])
def test_the_pages_say_so(client, maya, clock, path):
    clock(FRESH)
    assert "due for a review" not in client.get(path).content.decode()
    clock(LATE)
    page = client.get(path).content.decode()
    assert "The tables of the law are due for a review." in page
    assert SAYS in page
    assert "Update Callsheet" in page


def test_doctor_finds_it():
    def lines(day):
        return list(doctor.law(datetime.fromisoformat(at_noon(day))))

    assert lines(FRESH) == []
    [line] = lines(LATE)
    assert line.is_finding
    assert SAYS in line.because


@pytest.mark.parametrize(("day", "is_said"), [(FRESH, False), (LATE, True)], ids=["fresh", "late"])
def test_clearance_says_it_on_stderr_and_nowhere_else(tmp_path, capsys, day, is_said):
    file = tmp_path / "facts.jsonl"
    file.write_text(json.dumps(FACTS), encoding="utf-8")
    assert main(["clearance", "--facts", str(file), "--json", "--at", at_noon(day)]) == 1
    out, err = capsys.readouterr()
    assert (SAYS in " ".join(err.split())) is is_said
    [answer] = json.loads(out)
    assert answer["decision"] == "refused"
