"""An independent, slow reading of the whole law, to hold the fast one to.

It reads the tables and the form of the facts for itself and shares nothing with `callsheet.core`. It is written the
other way round, too: a list of questions, one a rule, each asked of the raw JSON object at one instant. It gives no
reasons, looks nothing up ahead, and finds the next allowed moment by trying moments one after another.
"""

import csv
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from tests.core.slow_calendar import is_closed

TABLES = Path(__file__).parents[2] / "callsheet" / "compliance" / "tables"
BOOK = tomllib.loads((TABLES / "states.toml").read_text(encoding="utf-8"))
NATION, HOUSE = BOOK["federal"], BOOK["policy"]
STATES = BOOK["states"] | BOOK["territories"]
with (TABLES / "area_codes.csv").open(encoding="utf-8") as file:
    CODES = {row["area_code"]: (row["state"], row["zones"].split("|")) for row in csv.DictReader(file)}
for override in BOOK["area_code_zone"]:
    CODES[override["npa"]] = (CODES[override["npa"]][0], override["zones"])

ZONES = frozenset(available_timezones())
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ENDS = ("from", "until")
RECORDED = ("recorded", "voicemail_drop", "ai_voice")
CHANNELS = ("call", "text", "email", *RECORDED)
MOMENT = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d{1,6})?(?:Z|([+-])(\d\d):(\d\d))")
SEARCHED = timedelta(days=60)


def rules_of(given: dict, at: datetime | None = None) -> list[str]:
    """Every rule that refuses the attempt, in their order; none when it is allowed. `at` asks about another moment."""
    look = Look(given, at or instant(given.get("at")))
    return [name for name, refuses in QUESTIONS if (not look.is_email or name in OF_EMAIL) and refuses(look)]


def moments_to_try(given: dict, until: datetime) -> Iterator[datetime]:
    """Where a refusal may end: every quarter of an hour, and the end of each cap. No zone opens at another minute."""
    at = instant(given["at"])
    start = datetime.combine(at.date(), time(), UTC)
    steps = range(int((until - start) / timedelta(minutes=15)) + 1)
    quarters = {start + timedelta(minutes=15 * step) for step in steps}
    caps = {instant(each) + timedelta(hours=hours) for each in given.get("earlier") or () for hours in (8, 24)}
    yield from sorted(moment for moment in quarters | caps if at <= moment < until)


def minutes_to_try(given: dict, until: datetime) -> Iterator[datetime]:
    """Every minute from the attempt on, until just before a moment."""
    moment = instant(given["at"])
    while moment < until:
        yield moment
        moment += timedelta(minutes=1)


def instant(text: object) -> datetime | None:
    """RFC 3339 to a moment in UTC, by hand."""
    found = MOMENT.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        return None
    fraction, sign, hours, minutes = (
        timedelta(seconds=float(found[7] or 0)),
        found[8],
        int(found[9] or 0),
        int(found[10] or 0),
    )
    ahead = timedelta(hours=hours, minutes=minutes) * (-1 if sign == "-" else 1)
    return datetime(*(int(part) for part in found.groups()[:6]), tzinfo=UTC) + fraction - ahead


