"""Listings of one invented home, for the tests of chains."""

from datetime import date

from callsheet.core.chain_days import Change, Listed

TODAY = date(2026, 11, 24)
DOYLE, BELL = "Agnes Doyle", "Marcus Bell"
TERN, HOLM = "Tern & Tide", "Holm Realty"


def a_listing(pk: int = 1, began: str | None = "2025-09-20", ended: str | None = "2025-12-29", **given) -> Listed:
    """An expired listing; days are ISO text. 100 days from the first to the last by default."""
    off = day(ended)
    fields = {
        "pk": pk,
        "source": "Alder County MLS",
        "listing_id": f"AL{pk}",
        "standard_status": "Expired",
        "status_on": off or TODAY,
        "seen_on": off or TODAY,
        "as_of": off or TODAY,
        "on_market_date": day(began),
        "off_market_date": off,
        "list_price": 459_900,
        "original_list_price": 489_900,
        "agent": DOYLE,
        "office": TERN,
    }
    return Listed(**(fields | given))


def a_sale(pk: int, began: str, contract: str | None, closed: str, **given) -> Listed:
    fields = {"standard_status": "Closed", "close_date": day(closed), "close_price": 400_000}
    return a_listing(pk, began, contract, **(fields | given))


def changes(*rows: tuple[str, str, str]) -> tuple[Change, ...]:
    return tuple(Change(date.fromisoformat(on), old, new) for on, old, new in rows)


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


THREE_TRIES = (
    a_listing(1, "2025-09-20", "2025-12-29"),
    a_listing(2, "2026-01-12", "2026-04-02", original_list_price=459_900, list_price=449_900),
    a_listing(3, "2026-10-20", "2026-11-20", original_list_price=444_900, list_price=439_900, agent=BELL, office=HOLM),
)
"""100, 80 and 31 days with two agents, from $489,900 to $439,900, in 14 months."""
