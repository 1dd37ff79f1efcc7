"""Permissions and relationships as rows: what is kept and refused, how long each counts, what the gate makes of it."""

from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile

from callsheet.compliance import evidence_files, gate, permissions
from callsheet.compliance.evidence import Target
from callsheet.compliance.models import Consent, Relationship
from callsheet.compliance.tables import rules
from callsheet.core.errors import UnusableInput
from tests.web import world
from tests.web.world import NOW

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)
LISTED = "+14105550168"  # on the national registry


@pytest.fixture
def harriet(leads):
    return leads["Harriet and Paul Boone"]


@pytest.fixture
def permit(maya, harriet):
    def permit(kind="invited", *, number="", words="Please call me.", on=TODAY, evidence=None, now=NOW) -> Consent:
        return permissions.consent(
            maya.team, harriet.owner, kind, number=number, words=words, on=on, by=maya, now=now, evidence=evidence
        )

    return permit


@pytest.fixture
def relate(maya, harriet):
    def relate(kind="purchase", *, words="We sold her home.", on=TODAY, now=NOW) -> Relationship:
        return permissions.relationship(maya.team, harriet.owner, kind, words=words, on=on, by=maya, now=now)

    return relate


@pytest.fixture
def refusals(maya, harriet):
    """The rules that refuse a call to Harriet's listed number now."""

    def refusals(number=LISTED, now=NOW) -> list[str]:
        phone = harriet.owner.phones.get(number=number)
        [decision] = gate.preview([Target(number, phone, harriet.owner, harriet.property)], maya.team, now, maya)
        return [reason.rule for reason in decision.reasons]

    return refusals


# ---- written down


def test_a_consent_keeps_words_day_number_and_who(permit, maya, harriet):
    row = permit("written", number=LISTED, words="  I agree to be called.  ", on=date(2026, 11, 3))
    assert (row.kind, row.number, row.words, row.on) == ("written", LISTED, "I agree to be called.", date(2026, 11, 3))
    assert (row.owner, row.by, row.at, row.ended_at) == (harriet.owner, maya, NOW, None)


def test_twice_is_once(permit, relate):
    assert permit() == permit()
    assert relate() == relate()


def test_other_words_are_another_row(permit):
    assert permit() != permit(words="And my husband, too.")


def test_a_signed_consent_names_its_number(permit):
    with pytest.raises(UnusableInput, match="counts for the number it names"):
        permit("written", words="I agree.")


def test_a_signed_consent_needs_words_or_the_paper(permit):
    paper = evidence_files.keep(ContentFile(b"%PDF-1.7 signed"), "consent.pdf")
    assert permit("written", number=LISTED, words="", evidence=paper).evidence_name == "consent.pdf"
    with pytest.raises(UnusableInput, match="or bring the signed paper"):
        permit("written", number=LISTED, words=" ")


@pytest.mark.parametrize("kind", ["invited", "acquainted"])
def test_the_others_need_words(permit, kind):
    paper = evidence_files.keep(ContentFile(b"%PDF-1.7 signed"), "consent.pdf")
    with pytest.raises(UnusableInput, match="Write what was said"):
        permit(kind, words="", evidence=paper)


def test_a_relationship_needs_words(relate):
    with pytest.raises(UnusableInput, match="Write what was said"):
        relate(words="")


def test_a_day_to_come_is_refused(permit, relate):
    for record in (permit, relate):
        with pytest.raises(UnusableInput, match="still to come"):
            record(on=TODAY + timedelta(days=1))


def test_the_day_is_the_writers_own(permit):
    """At 11:30 pm in Maryland it is the 25th in Greenwich, and still the 24th for Maya."""
    late = NOW + timedelta(hours=15, minutes=25)
    with pytest.raises(UnusableInput, match="still to come"):
        permit(on=date(2026, 11, 25), now=late)


@pytest.mark.parametrize("kind", ["", "signed"])
def test_an_unknown_kind_is_refused(permit, relate, kind):
    for record in (permit, relate):
        with pytest.raises(UnusableInput, match="Say "):
            record(kind)


# ---- ended


def test_what_ended_stays_on_record(permit, maya):
    row = permit()
    assert permissions.end(row, "Entered by mistake", maya, NOW)
    assert (row.ended_at, row.ended_by, row.ended_because) == (NOW, maya, "Entered by mistake")


def test_it_ends_once(permit, maya):
    row = permit()
    permissions.end(row, "Entered by mistake", maya, NOW)
    assert not permissions.end(row, "Something else", None, NOW + timedelta(hours=1))
    assert (row.ended_by, row.ended_because) == (maya, "Entered by mistake")


def test_why_must_be_said(permit, maya):
    row = permit()
    with pytest.raises(UnusableInput, match="Say why"):
        permissions.end(row, " ", maya, NOW)
    row.refresh_from_db()
    assert row.ended_at is None


def test_given_again_it_is_a_new_row(permit, maya):
    row = permit()
    permissions.end(row, "It has ended", maya, NOW)
    assert permit() != row


# ---- how long


@pytest.mark.parametrize(("kind", "days"), [("purchase", 540), ("inquiry", 90)])
def test_a_relationship_counts_so_many_days(relate, kind, days):
    row = relate(kind, on=date(2026, 1, 10))
    assert permissions.ends_on(row, rules()) == date(2026, 1, 10) + timedelta(days=days)


