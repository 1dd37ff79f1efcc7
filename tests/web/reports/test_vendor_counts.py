"""What came of vendors' numbers, counted once and kept: never another figure than a count at that moment would give."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from callsheet.calling import attempts
from callsheet.leads.models import Lead
from callsheet.owners.claims import judge_claims
from callsheet.owners.forget import erase
from callsheet.owners.models import Phone, PhoneFinding, PhoneReport, SourcePrice, VendorClaim, VendorsCounted
from callsheet.reports import vendor_counts
from callsheet.reports.vendors import vendors
from tests.web import world
from tests.web.owners.files import read, write
from tests.web.reports.conftest import attempt
from tests.web.world import NOW

pytestmark = pytest.mark.django_db
TODAY, LONG_AGO = date(2026, 11, 24), NOW - timedelta(days=30)
VAIL = ["Vail, Jane", "17 Orchard Row", "Fallow Creek", "MD", "21014", "4435550107", "", "", "Land", "N"]


@pytest.fixture
def team(agent, lead, tmp_path):
    """One vendor's number with a past of calls, an older finding and a claim; counted."""
    read(agent.team, write(tmp_path / "vulcan.csv", [VAIL]), source="Vulcan7")
    phone, source = phone_of(agent.team), agent.team.sources.get(name="Vulcan7")
    for days in range(1, 30):
        attempt(lead, agent, "not_now", phone=phone, days_ago=days)
    phone.learn("reached", agent, LONG_AGO)
    VendorClaim.objects.create(
        source=source, property=lead.property, status="Expired", first_claimed_at=NOW, claimed_at=NOW
    )
    SourcePrice.objects.create(source=source, since=date(2026, 11, 10), dollars_a_month=100, at=NOW)
    vendor_counts.take_everywhere(NOW)
    return agent.team


def phone_of(team) -> Phone:
    return Phone.objects.get(owner__team=team, number="+14435550107")


def kept(team) -> set[str]:
    """The kinds whose kept counts are shown."""
    return set(vendor_counts.of(team).kept)


def shown(team):
    """What the scorecard says now; the same as all of it counted now, and as the background counts it."""
    found = vendors(team, TODAY)
    vendor_counts.take_everywhere(NOW)
    assert kept(team) == {"findings", "calls", "claims"}
    assert vendors(team, TODAY) == found
    VendorsCounted.objects.all().delete()
    assert vendors(team, TODAY) == found
    vendor_counts.take_everywhere(NOW)
    return found[0]


def test_kept_counts_are_those_that_were_counted(team):
    one = shown(team)
    assert (one.calls.dials, one.calls.contacts, one.since_paid.contacts) == (29, 29, 14)
    assert (one.findings, one.claims.made) == ({"reached": 1}, 1)


def test_calls_of_today_are_added_as_they_are(team, agent, lead):
    attempts.record(lead, "wrong_number", agent, NOW, seen=lead.attempts, phone=phone_of(team))
    assert kept(team) == {"findings", "calls", "claims"}
    one = shown(team)
    assert (one.calls.dials, one.calls.contacts, one.findings) == (30, 29, {"reached": 1, "wrong": 1})
    attempts.undo(agent, NOW)
    one = shown(team)
    assert (one.calls.dials, one.findings) == (30, {"reached": 1})


def test_a_number_found_once_more_is_counted_once(team, agent):
    phone_of(team).learn("reached", agent, NOW)
    assert "findings" in kept(team)
    assert shown(team).findings == {"reached": 1}


def test_an_older_finding_that_is_taken_back_is_counted_anew(team):
    phone_of(team).unlearn(NOW)
    assert "findings" not in kept(team)
    assert shown(team).findings == {}


def test_a_finding_about_an_older_day_is_counted_anew(team, agent):
    phone_of(team).learn("wrong", agent, LONG_AGO + timedelta(days=1))
    assert "findings" not in kept(team)
    assert shown(team).findings == {"reached": 1, "wrong": 1}


def test_an_older_call_that_ends_otherwise_is_counted_anew(team, agent, lead):
    open_one = attempt(lead, agent, "", phone=phone_of(team), days_ago=3)
    vendor_counts.take_everywhere(NOW)
    VendorsCounted.objects.filter(kind="calls").delete()
    vendor_counts.take_everywhere(NOW)
    attempts.record(lead, "not_now", agent, NOW, seen=lead.attempts, attempt=open_one)
    assert "calls" not in kept(team)
    assert shown(team).calls.contacts == 30
    attempts.undo(agent, NOW)
    assert "calls" not in kept(team)
    assert shown(team).calls.contacts == 29


def test_an_older_call_that_ends_late_is_counted_anew(team, agent, lead):
    open_one = attempt(lead, agent, "", phone=phone_of(team), days_ago=3)
    attempts.record_late(open_one, "not_now", agent, NOW)
    assert "calls" not in kept(team)
    assert shown(team).calls.contacts == 30


