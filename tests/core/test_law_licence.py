"""Who holds a licence: assistants prepare and do not dial; a licence of another state is only said."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given

from callsheet.core.facts import Facts, Place, as_json, from_json
from callsheet.core.law import STANDING, decide
from tests.core.law_world import RULES, asked, at_home, attempts, clean, refusals

TEXAS = at_home("TX", zone="America/Chicago", at=datetime(2026, 11, 24, 17, tzinfo=UTC))
CONFIRMED_EVERYWHERE = tuple(RULES.states)


def as_assistant(facts: Facts, *confirmed: str) -> Facts:
    return replace(facts, caller_licensed=False, assistants_may_dial=confirmed)


def test_a_licensed_caller_is_not_asked_further():
    assert asked(clean()).allowed and asked(TEXAS).allowed


def test_texas_forbids_it_by_law():
    [reason] = asked(as_assistant(TEXAS)).reasons
    assert (reason.rule, reason.is_law, reason.next_allowed_at) == ("UNLICENSED_STATE", True, None)
    assert reason.because == (
        "Texas lets only licensed people ask owners for a listing, and this caller has no licence."
    )
    assert "1101.002" in reason.citation


def test_elsewhere_it_is_our_policy_and_says_so():
    [reason] = asked(as_assistant(clean())).reasons
    assert (reason.rule, reason.is_law) == ("UNLICENSED_STATE", False)
    assert reason.because == (
        "This caller has no licence, and your broker has not confirmed that assistants may dial in Georgia."
    )
    assert reason.citation.startswith("our policy")


def test_the_broker_can_confirm_a_state():
    assert asked(as_assistant(clean(), "GA")).allowed
    assert refusals(as_assistant(clean(), "FL")) == ["UNLICENSED_STATE"]


def test_nobody_can_confirm_texas():
    assert refusals(as_assistant(TEXAS, *CONFIRMED_EVERYWHERE)) == ["UNLICENSED_STATE"]


def test_every_state_that_claims_the_call_counts():
    in_two = as_assistant(clean(mailing=Place("AZ", ("America/Phoenix",))), "GA")
    assert "in Arizona." in asked(in_two).because
    assert asked(replace(in_two, assistants_may_dial=("GA", "AZ"))).allowed


def test_law_in_one_state_leads_over_policy_in_another():
    both = as_assistant(replace(TEXAS, mailing=Place("GA", ("America/New_York",))))
    assert asked(both).is_law and "Texas" in asked(both).because


def test_it_stands_after_emergencies_and_before_days_and_hours():
    assert STANDING[-1].__name__ == "unlicensed_state"
    at_night = as_assistant(clean(at=datetime(2026, 11, 24, 4, tzinfo=UTC)))
    assert refusals(at_night)[-2:] == ["UNLICENSED_STATE", "HOURS_FED"]


def test_waiting_does_not_give_a_licence():
    at_night = as_assistant(clean(at=datetime(2026, 11, 24, 4, tzinfo=UTC)))
    assert asked(at_night).next_allowed_at is None


def test_an_email_is_no_call():
    email = clean(channel="email", number=None)
    assert refusals(as_assistant(email)) == refusals(email)


@given(attempts())
def test_without_a_licence_nothing_more_is_allowed(facts):
    with_licence, without = decide(facts, RULES), decide(as_assistant(facts), RULES)
    assert with_licence.allowed or not without.allowed
    assert {reason.rule for reason in with_licence.reasons} <= {reason.rule for reason in without.reasons}


@given(attempts())
def test_confirmed_everywhere_only_texas_is_left(facts):
    rules = {reason.rule for reason in decide(as_assistant(facts, *CONFIRMED_EVERYWHERE), RULES).reasons}
    if "UNLICENSED_STATE" in rules:
        assert decide(as_assistant(facts, *CONFIRMED_EVERYWHERE), RULES).reasons
        assert any(reason.is_law for reason in decide(as_assistant(facts), RULES).reasons)


# ---------------------------------------------------------------- another state's licence


def warnings(**facts) -> tuple[str, ...]:
    return asked(clean(**facts)).warnings


def test_a_licence_of_another_state_is_said_and_does_not_refuse():
    decision = asked(clean(caller_licence="MD"))
    assert decision.allowed
    assert decision.warnings == ("The home is in Georgia, and your licence is of Maryland.",)


@pytest.mark.parametrize(
    "facts",
    [
        {"caller_licence": "GA"},
        {"caller_licence": None},
        {"caller_licence": ""},
        {"caller_licence": "MD", "property": None},
        {"caller_licence": "GA", "mailing": Place("AZ", ("America/Phoenix",))},
        {"caller_licence": "MD", "caller_licensed": False, "assistants_may_dial": ("GA",)},
    ],
    ids=["the same", "not known", "none", "no home", "the owner lives elsewhere", "an assistant"],
)
def test_nothing_is_said_where_there_is_nothing_to_say(facts):
    assert warnings(**facts) == ()


def test_a_province_is_said_by_its_code():
    assert warnings(caller_licence="BC") == ("The home is in Georgia, and your licence is of BC.",)


def test_it_stands_beside_the_end_of_hours():
    late = clean(at=datetime(2026, 11, 25, 1, 55, tzinfo=UTC), caller_licence="MD")
    assert [said.partition(" ")[0] for said in asked(late).warnings] == ["The", "Calling"]


# ---------------------------------------------------------------- as JSON


@pytest.mark.parametrize("given", [{}, {"caller_licensed": None}, {"caller_licensed": True}], ids=repr)
def test_whoever_says_nothing_is_licensed(given):
    assert from_json(given).caller_licensed


@pytest.mark.parametrize("value", [False, "no", "yes", 0, [], {}], ids=repr)
def test_anything_else_is_no_licence(value):
    assert not from_json({"caller_licensed": value}).caller_licensed


@pytest.mark.parametrize("value", [None, "GA", {"GA": True}, 5], ids=repr)
def test_states_that_are_no_list_confirm_nothing(value):
    assert from_json({"assistants_may_dial": value}).assistants_may_dial == ()


def test_the_facts_of_the_caller_are_kept_and_read_back():
    facts = replace(as_assistant(clean(), "GA", "FL"), caller_licence="MD")
    assert from_json(as_json(facts)) == facts
