"""The background work: queued tasks such as imports, live feeds, and recurring work such as the nightly backup.

One process does it, one thing after the other, because SQLite has one writer. It may be killed at any moment: a task
goes on from its place at the next start, recurring work is claimed again once its claim has run out.
"""

import logging
import signal
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import close_old_connections, models
from django_tasks import TaskResultStatus
from django_tasks.base import Task
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from callsheet import clock
from callsheet.compliance import list_uploads
from callsheet.compliance.models import ListLoad
from callsheet.compliance.tasks import load_list_task
from callsheet.home import schedule
from callsheet.leads import feed_intake
from callsheet.leads.feed_intake import FeedWork
from callsheet.leads.tasks import run_import_task
from callsheet.listings.feed_claim import SERVE, free_claims_of_serve
from callsheet.listings.kept_files import uploads
from callsheet.listings.models import Import

log = logging.getLogger(__name__)
LOOK_EVERY = 1.0  # seconds
REST = 10.0  # seconds after something went wrong
MOST_TRIES = 5  # a task that took its worker down this often is given up
UNFORESEEN = "Something went wrong that this program did not foresee. What was read so far is kept. It said:"
GIVEN_UP = f"The process that ran it died {MOST_TRIES} times."


def work(deaths: int) -> None:
    """Work until SIGTERM: first what a dead worker left half-done, then whatever is queued or due.

    `deaths` counts the workers of this `serve` that died before this one.
    """
    worker, stopping, feeds = task_worker(), threading.Event(), FeedWork(works_for=SERVE)
    stop_on_signal(worker, stopping)
    queue_again(clock.now(), deaths)
    free_claims_of_serve()
    schedule.plan(clock.now())
    while not stopping.is_set():
        try:
            run_tasks(worker)
            read_feeds(feeds)
            schedule.run_due(clock.now())
        except Exception:
            log.exception("The background work stumbled; it goes on.")
            stopping.wait(REST)
        close_old_connections()
        stopping.wait(LOOK_EVERY)


def stop_on_signal(worker: Worker, stopping: threading.Event) -> None:
    """SIGTERM ends the work after the task in hand. Ctrl-C reaches every process of a terminal: `serve` decides."""

    def stop(*_: object) -> None:
        worker.running = False
        stopping.set()

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, stop)


def read_feeds(feeds: FeedWork) -> None:
    """Read the feeds that are due, a slice of time each; what goes wrong with one is written on its page.

    An error nobody foresaw holds up neither the other feeds nor the recurring work.
    """
    for reader in feeds.due(clock.now()):
        try:
            read = feed_intake.read(reader, clock.now(), feed_intake.SLICE)
        except Exception as unforeseen:
            log.exception("The feed %s could not be read.", reader.feed.name)
            reader.stumbled(f"{UNFORESEEN} {type(unforeseen).__name__}: {unforeseen}")
            continue
        if read and read.problem:
            log.warning("%s: %s", reader.feed.name, read.problem)


def run_tasks(worker: Worker) -> None:
    """Run the queued tasks until none is left. Looking is a read: an idle worker never takes the write lock."""
    if worker.running and DBTaskResult.objects.ready().exists():
        worker.run()
        tell_failures(clock.now())


def tell_failures(now: datetime) -> None:
    """Work that ended by an error nobody foresaw says so on its page; the terminal has the whole story."""
    for job in JOBS:
        broken = job.rows().in_bulk()
        failed = DBTaskResult.objects.failed().filter(task_path=job.task.module_path)
        for task in failed if broken else ():
            if row := broken.get(task.args_kwargs["args"][0]):
                log.error("%s could not be read to its end.\n%s", row.file_name, task.traceback)
                job.fail(row.pk, f"{UNFORESEEN} {task.traceback.strip().splitlines()[-1]}", now)


def queue_again(now: datetime, deaths: int) -> int:
    """Queue what a dead worker was running when it died, and uploads that nobody runs; returns how many tasks.

    The caller is the only worker. A task that took its worker down too often is given up, and its page says so; when
    the whole `serve` was killed the task is not to blame, and its tries are forgotten.
    """
    left = DBTaskResult.objects.running()
    if not deaths:
        left.update(worker_ids=[])
    for task in left:
        if len(task.worker_ids) >= MOST_TRIES:
            _give_up(task, now)
    again = left.update(status=TaskResultStatus.READY, started_at=None)
    return again + sum(_queue_uploads(job) for job in JOBS)


def _give_up(task: DBTaskResult, now: datetime) -> None:
    DBTaskResult.objects.filter(pk=task.pk).update(
        status=TaskResultStatus.FAILED, finished_at=now, exception_class_path="", traceback=GIVEN_UP
    )
    for job in JOBS:
        if task.task_path == job.task.module_path:
            job.fail(task.args_kwargs["args"][0], GIVEN_UP, now)


def _queue_uploads(job: "Job") -> int:
    """Uploads without a task: their `serve` died between the two, or they come from a backup."""
    ready = DBTaskResult.objects.ready().filter(task_path=job.task.module_path)
    queued = {args_kwargs["args"][0] for args_kwargs in ready.values_list("args_kwargs", flat=True)}
    uploaded = [row.pk for row in job.rows().exclude(pk__in=queued) if job.is_upload(row)]
    for pk in uploaded:
        job.task.enqueue(pk)
    return len(uploaded)


@dataclass(frozen=True, slots=True)
class Job:
    """A kind of task that reads a file for a row whose page shows how far it is."""

    task: Task
    model: type[models.Model]
    unfinished: Sequence[str]
    failed: str
    is_upload: Callable[[models.Model], bool]

    def rows(self) -> models.QuerySet:
        """Those that are not over."""
        return self.model._base_manager.filter(state__in=self.unfinished)

    def fail(self, pk: int, problem: str, now: datetime) -> None:
        self.rows().filter(pk=pk).update(state=self.failed, problem=problem, finished_at=now)


def _is_uploaded(import_: Import) -> bool:
    """A file imported on the command line is read by that command, which may be running right now."""
    return Path(import_.file_path).parent == uploads()


JOBS = (
    Job(run_import_task, Import, (Import.State.QUEUED, Import.State.RUNNING), Import.State.FAILED, _is_uploaded),
    Job(load_list_task, ListLoad, list_uploads.UNFINISHED, ListLoad.State.REFUSED, lambda load: True),
)


def task_worker() -> Worker:
    return Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="callsheet",
    )
