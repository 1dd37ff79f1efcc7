"""/owners/<owner>/forget/ : everything of a person goes, in every room, but what the law wants kept."""

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.apps import apps

from callsheet.accounts.models import Person
from callsheet.calling import forget
from callsheet.calling.attempts import dial, record, undo
from callsheet.calling.forget_page import PLACES
from callsheet.calling.models import Attempt, ResultFile, UndoneOutcome
from callsheet.compliance import evidence_files, gate, permissions
from callsheet.compliance import forget as on_file
from callsheet.compliance.models import Answer, Consent, DoNotCallRequest, ProposedRequest
from callsheet.core.errors import UnusableInput
from callsheet.leads.models import Appointment, FollowUp, Lead, LeadEvent, Note
from callsheet.listings import kept_files
from callsheet.listings.models import ColumnNames, Feed, FeedFile, Import, OtherColumns, RejectedRow, Source
from callsheet.owners.models import Owner, Ownership, OwnershipReport, Phone
from tests.web import world
from tests.web.world import NOW

pytestmark = pytest.mark.django_db

SOON = NOW + timedelta(minutes=5)
YEAR = timedelta(days=365)
NUMBER = "+14105550117"
TRACES = ("Dennis Ott", "dennis ott", "Ott, Dennis", "555-0117", "4105550117", "dennis@example.com", "Ulm Weg")
"""How Dennis may stand somewhere; his number is kept in the rows named below."""


@pytest.fixture
def dennis(leads, maya):
    """Dennis Ott of 15 Quarry Rd, with everything that a year of work leaves behind. Maya is the broker."""
    Person.objects.filter(pk=maya.pk).update(role=Person.Role.BROKER)
    lead = leads["Dennis Ott"]
    Owner.objects.filter(pk=lead.owner_id).update(
        name_key="people:DENNIS OTT", email="dennis@example.com", mailing_line="4 Ulm Weg", mailing_city="Millbrook"
    )
    owner = Owner.objects.get(pk=lead.owner_id)
    lead.refresh_from_db()
    lead.note("Dennis Ott is moving to his sister.", maya, NOW)
    dialed = dial(lead, owner.phones.get(), maya, NOW).attempt
    assert dialed
    record(lead, "not_now", maya, NOW, seen=0, note="Dennis said: ask at dennis@example.com")
    lead.events.create(at=NOW, what="Owner found: Dennis Ott.")
    lead.follow_ups.create(kind="door", touch=2, due_at=NOW, because="Knock for Dennis Ott.", planned_at=NOW)
    Appointment.objects.create(lead=lead, person=maya, at=NOW + timedelta(days=3), place="At 4 Ulm Weg", set_at=NOW)
    neighbour = leads["Lucia Marchetti"]
    neighbour.note("Lucia knows Ott, Dennis at (410) 555-0117.", maya, NOW)
    read = Import.objects.create(team=maya.team, kind="owners", file_name="county.csv", as_of=NOW)
    RejectedRow.objects.create(of=read, line=3, column="Phone", value="Dennis Ott 410-555-0117 x", repair="Mend it.")
    feed = Feed.objects.create(
        team=maya.team, source=lead.listing.source, kind="mailbox", name="Exports", made_at=NOW, problem="Dennis Ott, 3"
    )
    feed.files.create(name="county.csv", digest="ab", taken_at=NOW, problem="Line 3 says 'OTT DENNIS'.")
    names = ColumnNames.objects.create(names='["Owner Name", "Pool"]')
    OtherColumns.objects.create(listing=lead.listing, names=names, cells="OTT, DENNIS\x1fyes")
    jane = Owner.objects.create(team=maya.team, name="Jane Vail", name_key="people:JANE VAIL")
    title = Ownership.objects.create(owner=jane, property=lead.property, reported_at=NOW)
    source = Source.objects.create(team=maya.team, kind="owners", name="A vendor")
    said = {"source": source, "first_reported_at": NOW, "reported_at": NOW, "names": names}
    OwnershipReport.objects.create(ownership=title, cells="Brother of Dennis Ott\x1fno", **said)
    ProposedRequest.objects.create(team=maya.team, owner=owner, number=NUMBER, words="no more calls", at=NOW)
    return owner


