"""All listings of one home over years and MLSs, put in order: the tries to sell it, told apart.

A closing, or a deed between two terms, begins a new leg: other people sell, and days on the market count from zero.
Within a leg every broker's term is one try, whichever MLSs carry it; a lease never is.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from callsheet.core.chain_days import COUNTED, Days, Listed, OnMarket, length, minus, on_market
from callsheet.core.offices import is_ours, office_key
from callsheet.core.offmarket import IGNORED, SAME_TERM

Kind = Literal["first", "same_agent", "another_agent", "relisted", "resale", "new_owner", "second_mls", "lease"]
"""`relisted`: listed again, the agent not known; `second_mls`: another listing of a term that is there already."""

SAME_CLOSING = timedelta(days=7)
"""Two MLSs may date one closing so far apart."""
DEED_AFTER_CLOSING = timedelta(days=90)
"""A deed recorded so soon after a closing is that closing's."""
MISSING_MORE = 2
"""So many days may the MLS's two counters differ by without meaning an earlier listing."""


@dataclass(frozen=True, slots=True)
class Term:
    """One broker's term: `listings` are what carries it, the one that tells most first. `ended` is None while it runs
    or when nobody knows. `days` are its own days on the market that no earlier term had already."""

    kind: Kind
    listings: tuple[Listed, ...]
    began: date
    began_known: bool
    ended: date | None
    days: int
    exact: bool

    @property
    def main(self) -> Listed:
        return self.listings[0]

    @property
    def seen_first(self) -> Listed:
        return min(self.listings, key=lambda one: (one.seen_on, one.pk))

    @property
    def is_closed(self) -> bool:
        return self.main.standard_status == "Closed"

    @property
    def closed_on(self) -> date | None:
        if not self.is_closed:
            return None
        return self.main.close_date or self.main.off_market_date or self.main.status_on

    @property
    def is_try(self) -> bool:
        """Whether the home was offered: one that is only coming soon was not yet."""
        return self.main.standard_status != "Coming Soon"


@dataclass(frozen=True, slots=True)
class Leg:
    """The tries of one owner to sell, oldest first. `missing`: the MLS counts days of a term that no file has."""

    terms: tuple[Term, ...]
    days: int
    exact: bool
    mls_days: int | None
    missing: bool

    @property
    def tries(self) -> int:
        return sum(term.is_try for term in self.terms)

    @property
    def unsold(self) -> int:
        return sum(term.main.standard_status in ("Expired", "Canceled") for term in self.terms)

    @property
    def agents(self) -> tuple[str, ...]:
        """Everybody who tried, in order; empty when one of them is not known."""
        return _distinct([term.main.agent for term in self.terms], _agent_key)

    @property
    def offices(self) -> tuple[str, ...]:
        return _distinct([term.main.office for term in self.terms], office_key)

    @property
    def first_ask(self) -> int | None:
        return next((term.main.first_ask for term in self.terms if term.main.first_ask), None)

    @property
    def last_ask(self) -> int | None:
        return next((term.main.last_ask for term in reversed(self.terms) if term.main.last_ask), None)

    @property
    def cut_percent(self) -> float:
        """From the first ask of the first try to the last one of the last; below zero when it was raised."""
        first, last = self.first_ask, self.last_ask
        return round((first - last) / first * 100, 1) if first and last else 0.0


@dataclass(frozen=True, slots=True)
class Chain:
    """Everything known of one home, oldest first."""

    legs: tuple[Leg, ...]
    leases: tuple[Term, ...]

    @property
    def terms(self) -> tuple[Term, ...]:
        return tuple(sorted((*(term for leg in self.legs for term in leg.terms), *self.leases), key=_begins))

    def leg_of(self, listing: int) -> Leg | None:
        """The leg a listing belongs to; the newest for a lease or an unknown one; None where nothing was for sale."""
        held = [leg for leg in self.legs if any(one.pk == listing for term in leg.terms for one in term.listings)]
        return next(iter((*held, *self.legs[-1:])), None)

    def kind_of(self, listing: int) -> Kind | None:
        """What a listing is in the chain; None for a draft or a listing taken back."""
        for term in self.terms:
            if any(one.pk == listing for one in term.listings):
                return term.kind if term.seen_first.pk == listing else "second_mls"
        return None


