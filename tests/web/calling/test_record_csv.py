"""/owners/<pk>/record.csv and /records.csv : the record as a table."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest

from callsheet.calling import record_csv
from callsheet.calling.models import Attempt
from callsheet.compliance import gate, permissions
from callsheet.compliance.models import Answer, Consent
from callsheet.core.spreadsheet import FORMULA
from callsheet.leads.models import Lead
from callsheet.owners.models import Owner
from tests.web.calling.record_world import called, recorded, refused
from tests.web.world import NOW

pytestmark = pytest.mark.django_db

EVENING = NOW + timedelta(hours=13)


@pytest.fixture
def dennis(leads) -> Lead:
    return leads["Dennis Ott"]


@pytest.fixture(autouse=True)
def _only_what_the_test_does(leads):
    """The market's own reported calls and requests are left out of the brokerage's table."""
    Attempt.objects.all().delete()
    gate.DoNotCallRequest.objects.all().delete()


def rows_of(client, address: str) -> list[dict[str, str]]:
    sent = client.get(address)
    assert sent.status_code == 200 and sent["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(sent.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_excel_is_told_that_it_is_utf_8(client, dennis):
    sent = client.get("/records.csv")
    assert b"".join(sent.streaming_content).startswith(b"\xef\xbb\xbfWhen (UTC),")
    assert sent["Content-Disposition"] == 'attachment; filename="record-all-2026-11-24.csv"'


def test_one_row_an_entry_oldest_first(client, dennis, maya):
    called(dennis, maya, NOW)
    refused(dennis, maya, EVENING)
    recorded(dennis, maya, EVENING + timedelta(minutes=1))
    gate.request_no_calls(dennis.team, dennis.owner, "+14105550117", maya, EVENING + timedelta(minutes=2))
    rows = rows_of(client, "/records.csv?to=2026-11-25")
    assert [row["Kind"] for row in rows] == ["Attempt", "Refusal", "Attempt", "Do-not-call request"]
    assert [row["Asked"] for row in rows] == ["Asked first, and cleared", "Refused", "Dialed after a refusal", ""]


def test_a_row_says_all_that_was_checked(client, dennis, maya):
    called(dennis, maya, NOW)
    [row] = rows_of(client, "/records.csv")
    kept = Answer.objects.get()
    assert (row["When (UTC)"], row["When (local)"], row["Zone"]) == (
        "2026-11-24 13:05:00",
        "2026-11-24 08:05:00",
        "EST",
    )
    assert (row["By"], row["From number"], row["Number"]) == ("Maya Lindqvist", "(410) 555-0100", "(410) 555-0117")
    assert (row["Owner"], row["Home"]) == ("Dennis Ott", "15 Quarry Rd, Millbrook, MD 21014")
    assert (row["Outcome"], row["Outcome recorded (UTC)"]) == ("No answer", "2026-11-24 13:06:00")
    assert (row["Answer"], row["Seal"], row["Seal before"]) == (str(kept.pk), kept.seal, kept.previous_seal)
    assert (row["Decision"], row["Rule"], row["All refusals"]) == ("allowed", "OK", "")
    assert "National do-not-call registry: Allows it; The number is not on it" in row["What was checked"]
    assert row["Lists looked at"].startswith("the national registry: not on it; copy of Nov 19, 2026")
    assert row["Rule tables"].startswith("tables of Nov 23, 2026")


def test_a_refused_row_says_every_reason(client, dennis, maya):
    refused(dennis, maya, EVENING)
    [row] = rows_of(client, "/records.csv?to=2026-11-25")
    assert (row["Decision"], row["Law or house rule"]) == ("refused", "law")
    assert row["All refusals"].count("\n") + 1 == len(Answer.objects.get().reasons)
    assert row["Rule"] in row["All refusals"]


def test_a_permission_names_its_file_and_the_whole_hash(client, dennis, maya):
    permissions.consent(dennis.team, dennis.owner, "invited", words="Call me.", on=NOW.date(), by=maya, now=NOW)
    Consent.objects.update(evidence_name="mail.eml", evidence_hash="cd" * 32)
    [row] = rows_of(client, "/records.csv")
    assert (row["Kind"], row["Words"], row["Given on"]) == ("Permission or relationship", "Call me.", "2026-11-24")
    assert (row["Evidence"], row["Evidence SHA-256"]) == ("mail.eml", "cd" * 32)


# ---- a spreadsheet takes nothing for a formula


def test_names_and_words_come_out_harmless(client, dennis, maya):
    Owner.objects.filter(pk=dennis.owner_id).update(name='=HYPERLINK("evil")')
    gate.request_no_calls(dennis.team, dennis.owner, "+14105550117", maya, NOW, words="-no more")
    [row] = rows_of(client, "/records.csv")
    assert (row["Owner"], row["Words"]) == ('\'=HYPERLINK("evil")', "'-no more")
    assert row["Number"] == "(410) 555-0117"


def test_every_column_holds_text_or_a_number(client, dennis, maya):
    called(dennis, maya, NOW)
    [row] = rows_of(client, "/records.csv")
    assert set(row) == set(record_csv.COLUMNS)
    assert not any(value.startswith(FORMULA) for value in row.values())


# ---- which rows


def test_five_years_unless_other_days_are_asked_for(client, dennis, maya):
    for at in (datetime(2021, 11, 23, 15, tzinfo=UTC), datetime(2021, 11, 24, 15, tzinfo=UTC)):
        recorded(dennis, maya, at)
    assert [row["When (UTC)"][:10] for row in rows_of(client, "/records.csv")] == ["2021-11-24"]
    assert len(rows_of(client, "/records.csv?from=2020-01-01")) == 2
    assert len(rows_of(client, f"/owners/{dennis.owner_id}/record.csv")) == 2


def test_an_owners_table_has_the_owners_rows_only(client, leads, dennis, maya):
    called(dennis, maya, NOW)
    recorded(leads["Priya Raman"], maya, NOW)
    assert {row["Owner"] for row in rows_of(client, f"/owners/{dennis.owner_id}/record.csv")} == {"Dennis Ott"}
    assert len(rows_of(client, "/records.csv")) == 2


def test_a_numbers_table(client, leads, dennis, maya):
    called(dennis, maya, NOW)
    recorded(leads["Priya Raman"], maya, NOW)
    assert [row["Number"] for row in rows_of(client, "/numbers-called/+14105550117/record.csv")] == ["(410) 555-0117"]


def test_another_brokerages_rows_are_never_in_it(client, leads, others):
    theirs = others["Dennis Ott"]
    recorded(theirs, theirs.team.people.get(), NOW)
    assert rows_of(client, "/records.csv") == []


def test_days_that_are_none_lead_back_to_the_form(client, dennis):
    sent = client.get("/records.csv?from=2026-11-24&to=2026-11-01", follow=True)
    assert sent.redirect_chain == [("/records/", 302)]
    assert "Give the earlier day first." in sent.text


def test_it_is_sent_as_it_is_read(client, dennis, maya):
    called(dennis, maya, NOW)
    assert client.get("/records.csv").streaming
