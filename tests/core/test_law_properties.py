"""What must hold for any attempt, whatever its facts."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import assume, given
from hypothesis import strategies as st

from callsheet.core.facts import as_json, from_json
from callsheet.core.law_case import lay_out
from callsheet.core.law_windows import limits_of, next_passing
from tests.core.law_world import RESTRICTIONS, RULES, TIMELY, asked, attempts, easy, refusals
from tests.core.slow_law import rules_of
from tests.tries import tries

many, few = tries(150), tries(50)


@many
@given(attempts(), st.randoms(use_true_random=False))
def test_the_order_of_facts_is_irrelevant(facts, shuffle: random.Random):
    given_facts = as_json(facts)
    keys, earlier = list(given_facts), list(given_facts["earlier"])  # type: ignore[call-overload]
    shuffle.shuffle(keys)
    shuffle.shuffle(earlier)
    other = {key: given_facts[key] for key in keys} | {"earlier": earlier}
    assert asked(from_json(other)) == asked(facts)
    assert asked(replace(facts, earlier=facts.earlier[::-1])) == asked(facts)


@many
@given(attempts() | attempts().map(easy), st.sampled_from(sorted(RESTRICTIONS)))
def test_a_restriction_never_allows_more(facts, name):
    before, after = asked(facts), asked(RESTRICTIONS[name](facts))
    assert before.allowed or not after.allowed, name
    if not before.allowed and before.next_allowed_at is None:
        assert after.next_allowed_at is None, name
    if before.next_allowed_at and after.next_allowed_at:
        assert after.next_allowed_at >= before.next_allowed_at, name


def slowly(facts) -> list[str]:
    return rules_of(as_json(facts))


@many
@given(attempts() | attempts().map(easy))
def test_nothing_is_allowed_outside_the_windows_of_every_state_on_every_clock(facts):
    if asked(facts).allowed:
        assert not set(slowly(facts)) & set(TIMELY)


@many
@given(attempts() | attempts().map(easy))
def test_every_rule_agrees_with_a_slow_reading_of_the_table(facts):
    assert refusals(facts) == slowly(facts)


@many
@given(attempts().map(easy))
def test_an_allowed_attempt_is_allowed_until_its_hours_end_and_no_longer(facts):
    decision = asked(facts)
    assume(decision.allowed)
    assert decision.until is not None
    assert decision.until > facts.at
    assert slowly(facts) == []
    assert slowly(replace(facts, at=decision.until - timedelta(seconds=1))) == []
    assert slowly(replace(facts, at=decision.until)) != []


@few
@given(attempts().map(easy))
def test_the_next_allowed_moment_is_allowed_and_none_before_it_is(facts):
    decision = asked(facts)
    assume(decision.next_allowed_at is not None)
    assert asked(replace(facts, at=decision.next_allowed_at)).allowed
    for earlier in edges(facts, decision.next_allowed_at):
        assert not asked(replace(facts, at=earlier)).allowed, earlier


def edges(facts, until: datetime) -> list[datetime]:
    """Every quarter of an hour before a moment, each opening, each end of a cap, and the last second."""
    steps = int((until - facts.at) / timedelta(minutes=15)) + 1
    moments = [facts.at + timedelta(minutes=15 * step) for step in range(steps)]
    moments += [next_passing(limit, facts.at) for limit in limits_of(lay_out(facts, RULES))]
    moments += [each + timedelta(hours=hours) for each in facts.earlier for hours in (8, 24)]
    moments.append(until - timedelta(seconds=1))
    return [moment for moment in moments if facts.at <= moment < until]


@many
@given(attempts())
def test_what_waiting_does_not_mend_has_no_next_moment(facts):
    decision = asked(facts)
    if any(reason.rule not in TIMELY for reason in decision.reasons):
        assert decision.next_allowed_at is None
    for reason in decision.reasons:
        assert (reason.next_allowed_at is not None) <= (reason.rule in TIMELY)
        if reason.next_allowed_at:
            assert reason.next_allowed_at > facts.at
            assert decision.opens_at is None or decision.opens_at >= reason.next_allowed_at


@many
@given(attempts(channels=("email",)))
def test_an_email_is_asked_nothing_of_telephones(facts):
    assert {reason.rule for reason in asked(facts).reasons} <= {"EMAIL_FORM"}


@many
@given(attempts() | attempts(channels=("email",)), st.sampled_from(sorted(RESTRICTIONS)))
def test_every_reason_is_a_sentence_with_its_ground(facts, name):
    for reason in asked(RESTRICTIONS[name](facts)).reasons:
        assert reason.because[0].isupper()
        assert reason.because.endswith(".")
        assert reason.citation
        assert not (reason.is_law and reason.citation.startswith("our policy"))


@many
@given(attempts())
def test_every_check_answers_like_its_reasons(facts):
    decision = asked(facts)
    refuses = [check for check in decision.checks if check.answer == "refuses"]
    assert bool(refuses) is not decision.allowed
    assert len(decision.checks) >= 7


def test_sunday_refusals_follow_the_local_clock_across_midnight():
    """Saturday 11 pm in Chicago is Sunday in New York: Alabama's Sunday holds on either clock."""
    midnight = datetime(2026, 11, 22, 0, 30, tzinfo=ZoneInfo("America/New_York")).astimezone(UTC)
    assert midnight.date() == date(2026, 11, 22)
    only_central = replace(easy(from_json({"at": midnight.isoformat(), "number": "+12055550123"})), channel="call")
    assert set(refusals(only_central)) & set(TIMELY) == {"HOURS_FED", "HOURS_STATE"}
    both = replace(only_central, mailing=from_json({"mailing": {"state": "GA", "zones": None}}).mailing)
    assert set(refusals(both)) & set(TIMELY) == {"HOURS_FED", "HOURS_STATE", "SUNDAY_STATE"}
