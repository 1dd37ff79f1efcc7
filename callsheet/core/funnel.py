"""From dials to appointments: counts become rates with an interval that holds in nine cases of ten.

Each rate starts from what published field counts say about agents in general, worth a hundred to a thousand dials, and
is moved by the agent's own counts (a conjugate prior: beta for a share, gamma for events per dial). Under ten events of
one's own the range is that of agents in general, and says so.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import partial
from typing import Literal

from callsheet.core.quantiles import beta_quantile, gamma_quantile

LOW, HIGH = 0.05, 0.95
ENOUGH_EVENTS = 10
TOO_EARLY = "too early to say"


@dataclass(frozen=True, slots=True)
class Counts:
    """What happened in a period. `contacts` includes the owners who called in (`inbound`), which are no dials;
    `settled` are the appointments that have an outcome: kept, missed or called off."""

    dials: int = 0
    contacts: int = 0
    leads: int = 0
    appointments: int = 0
    kept: int = 0
    settled: int = 0
    listings: int = 0
    closings: int = 0
    inbound: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(**{field.name: getattr(self, field.name) + getattr(other, field.name) for field in fields(self)})


@dataclass(frozen=True, slots=True)
class Rate:
    """`value` and the interval around it that holds in nine cases of ten; `is_own` when own counts are behind it."""

    name: str
    event: str
    trial: str
    events: int
    trials: int
    value: float
    low: float
    high: float
    is_own: bool


@dataclass(frozen=True, slots=True)
class Prior:
    """What agents in general reach: `a` events beside `b` misses (beta) or in `b` trials (gamma)."""

    family: Literal["beta", "gamma"]
    a: float
    b: float
    event: str
    trial: str

    def rate(self, name: str, events: int, trials: int) -> Rate:
        """The rate after `events` in `trials`; with fewer than ten events, that of agents in general."""
        is_own = events >= ENOUGH_EVENTS
        mean, quantile = self._after(events, trials) if is_own else self._after(0, 0)
        return Rate(name, self.event, self.trial, events, trials, mean, quantile(LOW), quantile(HIGH), is_own)

    def _after(self, events: int, trials: int) -> tuple[float, Callable[[float], float]]:
        a = self.a + events
        if self.family == "gamma":
            return a / (self.b + trials), partial(gamma_quantile, shape=a, rate=self.b + trials)
        b = self.b + max(0, trials - events)
        return a / (a + b), partial(beta_quantile, a=a, b=b)


PRIORS: Mapping[str, Prior] = {
    # 10 to 14 % of homeowners answer: tracked dials of agents, and 200,000 calls of 2020 with 13 % live answers.
    "contact": Prior("beta", 12, 88, "contact", "dial"),
    # One good lead in about 50 dials.
    "lead": Prior("gamma", 4, 200, "lead", "dial"),
    # One appointment in 209 dials (Keller Center, Baylor University, 6,264 calls by 50 agents, 2011-12).
    "appointment": Prior("gamma", 4.5, 1000, "appointment", "dial"),
    # Four of five appointments are kept: an assumption, soon replaced by own counts.
    "kept": Prior("beta", 8, 2, "kept appointment", "appointment"),
}


def rates(counts: Counts) -> dict[str, Rate]:
    """Every rate by its name: contact, lead and appointment per dial, kept per appointment that has an outcome."""
    seen = {
        "contact": (counts.contacts - counts.inbound, counts.dials),
        "lead": (counts.leads, counts.dials),
        "appointment": (counts.appointments, counts.dials),
        "kept": (counts.kept, counts.settled),
    }
    return {name: prior.rate(name, *seen[name]) for name, prior in PRIORS.items()}


def compare(now: Rate, before: Rate) -> str:
    """How a rate stands to the period before, in two or three words; only intervals that lie apart are a change."""
    if not (now.is_own and before.is_own):
        return TOO_EARLY
    if now.low > before.high:
        return "higher than before"
    return "lower than before" if now.high < before.low else "as before"


def percent(share: float) -> str:
    """`12%`; one decimal under ten, two under one: `4.6%`, `0.47%`."""
    return "0%" if not share else f"{share * 100:.{_decimals(share)}f}%"


def interval(rate: Rate) -> str:
    """`11–14%`: both ends with the decimals of the upper one."""
    decimals = _decimals(rate.high)
    return f"{rate.low * 100:.{decimals}f}–{rate.high * 100:.{decimals}f}%"


def every(rate: Rate) -> str:
    """How many trials one event takes, as a whole number: `38`."""
    return f"{round(1 / rate.value):,}"


def span(rate: Rate) -> str:
    """How many trials one event takes in nine cases of ten: `38–62`."""
    return f"{round(1 / rate.high):,}–{round(1 / rate.low):,}"


def sentence(rate: Rate) -> str:
    """`1 lead in 38–62 dials (your 2,000 dials; nine chances in ten)`, or the range of agents in general, and why."""
    said = f"1 {rate.event} in {span(rate)} {rate.trial}s"
    if rate.is_own:
        return f"{said} (your {rate.trials:,} {rate.trial}s; nine chances in ten)"
    return f"{said} (agents in general; with fewer than ten {rate.event}s of your own it is {TOO_EARLY})"


def headline(counts: Counts, lead: Rate) -> str:
    """The heading of the numbers: the answer, as far as there is one."""
    if not counts.dials:
        return "No dials yet"
    if lead.is_own:
        return f"One lead for every {every(lead)} dials"
    return f"{counted(counts.leads, 'lead')} in {counted(counts.dials, 'dial')}: {TOO_EARLY}"


def counted(count: int, thing: str) -> str:
    """`1 dial`, `1,184 dials`, `no dials`."""
    return f"{count:,} {thing}" if count == 1 else f"{f'{count:,}' if count else 'no'} {thing}s"


def _decimals(share: float) -> int:
    return 0 if share >= 0.0995 else 1 if share >= 0.00995 else 2
