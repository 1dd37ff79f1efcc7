"""A real browser on a live server: one Chromium for each process, a fresh context for each test, pictures kept."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from tests.browser.settled import settled, watch

# Playwright's loop runs in this thread; Django's guard against that would refuse the fixtures' own queries.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM = Path(os.environ.get("CALLSHEET_CHROMIUM", "/usr/bin/chromium"))
# Pictures are painted by the processor, whoever else needs it; a container's small shared memory is left alone.
CHEAPLY = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
NO_PHONE = """addEventListener("click", (event) => {
  const link = event.target.closest?.('a[href^="tel:"]');
  if (link) { event.preventDefault(); window.rang = link.href; }
}, true);"""  # a headless browser would wait for ever for somebody to choose the program that rings

SCREENSHOTS = Path(__file__).parents[2] / "screenshots"


@pytest.fixture(scope="session")
def browser():
    if not CHROMIUM.exists():
        if os.environ.get("CI"):
            pytest.fail(f"{CHROMIUM} is missing, and CI must have it")
        pytest.skip("no Chromium here; set CALLSHEET_CHROMIUM to its path")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=CHEAPLY)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, live_server):
    """visit(theme=..., size=...) -> a Page of its own context; an error on any of them fails the test."""
    opened: list[tuple[Page, list[str]]] = []

    def visit_it(*, theme: str = "light", size=(1280, 800), **context) -> Page:
        made = browser.new_context(
            base_url=live_server.url,
            color_scheme=theme,
            viewport={"width": size[0], "height": size[1]},
            timezone_id="America/New_York",
            **context,
        )
        made.add_init_script(NO_PHONE)
        page, problems = made.new_page(), []
        watch(page)
        page.on("pageerror", lambda error: problems.append(str(error)))
        opened.append((page, problems))
        return page

    yield visit_it
    for page, problems in opened:
        settled(page)  # the next lead is loaded ahead: let it arrive before the data goes
        page.context.close()
        assert problems == []


@pytest.fixture
def open_page(visit, live_server, client):
    """open_page(person, path, theme=..., size=...) -> Page, signed in."""

    def open_it(person, path: str = "/", **shape) -> Page:
        client.force_login(person)
        page = visit(**shape)
        session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        page.context.add_cookies([session])
        page.goto(path)
        return page

    return open_it


@pytest.fixture
def picture():
    """picture(page, name): keep a screenshot to be looked at beside the mock-ups."""
    SCREENSHOTS.mkdir(exist_ok=True)

    def keep(page: Page, name: str, *, full: bool = False) -> None:
        try:
            page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=full)
        except PlaywrightError:  # a machine under load gives none now and then; a second try tells that from a fault
            page.wait_for_timeout(500)
            page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=full)

    return keep
