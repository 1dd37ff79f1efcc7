"""Worked cases of the law: one leading rule each, and many refusals at once."""

import pytest

from callsheet.core.facts import as_json, from_json, moment
from tests.core.law_world import asked, lines
from tests.core.slow_law import rules_of

VECTORS, REFUSALS = lines("vectors.jsonl"), lines("refusals.jsonl")


def named(cases: list[dict]):
    return pytest.mark.parametrize("case", cases, ids=[f"{case['id']} {case['note'][:50]}" for case in cases])


@named(VECTORS)
def test_decision_and_leading_rule(case):
    decision = asked(from_json(case))
    assert ("allowed" if decision.allowed else "refused", decision.rule) == (
        case["expect"]["decision"],
        case["expect"]["rule"],
    )


@named(REFUSALS)
def test_all_refusals_in_order_and_when_it_ends(case):
    decision = asked(from_json(case))
    assert [reason.rule for reason in decision.reasons] == case["expect"]["rules"]
    assert decision.next_allowed_at == moment(case["expect"]["next_allowed_at"])


@named(VECTORS + REFUSALS)
def test_a_slow_reading_says_the_same(case):
    assert rules_of(case) == [reason.rule for reason in asked(from_json(case)).reasons]


@named(VECTORS + REFUSALS)
def test_facts_are_kept_in_their_public_form(case):
    facts = from_json(case)
    assert facts.unreadable == ()
    assert from_json(as_json(facts)) == facts


@named(VECTORS + REFUSALS)
def test_the_leading_reason_is_the_decision(case):
    decision = asked(from_json(case))
    if decision.allowed:
        assert decision.reasons == ()
        assert decision.next_allowed_at is None
    else:
        lead = decision.reasons[0]
        assert (decision.rule, decision.because, decision.citation, decision.is_law) == (
            lead.rule,
            lead.because,
            lead.citation,
            lead.is_law,
        )


@named(VECTORS + REFUSALS)
def test_every_reason_is_one_sentence_with_a_citation(case):
    for reason in asked(from_json(case)).reasons:
        assert reason.because[0].isupper()
        assert reason.because.endswith(".")
        assert ". " not in reason.because
        assert reason.citation


def test_a_number_of_refusals_were_tried_at_once():
    assert sum(len(case["expect"]["rules"]) > 1 for case in REFUSALS) >= 35
