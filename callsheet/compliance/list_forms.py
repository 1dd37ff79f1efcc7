"""What a person may send along with a do-not-call list."""

from datetime import UTC, date, datetime

from django import forms

from callsheet.compliance import lists
from callsheet.compliance.list_uploads import Given
from callsheet.compliance.models import NATION

FULL, CHANGE = "full", "change"


class ListForm(forms.Form):
    """Which list the files are of. The files themselves are taken one by one from the request."""

    list = forms.ChoiceField(label="List", widget=forms.Select({"class": "select"}))
    kind = forms.ChoiceField(
        label="These are",
        choices=[(FULL, "Full lists"), (CHANGE, "Change lists")],
        help_text="A full list replaces the area codes that are in it; a change list says who came and who left.",
        widget=forms.Select({"class": "select"}),
    )
    copied_on = forms.DateField(
        label="Downloaded on",
        required=False,
        help_text="Left empty it is the day in the file’s name, or today. A list counts from its day on.",
        widget=forms.DateInput({"class": "input", "type": "date"}),
    )
    whole = forms.BooleanField(
        label="This is the state’s whole list",
        required=False,
        help_text="Then owners there with a number from elsewhere count as checked too: they are not on it.",
    )

    def __init__(self, *given, now: datetime, **named) -> None:
        super().__init__(*given, **named)
        self.now = now
        self.fields["list"].choices = lists.known().items()

    @property
    def first(self) -> tuple[forms.BoundField, ...]:
        return self["list"], self["kind"], self["copied_on"]

    def clean_copied_on(self) -> date | None:
        on = self.cleaned_data["copied_on"]
        if on and on > self.now.astimezone(UTC).date():
            raise forms.ValidationError("That day is still to come. Write when the list was downloaded.")
        return on

    def clean(self) -> None:
        said = self.cleaned_data
        if said.get("whole") and said.get("list") == NATION:
            self.add_error(
                "whole", "The national registry is loaded by area code. Choose the state, or leave this out."
            )
        if said.get("whole") and said.get("kind") == CHANGE:
            self.add_error("whole", "A change list is never the whole. Leave this out.")

    @property
    def given(self) -> Given:
        said = self.cleaned_data
        return Given(said["list"], said["kind"] == CHANGE, said["whole"], said["copied_on"])
