"""Files as people really have them: workbooks with titles and sheets, files without a header, files that are none."""

import gzip
import io
import zipfile

import pytest

from callsheet.core.errors import UnusableInput
from callsheet.listings import readers
from callsheet.listings.readers import parse
from tests.web.listings.workbooks import Day, Formula, workbook

HEADER = ["MLS #", "Status", "Zip", "Off", "Total"]
TYPED = [2749905.0, "Expired", 1040, Day(45992), Formula(12.5)]
BOOK = {
    "Read me": [["Made by the MLS"], ["Do not change"]],
    "Nothing": [],
    "Listings": [["Expired report"], [], HEADER, TYPED, ["2749906", "Active", "01040", Day(45992.5), Formula("x")]],
    "Owners": [["Owner", "Address"], ["Jane Vail", "9 Quarry Rd"]],
}


def zipped(**files: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("_", "."), text)
    return content.getvalue()


# ---- workbooks


def test_the_first_sheet_that_holds_a_table_is_read():
    table = parse(workbook(BOOK), "book.xlsx")
    assert table.names == tuple(HEADER)
    assert list(table.lines) == [4, 5]


def test_cells_come_as_they_would_be_typed():
    rows = parse(workbook(BOOK), "book.xlsx").rows.rows()
    assert rows[0] == ("2749905", "Expired", "1040", "2025-12-01", "12.5")
    assert rows[1][2:] == ("01040", "2025-12-01 12:00:00", "x")


def test_another_sheet_is_read_when_it_is_named():
    assert parse(workbook(BOOK), "book.xlsx", "Owners").names == ("Owner", "Address")


def test_a_sheet_that_is_not_there_says_which_are():
    with pytest.raises(UnusableInput, match=r"no sheet Nope .* Its sheets are: Read me, Listings, Owners"):
        parse(workbook(BOOK), "book.xlsx", "Nope")


def test_the_sheets_are_told_and_hidden_ones_come_last(tmp_path):
    path = tmp_path / "book.xlsx"
    path.write_bytes(workbook(BOOK, hidden=["Listings"]))
    assert [sheet.name for sheet in readers.sheets(path)] == ["Read me", "Owners", "Listings"]
    assert parse(path.read_bytes(), "book.xlsx").names == ("Owner", "Address")


