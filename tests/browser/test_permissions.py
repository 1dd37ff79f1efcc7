"""What a note seems to ask for, answered with one key; and a signed consent with its paper, without any script."""

import pytest
from playwright.sync_api import expect

from callsheet.compliance.models import Consent, DoNotCallRequest, ProposedRequest
from tests.browser.settled import settled
from tests.web.market import a_market
from tests.web.world import NOW, a_team, an_agent

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "take me off your list"


@pytest.fixture(autouse=True)
def at_five_past_eight(monkeypatch, tmp_path):
    monkeypatch.setattr("callsheet.clock.now", lambda: NOW)
    monkeypatch.setenv("CALLSHEET_HOME", str(tmp_path))


@pytest.fixture
def agent():
    agent = an_agent(a_team())
    agent.leads_by_name = a_market(agent.team, agent)
    return agent


@pytest.fixture
def asked(open_page, agent):
    """The next lead on the call screen, with the question about the note on Dennis Ott."""
    page = open_page(agent, f"/call/{agent.leads_by_name['Dennis Ott'].pk}/")
    settled(page)
    page.fill("#note", f"Angry: {WORDS}!")
    page.locator("#note").blur()
    page.keyboard.press("5")
    expect(page.locator("#heard")).to_contain_text(f"Your note on Dennis Ott says “{WORDS}”.")
    page.fill("#note", "For the next one.")
    page.locator("#note").blur()
    return page


def test_one_key_records_it_and_the_next_note_stays(asked, picture, agent):
    picture(asked, "call-heard")
    here = asked.url
    asked.keyboard.press("r")
    expect(asked.locator("#messages")).to_contain_text("Recorded: Dennis Ott is not called again")
    expect(asked.locator("#heard")).to_be_empty()
    expect(asked.locator("#note")).to_have_value("For the next one.")
    assert asked.url == here
    assert DoNotCallRequest.objects.get(owner__name="Dennis Ott").words == WORDS


def test_another_key_says_that_it_was_not_meant(asked):
    asked.keyboard.press("i")
    expect(asked.locator("#heard")).to_be_empty()
    assert ProposedRequest.objects.get().request is None
    assert not DoNotCallRequest.objects.filter(owner__name="Dennis Ott").exists()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_signed_consent_is_recorded_and_its_paper_handed_out(open_page, picture, agent, theme):
    phone = agent.leads_by_name["Agnes Doyle"].owner.phones.get()
    page = open_page(agent, f"/may-i-call/{phone.pk}/", theme=theme, java_script_enabled=False)
    page.get_by_text("The owner signed a consent").click()
    form = page.locator("details[open] form")
    form.get_by_role("button", name="Record the signed consent").click()
    expect(page.locator(".notice-error").first).to_contain_text("Nothing is kept yet.")
    picture(page, f"permission-error-{theme}", full=True)
    paper = {"name": "consent.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 I agree."}
    form.locator("input[type=file]").set_input_files(paper)
    form.get_by_role("button", name="Record the signed consent").click()
    expect(page.locator("h1")).to_have_text("Yes, until 8:00 pm.")
    with page.expect_download() as download:
        page.get_by_role("link", name="consent.pdf").click()
    assert download.value.suggested_filename == "consent.pdf"
    picture(page, f"permission-{theme}", full=True)
    assert Consent.objects.get().kind == "written"


def test_the_proof_page_fits_a_phone(open_page, picture, agent):
    phone = agent.leads_by_name["Agnes Doyle"].owner.phones.get()
    page = open_page(agent, f"/may-i-call/{phone.pk}/", size=(390, 844))
    page.get_by_text("The Reassigned Numbers Database").click()
    picture(page, "permission-phone", full=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
