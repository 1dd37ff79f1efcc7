"""From the columns of a file to the fields of a listing: by known signature, by alias, or by a mapping file.

Three fields are essential: the listing number, the status, and the address in parts or in one line. A file without
one of them is not imported; the best guess is written as a mapping file for the user to finish.
"""

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from callsheet.core.errors import UnusableInput
from callsheet.listings.aliases import FIELDS, RANKED, squeeze_name
from callsheet.listings.readers import Table
from callsheet.listings.signatures import Signature, signature_of

BY_ALIAS, GIVEN = "by alias", "given"
REASON = "What to mend (Callsheet)"
STATUS_FIELDS = ("standard_status", "mls_status")
ADDRESS_FIELDS = ("unparsed_address", "street_name")
ESSENTIALS = {
    "the listing number": ("listing_id",),
    "the status": STATUS_FIELDS,
    "the address": ADDRESS_FIELDS,
}
# A column in which most rows repeat is no listing number, whatever its name.
LEAST_DISTINCT, FEW_ROWS = 0.5, 10


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Which columns give which field: positions in the file, and in each row the first that is filled counts."""

    name: str
    mls: str | None
    header: tuple[str, ...]
    columns: Mapping[str, tuple[int, ...]]

    @property
    def missing(self) -> tuple[str, ...]:
        """The essentials that no column gives, in words."""
        return tuple(word for word, fields in ESSENTIALS.items() if not any(name in self.columns for name in fields))

    @property
    def unmapped(self) -> tuple[int, ...]:
        """The positions of the columns that give no field; the reason column of a mended file is ours."""
        used = {position for positions in self.columns.values() for position in positions}
        return tuple(i for i, name in enumerate(self.header) if i not in used and name != REASON)

    @property
    def unmapped_names(self) -> list[str]:
        labels = column_labels(self.header)
        return [labels[i] for i in self.unmapped if not self.header[i] or self.header.index(self.header[i]) == i]

    def described(self) -> dict[str, str]:
        """Field -> the header name that gives it, as it is printed and stored."""
        labels = column_labels(self.header)
        return {name: labels[positions[0]] for name, positions in self.columns.items()}


class MissingColumns(UnusableInput):
    """A file whose header lacks an essential. `mapping` is the best guess for a person to finish."""

    def __init__(self, message: str, mapping: ColumnMapping):
        super().__init__(message)
        self.mapping = mapping


@dataclass(frozen=True, slots=True)
class GivenMapping:
    """What a mapping file or a form says: field -> header names (or positions, 1 first), and maybe the MLS."""

    columns: Mapping[str, Sequence[str | int]] = field(default_factory=dict)
    mls: str | None = None


def column_labels(header: Sequence[str]) -> list[str]:
    """A name for each column, no two alike: an empty name is `column 2`, a repeated one `City (2)`."""
    seen: dict[str, int] = {}
    labels = []
    for position, heading in enumerate(header, 1):
        name = heading or f"column {position}"
        seen[name] = seen.get(name, 0) + 1
        labels.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return labels


def map_columns(table: Table, given: GivenMapping | None = None) -> ColumnMapping:
    """The mapping of a file's columns. Raises UnusableInput when a given mapping names a column the file lacks."""
    header = table.names
    if given and given.columns:
        return ColumnMapping(GIVEN, given.mls, header, _given_columns(header, given))
    signature = signature_of(header)
    columns = _by_alias(header)
    if signature:
        return ColumnMapping(signature.name, signature.mls, header, _by_signature(header, columns, signature))
    return ColumnMapping(BY_ALIAS, given.mls if given else None, header, _plausible(table, columns))


