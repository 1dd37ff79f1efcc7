"""/owners/<pk>/record.pdf and /records.pdf : the record on paper."""

import json
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import typst

from callsheet.calling import record_pdf, record_typeset
from callsheet.calling.record import Scope
from callsheet.calling.record_days import Days
from callsheet.calling.record_pdf import Made
from callsheet.compliance.models import Answer
from callsheet.leads.models import Lead
from callsheet.owners.models import Owner
from tests.web.calling.record_world import called, recorded, refused
from tests.web.world import NOW

pytestmark = pytest.mark.django_db

EVENING = NOW + timedelta(hours=13)
ZONE = ZoneInfo("America/New_York")


@pytest.fixture
def dennis(leads) -> Lead:
    return leads["Dennis Ott"]


@pytest.fixture
def data_of(maya, monkeypatch):
    """What the template is given for an owner's record."""

    def data(lead: Lead) -> dict:
        kept = []
        monkeypatch.setattr(record_typeset, "pdf", lambda data, at, is_tagged: kept.append(data) or b"")
        owner = Owner.objects.get(pk=lead.owner_id)
        record_pdf.document(Scope(lead.team, owner), Days(), Made(maya, NOW, ZONE))
        return json.loads(json.dumps(kept[0]))

    return data


def set_text(data: dict, element: str) -> list[str]:
    """The words of every such element as the template set them."""
    template = record_typeset.TEMPLATE.read_bytes()
    compiler = typst.Compiler(template, ignore_system_fonts=True, sys_inputs={"record": json.dumps(data)})
    return [found["body"]["text"] for found in json.loads(compiler.query(element)) if "text" in found["body"]]


# ---- the file


def test_a_pdf_is_handed_out_under_the_owners_name(client, dennis, maya):
    called(dennis, maya, NOW)
    sent = client.get(f"/owners/{dennis.owner_id}/record.pdf")
    assert sent.status_code == 200 and sent["Content-Type"] == "application/pdf"
    assert sent["Content-Disposition"] == 'attachment; filename="record-dennis-ott-2026-11-24.pdf"'
    assert sent.content.startswith(b"%PDF-") and b"pdfaid:part" in sent.content


def test_a_number_and_the_brokerage_have_theirs(client, dennis, maya):
    called(dennis, maya, NOW)
    number = client.get("/numbers-called/+14105550117/record.pdf")
    assert number["Content-Disposition"] == 'attachment; filename="record-410-555-0117-2026-11-24.pdf"'
    assert client.get("/records.pdf")["Content-Disposition"] == 'attachment; filename="record-all-2026-11-24.pdf"'


def test_the_same_record_at_the_same_moment_is_the_same_file(client, dennis, maya):
    called(dennis, maya, NOW)
    first, second = (client.get(f"/owners/{dennis.owner_id}/record.pdf").content for _ in range(2))
    assert first == second


@pytest.mark.once
def test_nothing_on_record_is_a_document_too(client, dennis):
    assert client.get(f"/owners/{dennis.owner_id}/record.pdf").content.startswith(b"%PDF-")


def test_too_many_entries_are_refused_with_what_to_do(client, dennis, maya, monkeypatch):
    monkeypatch.setattr(record_pdf, "MOST", 1)
    for days in (0, 1):
        recorded(dennis, maya, NOW - timedelta(days=days))
    sent = client.get(f"/owners/{dennis.owner_id}/record.pdf", follow=True)
    assert "This is more than 1 entries. Choose fewer days for the PDF, or take the CSV." in sent.text
    assert client.get(f"/owners/{dennis.owner_id}/record.pdf?from=2026-11-24").content.startswith(b"%PDF-")


@pytest.mark.once
def test_days_that_are_none_lead_back(client, dennis):
    sent = client.get(f"/owners/{dennis.owner_id}/record.pdf?from=soon", follow=True)
    assert "Write a day as year-month-day" in sent.text
    assert sent.redirect_chain == [(f"/owners/{dennis.owner_id}/record/", 302)]


# ---- what it says


