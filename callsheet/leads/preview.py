"""The first rows of a file as they would be read with the columns chosen so far, and what its statuses come to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from callsheet.accounts.models import Team
from callsheet.core import phone, words
from callsheet.core.listing_row import Day
from callsheet.leads.choosing import Draft
from callsheet.listings.ingest import answers_of
from callsheet.listings.models import UNNAMED, Source
from callsheet.listings.prepared import Prepared
from callsheet.listings.rows import ListingRow, Rejection, RowReader, Statuses
from callsheet.owners import rows as owner_rows
from callsheet.owners.columns import read_header
from callsheet.owners.rows import OwnerRow

SHOWN = 5
NAMES_THAT_TELL = 500


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One row as it would be read, in the order of the preview's heads; or why it would be rejected."""

    line: int
    cells: tuple[str, ...] = ()
    column: str = ""
    value: str = ""
    repair: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    heads: tuple[str, ...]
    rows: tuple[PreviewRow, ...]
    statuses: tuple[tuple[str, str], ...] = ()


def preview(draft: Draft, team: Team, as_of: datetime) -> Preview:
    """The first five rows. Nothing is stored and nothing is asked."""
    day = Day(as_of, ZoneInfo(team.time_zone))
    if draft.kind == Source.Kind.OWNERS:
        return _owners(draft, day)
    return _listings(draft, team, day)


# ---- an MLS export


def _listings(draft: Draft, team: Team, day: Day) -> Preview:
    statuses = _statuses(draft, team)
    prepared = Prepared(draft.table.head(SHOWN), draft.as_mapping, statuses, day)
    reader = RowReader(draft.as_mapping, statuses, day)
    rows, rejected = reader.read(prepared.frame(range(prepared.rows)))
    found: dict[int, PreviewRow] = {row.index: _listing(row, prepared.table.lines[row.index]) for row in rows}
    found |= {one.index: _rejected(one, prepared.table.lines[one.index]) for one in rejected}
    return Preview(
        heads=("Number", "Status", "Address", "Price"),
        rows=tuple(found[index] for index in sorted(found)),
        statuses=_counts(Prepared(draft.table, draft.as_mapping, statuses, day)),
    )


def _statuses(draft: Draft, team: Team) -> Statuses:
    source = Source.objects.filter(team=team, kind=Source.Kind.MLS, name__iexact=draft.source).first()
    return Statuses(draft.as_mapping, draft.source or UNNAMED, answers_of(source) if source else {})


def _listing(row: ListingRow, line: int) -> PreviewRow:
    status = row.standard_status or f"{row.mls_status}: to be asked"
    price = row.close_price or row.list_price
    return PreviewRow(line, (row.listing_id, status, row.address.one_line, words.money(price) if price else ""))


def _rejected(rejection: Rejection, line: int) -> PreviewRow:
    return PreviewRow(line, column=rejection.column, value=rejection.value, repair=rejection.repair)


def _counts(prepared: Prepared) -> tuple[tuple[str, str], ...]:
    """How many rows have each status, the most frequent first; words nobody has explained come last."""
    known, unknown = prepared.status_counts()
    told = [(status, rows) for status, rows in known.most_common()]
    told += [(f"{word.upper()}: to be asked", rows) for word, rows in unknown.most_common(SHOWN) if word]
    return tuple((words_, f"{rows:,}") for words_, rows in told)


# ---- an owner file


def _owners(draft: Draft, day: Day) -> Preview:
    heads = ("Owner", "Home", "Phones", "Letters to")
    if draft.missing:
        return Preview(heads, ())
    columns = read_header(draft.table.names, {field: names[0] for field, names in draft.labels.items()})
    table = draft.table.head(NAMES_THAT_TELL)
    cells = table.rows.rows()
    reader = owner_rows.RowReader(columns, day, owner_rows.order_of_names(columns, cells))
    return Preview(heads, tuple(_owner(reader, index, cells, table.lines) for index in range(min(SHOWN, len(cells)))))


def _owner(reader: owner_rows.RowReader, index: int, cells: Sequence, lines: Sequence[int]) -> PreviewRow:
    row = reader.read(index, cells[index])
    if not isinstance(row, OwnerRow):
        return _rejected(row, lines[index])
    numbers = ", ".join(phone.national(one.number) for one in row.phones)
    letters = ", ".join(filter(None, (row.mailing.line, row.mailing.city, row.mailing.state)))
    return PreviewRow(lines[index], (row.name.display, row.address.one_line, numbers, letters))
