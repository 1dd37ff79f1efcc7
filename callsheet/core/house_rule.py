"""One rule of a broker's own, stricter than the law: what it says, as a value and as the JSON it is kept in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Literal, get_args

from callsheet.core.errors import UnusableInput
from callsheet.core.facts import CHANNELS, Channel, calendar_day

Kind = Literal[
    "hours", "day", "date", "cap", "registry_age", "fresh", "channel", "mobile", "consent",
    "no_personal", "no_vendor", "relationship", "machine", "closed", "litigator",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)


class UnusableRule(UnusableInput):
    """A house rule that says nothing, or nothing that can be read; its text says what to write."""


@dataclass(frozen=True, slots=True)
class HouseRule:
    """A rule of `kind`, in one state or everywhere (empty). Which of the further fields it reads, `FIELDS` says.

    `because` are the broker's own words, shown with every refusal.
    """

    kind: Kind
    state: str = ""
    because: str = ""
    weekdays: tuple[int, ...] = ()
    """Monday is 0; empty: every day."""
    opens: time | None = None
    closes: time | None = None
    first_day: date | None = None
    last_day: date | None = None
    calls: int = 0
    hours: int = 0
    days: int = 0
    inquiry_days: int = 0
    channel: Channel | None = None


FIELDS: Mapping[Kind, tuple[str, ...]] = {
    "hours": ("weekdays", "opens", "closes"),
    "day": ("weekdays",),
    "date": ("first_day", "last_day"),
    "cap": ("calls", "hours"),
    "registry_age": ("days",),
    "fresh": ("hours",),
    "channel": ("channel",),
    "relationship": ("days", "inquiry_days"),
}
"""The fields each kind reads; the kinds left out read none."""


def read(kind: str, state: str, value: Mapping[str, object], because: str) -> HouseRule:
    """The rule that was kept as this JSON. Raises UnusableRule when it does not say what its kind needs."""
    known = next((each for each in KINDS if each == kind), None)
    if known is None:
        raise UnusableRule(f"There is no house rule called {kind}.")
    given = {name: READERS[name](value.get(name)) for name in FIELDS.get(known, ())}
    rule = HouseRule(known, state, because, **given)  # type: ignore[arg-type]
    if problem := _problem(rule):
        raise UnusableRule(problem)
    return rule


def as_value(rule: HouseRule) -> dict[str, object]:
    """The rule's own fields as JSON: `read(rule.kind, rule.state, as_value(rule), rule.because) == rule`."""
    return {name: _plain(getattr(rule, name)) for name in FIELDS.get(rule.kind, ())}


def _plain(value: object) -> object:
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _problem(rule: HouseRule) -> str:
    """What keeps a rule from saying anything; empty when nothing does."""
    if rule.kind == "hours" and not (rule.opens and rule.closes and rule.opens < rule.closes):
        return "Give the first and the last hour of the day, the first before the last."
    if rule.kind == "day" and not rule.weekdays:
        return "Choose the days of the week on which nobody is called."
    if rule.kind == "date" and not (rule.first_day and rule.last_day and rule.first_day <= rule.last_day):
        return "Give the first and the last day without calls, the first not after the last."
    if rule.kind == "channel" and rule.channel in (None, "call"):
        return "Choose what is never sent: texts, e-mails, recordings, voicemail drops or artificial voices."
    if rule.kind == "closed" and not rule.state:
        return "Choose the state in which nobody is called."
    return _problem_of_count(rule)


def _problem_of_count(rule: HouseRule) -> str:
    if rule.kind == "cap" and (rule.calls < 1 or not 1 <= rule.hours <= MOST_HOURS):
        return f"Say how many tries in how many hours, at most {MOST_HOURS}."
    if rule.kind == "registry_age" and rule.days < 0:
        return "Say for how many days a copy of the registry counts."
    if rule.kind == "fresh" and rule.hours < 1:
        return "Say for how many hours a listing status counts, at least 1."
    if rule.kind == "relationship" and (rule.days < 0 or rule.inquiry_days < 0):
        return "Say for how many days a purchase and an inquiry count."
    return ""


MOST_HOURS = 24 * 30
"""The longest span a house cap counts over: the gate looks that far back for every owner."""


# ---------------------------------------------------------------- one reader a field


def _time(value: object) -> time | None:
    try:
        return time.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _weekdays(value: object) -> tuple[int, ...]:
    given = value if isinstance(value, list | tuple) else ()
    return tuple(sorted({each for each in given if isinstance(each, int) and each in range(7)}))


def _count(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else -1


def _channel(value: object) -> Channel | None:
    return next((each for each in CHANNELS if each == value), None)


READERS: Mapping[str, Callable[[object], object]] = {
    "weekdays": _weekdays,
    "opens": _time,
    "closes": _time,
    "first_day": calendar_day,
    "last_day": calendar_day,
    "calls": _count,
    "hours": _count,
    "days": _count,
    "inquiry_days": _count,
    "channel": _channel,
}
