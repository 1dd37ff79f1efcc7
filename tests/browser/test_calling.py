"""Calling by keyboard: dial, outcomes, questions, undo; what goes wrong is shown as it is."""

import re

import pytest
from playwright.sync_api import expect

from callsheet.calling.models import Attempt
from callsheet.leads.models import Appointment, Lead
from tests.browser.settled import settled
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
    page = open_page(agent, f"/call/{lead.pk}/")
    settled(page)
    return page, lead


def owner_on(page):
    return page.locator("main[data-call] h1")


def end_with(page, key: str) -> None:
    """Press an outcome's key, see the next lead at once, and wait until the server has said that it is kept."""
    owner = owner_on(page).inner_text()
    page.keyboard.press(key)
    expect(owner_on(page)).not_to_have_text(owner)
    expect(page.locator(".peek")).to_contain_text(f"{owner.split()[-1]}”")


def asked(page, label: str):
    return page.locator(".ask-panel:not([hidden])").get_by_label(label)


def test_space_dials_and_the_screen_is_live(open_page, picture, agent):
    page, lead = call(open_page, agent, "Dennis Ott")
    page.keyboard.press("Space")
    expect(page.locator("main.is-live")).to_be_visible()
    page.wait_for_function("window.rang === 'tel:+14105550117'")
    picture(page, "call-live")
    attempt = Attempt.objects.get(lead=lead)
    assert attempt.clearance is not None
    assert attempt.outcome == ""


def test_a_page_left_open_does_not_ring_again_once_its_permission_ran_out(open_page, picture, agent):
    page, lead = call(open_page, agent, "Dennis Ott")
    page.clock.install()
    page.keyboard.press("Space")
    page.wait_for_function("window.rang === 'tel:+14105550117'")
    page.evaluate("window.rang = null")
    page.clock.fast_forward("04:00")
    page.keyboard.press("Space")
    assert page.evaluate("window.rang") == "tel:+14105550117"
    page.evaluate("window.rang = null")
    page.clock.fast_forward("01:05")
    expect(page.locator("#ran-out")).to_be_visible()
    picture(page, "call-ran-out")
    expect(page.locator("a[href^='tel:']")).to_have_count(0)
    page.locator("[data-live]").click()
    assert page.evaluate("window.rang") is None
    assert Attempt.objects.filter(lead=lead).count() == 1


def test_one_key_records_and_the_next_lead_is_there(open_page, agent):
    page, lead = call(open_page, agent, "Dennis Ott")
    following = page.locator(".peek-next b").inner_text()
    end_with(page, "1")
    expect(owner_on(page)).to_have_text(following)
    expect(page.locator(".session")).to_contain_text("1 dial")
    expect(page.locator(".peek")).to_contain_text("Undo “No answer, Ott”")
    assert Attempt.objects.get(lead=lead).outcome == "no_answer"


def test_ten_keys_in_a_row_keep_ten_outcomes(open_page, agent):
    page, _ = call(open_page, agent, "Dennis Ott")
    for key in "1235612561":
        end_with(page, key)
    kept = Attempt.objects.filter(person=agent, clearance=None, session__isnull=False)
    assert [one.outcome for one in kept.order_by("outcome_at", "pk")] == [
        "no_answer", "busy", "left_voicemail", "not_now", "lead", "no_answer", "busy", "not_now", "lead", "no_answer",
    ]  # fmt: skip
    assert kept.values("lead").distinct().count() == 10


def test_a_note_stays_while_it_is_typed_and_goes_with_the_outcome(open_page, agent):
    page, lead = call(open_page, agent, "Dennis Ott")
    page.keyboard.press("n")
    page.keyboard.type("the dog is called 1 2 3")
    page.reload()
    expect(page.locator("#note")).to_have_value("the dog is called 1 2 3")
    settled(page)
    end_with(page, "5")
    assert Attempt.objects.get(lead=lead).note == "the dog is called 1 2 3"
    page.goto(f"/call/{lead.pk}/")
    expect(page.locator("#note")).to_have_value("")


def test_letters_open_branches_and_are_letters_in_a_field(open_page, agent):
    page, _ = call(open_page, agent, "Dennis Ott")
    page.keyboard.press("b")
    expect(page.locator("details.branch[open]")).to_contain_text("public owner file")
    page.keyboard.press("n")
    page.keyboard.type("abc9")
    expect(page.locator("#note")).to_have_value("abc9")
    assert not Attempt.objects.filter(lead=agent.leads_by_name["Dennis Ott"]).exists()


def test_switched_off_keys_do_nothing(open_page, agent):
    agent.keys_on = False
    agent.save()
    page, lead = call(open_page, agent, "Dennis Ott")
    page.keyboard.press("1")
    page.keyboard.press("9")
    page.wait_for_timeout(200)
    assert owner_on(page).inner_text() == "Dennis Ott"
    assert not Attempt.objects.filter(lead=lead).exists()


