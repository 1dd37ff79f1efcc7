"""The rule book read from its packaged tables: states.toml, the rules; area_codes.csv, where numbers are from."""

import csv
import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from callsheet.core.facts import LAUNCHES
from callsheet.core.holidays import Calendar, check_names
from callsheet.core.law_rules import (
    AreaCode,
    Ban,
    Cap,
    Days,
    Federal,
    Ground,
    Holidays,
    Hours,
    Jurisdiction,
    Policy,
    Rules,
    Told,
    Week,
    Window,
)
from callsheet.core.law_words import both, long_date

FOLDER = files("callsheet.compliance") / "tables"
HOUSE = "our policy"

Table = Mapping[str, Any]
REVIEW_LASTS = timedelta(days=120)
TABLES = ("states.toml", "area_codes.csv", "split_states.txt")


@cache
def version() -> dict[str, str]:
    """Which tables these are: the day they were reviewed as a whole, and the SHA-256 of their bytes."""
    seal = hashlib.sha256(b"".join(FOLDER.joinpath(name).read_bytes() for name in TABLES))
    return {"as_of": rules().as_of.isoformat(), "hash": seal.hexdigest()}


@dataclass(frozen=True, slots=True)
class ReviewDue:
    """Nobody went through some tables of the law for too long: the oldest day, how long ago, and whose tables."""

    on: date
    days: int
    tables: tuple[str, ...]

    @property
    def sentence(self) -> str:
        whose = "the law's tables" if len(self.tables) > 3 else f"the tables of {both(self.tables)}"
        return (
            f"It is {self.days} days since somebody reviewed {whose}, on {long_date(self.on)}, and laws change. "
            "Update Callsheet; until then check a state's own pages before you rely on its rules."
        )


def review_due(today: date, book: Rules | None = None) -> ReviewDue | None:
    """What nobody reviewed for more than 120 days; None while all is fresh."""
    book = book or rules()
    reviewed = {"the nation": book.federal.reviewed} | {state.name: state.reviewed for state in book.states.values()}
    late = {name: on for name, on in reviewed.items() if today - on > REVIEW_LASTS}
    if not late:
        return None
    oldest = min(late.values())
    return ReviewDue(oldest, (today - oldest).days, tuple(late))


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
            cap=Cap(policy["cap_calls_everywhere"], policy["cap_hours_everywhere"], citation=HOUSE),
            state_list_days=policy["state_list_max_age_days"],
            list_days=policy["list_max_age_days"],
            reassigned_max_age_days=policy["reassigned_max_age_days"],
        ),
        states={code: _jurisdiction(code, row) for code, row in states.items()},
        area_codes=_area_codes({row["npa"]: tuple(row["zones"]) for row in table["area_code_zone"]}),
    )


def _federal(row: Table) -> Federal:
    return Federal(
        hours=Hours((_window(row["hours"]),) * 7, **_ground(row, "hours")),
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
        reviewed=row["reviewed"],
        told={name: Told(said["words"], **_inner_ground(said)) for name, said in row["told"].items()},
    )


def _jurisdiction(code: str, row: Table) -> Jurisdiction:
    return Jurisdiction(
        code=code,
        name=row["name"],
        zones=tuple(row["zones"]),
        reviewed=row["reviewed"],
        hours_known=Ground(**_ground(row, "hours")),
        hours=_hours(row, "hours") if row["hours_basis"] == "state" else None,
        recorded_hours=_hours(row, "hours_automated"),
        standard_zone=row.get("also_check_zone"),
        binds_callers_clock=row.get("check_callers_zone_too", False),
        hours_lifted_by_consent=_ban(row, "hours_lifted_by_consent"),
        holidays=_holidays(row),
        cap=_cap(row.get("cap")),
        recorded_cap=_cap(row.get("cap_automated")),
        own_list=_ban(row, "own_dnc_list"),
        own_list_known=_no_list(row),
        purchase=_days(row, "ebr_purchase_days"),
        written_consent=_ban(row, "written_consent_for_any_cold_call", "written_consent"),
        automated_consent=_ban(row, "written_consent_for_automated"),
        mobile=_ban(row, "cold_call_to_mobile"),
        text_consent=_ban(row, "text_needs_consent", "text"),
        recorded_ban=_ban(row, "recorded_message_ban"),
        emergency=_ban(row, "emergency_ban", "emergency"),
        reassigned_check=_ban(row, "reassigned_numbers_check"),
        unlicensed=_ban(row, "unlicensed_may_not_dial"),
        recording=_told(row, "recording_consent", "recording"),
        texts=_told(row, "texts_covered", "texts"),
        first_words=_told(row, "first_words"),
        machine_words=_told(row, "machine_words"),
        registration=_told(row, "registration"),
        exemption=_told(row, "real_estate_exemption"),
        note=row.get("note", ""),
    )


