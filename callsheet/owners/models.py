"""Who may be reached, and how we know."""

import json
from datetime import datetime

from django.db import models, transaction

from callsheet.accounts.models import Person, Team
from callsheet.core import phone
from callsheet.core.owner_key import same_owner
from callsheet.listings import bulk
from callsheet.listings.models import ColumnNames, Import, OtherColumns, Property, Source


class Owner(models.Model):
    """Who holds title to one or more homes."""

    class Kind(models.TextChoices):
        PERSON = "person", "Person"
        COUPLE = "couple", "Couple"
        TRUST = "trust", "Trust"
        ESTATE = "estate", "Estate"
        COMPANY = "company", "Company"
        BANK = "bank", "Bank"
        BUILDER = "builder", "Builder"
        GOVERNMENT = "government", "Government"

    FLAGS = {
        Kind.TRUST: "a trust owns it",
        Kind.ESTATE: "an estate: the owner has died",
        Kind.COMPANY: "a company owns it",
        Kind.BANK: "a bank owns it",
        Kind.BUILDER: "a builder owns it",
        Kind.GOVERNMENT: "a public body owns it",
    }

    team = models.ForeignKey(Team, models.CASCADE, related_name="owners")
    name = models.CharField(max_length=200, help_text="As it is said: `Harriet and Paul Boone`.")
    first_name = models.CharField(max_length=80, blank=True, help_text="Whom to ask for on the phone.")
    name_key = models.CharField(max_length=200, help_text="Spelling-proof form of the name, from core.")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.PERSON)
    deceased_at = models.DateTimeField(null=True)
    email = models.CharField(max_length=200, blank=True)
    mailing_line = models.CharField(max_length=200, blank=True)
    mailing_city = models.CharField(max_length=80, blank=True)
    mailing_state = models.CharField(max_length=2, blank=True)
    mailing_postal_code = models.CharField(max_length=10, blank=True)
    forgotten_at = models.DateTimeField(null=True, help_text="Erased on request: only the row is left, without data.")

    class Meta:
        indexes = [models.Index(fields=["team", "name_key"], name="owners_by_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def short_name(self) -> str:
        """A person's last name; a company, a trust or an estate has only its whole one."""
        return self.name.split()[-1] if self.kind in (self.Kind.PERSON, self.Kind.COUPLE) and self.name else self.name

    @property
    def flag(self) -> str:
        """What to know before calling when it is not simply a person: `a company owns it`; else empty."""
        return self.FLAGS.get(self.kind, "")


class ForgottenPerson(models.Model):
    """Somebody who was erased: only a keyed hash of name and home, so that no import brings the person back."""

    team = models.ForeignKey(Team, models.CASCADE)
    mark = models.CharField(max_length=64, help_text="HMAC-SHA-256 of the name key and the home, with the home's key.")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "mark"], name="forgotten_once")]


class Ownership(models.Model):
    """An owner holds title to a home, as one source says; `until` ends it when the home was sold."""

    owner = models.ForeignKey(Owner, models.CASCADE, related_name="ownerships")
    property = models.ForeignKey(Property, models.CASCADE, related_name="ownerships")
    source = models.ForeignKey(Source, models.PROTECT, null=True)
    of = models.ForeignKey(Import, models.SET_NULL, null=True)
    since = models.DateField(null=True)
    reported_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "property"], name="one_ownership")]


