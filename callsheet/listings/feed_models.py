"""Live feeds of an MLS as rows: what was set, how far each was read, what it sent, what its token may still ask."""

from django.db import models

from callsheet.accounts.models import Person, Team


class Feed(models.Model):
    """One way in which an MLS's listings arrive by themselves: a Web API, a folder, a mailbox."""

    class Kind(models.TextChoices):
        RESO = "reso", "RESO Web API"
        FOLDER = "folder", "Folder"
        MAILBOX = "mailbox", "Mailbox"

    class Licence(models.TextChoices):
        UNKNOWN = "", "not said yet"
        IDX = "idx", "IDX: for display on the web"
        VOW = "vow", "VOW: for registered clients"
        BACK_OFFICE = "back_office", "back office: for the brokerage's own work"

    team = models.ForeignKey(Team, models.CASCADE, related_name="feeds")
    source = models.ForeignKey("listings.Source", models.PROTECT, related_name="feeds")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=80)
    preset = models.CharField(max_length=20, blank=True, help_text="mls_grid, trestle, bridge, spark; empty: by hand.")
    settings = models.JSONField(default=dict, help_text="Addresses, page size, overlap, dataset; no secret among them.")
    secrets = models.TextField(blank=True, help_text="Encrypted with the home's own key.")
    licence = models.CharField(max_length=12, choices=Licence.choices, blank=True)
    every_seconds = models.PositiveIntegerField(default=300, help_text="How long it rests between two readings.")
    is_on = models.BooleanField(default=True)
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    next_run_at = models.DateTimeField(null=True, help_text="When it is read next; claimed by compare-and-set.")
    claimed_until = models.DateTimeField(null=True)
    claimed_by = models.CharField(max_length=40, blank=True)
    heard_at = models.DateTimeField(
        null=True, help_text="It was last read to its end at this moment: what it did not send had not changed."
    )
    changed_at = models.DateTimeField(null=True, help_text="The newest change it sent, as a moment.")
    expired_seen_at = models.DateTimeField(null=True, help_text="When it first delivered an Expired or Canceled.")
    lacks = models.JSONField(default=list, help_text="RESO fields that would be read, and its server does not have.")
    problem = models.TextField(blank=True, help_text="In plain words; empty while all is well.")
    problem_since = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0, help_text="Readings in a row that failed.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "name"], name="one_feed_by_name")]
        indexes = [models.Index(fields=["next_run_at"], name="feeds_due", condition=models.Q(is_on=True))]

    def __str__(self) -> str:
        return self.name


class FeedChange(models.Model):
    """Somebody set a feed up, changed its settings, switched it or deleted it. It outlives the feed."""

    class What(models.TextChoices):
        ADDED = "added", "added"
        CHANGED = "changed", "changed the settings of"
        ON = "on", "switched on"
        OFF = "off", "switched off"
        GONE = "gone", "said that missing listings left"
        KEPT = "kept", "kept missing listings of"
        DELETED = "deleted", "deleted"

    team = models.ForeignKey(Team, models.CASCADE, related_name="feed_changes")
    feed = models.ForeignKey(Feed, models.SET_NULL, null=True, related_name="changes")
    name = models.CharField(max_length=80, help_text="The feed's name then.")
    what = models.CharField(max_length=10, choices=What.choices)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", help_text="Empty: the program itself.")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.what} {self.name}"


class FeedWalk(models.Model):
    """How far one resource of a feed was read. It is never derived from the data."""

    class Doing(models.TextChoices):
        NOTHING = "", "nothing"
        LOAD = "load", "the first load"
        CHANGES = "changes", "catching up"
        SWEEP = "sweep", "the daily comparison"

    feed = models.ForeignKey(Feed, models.CASCADE, related_name="walks")
    resource = models.CharField(max_length=40, default="Property")
    mark = models.CharField(max_length=40, blank=True, help_text="Timestamp exactly as the server sent it.")
    is_loaded = models.BooleanField(default=False, help_text="The first load came to its end.")
    doing = models.CharField(max_length=10, choices=Doing.choices, blank=True)
    next_link = models.TextField(blank=True)
    next_link_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True, help_text="By the server's clock: the Date of the first answer.")
    highest = models.CharField(max_length=40, blank=True, help_text="The largest timestamp of the walk so far.")
    highest_key = models.CharField(max_length=64, blank=True)
    last_key = models.CharField(max_length=64, blank=True, help_text="Key of the newest row kept in this walk.")
    pages = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    sweep = models.PositiveIntegerField(default=0, help_text="Number of the newest sweep that was begun.")
    swept_at = models.DateTimeField(null=True, help_text="When a sweep last came to its end.")
    asks = models.JSONField(default=dict, help_text="What a sweep found missing and a person must decide.")
    import_row = models.ForeignKey("listings.Import", models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "resource"], name="one_walk_per_resource")]


class FeedRow(models.Model):
    """A row of a feed by its key: with which timestamp it was read, and whether it left the feed."""

    feed = models.ForeignKey(Feed, models.CASCADE, related_name="rows", db_index=False)
    key = models.CharField(max_length=64, help_text="RESO ListingKey.")
    modified = models.CharField(max_length=40, blank=True, help_text="As the server sent it.")
    listing = models.ForeignKey("listings.Listing", models.SET_NULL, null=True, related_name="feed_rows")
    seen_in_sweep = models.PositiveIntegerField(default=0)
    gone_at = models.DateTimeField(null=True, help_text="It left the feed; that is not an expiry.")
    gone_because = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "key"], name="one_row_per_key")]
        indexes = [models.Index(fields=["feed"], name="rows_that_left", condition=models.Q(gone_at__isnull=False))]


class FeedQuota(models.Model):
    """What one token has asked so far, for every process that uses it; outlives a restart."""

    token = models.CharField(max_length=64, unique=True, help_text="Hash of the feed's account, never the token.")
    asked = models.JSONField(default=dict, help_text="Window -> [its start, requests, bytes].")
    next_at = models.DateTimeField(null=True, help_text="No request before this moment.")
    suspended_until = models.DateTimeField(null=True)
    turns = models.PositiveIntegerField(default=0, help_text="Counts every change, for compare-and-set.")
    said = models.JSONField(default=dict, help_text="The quota headers of the newest answer.")


class FeedFile(models.Model):
    """A file that a folder or a mailbox delivered, taken once."""

    feed = models.ForeignKey(Feed, models.CASCADE, related_name="files")
    name = models.CharField(max_length=255)
    digest = models.CharField(max_length=64, help_text="SHA-256 of its bytes.")
    message_id = models.CharField(max_length=255, blank=True)
    import_row = models.ForeignKey("listings.Import", models.SET_NULL, null=True, related_name="+")
    taken_at = models.DateTimeField()
    as_of = models.DateTimeField(null=True, help_text="The moment it speaks of.")
    kept = models.CharField(max_length=120, blank=True, help_text="Its copy among the uploads, until it was read.")
    problem = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "digest", "message_id"], name="one_file_taken_once")]
