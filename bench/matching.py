"""Is a home found again when it is listed anew? Precision and recall on the sample market, at ten times its size.

    .venv/bin/python bench/matching.py [--homes 20000] [--hard 0.25] [--show]

Two MLSs export the invented county twice: first all terms that began longer ago, then the rest. The later terms are
written as other brokers write them (bench/parts/drifts.py), a quarter of them with something missing or wrong. They are
imported as any file is. A pair is two listings of one home; recall is the share of pairs that ended under one home,
precision the share of pairs under one home that truly are. What became a question is counted apart: it is neither.
The aims are 0.98 and 0.999.
"""

import argparse
import csv
import os
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from pathlib import Path
from random import Random
from time import perf_counter

FOLDER = tempfile.mkdtemp(prefix="callsheet-bench-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "callsheet.settings")
if __name__ == "__main__":
    os.environ["CALLSHEET_HOME"] = FOLDER
    os.environ.pop("CALLSHEET_DATABASE_URL", None)

import django

django.setup()

from django.core.management import call_command

from callsheet.accounts.models import Team
from callsheet.listings import ingest
from callsheet.listings.models import Listing, SameHomeQuestion
from callsheet.sample.market import Market, build_market
from callsheet.sample.stories import Term

sys.path.insert(0, str(Path(__file__).parent / "parts"))
import drifts

AIMS = {"precision": 0.999, "recall": 0.98}
NOW = datetime(2026, 11, 24, 13, 5, tzinfo=UTC)
COLUMNS = (
    "MLS #", "Status", "Street Number", "Street Dir", "Street Name", "Street Suffix", "Unit Number", "City", "State",
    "Zip Code", "List Price", "List Date", "Off Market Date", "Year Built", "Sq Ft", "Beds", "Parcel Number",
)  # fmt: skip
HAS_PARCEL, HAS_SIZE, HAS_YEAR, MEASURED_ANEW = 0.75, 0.93, 0.95, 0.08
SHARED_PARCEL = 0.5
"""Of the condo buildings, so many have one parcel number for all their units."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the imports made of the market; pairs are of listings."""

    listings: int
    pairs: int
    found: int
    asked: int
    wrong: int
    missed: Counter[str]
    seconds: float

    @property
    def recall(self) -> float:
        return self.found / self.pairs

    @property
    def precision(self) -> float:
        return self.found / (self.found + self.wrong)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--homes", type=int, default=20_000)
    options.add_argument(
        "--hard", type=float, default=0.25, help="share of later terms with something missing or wrong"
    )
    options.add_argument("--show", action="store_true", help="print pairs that were joined wrongly or missed")
    given = options.parse_args()
    call_command("migrate", verbosity=0)
    team = Team.objects.create(name="Bench", created_at=NOW)
    outcome = measure(team, Path(FOLDER), given.homes, given.hard, show=given.show)
    return report(outcome)


def measure(team: Team, folder: Path, homes: int, hard: float, *, show: bool = False) -> Outcome:
    """Write the market's files, import them, and compare with the truth."""
    market = build_market(NOW.date(), homes)
    truth, how = {}, {}
    files = list(write_files(market, folder, hard, truth, how))
    began = perf_counter()
    for at, (mls, path) in enumerate(files):
        moment = NOW + timedelta(hours=at)
        import_ = ingest.queue(team, path, file_name=path.name, by=None, now=moment, mls=mls, as_of=moment)
        ingest.run(import_, now=moment)
    return compared(team, truth, how, perf_counter() - began, show)


def write_files(market: Market, folder: Path, hard: float, truth: dict, how: dict) -> Iterator[tuple[str, Path]]:
    """Two exports of each MLS. Fills `truth`: listing number -> place of its home; `how`: the hard drift in its row."""
    random = Random("drifts")
    places = {id(home): place for place, home in enumerate(market.homes)}
    parcels = dict(_parcels(market, Random("parcels")))
    written: dict[tuple[str, bool], list[dict]] = defaultdict(list)
    seen: Counter[int] = Counter()
    for number, term in zip(market.listing_ids, market.terms, strict=True):
        place = places[id(term.home)]
        seen[place] += 1
        row, drift = _row(number, term, parcels[place], market.today, random, hard if seen[place] > 1 else 0.0)
        truth[number], how[number] = place, drift
        written[(term.mls, seen[place] > 1)].append(row)
    for (mls, is_later), rows in sorted(written.items(), key=lambda item: item[0][1]):
        path = folder / f"{mls}-{'later' if is_later else 'first'}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows(rows)
        yield mls, path


def _parcels(market: Market, random: Random) -> Iterator[tuple[int, str]]:
    """Each home's parcel number; half of the condo buildings have one for all units, halves of a duplex their own."""
    of_building: dict[str, str] = {}
    for place, home in enumerate(market.homes):
        parcel = f"{random.randint(1, 18):02}-{place // 997 + 10:03}-{place % 997:05}"
        building = f"{home.number} {home.street} {home.town.name}"
        if home.kind == "Condo":
            shared = of_building.setdefault(building, parcel if random.random() < SHARED_PARCEL else "")
            parcel = shared or parcel
        yield place, parcel


def _row(number: str, term: Term, parcel: str, today: date, random: Random, hard: float) -> tuple[dict, str]:
    home, now = term.home, term.at(today) or term.changes[0]
    said, drift = drifts.drifted(_parts(term), random, hard)
    area = home.living_area + (random.choice((-60, -15, 15, 60)) if random.random() < MEASURED_ANEW else 0)
    values = (
        number, now.status, said["number"], said["direction"], said["street"], said["suffix"], said["unit"],
        said["city"], said["state"], said["postal_code"], now.price, f"{term.listed_on:%m/%d/%Y}",
        "" if now.status == "Active" else f"{now.on:%m/%d/%Y}",
        home.year_built if random.random() < HAS_YEAR else "", area if random.random() < HAS_SIZE else "",
        home.bedrooms, drifts.parcel_form(parcel, random) if random.random() < HAS_PARCEL else "",
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True)), drift


