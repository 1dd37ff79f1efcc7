"""What a person may send from the working screens, checked; moments are understood as they are written."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django import forms

from callsheet.calling.asks import CAME, OWN_DIAL
from callsheet.core.outcomes import OUTCOMES
from callsheet.core.spoken_time import UnusableTime, parse

SEEN_STATUSES = (
    "Expired",
    "Canceled",
    "Withdrawn",
    "Hold",
    "Active",
    "Active Under Contract",
    "Pending",
    "Coming Soon",
    "Closed",
)


class AskForm(forms.Form):
    """The answer to a question: `when`, a moment ahead once the form is valid (None when it may be left out), `where`.

    `missing` is said when `when` is needed and empty. `hour` is the time of day taken for a day alone; without it a day
    alone is an error.
    """

    when = forms.CharField(required=False, max_length=80)
    where = forms.CharField(required=False, max_length=200)

    def __init__(
        self, *given, now: datetime, zone: ZoneInfo, missing: str = "", hour: time | None = None, **named
    ) -> None:
        super().__init__(*given, **named)
        self.now, self.zone, self.missing, self.hour = now, zone, missing, hour

    @property
    def was_asked(self) -> bool:
        """Whether an answer was sent at all; the key alone sends none."""
        return "when" in self.data

    def clean_when(self) -> datetime | None:
        said = self.cleaned_data["when"]
        if not said and self.missing:
            raise forms.ValidationError(self.missing)
        try:
            return parse(said, self.now, self.zone, hour=self.hour) if said else None
        except UnusableTime as problem:
            raise forms.ValidationError(str(problem)) from None


class SnoozeForm(AskForm):
    """Put aside until `when`; `next` is the lead to go on to."""

    next = forms.IntegerField(required=False)
    note = forms.CharField(required=False, max_length=2000)


class OutcomeForm(SnoozeForm):
    """How the attempt ended. `seen` is the number of attempts the page showed, `phone` the number it offered.

    When the owner called, `came` is what came of it and `own_dial` how a dial of our own that was still open ended.
    """

    outcome = forms.ChoiceField(choices=[(value, outcome.name) for value, outcome in OUTCOMES.items()])
    seen = forms.IntegerField(min_value=0)
    phone = forms.IntegerField(required=False)
    came = forms.ChoiceField(choices=CAME, required=False)
    own_dial = forms.ChoiceField(choices=OWN_DIAL, required=False)

    @property
    def called_us(self) -> bool:
        """Whether the owner called."""
        return OUTCOMES[self.cleaned_data["outcome"]].is_inbound

    def clean(self) -> dict:
        """Take what came of the owner's call as the outcome; a time alone is a call-back. Some need their time."""
        given = super().clean()
        if given.get("outcome") == "owner_called" and "when" in given:
            came = given.get("came") or "owner_called"
            given["came"] = "call_back" if came == "owner_called" and given["when"] else came
            if OUTCOMES[given["came"]].asks in ("time", "time_and_place") and not given["when"]:
                self.add_error("when", "Give a day and a time.")
        return given


class DialForm(forms.Form):
    """The number to dial."""

    phone = forms.IntegerField()


class UndoForm(forms.Form):
    """Which attempt's outcome, or which snooze, the page offered to take back; without one the newest outcome."""

    attempt = forms.IntegerField(required=False)
    snooze = forms.IntegerField(required=False)


class HandOverForm(forms.Form):
    """The colleague who dials, and what they should know."""

    to = forms.IntegerField()
    note = forms.CharField(required=False, max_length=2000)


class SeenStatusForm(forms.Form):
    """The status somebody saw in the MLS just now."""

    status = forms.ChoiceField(choices=[(status, status) for status in SEEN_STATUSES])


class SeenNumberForm(DialForm):
    """What the registry's own site said of one number."""

    listed = forms.TypedChoiceField(choices=[("no", "no"), ("yes", "yes")], coerce=lambda said: said == "yes")


class FilterForm(forms.Form):
    """The filters of the sheet; a value that is no choice is no filter."""

    town = forms.CharField(required=False, max_length=80)
    price = forms.CharField(required=False, max_length=20)
    age = forms.CharField(required=False, max_length=20)
    all = forms.BooleanField(required=False)
