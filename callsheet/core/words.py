"""How moments, amounts and counts are said, on every screen and in every reason: `8:14 am`, `$459,900`."""

from datetime import date, datetime, time


def clock(local: datetime) -> str:
    """The time of day of a moment already in its place's zone: `8:14 am`, `noon`-free."""
    return f"{local.hour % 12 or 12}:{local.minute:02} {'am' if local.hour < 12 else 'pm'}"


def clock_short(at: time) -> str:
    """The hour without its half of the day, where the other half cannot be meant: `9:26`, `8:00`."""
    return f"{at.hour % 12 or 12}:{at.minute:02}"


def day(on: date, today: date) -> str:
    """A day as one says it today: `today`, `yesterday`, `Mon`, `Nov 9`, `Nov 9, 2024`."""
    ahead = (on - today).days
    if ahead in NEAR:
        return NEAR[ahead]
    if -6 <= ahead <= 6:
        return f"{on:%a}"
    return short_date(on) if on.year == today.year else f"{short_date(on)}, {on.year}"


NEAR = {0: "today", -1: "yesterday", 1: "tomorrow"}


def short_date(on: date) -> str:
    """`Nov 9`"""
    return f"{on:%b} {on.day}"


def moment(local: datetime, today: date) -> str:
    """Day and time: `today, 4:40 pm`, `Wed, 5:30 pm`, `Nov 9, 8:00 am`."""
    return f"{day(local.date(), today)}, {clock(local)}"


def money(dollars: int | None) -> str:
    """`$459,900`; empty when it is not known."""
    return "" if dollars is None else f"${dollars:,}"


def count(number: int, one: str, many: str | None = None) -> str:
    """`1 day`, `2 days`, `0 homes`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def minutes(total: int) -> str:
    """`1 h 46 min`, `20 min`."""
    hours, rest = divmod(total, 60)
    return f"{hours} h {rest} min" if hours else f"{rest} min"