def test_a_states_own_days(relate):
    pennsylvania = rules().states["PA"]
    assert permissions.ends_on(relate(on=date(2026, 1, 10)), rules(), pennsylvania) == date(2027, 1, 10)
    assert permissions.ends_on(relate("inquiry", on=date(2026, 1, 10)), rules(), pennsylvania) == date(2026, 4, 10)


def test_no_day_ends_a_permission(permit):
    assert permissions.ends_on(permit(), rules()) is None


def test_a_request_after_it_ends_it(permit, relate, maya, harriet):
    rows = permit(on=date(2026, 11, 3)), relate(on=date(2026, 11, 3))
    request = gate.request_no_calls(maya.team, harriet.owner, "", maya, NOW)
    about = permissions.requests_about(maya.team, [harriet.owner.pk], [])
    assert [permissions.ended_by(row, about) for row in rows] == [request, request]


def test_a_request_before_it_does_not(relate, maya, harriet):
    gate.request_no_calls(maya.team, harriet.owner, "", maya, NOW - timedelta(days=30))
    about = permissions.requests_about(maya.team, [harriet.owner.pk], [])
    assert permissions.ended_by(relate(), about) is None


def test_one_called_a_mistake_ends_nothing(relate, maya, harriet):
    request = gate.request_no_calls(maya.team, harriet.owner, "", maya, NOW)
    gate.mistaken(request, maya, NOW)
    request.refresh_from_db()
    assert permissions.ended_by(relate(), [request]) is None
    assert permissions.requests_about(maya.team, [harriet.owner.pk], []) == []


def test_the_request_of_somebody_else_ends_nothing(relate, maya, leads):
    gate.request_no_calls(maya.team, leads["Dennis Ott"].owner, "", maya, NOW)
    about = permissions.requests_about(maya.team, [leads["Dennis Ott"].owner.pk], [])
    assert permissions.ended_by(relate(), about) is None


def test_a_request_on_a_number_ends_what_was_given_for_it(permit, maya):
    gate.request_no_calls(maya.team, None, LISTED, maya, NOW)
    about = permissions.requests_about(maya.team, [], [LISTED])
    assert permissions.ended_by(permit("written", number=LISTED), about) == about[0]
    assert permissions.ended_by(permit("invited"), about) is None


# ---- what the gate makes of it


def test_without_any_the_registry_refuses(refusals):
    assert refusals() == ["DNC_NATIONAL"]


@pytest.mark.parametrize("kind", ["written", "invited", "acquainted"])
def test_each_permission_lifts_the_registry(permit, refusals, kind):
    permit(kind, number=LISTED if kind == "written" else "")
    assert refusals() == []


def test_a_signed_consent_serves_its_own_number_only(permit, refusals):
    permit("written", number="+14105550142")
    assert refusals() == ["DNC_NATIONAL"]


def test_an_acquaintance_serves_whoever_it_is_of(permit, refusals, maya, harriet):
    """47 CFR 64.1200(f)(11): of the one who makes the call, not of the brokerage."""
    permit("acquainted")
    dana = world.an_agent(maya.team, "dana")
    phone = harriet.owner.phones.get(number=LISTED)
    [decision] = gate.preview([Target(LISTED, phone, harriet.owner, harriet.property)], maya.team, NOW, dana)
    assert [reason.rule for reason in decision.reasons] == ["DNC_NATIONAL"]


@pytest.mark.parametrize(("kind", "days"), [("purchase", 540), ("inquiry", 90)])
def test_a_relationship_lifts_it_to_its_last_day(relate, refusals, kind, days):
    row = relate(kind, on=TODAY - timedelta(days=days))
    assert refusals() == []
    Relationship.objects.filter(pk=row.pk).update(on=row.on - timedelta(days=1))
    assert refusals() == ["DNC_NATIONAL"]


def test_what_ended_lifts_nothing(permit, refusals, maya):
    permissions.end(permit(), "It has ended", maya, NOW)
    assert refusals() == ["DNC_NATIONAL"]


def test_nothing_lifts_a_request(permit, relate, refusals, maya, harriet):
    for kind in ("written", "invited", "acquainted"):
        permit(kind, number=LISTED if kind == "written" else "")
    gate.request_no_calls(maya.team, harriet.owner, "", maya, NOW)
    assert "DNC_INTERNAL" in refusals()


def test_a_consent_taken_back_refuses_as_revoked(permit, refusals, maya, harriet):
    permit()
    gate.request_no_calls(maya.team, harriet.owner, LISTED, maya, NOW, kind="revoked")
    assert "REVOKED" in refusals()


def test_an_answer_of_the_database_grows_old(refusals, maya, harriet):
    """Only Maine wants it asked; a no of 32 days ago is as if nobody had asked."""
    harriet.owner.mailing_state, harriet.owner.mailing_postal_code = "ME", "04101"
    harriet.owner.save()
    assert "REASSIGNED" in refusals("+14105550142")
    gate.reassigned_looked_up("+14105550142", "no", maya, NOW, on=TODAY - timedelta(days=31))
    assert "REASSIGNED" not in refusals("+14105550142")
    assert "REASSIGNED" in refusals("+14105550142", NOW + timedelta(days=1))


def test_a_number_that_passed_on_is_refused_everywhere(refusals, maya):
    gate.reassigned_looked_up("+14105550142", "yes", maya, NOW)
    assert refusals("+14105550142") == ["REASSIGNED"]
