"""`callsheet import` and `callsheet owners import`, from the command line to the leads, with invented files."""

import json
from datetime import date
from pathlib import Path

import pytest

from callsheet.accounts.models import Team
from callsheet.cli import main
from callsheet.leads.intake import run_import
from callsheet.leads.models import Lead
from callsheet.leads.tasks import run_import_task
from callsheet.listings import ingest
from callsheet.listings.models import Import, Listing, ListingChange, Source
from callsheet.owners.models import Owner
from tests.web import world
from tests.web.world import NOW

pytestmark = pytest.mark.django_db(transaction=True)

AT = "2026-11-24T08:05:00-05:00"
HEADER = "MLS #,Status,Address,City,State,Zip,List Price,List Date,Off Market Date,Close Date,Paint"
EXPIRED = "AL1,Expired,418 Larkspur Ln,Fallow Creek,MD,21014,459900,2026-03-11,2026-11-22,,green"
CANCELED = "AL2,Canceled,15 Quarry Rd,Fallow Creek,MD,21014,312000,2026-06-01,2026-11-23,,"
ACTIVE = "AL3,Active,62 Bayberry Ln,Fallow Creek,MD,21014,350000,2026-10-01,,,"
SOLD = "AL4,Sold,77 Windrow Rd,Fallow Creek,MD,21014,287500,2026-05-01,,2026-08-01,"
NO_ADDRESS = "AL5,Expired,,,,,99000,2026-05-01,2026-11-20,,"
RELISTED = "AL9,Active,418 Larkspur Ln,Fallow Creek,MD,21014,449900,2026-11-24,,,"
OWNERS = "First Name,Last Name,Property Address,Property City,Property State,Property Zip,Phone 1,Phone 1 Type\n"
HARRIET = "Harriet,Boone,418 Larkspur Ln,Fallow Creek,MD,21014,(410) 555-0142,mobile\n"


@pytest.fixture
def export(tmp_path):
    """Write an export with these rows and give its path."""

    def write(*rows: str, name: str = "export.csv"):
        path = tmp_path / name
        path.write_text("\n".join((HEADER, *rows)) + "\n", encoding="utf-8")
        return path

    return write


@pytest.fixture
def told(capsys):
    """Run a command with --json at the moment of the tests; gives its exit code and document."""

    def run(*arguments) -> tuple[int, dict]:
        capsys.readouterr()
        code = main([*map(str, arguments), "--json", "--at", AT])
        return code, json.loads(capsys.readouterr().out)

    return run


def counts(entry: dict) -> tuple[int, ...]:
    return tuple(entry[kind] for kind in ("rows", "new", "changed", "unchanged", "rejected"))


def test_an_export_becomes_leads(export, told):
    code, said = told("import", export(EXPIRED, CANCELED, ACTIVE, SOLD), "--mls", "Alder County MLS")
    assert code == 0
    [entry] = said["files"]
    assert counts(entry) == (4, 4, 0, 0, 0)
    assert entry["mapping"]["listing_id"] == "MLS #"
    assert entry["unmapped_columns"] == ["Paint"]
    assert (said["off_market"], said["relisted"], said["leads_opened"], said["leads_closed"]) == (2, 0, 2, 0)
    assert isinstance(said["seconds"], float)
    assert set(Lead.objects.values_list("expired_on", flat=True)) == {date(2026, 11, 22), date(2026, 11, 23)}
    assert {lead.opened_at for lead in Lead.objects.all()} == {NOW}


def test_the_same_file_twice_changes_nothing(export, told):
    path = export(EXPIRED, CANCELED)
    told("import", path)
    code, said = told("import", path)
    assert code == 0
    assert counts(said["files"][0]) == (2, 0, 0, 2, 0)
    assert (said["off_market"], said["leads_opened"]) == (0, 0)
    assert Lead.objects.count() == 2
    assert not ListingChange.objects.exists()


def test_a_relisting_in_a_later_file_closes_the_lead(export, told):
    told("import", export(EXPIRED), "--mls", "Alder County MLS")
    _, said = told("import", export(RELISTED), "--mls", "Bay MLS")
    assert (said["relisted"], said["leads_closed"]) == (1, 1)
    lead = Lead.objects.get()
    assert (lead.state, lead.closed_because) == ("closed", "Listed again on Nov 24 (Bay MLS).")


