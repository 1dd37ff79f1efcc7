"""Random attempts put to both readings of the law, the fast and the slow one: where they disagree, and on what."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from callsheet.compliance.tables import rules
from callsheet.core.facts import from_json
from callsheet.core.law import Decision, decide
from tests.core.law_attempts import attempt
from tests.core.slow_law import SEARCHED, TIMELY, instant, minutes_to_try, moments_to_try, rules_of

QUARTERS_EVERY, MINUTES_EVERY = 20, 400
"""Of the attempts that time alone refuses, how many are tried at every quarter of an hour, and at every minute."""


@dataclass
class Tally:
    """How many attempts were put, how often each rule refused, and every disagreement with its attempt as JSON."""

    attempts: int = 0
    rules: Counter[str] = field(default_factory=Counter)
    disagreements: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        self.attempts += other.attempts
        self.rules += other.rules
        self.disagreements += other.disagreements


def tried(first: int, count: int) -> Tally:
    """The attempts of so many seeds from the first on. Safe to run in a process of its own."""
    tally = Tally()
    for seed in range(first, first + count):
        given = attempt(Random(f"attempt {seed}"))
        decision = decide(from_json(given), rules(), explain=seed % 10 == 0)
        said = [reason.rule for reason in decision.reasons]
        tally.attempts += 1
        tally.rules.update(said or ["OK"])
        tally.disagreements += (f"{seed}: {what}\n{json.dumps(given)}" for what in _differences(given, decision, seed))
    return tally


def _differences(given: dict, decision: Decision, seed: int) -> Iterator[str]:
    said, slow = [reason.rule for reason in decision.reasons], rules_of(given)
    if said != slow or decision.allowed != (not slow) or decision.rule != (slow or ["OK"])[0]:
        yield f"said {said}, slowly read {slow}"
    elif slow and set(slow) <= set(TIMELY):
        yield from _of_waiting(given, decision, seed)
    elif decision.next_allowed_at is not None:
        yield f"said to be allowed at {decision.next_allowed_at}, which waiting does not bring"


def _of_waiting(given: dict, decision: Decision, seed: int) -> Iterator[str]:
    """Where the next allowed moment is refused, or one before it is allowed."""
    said, at = decision.next_allowed_at, instant(given["at"])
    until = said or at + SEARCHED
    if said and (slow := rules_of(given, said)):
        yield f"said to be allowed at {said}, slowly read {slow}"
    if said and not rules_of(given, said - timedelta(seconds=1)):
        yield f"said to be allowed only at {said}, which is a second late"
    if seed % QUARTERS_EVERY == 0 and (found := _first_allowed(given, moments_to_try(given, until))):
        yield f"said to be allowed at {said}, slowly read at {found}"
    if seed % MINUTES_EVERY == 0 and said and (found := _first_allowed(given, minutes_to_try(given, until))):
        yield f"said to be allowed at {said}, minute by minute at {found}"


def _first_allowed(given: dict, moments) -> object:
    return next((moment for moment in moments if not rules_of(given, moment)), None)
