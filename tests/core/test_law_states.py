"""Every jurisdiction's days and hours, against a slow and independent reading of the table."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from callsheet.core.facts import as_json
from tests.core.law_world import RULES, TIMELY, at_home, moved, refusals
from tests.core.slow_law import rules_of

DAYS = (
    date(2026, 7, 4),  # Saturday the Fourth, summer time
    date(2026, 10, 16),  # Pennsylvania, the last Friday before Act 47
    date(2026, 11, 1),  # Sunday, clocks go back
    date(2026, 11, 26),  # Thanksgiving
    date(2027, 3, 14),  # Sunday, clocks go forward
    date(2027, 3, 20),  # a Saturday
    date(2027, 6, 21),  # a Monday, Utah's Juneteenth
)


@pytest.mark.parametrize("state", sorted(RULES.states))
def test_hours_of(state):
    facts = replace(at_home(state), state_list="clear")
    zone = ZoneInfo(RULES.states[state].zones[0])
    seen = set()
    for on in DAYS:
        for moment in through_the_day(on, zone):
            asked_at = moved(facts, moment)
            said = refusals(asked_at)
            assert said == rules_of(as_json(asked_at)), moment
            seen.add(bool(set(said) & set(TIMELY)))
    assert seen == {True, False}


def through_the_day(on: date, zone: ZoneInfo) -> list[datetime]:
    """Every full hour of the day and the minute before it."""
    start = datetime.combine(on, time(), zone).astimezone(UTC)
    hours = [start + timedelta(hours=hour) for hour in range(25)]
    return [each - timedelta(minutes=before) for each in hours for before in (1, 0)]
