"""/rules/assistants/: in which states an assistant may dial, and what the gate makes of it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from callsheet.accounts.people import NotTheBroker
from callsheet.compliance import assistants, gate
from callsheet.compliance.assistants import LawForbids
from callsheet.compliance.evidence import Target
from callsheet.compliance.models import AssistantsMayDial
from callsheet.core.errors import UnusableInput
from tests.web.accounts.colleagues import a_colleague
from tests.web.world import NOW, a_home, a_lead, a_listing, a_registry_copy, a_team, an_mls, an_owner

pytestmark = pytest.mark.django_db
ADDRESS = "/rules/assistants/"
TYPED = {"state": "MD", "because": "Our counsel, letter of Nov 3"}


@pytest.fixture
def broker(client, morning):
    broker = a_colleague(a_team(), "Maya Lindqvist", "broker")
    client.force_login(broker)
    return broker


@pytest.fixture
def tess(broker):
    return a_colleague(broker.team, "Tess Okafor", "assistant")


@pytest.fixture
def harriet(broker) -> Target:
    """A number in Maryland that a licensed person may call at this minute."""
    home = a_home(broker.team)
    owner = an_owner(home)
    a_lead(a_listing(home, an_mls(broker.team)), owner)
    a_registry_copy()
    return Target("+14105550142", owner.phones.get(), owner, home)


def rules(target: Target, person) -> list[str]:
    [decision] = gate.preview([target], person.team, NOW, person)
    return [reason.rule for reason in decision.reasons]


# ---------------------------------------------------------------- the gate


def test_an_assistant_prepares_and_does_not_dial(harriet, broker, tess):
    assert "UNLICENSED_STATE" not in rules(harriet, broker)
    assert rules(harriet, tess) == [*rules(harriet, broker), "UNLICENSED_STATE"]


def test_the_broker_can_confirm_a_state_and_take_it_back(harriet, broker, tess):
    word = assistants.confirm("MD", "Counsel", broker, NOW)
    assert rules(harriet, tess) == rules(harriet, broker)
    assert assistants.take_back(word, broker, NOW)
    assert "UNLICENSED_STATE" in rules(harriet, tess)


def test_another_teams_word_counts_for_them_alone(harriet, tess):
    other = a_colleague(a_team("Heron Homes"), "Ann Roth", "broker")
    assistants.confirm("MD", "Counsel", other, NOW)
    assert "UNLICENSED_STATE" in rules(harriet, tess)


def test_what_the_gate_saw_of_the_caller_is_kept_with_its_answer(harriet, broker, tess):
    assistants.confirm("PA", "Counsel", broker, NOW)
    facts = gate.ask(harriet, tess, NOW).answer.facts
    assert (facts["caller_licensed"], facts["assistants_may_dial"]) == (False, ["PA"])


def test_the_words_are_read_for_assistants_alone(harriet, broker, tess):
    with CaptureQueriesContext(connection) as licensed:
        rules(harriet, broker)
    with CaptureQueriesContext(connection) as unlicensed:
        rules(harriet, tess)
    assert len(unlicensed) == len(licensed) + 1


# ---------------------------------------------------------------- the verbs


def test_a_state_is_confirmed_once(broker):
    first = assistants.confirm("MD", "Counsel", broker, NOW)
    assert assistants.confirm("MD", "Somebody else", broker, NOW + timedelta(days=1)) == first
    assert AssistantsMayDial.objects.get().because == "Counsel"


def test_taken_back_it_can_be_given_again_and_both_stay_on_record(broker):
    word = assistants.confirm("MD", "Counsel", broker, NOW)
    assert assistants.take_back(word, broker, NOW)
    assert not assistants.take_back(word, broker, NOW)
    assistants.confirm("MD", "Counsel, again", broker, NOW)
    assert AssistantsMayDial.objects.count() == 2
    assert assistants.confirmed(broker.team) == ("MD",)


def test_nobody_confirms_texas(broker):
    with pytest.raises(LawForbids, match=r"Texas's law lets only licensed people .*1101\.002.*No confirmation"):
        assistants.confirm("TX", "Counsel", broker, NOW)
    assert not AssistantsMayDial.objects.exists()


def test_a_state_nobody_knows_is_refused(broker):
    with pytest.raises(UnusableInput, match="ZZ: no such state"):
        assistants.confirm("ZZ", "Counsel", broker, NOW)


def test_only_the_broker_gives_and_takes_back(broker, tess):
    word = assistants.confirm("MD", "Counsel", broker, NOW)
    with pytest.raises(NotTheBroker):
        assistants.confirm("PA", "Me", tess, NOW)
    with pytest.raises(NotTheBroker):
        assistants.take_back(word, tess, NOW)


# ---------------------------------------------------------------- the page


def test_the_heading_is_the_answer(client, broker):
    assert "Assistants without a licence dial nowhere yet" in client.get(ADDRESS).text
    assistants.confirm("PA", "Counsel", broker, NOW)
    assistants.confirm("MD", "Counsel", broker, NOW)
    assert "may dial in Maryland and Pennsylvania" in client.get(ADDRESS).text


def test_the_broker_confirms_with_who_said_so(client, broker):
    answer = client.post(ADDRESS, TYPED)
    assert (answer.status_code, answer.url) == (302, ADDRESS)
    word = AssistantsMayDial.objects.get()
    assert (word.state, word.because, word.by, word.at) == ("MD", "Our counsel, letter of Nov 3", broker, NOW)
    page = client.get(ADDRESS)
    assert "Our counsel, letter of Nov 3" in page.text and "Said by Maya Lindqvist, today, 8:05 am" in page.text


def test_taking_back_stays_on_record(client, broker):
    client.post(ADDRESS, TYPED)
    client.post(f"{ADDRESS}{AssistantsMayDial.objects.get().pk}/take-back/")
    page = client.get(ADDRESS)
    assert "dial nowhere yet" in page.text
    assert "taken back by Maya Lindqvist, today, 8:05 am" in page.text


def test_texas_is_said_and_cannot_be_chosen(client, broker):
    page = client.get(ADDRESS)
    assert "Texas: never." in page.text and '<option value="TX"' not in page.text
    assert client.post(ADDRESS, TYPED | {"state": "TX"}).status_code == 422
    assert not AssistantsMayDial.objects.exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"because": " "}, "Write who confirmed it"), ({"state": ""}, "Choose the state.")],
    ids=["nobody", "nowhere"],
)
def test_what_is_missing_is_said(client, broker, typed, said):
    page = client.post(ADDRESS, TYPED | typed)
    assert page.status_code == 422 and said in page.text


def test_others_read_and_cannot_write(client, broker, tess):
    word = assistants.confirm("MD", "Counsel", broker, NOW)
    client.force_login(tess)
    page = client.get(ADDRESS)
    assert "Counsel" in page.text and '<form class="panel' not in page.text and "Take Maryland back" not in page.text
    assert client.post(ADDRESS, TYPED | {"state": "PA"}).status_code == 403
    assert client.post(f"{ADDRESS}{word.pk}/take-back/").status_code == 403
    assert assistants.confirmed(broker.team) == ("MD",)


def test_another_teams_word_is_not_there(client, broker):
    other = a_colleague(a_team("Heron Homes"), "Ann Roth", "broker")
    word = assistants.confirm("MD", "Their counsel", other, NOW)
    assert "Their counsel" not in client.get(ADDRESS).text
    assert client.post(f"{ADDRESS}{word.pk}/take-back/").status_code == 404
