"""The proof of a number: what is on file of its owner, what may be written down, and what that lifts."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from callsheet.compliance import evidence_files, gate, permissions
from callsheet.compliance.models import Consent, NumberLookup, ReassignedLookup, Relationship
from callsheet.listings.models import Listing
from callsheet.owners.models import Owner, Ownership, Phone
from tests.web import world
from tests.web.world import NOW

pytestmark = pytest.mark.django_db

LISTED = "+14105550168"  # on the national registry
PAPER = b"%PDF-1.7 I agree."


def text(page) -> str:
    return " ".join(page.text.split())


@pytest.fixture(autouse=True)
def empty_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("CALLSHEET_HOME", str(tmp_path))


@pytest.fixture
def harriet(leads):
    return leads["Harriet and Paul Boone"]


@pytest.fixture
def phone(harriet) -> Phone:
    return harriet.owner.phones.get(number=LISTED)


def look(client, phone, **query):
    return client.get(f"/may-i-call/{phone.pk}/", query_params=query)


def record(client, phone, what="consent", **given):
    sent = {"kind": "invited", "words": "Please call me.", "on": "2026-11-24"} | given
    return client.post(f"/may-i-call/{phone.pk}/{what}/", sent, follow=True)


def lines(client, phone):
    return look(client, phone).context["permissions"].lines


def a_paper(name="consent.pdf", content=PAPER):
    return SimpleUploadedFile(name, content)


# ---- looking


def test_nothing_on_file_is_said(client, phone):
    page = text(look(client, phone))
    assert "Permission and relationship" in page and "Nothing is on file for Harriet and Paul Boone." in page


@pytest.mark.once
def test_each_form_says_what_it_lifts_and_what_not(client, phone):
    page = look(client, phone)
    law = {one.slug: one.law for one in page.context["permissions"].forms}
    assert list(law) == ["written", "invited", "acquainted", "purchase", "inquiry"]
    assert "every rule that wants signed consent, for this number" in law["written"]
    assert "neither Connecticut’s signed consent nor what a recorded voice needs" in law["invited"]
    assert "It lifts the national registry and nothing else." in law["acquainted"]
    assert "It counts for 540 days from its day." in law["purchase"]
    assert "(365 days for Pennsylvania’s list)" in law["purchase"]
    assert "It counts for 90 days from its day." in law["inquiry"]
    assert all("do-not-call request" in said for said in law.values())


def test_a_kept_answer_leads_to_what_is_on_file_now(client, maya, harriet, phone):
    asked = gate.ask(gate.Target(LISTED, phone, harriet.owner, harriet.property), maya, NOW)
    page = client.get(f"/clearances/{asked.answer.pk}/")
    assert "Nothing is on file" not in page.text
    assert f'href="/may-i-call/{phone.pk}/#permissions"' in page.text


def test_the_leads_page_leads_here(client, harriet):
    page = client.get(f"/leads/{harriet.pk}/")
    best = page.context["page"].numbers[0].phone
    assert f"/may-i-call/{best}/?home={harriet.property_id}#permissions" in page.text
    assert "Record a permission" in page.text


# ---- consents


def test_that_the_owner_asked_is_kept_and_lifts_the_registry(client, phone, maya, harriet):
    assert look(client, phone).context["page"].heading == "No, not by phone."
    page = record(client, phone, home=harriet.property_id)
    assert page.redirect_chain == [(f"/may-i-call/{phone.pk}/?home={harriet.property_id}", 302)]
    assert page.context["page"].heading == "Yes, until 8:00 pm."
    assert "Kept for Harriet and Paul Boone: asked to be contacted, Nov 24, 2026." in page.text
    [line] = page.context["permissions"].lines
    assert line.what == "Asked to be contacted: Nov 24, 2026"
    assert line.recorded == "Written down today, 8:05 am, by Maya Lindqvist"
    assert line.until == "Counts until it is taken back"
    assert "“Please call me.”" in page.text


def test_a_signed_consent_is_for_this_number(client, phone):
    page = record(client, phone, kind="written", words="I agree to calls at this number.")
    assert Consent.objects.get().number == LISTED
    [line] = page.context["permissions"].lines
    assert line.what.endswith(": Nov 24, 2026, for (410) 555-0168")


@pytest.mark.parametrize(("only_this", "number"), [({}, ""), ({"only_this": "on"}, LISTED)])
def test_an_invitation_is_for_any_number_or_only_this(client, phone, only_this, number):
    record(client, phone, **only_this)
    assert Consent.objects.get().number == number


def test_that_we_know_each_other_counts_for_my_calls(client, phone):
    [line] = (
        record(client, phone, kind="acquainted", words="Her son and I went to school.").context["permissions"].lines
    )
    assert line.until == "Counts until it is taken back, for calls of whoever wrote it down"


def test_the_paper_alone_is_enough(client, phone):
    page = record(client, phone, kind="written", words="", evidence=a_paper())
    row = Consent.objects.get()
    assert (row.words, row.evidence_name) == ("", "consent.pdf")
    assert f'<a href="/consents/{row.pk}/evidence/">consent.pdf</a>' in page.text


@pytest.mark.once
def test_what_is_missing_is_said_at_its_field(client, phone):
    page = record(client, phone, kind="written", words="")
    assert page.status_code == 422
    assert "Write the words that were signed, or bring the signed paper." in page.text
    assert page.context["permissions"].opened == "written"
    assert 'aria-invalid="true"' in page.text and 'href="#written_words"' in page.text
    assert not Consent.objects.exists()


def test_what_was_typed_is_kept(client, phone):
    page = record(client, phone, words="Please call.", on="2026-12-24")
    assert page.status_code == 422
    assert "That day is still to come." in page.text
    assert ">\nPlease call.</textarea>" in page.text
    assert page.context["permissions"].opened == "invited"


@pytest.mark.parametrize(
    ("day", "said"),
    [("", "Write the day, such as"), ("soon", "Write the day, such as"), ("1026-11-24", "That day is too long ago")],
)
@pytest.mark.once
def test_the_day_must_be_one(client, phone, day, said):
    assert said in record(client, phone, on=day).text
    assert not Consent.objects.exists()


@pytest.mark.parametrize(
    ("paper", "said"),
    [
        (("page.html", b"<script>"), "page.html is of a kind that is not kept."),
        (("consent.pdf", b""), "The submitted file is empty."),
    ],
)
@pytest.mark.once
def test_a_file_that_cannot_be_kept_is_said(client, phone, paper, said):
    page = record(client, phone, evidence=a_paper(*paper))
    assert page.status_code == 422
    assert said in page.text
    assert not Consent.objects.exists()


@pytest.mark.once
def test_one_too_large_is_said(client, phone, monkeypatch):
    monkeypatch.setattr(evidence_files, "LARGEST", 1 << 20)
    page = record(client, phone, evidence=a_paper(content=b"x" * ((1 << 20) + 1)))
    assert "consent.pdf is larger than 1 MB." in page.text


def test_a_file_is_not_kept_where_the_rest_is_wrong(client, phone):
    record(client, phone, on="2026-12-24", evidence=a_paper())
    assert not list(evidence_files.folder().iterdir())


@pytest.mark.parametrize("kind", ["", "everything"])
@pytest.mark.once
def test_an_unknown_kind_is_not_kept(client, phone, kind):
    assert record(client, phone, kind=kind).status_code == 422
    assert not Consent.objects.exists()


# ---- relationships


def test_a_relationship_and_its_days(client, phone):
    page = record(client, phone, "relationship", kind="purchase", words="We sold her mother’s home.", on="2026-10-01")
    [line] = page.context["permissions"].lines
    assert line.until == "Counts until Mar 24, 2028"
    assert page.context["page"].heading == "Yes, until 8:00 pm."


def test_a_states_own_days_where_they_differ(client, phone, harriet):
    Owner.objects.filter(pk=harriet.owner_id).update(mailing_state="PA", mailing_postal_code="17602")
    page = record(client, phone, "relationship", kind="purchase", words="We sold it.", on="2026-10-01")
    [line] = page.context["permissions"].lines
    assert line.until == "Counts until Mar 24, 2028; for Pennsylvania’s own list until Oct 1, 2027"


def test_one_that_is_over_stays_on_record(client, phone):
    page = record(client, phone, "relationship", kind="inquiry", words="Asked for a price.", on="2026-08-01")
    [line] = page.context["permissions"].lines
    assert (line.stands, line.until) == (False, "Counted until Oct 30, 2026")
    assert page.context["page"].heading == "No, not by phone."


def test_one_ended_by_a_request_says_so(client, phone, harriet, maya):
    record(client, phone, "relationship", kind="purchase", words="We sold it.", on="2026-10-01")
    gate.request_no_calls(maya.team, harriet.owner, "", maya, NOW)
    [line] = lines(client, phone)
    assert (line.stands, line.until) == (False, "Ended by the do-not-call request of today, 8:05 am")


# ---- ended


@pytest.mark.parametrize(("what", "route"), [("consent", "consents"), ("relationship", "relationships")])
def test_it_is_ended_by_whom_and_when(client, phone, what, route):
    kind = {"consent": "invited", "relationship": "inquiry"}[what]
    record(client, phone, what, kind=kind, words="Asked us.")
    [line] = lines(client, phone)
    page = client.post(f"/{route}/{line.pk}/ended/", {"because": "Entered by mistake", "phone": phone.pk}, follow=True)
    assert page.redirect_chain == [(f"/may-i-call/{phone.pk}/", 302)]
    [line] = page.context["permissions"].lines
    assert (line.stands, line.may_be_ended) == (False, False)
    assert line.until == "Entered by mistake, said today, 8:05 am, by Maya Lindqvist"
    assert page.context["page"].heading == "No, not by phone."


def test_ending_twice_keeps_the_first(client, phone):
    record(client, phone)
    [line] = lines(client, phone)
    for because in ("Entered by mistake", "It has ended"):
        client.post(f"/consents/{line.pk}/ended/", {"because": because})
    assert Consent.objects.get().ended_because == "Entered by mistake"


def test_why_it_ended_must_be_said(client, phone):
    record(client, phone)
    [line] = lines(client, phone)
    assert "Say why it counts no more." in client.post(f"/consents/{line.pk}/ended/", follow=True).text
    assert Consent.objects.get().ended_at is None


def test_what_stands_comes_first(client, phone):
    record(client, phone, "relationship", kind="inquiry", words="Long ago.", on="2026-08-01")
    record(client, phone, words="Now.", on="2026-07-01")
    assert [line.words for line in lines(client, phone)] == ["Now.", "Long ago."]


# ---- the file


def test_the_file_is_handed_out_as_it_came_and_never_shown(client, phone):
    record(client, phone, evidence=a_paper("Brief – Boone.pdf"))
    row = Consent.objects.get()
    file = client.get(f"/consents/{row.pk}/evidence/")
    assert file.content == PAPER
    assert file.headers["Content-Disposition"].startswith("attachment; filename")
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert file.headers["Content-Type"] == "application/pdf"


def test_a_lost_file_is_said(client, phone):
    record(client, phone, evidence=a_paper())
    row = Consent.objects.get()
    (evidence_files.folder() / row.evidence_file).unlink()
    page = client.get(f"/consents/{row.pk}/evidence/", follow=True)
    assert "consent.pdf is missing from" in page.text


def test_without_a_file_there_is_nothing_to_hand_out(client, phone):
    record(client, phone)
    assert client.get(f"/consents/{Consent.objects.get().pk}/evidence/").status_code == 404


# ---- our own listing


@pytest.fixture
def ours(maya, harriet) -> Listing:
    """Maya's own office had the home before the one that just expired."""
    return world.a_listing(
        harriet.property,
        harriet.listing.source,
        listing_id="AL000777",
        list_office_name="Saltmarsh Realty, Inc.",
        on_market_date=date(2025, 9, 1),
        off_market_date=date(2026, 2, 28),
    )


