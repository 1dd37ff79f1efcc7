"""Tests never touch a real home or database: see tests/settings.py, which is read before this.

The database is SQLite, or what CALLSHEET_TEST_DATABASE_URL names. Where everything is required (CI, or
CALLSHEET_REQUIRE_ALL), a test that skips fails the run.
"""

import os
from pathlib import Path

import pytest
from django.conf import settings

SHARED = Path(__file__).parents[2] / "shared"


REQUIRE_ALL = bool(os.environ.get("CI") or os.environ.get("CALLSHEET_REQUIRE_ALL"))


@pytest.fixture
def shared() -> Path:
    """The folder of real exports and tables beside the checkout; users do not have it, CI must."""
    if SHARED.is_dir():
        return SHARED
    pytest.skip("../shared is not here: this test reads real exports that are not part of the project")


def pytest_terminal_summary(terminalreporter) -> None:
    if skipped := _skipped(terminalreporter):
        terminalreporter.section("nothing may skip here", red=True)
        for report in skipped:
            terminalreporter.line(f"{report.nodeid}: {report.longrepr[2]}")


def pytest_sessionfinish(session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and _skipped(reporter) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _skipped(reporter) -> list:
    return reporter.stats.get("skipped", []) if REQUIRE_ALL else []


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix) -> None:
    """SQLite in a file, as a user has it: in memory every connection would share one cache and lock out the others."""
    for database in settings.DATABASES.values():
        if database["ENGINE"].endswith("sqlite3"):
            database.setdefault("TEST", {})["NAME"] = str(Path(os.environ["CALLSHEET_HOME"]) / "test.sqlite3")
