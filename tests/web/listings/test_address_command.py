"""`callsheet address` and `callsheet match`: shapes, order, exit codes, and what people are told."""

import io
import json
import sys
from types import SimpleNamespace

import pytest

from callsheet.cli import main

PARTS = ["number", "predirection", "street", "suffix", "postdirection", "unit", "city", "state", "postal_code", "key"]


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    out, err = capsys.readouterr()
    return code, out, err


def answer(capsys, *arguments: str) -> tuple[int, object]:
    code, out, _ = run(capsys, *arguments, "--json")
    return code, json.loads(out)


def test_address_prints_one_object(capsys):
    code, found = answer(capsys, "address", "409-C Larkspur Ln, Port Alder, MD 21078")
    assert code == 0
    assert list(found) == PARTS
    assert (found["number"], found["unit"], found["street"], found["suffix"]) == ("409", "C", "LARKSPUR", "LN")
    assert found["predirection"] is None
    assert found["key"] == "2|409||LARKSPUR|LN||C|21078"


def test_an_unusable_address_has_null_parts_an_error_and_exit_code_1(capsys):
    code, found = answer(capsys, "address", "PO Box 12, Port Alder, MD")
    assert code == 1
    assert {name: found[name] for name in PARTS} == dict.fromkeys(PARTS)
    assert found["error"] == "This is a post office box or a mail route, not a home."


def test_address_for_people(capsys):
    code, out, _ = run(capsys, "address", "12 Larkspur Ln")
    assert code == 0
    assert [line.split(None, 1) for line in out.splitlines()] == [
        ["number", "12"],
        ["street", "LARKSPUR"],
        ["suffix", "LN"],
        ["key", "2|12||LARKSPUR|LN|||"],
    ]
    code, out, err = run(capsys, "address", "PO Box 12")
    assert (code, out) == (1, "")
    assert "post office box" in err


def test_a_file_gives_one_entry_a_line_in_order(capsys, tmp_path):
    file = tmp_path / "addresses.txt"
    file.write_bytes("\ufeff12 Larkspur Ln, 21078\r\n\r\nsee remarks\r\n12 Élan Ct, 21078".encode())
    code, found = answer(capsys, "address", "--file", str(file))
    assert code == 0
    assert [entry["number"] for entry in found] == ["12", None, None, "12"]
    assert [entry.get("error") for entry in found] == [None, "The address is empty.", "There is no house number.", None]
    assert all(set(PARTS) <= entry.keys() for entry in found)


def test_one_line_in_a_file_is_still_an_array(capsys, tmp_path):
    file = tmp_path / "addresses.txt"
    file.write_text("12 Larkspur Ln, 21078\n")
    code, found = answer(capsys, "address", "--file", str(file))
    assert (code, len(found)) == (0, 1)


def test_a_file_for_people_numbers_its_lines(capsys, tmp_path):
    file = tmp_path / "addresses.txt"
    file.write_text("12 Larkspur Ln, 21078\nsee remarks\n")
    _, out, _ = run(capsys, "address", "--file", str(file))
    assert out.splitlines() == ["1: 2|12||LARKSPUR|LN|||21078", "2: There is no house number."]


def test_addresses_may_come_from_standard_input(capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"12 Larkspur Ln, 21078\n")))
    code, found = answer(capsys, "address", "--file", "-")
    assert (code, [entry["number"] for entry in found]) == (0, ["12"])


@pytest.mark.parametrize(
    "arguments, says",
    [
        (["address"], "Give one address"),
        (["address", "12 Larkspur Ln", "--file", "x.txt"], "Give one address"),
        (["address", "--file", "no-such-file.txt"], "no-such-file.txt: cannot be read"),
        (["match", "12 Larkspur Ln"], "Give two addresses"),
        (["match", "12 Larkspur Ln", "12 Larkspur Ln", "12 Larkspur Ln"], "Give two addresses"),
        (["match", "--pairs", "no-such-file.jsonl"], "no-such-file.jsonl: cannot be read"),
        (["match", "12 Larkspur Ln", "--pairs", "x.jsonl"], "Give two addresses"),
    ],
)
def test_unusable_arguments_say_what_to_do(capsys, arguments, says):
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert says in err


def test_a_line_that_is_not_utf8_is_unusable_alone(capsys, tmp_path):
    file = tmp_path / "addresses.txt"
    file.write_bytes(b"12 Larkspur Ln\n12 Ca\xf1on Ln\n14 Ca\xc3\xb1on Ln\n")
    code, found = answer(capsys, "address", "--file", str(file))
    assert code == 0
    assert [entry["number"] for entry in found] == ["12", None, "14"]
    assert found[1]["error"] == "The line is not UTF-8. Save the file as UTF-8 text."
    assert "error" not in found[2]