def test_another_vendor_with_the_number_has_its_calls_and_findings(team, tmp_path):
    read(team, write(tmp_path / "redx.csv", [VAIL]), source="REDX", now=NOW + timedelta(hours=1))
    assert not {"findings", "calls"} & kept(team)
    shown(team)
    assert [one.calls.dials for one in vendors(team, TODAY)] == [29, 29]
    assert [one.findings for one in vendors(team, TODAY)] == [{"reached": 1}, {"reached": 1}]


def test_a_file_without_news_leaves_the_counts(team, tmp_path):
    read(team, write(tmp_path / "again.csv", [VAIL]), source="Vulcan7", now=NOW + timedelta(hours=1))
    assert kept(team) == {"findings", "calls", "claims"}


def test_a_number_that_a_file_calls_dead_is_counted_anew(team, agent, tmp_path):
    header = ["Owner", "Address", "City", "State", "Zip", "Phone", "Phone Status"]
    PhoneFinding.objects.all().delete()
    Phone.objects.update(finding="")
    VendorsCounted.objects.all().delete()
    vendor_counts.take_everywhere(NOW)
    dead = write(tmp_path / "dead.csv", [[*VAIL[:6], "Disconnected"]], header)
    read(team, dead, source="Vulcan7", now=NOW + timedelta(hours=1))
    assert "findings" not in kept(team)
    assert shown(team).findings == {"disconnected": 1}


def test_somebody_forgotten_leaves_the_counts(team):
    erase(phone_of(team).owner, None, NOW)
    one = shown(team)
    assert (one.calls.dials, one.findings) == (0, {})


def test_a_claim_that_is_judged_otherwise_is_counted_anew(team, lead):
    judge_claims(team, [lead.property_id], NOW)
    assert "claims" not in kept(team)
    shown(team)
    judge_claims(team, [lead.property_id], NOW)
    assert "claims" in kept(team)


def test_a_change_while_it_is_counted_is_not_lost(team, agent, monkeypatch):
    count = vendor_counts._KEPT["findings"]

    def slowly(*asked):
        found = count(*asked)
        phone_of(team).learn("wrong", agent, LONG_AGO)
        return found

    monkeypatch.setitem(vendor_counts._KEPT, "findings", slowly)
    vendor_counts.take(team, NOW + timedelta(days=1))
    monkeypatch.undo()
    assert "findings" not in kept(team)
    assert shown(team).findings == {"reached": 1, "wrong": 1}


def test_nothing_is_counted_twice_in_a_day_and_again_the_next(team):
    before = list(VendorsCounted.objects.order_by("pk").values())
    with CaptureQueriesContext(connection) as queries:
        vendor_counts.take_everywhere(NOW)
    assert len(queries) == 2
    assert list(VendorsCounted.objects.order_by("pk").values()) == before
    vendor_counts.take_everywhere(NOW + timedelta(days=1))
    assert all(row.upto > before[0]["upto"] for row in VendorsCounted.objects.all())


def test_the_days_of_another_time_zone_are_counted_anew(team):
    team.time_zone = "America/Los_Angeles"
    team.save()
    one = vendors(team, TODAY)[0]
    VendorsCounted.objects.all().delete()
    assert vendors(team, TODAY)[0] == one


def test_calls_older_than_a_year_leave_the_counts_day_by_day(team, agent, lead):
    attempt(lead, agent, "not_now", phone=phone_of(team), days_ago=364)
    VendorsCounted.objects.all().delete()
    vendor_counts.take_everywhere(NOW)
    assert vendors(team, TODAY)[0].calls.dials == 30
    assert vendors(team, TODAY + timedelta(days=1))[0].calls.dials == 29


def test_another_team_is_counted_apart(team):
    others = world.a_team("Heron Homes")
    home = world.a_home(others)
    phone = Phone.objects.create(owner=world.an_owner(home), number="+14105550188", reported_at=NOW)
    theirs = others.sources.create(kind="owners", name="Vulcan7")
    PhoneReport.objects.create(phone=phone, source=theirs, first_reported_at=NOW, reported_at=NOW)
    phone.learn("wrong", None, LONG_AGO)
    vendor_counts.take_everywhere(NOW)
    assert vendors(others, TODAY)[0].findings == {"wrong": 1}
    assert list(VendorsCounted.objects.get(team=team, kind="findings").counts) == [
        str(team.sources.get(name="Vulcan7").pk)
    ]


def test_a_lead_is_not_needed_for_a_count(agent):
    assert Lead.objects.count() == 0
    vendor_counts.take_everywhere(NOW)
    assert not VendorsCounted.objects.exists()
