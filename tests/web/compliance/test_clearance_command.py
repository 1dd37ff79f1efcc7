"""`callsheet clearance --facts`: one answer a line, in order, with the exit codes other programs rely on."""

import json
from datetime import datetime
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from callsheet.cli import main
from callsheet.core.facts import as_json
from tests.core.law_world import DATA, TUESDAY_11_AM, clean, lines

KEYS = {"id", "decision", "rule", "because", "citation", "is_law", "all", "next_allowed_at"}


def a_file(folder: Path, *texts: str) -> str:
    path = folder / "facts.jsonl"
    path.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return str(path)


def proposal(id: object = 1, **changes) -> str:
    return json.dumps({"id": id} | as_json(clean(**changes)))


def answers(capsys) -> list[dict]:
    return json.loads(capsys.readouterr().out)


def test_every_worked_case_is_decided_as_expected(capsys):
    assert main(["clearance", "--facts", str(DATA / "vectors.jsonl"), "--json"]) == 1
    given = lines("vectors.jsonl")
    said = answers(capsys)
    assert [(each["id"], each["decision"], each["rule"]) for each in said] == [
        (case["id"], case["expect"]["decision"], case["expect"]["rule"]) for case in given
    ]
    assert all(set(each) >= KEYS for each in said)


def test_all_refusals_are_reported_in_order(capsys):
    main(["clearance", "--facts", str(DATA / "refusals.jsonl"), "--json"])
    said = answers(capsys)
    for case, each in zip(lines("refusals.jsonl"), said, strict=True):
        assert [reason["rule"] for reason in each["all"]] == case["expect"]["rules"]
        assert each["next_allowed_at"] == case["expect"]["next_allowed_at"]
        assert (each["rule"], each["because"]) == (each["all"][0]["rule"], each["all"][0]["because"])


def test_all_allowed_exits_0(capsys, tmp_path):
    assert main(["clearance", "--facts", a_file(tmp_path, proposal("a"), proposal("b")), "--json"]) == 0
    said = answers(capsys)
    assert [(each["id"], each["decision"], each["rule"], each["all"]) for each in said] == [
        ("a", "allowed", "OK", []),
        ("b", "allowed", "OK", []),
    ]
    assert said[0]["until"] == "2026-11-25T02:00:00Z"
    assert said[0]["attempts_left"] == 3


@pytest.mark.parametrize("id", ["A02", 7, None, 1.5, ["x", 1], {"lead": 3}])
def test_the_id_comes_back_as_it_was(id, capsys, tmp_path):
    main(["clearance", "--facts", a_file(tmp_path, proposal(id)), "--json"])
    assert answers(capsys)[0]["id"] == id


def test_a_line_without_an_id_has_none(capsys, tmp_path):
    main(["clearance", "--facts", a_file(tmp_path, json.dumps(as_json(clean()))), "--json"])
    assert answers(capsys)[0]["id"] is None


def test_one_entry_a_line_also_for_blank_and_unusable_ones(capsys, tmp_path):
    path = a_file(tmp_path, proposal(1), "", "nonsense", "[1, 2]", '{"id": 5}', proposal(6))
    assert main(["clearance", "--facts", path, "--json"]) == 1
    said = answers(capsys)
    assert [each["id"] for each in said] == [1, None, None, None, 5, 6]
    assert [each["decision"] for each in said] == ["allowed", *["refused"] * 4, "allowed"]
    assert [each.get("error", "")[:30] for each in said] == [
        "",
        "Line 2: it is blank. Write one",
        "Line 3: it is not JSON. Write ",
        "Line 4: it is JSON, but no obj",
        "",
        "",
    ]
    assert all(each["rule"] == "UNKNOWN_INPUT" for each in said if "error" in each)


def test_bytes_that_are_no_text_are_one_lines_error(capsys, tmp_path):
    path = tmp_path / "facts.jsonl"
    path.write_bytes(b"\xff\xfe\x00\n" + proposal(2).encode() + b"\r\n")
    main(["clearance", "--facts", str(path), "--json"])
    first, second = answers(capsys)
    assert "error" in first
    assert (second["id"], second["decision"]) == (2, "allowed")


def test_a_byte_order_mark_and_a_missing_last_line_end_are_no_error(capsys, tmp_path):
    path = tmp_path / "facts.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + proposal(1).encode())
    assert main(["clearance", "--facts", str(path), "--json"]) == 0
    assert len(answers(capsys)) == 1


def test_an_empty_file_is_an_empty_array(capsys, tmp_path):
    path = tmp_path / "facts.jsonl"
    path.touch()
    assert main(["clearance", "--facts", str(path), "--json"]) == 0
    assert answers(capsys) == []


def test_stdin_is_read_for_a_dash(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(proposal(9).encode() + b"\n")))
    assert main(["clearance", "--facts", "-", "--json"]) == 0
    assert answers(capsys)[0]["id"] == 9


def test_moments_are_written_as_the_facts_write_them(capsys, tmp_path):
    main(
        [
            "clearance",
            "--facts",
            a_file(tmp_path, proposal(at=datetime(2026, 11, 24, 3, tzinfo=TUESDAY_11_AM.tzinfo))),
            "--json",
        ]
    )
    [said] = answers(capsys)
    assert said["next_allowed_at"] == said["opens_at"] == "2026-11-24T13:00:00Z"
    assert said["until"] is None


@pytest.mark.parametrize("arguments", [["--facts", "/nowhere/facts.jsonl"], ["--facts", "/"], []])
def test_unusable_arguments_exit_2_and_say_what_to_do(arguments, capsys, db):
    assert main(["clearance", *arguments]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "Give" in said.err


def test_people_read_a_line_an_attempt(capsys, tmp_path):
    main(
        [
            "clearance",
            "--facts",
            a_file(tmp_path, proposal("a"), proposal("b", revoked=True), "x", proposal(None, at=None)),
        ]
    )
    assert capsys.readouterr().out.splitlines() == [
        "a  allowed",
        "b  refused  REVOKED  The owner took back the permission to be contacted.",
        "line 3  refused  UNKNOWN_INPUT  Line 3: it is not JSON. Write one JSON object a line.",
        "line 4  refused  UNKNOWN_INPUT  The moment is missing or cannot be read, and what is not known is refused.",
    ]
