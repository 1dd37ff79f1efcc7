"""allauth's forms in the look of the other forms and with the words of this house."""

from allauth.account import forms as allauth
from django import forms


class Plain(forms.Form):
    """Every field looks like an input, says its label above it and nothing inside it."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"
            field.widget.attrs.pop("placeholder", None)


class SignInForm(Plain, allauth.LoginForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Name or e-mail"
        self.fields["login"].widget.attrs |= {"autofocus": "", "autocomplete": "username"}


class ChangePasswordForm(Plain, allauth.ChangePasswordForm):
    """The present password, and the new one twice."""


class SetPasswordForm(Plain, allauth.SetPasswordForm):
    """The first password of somebody who came in by a link."""
