"""The proof of one "may I call" in the words of the screen: the verdict, the reason, what was checked, what instead."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse

from callsheet.compliance.marks import NOT_KNOWN, May, may, proof_of
from callsheet.compliance.models import Answer, DoNotCallRequest
from callsheet.compliance.proof import Proof
from callsheet.core import phone as phones
from callsheet.core.law_decision import Check, Reason
from callsheet.core.wall_clock import WallClock
from callsheet.listings.models import Property
from callsheet.owners.models import Phone

ASKS_REGISTRY = ("REGISTRY_MISSING", "REGISTRY_STALE", "REGISTRY_POLICY")
LIFTED = frozenset(
    {"REGISTRY_MISSING", "REGISTRY_STALE", "DNC_NATIONAL", "STATE_LIST_MISSING", "DNC_STATE", "CONSENT_STATE"}
    | {"CONSENT_STATE_AUTO", "CONSENT_TEXT", "CONSENT_RECORDED", "MOBILE_STATE"}
)
"""Refusals that the owner's signed permission lifts."""
CHANNELS = {"call": "a call", "text": "a text", "email": "an e-mail"}
LAUNCHES = {"by_hand": "dialed by hand", "clicked": "dialed by a click", "selected_by_machine": "chosen by a machine"}
ANSWERS = {
    "allows": May("now", "Allows it"),
    "refuses": May("never", "Refuses"),
    "no exception": May("done", "No exception"),
}

# Rule -> the two or three words under which an earlier answer is listed.
SHORT = {
    "DNC_INTERNAL": "asked not to be called",
    "REVOKED": "permission taken back",
    "LISTED": "listing status",
    "STATUS_STALE": "listing status not fresh",
    "REGISTRY_MISSING": "registry not looked at",
    "REGISTRY_STALE": "registry copy too old",
    "DNC_NATIONAL": "registry",
    "STATE_LIST_MISSING": "state list not looked at",
    "DNC_STATE": "state list",
    "SUNDAY_STATE": "Sunday",
    "DAY_STATE": "day of the week",
    "HOLIDAY_STATE": "holiday",
    "HOURS_FED": "hours",
    "HOURS_STATE": "hours",
    "CAP_STATE": "attempts",
    "CAP_POLICY": "attempts, house rule",
    "FRESH_POLICY": "listing status, house rule",
    "CLOSED_POLICY": "state, house rule",
    "CHANNEL_POLICY": "channel, house rule",
    "REGISTRY_POLICY": "registry, house rule",
    "CONSENT_POLICY": "signed consent, house rule",
    "LITIGATOR_POLICY": "sues callers, house rule",
    "MACHINE_POLICY": "machine, house rule",
    "MOBILE_POLICY": "mobile, house rule",
    "EXCEPTION_POLICY": "exception, house rule",
    "DAY_POLICY": "day of the week, house rule",
    "DATE_POLICY": "date, house rule",
    "HOURS_POLICY": "hours, house rule",
    "CALLER_ID": "caller number",
    "JURISDICTION_UNKNOWN": "whose law applies is not known",
    "UNKNOWN_INPUT": "something is not known",
}
# Rule -> what would end the refusal where waiting does not.
WAYS_OUT = {
    "DNC_INTERNAL": "Only when the request was entered by mistake, which you can record below.",
    "REVOKED": "Only when the owner gives permission anew.",
    "LISTED": "Not while another broker may be under contract. It comes back by itself when the contract ends.",
    "STATUS_STALE": "As soon as a newer MLS export is read, or you look the home up in the MLS.",
    "REGISTRY_MISSING": "As soon as the registry is loaded for this area code, or the number is looked up by hand.",
    "REGISTRY_STALE": "As soon as a newer copy of the registry is loaded, or the number is looked up by hand.",
    "DNC_NATIONAL": "Only with the owner’s signed permission, or for 90 days after the owner asks you something.",
    "DNC_STATE": "Only with the owner’s signed permission.",
    "STATE_LIST_MISSING": "As soon as that state’s list was looked at, or with the owner’s signed permission.",
    "CONSENT_STATE": "Only with the owner’s signed permission.",
    "CONSENT_STATE_AUTO": "Only with the owner’s signed permission, or dialed by hand.",
    "MOBILE_STATE": "Only with the owner’s signed permission, or on a landline.",
    "FRESH_POLICY": "As soon as a newer MLS export is read, or you look the home up in the MLS.",
    "REGISTRY_POLICY": "As soon as a newer copy of the registry is loaded, or the number is looked up by hand.",
    "CLOSED_POLICY": "Only when your broker ends that rule.",
    "CHANNEL_POLICY": "Not over this channel, until your broker ends that rule.",
    "CONSENT_POLICY": "Only with the owner’s signed permission.",
    "MOBILE_POLICY": "Only with the owner’s signed permission, or on a landline.",
    "EXCEPTION_POLICY": "Only with the owner’s signed permission, or when your broker ends that rule.",
    "LITIGATOR_POLICY": "Only when your broker ends that rule.",
    "MACHINE_POLICY": "As soon as you choose the number yourself.",
    "CALLER_ID": "As soon as your own number is shown to those you call.",
    "JURISDICTION_UNKNOWN": "As soon as the address of the home or the owner is complete.",
}


