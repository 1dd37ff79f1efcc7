"""A mailbox to which exports come, over IMAP with TLS (RFC 3501). It is only looked at, unless more is asked for.

Letters are found by their place (UIDVALIDITY and UID), never by a flag: what a person reads or marks changes nothing.
Senders and subjects are compared here and not by the server, for each server searches by rules of its own.
"""

import base64
import imaplib
import re
import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from typing import Self

from callsheet.feeds.csv import message as messages
from callsheet.feeds.csv.problems import FileProblem, LoginRefused

TLS, START_TLS = 993, 143
AT_ONCE = 100
"""So many headers are asked for in one question."""
LARGEST = 64 << 20
"""Bytes of a message; the large providers take 25 MB."""
CLOCKS_DIFFER = timedelta(days=2)
"""A Date further from the moment of its arrival is a wrong clock."""
HEADERS = "BODY.PEEK[HEADER.FIELDS (FROM SUBJECT DATE MESSAGE-ID AUTHENTICATION-RESULTS)]<0.32768>"
MICROSOFT = (
    "Microsoft has taken no passwords over IMAP since 2024, app passwords neither. Have the MLS send to another "
    "mailbox, or forward its messages to one."
)
APP_PASSWORD = "Most providers want an app password here, not the one you sign in with."


@dataclass(frozen=True, slots=True)
class Mailbox:
    """How a mailbox is read. `senders`: addresses, or domains as `@mls.example.com`; nobody else's files are taken.

    `after`: what is done with a letter whose files were taken: "" nothing, "read", or "move" to `done_folder`.
    """

    host: str
    user: str
    password: str = field(repr=False)
    senders: tuple[str, ...]
    port: int = TLS
    folder: str = "INBOX"
    subject: str = ""
    since_days: int = 14
    after: str = ""
    done_folder: str = ""
    timeout: float = 30.0

    def takes(self, sender: str) -> bool:
        """Whether files of this sender are taken."""
        domain = f"@{sender.rpartition('@')[2]}"
        return bool(sender) and any(one.casefold() in (sender, domain) for one in self.senders)


@dataclass(frozen=True, slots=True)
class Letter:
    """A message by its headers. `message_id` is the same wherever it lies; `sent` is its moment."""

    uid: int
    size: int
    sender: str
    subject: str
    message_id: str
    sent: datetime | None
    is_forged: bool


