"""An import that dies half-way and is run again: nothing lost, nothing doubled, and its counts right in the end."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from callsheet.listings import batches, ingest
from callsheet.listings import stored as stored_rows
from callsheet.listings.models import Import, Listing, ListingChange, Property
from callsheet.listings.stored import ByHash
from tests.web.listings.files import HEADER, as_text, counts, history, imported, write
from tests.web.world import NOW, a_team

pytestmark = pytest.mark.django_db(transaction=True)
SMALL = 10


class Killed(Exception):
    """What a process does not catch when it is killed."""


@pytest.fixture
def team():
    return a_team()


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(batches, "SMALLEST_BATCH", SMALL)
    monkeypatch.setattr(batches, "LARGEST_BATCH", SMALL)


def street(homes: int, status: str = "Active", price: str = "450000") -> list[tuple[str, ...]]:
    """A street of listings; every tenth row has a price that cannot be read."""
    return [
        (
            f"K{at}",
            status,
            f"{at} Larkspur Ln",
            "Fallow Creek",
            "MD",
            "21014",
            "CALL" if at % 10 == 9 else price,
            "",
            f"note {at}",
        )
        for at in range(1, homes + 1)
    ]


def dying_after(batches: int):
    left = [batches]

    def on_batch(homes):
        left[0] -= 1
        if left[0] < 0:
            raise Killed
        return ingest.BatchEffect(off_market=len(homes))

    return on_batch


def listening(homes) -> ingest.BatchEffect:
    return ingest.BatchEffect(off_market=len(homes))


@pytest.mark.parametrize("batches", [0, 1, 3, 5])
def test_killed_inside_a_batch_and_run_again(team, tmp_path, small_batches, batches):
    path = write(tmp_path, *street(60))
    with pytest.raises(Killed):
        imported(team, path, on_batch=dying_after(batches))
    left = Import.objects.get()
    assert left.state == Import.State.RUNNING
    assert left.new == Listing.objects.count() == batches * (SMALL - 1), "the batch that died left nothing behind"
    assert Property.objects.count() == left.new

    done = imported(team, path, on_batch=listening)
    assert done.pk == left.pk, "the same file goes on from its place"
    assert counts(done) == (60, 54, 0, 0, 6)
    assert done.off_market == 54
    assert Listing.objects.count() == Property.objects.count() == 54
    assert (tmp_path / "export.rejected.csv").read_text().count("CALL") == 2 * 6
    assert list(done.rejected_rows.order_by("line").values_list("line", flat=True)) == [10, 20, 30, 40, 50, 60]


def test_killed_while_changes_are_written(team, tmp_path, small_batches):
    imported(team, write(tmp_path, *street(60)))
    path = write(tmp_path, *street(60, status="Expired", price="400000"), name="next.csv")
    for done in (1, 1, 2):
        with pytest.raises(Killed):
            imported(team, path, NOW, on_batch=dying_after(done))
    done = imported(team, path)
    assert counts(done) == (60, 0, 54, 0, 6)
    assert ListingChange.objects.count() == 2 * 54
    assert set(Listing.objects.values_list("standard_status", "list_price")) == {("Expired", 400_000)}


def test_rows_of_known_listings_that_are_wrong_now_are_told_after_a_kill(team, tmp_path, small_batches):
    imported(team, write(tmp_path, *([*row[:6], "450000", *row[7:]] for row in street(60))))
    path = write(tmp_path, *street(60, status="Expired"), name="next.csv")
    with pytest.raises(Killed):
        imported(team, path, on_batch=dying_after(3))
    done = imported(team, path)
    assert counts(done) == (60, 0, 54, 0, 6)
    assert (tmp_path / "next.rejected.csv").read_text().count("CALL") == 2 * 6
    assert list(done.rejected_rows.order_by("line").values_list("line", flat=True)) == [10, 20, 30, 40, 50, 60]


def test_another_as_of_or_mls_is_another_import(team, tmp_path, small_batches):
    path = write(tmp_path, *street(30))
    with pytest.raises(Killed):
        imported(team, path, on_batch=dying_after(1))
    assert imported(team, path, mls="Port MLS").pk != Import.objects.earliest("pk").pk


def test_a_file_that_was_changed_meanwhile_is_read_from_its_beginning(team, tmp_path, small_batches):
    path = write(tmp_path, *street(30))
    with pytest.raises(Killed):
        imported(team, path, on_batch=dying_after(1))
    write(tmp_path, *street(20, status="Expired"))
    done = ingest.run(Import.objects.get(), now=NOW)
    assert counts(done) == (20, 9, 9, 0, 2)


def test_two_processes_never_both_read_one_import(team, tmp_path, small_batches):
    path = write(tmp_path, *street(40))
    import_ = ingest.queue(team, path, file_name=path.name, by=None, now=NOW)
    raced = []

    def other_process_goes_on(homes):
        if not raced:
            raced.append(True)
            Import.objects.filter(pk=import_.pk).update(done_rows=39)
        return ingest.BatchEffect()

    with pytest.raises(ingest.TakenImport):
        ingest.run(import_, now=NOW, on_batch=other_process_goes_on)
    assert Listing.objects.count() == 0, "what the loser had written is taken back"


def test_running_a_finished_import_changes_nothing(team, tmp_path):
    import_ = imported(team, write(tmp_path, *street(20)))
    before = Import.objects.values().get()
    ingest.run(import_, now=NOW)
    assert Import.objects.values().get() == before


# A real process and a real kill


def command(home: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "callsheet", *arguments]


def environment(home: Path) -> dict[str, str]:
    names = ("DJANGO_SETTINGS_MODULE", "CALLSHEET_DATABASE_URL", "CALLSHEET_TEAM")
    return {name: value for name, value in os.environ.items() if name not in names} | {"CALLSHEET_HOME": str(home)}


def stored(home: Path, sql: str) -> int:
    """One number from the home's database, 0 while there is none."""
    try:
        with sqlite3.connect(f"file:{home / 'callsheet.sqlite3'}?mode=ro", uri=True) as database:
            return database.execute(sql).fetchone()[0] or 0
    except sqlite3.Error:
        return 0


