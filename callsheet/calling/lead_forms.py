"""What a person may send from the page of a lead."""

from django import forms

from callsheet.calling.lead_page import SHOWN
from callsheet.owners.models import Owner


class ShowForm(forms.Form):
    """Which kind of the time line is shown."""

    show = forms.ChoiceField(required=False, choices=SHOWN.items())


class NoteForm(forms.Form):
    """A note about the lead."""

    note = forms.CharField(max_length=5000, error_messages={"required": "Write the note first."})


class OwnerForm(forms.Form):
    """Which of the home's owners is called."""

    owner = forms.ModelChoiceField(Owner.objects.none())

    def __init__(self, *given, team: int, **named) -> None:
        super().__init__(*given, **named)
        self.fields["owner"].queryset = Owner.objects.filter(team=team)


class CloseForm(forms.Form):
    """Why the pursuit ends."""

    because = forms.CharField(max_length=150, error_messages={"required": "Say why, so that it is known next year."})
