"""Tests never touch a real home or database: see tests/settings.py, which is read before this.

The database is SQLite, or what CALLSHEET_TEST_DATABASE_URL names. Where everything is required (CI, or
CALLSHEET_REQUIRE_ALL), a test that skips fails the run.
"""

import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from xdist.scheduler import LoadScopeScheduling

from tests import empty_home, tries

tries.load()

SHARED = Path(__file__).parents[2] / "shared"
ON_SQLITE = not os.environ.get("CALLSHEET_TEST_DATABASE_URL")
USES_A_DATABASE = {"db", "transactional_db", "django_db_reset_sequences", "django_db_setup", "live_server"}
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
def made_database(pytestconfig) -> Path:
    """The database of a home in which nothing happened yet, to be copied."""
    return empty_home.database(pytestconfig.cache.mkdir("empty-home"))


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb) -> bool:
    """On SQLite the copy below is kept, and only brought up to date."""
    return django_db_keepdb or ON_SQLITE


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request, django_db_modify_db_settings_parallel_suffix) -> None:
    """SQLite in a file, as a user has it: in memory every connection would share one cache and lock out the others."""
    if ON_SQLITE:
        copy = Path(os.environ["CALLSHEET_HOME"]) / "test.sqlite3"
        shutil.copy(request.getfixturevalue("made_database"), copy)
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = str(copy)


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items):
    """What asks for no database says nothing new on PostgreSQL: there it is `once`, before `-m` leaves that out.

    Homes of their own are slow: they come first, so that no process is left alone with one in the end.
    """
    for item in () if ON_SQLITE else items:
        if not asks_for_a_database(item):
            item.add_marker("once")
    result = yield
    items.sort(key=lambda item: asks_for_a_database(item) or item.get_closest_marker("once") is None)
    return result


def asks_for_a_database(item) -> bool:
    return bool(item.get_closest_marker("django_db") or USES_A_DATABASE.intersection(item.fixturenames))


# The full county is built once, and one server is looked at by several tests.
TOGETHER = {"tests/web/sample/test_build.py", "tests/web/home/test_serve.py"}


class SomeTogether(LoadScopeScheduling):
    """Each test goes where there is room; those of the files above to one process, which starts with them.

    The marks for that, `xdist_group`, are not seen from pytest 9.2 on: every process built a county of its own.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return file if file in TOGETHER else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return SomeTogether(config, log) if config.getvalue("dist") == "loadgroup" else None
