"""`backup` and `restore`: one file, everything in it but what must not be, and back again on either database."""

import json
import sqlite3
import stat
import zipfile
from contextlib import closing
from datetime import UTC, timedelta

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from callsheet.accounts.models import OneTimeLink, Person, Team
from callsheet.calling import record_csv
from callsheet.calling.record import Scope, entries
from callsheet.cli import main
from callsheet.command_line import UNUSABLE
from callsheet.compliance import evidence_files, gate, permissions, registry
from callsheet.compliance.models import Answer, Consent, RegistryCopy, RegistryFile
from callsheet.core.errors import UnusableInput
from callsheet.home import backup, tables
from callsheet.home.models import RecurringWork
from callsheet.home.paths import home
from callsheet.leads.models import Lead
from callsheet.listings.models import Import
from callsheet.owners.models import Owner
from tests.web.home.a_full_home import fill
from tests.web.listed import on_registry
from tests.web.world import NOW, a_team

pytestmark = pytest.mark.django_db

CHANGED_BY_RESTORE = {"compliance.registrycopy"}


@pytest.fixture(autouse=True)
def _home_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv("CALLSHEET_HOME", str(tmp_path / "home"))
    home().joinpath("secret-key").write_text("the key of the first home", encoding="ascii")


@pytest.fixture
def file(tmp_path):
    return tmp_path / "callsheet.zip"


def contents() -> dict[str, list[str]]:
    return {model._meta.label_lower: list(tables.rows(model)) for model in tables.kept(apps)}


def empty_the_home(monkeypatch, path) -> None:
    """What a new computer looks like: an empty database and another folder."""
    connection.check_constraints()  # PostgreSQL empties no table in a transaction that still has checks to make
    call_command("flush", interactive=False, verbosity=0)
    monkeypatch.setenv("CALLSHEET_HOME", str(path))


@pytest.mark.django_db(transaction=True)
def test_everything_comes_back_as_it_was(file, tmp_path, monkeypatch):
    fill()
    before = contents()
    counts = backup.backup(file, NOW)
    assert counts["leads.lead"] == 1
    empty_the_home(monkeypatch, tmp_path / "new")
    assert backup.restore(file, NOW) == counts
    after = contents()
    moved = [row.replace(str(tmp_path / "home"), str(tmp_path / "new")) for row in before.pop("listings.import")]
    assert after.pop("listings.import") == moved
    for label in set(before) - CHANGED_BY_RESTORE:
        assert after[label] == before[label], label
    assert {label for label, rows in before.items() if rows} >= {
        "calling.attempt",
        "compliance.answer",
        "leads.followup",
    }


def test_the_chain_of_answers_still_holds(file, tmp_path, monkeypatch):
    fill()
    backup.backup(file, NOW)
    empty_the_home(monkeypatch, tmp_path / "new")
    backup.restore(file, NOW)
    assert Answer.objects.count() == 2
    assert gate.verify_chain(Team.objects.get()) == []


def test_the_record_of_every_attempt_reads_the_same(file, tmp_path, monkeypatch):
    agent = fill()
    owner = Lead.objects.get().owner
    permissions.consent(agent.team, owner, "invited", words="Call me.", on=NOW.date(), by=agent, now=NOW)

    def record() -> list[str]:
        scope = Scope(Team.objects.get(), Owner.objects.get())
        return list(record_csv.lines(entries(scope), UTC))

    before = record()
    backup.backup(file, NOW)
    empty_the_home(monkeypatch, tmp_path / "new")
    backup.restore(file, NOW)
    assert record() == before
    assert len(before) == 5  # the heads, an attempt, a request, a refusal, a permission


def test_new_rows_get_new_numbers_afterwards(file, tmp_path, monkeypatch):
    fill()
    backup.backup(file, NOW)
    empty_the_home(monkeypatch, tmp_path / "new")
    backup.restore(file, NOW)
    last = Team.objects.get().pk
    assert a_team("Heron Homes").pk > last


def test_the_key_and_the_uploads_come_along(file, tmp_path, monkeypatch):
    fill()
    backup.backup(file, NOW)
    empty_the_home(monkeypatch, tmp_path / "new")
    backup.restore(file, NOW)
    key = home() / "secret-key"
    assert key.read_text(encoding="ascii") == "the key of the first home"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    upload = Import.objects.get().file_path
    assert upload == str(tmp_path / "new" / "imports" / "alder.csv")
    assert (home() / "imports" / "alder.csv").read_text(encoding="utf-8").startswith("MLSNumber")


