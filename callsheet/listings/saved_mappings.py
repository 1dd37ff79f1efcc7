"""What somebody said of the columns of one kind of file: kept for its source, and used for the next file like it.

A file is like another when its columns have the same names, in whatever order, case and punctuation. Columns without a
name, as in a file without a header, are told apart by what they hold.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from callsheet.accounts.models import Person, Team
from callsheet.core.column_guess import looks_like
from callsheet.listings.aliases import squeeze_name
from callsheet.listings.mapping import REASON, GivenMapping, column_labels
from callsheet.listings.models import SavedMapping, Source
from callsheet.listings.table import Table

SAVED = "saved"
"""The name of a mapping that was found among the saved ones."""


def header_key(table: Table) -> str:
    """The same for two files whose columns have the same names."""
    names = [_plain(name) for name in table.names if name != REASON]
    if any(names):
        return _hash(sorted(names))
    return _hash([f"?{looks_like(table.values(place))}" for place in range(len(names))])


def _plain(name: str) -> str:
    """A name as it is compared; one in letters of another script stays as it is."""
    return squeeze_name(name) or name.casefold()


def _hash(names: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(names).encode()).hexdigest()


def find(team: Team, kind: Source.Kind, table: Table, source: str = "") -> SavedMapping | None:
    """The mapping for such a file: of the named source, else the one that was saved last."""
    alike = SavedMapping.objects.filter(team=team, source__kind=kind, header_key=header_key(table))
    if source:
        alike = alike.filter(source__name__iexact=source.strip())
    return alike.select_related("source").order_by("-saved_at", "-pk").first()


def fitted(saved: SavedMapping, header: Sequence[str]) -> dict[str, list[str]]:
    """Field -> columns of this header, for one that names the same columns otherwise or in another order."""
    here, labels = _numbered(header), column_labels(header)
    place = {key: position for position, key in enumerate(here)}
    there = dict(zip(column_labels(saved.header), _numbered(saved.header), strict=True))
    return {
        field: [labels[place[there[label]]] for label in columns if there.get(label) in place]
        for field, columns in saved.columns.items()
    }


def given(saved: SavedMapping, header: Sequence[str]) -> GivenMapping:
    """The saved mapping as one that was given with an MLS file."""
    return GivenMapping(fitted(saved, header), saved.source.name)


def _numbered(header: Sequence[str]) -> list[tuple[str, int]]:
    """Each name as it is compared, with which occurrence of it this is."""
    seen: Counter[str] = Counter()
    numbered = []
    for name in header:
        plain = _plain(name)
        seen[plain] += 1
        numbered.append((plain, seen[plain]))
    return numbered


def keep(
    source: Source, table: Table, columns: Mapping[str, Sequence[str]], by: Person | None, now: datetime
) -> SavedMapping:
    """Keep what gives which field in files like this one of this source; what was kept before is replaced."""
    said = {"header": list(table.names), "columns": {field: list(names) for field, names in columns.items()}}
    about = {"team": source.team, "by": by, "saved_at": now}
    return SavedMapping.objects.update_or_create(
        source=source, header_key=header_key(table), defaults={**about, **said}
    )[0]


def change(saved: SavedMapping, columns: Mapping[str, Sequence[str]], by: Person, now: datetime) -> None:
    """Keep other columns for the same files. What was read of earlier ones stays as it is."""
    saved.columns = {field: list(names) for field, names in columns.items()}
    saved.by, saved.saved_at = by, now
    saved.save(update_fields=["columns", "by", "saved_at"])
