"""An independent, slow reading of the table of days and hours: straight from the TOML and the printed calendar."""

import csv
import tomllib
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from callsheet.compliance import tables
from callsheet.core.facts import Facts

FOLDER = Path(tables.__file__).parent / "tables"
BOOK = tomllib.loads((FOLDER / "states.toml").read_text(encoding="utf-8"))
STATES = BOOK["states"] | BOOK["territories"]
ZONES_OF_CODE = {row["npa"]: row["zones"] for row in BOOK["area_code_zone"]}
with (FOLDER / "area_codes.csv").open(encoding="utf-8") as file:
    CODES = {row["area_code"]: (row["state"], row["zones"].split("|")) for row in csv.DictReader(file)}
CALENDAR = tomllib.loads((Path(__file__).parent / "data" / "calendar.toml").read_text(encoding="utf-8"))["calendar"]
CLOSED = {(row["state"], row["date"]) for row in CALENDAR}
"""Printed for 2026 and 2027 only."""
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
RECORDED = ("recorded", "voicemail_drop", "ai_voice")


def slow_refusals(facts: Facts) -> set[str]:
    """Which rules of days and hours refuse, by every state that claims the call on every clock it may meet."""
    states, zones = _claims(facts)
    found = {
        "HOURS_FED" for zone in zones if _is_outside(BOOK["federal"]["hours"], facts.at.astimezone(ZoneInfo(zone)))
    }
    for state in states:
        row = STATES[state]
        if state == "UT" and (facts.written_consent or facts.invited):
            continue
        own = zones | {row["also_check_zone"]} if "also_check_zone" in row else zones
        if row.get("check_callers_zone_too") and facts.caller_zone:
            own = own | {facts.caller_zone}
        for zone in own:
            found |= _of_state(state, row, facts.at.astimezone(ZoneInfo(zone)), facts.channel in RECORDED)
    return found


def _claims(facts: Facts) -> tuple[set[str], set[str]]:
    states, zones = set(), set()
    for place in (facts.property, facts.mailing):
        if place:
            states.add(place.state)
            zones |= set(place.zones or STATES[place.state]["zones"])
    code = facts.number[2:5]
    if code in CODES:
        state, known = CODES[code]
        states.add(state)
        zones |= set(ZONES_OF_CODE.get(code, known))
    return states, zones


def _of_state(state: str, row: dict, local: datetime, is_recorded: bool) -> set[str]:
    found = {"HOLIDAY_STATE"} if (state, local.date()) in CLOSED else set()
    weeks = [_hours(row, local.date())] if row["hours_basis"] == "state" else []
    weeks += [row["hours_automated"]] if is_recorded and "hours_automated" in row else []
    for week in weeks:
        hours = week[DAYS[local.weekday()]]
        if hours == "none":
            found.add("SUNDAY_STATE" if local.weekday() == 6 else "DAY_STATE")
        elif _is_outside(hours, local):
            found.add("HOURS_STATE")
    return found


def _hours(row: dict, on: date) -> dict:
    before = row.get("hours_before")
    return before["hours"] if before and on <= before["until"] else row["hours"]


def _is_outside(hours: str, local: datetime) -> bool:
    """By whole minutes of the day; the closing minute is outside."""
    opens, closes = (int(part[:2]) * 60 + int(part[3:]) for part in hours.split("-"))
    return not opens <= local.hour * 60 + local.minute < closes
