"""What a channel needs: consent for recorded voices, texts, machines that dial, and mobiles; and what is banned."""

from collections.abc import Callable

from callsheet.core.law_case import Case, is_related, relationship_days
from callsheet.core.law_decision import Check, Reason
from callsheet.core.law_rules import Ban, Jurisdiction, in_force
from callsheet.core.law_words import both, joined, long_date
from callsheet.core.words import count

RECORDED_CONSENT = "47 U.S.C. 227(b)(1); 47 CFR 64.1200(a)(2)-(3); FCC 22-85; FCC 24-17"
EXCEPTIONS = "47 CFR 64.1200(c)(2)(ii)-(iii), (f)(5)"

Claimed = list[tuple[Jurisdiction, Ban]]


def _claimed(case: Case, ban_of: Callable[[Jurisdiction], Ban | None]) -> Claimed:
    """The claiming states that have such a rule."""
    return [(state, ban) for state in case.territory.states if (ban := in_force(ban_of(state), case.days))]


def _reason(rule: str, found: Claimed, because: str, is_law: bool = True) -> Reason:
    return Reason(rule, because, joined(ban.citation for _, ban in found), is_law)


def _names(found: Claimed) -> str:
    return both(state.name for state, _ in found)


def _verb(found: Claimed, one: str, many: str) -> str:
    return one if len(found) == 1 else many


def recorded_ban_state(case: Case) -> Reason | None:
    """Consent does not lift it. For an AI voice, which the federal rule treats as recorded, it is our reading."""
    found = _claimed(case, lambda state: state.recorded_ban) if case.is_recorded else []
    if not found:
        return None
    because = f"{_names(found)} {_verb(found, 'bans', 'ban')} recorded sales messages, with consent or without."
    return _reason("RECORDED_BAN_STATE", found, because, is_law=case.facts.channel != "ai_voice")


def consent_recorded(case: Case) -> Reason | None:
    if not case.is_recorded or case.facts.written_consent:
        return None
    what = "An artificial voice" if case.facts.channel == "ai_voice" else "A recorded voice"
    because = f"{what} needs the owner's written consent first, and there is none on file."
    return Reason("CONSENT_RECORDED", because, RECORDED_CONSENT, is_law=True)


def consent_text(case: Case) -> Reason | None:
    if case.facts.channel != "text" or case.is_permitted:
        return None
    found = _claimed(case, lambda state: state.text_consent)
    if found:
        because = f"{_names(found)} {_verb(found, 'requires', 'require')} the owner's consent before a sales text."
        return _reason("CONSENT_TEXT", found, because)
    because = "The owner neither asked for a text nor consented to one, and our policy is to send none then."
    return Reason("CONSENT_TEXT", because, "our policy; 47 CFR 64.1200(e)", is_law=False)


def reassigned(case: Case) -> Reason | None:
    """A number known to have passed on refuses everywhere; an open question only where a state wants it asked."""
    found = _claimed(case, lambda state: state.reassigned_check)
    if case.facts.reassigned == "yes":
        because = "The number was given to somebody else since the owner had it."
        citation = joined(["47 CFR 64.1200(m)", *(ban.citation for _, ban in found)])
        return Reason("REASSIGNED", because, citation, is_law=bool(found))
    if case.facts.reassigned == "no" or not found:
        return None
    because = f"{_names(found)} {_verb(found, 'wants', 'want')} the Reassigned Numbers Database asked first."
    return _reason("REASSIGNED", found, because)


def consent_state(case: Case) -> Reason | None:
    if case.facts.written_consent or is_related(case):
        return None
    found = _claimed(case, lambda state: state.written_consent)
    if not found:
        return None
    because = (
        f"{_names(found)} {_verb(found, 'requires', 'require')} signed consent before any cold sales call or text."
    )
    return _reason("CONSENT_STATE", found, because)


def consent_state_auto(case: Case) -> Reason | None:
    if case.facts.written_consent:
        return None
    found = [each for each in _claimed(case, lambda state: state.automated_consent) if _is_automated(case, each[1])]
    if not found:
        return None
    how = "a recorded voice" if case.is_recorded else "a number that a machine picks or dials"
    because = f"{_names(found)} {_verb(found, 'requires', 'require')} signed consent for {how}."
    return _reason("CONSENT_STATE_AUTO", found, because)


def _is_automated(case: Case, ban: Ban) -> bool:
    return case.is_recorded or case.facts.launch in ban.launches


def mobile_state(case: Case) -> Reason | None:
    """Every line that is not known to be a landline counts as mobile."""
    if case.facts.line_type == "landline" or case.is_permitted or is_related(case):
        return None
    found = _claimed(case, lambda state: state.mobile)
    if not found:
        return None
    line = "a mobile" if case.facts.line_type == "mobile" else "a line that may be a mobile"
    because = f"{_names(found)} {_verb(found, 'bars', 'bar')} cold sales {case.noun} to {line}."
    return _reason("MOBILE_STATE", found, because)


def emergency_state(case: Case) -> Reason | None:
    found = _claimed(case, lambda state: state.emergency) if case.facts.emergency_declared else []
    if not found:
        return None
    because = (
        f"An emergency is declared there, and {_names(found)} {_verb(found, 'bars', 'bar')} sales calls meanwhile."
    )
    return _reason("EMERGENCY_STATE", found, because)


def unlicensed_state(case: Case) -> Reason | None:
    """Law where a state's table says so; elsewhere our stricter reading, until the broker confirms the state."""
    if case.facts.caller_licensed:
        return None
    if found := _claimed(case, lambda state: state.unlicensed):
        because = (
            f"{_names(found)} {_verb(found, 'lets', 'let')} only licensed people ask owners for a listing, "
            "and this caller has no licence."
        )
        return _reason("UNLICENSED_STATE", found, because)
    states = [state for state in case.territory.states if state.code not in case.facts.assistants_may_dial]
    if not states:
        return None
    where = both(state.name for state in states)
    because = f"This caller has no licence, and your broker has not confirmed that assistants may dial in {where}."
    return Reason("UNLICENSED_STATE", because, "our policy; prospecting for listings may be licensed work", False)


def licensed_elsewhere(case: Case) -> str | None:
    """A warning, not a refusal: the home lies in another state than the one that licensed the caller."""
    licence, home = case.facts.caller_licence, case.facts.property
    if not licence or home is None or not home.state or home.state == licence or not case.facts.caller_licensed:
        return None
    where, whence = (state.name if (state := case.rules.states.get(code)) else code for code in (home.state, licence))
    return f"The home is in {where}, and your licence is of {whence}."


# ---------------------------------------------------------------- what the page of checks shows


def check(case: Case, reasons: list[Reason]) -> Check:
    name, source = "Permission or relationship", "consents, relationships"
    if reasons:
        return Check(name, "refuses", reasons[0].because, source, joined(reason.citation for reason in reasons))
    exception = _exception(case)
    if exception is None:
        return Check(name, "no exception", "None on file for this number", source, EXCEPTIONS)
    return Check(name, "allows", exception, source, EXCEPTIONS)


def _exception(case: Case) -> str | None:
    """The strongest exception on file, in words."""
    facts = case.facts
    if facts.written_consent:
        return "The owner's signed consent"
    if facts.invited:
        return "The owner asked to be contacted"
    if facts.relationship and is_related(case):
        what = "A purchase or listing with you" if facts.relationship.kind == "purchase" else "The owner's inquiry"
        return f"{what} on {long_date(facts.relationship.on)}, {count(relationship_days(case) or 0, 'day')} ago"
    return "The owner knows you personally" if facts.personal_relationship else None
