"""Which way to an owner is open, from what the gate says of each number."""

from datetime import UTC, datetime

import pytest

from callsheet.core import lane
from callsheet.core.lane import NO_NUMBER, NO_OWNER, Way, way
from callsheet.core.law_decision import Reason

LATER = datetime(2026, 11, 25, 13, tzinfo=UTC)


def because(rule: str, next_allowed_at: datetime | None = None) -> Reason:
    return Reason(rule, f"{rule} refuses.", "", is_law=True, next_allowed_at=next_allowed_at)


LISTED, ASKED, MISSING = because("DNC_NATIONAL"), because("DNC_INTERNAL"), because("REGISTRY_MISSING")
EVENING = because("HOURS_FED", LATER)


def test_without_an_owner_or_a_number_it_is_by_hand():
    assert way(False, []) == Way("letters", NO_OWNER)
    assert way(True, []) == Way("letters", NO_NUMBER)


def test_a_free_number_is_the_phone():
    assert way(True, [[]]) == Way("phone")


@pytest.mark.parametrize("rule", sorted(lane.STANDS))
def test_what_only_others_lift_is_by_hand(rule):
    assert way(True, [[because(rule)]]) == Way("letters", because(rule))


def test_every_number_must_be_refused():
    assert way(True, [[LISTED], [ASKED]]) == Way("letters", LISTED)
    assert way(True, [[LISTED], []]) == Way("phone")


def test_the_first_numbers_reason_that_stands_is_given():
    assert way(True, [[MISSING, EVENING, ASKED]]).reason == ASKED


@pytest.mark.parametrize(
    "rule", ["HOURS_FED", "HOURS_STATE", "SUNDAY_STATE", "HOLIDAY_STATE", "CAP_STATE", "CAP_POLICY", "HOURS_POLICY"]
)
def test_time_alone_moves_nobody(rule):
    assert way(True, [[because(rule, LATER)]]) == Way("phone")


@pytest.mark.parametrize("rule", ["LISTED", "STATUS_STALE", "CALLER_ID", "UNLICENSED_STATE", "EMERGENCY_STATE"])
def test_what_is_not_about_the_number_moves_nobody(rule):
    assert way(True, [[because(rule)]]) == Way("phone")


@pytest.mark.parametrize("rule", sorted(lane.TO_BE_LOOKED_UP))
def test_while_something_is_to_be_looked_up_a_lead_stays_where_it_is(rule):
    assert way(True, [[because(rule)]]) == Way("either")
    assert way(True, [[because(rule)], [LISTED]]) == Way("either")
    assert way(True, [[because(rule)], []]) == Way("phone")


def test_a_stale_copy_keeps_what_it_said():
    assert way(True, [[because("REGISTRY_STALE"), LISTED]]) == Way("letters", LISTED)


def test_a_rule_with_an_end_passes_by_itself():
    assert way(True, [[because("CLOSED_POLICY", LATER)]]) == Way("phone")


def test_a_rule_nobody_knows_yet_moves_nobody():
    assert way(True, [[because("SOMETHING_NEW")]]) == Way("phone")
