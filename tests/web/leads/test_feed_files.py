"""A folder and a mailbox on their pages: added, tried, read; a file whose columns are asked about is read once told."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils.html import strip_tags

from callsheet.listings.feed_secrets import unseal
from callsheet.listings.kept_files import uploads
from callsheet.listings.models import Feed, FeedFile, Import, Listing, SavedMapping
from tests.feeds.files import Clock, a_reader, export, odd_export, put, read, statuses
from tests.feeds.imap_server import PASSWORD, USER, ImapServer
from tests.feeds.mail import SENDER, a_message
from tests.web import world
from tests.web.leads.uploaded import read_all
from tests.web.world import NOW

pytestmark = pytest.mark.django_db

SHARED = {"mls": "Alder MLS", "every_seconds": "60", "fresh_hours": "24"}


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    settings.HOME = tmp_path / "home"


@pytest.fixture(autouse=True)
def _broker(maya):
    maya.role = "broker"
    maya.save()


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    path = tmp_path / "exports"
    path.mkdir()
    return path


@pytest.fixture
def feed(client, maya, inbox) -> Feed:
    client.post("/feeds/new/folder/", SHARED | {"path": str(inbox)})
    return Feed.objects.get()


@pytest.fixture
def server(tmp_path, monkeypatch):
    server = ImapServer(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", server.certificate)
    yield server
    server.stop()


def mailbox(server: ImapServer, **given) -> dict[str, str]:
    about = {"host": "localhost", "port": str(server.port), "user": USER, "password": PASSWORD, "senders": SENDER}
    return SHARED | about | given


def text(page) -> str:
    return " ".join(strip_tags(page.text).split())


# ---- a folder


def test_both_ways_stand_among_the_ways_to_add_a_feed(client, maya):
    page = client.get("/feeds/").text
    assert "/feeds/new/folder/" in page and "/feeds/new/mailbox/" in page


def test_how_often_is_told_in_files_and_in_requests(client, maya):
    for choice in ("folder", "mailbox"):
        page = client.get(f"/feeds/new/{choice}/").text
        assert "60 takes a new file within a minute or two." in page and "at least one request" not in page
    assert "Each reading is at least one request." in client.get("/feeds/new/spark/").text


def test_a_folder_is_added_with_what_was_said_and_nothing_else(client, maya, inbox):
    page = client.post("/feeds/new/folder/", SHARED | {"path": f" {inbox} ", "moves": "yes"}, follow=True)
    feed = Feed.objects.get()
    assert (feed.kind, feed.name, feed.source.name, feed.every_seconds, feed.next_run_at) == (
        "folder", "Alder MLS", "Alder MLS", 60, NOW,
    )  # fmt: skip
    assert feed.settings == {"path": str(inbox), "moves": "yes"}
    assert page.redirect_chain[-1][0] == f"/feeds/{feed.pk}/"


@pytest.mark.parametrize(
    ("path", "said"),
    [("/nowhere/at/all", "There is no folder"), ("exports", "Write the whole path")],
)
def test_a_folder_that_cannot_be_read_comes_back_with_what_was_typed(client, maya, path, said):
    page = client.post("/feeds/new/folder/", SHARED | {"path": path})
    assert (page.status_code, Feed.objects.count()) == (422, 0)
    assert said in text(page) and f'value="{path}"' in page.text


def test_a_folder_tried_out_names_its_files_and_stores_nothing(client, maya, inbox):
    page = client.post("/feeds/new/folder/", SHARED | {"path": str(inbox), "try": "yes"})
    assert "no file is in it yet" in text(page)
    put(inbox, "alder.csv", export(("A1", "Active")), 900)
    put(inbox, "sold.csv", export(("A2", "Active")), 60)
    put(inbox, "notes.txt", "x")
    page = client.post("/feeds/new/folder/", SHARED | {"path": str(inbox), "patterns": "*.csv", "try": "yes"})
    assert "It works: 2 files would be read. Newest first: sold.csv, alder.csv. Nothing was stored." in text(page)
    assert not Feed.objects.exists() and not Import.objects.exists()


def test_its_page_says_what_it_brought_and_when_it_was_looked_into(client, feed, inbox):
    put(inbox, "alder.csv", export(("A1", "Expired"), ("A2", "Active")))
    read(a_reader(feed, Clock(NOW - timedelta(minutes=2))))
    page = text(client.get(f"/feeds/{feed.pk}/"))
    assert "Alder MLS was looked into 2 minutes ago" in page
    assert "alder.csv" in page and "Newest export" in page
    assert "Behind the MLS" not in page
    assert "alder.csv" in text(client.get("/import/"))


def test_a_file_that_cannot_be_used_is_named_with_what_to_do(client, feed, inbox):
    put(inbox, "scan.csv", b"%PDF-1.7")
    read(a_reader(feed, Clock(NOW)))
    page = text(client.get(f"/feeds/{feed.pk}/"))
    assert "scan.csv is a PDF. Export the search as CSV" in page and "Choose its columns" not in page


def test_columns_chosen_on_the_page_read_every_file_that_waited_for_them(client, feed, inbox):
    clock = Clock(NOW)
    for day in (1, 2):
        put(inbox, f"odd-{day}.csv", odd_export().replace("R1,", f"R{day}00,"), 9_000 - day)
    reader = a_reader(feed, clock)
    assert "Say which column is which" in read(reader).problem
    page = client.get(f"/feeds/{feed.pk}/")
    link = page.text.split("Choose its columns")[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    asked = client.get(link)
    assert asked.status_code == 200 and "odd-1.csv" in asked.text
    client.post(link, {"c0": "listing_id", "c3": "list_price", "source": "Alder MLS"})
    assert SavedMapping.objects.get().source == feed.source
    clock.sleep(60)
    assert read(reader).pages == 2
    read_all()
    assert Listing.objects.filter(source=feed.source).count() == 13
    assert sorted(Import.objects.values_list("file_name", "state")) == [("odd-1.csv", "done"), ("odd-2.csv", "done")]
    assert not FeedFile.objects.exclude(problem="", kept="").exists()
    assert "Choose its columns" not in client.get(f"/feeds/{feed.pk}/").text


def test_what_waits_stands_before_newer_files(client, feed, inbox):
    put(inbox, "odd.csv", odd_export(), 9_000)
    for number in range(8):
        put(inbox, f"{number}.csv", export((f"A{number}", "Active")), 8_000 - number)
    read(a_reader(feed, Clock(NOW)))
    assert "Choose its columns" in client.get(f"/feeds/{feed.pk}/").text
    assert len(statuses()) == 8


def test_another_teams_folder_is_not_there(client, feed, inbox):
    other = world.an_agent(world.a_team("Other"), "other")
    client.force_login(other)
    assert client.get(f"/feeds/{feed.pk}/").status_code == 404


# ---- a mailbox


def test_a_mailbox_is_added_its_password_sealed(client, maya, server):
    client.post("/feeds/new/mailbox/", mailbox(server))
    feed = Feed.objects.get()
    assert feed.settings == {"host": "localhost", "port": server.port, "user": USER, "senders": SENDER}
    assert unseal(feed.secrets) == {"password": PASSWORD}
    page = client.get(f"/feeds/{feed.pk}/settings/").text
    assert PASSWORD not in page and "Saved. Leave it empty to keep it." in page


def test_a_mailbox_without_senders_is_refused(client, maya, server):
    page = client.post("/feeds/new/mailbox/", mailbox(server, senders=""))
    assert (page.status_code, Feed.objects.count()) == (422, 0)
    assert "Write the senders." in text(page)


def test_a_mailbox_tried_out_says_whose_messages_are_there(client, maya, server):
    server.put(a_message(sender="news@paper.example"))
    page = client.post("/feeds/new/mailbox/", mailbox(server) | {"try": "yes"})
    assert "0 messages of 1 in INBOX would be looked into. The messages there are from news@paper.example." in text(
        page
    )
    server.put(a_message(("alder.csv", b"x"), subject="Daily export"))
    page = client.post("/feeds/new/mailbox/", mailbox(server, after="read") | {"try": "yes"})
    assert "1 message of 2 in INBOX would be looked into. The newest: Daily export." in text(page)
    assert all(not mail.flags for mail in server.folders["INBOX"])
    assert not Feed.objects.exists()


def test_a_wrong_password_is_said_and_what_was_typed_stays(client, maya, server):
    page = client.post("/feeds/new/mailbox/", mailbox(server, password="wrong") | {"try": "yes"})
    assert "localhost does not take the password of" in text(page)
    assert "wrong" not in page.text


def test_a_mailbox_is_read_and_its_page_says_so(client, maya, server):
    client.post("/feeds/new/mailbox/", mailbox(server))
    server.put(a_message(("alder.csv", export(("A1", "Expired")).encode()), sent=NOW - timedelta(hours=1)), NOW)
    feed = Feed.objects.get()
    read(a_reader(feed, Clock(NOW)))
    page = text(client.get(f"/feeds/{feed.pk}/"))
    assert "was looked into" in page and "alder.csv" in page
    assert list(uploads().iterdir())
