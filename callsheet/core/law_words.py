"""How the law's reasons say hours, days, zones and lists of names."""

from collections.abc import Iterable
from datetime import date, time
from zoneinfo import ZoneInfo

from callsheet.core.law_rules import Week, Window
from callsheet.core.words import short_date

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

ZONES = {
    "America/New_York": "Eastern",
    "America/Detroit": "Eastern",
    "America/Indiana/Indianapolis": "Eastern",
    "America/Chicago": "Central",
    "America/Menominee": "Central",
    "America/North_Dakota/Center": "Central",
    "America/Denver": "Mountain",
    "America/Boise": "Mountain",
    "America/Phoenix": "Arizona",
    "America/Los_Angeles": "Pacific",
    "America/Anchorage": "Alaska",
    "America/Adak": "Aleutian",
    "Pacific/Honolulu": "Hawaii",
    "America/Puerto_Rico": "Atlantic",
    "America/St_Thomas": "Atlantic",
    "Pacific/Guam": "Chamorro",
    "Pacific/Saipan": "Chamorro",
    "Pacific/Pago_Pago": "Samoa",
    "Etc/GMT+6": "Central Standard",
}


def hour(at: time) -> str:
    """`8 am`, `7:30 pm`, `noon`."""
    if at == time(12):
        return "noon"
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes} {'am' if at.hour < 12 else 'pm'}"


def hours(window: Window) -> str:
    """`8 am to 8 pm`"""
    return f"{hour(window.opens)} to {hour(window.closes)}"


def zone_name(zone: ZoneInfo) -> str:
    """`Eastern time`, or the zone's own name."""
    known = ZONES.get(zone.key)
    return f"{known} time" if known else zone.key


def weekday(on: date) -> str:
    return WEEKDAYS[on.weekday()]


def long_date(on: date) -> str:
    """`Nov 19, 2026`: reasons are kept for years, so their days say the year."""
    return f"{short_date(on)}, {on.year}"


def both(names: Iterable[str]) -> str:
    """`Florida`, `Florida and Texas`, `Florida, Texas and Utah`; each name once."""
    *most, last = dict.fromkeys(names)
    return f"{', '.join(most)} and {last}" if most else last


def joined(citations: Iterable[str]) -> str:
    """Citations one after another, each once."""
    return "; ".join(dict.fromkeys(citations))


def week(of: Week) -> str:
    """A week of hours in words: `8 am to 8 pm`, `Mon-Sat 9 am to 7 pm; Sun none`."""
    runs: list[tuple[int, int]] = []
    for day, window in enumerate(of):
        if runs and of[runs[-1][0]] == window:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    if len(runs) == 1 and of[0]:
        return hours(of[0])
    return "; ".join(f"{_days(*run)} {hours(window) if (window := of[run[0]]) else 'none'}" for run in runs)


def _days(first: int, last: int) -> str:
    return WEEKDAYS[first][:3] if first == last else f"{WEEKDAYS[first][:3]}-{WEEKDAYS[last][:3]}"
