"""What was written down about a lead: put aside until, in somebody's words, and what has no row of its own."""

from django.db import models

from callsheet.accounts.models import Person


class Snooze(models.Model):
    """Put aside until: who put the lead aside, when, and until when."""

    lead = models.ForeignKey("leads.Lead", models.CASCADE, related_name="snoozes")
    until = models.DateTimeField()
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    before = models.JSONField(default=dict, help_text="The plan as it stood before, for undo.")
    undone_at = models.DateTimeField(null=True, help_text="Taken back at once: it stays on record.")


class Note(models.Model):
    """What somebody wrote down about a lead."""

    lead = models.ForeignKey("leads.Lead", models.CASCADE, related_name="notes")
    text = models.TextField()
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()


class LeadEvent(models.Model):
    """Something that happened to a lead and has no row of its own: opened, closed, opened again, owner found."""

    lead = models.ForeignKey("leads.Lead", models.CASCADE, related_name="events")
    at = models.DateTimeField()
    what = models.CharField(max_length=200)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
