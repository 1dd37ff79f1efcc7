"""A whole state's feed: what reading, writing what changed, finding homes again and the sheet cost from 10,000 rows on.

    .venv/bin/python bench/scale.py [--rows 10000 100000 1000000] [--columns 41] [--rounds 5]

One MLS of invented homes, 41 columns and about 580 bytes a row, remarks among them. Peers in the same run: polars' bare read of the same file, and Django's own bulk_create with
update_conflicts on a slice of its rows. At 1,000,000 rows the aims are: a file with 2 % changed, from file to commit,
at most 4 times the bare read and 15 times bulk_create's speed; the first load at least 20,000 rows a second. Every cost
a row should stay level from one size to the next, and the memory an import takes at once should not grow.
"""

import argparse
import os
import shutil
import statistics
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from threading import Event, Thread
from time import perf_counter

FOLDER = tempfile.mkdtemp(prefix="callsheet-bench-")
os.environ["CALLSHEET_HOME"] = FOLDER
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "callsheet.settings")
os.environ.pop("CALLSHEET_DATABASE_URL", None)

import django

django.setup()

import numpy as np
import polars as pl
from django.core.management import call_command
from django.db import connection, transaction

from callsheet.accounts.models import Team
from callsheet.calling import sheet
from callsheet.core.address import from_parts
from callsheet.leads import intake
from callsheet.leads.models import Lead
from callsheet.listings import ingest
from callsheet.listings.homes import find_or_make
from callsheet.listings.models import Import, Listing, Source

NOW = datetime(2026, 11, 24, 13, 5, tzinfo=UTC)
CHANGED = 0.02
SLICE, ASKED = 20_000, 10_000
AIMS = {"times the bare read": 4, "times bulk_create's speed": 15, "first load, rows a second": 20_000}
STATUSES = ["Active"] * 20 + ["Closed"] * 70 + ["Pending"] * 4 + ["Withdrawn"] * 2 + ["Expired"] * 3 + ["Canceled"]
NAMES = (
    "Heron",
    "Larkspur",
    "Saltmarsh",
    "Alder",
    "Fallow",
    "Teal",
    "Juniper",
    "Quarry",
    "Bittern",
    "Sorrel",
    "Osprey",
)
WORDS = ["large", "kitchen", "and", "sunny", "garden", "near", "school", "new", "roof", "quiet", "street", "deck"]
PARTS = ("Aspen", "Cedar", "Dogwood", "Fennel", "Hazel", "Jasmine", "Lilac", "Nettle", "Poplar", "Sumac")
STREETS_OF_PART = 5 * 121
AT_ONCE = 250_000
"""So many rows are made and written at a time."""
KINDS, TOWNS = ("Ln", "Ct", "Ave", "Rd", "St", "Dr"), ("Port Alder", "Fallow Creek", "Millbrook", "Teal Harbor")


# ---- an invented state


