"""Random proposed attempts over two years, as the JSON of the form, with most of their luck spent near the edges.

One `Random` makes one attempt; the same seed makes the same. What is sure to be refused alike is kept rare, so that
many attempts are allowed, and many are refused by one rule alone.
"""

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from tests.core.slow_law import CODES, STATES

FIRST, LAST = date(2025, 12, 31), date(2027, 12, 31)
STATE_CODES, AREA_CODES = sorted(STATES), sorted(CODES)
CODES_OF = {state: [code for code in AREA_CODES if CODES[code][0] == state] for state in STATE_CODES}
EVENTFUL = ("PA", "UT", "LA", "MS", "AL", "RI", "NC", "ME", "OR", "FL", "MD", "OK", "CT", "WA", "TX", "NJ", "AZ", "NY")
"""States with rules of their own kind, drawn more often than the others."""
TURNING = (
    *(date(2026, 3, 8), date(2026, 11, 1), date(2027, 3, 14), date(2027, 11, 7)),  # clocks change
    *(date(2026, 1, 1), date(2026, 10, 17), date(2026, 10, 18), date(2026, 10, 19)),  # Oregon's and Pennsylvania's acts
    *(date(2026, 7, 3), date(2026, 7, 4), date(2026, 11, 3), date(2026, 12, 31), date(2027, 2, 9), date(2027, 3, 26)),
    *(date(2027, 6, 18), date(2027, 6, 19), date(2027, 6, 21), date(2027, 7, 5), date(2027, 11, 2), date(2027, 12, 24)),
)
OPENINGS = (0, 7, 8, 9, 10, 12, 13, 17, 18, 19, 20, 21, 24)
NEARLY = (-60, -59, -1, 0, 0, 0, 1, 59, 60, 1800, -1800)
"""Seconds beside an edge."""
STRANGE = (None, 0, 1, "", "no", "yes", True, False, [], {}, -3, "2026-02-30", "unknown", 1.5)


def attempt(random: Random) -> dict:
    """One attempt, usable or nearly so; every twentieth has one field that is absent, null or strange."""
    home = random.choice(EVENTFUL if random.random() < 0.6 else STATE_CODES)
    mail = random.choice(STATE_CODES) if random.random() < 0.25 else None
    places = {"property": _place(random, home), "mailing": _place(random, mail) if mail else None}
    code = random.choice(CODES_OF[home] if random.random() < 0.8 else AREA_CODES)
    at = _moment(random, [home, mail or home, CODES[code][0]])
    given = {
        "at": _written(random, at),
        "channel": random.choice(
            ("call",) * 6 + ("text", "text", "recorded", "recorded", "voicemail_drop", "ai_voice", "email")
        ),
        "launch": random.choice(("by_hand", "by_hand", "clicked", "selected_by_machine")),
        "number": f"+1{code}5550{random.randint(100, 199)}",
        "line_type": random.choice(("landline", "landline", "mobile", "voip", "unknown")),
        "listing_status": _mostly(random, "Expired", ("Canceled", "Active", "Withdrawn", "expired", None)),
        "caller_zone": _mostly(random, None, ("America/New_York", "America/Los_Angeles", "Pacific/Honolulu")),
    }
    given |= (
        places | _lists(random, at) | _permissions(random, at) | _campaign(random) | {"earlier": _earlier(random, at)}
    )
    return _spoiled(random, given) if random.random() < 0.05 else given


def _mostly(random: Random, usual, others, chance: float = 0.15):
    return random.choice(others) if random.random() < chance else usual


def _place(random: Random, state: str) -> dict:
    zones = STATES[state]["zones"]
    return {
        "state": state,
        "zones": _mostly(random, [random.choice(zones)], (None, None, [], [*zones, "America/Chicago"]), 0.3),
    }


