"""/import/ : files are brought, told apart and queued; what cannot be used says what to do."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_tasks_db.models import DBTaskResult

from callsheet.leads import uploads
from callsheet.leads.models import Lead
from callsheet.listings import kept_files
from callsheet.listings.kept_files import uploads as folder
from callsheet.listings.models import Import, Source
from callsheet.owners.models import Owner
from tests.web import world
from tests.web.leads.uploaded import (
    ACTIVE,
    EXPIRED,
    HEADER,
    bring,
    brought,
    export,
    odd_export,
    owner_file,
    read_all,
)
from tests.web.world import NOW

pytestmark = pytest.mark.django_db


def text(page) -> str:
    return " ".join(page.text.split())


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.HOME = tmp_path


@pytest.fixture(autouse=True)
def signed_in(maya):
    return maya


# ---- bringing files


def test_the_first_thing_is_a_file(client):
    page = text(client.get("/import/"))
    assert "<h1>Bring your first export</h1>" in page
    assert page.count("btn-primary") == 1 and "Import the files" in page
    assert 'type="file" id="files" name="files" multiple' in page


def test_a_file_is_kept_queued_and_shown(client, maya):
    answer = bring(client, export(EXPIRED, ACTIVE))
    import_ = Import.objects.get()
    assert answer.url == f"/import/{import_.pk}/"
    assert (import_.state, import_.file_name, import_.by, import_.as_of) == ("queued", "alder.csv", maya, NOW)
    assert DBTaskResult.objects.get().args_kwargs["args"] == [import_.pk]
    [kept] = folder().iterdir()
    assert kept.read_text() == f"{HEADER}\n{EXPIRED}\n{ACTIVE}\n"


def test_the_worker_reads_it_and_leads_open(client):
    import_ = brought(client, export(EXPIRED, ACTIVE))
    assert (import_.state, import_.new, import_.leads_opened) == ("done", 2, 1)
    assert Lead.objects.get().property.street_line == "6 Juniper Way"


def test_an_owner_file_is_told_by_its_header(client):
    import_ = brought(client, owner_file())
    assert (import_.kind, import_.owners, import_.phones) == ("owners", 1, 1)
    assert Owner.objects.get().name == "John Ashcombe"


def test_several_files_are_read_in_their_order(client):
    answer = bring(client, export(EXPIRED, ACTIVE), owner_file())
    assert answer.url == "/import/"
    assert "Being read, one after the other: alder.csv, owners.csv." in client.get("/import/").text
    read_all()
    assert Lead.objects.get().owner.name == "John Ashcombe"


def test_what_kind_they_are_can_be_said(client):
    assert brought(client, owner_file(), kind="owners").kind == "owners"
    answer = bring(client, owner_file("again.csv"), kind="mls")
    assert "No column gives the listing number and the status yet." in text(client.get(answer.url))


def test_their_source_and_their_moment_can_be_said(client):
    import_ = brought(client, export(EXPIRED, ACTIVE), source=" Alder  County MLS ", as_of="2026-11-24T06:10")
    assert import_.source.name == "Alder County MLS"
    assert import_.as_of == datetime(2026, 11, 24, 11, 10, tzinfo=UTC)
    assert Source.objects.get().active_seen_at == import_.as_of


def test_a_moment_to_come_is_refused(client):
    answer = bring(client, export(EXPIRED), as_of="2026-11-24T08:30")
    assert answer.status_code == 422
    assert "That moment is still to come." in text(answer)
    assert not Import.objects.exists()


def test_without_a_file_nothing_is_imported(client):
    answer = bring(client)
    assert answer.status_code == 422
    assert "Choose a file first." in text(answer)


def test_the_same_file_twice_changes_nothing(client):
    brought(client, export(EXPIRED, ACTIVE))
    again = brought(client, export(EXPIRED, ACTIVE))
    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)
    assert Lead.objects.count() == 1


def test_the_next_file_with_these_columns_is_of_the_same_source(client):
    brought(client, export(EXPIRED), source="Juniper MLS")
    assert brought(client, export(EXPIRED, ACTIVE)).source.name == "Juniper MLS"
    other = brought(client, export(EXPIRED.rpartition(",")[0], header=HEADER.rpartition(",")[0]))
    assert other.source.name == "unnamed"


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..\\evil.csv", ".hidden.csv", "a b&c;d.csv", "х.csv", "x" * 300 + ".csv", ""]
)
def test_whatever_a_file_is_called_it_stays_in_its_folder(client, maya, name):
    with export(EXPIRED).open() as file:
        taken = uploads.receive(file, name, uploads.Given(), maya, NOW)
    assert isinstance(taken, Import)
    [kept] = folder().iterdir()
    assert str(kept) == taken.file_path and kept.parent == folder()
    assert not kept.name.startswith(".")


# ---- what cannot be used


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.4", "list.csv is a PDF. Export the search as CSV, Excel or JSON instead."),
        (b"", "list.csv is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "list.csv is no table of text: it is a picture."),
        (b"\x1f\x8bnonsense", "list.csv is a damaged gzip file."),
    ],
)
def test_a_file_that_is_no_table_says_what_to_do(client, content, said):
    answer = bring(client, SimpleUploadedFile("list.csv", content))
    assert answer.status_code == 422
    assert said in text(answer)
    assert "Nothing of it was imported." in text(answer)
    assert not Import.objects.exists() and list(folder().iterdir()) == []


def test_the_usable_ones_of_several_are_taken(client):
    answer = bring(client, SimpleUploadedFile("list.pdf", b"%PDF-1.4"), export(EXPIRED))
    assert "list.pdf is a PDF." in text(answer)
    assert "Being read, one after the other: alder.csv." in text(answer)
    assert Import.objects.get().file_name == "alder.csv"


def test_an_old_upload_without_an_answer_is_forgotten(client, monkeypatch):
    bring(client, odd_export())
    [waiting] = folder().iterdir()
    kept_files.forget_uploads(datetime.now(UTC) + timedelta(hours=23))
    assert waiting.exists()
    kept_files.forget_uploads(datetime.now(UTC) + timedelta(hours=25))
    assert not waiting.exists()


def test_what_an_import_needs_or_left_is_never_forgotten(client):
    bring(client, export(EXPIRED))
    (folder() / "old.rejected.csv").write_text("MLS #\n")
    kept_files.forget_uploads(datetime.now(UTC) + timedelta(days=400))
    assert len(list(folder().iterdir())) == 2


# ---- the list


def test_the_heading_says_how_fresh_the_files_are(client):
    brought(client, export(EXPIRED, ACTIVE), source="Alder County MLS", as_of="2026-11-24T06:10")
    assert "<h1>Alder County MLS is read, as of today, 6:10 am</h1>" in client.get("/import/").text


def test_a_source_without_a_name_is_the_newest_export(client):
    brought(client, export(EXPIRED, ACTIVE))
    assert "<h1>The newest export is read, as of today, 8:05 am</h1>" in client.get("/import/").text


def test_files_without_active_rows_are_not_enough(client):
    brought(client, export(EXPIRED))
    assert "<h1>No file with Active rows yet</h1>" in client.get("/import/").text


def test_an_old_file_is_told(client, maya):
    world.an_mls(maya.team, fresh_at=NOW - timedelta(hours=26))
    page = text(client.get("/import/"))
    assert "<h1>The newest file is of yesterday, 6:05 am</h1>" in page
    assert "It counts for 24 hours." in page


def test_earlier_imports_are_listed_with_their_counts(client):
    brought(client, export(EXPIRED, ACTIVE), source="Alder County MLS")
    brought(client, owner_file())
    newest, first = client.get("/import/").context["page"].rows
    assert (first.file, first.source, first.counts) == ("alder.csv", "Alder County MLS", ("2", "0", "0", "0"))
    assert (first.effect, first.state, first.mark) == ("1 lead opened", "In", "now")
    assert newest.effect == "1 owner, 1 number new"
    again = brought(client, owner_file())
    assert "No owner and no number in it is new." in client.get(f"/import/{again.pk}/").text
    assert client.get("/import/").context["page"].rows[0].effect == "nobody new"


def test_twenty_are_listed_until_all_are_asked_for(client, maya):
    for number in range(23):
        Import.objects.create(team=maya.team, kind="mls", state="done", file_name=f"{number}.csv", as_of=NOW)
    assert len(client.get("/import/").context["page"].rows) == 20
    assert "Show all earlier imports" in client.get("/import/").text
    assert len(client.get("/import/?all=1").context["page"].rows) == 23


def test_a_new_source_asks_whether_its_use_is_allowed(client):
    brought(client, export(EXPIRED), source="Alder County MLS")
    page = text(client.get("/import/"))
    assert "Alder County MLS is new here." in page
    assert f'action="/sources/{Source.objects.get().pk}/confirm/"' in page


def test_nothing_of_another_team_is_listed(client, others):
    page = client.get("/import/").context["page"]
    assert (page.rows, page.sources, page.unconfirmed) == ((), (), ())
