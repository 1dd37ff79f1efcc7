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
        {"list": "US", "area_code": "410", "numbers": 2, "copied_on": "2026-11-19", "file": "2026-11-19_410.txt"}
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
        ("2026-12-13T23:59:59Z", 24, False, "good until 2026-12-20"),
        ("2026-12-14T00:00:00Z", 25, False, "good until 2026-12-20, 6 days left: download it again"),
        ("2026-12-20T12:00:00Z", 31, False, "good until 2026-12-20, this is its last day: download it again"),
        ("2026-12-21T00:00:00Z", 32, True, "too old: over 31 days"),
    ],
)
def test_status(at, age, stale, said, loaded, capsys):
    assert main(["registry", "status", "--at", at, "--json"]) == 0
    [copy] = document(capsys)
    assert (copy["area_code"], copy["age_days"], copy["stale"]) == ("410", age, stale)
    assert copy["good_until"] == "2026-12-20"
    main(["registry", "status", "--at", at])
    assert capsys.readouterr().out.splitlines() == [f"410  copy of 2026-11-19, {said}  2 numbers"]


def test_status_of_nothing_says_what_to_do(capsys):
    main(["registry", "status"])
    assert "callsheet registry load FILE" in capsys.readouterr().out
    main(["registry", "status", "--json"])
    assert document(capsys) == []


# ---------------------------------------------------------------- states' own lists


@pytest.fixture
def colorado(tmp_path, capsys):
    path = tmp_path / "2026-11-20_co.txt"
    path.write_text("3035550142\n7205550143\n", encoding="ascii")
    assert main(["registry", "load", "--list", "co", "--whole", str(path), *AT]) == 0
    return capsys.readouterr().out.splitlines()


def test_a_whole_list_of_a_state(colorado):
    assert colorado[0].startswith("Loaded 2 area codes with 2 numbers")
    assert colorado[1:] == [
        "  CO all other area codes  copy of 2026-11-20  nobody on it",
        "  CO 303  copy of 2026-11-20  1 number",
        "  CO 720  copy of 2026-11-20  1 number",
    ]


def test_each_list_is_asked_by_name(colorado, loaded, capsys):
    asked = ["3035550142", "3035550100", "2125550100", "4105550142"]
    main(["registry", "check", "--list", "CO", *asked, "--json"])
    assert [entry["listed"] for entry in document(capsys)] == [True, False, False, False]
    main(["registry", "check", *asked, "--json"])
    assert [entry["listed"] for entry in document(capsys)] == [None, None, None, True]


def test_status_shows_all_lists_the_nations_first(colorado, loaded, capsys):
    main(["registry", "status", "--json", *AT])
    assert [(copy["list"], copy["area_code"]) for copy in document(capsys)] == [
        ("US", "410"), ("CO", None), ("CO", "303"), ("CO", "720"),
    ]  # fmt: skip
    main(["registry", "status", "--list", "CO", "--json", *AT])
    assert {copy["list"] for copy in document(capsys)} == {"CO"}


@pytest.mark.parametrize("command", ["load", "change", "check", "status"])
def test_a_list_nobody_knows_exits_2(command, a_list, capsys):
    files = [] if command == "status" else [str(a_list)]
    assert main(["registry", command, "--list", "NY", *files, *AT]) == 2
    assert "Choose one of US, CO, FL" in capsys.readouterr().err


def test_the_national_registry_is_never_whole(a_list, capsys):
    assert main(["registry", "load", "--whole", str(a_list), *AT]) == 2
    assert "loaded by area code" in capsys.readouterr().err


def test_an_older_list_is_taken_on_request(loaded, capsys):
    older = ["registry", "load", str(loaded), "--copied-on", "2026-11-02", *AT]
    assert main(older) == 1
    said = capsys.readouterr().err
    assert "is of 2026-11-02, and the copy of area code 410 is of 2026-11-19, which is newer" in said
    assert "--accept-older" in said
    assert main([*older, "--accept-older"]) == 0