def _moment(random: Random, states: list[str]) -> datetime:
    """On a day and at an hour that matter, by the clock of one of the states; or at any."""
    zone = ZoneInfo(random.choice(STATES[random.choice(states)]["zones"]))
    on = FIRST + timedelta(days=random.randint(0, (LAST - FIRST).days))
    if random.random() < 0.4:
        on = min(max(random.choice(TURNING) + timedelta(days=random.choice((-1, 0, 0, 0, 1))), FIRST), LAST)
    if random.random() < 0.4:
        return datetime.combine(on, time(), UTC) + timedelta(seconds=random.randint(0, 86_399))
    seconds = random.choice(OPENINGS) * 3600 + random.choice(NEARLY)
    wall = datetime.combine(on, time()) + timedelta(seconds=seconds)
    return wall.replace(tzinfo=zone).astimezone(UTC)


def _written(random: Random, at: datetime) -> str:
    """The same moment with this or that offset."""
    if random.random() < 0.7:
        return f"{at:%Y-%m-%dT%H:%M:%S}Z"
    hours = random.randint(-11, 12)
    return f"{at + timedelta(hours=hours):%Y-%m-%dT%H:%M:%S}{hours:+03}:00"


def _days_before(random: Random, at: datetime, edges: tuple[int, ...]) -> str:
    days = random.choice(edges) + random.choice((-1, 0, 0, 1)) if random.random() < 0.7 else random.randint(0, 700)
    return (at.date() - timedelta(days=days)).isoformat()


def _lists(random: Random, at: datetime) -> dict:
    copied = _mostly(random, _days_before(random, at, (5, 5, 5, 31)), (None,), 0.05)
    registry = {"copied_on": copied, "listed": random.random() < 0.15}
    return {
        "registry": _mostly(random, registry, (None,), 0.05),
        "state_list": _mostly(random, "clear", ("listed", "missing"), 0.2),
        "reassigned": _mostly(random, "no", ("yes", "no_data", None), 0.1),
        "listing_seen_at": _mostly(random, None, (_written(random, at - _about(random, 24)),), 0.3),
        "emergency_declared": random.random() < 0.08,
        "internal_do_not_call": random.random() < 0.03,
        "revoked": random.random() < 0.03,
    }


def _permissions(random: Random, at: datetime) -> dict:
    related = {
        "kind": random.choice(("purchase", "inquiry")),
        "on": _days_before(random, at, (0, 90, 90, 365, 540, 540)),
    }
    return {
        "written_consent": random.random() < 0.4,
        "invited": random.random() < 0.2,
        "personal_relationship": random.random() < 0.1,
        "relationship": _mostly(random, None, (related,), 0.3),
        "caller_licensed": random.random() > 0.05,
        "assistants_may_dial": _mostly(random, [], (STATE_CODES, ["TX", "FL"])),
    }


def _campaign(random: Random) -> dict:
    answered = random.choice((0, 1, 100, 300, 10_000))
    abandoned = max(0, answered * 3 // 100 + random.choice((-1, 0, 0, 1)))
    return {
        "caller_id": random.random() > 0.03,
        "abandonment": _mostly(random, None, ({"abandoned": abandoned, "answered": answered},), 0.1),
        "email": _mostly(random, {"postal_address": True, "opted_out": False}, (None, {"opted_out": True}), 0.3),
    }


def _about(random: Random, hours: int) -> timedelta:
    return timedelta(hours=hours, seconds=random.choice(NEARLY))


def _earlier(random: Random, at: datetime) -> list[str]:
    """None for most; else up to five, some of them exactly as old as a cap is long."""
    if random.random() < 0.5:
        return []
    ages = [_about(random, random.choice((8, 24, 24))) for _ in range(random.randint(0, 2))]
    ages += [timedelta(seconds=random.randint(-600, 30 * 3600)) for _ in range(random.randint(0, 3))]
    return [_written(random, at - age) for age in ages]


def _spoiled(random: Random, given: dict) -> dict:
    name = random.choice(sorted(given))
    if random.random() < 0.3:
        return {key: value for key, value in given.items() if key != name}
    if name in ("property", "mailing") and random.random() < 0.5:
        return given | {
            name: {"state": random.choice(("ON", None, "GA")), "zones": random.choice((["Mars/Olympus"], None, "x"))}
        }
    if name == "number":
        return given | {name: random.choice(("+18005550123", "+16135550123", "4105550142", "+19005550123", None))}
    return given | {name: random.choice(STRANGE)}
