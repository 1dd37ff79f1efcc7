"""What a person may send along with files, and in answer to what they left open."""

from datetime import datetime

from django import forms

from callsheet.core.errors import UnusableInput
from callsheet.core.status import STANDARD_STATUSES
from callsheet.leads.uploads import Given
from callsheet.listings.mapping import as_given, mapping_document
from callsheet.listings.models import MOST_FRESH_HOURS

LARGEST_MAPPING = 200_000  # bytes
KINDS = [("", "Tell it by the header"), ("mls", "MLS exports"), ("owners", "Owner files")]


class UploadForm(forms.Form):
    """What the files are. The files themselves are taken one by one from the request."""

    kind = forms.ChoiceField(label="These are", choices=KINDS, required=False, widget=forms.Select({"class": "select"}))
    source = forms.CharField(
        label="From",
        required=False,
        max_length=80,
        help_text="The MLS or the vendor, by name. Left empty it is told by the header, or by the last file like it.",
        widget=forms.TextInput({"class": "input", "autocomplete": "off"}),
    )
    as_of = forms.DateTimeField(
        label="Exported at",
        required=False,
        help_text="Leave it empty when you exported just now. An older moment keeps an old file from looking fresh.",
        widget=forms.DateTimeInput({"class": "input", "type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    mapping = forms.FileField(
        label="Mapping file",
        required=False,
        help_text="Only for a header that does not tell by itself.",
        widget=forms.FileInput({"class": "input"}),
    )

    def __init__(self, *given, now: datetime, **named) -> None:
        super().__init__(*given, **named)
        self.now = now

    def clean_as_of(self) -> datetime | None:
        given = self.cleaned_data["as_of"]
        if given and given > self.now:
            raise forms.ValidationError("That moment is still to come. Write when the file was exported.")
        return given

    def clean_mapping(self) -> dict | None:
        file = self.cleaned_data["mapping"]
        if file is None:
            return None
        if file.size > LARGEST_MAPPING:
            raise forms.ValidationError(f"{file.name} is too large for a mapping file.")
        try:
            document = mapping_document(file.read().decode("utf-8-sig"), file.name)
            as_given(document)
        except (UnusableInput, UnicodeDecodeError) as problem:
            raise forms.ValidationError(str(problem)) from None
        return dict(document)

    @property
    def first(self) -> list[forms.BoundField]:
        """What is asked at once."""
        return [self["kind"], self["source"]]

    @property
    def further(self) -> list[forms.BoundField]:
        """What is seldom needed."""
        return [self["as_of"], self["mapping"]]

    @property
    def given(self) -> Given:
        """What was said along with the files; the form is valid."""
        said = self.cleaned_data
        return Given(said["kind"], " ".join(said["source"].split()), said["as_of"], said["mapping"])


class StatusForm(forms.Form):
    """What a status word means."""

    standard_status = forms.ChoiceField(choices=[(status, status) for status in STANDARD_STATUSES])


class SameForm(forms.Form):
    """Whether two addresses are the same home."""

    same = forms.TypedChoiceField(choices=[("yes", "yes"), ("no", "no")], coerce=lambda said: said == "yes")


class FreshForm(forms.Form):
    """For how many hours a status counts as fresh."""

    hours = forms.IntegerField(
        min_value=1,
        max_value=MOST_FRESH_HOURS,
        error_messages={"invalid": f"Write a number of hours from 1 to {MOST_FRESH_HOURS}."},
    )


class ScrubForm(forms.Form):
    """Whether a vendor's do-not-call column is relied on."""

    rely = forms.TypedChoiceField(choices=[("yes", "yes"), ("no", "no")], coerce=lambda said: said == "yes")
