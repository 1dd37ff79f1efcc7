"""Files that prove a permission: kept under their hash, handed out unchanged, missed when they are gone."""

import hashlib
import os
import stat

import pytest
from django.core.files.base import ContentFile

from callsheet.compliance import evidence_files, permissions
from callsheet.compliance.models import Consent
from callsheet.core.errors import UnusableInput
from tests.web.world import NOW

pytestmark = pytest.mark.django_db

PAPER = b"%PDF-1.7 I agree to be called at (410) 555-0142. Harriet Boone"


def keep(content: bytes = PAPER, name: str = "Consent Boone.pdf") -> evidence_files.Kept:
    return evidence_files.keep(ContentFile(content), name)


@pytest.fixture(autouse=True)
def empty_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("CALLSHEET_HOME", str(tmp_path))


@pytest.fixture
def row(leads, maya) -> Consent:
    owner = leads["Harriet and Paul Boone"].owner
    return permissions.consent(
        maya.team, owner, "written", number="+14105550142", words="", on=NOW.date(), by=maya, now=NOW, evidence=keep()
    )


def test_it_is_kept_under_its_hash(row):
    assert row.evidence_hash == hashlib.sha256(PAPER).hexdigest()
    assert (row.evidence_name, row.evidence_file) == ("Consent Boone.pdf", f"{row.evidence_hash}.pdf")
    assert evidence_files.read(row) == PAPER


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_only_the_one_who_serves_may_read_it(row):
    path = evidence_files.folder() / row.evidence_file
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_same_file_is_kept_once():
    assert keep() == keep()
    assert [path.name for path in evidence_files.folder().iterdir()] == [keep().file]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../secret-key.pdf", "secret-key.pdf"),
        ("C:\\Users\\Maya\\scan.PDF", "scan.PDF"),
        ("voice note.m4a", "voice note.m4a"),
        ("mail.eml", "mail.eml"),
    ],
)
def test_a_name_is_only_a_name(name, kept):
    file = keep(name=name)
    assert file.name == kept
    assert (evidence_files.folder() / file.file).parent == evidence_files.folder()


@pytest.mark.parametrize("name", ["script.html", "picture.svg", "program.exe", "noending", ""])
def test_other_kinds_are_not_taken(name):
    with pytest.raises(UnusableInput, match="Bring a PDF, a picture, an e-mail"):
        keep(name=name)


def test_an_empty_file_is_not_taken():
    with pytest.raises(UnusableInput, match="is empty"):
        keep(b"")


def test_one_too_large_is_not_taken_and_leaves_nothing(monkeypatch):
    monkeypatch.setattr(evidence_files, "LARGEST", 1 << 20)
    with pytest.raises(UnusableInput, match="is larger than 1 MB"):
        keep(b"x" * ((1 << 20) + 1))
    assert not list(evidence_files.folder().iterdir())


def test_the_limit_itself_is_taken(monkeypatch):
    monkeypatch.setattr(evidence_files, "LARGEST", 1 << 20)
    assert keep(b"x" * (1 << 20)).hash


def test_nothing_lost_is_nothing_said(row):
    assert list(evidence_files.losses()) == []


def test_a_missing_file_is_missed_once(row, maya, leads):
    other = leads["Dennis Ott"].owner
    permissions.consent(maya.team, other, "invited", words="Call me.", on=NOW.date(), by=maya, now=NOW, evidence=keep())
    (evidence_files.folder() / row.evidence_file).unlink()
    [said] = evidence_files.losses()
    assert said.startswith("Consent Boone.pdf is missing from ")
    with pytest.raises(evidence_files.EvidenceLost):
        evidence_files.read(row)


def test_a_changed_file_shows(row):
    (evidence_files.folder() / row.evidence_file).write_bytes(PAPER.replace(b"0142", b"0143"))
    [said] = evidence_files.losses()
    assert said.startswith("Consent Boone.pdf was changed since it was kept.")
