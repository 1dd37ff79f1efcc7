"""Which days of the record: `from` and `to`, either of which may be left out."""

from datetime import date

from django import forms

from callsheet.calling.record_days import Days

DAY = "Write a day as year-month-day, such as 2026-11-24."


class DaysForm(forms.Form):
    """`from` and `to`, both days included; what is left out is taken from `usual`."""

    def __init__(self, *given, usual: Days, **named) -> None:
        super().__init__(*given, **named)
        self.usual = usual
        for name in ("from", "to"):
            self.fields[name] = forms.DateField(required=False, error_messages={"invalid": DAY})

    @property
    def days(self) -> Days:
        """The days asked for, or the usual ones when what was written is none."""
        if not self.is_valid():
            return self.usual
        return Days(self.cleaned_data["from"] or self.usual.first, self.cleaned_data["to"] or self.usual.last)

    def clean(self) -> dict[str, date | None]:
        first, last = self.cleaned_data.get("from"), self.cleaned_data.get("to")
        if first and last and first > last:
            self.add_error("to", f"This is before {first}. Give the earlier day first.")
        return self.cleaned_data

    @property
    def typed(self) -> dict[str, str]:
        """What the fields show: what was typed, else the usual days."""
        shown = {"from": self.usual.first, "to": self.usual.last}
        return {name: self.data.get(name) or (day.isoformat() if day else "") for name, day in shown.items()}
