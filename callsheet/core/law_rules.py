"""The shape of the law's tables: what a rule book says of the nation, of us, and of every jurisdiction.

Rules are compared and hashed by identity: they are built once and kept, and answers about them are cached by them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Literal, Self, TypeVar

from callsheet.core.facts import Launch
from callsheet.core.holidays import Calendar
from callsheet.core.house_rule import HouseRule

Confidence = Literal["sourced", "knowledge", "uncertain"]
"""How well a row is known: a document says so; general knowledge; contested, or not proven."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What every row of the book carries: which law says so, how sure we are, and on which local days it binds.

    `since` and `until` are its first and last day, None where no day is known. `before` is the row that it replaced.
    `citation_confidence` is set where the rule is better known than the section that holds it.
    """

    citation: str
    confidence: Confidence = "sourced"
    citation_confidence: Confidence | None = None
    since: date | None = None
    until: date | None = None
    before: Self | None = None

    def binds(self, on: date) -> bool:
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)

    def versions(self) -> Iterator[Self]:
        """This row and those it replaced, newest first."""
        row: Self | None = self
        while row is not None:
            yield row
            row = row.before


Row = TypeVar("Row", bound=Ground)


def in_force(row: Row | None, days: tuple[date, ...]) -> Row | None:
    """The version of a row that binds on any of these days, the newest first; where no day is known, the newest."""
    if row is None or not days:
        return row
    return next((each for each in row.versions() if any(map(each.binds, days))), None)


@dataclass(frozen=True, slots=True)
class Window:
    """Hours of one day in which calls are allowed, on the local clock: from `opens` on, until just before `closes`."""

    opens: time
    closes: time


Week = tuple[Window | None, ...]
"""Seven days from Monday; None is a day without calls."""


@dataclass(frozen=True, slots=True)
class Hours(Ground):
    """A week of hours."""

    week: Week


@dataclass(frozen=True, slots=True)
class Holidays(Ground):
    """The days of the year on which no calls are made, and how well it is known which they are."""

    calendar: Calendar
    days_confidence: Confidence = "sourced"


@dataclass(frozen=True, slots=True)
class Cap(Ground):
    """At most `calls` attempts in any `hours` hours."""

    calls: int
    hours: int
    is_lifted_by_relationship: bool = False

    @property
    def span(self) -> timedelta:
        return timedelta(hours=self.hours)


@dataclass(frozen=True, slots=True)
class Ban(Ground):
    """A rule that is simply there or not. `launches` narrows it to ways of launching a call."""

    launches: frozenset[Launch] = frozenset()


@dataclass(frozen=True, slots=True)
class Days(Ground):
    """A rule that counts days."""

    days: int


@dataclass(frozen=True, slots=True)
class Told(Ground):
    """What a law says that no attempt is refused by: shown to people, in words."""

    words: str


@dataclass(frozen=True, slots=True, eq=False)
class Jurisdiction:
    """One state, district or territory. `hours` is None where it has no stricter rule than the federal one.

    `hours_known` is what is known of its hours either way; `reviewed` is the day a person last went through its rows.
    """

    code: str
    name: str
    zones: tuple[str, ...]
    reviewed: date
    hours_known: Ground
    hours: Hours | None = None
    recorded_hours: Hours | None = None
    """A further limit for recorded and artificial voices."""
    standard_zone: str | None = None
    """A clock the law itself names, checked besides the owner's: Mississippi's standard time."""
    binds_callers_clock: bool = False
    hours_lifted_by_consent: Ban | None = None
    holidays: Holidays | None = None
    cap: Cap | None = None
    recorded_cap: Cap | None = None
    own_list: Ban | None = None
    own_list_known: Told | None = None
    """Where there is no list of its own: how well that is known."""
    purchase: Days | None = None
    """How long a purchase excepts from the state's own list, where that is not the federal time."""
    written_consent: Ban | None = None
    automated_consent: Ban | None = None
    mobile: Ban | None = None
    text_consent: Ban | None = None
    recorded_ban: Ban | None = None
    emergency: Ban | None = None
    reassigned_check: Ban | None = None
    unlicensed: Ban | None = None
    """Only licensed people may call owners for a listing."""
    recording: Told | None = None
    texts: Told | None = None
    first_words: Told | None = None
    """What must be said at the start of a call, and how soon."""
    machine_words: Told | None = None
    """What an artificial voice must say of itself."""
    registration: Told | None = None
    exemption: Told | None = None
    """What the state's law lifts for licensees. Never applied: none lifts the federal rules, and most are unproven."""
    note: str = ""

    @property
    def calendar(self) -> Calendar | None:
        return self.holidays.calendar if self.holidays else None

    @property
    def purchase_days(self) -> int | None:
        return self.purchase.days if self.purchase else None

    @property
    def grounds(self) -> tuple[Ground, ...]:
        """Every row that can refuse an attempt, with the rows they replaced."""
        rows = (
            *(self.hours, self.recorded_hours, self.hours_lifted_by_consent, self.holidays, self.cap),
            *(self.recorded_cap, self.own_list, self.purchase, self.written_consent, self.automated_consent),
            *(self.mobile, self.text_consent, self.recorded_ban, self.emergency, self.reassigned_check),
            self.unlicensed,
        )
        return tuple(version for row in rows if row for version in row.versions())

    @property
    def is_dated(self) -> bool:
        """Whether any of its rules began or ended on a known day, so that the day decides."""
        return any(row.since or row.until for row in self.grounds)


@dataclass(frozen=True, slots=True)
class Federal:
    hours: Hours
    registry_max_age_days: int
    registry_citation: str
    purchase_days: int
    inquiry_days: int
    relationship_citation: str
    internal_citation: str
    revocation_citation: str
    abandon_percent: int
    abandon_citation: str
    email_citation: str
    expired_citation: str
    reviewed: date
    told: Mapping[str, Told]
    """The nation's rules in words, by name, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What we add to the law."""

    warn_before_close: timedelta
    cap: Cap
    state_list_days: int
    """How many days a copy of a state's own list counts, but for those of `list_days`, which come out more rarely."""
    list_days: Mapping[str, int]
    reassigned_max_age_days: int
    """How long a "no" of the Reassigned Numbers Database counts."""


@dataclass(frozen=True, slots=True)
class AreaCode:
    """Where an area code's numbers were handed out: its state, and every zone it may lie in."""

    state: str
    zones: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """The whole book, as of one day; `house` are the broker's own stricter rules, laid over it."""

    as_of: date
    federal: Federal
    policy: Policy
    states: Mapping[str, Jurisdiction]
    area_codes: Mapping[str, AreaCode]
    house: tuple[HouseRule, ...] = ()

    def list_days(self, list: str) -> int:
        """How many days a copy of a do-not-call list counts: `US` is the nation's, else the state whose own it is."""
        if list == "US":
            return self.federal.registry_max_age_days
        return self.policy.list_days.get(list, self.policy.state_list_days)
