"""How much dearer than polars' bare read is an import: the first one, and one of a file that has not changed?

    .venv/bin/python bench/import_bright.py [--rounds 5] [--file EXPORT.csv.gz]

All in one process, one after the other in each round, so that a slow minute of the machine slows them alike: polars
reads the file; it is imported into an empty database on disk (a temporary home); the same file is imported again, as
of a day later. Medians and their ratios are printed; the aims are 40x and 6x. Without the 65,583-row Bright export
beside the checkout, a file of the same shape is generated.
"""

import argparse
import csv
import gzip
import os
import random
import shutil
import statistics
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

HOME = tempfile.mkdtemp(prefix="callsheet-bench-")
os.environ["CALLSHEET_HOME"] = HOME
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "callsheet.settings")
os.environ.pop("CALLSHEET_DATABASE_URL", None)

import django

django.setup()

import polars as pl
from django.core.management import call_command
from django.db import connection

from callsheet.accounts.models import Team
from callsheet.listings import ingest
from callsheet.listings.models import Import, Property, Source

BRIGHT = Path(__file__).parents[2] / "shared/data/mls-bright-maryland/bench_AnneArundel_Baltimore.csv.gz"
ROWS = 65_583
AIMS = {"first import": 40, "unchanged": 6}
NOW = datetime(2026, 11, 24, 13, 5, tzinfo=UTC)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--file", type=Path, default=BRIGHT)
    given = options.parse_args()
    file = given.file if given.file.exists() else generated(Path(HOME) / "generated.csv.gz")
    call_command("migrate", verbosity=0)
    times = {"bare read": [], **{name: [] for name in AIMS}}
    for number in range(given.rounds):
        for name, seconds in one_round(file).items():
            times[name].append(seconds)
        print(f"round {number + 1}: " + ", ".join(f"{name} {series[-1]:.3f} s" for name, series in times.items()))
    return report(times)


def one_round(file: Path) -> dict[str, float]:
    """Seconds of the bare read, of the import into an empty database, and of the same file a day later."""
    began = perf_counter()
    pl.read_csv(file, infer_schema=False)
    bare = perf_counter() - began
    team = Team.objects.create(name="Bench", created_at=NOW)
    first, new = imported(team, file, NOW)
    again, unchanged = imported(team, file, NOW + timedelta(days=1))
    print(f"  first: {counts(new)}; again: {counts(unchanged)}")
    empty(team)
    return {"bare read": bare, "first import": first, "unchanged": again}


def imported(team: Team, file: Path, now: datetime) -> tuple[float, Import]:
    began = perf_counter()
    import_ = ingest.queue(team, file, file_name=file.name, by=None, now=now)
    ingest.run(import_, now=now)
    return perf_counter() - began, import_


def counts(import_: Import) -> str:
    names = ("rows", "new", "changed", "unchanged", "rejected")
    return ", ".join(f"{getattr(import_, name):,} {name}" for name in names)


def empty(team: Team) -> None:
    """An empty database again, so that every round begins alike."""
    for model in (Import, Property, Source):
        model.objects.filter(team=team).delete()
    team.delete()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def report(times: dict[str, list[float]]) -> int:
    """Print medians and ratios; 1 when an aim is missed."""
    bare = statistics.median(times["bare read"])
    print(f"polars' bare read: {bare:.3f} s")
    missed = 0
    for name, aim in AIMS.items():
        ratio = statistics.median(of / bare for of, bare in zip(times[name], times["bare read"], strict=True))
        missed += ratio > aim
        print(f"{name}: {statistics.median(times[name]):.3f} s, {ratio:.1f}x (aim: at most {aim}x)")
    return int(bool(missed))


def generated(path: Path) -> Path:
    """A file in the shape of a Bright market analysis: its 83 columns, many of them empty, and invented homes."""
    dice = random.Random(2026)
    print("the Bright export is not here: generating one of its shape", file=sys.stderr)
    with gzip.open(path, "wt", encoding="utf-8", newline="", compresslevel=6) as out:
        writer = csv.writer(out)
        writer.writerow(HEADER)
        for number in range(ROWS):
            row = dict.fromkeys(HEADER, "")
            row.update({name: dice.choice(FILLER) for name in HEADER if name.endswith(("YN", "Code", "Name", "Agent"))})
            row.update(invented(dice, number))
            writer.writerow(row.values())
    return path


