"""From a record as a server sends it to a row of text by RESO names, as an exported file would have it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from callsheet.feeds.reso.client import Record
from callsheet.feeds.reso.metadata import Names

GONE_STATUSES = frozenset({"delete", "deleted"})


def row_of(record: Record, fields: Sequence[str], names: Names) -> dict[str, str]:
    """The fields of a record as text; a list is joined by commas, an enumeration's value made readable."""
    return {field: column_of([record], field, names)[0] or "" for field in fields}


def column_of(records: Sequence[Record], field: str, names: Names) -> list[str | None]:
    """The same of one field and many records, None where it is empty. Most values are text already."""
    meant = names.get(field, {})
    values = [record.get(field) for record in records]
    if meant:
        return [_text(value, meant) or None for value in values]
    return [(value or None) if value.__class__ is str else _text(value, meant) or None for value in values]


def gone_because(record: Record) -> str:
    """Why a record must leave our database, though it says nothing of the home: `MlgCanView`, `Delete`; else empty."""
    if record.get("MlgCanView") is False:
        return "MlgCanView is false"
    said = str(record.get("StandardStatus") or record.get("MlsStatus") or "")
    return "status Delete" if said.strip().casefold() in GONE_STATUSES else ""


def _text(value: object, names: Mapping[str, str]) -> str:
    if isinstance(value, str):
        return names.get(value, value) if names else value
    if value is None or isinstance(value, Mapping):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, list):
        return ", ".join(filter(None, (_text(one, names) for one in value)))
    return names.get(str(value), str(value))
