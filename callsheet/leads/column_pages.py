"""The page that asks which column is which: every column beside three of its values, and the first rows as read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from callsheet.core import words
from callsheet.leads.choosing import CHOSEN, KNOWN_NAME, Draft
from callsheet.leads.column_words import groups_of, name_of
from callsheet.leads.preview import Preview
from callsheet.listings.mapping import REASON, column_labels
from callsheet.listings.models import Source
from callsheet.listings.workbook import Sheet

SAMPLES = 3
FOLDED_FROM = 6
"""So many columns without a field are still shown; more are folded away."""
KINDS = ((Source.Kind.MLS, "An MLS export"), (Source.Kind.OWNERS, "An owner file"))


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """One column of the file: its first values, what it is taken for and why; `asks` where a person must say."""

    name: str
    label: str
    samples: str
    field: str
    own: tuple[str, str] | None
    because: str
    asks: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few ways to look at the file, as a link."""

    words: str
    href: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ColumnsPage:
    file: str
    heading: str
    about: str
    missing: str
    kinds: tuple[Choice, ...]
    sheets: tuple[Choice, ...]
    groups: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    rows: tuple[ColumnRow, ...]
    folded: tuple[ColumnRow, ...]
    preview: Preview | None
    verb: str
    source: str
    source_asked: str
    known_sources: tuple[str, ...]
    is_mls: bool


@dataclass(frozen=True, slots=True)
class About:
    """What the page says of the file apart from its columns."""

    file: str
    verb: str
    note: str
    address: str
    query: Mapping[str, str]
    sheet: str = ""
    sheets: Sequence[Sheet] = ()


def columns_page(
    draft: Draft, about: About, preview: Preview | None, source: str, known_sources: Sequence[str]
) -> ColumnsPage:
    """What each column is taken for; columns that give nothing are folded when they are many, and so are those of an
    owner file without any value: its twelfth phone, say.
    """
    rows = _rows(draft)
    is_mls = draft.kind == Source.Kind.MLS
    quiet = [row for row in rows if not row.asks and (not row.field or not (is_mls or row.samples))]
    folded = quiet if len(quiet) >= FOLDED_FROM else []
    return ColumnsPage(
        file=about.file,
        heading="What are these columns?",
        about=about.note,
        missing=missing_words(draft),
        kinds=tuple(_choice(about, words_, "kind", kind, draft.kind) for kind, words_ in KINDS),
        sheets=tuple(_choice(about, one.name, "sheet", one.name, _sheet_shown(about)) for one in about.sheets),
        groups=tuple((name, tuple(fields.items())) for name, fields in groups_of(draft.kind).items()),
        rows=tuple(row for row in rows if row not in folded),
        folded=tuple(folded),
        preview=preview,
        verb=about.verb,
        source=source,
        source_asked="Which MLS is it from?" if is_mls else "Which vendor or county is it from?",
        known_sources=tuple(known_sources),
        is_mls=is_mls,
    )


def _sheet_shown(about: About) -> str:
    """The sheet that is looked at: the asked one, else the first that holds a table."""
    return about.sheet or next((sheet.name for sheet in about.sheets if sheet.is_table), "")


def size_words(draft: Draft) -> str:
    """`6,412 rows, 38 columns`"""
    table = draft.table
    return f"{words.count(table.rows.height, 'row')}, {words.count(len(table.names), 'column')}"


def missing_words(draft: Draft) -> str:
    """`No column gives the listing number and the status yet.`; empty when nothing is missing."""
    if not draft.missing:
        return ""
    *some, last = draft.missing
    return f"No column gives {', '.join(some)} and {last} yet." if some else f"No column gives {last} yet."


def _choice(about: About, said: str, name: str, value: str, chosen: str) -> Choice:
    query = {key: given for key, given in {**about.query, "sheet": about.sheet, name: value}.items() if given}
    return Choice(said, f"{about.address}?{urlencode(query)}", value == chosen)


def _rows(draft: Draft) -> list[ColumnRow]:
    labels, kind = column_labels(draft.table.names), draft.kind
    told = {field for _, fields in groups_of(kind).items() for field in fields}
    rows = []
    for place, label in enumerate(labels):
        if draft.table.names[place] == REASON:
            continue
        field = draft.field_of(place)
        asks = place in draft.asked
        rows.append(
            ColumnRow(
                name=f"c{place}",
                label=label,
                samples=", ".join(_short(value) for value in draft.table.samples(place, SAMPLES)),
                field=field,
                own=None if not field or field in told else (field, name_of(field, kind)),
                because=draft.asked.get(place) or _because(draft, place),
                asks=asks,
            )
        )
    return rows


def _because(draft: Draft, place: int) -> str:
    """`sure: known name`, `likely: values look like dollars`"""
    why = draft.why.get(place, "")
    if place in draft.guessed and why and why != CHOSEN:
        return f"likely: {why}"
    return f"sure: {why}" if why == KNOWN_NAME else why


def _short(value: str) -> str:
    """A value as it fits beside others; remarks run for pages."""
    return value if len(value) <= 40 else f"{value[:38].rstrip()} ..."
