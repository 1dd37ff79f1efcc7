"""Our pursuit of one owner after one expiry: leads, planned touches, appointments, snoozes, notes."""

from django.db import models
from django.db.models import Q

from callsheet.accounts.models import Person, Team
from callsheet.listings.models import Listing, Property
from callsheet.owners.models import Owner


class Lead(models.Model):
    """One pursuit. `due_at`, `attempts` and the like are kept by its verbs so that the sheet reads one index."""

    class State(models.TextChoices):
        OPEN = "open"
        CLOSED = "closed"

    class Mood(models.TextChoices):
        NOT_REACHED = "", "not reached yet"
        WANTS_TO_SELL = "wants_to_sell", "not now, still wants to sell"
        NURTURE = "nurture", "lead"
        NOT_SELLING = "not_selling", "not selling"
        APPOINTMENT = "appointment", "appointment set"

    team = models.ForeignKey(Team, models.CASCADE, related_name="leads")
    property = models.ForeignKey(Property, models.CASCADE, related_name="leads")
    listing = models.ForeignKey(Listing, models.CASCADE, related_name="leads", help_text="The expiry it follows.")
    owner = models.ForeignKey(Owner, models.SET_NULL, null=True, related_name="leads")
    assigned_to = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="leads")
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField()
    expired_on = models.DateField(help_text="The day it came off; the day of the import when the file gives none.")
    expired_on_known = models.BooleanField(default=True)
    is_presumed = models.BooleanField(
        default=False, help_text="Active, but its expiration date has passed: confirm first."
    )
    is_ours = models.BooleanField(default=False, help_text="Our own office had the listing.")
    closed_at = models.DateTimeField(null=True)
    closed_because = models.CharField(max_length=200, blank=True)
    mood = models.CharField(max_length=16, choices=Mood.choices, default=Mood.NOT_REACHED, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_attempt_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True, help_text="Its next planned touch by phone; null when none is planned.")
    due_is_kept = models.BooleanField(default=False, help_text="The owner asked for that time.")
    by_phone = models.BooleanField(default=True, help_text="False: letters and doors only.")
    snoozed_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["listing"], name="one_lead_per_expiry"),
            models.UniqueConstraint(fields=["property"], condition=Q(state="open"), name="one_open_lead_per_home"),
        ]
        indexes = [
            models.Index(fields=["team", "-expired_on"], name="open_by_expiry", condition=Q(state="open")),
            models.Index(fields=["team", "due_at"], name="open_by_due", condition=Q(state="open")),
            models.Index(
                fields=["team", "attempts", "-expired_on"], name="open_by_attempts", condition=Q(state="open")
            ),
        ]


class FollowUp(models.Model):
    """A planned next touch. It is done by an attempt or a sending, or dropped with the reason."""

    class Kind(models.TextChoices):
        CALL = "call", "Call"
        LETTER = "letter", "Letter"
        DOOR = "door", "Door"

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="follow_ups")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.CALL)
    touch = models.PositiveSmallIntegerField(help_text="Which touch of the cadence it is, 1 first.")
    due_at = models.DateTimeField()
    is_kept = models.BooleanField(default=False)
    because = models.CharField(max_length=200)
    planned_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)
    dropped_because = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lead", "kind"], condition=Q(done_at=None, dropped_at=None), name="one_next_touch_of_a_kind"
            )
        ]


class Appointment(models.Model):
    """A meeting with an owner. From the day after it stands on top of the sheet until it has an outcome."""

    class Outcome(models.TextChoices):
        OPEN = "", "no outcome yet"
        KEPT = "kept", "Kept"
        NO_SHOW = "no_show", "No-show"
        MOVED = "moved", "Moved"
        CANCELED = "canceled", "Canceled"

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="appointments")
    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments")
    at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=45)
    place = models.CharField(max_length=200)
    set_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.OPEN, blank=True)
    outcome_at = models.DateTimeField(null=True)
    outcome_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")


class Snooze(models.Model):
    """Put aside until: who put the lead aside, when, and until when."""

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="snoozes")
    until = models.DateTimeField()
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class Note(models.Model):
    """What somebody wrote down about a lead."""

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="notes")
    text = models.TextField()
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()


class LeadEvent(models.Model):
    """Something that happened to a lead and has no row of its own: opened, closed, opened again, owner found."""

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="events")
    at = models.DateTimeField()
    what = models.CharField(max_length=200)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
