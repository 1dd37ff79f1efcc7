"""Teams, people and what each may do, and the one-time links that let people in."""

from datetime import time

from django.contrib.auth.models import AbstractUser
from django.db import models, transaction

from callsheet.accounts.places import ZONES
from callsheet.core.words import clock


class Team(models.Model):
    """The brokerage, or the agent alone. Every row of data belongs to one team; another team's row is a 404."""

    name = models.CharField(max_length=120, default="My team")
    office_names = models.JSONField(
        default=list, help_text="List offices that are ours; their expireds are kept apart."
    )
    licence_state = models.CharField(max_length=2, blank=True)
    postal_address = models.CharField(
        max_length=200, blank=True, help_text="Where its mail goes; every e-mail has to say it (15 U.S.C. 7704(a)(5))."
    )
    time_zone = models.CharField(max_length=40, default="America/New_York")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Person(AbstractUser):
    """Somebody who works with Callsheet. Signs in with the name or the e-mail address."""

    class Role(models.TextChoices):
        AGENT = "agent", "Agent"
        BROKER = "broker", "Broker"
        ASSISTANT = "assistant", "Assistant, not licensed"

    first_name = None
    last_name = None
    name = models.CharField(max_length=120)
    team = models.ForeignKey(Team, models.PROTECT, related_name="people")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.AGENT)
    licence_state = models.CharField(max_length=2, blank=True)
    caller_number = models.CharField(max_length=20, blank=True)
    time_zone = models.CharField(max_length=40, default="America/New_York")
    block_starts_at = models.TimeField(default=time(8))
    block_ends_at = models.TimeField(default=time(10))
    keys_on = models.BooleanField(default=True, help_text="Single-letter keys on the working screens (WCAG 2.1.4).")

    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_broker(self) -> bool:
        """Answers for the brokerage: keeps its people and its own rules."""
        return self.role == self.Role.BROKER

    @property
    def is_licensed(self) -> bool:
        """Holds a real-estate licence; an assistant prepares calls."""
        return self.role != self.Role.ASSISTANT

    @property
    def has_joined(self) -> bool:
        """Whether they chose a password, so that they can come in without a link."""
        return self.has_usable_password()

    @property
    def block_words(self) -> str:
        """`from 8:00 am to 10:00 am, Eastern time`"""
        zone = ZONES.get(self.time_zone, self.time_zone)
        return f"from {clock(self.block_starts_at)} to {clock(self.block_ends_at)}, {zone} time"

    @transaction.atomic
    def settle(self, brokerage: str, office_names: list[str], postal_address: str) -> None:
        """Keep these settings; one signs in with the name, so the user name follows it."""
        self.username = self.name
        self.save()
        self.team.name, self.team.office_names, self.team.postal_address = brokerage, office_names, postal_address
        self.team.save(update_fields=["name", "office_names", "postal_address"])


class RoleChange(models.Model):
    """What a person may do from a moment on, and who said so: the role, and whether they may come in at all."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="role_changes")
    role = models.CharField(max_length=10, choices=Person.Role.choices)
    is_active = models.BooleanField(default=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()


class OneTimeLink(models.Model):
    """A link that works once: `welcome` makes the first account, `sign_in` signs a person in, `join` asks a new
    colleague for a password.

    The first two are printed on the terminal, the third is shown once to the broker. Only the SHA-256 of its token is
    kept.
    """

    PURPOSES = (("welcome", "Welcome"), ("sign_in", "Sign in"), ("join", "Join"))

    purpose = models.CharField(max_length=10, choices=PURPOSES)
    token_hash = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
