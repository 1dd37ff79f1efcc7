"""What a person may type about themselves, said back in their words when it cannot be used."""

from django import forms
from django.contrib.auth.password_validation import validate_password

from callsheet.accounts.models import Person
from callsheet.accounts.places import STATE_CHOICES, ZONE_CHOICES, zone_of
from callsheet.accounts.welcome import FirstPerson
from callsheet.core import phone


def text(label: str, help_text: str = "", **attributes: str) -> forms.CharField:
    """One line of text that must not be empty."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=120,
        widget=forms.TextInput({"class": "input"} | attributes),
        error_messages=needed(label),
    )


def needed(label: str) -> dict[str, str]:
    """What an empty field says."""
    return {"required": f"Write your {label.lower().removeprefix('your ')}."}


def choice(label: str, choices: list[tuple[str, str]], help_text: str = "", **given) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, help_text=help_text, widget=forms.Select({"class": "select"}), **given
    )


class PhoneField(forms.CharField):
    """A phone number as one writes it; its value is E.164."""

    def clean(self, value: str) -> str:
        written = super().clean(value)
        read = phone.parse(written)
        if written and not read.number:
            raise forms.ValidationError(f"{written}: {read.problem}")
        return read.number or ""

    def prepare_value(self, value: str | None) -> str:
        return phone.national(value) if value and value.startswith("+") else value or ""


def caller_number() -> PhoneField:
    return PhoneField(
        label="Caller number",
        error_messages=needed("Caller number"),
        help_text="The number owners see when you call. The law wants one that can be called back.",
        widget=forms.TextInput({"class": "input", "type": "tel", "autocomplete": "tel"}),
    )


class PlainName:
    """A name is what one signs in with, so it has single spaces and nobody else has it."""

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        others = Person.objects.filter(username__iexact=name).exclude(pk=getattr(self, "instance", Person()).pk)
        if others.exists():
            raise forms.ValidationError(f"Somebody here is called {name} already. Add a middle initial.")
        return name


class WelcomeForm(PlainName, forms.Form):
    """The first account: who calls, for whom, from where."""

    name = text("Your name", "As you say it on the phone. You sign in with it.", autocomplete="name", autofocus="")
    brokerage = text("Brokerage", "Your scripts and letters name it.", autocomplete="organization")
    licence_state = choice(
        "Licence state",
        [("", "Choose one"), *STATE_CHOICES],
        error_messages={"required": "Choose the state that gave you your licence."},
    )
    caller_number = caller_number()
    time_zone = choice("Time zone", [("", "As in the licence state"), *ZONE_CHOICES], required=False)
    email = forms.EmailField(
        label="E-mail",
        required=False,
        help_text="Optional: you may sign in with it too.",
        widget=forms.EmailInput({"class": "input", "autocomplete": "email"}),
    )
    password = forms.CharField(
        label="Password",
        help_text="Eight characters or more.",
        error_messages={"required": "Choose a password."},
        strip=False,
        widget=forms.PasswordInput({"class": "input", "autocomplete": "new-password"}),
    )

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"])
        return self.cleaned_data["password"]

    def first_person(self) -> FirstPerson:
        """What was typed, ready for the verb; the form is valid."""
        given = self.cleaned_data
        return FirstPerson(**given | {"time_zone": given["time_zone"] or zone_of(given["licence_state"])})


class MeForm(PlainName, forms.ModelForm):
    """A person's own settings, and the offices of their team."""

    brokerage = text("Brokerage", "Your scripts and letters name it.", autocomplete="organization")
    caller_number = caller_number()
    licence_state = choice("Licence state", STATE_CHOICES)
    time_zone = choice("Time zone", ZONE_CHOICES, "The clock of your own day. Owners are called by theirs.")
    office_names = forms.CharField(
        label="Offices that are ours",
        required=False,
        help_text="One on a line, as the MLS writes them. Their expired listings are kept apart.",
        widget=forms.Textarea({"class": "textarea", "rows": 3}),
    )

    postal_address = forms.CharField(
        label="Postal address of the brokerage",
        required=False,
        max_length=200,
        help_text="Street or PO box, city, state, ZIP. The law wants it in every e-mail; without it none is cleared.",
        widget=forms.TextInput({"class": "input", "autocomplete": "street-address"}),
    )

    class Meta:
        model = Person
        fields = (
            "name",
            "email",
            "licence_state",
            "caller_number",
            "time_zone",
            "block_starts_at",
            "block_ends_at",
            "keys_on",
        )
        labels = {
            "name": "Your name",
            "email": "E-mail",
            "block_starts_at": "Call block begins",
            "block_ends_at": "Call block ends",
            "keys_on": "Single-letter keys on the working screens",
        }
        help_texts = {
            "name": "You sign in with it.",
            "block_starts_at": "New expireds come first in the block.",
            "keys_on": "Off: every action is a button.",
        }
        widgets = {
            "name": forms.TextInput({"class": "input"}),
            "email": forms.EmailInput({"class": "input"}),
            "block_starts_at": forms.TimeInput({"class": "input input-num", "type": "time"}, format="%H:%M"),
            "block_ends_at": forms.TimeInput({"class": "input input-num", "type": "time"}, format="%H:%M"),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        self.fields["name"].error_messages |= needed("Your name")
        self.initial["brokerage"] = self.instance.team.name
        self.initial["postal_address"] = self.instance.team.postal_address
        self.order_fields(("name", "brokerage"))
        self.initial["office_names"] = "\n".join(self.instance.team.office_names)

    def clean_postal_address(self) -> str:
        return " ".join(self.cleaned_data["postal_address"].split())

    def clean_office_names(self) -> list[str]:
        lines = (" ".join(line.split()) for line in self.cleaned_data["office_names"].splitlines())
        return list(dict.fromkeys(filter(None, lines)))

    def clean(self) -> dict:
        given = super().clean()
        starts, ends = given.get("block_starts_at"), given.get("block_ends_at")
        if starts and ends and starts >= ends:
            self.add_error("block_ends_at", "The block ends before it begins. Write a later time.")
        return given
