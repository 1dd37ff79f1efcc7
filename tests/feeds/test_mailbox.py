"""A mailbox as a feed, against a mail server of our own: whose files are taken, how far it was read, what is said."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from callsheet.core.errors import UnusableInput
from callsheet.feeds.csv import mailbox as mailboxes
from callsheet.feeds.csv.mailbox import Box, Mailbox
from callsheet.feeds.csv.message import LINK_ONLY, WINMAIL
from callsheet.feeds.csv.problems import FileProblem, LoginRefused
from callsheet.leads import feed_files as reading
from callsheet.listings import feeds
from callsheet.listings.models import Feed, FeedFile, FeedWalk, Import, Source
from tests.feeds.files import Clock, a_reader, copies, export, odd_export, read, statuses
from tests.feeds.imap_server import PASSWORD, USER, ImapServer
from tests.feeds.mail import SENDER, a_message
from tests.web.world import a_team

pytestmark = pytest.mark.django_db

GOOD = export(("A1", "Expired"), ("A2", "Active")).encode()
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    settings.HOME = tmp_path / "home"


@pytest.fixture
def server(tmp_path: Path, monkeypatch) -> Iterator[ImapServer]:
    server = ImapServer(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", server.certificate)
    yield server
    server.stop()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def feed(server, clock) -> Feed:
    return a_feed(server, clock)


def a_feed(server: ImapServer, clock: Clock, **settings) -> Feed:
    given = {"host": "localhost", "port": server.port, "user": USER, "senders": SENDER} | settings
    secrets = {"password": PASSWORD}
    named = {"by": None, "now": clock(), "settings": given, "secrets": secrets}
    return feeds.add(a_team(), "mailbox", "Alder mail", mls="Alder MLS", **named)


def a_box(server: ImapServer, **given) -> Mailbox:
    about = {"host": "localhost", "user": USER, "password": PASSWORD, "senders": (SENDER,), "port": server.port}
    return Mailbox(**(about | {"timeout": 5.0} | given))


def opened(server: ImapServer, **given) -> None:
    with Box(a_box(server, **given)):
        pass


# ---- what is taken


def test_an_attachment_of_a_named_sender_becomes_an_import_of_the_feeds_mls(feed, server, clock):
    server.put(a_message(("alder.csv", GOOD), sent=clock() - timedelta(hours=1)))
    done = read(a_reader(feed, clock))
    [import_] = Import.objects.all()
    assert (import_.file_name, import_.source.name, import_.state) == ("alder.csv", "Alder MLS", "done")
    assert statuses() == {"A1": "Expired", "A2": "Active"}
    assert (done.pages, done.taken.records, done.problem, done.is_over) == (1, 2, "", True)
    feed.refresh_from_db()
    assert (feed.heard_at, feed.changed_at) == (clock(), import_.as_of)


def test_nothing_is_marked_and_nothing_is_fetched_of_others(feed, server, clock):
    stranger = server.put(a_message(("evil.csv", GOOD), sender="thief@evil.example"))
    mine = server.put(a_message(("alder.csv", GOOD)))
    read(a_reader(feed, clock))
    assert [*FeedFile.objects.values_list("name", flat=True)] == ["alder.csv"]
    assert (stranger.flags, mine.flags) == (set(), set())
    assert [one for one in server.asked if "BODY.PEEK[]" in one] == [f"UID FETCH {mine.uid} (BODY.PEEK[]<0.67108864>)"]
    assert any(one.startswith("EXAMINE") for one in server.asked)


@pytest.mark.parametrize(
    ("senders", "sender", "is_taken"),
    [
        (SENDER, f"Alder <{SENDER.upper()}>", True),
        ("@mls.example.com", "other@mls.example.com", True),
        ("@mls.example.com", "x@evil-mls.example.com", False),
        ("@mls.example.com", "x@mls.example.com.evil.example", False),
        (f"a@b.example, {SENDER}", SENDER, True),
        (SENDER, f"{SENDER} <thief@evil.example>", False),
        (SENDER, f'"{SENDER}" <thief@evil.example>', False),
    ],
    ids=range(7),
)
def test_only_senders_on_the_list(server, clock, senders, sender, is_taken):
    raw = (
        a_message(("alder.csv", GOOD))
        .as_bytes()
        .replace(f"From: Alder MLS <{SENDER}>".encode(), b"From: " + sender.encode())
    )
    server.put(raw)
    read(a_reader(a_feed(server, clock, senders=senders), clock))
    assert FeedFile.objects.exists() is is_taken


def test_words_in_the_subject_choose_among_a_senders_messages(server, clock):
    server.put(a_message(("no.csv", GOOD), subject="Newsletter"))
    server.put(a_message(("yes.csv", GOOD), subject="Your DAILY Export"))
    read(a_reader(a_feed(server, clock, subject="daily export"), clock))
    assert [*FeedFile.objects.values_list("name", flat=True)] == ["yes.csv"]


def test_a_message_that_the_mail_server_found_forged_is_not_read(feed, server, clock):
    message = a_message(("alder.csv", GOOD))
    message["Authentication-Results"] = "mx.example.com; dmarc=fail"
    server.put(message)
    assert "DMARC failed" in read(a_reader(feed, clock)).problem
    assert (statuses(), copies()) == ({}, [])


def test_every_file_of_a_message_is_taken_and_an_unusable_one_does_not_stop_the_others(feed, server, clock):
    server.put(
        a_message(("../odd.csv", odd_export().encode()), ("x.xls", b"\xd0\xcf\x11\xe0 old"), ("alder.csv", GOOD))
    )
    message = a_message(body="see https://mls.example.com/x", message_id="<link@mls.example.com>")
    server.put(message)
    tnef = a_message(message_id="<tnef@mls.example.com>")
    tnef.add_attachment(b"x", maintype="application", subtype="ms-tnef", filename="winmail.dat")
    server.put(tnef)
    read(a_reader(feed, clock))
    said = dict(FeedFile.objects.values_list("name", "problem"))
    assert said["odd.csv"].startswith("No column was found for")
    assert said["x.xls"].startswith("x.xls is an old Excel file")
    assert (said["alder.csv"], said["Daily export"], said["winmail.dat"]) == ("", LINK_ONLY, WINMAIL)
    assert set(statuses()) == {"A1", "A2"}


def test_a_message_that_is_too_large_is_not_fetched(feed, server, clock, monkeypatch):
    monkeypatch.setattr(reading, "LARGEST", 500)
    server.put(a_message(("alder.csv", GOOD * 20)))
    assert "the most that is taken from a mailbox" in read(a_reader(feed, clock)).problem
    assert not any("BODY.PEEK[]" in one for one in server.asked)


@pytest.mark.parametrize(
    ("sent", "received", "as_of"),
    [(-2, -1, -2), (3, -1, -1), (-24 * 400, -1, -1), (None, -1, -1), (-1, -2, -2)],
    ids=["sent", "from the future", "a wrong clock", "no date", "received before it was sent"],
)
def test_a_file_speaks_of_the_date_of_its_message(feed, server, clock, sent, received, as_of):
    now = clock().replace(microsecond=0)
    message = a_message(("alder.csv", GOOD), sent=now + timedelta(hours=sent or 0))
    if sent is None:
        del message["Date"]
    server.put(message, received=now + timedelta(hours=received))
    read(a_reader(feed, clock))
    assert Import.objects.get().as_of == now + timedelta(hours=as_of)
    assert Source.objects.get(name="Alder MLS").active_seen_at == now + timedelta(hours=as_of)


# ---- how far it was read


def test_only_what_is_new_is_asked_for(feed, server, clock):
    server.put(a_message(("a.csv", export(("A1", "Active")).encode())))
    reader = a_reader(feed, clock)
    read(reader)
    walk = FeedWalk.objects.get()
    assert (walk.mark, walk.is_loaded, walk.pages) == ("7:100", True, 1)
    server.asked.clear()
    assert read(reader).pages == 0
    assert "UID SEARCH UID 101:*" in server.asked
    assert not any("FETCH" in one for one in server.asked)
    server.put(a_message(("b.csv", export(("A1", "Expired")).encode())))
    assert read(reader).pages == 1
    assert statuses() == {"A1": "Expired"}


def test_the_same_bytes_in_a_new_message_are_news_and_the_same_message_is_not(feed, server, clock):
    server.put(a_message(("daily.csv", GOOD), message_id="<monday@x>", sent=clock() - DAY), clock() - DAY)
    server.put(a_message(("daily.csv", GOOD), message_id="<tuesday@x>", sent=clock()))
    server.put(a_message(("daily.csv", GOOD), message_id="<tuesday@x>", sent=clock()))
    read(a_reader(feed, clock))
    assert [one.new for one in Import.objects.order_by("pk")] == [2, 0]
    assert Source.objects.get(name="Alder MLS").active_seen_at > clock() - timedelta(seconds=2)


@pytest.mark.parametrize("message_id", ["<one@mls.example.com>", ""], ids=["named", "unnamed"])
def test_a_mailbox_that_was_numbered_anew_is_read_again_and_nothing_twice(feed, server, clock, message_id):
    server.put(a_message(("a.csv", GOOD), message_id=message_id), received=clock().replace(microsecond=0))
    reader = a_reader(feed, clock)
    read(reader)
    server.validity = 8
    for mail in server.folders["INBOX"]:
        mail.uid -= 90
    assert read(reader).pages == 0
    assert (Import.objects.count(), FeedWalk.objects.get().mark) == (1, "8:10")


def test_only_the_last_days_are_looked_back_at_first(server, clock):
    server.put(a_message(("old.csv", GOOD), sent=clock() - 20 * DAY), clock() - 20 * DAY)
    server.put(a_message(("new.csv", GOOD), sent=clock() - 2 * DAY), clock() - 2 * DAY)
    read(a_reader(a_feed(server, clock, since_days=7), clock))
    assert [*FeedFile.objects.values_list("name", flat=True)] == ["new.csv"]


def test_more_messages_than_fit_one_question(feed, server, clock):
    for number in range(mailboxes.AT_ONCE + 5):
        server.put(a_message(sender="news@evil.example", message_id=f"<{number}@x>"))
    server.put(a_message(("a.csv", GOOD)))
    assert read(a_reader(feed, clock)).pages == 1
    assert FeedWalk.objects.get().mark == f"7:{server.next_uid - 1}"
    assert len([one for one in server.asked if "HEADER.FIELDS" in one]) == 2


def test_another_mailbox_has_a_place_of_its_own(feed, server, clock):
    server.put(a_message(("a.csv", GOOD)))
    read(a_reader(feed, clock))
    server.put(a_message(("b.csv", export(("A9", "Active")).encode())), folder="Exports/Größe & Co")
    feeds.change(feed, None, clock(), settings=feed.settings | {"folder": "Exports/Größe & Co"})
    server.folders["Exports/Gr&APYA3w-e &- Co"] = server.folders["Exports/Größe & Co"]
    read(a_reader(feed, clock))
    assert "A9" in statuses() and FeedWalk.objects.count() == 2


def test_after_weeks_switched_off_nothing_is_missed(feed, server, clock):
    server.put(a_message(("a.csv", GOOD), sent=clock() - 40 * DAY), clock() - 40 * DAY)
    start = Clock(clock() - 39 * DAY)
    read(a_reader(feed, start))
    server.put(a_message(("b.csv", export(("A9", "Active")).encode()), sent=clock() - 30 * DAY), clock() - 30 * DAY)
    assert read(a_reader(feed, clock)).pages == 1
    assert set(statuses()) == {"A1", "A2", "A9"}


def test_a_sender_of_bytes_that_are_no_text_is_nobody(server, clock):
    raw = a_message(("alder.csv", GOOD)).as_bytes()
    server.put(raw.replace(f"From: Alder MLS <{SENDER}>".encode(), b"From: \xff@mls.example.com"))
    read(a_reader(a_feed(server, clock, senders="@mls.example.com"), clock))
    assert not FeedFile.objects.exists() and FeedWalk.objects.get().mark == "7:100"


# ---- what is done with a message that was taken


def test_a_message_is_marked_read_where_that_is_said(server, clock):
    mine, other = server.put(a_message(("a.csv", GOOD))), server.put(a_message(body="nothing"))
    read(a_reader(a_feed(server, clock, after="read"), clock))
    assert (mine.flags, other.flags) == ({r"\Seen"}, set())


@pytest.mark.parametrize("can", ["IMAP4rev1 MOVE", "IMAP4rev1 UIDPLUS"])
def test_a_message_is_moved_where_that_is_said(server, clock, can):
    server.can = can
    server.put(a_message(("a.csv", GOOD)))
    left = server.put(a_message(body="nothing"))
    read(a_reader(a_feed(server, clock, after="move", done_folder="Done"), clock))
    assert (len(server.folders["Done"]), server.folders["INBOX"]) == (1, [left])
    assert Import.objects.get().state == "done"


@pytest.mark.parametrize(
    ("can", "target", "said"),
    [("IMAP4rev1", "Done", "cannot move messages"), ("IMAP4rev1 MOVE", "Nowhere", "No such folder")],
    ids=["cannot", "no folder"],
)
def test_a_message_that_cannot_be_moved_is_read_all_the_same_and_never_expunged(server, clock, can, target, said):
    server.can = can
    server.put(a_message(("a.csv", GOOD)))
    done = read(a_reader(a_feed(server, clock, after="move", done_folder=target), clock))
    assert said in done.problem
    assert (len(server.folders["INBOX"]), Import.objects.get().state) == (1, "done")
    assert not any("EXPUNGE" in one for one in server.asked)


# ---- what goes wrong, in words


def test_a_wrong_password_is_said_and_not_tried_again_for_an_hour(server, clock):
    feed = a_feed(server, clock)
    feeds.change(feed, None, clock(), secrets={"password": "wrong"})
    done = read(a_reader(feed, clock))
    assert "localhost does not take the password of maya@agents.example.com" in done.problem
    assert "app password" in done.problem and "wrong" not in done.problem.replace("wrongly", "")
    feed.refresh_from_db()
    assert feed.next_run_at == clock() + timedelta(hours=1)
    assert server.asked.count("LOGIN") == 1


def test_microsoft_takes_no_passwords(monkeypatch):
    of = Mailbox("outlook.office365.com", USER, "x", (SENDER,))
    assert "no passwords over IMAP since 2024" in mailboxes._login_words(of, "LOGIN failed")


def test_a_password_in_other_letters(server):
    opened(server, password="pässwörd")
    with pytest.raises(LoginRefused):
        opened(server, password="pässwört")


def test_a_folder_that_is_not_there(server):
    with pytest.raises(FileProblem, match=r"no folder Exports that can be opened: \[NONEXISTENT\] Unknown Mailbox"):
        opened(server, folder="Exports")


def test_a_certificate_that_proves_nothing_gets_no_password(server, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(FileProblem, match="certificate that does not prove who it is: self-signed certificate"):
        opened(server)
    assert server.asked == []


def test_a_certificate_for_another_name(tmp_path, monkeypatch):
    server = ImapServer(tmp_path, host="mail.example.com")
    monkeypatch.setenv("SSL_CERT_FILE", server.certificate)
    with pytest.raises(FileProblem, match="does not prove who it is"):
        opened(server)
    server.stop()


def test_a_server_without_tls_gets_no_password(server):
    server.is_plain = True
    with pytest.raises(FileProblem, match="does not speak TLS on port"):
        opened(server)
    assert server.asked == []


def test_a_server_that_says_nothing(server):
    server.is_mute = True
    with pytest.raises(FileProblem, match="did not answer within 0 seconds"):
        opened(server, timeout=0.2)


def test_no_server_at_all(server):
    with pytest.raises(FileProblem, match="There is no mail server named nowhere"):
        opened(server, host="nowhere.invalid")
    server.stop()
    with pytest.raises(FileProblem, match="cannot be reached on port"):
        opened(server)


@pytest.mark.parametrize("at", ["UID SEARCH", "UID FETCH"])
def test_a_connection_that_breaks_loses_nothing(feed, server, clock, at):
    server.put(a_message(("a.csv", GOOD)))
    server.drops_at = at
    done = read(a_reader(feed, clock))
    assert done.problem and not done.is_over
    server.drops_at = ""
    clock.sleep(31)
    assert read(a_reader(feed, clock)).pages == 1
    assert set(statuses()) == {"A1", "A2"}


def test_a_refusal_is_told_in_the_servers_words(feed, server, clock):
    server.refuses["UID SEARCH"] = "[UNAVAILABLE] Server is busy"
    assert "refused SEARCH: [UNAVAILABLE] Server is busy" in read(a_reader(feed, clock)).problem


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"host": ""}, "name of the mail server"),
        ({"host": "imaps://localhost"}, "name of the mail server alone"),
        ({"user": ""}, "user name"),
        ({"senders": ""}, "anybody can send a file"),
        ({"senders": "Alder MLS"}, "alder is no address"),
        ({"user": 'a"\r\nDELETE INBOX'}, "control character"),
        ({"folder": "IN\nBOX"}, "control character"),
        ({"after": "move"}, "to which messages are moved"),
    ],
    ids=range(8),
)
def test_settings_that_cannot_be_are_refused(server, clock, given, said):
    with pytest.raises(UnusableInput, match=said):
        a_feed(server, clock, **given)
    assert not Feed.objects.exists()


def test_the_password_is_sealed_and_in_no_page_of_a_failure(feed, server):
    assert PASSWORD not in str(feed.settings) + feed.secrets
    assert PASSWORD not in repr(a_box(server))


# ---- cut off


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("where", ["remember", "link", "brought", "end"])
@pytest.mark.parametrize("after", ["", "move"], ids=["left", "moved"])
def test_killed_at_any_step_nothing_is_lost_and_nothing_taken_twice(server, clock, monkeypatch, where, after):
    feed = a_feed(server, clock, after=after, done_folder="Done")
    server.put(a_message(("a.csv", GOOD), ("b.csv", export(("A3", "Active")).encode()), message_id="<1@x>"))
    server.put(a_message(("c.csv", export(("A4", "Active")).encode()), message_id="<2@x>"))
    real, calls = getattr(reading.feed_files, where), []

    def dies_after(*given, **named):
        done = real(*given, **named)
        calls.append(where)
        if len(calls) == 1:
            raise Killed
        return done

    monkeypatch.setattr(reading.feed_files, where, dies_after)
    with pytest.raises(Killed):
        read(a_reader(feed, clock))
    clock.sleep(181)
    read(a_reader(feed, clock))
    assert set(statuses()) == {"A1", "A2", "A3", "A4"}
    assert sorted(Import.objects.values_list("file_name", "state")) == [
        ("a.csv", "done"), ("b.csv", "done"), ("c.csv", "done"),
    ]  # fmt: skip
    assert not FeedFile.objects.exclude(kept="").exists()
    assert len(server.folders["Done"]) == (2 if after else 0)


def test_a_killed_look_reads_the_dates_again(feed, server, clock):
    server.put(a_message(("a.csv", GOOD), sent=datetime(2026, 1, 5, tzinfo=UTC)), datetime(2026, 1, 5, tzinfo=UTC))
    with Box(a_box(server, since_days=366)) as box:
        [letter] = box.letters("", clock().date())
    assert (letter.sent, letter.sender, letter.subject) == (datetime(2026, 1, 5, tzinfo=UTC), SENDER, "Daily export")
