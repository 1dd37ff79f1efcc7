"""A folder as a feed: whole files are taken once, whatever lies beside them and whenever it is cut off."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from callsheet.core.errors import UnusableInput
from callsheet.feeds.csv import folder as folders
from callsheet.feeds.csv.folder import Folder
from callsheet.feeds.csv.problems import FileProblem
from callsheet.leads import feed_files as reading
from callsheet.leads import intake
from callsheet.leads.models import Lead
from callsheet.listings import feeds
from callsheet.listings.kept_files import forget_uploads, uploads
from callsheet.listings.models import Feed, FeedFile, Import, ListingChange, Source
from callsheet.owners.models import Owner
from tests.feeds.files import OWNERS, Clock, a_reader, export, odd_export, put, read, statuses
from tests.web.world import a_team

pytestmark = pytest.mark.django_db

LONG = 86_400  # seconds


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    settings.HOME = tmp_path / "home"


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    path = tmp_path / "exports"
    path.mkdir()
    return path


def names(found) -> list[str]:
    return [one.name for one in found]


def never(found) -> bool:
    return False


# ---- which files are ready


def test_the_oldest_comes_first_and_a_tie_goes_by_name(inbox):
    for name, ago in (("c.csv", 900), ("a.csv", 300), ("d.csv", 600), ("b.csv", 600)):
        put(inbox, name, "x", 0)
        os.utime(inbox / name, (1_790_000_000 - ago, 1_790_000_000 - ago))
    assert names(folders.look(Folder(inbox))) == ["c.csv", "b.csv", "d.csv", "a.csv"]


@pytest.mark.parametrize(
    "name",
    [".hidden.csv", "~$open.xlsx", "a.csv.part", "a.csv.crdownload", "A.TMP", "a.filepart", "a.rejected.csv",
     "a.mapping.toml", "Thumbs.db"],
)  # fmt: skip
def test_what_is_not_meant_is_left_out(inbox, name):
    put(inbox, name, "x")
    assert folders.look(Folder(inbox)) == []


def test_only_names_that_fit_whatever_their_case_and_no_folders_or_links(inbox, tmp_path):
    put(inbox, "Alder.CSV", "x")
    put(inbox, "notes.txt", "x")
    (inbox / "older.csv").mkdir()
    (inbox / "link.csv").symlink_to(put(tmp_path, "secret.csv", "x"))
    assert names(folders.look(Folder(inbox, ("*.csv", "*.zip")))) == ["Alder.CSV"]


def test_a_file_a_minute_old_is_whole_at_the_first_look(inbox):
    put(inbox, "a.csv", "x", folders.OLD_ENOUGH + 1)
    slept: list[float] = []
    assert (names(folders.whole(Folder(inbox), never, slept.append)[0]), slept) == (["a.csv"], [])


def test_a_young_file_is_whole_when_two_looks_are_alike_and_waits_while_it_grows(inbox):
    put(inbox, "still.csv", "x", 1)
    growing = put(inbox, "grows.csv", "x", 1)
    late: list[float] = []

    def write_on(seconds: float) -> None:
        late.append(seconds)
        growing.write_text("xx")

    ready, has_unfinished = folders.whole(Folder(inbox), never, write_on)
    assert (names(ready), has_unfinished) == (["still.csv"], True)
    assert late == [folders.PAUSE] and folders.PAUSE >= 2


def test_a_file_from_the_future_is_not_old(inbox):
    put(inbox, "a.csv", "x", -LONG)
    slept: list[float] = []
    assert names(folders.whole(Folder(inbox), never, slept.append)[0]) == ["a.csv"]
    assert slept


def test_a_file_that_changes_while_it_is_copied_leaves_no_copy(inbox, tmp_path):
    path = put(inbox, "a.csv", "x")
    [found] = folders.look(Folder(inbox))
    path.write_text("other")
    target = tmp_path / "copy"
    assert (folders.copy(found, target), target.exists()) == ("", False)


def test_a_folder_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(FileProblem, match="cannot be read: No such file or directory"):
        folders.look(Folder(tmp_path / "gone"))


def test_a_file_that_is_put_away_never_replaces_one(inbox):
    for text in ("first", "second", "third"):
        put(inbox, "daily.csv.gz", text)
        folders.put_away(Folder(inbox), folders.look(Folder(inbox))[0])
    assert {path.name: path.read_text() for path in (inbox / "done").iterdir()} == {
        "daily.csv.gz": "first", "daily-2.csv.gz": "second", "daily-3.csv.gz": "third",
    }  # fmt: skip


# ---- read into listings


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def team():
    return a_team()


@pytest.fixture
def feed(team, inbox, clock) -> Feed:
    return a_feed(team, inbox, clock)


def a_feed(team, inbox: Path, clock: Clock, **settings) -> Feed:
    return feeds.add(
        team, "folder", "Alder exports", mls="Alder MLS", by=None, now=clock(), settings={"path": str(inbox)} | settings
    )


def test_a_file_becomes_an_import_of_the_feeds_mls_and_its_leads_open(feed, inbox, clock):
    put(inbox, "alder.csv", export(("A1", "Expired"), ("A2", "Active")))
    done = read(a_reader(feed, clock))
    [import_] = Import.objects.all()
    assert (import_.source.name, import_.file_name, import_.state, import_.as_of) == (
        "Alder MLS", "alder.csv", "done", clock(),
    )  # fmt: skip
    assert statuses() == {"A1": "Expired", "A2": "Active"}
    assert Lead.objects.filter(state="open").count() == 1
    assert (done.unit, done.pages, done.taken.records, done.taken.read, list(done.imports), done.problem) == (
        "file", 1, 2, 2, [import_.pk], "",
    )  # fmt: skip
    feed.refresh_from_db()
    assert (feed.heard_at, feed.changed_at, feed.expired_seen_at) == (clock(), clock(), clock())
    assert (feed.next_run_at, feed.claimed_until) == (clock() + timedelta(seconds=feed.every_seconds), None)
    assert (inbox / "alder.csv").exists()


def test_looking_into_a_folder_says_nothing_of_the_mls(feed, inbox, clock):
    read(a_reader(feed, clock))
    feed.refresh_from_db()
    assert feed.heard_at == clock()
    assert Source.objects.get(name="Alder MLS").active_seen_at is None
    put(inbox, "sold.csv", export(("A1", "Expired")))
    read(a_reader(feed, clock))
    assert Source.objects.get(name="Alder MLS").active_seen_at is None
    put(inbox, "all.csv", export(("A1", "Expired"), ("A2", "Active")))
    read(a_reader(feed, clock))
    assert Source.objects.get(name="Alder MLS").active_seen_at == clock()


def test_a_file_speaks_of_when_it_appeared_here_not_of_its_own_time_stamp(feed, inbox, clock):
    put(inbox, "new.csv", export(("A1", "Active")), seconds_ago=10 * LONG)
    read(a_reader(feed, clock))
    assert [one.as_of for one in Import.objects.all()] == [clock()]


def test_the_same_file_is_taken_once_under_any_name_and_by_any_process(feed, inbox, clock):
    put(inbox, "alder.csv", export(("A1", "Active")))
    first = a_reader(feed, clock)
    read(first)
    put(inbox, "alder (1).csv", export(("A1", "Active")))
    assert read(first).pages == 0
    os.utime(inbox / "alder.csv")
    assert read(a_reader(feed, clock)).pages == 0
    assert (Import.objects.count(), FeedFile.objects.count()) == (1, 1)


def test_a_known_file_is_not_opened_again(feed, inbox, clock, monkeypatch):
    put(inbox, "alder.csv", export(("A1", "Active")))
    reader = a_reader(feed, clock)
    read(reader)
    monkeypatch.setattr(folders, "digest", lambda found: pytest.fail("it was opened"))
    assert read(reader).is_over


def test_a_file_that_is_overwritten_is_taken_again(feed, inbox, clock):
    reader = a_reader(feed, clock)
    put(inbox, "daily.csv", export(("A1", "Active")), 900)
    read(reader)
    put(inbox, "daily.csv", export(("A1", "Expired")), 600)
    clock.sleep(60)
    assert read(reader).pages == 1
    assert statuses() == {"A1": "Expired"}
    assert ListingChange.objects.filter(field="standard_status").count() == 1
    assert Lead.objects.filter(state="open").count() == 1


def test_files_of_several_days_are_read_in_the_order_they_were_written(feed, inbox, clock):
    put(inbox, "a-newest.csv", export(("A1", "Expired")), 600)
    put(inbox, "z-oldest.csv", export(("A1", "Active")), 900)
    assert read(a_reader(feed, clock)).pages == 2
    assert statuses() == {"A1": "Expired"}


def test_a_file_still_being_written_is_left_and_looked_at_soon(feed, inbox, clock):
    path = put(inbox, "alder.csv", export(("A1", "Active")), 1)

    def write_on(seconds: float) -> None:
        path.write_text(export(("A1", "Active"), ("A2", "Active")))

    reader = a_reader(feed, clock)
    reader.sleep = write_on
    assert read(reader).pages == 0
    feed.refresh_from_db()
    assert feed.next_run_at == clock() + timedelta(seconds=reading.SOON)
    reader.sleep = clock.sleep
    assert read(reader).pages == 1
    assert set(statuses()) == {"A1", "A2"}


def test_a_file_that_was_read_moves_only_where_that_is_said(team, inbox, clock):
    feed = a_feed(team, inbox, clock, moves="yes")
    put(inbox, "good.csv", export(("A1", "Expired")))
    put(inbox, "odd.csv", odd_export())
    read(a_reader(feed, clock))
    assert [path.name for path in (inbox / "done").iterdir()] == ["good.csv"]
    assert [path.name for path in inbox.glob("*.csv")] == ["odd.csv"]
    put(inbox, "good.csv", export(("A1", "Expired")))
    read(a_reader(feed, clock))
    assert {path.name for path in (inbox / "done").iterdir()} == {"good.csv", "good-2.csv"}


def test_a_vendors_export_goes_to_the_owners(feed, inbox, clock):
    put(inbox, "alder.csv", export(("A1", "Expired")), 900)
    put(inbox, "owners.csv", OWNERS, 600)
    assert read(a_reader(feed, clock)).pages == 2
    assert Owner.objects.count() == 1
    assert {(one.kind, one.source.name) for one in Import.objects.all()} == {
        ("mls", "Alder MLS"),
        ("owners", "unnamed"),
    }
    assert Lead.objects.get().owner == Owner.objects.get()


# ---- what cannot be used


def test_files_that_cannot_be_used_are_said_so_and_the_later_ones_are_read(feed, inbox, clock):
    put(inbox, "a.csv", "", 900)
    put(inbox, "b.pdf", b"%PDF-1.7 a page", 800)
    put(inbox, "c.zip", b"PK\x03\x04 broken", 700)
    put(inbox, "d.csv", export(("A1", "Expired")), 600)
    done = read(a_reader(feed, clock))
    assert statuses() == {"A1": "Expired"}
    problems = dict(FeedFile.objects.values_list("name", "problem"))
    assert problems["a.csv"].startswith("a.csv is empty.")
    assert problems["b.pdf"] == "b.pdf is a PDF. Export the search as CSV, Excel or JSON instead."
    assert problems["c.zip"] == "c.zip is a damaged zip file. Download it again."
    assert problems["d.csv"] == ""
    assert "b.pdf is a PDF" in done.problem
    feed.refresh_from_db()
    assert (feed.problem, feed.heard_at) == ("", clock())
    assert read(a_reader(feed, clock)).problem == ""


def test_a_file_without_essentials_waits_with_its_copy_until_its_columns_are_told(feed, inbox, clock, client):
    put(inbox, "odd.csv", odd_export(), 900)
    put(inbox, "good.csv", export(("A1", "Active")), 600)
    reader = a_reader(feed, clock)
    done = read(reader)
    assert set(statuses()) == {"A1"}
    row = FeedFile.objects.get(name="odd.csv")
    assert row.problem.startswith("No column was found for") and row.problem in done.problem
    forget_uploads(clock() + timedelta(days=30))
    assert (uploads() / row.kept).is_file()
    assert read(reader).problem == "" and Import.objects.count() == 1


def test_rejected_rows_stand_on_the_imports_page(feed, inbox, clock):
    put(inbox, "alder.csv", export(("A1", "Expired")).replace("400006", "CALL").replace("A1", ""))
    read(a_reader(feed, clock))
    [import_] = Import.objects.all()
    assert (import_.rows, import_.rejected, import_.rejected_rows.count()) == (1, 1, 1)


def test_a_file_that_may_not_be_read_is_said_so_after_the_others(feed, inbox, clock, monkeypatch):
    put(inbox, "locked.csv", export(("A9", "Active")), 900)
    put(inbox, "good.csv", export(("A1", "Active")), 600)
    real = folders.digest

    def refuse(found):
        if found.name == "locked.csv":
            raise PermissionError(13, "Permission denied")
        return real(found)

    monkeypatch.setattr(folders, "digest", refuse)
    done = read(a_reader(feed, clock))
    assert done.problem == "locked.csv cannot be read: Permission denied."
    feed.refresh_from_db()
    assert (feed.problem, feed.failures, set(statuses())) == (done.problem, 1, {"A1"})


def test_a_folder_that_went_away_is_a_problem_that_ends_when_it_is_back(feed, inbox, clock):
    inbox.rename(inbox.with_name("away"))
    assert "Is the drive connected" in read(a_reader(feed, clock)).problem
    feed.refresh_from_db()
    assert (feed.failures, feed.next_run_at) == (1, clock() + timedelta(seconds=30))
    inbox.with_name("away").rename(inbox)
    read(a_reader(feed, clock))
    feed.refresh_from_db()
    assert (feed.problem, feed.failures) == ("", 0)


@pytest.mark.parametrize(
    ("path", "said"),
    [("", "whole path"), ("exports", "whole path"), ("HOME", "its own files"), ("HOME/imports", "its own files")],
)
def test_a_folder_that_cannot_be_one_is_refused(team, clock, settings, path, said):
    path = path.replace("HOME", str(settings.HOME))
    with pytest.raises(UnusableInput, match=said):
        feeds.add(team, "folder", "x", by=None, now=clock(), settings={"path": path})
    assert not Feed.objects.exists()


def test_a_name_of_bytes_that_are_no_text(feed, inbox, clock):
    path = Path(os.fsdecode(os.fsencode(inbox) + b"/\xff.csv"))
    put(path.parent, path.name, export(("A1", "Active")))
    read(a_reader(feed, clock))
    assert [*Import.objects.values_list("file_name", "state")] == [("?.csv", "done")]


def test_a_file_that_takes_the_reading_down_is_left_out_after_three_times(feed, inbox, clock, monkeypatch):
    put(inbox, "bad.csv", export(("A1", "Active")), 900)
    put(inbox, "good.csv", export(("A2", "Active")), 600)
    real = intake.run_any

    def bursts(import_, *given, **named):
        if import_.file_name == "bad.csv":
            raise ZeroDivisionError
        return real(import_, *given, **named)

    monkeypatch.setattr(intake, "run_any", bursts)
    reader = a_reader(feed, clock)
    for _ in range(reading.MOST_TRIES):
        with pytest.raises(ZeroDivisionError):
            read(reader)
    assert "did not foresee" in read(reader).problem
    assert set(statuses()) == {"A2"}
    assert sorted(Import.objects.values_list("file_name", "state")) == [("bad.csv", "failed"), ("good.csv", "done")]
    assert read(reader).problem == ""


# ---- cut off, and two at once


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("where", ["remember", "link", "run_any", "brought", "end"])
def test_killed_at_any_step_nothing_is_lost_and_nothing_taken_twice(feed, inbox, clock, monkeypatch, where):
    put(inbox, "a.csv", export(("A1", "Expired"), ("A2", "Active")), 900)
    put(inbox, "b.csv", export(("A3", "Expired")), 600)
    module = intake if where == "run_any" else reading.feed_files
    real, calls = getattr(module, where), []

    def dies_after(*given, **named):
        done = real(*given, **named)
        calls.append(where)
        if len(calls) == 1:
            raise Killed
        return done

    monkeypatch.setattr(module, where, dies_after)
    with pytest.raises(Killed):
        read(a_reader(feed, clock))
    clock.sleep(181)  # the dead process's claim runs out
    read(a_reader(feed, clock))
    assert statuses() == {"A1": "Expired", "A2": "Active", "A3": "Expired"}
    assert sorted(Import.objects.values_list("file_name", "state")) == [("a.csv", "done"), ("b.csv", "done")]
    assert sorted(FeedFile.objects.values_list("name", "kept", "import_row__file_name")) == [
        ("a.csv", "", "a.csv"), ("b.csv", "", "b.csv"),
    ]  # fmt: skip


def test_killed_in_the_middle_of_a_file_it_goes_on_from_its_copy(feed, inbox, clock, monkeypatch):
    path = put(inbox, "big.csv", export(*((f"A{number}", "Active") for number in range(900))))
    reader = a_reader(feed, clock)

    def die(rows: int) -> None:
        raise Killed

    reader.progress = die
    with pytest.raises(Killed):
        read(reader)
    [import_] = Import.objects.all()
    assert (import_.state, 0 < import_.done_rows < 900) == ("running", True)
    path.unlink()
    clock.sleep(181)
    read(a_reader(feed, clock))
    import_.refresh_from_db()
    assert (import_.state, import_.rows, import_.new, len(statuses())) == ("done", 900, 900, 900)


def test_a_slice_of_time_ends_after_a_file_and_goes_on_at_once(feed, inbox, clock):
    for name in ("a", "b", "c"):
        put(inbox, f"{name}.csv", export((name, "Active")))
    reader = a_reader(feed, clock)
    assert [read(reader, seconds=0).pages for _ in range(4)] == [1, 1, 1, 0]
    assert set(statuses()) == {"a", "b", "c"}


def test_two_processes_never_read_one_feed_at_once(feed, inbox, clock):
    put(inbox, "a.csv", export(("A1", "Active")))
    one, other, met = a_reader(feed, clock), a_reader(feed, clock), []
    one.progress = lambda rows: met.append(other.read(lambda homes: None))
    assert read(one).pages == 1
    assert met == [None]
    assert (read(other).pages, Import.objects.count()) == (0, 1)


def test_a_feed_switched_off_while_it_is_read_stops_between_two_files(feed, inbox, clock):
    put(inbox, "a.csv", export(("A1", "Active")), 900)
    put(inbox, "b.csv", export(("A2", "Active")), 600)
    reader = a_reader(feed, clock)
    reader.progress = lambda rows: feeds.switch(feed, False, None, clock())
    read(reader)
    assert set(statuses()) == {"A1"}
    feeds.switch(feed, True, None, clock())
    clock.sleep(181)
    read(a_reader(feed, clock))
    assert set(statuses()) == {"A1", "A2"}
