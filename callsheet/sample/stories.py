"""What happened to a home in eighteen months: one story each, told as the terms that brokers had on it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from callsheet.sample.homes import Home
from callsheet.sample.names import OFFICES, OUR_OFFICE

MONTHS_18 = 548
TERM_DAYS = (90, 120, 150, 180, 180, 180, 270)
ELSEWHERE_SHARE = 0.12
"""How many homes are listed with the smaller MLS."""
LIVE = frozenset({"Active", "Coming Soon", "Pending", "Active Under Contract"})


@dataclass(frozen=True, slots=True)
class Change:
    """From this day on the listing has this status and this price."""

    on: date
    status: str
    price: int


@dataclass(frozen=True, slots=True)
class Term:
    """One broker's term on one home, as its changes in order; the first is the listing."""

    home: Home
    mls: str
    office: str
    agent: str
    expires_on: date
    changes: tuple[Change, ...]
    is_lease: bool = False

    @property
    def listed_on(self) -> date:
        return self.changes[0].on

    def at(self, day: date) -> Change | None:
        """How it stood in the morning of `day`; None when it was not listed yet."""
        return next((change for change in reversed(self.changes) if change.on <= day), None)

    def since(self, day: date) -> date:
        """The day its status of that morning began, whatever the price did since."""
        now = self.at(day)
        began = [change for change in self.changes if change.on <= day]
        while len(began) > 1 and now and began[-2].status == now.status:
            began.pop()
        return began[-1].on


