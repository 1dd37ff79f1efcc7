"""One listing of a home with what its history tells, and the days it was on the market.

RESO's Data Dictionary 2.1 leaves (Cumulative)DaysOnMarket to each MLS, "the number of days the property is on market",
and says of every StandardStatus whether it is on the market: Active is, Active Under Contract "is still on market";
Pending, Hold, Withdrawn, Expired, Canceled and Closed are "off market", Coming Soon is before it. So days in Active and
Active Under Contract count, and no others.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

COUNTED = frozenset({"Active", "Active Under Contract"})
NOT_REFRESHED = timedelta(days=30)
"""A row on the market which no file has shown for so long is known to have been there until then, and no longer."""

Days = tuple[date, date]
"""From a day up to another one, which does not count any more."""


@dataclass(frozen=True, slots=True)
class Change:
    """A value of a listing that changed, and the day from which a file says so; "" is none."""

    on: date
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Listed:
    """One listing as last read. `status_on`: the day its status was first known; `seen_on`: the day it was first read;
    `as_of`: the day its newest row speaks of. `statuses` and `prices` are its history, oldest first."""

    pk: int
    source: str
    listing_id: str
    standard_status: str
    status_on: date
    seen_on: date
    as_of: date
    is_lease: bool = False
    on_market_date: date | None = None
    off_market_date: date | None = None
    expiration_date: date | None = None
    close_date: date | None = None
    list_price: int | None = None
    original_list_price: int | None = None
    close_price: int | None = None
    days_on_market: int | None = None
    cumulative_days_on_market: int | None = None
    agent: str = ""
    office: str = ""
    statuses: tuple[Change, ...] = ()
    prices: tuple[Change, ...] = ()

    @property
    def first_ask(self) -> int | None:
        return self.original_list_price or _earlier_price(self.prices) or self.list_price

    @property
    def last_ask(self) -> int | None:
        return self.list_price or self.original_list_price

    @property
    def is_on_market(self) -> bool:
        return self.standard_status in COUNTED


@dataclass(frozen=True, slots=True)
class OnMarket:
    """When a listing was on the market. `ended` is None while it is, or when no file tells.

    `off` are days within the spans on which it was not, as the MLS counts, though nobody knows which. What is not
    `exact` is the least that the files prove.
    """

    began: date
    began_known: bool
    ended: date | None
    spans: tuple[Days, ...]
    off: int
    exact: bool

    @property
    def days(self) -> int:
        return max(0, length(self.spans) - self.off)


def on_market(listed: Listed, today: date) -> OnMarket:
    """The days one listing was on the market up to `today`."""
    began, began_known = _began(listed, today)
    until, until_known = _until(listed, began if began_known else None, today)
    spans = tuple(_counted(listed, began, max(began, until)))
    off = _off_within(listed, spans)
    goes_on = listed.is_on_market and until >= today
    ended = None if goes_on or not until_known else until
    exact = (began_known and until_known) or (not spans and listed.standard_status == "Coming Soon")
    return OnMarket(began, began_known, ended, spans, off, exact)


def length(spans: Iterable[Days]) -> int:
    return sum((end - start).days for start, end in spans)


def minus(span: Days, taken: Iterable[Days]) -> list[Days]:
    """What is left of a span without the days that are taken."""
    left = [span]
    for start, end in taken:
        parts = [part for first, last in left for part in ((first, min(last, start)), (max(first, end), last))]
        left = [(first, last) for first, last in parts if first < last]
    return left


def _began(listed: Listed, today: date) -> tuple[date, bool]:
    """The day it came on the market. A sale entered after the fact began no later than it closed."""
    if listed.on_market_date:
        return min(filter(None, (listed.on_market_date, listed.close_date))), True
    end = listed.off_market_date or listed.close_date
    if listed.is_on_market and listed.days_on_market is not None:
        return listed.as_of - timedelta(days=listed.days_on_market), True
    if listed.days_on_market is not None and end and end <= today and not listed.close_date:
        return end - timedelta(days=listed.days_on_market), True
    known = (listed.seen_on, listed.status_on, listed.off_market_date, listed.close_date)
    return min(day for day in known if day), False


def _until(listed: Listed, began: date | None, today: date) -> tuple[date, bool]:
    """The day from which it was on the market no more, and whether that is known and not only the least proven."""
    if listed.is_on_market:
        return _still_on(listed, today)
    told = _told_end(listed, today)
    if told:
        return told, True
    if began and listed.days_on_market is not None:
        return min(today, began + timedelta(days=listed.days_on_market)), True
    return _last_seen_on_market(listed), False


def _still_on(listed: Listed, today: date) -> tuple[date, bool]:
    if listed.expiration_date and listed.expiration_date < today:
        return listed.expiration_date, True
    is_fresh = today - listed.as_of <= NOT_REFRESHED
    return (today, True) if is_fresh else (listed.as_of, False)


def _told_end(listed: Listed, today: date) -> date | None:
    """The day it left the market, from its dates or the history of its status.

    A sale's off-market day is often its closing, weeks after the home was under contract: only an earlier one counts.
    """
    left = [change for change in listed.statuses if change.old in COUNTED and change.new not in COUNTED]
    if _was_off_when_first_seen(listed):
        days = [day for day in (listed.off_market_date,) if day and day <= listed.seen_on]
    elif listed.standard_status == "Closed":
        sold, off = listed.close_date, listed.off_market_date
        days = [change.on for change in left[-1:] if change.new != "Closed"] + (
            [off] if sold and off and off < sold else []
        )
    else:
        ends = listed.expiration_date if listed.standard_status == "Expired" else None
        days = [day for day in (listed.off_market_date, ends, *(change.on for change in left[-1:])) if day]
    return next((day for day in days if day <= today), None)


def _was_off_when_first_seen(listed: Listed) -> bool:
    """Whether it was off the market in every file: then its later dates do not tell when it left."""
    return bool(listed.statuses) and not any({change.old, change.new} & COUNTED for change in listed.statuses)


def _last_seen_on_market(listed: Listed) -> date:
    """The last day on which a file that was read showed it on the market; the day it was first read otherwise."""
    first = listed.statuses[0].old if listed.statuses else listed.standard_status
    shown = [listed.seen_on] if first in COUNTED else []
    shown += [change.on for change in listed.statuses if change.new in COUNTED]
    return max(shown, default=date.min)


def _counted(listed: Listed, began: date, until: date) -> Iterator[Days]:
    """The spans in which its status counted, as far as its history tells them apart."""
    if listed.standard_status in ("Coming Soon", "") and not listed.statuses:
        return
    start = began
    for change in listed.statuses:
        if change.old in COUNTED:
            yield from _clipped(start, change.on, began, until)
        start = max(start, change.on)
    if listed.is_on_market or (listed.statuses and listed.statuses[-1].new in COUNTED):
        yield from _clipped(start, until, began, until)
    elif not any(change.old in COUNTED for change in listed.statuses):
        yield began, until


def _clipped(start: date, end: date, began: date, until: date) -> Iterator[Days]:
    start, end = max(start, began), min(end, until)
    if start < end:
        yield start, end


def _off_within(listed: Listed, spans: tuple[Days, ...]) -> int:
    """Days the MLS itself does not count in these spans: it knows of withdrawals and offers that no file shows.

    An MLS that counts the first day as well as the last has one more: -1.
    """
    if listed.days_on_market is None:
        return 0
    as_read = length((start, min(end, listed.as_of)) for start, end in spans if start < listed.as_of)
    off = as_read - listed.days_on_market
    return off if off >= -1 else 0


def _earlier_price(prices: tuple[Change, ...]) -> int | None:
    """The price before the first change known."""
    return int(prices[0].old) if prices and prices[0].old.isdigit() else None
