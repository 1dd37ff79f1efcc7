"""What a house rule says, in words; and what keeps one from being stricter than the law."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from callsheet.core.house_rule import HouseRule
from callsheet.core.law_rules import Cap, Jurisdiction, Rules, Week, Window, in_force
from callsheet.core.law_words import WEEKDAYS, both, hour, hours, long_date
from callsheet.core.words import count

STRICTER = "a house rule can only be stricter"
SENT = {
    "text": "texts",
    "email": "e-mails",
    "recorded": "recorded calls",
    "voicemail_drop": "recorded voicemails",
    "ai_voice": "calls by an artificial voice",
}


def predicate(rule: HouseRule, rules: Rules, noun: str = "calls") -> str:
    """What follows `Your broker`: `allows calls only from 9 am to 7 pm on Saturdays in Maryland`."""
    return f"{SAID[rule.kind](rule, noun)}{_in_state(rule, rules)}"


def sentence(rule: HouseRule, rules: Rules) -> str:
    """As a list of rules says it: `Allows calls only from 9 am to 7 pm, everywhere.`"""
    said = predicate(rule, rules)
    return f"{said[:1].upper()}{said[1:]}{'' if rule.state else ', everywhere'}."


def quoted(because: str) -> str:
    """The broker's own words after the rule: `: “We never ring at dinner”`."""
    return f": “{because.strip().rstrip('.')}”" if because.strip() else ""


def _in_state(rule: HouseRule, rules: Rules) -> str:
    if not rule.state:
        return ""
    state = rules.states.get(rule.state)
    return f" in {state.name if state else rule.state}"


def _on_weekdays(rule: HouseRule) -> str:
    return f" on {weekdays(rule.weekdays)}" if rule.weekdays else ""


def weekdays(of: tuple[int, ...]) -> str:
    """`Saturdays and Sundays`"""
    return both(f"{WEEKDAYS[day]}s" for day in of)


def _hours(rule: HouseRule, noun: str) -> str:
    assert rule.opens and rule.closes
    return f"allows {noun} only from {hours(Window(rule.opens, rule.closes))}{_on_weekdays(rule)}"


def _dates(rule: HouseRule, noun: str) -> str:
    assert rule.first_day and rule.last_day
    if rule.first_day == rule.last_day:
        return f"allows no {noun} on {long_date(rule.first_day)}"
    return f"allows no {noun} from {long_date(rule.first_day)} to {long_date(rule.last_day)}"


def _relationship(rule: HouseRule, noun: str) -> str:
    return f"counts a purchase for {count(rule.days, 'day')} and an inquiry for {rule.inquiry_days}"


SAID: Mapping[str, Callable[[HouseRule, str], str]] = {
    "hours": _hours,
    "day": lambda rule, noun: f"allows no {noun} on {weekdays(rule.weekdays)}",
    "date": _dates,
    "cap": lambda rule, noun: f"allows {tries(rule.calls, rule.hours)}",
    "registry_age": lambda rule, noun: f"counts a look at the do-not-call registry for {count(rule.days, 'day')} only",
    "fresh": lambda rule, noun: f"counts a listing status for {count(rule.hours, 'hour')} only",
    "channel": lambda rule, noun: f"allows no {SENT[rule.channel or 'text']}",
    "mobile": lambda rule, noun: f"allows no cold {noun} to a mobile",
    "consent": lambda rule, noun: f"wants the owner's signed consent before any cold {noun}",
    "no_personal": lambda rule, noun: "does not count that an owner knows you personally",
    "no_vendor": lambda rule, noun: "does not count a vendor's scrub of the do-not-call registry",
    "relationship": _relationship,
    "machine": lambda rule, noun: "allows no number that a machine picks",
    "litigator": lambda rule, noun: f"allows no {noun} to a number that a vendor flags as of somebody who sues callers",
    "closed": lambda rule, noun: "wants nobody called or written to",
}


def tries(calls: int, span: int) -> str:
    """`3 tries in 24 hours`"""
    return f"{count(calls, 'try', 'tries')} in {count(span, 'hour')}"


