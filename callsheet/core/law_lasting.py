"""How long an answer holds: the moment from which the facts it was given on would be refused."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from callsheet.core.facts import Facts
from callsheet.core.law import Decision, decide
from callsheet.core.law_rules import Rules


def lasts_until(facts: Facts, decision: Decision, rules: Rules, latest: datetime) -> datetime:
    """The end of an allowed attempt's permission, excluded, and never after `latest`.

    Within a day three things end it: the hours, the freshness of the listing's status, and the UTC midnight on which a
    copy of a list, or a relationship, becomes too old. Raises ValueError when the facts have no moment.
    """
    if facts.at is None:
        raise ValueError("An attempt without a moment is never allowed.")
    ends = [latest] + ([decision.until] if decision.until else [])
    if facts.listing_seen_at:
        ends.append(facts.listing_seen_at + timedelta(hours=facts.listing_fresh_hours, microseconds=1))
    end = min(ends)
    for midnight in _midnights(facts.at, end):
        if not decide(replace(facts, at=midnight), rules, explain=False).allowed:
            return midnight
    return end


def _midnights(after: datetime, before: datetime) -> list[datetime]:
    """Every UTC midnight between two moments, both excluded."""
    first = datetime.combine(after.astimezone(UTC).date() + timedelta(days=1), time(), UTC)
    return [first + timedelta(days=day) for day in range((before - first).days + 1) if first < before]