def test_our_own_listing_is_proposed(client, phone, ours):
    page = text(look(client, phone))
    assert "Your office had 418 Larkspur Ln listed until Feb 28, 2026." in page


def test_one_press_records_it(client, phone, ours, maya):
    listing = look(client, phone).context["permissions"].proposals[0]
    page = record(client, phone, "relationship", kind="purchase", words=listing.words, on=listing.ended_on.isoformat())
    row = Relationship.objects.get()
    assert (row.kind, row.on, row.by) == ("purchase", date(2026, 2, 28), maya)
    assert "Saltmarsh Realty, Inc. had 418 Larkspur Ln listed until Feb 28, 2026 (Expired; Alder" in row.words
    assert page.context["permissions"].proposals == ()
    assert page.context["page"].heading == "Yes, until 8:00 pm."


@pytest.mark.parametrize(
    "change",
    [
        {"list_office_name": "Tern & Tide"},
        {"standard_status": "Closed"},
        {"standard_status": "Withdrawn"},
        {"is_lease": True},
        {"off_market_date": date(2025, 1, 1)},
        {"off_market_date": None},
    ],
    ids=["another office", "sold", "still under contract", "a lease", "too long ago", "day not known"],
)
def test_what_is_no_relationship_is_not_proposed(client, phone, ours, change):
    Listing.objects.filter(pk=ours.pk).update(**change)
    assert look(client, phone).context["permissions"].proposals == ()


