"""A server with 1,000 listings, started once a run and only read; and vendors in front of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.feeds import market
from tests.feeds.cap_server import CapServer

COUNT = 1_000


@pytest.fixture(scope="session")
def rows() -> list[dict]:
    return market.rows(COUNT)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, rows: list[dict]) -> Iterator[CapServer]:
    """Nobody changes its rows; a test that does has a server of its own."""
    with CapServer(tmp_path_factory.mktemp("server"), rows) as server:
        yield server


@pytest.fixture(scope="session")
def small_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CapServer]:
    with CapServer(tmp_path_factory.mktemp("small"), market.rows(40)) as server:
        yield server


@pytest.fixture
def changing(small_server: CapServer) -> Iterator[CapServer]:
    """A server with forty listings that a test may change."""
    yield small_server
    small_server.restore()


@pytest.fixture
def own_server(tmp_path: Path):
    """Start a server with these rows, for this test alone."""
    started: list[CapServer] = []

    def start(rows: list[dict]) -> CapServer:
        server = CapServer(tmp_path / str(len(started)), rows)
        started.append(server)
        server.start()
        return server

    (tmp_path / "0").mkdir()
    (tmp_path / "1").mkdir()
    yield start
    for server in started:
        server.kill()
