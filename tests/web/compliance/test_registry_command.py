"""`callsheet registry`: exit codes and JSON that other programs rely on."""

import json
from io import BytesIO, TextIOWrapper

import pytest

from callsheet.cli import main
from tests.web.listed import on_list

pytestmark = pytest.mark.django_db

AT = ["--at", "2026-11-24T08:05:00-05:00"]


@pytest.fixture
def a_list(tmp_path):
    path = tmp_path / "2026-11-19_410.txt"
    path.write_text("4105550142\n4105550143\n", encoding="ascii")
    return path


@pytest.fixture
def loaded(a_list, capsys):
    assert main(["registry", "load", str(a_list), *AT]) == 0
    capsys.readouterr()
    return a_list


def document(capsys):
    return json.loads(capsys.readouterr().out)


def test_load(a_list, capsys):
    assert main(["registry", "load", str(a_list), "--json", *AT]) == 0
    said = document(capsys)
    assert (said["numbers"], said["area_codes"]) == (2, 1)
    assert said["seconds"] >= 0
    assert said["copies"] == [
        {"area_code": "410", "numbers": 2, "copied_on": "2026-11-19", "file": "2026-11-19_410.txt"}
    ]


def test_load_for_people(a_list, capsys):
    main(["registry", "load", str(a_list), *AT])
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("Loaded 1 area code with 2 numbers in ")
    assert second == "  410  copy of 2026-11-19  2 numbers"


def test_a_refused_load_exits_1_and_says_where(loaded, tmp_path, capsys):
    bad = tmp_path / "bad.txt"
    bad.write_text("4105550142\n410555014x\n", encoding="ascii")
    assert main(["registry", "load", str(bad), "--json", *AT]) == 1
    said = capsys.readouterr()
    assert json.loads(said.out)["error"] == "bad.txt, line 2: this is no number of ten digits: “410555014x”."
    assert "Refused, nothing was changed. bad.txt, line 2" in said.err
    assert len(on_list()) == 2


def test_a_shrunken_list_is_taken_on_request(loaded, capsys):
    loaded.write_text("4105550142\n", encoding="ascii")
    assert main(["registry", "load", str(loaded), *AT]) == 1
    assert "--accept-shrink" in capsys.readouterr().err
    assert main(["registry", "load", str(loaded), "--accept-shrink", *AT]) == 0


@pytest.mark.parametrize(
    ("day", "problem"), [("yesterday", "write a day as 2026-11-19"), ("2026-11-26", "that day is still to come")]
)
def test_a_day_that_cannot_be_exits_2(day, problem, a_list, capsys):
    assert main(["registry", "load", str(a_list), "--copied-on", day, *AT]) == 2
    assert problem in capsys.readouterr().err


def test_the_day_may_be_given(a_list, capsys):
    main(["registry", "load", str(a_list), "--copied-on", "2026-11-02", "--json", *AT])
    assert document(capsys)["copies"][0]["copied_on"] == "2026-11-02"


def test_a_file_that_is_not_there_exits_2(capsys):
    assert main(["registry", "load", "/nowhere/410.txt", *AT]) == 2
    assert "/nowhere/410.txt: No such file" in capsys.readouterr().err


def test_change(loaded, tmp_path, capsys):
    changes = tmp_path / "changes.txt"
    changes.write_text("410,5550142,2026-11-22,D\n410,5550199,2026-11-23,A\n", encoding="ascii")
    assert main(["registry", "change", str(changes), "--json", *AT]) == 0
    said = document(capsys)
    assert (said["numbers"], said["area_codes"], said["added"], said["removed"]) == (2, 1, 1, 1)
    assert said["copies"][0]["copied_on"] == "2026-11-24"


def test_check_answers_in_order(loaded, capsys):
    asked = ["(410) 555-0142", "+14105550199", "4435550100", "junk"]
    assert main(["registry", "check", *asked, "--json"]) == 0
    assert document(capsys) == [
        {"number": "+14105550142", "listed": True, "copied_on": "2026-11-19"},
        {"number": "+14105550199", "listed": False, "copied_on": "2026-11-19"},
        {"number": "+14435550100", "listed": None, "copied_on": None},
        {"number": "junk", "listed": None, "copied_on": None, "error": "“junk” is no usable phone number."},
    ]


def test_check_reads_a_file_line_by_line(loaded, tmp_path, capsys):
    numbers = tmp_path / "numbers.txt"
    numbers.write_text("4105550142\r\n\r\n4105550142\n", encoding="ascii")
    main(["registry", "check", "--file", str(numbers), "--json"])
    said = document(capsys)
    assert [entry["listed"] for entry in said] == [True, None, True]
    assert said[1]["error"] == "the line is blank."


def test_check_reads_stdin(loaded, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(b"4105550143\n")))
    main(["registry", "check", "--file", "-", "--json"])
    assert document(capsys)[0]["listed"] is True


def test_check_for_people(loaded, capsys):
    main(["registry", "check", "4105550142", "4105550199", "4435550100", "junk"])
    assert capsys.readouterr().out.splitlines() == [
        "(410) 555-0142  listed, copy of 2026-11-19",
        "(410) 555-0199  not listed, copy of 2026-11-19",
        "(443) 555-0100  not known: its area code is not loaded",
        "“junk” is no usable phone number.",
    ]


def test_check_of_nothing_exits_2(capsys):
    assert main(["registry", "check"]) == 2
    assert "Give a NUMBER or --file F" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("at", "age", "stale", "said"),
    [
        ("2026-12-20T12:00:00Z", 31, False, "410  copy of 2026-11-19, good until 2026-12-20  2 numbers"),
        ("2026-12-21T00:00:00Z", 32, True, "410  copy of 2026-11-19, too old: over 31 days  2 numbers"),
    ],
)
def test_status(at, age, stale, said, loaded, capsys):
    assert main(["registry", "status", "--at", at, "--json"]) == 0
    [copy] = document(capsys)
    assert (copy["area_code"], copy["age_days"], copy["stale"]) == ("410", age, stale)
    assert copy["good_until"] == "2026-12-20"
    main(["registry", "status", "--at", at])
    assert capsys.readouterr().out.splitlines() == [said]


def test_status_of_nothing_says_what_to_do(capsys):
    main(["registry", "status"])
    assert "callsheet registry load FILE" in capsys.readouterr().out
    main(["registry", "status", "--json"])
    assert document(capsys) == []