def invented(dice: random.Random, number: int) -> dict[str, str]:
    listed = datetime(2015, 1, 1, tzinfo=UTC) + timedelta(days=dice.randrange(2_500))
    price = dice.randrange(90, 1_800)
    return {
        "MLSNumber": f"MDXX{number:07}",
        "Category": "RES",
        "Status": "Closed",
        "DOM": str(dice.randrange(200)),
        "CDOM": str(dice.randrange(300)),
        "ListDate": us_date(listed),
        "OffMarketDate": us_date(listed + timedelta(days=40)),
        "SettledDate": us_date(listed + timedelta(days=80)),
        "OriginalPrice": f"${price * 1_000 + 900:,} ",
        "List Price": f"${price * 1_000 + 500:,} ",
        "SoldPrice": f"${price * 1_000:,} ",
        "StreetNumber": str(dice.randrange(1, 9_000)),
        "StreetName": f"{dice.choice(FIRST)} {dice.choice(SECOND)}",
        "City": dice.choice(FIRST),
        "State": "MD",
        "Zip Code": f"21{dice.randrange(1, 95):03}",
        "Age": str(dice.randrange(1900, 2022)),
        "InteriorSqFt": str(dice.randrange(700, 5_000)),
        "AcresTotal": f"{dice.random():.2f}",
        "Bedrooms": str(dice.randrange(1, 7)),
        "BathsFull": str(dice.randrange(1, 5)),
        "BathsHalf": str(dice.randrange(0, 3)),
        "OriginatingMLS": "BRIGHT",
    }


def us_date(on: datetime) -> str:
    return f"{on.month}/{on.day}/{on:%y}"


FIRST = [
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
]
SECOND = ["Hill", "Run", "Landing", "Meadow", "Crossing", "Point", "Hollow", "Glen", "View", "Spring", "Reach", "Mill"]
FILLER = ["Yes", "No", "", "FeeSimple", "Traditional", "Good,Average"]
HEADER = next(
    csv.reader(
        [
            "MLSNumber,Category,Status,Type,DOM,CDOM,ListDate,Agreement of Sale/Signed Lease Date,OffMarketDate,"
            "SettledDate,OriginalPrice,List Price,SoldPrice,StreetNumber,StreetDirection,StreetName,UnitNumber,City,"
            "State,Zip Code,County,MLSArea,Township,SchoolDistrict,Subdivision,ListAgentName,ListAgentCode,"
            "ListOfficeName,ListOfficeCode,ListOfficePhone,SellingAgent,SellingAgentCode,SellingOfficeName,"
            "SellingOfficeCode,SellingOfficePhone,SellerConcessionsAmount,FinalFinancing,FinalShortSale,"
            "FinalThirdPartyApproval,FinalBankOwned,TaxAnnualTotal,TaxYear,AcresTotal,LandUseCode,Ownership,"
            "Senior Community YN,Condo/Coop Assoc YN,HOA YN,One-TimeAssociationFee,AssociationFee,"
            "AssociationFeeFrequency,Age,InteriorSqFt,PropertyCondition,Bedrooms,BathsFull,BathsHalf,Design,Style,"
            "NumberofStories,FloorNumber,Basement YN,GarageSpaces,Fireplace YN,Laundry,Other Rooms,RoomCount,"
            "Central Air YN,Waterfront YN,New Construction YN,ModelName,AdditionalBankOwned,AdditionalThirdPartyApproval,"
            "AdditionalShortSale,BuyerBrokerCompensation,SubAgentCompensation,TransactionBrokerCompensation,"
            "OriginatingMLS,AboveGradeSqFt,BelowGradeSqFt,HomeBuilt,BasementFootprintPct,BasementFinishedPct "
        ]
    )
)

if __name__ == "__main__":
    try:
        code = main()
    finally:
        shutil.rmtree(HOME, ignore_errors=True)
    sys.exit(code)
