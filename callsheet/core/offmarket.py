"""Is the home off the market, contract over? Decided from every listing known of it, in any MLS, with one sentence why.

RESO's words: Expired and Canceled end the contract with the broker. Withdrawn and Hold do not: the home is off the
market but another broker's client, and is left alone. An Active listing whose expiration date has passed is presumed
expired, to be confirmed. Whatever says that the home is for sale, under contract or sold after the expiry wins.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from callsheet.core import words

Kind = Literal["off_market", "presumed_expired", "withdrawn", "relisted", "on_market", "closed", "unknown", "none"]

OFF_MARKET = ("Expired", "Canceled")
STILL_UNDER_CONTRACT = ("Withdrawn", "Hold")
ON_MARKET = ("Active", "Active Under Contract", "Pending", "Coming Soon")
IGNORED = ("Incomplete", "Delete")
"""A draft, and a row its MLS took back: neither says anything about the home."""

LOOK_IT_UP = "Look it up in the MLS."
"""How a verdict ends that a person's own look settles for the day."""

FORGOTTEN = timedelta(days=365)
"""A row on the market that no file has changed for a year does not outweigh an expiry that is newer than the row."""

SAME_TERM = timedelta(days=30)
"""Two MLSs may carry one broker's term with list dates this far apart."""


@dataclass(frozen=True, slots=True)
class ListingFacts:
    """One listing of the home as last read. `status_at`: when its present status was first known; `as_of`: the moment
    its newest row speaks of."""

    pk: int
    source: str
    listing_id: str
    standard_status: str
    is_lease: bool
    on_market_date: date | None
    off_market_date: date | None
    expiration_date: date | None
    close_date: date | None
    status_at: datetime
    as_of: datetime
    list_office_name: str = ""
    list_price: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """How the home stands. `listing`: pk of the listing that decides, `status`: its StandardStatus ("" when unknown).

    `since`: the day it came off, came on or was sold; when no file gives that day it is the day the status was first
    known, and `since_known` is False.
    """

    kind: Kind
    listing: int | None
    since: date | None
    since_known: bool
    status: str
    because: str


@dataclass(frozen=True, slots=True)
class _Term:
    """A listing with the day its present status began."""

    facts: ListingFacts
    since: date
    since_known: bool

    @property
    def order(self) -> tuple[date, date, datetime, int]:
        return (self.since, self.facts.on_market_date or date.min, self.facts.status_at, self.facts.pk)


def judge(listings: Sequence[ListingFacts], today: date) -> Verdict:
    """The verdict on a home from all its listings, in any order."""
    terms = [_term(facts, today) for facts in listings if not facts.is_lease and facts.standard_status not in IGNORED]
    verdict = _judge_sales(terms, today)
    lost = _lost_sight_of(listings, verdict)
    if lost:
        because = f"{lost.source} no longer shows its listing {lost.listing_id}. {LOOK_IT_UP}"
        verdict = Verdict("unknown", lost.pk, None, False, "", because)
    rent = [facts for facts in listings if facts.is_lease and facts.standard_status == "Active"]
    if not rent:
        return verdict
    because = f"{verdict.because.removesuffix('.')}; it is offered for rent ({rent[0].source})."
    return Verdict(verdict.kind, verdict.listing, verdict.since, verdict.since_known, verdict.status, because)


def _lost_sight_of(listings: Sequence[ListingFacts], verdict: Verdict) -> ListingFacts | None:
    """The listing that a feed took back, where nothing newer is known of the home: it may be withdrawn, or listed anew.

    What its vendor said of it is blanked, so that a day or a price tells a row that a file itself calls deleted.
    """
    if verdict.kind not in _OVERRULED_BY_NEWER:
        return None
    deciding = next((facts.as_of for facts in listings if facts.pk == verdict.listing), None)
    taken_back = (
        facts
        for facts in listings
        if facts.standard_status == "Delete" and not (facts.is_lease or facts.on_market_date or facts.list_price)
    )
    newer = [facts for facts in taken_back if deciding is None or facts.as_of >= deciding]
    return max(newer, key=lambda facts: (facts.as_of, facts.pk), default=None)


_OVERRULED_BY_NEWER: tuple[Kind, ...] = ("off_market", "presumed_expired", "closed", "none")


