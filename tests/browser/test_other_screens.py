"""Leads, letters, doors, imports and proofs as a person sees them: light, dark, on a phone; and by keyboard."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from callsheet.calling import attempts
from callsheet.compliance.models import RegistryCopy
from callsheet.leads.models import FollowUp, Lead
from callsheet.listings.models import Import, SameHomeQuestion, Source, StatusWord
from callsheet.owners.models import Phone
from tests.browser.settled import settled
from tests.web import world
from tests.web.leads.uploaded import ACTIVE, BAD_PRICE, EXPIRED, STRANGE, brought, export, odd_export, read_all
from tests.web.market import a_market
from tests.web.world import NOW, a_team, an_agent

pytestmark = pytest.mark.django_db(transaction=True)

SHAPES = [("light", (1280, 800)), ("dark", (1280, 800)), ("light", (390, 844))]
REJECTED = ",Expired,11 Juniper Way,Millbrook,MD,21040,405000,11/20/2026,"


def named(screen: str, theme: str, size) -> str:
    return f"{screen}-{'phone' if size[0] < 600 else theme}"


@pytest.fixture(autouse=True)
def at_five_past_eight(monkeypatch):
    monkeypatch.setattr("callsheet.clock.now", lambda: NOW)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.HOME = tmp_path


@pytest.fixture
def agent():
    agent = an_agent(a_team())
    agent.leads_by_name = a_market(agent.team, agent)
    return agent


@pytest.fixture
def looked_at(open_page, picture, agent):
    """looked_at(screen, path, theme, size) -> Page: opened and kept as a picture; no page is wider than its window."""

    def look(screen: str, path: str, theme: str, size):
        page = open_page(agent, path, theme=theme, size=size)
        settled(page)
        picture(page, named(screen, theme, size), full=True)
        assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
        assert page.locator(".btn-primary").count() == 1
        return page

    return look


@pytest.mark.parametrize(("theme", "size"), SHAPES)
def test_the_leads(looked_at, agent, theme, size):
    leads = agent.leads_by_name
    leads["Peter Novak"].to_letters("Asked not to be called.", NOW)
    leads["Bao Tran"].close("The home was sold.", agent, NOW)
    Lead.objects.filter(pk=leads["Gloria Whitfield"].pk).update(is_presumed=True)
    page = looked_at("leads", "/leads/?show=all", theme, size)
    assert "Harriet and Paul Boone" in page.locator("table.leads").inner_text()


@pytest.mark.parametrize(("theme", "size"), SHAPES)
def test_a_lead(looked_at, agent, theme, size):
    lead = agent.leads_by_name["Harriet and Paul Boone"]
    lead.note("Saw the sign come down on Sunday; two cars in the drive.", agent, NOW - timedelta(hours=3))
    attempts.dial(lead, lead.owner.phones.get(number__endswith="0168"), agent, NOW - timedelta(minutes=20))
    FollowUp.objects.create(
        lead=lead, kind="call", touch=3, due_at=NOW + timedelta(hours=8, minutes=35), planned_at=NOW,
        because="New: a second try the same afternoon.",
    )  # fmt: skip
    page = looked_at("lead", f"/leads/{lead.pk}/", theme, size)
    assert page.locator("h1").inner_text() == "418 Larkspur Ln"


@pytest.mark.parametrize(("theme", "size"), SHAPES)
def test_letters(looked_at, agent, theme, size):
    agent.leads_by_name["Peter Novak"].to_letters("Asked not to be called.", NOW)
    looked_at("letters", "/letters/", theme, size)


@pytest.mark.parametrize(("theme", "size"), SHAPES)
def test_a_letter(looked_at, agent, theme, size):
    looked_at("letter", f"/letters/{agent.leads_by_name['Agnes Doyle'].pk}/", theme, size)


@pytest.mark.parametrize(("theme", "size"), SHAPES)
def test_doors(looked_at, agent, theme, size):
    agent.leads_by_name["Peter Novak"].to_letters("Asked not to be called.", NOW)
    FollowUp.objects.filter(kind="door").update(due_at=NOW)
    looked_at("doors", "/doors/", theme, size)


@pytest.mark.parametrize(("theme", "size"), SHAPES)
def test_a_refusal(looked_at, agent, theme, size):
    lead = agent.leads_by_name["Harriet and Paul Boone"]
    phone = lead.owner.phones.get(number__endswith="0168")
    for hours in (59, 24, 0):
        answer = attempts.dial(lead, phone, agent, NOW - timedelta(hours=hours)).answer
    page = looked_at("clearance", f"/clearances/{answer.pk}/", theme, size)
    assert page.locator("h1").inner_text() == "No, not by phone."


@pytest.mark.parametrize(("theme", "size"), SHAPES)
def test_what_is_not_known(looked_at, agent, theme, size):
    RegistryCopy.objects.filter(area_code="410").delete()
    phone = Phone.objects.get(number="+14105550117")
    page = looked_at("may-i-call", f"/may-i-call/{phone.pk}/", theme, size)
    assert page.locator("h1").inner_text() == "Not known yet, so no."


@pytest.mark.parametrize(("theme", "size"), SHAPES)
def test_imports(looked_at, agent, theme, size):
    mls = Source.objects.get(kind="mls")
    Source.objects.create(team=agent.team, kind="mls", name="Juniper MLS")
    Source.objects.create(team=agent.team, kind="owners", name="Alder skip trace")
    for number, (new, rejected) in enumerate(((2, 0), (3_790, 4))):
        Import.objects.create(
            team=agent.team, source=mls, kind="mls", state="done", file_name=f"alder-{number}.csv", as_of=NOW,
            finished_at=NOW - timedelta(days=number), rows=6_412, new=new, changed=212, unchanged=90,
            rejected=rejected, leads_opened=61,
        )  # fmt: skip
    StatusWord.objects.create(source=mls, word="tom", rows=212)
    one = world.a_home(agent.team, "268", "Spindrift")
    other = world.a_home(agent.team, "268", "Spindrift", unit="B", address_key="b")
    because = ["same number, street and ZIP code", "one names no unit"]
    SameHomeQuestion.objects.create(team=agent.team, one=one, other=other, asked_at=NOW, because=because)
    looked_at("imports", "/import/", theme, size)


@pytest.mark.parametrize(("theme", "size"), SHAPES)
def test_an_import(looked_at, agent, client, theme, size):
    client.force_login(agent)
    import_ = brought(client, export(EXPIRED, ACTIVE, BAD_PRICE, STRANGE, REJECTED), source="Alder County MLS")
    looked_at("import", f"/import/{import_.pk}/", theme, size)


@pytest.mark.parametrize(("theme", "size"), SHAPES)
def test_a_scrub(open_page, picture, agent, theme, size):
    vendor = Source.objects.create(team=agent.team, kind="owners", name="Alder skip trace")
    Phone.objects.update(source=vendor, vendor_listed=False, vendor_scrubbed_on=NOW.date())
    page = open_page(agent, f"/sources/{vendor.pk}/", theme=theme, size=size)
    picture(page, named("source", theme, size), full=True)
    expect(page.get_by_text("Policy evidence, not your own safe harbour.")).to_be_visible()


# ---- by hand


@pytest.fixture
def alder(tmp_path):
    """An MLS export on the agent's own disk."""
    path = tmp_path / "alder.csv"
    path.write_bytes(export(EXPIRED, ACTIVE, BAD_PRICE).read())
    return path


