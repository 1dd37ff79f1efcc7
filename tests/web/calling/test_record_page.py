"""/owners/<pk>/record/ and /numbers-called/<number>/record/ : every attempt, and what was checked before it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from callsheet.accounts.models import Person
from callsheet.calling import attempts, record_page, record_words
from callsheet.calling.forget import forget
from callsheet.calling.models import Attempt
from callsheet.compliance import gate, house, permissions
from callsheet.compliance.models import Answer, Consent, ReassignedLookup
from callsheet.leads.models import Lead
from callsheet.listings.models import LastRead, Source
from callsheet.owners.models import Owner, Phone
from tests.web.calling.record_world import called, cleared, recorded, refused
from tests.web.world import NOW

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
EVENING = NOW + timedelta(hours=13)  # 9:05 pm in Maryland


def text(page) -> str:
    return " ".join(page.text.split())


@pytest.fixture
def dennis(leads) -> Lead:
    return leads["Dennis Ott"]


def page_of(client, lead: Lead, **query):
    return client.get(f"/owners/{lead.owner_id}/record/", query_params=query).context["page"]


def whats(client, lead: Lead, **query) -> list[str]:
    """What the record says, newest first."""
    return [block.what for block in page_of(client, lead, **query).blocks]


def fact(block, label: str) -> str:
    return dict(block.facts)[label]


# ---- the heading is the answer


@pytest.mark.once
def test_nothing_yet(client, dennis):
    page = page_of(client, dennis)
    assert (page.heading, page.blocks) == ("No attempt to Dennis Ott is on record.", ())


@pytest.mark.parametrize(
    "calls, heading",
    [
        pytest.param(1, "1 attempt to Dennis Ott since Nov 24, 2026; it was asked first.", id="one"),
        pytest.param(2, "2 attempts to Dennis Ott since Nov 24, 2026; both were asked first.", id="two"),
        pytest.param(3, "3 attempts to Dennis Ott since Nov 24, 2026; all asked first.", id="three"),
    ],
)
def test_how_many_since_when_and_whether_all_were_asked(client, dennis, maya, calls, heading):
    for number in range(calls):
        called(dennis, maya, NOW + number * timedelta(hours=1))
    assert page_of(client, dennis).heading == heading


def test_what_was_not_asked_first_is_in_the_heading(client, dennis, maya):
    called(dennis, maya, NOW)
    recorded(dennis, maya, NOW + 10 * MINUTE)
    refused(dennis, maya, EVENING)
    recorded(dennis, maya, EVENING + MINUTE)
    assert page_of(client, dennis).heading == (
        "3 attempts to Dennis Ott since Nov 24, 2026; 1 without asking, 1 after a refusal."
    )


def test_an_owner_who_called_is_no_attempt(client, dennis, maya):
    recorded(dennis, maya, NOW, outcome="owner_called")
    page = page_of(client, dennis)
    assert page.heading == "No attempt to Dennis Ott is on record."
    assert page.told == "1 call from an owner."
    assert page.blocks[0].standing == "The owner called"


# ---- one attempt


def test_a_cleared_attempt_says_who_when_and_what_was_checked(client, dennis, maya):
    called(dennis, maya, NOW)
    [block] = page_of(client, dennis).blocks
    assert (block.when, block.utc) == ("Tue, Nov 24, 2026, 8:05:00 am EST", "2026-11-24 13:05:00 UTC")
    assert (block.what, block.number, block.standing) == ("No answer", "(410) 555-0117", "Asked first, and cleared")
    assert fact(block, "By") == "Maya Lindqvist from (410) 555-0100"
    assert fact(block, "Channel") == "A call dialed by hand"
    assert fact(block, "Home") == "15 Quarry Rd, Millbrook, MD 21014"
    assert fact(block, "Outcome") == "No answer, recorded Tue, Nov 24, 2026, 8:06:00 am EST"
    assert fact(block, "May I call?").startswith("Asked Tue, Nov 24, 2026, 8:05:00 am EST, and cleared until")
    names = {check.name: check.answer for check in block.checks}
    assert names["National do-not-call registry"] == "Allows it"


def test_the_seal_and_the_one_before_stand_with_the_answer(client, dennis, maya):
    called(dennis, maya, NOW)
    called(dennis, maya, NOW + timedelta(hours=1))
    second, first = page_of(client, dennis).blocks
    kept = Answer.objects.get(pk=second.answer)
    assert fact(second, "Seal") == kept.seal
    assert fact(second, "Follows") == kept.previous_seal == fact(first, "Seal")
    assert f'href="/clearances/{kept.pk}/"' in client.get(f"/owners/{dennis.owner_id}/record/").text


def test_the_first_answer_of_the_chain_follows_nothing(client, dennis, maya):
    called(dennis, maya, NOW)
    assert fact(page_of(client, dennis).blocks[0], "Follows") == "nothing: the first of its chain"


def test_which_list_of_which_day_was_looked_at(client, dennis, maya):
    called(dennis, maya, NOW)
    said = fact(page_of(client, dennis).blocks[0], "Lists")
    assert said.startswith("The national registry: not on it; copy of Nov 19, 2026")


def test_which_rule_tables_were_used(client, dennis, maya):
    called(dennis, maya, NOW)
    assert fact(page_of(client, dennis).blocks[0], "Rules").startswith("Tables of Nov 23, 2026")


def test_the_house_rules_of_that_moment_stay_with_the_answer(client, dennis, maya):
    Person.objects.filter(pk=maya.pk).update(role=Person.Role.BROKER)
    maya.refresh_from_db()
    rule = house.stricter(
        dennis.team, "cap", value={"calls": 2, "hours": 24}, because="Two are enough.", by=maya, now=NOW
    )
    called(dennis, maya, NOW)
    house.end(rule, maya, NOW + MINUTE)
    said = fact(page_of(client, dennis).blocks[0], "House rules")
    assert said.startswith("Your broker ") and said.endswith("“Two are enough”")


def test_a_house_rule_that_nobody_can_read_any_more_is_named():
    kept = {"as_of": "2026-11-23", "house": [{"kind": "moon", "state": "", "value": {}, "because": "Full moon."}]}
    assert list(record_words.house_rules(Answer(book=kept))) == ["your broker has a rule “moon”: “Full moon”"]


def test_the_number_called_from_is_the_one_of_that_day(client, dennis, maya):
    called(dennis, maya, NOW)
    Person.objects.filter(pk=maya.pk).update(caller_number="+14105550199")
    assert fact(page_of(client, dennis).blocks[0], "By") == "Maya Lindqvist from (410) 555-0100"


def test_the_length_is_said_when_the_dialer_said_it(client, dennis, maya):
    attempt = called(dennis, maya, NOW)
    Attempt.objects.filter(pk=attempt.pk).update(seconds=62)
    assert fact(page_of(client, dennis).blocks[0], "Outcome").endswith("; the call took 62 seconds")


def test_a_dial_without_outcome_is_on_record(client, dennis, maya):
    attempts.dial(dennis, dennis.owner.phones.get(), maya, NOW)
    [block] = page_of(client, dennis).blocks
    assert (block.what, fact(block, "Outcome")) == ("Dialed, no outcome recorded", "None recorded")


def test_an_outcome_that_was_taken_back_stays_on_record(client, dennis, maya):
    called(dennis, maya, NOW, outcome="not_selling")
    attempts.undo(maya, NOW + 3 * MINUTE)
    [block] = page_of(client, dennis).blocks
    assert fact(block, "Taken back") == (
        "Spoke: not selling, entered by mistake, taken back by Maya Lindqvist Tue, Nov 24, 2026, 8:08:00 am EST"
    )


# ---- what was not asked, and what was refused


def test_a_refusal_stands_between_the_attempts_with_every_reason(client, dennis, maya):
    called(dennis, maya, NOW)
    refused(dennis, maya, EVENING)
    block, _ = page_of(client, dennis).blocks
    assert (block.what, block.standing, block.mark) == ("Asked, and refused", "Refused", "never")
    assert any("calls only from 8 am to 8 pm" in refusal.because for refusal in block.refusals)
    assert all(refusal.source.startswith("Law. ") for refusal in block.refusals)
    assert fact(block, "By") == "Maya Lindqvist"


def test_a_house_rule_is_told_from_law():
    reason = {"rule": "CAP_POLICY", "because": "Three tries are enough.", "citation": "our policy", "is_law": False}
    [refusal] = record_words.refusals(Answer(reasons=[reason]))
    assert refusal.source == "House rule, stricter than the law. our policy"


def test_a_call_past_a_refusal_names_it_and_leaves_the_checks_to_it(client, dennis, maya):
    answer = refused(dennis, maya, EVENING)
    recorded(dennis, maya, EVENING + MINUTE)
    attempt, refusal = page_of(client, dennis).blocks
    assert (attempt.standing, attempt.checks, attempt.refusals) == ("Dialed after a refusal", (), ())
    assert fact(attempt, "May I call?").endswith(f"refused (answer {answer.pk:,}), and dialed all the same.")
    assert refusal.checks and refusal.answer == answer.pk


def test_a_call_that_nobody_asked_about_is_shown_as_such(client, dennis, maya):
    recorded(dennis, maya, NOW)
    [block] = page_of(client, dennis).blocks
    assert (block.standing, block.answer, block.checks) == ("Dialed without asking", None, ())
    assert fact(block, "May I call?") == "It was not asked."


def test_a_clearance_that_no_call_used_is_on_record(client, dennis, maya):
    cleared(dennis, maya, NOW)
    [block] = page_of(client, dennis).blocks
    assert (block.what, block.standing) == ("Cleared, but not used", "Cleared")
    assert fact(block, "Good until").startswith("Tue, Nov 24, 2026, 8:")


def test_a_clearance_that_was_spent_on_something_else_says_so(client, dennis, maya):
    gate.use(cleared(dennis, maya, NOW).clearance, NOW + MINUTE)
    assert whats(client, dennis) == ["Cleared and used, not by a call"]


def test_a_permission_taken_out_of_the_database_does_not_hide_the_record(client, dennis, maya):
    cleared(dennis, maya, NOW).clearance.delete()
    assert whats(client, dennis) == ["Cleared, but not used"]


# ---- what the owner asked and allowed


def test_a_do_not_call_request_and_its_taking_back(client, dennis, maya):
    number = dennis.owner.phones.get().number
    request = gate.request_no_calls(dennis.team, dennis.owner, number, maya, NOW, words="Take me off.")
    gate.mistaken(request, maya, NOW + MINUTE)
    back, asked = page_of(client, dennis).blocks
    assert (asked.what, asked.words) == ("Asked not to be called", "Take me off.")
    assert back.what == "Do-not-call request taken back as entered by mistake"


def test_a_request_of_an_earlier_owner_of_the_number_binds_and_names_them(client, leads, dennis, maya):
    other = leads["Priya Raman"].owner
    gate.request_no_calls(dennis.team, other, dennis.owner.phones.get().number, maya, NOW)
    [block] = page_of(client, dennis).blocks
    assert (block.what, block.owner) == ("Asked not to be called", "Priya Raman")


def test_a_signed_consent_with_its_file_and_how_it_ended(client, dennis, maya):
    number = dennis.owner.phones.get().number
    consent = permissions.consent(
        dennis.team, dennis.owner, "written", number=number, words="Call me.", on=NOW.date(), by=maya, now=NOW
    )
    Consent.objects.filter(pk=consent.pk).update(evidence_name="signed.pdf", evidence_hash="ab" * 32)
    [given] = page_of(client, dennis).blocks
    assert given.what == "Permission recorded: signed a consent that names your brokerage and this number"
    assert fact(given, "Evidence") == f"signed.pdf, SHA-256 {'ab' * 32}"
    assert fact(given, "Counts until") == "It is taken back, or a do-not-call request before"
    permissions.end(consent, "She called and took it back.", maya, NOW + MINUTE)
    ended, given = page_of(client, dennis).blocks
    assert (ended.what, ended.words) == ("Permission ended", "She called and took it back.")
    assert fact(given, "Counts until") == "Nov 24, 2026, when it was ended"


def test_a_relationship_with_its_computed_end(client, dennis, maya):
    day = date(2026, 11, 20)
    permissions.relationship(dennis.team, dennis.owner, "inquiry", words="Asked for a value.", on=day, by=maya, now=NOW)
    [block] = page_of(client, dennis).blocks
    assert block.what == "Relationship recorded: asked your brokerage about its services"
    assert (fact(block, "Day"), fact(block, "Counts until")) == (
        "Nov 20, 2026",
        "Feb 18, 2027, or a do-not-call request before",
    )
    assert fact(block, "Evidence") == "No file"


def test_a_look_up_by_hand(client, dennis, maya):
    gate.looked_up_number(dennis.owner.phones.get().number, False, maya, NOW)
    assert whats(client, dennis) == ["Looked up by hand: not on the national registry"]


def test_what_the_reassigned_numbers_database_said(client, dennis, maya):
    number = dennis.owner.phones.get().number
    ReassignedLookup.objects.create(team=dennis.team, number=number, said="no", on=NOW.date(), by=maya, at=NOW)
    assert whats(client, dennis) == ["Asked the Reassigned Numbers Database: no, it was not"]


def test_letters_and_doors_are_on_record(client, dennis, maya):
    dennis.to_letters("Not by phone.", NOW)
    for kind in ("letter", "door"):
        dennis.follow_ups.open().get(kind=kind).finish(maya, NOW + MINUTE)
    assert sorted(what.partition(",")[0] for what in whats(client, dennis)) == ["Door knocked at", "Letter sent"]
    assert page_of(client, dennis).told == "2 letters and doors."


def test_what_an_agent_noted_is_not_handed_out(client, dennis, maya):
    called(dennis, maya, NOW, note="Sounds like a divorce.")
    assert "divorce" not in client.get(f"/owners/{dennis.owner_id}/record/").text


# ---- which days


def test_days_narrow_it_both_ends_included(client, dennis, maya):
    for days in (3, 2, 1, 0):
        recorded(dennis, maya, NOW - timedelta(days=days))
    page = page_of(client, dennis, **{"from": "2026-11-22", "to": "2026-11-23"})
    assert [block.utc[:10] for block in page.blocks] == ["2026-11-23", "2026-11-22"]
    assert page.days == "Nov 22, 2026 to Nov 23, 2026"
    assert page.documents.pdf.endswith("/record.pdf?from=2026-11-22&to=2026-11-23")


def test_a_day_is_the_readers_own(client, dennis, maya):
    recorded(dennis, maya, datetime(2026, 11, 24, 4, 30, tzinfo=UTC))  # 11:30 pm the day before, in Maryland
    assert len(whats(client, dennis, **{"from": "2026-11-23", "to": "2026-11-23"})) == 1
    assert whats(client, dennis, **{"from": "2026-11-24"}) == []


@pytest.mark.parametrize(
    "typed, said",
    [
        pytest.param({"from": "soon"}, "Write a day as year-month-day", id="no day"),
        pytest.param({"from": "2026-11-24", "to": "2026-11-20"}, "Give the earlier day first.", id="backwards"),
    ],
)
@pytest.mark.once
def test_days_that_are_none_are_said_and_kept(client, dennis, typed, said):
    page = client.get(f"/owners/{dennis.owner_id}/record/", query_params=typed)
    assert page.status_code == 422 and said in page.text
    assert f'value="{typed["from"]}"' in page.text


def test_of_very_many_the_newest_are_shown_and_the_rest_is_named(client, dennis, maya, monkeypatch):
    monkeypatch.setattr(record_page, "SHOWN", 2)
    for minutes in range(3):
        recorded(dennis, maya, NOW - timedelta(days=minutes))
    page = page_of(client, dennis)
    assert (len(page.blocks), page.heading[:10]) == (2, "3 attempts")
    assert page.left_out == "1 older entry is in the PDF and the CSV, or under other days."


# ---- a number, whoever had it


def test_a_number_has_a_record_whoever_owned_it(client, leads, dennis, maya):
    number = dennis.owner.phones.get().number
    called(dennis, maya, NOW)
    Phone.objects.filter(number=number).update(owner=leads["Priya Raman"].owner)
    page = client.get(f"/numbers-called/{number}/record/").context["page"]
    assert page.heading == "1 attempt to (410) 555-0117 since Nov 24, 2026; it was asked first."
    assert page.blocks[0].owner == "Dennis Ott"


def test_a_permission_for_any_number_of_its_owner_is_on_the_numbers_record(client, dennis, maya):
    permissions.consent(dennis.team, dennis.owner, "invited", words="Call me.", on=NOW.date(), by=maya, now=NOW)
    number = dennis.owner.phones.get().number
    [block] = client.get(f"/numbers-called/{number}/record/").context["page"].blocks
    assert block.what == "Permission recorded: asked to be contacted"


def test_the_owners_page_leads_to_each_number(client, dennis):
    page = client.get(f"/owners/{dennis.owner_id}/record/")
    href = page.context["page"].numbers[0][1]
    assert f'href="{href}"' in page.text and client.get(href).status_code == 200


# ---- who may


def test_an_attempt_belongs_to_the_owner_it_was_asked_for(client, leads, dennis, maya):
    called(dennis, maya, NOW)
    Lead.objects.filter(pk=dennis.pk).update(owner=leads["Priya Raman"].owner)
    assert whats(client, dennis) == ["No answer"]
    assert whats(client, leads["Priya Raman"]) == []


def test_others_are_not_found(client, maya, others):
    theirs = others["Dennis Ott"]
    for ending in ("record/", "record.pdf", "record.csv"):
        assert client.get(f"/owners/{theirs.owner_id}/{ending}").status_code == 404
        assert client.get(f"/numbers-called/+14105550117/{ending}").status_code == 404


def test_a_number_nobody_knows_is_not_found(client, leads):
    assert client.get("/numbers-called/+14105550198/record/").status_code == 404
    assert client.get("/numbers-called/anything/record/").status_code == 404


def test_somebody_without_a_licence_reads_but_takes_nothing(client, dennis, maya):
    Person.objects.filter(pk=maya.pk).update(role=Person.Role.ASSISTANT)
    page = client.get(f"/owners/{dennis.owner_id}/record/")
    assert page.context["page"].documents is None and "record.pdf" not in page.text
    for ending in ("pdf", "csv"):
        sent = client.get(f"/owners/{dennis.owner_id}/record.{ending}", follow=True)
        assert "The record goes out through licensed hands" in sent.text


def test_somebody_who_was_forgotten_has_no_name_but_keeps_the_checks(client, dennis, maya):
    called(dennis, maya, NOW, note="Dennis sounded tired.")
    recorded(dennis, maya, NOW - timedelta(days=1))
    forget(Owner.objects.get(pk=dennis.owner_id), maya, NOW + MINUTE)
    page = page_of(client, dennis)
    assert page.heading == "2 attempts to forgotten person since Nov 23, 2026; 1 without asking."
    kept, *others = page.blocks
    assert kept.what == "Asked not to be called"  # the number stays on the internal list
    cleared_call = next(block for block in others if block.answer)
    assert cleared_call.number == "(410) 555-0117" and cleared_call.checks
    for ending in ("record/", "record.pdf", "record.csv"):
        sent = client.get(f"/owners/{dennis.owner_id}/{ending}")
        assert sent.status_code == 200
        assert b"Dennis" not in (b"".join(sent) if sent.streaming else sent.content)


# ---- the page


@pytest.mark.once
def test_it_is_reached_from_the_lead(client, dennis):
    assert f'href="/owners/{dennis.owner_id}/record/"' in client.get(f"/leads/{dennis.pk}/").text


@pytest.mark.once
def test_it_is_reached_from_the_proof(client, dennis):
    phone = dennis.owner.phones.get()
    page = client.get(f"/may-i-call/{phone.pk}/").text
    assert f'href="/owners/{dennis.owner_id}/record/"' in page
    assert 'href="/numbers-called/+14105550117/record/"' in page


@pytest.mark.once
def test_one_thing_is_blue(client, dennis):
    page = text(client.get(f"/owners/{dennis.owner_id}/record/"))
    assert page.count("btn-primary") == 1
    assert 'record.pdf" aria-keyshortcuts="Space">Save the record as PDF' in page


@pytest.mark.once
def test_names_are_not_markup(client, dennis, maya):
    Owner.objects.filter(pk=dennis.owner_id).update(name="<b>Bold</b> & Sons")
    called(dennis, maya, NOW)
    page = client.get(f"/owners/{dennis.owner_id}/record/").text
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; Sons" in page and "<b>Bold</b>" not in page


def test_more_entries_take_no_more_queries(client, dennis, maya):
    def one_of_each_kind(at: datetime) -> None:
        called(dennis, maya, at)
        called(dennis, maya, at + 10 * MINUTE, outcome="lead")
        attempts.undo(maya, at + 12 * MINUTE)
        recorded(dennis, maya, at + 13 * MINUTE, outcome="lead")
        refused(dennis, maya, at - timedelta(hours=9))
        recorded(dennis, maya, at - timedelta(hours=9) + MINUTE)
        recorded(dennis, maya, at - timedelta(hours=5), outcome="owner_called")

    address = f"/owners/{dennis.owner_id}/record/?from=2026-11-01"
    one_of_each_kind(NOW)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    LastRead.objects.update(seen_at=NOW + timedelta(days=1))
    Source.objects.update(active_seen_at=NOW + timedelta(days=1))
    one_of_each_kind(NOW + timedelta(days=1))
    with CaptureQueriesContext(connection) as many:
        assert len(client.get(address).context["page"].blocks) == 10
    assert len(many) == len(few)