# ---------------------------------------------------------------- looser than the law


def too_loose(rule: HouseRule, rules: Rules, on: date) -> str:
    """Why the rule would not be stricter than the law as it is on a day; empty when it is."""
    state = rules.states.get(rule.state)
    return next(LOOSE[rule.kind](rule, rules, state, on), "") if rule.kind in LOOSE else ""


def _whose(state: Jurisdiction | None) -> str:
    return f"{state.name}'s law" if state else "The nation's law"


def week_of(state: Jurisdiction | None, rules: Rules, on: date) -> Week:
    """The hours that bind live calls in a state on a day; the nation's where it has none of its own."""
    own = in_force(state.hours, (on,)) if state else None
    return (own or rules.federal.hours).week


def _loose_hours(rule: HouseRule, rules: Rules, state: Jurisdiction | None, on: date) -> Iterator[str]:
    assert rule.opens and rule.closes
    week = week_of(state, rules, on)
    bound = [window for day in rule.weekdays or range(7) if (window := week[day])]
    for window in bound:
        if rule.opens < window.opens:
            yield f"{_whose(state)} begins at {hour(window.opens)}; {STRICTER}."
        if rule.closes > window.closes:
            yield f"{_whose(state)} ends at {hour(window.closes)}; {STRICTER}."
    if all(window == Window(rule.opens, rule.closes) for window in bound):
        yield f"{_whose(state)} says so already; {STRICTER}."


def _loose_days(rule: HouseRule, rules: Rules, state: Jurisdiction | None, on: date) -> Iterator[str]:
    week = week_of(state, rules, on)
    if all(week[day] is None for day in rule.weekdays):
        yield f"{_whose(state)} allows no calls on {weekdays(rule.weekdays)} already."


def _loose_cap(rule: HouseRule, rules: Rules, state: Jurisdiction | None, on: date) -> Iterator[str]:
    caps: list[Cap] = [rules.policy.cap]
    if state and (own := in_force(state.cap, (on,))):
        caps.insert(0, own)
    for cap in caps:
        if rule.calls >= cap.calls * -(-rule.hours // cap.hours):
            yield f"{tries(cap.calls, cap.hours)} hold already; {STRICTER}."


def _loose_age(rule: HouseRule, rules: Rules, state: Jurisdiction | None, on: date) -> Iterator[str]:
    if rule.days >= rules.federal.registry_max_age_days:
        yield f"By law a copy of the registry counts for {rules.federal.registry_max_age_days} days; {STRICTER}."


def _loose_fresh(rule: HouseRule, rules: Rules, state: Jurisdiction | None, on: date) -> Iterator[str]:
    if rule.hours >= FRESH_HOURS:
        yield f"A listing status counts for {FRESH_HOURS} hours already; {STRICTER}."


FRESH_HOURS = 24  # what an MLS is given when nobody set another time


def _loose_relationship(rule: HouseRule, rules: Rules, state: Jurisdiction | None, on: date) -> Iterator[str]:
    most, inquiry = rules.federal.purchase_days, rules.federal.inquiry_days
    if rule.days > most or rule.inquiry_days > inquiry or (rule.days, rule.inquiry_days) == (most, inquiry):
        yield f"By law a purchase counts for {most} days and an inquiry for {inquiry}; {STRICTER}."


def _already(has: Callable[[Jurisdiction], object]) -> Callable[..., Iterator[str]]:
    def loose(rule: HouseRule, rules: Rules, state: Jurisdiction | None, on: date) -> Iterator[str]:
        if state and has(state):
            yield f"{_whose(state)} says so already; {STRICTER}."

    return loose


LOOSE: Mapping[str, Callable[[HouseRule, Rules, Jurisdiction | None, date], Iterator[str]]] = {
    "hours": _loose_hours,
    "day": _loose_days,
    "cap": _loose_cap,
    "registry_age": _loose_age,
    "fresh": _loose_fresh,
    "relationship": _loose_relationship,
    "consent": _already(lambda state: state.written_consent),
    "mobile": _already(lambda state: state.mobile),
}
