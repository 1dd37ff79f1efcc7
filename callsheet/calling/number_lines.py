"""A phone number in one line: its mark, and what is known of it."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from callsheet.calling.pages import May, may
from callsheet.calling.screen import Number
from callsheet.compliance.marks import proof_of
from callsheet.core import words
from callsheet.owners.models import Phone


@dataclass(frozen=True, slots=True)
class NumberLine:
    """A number in one line: its mark, what is known of it, and the address of the proof behind the mark.

    `warnings` are what to know before dialing though nothing refuses: the hours end soon, another state's licence.
    """

    phone: int
    national: str
    number: str
    may: May
    about: str
    is_dead: bool
    proof: str
    warnings: tuple[str, ...] = ()


def number_line(number: Number, home: int, now: datetime, zone: ZoneInfo) -> NumberLine:
    """The line under a number: when it may be called, else why not; of a dead one what was learnt."""
    phone, decision = number.phone, number.decision
    mark = may(decision, decision.reasons, now, zone) if decision else May("done", _dead(phone))
    return NumberLine(
        phone=phone.pk,
        national=phone.national,
        number=phone.number,
        may=mark,
        about=_about(number, now, zone),
        is_dead=decision is None,
        proof=proof_of(phone.pk, home),
        warnings=decision.warnings if decision else (),
    )


def line_about(phone: Phone, now: datetime, zone: ZoneInfo) -> str:
    """`Mobile, owner file of Nov 21`, `Landline, reached the owner on Nov 3`."""
    kind = phone.get_line_type_display()
    if phone.finding == "reached":
        known = f"reached the owner {_on(phone.found_at, now, zone)}".strip()
    else:
        source = phone.source.name if phone.source else "owner file"
        known = f"{source} of {words.short_date(phone.reported_at.astimezone(zone).date())}"
    return f"{kind[:1].upper()}{kind[1:]}, {known}"


def _about(number: Number, now: datetime, zone: ZoneInfo) -> str:
    """What is known of the number, then why it may not be called; of a dead one, when that was learnt."""
    phone, decision = number.phone, number.decision
    if decision is None:
        learnt = f"You learned it {_on(phone.found_at, now, zone)}; kept so that it cannot come back."
        return learnt if phone.found_at else "Kept so that it cannot come back."
    known = line_about(phone, now, zone)
    return known if decision.allowed else f"{known}. {decision.because}"


def _dead(phone: Phone) -> str:
    return phone.get_finding_display().capitalize()


def _on(at: datetime | None, now: datetime, zone: ZoneInfo) -> str:
    if at is None:
        return ""
    day = words.day(at.astimezone(zone).date(), now.astimezone(zone).date())
    return day if day in ("today", "yesterday") else f"on {day}"