def chain_of(listings: Iterable[Listed], today: date, owner_since: date | None = None) -> Chain:
    """The chain of a home from its listings in any order; `owner_since` is the day its present owner got title."""
    known = [one for one in listings if one.standard_status not in IGNORED]
    sales = [_Offer(one, on_market(one, today)) for one in known if not one.is_lease]
    rents = [_Offer(one, on_market(one, today)) for one in known if one.is_lease]
    groups = _joined(sorted(sales, key=_order))
    legs = _legs(groups, owner_since)
    return Chain(
        tuple(_leg(leg, _begins_leg(before), today) for before, leg in zip([[], *legs], legs, strict=False)),
        tuple(_term("lease", [rent], []) for rent in sorted(rents, key=_order)),
    )


# ---- the same term in two places


@dataclass(frozen=True, slots=True)
class _Offer:
    """A listing and when it was on the market."""

    listed: Listed
    span: OnMarket

    @property
    def ended(self) -> date | None:
        return self.span.ended or self.listed.close_date


def _order(offer: _Offer) -> tuple[date, date, int]:
    return (offer.span.began, offer.listed.close_date or date.max, offer.listed.pk)


def _joined(offers: Sequence[_Offer]) -> list[list[_Offer]]:
    """Offers that are one broker's term put together, in the order they began."""
    groups: list[list[_Offer]] = []
    for offer in offers:
        mine = next((group for group in reversed(groups) if any(_same_term(one, offer) for one in group)), None)
        if mine is None:
            groups.append([offer])
        else:
            mine.append(offer)
    return groups


def _same_term(one: _Offer, other: _Offer) -> bool:
    """Whether two listings carry one broker's term: begun within 30 days, by the same office or at the same price.

    In one MLS that is a relisting, but for a home entered twice on one day (as a house and as an investment).
    """
    a, b = one.listed, other.listed
    if _same_closing(a, b):
        return True
    if not (_same_office(a, b) or _same_price(a, b)):
        return False
    if a.source == b.source:
        return bool(a.on_market_date) and a.on_market_date == b.on_market_date and _same_office(a, b)
    if one.span.began_known and other.span.began_known:
        return abs(one.span.began - other.span.began) <= SAME_TERM
    return bool(one.ended and other.ended) and abs(one.ended - other.ended) <= SAME_TERM  # type: ignore[operator]


def _same_closing(a: Listed, b: Listed) -> bool:
    """One sale in two MLSs, or entered twice for the statistics."""
    if not (a.standard_status == b.standard_status == "Closed" and a.close_date and b.close_date):
        return False
    is_near = abs(a.close_date - b.close_date) <= SAME_CLOSING
    return is_near and (a.source != b.source or (a.close_price is not None and a.close_price == b.close_price))


def _same_office(a: Listed, b: Listed) -> bool:
    return bool(a.office and b.office) and is_ours(a.office, [b.office])


def _same_price(a: Listed, b: Listed) -> bool:
    return bool({a.first_ask, a.last_ask} & {b.first_ask, b.last_ask} - {None})


# ---- whose tries they are


def _legs(groups: Sequence[list[_Offer]], owner_since: date | None) -> list[list[list[_Offer]]]:
    """The terms of each owner. A term belongs after every closing that came before it began."""
    legs: list[list[list[_Offer]]] = []
    for group in groups:
        if not legs or any(_is_sold_before(earlier, group) for earlier in legs[-1]):
            legs.append([])
        legs[-1].append(group)
    return _split_by_deed(legs, owner_since)


def _is_sold_before(earlier: Sequence[_Offer], group: Sequence[_Offer]) -> bool:
    """Whether a term comes after a sale: it began with it or later, or it is a later sale, whenever it was entered."""
    sold, again = _closed_on(earlier), _closed_on(group)
    return sold is not None and (_group_began(group) >= sold or (again is not None and again - sold > SAME_CLOSING))


def _split_by_deed(legs: list[list[list[_Offer]]], since: date | None) -> list[list[list[_Offer]]]:
    """A deed between two terms of the last leg means that somebody else sells now, though no MLS saw the sale."""
    if since is None or not legs:
        return legs
    last = legs[-1]
    before = [group for group in last if _group_began(group) < since]
    after = [group for group in last if _group_began(group) >= since]
    closing = max((day for leg in legs[:-1] for group in leg if (day := _closed_on(group))), default=None)
    is_closing = closing is not None and timedelta(0) <= since - closing <= DEED_AFTER_CLOSING
    is_between = all((_group_ended(group) or date.max) <= since for group in before)
    return [*legs[:-1], before, after] if before and after and is_between and not is_closing else legs


