"""/import/<pk>/ : how far a file is, what it brought, what was rejected and where to mend it."""

from datetime import timedelta

import pytest

from callsheet.listings.models import Import
from tests.web.leads.uploaded import ACTIVE, BAD_PRICE, EXPIRED, HEADER, STRANGE, bring, brought, export, owner_file
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


@pytest.fixture
def waiting(client) -> Import:
    bring(client, export(EXPIRED, ACTIVE))
    return Import.objects.get()


def show(client, import_: Import) -> str:
    return text(client.get(f"/import/{import_.pk}/"))


# ---- while it runs


def test_a_waiting_file_says_so_and_asks_again_by_itself(client, waiting):
    page = show(client, waiting)
    assert "<h1>alder.csv waits to be read</h1>" in page
    assert "Waiting for its turn" in page and "You may close this page; it goes on." in page
    assert f'hx-get="/import/{waiting.pk}/progress/" hx-trigger="every 1s"' in page
    assert '<li aria-current="step">3 Import</li>' in page


def test_without_script_the_page_comes_again(client, waiting):
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in client.get(f"/import/{waiting.pk}/").text


def test_a_running_file_says_how_far_it_is(client, waiting):
    Import.objects.update(
        state="running", rows=6_412, done_rows=4_096, new=3_790, started_at=NOW - timedelta(seconds=16)
    )
    page = show(client, waiting)
    assert "<b>4,096 of 6,412 rows</b>, about 9 seconds left." in page
    assert 'aria-valuenow="64"' in page and "width:64%" in page
    assert "<b>3,790</b> new" in page


def test_a_long_one_is_told_in_minutes(client, waiting):
    Import.objects.update(state="running", rows=1_000, done_rows=100, started_at=NOW - timedelta(minutes=1))
    assert "about 9 minutes left" in show(client, waiting)


def test_the_region_is_asked_for_alone(client, waiting):
    fragment = client.get(f"/import/{waiting.pk}/progress/")
    assert "<html" not in fragment.text and "Waiting for its turn" in fragment.text


def test_when_it_is_over_the_whole_page_comes_anew(client):
    import_ = brought(client, export(EXPIRED))
    assert client.get(f"/import/{import_.pk}/progress/").headers["HX-Refresh"] == "true"


# ---- when it is in


@pytest.fixture
def done(client) -> Import:
    return brought(client, export(EXPIRED, ACTIVE, BAD_PRICE), source="Alder County MLS")


def test_what_it_brought(client, done):
    page = show(client, done)
    assert "<h1>2 of 3 rows are in</h1>" in page
    assert "Alder County MLS, MLS export, speaks of today, 8:05 am. Brought by Maya Lindqvist." in page
    assert "1 home came off the market: 1 lead opened." in page
    assert 'href="/sheet/" aria-keyshortcuts="Space">Open the call sheet' in page
    assert page.count("btn-primary") == 1


def test_a_rejected_row_says_where_what_and_how_to_mend_it(client, done):
    page = show(client, done)
    assert "1 row was not read." in page
    assert '<td role="cell" class="num">4</td>' in page
    assert "<b>List Price</b>" in page and "CALL" in page
    assert "Write the price in dollars" in page


def test_the_rejected_rows_come_back_as_a_file(client, done):
    file = client.get(f"/import/{done.pk}/rejected/")
    assert file.headers["Content-Disposition"] == 'attachment; filename="alder.rejected.csv"'
    lines = b"".join(file.streaming_content).decode().splitlines()
    assert lines[0].startswith(HEADER) and "Callsheet" in lines[0]
    assert len(lines) == 2 and "A3" in lines[1]


def test_the_mended_file_goes_in(client, done):
    file = b"".join(client.get(f"/import/{done.pk}/rejected/").streaming_content).decode()
    header, row = file.splitlines()
    again = brought(client, export(row.replace("CALL", "415000"), header=header), source="Alder County MLS")
    assert (again.new, again.rejected, again.unmapped_columns) == (1, 0, ["Agent Notes"])


def test_columns_used_and_left_out_are_told(client, done):
    page = show(client, done)
    assert "Recognized by their names." in page
    assert "<dt>Listing number</dt><dd>MLS #</dd>" in page
    assert "1 more column is kept with each listing and not used" in page and "Agent Notes" in page


def test_statuses_are_counted(client):
    import_ = brought(client, export(EXPIRED, ACTIVE, STRANGE))
    page = client.get(f"/import/{import_.pk}/").context["page"]
    assert page.statuses == (("Active", "1"), ("Expired", "1"), ("Not known", "1"))


def test_an_unknown_word_is_asked_about_here(client):
    import_ = brought(client, export(EXPIRED, ACTIVE, STRANGE), source="Alder County MLS")
    page = show(client, import_)
    assert "What does status “FROBBED” mean in Alder County MLS?" in page
    assert "1 row says it." in page
    assert "Until then these rows are not callable." in page
    assert f'name="import" value="{import_.pk}"' in page


def test_a_file_without_rejects_says_so(client):
    import_ = brought(client, export(EXPIRED))
    assert "Every row was read." in show(client, import_)
    assert client.get(f"/import/{import_.pk}/rejected/").status_code == 404


def test_an_owner_file_counts_owners_and_numbers(client):
    import_ = brought(client, owner_file())
    assert "1 owner and 1 number are new." in show(client, import_)


def test_a_file_that_failed_says_why(client, waiting):
    Import.objects.update(state="failed", problem="alder.csv is gone. Import it again.")
    page = show(client, waiting)
    assert "<h1>alder.csv was not read</h1>" in page
    assert "alder.csv is gone. Import it again." in page
    assert "Bring another file" in page


def test_only_the_first_hundred_rejected_rows_are_shown(client):
    rows = [BAD_PRICE.replace("A3", f"B{number}").replace("9 J", f"{number} J") for number in range(1, 121)]
    import_ = brought(client, export(*rows))
    page = client.get(f"/import/{import_.pk}/")
    assert len(page.context["page"].rejected) == 100
    assert "the first 100 are shown above" in text(page)


def test_another_teams_import_is_not_there(client, others, waiting):
    theirs = Import.objects.create(team=others["Bao Tran"].team, kind="mls", file_name="x.csv", as_of=NOW)
    for path in ("", "progress/", "rejected/"):
        assert client.get(f"/import/{theirs.pk}/{path}").status_code == 404
