"""Many rows at once, on SQLite and on PostgreSQL alike: ids taken beforehand, INSERT or COPY, lists as one value.

Django's bulk_create builds an object and a statement for every few rows and writes 5,000 a second; a prepared
statement (SQLite) and COPY (PostgreSQL) write 35,000. Call these inside a transaction.
"""

import gc
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache, lru_cache

from django.db import connection, models

from callsheet.accounts.models import Team


def lock(team: Team) -> None:
    """Let one writer of this team's homes and listings go at a time, until the transaction ends.

    SQLite has one writer anyway; on PostgreSQL this is what keeps ids, keys and listing numbers from colliding. Take it
    before the lock of any lead, or an import and a dial wait for each other. Rows that only name the team pass by it.
    """
    if connection.vendor != "sqlite":
        list(Team.objects.select_for_update(no_key=True).filter(pk=team.pk).values_list("pk"))


@contextmanager
def unhurried() -> Iterator[None]:
    """For work in many batches that is run again anyway: commits reach the disk a moment later, and the collector of
    cycles rests (a seventh of an import).

    A kill loses nothing. On SQLite a power cut may take the newest batches back, whole and together with their place;
    the next commit of anybody else takes them to the disk as well.
    """
    can_wait = connection.vendor == "sqlite" and not connection.in_atomic_block
    try:
        if can_wait:
            _run_pragmas("synchronous=NORMAL", "wal_autocheckpoint=40000")
        with without_collector():
            yield
    finally:
        if can_wait:
            _run_pragmas("synchronous=FULL", "wal_autocheckpoint=1000")


@contextmanager
def without_collector() -> Iterator[None]:
    """The collector of cycles rests: rows make none, and it would walk through them again and again."""
    is_collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if is_collecting:
            gc.enable()


@contextmanager
def leaving_nothing() -> Iterator[None]:
    """What is deleted or changed inside is overwritten in the file of the database, on SQLite. Wrap the transaction."""
    is_sqlite = connection.vendor == "sqlite"
    try:
        if is_sqlite:
            _run_pragmas("secure_delete=ON")
        yield
    finally:
        if is_sqlite:
            _run_pragmas("secure_delete=OFF")


def _run_pragmas(*pragmas: str) -> None:
    for pragma in pragmas:
        fetch(f"PRAGMA {pragma}", [])


def take_ids(model: type[models.Model], count: int) -> range | list[int]:
    """That many unused primary keys, so that rows pointing at each other can be written without asking back."""
    if not count:
        return range(0)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            last = (cursor.fetchone() or (0,))[0]
            return range(last + 1, last + 1 + count)
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [f'"{table}"', count]
        )
        return [number for (number,) in cursor.fetchall()]


def insert(model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Insert the rows; `columns` are database columns, values are as `plain` makes them."""
    if not rows:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(_insert_sql(model, tuple(columns)), rows)
            return
        names = ", ".join(f'"{column}"' for column in columns)
        with cursor.copy(f'COPY "{model._meta.db_table}" ({names}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)


def upsert(model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Insert the rows, or set their columns where the primary key, which comes first, is there already."""
    if rows:
        key, *others = columns
        news = ", ".join(f'"{column}" = excluded."{column}"' for column in others)
        sql = f'{_insert_sql(model, tuple(columns))} ON CONFLICT ("{key}") DO UPDATE SET {news}'
        with connection.cursor() as cursor:
            cursor.executemany(sql, rows)


def insert_missing(model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Insert the rows that break no rule of the table, such as that it has no two alike."""
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(f"{_insert_sql(model, tuple(columns))} ON CONFLICT DO NOTHING", rows)


def update(model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Set the columns of one row each; every row's values end with its primary key."""
    if rows:
        assignments = ", ".join(f'"{column}" = %s' for column in columns)
        key = model._meta.pk.column
        with connection.cursor() as cursor:
            cursor.executemany(f'UPDATE "{model._meta.db_table}" SET {assignments} WHERE "{key}" = %s', rows)


@cache
def _insert_sql(model: type[models.Model], columns: tuple[str, ...]) -> str:
    names = ", ".join(f'"{column}"' for column in columns)
    return f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({", ".join(["%s"] * len(columns))})'


def one_of(column: str, values: Iterable[object]) -> tuple[str, object]:
    """The condition that a column is among many values, and its one parameter."""
    if connection.vendor == "sqlite":
        return f"{column} IN (SELECT value FROM json_each(%s))", json.dumps(list(values))
    return f"{column} = ANY(%s)", list(values)


def numbered(values: Iterable[str | None]) -> tuple[str, object]:
    """A table `wanted(place, value)` of texts, numbered from 0, and its one parameter. CROSS JOIN it, as `rows_of`."""
    if connection.vendor == "sqlite":
        return "(SELECT key AS place, value FROM json_each(%s)) wanted", json.dumps(list(values))
    return "(SELECT n - 1 AS place, value FROM unnest(%s::text[]) WITH ORDINALITY AS t(value, n)) wanted", list(values)


def holds(column: str, text: str) -> str:
    """The condition that a column holds this text, as Django writes it in an index, which is then used."""
    if connection.vendor == "sqlite":
        return rf"{column} LIKE '%%{text}%%' ESCAPE '\'"
    return f"{column}::text LIKE '%%{text}%%'"


def rows_of(values: Iterable[Sequence[str]], width: int) -> tuple[str, list[object]]:
    """A table `wanted(a, b, ...)` of so many texts a row, and its parameters. CROSS JOIN what they are looked up in:
    SQLite would otherwise walk through that table instead of the texts.
    """
    values, names = list(values), "abcdef"[:width]
    if connection.vendor == "sqlite":
        each = ", ".join(f"json_extract(value, '$[{place}]') AS {name}" for place, name in enumerate(names))
        return f"(SELECT {each} FROM json_each(%s)) wanted", [json.dumps(values)]
    arrays, columns = ", ".join(["%s::text[]"] * width), ", ".join(names)
    return f"unnest({arrays}) AS wanted({columns})", [[row[place] for row in values] for place in range(width)]


def fetch(sql: str, parameters: Sequence[object]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def execute(sql: str, parameters: Sequence[object]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def plain(value: object) -> object:
    """A value as both databases take it: days as ISO text, moments as their database keeps them."""
    if isinstance(value, date):
        return moment(value) if isinstance(value, datetime) else value.isoformat()
    return value


@lru_cache(maxsize=1 << 12)
def moment(value: datetime) -> object:
    """A moment as its database keeps it; a batch has few different ones."""
    return connection.ops.adapt_datetimefield_value(value)


def in_utc(stored: datetime) -> datetime:
    """A moment as `fetch` gives it, with its zone: SQLite keeps none."""
    return stored if stored.tzinfo else stored.replace(tzinfo=UTC)


def decimals(value: float | None, places: int) -> str | None:
    """A number for a decimal column."""
    return None if value is None else f"{value:.{places}f}"


def chunks(items: Sequence, size: int) -> Iterator[Sequence]:
    return (items[start : start + size] for start in range(0, len(items), size))