def test_an_expiry_and_its_relisting_in_one_file_open_no_lead(export, told):
    _, said = told("import", export(EXPIRED, RELISTED))
    assert (said["off_market"], said["relisted"], said["leads_opened"], said["leads_closed"]) == (0, 1, 0, 0)
    assert not Lead.objects.exists()


def test_rejected_rows_are_exit_code_one_and_come_back_as_a_file(export, told):
    code, said = told("import", export(EXPIRED, NO_ADDRESS))
    [entry] = said["files"]
    assert code == 1
    assert counts(entry) == (2, 1, 0, 0, 1)
    assert "AL5" in Path(entry["rejected_file"]).read_text(encoding="utf-8")


def test_a_file_that_cannot_be_used_changes_nothing(tmp_path, capsys):
    path = tmp_path / "notes.csv"
    path.write_text("Colour,Shape\nred,round\n", encoding="utf-8")
    assert main(["import", str(path), "--at", AT]) == 2
    assert "no column was found" in capsys.readouterr().err
    assert not Listing.objects.exists()
    assert not Import.objects.exists()


def test_of_several_files_all_are_read_or_none(export, tmp_path, capsys):
    missing, notes = tmp_path / "missing.csv", tmp_path / "notes.csv"
    notes.write_text("Colour,Shape\nred,round\n", encoding="utf-8")
    files = [str(path) for path in (export(EXPIRED), missing, notes)]
    assert main(["import", *files, "--at", AT, "--json"]) == 2
    out, err = capsys.readouterr()
    said = json.loads(out)
    assert [entry["file"] for entry in said["files"]] == files
    assert [counts(entry) for entry in said["files"]] == [(0, 0, 0, 0, 0)] * 3
    fine, lost, odd = (entry["error"] for entry in said["files"])
    assert fine == "It was not read, because another file cannot be used."
    assert "no such file" in lost
    assert "no column was found" in odd
    assert lost in err
    assert odd in err
    assert "None of the 3 files was read." in err
    assert not Import.objects.exists()
    assert not Source.objects.exists()
    assert not Listing.objects.exists()


def test_several_files_are_read_in_their_order(export, told):
    code, said = told("import", export(EXPIRED), export(RELISTED, name="later.csv"))
    assert code == 0
    assert [counts(entry) for entry in said["files"]] == [(1, 1, 0, 0, 0)] * 2
    assert (said["leads_opened"], said["leads_closed"]) == (1, 1)


def test_the_same_file_named_twice_is_unchanged_the_second_time(export, told):
    path = export(EXPIRED)
    _, said = told("import", path, path)
    assert [counts(entry) for entry in said["files"]] == [(1, 1, 0, 0, 0), (1, 0, 0, 1, 0)]


def test_of_several_owner_files_all_are_read_or_none(tmp_path, capsys):
    owners, notes = tmp_path / "owners.csv", tmp_path / "notes.csv"
    owners.write_text("Owner,Address,Phone\nIvo Tarn,12 Quillfeather Ln 21078,4105550142\n", encoding="utf-8")
    notes.write_text("Colour,Shape\nred,round\n", encoding="utf-8")
    assert main(["owners", "import", str(owners), str(notes), "--at", AT]) == 2
    assert "None of the 2 files was read." in capsys.readouterr().err
    assert not Import.objects.exists()
    assert main(["owners", "import", str(owners), "--at", AT]) == 0


def test_a_folder_is_told_from_a_missing_file(tmp_path, capsys):
    assert main(["import", str(tmp_path), "--at", AT]) == 2
    assert "is a folder" in capsys.readouterr().err


def test_a_dry_run_says_what_would_be_and_changes_nothing(export, told):
    code, said = told("import", export(EXPIRED, NO_ADDRESS), "--dry-run")
    assert code == 1
    assert counts(said["files"][0]) == (2, 1, 0, 0, 1)
    assert said["leads_opened"] == 1
    assert not Lead.objects.exists()
    assert not Import.objects.exists()
    assert [path.name for path in export().parent.iterdir()] == ["export.csv"]


def test_the_moment_of_a_file_can_be_given(export, told):
    told("import", export(EXPIRED.replace("2026-11-22", "")), "--as-of", "2026-11-20")
    lead = Lead.objects.get()
    assert (lead.expired_on, lead.expired_on_known) == (date(2026, 11, 20), False)


