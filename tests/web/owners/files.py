"""Owner files written and read in a line, and what the database knows of owners afterwards."""

import csv
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from callsheet.accounts.models import Team
from callsheet.listings.models import Import
from callsheet.owners import ingest
from callsheet.owners.models import Owner, Ownership, Phone, PhoneFinding
from tests.web.world import NOW

HEADER = ["Owner", "Address", "City", "State", "Zip", "Phone", "Phone 2", "Mobile", "Line type", "DNC"]
BOONE = ["BOONE HARRIET & PAUL", "418 Larkspur Ln", "Fallow Creek", "MD", "21014", "4105550142", "", "", "Land", "N"]
VAIL = ["Vail, Jane", "2207 Heron Ct Unit 3B", "Port Alder", "MD", "21078", "", "", "4435550107", "", "Y"]


def write(path: Path, rows: Sequence[Sequence[str]], header: Sequence[str] = HEADER) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def queue(team: Team, path: Path, now: datetime = NOW, **given) -> Import:
    return ingest.queue(team, path, file_name=path.name, by=None, now=now, **given)


def read(team: Team, path: Path, now: datetime = NOW, on_batch=ingest.nothing, **given) -> Import:
    return ingest.run(queue(team, path, now, **given), now=now, on_batch=on_batch)


def counts(import_: Import) -> tuple[int, int, int, int]:
    """(new, changed, unchanged, rejected), which are all rows."""
    told = (import_.new, import_.changed, import_.unchanged, import_.rejected)
    assert sum(told) == import_.rows == import_.done_rows
    return told


def known() -> list[list[tuple]]:
    """Every row about owners, to be compared before and after."""
    return [list(model.objects.order_by("pk").values_list()) for model in (Owner, Ownership, Phone, PhoneFinding)]
