"""The questions some outcomes ask before they are stored: the same in the dock of the call screen and as a page."""

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Field:
    """One thing asked. `value` is what was typed, `error` what is wrong with it."""

    name: str
    label: str
    hint: str = ""
    value: str = ""
    error: str = ""


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


HINT = "As you would say it: Wednesday 5:30, or 11/25 17:30"


def asks(owner: str, place: str) -> Mapping[str, Ask]:
    """Every question about one lead: `owner` is whom it is about, `place` where one would meet."""
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
            (Field("when", "Call back", f"Only if it was agreed. {HINT}"),),
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