def test_an_upload_that_is_read_and_deleted_meanwhile_is_no_failure(file, monkeypatch):
    fill()
    gone = home() / "imports" / "gone.csv"
    monkeypatch.setattr(backup, "_kept_files", lambda: [home() / "secret-key", gone])
    backup.backup(file, NOW)
    with zipfile.ZipFile(file) as archive:
        assert [name for name in archive.namelist() if name.startswith("home/")] == ["home/secret-key"]
        assert archive.testzip() is None


def test_evidence_comes_along_but_not_what_is_still_being_written(file, tmp_path, monkeypatch):
    fill()
    lead = Lead.objects.exclude(owner=None).first()
    kept = evidence_files.keep(ContentFile(b"%PDF-1.7 signed"), "consent.pdf")
    permissions.consent(
        lead.team, lead.owner, "invited", words="Call me.", on=NOW.date(), by=None, now=NOW, evidence=kept
    )
    (evidence_files.folder() / ".half.unfinished").write_bytes(b"%PDF")
    backup.backup(file, NOW)
    empty_the_home(monkeypatch, tmp_path / "new")
    backup.restore(file, NOW)
    assert evidence_files.read(Consent.objects.get()) == b"%PDF-1.7 signed"
    assert [path.name for path in evidence_files.folder().iterdir()] == [kept.file]


def test_registry_copies_stay_out_and_none_counts_as_loaded(file, tmp_path, monkeypatch):
    fill()
    on_registry("+14105550199")
    backup.backup(file, NOW)
    with zipfile.ZipFile(file) as archive:
        assert not any("registryfile" in name or name.endswith(".bits") for name in archive.namelist())
    empty_the_home(monkeypatch, tmp_path / "new")
    backup.restore(file, NOW)
    assert registry.check(["+14105550199"]) == [(None, None)]
    assert not RegistryFile.objects.exists()
    assert not RegistryCopy.objects.filter(replaced_at=None).exists()
    assert RegistryCopy.objects.get().replaced_at == NOW


def test_what_is_worth_nothing_elsewhere_stays_out(file, client):
    client.force_login(fill())
    OneTimeLink.objects.create(purpose="welcome", token_hash="h", created_at=NOW, expires_at=NOW)
    backup.backup(file, NOW)
    with zipfile.ZipFile(file) as archive:
        names = set(archive.namelist())
    assert not {name for name in names if "session.jsonl" in name and "call" not in name}
    assert "tables/accounts.onetimelink.jsonl" not in names
    assert "tables/compliance.registrynumber.jsonl" not in names


def test_the_file_is_for_its_owner_only(file):
    backup.backup(file, NOW)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_second_backup_takes_the_place_of_the_first_whole(file):
    backup.backup(file, NOW)
    fill()
    assert backup.backup(file, NOW)["accounts.person"] == 1
    assert [path.name for path in file.parent.iterdir() if path.suffix != ".zip" and path.is_file()] == []


def test_a_backup_that_fails_leaves_the_old_one(file, monkeypatch):
    backup.backup(file, NOW)
    old = file.read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup, "_write_table", full)
    with pytest.raises(UnusableInput, match="No space left on device"):
        backup.backup(file, NOW)
    assert file.read_bytes() == old
    assert not list(file.parent.glob(".*"))


def test_a_folder_that_is_not_there_is_said(tmp_path, capsys):
    assert main(["backup", str(tmp_path / "nowhere" / "b.zip")]) == UNUSABLE
    assert "cannot write the backup there" in capsys.readouterr().err


def test_restores_into_an_empty_home_only(file, tmp_path, monkeypatch, capsys):
    fill()
    backup.backup(file, NOW)
    assert main(["restore", str(file)]) == UNUSABLE
    assert "is not empty" in capsys.readouterr().err
    assert Lead.objects.count() == 1
    empty_the_home(monkeypatch, tmp_path / "new")
    assert main(["restore", str(file)]) == 0
    assert "now holds" in capsys.readouterr().out


def test_a_team_that_a_first_command_made_is_still_empty(file, tmp_path, monkeypatch):
    fill()
    backup.backup(file, NOW)
    empty_the_home(monkeypatch, tmp_path / "new")
    a_team("My team")
    RecurringWork.objects.create(name="backup", every_minutes=1440, next_run_at=NOW)
    backup.restore(file, NOW)
    assert Team.objects.get().name == "Saltmarsh Realty"


