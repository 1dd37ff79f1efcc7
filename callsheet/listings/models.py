"""Homes, the listings brokers had on them with their history, and the files they came from."""

import json
from datetime import datetime

from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from callsheet.accounts.models import Person, Team
from callsheet.core.address_display import display_unit
from callsheet.core.errors import UnusableInput
from callsheet.core.offmarket import STILL_UNDER_CONTRACT
from callsheet.core.status import STANDARD_STATUSES, answer_key
from callsheet.listings.feed_models import Feed, FeedChange, FeedFile, FeedQuota, FeedRow, FeedWalk
from callsheet.listings.street_models import Street

OF_OTHER_FILES = (Feed, FeedChange, FeedFile, FeedQuota, FeedRow, FeedWalk, Street)
"""Of this room too."""

UNDER_CONTRACT = models.Q(*(("standard_status", status) for status in STILL_UNDER_CONTRACT), _connector=models.Q.OR)
"""One by one: SQLite sees that a status is one of them, not that a list is part of a list."""
MOST_FRESH_HOURS = 7 * 24
UNNAMED = "unnamed"
"""The name of a source nobody has named yet."""


class Source(models.Model):
    """Where rows come from: an MLS, or a vendor or county that delivers owners."""

    class Kind(models.TextChoices):
        MLS = "mls", "MLS"
        OWNERS = "owners", "Owner file"

    team = models.ForeignKey(Team, models.CASCADE, related_name="sources")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=80)
    fresh_hours = models.PositiveSmallIntegerField(
        default=24, help_text="How long a status read from it counts as fresh."
    )
    active_seen_at = models.DateTimeField(
        null=True, help_text="As-of moment of its newest file that contained Active rows."
    )
    confirmed_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, help_text="When somebody confirmed that the MLS allows this use.")
    scrub_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    scrub_at = models.DateTimeField(
        null=True, help_text="When somebody chose to rely on this vendor's do-not-call scrub."
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "kind", "name"], name="one_source_by_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_unnamed(self) -> bool:
        return self.name == UNNAMED

    @transaction.atomic
    def confirm(self, by: Person, now: datetime, name: str = "") -> None:
        """Keep who said, and when, that this MLS allows its exports to be used so; the first to say so stays.

        `name` is the MLS's, needed while the source is unnamed and not looked at later. Raises UnusableInput, with
        nothing kept, when it cannot be used.
        """
        if self.is_unnamed:
            self.rename(name)
        Source.objects.filter(pk=self.pk, confirmed_at=None).update(confirmed_by=by, confirmed_at=now)
        self.refresh_from_db(fields=["confirmed_by", "confirmed_at"])

    def rename(self, name: str) -> None:
        """Call it so from now on. Raises UnusableInput for an empty name, a long one, and one that is taken."""
        name, longest = " ".join(name.split()), self._meta.get_field("name").max_length
        if not name or name.casefold() == UNNAMED:
            asked = "Which MLS is it?" if self.kind == self.Kind.MLS else "Which vendor or county is it?"
            raise UnusableInput(f"{asked} Write its name: files of different sources are told apart by it.")
        if len(name) > longest:
            raise UnusableInput(f"The name is longer than {longest} characters. Write a shorter one.")
        others = Source.objects.filter(team=self.team_id, kind=self.kind).exclude(pk=self.pk)
        if others.filter(name__iexact=name).exists():
            raise UnusableInput(
                f"You have a source named {name} already. Write another name here; if the files are from {name}, "
                f"bring them once more and write {name} under From."
            )
        self.name = name
        self.save(update_fields=["name"])

    def stay_fresh(self, hours: int) -> None:
        """How many hours a status read from this MLS counts as fresh. Raises UnusableInput outside 1 to 168."""
        if not 1 <= hours <= MOST_FRESH_HOURS:
            raise UnusableInput(f"Write a number of hours from 1 to {MOST_FRESH_HOURS}.")
        self.fresh_hours = hours
        self.save(update_fields=["fresh_hours"])

    def rely_on_scrub(self, by: Person, now: datetime) -> None:
        """Take this vendor's do-not-call column as evidence from now on; who chose so first stays on record."""
        if self.kind != self.Kind.OWNERS:
            raise UnusableInput(f"{self.name} is an MLS; only an owner file's do-not-call column can be relied on.")
        Source.objects.filter(pk=self.pk, scrub_at=None).update(scrub_by=by, scrub_at=now)
        self.refresh_from_db(fields=["scrub_by", "scrub_at"])

    def stop_relying_on_scrub(self) -> None:
        """Ask for other evidence again. A number the vendor calls listed still refuses."""
        Source.objects.filter(pk=self.pk).update(scrub_by=None, scrub_at=None)
        self.refresh_from_db(fields=["scrub_by", "scrub_at"])


