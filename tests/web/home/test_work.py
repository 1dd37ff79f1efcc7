"""The background work: what a dead worker left half-done is done again; a worker that dies is started again."""

import signal
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django_tasks_db.models import DBTaskResult

from callsheet.compliance import list_uploads
from callsheet.compliance.models import ListLoad
from callsheet.compliance.tasks import load_list_task
from callsheet.home import background, schedule, work
from callsheet.leads import intake
from callsheet.leads.feed_files import FileReader
from callsheet.leads.feed_intake import FeedWork
from callsheet.leads.tasks import run_import_task
from callsheet.listings.feed_claim import SERVE
from callsheet.listings.kept_files import uploads
from callsheet.listings.models import Feed, Import
from tests.web.home import tasks
from tests.web.home.conftest import until
from tests.web.world import NOW, a_team, an_mls

pytestmark = pytest.mark.django_db(transaction=True)

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@pytest.fixture
def marks(tmp_path) -> Path:
    """A file that the tasks of these tests write a line into each time they run."""
    return tmp_path / "marks"


def test_runs_what_is_queued(marks):
    tasks.mark.enqueue(str(marks))
    work.run_tasks(work.task_worker())
    assert marks.read_text() == "x"
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


def test_a_task_that_fails_does_not_stop_the_next(marks):
    tasks.stumble.enqueue()
    tasks.mark.enqueue(str(marks))
    work.run_tasks(work.task_worker())
    assert marks.read_text() == "x"
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["FAILED", "SUCCESSFUL"]


def test_an_idle_worker_only_reads(django_assert_num_queries):
    with django_assert_num_queries(1):
        work.run_tasks(work.task_worker())


def test_what_a_dead_worker_left_is_queued_again(marks):
    tasks.mark.enqueue(str(marks))
    DBTaskResult.objects.get().claim("the dead one")
    work.run_tasks(work.task_worker())
    assert not marks.exists()
    assert work.queue_again(NOW, deaths=0) == 1
    work.run_tasks(work.task_worker())
    assert marks.read_text() == "x"


def test_a_task_that_kills_its_worker_every_time_is_given_up(marks):
    tasks.mark.enqueue(str(marks))
    for deaths in range(1, work.MOST_TRIES + 1):
        DBTaskResult.objects.get().claim("one that died")
        work.queue_again(NOW, deaths)
    work.run_tasks(work.task_worker())
    given_up = DBTaskResult.objects.get()
    assert (given_up.status, given_up.traceback) == ("FAILED", work.GIVEN_UP)
    assert not marks.exists()


def test_a_serve_that_is_killed_often_gives_nothing_up(marks):
    tasks.mark.enqueue(str(marks))
    for _ in range(work.MOST_TRIES * 2):
        DBTaskResult.objects.get().claim("one killed with its serve")
        assert work.queue_again(NOW, deaths=0) == 1
    work.run_tasks(work.task_worker())
    assert marks.read_text() == "x"


def test_what_is_done_is_not_queued_again(marks):
    tasks.mark.enqueue(str(marks))
    work.run_tasks(work.task_worker())
    assert work.queue_again(NOW, deaths=0) == 0


def an_upload(state: str, path: Path) -> Import:
    path.write_text("MLSNumber,Status\n")
    return Import.objects.create(
        team=a_team(), kind="mls", state=state, as_of=NOW, file_name=path.name, file_path=str(path)
    )


@pytest.mark.parametrize("state", ["queued", "running"])
def test_an_upload_that_nobody_runs_is_queued_once(state):
    upload = an_upload(state, uploads() / "alder.csv")
    assert work.queue_again(NOW, deaths=0) == 1
    assert work.queue_again(NOW, deaths=0) == 0
    assert DBTaskResult.objects.get().args_kwargs["args"] == [upload.pk]


def test_an_upload_left_half_read_is_queued_once():
    upload = an_upload("running", uploads() / "alder.csv")
    run_import_task.enqueue(upload.pk)
    DBTaskResult.objects.get().claim("the dead one")
    assert work.queue_again(NOW, deaths=0) == 1
    assert DBTaskResult.objects.get().status == "READY"


def test_a_file_of_the_command_line_is_left_to_it(tmp_path):
    an_upload("running", tmp_path / "alder.csv")
    assert work.queue_again(NOW, deaths=0) == 0


def test_an_import_that_is_given_up_says_so():
    upload = an_upload("running", uploads() / "alder.csv")
    run_import_task.enqueue(upload.pk)
    for deaths in range(1, work.MOST_TRIES + 1):
        DBTaskResult.objects.get().claim("one that died")
        work.queue_again(NOW, deaths)
    upload.refresh_from_db()
    assert (upload.state, upload.problem) == ("failed", work.GIVEN_UP)
    assert work.queue_again(NOW, deaths=0) == 0


def test_an_error_nobody_foresaw_is_told_on_the_page_and_the_terminal(monkeypatch, caplog):
    def stumble(*_):
        raise ZeroDivisionError("on purpose")

    monkeypatch.setattr(intake, "run_any", stumble)
    upload = an_upload("queued", uploads() / "alder.csv")
    run_import_task.enqueue(upload.pk)
    work.run_tasks(work.task_worker())
    upload.refresh_from_db()
    assert upload.state == "failed"
    assert upload.problem.endswith("ZeroDivisionError: on purpose")
    assert "alder.csv could not be read to its end." in caplog.text
    assert "Traceback" in caplog.text