def state(first: int, rows: int, columns: int, changed: float = 0.0) -> pl.DataFrame:
    """So many listings from the `first` on; `changed` is the share whose price was cut since."""
    number = np.arange(first, first + rows)
    dice = np.random.default_rng(2026 + first)
    pick = lambda values: np.asarray(values)[dice.integers(0, len(values), rows)]  # noqa: E731
    price = dice.integers(120, 1_900, rows) * 1_000
    price = np.where(np.random.default_rng(7 + first).random(rows) < changed, price - 5_000, price)
    listed = np.datetime64("2024-01-01") + dice.integers(0, 700, rows)
    off = listed + dice.integers(20, 300, rows)
    status = pick(STATUSES)
    is_off = np.isin(status, ["Expired", "Canceled", "Withdrawn", "Closed"])
    frame = pl.DataFrame(
        {
            "ListingId": [f"MD{one:08}" for one in number.tolist()],
            "StandardStatus": status,
            "StreetNumber": (number % 2_000 + 1).astype(str),
            "StreetName": [street_name(one // 2_000) for one in number.tolist()],
            "StreetSuffix": np.asarray(KINDS)[number // 2_000 // 121 % 6],
            "City": [town_name(one // 2_000) for one in number.tolist()],
            "StateOrProvince": np.full(rows, "MD"),
            "PostalCode": (20_601 + number // 2_000 // 7 % 900).astype(str),
            "ListPrice": price,
            "OnMarketDate": listed.astype(str),
            "OffMarketDate": np.where(is_off, off.astype(str), ""),
            "ListOfficeName": pick([f"Office {one}" for one in range(400)]),
            "ListAgentFullName": pick([f"Agent {one}" for one in range(4_000)]),
            "YearBuilt": dice.integers(1900, 2025, rows),
        }
    )
    more = max(0, columns - frame.width - 1)
    frame = frame.with_columns(pl.Series(f"Feature{one}", pick(["Yes", "No", "", "Wood, Tile"])) for one in range(more))
    return frame.with_columns(pl.Series("PublicRemarks", pick(REMARKS))) if columns > frame.width else frame


def street_name(street: int) -> str:
    """A name that stands in five streets of the state, however large it is."""
    return f"{NAMES[street % 11]} {NAMES[street // 11 % 11]}{_part(street)}"


def town_name(street: int) -> str:
    return f"{TOWNS[street % 4]}{_part(street)}"


def _part(street: int) -> str:
    """What tells names apart from one part of the state to the next; none in the first. (A letter would be a unit.)"""
    part = street // STREETS_OF_PART
    return "".join(f" {PARTS[int(digit)]}" for digit in str(part)) if part else ""


_spoken = np.random.default_rng(1)
REMARKS = [" ".join(_spoken.choice(WORDS, 57)) for _ in range(5_000)]


def write(rows: int, columns: int, name: str, changed: float = 0.0) -> Path:
    """The feed as a file."""
    path = Path(FOLDER) / name
    with path.open("wb") as file:
        for first in range(0, rows, AT_ONCE):
            some = state(first, min(AT_ONCE, rows - first), columns, changed)
            some.write_csv(file, include_header=first == 0)
    return path


# ---- what is measured


def timed(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


class Peak(Thread):
    """The most memory of its own that this process has while it lasts, in bytes; pages of files are left out."""

    def __enter__(self) -> "Peak":
        self.most, self.before, self.is_over = 0, own_memory(), Event()
        self.start()
        return self

    def run(self) -> None:
        while not self.is_over.wait(0.02):
            self.most = max(self.most, own_memory() - self.before)

    def __exit__(self, *_: object) -> None:
        self.is_over.set()
        self.join()


def own_memory() -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) * 1024
    return 0


def imported(team: Team, path: Path, now: datetime) -> tuple[float, Import]:
    began = perf_counter()
    import_ = ingest.queue(team, path, mls="Alder County MLS", file_name=path.name, by=None, now=now)
    intake.run_import(import_, now)
    return perf_counter() - began, import_


def bare_read(path: Path) -> float:
    return timed(lambda: pl.read_csv(path, infer_schema=False))


def bulk_create_rate(source: Source) -> float:
    """Rows a second of Django's own upsert, on a slice of the stored listings, each as it is."""
    rows = list(Listing.objects.filter(source=source).order_by("pk")[:SLICE])
    fields = [field.name for field in Listing._meta.concrete_fields if not field.primary_key]
    mine = {"update_conflicts": True, "unique_fields": ["source", "listing_id"], "batch_size": 500}

    def upsert() -> None:
        with transaction.atomic():
            Listing.objects.bulk_create(rows, update_fields=fields, **mine)

    return len(rows) / timed(upsert)


def found_again(team: Team, rows: int) -> float:
    """Seconds for homes listed anew with their suffix left out, looked for among all homes; nothing is kept."""
    step = max(1, rows // ASKED)
    addresses = {}
    spread = (state(first, 1, 0).row(0, named=True) for first in range(0, rows, step))
    for one in islice(spread, ASKED):
        address = from_parts(
            number=one["StreetNumber"], street=one["StreetName"], city=one["City"], state="MD",
            postal_code=one["PostalCode"],
        )  # fmt: skip
        addresses[address.key] = address

    def look() -> None:
        with transaction.atomic():
            find_or_make(team, addresses, NOW)
            transaction.set_rollback(True)

    return timed(look) / len(addresses)


def sheet_page(team: Team) -> float:
    return statistics.median(timed(lambda: sheet.build(team, NOW, limit=40)) for _ in range(5))


def of_size(rows: int, columns: int, rounds: int) -> dict[str, float]:
    """All costs of one size, in an empty database."""
    team = Team.objects.create(name=f"Bench {rows}", licence_state="MD", created_at=NOW)
    before = write(rows, columns, "before.csv")
    with Peak() as at_first:
        first, import_ = imported(team, before, NOW)
    assert (import_.new, import_.rejected) == (rows, 0), (import_.new, import_.rejected)
    bare, changes, rates = [], [], []
    for turn in range(rounds):
        after = write(rows, columns, "after.csv", CHANGED if turn % 2 == 0 else 0.0)
        bare.append(bare_read(after))
        with Peak() as later:
            took, import_ = imported(team, after, NOW + timedelta(minutes=turn + 1))
        changes.append(took)
        rates.append(bulk_create_rate(import_.source))
        print(f"    {import_.changed:,} changed in {took:.2f} s, bare read {bare[-1]:.2f} s", flush=True)
    found = {
        "leads": Lead.objects.filter(team=team).count(),
        "bare": statistics.median(bare),
        "first": first,
        "changed": statistics.median(changes),
        "rate": statistics.median(rates),
        "ratio": statistics.median(one / other for one, other in zip(changes, bare, strict=True)),
        "again": found_again(team, rows),
        "sheet": sheet_page(team),
        "size": before.stat().st_size,
        "most": max(at_first.most, later.most),
    }
    empty()
    return found


def empty() -> None:
    call_command("flush", verbosity=0, interactive=False)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def report(rows: int, found: dict[str, float]) -> None:
    first, changed = rows / found["first"], rows / found["changed"]
    print(f"{rows:,} rows, {found['size'] / 1e6:,.0f} MB, {found['leads']:,.0f} leads:")
    print(f"  bare read            {found['bare']:9.2f} s   {found['bare'] / rows * 1e6:8.2f} us a row")
    print(
        f"  first load           {found['first']:9.2f} s   {found['first'] / rows * 1e6:8.2f} us a row, {first:,.0f} rows/s"
    )
    print(
        f"  2 % changed          {found['changed']:9.2f} s   {found['changed'] / rows * 1e6:8.2f} us a row, {changed:,.0f} rows/s"
    )
    print(f"  a home found again   {found['again'] * 1e6:9.1f} us; the sheet's page {found['sheet'] * 1e3:.1f} ms")
    print(
        f"  memory taken by an import at most {found['most'] / 1e6:,.0f} MB, of the file {found['most'] / found['size']:.2f}"
    )
    reached = {
        "times the bare read": found["ratio"],
        "times bulk_create's speed": changed / found["rate"],
        "first load, rows a second": first,
    }
    for name, value in reached.items():
        is_met = value <= AIMS[name] if name == "times the bare read" else value >= AIMS[name]
        said = ("met" if is_met else "NOT MET") if rows >= 1_000_000 else "an aim at 1,000,000 rows"
        print(f"  {name:27} {value:10,.1f}   aim {AIMS[name]:,}: {said}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--columns", type=int, default=41)
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    call_command("migrate", verbosity=0)
    try:
        for rows in args.rows:
            report(rows, of_size(rows, args.columns, args.rounds))
    finally:
        shutil.rmtree(FOLDER, ignore_errors=True)


if __name__ == "__main__":
    main()
