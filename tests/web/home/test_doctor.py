"""`callsheet doctor`: finds what is wrong, says what to do, and leaves a sound home in peace."""

import json
import os
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.db import connection

from callsheet.accounts.models import Person, Team
from callsheet.calling.models import Attempt
from callsheet.cli import main
from callsheet.compliance import evidence_files, gate, permissions, proposed
from callsheet.compliance.evidence import Target
from callsheet.compliance.models import Answer, DoNotCallRequest, ProposedRequest, RegistryCopy
from callsheet.home import backup, doctor
from callsheet.home.models import RecurringWork
from callsheet.home.paths import home
from callsheet.leads.models import Lead
from callsheet.listings.models import Feed, FeedFile, FeedWalk, Import, StatusWord
from tests.web.home.a_full_home import fill
from tests.web.world import NOW, a_registry_copy, a_team, an_mls

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _home_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv("CALLSHEET_HOME", str(tmp_path / "home"))
    home().joinpath("secret-key").touch(mode=0o600)


def found(check: str) -> str:
    """What the check of that name found, in one text."""
    [checked] = [checked for checked in doctor.examine(NOW + timedelta(hours=1)) if checked.name == check]
    return " ".join(line.because for line in checked.lines if line.is_finding)


def noted(check: str) -> str:
    [checked] = [checked for checked in doctor.examine(NOW + timedelta(hours=1)) if checked.name == check]
    return " ".join(line.because for line in checked.lines if not line.is_finding)


def test_a_sound_home_is_clean(capsys):
    fill()
    assert main(["doctor", "--at", NOW.isoformat()]) == 0
    said = capsys.readouterr().out
    assert "ok   answers" in said
    assert "FIX" not in said


def test_an_unused_home_is_clean():
    assert all(checked.is_clean for checked in doctor.examine(NOW))


def test_json_is_one_document(capsys):
    Import.objects.create(team=a_team(), kind="mls", state="failed", as_of=NOW, file_name="a.csv", problem="No status.")
    assert main(["doctor", "--json", "--at", NOW.isoformat()]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["clean"] is False
    [imports] = [check for check in report["checks"] if check["check"] == "imports"]
    assert imports["findings"] == ["a.csv could not be imported: No status. Import it again once that is put right."]


def test_an_answer_changed_afterwards_is_found():
    fill()
    Answer.objects.filter(allowed=False).update(because="It was fine.")
    assert "was changed after it was given" in found("answers")


def test_an_answer_taken_out_is_found():
    fill()
    first = Answer.objects.order_by("pk").first()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE compliance_answer SET previous_seal = '' WHERE id <> %s", [first.pk])
    assert "does not follow the one before it" in found("answers")


def test_a_row_that_points_to_a_deleted_answer_does_not_hide_the_broken_chain(monkeypatch):
    fill()
    Answer.objects.filter(allowed=False).update(because="It was fine.")
    monkeypatch.setattr(doctor, "references", lambda: [doctor.Line("1 row points to rows that are gone.")])
    report = {checked.name: checked.is_clean for checked in doctor.examine(NOW)}
    assert {name for name, is_clean in report.items() if not is_clean} >= {"references", "answers"}
    assert "attempts" not in report


def test_a_chain_broken_in_many_places_is_told_in_few_lines():
    fill()
    person = Person.objects.first()
    for minute in range(8):
        gate.ask(Target("+14105550188"), person, NOW + timedelta(minutes=minute))
    Answer.objects.update(because="It was fine.")
    said = found("answers")
    assert said.count("was changed after it was given") == 5
    assert f"the chain of answers is broken in {Answer.objects.count() - 5} more places." in said


def test_an_attempt_without_an_outcome_is_found_after_half_a_day():
    fill()
    Attempt.objects.update(outcome="", at=NOW - timedelta(hours=6))
    assert found("attempts") == ""
    Attempt.objects.update(at=NOW - timedelta(hours=12))
    assert "1 attempt" in found("attempts")


def test_reported_attempts_are_shown():
    agent = fill()
    refused = Answer.objects.get(allowed=False)
    for answer in (refused, None):
        Attempt.objects.create(
            lead=Lead.objects.get(), person=agent, at=NOW, is_reported=True, refused=answer, outcome="no_answer"
        )
    assert noted("attempts").startswith("2 attempts of the last 30 days were reported")
    assert "for 1 of them the answer was a refusal" in noted("attempts")
    assert found("attempts") == ""


def test_a_past_appointment_is_found():
    agent = fill()
    appointment = Lead.objects.get().set_appointment(NOW - timedelta(days=2), "418 Larkspur Ln", agent, NOW)
    assert "1 past appointment" in found("appointments")
    type(appointment).objects.update(outcome="kept")
    assert found("appointments") == ""


def test_a_stopped_import_is_found():
    Import.objects.create(
        team=a_team(),
        kind="mls",
        state="running",
        as_of=NOW - timedelta(hours=3),
        file_name="a.csv",
        rows=900,
        done_rows=400,
    )
    assert "a.csv stopped at row 400 of 900" in found("imports")


def test_rejected_rows_and_open_words_are_shown():
    team = a_team()
    Import.objects.create(
        team=team,
        kind="mls",
        state="done",
        as_of=NOW,
        file_name="a.csv",
        rejected=3,
        rejected_file="a.csv.rejected.csv",
    )
    StatusWord.objects.create(source=an_mls(team), word="tom")
    assert "3 rows rejected, see a.csv.rejected.csv" in noted("imports")
    assert "1 status word" in noted("imports")
    assert found("imports") == ""


@pytest.mark.parametrize(("age", "is_found"), [(31, False), (32, True)])
def test_a_registry_copy_older_than_31_days_is_found(age, is_found):
    a_registry_copy(copied_on=(NOW - timedelta(days=age)).date())
    assert ("410" in found("registry")) is is_found


def test_a_replaced_copy_is_not():
    a_registry_copy(copied_on=date(2026, 1, 1))
    RegistryCopy.objects.update(replaced_at=NOW)
    assert found("registry") == ""
    assert "No copy" in noted("registry")


def test_open_modes_are_found():
    home().chmod(0o755)
    (home() / "secret-key").chmod(0o644)
    assert f"chmod 700 {home()}" in found("home")
    assert "chmod 600" in found("home")


def test_a_full_disk_is_found(monkeypatch):
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: SimpleNamespace(free=1 << 20))
    assert "Only 1 MB are free" in found("disk")


