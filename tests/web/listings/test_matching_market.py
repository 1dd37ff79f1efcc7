"""The sample market listed anew by brokers who write otherwise: which homes are found again?

`bench/matching.py` does the same at ten times the size and prints the figures.
"""

import importlib.util
import sys
from pathlib import Path

import pytest

from callsheet.listings.models import Property
from tests.web.world import a_team

pytestmark = pytest.mark.django_db
BENCH = Path(__file__).parents[3] / "bench"


@pytest.fixture
def bench(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCH))
    spec = importlib.util.spec_from_file_location("bench_matching", BENCH / "matching.py")
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "bench_matching", module)
    spec.loader.exec_module(module)
    return module


def test_homes_are_found_again_and_no_neighbours_are_joined(bench, tmp_path):
    outcome = bench.measure(a_team(), tmp_path, 2_000, hard=0.5)
    assert outcome.listings == len(bench.build_market(bench.NOW.date(), 2_000).terms)
    assert outcome.wrong == 0
    assert outcome.found + outcome.missed.total() == outcome.pairs > 140
    assert outcome.recall >= 0.95, f"missed: {outcome.missed}"
    assert Property.objects.exclude(parcel_key="").exists()


def test_easy_spellings_are_all_found(bench, tmp_path):
    outcome = bench.measure(a_team(), tmp_path, 2_000, hard=0.0)
    assert (outcome.found, outcome.wrong, outcome.asked) == (outcome.pairs, 0, 0)
