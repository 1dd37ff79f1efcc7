"""The file that comes back: its columns by name, its rows as dials, and what cannot be kept."""

import csv
import io
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from callsheet.dialers.csv_list.results import ALIASES, NAMES, Rejected, Result, guess, missing, read, rejected_csv

EASTERN = ZoneInfo("America/New_York")
HEADER = ("Phone", "Disposition", "Call Time", "Duration", "Notes", "Agent", "Lead ID", "List ID")
ROW = ("(410) 555-0142", "No Answer", "11/24/2026 8:31 AM", "0:21", "Rang out", "Maya", "7", "12")


def one(row=ROW, header=HEADER, line: int = 2):
    told = read(header, [row], [line], guess(header), EASTERN)
    return (told.results or told.rejected)[0]


def with_cell(name: str, value: str | None) -> tuple[str | None, ...]:
    return tuple(value if head == name else cell for head, cell in zip(HEADER, ROW, strict=True))


# ---------------------------------------------------------------- columns


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        (("Phone Number", "Call Result", "Call Date/Time"), ("Phone Number", "Call Result", "Call Date/Time")),
        (("phone_1", "Last Call Result", "Last Call Date"), ("phone_1", "Last Call Result", "Last Call Date")),
        (("To", "Status", "Start Time"), ("To", "Status", "Start Time")),
        (("Status", "Disposition", "Number Dialed", "Date", "Time"), ("Number Dialed", "Disposition", "Time")),
    ],
    ids=["a report", "mojo", "a call log", "day and time apart"],
)
def test_columns_are_known_by_name(header, columns):
    found = guess(header)
    assert (found["phone"], found["said"], found["called_at"]) == columns
    assert missing(found) == []


def test_what_is_missing_is_said_in_words():
    assert missing(guess(("Phone", "Agent"))) == ["how the call ended", "when the call was"]
    assert missing(guess(())) == ["phone number", "how the call ended", "when the call was"]


def test_a_day_in_the_column_of_the_time_is_not_used_twice():
    assert "called_on" not in guess(("Phone", "Result", "Call Date"))


def test_of_two_columns_of_one_name_the_first_is_taken():
    header = ("Phone", "Phone", "Result", "Call Time")
    assert one(("4105550142", "4105550199", "Busy", "11/24/2026 8:31 AM"), header).number == "+14105550142"


def test_the_aliases_speak_of_the_fields():
    assert set(ALIASES) == set(NAMES)
    for field, aliases in ALIASES.items():
        assert len(aliases) == len(set(aliases)), field


# ---------------------------------------------------------------- rows


def test_a_row_is_one_dial():
    assert one() == Result(
        line=2,
        number="+14105550142",
        said="No Answer",
        called_at=datetime(2026, 11, 24, 13, 31, tzinfo=UTC),
        seconds=21,
        note="Rang out",
        agent="Maya",
        again_at=None,
        lead=7,
        list=12,
        written=("(410) 555-0142", "No Answer", "11/24/2026 8:31 AM", "0:21", "Rang out", "Maya"),
    )


def test_day_and_time_in_two_columns_are_one_moment():
    header = ("Number", "Result", "Date", "Time")
    result = one(("4105550142", "Busy", "11/24/2026", "8:31 AM"), header)
    assert result.called_at == datetime(2026, 11, 24, 13, 31, tzinfo=UTC)


def test_a_whole_moment_beside_its_day_is_enough():
    header = ("Number", "Result", "Call Date", "Call Time")
    result = one(("4105550142", "Busy", "11/24/2026", "11/24/2026 8:31 AM"), header)
    assert result.called_at == datetime(2026, 11, 24, 13, 31, tzinfo=UTC)


def test_what_need_not_be_there_may_be_missing():
    result = one(("4105550142", "Busy", "11/24/2026 8:31 AM"), ("Phone", "Result", "Call Time"))
    assert (result.seconds, result.note, result.agent, result.lead, result.list) == (None, "", "", None, None)


@pytest.mark.parametrize(
    ("name", "value", "repair"),
    [
        ("Phone", "555-0142", "The area code is missing"),
        ("Phone", "", "ten digits"),
        ("Phone", None, "ten digits"),
        ("Disposition", " ", "Write how the call ended"),
        ("Call Time", "8:31 AM", "Write the day and the time of the call"),
        ("Call Time", "", "Write the day and the time of the call"),
    ],
    ids=["no area code", "empty", "absent", "no end", "no day", "no time"],
)
def test_a_row_that_cannot_be_kept_says_where_and_what_to_do(name, value, repair):
    rejected = one(with_cell(name, value), line=17)
    assert isinstance(rejected, Rejected)
    assert (rejected.line, rejected.column, rejected.value) == (17, name, (value or "").strip())
    assert repair in rejected.repair


def test_one_bad_row_does_not_stop_the_others():
    told = read(HEADER, [ROW, with_cell("Phone", "x"), ROW], [2, 3, 4], guess(HEADER), EASTERN)
    assert ([r.line for r in told.results], [r.line for r in told.rejected]) == ([2, 4], [3])


def test_a_row_without_a_call_is_counted_and_asks_for_nothing_else():
    skipped = ("", "Skipped", "", "", "", "", "", "")
    told = read(HEADER, [skipped, ROW], [2, 3], guess(HEADER), EASTERN)
    assert (told.not_dialed, len(told.results), told.rejected) == (1, 1, ())


@pytest.mark.parametrize(
    "value", ["x", "-1", "1e9", "٣", "9" * 19], ids=["word", "minus", "exponent", "arabic", "long"]
)
def test_an_id_that_is_none_is_left_out(value):
    assert one(with_cell("Lead ID", value)).lead is None


def test_the_rejected_rows_come_back_as_a_file_that_can_be_mended():
    rejected = one(with_cell("Call Time", "=NOW()"), line=3)
    [row] = csv.DictReader(io.StringIO(rejected_csv([rejected]), newline=""))
    assert (row["Line"], row["Column"], row["It says"]) == ("3", "Call Time", "'=NOW()")
    assert row["What to do"].startswith("Write the day and the time")
    header = tuple(row)
    mended = tuple({**row, "Call Time": "11/24/2026 8:31 AM"}.values())
    again = one(mended, header)
    assert isinstance(again, Result) and again.number == "+14105550142" and again.note == "Rang out"
