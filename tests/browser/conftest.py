"""A real browser on a live server: one Chromium for the session, a fresh context for each test, pictures kept."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

# Playwright's loop runs in this thread; Django's guard against that would refuse the fixtures' own queries.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM = Path(os.environ.get("CALLSHEET_CHROMIUM", "/usr/bin/chromium"))
SCREENSHOTS = Path(__file__).parents[2] / "screenshots"


@pytest.fixture(scope="session")
def browser():
    if not CHROMIUM.exists():
        if os.environ.get("CI"):
            pytest.fail(f"{CHROMIUM} is missing, and CI must have it")
        pytest.skip("no Chromium here; set CALLSHEET_CHROMIUM to its path")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser, live_server, client):
    """open_page(person, path, theme=..., size=...) -> Page, signed in; whatever the page says on its console fails."""
    opened: list = []

    def open_it(person, path: str = "/", *, theme: str = "light", size=(1280, 800), **context) -> Page:
        client.force_login(person)
        made = browser.new_context(
            base_url=live_server.url,
            color_scheme=theme,
            viewport={"width": size[0], "height": size[1]},
            timezone_id="America/New_York",
            **context,
        )
        made.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
        page = made.new_page()
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(path)
        opened.append((made, page, problems))
        return page

    yield open_it
    for made, page, problems in opened:
        page.wait_for_load_state("networkidle")  # the next lead is loaded ahead: let it arrive before the data goes
        made.close()
        assert problems == []


@pytest.fixture
def picture():
    """picture(page, name): keep a screenshot to be looked at beside the mock-ups."""
    SCREENSHOTS.mkdir(exist_ok=True)

    def keep(page: Page, name: str, *, full: bool = False) -> None:
        page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=full)

    return keep