class Box:
    """A mailbox that is open. Everything it raises is a FileProblem."""

    def __init__(self, of: Mailbox):
        self.of = of
        self.validity = ""
        self._imap: imaplib.IMAP4 | None = None
        self._can: Sequence[str] = ()

    def __enter__(self) -> Self:
        with ExitStack() as undo:
            undo.callback(self.__exit__)
            with _in_words(self.of):
                self._imap = _connected(self.of)
            self._log_in()
            self._open()
            undo.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        if self._imap is not None:
            try:
                self._imap.logout()
            except (OSError, imaplib.IMAP4.error):
                self._imap.shutdown()
            self._imap = None

    def letters(self, mark: str, today: date) -> Iterator[Letter]:
        """The letters after a mark, oldest first; without one, those of the last days.

        A mark of another UIDVALIDITY counts for nothing (RFC 3501, 2.3.1.1).
        """
        validity, _, last = mark.rpartition(":")
        after = int(last) if validity == self.validity and last.isdigit() else 0
        since = _imap_day(today - timedelta(days=self.of.since_days + 1))
        found = self._ask("SEARCH", f"UID {after + 1}:*" if after else f"SINCE {since}")
        named = sorted(int(uid) for part in found if part for uid in part.split())
        uids = [uid for uid in named if uid > after]  # `n:*` always names the last one
        for start in range(0, len(uids), AT_ONCE):
            yield from sorted(self._headers(uids[start : start + AT_ONCE]), key=lambda letter: letter.uid)

    def mark_of(self, letter: Letter) -> str:
        """How far the mailbox was read with this letter."""
        return f"{self.validity}:{letter.uid}"

    def content(self, letter: Letter) -> bytes:
        """The whole letter; it stays unread. Empty when it is no longer there."""
        answer = self._ask("FETCH", str(letter.uid), f"(BODY.PEEK[]<0.{LARGEST}>)")
        return next((body for _, body in _responses(answer)), b"")

    def put_away(self, letter: Letter) -> None:
        """Do with a letter what the settings say, once its files are safe."""
        if self.of.after == "read":
            self._ask("STORE", str(letter.uid), "+FLAGS.SILENT", r"(\Seen)")
        elif self.of.after == "move":
            self._move(letter)

    # ---- the server

    def _headers(self, uids: Sequence[int]) -> Iterator[Letter]:
        asked = f"(UID RFC822.SIZE INTERNALDATE {HEADERS})"
        for told, header in _responses(self._ask("FETCH", ",".join(map(str, uids)), asked)):
            yield _letter(told, header)

    def _move(self, letter: Letter) -> None:
        uid, target = str(letter.uid), _mailbox_name(self.of.done_folder)
        if "MOVE" in self._can:
            self._ask("MOVE", uid, target)
        elif "UIDPLUS" in self._can:  # a plain EXPUNGE would delete what others marked
            self._ask("COPY", uid, target)
            self._ask("STORE", uid, "+FLAGS.SILENT", r"(\Deleted)")
            self._ask("EXPUNGE", uid)
        else:
            raise FileProblem(
                f"{self.of.host} cannot move messages (it has neither MOVE nor UIDPLUS). Choose in the feed's settings "
                "to leave them, or to mark them read."
            )

    def _ask(self, command: str, *given: str) -> list:
        with _in_words(self.of):
            kind, answer = self._imap.uid(command, *given)
        if kind != "OK":
            raise FileProblem(f"{self.of.host} refused {command}: {_said(answer)}. It is tried again later.")
        return answer

    def _log_in(self) -> None:
        user, password = self.of.user, self.of.password
        try:
            with _in_words(self.of):
                if (user + password).isascii():
                    self._imap.login(_quoted(user), password)
                else:
                    self._imap.authenticate("PLAIN", lambda _: f"\0{user}\0{password}".encode())
                self._can = _text(self._imap.capability()[1][-1]).upper().split()
        except _Refused as refused:
            raise LoginRefused(_login_words(self.of, str(refused))) from None

    def _open(self) -> None:
        name = _mailbox_name(self.of.folder)
        try:
            with _in_words(self.of):
                kind, said = self._imap.select(name, readonly=not self.of.after)
                validity = self._imap.response("UIDVALIDITY")[1]
        except _Refused as refused:
            kind, said = "NO", [str(refused).encode()]
        if kind != "OK":
            raise FileProblem(
                f"{self.of.host} has no folder {self.of.folder} that can be opened: {_said(said)}. The inbox is INBOX; "
                "write others as the server names them, such as INBOX/Exports or [Gmail]/All Mail."
            )
        self.validity = _text(validity[-1] if validity else b"") or "0"


class _Refused(FileProblem):
    """The server said no to a command."""


def _connected(of: Mailbox) -> imaplib.IMAP4:
    """A connection under TLS, whose certificate was checked."""
    context = ssl.create_default_context()
    if of.port != START_TLS:
        return imaplib.IMAP4_SSL(of.host, of.port, ssl_context=context, timeout=of.timeout)
    plain = imaplib.IMAP4(of.host, of.port, timeout=of.timeout)
    with ExitStack() as undo:
        undo.callback(plain.shutdown)
        plain.starttls(context)
        undo.pop_all()
    return plain


