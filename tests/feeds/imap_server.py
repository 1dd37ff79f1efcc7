"""A mail server for tests: IMAP4rev1 over TLS with a certificate made here, as much of it as a mailbox feed asks.

One thread a connection; `asked` keeps every command without the password.
"""

import base64
import re
import socket
import socketserver
import ssl
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "maya@agents.example.com", 'app "pass" word'
LITERAL = re.compile(r"\{(\d+)\+?\}$")


@dataclass
class Mail:
    """A message as the server keeps it."""

    uid: int
    raw: bytes
    received: datetime
    flags: set[str] = field(default_factory=set)


class ImapServer(socketserver.ThreadingTCPServer):
    """Folders of messages; what goes wrong is set as attributes."""

    allow_reuse_address = daemon_threads = True
    block_on_close = False

    def __init__(self, folder: Path, *, host: str = "localhost"):
        self.certificate, key = _certificate(folder, host)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(self.certificate, key)
        super().__init__(("127.0.0.1", 0), _Session)
        self.folders: dict[str, list[Mail]] = {"INBOX": [], "Done": []}
        self.validity, self.next_uid = 7, 100
        self.can = "IMAP4rev1 UIDPLUS MOVE"
        self.asked: list[str] = []
        self.is_mute = self.is_plain = False
        self.drops_at = ""
        self.refuses: dict[str, str] = {}
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    @property
    def port(self) -> int:
        return self.server_address[1]

    def put(self, message: EmailMessage | bytes, received: datetime | None = None, folder: str = "INBOX") -> Mail:
        raw = message if isinstance(message, bytes) else message.as_bytes()
        mail = Mail(self.next_uid, raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"), received or datetime.now(UTC))
        self.next_uid += 1
        self.folders.setdefault(folder, []).append(mail)
        return mail

    def get_request(self):
        connection, address = super().get_request()
        connection.settimeout(30)
        return connection, address

    def handle_error(self, request, client_address) -> None:
        """A client that breaks off is what the tests are about."""

    def stop(self) -> None:
        self.shutdown()
        self.server_close()


class _Session(socketserver.BaseRequestHandler):
    server: ImapServer

    def handle(self) -> None:
        if self.server.is_mute:
            threading.Event().wait(5)
            return
        raw: socket.socket = self.request
        if not self.server.is_plain:
            raw = self.server.context.wrap_socket(raw, server_side=True)
        self.stream, self.folder, self.is_readonly = raw.makefile("rwb"), "", True
        self.say("* OK ready")
        while line := self.stream.readline():
            if not self.command(line.decode().rstrip("\r\n")):
                return

    def say(self, text: str | bytes) -> None:
        self.stream.write((text.encode() if isinstance(text, str) else text) + b"\r\n")
        self.stream.flush()

    def command(self, line: str) -> bool:
        tag, _, rest = line.partition(" ")
        words = rest.split(" ")
        name = " ".join(words[: 2 if words[0] == "UID" else 1]).upper()
        self.server.asked.append(rest if name not in ("LOGIN", "AUTHENTICATE") else name)
        if self.server.drops_at and name == self.server.drops_at:
            return False
        if name in self.server.refuses:
            self.say(f"{tag} NO {self.server.refuses[name]}")
            return True
        answer = getattr(self, "_" + name.lower().replace(" ", "_"))(rest[len(name) :].strip())
        self.say(f"{tag} {answer or 'OK done'}")
        return name != "LOGOUT"

    def _capability(self, rest: str) -> str:
        self.say(f"* CAPABILITY {self.server.can}")
        return ""

    def _login(self, rest: str) -> str:
        user, password = (re.sub(r"\\(.)", r"\1", said) for said in re.findall(r'"((?:[^"\\]|\\.)*)"', rest))
        return "" if (user, password) == (USER, PASSWORD) else "NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)"

    def _authenticate(self, rest: str) -> str:
        self.say("+ ")
        _, user, password = base64.b64decode(self.stream.readline()).decode().split("\0")
        return "" if (user, password) == (USER, "pässwörd") else "NO [AUTHENTICATIONFAILED] Invalid credentials"

    def _logout(self, rest: str) -> str:
        self.say("* BYE")
        return ""

    def _select(self, rest: str, *, readonly: bool = False) -> str:
        name = re.sub(r"\\(.)", r"\1", rest.strip('"'))
        if name not in self.server.folders:
            return "NO [NONEXISTENT] Unknown Mailbox"
        self.folder, self.is_readonly = name, readonly
        self.say(f"* {len(self.mails)} EXISTS")
        self.say(f"* OK [UIDVALIDITY {self.server.validity}] UIDs valid")
        return f"OK [READ-{'ONLY' if readonly else 'WRITE'}] selected"

    def _examine(self, rest: str) -> str:
        return self._select(rest, readonly=True)

    @property
    def mails(self) -> list[Mail]:
        return self.server.folders[self.folder]

    def _of(self, uids: str) -> list[Mail]:
        """The messages of a set such as `5,7:9` or `5:*`, which always holds the last."""
        last = max((mail.uid for mail in self.mails), default=0)
        spans = [[last if end == "*" else int(end) for end in span.split(":")] for span in uids.split(",")]
        return [mail for mail in self.mails if any(min(span) <= mail.uid <= max(span) for span in spans)]

    def _uid_search(self, rest: str) -> str:
        kind, said = rest.split(" ")
        mails = self._of(said) if kind == "UID" else [mail for mail in self.mails if mail.received >= _day(said)]
        found = [str(mail.uid) for mail in mails]
        self.say(" ".join(("* SEARCH", *reversed(found))))
        return ""

    def _uid_fetch(self, rest: str) -> str:
        uids, asked = rest.split(" ", 1)
        for mail in self._of(uids):
            place = self.mails.index(mail) + 1
            received = mail.received.strftime("%d-%b-%Y %H:%M:%S %z")
            if "HEADER.FIELDS" in asked:
                body, name = mail.raw.split(b"\r\n\r\n", 1)[0] + b"\r\n\r\n", "BODY[HEADER.FIELDS (FROM SUBJECT)]"
                told = f'RFC822.SIZE {len(mail.raw)} INTERNALDATE "{received}" '
            else:
                body, name, told = mail.raw, "BODY[]<0>", ""
            if "PEEK" not in asked:
                mail.flags.add(r"\Seen")
            self.say(
                f"* {place} FETCH ({told}{name} {{{len(body)}}}".encode()
                + b"\r\n"
                + body
                + f" UID {mail.uid})".encode()
            )
        return ""

    def _uid_store(self, rest: str) -> str:
        uids, flag = rest.split(" ", 1)[0], re.search(r"\((.*)\)", rest)[1]
        for mail in self._of(uids):
            mail.flags.add(flag)
        return "NO [READ-ONLY] not now" if self.is_readonly else ""

    def _uid_copy(self, rest: str) -> str:
        uids, target = rest.split(" ", 1)
        if target.strip('"') not in self.server.folders:
            return "NO [TRYCREATE] No such folder"
        for mail in self._of(uids):
            self.server.put(mail.raw, mail.received, target.strip('"'))
        return ""

    def _uid_move(self, rest: str) -> str:
        answer = self._uid_copy(rest)
        return answer or self._drop(self._of(rest.split(" ", 1)[0]))

    def _uid_expunge(self, rest: str) -> str:
        return self._drop([mail for mail in self._of(rest) if r"\Deleted" in mail.flags])

    def _drop(self, mails: list[Mail]) -> str:
        for mail in mails:
            self.say(f"* {self.mails.index(mail) + 1} EXPUNGE")
            self.mails.remove(mail)
        return ""


def _day(said: str) -> datetime:
    return datetime.strptime(said, "%d-%b-%Y").replace(tzinfo=UTC)


def _certificate(folder: Path, host: str) -> tuple[str, str]:
    """A certificate for a host that signs itself, and its key, as files."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    names = [x509.DNSName(host), x509.IPAddress(ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names if host == "localhost" else names[:1]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = folder / f"{host}.pem"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret = folder / f"{host}.key"
    kinds = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    secret.write_bytes(key.private_bytes(*kinds))
    return str(pem), str(secret)
