"""Everything works with JavaScript off: a key is a button, a question is a page, the phone is a link."""

import pytest
from playwright.sync_api import expect

from callsheet.calling.models import Attempt
from callsheet.leads.models import Appointment
from tests.web.market import a_market
from tests.web.world import NOW, a_team, an_agent

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def at_five_past_eight(monkeypatch):
    monkeypatch.setattr("callsheet.clock.now", lambda: NOW)


@pytest.fixture
def agent():
    agent = an_agent(a_team())
    agent.leads_by_name = a_market(agent.team, agent)
    return agent


def call(open_page, agent, owner: str):
    lead = agent.leads_by_name[owner]
    return open_page(agent, f"/call/{lead.pk}/", java_script_enabled=False), lead


def test_dial_then_a_link_then_an_outcome_then_the_next(open_page, picture, agent):
    page, lead = call(open_page, agent, "Dennis Ott")
    page.get_by_role("button", name="Dial Dennis").click()
    link = page.get_by_role("link", name="Call (410) 555-0117")
    expect(link).to_have_attribute("href", "tel:+14105550117")
    picture(page, "no-script-dialed")
    page.get_by_role("button", name="No answer").click()
    expect(page.locator("h1")).to_have_text("Lucia Marchetti")
    attempt = Attempt.objects.get(lead=lead)
    assert attempt.outcome == "no_answer"
    assert attempt.clearance


def test_a_question_is_a_page_and_the_note_goes_with_it(open_page, picture, agent):
    page, lead = call(open_page, agent, "Dennis Ott")
    page.get_by_label("Notes").fill("likes dogs")
    page.get_by_role("button", name="Appointment").click()
    expect(page.locator("h2")).to_have_text("Appointment with Dennis Ott")
    page.get_by_role("button", name="Set the appointment").click()
    expect(page.locator(".error")).to_have_text("Give a day and a time.")
    picture(page, "no-script-asks")
    page.get_by_label("When").fill("Friday 10")
    page.get_by_role("button", name="Set the appointment").click()
    expect(page.locator("#messages")).to_contain_text("is set: on Fri at 10:00 am")
    assert Attempt.objects.get(lead=lead).note == "likes dogs"
    assert Appointment.objects.filter(lead=lead).count() == 1


def test_snooze_undo_branches_and_the_menu(open_page, agent):
    page, lead = call(open_page, agent, "Dennis Ott")
    page.locator("details.branch summary").nth(1).click()
    expect(page.locator("details.branch[open] p")).to_be_visible()
    page.locator("details.outcome-menu summary").click()
    page.get_by_role("button", name="Someone else answered").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("h1")).to_have_text("Dennis Ott")
    page.get_by_role("button", name="Snooze").click()
    page.get_by_label("Until").fill("Monday")
    page.get_by_role("button", name="Snooze").click()
    expect(page.locator("#messages")).to_contain_text("comes back on Mon at 8:00 am")
    lead.refresh_from_db()
    assert lead.snoozed_until


def test_the_sheet_is_filtered_by_its_button(open_page, agent):
    page = open_page(agent, "/sheet/", java_script_enabled=False)
    page.get_by_label("Town").select_option("Millbrook")
    page.get_by_role("button", name="Show").click()
    assert page.url.endswith("/sheet/?town=Millbrook&price=&age=")
    expect(page.locator("tr[data-row]").first).to_contain_text("Millbrook")


def test_the_sheet_prints_without_bars_and_buttons(open_page, picture, agent):
    page = open_page(agent, "/sheet/", size=(1100, 780))
    page.emulate_media(media="print")
    for gone in (".topbar", ".filters", ".btn", ".tabbar"):
        assert all(not element.is_visible() for element in page.locator(gone).all())
    picture(page, "sheet-print", full=True)
