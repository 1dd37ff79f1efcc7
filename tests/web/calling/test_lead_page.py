"""/leads/<pk>/ : one lead from its first listing to its next touch."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from callsheet.calling import attempts, seen
from callsheet.compliance import gate, permissions
from callsheet.compliance.models import Answer, DoNotCallRequest
from callsheet.leads.models import FollowUp, Lead
from callsheet.listings.models import Listing, ListingChange
from tests.web import world
from tests.web.listed import on_registry
from tests.web.world import NOW

pytestmark = pytest.mark.django_db


def text(page) -> str:
    return " ".join(page.text.split())


@pytest.fixture
def harriet(leads) -> Lead:
    return leads["Harriet and Paul Boone"]


@pytest.fixture
def dennis(leads) -> Lead:
    return leads["Dennis Ott"]


def page_of(client, lead: Lead, **query):
    return client.get(f"/leads/{lead.pk}/", query_params=query).context["page"]


def happened(client, lead: Lead, **query) -> list[str]:
    """What the time line of the lead says, newest first."""
    return [entry.what for entry in page_of(client, lead, **query).happened]


# ---- who, and the one next thing


def test_who_where_and_since_when(client, harriet):
    page = text(client.get(f"/leads/{harriet.pk}/"))
    assert "<h1>418 Larkspur Ln</h1>" in page
    assert "Fallow Creek, MD 21014. <b>Harriet and Paul Boone</b>, owners since 2009. Lead opened Sun." in page


def test_who_works_it_is_said(client, harriet, maya):
    Lead.objects.filter(pk=harriet.pk).update(assigned_to=maya)
    assert "Lead opened Sun, worked by you." in page_of(client, harriet).about


def test_space_calls(client, harriet):
    page = text(client.get(f"/leads/{harriet.pk}/"))
    assert f'href="/call/{harriet.pk}/" aria-keyshortcuts="Space">Call Harriet' in page
    assert page.count("btn-primary") == 1


def test_who_may_not_be_called_leads_to_the_proof(client, leads):
    agnes = leads["Agnes Doyle"]
    phone = agnes.owner.phones.get()
    page = text(client.get(f"/leads/{agnes.pk}/"))
    assert (
        f'href="/may-i-call/{phone.pk}/?home={agnes.property_id}" aria-keyshortcuts="Space">See why, and when' in page
    )


def test_who_goes_by_letters_is_written_to(client, leads):
    peter = leads["Peter Novak"]
    peter.to_letters("Asked not to be called.", NOW)
    assert f'href="/letters/{peter.pk}/" aria-keyshortcuts="Space">Write a letter' in text(
        client.get(f"/leads/{peter.pk}/")
    )


def test_a_closed_lead_can_be_opened_again(client, dennis, maya):
    dennis.close("The home was sold.", maya, NOW)
    page = text(client.get(f"/leads/{dennis.pk}/"))
    assert "Closed today: The home was sold." in page
    assert f'action="/leads/{dennis.pk}/reopen/"' in page and "Open the lead again" in page
    assert "Change the plan" not in page


def test_an_older_lead_leads_to_the_newer_one(client, dennis):
    older = world.a_lead(
        world.a_listing(dennis.property, dennis.listing.source, listing_id="OLD"), state="closed", closed_at=NOW
    )
    page = text(client.get(f"/leads/{older.pk}/"))
    assert f'href="/leads/of/{dennis.property_id}/"' in page and "Go to the newer lead" in page


# ---- numbers


def test_each_number_has_its_mark_and_its_proof(client, harriet):
    best, listed, wrong = page_of(client, harriet).numbers
    assert (best.national, best.may.mark, best.may.words) == ("(410) 555-0142", "now", "May be called until 8:00 pm")
    assert (listed.national, listed.may.mark) == ("(410) 555-0168", "never")
    assert "do-not-call registry" in listed.about
    assert (wrong.national, wrong.is_dead, wrong.may.words) == ("(443) 555-0113", True, "Wrong number")
    for line in (best, listed, wrong):
        assert client.get(line.proof).status_code == 200


def test_no_number_is_dialed_from_here(client, harriet):
    assert "tel:" not in client.get(f"/leads/{harriet.pk}/").text


def test_without_a_number_an_owner_file_is_asked_for(client, dennis):
    dennis.owner.phones.all().delete()
    assert "No number is known." in client.get(f"/leads/{dennis.pk}/").text


# ---- what happened


def test_the_newest_stands_first(client, harriet):
    said = happened(client, harriet)
    assert said[:2] == ["Owner known", "Left a voicemail"]
    assert said.index("Left a voicemail") < said.index("No answer") < said.index("Expired")


def test_an_attempt_tells_its_note_and_whether_it_was_cleared(client, harriet):
    page = text(client.get(f"/leads/{harriet.pk}/"))
    assert "“Calling about Larkspur, will try Tuesday.” Reported: the gate was not asked. By Maya Lindqvist." in page


def test_a_dial_has_its_proof(client, dennis, maya):
    dialed = attempts.dial(dennis, dennis.owner.phones.get(), maya, NOW)
    attempts.record(dennis, "not_now", maya, NOW, seen=0, phone=dennis.owner.phones.get(), note="In spring.")
    entry = page_of(client, dennis).happened[0]
    assert (entry.what, entry.number, entry.look) == ("Spoke: not now", "(410) 555-0117", "event-contact")
    assert entry.proof == f"/clearances/{dialed.answer.pk}/"


def test_a_dial_that_still_rings_says_so(client, dennis, maya):
    attempts.dial(dennis, dennis.owner.phones.get(), maya, NOW)
    assert happened(client, dennis)[0] == "Dialed, no outcome yet"


def test_a_refusal_is_kept_with_its_reason(client, dennis, maya):
    phone = dennis.owner.phones.get()
    on_registry(phone.number)
    attempts.dial(dennis, phone, maya, NOW)
    entry = page_of(client, dennis).happened[0]
    assert (entry.what, entry.number) == ("Refused to call", "(410) 555-0117")
    assert "do-not-call registry" in entry.more
    assert entry.proof == f"/clearances/{Answer.objects.get().pk}/"


def test_an_outcome_taken_back_stays(client, dennis, maya):
    attempts.record(dennis, "do_not_call", maya, NOW, seen=0, phone=dennis.owner.phones.get())
    attempts.undo(maya, NOW + timedelta(minutes=1))
    said = happened(client, dennis)
    assert "Taken back: Spoke: do not call again" in said
    assert "Do-not-call request taken back" in said and "Asked not to be called" in said


def test_a_request_not_to_be_called_is_told_with_its_words(client, leads):
    entry = next(one for one in page_of(client, leads["Peter Novak"]).happened if one.what == "Asked not to be called")
    assert entry.more == "“Never again.” Recorded by Maya Lindqvist."
    assert DoNotCallRequest.objects.count() == 1


def test_permissions_are_told_with_their_words_and_their_end(client, dennis, maya):
    given = permissions.consent(
        dennis.team, dennis.owner, "invited", words="Call me.", on=NOW.date(), by=maya, now=NOW - timedelta(hours=1)
    )
    permissions.relationship(
        dennis.team, dennis.owner, "inquiry", words="Asked for a price.", on=NOW.date(), by=maya, now=NOW
    )
    permissions.end(given, "Entered by mistake", maya, NOW)
    told = {entry.what: entry.more for entry in page_of(client, dennis).happened}
    assert told["Asked to be contacted"] == "“Call me.” Nov 24, 2026. Written down by Maya Lindqvist."
    assert told["Asked your brokerage about its services"].startswith("“Asked for a price.” Nov 24, 2026.")
    assert told["Counts no more: asked to be contacted"].startswith("Entered by mistake. Said by Maya Lindqvist;")


def test_a_consent_taken_back_is_told_as_that(client, dennis, maya):
    gate.request_no_calls(maya.team, dennis.owner, "", maya, NOW, "Revoke.", kind="revoked")
    assert "Took back the consent" in [entry.what for entry in page_of(client, dennis).happened]


def test_notes_snoozes_and_appointments_are_told(client, dennis, maya):
    dennis.note("Likes boats.", maya, NOW - timedelta(minutes=3))
    dennis.snooze(NOW + timedelta(days=3), maya, NOW - timedelta(minutes=2))
    dennis.wake(maya, NOW - timedelta(minutes=1))
    met = dennis.set_appointment(NOW + timedelta(days=1), "", maya, NOW)
    met.settle("kept", maya, NOW + timedelta(seconds=1))
    entries = [entry for entry in page_of(client, dennis).happened if entry.what != "Owner known"]
    assert [entry.what for entry in entries[:4]] == [
        "Appointment of tomorrow, 8:05 am: kept",
        "Appointment set for tomorrow, 8:05 am",
        "Put aside until Fri, 8:05 am",
        "Note",
    ]
    assert entries[3].more == "“Likes boats.” By Maya Lindqvist."


def test_a_look_in_the_mls_is_told(client, dennis, maya):
    seen.status(dennis, "Expired", maya, NOW)
    assert happened(client, dennis)[0] == "Looked up in the MLS: Expired"


def test_price_and_status_changes_are_told_but_an_end_only_once(client, harriet):
    before = [entry.what for entry in page_of(client, harriet).before]
    assert before[:3] == [
        "Price cut to $459,900 from $464,900",
        "Price cut to $464,900 from $474,900",
        "Price cut to $474,900 from $489,000",
    ]
    assert before[-1] == "Listed"
    for old, new in (("Active", "Pending"), ("Pending", "Expired")):
        ListingChange.objects.create(listing=harriet.listing, at=NOW, field="standard_status", old=old, new=new)
    said = happened(client, harriet)
    assert "Now Pending, was Active" in said
    assert "Now Expired, was Pending" not in said and "Expired" in said


@pytest.mark.parametrize(
    ("field", "old", "new", "said"),
    [
        ("list_price", "400000", "410000", "Price raised to $410,000 from $400,000"),
        ("list_price", None, "410000", "Price now $410,000"),
        ("list_price", "410000", None, "Price taken out"),
        ("standard_status", None, "Pending", "Now Pending"),
        ("expiration_date", "2026-11-01", "2026-12-01", "The contract now ends on 2026-12-01"),
        ("expiration_date", "2026-11-01", None, "The contract has no end any more"),
    ],
)
def test_every_change_has_its_words(client, dennis, field, old, new, said):
    ListingChange.objects.create(listing=dennis.listing, at=NOW, field=field, old=old, new=new)
    assert happened(client, dennis)[0] == said


def test_what_was_before_this_lead_stands_apart(client, harriet):
    page = page_of(client, harriet)
    earlier = world.a_listing(
        harriet.property, harriet.listing.source, listing_id="EARLIER", standard_status="Closed",
        close_date=date(2009, 5, 1), close_price=310_000, on_market_date=date(2009, 1, 3), days_on_market=90,
    )  # fmt: skip
    before = page_of(client, harriet).before
    assert len(before) == len(page.before) + 2
    sold = before[-2]
    assert (sold.when, sold.what, sold.rest) == ("May 2009", "Sold", " after 90 days at $310,000")
    assert earlier.listing_id in sold.more


def test_a_rental_is_told_as_one(client, dennis):
    Listing.objects.filter(pk=dennis.listing_id).update(is_lease=True)
    assert "Offered for rent" in [entry.what for entry in page_of(client, dennis).before]


@pytest.mark.parametrize(
    ("show", "there", "not_there"),
    [
        ("calls", "Left a voicemail", "Expired"),
        ("listing", "Expired", "Left a voicemail"),
        ("mail", "Letter sent, touch 3.", "Left a voicemail"),
    ],
)
def test_one_kind_can_be_shown_alone(client, harriet, maya, show, there, not_there):
    planned = harriet.follow_ups.create(kind="letter", touch=3, due_at=NOW, because="By hand.", planned_at=NOW)
    planned.finish(maya, NOW)
    said = happened(client, harriet, show=show)
    assert there in said and not_there not in said


def test_an_unknown_kind_shows_all(client, harriet):
    assert happened(client, harriet, show="secret") == happened(client, harriet)


# ---- what is planned


def test_the_next_touch_stands_on_top(client, dennis, maya):
    attempts.record(dennis, "no_answer", maya, NOW, seen=0, phone=dennis.owner.phones.get())
    [coming] = page_of(client, dennis).planned
    assert (coming.when, coming.what) == ("today, 4:40 pm", "Next: call")
    assert coming.more == "New: a second try the same afternoon. Touch 2 of 20."


def test_the_plan_shows_what_was_done_and_what_is_next(client, dennis, maya):
    attempts.record(dennis, "no_answer", maya, NOW, seen=0, phone=dennis.owner.phones.get())
    letter = dennis.follow_ups.create(kind="letter", touch=2, due_at=NOW, because="By hand.", planned_at=NOW)
    letter.finish(maya, NOW + timedelta(minutes=1))
    page = page_of(client, dennis)
    assert [(touch.text, touch.look) for touch in page.touches[:4]] == [
        ("C", "done"), ("M", "done"), ("C", "now"), ("4", ""),
    ]  # fmt: skip
    assert len(page.touches) == 20
    assert page.plan == "2 of 20 touches done, until Feb 22, 2027."
    assert page.plan_told == "20 touches, 2 done"


def test_touches_nobody_kept_are_calls(client, dennis):
    Lead.objects.filter(pk=dennis.pk).update(touches=3)
    assert [touch.text for touch in page_of(client, dennis).touches if touch.look == "done"] == ["C", "C", "C"]


def test_after_twenty_touches_nothing_comes(client, dennis):
    Lead.objects.filter(pk=dennis.pk).update(touches=20)
    FollowUp.objects.create(lead=dennis, kind="call", touch=21, due_at=NOW, because="", planned_at=NOW)
    assert {touch.look for touch in page_of(client, dennis).touches} == {"done"}


# ---- the home


def test_what_the_files_give_of_the_home(client, harriet):
    facts = dict(page_of(client, harriet).facts)
    assert facts["Beds, baths"] == "4, 2.5"
    assert facts["Living area"] == "2,310 sq ft"
    assert facts["Lot"] == "0.62 acre"
    assert (facts["Built"], facts["Days on market"], facts["Last price"]) == ("1987", "256", "$459,900")
    assert facts["Last agent"] == "Tern & Tide"


def test_the_price_path_is_drawn(client, harriet):
    assert 'id="price-title">Price history: listed Mar 11 at $489,000' in client.get(f"/leads/{harriet.pk}/").text


def test_what_no_file_gives_is_left_out(client, maya):
    lead = world.a_lead(world.a_listing(world.a_home(maya.team), world.an_mls(maya.team), list_price=None))
    page = page_of(client, lead)
    assert [label for label, _ in page.facts] == ["Days on market", "MLS"]
    assert "Owner not known." in text(client.get(f"/leads/{lead.pk}/"))


# ---- the door


def test_the_queries_do_not_grow_with_what_happened(client, dennis, maya):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/leads/{dennis.pk}/")
        return len(captured)

    dennis.note("One.", maya, NOW)
    few = queries()
    for number in range(8):
        dennis.note(f"Note {number}.", maya, NOW)
        ListingChange.objects.create(listing=dennis.listing, at=NOW, field="list_price", old="1", new=str(number))
    assert queries() == few <= 37


def test_another_teams_lead_is_not_there(client, leads, others):
    theirs = others["Dennis Ott"].pk
    assert client.get(f"/leads/{theirs}/").status_code == 404
    for verb in ("note", "snooze", "wake", "close", "reopen"):
        assert (
            client.post(f"/leads/{theirs}/{verb}/", {"note": "x", "when": "Monday", "because": "x"}).status_code == 404
        )
