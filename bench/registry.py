"""Do-not-call lists at national scale beside their peers: `python bench/registry.py --scale 1` for 250 million numbers.

Made-up numbers, 714,286 in each of 350 area codes (`--scale` takes fewer area codes), written in pieces and deleted
afterwards with everything else. At full scale it needs 11 GB of disk, 2 GB of memory for the peers, and some twenty
minutes, most of them to fill SQLite. Every part prints what it found as soon as it is known.

Peers, in turn within each round: a loop in C compiled here with cc, the same loop in Python (on a slice), SQLite,
a sorted numpy array, roaring bitmaps. Medians of the rounds; a ratio compares two medians of one run. A load also takes
the SHA-256 of the text, which a second core does beside it where there is one; no peer does that, or waits for the disk.
"""

import argparse
import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from pyroaring import BitMap64

from callsheet.compliance.bit_file import BitFile

PER_AREA = 10_000_000
TABLE = Path(__file__).parents[1] / "callsheet/compliance/tables/area_codes.csv"
AREAS = [int(line[:3]) for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]]
NATION = 350
NUMBERS_OF_AREA = 714_286
CHANGES = 500_000
ASKED = 1_000_000
ONE_BY_ONE = 100_000
SLICE = 1_000_000
MOST_MEMORY = 200  # MB
LARGEST_STORE = 1.05 * 1.25  # MB per area code

C_LOOP = r"""
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
static unsigned char *slots[1000];
static double now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec + t.tv_nsec / 1e9; }
int main(int count, char **given) {
    static char piece[1 << 20];
    double start = now();
    FILE *file = fopen(given[1], "rb");
    size_t got; long numbers = 0; int digits = 0; unsigned long number = 0;
    while ((got = fread(piece, 1, sizeof piece, file)) > 0)
        for (size_t i = 0; i < got; i++) {
            unsigned char c = piece[i];
            if (c >= '0' && c <= '9') { number = number * 10 + (c - '0'); digits++; }
            else if (c == '\n') {
                if (digits != 10) { fprintf(stderr, "line %ld\n", numbers + 1); return 1; }
                unsigned area = number / 10000000, line = number % 10000000;
                if (!slots[area]) slots[area] = calloc(1, 1250000);
                slots[area][line >> 3] |= 1 << (line & 7);
                numbers++; digits = 0; number = 0;
            } else if (c != '\r' && c != ',') return 1;
        }
    fclose(file);
    printf("{\"numbers\": %ld, \"seconds\": %f}\n", numbers, now() - start);
    return 0;
}
"""


# ---------------------------------------------------------------- made-up numbers


def numbers_of(area: int) -> np.ndarray:
    """The same numbers of an area code each time, sorted."""
    rng = np.random.default_rng(area)
    chosen = different(rng.integers(0, PER_AREA, int(NUMBERS_OF_AREA * 1.04)))
    too_many = rng.choice(len(chosen), len(chosen) - NUMBERS_OF_AREA, replace=False, shuffle=False)
    return area * PER_AREA + np.delete(chosen, too_many)


def different(numbers: np.ndarray) -> np.ndarray:
    """Each once, sorted; numpy's own `unique` is twenty times slower where nearly all differ."""
    numbers = np.sort(numbers)
    return numbers[np.append(True, numbers[1:] != numbers[:-1])]


def write_lists(listed: Path, plain: Path, areas: list[int]) -> np.ndarray:
    """The list as text, and as sorted words, which are given back as they lie on the disk."""
    with listed.open("wb") as text, plain.open("wb") as words:
        for area in areas:
            numbers = numbers_of(area)
            text.write(as_lines(numbers))
            numbers.astype(np.uint64).tofile(words)
    return np.memmap(plain, np.uint64, "r")


def by_area(array: np.ndarray) -> Iterator[np.ndarray]:
    for start in range(0, len(array), NUMBERS_OF_AREA):
        yield array[start : start + NUMBERS_OF_AREA]


