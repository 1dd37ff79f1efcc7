"""Copies of do-not-call lists, requests, permissions, what the gate answered, and the dials it counts caps from."""

from django.db import models
from django.db.models import Q

from callsheet.accounts.models import Person, Team
from callsheet.owners.models import Owner

NATION = "US"
"""The list of the nation; every other list is a state's own, under the state's USPS code."""
REST = ""
"""The area code of the copy that says: this list is whole, so nobody of any other area code is on it."""


class RegistryCopy(models.Model):
    """Our own copy of one do-not-call list for one area code. A newer load replaces it; the old row stays as proof."""

    list = models.CharField(max_length=2, default=NATION, help_text="US is the national registry, else the state's.")
    area_code = models.CharField(max_length=3, blank=True, help_text="Empty: every other, where the list is whole.")
    copied_on = models.DateField(help_text="The day the list was downloaded; no call uses a copy older than 31 days.")
    loaded_at = models.DateTimeField()
    file_name = models.CharField(max_length=255)
    file_hash = models.CharField(max_length=64)
    numbers = models.PositiveIntegerField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["list", "area_code"], condition=Q(replaced_at=None), name="one_current_copy"
            )
        ]


class RegistryFile(models.Model):
    """Which file of the home holds a list's numbers now. A load writes a new file, then switches this row to it."""

    list = models.CharField(max_length=2, unique=True)
    file_name = models.CharField(max_length=80)
    switched_at = models.DateTimeField()


class ListLoad(models.Model):
    """Files of one list that somebody brought in the browser: how far they are read, and what came of it.

    A refused one may be accepted by a person who looked, as long as its files are kept.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "waiting"
        RUNNING = "running", "being read"
        DONE = "done", "loaded"
        REFUSED = "refused", "refused"

    class Doubt(models.TextChoices):
        NONE = "", "none that can be accepted"
        SHRINK = "shrink", "it has far fewer numbers"
        OLDER = "older", "it is older than the copy"

    team = models.ForeignKey(Team, models.CASCADE)
    list = models.CharField(max_length=2, default=NATION)
    is_change = models.BooleanField(default=False)
    is_whole = models.BooleanField(default=False)
    accepts_shrink = models.BooleanField(default=False)
    accepts_older = models.BooleanField(default=False)
    copied_on = models.DateField(null=True, help_text="The day of the download, where it was given.")
    files = models.JSONField(help_text="Each file: its own name, and its name in the home while it is kept.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    problem = models.TextField(blank=True)
    doubt = models.CharField(max_length=10, choices=Doubt.choices, blank=True)
    size = models.PositiveBigIntegerField(default=0, help_text="Bytes of the files together.")
    done = models.PositiveBigIntegerField(default=0, help_text="Bytes read so far.")
    numbers = models.PositiveBigIntegerField(default=0)
    area_codes = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    removed = models.PositiveIntegerField(default=0)
    accepted_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    @property
    def file_name(self) -> str:
        """Its files by their own names."""
        return ", ".join(file["name"] for file in self.files)


class NumberLookup(models.Model):
    """One number looked up by hand on a list's own site: who saw what, when."""

    team = models.ForeignKey(Team, models.CASCADE)
    list = models.CharField(max_length=2, default=NATION)
    number = models.CharField(max_length=20)
    listed = models.BooleanField()
    on = models.DateField()
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["team", "number", "-at"], name="lookups_of_number")]


class ReassignedLookup(models.Model):
    """What the Reassigned Numbers Database said of one number on a day (47 CFR 64.1200(m))."""

    class Said(models.TextChoices):
        YES = "yes", "yes, it was given to somebody else"
        NO = "no", "no, it was not"
        NO_DATA = "no_data", "no data"

    team = models.ForeignKey(Team, models.CASCADE)
    number = models.CharField(max_length=20)
    said = models.CharField(max_length=8, choices=Said.choices)
    on = models.DateField()
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["team", "number", "-at"], name="reassigned_lookups")]