def test_a_file_that_is_no_backup_is_said(tmp_path, capsys):
    text = tmp_path / "notes.txt"
    text.write_text("not a zip")
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("readme", "hello")
    for path in (text, other, tmp_path / "missing.zip"):
        assert main(["restore", str(path)]) == UNUSABLE
        assert f"{path}: this is no backup of Callsheet" in capsys.readouterr().err


def test_a_damaged_file_is_said_and_nothing_is_changed(file, tmp_path, monkeypatch):
    fill()
    backup.backup(file, NOW)
    content = bytearray(file.read_bytes())
    with zipfile.ZipFile(file) as archive:
        entry = archive.getinfo("tables/compliance.answer.jsonl")
    start = entry.header_offset + 30 + len(entry.filename) + 40
    content[start : start + 8] = b"\0" * 8
    file.write_bytes(content)
    empty_the_home(monkeypatch, tmp_path / "new")
    with pytest.raises(UnusableInput, match="damaged"):
        backup.restore(file, NOW)
    assert not Person.objects.exists()


def _rewritten(file, change) -> None:
    """The same backup with another `backup.json`."""
    with zipfile.ZipFile(file) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    about = json.loads(kept["backup.json"])
    change(about)
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in (kept | {"backup.json": json.dumps(about).encode()}).items():
            archive.writestr(name, content)


def test_a_newer_versions_backup_is_said(file):
    backup.backup(file, NOW)
    _rewritten(file, lambda about: about["migrations"].update(leads="0099_from_the_future"))
    with pytest.raises(UnusableInput, match="does not know leads 0099_from_the_future"):
        backup.restore(file, NOW)


def test_missing_rows_are_said_and_nothing_is_kept(file, tmp_path, monkeypatch):
    fill()
    backup.backup(file, NOW)
    _rewritten(file, lambda about: about["rows"].update({"leads.lead": 2}))
    empty_the_home(monkeypatch, tmp_path / "new")
    with pytest.raises(UnusableInput, match=r"rows are missing in leads\.lead"):
        backup.restore(file, NOW)
    assert not Lead.objects.exists()


def test_a_path_in_the_file_cannot_leave_the_home(file, tmp_path, monkeypatch):
    backup.backup(file, NOW)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("home/../../escaped", "x")
    empty_the_home(monkeypatch, tmp_path / "deep" / "new")
    backup.restore(file, NOW)
    assert not (tmp_path / "escaped").exists()
    assert not (tmp_path / "deep" / "escaped").exists()


@pytest.mark.once
def test_it_waits_for_nobody_and_nobody_for_it(own_home, tmp_path):
    """On disk, with somebody else in the middle of writing: a backup that took the write lock would give up."""
    with closing(sqlite3.connect(own_home.path / "callsheet.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("DELETE FROM accounts_team")
        made = own_home.run("backup", str(tmp_path / "made.zip"))
        other.execute("COMMIT")
    assert made.returncode == 0, made.stderr


@pytest.mark.django_db(transaction=True)
def test_what_is_read_is_of_one_moment():
    with CaptureQueriesContext(connection) as asked, tables.one_moment():
        assert not Team.objects.exists()
    opening = " ".join(query["sql"] for query in asked[:2])
    assert "BEGIN DEFERRED" in opening or "REPEATABLE READ READ ONLY" in opening
    with CaptureQueriesContext(connection) as asked, transaction.atomic():
        a_team()
    assert "DEFERRED" not in asked[0]["sql"]


def test_the_nightly_backup_is_kept_seven_days():
    for day in range(10):
        backup.nightly(NOW + timedelta(days=day))
    taken = [at for at, _ in backup.nightly_backups()]
    assert taken == [NOW + timedelta(days=day) for day in range(2, 10)]
    assert stat.S_IMODE((home() / "backups").stat().st_mode) == 0o700


def test_files_of_other_names_in_its_folder_are_left_alone():
    backup.nightly(NOW)
    mine = home() / "backups" / "callsheet-before-the-move.zip"
    mine.write_text("kept")
    backup.nightly(NOW + timedelta(days=30))
    assert mine.exists()
    assert len(backup.nightly_backups()) == 1