def everything() -> dict[str, str]:
    """Table -> all its text, as the database has it."""
    tables = {}
    for model in apps.get_models():
        rows = model._base_manager.values_list()
        tables[model._meta.label_lower] = " ".join(str(value) for row in rows for value in row)
    return tables


def forgotten(client, owner):
    return client.post(f"/owners/{owner.pk}/forget/", follow=True)


# ---------------------------------------------------------------- what goes


def test_nothing_of_the_person_is_left_anywhere(client, dennis):
    forgotten(client, dennis)
    numbers_kept = {
        "compliance.answer", "compliance.counteddial", "compliance.donotcallrequest", "calling.attempt",
    }  # fmt: skip
    for table, text in everything().items():
        for trace in TRACES:
            if table in numbers_kept and trace == "4105550117":
                continue
            assert trace not in text, f"{trace} in {table}"


def test_what_others_said_stays_without_the_name(client, dennis, leads):
    forgotten(client, dennis)
    assert leads["Lucia Marchetti"].notes.get().text == "Lucia knows [erased] at [erased]."
    assert RejectedRow.objects.get().value == "[erased] [erased] x"
    assert OtherColumns.objects.get().as_dict() == {"Pool": "yes"}
    assert OwnershipReport.objects.get().as_dict() == {"Pool": "no"}


def test_open_leads_are_closed(client, dennis, leads):
    forgotten(client, dennis)
    lead = leads["Dennis Ott"]
    lead.refresh_from_db()
    assert (lead.state, lead.closed_because) == ("closed", "The owner asked to be forgotten.")
    assert not FollowUp.objects.open().filter(lead=lead).exists()
    assert not Note.objects.filter(lead=lead).exists()
    assert LeadEvent.objects.filter(lead=lead, what="Owner found: [erased].").exists()


def test_the_words_of_an_earlier_closing_go_too(client, dennis, leads, maya):
    leads["Dennis Ott"].close("His sister buys it, sick as he is", maya, SOON)
    forgotten(client, dennis)
    lead = Lead.objects.get(pk=leads["Dennis Ott"].pk)
    assert lead.closed_because == "The owner asked to be forgotten."
    assert not LeadEvent.objects.filter(what__contains="sister").exists()


def test_an_owner_of_several_homes_loses_all_of_them(client, dennis, maya, leads):
    second = world.a_home(maya.team, "99", "Heron")
    Ownership.objects.create(owner=dennis, property=second, reported_at=NOW)
    other = world.a_lead(world.a_listing(second, leads["Dennis Ott"].listing.source), dennis)
    assert "99 Heron" in client.get(f"/owners/{dennis.pk}/forget/").text
    assert "2 leads are closed" in forgotten(client, dennis).text
    other.refresh_from_db()
    assert other.state == "closed"
    assert not Ownership.objects.filter(owner=dennis).exists()


def test_files_of_rejected_rows_lose_the_row(client, dennis):
    path = kept_files.uploads() / "county.rejected.csv"
    path.write_text("Owner,Phone\nOTT DENNIS,410-555-0117 x\nVAIL JANE,x\n", encoding="utf-8")
    forgotten(client, dennis)
    assert path.read_text(encoding="utf-8").split() == ["Owner,Phone", "VAIL", "JANE,x"]
    assert path.stat().st_mode & 0o077 == 0
    path.unlink()


# ---------------------------------------------------------------- what is kept


def test_the_number_is_refused_to_everybody_for_five_years(client, dennis, maya, leads):
    forgotten(client, dennis)
    kept = DoNotCallRequest.objects.get(number=NUMBER, owner=None)
    assert (kept.words, kept.at, kept.by) == ("forgotten on request", NOW, maya)
    lucia = leads["Lucia Marchetti"]
    shared = Phone.objects.create(owner=lucia.owner, number=NUMBER, rank=2, reported_at=NOW)
    assert dial(lucia, shared, maya, SOON).answer.rule == "DNC_INTERNAL"
    on_file.drop_expired(NOW + 5 * YEAR)
    assert DoNotCallRequest.objects.filter(pk=kept.pk).exists()
    on_file.drop_expired(NOW + 5 * YEAR + timedelta(days=10))
    assert not DoNotCallRequest.objects.filter(pk=kept.pk).exists()


