"""One proposed attempt laid beside the law: the facts, the book, who claims the call, and what excepts it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import lru_cache

from callsheet.core.facts import Facts
from callsheet.core.house_rule import HouseRule, Kind
from callsheet.core.law_places import Territory, territory_of
from callsheet.core.law_rules import Jurisdiction, Rules, in_force

RECORDED = frozenset({"recorded", "voicemail_drop", "ai_voice"})
"""Channels on which no living person speaks. An AI voice is an artificial voice (FCC 24-17)."""

BROKER = "your broker's own rule"

NOUNS = {
    "text": "texts",
    "recorded": "recorded calls",
    "voicemail_drop": "recorded voicemails",
    "ai_voice": "calls by an artificial voice",
}


@dataclass(frozen=True, slots=True)
class Case:
    facts: Facts
    rules: Rules
    territory: Territory
    on: date | None
    """The UTC day of the attempt, by which ages of copies and relationships are counted."""
    days: tuple[date, ...] = ()
    """The days it may be for the owner, where a rule of a claiming state has a first or a last day; else left out."""

    @property
    def is_email(self) -> bool:
        return self.facts.channel == "email"

    @property
    def is_recorded(self) -> bool:
        return self.facts.channel in RECORDED

    @property
    def is_permitted(self) -> bool:
        """The owner signed for it or asked for it."""
        return self.facts.written_consent or self.facts.invited

    @property
    def noun(self) -> str:
        """What is proposed, in the plural: calls, texts, recorded calls."""
        return NOUNS.get(self.facts.channel or "", "calls")

    def moved_to(self, at: datetime) -> "Case":
        """The same facts asked at another moment."""
        return self if at == self.facts.at else _laid(replace(self.facts, at=at), self.rules, self.territory)


def lay_out(facts: Facts, rules: Rules) -> Case:
    return _laid(facts, rules, territory_of(facts, rules))


def _laid(facts: Facts, rules: Rules, territory: Territory) -> Case:
    on = facts.at.astimezone(UTC).date() if facts.at else None
    return Case(facts, rules, territory, on, _days(territory, facts.at) if territory.is_dated else ())


def _days(territory: Territory, at: datetime | None) -> tuple[date, ...]:
    """Today on every clock the owner may have: a rule that binds on one of them binds."""
    return tuple({at.astimezone(clock.zone).date() for clock in territory.clocks}) if at else ()


def house_rules(case: Case, kind: Kind) -> tuple[HouseRule, ...]:
    """The broker's own rules of a kind that hold everywhere or in a claiming state."""
    return _bound(case.rules, case.territory).get(kind, ()) if case.rules.house else ()


@lru_cache(maxsize=4096)
def _bound(rules: Rules, territory: Territory) -> Mapping[Kind, tuple[HouseRule, ...]]:
    """By kind, the house rules that hold in a territory."""
    states = {"", *(state.code for state in territory.states)}
    found: dict[Kind, list[HouseRule]] = defaultdict(list)
    for rule in rules.house:
        if rule.state in states:
            found[rule.kind].append(rule)
    return {kind: tuple(bound) for kind, bound in found.items()}


def relationship_days(case: Case) -> int | None:
    """Days since the purchase or inquiry; None when there is none or the day is not known."""
    if case.facts.relationship is None or case.on is None:
        return None
    days = (case.on - case.facts.relationship.on).days
    return days if days >= 0 else None


def is_related(case: Case, state: Jurisdiction | None = None) -> bool:
    """Whether a relationship is young enough to except: by federal days, or by a state's own where it has some."""
    days, relationship = relationship_days(case), case.facts.relationship
    if days is None or relationship is None:
        return False
    federal = case.rules.federal
    if relationship.kind == "inquiry":
        return days <= federal.inquiry_days
    own = in_force(state.purchase, case.days) if state else None
    return days <= (own.days if own else federal.purchase_days)
