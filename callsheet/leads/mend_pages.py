"""Rejected rows to be mended: each with the cells that matter, the wrong one marked, and what to write."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from callsheet.core import words
from callsheet.leads.column_words import name_of
from callsheet.leads.mending import Rejects
from callsheet.listings.mapping import column_labels
from callsheet.listings.mended import reason_of
from callsheet.listings.models import Import, RejectedRow, Source
from callsheet.listings.rejects import REJECTED_KEPT

AT_ONCE = 20
MATTERS = {
    Source.Kind.MLS: ("listing_id", "mls_status", "standard_status"),
    Source.Kind.OWNERS: ("owner", "first_name", "last_name", "phone_1"),
}
ADDRESS = ("unparsed_address", "street_number", "street_name", "street_suffix", "unit_number", "city", "postal_code")


@dataclass(frozen=True, slots=True)
class MendCell:
    name: str
    label: str
    is_field: str
    value: str
    is_wrong: bool


@dataclass(frozen=True, slots=True)
class MendRow:
    pk: int
    line: str
    problem: str
    repair: str
    cells: tuple[MendCell, ...]


@dataclass(frozen=True, slots=True)
class MendPage:
    pk: int
    file: str
    heading: str
    note: str
    rows: tuple[MendRow, ...]
    next_after: int
    has_file: bool


def mend_page(import_: Import, rows: Sequence[RejectedRow], rejects: Rejects) -> MendPage:
    """The first twenty of these rows."""
    shown = rows[:AT_ONCE]
    return MendPage(
        pk=import_.pk,
        file=import_.file_name,
        heading=f"{words.count(len(rows), 'row')} to mend" if rows else "No row is left to mend",
        note=_note(import_),
        rows=tuple(_row(import_, row, rejects) for row in shown),
        next_after=shown[-1].pk if len(rows) > AT_ONCE else 0,
        has_file=bool(import_.rejected_file),
    )


def _note(import_: Import) -> str:
    """That only so many rows are asked about here; empty when these are all."""
    if import_.rejected <= REJECTED_KEPT:
        return ""
    return (
        f"{import_.rejected:,} rows were rejected. The first {REJECTED_KEPT:,} can be mended here; all of them are in "
        "the file, to be mended there. So many at once often mean that a column is another one than it was taken for."
    )


def _row(import_: Import, row: RejectedRow, rejects: Rejects) -> MendRow:
    labels = column_labels(rejects.names)
    fields = _fields(import_)
    wrong = next((place for place, label in enumerate(labels) if label[:120] == row.column), None)
    cells = rejects.cells[reason_of(row)]
    shown = sorted({*_places(fields, labels, import_.kind), *([wrong] if wrong is not None else [])})
    return MendRow(
        pk=row.pk,
        line=f"{row.line:,}",
        problem=f"{row.column} says “{row.value}”" if row.value else f"{row.column} is empty",
        repair=row.repair,
        cells=tuple(
            MendCell(
                name=f"r{row.pk}-{place}",
                label=labels[place],
                is_field=_said(labels[place], fields, import_.kind),
                value=cells[place] or "",
                is_wrong=place == wrong,
            )
            for place in shown
        ),
    )


def _fields(import_: Import) -> dict[str, str]:
    """Field -> the first column that gives it."""
    said = import_.mapping.get("columns", import_.mapping)
    return {field: names[0] if isinstance(names, list) else names for field, names in said.items()}


def _places(fields: dict[str, str], labels: Sequence[str], kind: str) -> Collection[int]:
    """The columns that tell which home the row is of."""
    wanted = [fields[field] for field in (*MATTERS[Source.Kind(kind)], *ADDRESS) if field in fields]
    return [labels.index(label) for label in wanted if label in labels]


def _said(label: str, fields: dict[str, str], kind: str) -> str:
    """What a column is, where its name does not say so itself."""
    field = next((field for field, name in fields.items() if name == label), "")
    said = name_of(field, kind) if field else ""
    return "" if said.casefold() == label.casefold() else said
