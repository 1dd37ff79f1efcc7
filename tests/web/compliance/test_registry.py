"""Copies of the do-not-call registry: every form of the files, and files that must not replace what stood before."""

import gzip
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from callsheet.compliance import bit_file
from callsheet.compliance.models import RegistryCopy
from callsheet.compliance.registry import RegistryRefused, change, check, load, status
from callsheet.compliance.registry_store import folder
from callsheet.core.errors import UnusableInput
from tests.web.listed import on_list

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 13, 5, tzinfo=UTC)
LISTED, OTHER = "+14105550142", "+14105550143"


@pytest.fixture(autouse=True)
def _no_files_left():
    yield
    for path in folder().glob("*.bits"):
        path.unlink()


def a_file(where: Path, text: str | bytes, name: str = "410.txt") -> Path:
    path = where / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def numbers() -> list[int]:
    """Everybody on the national list, as ten digits."""
    return on_list()


FORMS = {
    "ten digits": "4105550142\n4105550199\n",
    "comma": "410,5550142\n410,5550199\n",
    "mixed": "4105550142\n410,5550199\n",
    "CRLF": "4105550142\r\n4105550199\r\n",
    "blank last line": "4105550142\n4105550199\n\n",
    "blank last line, CRLF": "4105550142\r\n4105550199\r\n\r\n",
    "byte order mark": b"\xef\xbb\xbf4105550142\n4105550199\n",
    "twice the same": "4105550142\n4105550199\n4105550142\n",
    "unsorted": "4105550199\n4105550142\n",
    "XML": "<list type='full' val='410'>\n<ph val='5550142'/>\n<ph val='5550199'/>\n</list>\n",
    "XML in one line, no end": "<list val='410'><ph val='5550142'/><ph val='5550199'/></list>",
    "XML, older": (
        "<?xml version='1.0' encoding='utf-8'?>\n<list type='full' level='state' val='Maryland'>\n"
        "<ac val='410'><ph val='5550142'/><ph val='5550199'/></ac>\n</list>\n"
    ),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("is_zipped", [False, True])
def test_every_form_of_a_full_list(form, is_zipped, tmp_path):
    path = a_file(tmp_path, FORMS[form])
    if is_zipped:
        with zipfile.ZipFile(tmp_path / "410.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(path, "410.txt")
        path = tmp_path / "410.zip"
    loaded = load([path], NOW)
    assert (loaded.numbers, [copy.area_code for copy in loaded.copies]) == (2, ["410"])
    assert numbers() == [4105550142, 4105550199]
    assert check([LISTED, OTHER, "+14435550100", "+442079460000"]) == [
        (True, date(2026, 11, 24)),
        (False, date(2026, 11, 24)),
        (None, None),
        (None, None),
    ]


def test_short_xml_numbers_are_padded_with_zeros(tmp_path):
    load([a_file(tmp_path, "<list val='410'><ph val='142'/><ph val='0'/></list>")], NOW)
    assert numbers() == [4100000000, 4100000142]


def test_many_area_codes_in_one_file_and_one_in_many(tmp_path):
    first = a_file(tmp_path, "4105550142\n4435550142\n", "first.txt")
    second = a_file(tmp_path, "<list val='443'><ph val='5550199'/></list>", "second.xml")
    loaded = load([first, second], NOW)
    assert [(copy.area_code, copy.numbers, copy.file_name) for copy in loaded.copies] == [
        ("410", 1, "first.txt"),
        ("443", 2, "first.txt, second.xml"),
    ]
    assert len({copy.file_hash for copy in loaded.copies}) == 2


def test_a_zip_of_many_lists(tmp_path):
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("md/410.txt", "4105550142\n")
        archive.writestr("md/240.xml", "<list val='240'><ph val='5550142'/></list>")
    loaded = load([tmp_path / "all.zip"], NOW)
    assert [(copy.area_code, copy.file_name) for copy in loaded.copies] == [
        ("240", "all.zip/md/240.xml"),
        ("410", "all.zip/md/410.txt"),
    ]


def test_a_list_packed_with_gzip(tmp_path):
    loaded = load([a_file(tmp_path, gzip.compress(b"4105550142\n4105550143\n"), "410.txt.gz")], NOW)
    assert [(copy.area_code, copy.numbers, copy.file_name) for copy in loaded.copies] == [("410", 2, "410.txt.gz")]


def test_the_hash_proves_the_file(tmp_path):
    """Taken once with sha256sum."""
    [copy] = load([a_file(tmp_path, "4105550142\n")], NOW).copies
    assert copy.file_hash == "98f34c60a9d9e10af49db6c45ef49e6beffda1d83776e27ea03f3e228e2140a8"


# ---------------------------------------------------------------- what is refused

BROKEN = {
    "empty": ("", "410.txt: there is no number in it"),
    "only blank": ("\n\n", "410.txt, line 2: there is more after an empty line"),
    "nine digits": ("4105550142\n410555014\n", "410.txt, line 2: this is no number of ten digits: “410555014”"),
    "letters": ("4105550142\n4105550x42\n", "410.txt, line 2: this is no number of ten digits: “4105550x42”"),
    "other digits": ("4105550142\n٤١٠٥٥٥٠١٤٢\n", "410.txt, line 2: this is no number of ten digits"),
    "area code 1xx": ("1105550142\n", "410.txt, line 1: this is no number of ten digits"),
    "a gap": ("4105550142\n\n4105550143\n", "410.txt, line 3: there is more after an empty line: “4105550143”"),
    "cut off": ("4105550142\n4105550143", "410.txt, line 2: the last line has no line end"),
    "cut off in a number": ("4105550142\n41055", "410.txt, line 2: the last line has no line end"),
    "a page instead": ("<!DOCTYPE html><html><body>Sign in</body></html>", "has no document type"),
    "a change list": ("410,5550142,2026-11-20,A\n", "use `callsheet registry change`"),
    "XML cut off": ("<list val='410'>\n<ph val='5550142'/>\n", "410.txt, line 3: the XML breaks off"),
    "XML of letters": ("<list val='410'>\n<ph val='55x0142'/>\n</list>", "410.txt, line 2: this is no number of up to"),
    "XML of eight digits": (
        "<list val='410'>\n<ph val='15550142'/>\n</list>",
        "line 2: this is no number of up to seven",
    ),
    "XML without an area code": (
        "<list val='MD'>\n<ph val='5550142'/></list>",
        "line 2: this number stands in no area",
    ),
    "XML without numbers": ("<list val='410'></list>", "there is no number of area code 410"),
    "XML with an empty area code": (
        "<list>\n<ac val='443'><ph val='5550142'/></ac>\n<ac val='410'/></list>",
        "410.txt, line 3: there is no number of area code 410",
    ),
    "XML with a misspelt area code": (
        "<list val='410'>\n<ac val='4l0'><ph val='5550142'/></ac></list>",
        "410.txt, line 2: this is no area code: “4l0”",
    ),
    "XML of changes": ("<list type='change' val='410'><ph val='5550142'/></list>", "this is a change list"),
    "gzip cut off": (gzip.compress(b"4105550142\n")[:-4], "410.txt: the zip file is damaged"),
    "gzip spoilt": (gzip.compress(b"4105550142\n")[:-8] + bytes(8), "410.txt: the zip file is damaged"),
    "gzip of a list cut off": (gzip.compress(b"4105550142"), "410.txt, line 1: the last line has no line end"),
    "a zip of nothing": (b"PK\x05\x06" + bytes(18), "410.txt: there is no file in it"),
    "no line ends at all": ("4105550142 " * 5_000, "410.txt, line 1"),
    "bad zip": (b"PK\x03\x04 and then nothing", "the zip file is damaged"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_file_that_cannot_be_trusted_leaves_the_old_copy(kind, tmp_path):
    load([a_file(tmp_path, "4105550142\n")], NOW)
    text, problem = BROKEN[kind]
    with pytest.raises(RegistryRefused) as refused:
        load([a_file(tmp_path, text)], NOW + timedelta(days=1))
    assert problem in str(refused.value)
    assert numbers() == [4105550142]
    assert [(copy.numbers, copy.copied_on) for copy in status()] == [(1, date(2026, 11, 24))]


def test_one_bad_file_of_several_loads_none(tmp_path):
    good, bad = a_file(tmp_path, "4105550142\n", "good.txt"), a_file(tmp_path, "443555\n", "bad.txt")
    with pytest.raises(RegistryRefused, match=r"bad\.txt, line 1"):
        load([good, bad], NOW)
    assert (numbers(), status()) == ([], [])


def test_a_locked_zip_says_so(tmp_path):
    path = tmp_path / "410.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("410.txt", "4105550142\n")
    data = bytearray(path.read_bytes())
    data[6] |= 1  # the encryption bit of the local header ...
    data[data.index(b"PK\x01\x02") + 8] |= 1  # ... and of the directory
    path.write_bytes(data)
    with pytest.raises(RegistryRefused, match="locked with a password"):
        load([path], NOW)


def test_a_damaged_zip_is_refused(tmp_path):
    path = tmp_path / "410.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("410.txt", "4105550142\n")
    path.write_bytes(path.read_bytes().replace(b"4105550142", b"4105550143"))
    with pytest.raises(RegistryRefused, match="damaged"):
        load([path], NOW)


def test_no_such_file(tmp_path):
    with pytest.raises(UnusableInput, match=r"nowhere\.txt: No such file"):
        load([tmp_path / "nowhere.txt"], NOW)


def test_a_failure_while_writing_changes_nothing(tmp_path, monkeypatch):
    load([a_file(tmp_path, "4105550142\n")], NOW)

    def fail(copies):
        raise IntegrityError("the disk is full")

    monkeypatch.setattr(RegistryCopy.objects, "bulk_create", fail)
    with pytest.raises(IntegrityError):
        load([a_file(tmp_path, "4105550199\n4105550198\n")], NOW)
    assert numbers() == [4105550142]
    assert len(status()) == 1


# ---------------------------------------------------------------- shrinking


def hundred(first: int = 0) -> str:
    return "".join(f"41055501{line:02}\n" for line in range(first, 100))


def test_a_list_may_lose_three_in_a_hundred(tmp_path):
    load([a_file(tmp_path, hundred())], NOW)
    assert load([a_file(tmp_path, hundred(first=3))], NOW).numbers == 97


def test_a_list_that_lost_more_is_refused_unless_accepted(tmp_path):
    load([a_file(tmp_path, hundred())], NOW)
    smaller = a_file(tmp_path, hundred(first=4))
    with pytest.raises(RegistryRefused, match=r"Area code 410 would lose 4.0 % of its numbers, from 100 to 96"):
        load([smaller], NOW)
    assert len(numbers()) == 100
    assert load([smaller], NOW, accept_shrink=True).numbers == 96
    assert numbers()[0] == 4105550104


def test_numbers_counted_twice_do_not_hide_a_loss(tmp_path):
    load([a_file(tmp_path, hundred())], NOW)
    with pytest.raises(RegistryRefused, match="from 100 to 90"):
        load([a_file(tmp_path, hundred(first=10) * 2)], NOW)


def test_loading_again_replaces_and_keeps_the_proof_of_the_old_copy(tmp_path):
    load([a_file(tmp_path, "4105550142\n4435550142\n")], NOW)
    load([a_file(tmp_path, "4105550143\n")], NOW + timedelta(days=7))
    assert numbers() == [4105550143, 4435550142]
    assert [copy.area_code for copy in status()] == ["410", "443"]
    [old] = RegistryCopy.objects.exclude(replaced_at=None)
    assert (old.area_code, old.replaced_at) == ("410", NOW + timedelta(days=7))


def test_the_same_file_twice_changes_nothing_that_counts(tmp_path):
    path = a_file(tmp_path, hundred())
    first = load([path], NOW).copies[0]
    second = load([path], NOW).copies[0]
    assert (first.numbers, first.file_hash, first.copied_on) == (second.numbers, second.file_hash, second.copied_on)
    assert len(numbers()) == 100


# ---------------------------------------------------------------- the day of a copy


@pytest.mark.parametrize(
    ("name", "on"),
    [
        ("410.txt", date(2026, 11, 24)),
        ("2026-11-19_410.txt", date(2026, 11, 19)),
        ("410-20261119.txt", date(2026, 11, 19)),
        ("2026-11-9_Global_38E9A3AB.txt", date(2026, 11, 9)),
        ("11-19-2026 410.txt", date(2026, 11, 19)),
        ("410_2026_11_19.txt", date(2026, 11, 19)),
        ("2026-13-45_410.txt", date(2026, 11, 24)),
        ("2027-01-01_410.txt", date(2026, 11, 24)),
        ("4105550142.txt", date(2026, 11, 24)),
    ],
)
def test_the_day_in_the_name(name, on, tmp_path):
    assert load([a_file(tmp_path, "4105550142\n", name)], NOW).copies[0].copied_on == on


def test_the_day_given_comes_first(tmp_path):
    path = a_file(tmp_path, "4105550142\n", "2026-11-19_410.txt")
    assert load([path], NOW, copied_on=date(2026, 11, 10)).copies[0].copied_on == date(2026, 11, 10)


def test_of_two_files_of_one_area_code_the_older_day_counts(tmp_path):
    files = [
        a_file(tmp_path, "4105550142\n", "2026-11-20_a.txt"),
        a_file(tmp_path, "4105550143\n", "2026-11-18_b.txt"),
    ]
    assert load(files, NOW).copies[0].copied_on == date(2026, 11, 18)


# ---------------------------------------------------------------- change lists

ORDERS = {
    "area, number, date, flag": "410,5550142,2026-11-20,D\n410,5550199,2026-11-21,A\n",
    "flag first": "D,410,5550142,2026-11-20\nA,410,5550199,2026-11-21\n",
    "American dates": "410,5550142,11/20/2026,D\n410,5550199,11/21/2026,A\n",
    "short years, quotes": "'410','5550142','11/20/26','D'\n'410','5550199','11/21/26','A'\n",
    "plain dates, CRLF": "20261120,D,410,5550142\r\n20261121,A,410,5550199\r\n",
    "whole numbers": "4105550142,D,2026-11-20\n4105550199,a,2026-11-21\n",
    "no dates": "410,5550142,D\n410,5550199,A\n",
}


@pytest.fixture
def loaded(tmp_path):
    return load([a_file(tmp_path, "4105550142\n4105550143\n")], NOW - timedelta(days=5))


@pytest.mark.parametrize("order", ORDERS)
def test_change_lists_in_any_order_of_columns(order, loaded, tmp_path):
    done = change([a_file(tmp_path, ORDERS[order], "changes.txt")], NOW)
    assert (done.added, done.removed, done.numbers) == (1, 1, 2)
    assert numbers() == [4105550143, 4105550199]
    assert check([LISTED, "+14105550199"]) == [(False, date(2026, 11, 24)), (True, date(2026, 11, 24))]


def test_the_newest_change_of_a_number_counts(loaded, tmp_path):
    lists = "410,5550142,2026-11-22,A\n410,5550142,2026-11-20,D\n410,5550199,2026-11-20,A\n410,5550199,2026-11-20,D\n"
    done = change([a_file(tmp_path, lists, "changes.txt")], NOW)
    assert (done.added, done.removed) == (0, 0)
    assert numbers() == [4105550142, 4105550143]


def test_changes_twice_change_once(loaded, tmp_path):
    path = a_file(tmp_path, ORDERS["no dates"], "changes.txt")
    change([path], NOW)
    assert (change([path], NOW).added, numbers()) == (0, [4105550143, 4105550199])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "there is no change in it"),
        ("4105550142\n", "this is a line of a full list; use `callsheet registry load`: “4105550142”"),
        ("410,5550142\n", "this is a line of a full list"),
        ("<list type='change'>\n", "a change list has area code, number, date, and A or D in each line: “<list"),
        ("410;5550142;A\n", "a change list has area code, number, date, and A or D in each line"),
        ("410,5550142,2026-11-20,X\n", "a change list has area code"),
        ("410,5550199,2026-11-20,A\n410,A,5550198,2026-11-20\n", "changes.txt, line 2: this is not area code, number"),
        ("410,5550199,2026-11-20,A\n410,5550198,2026-11-20\n", "changes.txt, line 2: this is not area code, number"),
        ("410,5550199,2026-11-31,A\n", "changes.txt, line 1: this is no day of the calendar"),
        ("410,5550199,2026-11-20,A", "the last line has no line end"),
        ("443,5550199,2026-11-20,A\n", "area code 443 has no full list yet"),
    ],
)
def test_change_lists_that_cannot_be_trusted(text, problem, loaded, tmp_path):
    with pytest.raises(RegistryRefused) as refused:
        change([a_file(tmp_path, text, "changes.txt")], NOW)
    assert problem in str(refused.value)
    assert numbers() == [4105550142, 4105550143]
    assert status()[0].copied_on == date(2026, 11, 19)


def test_a_change_that_takes_too_many_is_refused_and_undone(loaded, tmp_path):
    path = a_file(tmp_path, "410,5550142,D\n", "changes.txt")
    with pytest.raises(RegistryRefused, match=r"would lose 50.0 %"):
        change([path], NOW)
    assert len(numbers()) == 2
    assert change([path], NOW, accept_shrink=True).removed == 1


def test_a_change_list_older_than_the_copy_is_refused(loaded, tmp_path):
    with pytest.raises(RegistryRefused, match="newer than this list of 2026-11-01"):
        change([a_file(tmp_path, ORDERS["no dates"], "2026-11-01_changes.txt")], NOW)


# ---------------------------------------------------------------- asking


def test_a_batch_is_asked_in_one_query(loaded):
    batch = [f"+141055501{line:02}" for line in range(100)] * 9 + ["+14435550142"] * 50
    with CaptureQueriesContext(connection) as queries:
        answers = check(batch)
    assert len(queries) == 1
    assert [answer[0] for answer in answers].count(True) == 18
    assert answers[-1] == (None, None)


def test_many_batches_are_one_answer(loaded, monkeypatch):
    monkeypatch.setattr(bit_file, "LOOKED_UP_AT_ONCE", 3)
    batch = [f"+141055501{line:02}" for line in range(40, 50)]
    assert [answer[0] for answer in check(batch)] == [False, False, True, True, *[False] * 6]


def test_nothing_is_known_of_an_empty_registry():
    assert check([LISTED]) == [(None, None)]
    assert check([]) == []