def test_nor_what_was_before_the_owners_time(client, phone, ours):
    Ownership.objects.update(since=date(2026, 5, 1))
    assert look(client, phone).context["permissions"].proposals == ()


def test_nor_what_was_called_a_mistake(client, phone, ours, maya, harriet):
    row = permissions.relationship(
        maya.team, harriet.owner, "purchase", words="Ours.", on=date(2026, 2, 28), by=maya, now=NOW
    )
    permissions.end(row, "Entered by mistake", maya, NOW)
    assert look(client, phone).context["permissions"].proposals == ()


# ---- look-ups


def test_a_states_own_list_looked_up_by_hand(client, harriet, maya):
    Owner.objects.filter(pk=harriet.owner_id).update(mailing_state="PA", mailing_postal_code="17602")
    harriet.owner.refresh_from_db()
    phone = harriet.owner.phones.get(number="+14105550142")
    page = look(client, phone)
    assert "It is not on Pennsylvania’s list" in page.text
    assert "STATE_LIST_MISSING" in [reason.rule for reason in _reasons(maya, harriet, phone)]
    page = client.post(f"/may-i-call/{phone.pk}/looked-up/", {"listed": "no", "list": "PA"}, follow=True)
    assert (NumberLookup.objects.get().list, NumberLookup.objects.get().listed) == ("PA", False)
    assert "(410) 555-0142 is not on Pennsylvania’s own list, looked up by you today." in page.text
    assert "STATE_LIST_MISSING" not in [reason.rule for reason in _reasons(maya, harriet, phone)]
    [line] = page.context["permissions"].lookups
    assert line.said == "Pennsylvania’s own list: not on it"
    assert line.about == "Looked up Nov 24, 2026, by Maya Lindqvist; counts until Dec 25, 2026"