def _group_began(group: Sequence[_Offer]) -> date:
    return min(offer.span.began for offer in group)


def _group_ended(group: Sequence[_Offer]) -> date | None:
    return max((day for offer in group if (day := offer.ended)), default=None)


def _closed_on(group: Sequence[_Offer]) -> date | None:
    closed = [one.listed for one in group if one.listed.standard_status == "Closed"]
    return max((one.close_date or one.off_market_date or one.status_on for one in closed), default=None)


# ---- the terms of one owner


def _leg(groups: Sequence[list[_Offer]], begins: Kind, today: date) -> Leg:
    terms: list[Term] = []
    taken: list[Days] = []
    for group in groups:
        offers = sorted(group, key=_tells_most, reverse=True) if len(group) > 1 else group
        kind = _kind(terms[-1].main, offers[0].listed) if terms else begins
        terms.append(_term(kind, offers, taken))
    first = terms[0].main
    unseen = (first.cumulative_days_on_market or 0) - (first.days_on_market or 0)
    return Leg(
        terms=tuple(terms),
        days=sum(term.days for term in terms),
        exact=all(term.exact for term in terms),
        mls_days=_mls_days(terms, today),
        missing=first.days_on_market is not None and unseen > MISSING_MORE,
    )


def _begins_leg(before: Sequence[list[_Offer]]) -> Kind:
    """What the first term of a leg is, after the leg before it: a resale where that one ended in a closing."""
    if not before:
        return "first"
    return "resale" if any(_closed_on(group) for group in before) else "new_owner"


def _kind(before: Listed, now: Listed) -> Kind:
    """Whether a relisting is with the same agent, by name; an agent of another office is another one."""
    if before.agent and now.agent:
        return "same_agent" if _agent_key(before.agent) == _agent_key(now.agent) else "another_agent"
    if before.office and now.office and not _same_office(before, now):
        return "another_agent"
    return "relisted"


@lru_cache(maxsize=1 << 14)
def _agent_key(name: str) -> str:
    """`Doyle, Agnes` and `Agnes Doyle` are one agent."""
    letters = "".join(letter if letter.isalnum() else " " for letter in name.casefold())
    return " ".join(sorted(letters.split()))


def _distinct(names: Sequence[str], key: Callable[[str], str]) -> tuple[str, ...]:
    return tuple({key(name): name for name in reversed(names)}.values())[::-1] if all(names) else ()


def _term(kind: Kind, offers: Sequence[_Offer], taken: list[Days]) -> Term:
    """A term with the days that are not `taken` yet; they are taken then."""
    days = 0
    for offer in offers:
        fresh = [part for span in offer.span.spans for part in (minus(span, taken) if taken else (span,))]
        days += max(0, length(fresh) - offer.span.off) if fresh else 0
        taken += fresh
    main, began = offers[0], min(offers, key=lambda offer: offer.span.began)
    return Term(
        kind=kind,
        listings=tuple(offer.listed for offer in offers),
        began=began.span.began,
        began_known=began.span.began_known,
        ended=main.span.ended or main.listed.close_date,
        days=days,
        exact=any(offer.span.exact for offer in offers),
    )


def _tells_most(offer: _Offer) -> tuple[bool, bool, date, date, int]:
    listed = offer.listed
    return (listed.standard_status == "Closed", offer.span.exact, listed.status_on, listed.as_of, -listed.pk)


def _mls_days(terms: Sequence[Term], today: date) -> int | None:
    """What the MLS counts for the whole leg, brought to today while the home is on the market."""
    newest = next((one for one in terms[-1].listings if one.cumulative_days_on_market is not None), None)
    if newest is None or newest.cumulative_days_on_market is None:
        return None
    goes_on = newest.standard_status in COUNTED and terms[-1].ended is None
    return newest.cumulative_days_on_market + (max(0, (today - newest.as_of).days) if goes_on else 0)


def _begins(term: Term) -> tuple[date, int]:
    return (term.began, term.main.pk)
