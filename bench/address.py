"""How well and how fast addresses are read, beside usaddress and usaddress-scourgify: `python bench/address.py`.

Reads usaddress's own labelled lines, and scourgify's pairs, of the folder of shared data beside the checkout (or of
the folder given), and lines labelled by hand where there are some (`private/addresses-300.jsonl`, or CALLSHEET_HAND),
of which only scores are told. usaddress was trained on its lines, so that it remembers them. `address_scores.py` tells
the measure, the same for both. Times are of the processor, both sides in turn, three runs each, the middle one.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import usaddress

from bench.address_pairs import Written, pairs
from bench.address_scores import (
    PARTS,
    PLACE,
    agreement,
    by_our_fields,
    by_us,
    by_usaddress,
    by_usaddress_tag,
    hand_labelled,
    hand_scores,
    labelled,
    labelled_lines,
)
from callsheet.core.address import UnusableAddress, from_parts, parse

try:
    import scourgify
except ImportError:
    scourgify = None

SHARED = ROOT.parent / "shared"
USADDRESS = "data/addresses-usaddress"
SCOURGIFY = "data/addresses-scourgify/scourgify_cases.jsonl"
HAND = Path(os.environ.get("CALLSHEET_HAND") or ROOT / "private" / "addresses-300.jsonl")


def table(title: str, of: dict[str, int], columns: dict[str, dict[str, int]]) -> None:
    """One line a part: its count, and how many agree in each column."""
    print(f"\n{title}\n{'':>16}{'lines':>8}" + "".join(f"{name:>16}" for name in columns))
    for part, count in of.items():
        print(f"{part:>16}{count:>8}" + "".join(f"{c[part]:>7} {c[part] / count:7.2%} " for c in columns.values()))


def labelled_table(folder: Path) -> None:
    for name in ("labeled.xml", "us50_train_tagged.xml", "us50_messiest_manual_label.xml"):
        lines = list(labelled_lines(folder / name))
        counts = labelled(lines)
        readers = {"ours": by_us, "usaddress.parse": by_usaddress, "usaddress.tag": by_usaddress_tag}
        columns = {who: agreement(lines, read) for who, read in readers.items()}
        table(f"{name}, by usaddress's labels", {part: counts[part] for part in (*PLACE, "together")}, columns)


def hand_table(path: Path) -> None:
    rows = hand_labelled(path)
    columns = {
        "ours": hand_scores(rows, lambda row: by_us(row["text"])),
        "ours, by fields": hand_scores(rows, lambda row: by_our_fields(row["fields"])),
        "usaddress.parse": hand_scores(rows, lambda row: by_usaddress(row["text"])),
    }
    parts = (*PARTS, "street + suffix", "everything")
    table("MLS exports' own addresses, labelled by hand", dict.fromkeys(parts, len(rows)), columns)


def scourgify_pairs(path: Path) -> Iterable[tuple[str, str]]:
    """Input and output of scourgify's own cases, each as one line."""
    for case in map(json.loads, path.read_text().splitlines()):
        returned, given = case.get("returns"), case["args"][0]
        if case["fn"].startswith("normalize_addr") and isinstance(given, dict) and not case["kwargs"].get("long_hand"):
            names = case["kwargs"].get("addr_map") or {name: name for name in returned}
            yield _line({name: given.get(own) for name, own in names.items()}), _line(returned)


def _line(parts: dict[str, str | None]) -> str:
    street = ", ".join(filter(None, (parts.get("address_line_1"), parts.get("address_line_2"))))
    return f"{street}, {parts['city']}, {parts['state']} {parts['postal_code']}"


# ---------------------------------------------------------------- keys and their speed


def our_key(home: Written) -> str:
    return from_parts(**home.fields).key


def our_line_key(home: Written) -> str:
    return parse(home.line).key


def scourgify_key(home: Written) -> object:
    return _scourgified(home.line)


def _scourgified(line: str) -> object:
    with suppress(scourgify.exceptions.AddressNormalizationError, usaddress.RepeatedLabelError):
        found = scourgify.normalize_address_record(line)
        return tuple(found[part] for part in ("address_line_1", "address_line_2", "postal_code"))
    return object()


def recall(key: Callable[[Written], object], both: Sequence[tuple[Written, Written]]) -> float:
    """The share of pairs whose keys are equal."""
    return sum(key(one) == key(other) for one, other in both) / len(both)


def rates(works: dict[str, Callable], items: dict[str, list]) -> dict[str, float]:
    """Items a second of each, in turn: the middle of three runs, each over items of its own, seen for the first time."""
    runs: dict[str, list[float]] = {name: [] for name in works}
    for run in range(3):
        for name, work in works.items():
            runs[name].append(_rate(work, items[name][run::3]))
    return {name: statistics.median(found) for name, found in runs.items()}


def _rate(work: Callable, items: list) -> float:
    start = time.process_time()
    for item in items:
        work(item)
    return len(items) / (time.process_time() - start)


def _read(text: str) -> None:
    with suppress(UnusableAddress):
        parse(text)


def keys_and_speed(count: int) -> None:
    true, false = pairs(count)
    keys = {"fields, ours": our_key, "one line, ours": our_line_key}
    if scourgify:
        keys["scourgify"] = scourgify_key
    homes = [home for pair in true for home in pair]
    works = keys | {"usaddress.parse": lambda home: usaddress.parse(home.line)}
    found = rates(works, dict.fromkeys(works, homes))
    print(f"\n{count:,} pairs of spellings of invented homes, {count:,} of a home and its neighbour")
    for name, key in keys.items():
        print(f"{name:>16}  the same key {recall(key, true):7.2%}, of neighbours {recall(key, false):6.2%}")
    base = found.get("scourgify") or found["usaddress.parse"]
    for name, per_second in found.items():
        print(
            f"{name:>16}  {per_second:>9,.0f}/s  {per_second / base:5.1f}x {'scourgify' if scourgify else 'usaddress'}"
        )


def main(shared: Path) -> None:
    labelled_table(shared / USADDRESS)
    if HAND.is_file():
        hand_table(HAND)
    both = list(scourgify_pairs(shared / SCOURGIFY))
    same = sum(parse(one).key == parse(other).key for one, other in both)
    print(f"\nscourgify's own pairs, in and out: the same key {same} of {len(both)}")
    texts = [text for text, _ in labelled_lines(shared / USADDRESS / "labeled.xml")]
    print(f"the labelled lines, one line each: {_rate(_read, texts):,.0f}/s")
    keys_and_speed(3_000)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED)
