"""The shape of the law's tables: what a rule book says of the nation, of us, and of every jurisdiction.

Rules are compared and hashed by identity: they are built once and kept, and answers about them are cached by them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta

from callsheet.core.facts import Launch
from callsheet.core.holidays import Calendar


@dataclass(frozen=True, slots=True)
class Window:
    """Hours of one day in which calls are allowed, on the local clock: from `opens` on, until just before `closes`."""

    opens: time
    closes: time


Week = tuple[Window | None, ...]
"""Seven days from Monday; None is a day without calls."""


@dataclass(frozen=True, slots=True)
class Hours:
    """A week of hours and the law that sets it."""

    week: Week
    citation: str


@dataclass(frozen=True, slots=True)
class Cap:
    """At most `calls` attempts in any `hours` hours."""

    calls: int
    hours: int
    citation: str
    is_lifted_by_relationship: bool = False

    @property
    def span(self) -> timedelta:
        return timedelta(hours=self.hours)


@dataclass(frozen=True, slots=True)
class Ban:
    """A rule that is simply there or not, with its citation. `launches` narrows it to ways of launching a call."""

    citation: str
    launches: frozenset[Launch] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Jurisdiction:
    """One state, district or territory. `hours` is None where it has no stricter rule than the federal one."""

    code: str
    name: str
    zones: tuple[str, ...]
    hours: Hours | None = None
    earlier_hours: Hours | None = None
    earlier_until: date | None = None
    """The last day of the earlier hours."""
    recorded_hours: Hours | None = None
    """A further limit for recorded and artificial voices."""
    standard_zone: str | None = None
    """A clock the law itself names, checked besides the owner's: Mississippi's standard time."""
    binds_callers_clock: bool = False
    hours_lifted_by_consent: bool = False
    calendar: Calendar | None = None
    calendar_citation: str = ""
    cap: Cap | None = None
    recorded_cap: Cap | None = None
    own_list: Ban | None = None
    purchase_days: int | None = None
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
    confidence: str = "sourced"
    recording: str = ""
    note: str = ""


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


@dataclass(frozen=True, slots=True)
class Policy:
    """What we add to the law."""

    warn_before_close: timedelta
    cap: Cap


@dataclass(frozen=True, slots=True)
class AreaCode:
    """Where an area code's numbers were handed out: its state, and every zone it may lie in."""

    state: str
    zones: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """The whole book, as of one day."""

    as_of: date
    federal: Federal
    policy: Policy
    states: Mapping[str, Jurisdiction]
    area_codes: Mapping[str, AreaCode]
