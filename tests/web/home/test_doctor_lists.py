"""`callsheet doctor` on do-not-call lists: too old, soon to be, gone, damaged."""

import os
from datetime import timedelta

import pytest

from callsheet.compliance import registry_store
from callsheet.compliance.models import RegistryCopy
from callsheet.home import doctor
from tests.web.listed import a_registry_copy
from tests.web.world import NOW

pytestmark = pytest.mark.django_db


def found(check: str) -> str:
    return " ".join(line.because for line in doctor.CHECKS[check](NOW) if line.is_finding)


def noted(check: str) -> str:
    return " ".join(line.because for line in doctor.CHECKS[check](NOW) if not line.is_finding)


@pytest.fixture
def lists(settings, tmp_path):
    """The folder of the lists, with one national copy of 410."""
    settings.HOME = tmp_path / "lists"
    a_registry_copy()
    yield registry_store.folder()
    registry_store._mapped.clear()


def test_whole_copies_are_clean(lists):
    assert found("registry") == noted("registry") == ""


@pytest.mark.parametrize(("age", "is_noted"), [(24, False), (25, True), (31, True)])
def test_a_copy_that_will_soon_be_too_old_is_noted(lists, age, is_noted):
    RegistryCopy.objects.update(copied_on=(NOW - timedelta(days=age)).date())
    assert ("Download them anew before" in noted("registry")) is is_noted
    assert found("registry") == ""


def test_a_states_copy_is_named_and_has_its_own_days(lists):
    a_registry_copy("317", (NOW - timedelta(days=92)).date(), list="IN")
    assert found("registry") == ""
    a_registry_copy("303", (NOW - timedelta(days=32)).date(), list="CO")
    assert "The CO list's copies of 303 are older than 31 days" in found("registry")


def test_a_file_that_is_gone_is_found(lists):
    for path in lists.glob("*.bits"):
        path.unlink()
    assert "The registry file is gone" in found("registry") and "count as never loaded" in found("registry")


def test_damaged_bits_are_found(lists):
    a_registry_copy("443")
    [path] = [path for path in lists.glob("*.bits") if path.stat().st_size > 2_000_000]
    with path.open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        file.write(b"\x01")
    assert "The registry copies of 443 are damaged on the disk" in found("registry")
    path.write_bytes(path.read_bytes()[:1000])
    assert "is cut off. Its copies count as never loaded" in found("registry")


def test_lists_that_a_backup_did_not_bring_are_told(lists):
    RegistryCopy.objects.update(replaced_at=NOW)
    assert "a restored backup brings none" in noted("registry")
