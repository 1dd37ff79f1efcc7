"""A sitting of calls, the dials in it, how they ended; and lists handed to another dialer."""

from django.db import models
from django.db.models import Q

from callsheet.accounts.models import Person, Team
from callsheet.compliance.models import Answer, Clearance
from callsheet.leads.models import Appointment, FollowUp, Lead
from callsheet.owners.models import Phone


class CallSession(models.Model):
    """A sitting of calls by one person."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="sessions")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person"], condition=Q(ended_at=None), name="one_open_session")]


class Attempt(models.Model):
    """One dial. It has exactly one of: its clearance; reported (it happened without asking); inbound."""

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="dials")
    phone = models.ForeignKey(Phone, models.SET_NULL, null=True, related_name="attempts")
    number = models.CharField(max_length=20, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="attempts")
    caller_number = models.CharField(max_length=20, blank=True, help_text="The person's own number on that day.")
    session = models.ForeignKey(CallSession, models.SET_NULL, null=True, related_name="attempts")
    at = models.DateTimeField()
    clearance = models.OneToOneField(Clearance, models.PROTECT, null=True)
    is_reported = models.BooleanField(default=False)
    refused = models.ForeignKey(
        Answer, models.PROTECT, null=True, help_text="Reported: the refusal; null is 'not asked'."
    )
    is_inbound = models.BooleanField(default=False)
    outcome = models.CharField(max_length=20, blank=True, help_text="core.outcomes; empty while it is open.")
    outcome_at = models.DateTimeField(null=True)
    seconds = models.PositiveIntegerField(null=True, help_text="How long the call was, if the dialer said so.")
    note = models.TextField(blank=True)
    before = models.JSONField(default=dict, help_text="The lead as it stood before the outcome, for undo.")
    follow_up = models.ForeignKey(
        FollowUp, models.SET_NULL, null=True, related_name="+", help_text="What the outcome planned."
    )
    appointment = models.OneToOneField(Appointment, models.SET_NULL, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="cleared_reported_or_inbound",
                condition=(
                    Q(clearance__isnull=False, is_reported=False, is_inbound=False)
                    | Q(clearance__isnull=True, is_reported=True, is_inbound=False)
                    | Q(clearance__isnull=True, is_reported=False, is_inbound=True)
                ),
            )
        ]
        indexes = [
            models.Index(fields=["person", "-at", "outcome", "is_inbound"], name="dials_of_person"),
            models.Index(fields=["at"], name="dials_by_time"),
            models.Index(fields=["session", "at"], name="dials_of_session", condition=Q(session__isnull=False)),
        ]


class UndoneOutcome(models.Model):
    """An outcome that was taken back: it stays on record as entered by mistake, by whom and when."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="undone_outcomes")
    outcome = models.CharField(max_length=20)
    recorded_at = models.DateTimeField()
    before = models.JSONField(default=dict, help_text="The lead as it stood before that outcome.")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()


class DialerList(models.Model):
    """Numbers handed to an outside dialer in one go, each with its own clearance; good until `expires_at`."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="dialer_lists")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    launch = models.CharField(max_length=20, help_text="core.facts: clicked or selected_by_machine.")
    choice = models.JSONField(default=dict, help_text="Which numbers were chosen, so that it can be made again.")
    expires_at = models.DateTimeField(help_text="The earliest end of its numbers' clearances.")
    asked = models.PositiveIntegerField(help_text="Numbers the gate was asked for; those refused are left out.")


class DialerEntry(models.Model):
    """One number the gate was asked for: on the list with its clearance, or left out with its refusal."""

    list = models.ForeignKey(DialerList, models.CASCADE, related_name="entries")
    lead = models.ForeignKey(Lead, models.CASCADE, related_name="dialer_entries")
    phone = models.ForeignKey(Phone, models.SET_NULL, null=True)
    number = models.CharField(max_length=20)
    clearance = models.OneToOneField(Clearance, models.PROTECT, null=True)
    refusal = models.OneToOneField(Answer, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="handed_out_or_refused",
                condition=(
                    Q(clearance__isnull=False, refusal__isnull=True) | Q(clearance__isnull=True, refusal__isnull=False)
                ),
            )
        ]
        indexes = [models.Index(fields=["number"], name="dialer_entries_by_number")]


class ResultFile(models.Model):
    """A file of results that came back from an outside dialer, and what came of its rows.

    `columns` (field -> header) is empty while it waits to hear which column is which.
    """

    team = models.ForeignKey(Team, models.CASCADE, related_name="result_files")
    list = models.ForeignKey(DialerList, models.CASCADE, null=True, related_name="result_files")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    file_name = models.CharField(max_length=200)
    kept_as = models.CharField(max_length=120, blank=True, help_text="Its name among the uploads while it waits.")
    time_zone = models.CharField(max_length=40, help_text="The clock its call times are read by.")
    columns = models.JSONField(default=dict)
    rows = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    not_dialed = models.PositiveIntegerField(default=0, help_text="Rows that say that no call was made.")
    rejected = models.PositiveIntegerField(default=0)
    rejected_file = models.CharField(max_length=120, blank=True, help_text="Its name among the uploads.")


class DialerResult(models.Model):
    """One dial of an outside dialer as its file told it, kept as an attempt. The same dial told twice is one row."""

    file = models.ForeignKey(ResultFile, models.CASCADE, related_name="results")
    entry = models.ForeignKey(DialerEntry, models.CASCADE, related_name="results")
    called_at = models.DateTimeField()
    said = models.CharField(max_length=200, help_text="How it ended, in the dialer's words.")
    attempt = models.OneToOneField(Attempt, models.CASCADE, related_name="dialer_result")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "called_at"], name="one_result_of_a_dial")]


class DialerWord(models.Model):
    """What somebody said a dialer's word for how a call ended means here: one of core.outcomes."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="dialer_words")
    word = models.CharField(max_length=200, help_text="In small letters, as it is compared.")
    outcome = models.CharField(max_length=20)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "word"], name="one_meaning_of_a_word")]


class MorningCount(models.Model):
    """How many may be called now and later, counted in the background where a page cannot count them itself."""

    team = models.OneToOneField(Team, models.CASCADE, related_name="morning_count")
    taken_at = models.DateTimeField()
    seconds = models.FloatField(help_text="How long it took; the next one is taken after twenty times as long.")
    counts = models.JSONField(default=list, help_text="core.morning_count, of the leads that are due.")
    by_hand = models.JSONField(default=dict, help_text="Kind of touch -> town -> how many are due by tonight.")


class RecordHour(models.Model):
    """How much was put on record in one hour. Its rows are never taken out and never change sides, so it stays true."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="record_hours", db_index=False)
    hour = models.DateTimeField(help_text="The first moment of a whole hour of UTC.")
    cleared = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    not_asked = models.PositiveIntegerField(default=0)
    inbound = models.PositiveIntegerField(default=0)
    refusals = models.PositiveIntegerField(default=0)
    by_hand = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "hour"], name="one_count_an_hour")]


class RecordMark(models.Model):
    """How far a team's hours are counted: the newest row of each kind that is in them. Newer ones are counted live."""

    team = models.OneToOneField(Team, models.CASCADE, related_name="record_mark")
    attempt = models.PositiveBigIntegerField(default=0)
    answer = models.PositiveBigIntegerField(default=0)
    event = models.PositiveBigIntegerField(default=0)
