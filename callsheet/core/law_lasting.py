"""How long an answer holds: the moment from which the facts it was given on would be refused."""

from dataclasses import replace
from datetime import datetime, timedelta

from callsheet.core.facts import Facts
from callsheet.core.law import Decision, decide
from callsheet.core.law_rules import Rules

INSTANT = timedelta(microseconds=1)
EXACT = timedelta(seconds=1)


def lasts_until(facts: Facts, decision: Decision, rules: Rules, latest: datetime) -> datetime:
    """The end of an allowed attempt's permission, excluded: that of the present hours, and never after `latest`.

    Earlier, to the second, when the facts grow too old before: the status of the listing, a copy of a list or a
    relationship. Raises ValueError when the facts have no moment.
    """
    if facts.at is None:
        raise ValueError("An attempt without a moment is never allowed.")
    end = min(latest, decision.until) if decision.until else latest
    allowed, refused = facts.at, end - INSTANT
    if allowed >= refused or _holds(facts, rules, refused):
        return end
    while refused - allowed > EXACT:
        middle = allowed + (refused - allowed) / 2
        if _holds(facts, rules, middle):
            allowed = middle
        else:
            refused = middle
    return allowed


def _holds(facts: Facts, rules: Rules, at: datetime) -> bool:
    return decide(replace(facts, at=at), rules, explain=False).allowed