class Import(models.Model):
    """One file read once: its counts, its place while it runs, and what it left open."""

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    team = models.ForeignKey(Team, models.CASCADE, related_name="imports")
    source = models.ForeignKey(Source, models.PROTECT, null=True, related_name="imports")
    kind = models.CharField(max_length=10, choices=Source.Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    file_name = models.CharField(max_length=255)
    file_path = models.CharField(max_length=1000, blank=True, help_text="The kept upload, until it is read.")
    file_hash = models.CharField(max_length=64, blank=True)
    as_of = models.DateTimeField()
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    mapping_name = models.CharField(max_length=80, blank=True)
    mapping = models.JSONField(default=dict)
    unmapped_columns = models.JSONField(default=list)
    statuses = models.JSONField(default=dict, help_text="StandardStatus -> rows in the file.")
    compared = models.JSONField(
        null=True, help_text="What changed since the file before, as listings.compared says it; null without one."
    )
    rows = models.PositiveIntegerField(default=0)
    done_rows = models.PositiveIntegerField(default=0, help_text="Its place: rows committed so far.")
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    off_market = models.PositiveIntegerField(default=0)
    relisted = models.PositiveIntegerField(default=0)
    leads_opened = models.PositiveIntegerField(default=0)
    leads_closed = models.PositiveIntegerField(default=0)
    owners = models.PositiveIntegerField(default=0)
    phones = models.PositiveIntegerField(default=0)
    merged = models.PositiveIntegerField(default=0)
    rejected_file = models.CharField(max_length=1000, blank=True)
    problem = models.TextField(blank=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["team", "kind", "-id"], name="newest_imports")]


class RejectedRow(models.Model):
    """A row that was not read: where, what it says, what to do. The same rows are in the .rejected.csv file."""

    of = models.ForeignKey(Import, models.CASCADE, related_name="rejected_rows")
    line = models.PositiveIntegerField()
    column = models.CharField(max_length=120)
    value = models.TextField(blank=True)
    repair = models.TextField()
    mended_in = models.ForeignKey(
        Import, models.SET_NULL, null=True, related_name="+", help_text="The import in which it was read after all."
    )
    mended_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    mended_at = models.DateTimeField(null=True)


class SavedMapping(models.Model):
    """What somebody said of the columns of one kind of file; the next file with the same header is read by it."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="mappings")
    source = models.ForeignKey(Source, models.CASCADE, related_name="mappings")
    header_key = models.CharField(max_length=64, help_text="Hash of the header, spelling-proof.")
    header = models.JSONField(help_text="The names of the columns as they stood in the file.")
    columns = models.JSONField(help_text="Field -> names of columns, as a mapping file has it.")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "header_key"], name="one_mapping_per_header")]


class StatusWord(models.Model):
    """A status word no vocabulary knows: a question for the user, kept with its answer and reused."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="status_words")
    word = models.CharField(max_length=80, help_text="Casefolded.")
    rows = models.PositiveIntegerField(default=0)
    standard_status = models.CharField(max_length=30, blank=True, help_text="The answer; empty while it is open.")
    answered_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "word"], name="one_question_per_word")]

    @transaction.atomic
    def answer(self, standard_status: str, by: Person | None, now: datetime) -> set[int]:
        """Keep what the MLS means by this word and apply it to the listings stored with it; their homes.

        It becomes part of a listing's history; when the status was first known stays the moment its row speaks of, so
        that an old row does not look newer than a relisting. Raises UnusableInput for what is no StandardStatus.
        """
        if standard_status not in STANDARD_STATUSES:
            raise UnusableInput(f"{standard_status} is no status. Choose one of: {', '.join(STANDARD_STATUSES)}.")
        self.standard_status, self.answered_by, self.answered_at = standard_status, by, now
        self.save(update_fields=["standard_status", "answered_by", "answered_at"])
        spellings = Listing.objects.filter(source=self.source).values_list("mls_status", flat=True).distinct()
        mine = [spelling for spelling in spellings if answer_key(spelling) == self.word]
        meant = Listing.objects.filter(source=self.source, mls_status__in=mine).exclude(standard_status=standard_status)
        changing = list(meant.values_list("pk", "property", "standard_status"))
        ListingChange.objects.bulk_create(
            ListingChange(listing_id=pk, at=now, field="standard_status", old=old or None, new=standard_status)
            for pk, _, old in changing
        )
        meant.update(standard_status=standard_status)
        return {home for _, home, _ in changing}


