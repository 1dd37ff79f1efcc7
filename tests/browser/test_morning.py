"""The whole morning, from the welcome link on an empty home to the numbers: what a new user does on the first day."""

import csv
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from callsheet.accounts.links import make_link
from callsheet.accounts.models import Person
from callsheet.calling.models import Attempt
from callsheet.compliance import registry
from callsheet.leads import intake
from callsheet.leads.models import Lead
from callsheet.listings import ingest as listings
from callsheet.owners import ingest as owners
from tests.browser.settled import settled
from tests.web.world import NOW

pytestmark = pytest.mark.django_db(transaction=True)

STREETS = ("Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Gum", "Hazel", "Ivy", "Juniper", "Larch", "Maple")
OWNERS = (
    "Ada Brandt", "Ben Cole", "Cora Dunn", "Dan Ekberg", "Eve Falk", "Finn Grau", "Gia Holt", "Hans Iwata", "Ida Juhl",
    "Jon Kerr", "Kim Lund", "Lea Moss",
)  # fmt: skip
MORNING = (
    ("1", "No answer"),
    ("5", "Not now"),
    ("3", "Left a voicemail"),
    ("9", "Do not call again"),
    ("2", "Busy"),
    ("6", "Lead"),
    ("1", "No answer"),
    ("0", "Not selling"),
    ("8", "Already listed"),
)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """A clock that stands at 8:05 am in Maryland and is moved on by hand."""
    at = [NOW]
    monkeypatch.setattr("callsheet.clock.now", lambda: at[0])
    return lambda **later: at.__setitem__(0, at[0] + timedelta(**later))


def written(path: Path, rows: list[dict]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return path


def mls_export(folder: Path) -> Path:
    return written(
        folder / "alder-county.csv",
        [
            {
                "MLS #": f"AL{place:05}", "Status": "Expired", "Address": f"{100 + place} {street} Ln",
                "City": "Fallow Creek", "State": "MD", "Zip": "21014", "List Price": "$459,900",
                "Original List Price": "$489,000", "List Date": "03/11/2026", "Off Market Date": "11/23/2026",
                "DOM": "257",
            }
            for place, street in enumerate(STREETS)
        ]
        + [
            {
                "MLS #": "AL09999", "Status": "Active", "Address": "9 Quince Ln", "City": "Fallow Creek",
                "State": "MD", "Zip": "21014", "List Price": "$500,000", "Original List Price": "$500,000",
                "List Date": "11/01/2026", "Off Market Date": "", "DOM": "23",
            }
        ],
    )  # fmt: skip


def owner_file(folder: Path) -> Path:
    return written(
        folder / "owners.csv",
        [
            {
                "Owner Name": owner, "Property Address": f"{100 + place} {street} Ln", "Property City": "Fallow Creek",
                "Property State": "MD", "Property Zip": "21014", "Phone 1": f"(410) 555-01{place:02}",
                "Phone 1 Type": "Mobile",
            }
            for place, (street, owner) in enumerate(zip(STREETS, OWNERS, strict=True))
        ],
    )  # fmt: skip


def read_in(person: Person, folder: Path) -> None:
    """The export, the owners, and a registry copy for their area code."""
    team, at = person.team, NOW
    export, known = mls_export(folder), owner_file(folder)
    intake.run_import(
        listings.queue(team, export, file_name=export.name, by=person, now=at, mls="Alder County MLS"), at
    )
    intake.run_owner_import(owners.queue(team, known, file_name=known.name, by=person, now=at), at)
    numbers = folder / "410.txt"
    numbers.write_text("4105550198\n", encoding="ascii")
    registry.load([numbers], at, copied_on=at.date())


def welcome(page: Page) -> Person:
    """The one-time link of an empty home, its form filled in."""
    page.goto(f"/welcome/{make_link('welcome', None, NOW)}/")
    page.get_by_label("Your name").fill("Maya Lindqvist")
    page.get_by_label("Brokerage").fill("Saltmarsh Realty")
    page.locator("[name=licence_state]").select_option("MD")
    page.locator("[name=caller_number]").fill("(410) 555-0199")
    for field in page.locator("input[type=password]").all():
        field.fill("four plain words here")
    page.get_by_role("button", name="Make my account").click()
    page.wait_for_url("**/import/")
    return Person.objects.get()


def owner_on(page: Page) -> str:
    return page.locator("main[data-call] h1").inner_text()


def call_and_end(page: Page, key: str, outcome: str) -> str:
    """Space dials, a key says how it ended; returns whom it was."""
    owner = owner_on(page)
    settled(page)
    page.keyboard.press("Space")
    expect(page.locator("main.is-live")).to_be_visible()
    page.keyboard.press(key)
    expect(page.locator("main[data-call] h1")).not_to_have_text(owner)
    expect(page.locator(".peek")).to_contain_text(f"Undo “{outcome}, {owner.split()[-1]}”")
    return owner


def test_the_whole_morning(visit, tmp_path, picture, clock):
    page = visit()
    maya = welcome(page)
    page.goto("/")
    expect(page.locator("body")).to_contain_text("No listings yet.")
    picture(page, "morning-1-empty")

    read_in(maya, tmp_path)
    page.goto("/")
    expect(page.locator("h1")).to_have_text("12 owners may be called now")
    expect(page.locator(".notice")).to_contain_text("Alder County MLS is new here.")
    picture(page, "morning-2-today")

    page.goto("/sheet/")
    expect(page.locator("tr[data-row]")).to_have_count(12)
    picture(page, "morning-3-sheet")

    page.goto("/")
    page.keyboard.press("Space")  # starts the block
    expect(page.locator("main[data-call]")).to_be_visible()
    called = []
    for key, outcome in MORNING:
        called.append(call_and_end(page, key, outcome))
        clock(minutes=2)
    picture(page, "morning-4-call")

    met = owner_on(page)
    page.keyboard.press("7")
    asked = page.locator(".ask-panel:not([hidden])")
    asked.get_by_label("When").fill("Wednesday 5:30")
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text(f"The appointment with {met} is set: tomorrow at 5:30 pm")

    asked_for_no_calls = Lead.objects.get(owner__name=called[3])
    page.goto(f"/call/{asked_for_no_calls.pk}/")
    expect(page.locator("[data-refused]")).to_contain_text("asked your brokerage not to call")
    assert page.locator("#dial").count() == 0
    page.goto("/sheet/")
    expect(page.locator(".sheet-not")).to_contain_text(called[3])

    page.goto("/call/")
    page.get_by_role("button", name="End").click()
    expect(page.locator("main")).to_contain_text("10 dials, 6 contacts, 2 leads, 1 appointment in 18 minutes")
    picture(page, "morning-5-summary")

    page.goto("/numbers/")
    expect(page.locator("main")).to_contain_text("10")
    picture(page, "morning-6-numbers")

    assert Attempt.objects.exclude(clearance=None).count() == 9
    assert Attempt.objects.filter(outcome="").count() == 0
