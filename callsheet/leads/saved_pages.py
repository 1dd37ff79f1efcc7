"""What was kept of the columns of a source's files: a list, and one of them to look at and change."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from callsheet.core import words
from callsheet.core.wall_clock import WallClock
from callsheet.leads.choosing import Draft, chosen
from callsheet.leads.column_pages import About, ColumnsPage, columns_page
from callsheet.leads.column_words import name_of
from callsheet.listings.mapping import column_labels
from callsheet.listings.models import SavedMapping, Source
from callsheet.listings.table import Table

NAMED = 6


@dataclass(frozen=True, slots=True)
class SavedRow:
    """One kept mapping: what the files look like, what their columns give, who said so."""

    pk: int
    columns: str
    header: str
    gives: str
    kept: str


@dataclass(frozen=True, slots=True)
class SavedPage:
    source: int
    name: str
    rows: tuple[SavedRow, ...]


def saved_page(source: Source, saved: Iterable[SavedMapping], clock: WallClock) -> SavedPage:
    """All that was kept for a source, the newest first."""
    return SavedPage(source.pk, source.name, tuple(_row(one, source.kind, clock) for one in saved))


def _row(saved: SavedMapping, kind: str, clock: WallClock) -> SavedRow:
    by = f" by {saved.by.name}" if saved.by else ""
    return SavedRow(
        pk=saved.pk,
        columns=words.count(len(saved.header), "column"),
        header=_some(column_labels(saved.header)),
        gives=_some([name_of(field, kind) for field in sorted(saved.columns)]),
        kept=f"Kept{by}, {clock.moment(saved.saved_at)}",
    )


def _some(names: Sequence[str]) -> str:
    """`MLS #, Status, Address and 12 more`"""
    more = len(names) - NAMED
    return f"{', '.join(names[:NAMED])} and {more} more" if more > 0 else ", ".join(names)


def draft_of(saved: SavedMapping, said: Mapping[int, str]) -> Draft:
    """The kept mapping with what was chosen anew; there is no file and no row."""
    labels = column_labels(saved.header)
    places = {
        field: tuple(labels.index(name) for name in names if name in labels) for field, names in saved.columns.items()
    }
    empty = pl.DataFrame(schema={str(place): pl.String for place in range(len(labels))})
    table = Table(tuple(saved.header), empty)
    return chosen(Draft(saved.source.kind, table, places, {}, {}, saved.source.name), said)


def saved_columns_page(draft: Draft, saved: SavedMapping, clock: WallClock) -> ColumnsPage:
    """The columns of such files with what they give, to be chosen anew."""
    about = About(f"Files of {saved.source.name}", "Keep", _row(saved, draft.kind, clock).kept, "", {})
    return columns_page(draft, about, None, saved.source.name, ())