def _parts(term: Term) -> drifts.Home:
    home = term.home
    words = home.street.split()
    direction = words.pop(0) if words[0] in drifts.DIRECTIONS else ""
    suffix = words.pop() if len(words) > 1 and words[-1] in drifts.SPELT_OUT else ""
    return {
        "number": home.number, "direction": direction, "street": " ".join(words), "suffix": suffix, "unit": home.unit,
        "city": home.town.name, "state": "MD", "postal_code": home.town.postal_code,
    }  # fmt: skip


def compared(team: Team, truth: dict[str, int], how: dict[str, str], seconds: float, show: bool) -> Outcome:
    stored = Listing.objects.filter(source__team=team)
    homes = dict(stored.values_list("listing_id", "property"))
    questions = SameHomeQuestion.objects.filter(team=team).values_list("one", "other")
    asked = {frozenset(pair) for pair in questions}
    true = set(_pairs(truth))
    joined = set(_pairs(homes))
    missed = true - joined
    open_ones = {pair for pair in missed if frozenset(homes[number] for number in pair) in asked}
    kinds = Counter(f"{_drift(pair, how)}{' (asked)' if pair in open_ones else ''}" for pair in missed)
    if show:
        _show(team, missed - open_ones, joined - true)
    return Outcome(len(homes), len(true), len(true & joined), len(open_ones), len(joined - true), kinds, seconds)


def _pairs(home_of: dict[str, int]) -> Iterator[tuple[str, str]]:
    """Every two listings of one home."""
    listings: dict[int, list[str]] = defaultdict(list)
    for number, home in home_of.items():
        listings[home].append(number)
    for numbers in listings.values():
        yield from combinations(sorted(numbers), 2)


def _drift(pair: tuple[str, str], how: dict[str, str]) -> str:
    return " + ".join(sorted({how[number] for number in pair} - {""})) or "none"


def _show(team: Team, missed: Iterable[tuple[str, str]], wrong: Iterable[tuple[str, str]]) -> None:
    told = {
        listing.listing_id: listing.property.one_line
        for listing in Listing.objects.filter(source__team=team).select_related("property")
    }
    for what, pairs in (("missed", missed), ("wrong", wrong)):
        for one, other in sorted(pairs)[:30]:
            print(f"  {what}: {told[one]} / {told[other]}")


def report(outcome: Outcome) -> int:
    """Print the figures; 1 when an aim is missed."""
    print(f"{outcome.listings:,} listings, {outcome.pairs:,} pairs of one home, imported in {outcome.seconds:.1f} s")
    print(f"found {outcome.found:,}; asked about {outcome.asked:,}; joined wrongly {outcome.wrong:,}")
    print(f"not found: {dict(outcome.missed.most_common()) or 'none'}")
    is_met = True
    for name, aim in AIMS.items():
        value = getattr(outcome, name)
        is_met &= value >= aim
        print(f"{name}: {value:.4f} (aim: at least {aim})")
    print(f"recall with the questions answered: {(outcome.found + outcome.asked) / outcome.pairs:.4f}")
    return int(not is_met)


if __name__ == "__main__":
    try:
        code = main()
    finally:
        shutil.rmtree(FOLDER, ignore_errors=True)
    sys.exit(code)
