"""The forms of the feeds that bring files: a folder, a mailbox."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

from django import forms

from callsheet.core import words
from callsheet.core.errors import UnusableInput
from callsheet.feeds.csv import folder as folders
from callsheet.feeds.csv.mailbox import TLS, Box, Letter
from callsheet.feeds.csv.problems import FileProblem
from callsheet.leads.feed_forms import Choice, FeedForm, Tried, number, secret, text
from callsheet.listings.feed_places import SINCE_DAYS, folder_of, mailbox_of
from callsheet.listings.models import Feed

TRYING = "Trying looks what is there, reads none of it and stores nothing."
RESTING = "60 takes a new file within a minute or two."
SHOWN = 5
LONGEST_ANSWER = 15.0  # seconds
FOLDER_AFTER = (("", "Leave it where it is"), ("yes", f"Move it to the subfolder {folders.DONE}"))
MAIL_AFTER = (
    ("", "Leave the message as it is, unread"),
    ("read", "Mark the message read"),
    ("move", "Move the message to another folder"),
)


def _choice(label: str, choices: tuple, help_text: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, required=False, help_text=help_text, widget=forms.Select({"class": "input"})
    )


class FolderForm(FeedForm):
    """Where exports appear, which of its files are meant, and what is done with one that was read."""

    SETTINGS: ClassVar[tuple[str, ...]] = ("path",)
    FURTHER: ClassVar[tuple[str, ...]] = ("patterns", "moves")
    about_further: ClassVar[str] = "More: which files, and what is done with them"
    about_trying: ClassVar[str] = TRYING
    about_rest: ClassVar[str] = RESTING

    path = text(
        "Folder",
        "On the computer that runs Callsheet, such as /srv/exports. Files in its subfolders are not read.",
        required=True,
    )
    patterns = text("File names", "Such as *.csv *.zip; any of them fits.", placeholder="*")
    moves = _choice("A file that was read", FOLDER_AFTER)

    def clean_path(self) -> str:
        path = Path(self.cleaned_data["path"].strip())
        if path.is_absolute() and not path.is_dir():
            raise forms.ValidationError(f"There is no folder {path} on the computer that runs Callsheet.")
        return str(path)


class MailboxForm(FeedForm):
    """Which mailbox, whose messages, and what is done with one whose files were taken."""

    CREDENTIALS: ClassVar[tuple[str, ...]] = ("password",)
    SETTINGS: ClassVar[tuple[str, ...]] = ("host", "user", "senders")
    FURTHER: ClassVar[tuple[str, ...]] = ("subject", "folder", "since_days", "port", "after", "done_folder")
    about_further: ClassVar[str] = "More: which messages, and what is done with them"
    about_trying: ClassVar[str] = TRYING
    about_rest: ClassVar[str] = RESTING

    host = text("Mail server", "The one for IMAP, such as imap.gmail.com or imap.mail.me.com.", required=True)
    user = text("User name", "Mostly the whole address of the mailbox.", required=True)
    password = secret("Password", "Gmail, iCloud and most others want an app password here. Outlook takes none.")
    senders = text(
        "Senders",
        "Whose files are taken: exports@mls.example.com, or @mls.example.com. Nobody else's.",
        required=True,
    )
    subject = text("Words in the subject", "Other messages of these senders are left alone.")
    folder = text("Mail folder", placeholder="INBOX")
    since_days = number("Days looked back at first", least=1, most=366, placeholder=SINCE_DAYS)
    port = number("Port", "993: TLS from the start. 143: STARTTLS.", least=1, most=65_535, placeholder=TLS)
    after = _choice("A message whose files were taken", MAIL_AFTER)
    done_folder = text("Move it to", "A mail folder that exists.")


def tried_folder(feed: Feed) -> Tried:
    """Look into the folder. Raises UnusableInput."""
    try:
        found = folders.look(folder_of(feed))
    except FileProblem as problem:
        raise UnusableInput(str(problem)) from None
    if not found:
        return Tried("It works: the folder can be read, and no file is in it yet.", ["Nothing was stored."])
    newest = ", ".join(one.name for one in reversed(found[-SHOWN:]))
    more = f", and {len(found) - SHOWN:,} more" if len(found) > SHOWN else ""
    lines = [f"Newest first: {newest}{more}.", "Nothing was stored."]
    return Tried(f"It works: {words.count(len(found), 'file')} would be read.", lines)


def tried_mailbox(feed: Feed) -> Tried:
    """Open the mailbox and look at whose messages are there; none is fetched. Raises UnusableInput."""
    of = replace(mailbox_of(feed), timeout=LONGEST_ANSWER, after="")
    try:
        with Box(of) as box:
            letters = list(box.letters("", datetime.now(UTC).date()))
    except FileProblem as problem:
        raise UnusableInput(str(problem)) from None
    mine = [one for one in letters if of.takes(one.sender) and of.subject.casefold() in one.subject.casefold()]
    told = f"{words.count(len(mine), 'message')} of {len(letters):,} in {of.folder} would be looked into."
    return Tried(f"It works: {told}", [*_told(letters, mine), "Nothing was stored, nothing was marked."])


def _told(letters: list[Letter], mine: list[Letter]) -> Iterator[str]:
    if mine:
        yield f"The newest: {mine[-1].subject}."
        return
    senders = Counter(one.sender for one in letters if one.sender).most_common(SHOWN)
    if senders:
        yield f"The messages there are from {', '.join(sender for sender, _ in senders)}."


FILE_CHOICES: tuple[Choice, ...] = (
    Choice(
        slug="folder",
        kind=Feed.Kind.FOLDER,
        name="Folder",
        about="Exports that appear in a folder of this computer: saved there by a person, a script, a synced drive.",
        form=FolderForm,
        try_out=tried_folder,
        defaults={"every_seconds": 60},
    ),
    Choice(
        slug="mailbox",
        kind=Feed.Kind.MAILBOX,
        name="Mailbox",
        about="Exports that the MLS e-mails on a schedule (auto-export, saved search with a file): its attachments are "
        "read over IMAP.",
        told="Only senders you name are read, links in messages are never followed, and the mailbox is only looked at.",
        form=MailboxForm,
        try_out=tried_mailbox,
        defaults={"every_seconds": 300},
    ),
)