def test_a_file_is_brought_and_its_page_says_when_it_is_in(open_page, picture, agent, alder):
    page = open_page(agent, "/import/")
    page.get_by_label("Files").set_input_files(alder)
    page.get_by_role("button", name="Import the files").click()
    expect(page.locator("h1")).to_have_text("alder.csv waits to be read")
    Import.objects.update(
        state="running", rows=6_412, done_rows=4_096, new=3_790, started_at=NOW - timedelta(seconds=6)
    )
    expect(page.get_by_text("4,096 of 6,412 rows")).to_be_visible()
    picture(page, "import-running")
    Import.objects.update(state="queued", rows=0, done_rows=0, new=0, started_at=None)
    read_all()
    expect(page.locator("h1")).to_have_text("2 of 3 rows are in")
    expect(page.get_by_text("1 row was not read.")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="alder.rejected.csv").click()
    assert "A3" in download.value.path().read_text()


def test_without_script_a_file_is_brought_as_well(open_page, agent, alder):
    page = open_page(agent, "/import/", java_script_enabled=False)
    page.get_by_label("Files").set_input_files(alder)
    page.get_by_role("button", name="Import the files").click()
    expect(page.locator("h1")).to_have_text("alder.csv waits to be read")
    read_all()
    page.reload()
    expect(page.locator("h1")).to_have_text("2 of 3 rows are in")


