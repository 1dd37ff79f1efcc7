"""The law against an independent, slow reading of its tables: random attempts over two years, in every state.

A few thousand in the suite; `CALLSHEET_LAW_ATTEMPTS=1000000 pytest -p no:django tests/core/test_law_attempts.py` puts a
million, on all cores, and says how far it is.
"""

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from tests.core.law_trial import Tally, tried
from tests.core.slow_law import QUESTIONS

ATTEMPTS = int(os.environ.get("CALLSHEET_LAW_ATTEMPTS", "3000"))
AT_ONCE = 10_000
"""Attempts in one piece of work; more than that are spread over the cores."""


@pytest.fixture(scope="module")
def tally(pytestconfig) -> Tally:
    whole, terminal = Tally(), pytestconfig.pluginmanager.get_plugin("terminalreporter")
    for part in parts():
        whole.add(part)
        if ATTEMPTS > AT_ONCE:
            terminal.write_line(f"{whole.attempts:,} attempts, {len(whole.disagreements)} disagreements")
    return whole


def parts() -> Iterator[Tally]:
    if ATTEMPTS <= AT_ONCE:
        yield tried(0, ATTEMPTS)
        return
    firsts = range(0, ATTEMPTS, AT_ONCE)
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        yield from pool.map(tried, firsts, [min(AT_ONCE, ATTEMPTS - first) for first in firsts])


def test_both_readings_agree_on_every_rule_its_order_and_the_next_moment(tally):
    assert tally.attempts == ATTEMPTS
    assert not tally.disagreements, "\n".join(tally.disagreements[:5])


def test_the_attempts_meet_every_rule(tally):
    missed = {name for name, _ in QUESTIONS} - set(tally.rules)
    assert not missed


def test_many_attempts_are_allowed(tally):
    """What is always refused would agree on anything."""
    assert tally.rules["OK"] > tally.attempts / 10
