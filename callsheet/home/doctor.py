"""The self-check: what is wrong with this home, each finding with what to do; and what is only worth knowing."""

import os
import shutil
import stat
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import DatabaseError, connection
from django.db.models import QuerySet

from callsheet.accounts.models import Person, Team
from callsheet.calling.models import Attempt, DialerList
from callsheet.clock import AT_VARIABLE
from callsheet.compliance import evidence_files, gate, list_health, proposed
from callsheet.compliance.tables import review_due
from callsheet.core.errors import UnusableInput
from callsheet.core.words import count
from callsheet.home import backup
from callsheet.home.database import is_behind
from callsheet.home.models import RecurringWork
from callsheet.home.paths import demo_marker, home
from callsheet.leads.feed_banners import NEVER_EXPIRED, never_expired
from callsheet.leads.models import Appointment
from callsheet.listings.feed_secrets import unseal
from callsheet.listings.models import Feed, FeedFile, FeedWalk, Import, StatusWord

BACKUP_AGE = timedelta(hours=48)
OPEN_ATTEMPT = timedelta(hours=12)
REQUEST_WAITS = timedelta(days=10)
FEED_SILENT = timedelta(days=1)
STUCK_IMPORT = timedelta(hours=1)
LOOK_BACK = timedelta(days=30)
LEAST_SPACE = 1 << 30  # bytes
BREAKS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of the report. A finding makes `doctor` exit 1; a note is only worth knowing."""

    because: str
    is_finding: bool = True


@dataclass(frozen=True, slots=True)
class Checked:
    """One check with what it found; nothing found is a clean check."""

    name: str
    lines: tuple[Line, ...]

    @property
    def is_clean(self) -> bool:
        return not any(line.is_finding for line in self.lines)


def examine(now: datetime) -> list[Checked]:
    """Every check in turn. A database that cannot be read, or is behind, ends the report: the rest would only guess.

    Rows that point to rows that are gone end it too, after the answers: somebody may have taken one of those.
    """
    report = [Checked("home", tuple(home_modes())), Checked("disk", tuple(disk_space())), _database()]
    if report[-1].is_clean:
        report.append(Checked("references", tuple(references())))
        checks = CHECKS if report[-1].is_clean else {"answers": answers}
        report += [Checked(name, tuple(check(now))) for name, check in checks.items()]
    return report


def _database() -> Checked:
    try:
        return Checked("database", tuple(database()))
    except DatabaseError as problem:
        return Checked("database", (Line(f"{UNREADABLE} ({problem})"),))


UNREADABLE = (
    "The database cannot be read. Move callsheet.sqlite3 and its -wal and -shm files out of the home, then "
    "`callsheet restore` the newest file of its backups folder."
)


def home_modes() -> Iterator[Line]:
    """The home and its key are for their owner's eyes only (POSIX; Windows keeps profiles apart by itself)."""
    if os.name != "posix":
        return
    for path, wanted in ((home(), 0o700), (home() / "secret-key", 0o600)):
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & ~wanted:
            yield Line(f"{path} has mode {mode:04o}, others can read it. Run: chmod {wanted:o} {path}")


def disk_space() -> Iterator[Line]:
    free = shutil.disk_usage(home()).free
    if free < LEAST_SPACE:
        yield Line(f"Only {free // (1 << 20):,} MB are free where {home()} lies. Make room: a full disk loses work.")


def database() -> Iterator[Line]:
    """Whole, and of this version."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check(5)")
            yield from (Line(f"{UNREADABLE} ({said})") for (said,) in cursor.fetchall() if said != "ok")
    if is_behind():
        yield Line("The database is of an older version, or new. `callsheet serve` brings it up to date.")


def references() -> Iterator[Line]:
    """Every reference points somewhere, which PostgreSQL sees to by itself."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_key_check")
        if lost := cursor.fetchall():
            tables = ", ".join(sorted({row[0] for row in lost}))
            points = "points" if len(lost) == 1 else "point"
            yield Line(f"{count(len(lost), 'row')} {points} to rows that are gone, in {tables}. Restore a backup.")


def answers(now: datetime) -> Iterator[Line]:
    """The gate's answers are one sealed chain per team: an answer changed or taken out afterwards breaks it."""
    for team in Team.objects.all():
        problems = gate.verify_chain(team)
        for problem in problems[:BREAKS_SHOWN]:
            yield Line(f"{team}: {problem} The answers were changed outside Callsheet; compare them with a backup.")
        if len(problems) > BREAKS_SHOWN:
            yield Line(f"{team}: the chain of answers is broken in {len(problems) - BREAKS_SHOWN:,} more places.")