@dataclass(frozen=True, slots=True)
class CheckRow:
    may: May
    name: str
    saw: str
    source: str
    citation: str


@dataclass(frozen=True, slots=True)
class OtherNumber:
    """Another number of the owner, with its mark."""

    phone: int
    national: str
    may: May
    about: str
    proof: str


@dataclass(frozen=True, slots=True)
class Action:
    """Something that may be done, the next thing first; `number` is the other number a call would go to."""

    words: str
    href: str
    number: OtherNumber | None = None


@dataclass(frozen=True, slots=True)
class Earlier:
    answer: int
    when: str
    iso: str
    said: str
    is_this: bool


@dataclass(frozen=True, slots=True)
class Request:
    """A do-not-call request; `taken_back` says by whom and when it was called a mistake, empty while it stands."""

    pk: int
    said: str
    words: str
    taken_back: str


@dataclass(frozen=True, slots=True)
class ClearancePage:
    """`because` leads, `law` tells law from policy; `kept` is the seal of a kept answer, empty for a look."""

    home: str
    home_pk: int | None
    owner: str
    line: str
    national: str
    phone: int | None
    heading: str
    look: str
    because: str
    law: str
    others: tuple[str, ...]
    when: str
    when_more: str
    asked: str
    checks: tuple[CheckRow, ...]
    kept: str
    actions_title: str
    actions: tuple[Action, ...]
    numbers: tuple[OtherNumber, ...]
    earlier: tuple[Earlier, ...]
    requests: tuple[Request, ...]
    records: tuple[tuple[str, str], ...]
    asks_registry: bool


def clearance_page(proof: Proof, clock: WallClock) -> ClearancePage:
    """The page of one proof. A kept answer speaks of its own moment, a look of now."""
    leading = proof.reasons[0] if proof.reasons else None
    numbers = tuple(
        _other(phone, proof.home, may(decision, decision.reasons, clock)) for phone, decision in proof.others
    )
    actions = tuple(_actions(proof, leading, numbers))
    when, more = _when(proof, clock)
    return ClearancePage(
        home=proof.home.street_line if proof.home else "",
        home_pk=proof.home.pk if proof.home else None,
        owner=proof.owner.name if proof.owner else "",
        line=_line(proof.phone),
        national=phones.national(proof.number),
        phone=proof.phone.pk if proof.phone else None,
        heading=_heading(proof, clock),
        look=_look(proof),
        because=leading.because if leading else "Nothing that was checked refuses it.",
        law=_law(leading, proof),
        others=tuple(reason.because for reason in proof.reasons[1:]),
        when=when,
        when_more=more,
        asked=_asked(proof, clock),
        checks=tuple(_check(check) for check in proof.checks),
        kept=_kept(proof.answer) if proof.answer else "",
        actions_title="What you may do now" if proof.is_allowed else "What you may do instead",
        actions=actions,
        numbers=tuple(number for number in numbers if number not in [action.number for action in actions]),
        earlier=tuple(_earlier(answer, proof.answer, clock) for answer in proof.earlier),
        requests=tuple(_request(request, clock) for request in proof.requests),
        records=tuple(_records(proof)),
        asks_registry=bool(proof.phone) and any(reason.rule in ASKS_REGISTRY for reason in proof.reasons),
    )


