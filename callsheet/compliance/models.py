"""Registry copies, do-not-call requests, what the gate answered, and the dials it counts caps from."""

from django.db import models
from django.db.models import Q

from callsheet.accounts.models import Person, Team
from callsheet.owners.models import Owner


class RegistryCopy(models.Model):
    """Our own copy of the national registry for one area code. A newer load replaces it; the old row stays as proof."""

    area_code = models.CharField(max_length=3)
    copied_on = models.DateField(help_text="The day the list was downloaded; no call uses a copy older than 31 days.")
    loaded_at = models.DateTimeField()
    file_name = models.CharField(max_length=255)
    file_hash = models.CharField(max_length=64)
    numbers = models.PositiveIntegerField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area_code"], condition=Q(replaced_at=None), name="one_current_copy")
        ]


class RegistryNumber(models.Model):
    """A number on the registry, as ten digits. Present for every loaded area code that lists it."""

    number = models.BigIntegerField(primary_key=True)


class NumberLookup(models.Model):
    """One number looked up by hand on the registry's own site: who saw what, when."""

    team = models.ForeignKey(Team, models.CASCADE)
    number = models.CharField(max_length=20)
    listed = models.BooleanField()
    on = models.DateField()
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["team", "number", "-at"], name="lookups_of_number")]


class DoNotCallRequest(models.Model):
    """'Take me off your list.' Binds the whole team, for the number and for the person. Never deleted:
    one entered by mistake stays on record with who took it back and when."""

    team = models.ForeignKey(Team, models.CASCADE)
    number = models.CharField(max_length=20, blank=True)
    owner = models.ForeignKey(Owner, models.SET_NULL, null=True, related_name="do_not_call_requests")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    words = models.TextField(blank=True)
    mistaken_at = models.DateTimeField(null=True)
    mistaken_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["team", "number"], name="requests_by_number", condition=Q(mistaken_at=None)),
            models.Index(fields=["team", "owner"], name="requests_by_owner", condition=Q(mistaken_at=None)),
        ]


class Answer(models.Model):
    """What the gate answered once, with the facts it saw, as it was said. Each seal covers the one before it."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="answers")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    owner = models.ForeignKey(Owner, models.SET_NULL, null=True, related_name="answers")
    channel = models.CharField(max_length=16)
    number = models.CharField(max_length=20)
    allowed = models.BooleanField()
    rule = models.CharField(max_length=30)
    because = models.TextField()
    citation = models.TextField(blank=True)
    is_law = models.BooleanField(default=True)
    reasons = models.JSONField(
        default=list, help_text="Every refusal: rule, because, citation, is_law, next_allowed_at."
    )
    checks = models.JSONField(default=list, help_text="Every check: name, says, saw, source, citation.")
    facts = models.JSONField(default=dict)
    next_allowed_at = models.DateTimeField(null=True)
    previous_seal = models.CharField(max_length=64, blank=True)
    seal = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes = [models.Index(fields=["team", "number", "-id"], name="answers_for_number")]


class Clearance(models.Model):
    """Permission for one attempt. Only the gate makes one; it lives minutes and serves once."""

    answer = models.OneToOneField(Answer, models.PROTECT, related_name="clearance")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class CountedDial(models.Model):
    """A dial that counts toward the caps: a used clearance, or an attempt reported afterwards."""

    team = models.ForeignKey(Team, models.CASCADE)
    owner = models.ForeignKey(Owner, models.SET_NULL, null=True, related_name="counted_dials")
    number = models.CharField(max_length=20)
    at = models.DateTimeField()
    clearance = models.OneToOneField(Clearance, models.PROTECT, null=True)

    class Meta:
        indexes = [
            models.Index(fields=["team", "owner", "at"], name="dials_to_owner"),
            models.Index(fields=["team", "number", "at"], name="dials_to_number"),
        ]
