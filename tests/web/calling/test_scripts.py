"""The scripts: every line can be read aloud, whatever is known of the home."""

import pytest

from callsheet.calling.scripts import SCRIPTS, Line, Script, fill, for_group

KNOWN = {
    "owner": "Harriet",
    "agent": "Maya Lindqvist",
    "brokerage": "Saltmarsh Realty",
    "street": "Larkspur Lane",
    "off_market_day": "on Sunday",
    "off_market_month": "November",
    "days": "256 days",
    "slot_one": "Wednesday at 5:30",
    "slot_two": "Friday at 9",
}


def read(line) -> str:
    return "".join(piece.text for piece in line.pieces)


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
def test_the_first_question_is_whether_the_home_is_listed(script):
    questions = [read(line) for line in fill(script, KNOWN).lines if line.kind == "ask"]
    assert "listed with anybody now?" in questions[0]


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
def test_it_opens_with_the_agent_and_the_firm_and_branches_run_from_a_to_f(script):
    filled = fill(script, KNOWN)
    assert filled.lines[0].kind == "say"
    assert "Maya Lindqvist with Saltmarsh Realty" in read(filled.lines[0])
    assert [branch.key for branch in filled.branches] == list("ABCDEF")


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
def test_no_gap_is_ever_read_aloud(script):
    least = KNOWN | {"owner": "", "off_market_day": "", "off_market_month": "", "days": ""}
    for fields in (KNOWN, least):
        filled = fill(script, fields)
        said = [read(line) for line in (*filled.lines, *filled.branches)]
        assert all("{" not in text and "  " not in text and " ," not in text for text in said)


def test_a_filled_field_stands_out_and_plain_text_does_not():
    first = fill(SCRIPTS["first-call"], KNOWN).lines[0]
    assert [piece.text for piece in first.pieces if piece.is_filled] == [
        "Harriet",
        "Maya Lindqvist",
        "Saltmarsh Realty",
        "Larkspur Lane",
    ]


def test_a_line_without_its_field_says_something_else_or_nothing():
    script = Script("x", "X", 1, (Line("tell", "After {days}."), Line("say", "Hi {owner}.", "Hi.")), ())
    assert [read(line) for line in fill(script, {}).lines] == ["Hi."]
    assert [read(line) for line in fill(script, {"days": "3 days"}).lines] == ["After 3 days.", "Hi."]


def test_the_state_decides_the_first_words():
    assert "do-not-call list" in fill(SCRIPTS["older"], KNOWN, "NY").required
    assert "10 seconds" in fill(SCRIPTS["older"], KNOWN, "CT").required
    assert fill(SCRIPTS["older"], KNOWN, "OH").required.startswith("Say first who you are, your firm, and why you call")


def test_where_everybody_must_agree_to_a_recording_the_script_says_so():
    assert "everybody must agree" in fill(SCRIPTS["older"], KNOWN, "MD").required
    assert "record" not in fill(SCRIPTS["older"], KNOWN, "OH").required


def test_each_group_of_the_sheet_has_its_script():
    assert [for_group(group).slug for group in ("new", "follow_up", "older", "")] == [
        "first-call",
        "follow-up",
        "older",
        "first-call",
    ]