def kill_when(home: Path, process: subprocess.Popen, rows: int) -> None:
    """SIGKILL the process as soon as it has committed that many rows of its import."""
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        if stored(home, "SELECT max(done_rows) FROM listings_import") >= rows:
            break
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.wait()


@pytest.mark.once
def test_kill_minus_nine_three_times_then_all_is_there_once(tmp_path, made_database):
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    shutil.copy(made_database, home / "callsheet.sqlite3")
    path = tmp_path / "export.csv"
    path.write_text(as_text(*street(6_000, status="Expired"), header=HEADER))
    for rows in (1, 1_500, 3_500):
        process = subprocess.Popen(
            command(home, "import", str(path)),
            env=environment(home),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        kill_when(home, process, rows)
    done = subprocess.run(
        command(home, "import", str(path), "--json"), env=environment(home), capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stderr
    told = json.loads(done.stdout)["files"][0]
    assert told["rows"] == 6_000 == told["new"] + told["changed"] + told["unchanged"] + told["rejected"]
    assert told["rejected"] == 600
    assert stored(home, "SELECT count(*) FROM listings_import") == 1
    assert stored(home, "SELECT count(*) FROM listings_listing") == 5_400
    assert stored(home, "SELECT count(DISTINCT listing_id) FROM listings_listing") == 5_400
    assert stored(home, "SELECT count(*) FROM listings_property") == 5_400
    assert stored(home, "SELECT count(*) FROM listings_listingchange") == 0
    assert stored(home, "SELECT count(*) FROM leads_lead") == stored(home, "SELECT leads_opened FROM listings_import")
    assert stored(home, "SELECT count(*) FROM leads_lead") == 5_400


@pytest.mark.parametrize("rows_at_once", [4, 50_000], ids=["by hash", "by number"])
@pytest.mark.parametrize("place", [(batches.Batches, "_compared"), (ByHash, "where_it_pays")], ids=["late", "early"])
def test_rows_that_another_import_changed_meanwhile_are_looked_up_again(
    team, tmp_path, monkeypatch, rows_at_once, place
):
    imported(team, write(tmp_path, *street(8)))
    mine = ingest.queue(team, write(tmp_path, *street(8), name="mine.csv"), file_name="mine.csv", by=None, now=NOW)
    other = write(tmp_path, *street(8, price="430000"), name="other.csv")
    monkeypatch.setattr(stored_rows, "LOOKED_UP", rows_at_once)
    looked_up, raced = getattr(*place), []

    def looked_up_before_the_other(*given):
        found = looked_up(*given)
        if not raced:
            raced.append(True)
            imported(team, other)
        return found

    monkeypatch.setattr(*place, looked_up_before_the_other)
    done = ingest.run(mine, now=NOW)
    assert counts(done) == (8, 0, 8, 0, 0), "nothing of it is as the other has left it"
    assert set(Listing.objects.values_list("list_price", flat=True)) == {450_000}
    assert history("K1") == [("list_price", "450000", "430000"), ("list_price", "430000", "450000")]
