"""The packaged tables: complete, and without the traps their sources hold."""

from datetime import date, datetime, time
from typing import get_args
from zoneinfo import ZoneInfo

import pytest

from callsheet.core.law_places import area_code_of
from callsheet.core.law_rules import Confidence, Hours
from callsheet.core.law_words import WEEKDAYS
from tests.core.law_world import RULES


def test_fifty_states_the_district_and_five_territories():
    assert len(RULES.states) == 56
    assert {"DC", "PR", "VI", "GU", "MP", "AS"} < set(RULES.states)


def test_every_jurisdiction_is_usable():
    for code, state in RULES.states.items():
        assert state.code == code
        assert state.name
        assert all(ZoneInfo(zone) for zone in state.zones)
        assert state.hours_known.citation


def test_state_hours_lie_within_the_nations():
    nation = RULES.federal.hours.week[0]
    for state in RULES.states.values():
        for hours in (ground for ground in state.grounds if isinstance(ground, Hours)):
            assert len(hours.week) == len(WEEKDAYS)
            for window in filter(None, hours.week):
                assert nation.opens <= window.opens < window.closes <= nation.closes, state.name


def test_every_rule_says_which_law_and_how_sure_we_are():
    told = [*RULES.federal.told.values(), RULES.federal.hours]
    for ground in (*told, *(ground for state in RULES.states.values() for ground in state.grounds)):
        assert ground.citation
        assert {ground.confidence, ground.citation_confidence or "sourced"} <= set(get_args(Confidence))


def test_every_table_was_reviewed_by_the_day_of_the_book():
    for table in (RULES.federal, *RULES.states.values()):
        assert table.reviewed <= RULES.as_of


def test_what_a_state_tells_without_refusing_is_known_for_each():
    for state in RULES.states.values():
        assert state.recording
        assert state.own_list or state.own_list_known


@pytest.mark.parametrize(
    ("state", "rule", "since"),
    [
        ("PA", "hours", date(2026, 10, 18)),
        ("PA", "holidays", date(2019, 12, 3)),
        ("OR", "hours", date(2026, 1, 1)),
        ("OR", "cap", date(2026, 1, 1)),
        ("CT", "written_consent", date(2023, 10, 1)),
        ("ME", "reassigned_check", date(2024, 8, 9)),
        ("VA", "texts", date(2026, 1, 1)),
        ("TX", "texts", date(2025, 9, 1)),
        ("NY", "texts", date(2021, 8, 12)),
    ],
)
def test_since_when_a_rule_binds(state, rule, since):
    assert getattr(RULES.states[state], rule).since == since


def test_what_pennsylvania_replaced():
    earlier = RULES.states["PA"].hours.before
    assert (earlier.since, earlier.until) == (None, date(2026, 10, 17))
    assert earlier.week == RULES.federal.hours.week


@pytest.mark.parametrize(
    ("field", "states"),
    [
        ("own_list", "CO FL IN LA MA MO OK PA TN TX WY"),
        ("written_consent", "CT"),
        ("automated_consent", "FL MD OK"),
        ("mobile", "AZ LA NJ"),
        ("text_consent", "WA"),
        ("recorded_ban", "WA"),
        ("emergency", "LA NY"),
        ("reassigned_check", "ME"),
        ("cap", "FL MD OK OR"),
        ("recorded_cap", "ME"),
        ("recorded_hours", "CA IL IN ME NE"),
        ("standard_zone", "MS"),
        ("binds_callers_clock", "NC"),
        ("hours_lifted_by_consent", "UT"),
        ("first_words", "CT FL ID KY NY TX WA"),
        ("machine_words", "CA ME UT"),
        ("unlicensed", "TX"),
        ("is_dated", "CT ME OR PA"),
        ("purchase_days", "PA"),
    ],
)
def test_which_states_have_a_rule(field, states):
    assert sorted(code for code, state in RULES.states.items() if getattr(state, field)) == states.split()


def test_which_launches_need_consent():
    launches = {
        code: set(state.automated_consent.launches) for code, state in RULES.states.items() if state.automated_consent
    }
    assert launches == {
        "FL": {"selected_by_machine"},
        "MD": {"clicked", "selected_by_machine"},
        "OK": {"clicked", "selected_by_machine"},
    }


def test_only_oregons_cap_is_lifted_by_a_relationship():
    caps = {code: state.cap for code, state in RULES.states.items() if state.cap}
    assert [code for code, cap in caps.items() if cap.is_lifted_by_relationship] == ["OR"]
    assert {(cap.calls, cap.hours) for cap in caps.values()} == {(3, 24)}


def test_every_area_code_lies_in_a_state_and_its_zones():
    """By clock, not by name: phonenumbers says New York where the table says Detroit."""
    for code, area in RULES.area_codes.items():
        known = {clocks(zone) for zone in RULES.states[area.state].zones}
        assert {clocks(zone) for zone in area.zones} <= known, code


def clocks(zone: str) -> tuple:
    days = (datetime(2026, month, 15, 12) for month in (1, 7))  # noqa: DTZ001 a wall clock
    return tuple(day.replace(tzinfo=ZoneInfo(zone)).utcoffset() for day in days)


def test_every_state_has_an_area_code():
    assert {area.state for area in RULES.area_codes.values()} == set(RULES.states)


@pytest.mark.parametrize("code", ["204", "345", "664", "800", "888", "900", "500", "521", "600", "242", "809"])
def test_codes_of_no_state_are_left_out(code):
    """345 is the Cayman Islands, region KY; 664 is Montserrat, region MS: not Kentucky, not Mississippi."""
    assert code not in RULES.area_codes


@pytest.mark.parametrize(
    ("code", "state", "zones"),
    [
        ("203", "CT", ["America/New_York"]),
        ("310", "CA", ["America/Los_Angeles"]),
        ("713", "TX", ["America/Chicago"]),
        ("718", "NY", ["America/New_York"]),
        ("202", "DC", ["America/New_York"]),
        ("509", "WA", ["America/Los_Angeles"]),
        ("787", "PR", ["America/Puerto_Rico"]),
        ("219", "IN", ["America/Chicago"]),
        ("364", "KY", ["America/Chicago", "America/New_York"]),
        ("448", "FL", ["America/New_York", "America/Chicago"]),
        ("689", "FL", ["America/New_York"]),
        ("906", "MI", ["America/Detroit", "America/Menominee"]),
        ("684", "AS", ["Pacific/Pago_Pago"]),
        ("621", "TX", ["America/Chicago"]),  # Houston since January 2025
        ("729", "TN", ["America/Chicago", "America/New_York"]),  # beside 423, on both its clocks
        ("457", "LA", ["America/Chicago"]),  # beside 318 since September 2025
    ],
)
def test_codes_whose_source_is_blank_or_wrong(code, state, zones):
    area = RULES.area_codes[code]
    assert (area.state, list(area.zones)) == (state, zones)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("+14105550142", "410"),
        ("4105550142", ""),
        ("+1410555014", ""),
        ("+141055501423", ""),
        ("+442079460000", ""),
        ("+1٤١٠5550142", ""),
        (None, ""),
    ],
)
def test_area_codes_are_read_from_e164_only(number, code):
    assert area_code_of(number) == code


def test_rhode_islands_saturday():
    window = RULES.states["RI"].hours.week[5]
    assert (window.opens, window.closes) == (time(10), time(17))