def _judge_sales(terms: Sequence[_Term], today: date) -> Verdict:
    if not terms:
        return Verdict("none", None, None, False, "", "No sale listing of this home is known.")
    ended = _newest(terms, lambda term: term.facts.standard_status in OFF_MARKET)
    others = [term for term in terms if term.facts.standard_status not in OFF_MARKET]
    for find, say in _STRONGER if others else ():
        found = find(others, ended, today)
        if found:
            return say(found, ended, today)
    assert ended  # every other status was found stronger
    return _verdict("off_market", ended, _came_off(ended, today))


# ---- what is stronger than an expiry, in this order


def _on_the_market(terms: Sequence[_Term], ended: _Term | None, today: date) -> _Term | None:
    def counts(term: _Term) -> bool:
        return (
            term.facts.standard_status in ON_MARKET
            and not _contract_over(term, today)
            and not _forgotten(term, ended, today)
        )

    return _newest(terms, counts)


def _say_on_the_market(term: _Term, ended: _Term | None, today: date) -> Verdict:
    came_on = term.facts.on_market_date or term.since
    status, where = term.facts.standard_status, _where(term)
    if ended is None or not _is_after(came_on, term, ended):
        other = f", though {ended.facts.source} has it as {ended.facts.standard_status}" if ended else ""
        return _verdict("on_market", term, f"On the market: {status}{where}{other}.", came_on)
    word = "Listed again" if status != "Coming Soon" else "Coming soon again"
    state = f", now {status}" if status in ("Active Under Contract", "Pending") else ""
    on = _said(came_on, today)
    return _verdict("relisted", term, f"{word} on {on}{_with_whom(term, ended)}{where}{state}.", came_on)


def _sold(terms: Sequence[_Term], ended: _Term | None, today: date) -> _Term | None:
    """A closing after the expiry, or during the very term that another MLS shows as expired."""

    def counts(term: _Term) -> bool:
        return term.facts.standard_status == "Closed" and (
            ended is None or _outlives(term, ended) or _within(term, ended)
        )

    return _newest(terms, counts)


def _say_sold(term: _Term, ended: _Term | None, today: date) -> Verdict:
    on = f" on {_said(term.since, today)}" if term.since_known else ""
    return _verdict("closed", term, f"Sold{on}{_where(term)}.")


def _withdrawn(terms: Sequence[_Term], ended: _Term | None, today: date) -> _Term | None:
    def counts(term: _Term) -> bool:
        runs_on = term.facts.expiration_date is not None and term.facts.expiration_date >= today
        return term.facts.standard_status in STILL_UNDER_CONTRACT and (
            ended is None or runs_on or _outlives(term, ended)
        )

    return _newest(terms, counts)


def _say_withdrawn(term: _Term, ended: _Term | None, today: date) -> Verdict:
    facts = term.facts
    word = "On hold" if facts.standard_status == "Hold" else "Withdrawn"
    broker = f" with {facts.list_office_name}" if facts.list_office_name else " with the listing broker"
    until = facts.expiration_date
    if until and until < today:
        end = f"; the contract{broker} ran until {_said(until, today)}, which no file confirms yet"
    else:
        end = f", still under contract{broker}{f' until {_said(until, today)}' if until else ''}"
    return _verdict("withdrawn", term, f"{word}{end}.")


def _not_understood(terms: Sequence[_Term], ended: _Term | None, today: date) -> _Term | None:
    return _newest(terms, lambda term: not term.facts.standard_status and (ended is None or _outlives(term, ended)))


def _say_not_understood(term: _Term, ended: _Term | None, today: date) -> Verdict:
    because = f"{term.facts.source} gives listing {term.facts.listing_id} a status nobody has explained yet."
    return _verdict("unknown", term, because)


def _presumed(terms: Sequence[_Term], ended: _Term | None, today: date) -> _Term | None:
    def counts(term: _Term) -> bool:
        return _contract_over(term, today) and (ended is None or _ends(term) > ended.since)

    return _newest(terms, counts)


def _say_presumed(term: _Term, ended: _Term | None, today: date) -> Verdict:
    over = _ends(term)
    still = f"but the newest {term.facts.source} row still says Active"
    because = f"Presumed expired: the contract ended on {_said(over, today)}, {still}."
    return _verdict("presumed_expired", term, because, over, since_known=True)


