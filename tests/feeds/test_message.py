"""The files in a message: whoever wrote it, whatever the names, however it is nested."""

from email.message import EmailMessage

import pytest

from callsheet.feeds.csv import message as messages
from callsheet.feeds.csv.message import (
    BROKEN,
    LINK_ONLY,
    NO_FILE,
    WINMAIL,
    files_of,
    header_of,
    is_forged,
    plain_name,
    sender_of,
)
from tests.feeds.mail import a_message, parsed


def named(raw: bytes) -> list[tuple[str, bytes]]:
    return [(one.name, one.content) for one in files_of(raw)]


def test_attachments_come_in_their_order_and_pictures_of_a_signature_do_not():
    message = a_message(("alder.csv", b"a,b"), ("sold.xlsx", b"PK"))
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="logo.png")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="terms.pdf")
    assert named(message.as_bytes()) == [("alder.csv", b"a,b"), ("sold.xlsx", b"PK")]


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("../../etc/cron.d/alder.csv", "alder.csv"),
        ("..\\..\\Windows\\alder.csv", "alder.csv"),
        ("C:\\Users\\mls\\alder.csv", "alder.csv"),
        ("/etc/passwd", "passwd"),
        ("..", ""),
        (".htaccess", "htaccess"),
        ("al\x00der\r\n.csv", "alder.csv"),
        ("\u202egnp.csv", "gnp.csv"),
        ("  alder   export .csv ", "alder export .csv"),
        ("Größe Été 物件.csv", "Größe Été 物件.csv"),
        ("x" * 300 + ".csv", "x" * 196 + ".csv"),
    ],
    ids=range(11),
)
def test_a_name_is_no_path(name, plain):
    assert plain_name(name) == plain


@pytest.mark.parametrize(
    "header",
    [
        b'Content-Disposition: attachment; filename="=?utf-8?B?R3LDtsOfZS5jc3Y=?="',
        b"Content-Disposition: attachment; filename*=utf-8''Gr%C3%B6%C3%9Fe.csv",
        b"Content-Disposition: attachment; filename*0*=utf-8''Gr%C3%B6; filename*1*=%C3%9Fe.csv",
        b'Content-Disposition: inline\nContent-Type: text/csv; name="=?iso-8859-1?Q?Gr=F6=DFe=2Ecsv?="',
    ],
    ids=["encoded word", "rfc 2231", "continued", "name of the type"],
)
def test_names_in_other_letters(header):
    raw = b"From: a@b.example\nMIME-Version: 1.0\n" + header + b"\nContent-Transfer-Encoding: base64\n\nYSxi\n"
    assert named(raw) == [("Größe.csv", b"a,b")]


def test_a_forwarded_message_within_a_mixed_within_a_related():
    inner = a_message(("deep.csv", b"a,b"))
    outer = a_message()
    outer.make_related()
    outer.add_attachment(inner)
    assert outer.get_content_type() == "multipart/mixed"
    assert named(outer.as_bytes()) == [("deep.csv", b"a,b")]


def test_a_table_by_its_type_alone_gets_a_name():
    message = a_message()
    message.add_attachment(b"a,b", maintype="text", subtype="csv")
    message.add_attachment(b"PK", maintype="application", subtype="zip")
    assert [one.name for one in files_of(message.as_bytes())] == ["export.csv", "export.zip"]


def test_a_winmail_dat_is_said_to_be_unusable_and_the_file_beside_it_is_taken():
    message = a_message(("alder.csv", b"a,b"))
    message.add_attachment(b"\x78\x9f\x3e\x22", maintype="application", subtype="ms-tnef", filename="WINMAIL.DAT")
    assert [(one.name, one.problem) for one in files_of(message.as_bytes())] == [
        ("alder.csv", ""), ("winmail.dat", WINMAIL),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "problem"),
    [("Your export: https://mls.example.com/x.csv", LINK_ONLY), ("Nothing new today.", NO_FILE), ("", NO_FILE)],
    ids=["link", "words", "nothing"],
)
def test_a_message_without_a_file_says_why(body, problem):
    [one] = files_of(a_message(body=body).as_bytes())
    assert (one.name, one.content, one.problem) == ("Daily export", b"", problem)


def test_a_link_in_a_page_counts_as_well():
    message = a_message(body="")
    message.set_content("<a href='HTTPS://mls.example.com/x'>here</a>", subtype="html")
    assert files_of(message.as_bytes())[0].problem == LINK_ONLY


@pytest.mark.parametrize(
    "raw",
    [b"", b"\xff\xfe\x00", b"From: x\n" * 3, b"Content-Type: multipart/mixed\n\nno boundary",
     b"Content-Type: text/csv; charset=nonsense; name=a.csv\nContent-Transfer-Encoding: base64\n\n!!!!"],
    ids=["empty", "bytes", "headers", "no boundary", "charset"],
)  # fmt: skip
def test_bent_messages_raise_nothing(raw):
    assert len(files_of(raw)) == 1


def test_a_message_nested_too_deep_is_said_to_be_broken():
    raw = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3_000))
    assert [one.problem for one in files_of(raw)] in ([BROKEN], [NO_FILE])


@pytest.mark.parametrize(
    ("headers", "sender"),
    [
        (b"From: Exports <Exports@MLS.example.com>", "exports@mls.example.com"),
        (b"From: =?utf-8?B?w5xicnVuZw==?= <a@b.example>", "a@b.example"),
        (b'From: "exports@mls.example.com" <thief@evil.example>', "thief@evil.example"),
        (b"From: exports@mls.example.com, thief@evil.example", ""),
        (b"From: exports@mls.example.com\nFrom: thief@evil.example", ""),
        (b"From: exports@mls.example.com <thief@evil.example>", ""),
        (b"Sender: exports@mls.example.com", ""),
        (b"From: ", ""),
        (b"From: <", ""),
    ],
    ids=[
        "plain",
        "encoded",
        "a name like an address",
        "two",
        "two headers",
        "an address as name",
        "none",
        "empty",
        "bent",
    ],
)
def test_only_a_single_sender_is_one(headers, sender):
    assert sender_of(parsed(headers + b"\n\nx")) == sender


@pytest.mark.parametrize(
    ("results", "forged"),
    [
        ([], False),
        (["mx.example.com; dkim=pass; spf=pass; dmarc=pass"], False),
        (["mx.example.com; dmarc=fail (p=NONE) header.from=mls.example.com"], True),
        (["mx.example.com; dmarc=pass", "evil.example; dmarc=fail"], False),
        (["mx.example.com; dmarc=fail", "evil.example; dmarc=pass"], True),
    ],
    ids=["unsaid", "pass", "fail", "own first", "a forged one behind"],
)
def test_what_the_mailboxs_own_server_found_counts(results, forged):
    headers = "".join(f"Authentication-Results: {said}\n" for said in results)
    assert is_forged(parsed(f"{headers}From: a@b.example\n\nx".encode())) is forged


def test_a_subject_is_one_line_that_can_be_seen():
    raw = b"Subject: =?utf-8?Q?Daily=0D=0A=00export?=\n\nx"
    assert header_of(parsed(raw), "Subject") == "Daily export"
    assert messages.subject_of(EmailMessage()) == "message without a subject"