def test_a_csv_file_has_no_sheets(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("MLS #,Status\n1,Expired\n")
    assert readers.sheets(path) == []


def test_an_empty_workbook_says_so():
    with pytest.raises(UnusableInput, match="is empty"):
        parse(workbook({"A": [], "B": []}), "book.xlsx")


def test_a_workbook_with_a_damaged_sheet_says_what_to_do():
    whole = zipfile.ZipFile(io.BytesIO(workbook({"A": [["MLS #", "Status"], ["1", "Expired"]]})))
    damaged = io.BytesIO()
    with zipfile.ZipFile(damaged, "w") as archive:
        for name in whole.namelist():
            content = whole.read(name)
            archive.writestr(name, content[:-60] + b"&nothing" if "worksheets/" in name else content)
    with pytest.raises(UnusableInput, match=r"cannot be read\. Save it as CSV"):
        parse(damaged.getvalue(), "book.xlsx")


# ---- above the header, and without one


@pytest.mark.parametrize(
    ("above", "line"),
    [
        ("Expired report, Nov 24\nMade by Maya\n\n", 5),
        ("Report,,,,,,\n", 3),
        ("\n\n", 4),
        ("sep=,\nReport\n", 4),
    ],
    ids=["titles", "a merged title", "blank lines", "sep and title"],
)
def test_titles_above_the_header_are_passed_over(above, line):
    body = 'MLS #,Status,Address,City,State,Zip,Price\n1,Expired,"1 A St, X",T,MD,21000,\n2,Sold,2 A St,T,MD,21000,1\n'
    table = parse((above + body).encode(), "a.csv")
    assert table.names[:2] == ("MLS #", "Status")
    assert list(table.lines) == [line, line + 1]


def test_a_header_is_no_title_where_rows_are_longer():
    table = parse(b"Ref,Status\n1,Expired,x,y\n2,Active,x,y\n", "a.csv")
    assert table.names[:2] == ("Ref", "Status")


def test_a_file_without_a_header_keeps_its_first_row():
    table = parse(b"R1,Expired,1 A St,T,MD,21000\nR2,Active,2 A St,T,MD,21000\n", "a.csv")
    assert table.names == ("",) * 6
    assert table.rows.height == 2 and list(table.lines) == [1, 2]


# ---- dresses of text


@pytest.mark.parametrize(
    "content",
    [
        "MLS #;Status;Address\n1;Expired;1 Élan St, Town\n".encode("cp1252"),
        '\ufeffMLS #,Status,Address\n1,Expired,"1 Élan St, Town"\n'.encode(),
        'MLS #,Status,Address\n1,Expired,"1 Élan St, Town"\n'.encode("utf-16"),
        'MLS #,Status,Address\r\n1,Expired,"1 Élan St, Town"\r'.encode(),
        "MLS #\tStatus\tAddress\n1\tExpired\t1 Élan St, Town\n".encode(),
    ],
    ids=["semicolons in cp1252", "byte-order mark", "UTF-16", "mixed line ends", "tabs"],
)
def test_one_file_in_many_dresses(content):
    table = parse(content, "a.csv")
    assert table.names == ("MLS #", "Status", "Address")
    assert table.rows.rows() == [("1", "Expired", "1 Élan St, Town")]


def test_three_hundred_columns_are_kept():
    names = [f"C{number}" for number in range(300)]
    table = parse(f"{','.join(names)}\n{','.join('x' * 300)}\n".encode(), "wide.csv")
    assert len(table.names) == table.rows.width == 300


# ---- packed


def test_two_files_of_one_export_are_one_table():
    two = zipped(a_csv="MLS #,Status,Address\n1,Expired,1 A St\n", b_csv="MLS #,Status,Address,City\n2,Sold,1 B St,T\n")
    assert parse(two, "both.zip").rows["0"].to_list() == ["1", "2"]


def test_two_tables_of_other_columns_are_not_put_together():
    two = zipped(a_csv="MLS #,Status,Address\n1,Expired,1 A St\n", b_csv="Owner,Phone\nJane Vail,\n")
    with pytest.raises(UnusableInput, match=r"a\.csv and b\.csv have other columns\. Unpack it"):
        parse(two, "both.zip")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"", "is empty"),
        ("a.xls", b"\xd0\xcf\x11\xe0old", "old Excel file"),
        ("a.xls", b"<html><table>", "open it in Excel and save it as CSV"),
        ("a.ods", zipped(mimetype="x", content_xml="<x/>"), "OpenDocument"),
        ("a.csv", b'A,B,C\n1,"x,2\n3,4,5\n', "a quotation mark opens a cell that never ends"),
        ("a.gz", gzip.compress(b"MLS #,Status\n1,Sold\n")[:-9], "damaged gzip"),
        ("a.zip", b"PK\x03\x04broken", "damaged zip"),
    ],
    ids=["empty", "xls", "html", "ods", "quotes", "gz", "zip"],
)
def test_what_cannot_be_read_says_what_to_do(name, content, said):
    with pytest.raises(UnusableInput, match=said):
        parse(content, name)


def test_what_unpacks_to_more_than_a_small_machine_holds_is_refused(monkeypatch):
    monkeypatch.setattr(readers, "LARGEST", 10)
    for packed in (gzip.compress(b"MLS #,Status\n" * 9), zipped(a_csv="MLS #,Status\n" * 9)):
        with pytest.raises(UnusableInput, match="Export fewer days at a time"):
            parse(packed, "big")
