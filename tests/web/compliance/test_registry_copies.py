"""Copies of do-not-call lists as files: each list its own, replaced whole or not at all, believed only when whole."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from filelock import FileLock

from callsheet.compliance import registry, registry_store
from callsheet.compliance.bit_file import HEADER_BYTES, SLOT_BYTES, NewBitFile
from callsheet.compliance.models import REST, RegistryCopy, RegistryFile
from callsheet.compliance.registry import OlderCopy, RegistryRefused, WouldShrink, change, check, load, status, sweep
from callsheet.compliance.registry_store import folder
from callsheet.core.errors import UnusableInput
from tests import empty_home
from tests.web.listed import on_list

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 13, 5, tzinfo=UTC)
LISTED, ELSEWHERE = "+13035550142", "+12125550142"


@pytest.fixture(autouse=True)
def _home_of_its_own(settings, tmp_path):
    settings.HOME = tmp_path / "home"
    yield
    registry_store._mapped.clear()


@pytest.fixture
def a_file(tmp_path):
    def write(text: str, name: str = "303.txt") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="ascii")
        return path

    return write


def files() -> list[Path]:
    return sorted(folder().glob("*.bits"))


def said(number: str, list: str = "US") -> bool | None:
    return check([number], list)[0][0]


# ---------------------------------------------------------------- one list beside another


def test_each_list_has_its_own_file(a_file):
    load([a_file("3035550142\n")], NOW)
    load([a_file("3035550143\n")], NOW, list="CO")
    assert (on_list("US"), on_list("CO")) == ([3035550142], [3035550143])
    assert (said(LISTED), said(LISTED, "CO"), said(LISTED, "TX")) == (True, False, None)
    assert [(copy.list, copy.area_code) for copy in status()] == [("US", "303"), ("CO", "303")]
    assert [copy.list for copy in status("CO")] == ["CO"]


def test_area_codes_that_are_not_in_the_new_list_stay(a_file):
    load([a_file("3035550142\n7205550142\n")], NOW)
    load([a_file("7205550143\n")], NOW)
    assert on_list() == [3035550142, 7205550143]
    assert (said(LISTED), said("+17205550142")) == (True, False)


def test_the_file_has_a_slot_for_each_area_code_and_nothing_else(a_file):
    load([a_file("3035550142\n7205550142\n2125550142\n")], NOW)
    assert [path.stat().st_size for path in files()] == [HEADER_BYTES + 3 * SLOT_BYTES]


def test_the_folder_is_its_owners_alone(a_file):
    load([a_file("3035550142\n")], NOW)
    assert [path.stat().st_mode & 0o077 for path in (folder(), *files())] == [0, 0]


def test_a_switch_writes_in_few_statements_however_many_area_codes(a_file):
    text = "".join(f"{area}5550142\n" for area in (201, 202, 203, 205, 206, 207, 208, 209, 210, 212, 213, 214))
    with CaptureQueriesContext(connection) as few:
        load([a_file("3035550142\n")], NOW)
    with CaptureQueriesContext(connection) as many:
        load([a_file(text)], NOW)
    assert len(many) <= len(few)


# ---------------------------------------------------------------- a state's whole list


def test_of_a_list_by_area_code_nothing_is_known_elsewhere(a_file):
    load([a_file("3035550142\n")], NOW, list="CO")
    assert said(ELSEWHERE, "CO") is None


def test_on_a_whole_list_nobody_else_is(a_file):
    loaded = load([a_file("3035550142\n", "2026-11-20_co.txt")], NOW, list="CO", whole=True)
    assert [(copy.area_code, copy.numbers) for copy in loaded.copies] == [(REST, 0), ("303", 1)]
    assert loaded.area_codes == 1
    assert check([LISTED, ELSEWHERE, "+442079460000"], "CO") == [
        (True, date(2026, 11, 20)),
        (False, date(2026, 11, 20)),
        (None, None),
    ]


def test_the_next_whole_list_drops_the_area_codes_it_lacks_once_somebody_looked(a_file):
    load([a_file("3035550142\n2125550142\n")], NOW, list="CO", whole=True)
    smaller = a_file("3035550142\n")
    with pytest.raises(WouldShrink, match=r"Area code 212 would lose 100.0 %"):
        load([smaller], NOW, list="CO", whole=True)
    load([smaller], NOW, list="CO", whole=True, accept_shrink=True)
    assert [copy.area_code for copy in status("CO")] == [REST, "303"]
    assert (said(ELSEWHERE, "CO"), on_list("CO")) == (False, [3035550142])


def test_a_change_list_brings_a_whole_list_to_its_day_area_code_by_area_code(a_file):
    load([a_file("3035550142\n7205550142\n", "2026-11-01_co.txt")], NOW, list="CO", whole=True)
    done = change([a_file("212,5550142,A\n", "2026-11-20_changes.txt")], NOW, list="CO")
    assert (done.added, done.removed) == (1, 0)
    assert {copy.area_code: (copy.copied_on.day, copy.numbers) for copy in status("CO")} == {
        REST: (20, 0), "212": (20, 1), "303": (20, 1), "720": (20, 1),
    }  # fmt: skip
    assert (said(ELSEWHERE, "CO"), said(LISTED, "CO"), said("+19705550142", "CO")) == (True, True, False)


def test_the_nations_list_is_never_whole(a_file):
    with pytest.raises(UnusableInput, match="loaded by area code"):
        load([a_file("3035550142\n")], NOW, whole=True)


# ---------------------------------------------------------------- what is refused


def test_an_older_list_is_refused_unless_accepted(a_file):
    load([a_file("3035550142\n", "2026-11-19_303.txt")], NOW)
    older = a_file("3035550142\n", "2026-11-02_303.txt")
    with pytest.raises(OlderCopy, match="of 2026-11-02, and the copy of area code 303 is of 2026-11-19"):
        load([older], NOW)
    assert status()[0].copied_on == date(2026, 11, 19)
    load([older], NOW, accept_older=True)
    assert status()[0].copied_on == date(2026, 11, 2)


@pytest.mark.parametrize("area", ["416", "809", "290", "911", "876"])
def test_area_codes_of_no_american_list_are_refused(area, a_file):
    with pytest.raises(RegistryRefused, match=f"area code {area} is none of the United States: “{area}5550142”"):
        load([a_file(f"3035550142\n{area}5550142\n")], NOW)
    assert (status(), files()) == ([], [])


@pytest.mark.parametrize("area", ["787", "671", "340", "670", "684", "800", "235", "274"])
def test_territories_toll_free_numbers_and_codes_to_come_are_taken(area, a_file):
    load([a_file(f"{area}5550142\n")], NOW)
    assert on_list() == [int(f"{area}5550142")]


def test_what_a_mac_adds_to_a_zip_is_left_alone(tmp_path):
    with zipfile.ZipFile(tmp_path / "303.zip", "w") as archive:
        archive.writestr("303.txt", "3035550142\n")
        archive.writestr("__MACOSX/._303.txt", b"\0\5\26\7")
    assert load([tmp_path / "303.zip"], NOW).numbers == 1


def test_a_zip_packed_in_another_way_says_so(tmp_path):
    path = tmp_path / "303.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("303.txt", "3035550142\n")
    data = bytearray(path.read_bytes())
    data[8] = data[data.index(b"PK\x01\x02") + 10] = 9  # deflate64, as Windows packs large files
    path.write_bytes(data)
    with pytest.raises(RegistryRefused, match="packed in a way not known here; unpack it first"):
        load([path], NOW)


def test_a_full_disk_says_so_and_leaves_the_old_copy(a_file, monkeypatch):
    load([a_file("3035550142\n")], NOW)

    def full(handle):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RegistryRefused, match=r"cannot be written in .*: No space left on device"):
        load([a_file("3035550143\n")], NOW)
    assert (on_list(), len(files())) == ([3035550142], 1)


def test_a_refused_list_leaves_no_file(a_file):
    load([a_file("3035550142\n")], NOW)
    with pytest.raises(RegistryRefused):
        load([a_file("3035550142\n303\n")], NOW)
    assert len(files()) == 1


# ---------------------------------------------------------------- what is not whole is not believed


def spoil(place: int) -> None:
    [path] = files()
    registry_store._mapped.clear()
    with path.open("r+b") as file:
        file.seek(place)
        [byte] = file.read(1)
        file.seek(place)
        file.write(bytes([byte ^ 1]))


def test_damaged_bits_are_as_if_not_loaded(a_file):
    load([a_file("3035550142\n7205550142\n")], NOW)
    spoil(HEADER_BYTES + 5)
    assert check([LISTED, "+13035550100", "+17205550142"]) == [(None, None), (None, None), (True, date(2026, 11, 24))]


def test_a_damaged_area_code_stays_damaged_until_it_is_loaded_anew(a_file):
    load([a_file("3035550142\n7205550142\n")], NOW)
    spoil(HEADER_BYTES + 5)
    load([a_file("7205550143\n")], NOW)
    assert (said(LISTED), said("+17205550143")) == (None, True)
    load([a_file("3035550142\n")], NOW)
    assert said(LISTED) is True


def test_changes_to_a_damaged_area_code_are_refused(a_file):
    load([a_file("3035550142\n")], NOW)
    spoil(HEADER_BYTES + 5)
    with pytest.raises(RegistryRefused, match="copy of area code 303 is damaged, or its file is gone"):
        change([a_file("303,5550143,A\n")], NOW)


def test_a_damaged_header_knows_nobody(a_file):
    load([a_file("3035550142\n")], NOW)
    spoil(50)
    assert (check([LISTED]), registry.gone(status())) == ([(None, None)], {"US"})


@pytest.mark.parametrize("list", ["US", "CO"])
def test_a_file_that_is_gone_knows_nobody(list, a_file):
    load([a_file("3035550142\n")], NOW, list=list, whole=list != "US")
    files()[0].unlink()
    registry_store._mapped.clear()
    assert check([LISTED, ELSEWHERE], list) == [(None, None)] * 2
    assert registry.gone(status()) == {list}
    load([a_file("3035550142\n")], NOW, list=list)
    assert (said(LISTED, list), registry.gone(status())) == (True, frozenset())


# ---------------------------------------------------------------- switching, sweeping, killing


def test_whoever_mapped_the_old_file_sees_the_new_one_at_the_next_question(a_file):
    load([a_file("3035550142\n")], NOW)
    assert said(LISTED) is True
    load([a_file("3035550143\n")], NOW)
    assert said(LISTED) is False
    assert len(files()) == 2, "the old file may still be mapped by another process"


def test_the_sweep_removes_what_no_row_names(a_file):
    load([a_file("3035550142\n")], NOW)
    load([a_file("3035550143\n")], NOW)
    load([a_file("3035550142\n")], NOW, list="CO")
    with NewBitFile(folder() / "US-half.bits"):
        pass
    assert sweep() == 2
    assert {path.name for path in files()} == set(RegistryFile.objects.values_list("file_name", flat=True))
    assert (said("+13035550143"), said(LISTED, "CO")) == (True, True)
    assert sweep() == 0


def test_the_sweep_leaves_a_load_of_another_process_alone(a_file):
    with FileLock(folder() / "loading.lock"), NewBitFile(folder() / "US-half.bits"):
        assert sweep() == 0
    assert len(files()) == 1


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
import django
django.setup()
from callsheet.compliance import bit_file, registry
from callsheet.home.database import prepare
prepare()
now = datetime(2026, 11, 24, 13, 5, tzinfo=UTC)
registry.load([Path(sys.argv[1])], now, copied_on=now.date())
kill = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
{where}
registry.load([Path(sys.argv[2])], now, copied_on=now.date())
"""
WHERE = {
    "while the bits are written": "bit_file.NewBitFile.finish = kill",
    "before the header is on the disk": "bit_file.os.fsync = kill",
    "before the switch": "from callsheet.compliance import registry_load; registry_load.switch = kill",
    "within the switch": "from callsheet.compliance.models import RegistryCopy as C; C.objects.bulk_create = kill",
}


