"""Where the files of a feed come from, by its settings: a folder of this computer, or a mailbox."""

import re
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings

from callsheet.core.errors import UnusableInput
from callsheet.feeds.csv.folder import Folder
from callsheet.feeds.csv.mailbox import TLS, Mailbox
from callsheet.listings.feed_secrets import unseal
from callsheet.listings.models import Feed

SENDER = re.compile(r"[^@\s]*@[^@\s]+\.[^@\s]+")
SINCE_DAYS = 14
CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


def folder_of(feed: Feed) -> Folder:
    """The folder of a feed. Raises UnusableInput when its settings name none that could be one."""
    given = feed.settings
    path = Path(_text(given, "path"))
    if not path.is_absolute():
        raise UnusableInput("Write the whole path of the folder, such as /srv/exports or C:\\Exports.")
    home = Path(settings.HOME).resolve()
    if path.resolve() == home or home in path.resolve().parents:
        raise UnusableInput(f"{path} is where Callsheet keeps its own files. Take a folder of its own for exports.")
    patterns = tuple(re.split(r"[\s,;]+", _text(given, "patterns"))) if _text(given, "patterns") else ("*",)
    return Folder(path, patterns, moves=bool(given.get("moves")))


def mailbox_of(feed: Feed) -> Mailbox:
    """The mailbox of a feed. Raises UnusableInput when its settings or its password do not do."""
    given, secrets = feed.settings, unseal(feed.secrets)
    host = _text(given, "host")
    if not host or re.search(r"[\s/:@]", host):
        raise UnusableInput("Write the name of the mail server alone, such as imap.example.com.")
    if not _text(given, "user") or not secrets.get("password"):
        raise UnusableInput("Enter the user name of the mailbox and its password; most providers want an app password.")
    if any(CONTROLS.search(value) for value in (*map(str, given.values()), secrets["password"])):
        raise UnusableInput("A setting of the mailbox holds a line break or another control character. Write it anew.")
    after, done_folder = _text(given, "after"), _text(given, "done_folder")
    if after == "move" and not done_folder:
        raise UnusableInput("Write the mail folder to which messages are moved.")
    return Mailbox(
        host=host,
        user=_text(given, "user"),
        password=secrets["password"],
        senders=_senders(_text(given, "senders")),
        port=int(given.get("port") or TLS),
        folder=_text(given, "folder") or "INBOX",
        subject=_text(given, "subject"),
        since_days=int(given.get("since_days") or SINCE_DAYS),
        after=after,
        done_folder=done_folder,
    )


def _senders(written: str) -> tuple[str, ...]:
    """Addresses and @domains, however they are separated. Nobody named is refused: anybody can send a file."""
    senders = tuple(one for one in re.split(r"[\s,;]+", written.casefold()) if one)
    if not senders:
        raise UnusableInput("Name the senders whose files are taken: anybody can send a file to a mailbox.")
    for one in senders:
        if not SENDER.fullmatch(one):
            raise UnusableInput(
                f"{one} is no address. Write exports@mls.example.com, or @mls.example.com for all of it."
            )
    return senders


def _text(given: Mapping[str, object], name: str) -> str:
    return str(given.get(name) or "").strip()
