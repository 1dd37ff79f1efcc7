"""The rule book read from its packaged tables: states.toml, the rules; area_codes.csv, where numbers are from."""

import csv
import hashlib
import tomllib
from collections.abc import Mapping
from datetime import time, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from callsheet.core.facts import LAUNCHES
from callsheet.core.holidays import Calendar, check_names
from callsheet.core.law_rules import (
    AreaCode,
    Ban,
    Cap,
    Federal,
    Hours,
    Jurisdiction,
    Policy,
    Rules,
    Week,
    Window,
)

FOLDER = files("callsheet.compliance") / "tables"
HOUSE = "our policy"

Table = Mapping[str, Any]
TABLES = ("states.toml", "area_codes.csv")


@cache
def version() -> dict[str, str]:
    """Which tables these are: the day they were reviewed as a whole, and the SHA-256 of their bytes."""
    seal = hashlib.sha256(b"".join(FOLDER.joinpath(name).read_bytes() for name in TABLES))
    return {"as_of": rules().as_of.isoformat(), "hash": seal.hexdigest()}


@cache
def rules() -> Rules:
    """The book, read once a process. Raises KeyError or ValueError when a table is wrong: a bad one never loads."""
    table = tomllib.loads(FOLDER.joinpath("states.toml").read_text(encoding="utf-8"))
    states = table["states"] | table["territories"]
    federal, policy = table["federal"], table["policy"]
    return Rules(
        as_of=table["meta"]["as_of"],
        federal=_federal(federal),
        policy=Policy(
            warn_before_close=timedelta(minutes=policy["stop_minutes_before_close"]),
            cap=Cap(policy["cap_calls_everywhere"], policy["cap_hours_everywhere"], HOUSE),
        ),
        states={code: _jurisdiction(code, row) for code, row in states.items()},
        area_codes=_area_codes({row["npa"]: tuple(row["zones"]) for row in table["area_code_zone"]}),
    )


def _federal(row: Table) -> Federal:
    return Federal(
        hours=Hours((_window(row["hours"]),) * 7, row["hours_citation"]),
        registry_max_age_days=row["registry_max_age_days"],
        registry_citation=row["registry_citation"],
        purchase_days=row["ebr_purchase_days"],
        inquiry_days=row["ebr_inquiry_days"],
        relationship_citation=row["ebr_citation"],
        internal_citation=row["internal_dnc_citation"],
        revocation_citation=row["revocation_citation"],
        abandon_percent=round(row["abandon_max_ratio"] * 100),
        abandon_citation=row["abandon_citation"],
        email_citation=row["email_citation"],
        expired_citation=row["expired_listing_citation"],
    )


def _jurisdiction(code: str, row: Table) -> Jurisdiction:
    earlier = row.get("hours_before")
    recorded = row.get("hours_automated")
    return Jurisdiction(
        code=code,
        name=row["name"],
        zones=tuple(row["zones"]),
        hours=_hours(row["hours"], row["hours_citation"]) if row["hours_basis"] == "state" else None,
        earlier_hours=_hours(earlier["hours"], earlier["citation"]) if earlier else None,
        earlier_until=earlier["until"] if earlier else None,
        recorded_hours=_hours(recorded, row["hours_automated_citation"]) if recorded else None,
        standard_zone=row.get("also_check_zone"),
        binds_callers_clock=row.get("check_callers_zone_too", False),
        hours_lifted_by_consent=row.get("hours_lifted_by_consent", False),
        calendar=_calendar(row),
        calendar_citation=row.get("holidays_citation", ""),
        cap=_cap(row.get("cap")),
        recorded_cap=_cap(row.get("cap_automated")),
        own_list=_ban(row, "own_dnc_list"),
        purchase_days=row.get("ebr_purchase_days"),
        written_consent=_ban(row, "written_consent_for_any_cold_call", "written_consent_citation"),
        automated_consent=_ban(row, "written_consent_for_automated"),
        mobile=_ban(row, "cold_call_to_mobile"),
        text_consent=_ban(row, "text_needs_consent", "text_citation"),
        recorded_ban=_ban(row, "recorded_message_ban"),
        emergency=_ban(row, "emergency_ban", "emergency_citation"),
        reassigned_check=_ban(row, "reassigned_numbers_check"),
        unlicensed=_ban(row, "unlicensed_may_not_dial"),
        confidence=row["hours_confidence"],
        recording=row["recording_consent"],
        note=row.get("note", ""),
    )


def _hours(row: Table, citation: str) -> Hours:
    week: Week = tuple(_window(row[day]) for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
    return Hours(week, citation)


def _window(text: str) -> Window | None:
    if text == "none":
        return None
    opens, closes = (time.fromisoformat(part) for part in text.split("-"))
    return Window(opens, closes)


def _calendar(row: Table) -> Calendar | None:
    """None where no day is closed. Raises KeyError for a holiday nobody knows."""
    if row["holidays_ban"] == "no":
        return None
    listed, added = tuple(row["holidays"]), tuple(row["holidays_conservative"])
    check_names([*listed, *added])
    return Calendar(listed, added, row["holidays_saturday"] == "law")


def _cap(row: Table | None) -> Cap | None:
    if row is None:
        return None
    return Cap(row["calls"], row["hours"], row["citation"], row.get("lifted_by_relationship", False))


def _ban(row: Table, name: str, citation: str = "") -> Ban | None:
    """A rule of the row that is there or not. Raises KeyError when it is there without a citation."""
    if row.get(name, False) is False:
        return None
    launches = row.get("automated_launches", ()) if name == "written_consent_for_automated" else ()
    return Ban(row[citation or f"{name}_citation"], frozenset(each for each in LAUNCHES if each in launches))


def _area_codes(overrides: Mapping[str, tuple[str, ...]]) -> dict[str, AreaCode]:
    with FOLDER.joinpath("area_codes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        row["area_code"]: AreaCode(row["state"], overrides.get(row["area_code"]) or tuple(row["zones"].split("|")))
        for row in rows
    }