def test_the_sealed_answers_stay_whole(client, dennis, maya):
    before = list(Answer.objects.order_by("pk").values("seal", "number", "checks", "facts"))
    assert before
    forgotten(client, dennis)
    assert list(Answer.objects.order_by("pk").values("seal", "number", "checks", "facts")) == before
    assert gate.verify_chain(maya.team) == []


def test_the_call_stays_without_its_note(client, dennis):
    forgotten(client, dennis)
    attempt = Attempt.objects.get(number=NUMBER)
    assert (attempt.outcome, attempt.note, attempt.before, attempt.phone) == ("not_now", "", {}, None)
    record_page = client.get(f"/owners/{dennis.pk}/record/").text
    assert "forgotten person" in record_page.casefold() and "Dennis" not in record_page


def test_an_outcome_cannot_be_taken_back_afterwards(client, dennis, maya):
    forgotten(client, dennis)
    assert undo(maya, SOON) is None
    assert not UndoneOutcome.objects.exists()


def signed(owner: Owner, by: Person, at, words: str = "Signed by Dennis Ott.") -> Consent:
    file = BytesIO(words.encode())
    return permissions.consent(
        owner.team, owner, "written", number=NUMBER, words=words, on=date(2026, 11, 1), by=by, now=at,
        evidence=evidence_files.keep(file, "signed.txt"),
    )  # fmt: skip


def test_a_permission_that_a_call_rested_on_is_kept_with_its_file(client, dennis, maya):
    row = signed(dennis, maya, NOW - timedelta(days=1))
    forgotten(client, dennis)
    row.refresh_from_db()
    assert (row.words, row.ended_because) == ("Signed by Dennis Ott.", "The owner asked to be forgotten.")
    assert evidence_files.read(row) == b"Signed by Dennis Ott."
    on_file.drop_expired(NOW + 6 * YEAR)
    row.refresh_from_db()
    assert (row.words, row.evidence_file) == ("[erased]", "")


def test_a_permission_nobody_used_goes_with_its_file(client, dennis, maya):
    row = signed(dennis, maya, SOON, "Signed later by Dennis Ott.")
    path = evidence_files.folder() / row.evidence_file
    assert path.is_file()
    forgotten(client, dennis)
    row.refresh_from_db()
    assert (row.words, row.evidence_name, row.evidence_file) == ("[erased]", "", "")
    assert row.ended_at == NOW
    assert not path.exists()


def test_a_file_that_proves_something_else_too_stays(client, dennis, maya, leads):
    words = "One paper for two."
    row = signed(dennis, maya, SOON, words)
    evidence = evidence_files.keep(BytesIO(words.encode()), "signed.txt")
    owner = leads["Lucia Marchetti"].owner
    permissions.consent(
        maya.team, owner, "invited", words=words, on=date(2026, 11, 1), by=maya, now=SOON, evidence=evidence
    )
    forgotten(client, dennis)
    assert (evidence_files.folder() / row.evidence_file).is_file()


# ---------------------------------------------------------------- the page


def test_the_page_says_what_goes_and_what_stays(client, dennis):
    page = client.get(f"/owners/{dennis.pk}/forget/").text
    text = " ".join(page.split())
    assert "Forget Dennis Ott?" in text
    assert f'href="/leads/{Lead.objects.get(owner=dennis).pk}/">Back, nothing is erased' in text
    assert "Name, e-mail, mailing address and 1 number." in text
    assert "That they own 15 Quarry Rd, Millbrook, MD 21014." in text
    assert "2 notes that your team wrote about them." in text
    assert "1 open lead is closed" in text
    assert "(410) 555-0117 on your do-not-call list, for five years (47 CFR 64.1200(d)(6))." in text
    assert "1 answer of the gate with number and checks, without a name" in text
    assert "Backups made before today still hold the person." in text
    assert Owner.objects.get(pk=dennis.pk).name == "Dennis Ott", "looking changes nothing"


def test_what_lies_elsewhere_is_named(client, dennis, tmp_path: Path):
    path = tmp_path / "county.rejected.csv"
    path.write_text("Owner\nOTT DENNIS\n", encoding="utf-8")
    Import.objects.update(rejected_file=str(path))
    assert str(path) in client.get(f"/owners/{dennis.pk}/forget/").text
    forgotten(client, dennis)
    assert "OTT DENNIS" in path.read_text(encoding="utf-8"), "a user's own file is not touched"