@pytest.mark.skipif(os.name != "posix", reason="kill -9")
@pytest.mark.once
@pytest.mark.parametrize("where", WHERE)
def test_a_load_that_is_killed_leaves_the_copy_that_stood(where, a_file, tmp_path, made_database):
    before, after = a_file("3035550142\n3035550143\n", "a.txt"), a_file("3035550142\n3035550144\n", "b.txt")
    home = tmp_path / "killed"
    home.mkdir(mode=0o700)
    shutil.copy(made_database, home / "callsheet.sqlite3")
    environment = empty_home.environment(home) | {"DJANGO_SETTINGS_MODULE": "callsheet.settings"}
    program = KILLED.format(where=WHERE[where])
    killed = subprocess.run([sys.executable, "-c", program, before, after], env=environment, check=False)
    assert killed.returncode == -signal.SIGKILL
    command = [sys.executable, "-m", "callsheet", "registry"]
    asked = ["check", "3035550143", "3035550144"]
    said = subprocess.run([*command, *asked], env=environment, capture_output=True, text=True, check=True).stdout
    assert [line.split("  ")[1] for line in said.splitlines()] == [
        "listed, copy of 2026-11-24",
        "not listed, copy of 2026-11-24",
    ]
    again = subprocess.run([*command, "load", after], env=environment, capture_output=True, text=True, check=False)
    assert again.returncode == 0, "the lock went with the process that held it"


def test_a_copy_replaced_stays_as_proof(a_file):
    load([a_file("3035550142\n")], NOW)
    load([a_file("3035550143\n")], NOW + timedelta(days=7))
    [old] = RegistryCopy.objects.exclude(replaced_at=None)
    assert (old.numbers, old.replaced_at, len(old.file_hash)) == (1, NOW + timedelta(days=7), 64)
