"""The morning, the sheet and the call screen as a person sees them: light, dark, on a phone."""

import pytest

from tests.web.market import a_market
from tests.web.world import NOW, a_team, an_agent

pytestmark = pytest.mark.django_db(transaction=True)

SHAPES = [("light", (1280, 800)), ("dark", (1280, 800)), ("light", (390, 844))]


def named(theme: str, size) -> str:
    return "phone" if size[0] < 600 else theme


@pytest.fixture(autouse=True)
def at_five_past_eight(monkeypatch):
    monkeypatch.setattr("callsheet.clock.now", lambda: NOW)


@pytest.mark.parametrize(("theme", "size"), SHAPES)
def test_the_morning(open_page, picture, theme, size):
    agent = an_agent(a_team())
    a_market(agent.team, agent)
    page = open_page(agent, "/", theme=theme, size=size)
    picture(page, f"today-{named(theme, size)}", full=size[0] < 600)
    assert page.locator("h1").inner_text().endswith("may be called now")
    assert page.locator(".btn-primary").count() == 1


@pytest.mark.parametrize(("theme", "size"), SHAPES)
def test_the_sheet(open_page, picture, theme, size):
    agent = an_agent(a_team())
    a_market(agent.team, agent)
    page = open_page(agent, "/sheet/", theme=theme, size=size)
    picture(page, f"sheet-{named(theme, size)}", full=True)
    assert "Harriet and Paul Boone" in page.locator("table.sheet").first.inner_text()
    assert "Agnes Doyle" in page.locator(".sheet-not").inner_text()


@pytest.mark.parametrize(("theme", "size"), SHAPES)
def test_the_call_screen(open_page, picture, theme, size):
    agent = an_agent(a_team())
    leads = a_market(agent.team, agent)
    page = open_page(agent, f"/call/{leads['Harriet and Paul Boone'].pk}/", theme=theme, size=size)
    picture(page, f"call-{named(theme, size)}")
    assert page.locator("h1").inner_text() == "Harriet and Paul Boone"
    if size[0] > 600:
        assert page.evaluate("document.scrollingElement.scrollHeight <= innerHeight")
