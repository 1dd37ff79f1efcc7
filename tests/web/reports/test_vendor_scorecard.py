"""The scorecard of vendors: every figure with its count, prices with their history, the file."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from callsheet.listings.models import Source
from callsheet.owners.models import Owner, Phone, PhoneFinding, PhoneReport, SourcePrice, VendorClaim
from callsheet.reports.vendors import vendors
from tests.web import world
from tests.web.reports.conftest import attempt
from tests.web.world import NOW

pytestmark = pytest.mark.django_db
URL = "/sources/scorecard/"
TODAY = date(2026, 11, 24)


def a_vendor(team, name="Vulcan7"):
    return Source.objects.create(team=team, kind="owners", name=name)


def a_number(team, place, *sources, finding="", undone=False):
    owner = Owner.objects.create(team=team, name=f"Owner {place}", name_key=f"OWNER {place}")
    phone = Phone.objects.create(owner=owner, number=f"+1410555{place:04}", reported_at=NOW, finding=finding)
    for source in sources:
        PhoneReport.objects.create(phone=phone, source=source, first_reported_at=NOW, reported_at=NOW)
    if finding:
        PhoneFinding.objects.create(phone=phone, finding=finding, at=NOW, undone_at=NOW if undone else None)
    return phone


@pytest.fixture
def vendor(agent):
    return a_vendor(agent.team)


@pytest.fixture
def page(client, agent):
    client.force_login(agent)

    def read() -> str:
        return client.get(URL).content.decode()

    return read


def the(team, name="Vulcan7"):
    return next(one for one in vendors(team, TODAY) if one.source.name == name)


def test_numbers_and_what_calls_taught_about_them(agent, vendor, page):
    other = a_vendor(agent.team, "Alder skip trace")
    a_number(agent.team, 1, vendor, finding="reached")
    a_number(agent.team, 2, vendor, other, finding="wrong")
    a_number(agent.team, 3, vendor, finding="disconnected", undone=True)
    a_number(agent.team, 4, vendor, other)
    found = the(agent.team)
    assert (found.delivered, found.shared, found.findings) == (4, 2, {"reached": 1, "wrong": 1})
    assert the(agent.team, "Alder skip trace").findings == {"wrong": 1}
    html = page()
    assert "Of 4 numbers: 1 reached, 1 wrong, 0 disconnected." in html
    assert "2 of 4" in html
    assert "2 vendors delivered 6 numbers" in html


def test_calls_count_for_every_vendor_that_delivered_the_number(agent, lead, vendor, page):
    other = a_vendor(agent.team, "Alder skip trace")
    phone = a_number(agent.team, 1, vendor, other)
    for days in range(8):
        attempt(lead, agent, phone=phone, days_ago=days)
    for days in range(12):
        attempt(lead, agent, "not_now", phone=phone, days_ago=days)
    attempt(lead, agent, "appointment", phone=phone)
    attempt(lead, agent, "not_now", phone=phone, is_inbound=True)
    attempt(lead, agent, "not_now", phone=phone, days_ago=400)
    attempt(lead, agent, "not_now")
    for name in ("Vulcan7", "Alder skip trace"):
        calls = the(agent.team, name).calls
        assert (calls.dials, calls.answered, calls.contacts, calls.appointments) == (21, 13, 14, 1)
    assert "13 of 21 dials" in page()


def test_a_cost_is_what_was_paid_since_the_price_over_the_contacts_since_then(agent, lead, vendor, page):
    phone = a_number(agent.team, 1, vendor)
    SourcePrice.objects.create(source=vendor, since=date(2026, 11, 1), dollars_a_month=100, at=NOW, by=agent)
    for days in range(20):
        attempt(lead, agent, "not_now", phone=phone, days_ago=days)
    for days in (30, 40):
        attempt(lead, agent, "not_now", phone=phone, days_ago=days)
    found = the(agent.team)
    assert (found.paid.dollars, found.since_paid.contacts, found.calls.contacts) == (Decimal("80.00"), 20, 22)
    html = page()
    assert "Vulcan7: $4 for each contact" in html
    assert "$80 paid since Nov 1, 2026" in html
    assert '<b>$4</b> <span class="faint nowrap">$2.81–$5.86</span>' in html
    assert "20 contacts" in html
    assert "no appointments" in html


def test_claims_are_counted_with_what_the_mls_says_of_them(agent, vendor, page):
    for place in range(15):
        home = world.a_home(agent.team, str(place), address_key=f"1|{place}")
        refused = (
            {"found": "relisted", "is_refused": True} if place == 0 else {"found": "withdrawn", "is_refused": True}
        )
        known = {"found": "off_market", "mls_known_at": NOW - timedelta(hours=20 + place, minutes=12)}
        VendorClaim.objects.create(source=vendor, property=home, status="Expired", first_claimed_at=NOW, claimed_at=NOW,
                                   **(refused if place < 3 else known))  # fmt: skip
    claims = the(agent.team).claims
    assert (claims.made, claims.refused, claims.active, claims.withdrawn, claims.compared) == (15, 3, 1, 2, 12)
    assert claims.hours_later == pytest.approx(28.5)
    html = page()
    assert "28 hours later" in html
    assert "12 homes of 15 claimed" in html
    assert "of 15 claims: called expired, but 1 on the market, 2 withdrawn in the MLS" in html


def test_a_vendor_that_was_first_is_earlier_and_few_homes_say_nothing(agent, vendor, page):
    for place in range(3):
        home = world.a_home(agent.team, str(place), address_key=f"1|{place}")
        VendorClaim.objects.create(source=vendor, property=home, status="Expired", first_claimed_at=NOW, claimed_at=NOW,
                                   found="off_market", mls_known_at=NOW + timedelta(hours=5))  # fmt: skip
    assert the(agent.team).claims.hours_later == pytest.approx(-5)
    assert "earlier" not in page()
    assert "3 homes of 3 claimed" in page()


def test_without_a_vendor_it_says_what_to_do(page):
    html = page()
    assert "No vendor’s file yet" in html
    assert "Import an owner file" in html


# ---- prices


def test_a_price_is_kept_from_a_day_on_and_the_older_ones_stay(client, agent, vendor, page):
    client.force_login(agent)
    for dollars, since in (("$1,079.50", "2026-01-01"), ("49", "2026-10-01"), ("59", "2026-10-01")):
        answer = client.post(f"/sources/{vendor.pk}/price/", {"dollars": dollars, "since": since})
        assert (answer.status_code, answer.url) == (302, URL)
    kept = vendor.prices.order_by("since").values_list("since", "dollars_a_month", "by", "at")
    assert list(kept) == [
        (date(2026, 1, 1), Decimal("1079.50"), agent.pk, _at(kept[0])),
        (date(2026, 10, 1), Decimal("59.00"), agent.pk, _at(kept[1])),
    ]
    html = page()
    assert "$59 a month since Oct 1, 2026, entered by Maya Lindqvist" in html
    assert "$1,080 a month since Jan 1, 2026" in html


def _at(row) -> datetime:
    return row[3]


@pytest.mark.parametrize(
    ("dollars", "since", "field", "said"),
    [
        ("a lot", "2026-01-01", "dollars", "Write what it costs a month in dollars"),
        ("-5", "2026-01-01", "dollars", "Write what it costs a month in dollars"),
        ("NaN", "2026-01-01", "dollars", "Write what it costs a month in dollars"),
        ("1.999", "2026-01-01", "dollars", "Write what it costs a month in dollars"),
        ("99999999", "2026-01-01", "dollars", "Write what it costs a month in dollars"),
        ("", "2026-01-01", "dollars", "Write what it costs a month in dollars"),
        ("79", "soon", "since", "Write the day from which it costs that"),
        ("79", "2050-01-01", "since", "Write a day that has come"),
    ],
)
def test_what_is_no_price_is_said_and_stays_typed(client, agent, vendor, dollars, since, field, said):
    client.force_login(agent)
    answer = client.post(f"/sources/{vendor.pk}/price/", {"dollars": dollars, "since": since})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert f'<a href="#{field}-{vendor.pk}">{said}' in html
    assert f'value="{dollars}"' in html
    assert not SourcePrice.objects.exists()


def test_a_price_is_for_a_vendor_of_ones_own_team(client, agent, vendor):
    mls, stranger = world.an_mls(agent.team), world.an_agent(world.a_team("Another"), "bo")
    price = {"dollars": "79", "since": "2026-01-01"}
    client.force_login(agent)
    assert client.post(f"/sources/{mls.pk}/price/", price).status_code == 404
    assert client.get(f"/sources/{vendor.pk}/price/").status_code == 405
    client.force_login(stranger)
    assert client.post(f"/sources/{vendor.pk}/price/", price).status_code == 404
    assert "Vulcan7" not in client.get(URL).content.decode()
    assert not SourcePrice.objects.exists()


# ---- the file, and the cost of the page


def test_the_scorecard_as_a_file(client, agent, lead, vendor):
    vendor.rename("=Vulcan")
    a_number(agent.team, 1, vendor, finding="reached")
    SourcePrice.objects.create(source=vendor, since=date(2026, 11, 1), dollars_a_month=100, at=NOW)
    client.force_login(agent)
    answer = client.get(f"{URL}vendors.csv")
    heads, row = answer.content.decode().splitlines()
    told = dict(zip(heads.split(","), row.split(","), strict=True))
    assert answer["Content-Disposition"] == 'attachment; filename="vendors.csv"'
    assert told["vendor"] == "'=Vulcan"
    assert (told["numbers"], told["reached"], told["dollars_paid_12_months"], told["dollars_a_contact"]) == (
        "1", "1", "80.00", "",
    )  # fmt: skip


def test_more_numbers_and_vendors_cost_no_more_queries(client, agent, lead, vendor):
    client.force_login(agent)
    phone = a_number(agent.team, 1, vendor, finding="reached")
    attempt(lead, agent, "not_now", phone=phone)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(URL)
        return len(asked)

    before = queries()
    for place in range(2, 8):
        other = a_vendor(agent.team, f"Vendor {place}")
        attempt(lead, agent, "not_now", phone=a_number(agent.team, place, vendor, other, finding="wrong"))
        SourcePrice.objects.create(source=other, since=date(2026, 11, 1), dollars_a_month=100, at=NOW, by=agent)
    assert queries() == before


def test_it_is_found_from_the_numbers_and_from_import(client, agent, vendor):
    client.force_login(agent)
    for path in ("/numbers/", "/import/"):
        assert f'href="{URL}"' in client.get(path).content.decode()