# ---------------------------------------------------------------- the verdict


def _heading(proof: Proof, clock: WallClock) -> str:
    """`Yes, until 8:00 pm.`, `Not yet: tomorrow at 8:00 am.`, `No, not by phone.`; of a kept answer what it was."""
    again, is_kept = proof.next_allowed_at, proof.answer is not None
    if proof.is_allowed:
        until = proof.decision.until if proof.decision else None
        return "Yes, it was allowed." if is_kept else f"Yes, until {clock.short(until)}." if until else "Yes."
    if again:
        return f"Not then: from {_from(again, clock)}." if is_kept else f"Not yet: from {_from(again, clock)}."
    if proof.opens_at:
        return f"{'Not then' if is_kept else 'Not yet'}: from {_from(proof.opens_at, clock)}, with newer files."
    if _is_unknown(proof.reasons):
        return "It was not known, so no." if is_kept else "Not known yet, so no."
    return "No, not by phone."


def _from(at, clock: WallClock) -> str:
    """`8:00 am tomorrow`, `9:26 am`, `8:00 am, Nov 30`."""
    day, time = clock.day(at), clock.moment(at).rpartition(", ")[2]
    return time if day == "today" else f"{time} {day}" if day == "tomorrow" else f"{time}, {day}"


def _is_unknown(reasons: Sequence[Reason]) -> bool:
    return bool(reasons) and reasons[0].rule in NOT_KNOWN


def _look(proof: Proof) -> str:
    if proof.is_allowed:
        return "reason-good"
    return "reason-later" if proof.next_allowed_at or proof.opens_at or _is_unknown(proof.reasons) else ""


def _law(leading: Reason | None, proof: Proof) -> str:
    """Law and policy are told apart in words."""
    if leading is None:
        return "Every rule that applies was asked; each is listed below."
    if not leading.is_law:
        return f"This is a house rule, stricter than the law. {leading.citation}".strip()
    return f"This is law, not your broker’s policy. {leading.citation}".strip()


def _when(proof: Proof, clock: WallClock) -> tuple[str, str]:
    """When it may be: strong words and what follows them."""
    if proof.is_allowed:
        until = proof.decision.until if proof.decision else None
        return ("Now.", f"Until {clock.short(until)}." if until else "") if proof.decision else ("", "")
    if proof.next_allowed_at:
        return f"From {_from(proof.next_allowed_at, clock)}.", "It joins the sheet by itself."
    if proof.opens_at:
        return f"From {_from(proof.opens_at, clock)}.", "Your files will be too old by then: import newer ones before."
    rule = proof.reasons[0].rule if proof.reasons else ""
    return "Not by waiting.", WAYS_OUT.get(rule, "")


def _asked(proof: Proof, clock: WallClock) -> str:
    answer = proof.answer
    if answer is None:
        return f"{clock.exact(clock.now)}, to look: nothing was stored, and dialing asks again"
    what = CHANNELS.get(answer.channel, answer.channel)
    how = LAUNCHES.get(answer.facts.get("launch", ""), "")
    by = f"by {answer.by.name}" if answer.by else "by somebody who has left"
    return f"{clock.exact(answer.at)}, {by}, for {what} {how}".rstrip()


