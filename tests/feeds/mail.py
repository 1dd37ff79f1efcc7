"""Messages as an MLS sends them."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime

SENDER = "exports@mls.example.com"


def a_message(
    *files: tuple[str, bytes],
    sender: str = f"Alder MLS <{SENDER}>",
    subject: str = "Daily export",
    body: str = "Hello.",
    sent: datetime | None = None,
    message_id: str = "",
) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "maya@agents.example.com", subject
    message["Date"] = format_datetime(sent or datetime.now(UTC))
    if message_id:
        message["Message-ID"] = message_id
    message.set_content(body)
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message


def parsed(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, policy=policy.default)
