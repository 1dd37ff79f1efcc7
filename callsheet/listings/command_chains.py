"""What `callsheet listings --json` says of the chain of a listing's home: which try it is, of how many, by whom."""

from collections.abc import Iterator
from datetime import date

from callsheet.core.chain import Chain, Leg, Term


def chain_entries(chain: Chain) -> dict[int, dict[str, object]]:
    """Listing -> its place among all tries of the same owner to sell; of a lease, what is known of that lease alone.

    A draft or a listing taken back is not among them. `cumulative_days_on_market` counts days on the market, from zero
    again after a closing or a deed; it is the least that the files prove where `is_exact` is false. `agents` is empty
    when one of them is not known.
    """
    found: dict[int, dict[str, object]] = {}
    for leg in chain.legs:
        found |= _of_sales(leg)
    for term in chain.leases:
        found |= {one.pk: _of_lease(term) for one in term.listings}
    return found


def _of_lease(term: Term) -> dict[str, object]:
    return {
        "kind": "lease",
        "attempt": None,
        "attempts": None,
        "unsold": None,
        "agents": [term.main.agent] if term.main.agent else [],
        "cumulative_days_on_market": term.days,
        "is_exact": term.exact,
        "mls_cumulative_days": term.main.cumulative_days_on_market,
        "price_path": list(_prices(term)),
    }


def _of_sales(leg: Leg) -> Iterator[tuple[int, dict[str, object]]]:
    told = {
        "attempts": leg.tries,
        "unsold": leg.unsold,
        "agents": list(leg.agents),
        "cumulative_days_on_market": leg.days,
        "is_exact": leg.exact,
        "mls_cumulative_days": leg.mls_days,
        "price_path": [step for term in leg.terms for step in _prices(term)],
    }
    attempt = 0
    for term in leg.terms:
        attempt += term.is_try
        first = term.seen_first.pk
        for one in term.listings:
            yield one.pk, {"kind": term.kind if one.pk == first else "second_mls", "attempt": attempt, **told}


def _prices(term: Term) -> Iterator[dict[str, object]]:
    """The first ask of a term, each change whose day a file showed, and a last ask whose day none did."""
    listed, price = term.main, term.main.first_ask
    if not price:
        return
    yield _step(listed.listing_id, term.began if term.began_known else None, price)
    for change in listed.prices:
        if change.new.isdigit() and int(change.new) != price:
            price = int(change.new)
            yield _step(listed.listing_id, change.on, price)
    if listed.last_ask and listed.last_ask != price:
        yield _step(listed.listing_id, None, listed.last_ask)


def _step(listing_id: str, on: date | None, price: int) -> dict[str, object]:
    return {"listing_id": listing_id, "on": on and on.isoformat(), "price": price}