@dataclass(frozen=True, slots=True)
class Teller:
    """What a story is told with: the home, the day it leads up to, and chance."""

    home: Home
    today: date
    random: Random

    def ago(self, *days: int) -> date:
        """A day between the least and the most days ago."""
        return self.today - timedelta(days=self.random.randint(min(days), max(days)))

    def broker(self, other_than: str = "") -> tuple[str, str]:
        office, agents = self.random.choice([each for each in OFFICES if each[0] != other_than])
        return office, self.random.choice(agents)

    def mls(self) -> str:
        return "point" if self.random.random() < ELSEWHERE_SHARE else "alder"

    def asking(self, over: float) -> int:
        """A first price as sellers choose it: `over` times its worth, ending in 900 or 000."""
        thousands = round(self.home.worth * over / 1_000)
        return thousands * 1_000 - self.random.choice((100, 0, 100, 100))

    def unsold(
        self,
        ended: date,
        *,
        status: str = "Expired",
        mls: str | None = None,
        broker: tuple[str, str] | None = None,
        days: int = 0,
        over: float = 0.0,
        cuts: int | None = None,
    ) -> Term:
        """A term that found no buyer and ended on a day with a status."""
        ran = days or self.random.choice(TERM_DAYS)
        early = 0 if status == "Expired" else self.random.randint(8, 70)
        path = self._path(ended - timedelta(days=ran - early), ended, over or self.random.uniform(1.04, 1.17), cuts)
        office, agent = broker or self.broker()
        ending = Change(ended, status, path[-1].price)
        return Term(self.home, mls or self.mls(), office, agent, ended + timedelta(days=early), (*path, ending))

    def live(
        self, listed: date, *, status: str = "Active", mls: str | None = None, broker: tuple[str, str] | None = None
    ) -> Term:
        """A term that is still on the market today."""
        path = self._path(listed, self.today, self.random.uniform(0.98, 1.09), None)
        if status in {"Pending", "Active Under Contract"}:
            path = (*path, Change(max(path[-1].on, self.ago(1, 20)), status, path[-1].price))
        if status == "Coming Soon":
            path = (Change(listed, status, path[0].price),)
        office, agent = broker or self.broker()
        return Term(
            self.home, mls or self.mls(), office, agent, self.today + timedelta(days=self.random.randint(9, 150)), path
        )

    def sold(self, closed: date, *, mls: str | None = None, broker: tuple[str, str] | None = None) -> Term:
        """A term that ended with a closing."""
        signed = closed - timedelta(days=self.random.randint(24, 45))
        path = self._path(
            signed - timedelta(days=self.random.randint(4, 60)), signed, self.random.uniform(0.96, 1.04), None
        )
        price = round(path[-1].price * self.random.uniform(0.965, 1.02) / 500) * 500
        ending = (Change(signed, "Pending", path[-1].price), Change(closed, "Closed", price))
        office, agent = broker or self.broker()
        return Term(self.home, mls or self.mls(), office, agent, closed + timedelta(days=60), (*path, *ending))

    def lease(self, listed: date, ended: date, status: str) -> Term:
        """A home to let."""
        rent = round(self.home.worth * 0.0058 / 25) * 25
        changes = (
            (Change(listed, "Active", rent), Change(ended, status, rent))
            if ended <= self.today
            else (Change(listed, "Active", rent),)
        )
        office, agent = self.broker()
        return Term(self.home, "alder", office, agent, ended, changes, is_lease=True)

    def _path(self, listed: date, ended: date, over: float, cuts: int | None) -> tuple[Change, ...]:
        """The listing and its price cuts, at least two weeks apart."""
        price, ran = self.asking(over), (ended - listed).days
        most = self.random.choice((0, 1, 1, 2, 2, 3, 4)) if cuts is None else cuts
        wanted = min(most, max(0, ran // 21 - 1))
        changes = [Change(listed, "Active", price)]
        for cut in range(1, wanted + 1):
            price = round(price * self.random.uniform(0.955, 0.985) / 1_000) * 1_000 - self.random.choice((0, 100))
            changes.append(Change(listed + timedelta(days=ran * cut // (wanted + 1)), "Active", price))
        return tuple(changes)


def tell(story: str, home: Home, today: date, random: Random) -> tuple[Term, ...]:
    """The terms of one story, in the order of their listing."""
    return STORIES[story](Teller(home, today, random))


def _ended(least: int, most: int, status: str = "") -> Callable[[Teller], tuple[Term, ...]]:
    def story(t: Teller) -> tuple[Term, ...]:
        how = status or t.random.choices(("Expired", "Canceled"), (3, 1))[0]
        return (t.unsold(t.ago(least, most), status=how),)

    return story


def _new(t: Teller) -> tuple[Term, ...]:
    """Off the market since last night or the night before, in the MLS whose file is of this morning."""
    return (t.unsold(t.today - timedelta(days=t.random.choice((1, 1, 1, 2))), mls="alder"),)


def _hero(t: Teller) -> tuple[Term, ...]:
    earlier = t.unsold(t.today - timedelta(days=400), status="Canceled", mls="alder", days=120, over=0.97, cuts=1)
    return (
        earlier,
        t.unsold(
            t.today - timedelta(days=2),
            mls="alder",
            broker=("Tern & Tide Realty", "Joss Marsh"),
            days=256,
            over=1.12,
            cuts=3,
        ),
    )


def _canceled_new(t: Teller) -> tuple[Term, ...]:
    return (t.unsold(t.today - timedelta(days=1), status="Canceled", mls="alder", days=180),)


def _twice(least: int, most: int, mls: str | None = None) -> Callable[[Teller], tuple[Term, ...]]:
    def story(t: Teller) -> tuple[Term, ...]:
        ended = t.ago(least, most)
        second = t.unsold(ended, days=90, mls=mls)
        first = t.unsold(second.listed_on - timedelta(days=t.random.randint(4, 40)), over=1.2, days=120, mls=mls)
        return (first, second)

    return story


def _relisted(t: Teller, *, same_broker: bool = False, elsewhere: bool = False, sold: bool = False) -> tuple[Term, ...]:
    first = t.unsold(t.ago(30 if not sold else 160, 240), mls="alder")
    same = (first.office, first.agent) if same_broker else t.broker(other_than=first.office)
    again = min(t.today - timedelta(days=3), first.changes[-1].on + timedelta(days=t.random.randint(2, 45)))
    mls = "point" if elsewhere else "alder"
    if sold:
        return (first, t.sold(again + timedelta(days=t.random.randint(70, 100)), mls=mls, broker=same))
    return (first, t.live(again, mls=mls, broker=same))


def _back_this_week(t: Teller) -> tuple[Term, ...]:
    """Expired while Maya was calling, and back on the market since a day or two."""
    first = t.unsold(t.ago(9, 18), mls="alder")
    return (first, t.live(t.ago(0, 2), mls="alder", broker=t.broker(other_than=first.office)))


def _resale(t: Teller) -> tuple[Term, ...]:
    first = t.sold(t.ago(400, 490), mls="alder")
    return (first, t.random.choice((t.live, t.unsold))(t.ago(20, 90), mls="alder"))


def _presumed(t: Teller) -> tuple[Term, ...]:
    """Active in every file, though its contract has ended."""
    live = t.live(t.ago(140, 200), mls="alder")
    return (Term(live.home, live.mls, live.office, live.agent, t.ago(1, 9), live.changes),)


def _lease(t: Teller) -> tuple[Term, ...]:
    listed = t.ago(20, 300)
    return (
        t.lease(
            listed,
            listed + timedelta(days=t.random.randint(15, 120)),
            t.random.choice(("Closed", "Expired", "Canceled")),
        ),
    )


def _let_after_expiry(t: Teller) -> tuple[Term, ...]:
    """Did not sell, and is to let now: the home is not for sale, and the lead stays open."""
    first = t.unsold(t.ago(20, 60), mls="alder")
    return (first, t.lease(t.ago(2, 15), t.today + timedelta(days=60), "Active"))


def _ours(t: Teller) -> tuple[Term, ...]:
    return (t.unsold(t.ago(3, 60), mls="alder", broker=(OUR_OFFICE[0], t.random.choice(OUR_OFFICE[1]))),)


STORIES: dict[str, Callable[[Teller], tuple[Term, ...]]] = {
    "quiet": lambda t: (),
    "hero": _hero,
    "expired_new": _new,
    "half_new": _new,
    "absentee_new": _new,
    "canceled_new": _canceled_new,
    "expired_twice_new": _twice(1, 1, "alder"),
    "expired_month": _ended(3, 30),
    "expired_quarter": _ended(31, 90),
    "expired_year": _ended(91, 365),
    "expired_older": _ended(366, 460),
    "expired_twice": _twice(5, 120),
    "relisted_other": _relisted,
    "relisted_same": lambda t: _relisted(t, same_broker=True),
    "relisted_elsewhere": lambda t: _relisted(t, elsewhere=True),
    "relisted_sold": lambda t: _relisted(t, sold=True),
    "relisted_this_week": _back_this_week,
    "resale": _resale,
    "withdrawn": _ended(5, 60, "Withdrawn"),
    "hold": _ended(3, 25, "Hold"),
    "presumed": _presumed,
    "lease": _lease,
    "let_after_expiry": _let_after_expiry,
    "ours": _ours,
    "active": lambda t: (t.live(t.ago(1, 110)),),
    "pending": lambda t: (t.live(t.ago(25, 90), status=t.random.choice(("Pending", "Active Under Contract"))),),
    "coming_soon": lambda t: (t.live(t.ago(0, 6), status="Coming Soon"),),
    "sold": lambda t: (t.sold(t.ago(2, MONTHS_18 - 110)),),
}

# Story -> its share of all homes, and how many there are at the least, in however small a county.
SHARES: dict[str, tuple[float, int]] = {
    "hero": (0, 1),
    "half_new": (0, 1),
    "absentee_new": (0, 1),
    "canceled_new": (0, 2),
    "expired_twice_new": (0, 2),
    "expired_new": (0.011, 22),
    "expired_month": (0.040, 30),
    "expired_quarter": (0.024, 10),
    "expired_year": (0.040, 8),
    "expired_older": (0.010, 2),
    "expired_twice": (0.015, 3),
    "relisted_other": (0.016, 2),
    "relisted_same": (0.008, 2),
    "relisted_elsewhere": (0.007, 2),
    "relisted_sold": (0.012, 2),
    "relisted_this_week": (0.003, 3),
    "resale": (0.012, 2),
    "withdrawn": (0.012, 2),
    "hold": (0.004, 1),
    "presumed": (0.004, 2),
    "lease": (0.016, 2),
    "let_after_expiry": (0.003, 1),
    "ours": (0.003, 1),
    "active": (0.080, 10),
    "pending": (0.030, 3),
    "coming_soon": (0.005, 1),
    "sold": (0.230, 15),
}
