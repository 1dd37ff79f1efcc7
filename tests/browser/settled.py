"""A page at rest: loaded, every request of its scripts answered. Playwright's `networkidle` adds half a second."""

import time
from weakref import WeakKeyDictionary

from playwright.sync_api import Page, Request

PATIENCE = 30.0  # seconds; a bound for a machine under load, not an expectation
_unanswered: WeakKeyDictionary[Page, set[Request]] = WeakKeyDictionary()


def watch(page: Page) -> None:
    """Count what this page asks for, from now on."""
    asked: set[Request] = set()
    _unanswered[page] = asked

    def ask(request: Request) -> None:
        asked.add(request)

    def answer(request: Request) -> None:
        asked.discard(request)

    page.on("request", ask)
    page.on("requestfinished", answer)
    page.on("requestfailed", answer)


def settled(page: Page) -> None:
    """Wait until nothing was on its way at three looks in a row, so that an answer's own scripts have run as well."""
    page.wait_for_load_state("load")
    deadline, quiet = time.monotonic() + PATIENCE, 0
    while quiet < 3:
        page.wait_for_timeout(20)
        quiet = 0 if _unanswered[page] else quiet + 1
        assert time.monotonic() < deadline, f"still unanswered: {[asked.url for asked in _unanswered[page]]}"
