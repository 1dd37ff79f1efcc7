"""A chain in sentences: how often a home was tried, for how long, with whom, at which prices; and each term of it."""

from datetime import date

from callsheet.core import words
from callsheet.core.chain import Leg, Term

_TIMES = {1: "once", 2: "twice"}
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_MONTH = 30.44
_ENDED = {"Canceled": "canceled", "Expired": "expired", "Withdrawn": "withdrawn", "Hold": "on hold", "Closed": "sold"}
_BEGAN = {
    "first": "Listed",
    "same_agent": "Listed again by the same agent",
    "another_agent": "Listed again by another agent",
    "relisted": "Listed again",
    "resale": "Listed by the next owner",
    "new_owner": "Listed by the next owner",
    "second_mls": "Listed",
    "lease": "Offered for rent",
}


def said(leg: Leg, today: date) -> str:
    """`Tried three times in 14 months with two agents, $489,900 down to $439,900; 211 days on the market in all.`"""
    tried = " ".join(filter(None, (_tried(leg), _within(leg, today), _with_whom(leg))))
    asked = ", ".join(filter(None, (tried, _prices(leg))))
    return "; ".join(filter(None, (asked, _days(leg)))) + "."


def mls_says(leg: Leg) -> str:
    """Where the MLS's own count is another one, both are said; empty where they agree. A day more or less a term is
    how an MLS counts the first and the last one."""
    told = leg.mls_days
    if (
        told is None
        or (leg.exact and abs(told - leg.days) <= len(leg.terms) + 1)
        or (not leg.exact and told == leg.days)
    ):
        return ""
    counts = f"The MLS itself counts {words.count(told, 'day')} in all"
    if leg.missing:
        return f"{counts}: an earlier listing is not in your files."
    newest = leg.terms[-1].main.days_on_market
    if len(leg.terms) > 1 and told < leg.days and newest is not None and abs(told - newest) <= len(leg.terms):
        return f"{counts}: it began anew with the newest listing."
    return f"{counts}; your files show {_at_least(leg)}{leg.days:,}."


def term_line(term: Term, today: date) -> str:
    """`Listed again by another agent Oct 2, 2025, at $459,900, Agnes Doyle, Tern & Tide; expired Mar 31 at ...`"""
    main = term.main
    by = ", ".join(filter(None, (main.agent, main.office)))
    price = f"at {words.money(main.first_ask)}" if main.first_ask else ""
    on = _day(term.began, today) if term.began_known else ""
    began = ", ".join(filter(None, (f"{_BEGAN[term.kind]} {on}".strip(), price, by)))
    also = sorted({one.source for one in term.listings} - {main.source})
    twice = f" Counted once, though {' and '.join(also)} {'has' if len(also) == 1 else 'have'} it too." if also else ""
    return f"{began}; {_ending(term, today)}.{twice}"


def _ending(term: Term, today: date) -> str:
    """`expired Mar 31 at $449,900 after 180 days`, `still on the market, 31 days so far`."""
    main = term.main
    days = words.count(term.days, "day") if term.exact else f"at least {words.count(term.days, 'day')}"
    if main.is_on_market and term.ended is None:
        return f"on the market, {days} so far"
    on = term.closed_on or term.ended
    price = main.close_price if term.is_closed else main.last_ask if main.last_ask != main.first_ask else None
    what = _ENDED.get(main.standard_status, main.standard_status.lower() or "a status nobody has explained")
    at_price = f"at {words.money(price)}" if price else ""
    after = f"after {days}" if term.days else ""
    return " ".join(filter(None, (what, _day(on, today) if on else "", at_price, after)))


def _tried(leg: Leg) -> str:
    least = "at least " if leg.missing else ""
    tries = leg.tries + leg.missing
    times = _TIMES.get(tries, f"{_number(tries)} times")
    newest = leg.terms[-1]
    if newest.is_closed:
        return f"Sold at {least}the {_ordinal(tries)} try" if tries > 1 else "Sold at the first try"
    return f"Tried {least}{times}" if tries else "Not on the market yet"


def _ordinal(number: int) -> str:
    names = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
    return names[number] if number < len(names) else f"{number}th"


def _within(leg: Leg, today: date) -> str:
    """`in 14 months`: from the first day of the first term to the last of the last, the pauses too."""
    first, last = leg.terms[0], leg.terms[-1]
    end = last.closed_on or last.ended or (today if last.main.is_on_market else None)
    if end is None or not first.began_known or leg.missing or not leg.tries:
        return ""
    days = (end - first.began).days
    if days < 60:
        return f"in {words.count(days, 'day')}" if days and (leg.tries > 1 or last.is_closed) else ""
    months = round(days / _MONTH)
    return f"in {words.count(months, 'month')}" if months < 36 else f"in {round(months / 12)} years"


def _with_whom(leg: Leg) -> str:
    agents, offices = leg.agents, leg.offices
    if not leg.tries or not (agents or offices):
        return ""
    who = words.count(len(agents), "agent") if agents else words.count(len(offices), "office")
    count, _, noun = who.partition(" ")
    return f"with {_number(int(count))} {noun}"


def _prices(leg: Leg) -> str:
    first, last = leg.first_ask, leg.last_ask
    if not first or not last:
        return ""
    if first == last:
        return f"at {words.money(first)}" + (" each time" if leg.tries > 1 else "")
    return f"{words.money(first)} {'down' if last < first else 'up'} to {words.money(last)}"


def _days(leg: Leg) -> str:
    if not leg.days and not leg.exact:
        return "for how many days is not in your files"
    in_all = " in all" if len(leg.terms) > 1 else ""
    return f"{_at_least(leg)}{words.count(leg.days, 'day')} on the market{in_all}"


def _at_least(leg: Leg) -> str:
    return "" if leg.exact else "at least "


def _number(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) else f"{number:,}"


def _day(on: date, today: date) -> str:
    return words.short_date(on) if on.year == today.year else f"{words.short_date(on)}, {on.year}"
