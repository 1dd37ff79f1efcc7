"""The gate over every channel: texts, e-mails, recordings, voicemail drops, AI voices."""

from dataclasses import replace
from datetime import timedelta

import pytest

from callsheet.compliance import gate
from callsheet.compliance.models import Answer, CountedDial, DoNotCallRequest
from tests.web.compliance.asking import a_question
from tests.web.world import NOW

pytestmark = pytest.mark.django_db
SPOKEN_BY_A_MACHINE = ("recorded", "voicemail_drop", "ai_voice")


@pytest.fixture
def asking():
    return a_question()


@pytest.fixture
def by_mail(asking):
    """The same owner by e-mail: no number is part of it."""
    asking.team.postal_address = "12 Quay St, Port Alder, MD 21078"
    asking.team.save()
    return replace(asking, target=replace(asking.target, number="", phone=None))


def test_a_text_needs_consent_or_an_invitation(asking):
    assert asking.refusals(channel="text") == ["CONSENT_TEXT"]
    asking.consent("invited")
    assert asking.rule(channel="text") == "OK"


@pytest.mark.parametrize("channel", SPOKEN_BY_A_MACHINE)
def test_a_machines_voice_needs_a_signature(asking, channel):
    asking.consent("invited")
    assert asking.refusals(channel=channel) == ["CONSENT_RECORDED", "CONSENT_STATE_AUTO"]
    asking.consent("written", asking.number)
    assert asking.rule(channel=channel) == "OK"


@pytest.mark.parametrize("channel", ["call", "text", *SPOKEN_BY_A_MACHINE])
def test_every_channel_by_telephone_counts_toward_the_caps(asking, channel):
    asking.consent("written", asking.number)
    for minute in range(3):
        now = NOW + timedelta(minutes=minute)
        gate.use(gate.ask(asking.target, asking.agent, now, channel=channel).clearance, now)
    assert CountedDial.objects.count() == 3
    assert asking.rule(NOW + timedelta(hours=1), channel="call") == "CAP_STATE"


def test_the_channel_and_the_launch_are_kept_with_the_answer(asking):
    gate.ask(asking.target, asking.agent, NOW, channel="text", launch="clicked")
    kept = Answer.objects.get()
    assert (kept.channel, kept.facts["channel"], kept.facts["launch"]) == ("text", "text", "clicked")


def test_an_e_mail_needs_the_brokerages_postal_address(by_mail):
    assert by_mail.rule(channel="email") == "OK"
    by_mail.team.postal_address = ""
    assert by_mail.refusals(channel="email") == ["EMAIL_FORM"]


def test_an_e_mail_is_not_asked_about_the_caller_or_the_lists(by_mail):
    by_mail.agent.caller_number = ""
    decision = by_mail.decision(channel="email")
    assert decision.allowed and by_mail.facts(channel="email").registry is None


@pytest.mark.parametrize("kind", DoNotCallRequest.Kind.values)
def test_who_asked_for_no_calls_gets_no_e_mail_either(by_mail, kind):
    gate.request_no_calls(by_mail.team, by_mail.owner, "", by_mail.agent, NOW, kind=kind)
    assert "EMAIL_OPTOUT" in by_mail.refusals(channel="email")


def test_an_e_mail_to_a_listed_home_is_refused(by_mail):
    by_mail.target.property.listings.update(standard_status="Active", off_market_date=None)
    assert by_mail.refusals(channel="email") == ["LISTED"]


def test_an_e_mail_has_a_permission_that_serves_once(by_mail):
    asked = gate.ask(by_mail.target, by_mail.agent, NOW, channel="email")
    gate.use(asked.clearance, NOW)
    with pytest.raises(gate.ClearanceSpent):
        gate.use(asked.clearance, NOW)


def test_the_form_of_an_e_mail_is_no_fact_of_a_call(asking):
    assert asking.facts().email is None
