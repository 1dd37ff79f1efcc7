"""What a person may write down about an owner's permission, and about what a database says of a number."""

from datetime import date

from django import forms
from django.core.files.uploadedfile import UploadedFile

from callsheet.compliance import evidence_files
from callsheet.compliance.models import Consent, ReassignedLookup, Relationship
from callsheet.core.errors import UnusableInput

LONGEST = 2000
TO_COME = "That day is still to come. Write the day it happened."
NO_DAY = "Write the day, such as 2026-11-24."
EARLIEST = date(1990, 1, 1)


class OnADay(forms.Form):
    """Something that happened on a day, today unless another is given; the home asked about is sent along."""

    on = forms.DateField(
        label="On",
        error_messages={"required": NO_DAY, "invalid": NO_DAY},
        widget=forms.DateInput({"class": "input", "type": "date"}, format="%Y-%m-%d"),
    )
    home = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *given, today: date, **named) -> None:
        super().__init__(*given, **named)
        self.today = today
        self.fields["on"].initial = today
        self.fields["on"].widget.attrs["max"] = today.isoformat()

    def clean_on(self) -> date:
        on = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError(TO_COME)
        if on < EARLIEST:
            raise forms.ValidationError("That day is too long ago to count for anything. Look at the year.")
        return on


class PermissionForm(OnADay):
    """What was said or signed, when, and the file that proves it."""

    field_order = ["words", "on", "evidence", "home"]
    needs_words = "Write what was said, as plainly as you can."

    words = forms.CharField(
        label="What was said",
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea({"class": "textarea", "rows": 2}),
    )
    evidence = forms.FileField(
        label="Proof, if there is any",
        required=False,
        help_text=f"{evidence_files.TAKEN[0].upper()}{evidence_files.TAKEN[1:]}, up to "
        f"{evidence_files.LARGEST >> 20} MB.",
        widget=forms.FileInput({"class": "input input-files", "accept": ",".join(evidence_files.KINDS)}),
    )

    @property
    def is_proved_by_file(self) -> bool:
        """Whether the file may stand alone."""
        return False

    def clean(self) -> dict:
        said = super().clean()
        proof = self.is_proved_by_file and said.get("evidence")
        if "words" not in self.errors and not said["words"] and not proof:
            self.add_error("words", self.needs_words)
        if not self.errors:
            said["evidence"] = self._kept(said["evidence"])
        return said

    def _kept(self, file: UploadedFile | None) -> evidence_files.Kept | None:
        """Put the file away, once everything else is right; one that cannot be kept is the field's error."""
        try:
            return evidence_files.keep(file, file.name) if file else None
        except UnusableInput as problem:
            self.add_error("evidence", str(problem))
            return None


class ConsentForm(PermissionForm):
    """A permission of one kind. `only_this` binds it to the number of the page; a signed one always is."""

    field_order = ["words", "on", "only_this", "evidence", "kind", "home"]

    kind = forms.ChoiceField(choices=Consent.Kind.choices, widget=forms.HiddenInput)
    only_this = forms.BooleanField(label="Only for this number", required=False)

    @property
    def is_proved_by_file(self) -> bool:
        return self.cleaned_data.get("kind") == Consent.Kind.WRITTEN

    @property
    def needs_words(self) -> str:
        if self.is_proved_by_file:
            return "Write the words that were signed, or bring the signed paper."
        return "Write what was said, as plainly as you can."


class RelationshipForm(PermissionForm):
    """A purchase, a listing of ours that ended, or an inquiry."""

    field_order = ["words", "on", "evidence", "kind", "home"]

    kind = forms.ChoiceField(choices=Relationship.Kind.choices, widget=forms.HiddenInput)


class EndForm(forms.Form):
    """Why a permission or a relationship counts no more."""

    because = forms.CharField(max_length=200, error_messages={"required": "Say why it counts no more."})
    phone = forms.IntegerField(required=False)


class ReassignedForm(OnADay):
    """What the Reassigned Numbers Database said of one number."""

    said = forms.ChoiceField(
        choices=ReassignedLookup.Said.choices,
        error_messages={"required": "Say what the database showed: yes, no, or no data."},
    )
