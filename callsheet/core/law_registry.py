"""The do-not-call lists: the nation's registry, how old our evidence of it is, and the lists some states keep."""

from callsheet.core.facts import Registry
from callsheet.core.law_case import Case, is_related
from callsheet.core.law_decision import Check, Reason
from callsheet.core.law_rules import Ban, Jurisdiction, in_force
from callsheet.core.law_words import both, joined, long_date
from callsheet.core.words import count

SUBSCRIPTION = "16 CFR 310.8; 47 CFR 64.1200(c)(2)"
NATIONAL = "47 CFR 64.1200(c)(2); 16 CFR 310.4(b)(1)(iii)(B)"


EVIDENCE = {
    "copy": "Your copy of the national do-not-call registry is",
    "vendor": "The vendor's scrub against the national do-not-call registry is",
    "lookup": "The look-up in the national do-not-call registry is",
}


def _is_excepted(case: Case) -> bool:
    """Whether the national registry does not apply to this owner and caller at all (47 CFR 64.1200(c)(2)(ii)-(iii))."""
    return case.is_permitted or case.facts.personal_relationship or is_related(case)


def _copied(case: Case) -> Registry | None:
    """The evidence, when there is any with a day."""
    registry = case.facts.registry
    return registry if registry and registry.copied_on else None


def _age(case: Case) -> int | None:
    """Days between the evidence and the attempt, by the UTC day."""
    registry = _copied(case)
    if registry is None or registry.copied_on is None or case.on is None:
        return None
    return (case.on - registry.copied_on).days


def age_that_counts(case: Case) -> int | None:
    """The age in days of what says of the number, where the registry applies to it at all."""
    return None if _is_excepted(case) else _age(case)


def registry_missing(case: Case) -> Reason | None:
    if _is_excepted(case) or _copied(case):
        return None
    because = "The national do-not-call registry was not looked at for this number: its area code is not loaded."
    if case.facts.registry:
        because = (
            "What the national do-not-call registry says of this number has no date, so nobody knows how old it is."
        )
    return Reason("REGISTRY_MISSING", because, SUBSCRIPTION, is_law=True)


def registry_stale(case: Case) -> Reason | None:
    age, limit = age_that_counts(case), case.rules.federal.registry_max_age_days
    if age is None or age <= limit:
        return None
    because = f"{_evidence(case)} {count(age, 'day')} old, and more than {limit} days is too old."
    return Reason("REGISTRY_STALE", because, case.rules.federal.registry_citation, is_law=True)


def _evidence(case: Case) -> str:
    registry = case.facts.registry
    return EVIDENCE[registry.evidence if registry else "copy"]


def dnc_national(case: Case) -> Reason | None:
    """A number said to be listed refuses whatever the evidence: also without a day, also too old."""
    if case.facts.registry is None or not case.facts.registry.listed or _is_excepted(case):
        return None
    because = "This number is on the national do-not-call registry, and an expired listing is no exception."
    citation = f"{NATIONAL}; {case.rules.federal.expired_citation}"
    return Reason("DNC_NATIONAL", because, citation, is_law=True)


def _state_lists(case: Case) -> list[tuple[Jurisdiction, Ban]]:
    """The claiming states that keep a list of their own which nothing lifts here."""
    if case.is_permitted:
        return []
    kept = ((state, in_force(state.own_list, case.days)) for state in case.territory.states)
    return [(state, ban) for state, ban in kept if ban and not is_related(case, state)]


def state_list_missing(case: Case) -> Reason | None:
    found = _state_lists(case) if case.facts.state_list == "missing" else []
    if not found:
        return None
    names = both(state.name for state, _ in found)
    because = f"{_keeps(found, names)} of its own, and it was not looked at for this number."
    return Reason("STATE_LIST_MISSING", because, joined(ban.citation for _, ban in found), is_law=True)


def dnc_state(case: Case) -> Reason | None:
    found = _state_lists(case) if case.facts.state_list == "listed" else []
    if not found:
        return None
    names = both(state.name for state, _ in found)
    because = f"This number is on the do-not-call list of {names}."
    return Reason("DNC_STATE", because, joined(ban.citation for _, ban in found), is_law=True)


def _keeps(found: list[tuple[Jurisdiction, Ban]], names: str) -> str:
    return f"{names} keeps a do-not-call list" if len(found) == 1 else f"Each of {names} keeps a do-not-call list"


# ---------------------------------------------------------------- what the page of checks shows

SOURCES = {
    "copy": "your own copy of {day}, {age} old",
    "vendor": "the vendor's scrub of {day}, {age} old: policy evidence, not your own safe harbor",
    "lookup": "looked up by hand on {day}, {age} ago",
}


def check_national(case: Case, reasons: list[Reason]) -> Check:
    name, source = "National do-not-call registry", _source(case)
    if reasons:
        return Check(name, "refuses", _saw(reasons[0]), source, reasons[0].citation)
    registry = _copied(case)
    if registry and registry.listed:
        return Check(name, "allows", "The number is on it, and the owner excepted you", source, NATIONAL)
    return Check(name, "allows", "The number is not on it" if registry else "It does not apply to this owner", source)


def _saw(reason: Reason) -> str:
    return "The number is on it" if reason.rule == "DNC_NATIONAL" else reason.because


def _source(case: Case) -> str:
    registry, age = _copied(case), _age(case)
    if registry is None or registry.copied_on is None or age is None:
        return "no copy"
    return SOURCES[registry.evidence].format(day=long_date(registry.copied_on), age=count(age, "day"))


def check_state(case: Case, reasons: list[Reason]) -> Check:
    states = case.territory.states
    name = f"{states[0].name}'s own list" if len(states) == 1 else "State's own list"
    if reasons:
        return Check(name, "refuses", reasons[0].because, "state lists", reasons[0].citation)
    keepers = [state.name for state in states if state.own_list]
    if not keepers:
        who = case.territory.names or "No state"
        return Check(name, "allows", f"{who} {'keeps' if len(states) < 2 else 'keep'} none", _reviewed(case))
    saw = "The number is not on it" if case.facts.state_list == "clear" else "It does not apply to this owner"
    return Check(name, "allows", saw, f"the list of {both(keepers)}")


def _reviewed(case: Case) -> str:
    return f"rules reviewed {long_date(case.rules.as_of)}"
