"""What a person may send about lists for another dialer, and about the results it gives back."""

from django import forms

from callsheet.accounts.places import ZONE_CHOICES
from callsheet.calling.dialer_lists import MOST, USUAL, Choice
from callsheet.calling.models import DialerList
from callsheet.core.outcomes import OUTCOMES
from callsheet.dialers.csv_list.results import NAMES

LARGEST = 5_000_000  # bytes
OUTCOME_CHOICES = [(value, one.name.rstrip("…")) for value, one in OUTCOMES.items() if not one.is_inbound]


class ChoiceForm(forms.Form):
    """Which numbers the other dialer gets. A filter that is no choice is no filter."""

    launch = forms.ChoiceField(
        choices=[("clicked", "clicked"), ("selected_by_machine", "selected_by_machine")],
        error_messages={"required": "Say how that dialer dials."},
    )
    numbers = forms.ChoiceField(choices=[("best", "best"), ("all", "all")], required=False)
    limit = forms.IntegerField(
        min_value=1,
        max_value=MOST,
        error_messages={
            "required": "Say how many leads, such as 100.",
            "invalid": "Write a number of leads, such as 100.",
            "min_value": "Take one lead at least.",
            "max_value": f"At most {MOST} at once: a list is good for an hour.",
        },
    )
    town = forms.CharField(required=False, max_length=80)
    price = forms.CharField(required=False, max_length=20)
    age = forms.CharField(required=False, max_length=20)

    def choice(self) -> Choice:
        """What was chosen, ready for the verb; the form is valid."""
        given = self.cleaned_data
        return Choice(**given | {"numbers": given["numbers"] or "best"})


class ResultsForm(forms.Form):
    """A file of results. `list` is the one it is about, if that is known."""

    file = forms.FileField(
        error_messages={
            "required": "Choose the file first.",
            "missing": "Choose the file first.",
            "empty": "The file is empty. Export the results again.",
        }
    )
    time_zone = forms.ChoiceField(choices=ZONE_CHOICES, required=False)
    list = forms.ModelChoiceField(DialerList.objects.none(), required=False)

    def __init__(self, *given, team: int, **named) -> None:
        super().__init__(*given, **named)
        self.fields["list"].queryset = DialerList.objects.filter(team=team)

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(f"{file.name} is larger than 5 MB. Export fewer days at once.")
        return file


class ColumnsForm(forms.Form):
    """Which column of a waiting file holds what."""

    def __init__(self, *given, header: tuple[str, ...], **named) -> None:
        super().__init__(*given, **named)
        choices = [("", ""), *((name, name) for name in dict.fromkeys(header) if name)]
        for field in NAMES:
            self.fields[field] = forms.ChoiceField(choices=choices, required=False)

    @property
    def columns(self) -> dict[str, str]:
        """Field -> header; the form is valid."""
        return {field: name for field, name in self.cleaned_data.items() if name}


class WordForm(forms.Form):
    """What a dialer's word means."""

    word = forms.CharField(max_length=200)
    outcome = forms.ChoiceField(choices=OUTCOME_CHOICES, error_messages={"required": "Choose how such a call ended."})


def usual(query) -> dict[str, object]:
    """What the form shows first: the sheet's filters as they came along, and the usual choice."""
    chosen = {name: query.get(name, "") for name in ("town", "price", "age")}
    return {
        "launch": query.get("launch", "clicked"),
        "numbers": query.get("numbers", "best"),
        "limit": query.get("limit", USUAL),
    } | chosen