def test_a_pair_that_is_not_utf8_is_unusable_alone(capsys, tmp_path):
    file = tmp_path / "pairs.jsonl"
    file.write_bytes(b'{"a": "12 Ca\xf1on Ln", "b": "12 Larkspur Ln"}\n{"a": "9 Elm Ct", "b": "9 Elm Court"}\n')
    code, found = answer(capsys, "match", "--pairs", str(file))
    assert code == 0
    assert [entry["same"] for entry in found] == [None, True]
    assert "not UTF-8" in found[0]["error"]


@pytest.mark.parametrize(
    "a, b, same",
    [
        ("418 Larkspur Ln, 21078", "418 LARKSPUR LANE, Port Alder, MD 21078", True),
        ("418 Larkspur Ln, 21078", "418 Larkspur Ct, 21078", False),
        ("418 Larkspur, 21078", "418 Larkspur Ln, 21078", None),
    ],
)
def test_match_prints_one_object(capsys, a, b, same):
    code, found = answer(capsys, "match", a, b)
    assert code == 0
    assert list(found) == ["same", "score", "because"]
    assert found["same"] is same
    assert 0 <= found["score"] <= 1
    assert all(isinstance(phrase, str) for phrase in found["because"])


def test_match_for_people(capsys):
    _, out, _ = run(capsys, "match", "12 Larkspur Ln #1, 21078", "12 Larkspur Ln #3, 21078")
    assert out.splitlines() == [
        "not the same home (0.20)",
        "same number, street and ZIP code",
        "unit 1 against unit 3",
    ]


def test_match_with_an_unusable_address_exits_2_and_still_answers(capsys):
    code, out, err = run(capsys, "match", "12 Larkspur Ln", "PO Box 12", "--json")
    assert code == 2
    assert json.loads(out)["same"] is None
    assert "The second address is unusable." in err


def test_pairs_give_one_entry_a_line_in_order(capsys, tmp_path):
    file = tmp_path / "pairs.jsonl"
    lines = [
        json.dumps({"a": "12 Larkspur Ln, 21078", "b": "12 larkspur lane 21078"}),
        "",
        "not json",
        json.dumps({"a": "12 Larkspur Ln, 21078"}),
        json.dumps({"a": "12 Larkspur Ln, 21078", "b": ""}),
        json.dumps({"a": "12 Larkspur Ln, 21078", "b": "14 Larkspur Ln, 21078"}),
    ]
    file.write_text("\n".join(lines) + "\n")
    code, found = answer(capsys, "match", "--pairs", str(file))
    assert code == 0
    assert [entry["same"] for entry in found] == [True, None, None, None, None, False]
    assert ["error" in entry for entry in found] == [False, True, True, True, True, False]
    assert found[2]["error"].startswith("Not JSON at column 1")


def test_a_side_of_a_pair_may_bring_facts(capsys, tmp_path):
    facts = {"parcel": "12-034-0567", "year_built": 1987, "living_area": 2310.5, "bedrooms": 4, "latitude": None}
    bare, whole = ({"address": f"418 {street}, 21078"} | facts for street in ("Larkspur", "Larkspur Ln"))
    lines = [{"a": bare, "b": whole}, {"a": bare, "b": "418 Larkspur Ln, 21078"}, {"a": bare, "b": whole["address"]}]
    file = tmp_path / "pairs.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)))
    code, found = answer(capsys, "match", "--pairs", str(file))
    assert code == 0
    assert [entry["same"] for entry in found] == [True, None, None]
    assert "same parcel 12-034-0567" in found[0]["because"]


@pytest.mark.parametrize(
    "side, problem",
    [
        ({"parcel": "12"}, 'Write {"a": "...", "b": "..."}, each an address in quotes.'),
        ({"address": 12}, 'Write {"a": "...", "b": "..."}, each an address in quotes.'),
        ({"address": "9 Elm Ct", "colour": "red"}, "There is no fact named colour. The facts are: parcel, latitude"),
        ({"address": "9 Elm Ct", "parcel": 12}, "parcel is text in quotes, not 12."),
        ({"address": "9 Elm Ct", "bedrooms": "4"}, 'bedrooms is a number, not "4".'),
        ({"address": "9 Elm Ct", "year_built": True}, "year_built is a number, not true."),
        ({"address": "9 Elm Ct", "latitude": float("inf")}, "latitude is a number that no home has."),
        ({"address": "9 Elm Ct", "living_area": float("nan")}, "living_area is a number that no home has."),
        ({"address": "9 Elm Ct", "year_built": 10**400}, "year_built is a number that no home has."),
    ],
)
def test_a_fact_that_is_none_is_told(capsys, tmp_path, side, problem):
    file = tmp_path / "pairs.jsonl"
    file.write_text(json.dumps({"a": side, "b": "9 Elm Ct"}))
    code, (found,) = answer(capsys, "match", "--pairs", str(file))
    assert (code, found["same"]) == (0, None)
    assert found["error"].startswith(problem)


def test_nothing_but_the_document_is_printed(capsys, tmp_path):
    file = tmp_path / "addresses.txt"
    file.write_text("12 Larkspur Ln, 21078\n" * 50)
    _, out, err = run(capsys, "address", "--file", str(file), "--json")
    assert len(json.loads(out)) == 50
    assert err == ""