class OwnershipReport(models.Model):
    """A source names this owner for this home: when first, when last, and what else its newest row says.

    One row a source: an owner whom a county roll and two vendors name has three.
    """

    ownership = models.ForeignKey(Ownership, models.CASCADE, related_name="reports")
    source = models.ForeignKey(Source, models.CASCADE, related_name="ownership_reports")
    of = models.ForeignKey(Import, models.SET_NULL, null=True, related_name="+", db_index=False)
    first_reported_at = models.DateTimeField()
    reported_at = models.DateTimeField()
    is_roll = models.BooleanField(default=False, db_default=False, help_text="A county's roll, not a vendor's list.")
    names = models.ForeignKey(ColumnNames, models.PROTECT, null=True, related_name="+", db_index=False)
    cells = models.TextField(
        blank=True, db_default="", help_text="The cells without a field, in the order of the names."
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ownership", "source"], name="one_owner_report_per_source")]

    def as_dict(self) -> dict[str, str]:
        """The filled columns that Callsheet has no field for, by their names in the file."""
        names = json.loads(self.names.names) if self.names else []
        return {name: cell for name, cell in zip(names, self.cells.split(OtherColumns.SEPARATOR), strict=False) if cell}


class Phone(models.Model):
    """A number by which an owner may perhaps be reached: where it came from and what calls taught about it."""

    class LineType(models.TextChoices):
        LANDLINE = "landline", "landline"
        MOBILE = "mobile", "mobile"
        VOIP = "voip", "internet line"
        UNKNOWN = "unknown", "line type not known"

    class Finding(models.TextChoices):
        NONE = "", "nothing yet"
        REACHED = "reached", "reached the owner"
        WRONG = "wrong", "wrong number"
        DISCONNECTED = "disconnected", "disconnected"

    owner = models.ForeignKey(Owner, models.CASCADE, related_name="phones")
    number = models.CharField(max_length=20, db_index=True, help_text="E.164.")
    line_type = models.CharField(max_length=10, choices=LineType.choices, default=LineType.UNKNOWN)
    rank = models.PositiveSmallIntegerField(default=1, help_text="The vendor's order, 1 first.")
    source = models.ForeignKey(Source, models.PROTECT, null=True)
    reported_at = models.DateTimeField(help_text="The newest file that had it.")
    vendor_listed = models.BooleanField(null=True, help_text="The vendor's do-not-call column; null when it has none.")
    vendor_scrubbed_on = models.DateField(null=True, help_text="The date of the file that column came in.")
    litigator = models.BooleanField(default=False)
    finding = models.CharField(max_length=12, choices=Finding.choices, default=Finding.NONE, blank=True)
    found_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "number"], name="one_phone_per_owner")]

    def __str__(self) -> str:
        return phone.national(self.number)

    @property
    def national(self) -> str:
        """As it is read out: `(410) 555-0142`."""
        return phone.national(self.number)

    @property
    def is_dead(self) -> bool:
        """A call taught that it does not reach this owner: it is never dialed for them again."""
        return self.finding in DEAD

    def learn(self, finding: str, by: Person | None, now: datetime) -> "PhoneFinding":
        """Keep what a call taught. The newest standing finding is the phone's; the same one twice is kept once.

        What is wrong or disconnected for a person is so under every spelling and at every home of theirs.
        """
        with transaction.atomic():
            learnt = self._keep(finding, by, now)
            for other in self._of_same_person():
                if finding in DEAD or other.is_dead:
                    other._keep(finding, by, now)
        return learnt

    def _keep(self, finding: str, by: Person | None, at: datetime) -> "PhoneFinding":
        stored = Phone.objects.select_for_update().get(pk=self.pk)
        learnt, _ = PhoneFinding.objects.get_or_create(phone=self, finding=finding, at=at, by=by)
        VendorsCounted.note_older(self.owner.team_id, VendorsCounted.Kind.FINDINGS, at)
        self._stand_by_findings(stored)
        return learnt

    def _of_same_person(self) -> "list[Phone]":
        """The same number of the same person, known under another spelling or from another home."""
        others = Phone.objects.filter(number=self.number).exclude(pk=self.pk).select_related("owner").order_by("pk")
        me = self.owner
        return [
            one for one in others if one.owner.team_id == me.team_id and same_owner(me.name_key, one.owner.name_key)
        ]

    def unlearn(self, now: datetime, at: datetime | None = None) -> "PhoneFinding | None":
        """Take back what the call at that moment taught (the newest finding when none is given); the row stays.

        Returns the finding taken back, or None when there was none standing: a second undo changes nothing.
        """
        with transaction.atomic():
            stored = Phone.objects.select_for_update().get(pk=self.pk)
            standing = self.findings.filter(undone_at=None).order_by("-at", "-pk")
            mistaken = (standing.filter(at=at) if at else standing).first()
            if mistaken and PhoneFinding.objects.filter(pk=mistaken.pk, undone_at=None).update(undone_at=now):
                mistaken.undone_at = now
                VendorsCounted.note_older(self.owner.team_id, VendorsCounted.Kind.FINDINGS, mistaken.at)
                self._stand_by_findings(stored)
                for other in self._of_same_person():
                    other._take_back(mistaken, now)
        return mistaken

    def _take_back(self, mistaken: "PhoneFinding", now: datetime) -> None:
        """Take back the copy of a finding that was a mistake."""
        stored = Phone.objects.select_for_update().get(pk=self.pk)
        same = {"finding": mistaken.finding, "at": mistaken.at, "by": mistaken.by_id, "undone_at": None}
        if self.findings.filter(**same).update(undone_at=now):
            self._stand_by_findings(stored)

    def _stand_by_findings(self, stored: "Phone") -> None:
        newest = self.findings.filter(undone_at=None).order_by("-at", "-pk").first()
        self.finding = newest.finding if newest else self.Finding.NONE
        self.found_at = newest.at if newest else None
        self.save(update_fields=["finding", "found_at"])
        if stored.is_dead != self.is_dead:
            OwnersCounted.note_change(self.owner.team_id)