def as_lines(numbers: np.ndarray, end: bytes = b"\n") -> bytes:
    text = np.empty((len(numbers), 10 + len(end)), np.uint8)
    text[:, 10:] = np.frombuffer(end, np.uint8)
    for place in range(9, -1, -1):
        text[:, place] = 48 + numbers % 10
        numbers = numbers // 10
    return text.tobytes()


def some_numbers(areas: list[int], count: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.choice(areas, count) * PER_AREA + rng.integers(0, PER_AREA, count)


def write_changes(folder: Path, areas: list[int], count: int) -> list[Path]:
    """Two change lists that undo each other: every other number comes, the others leave."""
    numbers = different(some_numbers(areas, count, seed=3))
    return [_write_change(folder / f"changes-{turn}.txt", numbers, b"AD"[turn:] + b"AD"[:turn]) for turn in (0, 1)]


def _write_change(path: Path, numbers: np.ndarray, flags: bytes) -> Path:
    lines = as_lines(numbers, b",2026-11-23,?\n")
    text = np.frombuffer(lines, np.uint8).reshape(len(numbers), -1).copy()
    text[0::2, -2], text[1::2, -2] = flags[0], flags[1]
    path.write_bytes(text.tobytes())
    return path


# ---------------------------------------------------------------- this program, in a process of its own


CHILD = """
import json, os, resource, sys, time
from datetime import UTC, datetime
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "callsheet.settings"
import django

django.setup()
from callsheet.compliance import registry
from callsheet.home.database import prepare


def peak_memory():  # MB; Linux tells it for this program alone, other systems for what was before it as well
    status = Path("/proc/self/status")
    if status.exists():
        return int(next(line for line in status.open() if line.startswith("VmHWM")).split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)


prepare()
now = datetime(2026, 11, 24, 13, 5, tzinfo=UTC)
start = time.perf_counter()
loaded = {"load": registry.load, "change": registry.change}[sys.argv[1]]([Path(sys.argv[2])], now, copied_on=now.date())
print(json.dumps({"seconds": time.perf_counter() - start, "numbers": loaded.numbers, "peak": peak_memory()}))
"""


def ours(work: str, path: Path) -> dict[str, float]:
    """Load or change in a fresh process, as the command does: how long it took, and how much memory at most."""
    return json.loads(subprocess.check_output([sys.executable, "-c", CHILD, work, path]))


# ---------------------------------------------------------------- peers


def compiled(folder: Path) -> Path | None:
    (folder / "loop.c").write_text(C_LOOP)
    compiler = shutil.which("cc")
    if compiler is None:
        return None
    subprocess.run([compiler, "-O2", "-o", folder / "loop", folder / "loop.c"], check=True)
    return folder / "loop"


def pure_python(data: bytes) -> float:
    """Numbers a second of a plain loop over a slice."""
    slots: dict[bytes, bytearray] = {}
    start = time.perf_counter()
    lines = data.split(b"\n")[:-1]
    for line in lines:
        area, rest = line[:3], int(line[3:])
        if area not in slots:
            slots[area] = bytearray(PER_AREA // 8)
        slots[area][rest >> 3] |= 1 << (rest & 7)
    return len(lines) / (time.perf_counter() - start)


def sqlite_of(path: Path, array: np.ndarray) -> sqlite3.Connection:
    """Filled as fast as it can be, with no safety; then opened anew as a product would have it."""
    filled = sqlite3.connect(path, isolation_level=None)
    filled.executescript(
        "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE; PRAGMA cache_size=-65536;"
        "CREATE TABLE listed (number INTEGER PRIMARY KEY)"
    )
    for numbers in by_area(array):
        filled.execute("BEGIN")
        for some in np.array_split(numbers, 16):
            filled.execute("INSERT INTO listed SELECT value FROM json_each(?)", [json.dumps(some.tolist())])
        filled.execute("COMMIT")
    filled.close()
    connection = sqlite3.connect(path)
    connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;")
    return connection


def sqlite_batch(connection: sqlite3.Connection, numbers: list[int]) -> int:
    """As a product would ask for many: ten thousand at once."""
    found = 0
    asked = "SELECT count(*) FROM json_each(?) JOIN listed ON number = value"
    for start in range(0, len(numbers), 10_000):
        found += connection.execute(asked, [json.dumps(numbers[start : start + 10_000])]).fetchone()[0]
    return found


def sqlite_one(connection: sqlite3.Connection, number: int) -> bool:
    return connection.execute("SELECT 1 FROM listed WHERE number = ?", (number,)).fetchone() is not None


def sqlite_change(connection: sqlite3.Connection, path: Path) -> None:
    """The lines of a change list, in one transaction."""
    come, gone = [], []
    with path.open("rb") as file:
        for line in file:
            number, _, flag = line.rstrip().split(b",")
            (come if flag == b"A" else gone).append((int(number),))
    connection.executemany("INSERT OR IGNORE INTO listed VALUES (?)", come)
    connection.executemany("DELETE FROM listed WHERE number = ?", gone)
    connection.commit()


def in_sorted(array: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    places = np.searchsorted(array, numbers)
    return array[np.minimum(places, len(array) - 1)] == numbers


def roaring_of(array: np.ndarray) -> BitMap64:
    bits = BitMap64()
    for numbers in by_area(array):
        bits |= BitMap64(numbers)
    return bits


# ---------------------------------------------------------------- rounds


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def in_turn(rounds: int, works: dict[str, Callable[[], float]]) -> dict[str, float]:
    """The median of each, all of them in turn in every round."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            taken[name].append(work())
    return {name: statistics.median(values) for name, values in taken.items()}


def aim(what: str, value: float, wanted: float, *, at_most: bool = False) -> None:
    met = value <= wanted if at_most else value >= wanted
    print(
        f"  {what:58} {value:9.2f}   aim {'at most' if at_most else 'at least'} {wanted:g}: {'met' if met else 'NOT MET'}"
    )


def build(rounds: int, listed: Path, loop: Path | None, store: Path) -> None:
    count, peaks, sizes = listed.stat().st_size // 11, [], []
    with listed.open("rb") as file:
        piece = file.read(11 * SLICE)

    def our_load() -> float:
        done = ours("load", listed)
        peaks.append(done["peak"])
        newest = max(store.glob("*.bits"), key=lambda path: path.stat().st_mtime)
        sizes.append(newest.stat().st_blocks * 512 / 1e6)
        for path in store.glob("*.bits"):
            if path != newest:
                path.unlink()
        return count / done["seconds"]

    works = {"callsheet registry load": our_load, "a loop in Python, on a slice": lambda: pure_python(piece)}
    if loop:
        works = {
            "a loop in C, without a store": lambda: (
                count / json.loads(subprocess.check_output([loop, listed]))["seconds"]
            )
        } | works
    rates = in_turn(rounds, works)
    print(f"build, {count:,} numbers, {listed.stat().st_size / 1e9:.2f} GB of text:")
    for name, rate in rates.items():
        print(f"  {name:58} {rate / 1e6:9.2f} M numbers/s")
    mine = rates["callsheet registry load"]
    if loop:
        aim("of the loop in C", mine / rates["a loop in C, without a store"], 0.4)
    aim("of the loop in Python", mine / rates["a loop in Python, on a slice"], 25)
    aim("peak memory of the whole process, MB", max(peaks), MOST_MEMORY, at_most=True)
    areas = count / NUMBERS_OF_AREA
    aim(f"store, MB per area code ({max(sizes):,.1f} MB in all)", max(sizes) / areas, LARGEST_STORE, at_most=True)


def look_up(rounds: int, areas: list[int], file, connection, array, roaring) -> None:
    many = some_numbers(areas, ASKED, seed=1)
    few = some_numbers(areas, ONE_BY_ONE, seed=2).tolist()
    as_list, as_unsigned = many.tolist(), many.astype(np.uint64)
    expected = int(in_sorted(array, as_unsigned).sum())
    assert int((file.look_up(many) == 1).sum()) == expected == sqlite_batch(connection, as_list)
    batches = {
        "callsheet": lambda: ASKED / timed(lambda: file.look_up(many)),
        "SQLite": lambda: ASKED / timed(lambda: sqlite_batch(connection, as_list)),
        "sorted numpy": lambda: ASKED / timed(lambda: in_sorted(array, as_unsigned)),
        "roaring": lambda: ASKED / timed(lambda: [one in roaring for one in as_list]),
    }
    singles = {
        "callsheet": lambda: timed(lambda: [file.is_listed(one) for one in few]) / ONE_BY_ONE,
        "SQLite": lambda: timed(lambda: [sqlite_one(connection, one) for one in few]) / ONE_BY_ONE,
        "sorted numpy": lambda: timed(lambda: [in_sorted(array, np.uint64(one)) for one in few[:10_000]]) / 10_000,
        "roaring": lambda: timed(lambda: [one in roaring for one in few]) / ONE_BY_ONE,
    }
    rates, times = in_turn(rounds, batches), in_turn(rounds, singles)
    print(f"look-ups, {len(areas)} area codes, at random:")
    for name in rates:
        print(f"  {name:30} {rates[name] / 1e6:9.3f} M/s in batch   {times[name] * 1e9:9.0f} ns one by one")
    aim("batch, times SQLite's speed", rates["callsheet"] / rates["SQLite"], 100)
    aim("one by one, times SQLite's speed", times["SQLite"] / times["callsheet"], 15)


def changes(rounds: int, lists: list[Path], connection) -> None:
    turns = {"callsheet": 0, "SQLite": 0}

    def next_list(who: str) -> Path:
        turns[who] += 1
        return lists[(turns[who] - 1) % 2]

    seconds = in_turn(
        rounds,
        {
            "callsheet": lambda: ours("change", next_list("callsheet"))["seconds"],
            "SQLite": lambda: timed(lambda: sqlite_change(connection, next_list("SQLite"))),
        },
    )
    lines = lists[0].read_bytes().count(b"\n")
    print(f"a change list of {lines:,} lines, to the disk, at once or not at all:")
    for name, each in seconds.items():
        print(f"  {name:58} {each:9.2f} s")
    aim("times SQLite's speed", seconds["SQLite"] / seconds["callsheet"], 2)


def run(scale: float, rounds: int, folder: Path) -> None:
    os.environ["CALLSHEET_HOME"] = str(folder / "home")
    os.environ.pop("CALLSHEET_DATABASE_URL", None)
    areas = AREAS[: max(2, round(NATION * scale))]
    if len(areas) < NATION:
        print("the aims are for the whole nation: with fewer area codes what a load costs once weighs more")
    print(f"scale {len(areas) / NATION:.3f}: {len(areas)} of {NATION} area codes; {rounds} rounds in turn, medians")
    listed, store = folder / "listed.txt", folder / "home" / "registry"
    array = write_lists(listed, folder / "sorted.bin", areas)
    build(rounds, listed, compiled(folder), store)
    listed.unlink()
    [path] = store.glob("*.bits")
    start = time.perf_counter()
    connection = sqlite_of(folder / "listed.sqlite3", array)
    print(f"SQLite filled in {time.perf_counter() - start:.0f} s, which no figure counts")
    roaring = roaring_of(array)
    look_up(rounds, areas, BitFile(path), connection, array, roaring)
    del array, roaring
    changes(rounds, write_changes(folder, areas, round(CHANGES * len(areas) / NATION)), connection)
    connection.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", type=float, default=0.04, help="part of the nation's 350 area codes (default 0.04)")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--folder", type=Path, help="where the numbers are made (default: the system's temporary folder)"
    )
    args = parser.parse_args()
    sys.stdout.reconfigure(line_buffering=True)
    with tempfile.TemporaryDirectory(dir=args.folder) as folder:
        run(args.scale, args.rounds, Path(folder))


if __name__ == "__main__":
    main()