def test_an_upload_that_waits_is_named(client, dennis):
    Import.objects.update(file_path=str(kept_files.uploads() / "county.csv"), state="failed")
    assert "county.csv waits to be read" in client.get(f"/owners/{dennis.pk}/forget/").text


def test_a_file_of_a_feed_that_waits_is_named(client, dennis):
    FeedFile.objects.update(kept="1f-county.csv", name="county-2.csv", problem="")
    assert "county-2.csv waits to be read" in client.get(f"/owners/{dennis.pk}/forget/").text


def test_every_place_in_which_the_person_stands_is_told(client, dennis):
    assert set(forget.plan(dennis).words) <= set(PLACES)
    assert "1 file of a feed" in client.get(f"/owners/{dennis.pk}/forget/").text


def test_a_dialers_report_that_waits_is_named(client, dennis, maya):
    ResultFile.objects.create(team=maya.team, by=maya, at=NOW, file_name="calls.csv", kept_as="1f-dialer-results")
    ResultFile.objects.create(team=maya.team, by=maya, at=NOW, file_name="read.csv")
    page = client.get(f"/owners/{dennis.pk}/forget/").text
    assert "calls.csv waits to be read" in page and "read.csv" not in page


def test_somebody_with_the_same_number_is_named_and_stays(client, dennis, leads):
    owner = leads["Lucia Marchetti"].owner
    Phone.objects.create(owner=owner, number=NUMBER, rank=2, reported_at=NOW)
    assert "Lucia Marchetti has one of these numbers too" in client.get(f"/owners/{dennis.pk}/forget/").text
    forgotten(client, dennis)
    assert owner.phones.filter(number=NUMBER).exists()


def test_afterwards_the_page_says_so(client, dennis):
    page = forgotten(client, dennis)
    assert page.redirect_chain[-1][0] == f"/owners/{dennis.pk}/forget/"
    assert "This person is forgotten" in page.text
    assert "1 number is on the do-not-call list for five years" in page.text
    assert "written anew tonight" in page.text
    assert "Erase" not in client.get(f"/owners/{dennis.pk}/forget/").text


def test_a_closed_lead_of_theirs_is_not_opened_again(client, dennis, leads):
    forgotten(client, dennis)
    lead = leads["Dennis Ott"]
    page = client.get(f"/leads/{lead.pk}/").text
    assert "Open the record" in page and "Open the lead again" not in page and "Erase this person" not in page
    said = client.post(f"/leads/{lead.pk}/reopen/", follow=True).text
    assert "The owner asked to be forgotten. Their lead stays closed." in said
    lead.refresh_from_db()
    assert lead.state == "closed"


def test_twice_is_once(client, dennis):
    forgotten(client, dennis)
    before = everything()
    assert forget.forget(Owner.objects.get(pk=dennis.pk), None, SOON).numbers == 0
    assert everything() == before


def test_only_the_broker_may(client, dennis, maya):
    Person.objects.filter(pk=maya.pk).update(role="agent")
    page = client.get(f"/owners/{dennis.pk}/forget/")
    assert page.status_code == 200 and "Only the broker erases people." in page.text
    assert "<form method" not in page.text.partition('id="main"')[2]
    assert forgotten(client, dennis).status_code == 403
    assert Owner.objects.get(pk=dennis.pk).name == "Dennis Ott"


def test_another_teams_owner_is_not_there(client, maya, others):
    theirs = others["Dennis Ott"].owner
    assert client.get(f"/owners/{theirs.pk}/forget/").status_code == 404
    assert client.post(f"/owners/{theirs.pk}/forget/").status_code == 404
    theirs.refresh_from_db()
    assert theirs.forgotten_at is None


def test_killed_before_the_end_nothing_is_half_erased(dennis, monkeypatch):
    monkeypatch.setattr(forget.people, "erase", lambda *_: (_ for _ in ()).throw(UnusableInput("killed")))
    before = everything()
    with pytest.raises(UnusableInput):
        forget.forget(dennis, None, NOW)
    assert everything() == before


def test_the_pages_of_the_home_still_open(client, dennis, leads):
    forgotten(client, dennis)
    lead = leads["Dennis Ott"]
    for path in (f"/leads/{lead.pk}/", f"/call/{lead.pk}/", "/sheet/", "/", "/leads/?show=all&q=Quarry"):
        page = client.get(path)
        assert page.status_code == 200
        assert "Dennis" not in page.text