def attempts(now: datetime) -> Iterator[Line]:
    """Dials that never got an outcome are findings; reported ones are shown, because nobody asked the gate before."""
    left = Attempt.objects.filter(outcome="", at__lt=now - OPEN_ATTEMPT)
    if left:
        yield Line(
            f"{count(len(left), 'attempt')} have no outcome, the oldest of {_day(min(a.at for a in left))}. "
            "Open the lead and record how it ended."
        )
    reported = Attempt.objects.filter(is_reported=True, at__gt=now - LOOK_BACK)
    if reported:
        refused = sum(attempt.refused_id is not None for attempt in reported)
        yield Line(
            f"{count(len(reported), 'attempt')} of the last 30 days were reported afterwards, without a clearance; "
            f"for {refused} of them the answer was a refusal.",
            is_finding=False,
        )
        yield from _without_licence(reported)


def _without_licence(reported: QuerySet[Attempt]) -> Iterator[Line]:
    """Dials by assistants that nobody cleared: in some states that is licensed work."""
    theirs = reported.filter(person__role=Person.Role.ASSISTANT)
    people = sorted(set(theirs.values_list("person__name", flat=True)))
    if people:
        yield Line(
            f"{count(theirs.count(), 'of them was', 'of them were')} by an assistant without a licence "
            f"({', '.join(people)}). Assistants hand a lead to a licensed colleague, who dials it."
        )


def dialer_lists(now: datetime) -> Iterator[Line]:
    """Lists that went to another dialer and of which nothing came back: their dials are in no cap and no record."""
    lists = DialerList.objects.filter(at__gt=now - LOOK_BACK, expires_at__lt=now - OPEN_ATTEMPT)
    handed = lists.filter(entries__clearance__isnull=False)
    silent = handed.exclude(entries__results__isnull=False).distinct().count()
    if silent:
        yield Line(
            f"{count(silent, 'list for another dialer has', 'lists for another dialer have')} no results. Bring the "
            "dialer's call report, or its dials stay out of the caps and of the record."
        )


def appointments(now: datetime) -> Iterator[Line]:
    past = Appointment.objects.filter(outcome="", at__lt=now - timedelta(days=1)).count()
    if past:
        yield Line(f"{count(past, 'past appointment')} without an outcome. They stand on top of the sheet.")


def imports(now: datetime) -> Iterator[Line]:
    """Files that failed or stopped half-way; rejected rows and open status words are shown."""
    recent = Import.objects.filter(as_of__gt=now - LOOK_BACK)
    for import_ in recent.filter(state=Import.State.FAILED):
        yield Line(
            f"{import_.file_name} could not be imported: {import_.problem} Import it again once that is put right."
        )
    unfinished = (Import.State.QUEUED, Import.State.RUNNING)
    of_feeds = FeedWalk.objects.exclude(import_row=None).values("import_row")
    for import_ in Import.objects.filter(state__in=unfinished, as_of__lt=now - STUCK_IMPORT).exclude(pk__in=of_feeds):
        yield Line(
            f"{import_.file_name} stopped at row {import_.done_rows:,} of {import_.rows:,}. Import it again: what is "
            "in already is not doubled."
        )
    for import_ in recent.filter(rejected__gt=0, state=Import.State.DONE):
        yield Line(
            f"{import_.file_name}: {count(import_.rejected, 'row')} rejected, see {import_.rejected_file}", False
        )
    words = StatusWord.objects.filter(standard_status="").count()
    if words:
        yield Line(
            f"{count(words, 'status word')} wait for an answer on the import page; their rows open no lead.", False
        )


def feeds(now: datetime) -> Iterator[Line]:
    """Live feeds with a problem, unheard for a day, or whose credentials cannot be read in this home; what a feed
    waits for, and what it never delivered."""
    for feed in Feed.objects.filter(is_on=True).select_related("source").order_by("pk"):
        heard = feed.heard_at or feed.made_at
        if said := _unreadable(feed) or feed.problem:
            yield Line(f"The feed {feed.name}: {said}")
        elif now - heard > FEED_SILENT:
            yield Line(
                f"The feed {feed.name} was not heard of since {_day(heard)}. Leave `callsheet serve` running, or run "
                "`callsheet sync`."
            )
        yield from _walks(feed)
    yield from _files_of_feeds(now)


