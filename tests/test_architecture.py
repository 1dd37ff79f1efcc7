"""The rules of the house, held by reading the source. Each guard is shown to bite on a sample it must refuse."""

import csv
import gzip
import io
import json
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path, PurePath

import pytest

from tests import architecture

pytestmark = pytest.mark.once

ROOT = Path(__file__).parents[1]
GUARDS = (
    architecture.uphill,
    architecture.makes_clearance,
    architecture.hidden_imports,
    architecture.broad_excepts,
    architecture.misnamed,
    architecture.too_long,
)
LONGEST_ADDRESS = 7  # words of a number and a street name


@cache
def tracked() -> dict[str, str]:
    """Path -> text of every file of the project: what git tracks, and what is new and not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    texts = {}
    for name in filter(None, listed):
        path = ROOT / name
        if path.is_file() and b"\0" not in (content := path.read_bytes())[:4096]:
            texts[name] = content.decode("utf-8", errors="replace")
    return texts


def modules() -> Iterator[tuple[str, str]]:
    """Module name (without `callsheet.`) and source of every module of the package."""
    for name, text in tracked().items():
        if name.startswith("callsheet/") and name.endswith(".py"):
            yield architecture.module_of(PurePath(name)), text


# ------------------------------------------------------------------ the tree


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.__name__)
def test_the_house_stands(guard):
    assert [complaint for module, source in modules() for complaint in guard(module, source)] == []


def test_the_core_is_pure():
    core = [(module, source) for module, source in modules() if module.startswith("core")]
    assert len(core) > 10
    assert [complaint for module, source in core for complaint in architecture.impure(module, source)] == []


def test_tests_and_benches_are_short_enough_too():
    texts = {
        name: text for name, text in tracked().items() if name.startswith(("tests/", "bench/")) and name[-3:] == ".py"
    }
    assert [complaint for name, text in texts.items() for complaint in architecture.too_long(name, text)] == []


@pytest.mark.parametrize(
    "guard",
    [architecture.machine_paths, architecture.registry_hosts, architecture.real_phones],
    ids=lambda guard: guard.__name__,
)
def test_nothing_of_this_machine_or_of_a_real_person_is_in_the_tree(guard):
    assert {name: found for name, text in tracked().items() if (found := guard(text))} == {}


def test_no_address_of_the_licensed_exports_is_in_the_tree(shared):
    known = frozenset(line for line in _licensed_lines(shared) if 2 <= len(line) <= LONGEST_ADDRESS)
    assert len(known) > 10_000
    found = {name: list(architecture.addresses_in(text, known, LONGEST_ADDRESS)) for name, text in tracked().items()}
    assert {name: addresses for name, addresses in found.items() if addresses} == {}


def _licensed_lines(shared: Path) -> Iterator[tuple[str, ...]]:
    files = [path for path in shared.glob("data/mls-*/**/*") if path.suffix in {".csv", ".gz", ".json"}]
    assert len(files) > 10
    for path in files:
        for row in _rows(path):
            yield from architecture.street_lines(_street_line(row))


def _rows(path: Path) -> Iterator[dict[str, str]]:
    """Rows of an export, its column names in small letters without spaces and underscores."""
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    text = content.decode("utf-8-sig", errors="replace")
    rows = json.loads(text) if path.suffix == ".json" else csv.DictReader(io.StringIO(text))
    for row in rows:
        yield {name.lower().replace("_", "").replace(" ", ""): value or "" for name, value in row.items() if name}


def _street_line(row: dict[str, str]) -> str:
    if row.get("streetname"):
        return f"{row['streetnumber']} {row['streetname']} {row.get('streetsuffix', '')}"
    return row.get("address") or row.get("propertyaddress", "")


# ------------------------------------------------------------------ each guard bites


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("core.law", "from callsheet.accounts.models import Person"),
        ("core.law", "import callsheet.clock"),
        ("listings.ingest", "from callsheet.leads import intake"),
        ("accounts.models", "from callsheet.home.serve import serve"),
        ("compliance.gate", "from callsheet.calling.models import Attempt"),
        ("clock", "from callsheet.command_line import moment"),
        ("feeds.csv", "from callsheet.listings.models import Listing"),
        ("dialers.tel_link", "from callsheet.feeds.csv import read"),
        ("calling.sheet", "from callsheet.outreach.letters import send"),
        ("home.paths", "from callsheet.home.models import RecurringWork"),
        ("leads.intake", "def f():\n    from callsheet.reports import numbers"),
    ],
)
def test_an_import_uphill_is_refused(module, source):
    assert len(list(architecture.uphill(module, source))) == 1


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("core.law", "from callsheet.core.facts import Facts"),
        ("core.law", "from datetime import datetime"),
        ("calling.sheet", "from callsheet.leads.models import Lead\nfrom callsheet.dialers.tel_link import link"),
        ("clock", "from callsheet.home.paths import demo_marker"),
        ("home.command", "from callsheet import __version__\nfrom callsheet.sample import market"),
        ("cli", "from callsheet.reports import command"),
    ],
)
def test_an_import_downhill_is_fine(module, source):
    assert list(architecture.uphill(module, source)) == []


def test_a_room_that_nobody_placed_is_refused():
    with pytest.raises(KeyError, match="Place it in ORDER"):
        list(architecture.uphill("garage.models", "from callsheet.core import law"))


@pytest.mark.parametrize(
    "source",
    [
        "import django",
        "from django.db import models",
        "from os import environ",
        "import os.path",
        "from pathlib import Path",
        "from importlib.resources import files",
        "import urllib.request",
        "import httpx",
        "import socket",
        "from time import time",
        "import random",
        "from datetime import datetime\ndatetime.now()",
        "import datetime\nx = datetime.datetime.utcnow()",
        "from datetime import date\ndate.today()",
        "open('table.csv')",
        "TABLE = HERE.read_text()",
        "def f():\n    with open('x') as file:\n        return file",
    ],
)
def test_an_impure_core_is_refused(source):
    assert list(architecture.impure("core.law", source))


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import datetime\ndef f(now: datetime) -> datetime:\n    return now.replace(hour=8)",
        "from zoneinfo import ZoneInfo\nZoneInfo('America/New_York')",
        "import re\nre.compile('x')",
        "def f(today):\n    return today.year",
    ],
)
def test_a_pure_core_is_fine(source):
    assert list(architecture.impure("core.law", source)) == []


@pytest.mark.parametrize(
    "source",
    [
        "Clearance.objects.create(answer=answer)",
        "models.Clearance(answer=answer).save()",
        "Clearance.objects.get_or_create(answer=answer)",
        "Clearance._base_manager.bulk_create(many)",
        "def f(answer):\n    return Clearance(answer=answer, expires_at=later)",
        "answer.clearance_set.create(expires_at=later)",
    ],
)
def test_making_a_clearance_elsewhere_is_refused(source):
    assert len(list(architecture.makes_clearance("calling.attempts", source))) == 1
    assert list(architecture.makes_clearance("compliance.gate", source)) == []


def test_using_a_clearance_is_fine():
    source = "Attempt.objects.create(clearance=clearance)\nClearance.objects.filter(used_at=None).first()"
    assert list(architecture.makes_clearance("calling.attempts", source)) == []


@pytest.mark.parametrize(
    "source",
    [
        "def f():\n    import json",
        "class A:\n    def f(self):\n        from callsheet import core",
        "def f():\n    __import__('os')",
    ],
)
def test_an_import_in_a_function_is_refused(source):
    assert list(architecture.hidden_imports("leads.intake", source))


@pytest.mark.parametrize(
    "caught", ["except Exception:", "except BaseException:", "except (ValueError, Exception):", "except:"]
)
def test_catching_everything_is_refused_but_for_the_worker(caught):
    source = f"try:\n    f()\n{caught}\n    pass"
    assert len(list(architecture.broad_excepts("leads.intake", source))) == 1
    assert list(architecture.broad_excepts("home.work", source)) == []
    assert list(architecture.broad_excepts("leads.intake", source.replace(caught, "except ValueError:"))) == []


@pytest.mark.parametrize(
    "module", ["core.utils", "listings.helpers", "common", "leads.services.open", "accounts.signals"]
)
def test_a_module_without_a_subject_is_refused(module):
    assert list(architecture.misnamed(module, ""))


def test_a_long_file_is_refused():
    assert list(architecture.too_long("core.law", "x = 1\n" * 501))
    assert not list(architecture.too_long("core.law", "x = 1\n" * 500))


SLASH = "/"  # the samples are put together here, so that this file passes its own guards


@pytest.mark.parametrize("path", ["work/main/x.py", "home/maya/.callsheet", "root/.cache", "Users/maya/Desktop"])
def test_a_path_of_some_machine_is_refused(path):
    assert architecture.machine_paths(f"see {SLASH}{path} for it")
    assert not architecture.machine_paths(f"see docs{SLASH}{path} for it")


@pytest.mark.parametrize("host", ["pypi dot org", "files.pythonhosted dot org", "npmjs dot org"])
def test_a_registry_host_is_refused(host):
    dotted = host.replace(" dot ", ".")
    assert architecture.registry_hosts(f"see {dotted.upper()}/simple") == [dotted.upper()]
    assert not architecture.registry_hosts(f"see {host}")


@pytest.mark.parametrize(
    "number", ["(410) {}-0142", "410-{}-0142", "+1410{}0142", "+1 410 {} 0142", "410{}0142", "410.{}.0142"]
)
def test_a_number_that_could_ring_is_refused(number):
    assert architecture.real_phones(f"call {number.format('836')} now")
    assert not architecture.real_phones(f"call {number.format('555')} now")


def test_numbers_that_are_no_phones_are_fine():
    assert architecture.real_phones("999-999-9999, sha256:4108367412ab, 20261124-1305, 1732453500, 410-836") == []


@pytest.mark.parametrize(
    ("written", "lines"),
    [
        ("418 Larkspur Ln", {("418", "LARKSPUR")}),
        ("418 LARKSPUR", {("418", "LARKSPUR")}),
        ("71-73 Heron Rd Port Alder, MD", {("71", "73", "HERON"), ("73", "HERON")}),
        ("12 221 Old Mill Pond DR", {("12", "221", "OLD", "MILL", "POND"), ("221", "OLD", "MILL", "POND")}),
        ("", set()),
    ],
)
def test_street_lines_of_an_export(written, lines):
    assert set(architecture.street_lines(written)) == lines


@pytest.mark.parametrize(
    "text", ["at 418 Larkspur Lane.", "('418', 'larkspur', 'ln')", "a,418,LARKSPUR,ST,b", "418  Larkspur\nSt."]
)
def test_a_licensed_address_is_found_however_it_is_written(text):
    known = frozenset({("418", "LARKSPUR")})
    assert list(architecture.addresses_in(text, known, LONGEST_ADDRESS))


def test_other_addresses_are_fine():
    known = frozenset({("418", "LARKSPUR")})
    for text in ("419 Larkspur Ln", "418 Larkspur", "418 Heron Ct", "4180 Larkspur Ln"):
        assert list(architecture.addresses_in(text, known, LONGEST_ADDRESS)) == []