DEAD = (Phone.Finding.WRONG, Phone.Finding.DISCONNECTED)
"""The findings after which a number is not dialed for its owner any more."""


class PhoneFinding(models.Model):
    """What one call taught about a number for one owner. Rows outlive every re-import; `undone_at` takes one back."""

    phone = models.ForeignKey(Phone, models.CASCADE, related_name="findings")
    finding = models.CharField(max_length=12, choices=Phone.Finding.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["at"], name="findings_by_time")]


class PhoneReport(models.Model):
    """A source delivered this number for this owner: when first, when last. One row a source, whoever else has it."""

    phone = models.ForeignKey(Phone, models.CASCADE, related_name="reports")
    source = models.ForeignKey(Source, models.CASCADE, related_name="phone_reports")
    first_reported_at = models.DateTimeField()
    reported_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["phone", "source"], name="one_report_per_source")]


class ReadRow(models.Model):
    """The text of a row whose every word agrees with what is stored: read again, it only confirms.

    It goes when anything else is learnt of its home's owners, so that the row is then read word by word.
    """

    source = models.ForeignKey(Source, models.CASCADE, related_name="+", db_index=False)
    row_hash = models.BigIntegerField(help_text="Of the text, and of what its meaning depends on besides.")
    ownership = models.ForeignKey(Ownership, models.CASCADE, related_name="+")
    first_read_at = models.DateTimeField(help_text="An older file with the same row is read word by word.")
    read_at = models.DateTimeField(help_text="The newest file that had the row.")
    phones = models.TextField(blank=True, help_text="The primary keys of the phones it confirms.")
    scrubbed = models.TextField(blank=True, help_text="Those of them whose do-not-call flag is of the file's own day.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "row_hash"], name="one_reading_per_text")]


class SourcePrice(models.Model):
    """What the brokerage pays for a source a month, from a day on, as a person entered it."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="prices")
    since = models.DateField()
    dollars_a_month = models.DecimalField(max_digits=9, decimal_places=2)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "since"], name="one_price_per_day")]


class VendorClaim(models.Model):
    """A vendor calls a home expired; what our MLS files said of it when the claim came in, and what they say now."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="claims")
    property = models.ForeignKey(Property, models.CASCADE, related_name="claims")
    of = models.ForeignKey(Import, models.SET_NULL, null=True, related_name="+")
    status = models.CharField(max_length=30, help_text="StandardStatus that the vendor's word means.")
    said_on = models.DateField(null=True, help_text="The day the vendor dates it.")
    listing_id = models.CharField(max_length=60, blank=True, help_text="The listing number the vendor gives.")
    first_claimed_at = models.DateTimeField()
    claimed_at = models.DateTimeField()
    found = models.CharField(max_length=20, blank=True, help_text="Kind of core.offmarket's verdict on the home.")
    because = models.CharField(max_length=300, blank=True)
    is_refused = models.BooleanField(default=False, help_text="The MLS contradicts it.")
    mls_known_at = models.DateTimeField(null=True, help_text="When an MLS file first told that it came off.")
    judged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "property"], name="one_claim_per_home")]