@pytest.mark.parametrize(("as_of", "said"), [("yesterday", "write a day or a moment"), ("2027-01-01", "lies ahead")])
def test_an_unusable_moment_is_explained(export, capsys, as_of, said):
    assert main(["import", str(export(EXPIRED)), "--as-of", as_of, "--at", AT]) == 2
    assert said in capsys.readouterr().err


def test_people_are_told_in_words(export, capsys):
    assert main(["import", str(export(EXPIRED, CANCELED, NO_ADDRESS)), "--at", AT]) == 1
    said = capsys.readouterr().out
    assert "3 rows: 2 new, 0 changed, 0 unchanged, 1 rejected" in said
    assert "listing_id from MLS #" in said
    assert "Columns left out, but kept with each row: Paint" in said
    assert "2 off market, 0 relisted, 2 leads opened, 0 leads closed." in said


def test_owners_join_the_leads_that_wait_for_them(export, tmp_path, told):
    told("import", export(EXPIRED))
    path = tmp_path / "owners.csv"
    path.write_text(OWNERS + HARRIET, encoding="utf-8")
    code, said = told("owners", "import", path, "--source", "Alder skip trace")
    assert code == 0
    assert (said["owners"], said["phones"], said["merged"]) == (1, 1, 0)
    assert Lead.objects.get().owner == Owner.objects.get()
    assert Lead.objects.get().owner.phones.get().number == "+14105550142"


def test_owners_who_came_first_are_found_when_the_home_expires(export, tmp_path, told):
    path = tmp_path / "owners.csv"
    path.write_text(OWNERS + HARRIET, encoding="utf-8")
    told("owners", "import", path)
    told("import", export(EXPIRED))
    assert Lead.objects.get().owner.first_name == "Harriet"


# ---- the task of an upload


def queued(export, *rows) -> Import:
    team = Team.objects.first() or world.a_team()
    return ingest.queue(team, export(*rows), file_name="export.csv", by=None, now=NOW)


def test_an_upload_is_read_in_the_background_once(export):
    import_ = queued(export, EXPIRED)
    run_import_task.func(import_.pk)
    run_import_task.func(import_.pk)
    import_.refresh_from_db()
    assert (import_.state, import_.leads_opened) == ("done", 1)
    assert Lead.objects.count() == 1


def test_an_upload_that_vanished_fails_with_what_to_do(export):
    import_ = queued(export, EXPIRED)
    export().unlink()
    run_import_task.func(import_.pk)
    import_.refresh_from_db()
    assert import_.state == "failed"
    assert "Give the path" in import_.problem


def test_an_import_that_was_taken_away_is_no_work(export):
    import_ = queued(export, EXPIRED)
    import_.delete()
    run_import_task.func(import_.pk or 1)
    assert not Lead.objects.exists()


class Killed(BaseException):
    """What a worker that dies looks like from within."""


def test_an_import_killed_half_way_goes_on_without_losing_or_doubling(export):
    rows = [EXPIRED.replace("AL1", f"AL{n}").replace("418", str(n)) for n in range(100, 700)]
    import_ = queued(export, *rows)

    def dies(done: int, of: int) -> None:
        raise Killed

    with pytest.raises(Killed):
        run_import(import_, NOW, dies)
    import_.refresh_from_db()
    assert 0 < import_.done_rows < 600
    assert Lead.objects.count() == import_.leads_opened == import_.done_rows
    run_import_task.func(import_.pk)
    import_.refresh_from_db()
    assert (import_.state, import_.new, import_.leads_opened) == ("done", 600, 600)
    assert Lead.objects.count() == Listing.objects.count() == 600


@pytest.mark.parametrize("command", [["import"], ["owners", "import"]])
def test_a_picture_is_refused_and_leaves_nothing_beside_it(tmp_path, capsys, command):
    path = tmp_path / "photo.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01,\0\0\0\x01")
    assert main([*command, str(path), "--at", AT]) == 2
    said = capsys.readouterr().err
    assert "photo.csv is no table of text: it is a picture. Export the search as CSV, Excel or JSON." in said
    assert list(tmp_path.iterdir()) == [path]