def _by_alias(header: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Every column whose name means a field, the better name first, then the earlier column."""
    found: dict[str, list[tuple[int, int]]] = {}
    for position, name in enumerate(header):
        for target, rank in RANKED.get(squeeze_name(name), ()):
            found.setdefault(target, []).append((rank, position))
    columns = {
        name: tuple(dict.fromkeys(position for _, position in sorted(found[name]))) for name in FIELDS if name in found
    }
    if "listing_id" not in columns and (unnamed := _beside_row_number(header)) is not None:
        columns = {"listing_id": (unnamed,), **columns}
    return columns


def _beside_row_number(header: Sequence[str]) -> int | None:
    """Matrix leaves the header of the listing number empty and puts it beside `#`, which numbers the pages."""
    for position, name in enumerate(header):
        if not name and "#" in header[max(position - 1, 0) : position + 2]:
            return position
    return None


def _by_signature(
    header: Sequence[str], columns: dict[str, tuple[int, ...]], signature: Signature
) -> dict[str, tuple[int, ...]]:
    for name, wanted in signature.columns.items():
        positions = tuple(position for header_name in wanted for position in _positions(header, header_name))
        columns.pop(name, None)
        if positions:
            columns[name] = positions
    return columns


def _positions(header: Sequence[str], wanted: str) -> list[int]:
    squeezed = squeeze_name(wanted)
    return [position for position, name in enumerate(header) if squeeze_name(name) == squeezed]


def _plausible(table: Table, columns: dict[str, tuple[int, ...]]) -> dict[str, tuple[int, ...]]:
    """Take from the listing number the columns in which most rows repeat: page numbers, the name of the MLS."""
    rows = table.rows
    if "listing_id" not in columns or rows.height < FEW_ROWS:
        return columns
    kept = []
    for position in columns["listing_id"]:
        filled = rows[str(position)].drop_nulls()
        if not len(filled) or filled.n_unique() >= LEAST_DISTINCT * len(filled):
            kept.append(position)
    if kept:
        return {**columns, "listing_id": tuple(kept)}
    return {name: positions for name, positions in columns.items() if name != "listing_id"}


# Mapping files


def _given_columns(header: Sequence[str], given: GivenMapping) -> dict[str, tuple[int, ...]]:
    unknown = [name for name in given.columns if name not in FIELDS]
    if unknown:
        raise UnusableInput(
            f"The mapping names a field that does not exist: {unknown[0]}. The fields are: {', '.join(FIELDS)}."
        )
    columns = {name: _given_positions(header, name, wanted) for name, wanted in given.columns.items()}
    return {name: positions for name, positions in columns.items() if positions}


def _given_positions(header: Sequence[str], name: str, wanted: Iterable[str | int]) -> tuple[int, ...]:
    labels = column_labels(header)
    positions = []
    for column in wanted:
        if isinstance(column, int) and 1 <= column <= len(header):
            positions.append(column - 1)
        elif column in labels:
            positions.append(labels.index(column))
        elif isinstance(column, str) and (found := _positions(header, column)) and squeeze_name(column):
            positions.extend(found)
        else:
            raise UnusableInput(
                f"The mapping gives {name} from the column {column!r}, which the file does not have. "
                f"Its columns are: {', '.join(labels)}."
            )
    return tuple(dict.fromkeys(positions))


def load_mapping(path: Path) -> GivenMapping:
    """Read a mapping file, TOML or JSON: `mls = "..."`, and under `[columns]` field = header name or list of them."""
    try:
        content = path.read_text(encoding="utf-8-sig")
    except OSError as problem:
        raise UnusableInput(f"--mapping {path}: {problem.strerror or problem}.") from None
    except ValueError as problem:
        raise UnusableInput(f"--mapping {path} is neither TOML nor JSON: {problem}.") from None
    return as_given(mapping_document(content, f"--mapping {path}"))


def mapping_document(content: str, name: str) -> Mapping:
    """What a mapping file says, as it stands there; `name` is for the message of the UnusableInput it may raise."""
    try:
        return json.loads(content) if content.lstrip().startswith("{") else tomllib.loads(content)
    except ValueError as problem:
        raise UnusableInput(f"{name} is neither TOML nor JSON: {problem}.") from None


def as_given(document: Mapping) -> GivenMapping:
    """A mapping as it stands in a file or a database: `{"mls": ..., "columns": {field: name}}`, or only the columns."""
    columns = document.get("columns", {name: value for name, value in document.items() if name != "mls"})
    if not isinstance(columns, Mapping) or not all(isinstance(value, str | int | list) for value in columns.values()):
        raise UnusableInput('A mapping gives each field the name of a column, such as listing_id = "MLS #".')
    listed = {name: value if isinstance(value, list) else [value] for name, value in columns.items()}
    filled = {name: [column for column in value if column != ""] for name, value in listed.items()}
    return GivenMapping({name: value for name, value in filled.items() if value}, document.get("mls") or None)


def as_toml(mapping: ColumnMapping, name: str) -> str:
    """The guess as a mapping file: every field, filled where a column was found, then the columns not used."""
    described = mapping.described()
    lines = [
        f"# Which column of {name} gives which field. Missing: {', '.join(mapping.missing)}.",
        "# Write the name of the column between the quotation marks, as it stands in the header; leave the rest empty.",
        f"mls = {_quoted(mapping.mls or '')}",
        "",
        "[columns]",
        *(f"{target} = {_quoted(described.get(target, ''))}{_needed(target, mapping)}" for target in FIELDS),
        "",
        "# Columns not used:",
        *(f"#   {_quoted(label)}" for label in mapping.unmapped_names),
    ]
    return "\n".join(lines) + "\n"


def _needed(target: str, mapping: ColumnMapping) -> str:
    needed = [word for word in mapping.missing if target in ESSENTIALS[word]]
    return f"  # {needed[0]}: needed" if needed else ""


def _quoted(text: str) -> str:
    """A TOML basic string, which is a JSON string."""
    return json.dumps(text, ensure_ascii=False)