def test_columns_that_do_not_tell_are_chosen(open_page, picture, agent, tmp_path):
    odd = tmp_path / "odd.csv"
    odd.write_bytes(odd_export().read())
    page = open_page(agent, "/import/")
    page.get_by_label("Files").set_input_files(odd)
    page.get_by_role("button", name="Import the files").click()
    expect(page.locator("#left")).to_contain_text("Everything that is needed is there")
    picture(page, "import-columns")
    status = page.get_by_role("row").filter(has_text="Cond").get_by_role("combobox")
    guessed = status.input_value()
    status.select_option("")
    expect(page.locator("#left")).to_contain_text("Choose the columns")
    status.select_option(guessed)
    page.locator("#source").fill("Odd MLS")
    expect(page.locator("#left")).to_contain_text("Everything that is needed is there")
    page.get_by_role("button", name="odd.csv").click()
    expect(page.locator("h1")).to_have_text("odd.csv waits to be read")
    read_all()
    expect(page.locator("h1")).to_have_text("12 of 12 rows are in")


def test_a_slash_finds(open_page, agent):
    page = open_page(agent, "/sheet/")
    page.keyboard.press("/")
    page.wait_for_url("**/leads/#find")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.type("larkspur")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("1 lead for “larkspur”")


def test_a_lead_by_keyboard(open_page, agent):
    lead = agent.leads_by_name["Dennis Ott"]
    page = open_page(agent, f"/leads/{lead.pk}/")
    page.keyboard.press("n")
    expect(page.locator("#note")).to_be_focused()
    page.keyboard.type("Likes boats.")
    page.get_by_role("button", name="Add note").click()
    expect(page.locator(".timeline").first).to_contain_text("Likes boats.")
    page.keyboard.press("s")
    expect(page.locator("#when")).to_be_focused()
    page.keyboard.type("Friday")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Put aside: it comes back on Fri at 8:00 am.")).to_be_visible()
    page.locator("h1").click()
    page.keyboard.press("Space")
    page.wait_for_url(f"**/call/{lead.pk}/")


def test_letters_are_ticked_at_once_and_kept_as_sent(open_page, agent):
    lead = agent.leads_by_name["Peter Novak"]
    lead.to_letters("Asked not to be called.", NOW)
    page = open_page(agent, "/letters/")
    page.get_by_label("All of them").check()
    page.get_by_role("button", name="Keep the ticked letters as sent").first.click()
    expect(page.get_by_text("Kept as sent: 1 letter.")).to_be_visible()
    expect(page.locator("h1")).to_have_text("No letter is due today")


def test_letters_print_one_a_page_without_the_bars(open_page, picture, agent):
    for name in ("Peter Novak", "Agnes Doyle"):
        agent.leads_by_name[name].to_letters("Asked not to be called.", NOW)
    page = open_page(agent, "/letters/print/")
    page.emulate_media(media="print")
    expect(page.locator(".topbar")).to_be_hidden()
    expect(page.locator(".page-head")).to_be_hidden()
    expect(page.locator(".letter")).to_have_count(2)
    picture(page, "letters-printed", full=True)
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf())) == 2


def test_one_number_is_looked_up_and_may_be_called(open_page, agent):
    RegistryCopy.objects.filter(area_code="410").delete()
    page = open_page(agent, f"/may-i-call/{Phone.objects.get(number='+14105550117').pk}/")
    page.get_by_role("button", name="It is not on the registry").click()
    expect(page.locator("h1")).to_have_text("Yes, until 8:00 pm.")
    page.locator("h1").click()
    page.keyboard.press("Space")
    page.wait_for_url(f"**/call/{agent.leads_by_name['Dennis Ott'].pk}/")
