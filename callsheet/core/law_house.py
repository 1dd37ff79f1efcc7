"""The broker's own rules, laid over the law. They are asked beside it and can only refuse more.

Each stands in the order of refusals right after its twin in the law. None is law, and every refusal says so in the
broker's words. Days, hours and caps are in law_windows and law_caps; here is what the passing of time does not mend.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import lru_cache

from callsheet.core import law_channels, law_registry, law_standing
from callsheet.core.facts import Facts
from callsheet.core.house_rule import HouseRule, Kind
from callsheet.core.law_case import BROKER, Case, house_rules, is_related, lay_out, relationship_days
from callsheet.core.law_decision import Reason
from callsheet.core.law_house_words import predicate, quoted
from callsheet.core.law_rules import Rules

Rule = Callable[[Case], Reason | None]


@lru_cache(maxsize=256)
def tightened(rules: Rules, house: tuple[HouseRule, ...]) -> Rules:
    """The book with a broker's rules laid over it; the same book for the same rules."""
    return replace(rules, house=house) if house else rules


def _refused(code: str, case: Case, found: Iterable[HouseRule], further: str = "") -> Reason | None:
    """One reason for all the rules of a kind, or none."""
    said = dict.fromkeys(
        f"Your broker {predicate(rule, case.rules, case.noun)}{quoted(rule.because)}." for rule in found
    )
    if not said:
        return None
    return Reason(code, " ".join([*said, further]).strip(), BROKER, is_law=False)


def fresh_policy(case: Case) -> Reason | None:
    """The listing status was read too long ago for the broker, though not for the house."""
    seen, at, bound = case.facts.listing_seen_at, case.facts.at, house_rules(case, "fresh")
    if not bound or seen is None or at is None or law_standing.status_stale(case):
        return None
    old = [rule for rule in bound if (at - seen).total_seconds() > rule.hours * 3600]
    return _refused("FRESH_POLICY", case, old, "Read the MLS again.")


def closed_policy(case: Case) -> Reason | None:
    return _refused("CLOSED_POLICY", case, house_rules(case, "closed"))


def channel_policy(case: Case) -> Reason | None:
    of_channel = (rule for rule in house_rules(case, "channel") if rule.channel == case.facts.channel)
    return _refused("CHANNEL_POLICY", case, of_channel)


def registry_policy(case: Case) -> Reason | None:
    """The evidence of the national registry is too old for the broker, though not for the law."""
    bound = house_rules(case, "registry_age")
    age = law_registry.age_that_counts(narrowed(case)) if bound else None
    if age is None or law_registry.registry_stale(case):
        return None
    return _refused("REGISTRY_POLICY", case, (rule for rule in bound if age > rule.days))


def consent_policy(case: Case) -> Reason | None:
    """A cold attempt is one that nobody signed for, asked for, or is in a relationship for."""
    bound = house_rules(case, "consent")
    if not bound or _is_warm(case) or law_channels.consent_state(case):
        return None
    return _refused("CONSENT_POLICY", case, bound)


def machine_policy(case: Case) -> Reason | None:
    if case.facts.launch != "selected_by_machine":
        return None
    return _refused("MACHINE_POLICY", case, house_rules(case, "machine"))


def litigator_policy(case: Case) -> Reason | None:
    return _refused("LITIGATOR_POLICY", case, house_rules(case, "litigator")) if case.facts.litigator else None


def mobile_policy(case: Case) -> Reason | None:
    bound = house_rules(case, "mobile")
    if not bound or case.facts.line_type == "landline" or _is_warm(case) or law_channels.mobile_state(case):
        return None
    return _refused("MOBILE_POLICY", case, bound)


def _is_warm(case: Case) -> bool:
    return case.is_permitted or is_related(narrowed(case))


# ---------------------------------------------------------------- exceptions that a broker does not count

EXCEPTED: tuple[Rule, ...] = (
    law_registry.registry_missing,
    law_registry.registry_stale,
    law_registry.dnc_national,
    law_registry.state_list_missing,
    law_registry.dnc_state,
    law_channels.consent_state,
    law_channels.mobile_state,
)
"""The rules that a relationship, an acquaintance or a vendor's scrub may lift."""


def exception_policy(case: Case) -> Reason | None:
    """The law excepts the owner, or takes the evidence; the broker does not, and without it the law would refuse."""
    strict = narrowed(case)
    if strict is case:
        return None
    for rule in EXCEPTED:
        if (without := rule(strict)) and not rule(case):
            return _refused("EXCEPTION_POLICY", case, _uncounted(case), without.because)
    return None


def narrowed(case: Case) -> Case:
    """The case without the exceptions and evidence that the broker does not count; itself when all count."""
    facts = case.facts
    for rule in _uncounted(case):
        facts = UNCOUNTED[rule.kind][1](facts)
    return case if facts is case.facts else lay_out(facts, case.rules)


def _uncounted(case: Case) -> list[HouseRule]:
    """The house rules that take something away from this case."""
    return [rule for kind, (applies, _) in UNCOUNTED.items() for rule in house_rules(case, kind) if applies(case, rule)]


def _relies_on_vendor(case: Case, rule: HouseRule) -> bool:
    """A vendor that says `listed` still counts: it can only refuse."""
    registry = case.facts.registry
    return registry is not None and registry.evidence == "vendor" and not registry.listed


def _is_too_old(case: Case, rule: HouseRule) -> bool:
    days, relationship = relationship_days(case), case.facts.relationship
    if days is None or relationship is None:
        return False
    return days > (rule.inquiry_days if relationship.kind == "inquiry" else rule.days)


UNCOUNTED: Mapping[Kind, tuple[Callable[[Case, HouseRule], bool], Callable[[Facts], Facts]]] = {
    "no_personal": (
        lambda case, rule: case.facts.personal_relationship,
        lambda facts: replace(facts, personal_relationship=False),
    ),
    "no_vendor": (_relies_on_vendor, lambda facts: replace(facts, registry=None)),
    "relationship": (_is_too_old, lambda facts: replace(facts, relationship=None)),
}
"""Kind -> when it takes something away, and the facts without it."""

AFTER: Mapping[Rule, tuple[Rule, ...]] = {
    law_standing.status_stale: (fresh_policy,),
    law_standing.jurisdiction_unknown: (closed_policy,),
    law_channels.consent_text: (channel_policy,),
    law_channels.reassigned: (litigator_policy,),
    law_registry.registry_stale: (registry_policy,),
    law_channels.consent_state: (consent_policy,),
    law_channels.consent_state_auto: (machine_policy,),
    law_channels.mobile_state: (mobile_policy, exception_policy),
}
"""Where each stands: after which rule of the law."""


def with_house(law: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """The law's rules in their order, each followed by the house rules that stand after it."""
    return tuple(each for rule in law for each in (rule, *AFTER.get(rule, ())))
