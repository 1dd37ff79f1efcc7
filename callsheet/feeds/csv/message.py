"""The files in an e-mail: attachments of any nesting under plain names, and why a message has none that can be read.

Whoever wrote the message is not trusted: a header that cannot be read counts as empty, a name is a name and no path.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

ENDINGS = (".csv", ".tsv", ".txt", ".tab", ".xlsx", ".xls", ".json", ".jsonl", ".gz", ".zip")
TYPES = (
    "text/csv",
    "text/tab-separated-values",
    "text/comma-separated-values",
    "application/csv",
    "application/json",
    "application/gzip",
    "application/x-gzip",
    "application/zip",
    "application/x-zip-compressed",
    "application/vnd.ms-excel",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)
TNEF = ("application/ms-tnef", "application/vnd.ms-tnef")
WINMAIL = (
    "It is a winmail.dat: Outlook packed the files in its own format, which only Outlook opens. Ask the sender to send "
    "plain text or HTML, or save the files in Outlook and import them."
)
LINK_ONLY = (
    "This message has no file, only a link. Links in messages are not followed: anybody can write one. Download the "
    "file and import it, or ask the MLS to attach it."
)
NO_FILE = "This message has no file that can be read. Ask the MLS to attach the export as CSV or Excel."
BROKEN = "This message cannot be taken apart. Save its file and import it, or have it sent again."
LINK = re.compile(r"https?://", re.IGNORECASE)
LONGEST_NAME = 200
ODD = (ValueError, LookupError, AttributeError, TypeError, AssertionError, RecursionError)
"""What the standard library raises on headers and parts that somebody bent."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file of a message; with a `problem` it has no content that could be read."""

    name: str
    content: bytes = b""
    problem: str = ""


def files_of(raw: bytes) -> list[Attached]:
    """The files of a message; one entry with a problem when it has none."""
    try:
        message = message_from_bytes(raw, policy=policy.default)
        found = list(_attached(message))
        return found or [Attached(subject_of(message), problem=_why_none(message))]
    except ODD:
        return [Attached("message", problem=BROKEN)]


def _attached(message: EmailMessage) -> Iterator[Attached]:
    for part in message.walk():
        if part.is_multipart():
            continue
        name, kind = plain_name(_file_name(part)), part.get_content_type()
        if kind in TNEF or name.casefold() == "winmail.dat":
            yield Attached("winmail.dat", problem=WINMAIL)
        elif _is_table(name, kind):
            yield Attached(name or _named_by(kind), part.get_payload(decode=True) or b"")


def _is_table(name: str, kind: str) -> bool:
    """A body is text/plain without a name, a picture in a signature has another ending."""
    if name:
        has_ending = "." in name.strip(".")
        return name.casefold().endswith(ENDINGS) or (kind in TYPES and not has_ending)
    return kind in TYPES


def _named_by(kind: str) -> str:
    return f"export{next((end for end in ENDINGS if end[1:] in kind), '.xlsx' if 'sheet' in kind else '.csv')}"


def _file_name(part: EmailMessage) -> str:
    try:
        return part.get_filename() or ""
    except ODD:
        return ""


def plain_name(name: str) -> str:
    """The last part of a path of any system, without what cannot be seen."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    return " ".join(seen.split()).lstrip(".")[-LONGEST_NAME:]


def header_of(message: EmailMessage, name: str) -> str:
    """A header decoded, on one line; empty when it cannot be read."""
    try:
        return plain_text(str(message[name] or ""))
    except ODD:
        return ""


def subject_of(message: EmailMessage) -> str:
    return header_of(message, "Subject")[:LONGEST_NAME] or "message without a subject"


def plain_text(text: str) -> str:
    return " ".join("".join(sign if unicodedata.category(sign)[0] != "C" else " " for sign in text).split())


def sender_of(message: EmailMessage) -> str:
    """The address it says it is from, in small letters; empty unless there is exactly one, and no doubt which.

    Of `exports@mls.example.com <thief@evil.example>` the standard library takes the first, mail programs show the last.
    """
    try:
        headers = message.get_all("From", [])
        [address] = headers[0].addresses if len(headers) == 1 else ()
        [written] = [str(value) for name, value in message.raw_items() if name.casefold() == "from"]
        written.encode()  # raises where bytes were no text
        within = re.findall(r"<([^<>]*)>", written) or [address.addr_spec]
        return address.addr_spec.casefold() if within[-1].strip() == address.addr_spec else ""
    except ODD:
        return ""


def is_forged(message: EmailMessage) -> bool:
    """Whether the mail server that took it in found that it is not from whom it says (DMARC; RFC 8601).

    The first such header is the last one added, by the mailbox's own server.
    """
    try:
        said = message.get_all("Authentication-Results", [])
        return bool(said) and re.search(r"\bdmarc\s*=\s*fail\b", str(said[0]), re.IGNORECASE) is not None
    except ODD:
        return True


def _why_none(message: EmailMessage) -> str:
    try:
        body = message.get_body(("plain", "html"))
        text = body.get_content() if body is not None else ""
    except ODD:
        return NO_FILE
    return LINK_ONLY if LINK.search(text) else NO_FILE
