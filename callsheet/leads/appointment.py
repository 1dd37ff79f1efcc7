"""A meeting with an owner: when, where, and what came of it."""

from datetime import datetime

from django.db import models, transaction

from callsheet.accounts.models import Person
from callsheet.core import cadence
from callsheet.core.errors import UnusableInput
from callsheet.leads.calendar_file import calendar_file


def block_of(person: Person | None) -> cadence.Block:
    """The hours a person calls new expireds in."""
    return cadence.Block(person.block_starts_at, person.block_ends_at) if person else cadence.BLOCK


class Appointment(models.Model):
    """A meeting with an owner. From the day after it stands on top of the sheet until it has an outcome."""

    class Outcome(models.TextChoices):
        OPEN = "", "no outcome yet"
        KEPT = "kept", "Kept"
        NO_SHOW = "no_show", "No-show"
        MOVED = "moved", "Moved"
        CANCELED = "canceled", "Canceled"

    lead = models.ForeignKey("leads.Lead", models.CASCADE, related_name="appointments")
    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments")
    at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=45)
    place = models.CharField(max_length=200)
    set_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.OPEN, blank=True)
    outcome_at = models.DateTimeField(null=True)
    outcome_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    @transaction.atomic
    def settle(self, outcome: str, by: Person | None, now: datetime) -> bool:
        """Say what came of it; the lead goes on accordingly. False when it had an outcome. Raises UnusableInput."""
        if not outcome or outcome not in self.Outcome.values:
            raise UnusableInput("Say kept, no-show, moved or canceled.")
        lead = self.lead
        lead._lock()
        changes = {"outcome": outcome, "outcome_at": now, "outcome_by": by}
        if not Appointment.objects.filter(pk=self.pk, outcome="").update(**changes):
            return False
        self.refresh_from_db(fields=[*changes])
        if lead.state == lead.State.OPEN:
            lead._set(mood=lead.Mood.WANTS_TO_SELL if outcome == self.Outcome.CANCELED else lead.Mood.NURTURE)
            lead._follow(cadence.after_appointment(lead.history(), outcome, now, lead.zone, block_of(by)), by, now)
        return True

    def ics(self) -> bytes:
        """The appointment as a calendar file with a reminder an hour before; the same one gives the same bytes."""
        return calendar_file(
            f"appointment-{self.pk}@callsheet",
            self.set_at,
            self.at,
            self.minutes,
            f"Appointment: {self.lead}",
            self.place,
        )