class Property(models.Model):
    """The home: its address in parts and the key that makes two addresses the same home."""

    # Every index costs a tenth of a first import: where a longer one begins with the column, it has none of its own.
    team = models.ForeignKey(Team, models.CASCADE, related_name="properties", db_index=False)
    number = models.CharField(max_length=40, blank=True)
    predirection = models.CharField(max_length=4, blank=True)
    street = models.CharField(max_length=120, blank=True)
    suffix = models.CharField(max_length=20, blank=True)
    postdirection = models.CharField(max_length=4, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    city = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=2, blank=True)
    postal_code = models.CharField(max_length=10, blank=True)
    address_key = models.CharField(max_length=200, help_text="core.address.Address.key, with its rule version.")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    year_built = models.PositiveSmallIntegerField(null=True)
    bedrooms_total = models.DecimalField(max_digits=5, decimal_places=1, null=True)
    bathrooms_total = models.DecimalField(max_digits=5, decimal_places=1, null=True)
    living_area = models.PositiveIntegerField(null=True, help_text="Square feet.")
    lot_size_acres = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    parcel_number = models.CharField(
        max_length=60, blank=True, db_default="", help_text="RESO ParcelNumber, as the file has it."
    )
    parcel_key = models.CharField(
        max_length=60, blank=True, db_default="", help_text="The same in letters and digits only."
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "address_key"], name="one_property_per_key")]
        indexes = [
            models.Index(fields=["team", "street", "number", "postal_code"], name="homes_by_street"),
            models.Index(
                fields=["team", "street", "number"], name="homes_by_range", condition=models.Q(number__contains="-")
            ),
            models.Index(fields=["team", "state"], name="homes_by_state"),
            models.Index(fields=["team", "parcel_key"], name="homes_by_parcel", condition=~models.Q(parcel_key="")),
        ]

    def __str__(self) -> str:
        return self.street_line

    @property
    def street_line(self) -> str:
        """The address without its place, as an agent writes it: `2207 Heron Ct, Unit 3B`."""
        line = " ".join(filter(None, (self.number, self.predirection, self.street, self.suffix, self.postdirection)))
        return f"{line}, {display_unit(self.unit)}" if self.unit else line

    @property
    def one_line(self) -> str:
        """The whole address: `2207 Heron Ct, Unit 3B, Port Alder, MD 21078`."""
        place = " ".join(filter(None, (self.state, self.postal_code)))
        return ", ".join(filter(None, (self.street_line, self.city, place)))


class AddressAlias(models.Model):
    """Another key of a home: an address that matching, or a person, found to be the same home."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="+")
    address_key = models.CharField(max_length=200)
    property = models.ForeignKey(Property, models.CASCADE, related_name="aliases")
    because = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "address_key"], name="one_home_per_alias")]


class Listing(models.Model):
    """One broker's term on a home. The listing number plus the source is the same listing."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="listings", db_index=False)
    listing_id = models.CharField(max_length=60)
    property = models.ForeignKey(Property, models.CASCADE, related_name="listings")
    standard_status = models.CharField(
        max_length=30, blank=True, help_text="RESO StandardStatus; empty while the word is a question."
    )
    mls_status = models.CharField(max_length=80, blank=True)
    is_lease = models.BooleanField(default=False)
    property_type = models.CharField(max_length=60, blank=True)
    list_price = models.PositiveBigIntegerField(null=True, help_text="Whole dollars.")
    original_list_price = models.PositiveBigIntegerField(null=True)
    close_price = models.PositiveBigIntegerField(null=True)
    on_market_date = models.DateField(null=True)
    off_market_date = models.DateField(null=True)
    expiration_date = models.DateField(null=True)
    close_date = models.DateField(null=True)
    days_on_market = models.PositiveIntegerField(null=True)
    cumulative_days_on_market = models.PositiveIntegerField(null=True)
    list_agent_full_name = models.CharField(max_length=120, blank=True)
    list_office_name = models.CharField(max_length=120, blank=True)
    status_at = models.DateTimeField(help_text="When its present status was first known.")
    first_seen_at = models.DateTimeField()
    last_import = models.ForeignKey(Import, models.SET_NULL, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "listing_id"], name="one_listing_per_number")]
        indexes = [
            models.Index(fields=["standard_status", "expiration_date"], name="listings_by_status"),
            models.Index(
                fields=["standard_status", "status_at"], name="under_contract_by_time", condition=UNDER_CONTRACT
            ),
        ]

    def extra(self) -> dict[str, str]:
        """The columns of its newest row that Callsheet has no field for, by their names in the file."""
        kept = OtherColumns.objects.filter(listing=self).select_related("names").first()
        return kept.as_dict() if kept else {}