def _anything_else(terms: Sequence[_Term], ended: _Term | None, today: date) -> _Term | None:
    return None if ended else _newest(terms, lambda term: True)


def _say_rest(term: _Term, ended: _Term | None, today: date) -> Verdict:
    because = f"{term.facts.source} says {term.facts.standard_status}, which opens no lead."
    return _verdict("unknown", term, because)


_Find = Callable[[Sequence[_Term], _Term | None, date], _Term | None]
_Say = Callable[[_Term, _Term | None, date], Verdict]
_STRONGER: tuple[tuple[_Find, _Say], ...] = (
    (_on_the_market, _say_on_the_market),
    (_sold, _say_sold),
    (_withdrawn, _say_withdrawn),
    (_not_understood, _say_not_understood),
    (_presumed, _say_presumed),
    (_anything_else, _say_rest),
)


# ---- days


def _term(facts: ListingFacts, today: date) -> _Term:
    """The day its status began: the file's own date where there is one that has come, else when it was first known."""
    if facts.standard_status == "Closed":
        dates = (facts.close_date, facts.off_market_date)
    elif facts.standard_status == "Expired":
        dates = (facts.off_market_date, facts.expiration_date)
    elif facts.standard_status in ON_MARKET:
        dates = (facts.on_market_date, None)
    else:
        dates = (facts.off_market_date, None)
    known = next((day for day in dates if day and day <= today), None)
    return _Term(facts, known or facts.status_at.date(), known is not None)


def _newest(terms: Iterable[_Term], wanted: Callable[[_Term], bool]) -> _Term | None:
    return max((term for term in terms if wanted(term)), key=lambda term: term.order, default=None)


def _outlives(term: _Term, ended: _Term) -> bool:
    """Whether a term's status began with or after the expiry; by list dates where one of the two days is a guess."""
    began, ended_began = term.facts.on_market_date, ended.facts.on_market_date
    if not (term.since_known and ended.since_known) and began and ended_began and began != ended_began:
        return began > ended_began
    return term.since >= ended.since


def _within(closed: _Term, ended: _Term) -> bool:
    """Whether the sale fell into the term that ended: two MLSs carry it, and one never heard of the sale."""
    began = ended.facts.on_market_date
    return bool(closed.since_known and began and began < closed.since <= ended.since)


def _is_after(came_on: date, term: _Term, ended: _Term) -> bool:
    """Whether it is a new term: on the market with the expiry or after it, or clearly later than the ended one."""
    if came_on >= ended.since:
        return term.facts.on_market_date is not None or term.facts.status_at >= ended.facts.status_at
    began = ended.facts.on_market_date
    return began is not None and came_on - began > SAME_TERM


def _contract_over(term: _Term, today: date) -> bool:
    return term.facts.standard_status == "Active" and _ends(term) < today


def _ends(term: _Term) -> date:
    return term.facts.expiration_date or date.max


def _forgotten(term: _Term, ended: _Term | None, today: date) -> bool:
    last_word = term.facts.as_of.date()
    return ended is not None and today - last_word > FORGOTTEN and last_word < ended.since


# ---- words


def _verdict(
    kind: Kind, term: _Term, because: str, since: date | None = None, *, since_known: bool | None = None
) -> Verdict:
    known = term.since_known if since_known is None else since_known
    return Verdict(kind, term.facts.pk, since or term.since, known, term.facts.standard_status, because)


def _came_off(term: _Term, today: date) -> str:
    if not term.since_known:
        return f"{term.facts.standard_status}, date unknown{_where(term)}."
    return f"{term.facts.standard_status} on {_said(term.since, today)}{_where(term)}."


def _with_whom(term: _Term, ended: _Term) -> str:
    new, old = term.facts.list_office_name.casefold().strip(), ended.facts.list_office_name.casefold().strip()
    if not new or not old:
        return ""
    return " with the same office" if new == old else " with another office"


def _where(term: _Term) -> str:
    return f" ({term.facts.source})"


def _said(day: date, today: date) -> str:
    said = words.short_date(day)
    return said if day.year == today.year else f"{said}, {day.year}"
