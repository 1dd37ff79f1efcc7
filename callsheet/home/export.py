"""The way out: every table as a CSV file that a spreadsheet opens, with the words of the screens as headers.

Text that a spreadsheet would take for a formula has an apostrophe before it.
"""

import csv
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.db import models
from django.utils.text import camel_case_to_spaces

from callsheet.core.errors import UnusableInput
from callsheet.core.spreadsheet import harmless
from callsheet.home import tables

OURS = ("accounts", "listings", "owners", "compliance", "leads", "calling")
SECRET = frozenset({"password", "token_hash", "is_superuser", "is_staff", "secrets"})
UNTOLD = frozenset({"feedquota"})
"""Known by the mark of a token, and of use to nobody but the feeds' own readers."""

WORDS = {"of": "import", "at": "when"}


def export(folder: Path) -> dict[str, int]:
    """Write one file per table into an empty or new folder and return the rows of each.

    Raises UnusableInput when the folder holds something already, or cannot be written.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise UnusableInput(f"{folder} is not empty. Export into a new folder, so that nothing is overwritten.")
        with tables.one_moment():
            return {model._meta.model_name: _write(folder, model) for model in exported()}
    except OSError as problem:
        raise UnusableInput(f"{folder}: cannot write there: {problem.strerror}.") from None


def exported() -> list[type[models.Model]]:
    ours = (model for model in tables.kept(apps) if model._meta.app_label in OURS and not model._meta.auto_created)
    return [model for model in ours if model._meta.model_name not in UNTOLD]


def file_name(model: type[models.Model]) -> str:
    """`listing_change.csv` for ListingChange: the words of the glossary."""
    return f"{camel_case_to_spaces(model.__name__).replace(' ', '_')}.csv"


def headers(model: type[models.Model]) -> list[str]:
    """One per value of `values`: `List price`, `Owner`, `Owner ID`."""
    return [header for field in _fields(model) for header in _headers(field)]


def values(row: models.Model) -> list[object]:
    return [value for field in _fields(type(row)) for value in _values(row, field)]


def _write(folder: Path, model: type[models.Model]) -> int:
    named = [field.name for field in _fields(model) if _is_named(field)]
    query = model._base_manager.select_related(*named).order_by("pk")
    written = 0
    # The mark at the beginning tells Excel that this is UTF-8.
    with (folder / file_name(model)).open("w", encoding="utf-8-sig", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(headers(model))
        for row in query.iterator(chunk_size=tables.ROWS_AT_ONCE):
            lines.writerow(map(harmless, values(row)))
            written += 1
    return written


def _fields(model: type[models.Model]) -> Iterator[models.Field]:
    return (field for field in model._meta.concrete_fields if field.name not in SECRET)


def _is_named(field: models.Field) -> bool:
    """Whether the row it points to has a name that says more than its number."""
    related = field.related_model
    return related is not None and related.__str__ is not models.Model.__str__


def _headers(field: models.Field) -> list[str]:
    words = "ID" if field.primary_key else WORDS.get(field.name, field.verbose_name)
    words = words[:1].upper() + words[1:]
    if field.related_model is None:
        return [words]
    return [words, f"{words} ID"] if _is_named(field) else [f"{words} ID"]


def _values(row: models.Model, field: models.Field) -> list[object]:
    value = getattr(row, field.attname)
    if _is_named(field):
        return ["" if value is None else str(getattr(row, field.name)), value]
    return [_text(field, row, value)]


def _text(field: models.Field, row: models.Model, value: object) -> object:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return value.isoformat(timespec="seconds")
        case dict() | list():
            return json.dumps(value, ensure_ascii=False, default=str)
    return getattr(row, f"get_{field.name}_display")() if field.choices else value
