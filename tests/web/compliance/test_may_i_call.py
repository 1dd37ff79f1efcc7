"""/may-i-call/<phone>/ : what the gate would say of a number now, with every check; nothing is stored."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from callsheet.compliance import gate
from callsheet.compliance.models import Answer, Clearance, CountedDial, NumberLookup, RegistryCopy
from callsheet.listings.models import LastRead, Listing, Source
from callsheet.owners.models import Ownership, Phone
from tests.web import world
from tests.web.world import NOW

pytestmark = pytest.mark.django_db

PERMISSION = "Record a signed permission"


def text(page) -> str:
    return " ".join(page.text.split())


@pytest.fixture
def harriet(leads):
    return leads["Harriet and Paul Boone"]


def number(lead, digits: str = "") -> Phone:
    return lead.owner.phones.get(number__endswith=digits) if digits else lead.owner.phones.first()


def look(client, phone: Phone, **query):
    return client.get(f"/may-i-call/{phone.pk}/", query_params=query)


def page_of(client, phone: Phone, **query):
    return look(client, phone, **query).context["page"]


# ---- the verdict


def test_yes_until_when(client, harriet):
    page = page_of(client, number(harriet, "0142"))
    assert (page.heading, page.look) == ("Yes, until 8:00 pm.", "reason-good")
    assert (page.when, page.when_more) == ("Now.", "Until 8:00 pm.")


def test_no_not_by_phone_with_the_law(client, harriet):
    page = page_of(client, number(harriet, "0168"))
    assert (page.heading, page.look) == ("No, not by phone.", "")
    assert page.because.startswith("This number is on the national do-not-call registry")
    assert page.law.startswith("This is law, not your broker’s policy. 47 CFR 64.1200(c)(2)")
    assert page.when == "Not by waiting."
    assert "signed permission" in page.when_more


def test_not_yet_with_the_hour(client, leads):
    """Her mail goes to Oregon, where it is 5:05 am."""
    page = page_of(client, number(leads["Nadia Petrov"]))
    assert page.heading.startswith("Not yet: from ") and page.heading.endswith("am.")
    assert page.look == "reason-later"
    assert page.when_more == "It joins the sheet by itself."


def test_on_another_day_the_day_is_said(client, harriet, monkeypatch):
    late = NOW + timedelta(hours=12, minutes=30)
    monkeypatch.setattr("callsheet.clock.now", lambda: late)
    Source.objects.update(active_seen_at=late)
    assert page_of(client, number(harriet, "0142")).heading == "Not yet: from 8:00 am tomorrow."


def test_a_file_that_will_be_too_old_by_then_is_told(client, harriet, monkeypatch):
    """At 8:35 pm only the hour refuses; at 8:00 am the file of 6:05 am will be over a day old."""
    monkeypatch.setattr("callsheet.clock.now", lambda: NOW + timedelta(hours=12, minutes=30))
    page = page_of(client, number(harriet, "0142"))
    assert (page.heading, page.look) == ("Not yet: from 8:00 am tomorrow, with newer files.", "reason-later")
    assert page.when_more == "Your files will be too old by then: import newer ones before."
    [other] = page_of(client, number(harriet, "0168")).numbers
    assert other.may.words == "May be called tomorrow at 8:00 am, with newer files"


def test_what_is_not_known_is_no(client, harriet):
    old = NOW - timedelta(hours=30)
    Source.objects.update(active_seen_at=old)
    LastRead.objects.update(seen_at=old)
    page = page_of(client, number(harriet, "0142"))
    assert (page.heading, page.look) == ("Not known yet, so no.", "reason-later")
    assert [action.words for action in page.actions] == ["Import a newer export", "Open the lead"]


def test_policy_is_told_from_law(client, harriet, maya):
    phone = number(harriet, "0142")
    for minutes in (10, 20, 30):
        gate.report(maya.team, harriet.owner, phone.number, NOW - timedelta(minutes=minutes))
    laws = {page_of(client, phone).law[:24]}
    assert laws <= {"This is law, not your br", "This is a house rule, st"}
    assert "was tried 3 times" in look(client, phone).text


def test_every_reason_is_shown(client, harriet, maya):
    phone = number(harriet, "0168")
    gate.request_no_calls(maya.team, harriet.owner, "", maya, NOW)
    page = page_of(client, phone)
    assert page.because.startswith("This owner or number asked your brokerage not to call")
    assert any("do-not-call registry" in because for because in page.others)


# ---- what was checked


def test_every_subject_is_a_row(client, harriet):
    checks = {check.name: check for check in page_of(client, number(harriet, "0168")).checks}
    assert list(checks) == [
        "Listing status",
        "Asked not to be called",
        "National do-not-call registry",
        "Maryland's own list",
        "Permission or relationship",
        "Day and hour",
        "Attempts in 24 hours",
    ]
    registry = checks["National do-not-call registry"]
    assert (registry.may.mark, registry.may.words, registry.saw) == ("never", "Refuses", "The number is on it")
    assert "5 days old" in registry.source
    assert checks["Permission or relationship"].may.words == "No exception"
    assert checks["Listing status"].may.words == "Allows it"


def test_looking_stores_nothing(client, harriet):
    look(client, number(harriet, "0142"))
    assert not Answer.objects.exists() and not Clearance.objects.exists() and not CountedDial.objects.exists()
    assert "nothing was stored, and dialing asks again" in look(client, number(harriet, "0142")).text


# ---- what may be done


def test_a_number_that_may_be_called_is_called_from_its_lead(client, harriet):
    page = text(look(client, number(harriet, "0142")))
    assert f'href="/leads/of/{harriet.property_id}/?then=call" aria-keyshortcuts="Space">Call (410) 555-0142' in page
    assert page.count("btn-primary") == 1 and "tel:" not in page
    assert "What you may do now" in page


def test_instead_another_number_is_called(client, harriet):
    page = page_of(client, number(harriet, "0168"))
    assert [action.words for action in page.actions] == [
        "Call (410) 555-0142",
        "Write a letter",
        PERMISSION,
        "Open the lead",
    ]
    assert page.actions[0].number.may.words == "May be called until 8:00 pm"


def test_without_another_number_a_letter_is_first(client, leads):
    page = page_of(client, number(leads["Agnes Doyle"]))
    assert [action.words for action in page.actions] == ["Write a letter", PERMISSION, "Open the lead"]


def test_another_brokers_client_is_not_written_to(client, harriet):
    Listing.objects.filter(pk=harriet.listing_id).update(standard_status="Active", off_market_date=None)
    page = page_of(client, number(harriet, "0142"))
    assert page.because.startswith("On the market") or "listed" in page.because.lower()
    assert [action.words for action in page.actions] == ["Open the lead"]


def test_a_dead_number_of_the_owner_is_not_offered(client, harriet):
    page = page_of(client, number(harriet, "0168"))
    assert (page.actions[0].number.national, page.numbers) == ("(410) 555-0142", ())
    [other] = page_of(client, number(harriet, "0142")).numbers
    assert (other.national, other.may.words) == ("(410) 555-0168", "Not by phone")
    assert client.get(other.proof).context["page"].heading == "No, not by phone."


# ---- which home


def test_a_refusal_for_any_home_of_the_owner_leads(client, harriet, maya):
    second = world.a_home(maya.team, "9", "Quay")
    world.a_listing(second, harriet.listing.source, standard_status="Active", off_market_date=None)
    Ownership.objects.create(owner=harriet.owner, property=second, reported_at=NOW)
    phone = number(harriet, "0142")
    assert page_of(client, phone).home == "9 Quay Ln"
    assert page_of(client, phone).heading == "No, not by phone."
    assert page_of(client, phone, home=harriet.property_id).heading == "Yes, until 8:00 pm."


@pytest.mark.parametrize("home", ["0", "x", "999999"])
def test_a_home_that_is_not_the_owners_is_not_asked_about(client, harriet, home):
    assert page_of(client, number(harriet, "0142"), home=home).home == "418 Larkspur Ln"


def test_without_a_home_it_is_refused(client, maya):
    owner = world.an_owner(world.a_home(maya.team))
    owner.ownerships.update(ended_at=NOW)
    page = page_of(client, owner.phones.get())
    assert (page.home, page.heading, page.actions) == ("", "No, not by phone.", ())


# ---- the registry


@pytest.fixture
def not_loaded(harriet) -> Phone:
    """A number whose area code was never loaded."""
    RegistryCopy.objects.filter(area_code="410").delete()
    return number(harriet, "0142")


def test_how_to_get_the_registry_in_four_steps(client, not_loaded):
    page = text(look(client, not_loaded))
    steps = page[page.index("How to get the registry, in four steps") :]
    assert steps[: steps.index("</ol>")].count("<li>") == 4
    assert "The first five are free" in steps
    assert "Not known yet, so no." in page


def test_a_copy_that_is_too_old_asks_for_a_new_one(client, harriet):
    RegistryCopy.objects.update(copied_on=date(2026, 10, 1))
    page = text(look(client, number(harriet, "0142")))
    assert "How to get the registry" in page and "is too old" in page


def test_one_number_looked_up_by_hand_is_kept(client, not_loaded, maya, harriet):
    page = client.post(
        f"/may-i-call/{not_loaded.pk}/looked-up/", {"listed": "no", "home": harriet.property_id}, follow=True
    )
    assert page.redirect_chain == [(f"/may-i-call/{not_loaded.pk}/?home={harriet.property_id}", 302)]
    kept = NumberLookup.objects.get()
    assert (kept.number, kept.listed, kept.by, kept.at) == ("+14105550142", False, maya, NOW)
    assert "Kept: (410) 555-0142 is not on the registry, looked up by you today." in page.text
    assert "Yes, until 8:00 pm." in page.text
    assert "looked up by hand on Nov 24, 2026" in page.text


def test_one_that_is_on_it_refuses(client, not_loaded):
    page = client.post(f"/may-i-call/{not_loaded.pk}/looked-up/", {"listed": "yes"}, follow=True)
    assert "(410) 555-0142 is on the registry" in page.text
    assert page.context["page"].because.startswith("This number is on the national do-not-call registry")


@pytest.mark.parametrize("listed", ["", "perhaps"])
def test_what_it_shows_must_be_said(client, not_loaded, listed):
    page = client.post(f"/may-i-call/{not_loaded.pk}/looked-up/", {"listed": listed}, follow=True)
    assert "Say what the registry shows for the number" in page.text
    assert not NumberLookup.objects.exists()


def test_a_look_up_is_a_post(client, not_loaded):
    assert client.get(f"/may-i-call/{not_loaded.pk}/looked-up/").status_code == 405


def test_with_a_fresh_copy_nothing_is_asked(client, harriet):
    assert "looked up by hand" not in look(client, number(harriet, "0142")).text


# ---- requests


def test_a_request_is_told_and_can_be_taken_back(client, leads):
    lead = leads["Peter Novak"]
    asked = lead.owner.do_not_call_requests.get()
    page = text(look(client, number(lead)))
    assert "Asked not to be called on (410) 555-0177, Nov 4, by Maya Lindqvist." in page
    assert "“Never again.”" in page
    assert f'action="/do-not-call/{asked.pk}/mistaken/"' in page and "Take it back as entered by mistake" in page


def test_one_taken_back_stays_in_the_history(client, leads, maya):
    lead = leads["Peter Novak"]
    gate.mistaken(lead.owner.do_not_call_requests.get(), maya, NOW)
    page = text(look(client, number(lead)))
    assert (
        "Entered by mistake, said today, 8:05 am, by Maya Lindqvist. It stays on record and no longer refuses." in page
    )
    assert "Take it back" not in page


# ---- the door


def test_the_queries_are_few(client, harriet):
    with CaptureQueriesContext(connection) as captured:
        look(client, number(harriet, "0142"))
    assert len(captured) <= 30


def test_another_teams_number_is_not_there(client, leads, others):
    theirs = number(others["Dennis Ott"])
    assert look(client, theirs).status_code == 404
    assert client.post(f"/may-i-call/{theirs.pk}/looked-up/", {"listed": "no"}).status_code == 404
    assert not NumberLookup.objects.exists()
