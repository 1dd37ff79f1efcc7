"""The chain of answers: whatever is changed, taken out, slipped in or cut off afterwards shows."""

from datetime import timedelta

import pytest

from callsheet.compliance import chain, gate
from callsheet.compliance.evidence import Target
from callsheet.compliance.models import Answer, ChainHead, Clearance
from callsheet.owners.models import Phone
from tests.web import world
from tests.web.listed import a_registry_copy, on_registry
from tests.web.world import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent():
    return world.an_agent(world.a_team())


@pytest.fixture
def target(agent):
    home = world.a_home(agent.team)
    world.a_listing(home, world.an_mls(agent.team))
    owner = world.an_owner(home)
    a_registry_copy()
    phone = Phone.objects.get()
    return Target(phone.number, phone, owner, home)


@pytest.fixture
def answers(target, agent):
    """Four answers, a minute apart."""
    for minute in range(4):
        gate.ask(target, agent, NOW + timedelta(minutes=minute))
    return list(Answer.objects.order_by("pk"))


def test_an_untouched_chain_holds(agent, answers):
    assert gate.verify_chain(agent.team) == []
    assert ChainHead.objects.get(team=agent.team).answers == 4


def test_a_team_that_asked_nothing_has_nothing_to_verify(agent):
    assert gate.verify_chain(agent.team) == []


def test_each_seal_covers_the_one_before(answers):
    assert [answer.previous_seal for answer in answers] == ["", *(answer.seal for answer in answers[:-1])]


CHANGES = {
    "because": "It was fine.",
    "at": NOW - timedelta(days=1),
    "channel": "text",
    "number": "+14105550199",
    "rule": "DNC_NATIONAL",
    "citation": "none",
    "is_law": False,
    "reasons": [{"rule": "DNC_NATIONAL"}],
    "checks": [],
    "facts": {},
    "book": {"as_of": "2020-01-01"},
    "lists": [],
    "next_allowed_at": NOW,
    "by": None,
    "owner": None,
}


@pytest.mark.parametrize("column", sorted(CHANGES))
def test_a_later_change_of_any_column_shows(agent, answers, column):
    Answer.objects.filter(pk=answers[1].pk).update(**{column: CHANGES[column]})
    [problem] = gate.verify_chain(agent.team)
    assert f"Answer {answers[1].pk} " in problem and "changed" in problem


def test_every_column_of_an_answer_is_sealed():
    columns = {field.attname for field in Answer._meta.concrete_fields}
    assert columns - set(chain.SEALED) == {"id", "seal"}


def test_a_refusal_made_of_an_allowance_shows_twice(agent, answers):
    Answer.objects.filter(pk=answers[1].pk).update(allowed=False)
    changed, permitted = gate.verify_chain(agent.team)
    assert "changed" in changed
    assert f"Answer {answers[1].pk} refused" in permitted


def test_a_permission_laid_to_a_refusal_shows(agent, target):
    on_registry(target.number)
    answer = gate.ask(target, agent, NOW).answer
    lay = Clearance.objects.bulk_create
    lay([Clearance(answer=answer, expires_at=NOW + timedelta(hours=1))])
    [problem] = gate.verify_chain(agent.team)
    assert problem == f"Answer {answer.pk} refused, and yet there is a permission for it."


def _take_out(answers):
    for answer in answers:
        Clearance.objects.filter(answer=answer).delete()
        answer.delete()


def test_an_answer_taken_out_of_the_middle_shows(agent, answers):
    _take_out(answers[1:2])
    follows, counted = gate.verify_chain(agent.team)
    assert f"Answer {answers[2].pk} does not follow" in follows
    assert counted == "4 answers were given, and 3 are there: some are missing or were added."


@pytest.mark.parametrize("kept", [0, 1, 3])
def test_an_end_that_was_cut_off_shows(agent, answers, kept):
    _take_out(answers[kept:])
    [problem] = gate.verify_chain(agent.team)
    assert problem.startswith(f"4 answers were given, and {kept} are there")


def test_a_last_answer_that_was_put_in_the_place_of_another_shows(agent, answers):
    """Its own seal fits, and the count too: only the head of the chain knows the last one."""
    last = answers[-1]
    said = {name: getattr(last, name) for name in chain.SEALED} | {"because": "It was fine."}
    Answer.objects.filter(pk=last.pk).update(because="It was fine.", seal=chain.seal(said))
    [problem] = gate.verify_chain(agent.team)
    assert "The last answer is not the one that was given last" in problem


def test_a_chain_without_its_head_shows(agent, answers):
    ChainHead.objects.all().delete()
    [problem] = gate.verify_chain(agent.team)
    assert problem == "0 answers were given, and 4 are there: some are missing or were added."


def test_each_team_has_a_chain_of_its_own(agent, answers):
    other = world.an_agent(world.a_team("Heron Homes"), "otto")
    gate.ask(Target("+14105550188"), other, NOW)
    gate.ask(Target("+14105550188"), agent, NOW)
    assert gate.verify_chain(agent.team) == gate.verify_chain(other.team) == []
    assert dict(ChainHead.objects.values_list("team", "answers")) == {agent.team.pk: 5, other.team.pk: 1}


def test_a_seal_is_the_same_in_whatever_zone_the_moment_was_given(agent, target, answers):
    eastern = NOW.astimezone(tz=None) + timedelta(minutes=9)
    gate.ask(target, agent, eastern)
    assert gate.verify_chain(agent.team) == []


def test_an_answer_names_the_book_and_the_lists_it_was_given_on(agent, answers):
    assert answers[0].book["as_of"] == "2026-11-23"
    assert answers[0].lists == [
        {
            "list": "US",
            "evidence": "copy",
            "copied_on": "2026-11-19",
            "listed": False,
            "file": answers[0].lists[0]["file"],
            "hash": answers[0].lists[0]["hash"],
        }
    ]
    assert answers[0].lists[0]["file"] == "410.txt"
