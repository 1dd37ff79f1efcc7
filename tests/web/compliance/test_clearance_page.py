"""/clearances/<answer>/ : an answer as it was said, sealed."""

from datetime import timedelta

import pytest

from callsheet.compliance import gate
from callsheet.compliance.evidence import Target
from callsheet.compliance.models import Answer
from callsheet.listings.models import LastRead
from callsheet.owners.models import Phone
from tests.web import world
from tests.web.world import NOW

pytestmark = pytest.mark.django_db

PERMISSION = "Record a signed permission"


def text(page) -> str:
    return " ".join(page.text.split())


@pytest.fixture
def harriet(leads):
    return leads["Harriet and Paul Boone"]


def asked(lead, maya, digits: str, at=NOW) -> Answer:
    """The gate's stored answer for one number of the lead's owner."""
    phone = lead.owner.phones.get(number__endswith=digits)
    return gate.ask(Target(phone.number, phone, lead.owner, lead.property), maya, at).answer


def page_of(client, answer: Answer):
    return client.get(f"/clearances/{answer.pk}/").context["page"]


def test_a_clearance_says_that_it_was_allowed(client, harriet, maya):
    page = page_of(client, asked(harriet, maya, "0142"))
    assert (page.heading, page.look, page.when) == ("Yes, it was allowed.", "reason-good", "")
    assert (page.home, page.owner, page.line, page.national) == (
        "418 Larkspur Ln", "Harriet and Paul Boone", "mobile", "(410) 555-0142",
    )  # fmt: skip
    assert [action.words for action in page.actions] == ["Open the lead"]


def test_who_asked_when_and_for_what(client, harriet, maya):
    page = page_of(client, asked(harriet, maya, "0142", NOW + timedelta(minutes=9, seconds=7)))
    assert page.asked == "Tuesday, November 24, 2026, 8:14:07 am, by Maya Lindqvist, for a call dialed by hand"


def test_a_refusal_says_no_and_what_instead(client, harriet, maya):
    page = page_of(client, asked(harriet, maya, "0168"))
    assert page.heading == "No, not by phone."
    assert page.because.startswith("This number is on the national do-not-call registry")
    assert [action.words for action in page.actions] == [
        "Call (410) 555-0142",
        "Write a letter",
        PERMISSION,
        "Open the lead",
    ]


def test_a_refusal_of_the_hour_says_from_when(client, leads, maya):
    assert page_of(client, asked(leads["Nadia Petrov"], maya, "0188")).heading.startswith("Not then: from ")


def test_what_was_not_known_was_no(client, harriet, maya):
    LastRead.objects.update(seen_at=NOW - timedelta(days=3))
    harriet.listing.source.__class__.objects.update(active_seen_at=NOW - timedelta(days=3))
    assert page_of(client, asked(harriet, maya, "0142")).heading == "It was not known, so no."


def test_it_stays_as_it_was_said(client, harriet, maya):
    answer = asked(harriet, maya, "0142")
    gate.request_no_calls(maya.team, harriet.owner, "+14105550142", maya, NOW)
    page = page_of(client, answer)
    assert page.heading == "Yes, it was allowed."
    checked = next(check for check in page.checks if check.name == "Asked not to be called")
    assert checked.may.words == "Allows it"


def test_its_seal_and_the_chain_are_shown(client, harriet, maya):
    first, second = asked(harriet, maya, "0142"), asked(harriet, maya, "0168")
    assert page_of(client, first).kept.startswith(f"Kept as it was said: record {first.pk:,}, the first of its chain.")
    kept = page_of(client, second).kept
    assert "chained to the one before it" in kept
    assert kept.replace(" ", "").endswith(f"Seal{second.seal[:16]}.")


def test_earlier_answers_for_the_number_lead_to_theirs(client, harriet, maya):
    first = asked(harriet, maya, "0168", NOW - timedelta(days=1))
    second = asked(harriet, maya, "0168")
    asked(harriet, maya, "0142")
    page = page_of(client, second)
    assert [(one.answer, one.said, one.is_this) for one in page.earlier] == [
        (second.pk, "Refused: registry", True), (first.pk, "Refused: registry", False),
    ]  # fmt: skip
    assert f'href="/clearances/{first.pk}/"' in client.get(f"/clearances/{second.pk}/").text


def test_several_reasons_are_named_in_short(client, harriet, maya):
    answer = asked(harriet, maya, "0168", NOW - timedelta(hours=10))
    assert page_of(client, answer).earlier[0].said == "Refused: registry; hours"


def test_with_two_homes_none_is_named(client, harriet, maya):
    answer = asked(harriet, maya, "0142")
    harriet.owner.ownerships.create(property=world.a_home(maya.team, "9", "Quay"), reported_at=NOW)
    page = page_of(client, answer)
    assert (page.home, page.actions) == ("", ())


def test_a_number_that_is_gone_still_has_its_proof(client, harriet, maya):
    answer = asked(harriet, maya, "0142")
    Phone.objects.filter(number="+14105550142").delete()
    page = page_of(client, answer)
    assert (page.phone, page.national, page.heading) == (None, "(410) 555-0142", "Yes, it was allowed.")


def test_an_answer_whose_owner_and_asker_are_gone(client, harriet, maya):
    answer = asked(harriet, maya, "0142")
    Answer.objects.filter(pk=answer.pk).update(owner=None, by=None)
    page = page_of(client, answer)
    assert "by somebody who has left" in page.asked
    assert page.actions == ()


def test_it_prints_without_its_buttons(client, harriet, maya):
    page = text(client.get(f"/clearances/{asked(harriet, maya, '0142').pk}/"))
    assert '<section class="stack-tight no-print" aria-labelledby="do">' in page
    assert "<code>callsheet doctor</code> verifies the chain." in page


def test_looking_stores_nothing(client, harriet, maya):
    answer = asked(harriet, maya, "0142")
    client.get(f"/clearances/{answer.pk}/")
    assert Answer.objects.count() == 1
    assert client.post(f"/clearances/{answer.pk}/").status_code == 405


def test_another_teams_answer_is_not_there(client, leads, others):
    theirs = others["Dennis Ott"]
    answer = asked(theirs, theirs.team.people.get(), "0117")
    assert client.get(f"/clearances/{answer.pk}/").status_code == 404
