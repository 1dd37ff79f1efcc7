"""The file that comes back: which of its columns is which, and each row as one dial with how it ended.

Nothing is looked up here: a result is what the file says, or a rejected row with its line, column, value and repair.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from callsheet.core import phone
from callsheet.core.spreadsheet import harmless
from callsheet.dialers.csv_list.dispositions import NOT_DIALED, meaning, squeezed
from callsheet.dialers.csv_list.moments import moment, seconds

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "phone": "phone number",
        "said": "how the call ended",
        "called_at": "when the call was",
        "called_on": "the day of the call, if it has a column of its own",
        "seconds": "how long it was",
        "note": "notes",
        "agent": "who called",
        "again_at": "when to call back, or the appointment",
        "lead": "our lead id",
        "list": "our list id",
    }
)
"""What a column may hold, in words; the first three are essential."""
ESSENTIALS = ("phone", "said", "called_at")
_ALIASES = {
    "phone": """phone; phone number; number; number dialed; dialed number; number called; called number; phone called;
        phone dialed; phone 1; primary phone; contact phone; customer phone; to; to number; destination; telephone;
        lead phone; phone no""",
    "said": """disposition; call disposition; result; call result; last call result; call status; outcome;
        call outcome; status; disposition name; last disposition; wrap up; wrap up code; last result""",
    "called_at": """call time; called at; call date time; call datetime; date time; datetime; call started;
        start time; call start; call start time; started at; last call date; last call time; last called;
        last call date time; call date; date of call; timestamp; time; date; dialed at; last contacted; created at""",
    "called_on": "call date; date of call; date; called on; last call date",
    "seconds": """duration; call duration; call length; length; talk time; seconds; talk time seconds;
        duration seconds; duration sec; call duration seconds; billable seconds; call seconds""",
    "note": "notes; note; call notes; comments; comment; remarks; agent notes; call note; last note",
    "agent": "agent; agent name; user; user name; caller name; called by; rep; sales rep; member; dialed by",
    "again_at": """callback date; callback time; callback; call back date; callback at; follow up date; follow up;
        followup date; next call; next call date; appointment date; appointment time; appointment; appointment at""",
    "lead": "lead id; leadid; callsheet lead id",
    "list": "list id; listid; callsheet list id",
}
ALIASES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {field: tuple(squeezed(alias) for alias in text.split(";")) for field, text in _ALIASES.items()}
)
REJECTED_COLUMNS = (
    "Phone", "Disposition", "Call Time", "Duration", "Notes", "Agent", "Line", "Column", "It says", "What to do",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Result:
    """One dial as the file tells it. `number` is E.164, moments are UTC; what the file leaves out is None or empty."""

    line: int
    number: str
    said: str
    called_at: datetime
    seconds: int | None
    note: str
    agent: str
    again_at: datetime | None
    lead: int | None
    list: int | None
    written: tuple[str, ...]
    """The cells as they stood, for a rejected row: phone, disposition, call time, duration, notes, agent."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that is not kept: where, what it says, what to do."""

    line: int
    column: str
    value: str
    repair: str
    written: tuple[str, ...]


def guess(header: Sequence[str]) -> dict[str, str]:
    """Field -> the header of its column, for those that are known by name; the better name wins."""
    by_name = {squeezed(name): name for name in reversed(header) if name}
    found = {
        field: next((by_name[alias] for alias in aliases if alias in by_name), "") for field, aliases in ALIASES.items()
    }
    if found["called_on"] == found["called_at"]:
        found["called_on"] = ""
    return {field: name for field, name in found.items() if name}


def missing(columns: Mapping[str, str]) -> list[str]:
    """The essentials without a column, in words."""
    return [NAMES[field] for field in ESSENTIALS if not columns.get(field)]


@dataclass(frozen=True, slots=True)
class Read:
    """A whole file. `not_dialed` rows say that no call was made, so nothing is kept of them."""

    results: tuple[Result, ...]
    rejected: tuple[Rejected, ...]
    not_dialed: int


def read(
    header: Sequence[str],
    rows: Iterable[Sequence[str | None]],
    lines: Iterable[int],
    columns: Mapping[str, str],
    zone: ZoneInfo,
) -> Read:
    """Every row as a result, a rejected one, or no call at all; `zone` is the clock of call times that name none.

    `columns` (field -> header) has the essentials.
    """
    places = {field: list(header).index(name) for field, name in columns.items() if name in header}
    told = [
        _Row(line, {field: (cells[place] or "").strip() for field, place in places.items()}, columns).result(zone)
        for cells, line in zip(rows, lines, strict=True)
    ]
    results = tuple(one for one in told if isinstance(one, Result))
    return Read(results, tuple(one for one in told if isinstance(one, Rejected)), told.count(None))


def reject(result: Result, column: str, value: str, repair: str) -> Rejected:
    """A row that was read and cannot be kept all the same."""
    return Rejected(result.line, column, value, repair, result.written)


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    cells: Mapping[str, str]
    columns: Mapping[str, str]

    def result(self, zone: ZoneInfo) -> Result | Rejected | None:
        """None for a row that says that no call was made."""
        if meaning(self.cell("said"), {}) == NOT_DIALED:
            return None
        number = phone.parse(self.cell("phone"))
        if number.number is None:
            return self.rejected("phone", number.problem or "Write ten digits.")
        if not self.cell("said"):
            return self.rejected("said", "Write how the call ended, or take the row out if no call was made.")
        called_at = moment(self.cell("called_at"), zone) or moment(self.when, zone)
        if called_at is None:
            return self.rejected("called_at", "Write the day and the time of the call, such as 11/24/2026 8:31 AM.")
        return Result(
            line=self.line,
            number=number.number,
            said=self.cell("said")[:200],
            called_at=called_at,
            seconds=seconds(self.cell("seconds")),
            note=self.cell("note"),
            agent=self.cell("agent"),
            again_at=moment(self.cell("again_at"), zone),
            lead=_whole(self.cell("lead")),
            list=_whole(self.cell("list")),
            written=self.written,
        )

    @property
    def when(self) -> str:
        return f"{self.cell('called_on')} {self.cell('called_at')}".strip()

    @property
    def written(self) -> tuple[str, ...]:
        told = (self.cell(field) for field in ("phone", "said", "seconds", "note", "agent"))
        number, said, length, note, agent = told
        return (number, said, self.when, length, note, agent)

    def cell(self, field: str) -> str:
        return self.cells.get(field, "")

    def rejected(self, field: str, repair: str) -> Rejected:
        value = self.when if field == "called_at" else self.cell(field)
        return Rejected(self.line, self.columns.get(field, field), value, repair, self.written)


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def rejected_csv(rejected: Iterable[Rejected]) -> str:
    """The rejected rows as a file to be mended and brought again."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(REJECTED_COLUMNS)
    for one in rejected:
        writer.writerow(map(harmless, (*one.written, one.line, one.column, one.value, one.repair)))
    return file.getvalue()
