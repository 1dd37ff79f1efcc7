"""A workbook with several sheets on the command line. All invented."""

import json
from pathlib import Path

import pytest

from callsheet.cli import main
from callsheet.leads.command_sheets import sheet_line
from callsheet.listings.models import Import, Listing
from callsheet.owners.models import Owner
from tests.web.listings.files import HEADER, HERON, LARKSPUR
from tests.web.listings.workbooks import workbook
from tests.web.owners import files as owner_files

pytestmark = pytest.mark.django_db


@pytest.fixture
def book(tmp_path, settings):
    settings.HOME = tmp_path / "home"
    path = tmp_path / "export.xlsx"
    sheets = {"Notes": [["Made for you"]], "Active": [HEADER, LARKSPUR], "Old ones": [HEADER, HERON]}
    path.write_bytes(workbook(sheets))
    return path


def numbers() -> list[str]:
    return sorted(Listing.objects.values_list("listing_id", flat=True))


def test_the_sheet_that_was_read_is_named_and_so_are_the_others(book, capsys):
    assert main(["import", str(book), "--json"]) == 0
    said = capsys.readouterr()
    assert " ".join(said.err.split()).endswith(
        "Sheet Active was read. The others are: Notes, Old ones. Read one with --sheet NAME."
    )
    assert json.loads(said.out)["files"][0]["new"] == 1
    assert numbers() == ["AL1"]


def test_a_sheet_by_its_name(book, capsys):
    assert main(["import", str(book), "--sheet", "Old ones"]) == 0
    assert numbers() == ["AL2"]
    assert Import.objects.get().file_name == "export.xlsx (Old ones)"
    assert capsys.readouterr().err == "", "whoever names the sheet knows which was read"


def test_of_a_sheet_that_could_not_be_used_nobody_says_that_it_was_read(book, capsys):
    book.write_bytes(workbook({"Notes": [["Made for you"]], "Plan": [["Task", "Who"], ["Sweep", "Agnes"]]}))
    assert main(["import", str(book)]) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert "was looked at. The others are:" in said
    assert "was read" not in said


def test_workbooks_of_one_name_in_two_folders_are_kept_apart(book, tmp_path):
    other = tmp_path / "other" / book.name
    other.parent.mkdir()
    other.write_bytes(workbook({"Active": [HEADER, HERON]}))
    for path in (book, other, book):
        assert main(["import", str(path), "--sheet", "Active"]) == 0
    assert Import.objects.values("file_path").distinct().count() == 2


def test_of_a_file_that_is_no_workbook_only_the_first_bytes_are_looked_at(tmp_path, monkeypatch):
    path = owner_files.write(tmp_path / "county.csv", [owner_files.BOONE])
    monkeypatch.setattr(Path, "read_bytes", None)
    assert sheet_line(path, True) == ""


def test_a_sheet_that_is_not_there_changes_nothing(book, capsys):
    assert main(["import", str(book), "--sheet", "Sold"]) == 2
    assert "Its sheets are: Notes, Active, Old ones." in " ".join(capsys.readouterr().err.split())
    assert not Import.objects.exists()


def test_a_sheet_of_what_is_no_workbook(tmp_path, capsys):
    path = owner_files.write(tmp_path / "county.csv", [owner_files.BOONE])
    assert main(["owners", "import", str(path), "--sheet", "One"]) == 2
    assert "is no Excel workbook: leave out --sheet." in " ".join(capsys.readouterr().err.split())


def test_owners_of_a_sheet_by_its_name(tmp_path, settings):
    settings.HOME = tmp_path / "home"
    path = tmp_path / "county.xlsx"
    rows = [owner_files.HEADER, owner_files.BOONE], [owner_files.HEADER, owner_files.VAIL]
    path.write_bytes(workbook(dict(zip(("North", "South"), rows, strict=True))))
    assert main(["owners", "import", str(path), "--sheet", "South"]) == 0
    assert Owner.objects.get().name == "Jane Vail"