def test_a_missing_backup_is_found_once_there_is_something_to_lose():
    a_team()
    assert found("backups") == ""
    Team.objects.update(created_at=NOW - timedelta(days=9))
    assert "was never made" in found("backups")
    backup.nightly(NOW - timedelta(days=3))
    assert "is of 2026-11-21" in found("backups")
    backup.nightly(NOW)
    assert found("backups") == ""


def test_a_demo_home_needs_none():
    a_team()
    Team.objects.update(created_at=NOW - timedelta(days=9))
    (home() / "demo").touch()
    assert found("backups") == ""


def test_a_backup_that_cannot_be_read_is_found():
    file = backup.nightly(NOW)
    file.write_bytes(file.read_bytes()[:200])
    assert "cannot be read" in found("backups")


def test_recurring_work_that_failed_is_found():
    RecurringWork.objects.create(
        name="backup", every_minutes=1440, next_run_at=NOW, last_problem="Traceback ...\nOSError: No space left\n"
    )
    assert "`backup` failed: OSError: No space left" in found("recurring work")


def test_a_clock_that_was_to_be_moved_is_shown(monkeypatch):
    monkeypatch.setenv("CALLSHEET_AT", NOW.isoformat())
    assert "not followed" in noted("clock")
    (home() / "demo").touch()
    assert noted("clock") == ""


def test_a_database_that_is_behind_ends_the_report(monkeypatch):
    monkeypatch.setattr(doctor, "is_behind", lambda: True)
    report = doctor.examine(NOW)
    assert [checked.name for checked in report] == ["home", "disk", "database"]
    assert "older version" in report[-1].lines[0].because


