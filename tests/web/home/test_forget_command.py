"""`callsheet owners forget`: said first, agreed to, done, and nothing left in the file of the database."""

import csv
import json
from datetime import timedelta
from pathlib import Path

import pytest

from callsheet.cli import main
from callsheet.command_line import DONE, UNUSABLE
from callsheet.compliance.forget import KEPT_FOR, WORDS
from callsheet.compliance.models import DoNotCallRequest
from callsheet.home import forget_command, forgotten, schedule
from callsheet.owners.models import ForgottenPerson, Owner
from tests.web import world
from tests.web.owners.files import BOONE, HEADER, VAIL
from tests.web.world import NOW

AT = NOW.isoformat()
SPOKEN = ("Zebulon", "Quackenbush", "555-0142", "5550142")
ZEBULON = ["QUACKENBUSH ZEBULON", *BOONE[1:]]


# ---------------------------------------------------------------- as a user starts it


@pytest.fixture
def county(tmp_path) -> Path:
    path = tmp_path / "county.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEADER, ZEBULON, VAIL])
    return path


@pytest.mark.once
def test_the_words_are_nowhere_in_the_file_afterwards(own_home, county):
    assert own_home.run("owners", "import", str(county), "--at", AT).returncode == DONE
    stored = b"".join(path.read_bytes() for path in own_home.path.glob("callsheet.sqlite3*"))
    assert b"Zebulon Quackenbush" in stored
    done = own_home.run("owners", "forget", "(410) 555-0142", "--yes", "--json", "--at", AT)
    assert done.returncode == DONE, done.stderr
    told = json.loads(done.stdout)
    assert (told["numbers"], told["homes"], told["database_rewritten"]) == (1, 1, True)
    left = b"".join(path.read_bytes() for path in own_home.path.glob("callsheet.sqlite3*")).lower()
    assert b"zebulon" not in left and b"quackenbush" not in left
    assert left.count(b"+14105550142") >= 1, "the number is kept on the do-not-call list"
    assert b"jane vail" in left
    again = own_home.run("owners", "import", str(county), "--json", "--at", AT)
    assert json.loads(again.stdout)["files"][0]["unchanged"] == 2


@pytest.mark.once
def test_without_a_yes_nothing_is_erased(own_home, county):
    own_home.run("owners", "import", str(county), "--at", AT)
    asked = own_home.run("owners", "forget", "4105550142", "--at", AT)
    assert asked.returncode == UNUSABLE
    assert "Nothing was erased. Give --yes to do it." in asked.stderr
    assert "Kept, and why:" in asked.stderr and "(410) 555-0142 on your do-not-call list" in asked.stderr
    assert b"Zebulon Quackenbush" in (own_home.path / "callsheet.sqlite3").read_bytes()


# ---------------------------------------------------------------- in this process


@pytest.fixture
def owner(db, monkeypatch) -> Owner:
    monkeypatch.setattr(forget_command.database, "rewrite", lambda: False)
    return world.an_owner(world.a_home(world.a_team()))


def told(capsys) -> str:
    return " ".join("".join(capsys.readouterr()).split())


def test_by_its_id(owner, capsys):
    assert main(["owners", "forget", str(owner.pk), "--yes", "--at", AT]) == DONE
    assert "Forgotten: 1 number is on the do-not-call list for five years." in told(capsys)
    owner.refresh_from_db()
    assert owner.forgotten_at == NOW


def test_where_others_hold_the_database_it_is_rewritten_at_night(owner, capsys):
    main(["owners", "forget", str(owner.pk), "--yes", "--at", AT])
    assert "The database is written anew tonight" in told(capsys)


def test_the_backups_that_still_hold_the_person_are_named(owner, capsys, monkeypatch):
    backup = Path("backups") / "callsheet-2026-11-24-070000.zip"
    monkeypatch.setattr(forget_command, "nightly_backups", lambda: [(NOW, backup)])
    main(["owners", "forget", str(owner.pk), "--yes", "--at", AT])
    said = told(capsys)
    assert f"These backups still hold the person, until they are 7 days old: {backup}." in said
    assert "A backup that is restored brings the person back" in said


def test_twice_is_once(owner, capsys):
    main(["owners", "forget", str(owner.pk), "--yes", "--at", AT])
    capsys.readouterr()
    assert main(["owners", "forget", str(owner.pk), "--at", AT]) == DONE
    assert "This person is forgotten already." in told(capsys)
    assert DoNotCallRequest.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("Harriet", "Harriet: give a number such as (410) 555-0142, or an owner's id such as 12."),
        ("999999", "999999: no owner of yours has this id."),
        ("410-555-0177", "410-555-0177: no owner of yours has this number."),
    ],
    ids=["name", "id", "number"],
)
def test_nobody_of_that_name_or_number(owner, capsys, who, said):
    assert main(["owners", "forget", who, "--yes"]) == UNUSABLE
    assert said in told(capsys)


def test_two_owners_with_one_number_are_told_apart(owner, capsys):
    other = world.an_owner(world.a_home(owner.team, "420"), "Paul Boone")
    assert main(["owners", "forget", "4105550142", "--yes"]) == UNUSABLE
    said = told(capsys)
    assert f"2 owners have (410) 555-0142: {owner.pk} Harriet Boone, {other.pk} Paul Boone." in said
    assert main(["owners", "forget", str(other.pk), "--yes"]) == DONE
    owner.refresh_from_db()
    assert owner.forgotten_at is None


@pytest.mark.parametrize("answer", ["", "n", "yes"])
def test_on_a_terminal_it_asks(owner, capsys, monkeypatch, answer):
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda: answer)
    assert main(["owners", "forget", str(owner.pk)]) == (DONE if answer == "yes" else UNUSABLE)
    assert "Erase Harriet Boone? It cannot be taken back." in told(capsys)
    owner.refresh_from_db()
    assert (owner.forgotten_at is not None) == (answer == "yes")


# ---------------------------------------------------------------- at night


@pytest.fixture
def rewritten(monkeypatch) -> list[bool]:
    calls: list[bool] = []
    monkeypatch.setattr(forgotten.database, "rewrite", lambda: calls.append(True))
    return calls


def test_the_night_after_the_database_is_written_anew(owner, rewritten):
    forgotten.nightly(NOW)
    assert rewritten == []
    ForgottenPerson.objects.create(team=owner.team, mark="00", at=NOW)
    forgotten.nightly(NOW + timedelta(hours=18))
    assert rewritten == [True]
    forgotten.nightly(NOW + timedelta(days=3))
    assert rewritten == [True]


def test_it_is_nightly_work(db):
    assert schedule.KINDS["forget"].run is forgotten.nightly
    assert schedule.KINDS["forget"].every_minutes == schedule.DAY


def test_after_five_years_the_number_goes_and_no_day_sooner(owner, rewritten):
    kept = {"team": owner.team, "number": "+14105550142", "at": NOW}
    DoNotCallRequest.objects.create(words=WORDS, **kept)
    asked = DoNotCallRequest.objects.create(words="Never again.", **kept)
    five_years = NOW.replace(year=NOW.year + 5)
    forgotten.nightly(five_years)
    assert DoNotCallRequest.objects.count() == 2
    forgotten.nightly(NOW + KEPT_FOR + timedelta(days=1))
    assert list(DoNotCallRequest.objects.all()) == [asked], "who asked not to be called is never dropped"