@pytest.fixture
def _signals():
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("_signals")
def test_a_stumble_is_told_and_the_work_goes_on(monkeypatch, caplog):
    seen = []

    def run_due(now):
        seen.append(now)
        if len(seen) > 1:
            signal.raise_signal(signal.SIGTERM)
        raise OSError("No space left on device")

    monkeypatch.setattr(schedule, "run_due", run_due)
    monkeypatch.setattr(work, "REST", 0)
    monkeypatch.setattr(work, "LOOK_EVERY", 0)
    work.work(deaths=0)
    assert len(seen) == 2
    assert "it goes on" in caplog.text


def test_a_feed_that_stumbles_holds_up_no_other(monkeypatch, caplog):
    mls = an_mls(a_team())
    for name in ("First", "Second"):
        Feed.objects.create(team=mls.team, source=mls, kind="folder", name=name, made_at=NOW, next_run_at=LONG_AGO)
    looked = []

    def look(reader, read, *_):
        looked.append(reader.feed.name)
        if reader.feed.name == "First":
            raise KeyError("ListingKey")
        read.is_over = True

    monkeypatch.setattr(FileReader, "_read", look)
    feeds = FeedWork()
    work.read_feeds(feeds)
    work.read_feeds(feeds)
    first, second = Feed.objects.order_by("name")
    assert looked == ["First", "Second"], "each comes again only later"
    assert first.problem.endswith("It said: KeyError: 'ListingKey'") and first.claimed_by == ""
    assert (second.problem, second.failures) == ("", 0)
    assert "The feed First could not be read." in caplog.text


@pytest.mark.usefixtures("_signals")
def test_a_feed_that_a_killed_serve_was_reading_waits_for_nobody(monkeypatch):
    mls = an_mls(a_team())
    for name, by in (("Ours", f"{SERVE}dead"), ("Theirs", "a sync that runs")):
        Feed.objects.create(
            team=mls.team, source=mls, kind="folder", name=name, made_at=NOW, next_run_at=LONG_AGO,
            claimed_by=by, claimed_until=datetime(3000, 1, 1, tzinfo=UTC),
        )  # fmt: skip
    looked = []
    monkeypatch.setattr(FileReader, "_read", lambda reader, read, *_: looked.append((reader.feed.name, reader.name)))
    monkeypatch.setattr(schedule, "run_due", lambda now: signal.raise_signal(signal.SIGTERM))
    work.work(deaths=0)
    [(name, reader)] = looked
    assert name == "Ours" and reader.startswith(SERVE)
    assert Feed.objects.get(name="Theirs").claimed_by == "a sync that runs"


def test_a_worker_that_dies_is_started_again(marks, monkeypatch, capfd):
    monkeypatch.setattr(background, "WORK", "tests.web.home.tasks.die")
    monkeypatch.setattr(background, "PAUSE", 0.05)
    monkeypatch.setenv("CALLSHEET_TEST_MARKS", str(marks))
    with background.BackgroundWork():
        until(lambda: marks.exists() and len(marks.read_text()) >= 2, "it is started a second time")
    assert "starting it again" in capfd.readouterr().err
    assert threading.active_count() == 1 or not any(t.name == "background-work" for t in threading.enumerate())


def test_a_worker_that_does_not_end_is_ended(marks, monkeypatch):
    monkeypatch.setattr(background, "WORK", "tests.web.home.tasks.stay")
    monkeypatch.setattr(background, "GRACE", 0.2)
    monkeypatch.setenv("CALLSHEET_TEST_MARKS", str(marks))
    with background.BackgroundWork() as going:
        until(marks.exists, "it has begun")
    assert not going._process.is_alive()


# ---------------------------------------------------------------- lists brought in the browser


@pytest.fixture
def a_load():
    return ListLoad.objects.create(team=a_team(), files=[], at=NOW)


def test_a_list_whose_serve_died_before_it_was_queued_is_queued_at_start(a_load):
    assert work.queue_again(NOW, deaths=0) == 1
    assert work.queue_again(NOW, deaths=0) == 0


def test_a_list_that_kills_its_worker_every_time_is_given_up(a_load):
    load_list_task.enqueue(a_load.pk)
    for deaths in range(1, work.MOST_TRIES + 1):
        DBTaskResult.objects.ready().get().claim(f"worker {deaths}")
        work.queue_again(NOW, deaths)
    a_load.refresh_from_db()
    assert (a_load.state, a_load.problem) == ("refused", work.GIVEN_UP)


def test_a_list_that_fails_unforeseen_says_so_on_its_page(a_load, monkeypatch):
    def stumble(load, now):
        raise RuntimeError("the moon is in the wrong place")

    monkeypatch.setattr(list_uploads, "run", stumble)
    load_list_task.enqueue(a_load.pk)
    work.run_tasks(work.task_worker())
    a_load.refresh_from_db()
    assert a_load.state == "refused" and "the moon is in the wrong place" in a_load.problem
