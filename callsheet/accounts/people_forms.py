"""What a broker says of a colleague, and what the colleague says when they come in."""

from django import forms
from django.contrib.auth.password_validation import validate_password

from callsheet.accounts.forms import PlainName, caller_number, choice, text
from callsheet.accounts.models import Person
from callsheet.accounts.people import Joining, NewPerson
from callsheet.accounts.people_page import ROLES
from callsheet.accounts.places import STATE_CHOICES, ZONE_CHOICES

ROLE_CHOICES = [(role.value, ROLES[role]) for role in (Person.Role.AGENT, Person.Role.ASSISTANT, Person.Role.BROKER)]


class NewPersonForm(PlainName, forms.Form):
    """A colleague to be added."""

    name = text("Name", "As they say it on the phone. They sign in with it.", autocomplete="off")
    role = choice("Role", ROLE_CHOICES)
    licence_state = choice("Licence state", [("", "None"), *STATE_CHOICES], required=False)
    email = forms.EmailField(
        label="E-mail",
        required=False,
        help_text="Optional: they may sign in with it too. Nothing is sent.",
        widget=forms.EmailInput({"class": "input", "autocomplete": "off"}),
    )

    def __init__(self, *given, **named) -> None:
        super().__init__(*given, **named)
        self.fields["name"].error_messages["required"] = "Write the name."

    def clean(self) -> dict:
        given = super().clean()
        if given.get("role") in (Person.Role.AGENT, Person.Role.BROKER) and not given.get("licence_state"):
            self.add_error("licence_state", "Choose the state of the licence, or make this person an assistant.")
        return given

    def new_person(self) -> NewPerson:
        """What was typed, ready for the verb; the form is valid. An assistant has no licence."""
        given = self.cleaned_data
        has_licence = given["role"] != Person.Role.ASSISTANT
        return NewPerson(**given | {"licence_state": given["licence_state"] if has_licence else ""})


class RoleForm(forms.Form):
    """Another role for somebody."""

    role = forms.ChoiceField(choices=ROLE_CHOICES)


class JoinForm(forms.Form):
    """What a new colleague adds about themselves."""

    caller_number = caller_number()
    time_zone = choice("Time zone", ZONE_CHOICES, "The clock of your own day. Owners are called by theirs.")
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

    def joining(self) -> Joining:
        """What was typed, ready for the verb; the form is valid."""
        return Joining(**self.cleaned_data)