# ---------------------------------------------------------------- rows


def _ground(row: Table, name: str) -> dict[str, Any]:
    """What the keys beside a rule say of it. Raises KeyError for a rule without a confidence."""
    return {
        "citation": row.get(f"{name}_citation", ""),
        "confidence": row[f"{name}_confidence"],
        "citation_confidence": row.get(f"{name}_citation_confidence"),
        "since": row.get(f"{name}_from"),
        "until": row.get(f"{name}_until"),
    }


def _inner_ground(row: Table) -> dict[str, Any]:
    """The same of a rule that is a table of its own."""
    return {
        "citation": row["citation"],
        "confidence": row["confidence"],
        "citation_confidence": row.get("citation_confidence"),
        "since": row.get("from"),
        "until": row.get("until"),
    }


def _hours(row: Table, name: str) -> Hours | None:
    """Hours with what they replaced."""
    if name not in row:
        return None
    return Hours(_week(row[name]), before=_hours_before(row.get(f"{name}_before"), name), **_cited(row, name))


def _hours_before(row: Table | None, name: str) -> Hours | None:
    if row is None:
        return None
    return Hours(_week(row[name]), before=_hours_before(row.get("before"), name), **_inner_ground(row))


def _cited(row: Table, name: str) -> dict[str, Any]:
    """The ground of a rule that may refuse. Raises KeyError when it has no citation."""
    if not row.get(f"{name}_citation"):
        raise KeyError(f"{row['name']}: {name} has no citation.")
    return _ground(row, name)


def _week(row: Table) -> Week:
    return tuple(_window(row[day]) for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun"))


def _window(text: str) -> Window | None:
    if text == "none":
        return None
    opens, closes = (time.fromisoformat(part) for part in text.split("-"))
    return Window(opens, closes)


def _holidays(row: Table) -> Holidays | None:
    """None where no day is closed. Raises KeyError for a holiday nobody knows."""
    if row["holidays_ban"] == "no":
        return None
    listed, added = tuple(row["holidays"]), tuple(row["holidays_conservative"])
    check_names([*listed, *added])
    calendar = Calendar(listed, added, row["holidays_saturday"] == "law")
    return Holidays(calendar, row["holidays_list_confidence"], **_cited(row, "holidays"))


def _cap(row: Table | None) -> Cap | None:
    if row is None:
        return None
    lifted, before = row.get("lifted_by_relationship", False), _cap(row.get("before"))
    return Cap(row["calls"], row["hours"], lifted, before=before, **_inner_ground(row))


def _ban(row: Table, name: str, short: str = "") -> Ban | None:
    """A rule of the row that is there or not. Raises KeyError when it is there without a citation."""
    if row.get(name, False) is False:
        return None
    launches = row.get("automated_launches", ()) if name == "written_consent_for_automated" else ()
    return Ban(frozenset(each for each in LAUNCHES if each in launches), **_cited(row, short or name))


def _days(row: Table, name: str) -> Days | None:
    return Days(row[name], **_cited(row, name)) if name in row else None


def _told(row: Table, name: str, short: str = "") -> Told | None:
    """Something the row tells in words; one whose certainty nobody wrote down counts as uncertain."""
    if name not in row:
        return None
    short = short or name
    return Told(row[name], **_ground({f"{short}_confidence": "uncertain"} | row, short))


def _no_list(row: Table) -> Told | None:
    """How well it is known that a state keeps no list of its own; None where it keeps one."""
    if row.get("own_dnc_list"):
        return None
    said = {"own_dnc_list_confidence": "uncertain"} | row
    return Told(row.get("own_dnc_list_note", ""), **_ground(said, "own_dnc_list"))


def _area_codes(overrides: Mapping[str, tuple[str, ...]]) -> dict[str, AreaCode]:
    with FOLDER.joinpath("area_codes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        row["area_code"]: AreaCode(row["state"], overrides.get(row["area_code"]) or tuple(row["zones"].split("|")))
        for row in rows
    }
