"""How often an owner may be tried by anybody of the brokerage: elapsed hours between instants, not days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache

from callsheet.core import law_house
from callsheet.core.house_rule import HouseRule
from callsheet.core.law_case import BROKER, Case, house_rules, is_related
from callsheet.core.law_decision import Check, Reason
from callsheet.core.law_rules import Cap, Jurisdiction, Rules, in_force
from callsheet.core.law_words import both, joined
from callsheet.core.words import count


@dataclass(frozen=True, slots=True)
class Counted:
    """A cap in force for a case, whose it is, and how many attempts count against it now."""

    rule: str
    whose: str
    cap: Cap
    made: int
    clears_at: datetime
    """When it leaves room for one more attempt; the attempt's own moment when it does already."""

    @property
    def left(self) -> int:
        return max(0, self.cap.calls - self.made)


def counted(case: Case, at: datetime) -> list[Counted]:
    """Every cap in force, the states' first. A relationship lifts the house's, and a state's that says so."""
    return [_count(case, rule, whose, cap, at) for rule, whose, cap in _in_force(case)]


def _in_force(case: Case) -> Iterator[tuple[str, str, Cap]]:
    related = is_related(case)
    counts = is_related(law_house.narrowed(case)) if case.rules.house else related
    for state in case.territory.states:
        for cap in _caps_of(state, case):
            if not (related and cap.is_lifted_by_relationship):
                yield "CAP_STATE", state.name, cap
    if not counts:
        yield "CAP_POLICY", "our policy", case.rules.policy.cap
        for rule in house_rules(case, "cap"):
            yield "CAP_POLICY", "your broker", _of_broker(rule)


@lru_cache(maxsize=256)
def _of_broker(rule: HouseRule) -> Cap:
    return Cap(rule.calls, rule.hours, citation=BROKER)


@lru_cache(maxsize=64)
def longest_span(rules: Rules) -> timedelta:
    """How far back attempts may count against any cap of the book."""
    states = [cap for state in rules.states.values() for cap in state.grounds if isinstance(cap, Cap)]
    house = [_of_broker(rule) for rule in rules.house if rule.kind == "cap"]
    return max(cap.span for cap in (rules.policy.cap, *states, *house))


def _caps_of(state: Jurisdiction, case: Case) -> Iterator[Cap]:
    for cap in (state.cap, state.recorded_cap if case.is_recorded else None):
        if bound := in_force(cap, case.days):
            yield bound


def _count(case: Case, rule: str, whose: str, cap: Cap, at: datetime) -> Counted:
    """An attempt exactly as old as the span no longer counts."""
    earlier, since = case.facts.earlier, at - cap.span
    made = sum(1 for each in earlier if each > since)
    if made < cap.calls:
        return Counted(rule, whose, cap, made, at)
    return Counted(rule, whose, cap, made, min(sorted(earlier)[-cap.calls] + cap.span, _end(case, cap)))


def _end(case: Case, cap: Cap) -> datetime:
    """When the cap itself ends for good: after its last day, on every clock the owner may have."""
    if cap.until is None or not case.territory.clocks:
        return datetime.max.replace(tzinfo=UTC)
    after = cap.until + timedelta(days=1)
    return max(datetime.combine(after, time(), clock.zone).astimezone(UTC) for clock in case.territory.clocks)


def refusals(case: Case, caps: list[Counted]) -> Iterator[Reason]:
    """The reasons of the caps that are full, of those counted at the attempt's moment."""
    at = case.facts.at
    if at is None or not case.facts.earlier:
        return
    full = [each for each in caps if not each.left]
    for rule in ("CAP_STATE", "CAP_POLICY"):
        of_rule = [each for each in full if each.rule == rule]
        if of_rule:
            yield _reason(rule, of_rule, sum(each > at for each in case.facts.earlier))


def _reason(rule: str, full: list[Counted], held: int) -> Reason:
    """`held`: tries still to come, of permissions that were given and may yet be used."""
    lead = max(full, key=lambda each: each.clears_at)
    names = both(each.whose for each in full)
    allows = "allows" if len({each.whose for each in full}) == 1 else "allow"
    tries, span = count(lead.made - held, "time"), count(lead.cap.hours, "hour")
    out = f" and may be tried {count(held, 'time')} more by permissions given before" if held else ""
    because = f"This owner was tried {tries} in the last {span}{out}, and {names} {allows} {lead.cap.calls}."
    return Reason(rule, because, joined(each.cap.citation for each in full), rule == "CAP_STATE", lead.clears_at)


def clears_at(case: Case, at: datetime, caps: list[Counted]) -> datetime:
    """The first moment from `at` on at which every cap leaves room, or a relationship still to come may lift one.

    `caps` are those counted at that moment.
    """
    clear = max((each.clears_at for each in caps), default=at)
    related = case.facts.relationship
    begins = datetime.combine(related.on, time(), UTC) if related else clear
    return begins if at < begins < clear else clear


def attempts_left(caps: list[Counted]) -> int | None:
    return min((each.left for each in caps), default=None)


def check(case: Case, reasons: list[Reason], caps: list[Counted]) -> Check:
    at = case.facts.at
    source = "all of this brokerage's attempts to this owner"
    if not caps:
        saw = "No cap counts for an owner you do business with" if at else "The moment is not known"
        return Check("Attempts in 24 hours", "allows" if at else "refuses", saw, source)
    tightest = min(caps, key=lambda each: each.left)
    saw = f"{tightest.made} of {tightest.cap.calls}"
    if tightest.cap.hours != 24:
        saw += f" in {tightest.cap.hours} hours"
    return Check("Attempts in 24 hours", "refuses" if reasons else "allows", saw, source, tightest.cap.citation)
