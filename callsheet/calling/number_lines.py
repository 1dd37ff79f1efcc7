"""A phone number in one line: its mark, and what is known of it."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from callsheet.calling.pages import May, may
from callsheet.calling.screen import Number
from callsheet.compliance.marks import proof_of
from callsheet.core import words
from callsheet.core.law import LITIGATOR
from callsheet.owners.models import Phone, PhoneFinding


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
    local = now.astimezone(zone).date()
    mark = may(decision, decision.reasons, now, zone) if decision else May("done", _dead(phone))
    return NumberLine(
        phone=phone.pk,
        national=phone.national,
        number=phone.number,
        may=mark,
        about=_about(number, now, zone),
        is_dead=decision is None,
        proof=proof_of(phone.pk, home),
        warnings=(*_flags(number), *(_wrong_for(one, local, zone) for one in number.wrong_for[:2])) if decision else (),
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
        learnt = _learnt(number, now, zone)
        return f"{learnt}; kept so that it cannot come back." if learnt else "Kept so that it cannot come back."
    known = line_about(phone, now, zone)
    return known if decision.allowed else f"{known}. {decision.because}"


def _learnt(number: Number, now: datetime, zone: ZoneInfo) -> str:
    """`Said by Maya Lindqvist on Nov 3`, `PropStream says so, file of Nov 3`: who taught that it is dead, and when."""
    phone, said = number.phone, number.finding
    if said and said.by:
        return f"Said by {said.by.name} {_on(said.at, now, zone)}"
    if said and phone.source:
        return f"{phone.source.name} says so, file of {words.short_date(said.at.astimezone(zone).date())}"
    return f"You learned it {_on(phone.found_at, now, zone)}" if phone.found_at else ""


def _flags(number: Number) -> tuple[str, ...]:
    """What the gate warns of; a flagged number is told even where something else refuses it."""
    warned = number.decision.warnings if number.decision else ()
    return warned if LITIGATOR in warned or not number.phone.litigator else (LITIGATOR, *warned)


def _wrong_for(finding: PhoneFinding, today: date, zone: ZoneInfo) -> str:
    """`It was a wrong number for Harriet Boone, Nov 3 (Maya Lindqvist).`"""
    day = finding.at.astimezone(zone).date()
    on = words.short_date(day) if day.year == today.year else f"{words.short_date(day)}, {day.year}"
    by = f" ({finding.by.name})" if finding.by else ""
    return f"It was a wrong number for {finding.phone.owner.name}, {on}{by}."


def _dead(phone: Phone) -> str:
    return phone.get_finding_display().capitalize()


def _on(at: datetime | None, now: datetime, zone: ZoneInfo) -> str:
    if at is None:
        return ""
    day = words.day(at.astimezone(zone).date(), now.astimezone(zone).date())
    return day if day in ("today", "yesterday") else f"on {day}"
