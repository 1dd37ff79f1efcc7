"""`callsheet records`: the record on the command line."""

import csv
import io
import json
from pathlib import Path

import pytest

from callsheet.calling.models import Attempt
from callsheet.cli import main
from callsheet.command_line import UNUSABLE
from callsheet.compliance.models import DoNotCallRequest
from callsheet.leads.models import Lead
from callsheet.owners.models import Owner
from tests.web.calling.record_world import called, recorded
from tests.web.world import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def dennis(leads, maya) -> Lead:
    Attempt.objects.all().delete()
    DoNotCallRequest.objects.all().delete()
    lead = leads["Dennis Ott"]
    called(lead, maya, NOW)
    recorded(leads["Priya Raman"], maya, NOW)
    return lead


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_the_table_goes_to_stdout(dennis, capsys):
    assert main(["records"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("\ufeffWhen (UTC),")
    assert {row["Owner"] for row in rows(out)} == {"Dennis Ott", "Priya Raman"}


def test_or_into_a_file(dennis, tmp_path, capsys):
    file = tmp_path / "records.csv"
    assert main(["records", str(file)]) == 0
    assert capsys.readouterr().out == f"Written: {file}.\n"
    assert len(rows(file.read_text(encoding="utf-8-sig"))) == 2


def test_and_as_a_document(dennis, tmp_path, capsys):
    file, document = tmp_path / "records.csv", tmp_path / "record.pdf"
    assert main(["records", str(file), "--pdf", str(document), "--owner", "dennis ott"]) == 0
    assert document.read_bytes().startswith(b"%PDF-")
    assert [row["Owner"] for row in rows(file.read_text(encoding="utf-8-sig"))] == ["Dennis Ott"]


def test_as_json(dennis, capsys):
    assert main(["records", "--json", "--number", "4105550117"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["from"], said["to"]) == ("2021-11-24", "2026-11-24")
    [row] = said["rows"]
    assert (row["Number"], row["Decision"]) == ("(410) 555-0117", "allowed")


def test_files_and_json_say_how_many_rows_there_are(dennis, tmp_path, capsys):
    file = tmp_path / "records.csv"
    assert main(["records", "--json", str(file)]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["csv"], said["pdf"], said["rows"]) == (str(file), None, 2)


def test_an_owner_by_number_in_the_books(dennis, capsys):
    assert main(["records", "--owner", str(dennis.owner_id)]) == 0
    assert [row["Owner"] for row in rows(capsys.readouterr().out)] == ["Dennis Ott"]


def test_days_narrow_it(dennis, capsys):
    assert main(["records", "--from", "2026-11-01", "--to", "2026-11-23"]) == 0
    assert rows(capsys.readouterr().out) == []


@pytest.mark.parametrize(
    "arguments, said",
    [
        pytest.param(["--from", "soon"], "--from soon: write a day", id="no day"),
        pytest.param(["--from", "2026-12-24"], "is after --to 2026-11-24", id="backwards"),
        pytest.param(["--owner", "Nobody"], "no such owner", id="no owner"),
        pytest.param(["--number", "12"], "that is no telephone number", id="no number"),
        pytest.param(["--number", "4105550198"], "no owner has this number", id="unknown number"),
        pytest.param(["/nowhere/at/all.csv"], "cannot write there", id="no folder"),
        pytest.param(["--pdf", "/nowhere/at/all.pdf"], "cannot write there", id="no folder for the pdf"),
    ],
)
def test_what_cannot_be_used_is_said(dennis, capsys, arguments, said):
    assert main(["records", *arguments]) == UNUSABLE
    assert said in capsys.readouterr().err


def test_two_owners_of_one_name_are_told_apart(dennis, capsys):
    twin = Owner.objects.create(team=dennis.team, name="Dennis Ott", name_key="DENNIS OTT")
    assert main(["records", "--owner", "Dennis Ott"]) == UNUSABLE
    assert f"Give one of their numbers: {dennis.owner_id}, {twin.pk}." in capsys.readouterr().err


def test_a_file_that_is_there_already_is_written_anew(dennis, tmp_path: Path):
    file = tmp_path / "records.csv"
    file.write_text("old\n" * 1000)
    assert main(["records", str(file)]) == 0
    assert len(rows(file.read_text(encoding="utf-8-sig"))) == 2
