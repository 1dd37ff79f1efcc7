"""Results of another dialer: each dial becomes an attempt, and its outcome does what a key of the call screen does.

A dial inside the life of its permission uses it; any other is reported: it happened without asking, or past a refusal.
The same dial told twice changes nothing. Words nobody has explained leave the attempt open until somebody does.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from secrets import token_hex
from zoneinfo import ZoneInfo

from django.db import transaction

from callsheet.accounts.models import Person, Team
from callsheet.calling import attempts
from callsheet.calling.models import Attempt, DialerEntry, DialerList, DialerResult, DialerWord, ResultFile
from callsheet.compliance import gate
from callsheet.core.errors import UnusableInput
from callsheet.core.outcomes import OUTCOMES
from callsheet.core.phone import national
from callsheet.dialers.csv_list import results as csv_list
from callsheet.dialers.csv_list.dispositions import is_drop, meaning, squeezed
from callsheet.dialers.csv_list.results import Rejected, Result
from callsheet.leads.models import Lead
from callsheet.listings import bulk, readers
from callsheet.listings.kept_files import REJECTED, uploads

MOST_ROWS = 5_000
ENDS_A_PURSUIT = frozenset({"do_not_call", "deceased"})


class ColumnsMissing(UnusableInput):
    """No column was found for an essential; the file is kept until somebody says which column is which."""

    def __init__(self, file: ResultFile, missing: Sequence[str]):
        super().__init__(f"No column was found for: {', '.join(missing)}. Nothing was kept yet.")
        self.file, self.missing = file, missing


@dataclass(frozen=True, slots=True)
class Brought:
    """A file as somebody brought it: `time_zone` is the clock of call times that name none.

    `columns` (field -> header) is what they said of it beforehand.
    """

    content: bytes
    name: str
    time_zone: str
    list: DialerList | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


def receive(brought: Brought, by: Person, now: datetime) -> ResultFile:
    """Read a file of results and keep its dials. Raises UnusableInput, ColumnsMissing."""
    table = _table(brought.content, brought.name)
    file = ResultFile(
        team=by.team, list=brought.list, by=by, at=now, file_name=brought.name[:200], time_zone=brought.time_zone
    )
    columns = csv_list.guess(table.names) | _in_header(brought.columns, table.names)
    if csv_list.missing(columns):
        columns |= _given_before(by.team, table.names)
    if lacks := csv_list.missing(columns):
        file.kept_as = f"{token_hex(4)}-dialer-results"
        (uploads() / file.kept_as).write_bytes(brought.content)
        file.save()
        raise ColumnsMissing(file, lacks)
    file.save()
    return _take(file, table, columns, by, now)


def receive_again(file: ResultFile, columns: Mapping[str, str], by: Person, now: datetime) -> ResultFile:
    """Keep the dials of a file that waited to hear which column is which. Raises UnusableInput."""
    path = uploads() / Path(file.kept_as).name
    if not file.kept_as or not path.is_file():
        raise UnusableInput("The file is no longer here. Bring it once more.")
    table = _table(path.read_bytes(), file.file_name)
    given = {what: name for what, name in columns.items() if name in table.names}
    if lacks := csv_list.missing(given):
        raise UnusableInput(f"Say which column holds: {', '.join(lacks)}.")
    taken = _take(file, table, given, by, now)
    path.unlink(missing_ok=True)
    return taken


def header_of(file: ResultFile) -> tuple[tuple[str, ...], dict[str, str]]:
    """The columns of a file that waits, and the guess which is which. Raises UnusableInput."""
    path = uploads() / Path(file.kept_as).name
    if not path.is_file():
        raise UnusableInput("The file is no longer here. Bring it once more.")
    names = _table(path.read_bytes(), file.file_name).names
    return names, csv_list.guess(names)


def _in_header(columns: Mapping[str, str], header: Sequence[str]) -> dict[str, str]:
    """Raises UnusableInput for a field or a column that does not exist."""
    for name, column in columns.items():
        if name not in csv_list.NAMES:
            raise UnusableInput(f"{name}: a column holds one of {', '.join(csv_list.NAMES)}.")
        if column not in header:
            raise UnusableInput(f"{column}: no such column. The file has: {', '.join(filter(None, header))}.")
    return dict(columns)


def drop(file: ResultFile) -> None:
    """Forget a file that waited to hear which column is which."""
    if file.kept_as:
        (uploads() / Path(file.kept_as).name).unlink(missing_ok=True)
        file.delete()


def _table(content: bytes, name: str) -> readers.Table:
    table = readers.parse(content, name)
    if table.rows.height > MOST_ROWS:
        raise UnusableInput(f"{name} has {table.rows.height:,} rows; bring at most {MOST_ROWS:,} at once.")
    return table


def _given_before(team: Team, header: Sequence[str]) -> dict[str, str]:
    """What somebody said of such columns before: the newest answer whose columns are all there."""
    before = ResultFile.objects.filter(team=team).exclude(columns={}).order_by("-pk").values_list("columns", flat=True)
    fitting = (columns for columns in before[:20] if set(columns.values()) <= set(header))
    return dict(next(fitting, {}))


# ---------------------------------------------------------------- a file


def _take(file: ResultFile, table: readers.Table, columns: Mapping[str, str], by: Person, now: datetime) -> ResultFile:
    """Every row in the order of the calls, each in a transaction of its own; then what came of them."""
    read = csv_list.read(table.names, table.rows.iter_rows(), table.lines, columns, ZoneInfo(file.time_zone))
    rejected, came = list(read.rejected), Counter[str]()
    taking = _Taking(file, now, by, _words(by.team), _people(by.team))
    for result in sorted(read.results, key=lambda one: one.called_at):
        try:
            came["new" if taking.take(result) else "unchanged"] += 1
        except _NotKept as problem:
            rejected.append(csv_list.reject(result, columns.get(problem.field, ""), problem.value, str(problem)))
    rejected.sort(key=lambda one: one.line)
    file.columns, file.kept_as, file.rows = dict(columns), "", table.rows.height
    file.new, file.unchanged, file.not_dialed = came["new"], came["unchanged"], read.not_dialed
    file.rejected, file.rejected_file = len(rejected), _write_rejected(file, rejected)
    file.save()
    return file


def _write_rejected(file: ResultFile, rejected: Sequence[Rejected]) -> str:
    """The name, among the uploads, of the file with the rows to mend; empty when there are none."""
    if not rejected:
        return ""
    name = f"dialer-results-{file.pk}.{REJECTED}"
    (uploads() / name).write_text(csv_list.rejected_csv(rejected), encoding="utf-8", newline="")
    return name


def _words(team: Team) -> dict[str, str]:
    return dict(DialerWord.objects.filter(team=team).values_list("word", "outcome"))


def _people(team: Team) -> dict[str, Person]:
    """Everybody of the team by what a dialer may call them."""
    people = Person.objects.filter(team=team).order_by("-pk")
    return {
        name.casefold(): person for person in people for name in (person.email, person.username, person.name) if name
    }


# ---------------------------------------------------------------- a row


class _NotKept(UnusableInput):
    """A row that cannot be kept: which field is wrong, what it says, what to do."""

    def __init__(self, field: str, value: str, repair: str):
        super().__init__(repair)
        self.field, self.value = field, value


@dataclass(frozen=True, slots=True)
class _Taking:
    """One file being taken: by whom, when, with the words and the people known so far."""

    file: ResultFile
    now: datetime
    by: Person
    words: Mapping[str, str]
    people: Mapping[str, Person]

    @transaction.atomic
    def take(self, result: Result) -> bool:
        """Keep one dial. False when it is kept already. Raises _NotKept."""
        bulk.lock(self.by.team)
        entry = self._entry(result)
        if DialerResult.objects.filter(entry=entry, called_at=result.called_at).exists():
            return False
        attempt = self._attempt(entry, result)
        attempts.note_changed(attempt)
        DialerResult.objects.create(
            file=self.file, entry=entry, called_at=result.called_at, said=result.said, attempt=attempt
        )
        if outcome := meaning(result.said, self.words):
            close(attempt, outcome, self.now, result.again_at)
        return True

    def _entry(self, result: Result) -> DialerEntry:
        """The number as it stood on the newest list before the call, of the list that is named if there is one."""
        when = result.called_at.astimezone(ZoneInfo(self.file.time_zone))
        if result.called_at > self.now:
            raise _NotKept("called_at", f"{when:%Y-%m-%d %H:%M}", "This moment is still to come. Choose another clock.")
        known = self._entries(result)
        if not known:
            on = "this list" if self.file.list else "any list made here"
            raise _NotKept("phone", national(result.number), f"The number is not on {on}, so the row was left out.")
        before = [entry for entry in known if entry.list.at <= result.called_at]
        if not before:
            raise _NotKept(
                "called_at", f"{when:%Y-%m-%d %H:%M}", "The call is older than the list. Choose another clock."
            )
        return max(before, key=lambda entry: (entry.lead_id == result.lead, entry.list.at, entry.clearance_id or 0))

    def _entries(self, result: Result) -> list[DialerEntry]:
        on = DialerEntry.objects.filter(list__team=self.by.team_id, number=result.number)
        on = on.select_related("list", "lead__owner", "phone", "clearance__answer", "refusal")
        if self.file.list_id:
            return list(on.filter(list=self.file.list_id))
        return list(on.filter(list=result.list)) or list(on)

    def _attempt(self, entry: DialerEntry, result: Result) -> Attempt:
        """The dial as an attempt without an outcome yet: with its permission, or reported."""
        used = _used(entry, result)
        if not used:
            gate.report(self.by.team, entry.lead.owner, entry.number, result.called_at)
        return Attempt.objects.create(
            lead=entry.lead,
            phone=entry.phone,
            number=entry.number,
            person=self.people.get(result.agent.casefold(), self.by),
            at=result.called_at,
            clearance=entry.clearance if used else None,
            is_reported=not used,
            refused=entry.refusal,
            seconds=result.seconds,
            note=result.note,
        )


def _used(entry: DialerEntry, result: Result) -> bool:
    """Whether the dial used its permission: within its life, the first time, by a voice and not by a recording."""
    if entry.clearance is None or is_drop(result.said):
        return False
    try:
        gate.use(entry.clearance, result.called_at)
    except gate.ClearanceSpent:
        return False
    return True


@transaction.atomic
def close(attempt: Attempt, outcome: str, now: datetime, again_at: datetime | None = None) -> bool:
    """Record how a dial ended, as a key of the call screen would; `again_at`: the call-back or the appointment.

    False when it is left open for a person: it ended with a time agreed that nobody told.
    """
    lead = Lead.objects.get(pk=attempt.lead_id)
    ended = attempt.at + timedelta(seconds=attempt.seconds or 0)
    is_late = lead.last_attempt_at is not None and lead.last_attempt_at >= ended
    if OUTCOMES[outcome].asks and (again_at is None or again_at <= now or is_late):
        return False
    if is_late and outcome not in ENDS_A_PURSUIT:
        attempts.record_late(attempt, outcome, attempt.person, ended)
        return True
    attempts.record(
        lead,
        outcome,
        attempt.person,
        now if is_late else ended,
        seen=lead.attempts,
        note=attempt.note,
        call_back_at=again_at,
        appointment_at=again_at,
        attempt=attempt,
    )
    return True


# ---------------------------------------------------------------- what is left to a person


@dataclass(frozen=True, slots=True)
class Waiting:
    """Dials without an outcome: `words` nobody has explained, with how many dials; `times`, that nobody told."""

    words: Mapping[str, int]
    times: Sequence[DialerResult]


def waiting(team: Team, made: DialerList | None = None) -> Waiting:
    """What a person has to say before the results of the team, or of one list, are all recorded."""
    open_ = DialerResult.objects.filter(file__team=team, attempt__outcome="").select_related(
        "attempt__lead__owner", "attempt__lead__property"
    )
    open_ = open_.filter(entry__list=made) if made else open_
    known, rows = _words(team), list(open_.order_by("called_at"))
    unknown = Counter(squeezed(row.said) for row in rows if meaning(row.said, known) is None)
    return Waiting(dict(unknown.most_common()), [row for row in rows if meaning(row.said, known)])


@transaction.atomic
def explain(word: str, outcome: str, by: Person, now: datetime) -> int:
    """Keep what a dialer's word means, and close the dials that waited for it; how many were closed.

    Raises UnusableInput for an outcome that no dial can have.
    """
    if outcome not in OUTCOMES or OUTCOMES[outcome].is_inbound:
        raise UnusableInput("Choose how such a call ended.")
    bulk.lock(by.team)
    word = squeezed(word)
    DialerWord.objects.update_or_create(team=by.team, word=word, defaults={"outcome": outcome, "by": by, "at": now})
    open_ = DialerResult.objects.filter(file__team=by.team, attempt__outcome="").select_related("attempt__person")
    theirs = [row for row in open_.order_by("called_at") if squeezed(row.said) == word]
    return sum(close(row.attempt, outcome, now) for row in theirs)
