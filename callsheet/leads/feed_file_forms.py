"""The forms of the feeds that bring files: a folder, a mailbox."""

from callsheet.leads.feed_forms import Choice

FILE_CHOICES: tuple[Choice, ...] = ()
