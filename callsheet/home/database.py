"""The home's database is made and brought up to date by whatever comes first, a command or `serve`."""

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from filelock import FileLock

from callsheet.home.paths import home


def prepare() -> None:
    """Make the database, or bring it up to date. Two processes that start together wait for one another."""
    if is_behind():
        with FileLock(home() / "migrate.lock", mode=0o600):
            call_command("migrate", verbosity=0, interactive=False)


def is_behind() -> bool:
    """Whether the database lacks a migration of this version of the program."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
