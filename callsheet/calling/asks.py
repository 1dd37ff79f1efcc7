"""The questions some outcomes ask before they are stored: the same in the dock of the call screen and as a page."""

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Field:
    """One thing asked. `value` is what was typed, `error` what is wrong with it; with `choices`, (value, words) each,
    one of them is taken instead.
    """

    name: str
    label: str
    hint: str = ""
    value: str = ""
    error: str = ""
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Ask:
    """A question: its heading, its fields, its button. `value` is the outcome, or `snooze`."""

    value: str
    title: str
    fields: tuple[Field, ...]
    submit: str
    missing: str = ""

    @property
    def errors(self) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if field.error)


CAME = (
    ("owner_called", "Spoke, nothing agreed yet"),
    ("call_back", "Call back at a time"),
    ("appointment", "An appointment"),
    ("not_now", "Not now, still wants to sell"),
    ("not_selling", "Not selling"),
    ("listed_elsewhere", "Already listed"),
    ("do_not_call", "Do not call again"),
)
"""What may come of a call by the owner: the outcome it is kept as."""
OWN_DIAL = (("no_answer", "No answer"), ("left_voicemail", "Left a voicemail"), ("busy", "Busy"))
"""How our own dial ended that was still open when the owner called."""
HINT = "As you would say it: Wednesday 5:30, or 11/25 17:30"


def asks(owner: str, place: str, own_dial: str = "") -> Mapping[str, Ask]:
    """Every question about one lead: `owner` is whom it is about, `place` where one would meet, `own_dial` the number
    of a dial that is still open.
    """
    return {
        "call_back": Ask(
            "call_back",
            f"When shall you call {owner} back?",
            (Field("when", "When", HINT),),
            "Keep the call-back",
            "Give a day and a time.",
        ),
        "appointment": Ask(
            "appointment",
            f"Appointment with {owner}",
            (
                Field("when", "When", HINT),
                Field("where", "Where", "The home, unless you write another place", value=place),
            ),
            "Set the appointment",
            "Give a day and a time.",
        ),
        "owner_called": Ask(
            "owner_called",
            f"{owner} called you",
            (
                Field("came", "What came of it", choices=CAME),
                Field("when", "When", f"For a call-back or an appointment. {HINT}"),
                *((Field("own_dial", f"Your own call to {own_dial}", choices=OWN_DIAL),) if own_dial else ()),
            ),
            "Keep the call",
        ),
        "snooze": Ask(
            "snooze",
            f"Put {owner} aside until",
            (Field("when", "Until", "Monday, in 3 days, or 12/1 17:30"),),
            "Snooze",
            "Give a day, such as Monday.",
        ),
    }


def answered(ask: Ask, given: Mapping[str, str], errors: Mapping[str, list[str]]) -> Ask:
    """The question with what was typed and what is wrong with it."""
    fields = (
        replace(field, value=given.get(field.name, field.value), error=" ".join(errors.get(field.name, ())))
        for field in ask.fields
    )
    return replace(ask, fields=tuple(fields))