def test_a_look_up_counts_as_long_as_a_copy_of_that_list(client, phone, maya):
    """Indiana's comes out once a quarter."""
    gate.looked_up_number(phone.number, False, maya, NOW, "IN")
    [line] = look(client, phone).context["permissions"].lookups
    assert line.about.endswith("; counts until Feb 24, 2027")


def _reasons(maya, lead, phone):
    [decision] = gate.preview([gate.Target(phone.number, phone, lead.owner, lead.property)], maya.team, NOW, maya)
    return decision.reasons


@pytest.mark.parametrize("code", ["MD", "XX", "pa", "USA"])
@pytest.mark.once
def test_a_state_without_a_list_is_not_looked_up(client, phone, code):
    client.post(f"/may-i-call/{phone.pk}/looked-up/", {"listed": "no", "list": code})
    assert not NumberLookup.objects.exists()


def test_where_no_state_keeps_one_none_is_offered(client, phone):
    assert "A state’s own list" not in look(client, phone).text


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("yes", "yes, it was given to somebody else"),
        ("no", "no, it was not"),
        ("no_data", "no data"),
    ],
)
def test_the_database_of_reassigned_numbers(client, phone, maya, said, shown):
    page = client.post(f"/may-i-call/{phone.pk}/reassigned/", {"said": said, "on": "2026-11-20"}, follow=True)
    row = ReassignedLookup.objects.get()
    assert (row.number, row.said, row.on, row.by) == (LISTED, said, date(2026, 11, 20), maya)
    [line] = page.context["permissions"].lookups
    assert line.said == f"Reassigned Numbers Database: {shown}"
    assert line.about.endswith("; counts until Dec 21, 2026") == (said == "no")


