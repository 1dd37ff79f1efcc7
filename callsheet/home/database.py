"""The home's database is made and brought up to date by whatever comes first, a command or `serve`."""

from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from filelock import FileLock

from callsheet import clock
from callsheet.home.paths import home
from callsheet.listings import rekey


def prepare() -> None:
    """Make the database, or bring it and its address keys up to date. Processes that start together wait in turn."""
    if is_behind():
        with FileLock(home() / "migrate.lock", mode=0o600):
            call_command("migrate", verbosity=0, interactive=False)
    if rekey.is_behind():
        with FileLock(home() / "migrate.lock", mode=0o600):
            rekey.make_keys_anew(clock.now())


def rewrite() -> bool:
    """Write the database anew, so that nothing that was erased is left in its free space. False while others hold it.

    It takes a second for every hundred megabytes, and nobody else writes meanwhile: a nightly work.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                return cursor.fetchone()[0] == 0
    except OperationalError:
        return False
    return True


def is_behind() -> bool:
    """Whether the database lacks a migration of this version of the program."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
