"""/records/ : the books of the brokerage, month by month."""

from datetime import UTC, datetime, timedelta

import pytest

from callsheet.accounts.models import Person
from callsheet.calling.models import Attempt
from callsheet.compliance import gate
from callsheet.compliance.models import DoNotCallRequest
from callsheet.leads.models import Lead
from tests.web.calling.record_world import called, recorded, refused
from tests.web.world import NOW

pytestmark = pytest.mark.django_db

EVENING = NOW + timedelta(hours=13)


@pytest.fixture
def dennis(leads) -> Lead:
    Attempt.objects.all().delete()
    DoNotCallRequest.objects.all().delete()
    return leads["Dennis Ott"]


def page_of(client, **query):
    return client.get("/records/", query_params=query).context["page"]


def test_nothing_yet(client, dennis):
    page = page_of(client)
    assert (page.heading, page.months) == ("No attempt is on record.", ())
    assert page.days == "Nov 24, 2021 to Nov 24, 2026"


def test_counts_by_month_the_newest_first(client, dennis, maya):
    recorded(dennis, maya, datetime(2026, 10, 31, 23, 30, tzinfo=UTC))  # 7:30 pm in Maryland
    recorded(dennis, maya, datetime(2026, 11, 1, 3, 30, tzinfo=UTC))  # still October there
    called(dennis, maya, NOW)
    gate.request_no_calls(dennis.team, dennis.owner, "+14105550117", maya, NOW)
    november, october = page_of(client).months
    assert (november.name, october.name) == ("November 2026", "October 2026")
    assert (november.count.attempts, november.count.cleared, november.count.requests) == (1, 1, 1)
    assert (october.count.attempts, october.count.not_asked) == (2, 2)


def test_the_heading_sums_them_up(client, dennis, maya):
    called(dennis, maya, NOW)
    refused(dennis, maya, EVENING)
    recorded(dennis, maya, EVENING + timedelta(minutes=1))
    recorded(dennis, maya, EVENING + timedelta(minutes=50), outcome="owner_called")
    page = page_of(client, to="2026-11-25")
    assert page.heading == "2 attempts since Nov 24, 2026; 1 after a refusal."
    assert page.told == "1 call from an owner, 1 refusal."
    assert (page.total.attempts, page.total.inbound, page.total.refusals) == (2, 1, 1)


def test_letters_and_doors_are_counted(client, dennis, maya):
    dennis.to_letters("Not by phone.", NOW)
    dennis.follow_ups.open().get(kind="letter").finish(maya, NOW)
    assert page_of(client).total.by_hand == 1


def test_the_chain_is_named(client, dennis, maya):
    called(dennis, maya, NOW)
    assert page_of(client).chain == "1 answer of the brokerage is chained, each to the one before it."


def test_the_documents_are_of_the_days_shown(client, dennis):
    page = page_of(client, **{"from": "2026-11-01", "to": "2026-11-30"})
    assert page.documents.csv == "/records.csv?from=2026-11-01&to=2026-11-30"
    assert page.documents.pdf == "/records.pdf?from=2026-11-01&to=2026-11-30"


def test_another_brokerages_calls_are_not_counted(client, dennis, others):
    theirs = others["Dennis Ott"]
    recorded(theirs, theirs.team.people.get(), NOW)
    assert page_of(client).total.attempts == 0


def test_days_that_are_none_are_said(client, dennis):
    page = client.get("/records/?from=yesterday")
    assert page.status_code == 422
    assert 'href="#from"' in page.text and "Write a day as year-month-day" in page.text


def test_somebody_without_a_licence_sees_the_counts_alone(client, dennis, maya):
    Person.objects.filter(pk=maya.pk).update(role=Person.Role.ASSISTANT)
    assert page_of(client).documents is None
    assert client.get("/records.csv").status_code == 302


def test_one_thing_is_blue(client, dennis):
    assert client.get("/records/").text.count("btn-primary") == 1


def test_five_years_before_a_leap_day(client, dennis, monkeypatch):
    monkeypatch.setattr("callsheet.clock.now", lambda: datetime(2028, 2, 29, 15, tzinfo=UTC))
    assert page_of(client).days == "Feb 28, 2023 to Feb 29, 2028"