def day(text: object) -> date | None:
    return (
        date(*map(int, text.split("-"))) if isinstance(text, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
    )


@lru_cache(maxsize=256)
def minutes(hours: str) -> tuple[int, int]:
    """The minutes of the day at which hours written 08:00-21:00 begin and end."""
    opens, closes = hours.split("-")
    return tuple(int(part[:2]) * 60 + int(part[3:]) for part in (opens, closes))


def is_outside(hours: str, local: datetime) -> bool:
    opens, closes = minutes(hours)
    return not opens <= local.hour * 60 + local.minute < closes


def forbids(value: object) -> bool:
    """A flag that restricts: all but false, null and absent."""
    return not (value is None or value is False)


class Look:
    """The JSON object at one instant, with what the form says of fields that are absent, null or strange."""

    def __init__(self, given: dict, at: datetime | None) -> None:
        self.given, self.at = given, at
        self.is_email = given.get("channel") == "email"
        self.is_recorded = given.get("channel") in RECORDED
        self.states, self.zones = self._claims()

    def forbids(self, name: str) -> bool:
        return forbids(self.given.get(name))

    def denies(self, name: str) -> bool:
        value = self.given.get(name)
        return not (value is None or value is True)

    def lifts(self, name: str) -> bool:
        return self.given.get(name) is True

    def part(self, name: str) -> dict:
        value = self.given.get(name)
        return value if isinstance(value, dict) else {}

    @property
    def places(self) -> list[dict]:
        return [self.given[name] for name in ("property", "mailing") if isinstance(self.given.get(name), dict)]

    @property
    def code(self) -> str:
        number = self.given.get("number")
        is_e164 = isinstance(number, str) and re.fullmatch(r"\+1[0-9]{10}", number)
        return number[2:5] if is_e164 else ""

    def _claims(self) -> tuple[list[str], list[str]]:
        """States that claim, and the union of the candidate zones."""
        states, zones = [], []
        for place in self.places:
            row = STATES.get(place.get("state")) if isinstance(place.get("state"), str) else None
            if row is not None:
                states.append(place["state"])
                zones += place["zones"] if has_zones(place) else row["zones"]
        if self.code in CODES:
            state, known = CODES[self.code]
            states.append(state)
            zones += known
        return list(dict.fromkeys(states)), [zone for zone in dict.fromkeys(zones) if zone in ZONES]

    def with_rule(self, name: str, key: str = "") -> list[str]:
        """The claiming states whose row has such a rule, in force on the day it is on one of the candidate clocks."""
        rows = {state: STATES[state] for state in self.states if STATES[state].get(name)}
        return [state for state, row in rows.items() if self.is_dated(row.get(f"{key or name}_{end}") for end in ENDS)]

    def is_dated(self, ends: Iterable[date | None]) -> bool:
        """Whether today, on some candidate clock, lies between a rule's first day and its last."""
        first, last = ends
        if self.at is None or first is last is None:
            return True
        days = {self.at.astimezone(ZoneInfo(zone)).date() for zone in self.zones}
        return any((first or day) <= day <= (last or day) for day in days)

    # ------------------------------------------------------------ what excepts

    @property
    def is_permitted(self) -> bool:
        return self.lifts("written_consent") or self.lifts("invited")

    def is_related(self, state: str = "") -> bool:
        """A purchase within 540 days, or a state's own number of days for its own list; an inquiry within 90."""
        known = self.part("relationship")
        on = day(known.get("on"))
        if on is None or self.at is None:
            return False
        days = (self.at.date() - on).days
        longest = {"purchase": NATION["ebr_purchase_days"], "inquiry": NATION["ebr_inquiry_days"]}.get(
            known.get("kind"), -1
        )
        if known.get("kind") == "purchase" and state:
            longest = STATES[state].get("ebr_purchase_days", longest)
        return 0 <= days <= longest

    @property
    def is_off_registry(self) -> bool:
        """Whether the national registry does not apply to this owner."""
        return self.is_permitted or self.lifts("personal_relationship") or self.is_related()

    # ------------------------------------------------------------ lists

    @property
    def registry(self) -> dict:
        known = self.part("registry")
        return known if isinstance(known.get("listed"), bool) else {}

    @property
    def state_list(self) -> str:
        said = self.given.get("state_list")
        return said if said in ("clear", "listed") else "missing"

    def keepers(self) -> list[str]:
        """Claiming states with a list of their own that nothing lifts."""
        return (
            [] if self.is_permitted else [each for each in self.with_rule("own_dnc_list") if not self.is_related(each)]
        )

    # ------------------------------------------------------------ days, hours, caps

    def locals_for(self, state: str) -> Iterator[datetime]:
        """The instant on every clock a state's own hours are held against."""
        row, zones = STATES[state], dict.fromkeys(self.zones)
        if "also_check_zone" in row:
            zones[row["also_check_zone"]] = None
        if row.get("check_callers_zone_too") and is_zone(self.given.get("caller_zone")):
            zones[self.given["caller_zone"]] = None
        yield from (self.at.astimezone(ZoneInfo(zone)) for zone in zones)

    def days_of_states(self) -> Iterator[tuple[str, datetime, list[str]]]:
        """Each claiming state on each clock, with the hours its law writes for that weekday (or `none`)."""
        if self.at is None:
            return
        for state in self.states:
            row = STATES[state]
            if row.get("hours_lifted_by_consent") and self.is_permitted:
                continue
            for local in self.locals_for(state):
                weeks = weeks_of(row, local.date()) if row["hours_basis"] == "state" else []
                weeks += [row["hours_automated"]] if self.is_recorded and "hours_automated" in row else []
                yield state, local, [week[WEEK[local.weekday()]] for week in weeks]

    def tried(self, hours: int) -> int:
        """Earlier attempts less than so many hours old; those said to lie ahead count as well."""
        since = self.at - timedelta(hours=hours)
        earlier = self.given.get("earlier")
        made = [instant(each) for each in earlier] if isinstance(earlier, list) else []
        return sum(1 for each in made if each and each > since)


def is_zone(name: object) -> bool:
    return isinstance(name, str) and name in ZONES


def has_zones(place: dict) -> bool:
    zones = place.get("zones")
    return isinstance(zones, list) and bool(zones) and all(isinstance(zone, str) for zone in zones)


def weeks_of(row: dict, on: date) -> list[dict]:
    """The state's own week of hours on a day; none before its first."""
    if on >= row.get("hours_from", on):
        return [row["hours"]]
    before = row.get("hours_before")
    return [before["hours"]] if before and on <= before["until"] else []


# ---------------------------------------------------------------- one question a rule, in the order of the form


def is_unreadable(look: Look) -> bool:
    given = look.given
    zones = [place.get("zones") for place in look.places]
    seen, earlier, campaign = given.get("listing_seen_at"), given.get("earlier"), given.get("abandonment")
    return any(
        (
            given.get("channel") not in CHANNELS,
            any(given.get(name) is not None and not isinstance(given[name], dict) for name in ("property", "mailing")),
            any(
                each is not None and not (isinstance(each, list) and all(isinstance(z, str) for z in each))
                for each in zones
            ),
            seen is not None and instant(seen) is None,
            earlier is not None and not (isinstance(earlier, list) and all(instant(each) for each in earlier)),
            campaign is not None and not is_campaign(campaign),
            given.get("reassigned", "no") not in ("yes", "no", "no_data", None),
            given.get("caller_zone") is not None and not is_zone(given["caller_zone"]),
        )
    )


def is_campaign(value: object) -> bool:
    counts = [value.get("abandoned"), value.get("answered")] if isinstance(value, dict) else [None]
    return all(type(each) is int and each >= 0 for each in counts)


def is_nowhere(look: Look) -> bool:
    zones = [zone for place in look.places if has_zones(place) for zone in place["zones"]]
    states = [place.get("state") for place in look.places]
    return look.code not in CODES or any(state not in STATES for state in states) or not set(zones) <= ZONES


def is_status_stale(look: Look) -> bool:
    seen, fresh = instant(look.given.get("listing_seen_at")), look.given.get("listing_fresh_hours", 24)
    return bool(seen and look.at) and look.at - seen > timedelta(hours=fresh)


def abandons(look: Look) -> bool:
    campaign = look.given.get("abandonment")
    return (
        is_campaign(campaign)
        and campaign["abandoned"] > Decimal(str(NATION["abandon_max_ratio"])) * campaign["answered"]
    )


def is_reassigned(look: Look) -> bool:
    said = look.given.get("reassigned", "no")
    return said == "yes" or (said != "no" and bool(look.with_rule("reassigned_numbers_check")))


def is_registry_missing(look: Look) -> bool:
    return not look.is_off_registry and day(look.registry.get("copied_on")) is None


def is_registry_stale(look: Look) -> bool:
    copied = day(look.registry.get("copied_on"))
    if look.is_off_registry or copied is None or look.at is None:
        return False
    return (look.at.date() - copied).days > NATION["registry_max_age_days"]


def is_cold_text(look: Look) -> bool:
    return look.given.get("channel") == "text" and not look.is_permitted and HOUSE["text_needs_consent"]


def is_automated(look: Look) -> bool:
    launch = look.given.get("launch")
    launch = launch if launch in ("by_hand", "clicked") else "selected_by_machine"
    rows = [STATES[state] for state in look.with_rule("written_consent_for_automated")]
    how = any(look.is_recorded or launch in row["automated_launches"] for row in rows)
    return how and not look.lifts("written_consent")


def is_cold_mobile(look: Look) -> bool:
    excepted = look.is_permitted or look.is_related()
    return look.given.get("line_type") != "landline" and not excepted and bool(look.with_rule("cold_call_to_mobile"))


def is_unlicensed(look: Look) -> bool:
    """Where the table forbids it, always; elsewhere unless the broker says that assistants may."""
    may = look.given.get("assistants_may_dial")
    may = may if isinstance(may, list) else []
    return look.denies("caller_licensed") and any(
        STATES[state].get("unlicensed_may_not_dial") or state not in may for state in look.states
    )


def has_closed_weekday(look: Look, is_sunday: bool) -> bool:
    days = ((local.weekday() == 6) == is_sunday and "none" in hours for _, local, hours in look.days_of_states())
    return any(days)


def is_holiday(look: Look) -> bool:
    return any(is_closed(state, local.date()) for state, local, _ in look.days_of_states())


def is_outside_nation(look: Look) -> bool:
    if look.at is None:
        return False
    return any(is_outside(NATION["hours"], look.at.astimezone(ZoneInfo(zone))) for zone in look.zones)


def is_outside_state(look: Look) -> bool:
    days = look.days_of_states()
    return any(hour != "none" and is_outside(hour, local) for _, local, hours in days for hour in hours)


def is_capped_by_state(look: Look) -> bool:
    if look.at is None:
        return False
    rows = [STATES[state] for state in look.states]
    caps = [row["cap"] for row in rows if "cap" in row and look.is_dated(row["cap"].get(end) for end in ENDS)]
    caps = [cap for cap in caps if not (cap.get("lifted_by_relationship") and look.is_related())]
    caps += [row["cap_automated"] for row in rows if look.is_recorded and "cap_automated" in row]
    return any(look.tried(cap["hours"]) >= cap["calls"] for cap in caps)


def is_capped_by_house(look: Look) -> bool:
    if look.at is None or look.is_related():
        return False
    return look.tried(HOUSE["cap_hours_everywhere"]) >= HOUSE["cap_calls_everywhere"]


QUESTIONS: list[tuple[str, Callable[[Look], bool]]] = [
    ("DNC_INTERNAL", lambda look: look.forbids("internal_do_not_call")),
    ("REVOKED", lambda look: look.forbids("revoked")),
    ("LISTED", lambda look: look.given.get("listing_status") not in ("Expired", "Canceled")),
    ("STATUS_STALE", is_status_stale),
    ("UNKNOWN_INPUT", lambda look: look.at is None or (not look.is_email and is_unreadable(look))),
    ("JURISDICTION_UNKNOWN", is_nowhere),
    ("CALLER_ID", lambda look: look.denies("caller_id")),
    ("ABANDON", abandons),
    ("EMAIL_OPTOUT", lambda look: look.is_email and forbids(look.part("email").get("opted_out"))),
    ("EMAIL_FORM", lambda look: look.is_email and look.part("email").get("postal_address") is not True),
    ("RECORDED_BAN_STATE", lambda look: look.is_recorded and bool(look.with_rule("recorded_message_ban"))),
    ("CONSENT_RECORDED", lambda look: look.is_recorded and not look.lifts("written_consent")),
    ("CONSENT_TEXT", is_cold_text),
    ("REASSIGNED", is_reassigned),
    ("REGISTRY_MISSING", is_registry_missing),
    ("REGISTRY_STALE", is_registry_stale),
    ("DNC_NATIONAL", lambda look: look.registry.get("listed") is True and not look.is_off_registry),
    ("STATE_LIST_MISSING", lambda look: look.state_list == "missing" and bool(look.keepers())),
    ("DNC_STATE", lambda look: look.state_list == "listed" and bool(look.keepers())),
    (
        "CONSENT_STATE",
        lambda look: (
            not (look.lifts("written_consent") or look.is_related())
            and bool(look.with_rule("written_consent_for_any_cold_call", "written_consent"))
        ),
    ),
    ("CONSENT_STATE_AUTO", is_automated),
    ("MOBILE_STATE", is_cold_mobile),
    (
        "EMERGENCY_STATE",
        lambda look: look.forbids("emergency_declared") and bool(look.with_rule("emergency_ban", "emergency")),
    ),
    ("UNLICENSED_STATE", is_unlicensed),
    ("SUNDAY_STATE", lambda look: has_closed_weekday(look, is_sunday=True)),
    ("DAY_STATE", lambda look: has_closed_weekday(look, is_sunday=False)),
    ("HOLIDAY_STATE", is_holiday),
    ("HOURS_FED", is_outside_nation),
    ("HOURS_STATE", is_outside_state),
    ("CAP_STATE", is_capped_by_state),
    ("CAP_POLICY", is_capped_by_house),
]
OF_EMAIL = frozenset({"DNC_INTERNAL", "REVOKED", "LISTED", "UNKNOWN_INPUT", "EMAIL_OPTOUT", "EMAIL_FORM"})
TIMELY = tuple(name for name, _ in QUESTIONS[-7:])
"""What the passing of time alone mends."""