class Evidenced(models.Model):
    """Something an owner gave us or did with us, with the words, who wrote it down when, and the file that proves it.

    Never deleted: what ended or was entered by mistake stays on record with who said so, when, and why.
    """

    team = models.ForeignKey(Team, models.CASCADE)
    owner = models.ForeignKey(Owner, models.SET_NULL, null=True, related_name="+")
    words = models.TextField(help_text="What was said, signed or done, as plainly as it can be told.")
    on = models.DateField(help_text="The day it was given or happened.")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    evidence_name = models.CharField(max_length=255, blank=True)
    evidence_file = models.CharField(max_length=120, blank=True, help_text="Its name in the home's evidence folder.")
    evidence_hash = models.CharField(max_length=64, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    ended_because = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True


class Consent(Evidenced):
    """The owner's permission to be contacted; one that was signed names this brokerage and the number."""

    class Kind(models.TextChoices):
        WRITTEN = "written", "signed a consent that names your brokerage and this number"
        INVITED = "invited", "asked to be contacted"
        ACQUAINTED = "acquainted", "knows you personally"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    number = models.CharField(max_length=20, blank=True, help_text="Empty: any number of the owner; never if signed.")

    class Meta:
        constraints = [
            models.CheckConstraint(name="signed_consent_names_a_number", condition=~Q(kind="written") | ~Q(number=""))
        ]
        indexes = [
            models.Index(fields=["team", "owner"], name="consents_of_owner", condition=Q(ended_at=None)),
            models.Index(fields=["team", "number"], name="consents_for_number", condition=Q(ended_at=None)),
        ]


class Relationship(Evidenced):
    """An established business relationship; how long it counts is computed from its day (16 CFR 310.2(q))."""

    class Kind(models.TextChoices):
        PURCHASE = "purchase", "a purchase or sale with you, or your own listing that ended"
        INQUIRY = "inquiry", "asked your brokerage about its services"

    kind = models.CharField(max_length=8, choices=Kind.choices)

    class Meta:
        indexes = [models.Index(fields=["team", "owner"], name="relationships_of_owner", condition=Q(ended_at=None))]


class Emergency(models.Model):
    """A declared emergency in a state whose law bars sales calls meanwhile. Lifted, it stays on record."""

    team = models.ForeignKey(Team, models.CASCADE)
    state = models.CharField(max_length=2)
    words = models.CharField(max_length=200, blank=True)
    declared_on = models.DateField()
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "state"], condition=Q(lifted_at=None), name="one_emergency_a_state")
        ]


class AssistantsMayDial(models.Model):
    """The broker's word that counsel confirmed it: in this state somebody without a licence may make sales calls.

    Taken back, it stays on record.
    """

    team = models.ForeignKey(Team, models.CASCADE)
    state = models.CharField(max_length=2)
    because = models.CharField(max_length=200, help_text="Who confirmed it, and where it is written.")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "state"], condition=Q(ended_at=None), name="one_word_on_a_state")
        ]


class HouseRule(models.Model):
    """A rule the broker made stricter than the law, in one state or everywhere. Ended, it stays on record.

    `kind` and `value` are the words of core.law_house.
    """

    team = models.ForeignKey(Team, models.CASCADE, related_name="house_rules")
    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=2, blank=True, help_text="Empty: everywhere.")
    value = models.JSONField(default=dict)
    because = models.CharField(max_length=200)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")


class DoNotCallRequest(models.Model):
    """'Take me off your list', or consent taken back. Binds the whole team, for the number and for the person.

    Never deleted: one entered by mistake stays on record with who took it back and when.
    """

    class Kind(models.TextChoices):
        ASKED = "asked", "asked not to be called"
        REVOKED = "revoked", "took back the consent"

    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.ASKED)
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


class ProposedRequest(models.Model):
    """Words in a note or a message that sound like 'do not call me again'. A person says whether they were meant.

    Unanswered while `answered_at` is null; answered without a `request` it was not meant as one.
    """

    team = models.ForeignKey(Team, models.CASCADE)
    owner = models.ForeignKey(Owner, models.CASCADE, null=True, related_name="+")
    number = models.CharField(max_length=20, blank=True)
    words = models.CharField(max_length=200, help_text="As they stand in the note.")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", help_text="Whose note it is.")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    request = models.ForeignKey(DoNotCallRequest, models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["team", "owner"], name="proposed_unanswered", condition=Q(answered_at=None)),
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
    book = models.JSONField(default=dict, help_text="The rule tables used: as_of, hash, and the house rules in force.")
    lists = models.JSONField(default=list, help_text="Each do-not-call list looked at: list, copied_on, file, hash.")
    next_allowed_at = models.DateTimeField(null=True)
    previous_seal = models.CharField(max_length=64, blank=True)
    seal = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["team", "number", "-id"], name="answers_for_number"),
            models.Index(fields=["team", "at"], name="answers_by_time"),
        ]


class ChainHead(models.Model):
    """How long a team's chain of answers is and what its last seal says, so that a cut-off end shows too."""

    team = models.OneToOneField(Team, models.CASCADE, related_name="chain_head")
    answers = models.PositiveIntegerField(default=0)
    seal = models.CharField(max_length=64, blank=True)


class Clearance(models.Model):
    """Permission for one attempt. Only the gate makes one; it lives minutes and serves once."""

    answer = models.OneToOneField(Answer, models.PROTECT, related_name="clearance")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="permissions_out", condition=Q(used_at=None))]


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