@pytest.mark.once
def test_what_it_said_must_be_said(client, phone):
    page = client.post(f"/may-i-call/{phone.pk}/reassigned/", {"on": "2026-11-20"})
    assert page.status_code == 422
    assert "Say what the database showed: yes, no, or no data." in page.text
    assert not ReassignedLookup.objects.exists()


# ---- requests


def test_a_consent_taken_back_is_told_as_that(client, phone, maya, harriet):
    gate.request_no_calls(maya.team, harriet.owner, LISTED, maya, NOW, "Revoke.", kind="revoked")
    assert "Took back the consent on (410) 555-0168, today, 8:05 am, by Maya Lindqvist." in text(look(client, phone))


# ---- the doors


def test_more_on_file_asks_no_more_queries(client, phone, maya, harriet):
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            look(client, phone)
        return len(captured)

    record(client, phone, words="One.")
    record(client, phone, "relationship", kind="inquiry", words="One.")
    gate.reassigned_looked_up(LISTED, "no", maya, NOW)
    before = asked()
    for days in range(1, 6):
        record(client, phone, words="More.", on=(NOW.date() - timedelta(days=days)).isoformat())
        gate.reassigned_looked_up(LISTED, "no", maya, NOW)
    assert asked() == before


@pytest.mark.parametrize("what", ["consent", "relationship", "reassigned", "looked-up"])
@pytest.mark.once
def test_writing_is_a_post(client, phone, what):
    assert client.get(f"/may-i-call/{phone.pk}/{what}/").status_code == 405


@pytest.mark.parametrize("what", ["consent", "relationship", "reassigned", "looked-up"])
def test_another_teams_number_is_not_there(client, maya, others, what):
    theirs = others["Dennis Ott"].owner.phones.get()
    sent = {"kind": "invited", "words": "Call.", "on": "2026-11-24", "said": "no", "listed": "no"}
    assert client.post(f"/may-i-call/{theirs.pk}/{what}/", sent).status_code == 404
    assert not Consent.objects.exists() and not ReassignedLookup.objects.exists()


def test_another_teams_permission_is_not_there(client, phone, others):
    theirs = others["Dennis Ott"]
    paper = evidence_files.keep(a_paper(), "consent.pdf")
    row = permissions.consent(
        theirs.team, theirs.owner, "invited", words="Call.", on=NOW.date(), by=None, now=NOW, evidence=paper
    )
    assert client.get(f"/consents/{row.pk}/evidence/").status_code == 404
    assert client.post(f"/consents/{row.pk}/ended/", {"because": "It has ended"}).status_code == 404
    row.refresh_from_db()
    assert row.ended_at is None


# ---- the way here from a refusal


def test_a_refusal_that_a_permission_lifts_leads_to_it(client, phone, harriet):
    action = next(one for one in look(client, phone).context["page"].actions if "permission" in one.words)
    assert action.words == "Record a signed permission"
    assert action.href == f"/may-i-call/{phone.pk}/?home={harriet.property_id}#permissions"


def test_one_that_nothing_lifts_does_not(client, phone, harriet, maya):
    gate.request_no_calls(maya.team, harriet.owner, "", maya, NOW)
    assert "Record a signed permission" not in [one.words for one in look(client, phone).context["page"].actions]


def test_each_form_asks_for_its_own_words(client, phone):
    forms = {one.slug: one.form for one in look(client, phone).context["permissions"].forms}
    assert {slug: form["words"].label for slug, form in forms.items()} == {
        "written": "The words that were signed",
        "invited": "What the owner said or wrote",
        "acquainted": "How you know each other",
        "purchase": "What it was",
        "inquiry": "What the owner asked, and how",
    }
    assert [slug for slug, form in forms.items() if "only_this" in form.fields] == ["invited"]
