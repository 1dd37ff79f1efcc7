"""The file for the other dialer: its columns, its name, and that no cell is a formula."""

import csv
import io

import pytest

from callsheet.dialers.csv_list.numbers import COLUMNS, Number, as_csv, file_name

HARRIET = Number(
    first_name="Harriet and Paul",
    last_name="Boone",
    number="+14105550142",
    address="418 Larkspur Ln",
    city="Fallow Creek",
    state="MD",
    postal_code="21014",
    call_before="9:05 am Eastern",
    lead=7,
)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_row_has_what_an_importer_of_contacts_asks_for():
    [row] = rows(as_csv([HARRIET], 12, "9:05 am Eastern, Nov 24"))
    assert row == {
        "First Name": "Harriet and Paul",
        "Last Name": "Boone",
        "Phone": "4105550142",
        "Address": "418 Larkspur Ln",
        "City": "Fallow Creek",
        "State": "MD",
        "Zip": "21014",
        "Call Before": "9:05 am Eastern",
        "Good Until": "9:05 am Eastern, Nov 24",
        "Lead ID": "7",
        "List ID": "12",
    }


def test_without_numbers_there_is_the_header_alone():
    assert as_csv([], 12, "now").splitlines() == [",".join(COLUMNS)]


def test_lines_end_as_spreadsheets_write_them():
    assert as_csv([HARRIET, HARRIET], 1, "now").count("\r\n") == 3


def test_a_name_that_is_a_formula_does_no_harm_and_stays_one_cell():
    evil = '=cmd|"/c calc",Boone'
    [row] = rows(as_csv([Number(evil, "x", "+14105550142", "", "", "", "", "", 1)], 1, "now"))
    assert row["First Name"] == f"'{evil}" and row["Last Name"] == "x"


def test_a_number_abroad_keeps_its_country():
    abroad = Number("", "", "+442071234567", "", "", "", "", "", 1)
    [row] = rows(as_csv([abroad], 1, "now"))
    assert row["Phone"] == "442071234567"


@pytest.mark.parametrize(
    ("until", "name"),
    [
        ("9:12 am Eastern, Nov 24", "callsheet-12-good-until-9-12-am-eastern-nov-24.csv"),
        ("12:00 pm Mountain, Arizona", "callsheet-12-good-until-12-00-pm-mountain-arizona.csv"),
        ("../..//x", "callsheet-12-good-until-x.csv"),
    ],
    ids=["eastern", "arizona", "a path"],
)
def test_the_name_says_until_when(until, name):
    assert file_name(12, until) == name