class KeyOfListing(models.OneToOneField):
    """The primary key of a table beside Listing. On SQLite it is the number of the row itself, without an index."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)


class LastRead(models.Model):
    """How a listing's own row was read last.

    A table of its own, and a narrow one: that a million listings were only seen again is noted in a few megabytes.
    """

    listing = KeyOfListing(Listing, models.CASCADE, primary_key=True, related_name="last_read")
    source = models.ForeignKey(Source, models.CASCADE, related_name="+", db_index=False)
    row_hash = models.BigIntegerField(
        help_text="Of the text, and of what its meaning depends on besides; an equal hash is an unchanged row."
    )
    as_of = models.DateTimeField(help_text="The moment the row speaks of.")
    seen_at = models.DateTimeField(help_text="As-of moment of the newest file it was read from.")


class ColumnNames(models.Model):
    """The names of the columns without a field that one kind of file has; kept once for all its rows."""

    names = models.TextField(unique=True, help_text="JSON list, in the order of the file.")


class OtherColumns(models.Model):
    """The columns of a listing's newest row that have no field, kept as they came.

    A table of its own: some exports carry 2 KB of them a row, and a listing that is only seen again must stay cheap.
    """

    SEPARATOR = "\x1f"

    listing = KeyOfListing(Listing, models.CASCADE, primary_key=True, related_name="other_columns")
    names = models.ForeignKey(ColumnNames, models.PROTECT, related_name="+", db_index=False)
    cells = models.TextField(help_text="The cells in the order of the names, unit separators between them.")

    def as_dict(self) -> dict[str, str]:
        """The filled ones, by the name in the file."""
        names = json.loads(self.names.names)
        return {name: cell for name, cell in zip(names, self.cells.split(self.SEPARATOR), strict=True) if cell}


class ListingChange(models.Model):
    """One field of a listing that changed: history holds changes only, the first sight of a listing writes none."""

    listing = models.ForeignKey(Listing, models.CASCADE, related_name="changes")
    at = models.DateTimeField()
    field = models.CharField(max_length=40, help_text="RESO name in snake_case.")
    old = models.CharField(max_length=200, null=True)
    new = models.CharField(max_length=200, null=True)
    of = models.ForeignKey(Import, models.SET_NULL, null=True, related_name="changes")


class StatusLookup(models.Model):
    """'I looked it up in the MLS just now': who saw which status of a home, when. It frees the home for that day."""

    property = models.ForeignKey(Property, models.CASCADE, related_name="status_lookups")
    listing = models.ForeignKey(Listing, models.CASCADE, null=True, related_name="status_lookups")
    standard_status = models.CharField(max_length=30)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()


class SameHomeQuestion(models.Model):
    """Two homes whose addresses neither agree nor differ: a person decides, and the decision is kept."""

    team = models.ForeignKey(Team, models.CASCADE)
    one = models.ForeignKey(Property, models.CASCADE, related_name="+")
    other = models.ForeignKey(Property, models.CASCADE, related_name="+")
    because = models.JSONField(default=list)
    asked_at = models.DateTimeField()
    same = models.BooleanField(null=True, help_text="The answer; null while it is open.")
    answered_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    moved = models.JSONField(
        default=dict, db_default={}, help_text="What 'the same' brought over, by kind: primary keys, to take it back."
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["one", "other"], name="one_question_per_pair")]

    @transaction.atomic
    def answer(self, same: bool, by: Person | None, now: datetime) -> set[int]:
        """Keep the answer. The same home: the listings of the other address, now and later, are its; the homes touched.

        Owners and leads of the other address are other rooms' to bring over.
        """
        self.same, self.answered_by, self.answered_at = same, by, now
        self.save(update_fields=["same", "answered_by", "answered_at"])
        if not same:
            return set()
        alias = {"property": self.one, "because": ["a person said that it is the same home"]}
        aliases, theirs = (model.objects.filter(property=self.other) for model in (AddressAlias, Listing))
        self.moved = {"aliases": _pks(aliases), "listings": _pks(theirs)}
        aliases.update(property=self.one)
        AddressAlias.objects.update_or_create(team=self.team, address_key=self.other.address_key, defaults=alias)
        theirs.update(property=self.one)
        self.save(update_fields=["moved"])
        return {self.one_id, self.other_id}

    @transaction.atomic
    def take_back(self) -> set[int]:
        """Ask again. What 'the same' brought over goes back to the other address; the homes touched.

        Owners and leads are other rooms' to bring back.
        """
        was_same, moved = self.same, self.moved
        self.same, self.answered_by, self.answered_at, self.moved = None, None, None, {}
        self.save(update_fields=["same", "answered_by", "answered_at", "moved"])
        if not was_same:
            return set()
        AddressAlias.objects.filter(team=self.team, address_key=self.other.address_key).delete()
        for model, name in ((AddressAlias, "aliases"), (Listing, "listings")):
            model.objects.filter(pk__in=moved.get(name, ()), property=self.one).update(property=self.other)
        return {self.one_id, self.other_id}


def _pks(rows: models.QuerySet) -> list[int]:
    return sorted(rows.values_list("pk", flat=True))