@contextmanager
def _in_words(of: Mailbox) -> Iterator[None]:
    """Whatever the network or the server does becomes a sentence with what to do."""
    try:
        yield
    except ssl.SSLCertVerificationError as problem:
        raise FileProblem(
            f"{of.host} shows a certificate that does not prove who it is: {problem.verify_message}. Check the name of "
            "the server; the password was not sent."
        ) from None
    except ssl.SSLError:
        raise FileProblem(
            f"{of.host} does not speak TLS on port {of.port}. It is 993 nearly everywhere; without TLS no mailbox is "
            "read."
        ) from None
    except socket.gaierror:
        raise FileProblem(f"There is no mail server named {of.host}, or this computer is offline.") from None
    except TimeoutError:
        raise FileProblem(
            f"{of.host} did not answer within {of.timeout:.0f} seconds. It is tried again later."
        ) from None
    except imaplib.IMAP4.abort as problem:
        raise FileProblem(f"{of.host} ended the connection: {_text(problem)}. It is tried again later.") from None
    except imaplib.IMAP4.error as problem:
        raise _Refused(_text(problem)) from None
    except OSError as problem:
        raise FileProblem(
            f"{of.host} cannot be reached on port {of.port}: {problem.strerror or problem}. It is tried again later."
        ) from None


def _login_words(of: Mailbox, said: str) -> str:
    is_microsoft = any(name in of.host.casefold() for name in ("outlook.", "office365.", "hotmail.", "live.com"))
    return f"{of.host} does not take the password of {of.user}: {said}. {MICROSOFT if is_microsoft else APP_PASSWORD}"


# ---- what a server answers


def _responses(answer: Sequence) -> Iterator[tuple[str, bytes]]:
    """Attributes and literal of each response; a server may name attributes after the literal as well."""
    for place, part in enumerate(answer):
        if isinstance(part, tuple):
            tail = answer[place + 1] if place + 1 < len(answer) else b""
            yield _text(part[0]) + " " + (_text(tail) if isinstance(tail, bytes) else ""), part[1]


def _letter(told: str, header: bytes) -> Letter:
    message = message_from_bytes(header, policy=policy.default)
    return Letter(
        uid=int(_number("UID", told)),
        size=int(_number("RFC822.SIZE", told)),
        sender=messages.sender_of(message),
        subject=messages.subject_of(message),
        message_id=messages.header_of(message, "Message-ID")[:255],
        sent=moment_of(message, _received(told)),
        is_forged=messages.is_forged(message),
    )


def _number(name: str, told: str) -> str:
    found = re.search(rf"\b{re.escape(name)} (\d+)", told)
    return found[1] if found else "0"


def _received(told: str) -> datetime | None:
    found = re.search(r'INTERNALDATE "([^"]+)"', told)
    try:
        return parsedate_to_datetime(found[1].strip().replace("-", " ", 2)) if found else None
    except ValueError:
        return None


def moment_of(message: EmailMessage, received: datetime | None) -> datetime | None:
    """The moment a letter speaks of: its Date, unless that clock is days off; then when the server took it in."""
    try:
        dated = parsedate_to_datetime(messages.header_of(message, "Date"))
    except messages.ODD:
        return received
    if dated.tzinfo is None or received is None:
        return received
    return min(dated, received) if abs(received - dated) <= CLOCKS_DIFFER else received


def _said(answer: Sequence) -> str:
    return "; ".join(_text(part) for part in answer if part) or "it did not say why"


def _text(said: object) -> str:
    """What a server said, whole or as an exception that holds bytes."""
    if isinstance(said, Exception):
        said = said.args[0] if said.args else ""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return messages.plain_text(text)[:300].rstrip(".")


# ---- what a server is told


def _imap_day(day: date) -> str:
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{day.day}-{months[day.month - 1]}-{day.year}"


def _mailbox_name(name: str) -> str:
    """A folder's name as IMAP writes it: other letters in modified UTF-7 (RFC 3501, 5.1.3), within quotes."""
    written = re.sub(r"[^\x20-\x7e]+", lambda some: _utf7(some[0]), name.replace("&", "&-"))
    return _quoted(written)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _utf7(some: str) -> str:
    coded = base64.b64encode(some.encode("utf-16-be")).decode()
    return f"&{coded.rstrip('=').replace('/', ',')}-"
