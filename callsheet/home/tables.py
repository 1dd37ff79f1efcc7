"""Every table of the home, as rows that any database can hold: the one form of backups, on SQLite and PostgreSQL."""

import base64
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from django.apps.registry import Apps
from django.core.management.color import no_style
from django.db import connection, models, transaction

# Do-not-call lists stay where they were loaded, and so does what says where they lie; the rest is made anew by the
# program or is worth nothing elsewhere.
LEFT_OUT = frozenset(
    {
        "compliance.listload",
        "compliance.registryfile",
        "account.emailconfirmation",
        "accounts.onetimelink",
        "accounts.person_user_permissions",
        "auth.group_permissions",
        "auth.permission",
        "contenttypes.contenttype",
        "django_tasks_database.dbtaskresult",
        "owners.readrow",
        "sessions.session",
    }
)
ROWS_AT_ONCE = 2_000


def kept(apps: Apps) -> list[type[models.Model]]:
    """The models whose rows a backup holds, their many-to-many tables among them."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.label_lower not in LEFT_OUT and model._meta.managed and not model._meta.proxy
    ]


@contextmanager
def one_moment() -> Iterator[None]:
    """Everything read inside is as it was at one moment; those who write go on undisturbed.

    Inside a transaction that is open already its moment is the one.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        connection.ensure_connection()
        usual, connection.transaction_mode = connection.transaction_mode, "DEFERRED"
        try:
            with transaction.atomic():
                yield
        finally:
            connection.transaction_mode = usual
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield


def rows(model: type[models.Model]) -> Iterator[str]:
    """Each row as one line of JSON: its columns' values, in the order of `columns(model)`."""
    query = model._base_manager.order_by("pk").values_list(*columns(model))
    for row in query.iterator(chunk_size=ROWS_AT_ONCE):
        yield json.dumps(row, default=_plain, ensure_ascii=False)


def columns(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def fill(model: type[models.Model], names: Sequence[str], lines: Iterator[str]) -> int:
    """Put rows written by `rows` into an empty table; returns how many."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    batch: list[models.Model] = []
    filled = 0
    for line in lines:
        values = zip(names, json.loads(line), strict=True)
        batch.append(model(**{name: _value(fields[name], value) for name, value in values}))
        if len(batch) == ROWS_AT_ONCE:
            filled += _store(model, batch)
    return filled + _store(model, batch)


def go_on_counting(models_: Sequence[type[models.Model]]) -> None:
    """Let the database hand out ids after those that were put in by hand."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models_):
            cursor.execute(statement)


def _store(model: type[models.Model], batch: list[models.Model]) -> int:
    stored = len(model._base_manager.bulk_create(batch))
    batch.clear()
    return stored


def _value(field: models.Field, value: object) -> object:
    if isinstance(field, models.BinaryField) and isinstance(value, str):
        return base64.b64decode(value)
    return value if isinstance(field, models.JSONField) or value is None else field.to_python(value)


def _plain(value: object) -> str:
    """JSON has no moments and no decimals: their text keeps every digit, so that seals still fit afterwards."""
    match value:
        case datetime() | date() | time():
            return value.isoformat()
        case Decimal() | UUID():
            return str(value)
        case timedelta():
            return str(value)
        case bytes() | memoryview():
            return base64.b64encode(value).decode("ascii")
    raise TypeError(f"{value!r} has no form in a backup")