class OwnersCounted(models.Model):
    """Where a team's owners are, counted once: it is right as long as `counted_at_change` is `changes`."""

    team = models.OneToOneField(Team, models.CASCADE, related_name="owners_counted")
    changes = models.PositiveBigIntegerField(default=0, help_text="Goes up with every change of what is counted.")
    counted_at_change = models.PositiveBigIntegerField(null=True)
    numbers = models.JSONField(default=dict, help_text="Area code -> numbers that may reach their owner.")
    homes = models.JSONField(default=dict, help_text="State -> homes whose owner is known.")
    mail = models.JSONField(default=dict, help_text="State -> owners who get their mail there.")
    delivered = models.JSONField(
        null=True, help_text="Source -> numbers it delivered, and those of them nobody else did; null is not counted."
    )

    @staticmethod
    def note_change(team: int) -> None:
        """A number, a title or a mailing address changed. Say it in the transaction that did it, under the team lock.

        The row is made where there is none: a count that begins at the same moment waits for it, or sees it.
        """
        bulk.execute(
            "INSERT INTO owners_ownerscounted (team_id, changes, numbers, homes, mail) "
            "VALUES (%s, 1, '{}', '{}', '{}') "
            "ON CONFLICT (team_id) DO UPDATE SET changes = owners_ownerscounted.changes + 1",
            [team],
        )


class VendorsCounted(models.Model):
    """What came of the vendors' numbers, counted once and kept: right as long as `counted_at_change` is `changes`.

    Findings and calls of before `upto` are in the counts; newer ones are few and counted when somebody asks.
    """

    class Kind(models.TextChoices):
        FINDINGS = "findings", "what calls taught about the numbers"
        CALLS = "calls", "calls to the numbers"
        CLAIMS = "claims", "what vendors say of homes"

    team = models.ForeignKey(Team, models.CASCADE, related_name="vendors_counted", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    changes = models.PositiveBigIntegerField(default=0, help_text="Goes up with every change of what is counted.")
    counted_at_change = models.PositiveBigIntegerField(null=True)
    upto = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict, help_text="By source, in the shape of reports.vendor_counts.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "kind"], name="one_vendor_count_a_kind")]

    @classmethod
    def note_change(cls, team: int, *kinds: Kind) -> None:
        """Something that is counted changed. Say it in the transaction that did it, as for `OwnersCounted`."""
        for kind in kinds:
            bulk.execute(
                "INSERT INTO owners_vendorscounted (team_id, kind, changes, counts) VALUES (%s, %s, 1, '{}') "
                "ON CONFLICT (team_id, kind) DO UPDATE SET changes = owners_vendorscounted.changes + 1",
                [team, kind.value],
            )

    @classmethod
    def note_older(cls, team: int, kind: Kind, at: datetime) -> None:
        """A finding or call of that moment is new or another one: it matters where it is in the counts already.

        Say it under the team lock, under which `upto` moves.
        """
        cls.objects.filter(team=team, kind=kind, upto__gt=at).update(changes=models.F("changes") + 1)
