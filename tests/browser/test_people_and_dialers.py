"""People and other dialers on the real screens: a colleague comes in, a lead is handed over, a list goes out."""

import csv
import io
from datetime import timedelta

import pytest

from callsheet.accounts.models import Person
from callsheet.calling.models import Attempt, DialerList
from callsheet.leads.models import Lead
from tests.web.accounts.colleagues import a_colleague
from tests.web.calling.dialer_world import a_broker, owners_in_virginia
from tests.web.market import a_market
from tests.web.world import NOW

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = (390, 844)


@pytest.fixture
def broker(transactional_db, monkeypatch) -> Person:
    monkeypatch.setattr("callsheet.clock.now", lambda: NOW)
    return a_broker()


def test_a_colleague_is_added_and_comes_in(open_page, visit, broker, picture):
    a_colleague(broker.team, "Tess Okafor", "assistant")
    page = open_page(broker, "/me/people/")
    page.get_by_label("Name").fill("Otto Brandt")
    page.get_by_label("Licence state").select_option("MD")
    page.get_by_role("button", name="Add this person").click()
    address = page.get_by_label("Link", exact=True).input_value()
    picture(page, "people-light")
    page.reload()
    assert page.get_by_label("Link", exact=True).count() == 0

    theirs = visit()
    theirs.goto(address)
    theirs.get_by_label("Caller number").fill("(703) 555-0119")
    theirs.get_by_label("Password").fill("tidewater-7-lanterns")
    theirs.get_by_role("button", name="Come in").click()
    theirs.wait_for_url("**/")
    assert theirs.get_by_role("link", name="Otto Brandt").is_visible()
    assert Person.objects.get(name="Otto Brandt").caller_number == "+17035550119"


def test_who_is_switched_off_is_out_at_once(open_page, visit, broker):
    tess = a_colleague(broker.team, "Tess Okafor", "assistant")
    theirs = open_page(tess, "/me/people/")
    assert theirs.get_by_role("button", name="Add this person").count() == 0
    page = open_page(broker, "/me/people/")
    page.get_by_role("row", name="Tess Okafor").get_by_text("Change").click()
    page.get_by_role("button", name="Switch Tess Okafor off").click()
    page.get_by_text("Tess Okafor is switched off and signed out everywhere.").wait_for()
    theirs.goto("/sheet/")
    assert "/accounts/login/" in theirs.url


def test_an_assistant_prepares_a_call_and_hands_it_over(open_page, broker, picture):
    tess = a_colleague(broker.team, "Tess Okafor", "assistant")
    a_market(broker.team, broker)
    page = open_page(tess, "/sheet/")
    page.get_by_role("link", name="Prepare").click()
    page.wait_for_url("**/call/*/")
    lead = int(page.url.rstrip("/").rpartition("/")[2])
    assert page.get_by_role("button", name="Dial").count() == 0
    page.get_by_label("What they should know").fill("The gate code is in the notes.")
    picture(page, "assistant-light")
    page.get_by_role("button", name="Hand the lead to Maya Lindqvist").click()
    page.get_by_text("Handed to Maya Lindqvist.").wait_for()
    assert Lead.objects.get(pk=lead).assigned_to == broker


def test_a_list_goes_out_and_its_results_come_back(open_page, broker, picture, monkeypatch):
    owners_in_virginia(broker, 4)
    page = open_page(broker, "/sheet/")
    page.get_by_role("link", name="Hand these to another dialer").click()
    page.get_by_label("The machine picks the next number").check()
    picture(page, "dialer-lists-light")
    page.get_by_role("button", name="Make the list").click()
    picture(page, "dialer-list-light")
    with page.expect_download() as download:
        page.get_by_role("link", name="Save the list as CSV").click()
    assert "good-until-9-05-am-eastern" in download.value.suggested_filename
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8"), newline="")))
    assert len(rows) == 4

    monkeypatch.setattr("callsheet.clock.now", lambda: NOW + timedelta(minutes=70))
    report = io.StringIO()
    writer = csv.writer(report)
    writer.writerow(("Phone", "Disposition", "Call Time"))
    for row, said in zip(rows, ("No Answer", "Contact", "Appt Set", "nonsense, no time"), strict=True):
        writer.writerow((row["Phone"], said, "" if "nonsense" in said else "11/24/2026 8:20 AM"))
    page.reload()
    page.get_by_label("The dialer’s file").set_input_files(
        {"name": "calls.csv", "mimeType": "text/csv", "buffer": report.getvalue().encode()}
    )
    page.get_by_role("button", name="Take the results").click()
    page.get_by_text("calls.csv: 3 dials kept, 1 row rejected.").first.wait_for()
    picture(page, "dialer-results-light", full=True)
    page.get_by_label("“contact”").select_option("not_now")
    page.get_by_role("button", name="Record them so").click()
    page.get_by_text("“contact” is known from now on; 1 dial recorded.").wait_for()
    assert sorted(Attempt.objects.values_list("outcome", flat=True)) == ["", "no_answer", "not_now"]


def test_after_its_end_the_list_is_made_again(open_page, broker, monkeypatch):
    owners_in_virginia(broker, 2)
    page = open_page(broker, "/dialer-lists/")
    page.get_by_role("button", name="Make the list").click()
    address = page.url
    monkeypatch.setattr("callsheet.clock.now", lambda: NOW + timedelta(minutes=61))
    page.goto(f"{address}file/")
    page.get_by_text("Make it again: the gate is asked anew").wait_for()
    page.get_by_role("link", name="Make it again").click()
    page.get_by_role("button", name="Make the list").click()
    assert DialerList.objects.count() == 2 and page.url != address


@pytest.mark.parametrize(("theme", "size"), [("light", PHONE), ("dark", (1280, 800))], ids=["phone", "dark"])
def test_they_are_looked_at_on_a_phone_and_in_the_dark(open_page, broker, picture, theme, size):
    a_colleague(broker.team, "Tess Okafor", "assistant")
    a_market(broker.team, broker)
    owners_in_virginia(broker, 3)
    name = "phone" if size == PHONE else theme
    page = open_page(broker, "/me/people/", theme=theme, size=size)
    picture(page, f"people-{name}", full=True)
    page.goto("/dialer-lists/")
    picture(page, f"dialer-lists-{name}", full=True)
    page.get_by_role("button", name="Make the list").click()
    picture(page, f"dialer-list-{name}", full=True)
    page.goto("/rules/assistants/")
    picture(page, f"assistants-{name}", full=True)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
