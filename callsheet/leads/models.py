"""Our pursuit of one owner after one expiry: leads, planned touches, appointments, snoozes, notes.

The verbs are here: each is one transaction, takes the actor and `now`, and may be called twice.
"""

import builtins
from dataclasses import asdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models, transaction
from django.db.models import Q

from callsheet.accounts.models import Person, Team
from callsheet.compliance import proposed
from callsheet.core import cadence
from callsheet.core.cadence import History, Plan, Stop
from callsheet.core.errors import UnusableInput
from callsheet.core.law_rules import Rules
from callsheet.core.outcomes import OUTCOMES
from callsheet.leads.appointment import Appointment, block_of
from callsheet.leads.caps import capped
from callsheet.leads.diary import LeadEvent, Note, Snooze
from callsheet.listings import bulk
from callsheet.listings.models import Listing, Property
from callsheet.listings.places import place_of
from callsheet.owners.models import Owner, Phone
from callsheet.owners.phones import usable

__all__ = ["Appointment", "FollowUp", "LaneProgress", "Lead", "LeadEvent", "Note", "Snooze", "block_of"]


class Lead(models.Model):
    """One pursuit. `due_at`, `attempts` and the like are kept by its verbs so that the sheet reads one index."""

    class State(models.TextChoices):
        OPEN = "open"
        CLOSED = "closed"

    class Mood(models.TextChoices):
        NOT_REACHED = "", "not reached yet"
        REACHED = "reached", "spoke with us, no answer yet"
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
    closed_by_files = models.BooleanField(
        default=False, help_text="What the files say closed it, so what they say may open it again."
    )
    mood = models.CharField(max_length=16, choices=Mood.choices, default=Mood.NOT_REACHED, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0, help_text="Attempts with an outcome.")
    touches = models.PositiveSmallIntegerField(default=0, help_text="Attempts, letters and doors of this cadence.")
    started_at = models.DateTimeField(null=True, help_text="Its first touch: the 90 days run from here.")
    last_attempt_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True, help_text="Its next planned touch by phone; null when none is planned.")
    due_is_kept = models.BooleanField(default=False, help_text="The owner asked for that time.")
    by_phone = models.BooleanField(default=True, help_text="False: letters and doors only.")
    off_phone_rule = models.CharField(
        max_length=30, blank=True, help_text="The gate's rule that took it off the phone."
    )
    off_phone_because = models.CharField(max_length=200, blank=True)
    lane_changes = models.PositiveIntegerField(
        default=1, help_text="Changes of who may be called that the lane has not looked at; 0: looked at."
    )
    snoozed_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["listing"], condition=Q(state="open"), name="one_open_lead_per_expiry"),
            models.UniqueConstraint(fields=["property"], condition=Q(state="open"), name="one_open_lead_per_home"),
        ]
        indexes = [
            models.Index(fields=["team", "-expired_on"], name="open_by_expiry", condition=Q(state="open")),
            models.Index(fields=["team", "due_at"], name="open_by_due", condition=Q(state="open")),
            models.Index(fields=["team", "due_at"], name="open_kept", condition=Q(state="open", due_is_kept=True)),
            models.Index(
                fields=["team", "attempts", "-expired_on"], name="open_by_attempts", condition=Q(state="open")
            ),
            models.Index(fields=["team", "mood", "due_at"], name="open_by_mood", condition=Q(state="open")),
            models.Index(fields=["team", "id"], name="open_for_lane", condition=Q(state="open", lane_changes__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.owner or 'Owner not known'}, {self.property}"

    @builtins.property  # the field `property` hides the built-in name in this class
    def zone(self) -> ZoneInfo:
        """The zone of the place where the owner is called: the mailing address, else the home, else the team's."""
        mailing = self.owner.mailing_postal_code if self.owner else ""
        places = (place_of(code) for code in (mailing, self.property.postal_code) if code)
        return ZoneInfo(next((place.zone for place in places if place and place.zone), self.team.time_zone))

    def history(self, dialed: Phone | None = None) -> History:
        """What has been done so far, as the cadence sees it; `dialed` is not counted among the numbers that remain."""
        phones = usable(self.owner.phones.all()) if self.owner else []
        return History(
            expired_on=self.expired_on,
            touches=self.touches,
            started_at=self.started_at,
            other_numbers=sum(phone != dialed for phone in phones),
        )

    def consequences(
        self,
        person: Person | None,
        now: datetime,
        dialed: Phone | None = None,
        is_ringing: bool = False,
        book: Rules | None = None,
    ) -> dict[str, str]:
        """Outcome -> the words under its key: what pressing it will do. A dial that rings is counted already."""
        history = capped(self.history(dialed), self, now, one_more=not is_ringing, book=book)
        zone, block = self.zone, block_of(person)
        return {outcome: cadence.consequence(history, outcome, now, zone, block) for outcome in OUTCOMES}

    @transaction.atomic
    def snooze(self, until: datetime, by: Person | None, now: datetime) -> "Snooze":
        """Put the lead aside; it comes back onto the sheet at `until`.

        Raises UnusableInput for a moment not ahead, and for a closed lead.
        """
        if until <= now:
            raise UnusableInput("Snooze until a moment that is still ahead.")
        self._lock()
        if self.state == self.State.CLOSED:
            raise UnusableInput("This lead is closed. Open it again first.")
        current = self.snoozes.filter(ended_at=None).first()
        if current and current.until == until:
            return current
        before = self.snapshot()
        self.snoozes.filter(ended_at=None).update(ended_at=now)
        self._plan(Plan("call", until, self.touches + 1, False, "Snoozed."), now)
        self._set(snoozed_until=until)
        return self.snoozes.create(until=until, by=by, at=now, before=before)

    @transaction.atomic
    def unsnooze(self, snooze: "Snooze", now: datetime) -> bool:
        """Undo: the lead is planned as it was before that snooze. False when it was worked on since, or woken."""
        self._lock()
        is_standing = self.state == self.State.OPEN and self.snoozed_until == snooze.until
        taken_back = self.snoozes.filter(pk=snooze.pk, ended_at=None)
        if not is_standing or not snooze.before or not taken_back.update(ended_at=now, undone_at=now):
            return False
        self._drop(self.follow_ups.filter(kind=FollowUp.Kind.CALL), "The snooze was taken back.", now)
        self._set(**{name: _typed(name, snooze.before["fields"][name]) for name in _PLANNED_FIELDS})
        self._take_up(snooze.before["follow_ups"])
        self.snoozes.filter(until=self.snoozed_until, ended_at=snooze.at).update(ended_at=None)
        return True

    @transaction.atomic
    def wake(self, by: Person | None, now: datetime) -> bool:
        """End the snooze: the lead is due at once. False when it was not snoozed."""
        self._lock()
        if not self.snoozes.filter(ended_at=None, until__gt=now).update(ended_at=now):
            return False
        self._plan(Plan("call", now, self.touches + 1, False, "Woken before the snooze was over."), now)
        self._set(snoozed_until=None)
        return True

    @transaction.atomic
    def close(self, because: str, by: Person | None, now: datetime) -> bool:
        """End the pursuit with its reason: nothing is planned any longer. False when it was closed already."""
        self._lock()
        if self.state == self.State.CLOSED:
            return False
        self._set(
            state=self.State.CLOSED,
            closed_at=now,
            closed_because=because[:200],
            due_at=None,
            due_is_kept=False,
            snoozed_until=None,
        )
        self._drop(self.follow_ups.all(), because, now)
        self.snoozes.filter(ended_at=None).update(ended_at=now)
        self._happened(f"Closed: {because}", by, now)
        return True

    @transaction.atomic
    def reopen(self, by: Person | None, now: datetime) -> bool:
        """Take the pursuit up again, with a cadence from its start. False when it is open.

        Raises UnusableInput when a newer lead of the same home is open, when its listing turned out to be another
        home's, and for whoever asked to be forgotten.
        """
        self._lock()
        if self.state == self.State.OPEN:
            return False
        if by and self.owner and self.owner.forgotten_at:
            raise UnusableInput("The owner asked to be forgotten. Their lead stays closed.")
        if Lead.objects.filter(property=self.property_id, state=self.State.OPEN).exists():
            raise UnusableInput("A newer lead of this home is open. Work on that one.")
        if self.listing.property_id != self.property_id:
            raise UnusableInput(f"Its listing belongs to {self.listing.property.street_line} now. Work on that home.")
        self._set(
            state=self.State.OPEN,
            closed_at=None,
            closed_because="",
            closed_by_files=False,
            touches=0,
            started_at=None,
            mood=self.Mood.NOT_REACHED,
            lane_changes=1,
        )
        self._happened("Opened again.", by, now)
        self._plan_first(now)
        return True

    @transaction.atomic
    def plan(self, follow_up: Plan, now: datetime) -> "FollowUp":
        """Plan the next touch; it replaces the open one of its kind."""
        self._lock()
        return self._plan(follow_up, now)

    @transaction.atomic
    def to_letters(self, because: str, now: datetime, by: Person | None = None) -> bool:
        """No more calls: a letter and a door are planned instead. False when it was so already."""
        self._lock()
        if not self.by_phone or self.state == self.State.CLOSED:
            return False
        self._set(by_phone=False, off_phone_because=because[:200], due_at=None, due_is_kept=False, snoozed_until=None)
        self._drop(self.follow_ups.filter(kind=FollowUp.Kind.CALL), because, now)
        self.snoozes.filter(ended_at=None).update(ended_at=now)
        self._happened(because, by, now)
        self._plan_first(now)
        return True

    @transaction.atomic
    def to_phone(self, because: str, now: datetime, by: Person | None = None) -> bool:
        """The owner may be tried by phone again: a call is due at once. False when it was so already."""
        self._lock()
        if self.by_phone or self.state == self.State.CLOSED:
            return False
        self._set(by_phone=True, off_phone_rule="", off_phone_because="")
        self._drop(self.follow_ups.all(), because, now)
        self._happened(because, by, now)
        self._plan_first(now)
        return True

    @transaction.atomic
    def note(self, text: str, by: Person | None, now: datetime) -> "Note":
        """Keep what somebody wrote; the same words by the same person at the same moment are kept once.

        Words in it that sound like a do-not-call request are proposed as one.
        """
        written, _ = self.notes.get_or_create(text=text.strip(), by=by, at=now)
        proposed.hear(self.team, self.owner, "", written.text, by, now)
        return written

    @transaction.atomic
    def set_appointment(self, at: datetime, place: str, by: Person, now: datetime) -> "Appointment":
        """Keep the time and place; a pending one moves there. The day after, it asks on the sheet what came of it."""
        self._lock()
        place = place.strip() or self.property.one_line
        self.appointments.filter(outcome="").exclude(at=at, place=place).update(
            outcome=Appointment.Outcome.MOVED, outcome_at=now, outcome_by=by
        )
        appointment, _ = self.appointments.get_or_create(
            at=at, place=place, outcome="", defaults={"person": by, "set_at": now}
        )
        self._set(mood=self.Mood.APPOINTMENT)
        self._await(appointment, now)
        return appointment

    @transaction.atomic
    def after_attempt(
        self, outcome: str, by: Person | None, now: datetime, call_back_at: datetime | None = None
    ) -> "FollowUp | None":
        """Count an attempt that ended at `now` and do what the cadence says; the next call, or None when none is due.

        The same moment twice counts once. What the outcome teaches about the number must be stored before.
        """
        self._lock()
        if self.last_attempt_at == now:
            return self._open_call()
        history = capped(self.history(), self, now, one_more=False)
        planned = cadence.next_touch(history, outcome, now, self.zone, block_of(by), call_back_at)
        self.follow_ups.open().filter(kind=FollowUp.Kind.CALL).update(done_at=now)
        mood = OUTCOMES[outcome].mood
        self._set(
            attempts=self.attempts + 1,
            touches=self.touches + 1,
            started_at=self.started_at or now,
            last_attempt_at=now,
            mood=self.mood if mood is None else mood,
        )
        return self._follow(planned, by, now)

    def snapshot(self) -> dict[str, Any]:
        """The lead as it stands, as plain JSON, for `restore`."""
        fields = {name: _plain(getattr(self, name)) for name in _KEPT_FIELDS}
        return {"fields": fields, "follow_ups": [one.pk for one in self.follow_ups.open()]}

    @transaction.atomic
    def restore(self, snapshot: dict[str, Any], by: Person | None, now: datetime) -> None:
        """Undo: put the lead back as the snapshot has it. Nothing is deleted; what was planned since is dropped.

        A lead that something else than the outcome closed in the meantime (a relisting) stays closed.
        """
        self._lock()
        fields = {name: _typed(name, value) for name, value in snapshot["fields"].items()}
        if self.state == self.State.CLOSED and self.closed_at != self.last_attempt_at:
            fields = {name: fields[name] for name in _COUNTED_FIELDS}
        self._drop(self.follow_ups.exclude(pk__in=snapshot["follow_ups"]), "The outcome was taken back.", now)
        self.appointments.filter(outcome="", set_at=self.last_attempt_at).update(
            outcome=Appointment.Outcome.CANCELED, outcome_at=now, outcome_by=by
        )
        self._set(**fields)
        if self.state == self.State.OPEN:
            self._take_up(snapshot["follow_ups"])

    def _take_up(self, follow_ups: list[int]) -> None:
        """Plan these again as they were planned."""
        self.follow_ups.filter(pk__in=follow_ups).update(done_at=None, dropped_at=None, dropped_because="")

    def _lock(self) -> None:
        self.refresh_from_db(from_queryset=Lead.objects.select_for_update())

    def _set(self, **fields: object) -> None:
        for name, value in fields.items():
            setattr(self, name, value)
        self.save(update_fields=[*fields])

    def _happened(self, what: str, by: Person | None, now: datetime) -> None:
        self.events.create(what=what[:200], by=by, at=now)

    def _open_call(self) -> "FollowUp | None":
        return self.follow_ups.open().filter(kind=FollowUp.Kind.CALL).first()

    def _plan(self, planned: Plan, now: datetime) -> "FollowUp":
        same = asdict(planned)
        current = self.follow_ups.open().filter(**same).first()
        if current:
            return current
        self._drop(self.follow_ups.filter(kind=planned.kind), "Replaced by another plan.", now)
        if planned.kind == FollowUp.Kind.CALL:
            self._set(due_at=planned.due_at, due_is_kept=planned.is_kept, snoozed_until=None)
        return self.follow_ups.create(planned_at=now, **same)

    def _plan_first(self, now: datetime) -> None:
        history = self.history()
        if self.by_phone:
            self._plan(cadence.first_touch(history, now, self.zone), now)
        else:
            for planned in cadence.first_by_hand(history, now, self.zone):
                self._plan(planned, now)

    def _drop(self, follow_ups: "models.QuerySet[FollowUp]", because: str, now: datetime) -> None:
        open_ones = follow_ups.filter(done_at=None, dropped_at=None)
        open_ones.update(dropped_at=now, dropped_because=because[:200])

    def _follow(self, planned: Plan | Stop, by: Person | None, now: datetime) -> "FollowUp | None":
        """Do what the cadence says; for a lead that was closed while the phone rang nothing is planned any more."""
        if isinstance(planned, Plan):
            return self._plan(planned, now) if self.state == self.State.OPEN else None
        self._stop(planned, by, now)
        return None

    def _stop(self, stop: Stop, by: Person | None, now: datetime) -> None:
        if stop.then == "close":
            self.close(stop.because, by, now)
        elif stop.then == "letters":
            self.to_letters(stop.because, now, by)
        else:
            self._await(self.appointments.filter(outcome="").order_by("at").last(), now)

    def _await(self, appointment: "Appointment | None", now: datetime) -> None:
        """Nothing is planned until the appointment is over; then its outcome is asked for."""
        self._drop(self.follow_ups.all(), "Appointment set.", now)
        due = cadence.day_after(appointment.at, self.zone) if appointment else None
        self._set(due_at=due, due_is_kept=False, snoozed_until=None)


# What an outcome may change of a lead; `restore` puts it back.
_COUNTED_FIELDS = ("attempts", "touches", "started_at", "last_attempt_at", "mood")
_PLANNED_FIELDS = ("due_at", "due_is_kept", "snoozed_until")
_KEPT_FIELDS = (
    *_COUNTED_FIELDS,
    *_PLANNED_FIELDS,
    "state",
    "closed_at",
    "closed_because",
    "by_phone",
    "off_phone_rule",
    "off_phone_because",
)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _typed(name: str, value: Any) -> Any:
    return Lead._meta.get_field(name).to_python(value)


class FollowUps(models.QuerySet["FollowUp"]):
    def open(self) -> "FollowUps":
        """Neither done nor dropped."""
        return self.filter(done_at=None, dropped_at=None)


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

    objects = FollowUps.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lead", "kind"], condition=Q(done_at=None, dropped_at=None), name="one_next_touch_of_a_kind"
            )
        ]
        indexes = [
            models.Index(fields=["kind", "due_at"], name="open_by_kind", condition=Q(done_at=None, dropped_at=None))
        ]

    @transaction.atomic
    def finish(self, by: Person | None, now: datetime) -> "FollowUp | None":
        """A letter went out or a door was knocked at: count the touch and plan the next of its kind.

        None when it was done or dropped before, or when the cadence is over; with nothing else open the lead closes.
        """
        lead = self.lead
        bulk.lock(lead.team)  # what is put on record is, so that it is counted once
        lead._lock()
        if not FollowUp.objects.open().filter(pk=self.pk).update(done_at=now):
            return None
        planned = cadence.next_by_hand(lead.history(), self.kind, now, lead.zone)
        lead._set(touches=lead.touches + 1, started_at=lead.started_at or now)
        lead._happened(f"{_DONE_SAID[self.kind]}, touch {self.touch}.", by, now)
        if isinstance(planned, Plan):
            return lead._plan(planned, now)
        if not lead.follow_ups.open().exists():
            lead.close(planned.because, by, now)
        return None


_DONE_SAID = {FollowUp.Kind.CALL: "Called", FollowUp.Kind.LETTER: "Letter sent", FollowUp.Kind.DOOR: "Door knocked at"}


class LaneProgress(models.Model):
    """How far the do-not-call lane has read what changes who may be called."""

    team = models.OneToOneField(Team, models.CASCADE, related_name="lane_progress")
    seen = models.JSONField(default=dict, help_text="lane_changes.Seen.")