@pytest.mark.once
def test_a_broken_database_is_found(own_home):
    database = own_home.path / "callsheet.sqlite3"
    content = bytearray(database.read_bytes())
    content[8192:40960] = b"\x5a" * (40960 - 8192)
    database.write_bytes(content)
    report = own_home.run("doctor")
    assert report.returncode == 1
    assert "cannot be read" in report.stdout
    assert "Traceback" not in report.stderr


# ---- feeds


def test_a_file_of_a_feed_that_waits_is_a_finding_and_one_that_was_refused_is_shown():
    mls = fill().team.sources.get(kind="mls")
    feed = Feed.objects.create(team=mls.team, source=mls, kind="mailbox", name="Exports", made_at=NOW, heard_at=NOW)
    asked = FeedFile(feed=feed, name="a.csv", digest="1", taken_at=NOW, kept="1-a.csv", problem="Which is the status?")
    forged = FeedFile(feed=feed, name="b.csv", digest="2", taken_at=NOW, problem="It was not sent by the MLS.")
    FeedFile.objects.bulk_create([asked, forged])
    assert found("feeds") == "a.csv of the feed Exports: Which is the status?"
    assert noted("feeds") == "b.csv of the feed Exports: It was not sent by the MLS."


def test_what_a_feed_waits_for_is_a_finding_and_what_it_never_delivered_is_shown():
    mls = fill().team.sources.get(kind="mls")
    feed = Feed.objects.create(team=mls.team, source=mls, kind="reso", name="Live", made_at=NOW, heard_at=NOW)
    asks = {"missing": 1_200, "of": 3_000, "at": NOW.isoformat()}
    walk = FeedWalk.objects.create(feed=feed, is_loaded=True, asks=asks)
    assert "1,200 of 3,000 listings are missing from it at once. Say on its page" in found("feeds")
    assert noted("feeds").startswith(f"{mls.name}'s feed has never delivered an expired listing.")
    FeedWalk.objects.filter(pk=walk.pk).update(asks={**walk.asks, "agreed": True})
    Feed.objects.update(expired_seen_at=NOW)
    assert (found("feeds"), noted("feeds")) == ("", "")


# ---- permissions


@pytest.fixture
def consent():
    fill()
    lead = Lead.objects.exclude(owner=None).first()
    paper = evidence_files.keep(ContentFile(b"%PDF-1.7 signed"), "consent.pdf")
    return permissions.consent(
        lead.team, lead.owner, "invited", words="Call me.", on=NOW.date(), by=None, now=NOW, evidence=paper
    )


def test_evidence_as_it_was_kept_is_no_finding(consent):
    assert found("evidence") == ""


def test_missing_evidence_is_named(consent):
    (home() / "evidence" / consent.evidence_file).unlink()
    assert found("evidence").startswith("consent.pdf is missing from ")


def test_changed_evidence_is_named(consent):
    (home() / "evidence" / consent.evidence_file).write_bytes(b"another paper")
    assert "consent.pdf was changed since it was kept. Restore" in found("evidence")


def test_a_file_of_evidence_that_nothing_speaks_of_is_noted_after_a_day(consent):
    stray = home() / "evidence" / evidence_files.keep(ContentFile(b"another"), "sent-by-nobody.pdf").file
    for name, came in ((stray.name, NOW - timedelta(hours=22)), (consent.evidence_file, NOW - timedelta(days=9))):
        os.utime(home() / "evidence" / name, (came.timestamp(), came.timestamp()))
    assert noted("evidence") == ""
    os.utime(stray, ((NOW - timedelta(hours=24)).timestamp(),) * 2)
    assert f"1 file of evidence that no permission speaks of any more, such as {stray}." in noted("evidence")


def test_a_note_that_waits_for_an_answer_is_shown_and_after_ten_days_a_finding():
    fill()
    DoNotCallRequest.objects.update(mistaken_at=NOW)
    lead = Lead.objects.exclude(owner=None).first()
    heard = proposed.hear(lead.team, lead.owner, "", "Take me off your list.", None, NOW)
    assert "1 do-not-call request heard in notes and not answered" in noted("requests")
    ProposedRequest.objects.update(at=NOW - timedelta(days=11))
    assert "the oldest of 2026-11-13." in found("requests")
    proposed.not_meant(heard, None, NOW)
    assert (noted("requests"), found("requests")) == ("", "")