def _walks(feed: Feed) -> Iterator[Line]:
    for walk in feed.walks.all():
        if walk.asks and not walk.asks.get("agreed"):
            yield Line(
                f"The feed {feed.name}: {walk.asks['missing']:,} of {walk.asks['of']:,} listings are missing from it "
                "at once. Say on its page whether they left the feed; until then they stay."
            )
        if walk.is_loaded and feed.expired_seen_at is None:
            yield Line(f"{never_expired(feed)} {NEVER_EXPIRED}", is_finding=False)


def _files_of_feeds(now: datetime) -> Iterator[Line]:
    """Files that a feed brought and nobody could read; one whose columns are asked about waits for somebody."""
    unread = FeedFile.objects.filter(import_row=None, taken_at__gt=now - LOOK_BACK).exclude(problem="")
    for file in unread.select_related("feed").order_by("pk"):
        yield Line(f"{file.name} of the feed {file.feed.name}: {file.problem}", is_finding=bool(file.kept))


def _unreadable(feed: Feed) -> str:
    try:
        unseal(feed.secrets)
    except UnusableInput as problem:
        return f"{problem} It is done on the feed's page, under its settings."
    return ""


def registry(now: datetime) -> Iterator[Line]:
    """Copies that are gone, damaged or too old protect nobody. No copy at all is a note: the gate refuses by itself."""
    yield from (Line(problem) for problem in list_health.problems(now))
    yield from (Line(note, is_finding=False) for note in list_health.notes(now))


def law(now: datetime) -> Iterator[Line]:
    """Tables of the law that nobody reviewed for 120 days may be wrong by now."""
    if due := review_due(now.date()):
        yield Line(due.sentence)


def evidence(now: datetime) -> Iterator[Line]:
    """The files that prove consents and relationships, each read through and compared with its hash."""
    yield from (Line(said) for said in evidence_files.losses())
    if strays := evidence_files.strays(now):
        told = f"no permission speaks of any more, such as {strays[0]}. Delete what nobody needs."
        yield Line(f"{count(len(strays), 'file')} of evidence that {told}", is_finding=False)


def requests(now: datetime) -> Iterator[Line]:
    """Notes that sound like a do-not-call request and were not answered; ten days are too long (47 CFR 64.1200(d))."""
    for team in Team.objects.all():
        if waiting := list(proposed.waiting(team)):
            oldest = waiting[-1].at
            yield Line(
                f"{team}: {count(len(waiting), 'do-not-call request')} heard in notes and not answered, "
                f"the oldest of {_day(oldest)}. Whoever wrote one is asked on every page, anybody on the lead's.",
                is_finding=oldest < now - REQUEST_WAITS,
            )


def backups(now: datetime) -> Iterator[Line]:
    """A backup not older than two days that can be read through, once the home has something to lose."""
    taken = backup.nightly_backups()
    if taken and taken[-1][0] > now - BACKUP_AGE:
        yield from _damage(taken[-1][1])
    elif Team.objects.filter(created_at__lt=now - BACKUP_AGE).exists() and not demo_marker().exists():
        last = f"is of {_day(taken[-1][0])}" if taken else "was never made"
        yield Line(f"The last nightly backup {last}. Leave `callsheet serve` running, or run `callsheet backup FILE`.")


def _damage(file: Path) -> Iterator[Line]:
    try:
        with zipfile.ZipFile(file) as archive:
            damaged = backup.damage(archive)
    except (OSError, zipfile.BadZipFile) as problem:
        damaged = str(problem)
    if damaged:
        yield Line(f"The backup {file} cannot be read ({damaged}). Run `callsheet backup FILE` onto another disk.")


def recurring(now: datetime) -> Iterator[Line]:
    for work in RecurringWork.objects.exclude(last_problem=""):
        said = work.last_problem.strip().splitlines()[-1]
        yield Line(f"The recurring work `{work.name}` failed: {said}. It is tried again every hour while serving.")


def clock(now: datetime) -> Iterator[Line]:
    if os.environ.get(AT_VARIABLE) and not demo_marker().exists():
        yield Line(f"{AT_VARIABLE} is set and not followed: the clock moves in a demo home only.", False)


def _day(at: datetime) -> str:
    return at.date().isoformat()


CHECKS: Mapping[str, Callable[[datetime], Iterator[Line]]] = {
    "answers": answers,
    "attempts": attempts,
    "lists for another dialer": dialer_lists,
    "appointments": appointments,
    "imports": imports,
    "feeds": feeds,
    "registry": registry,
    "requests": requests,
    "evidence": evidence,
    "law": law,
    "backups": backups,
    "recurring work": recurring,
    "clock": clock,
}