def _kept(answer: Answer) -> str:
    seal = " ".join(answer.seal[start : start + 4] for start in range(0, 16, 4))
    follows = "chained to the one before it" if answer.previous_seal else "the first of its chain"
    return f"Kept as it was said: record {answer.pk:,}, {follows}. Seal {seal}."


def _check(check: Check) -> CheckRow:
    return CheckRow(ANSWERS[check.answer], check.name, check.saw, check.source, check.citation)


# ---------------------------------------------------------------- what may be done


def _actions(proof: Proof, leading: Reason | None, numbers: Iterable[OtherNumber]) -> Iterator[Action]:
    """A call where one may be made, a newer file where the old one is the trouble, a letter, and the lead itself."""
    if proof.home is None:
        return
    lead = reverse("lead_of_home", args=[proof.home.pk])
    other = next((number for number in numbers if number.may.mark == "now"), None)
    if proof.decision and proof.is_allowed:
        yield Action(f"Call {phones.national(proof.number)}", f"{lead}?then=call")
    elif other and not proof.is_allowed:
        yield Action(f"Call {other.national}", f"{lead}?then=call", other)
    rule = leading.rule if leading else ""
    if rule == "STATUS_STALE":
        yield Action("Import a newer export", reverse("imports"))
    elif rule and rule != "LISTED":
        yield Action("Write a letter", f"{lead}?then=letter")
    if rule in LIFTED and proof.phone:
        yield Action("Record a signed permission", f"{proof_of(proof.phone.pk, proof.home.pk)}#permissions")
    yield Action("Open the lead", lead)


# ---------------------------------------------------------------- who, and what was said before


def _line(phone: Phone | None) -> str:
    return "" if phone is None or phone.line_type == Phone.LineType.UNKNOWN else phone.get_line_type_display()


def _other(phone: Phone, home: Property | None, shown: May) -> OtherNumber:
    kind = phone.get_line_type_display()
    about = f"{kind[:1].upper()}{kind[1:]}"
    about = f"{about}, from {phone.source}" if phone.source else about
    return OtherNumber(phone.pk, phone.national, shown, about, proof_of(phone.pk, home.pk if home else None))


def _earlier(answer: Answer, this: Answer | None, clock: WallClock) -> Earlier:
    is_this = this is not None and this.pk == answer.pk
    return Earlier(answer.pk, clock.brief(answer.at), answer.at.isoformat(), _short(answer), is_this)


def _records(proof: Proof) -> Iterator[tuple[str, str]]:
    """Where every attempt to the owner, and to the number whoever had it, is written down: words and address."""
    if proof.owner:
        yield "Every attempt to this owner", reverse("record_of_owner", args=[proof.owner.pk])
    if proof.number:
        yield "Every attempt to this number", reverse("record_of_number", args=[proof.number])


def _short(answer: Answer) -> str:
    """`Cleared`, `Refused: registry; hours`."""
    if answer.allowed:
        return "Cleared"
    rules = dict.fromkeys(_names(row["rule"] for row in answer.reasons))
    return f"Refused: {'; '.join(rules)}"


def _names(rules: Iterable[str]) -> Iterable[str]:
    for rule in rules:
        yield SHORT.get(rule, rule.replace("_", " ").lower())


def _request(request: DoNotCallRequest, clock: WallClock) -> Request:
    number = phones.national(request.number) if request.number else "any number"
    asked = "Took back the consent" if request.kind == DoNotCallRequest.Kind.REVOKED else "Asked not to be called"
    said = f"{asked} on {number}, {clock.brief(request.at)}{_by(request.by)}"
    back = (
        f"Entered by mistake, said {clock.brief(request.mistaken_at)}{_by(request.mistaken_by)}"
        if (request.mistaken_at)
        else ""
    )
    return Request(request.pk, said, request.words, back)


def _by(person) -> str:
    return f", by {person.name}" if person else ""
