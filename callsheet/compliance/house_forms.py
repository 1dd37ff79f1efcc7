"""One more house rule: each kind with the fields it needs, and no others."""

from collections.abc import Mapping
from datetime import date, time

from django import forms

from callsheet.compliance.tables import rules
from callsheet.core.house_rule import FIELDS, KINDS, Kind
from callsheet.core.law_house_words import SENT
from callsheet.core.law_words import WEEKDAYS

# Kind -> its name in the list of kinds, and what it does.
NAMES: Mapping[Kind, tuple[str, str]] = {
    "hours": ("Narrower hours", "Calls begin later or end earlier than the law allows, every day or on some."),
    "day": ("A weekday without calls", "Nobody is called on Sundays, say."),
    "date": ("Dates without calls", "A holiday of yours, or days between two dates."),
    "cap": ("Fewer tries", "Fewer than 3 in 24 hours, or counted over more hours."),
    "registry_age": ("Fresher registry", "A copy or scrub of the do-not-call registry counts for fewer than 31 days."),
    "fresh": ("Fresher listing status", "The MLS is read again sooner than after 24 hours."),
    "channel": (
        "A channel never used",
        "No texts, no e-mails, no recordings, no voicemail drops, no artificial voices.",
    ),
    "mobile": ("No cold calls to mobiles", "Mobiles, and lines of unknown kind, only with consent or a relationship."),
    "consent": ("Signed consent first", "No cold call without the owner’s signature."),
    "no_personal": ("Acquaintances do not count", "Knowing the owner personally lifts nothing."),
    "no_vendor": ("Vendors’ scrubs do not count", "Only your own copy of the registry, or a look-up, clears a number."),
    "relationship": ("Shorter relationships", "A purchase or an inquiry counts for fewer days than 540 and 90."),
    "machine": ("No machine picks numbers", "A person chooses every number that is dialed."),
    "litigator": (
        "No flagged litigators",
        "A number that a vendor flags as belonging to somebody who sues callers is never called or texted.",
    ),
    "closed": ("A state left alone", "Nobody in that state is called or written to."),
}


class HouseRuleForm(forms.Form):
    """A rule of one kind: where it holds, what it says, and why."""

    state = forms.ChoiceField(label="Where", required=False, widget=forms.Select({"class": "select"}))

    def __init__(self, kind: Kind, *given, **named) -> None:
        super().__init__(*given, **named)
        everywhere = [] if kind == "closed" else [("", "Everywhere")]
        states = sorted(((code, state.name) for code, state in rules().states.items()), key=lambda one: one[1])
        self.fields["state"].choices = [*everywhere, *states]
        for name in FIELDS.get(kind, ()):
            self.fields[name] = _field(name, kind)
        self.fields["because"] = forms.CharField(
            label="Why",
            help_text="In your own words. Everybody whom the rule refuses reads them.",
            max_length=200,
            error_messages={"required": "Write why: it is shown to everybody whom the rule refuses."},
            widget=forms.TextInput({"class": "input"}),
        )
        self.kind = kind

    def value(self) -> dict[str, object]:
        """What was typed, as the JSON a rule is kept in."""
        return {name: _plain(self.cleaned_data[name]) for name in FIELDS.get(self.kind, ())}


def kind_of(text: str) -> Kind | None:
    return next((kind for kind in KINDS if kind == text), None)


def _plain(value: object) -> object:
    if isinstance(value, time):
        return value.isoformat("minutes")
    return value.isoformat() if isinstance(value, date) else value


def _time(label: str) -> forms.TimeField:
    widget = forms.TimeInput({"class": "input input-day", "type": "time", "step": "300"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget, error_messages=_say("a time of day, as 9:00"))


def _day(label: str) -> forms.DateField:
    widget = forms.DateInput({"class": "input input-day", "type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, error_messages=_say("a day, as 2026-12-24"))


def _number(label: str, least: int, help_text: str = "") -> forms.IntegerField:
    widget = forms.NumberInput({"class": "input input-num", "min": least})
    errors = _say("a whole number") | {"min_value": f"Write a number of at least {least}."}
    return forms.IntegerField(label=label, min_value=least, widget=widget, help_text=help_text, error_messages=errors)


def _say(what: str) -> dict[str, str]:
    return {"required": f"Write {what}.", "invalid": f"Write {what}."}


def _weekdays(kind: Kind) -> forms.TypedMultipleChoiceField:
    is_optional = kind == "hours"
    return forms.TypedMultipleChoiceField(
        label="On which days",
        help_text="None chosen: every day." if is_optional else "",
        choices=list(enumerate(WEEKDAYS)),
        coerce=int,
        required=not is_optional,
        widget=forms.CheckboxSelectMultiple(),
        error_messages={"required": "Choose the days on which nobody is called."},
    )


def _channel(kind: Kind) -> forms.ChoiceField:
    choices = [(channel, f"No {said}") for channel, said in SENT.items()]
    return forms.ChoiceField(label="What is never sent", choices=choices, widget=forms.Select({"class": "select"}))


def _field(name: str, kind: Kind) -> forms.Field:
    made = {
        "weekdays": lambda: _weekdays(kind),
        "opens": lambda: _time("Calls begin at"),
        "closes": lambda: _time("Calls end at"),
        "first_day": lambda: _day("First day without calls"),
        "last_day": lambda: _day("Last day without calls"),
        "calls": lambda: _number("Tries", 1),
        "hours": lambda: _number("In how many hours" if kind == "cap" else "Hours a status counts", 1),
        "days": lambda: _number("Days a purchase counts" if kind == "relationship" else "Days a copy counts", 0),
        "inquiry_days": lambda: _number("Days an inquiry counts", 0),
        "channel": lambda: _channel(kind),
    }
    return made[name]()
