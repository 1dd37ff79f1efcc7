"""One row of an owner file, typed: what it says, what is left out, why it cannot be used. All people are invented."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from callsheet.core.listing_row import Day
from callsheet.listings.rows import Rejection
from callsheet.owners.columns import read_header
from callsheet.owners.rows import Mailing, OwnerRow, RowPhone, RowReader, mailing_of, order_of_names

DAY = Day(datetime(2026, 11, 24, 13, 5, tzinfo=UTC), ZoneInfo("America/New_York"))
AT_HOME = {"Address": "418 Larkspur Ln", "Zip": "21014"}


def read(last_first: bool | None = None, **cells: str) -> OwnerRow | Rejection:
    """A row with an address, and these cells; `Phone_2` is the column `Phone 2`."""
    row = AT_HOME | {name.replace("_", " "): text for name, text in cells.items()}
    return RowReader(read_header(list(row)), DAY, last_first).read(0, list(row.values()))


def numbers(row: OwnerRow) -> list[str]:
    return [phone.number for phone in row.phones]


@pytest.mark.parametrize(
    "cell",
    [
        "410-555-0142; 410-555-0143",
        "(410) 555-0142, (410) 555-0143",
        "410.555.0142 / 410.555.0143",
        "4105550142|4105550143",
        "410-555-0142 or 410-555-0143",
        "410-555-0142\n410-555-0143",
    ],
)
def test_several_numbers_in_one_cell(cell):
    row = read(Owner="Jane Vail", Phone=cell)
    assert numbers(row) == ["+14105550142", "+14105550143"]
    assert row.warnings == ()


def test_the_good_number_beside_a_bad_one_is_taken():
    row = read(Owner="Jane Vail", Phone="410-555-0142 or 410-555")
    assert numbers(row) == ["+14105550142"]
    assert [warning.value for warning in row.warnings] == ["410-555-0142 or 410-555"]


@pytest.mark.parametrize("cell", ["", " ", "-", "n/a", "0", "000-000-0000", "0000000000"])
def test_placeholders_are_no_numbers_and_no_mistakes(cell):
    row = read(Owner="Jane Vail", Phone=cell)
    assert (row.phones, row.warnings) == ((), ())


def test_a_number_that_stands_twice_is_one_with_the_worse_of_its_flags():
    row = read(Phone_1="4105550142", Phone_1_DNC="N", Phone_2="4105550142", Phone_2_Type="Cell", Phone_2_DNC="Y")
    assert row.phones == (RowPhone("+14105550142", "mobile", listed=True),)


def test_the_rows_own_flag_speaks_for_every_number():
    row = read(Phone_1="4105550142", Phone_2="4105550143", Phone_2_DNC="N", DNC="Y", Litigator="Y")
    assert [(phone.listed, phone.litigator) for phone in row.phones] == [(True, True), (True, True)]


def test_the_type_of_a_line_wins_over_the_name_of_its_column():
    row = read(Mobile="4105550142", Mobile_Type="Landline", Cell_2="4105550143")
    assert [phone.line_type for phone in row.phones] == ["landline", "mobile"]


def test_first_and_last_name_win_over_a_full_name():
    assert read(Owner="Vail J", First_Name="Jane", Last_Name="Vail").name.display == "Jane Vail"


def test_a_trust_wins_over_first_and_last_name():
    row = read(Owner="Vail Family Trust", First_Name="Jane", Last_Name="Vail")
    assert (row.name.display, row.name.kind) == ("Vail Family Trust", "trust")


def test_two_owner_columns_are_a_couple():
    assert read(Owner="VAIL JANE", Owner_2="VAIL OMAR").name.display == "Jane and Omar Vail"


def test_the_file_tells_how_names_are_written():
    assert read(last_first=True, Owner="QUILL XIU").name.display == "Xiu Quill"
    columns = read_header(["Owner", "Address"])
    rows = [("BOONE HARRIET", "x"), ("QUILL XIU", "x"), ("VAIL JANE M", "x"), ("SCOTT HOLDINGS LLC", "x")]
    assert order_of_names(columns, rows) is True
    assert order_of_names(columns, [(None, "x")]) is None


def test_emails_are_kept_in_order_and_nonsense_is_left_out():
    row = read(Owner="Jane Vail", Email_1="none", Email_2="Jane@Example.com", Email_3="jane@example.com")
    assert row.emails == ("jane@example.com",)


@pytest.mark.parametrize(
    "parts",
    [
        {"unparsed": "7 Heron Court #3B", "city": "PORT ALDER", "state": "MD", "postal_code": "21078-1234"},
        {"unparsed": "7 HERON CT UNIT 3B", "city": "Port Alder", "state": "Maryland", "postal_code": "21078"},
        {"unparsed": "7 Heron Ct", "unit": "3B", "city": "Port Alder", "state": "md", "postal_code": "21078"},
        {"unparsed": "7 Heron Ct Apt 3B, Port Alder, MD 21078"},
    ],
)
def test_a_mailing_address_is_written_in_one_way(parts):
    assert mailing_of(tuple(parts.items())) == Mailing("7 Heron Ct, Unit 3B", "Port Alder", "MD", "21078")


@pytest.mark.parametrize("line", ["PO Box 12", "P.O. BOX 12", "P O Box #12", "Post Office Box 12"])
def test_a_post_office_box_is_written_in_one_way(line):
    parts = (("unparsed", line), ("city", "MILLBROOK"), ("state", "md"), ("postal_code", "21040"))
    assert mailing_of(parts) == Mailing("PO Box 12", "Millbrook", "MD", "21040")


def test_an_address_abroad_is_kept_as_it_is_written():
    assert mailing_of((("unparsed", "Rue des Hérons"), ("city", "Lyon"))).line == "Rue des Hérons"
    assert mailing_of((("city", "Lyon"),)) == Mailing()


def test_a_row_needs_a_home():
    row = read(Owner="Jane Vail", Address="Larkspur Ln")
    assert isinstance(row, Rejection)
    assert (row.column, row.value) == ("Address", "Larkspur Ln 21014")
    assert row.repair.endswith("Write it as 12 Oak St, Town, ST 21000.")


def test_a_row_needs_a_name_or_a_number():
    nobody = read(Owner="", Phone="")
    assert nobody == Rejection(0, "Owner", "", "Write the owner's name or a phone number; the row has neither.")
    unusable = read(Owner="unknown", Phone="410-555")
    assert unusable == Rejection(0, "Phone", "410-555", "A phone number has ten digits, this has 6.")
    assert isinstance(read(Owner="", Phone="4105550142"), OwnerRow)


@pytest.mark.parametrize(
    ("cell", "since"),
    [("03-14-2019", date(2019, 3, 14)), ("2031-01-01", None), ("soon", None), ("", None)],
)
def test_the_day_of_the_last_sale(cell, since):
    assert read(Owner="Jane Vail", Last_Sale_Date=cell).since == since


def test_a_scrub_without_a_day_is_of_the_day_of_the_file():
    assert read(Owner="Jane Vail").scrubbed_on == date(2026, 11, 24)
    assert read(Owner="Jane Vail", Scrub_Date="").scrubbed_on == date(2026, 11, 24)
    assert read(Owner="Jane Vail", Scrub_Date="11/02/2026").scrubbed_on == date(2026, 11, 2)