def test_an_appointment_asks_where_the_keys_were(open_page, picture, agent):
    page, lead = call(open_page, agent, "Dennis Ott")
    page.keyboard.press("7")
    expect(asked(page, "When")).to_be_focused()
    picture(page, "call-asks")
    page.keyboard.type("soon")
    page.keyboard.press("Enter")
    expect(page.locator(".ask-panel .error")).to_contain_text("is not understood")
    picture(page, "call-asks-error")
    asked(page, "When").fill("Wednesday 5:30")
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("The appointment with Dennis Ott is set: tomorrow at 5:30 pm")
    picture(page, "call-after-appointment")
    assert Appointment.objects.get(lead=lead).place.startswith("15 Quarry Rd")


def test_escape_leaves_a_question_and_nothing_is_set(open_page, agent):
    page, lead = call(open_page, agent, "Dennis Ott")
    page.keyboard.press("4")
    expect(asked(page, "When")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#outcomes")).to_be_visible()
    assert not Attempt.objects.filter(lead=lead).exists()


def test_u_takes_the_last_outcome_back(open_page, agent):
    page, lead = call(open_page, agent, "Dennis Ott")
    end_with(page, "9")
    page.keyboard.press("u")
    expect(owner_on(page)).to_have_text("Dennis Ott")
    expect(page.locator("#messages")).to_contain_text("entered by mistake")
    lead.refresh_from_db()
    assert lead.by_phone


def test_do_not_call_refuses_from_then_on(open_page, picture, agent):
    page, lead = call(open_page, agent, "Dennis Ott")
    end_with(page, "9")
    page.goto(f"/call/{lead.pk}/")
    expect(page.locator("[data-refused]")).to_contain_text("asked")
    picture(page, "call-refused")
    assert page.locator("#dial").count() == 0
    page.goto("/sheet/")
    expect(page.locator(".sheet-not")).to_contain_text("Dennis Ott")


def test_another_tab_was_first_and_the_screen_says_so(open_page, picture, agent):
    page, lead = call(open_page, agent, "Dennis Ott")
    Lead.objects.filter(pk=lead.pk).update(attempts=1)
    page.keyboard.press("1")
    expect(page.locator(".notice-error")).to_contain_text("Nothing was kept twice")
    picture(page, "call-conflict")
    assert not Attempt.objects.filter(lead=lead).exists()


def test_without_a_connection_nothing_is_pretended(open_page, picture, agent):
    page, lead = call(open_page, agent, "Dennis Ott")
    page.context.set_offline(True)
    page.keyboard.press("1")
    expect(page.locator(".notice-error")).to_contain_text("Not kept: there is no connection")
    picture(page, "call-offline")
    page.context.set_offline(False)
    page.get_by_role("button", name="Send it again").click()
    expect(page.locator(".notice-error")).to_have_count(0)
    assert Attempt.objects.get(lead=lead).outcome == "no_answer"


def test_the_sheet_by_keyboard(open_page, agent):
    page = open_page(agent, "/sheet/")
    page.keyboard.press("j")
    second = page.locator("tr[data-row]").nth(1)
    expect(second).to_have_attribute("aria-current", "true")
    owner = second.locator(".owner").inner_text()
    expect(page.locator("[data-current]")).to_contain_text(f"Call {owner}")
    page.keyboard.press("Enter")
    expect(owner_on(page)).to_have_text(owner)
    page.goto("/sheet/")
    page.keyboard.press("s")
    expect(asked(page, "Until")).to_be_focused()


def test_the_question_mark_shows_the_keys(open_page, picture, agent):
    page, _ = call(open_page, agent, "Dennis Ott")
    page.keyboard.press("?")
    expect(page.locator("dialog")).to_contain_text("how the attempt ended")
    picture(page, "keys")
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)


def test_the_rarer_endings_open_above_their_key(open_page, picture, agent):
    page, lead = call(open_page, agent, "Dennis Ott")
    page.keyboard.press("m")
    picture(page, "call-menu")
    page.get_by_role("button", name=re.compile("Someone else answered")).click()
    expect(page.locator(".peek")).to_contain_text("Undo “Someone else answered, Ott”")
    assert Attempt.objects.get(lead=lead).outcome == "someone_else"


def test_what_a_key_opens_is_in_sight_and_at_hand(open_page, agent):
    page, _ = call(open_page, agent, "Dennis Ott")
    page.keyboard.press("F")
    page.wait_for_function(
        "document.querySelector('details.branch[open]').getBoundingClientRect().bottom"
        " <= document.getElementById('script').getBoundingClientRect().bottom + 1"
    )
    page.keyboard.press("M")
    expect(page.locator(".outcome-menu button").first).to_be_focused()


def test_the_sheet_fits_its_window_whatever_it_says(open_page, agent):
    page = open_page(agent, "/sheet/")
    when = page.locator(".may-when .status").first
    when.evaluate("mark => mark.textContent = 'May be called tomorrow at 8:05 am, with newer files'")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
