"""allauth's doors as Callsheet wants them."""

from allauth.account.adapter import DefaultAccountAdapter
from django.urls import reverse


class ClosedSignUp(DefaultAccountAdapter):
    """Nobody makes an account by themselves: the welcome link makes the first, its owner the others."""

    error_messages = DefaultAccountAdapter.error_messages | dict.fromkeys(
        ("username_password_mismatch", "email_password_mismatch"),
        "No account has this name and this password. Write both again; capital letters count in the password.",
    )

    def is_open_for_signup(self, request) -> bool:
        return False

    def get_password_change_redirect_url(self, request) -> str:
        return reverse("me")
