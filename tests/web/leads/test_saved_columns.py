"""/sources/<pk>/columns/ and /columns/<pk>/ : what was kept of a source's columns is looked at, changed, deleted."""

import pytest

from callsheet.listings import ingest
from callsheet.listings.models import Import, Listing, SavedMapping, Source
from tests.web import world
from tests.web.leads.uploaded import bring, brought, odd_export, read_all
from tests.web.world import NOW

pytestmark = pytest.mark.django_db


def text(page) -> str:
    return " ".join(page.text.split())


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.HOME = tmp_path


@pytest.fixture
def saved(client, maya) -> SavedMapping:
    address = bring(client, odd_export()).url
    client.post(address, {"c0": "listing_id", "c3": "list_price", "source": "Odd MLS"})
    read_all()
    return SavedMapping.objects.get()


def test_they_are_listed_with_who_said_so(client, saved):
    page = text(client.get(f"/sources/{saved.source_id}/columns/"))
    assert "<b>4 columns</b>: Ref, Cond, Where, Ask" in page
    assert (
        "Gives List price, Listing number, Status, Address in one line. Kept by Maya Lindqvist, today, 8:05 am." in page
    )
    assert f'href="/sources/{saved.source_id}/columns/"' in client.get(f"/sources/{saved.source_id}/").text


def test_without_any_it_says_how_they_come(client, maya):
    source = Source.objects.create(team=maya.team, kind="mls", name="Heron MLS")
    assert "Nothing is kept." in client.get(f"/sources/{source.pk}/columns/").text


def test_one_can_be_looked_at(client, saved):
    page = client.get(f"/columns/{saved.pk}/")
    assert [(row.label, row.field) for row in page.context["page"].rows] == [
        ("Ref", "listing_id"),
        ("Cond", "mls_status"),
        ("Where", "unparsed_address"),
        ("Ask", "list_price"),
    ]
    assert page.text.count("btn-primary") == 1


def test_a_change_holds_for_the_files_to_come(client, saved):
    answer = client.post(f"/columns/{saved.pk}/", {"c3": "original_list_price"})
    assert answer.url == f"/sources/{saved.source_id}/columns/"
    brought(client, odd_export("tomorrow.csv"))
    assert Listing.objects.get(listing_id="R3").original_list_price == 300_003


def test_what_is_needed_cannot_be_taken_away(client, saved):
    answer = client.post(f"/columns/{saved.pk}/", {"c0": ""})
    assert answer.status_code == 422
    assert "No column gives the listing number yet." in answer.text
    saved.refresh_from_db()
    assert saved.columns["listing_id"] == ["Ref"]


def test_a_deleted_one_is_asked_about_again(client, saved):
    for _ in range(2):
        client.post(f"/columns/{saved.pk}/delete/")
    assert not SavedMapping.objects.exists()
    assert bring(client, odd_export("tomorrow.csv")).url.startswith("/import/columns/")
    assert Listing.objects.count() == 12


def test_the_command_line_reads_by_it_too(saved, maya, tmp_path):
    path = tmp_path / "cron.csv"
    path.write_bytes(odd_export().read())
    ingest.check(maya.team, path, file_name=path.name)
    import_ = ingest.queue(maya.team, path, file_name=path.name, by=None, now=NOW)
    ingest.run(import_, now=NOW)
    assert (import_.mapping_name, import_.source.name, import_.unchanged) == ("saved", "Odd MLS", 12)


def test_another_sources_serves_where_the_header_tells_too_little(saved, maya, tmp_path):
    path = tmp_path / "cron.csv"
    path.write_bytes(odd_export().read())
    import_ = ingest.queue(maya.team, path, file_name=path.name, by=None, now=NOW, mls="Heron MLS")
    assert (import_.mapping_name, import_.source.name) == ("saved", "Heron MLS")


def test_another_teams_are_not_there(client, saved):
    client.force_login(world.an_agent(world.a_team("Heron Homes"), "otto"))
    for address in (f"/sources/{saved.source_id}/columns/", f"/columns/{saved.pk}/"):
        assert client.get(address).status_code == 404
    client.post(f"/columns/{saved.pk}/delete/")
    assert SavedMapping.objects.exists() and Import.objects.count() == 1
