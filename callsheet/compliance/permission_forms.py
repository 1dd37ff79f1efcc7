"""What a person may write down about an owner's permission, and about what a database says of a number."""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

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

    LABELS: ClassVar[Mapping[str, tuple[str, str]]] = {}
    """Kind -> what its words and its day are called."""
    needs_words = "Write what was said, as plainly as you can."

    kind = forms.ChoiceField(widget=forms.HiddenInput)
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

    field_order = ["words", "on", "only_this", "evidence", "kind", "home"]

    def __init__(self, *given, **named) -> None:
        super().__init__(*given, **named)
        self.fields["kind"].choices = [(kind, kind) for kind in self.LABELS]
        for name, label in zip(("words", "on"), self.LABELS.get(self.said_kind, ("What was said", "On")), strict=True):
            self.fields[name].label = label

    @property
    def said_kind(self) -> str:
        return self.data.get("kind", "") or self.initial.get("kind", "")

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
    """A permission of one kind. An invitation may be for the number of the page alone; a signed one always is."""

    LABELS: ClassVar = {
        Consent.Kind.WRITTEN: ("The words that were signed", "Signed on"),
        Consent.Kind.INVITED: ("What the owner said or wrote", "On"),
        Consent.Kind.ACQUAINTED: ("How you know each other", "Since, or as of"),
    }

    only_this = forms.BooleanField(label="Only for this number", required=False)

    def __init__(self, *given, **named) -> None:
        super().__init__(*given, **named)
        if self.said_kind != Consent.Kind.INVITED:
            del self.fields["only_this"]

    @property
    def is_bound_to_number(self) -> bool:
        """Whether it counts for the number of the page only; the form is valid."""
        return self.is_proved_by_file or bool(self.cleaned_data.get("only_this"))

    @property
    def is_proved_by_file(self) -> bool:
        return self.said_kind == Consent.Kind.WRITTEN

    @property
    def needs_words(self) -> str:
        if self.is_proved_by_file:
            return "Write the words that were signed, or bring the signed paper."
        return "Write what was said, as plainly as you can."


class RelationshipForm(PermissionForm):
    """A purchase, a listing of ours that ended, or an inquiry."""

    LABELS: ClassVar = {
        Relationship.Kind.PURCHASE: ("What it was", "It ended on"),
        Relationship.Kind.INQUIRY: ("What the owner asked, and how", "Asked on"),
    }


class EndForm(forms.Form):
    """Why a permission or a relationship counts no more."""

    because = forms.CharField(max_length=200, error_messages={"required": "Say why it counts no more."})
    phone = forms.IntegerField(required=False)


class ReassignedForm(OnADay):
    """What the Reassigned Numbers Database said of one number."""

    field_order = ["said", "on", "home"]

    said = forms.ChoiceField(
        label="Was the number given to somebody else?",
        choices=[("", "Choose what it said"), *ReassignedLookup.Said.choices],
        widget=forms.Select({"class": "select"}),
        error_messages={"required": "Say what the database showed: yes, no, or no data."},
    )
