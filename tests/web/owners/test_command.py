"""`callsheet owners import`, from the shell's side. All people are invented."""

import json
from datetime import date

import pytest

from callsheet.cli import main
from callsheet.listings.models import Source
from callsheet.owners.models import Phone
from tests.web.owners.files import BOONE, HEADER, VAIL, write

pytestmark = pytest.mark.django_db

AT = "2026-11-24T08:05:00-05:00"


def test_the_json_document(tmp_path, capsys):
    path = write(tmp_path / "county.csv", [BOONE, VAIL, [*[""] * 9, "Y"]])
    assert main(["owners", "import", str(path), "--source", "Alder County", "--json", "--at", AT]) == 1
    told = json.loads(capsys.readouterr().out)
    (file,) = told["files"]
    counts = {name: file[name] for name in ("rows", "new", "changed", "unchanged", "rejected")}
    assert counts == {"rows": 3, "new": 2, "changed": 0, "unchanged": 0, "rejected": 1}
    assert file["rejected_file"] == str(tmp_path / "county.rejected.csv")
    assert (told["owners"], told["phones"], told["merged"]) == (2, 2, 0)
    assert Source.objects.get().name == "Alder County"


def test_a_value_left_out_is_told_and_is_no_reject(tmp_path, capsys):
    path = write(tmp_path / "county.csv", [[*BOONE[:6], "410-555", *BOONE[7:], "3"]], [*HEADER, "Beds"])
    assert main(["owners", "import", str(path), "--at", AT]) == 0
    said = capsys.readouterr().out
    assert "1 row: 1 new, 0 changed, 0 unchanged, 0 rejected" in said
    assert "Line 2, Phone 2, “410-555”: A phone number has ten digits, this has 6." in said
    assert "Columns left out, but kept with each row: Beds" in said


def test_the_moment_of_a_file_may_be_given(tmp_path):
    path = write(tmp_path / "county.csv", [BOONE])
    assert main(["owners", "import", str(path), "--as-of", "2026-11-02", "--at", AT]) == 0
    assert Phone.objects.get().vendor_scrubbed_on == date(2026, 11, 2)


def test_a_file_that_does_not_tell_changes_nothing(tmp_path, capsys):
    path = write(tmp_path / "odd.csv", [["1", "2"]], ["a", "b"])
    assert main(["owners", "import", str(path), "--at", AT]) == 2
    assert "No column holds the home's address" in capsys.readouterr().err
    assert not Source.objects.exists()