def test_whose_it_is_who_made_it_and_how_the_chain_stands(data_of, dennis, maya):
    called(dennis, maya, NOW)
    refused(dennis, maya, EVENING)
    data = data_of(dennis)
    about = dict(data["about"])
    assert data["heading"] == "1 attempt to Dennis Ott since Nov 24, 2026; it was asked first."
    assert about["Brokerage"] == "Saltmarsh Realty" and about["Numbers"] == "(410) 555-0117"
    assert about["Answers"] == (
        "Verified: 2 answers printed here, unchanged since given; 2 answers of the brokerage, one unbroken chain."
    )
    assert about["Last seal"] == Answer.objects.latest("pk").seal
    assert about["Rule tables today"] == "Of Nov 23, 2026" and len(about["Their SHA-256"]) == 64
    assert about["Times"] == "Eastern time (EST), and UTC"
    assert data["made"].startswith("Made Tue, Nov 24, 2026, 8:05:00 am EST by Maya Lindqvist with Callsheet ")
    assert [entry["what"] for entry in data["entries"]] == ["Asked, and refused", "No answer"]


def test_a_chain_that_was_tampered_with_is_said_on_paper(data_of, dennis, maya):
    called(dennis, maya, NOW)
    Answer.objects.update(because="Somebody changed this.")
    said = dict(data_of(dennis)["about"])["Answers"]
    assert said.startswith("BROKEN. 1 answer of the brokerage; 1 fault: Answer ")


def test_an_answer_taken_out_elsewhere_in_the_chain_is_said(data_of, leads, dennis, maya):
    elsewhere = refused(leads["Priya Raman"], maya, EVENING)
    called(dennis, maya, NOW)
    elsewhere.delete()
    said = dict(data_of(dennis)["about"])["Answers"]
    assert "does not follow the one before it" in said and "2 answers were given, and 1 are there" in said


@pytest.mark.once
def test_what_cannot_be_set_is_said_with_a_way_out(client, dennis, monkeypatch, tmp_path):
    monkeypatch.setattr(record_typeset, "__file__", str(tmp_path / "nothing.py"))
    sent = client.get(f"/owners/{dennis.owner_id}/record.pdf", follow=True)
    assert "The PDF could not be made. Choose fewer days, or take the CSV." in sent.text


def test_the_checks_of_every_answer_are_on_paper(data_of, dennis, maya):
    called(dennis, maya, NOW)
    [entry] = data_of(dennis)["entries"]
    kept = Answer.objects.get()
    assert [check["name"] for check in entry["checks"]] == [check["name"] for check in kept.checks]
    assert ["Seal", kept.seal] in entry["facts"]


def test_somebody_who_was_forgotten_has_a_document(client, data_of, dennis, maya):
    called(dennis, maya, NOW)
    Owner.objects.filter(pk=dennis.owner_id).update(name="", forgotten_at=NOW)
    assert data_of(dennis)["title"] == "Record of every attempt to forgotten person"


# ---- nothing that somebody typed is read as markup

NASTY = 'Irene "#quote" #panic("no") $x^2$ *b* _i_ `raw` \\ @label <tag> [c] {d} // e /* f */ ~ --- é Ł Ж'


@pytest.mark.once
def test_text_cannot_break_out(data_of, dennis, maya):
    called(dennis, maya, NOW)
    data = data_of(dennis)
    data["heading"] = data["entries"][0]["what"] = data["entries"][0]["words"] = data["about"][0][1] = NASTY
    assert set_text(data, "heading.where(level: 1)") == [NASTY]
    assert NASTY in set_text(data, "strong")


@pytest.mark.once
def test_a_name_with_every_sign_is_the_title_of_the_file(client, dennis, maya):
    Owner.objects.filter(pk=dennis.owner_id).update(name='#let x = $1$ @ref "quoted" \\ *Ł*')
    content = client.get(f"/owners/{dennis.owner_id}/record.pdf").content
    assert '#let x = $1$ @ref "quoted" \\ *Ł*'.encode() in content.replace(b"&quot;", b'"')


@pytest.mark.once
def test_letters_that_the_font_lacks_do_not_stop_it(client, dennis, maya):
    Owner.objects.filter(pk=dennis.owner_id).update(name="李明 \U0001f3e1 Ott")
    assert client.get(f"/owners/{dennis.owner_id}/record.pdf").content.startswith(b"%PDF-")


@pytest.mark.once
def test_very_long_words_go_over_the_page(client, dennis, maya):
    recorded(dennis, maya, NOW, outcome="do_not_call", note="Never again. " * 500)
    assert client.get(f"/owners/{dennis.owner_id}/record.pdf").content.startswith(b"%PDF-")


@pytest.mark.once
def test_an_entry_stays_on_one_page_unless_it_is_long(data_of, dennis, maya):
    recorded(dennis, maya, NOW, outcome="do_not_call", note="Never again. " * 500)
    assert [entry["whole"] for entry in data_of(dennis)["entries"]] == [False, True]
