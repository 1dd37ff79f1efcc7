"""May this owner be called, texted or written to? Facts and the book of rules in, a decision with its reasons out.

The rules are asked in a fixed order and all of them are; the first that refuses leads. What is not known refuses.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from callsheet.core import law_caps, law_channels, law_house, law_registry, law_standing, law_windows
from callsheet.core.facts import Facts
from callsheet.core.law_case import Case, lay_out
from callsheet.core.law_decision import Check, Decision, Reason
from callsheet.core.law_rules import Rules
from callsheet.core.words import clock as spoken
from callsheet.core.words import count

__all__ = ["Check", "Decision", "Facts", "Reason", "Rules", "decide"]

Rule = Callable[[Case], Reason | None]
Caps = list[law_caps.Counted]

STANDING: tuple[Rule, ...] = (
    law_standing.dnc_internal,
    law_standing.revoked,
    law_standing.listed,
    law_standing.status_stale,
    law_standing.unknown_input,
    law_standing.jurisdiction_unknown,
    law_standing.caller_id,
    law_standing.abandon,
    law_channels.recorded_ban_state,
    law_channels.consent_recorded,
    law_channels.consent_text,
    law_channels.reassigned,
    law_registry.registry_missing,
    law_registry.registry_stale,
    law_registry.dnc_national,
    law_registry.state_list_missing,
    law_registry.dnc_state,
    law_channels.consent_state,
    law_channels.consent_state_auto,
    law_channels.mobile_state,
    law_channels.emergency_state,
    law_channels.unlicensed_state,
)
"""What the passing of time does not mend, in the order of refusals. Days, hours and caps come after."""

EMAIL: tuple[Rule, ...] = (
    law_standing.dnc_internal,
    law_standing.revoked,
    law_standing.listed,
    law_standing.unknown_input,
    law_standing.email_optout,
    law_standing.email_form,
)
"""All that an e-mail is asked: registry, hours and caps are about the telephone."""

HOUSED = law_house.with_house(STANDING)
HOUSED_EMAIL: tuple[Rule, ...] = (*EMAIL, law_house.closed_policy, law_house.channel_policy)
"""The same where a broker has rules of his own."""


def decide(facts: Facts, rules: Rules, *, explain: bool = True) -> Decision:
    """Whether this attempt is allowed. Never raises for facts; missing or strange ones refuse.

    Without `explain` the checks, which only a proof shows, are left out: the answer is the same and a list is faster.
    """
    case = lay_out(facts, rules)
    standing = list(_standing(case))
    caps = law_caps.counted(case, facts.at) if facts.at and not case.is_email else []
    timely = [] if case.is_email else [*law_windows.refusals(case), *law_caps.refusals(case, caps)]
    if standing or timely:
        return _refused(case, standing, timely, caps, explain)
    return _allowed(case, caps, explain)


def _standing(case: Case) -> Iterator[Reason]:
    law, housed = (EMAIL, HOUSED_EMAIL) if case.is_email else (STANDING, HOUSED)
    for rule in housed if case.rules.house else law:
        if reason := rule(case):
            yield reason


def _allowed(case: Case, caps: Caps, explain: bool) -> Decision:
    end = None if case.is_email else law_windows.closing(case)
    return Decision(
        allowed=True,
        rule="OK",
        because="Nothing that was checked refuses it.",
        citation=end.citation if end else case.rules.federal.email_citation,
        is_law=True,
        reasons=(),
        next_allowed_at=None,
        opens_at=None,
        until=end.at if end else None,
        attempts_left=law_caps.attempts_left(caps),
        warnings=tuple(_warnings(case, end)),
        checks=tuple(_checks(case, [], caps)) if explain else (),
    )


def _refused(case: Case, standing: list[Reason], timely: list[Reason], caps: Caps, explain: bool) -> Decision:
    reasons = (*standing, *timely)
    lead, opens = reasons[0], _opens_at(case, caps) if timely else None
    return Decision(
        allowed=False,
        rule=lead.rule,
        because=lead.because,
        citation=lead.citation,
        is_law=lead.is_law,
        reasons=reasons,
        next_allowed_at=None if standing or opens is None or _is_refused(case, opens) else opens,
        opens_at=opens,
        until=None,
        attempts_left=law_caps.attempts_left(caps),
        warnings=(),
        checks=tuple(_checks(case, list(reasons), caps)) if explain else (),
    )


def _opens_at(case: Case, caps: Caps) -> datetime | None:
    """The first moment within the search at which days, hours and caps all allow the attempt."""
    moment = case.facts.at
    if moment is None:
        return None
    end, limits = moment + law_windows.SEARCHED, law_windows.limits_of(case)
    while moment <= end:
        later = law_windows.all_passing(limits, law_caps.clears_at(case, moment, caps))
        if later == moment:
            return moment
        moment, caps = later, law_caps.counted(case.moved_to(later), later)
    return None


def _is_refused(case: Case, at: datetime) -> bool:
    """Whether a rule that time does not mend refuses by then: copies, statuses and relationships grow old meanwhile."""
    return next(_standing(case.moved_to(at)), None) is not None


LITIGATOR = "A vendor flags this number as belonging to somebody who sues callers."


def _warnings(case: Case, end: law_windows.Closing | None) -> Iterator[str]:
    if case.facts.litigator and not case.is_email:
        yield LITIGATOR
    if licensed_elsewhere := law_channels.licensed_elsewhere(case):
        yield licensed_elsewhere
    if end is None or case.facts.at is None:
        return
    left = end.at - case.facts.at
    if left <= case.rules.policy.warn_before_close:
        closes = spoken(end.at.astimezone(end.clock.zone))
        minutes = count(max(1, left // timedelta(minutes=1)), "minute")
        yield f"Calling hours end at {closes} in {end.clock.where}, in {minutes}."


# ---------------------------------------------------------------- the page of checks

SUBJECTS: tuple[tuple[frozenset[str], Callable[[Case, list[Reason]], Check]], ...] = (
    (frozenset({"LISTED", "STATUS_STALE", "FRESH_POLICY"}), law_standing.check_listing),
    (frozenset({"DNC_INTERNAL", "REVOKED"}), law_standing.check_asked),
    (frozenset({"REGISTRY_MISSING", "REGISTRY_STALE", "REGISTRY_POLICY", "DNC_NATIONAL"}), law_registry.check_national),
    (frozenset({"STATE_LIST_MISSING", "DNC_STATE"}), law_registry.check_state),
    (
        frozenset(
            {"RECORDED_BAN_STATE", "CONSENT_RECORDED", "CONSENT_TEXT"}
            | {"CONSENT_STATE", "CONSENT_STATE_AUTO", "MOBILE_STATE"}
            | {"CONSENT_POLICY", "MOBILE_POLICY", "EXCEPTION_POLICY"}
        ),
        law_channels.check,
    ),
    (
        frozenset({"SUNDAY_STATE", "DAY_STATE", "HOLIDAY_STATE", "HOURS_FED", "HOURS_STATE", *law_windows.HOUSE_KINDS}),
        law_windows.check,
    ),
)
EMAIL_SUBJECTS = SUBJECTS[:2]
CAPS = frozenset({"CAP_STATE", "CAP_POLICY"})
FURTHER = {
    "UNKNOWN_INPUT": "What is proposed",
    "JURISDICTION_UNKNOWN": "Whose law applies",
    "CALLER_ID": "Caller id",
    "ABANDON": "Abandoned calls",
    "EMAIL_OPTOUT": "Asked not to be e-mailed",
    "EMAIL_FORM": "Form of the e-mail",
    "REASSIGNED": "Reassigned numbers",
    "EMERGENCY_STATE": "Declared emergency",
    "UNLICENSED_STATE": "Licence of the caller",
    "CLOSED_POLICY": "Your broker's own rules",
    "CHANNEL_POLICY": "Your broker's own rules",
    "LITIGATOR_POLICY": "Your broker's own rules",
    "MACHINE_POLICY": "Your broker's own rules",
}
"""Subjects that are shown only when they refuse."""


def _checks(case: Case, reasons: list[Reason], caps: Caps) -> Iterator[Check]:
    for rules, check in EMAIL_SUBJECTS if case.is_email else SUBJECTS:
        yield check(case, [reason for reason in reasons if reason.rule in rules])
    if not case.is_email:
        yield law_caps.check(case, [reason for reason in reasons if reason.rule in CAPS], caps)
    for reason in reasons:
        if reason.rule in FURTHER:
            yield Check(FURTHER[reason.rule], "refuses", reason.because, "the facts", reason.citation)
