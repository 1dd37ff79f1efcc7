"""Addresses of real exports and of others' test data, read where they lie: only counts come out of here."""

import csv
import gzip
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.address_scores import agreement, by_us, by_usaddress_tag, labelled, labelled_lines
from callsheet.core.address import UnusableAddress, from_parts, parse

LABELLED = "data/addresses-usaddress/labeled.xml"
BRIGHT_COLUMNS = {
    "number": "StreetNumber",
    "predirection": "StreetDirection",
    "street": "StreetName",
    "unit": "UnitNumber",
    "city": "City",
    "state": "State",
    "postal_code": "Zip Code",
}
REPLIERS_COLUMNS = {
    "number": "street_number",
    "street": "street_name",
    "suffix": "street_suffix",
    "unit": "unit_number",
    "city": "city",
    "state": "state",
    "postal_code": "zip",
}


def csv_rows(path: Path) -> Iterator[dict[str, str]]:
    opens = gzip.open if path.suffix == ".gz" else open
    with opens(path, "rt", encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def renamed(rows: Iterator[dict[str, str]], columns: dict[str, str]) -> Iterator[dict[str, str]]:
    return ({name: row[column] for name, column in columns.items()} for row in rows)


def reasons(rows: Iterator[dict[str, str]]) -> tuple[int, Counter[str]]:
    """How many rows there are, and why the unusable ones are, without what they say; nearly all read back."""
    refused: Counter[str] = Counter()
    rows_read = misread = 0
    for row in rows:
        rows_read += 1
        try:
            address = from_parts(**row)
        except UnusableAddress as problem:
            refused["".join(str(problem).split("'")[::2])] += 1
        else:
            misread += parse(address.one_line).key != address.key
    assert misread <= rows_read / 10_000
    return rows_read, refused


@pytest.mark.parametrize(
    "name, rows, unusable",
    [("Harford1.csv", 4_935, 2), ("Harford2.csv", 4_950, 2), ("Harford3.csv", 2_628, 2)],
)
def test_every_harford_row_is_read_or_has_no_house_number(shared, name, rows, unusable):
    read, refused = reasons(renamed(csv_rows(shared / "data/mls-bright-maryland" / name), BRIGHT_COLUMNS))
    assert (read, sum(refused.values())) == (rows, unusable), refused


@pytest.mark.once
def test_of_the_large_bright_file_fewer_than_one_row_in_a_thousand_is_unusable(shared):
    path = shared / "data/mls-bright-maryland/bench_AnneArundel_Baltimore.csv.gz"
    read, refused = reasons(renamed(csv_rows(path), BRIGHT_COLUMNS))
    assert (read, sum(refused.values())) == (65_583, 46)
    assert refused.most_common(1)[0][0] == "There is no house number."


def test_every_las_vegas_row_is_read(shared):
    for path in sorted((shared / "data/mls-las-vegas-matrix").glob("*.csv")):
        rows = ({"unparsed": row["Address"], "postal_code": row["Zip Code"]} for row in csv_rows(path))
        read, refused = reasons(rows)
        assert read > 0
        assert not refused, path.name


def test_every_toronto_line_is_read(shared):
    (path,) = (shared / "data/mls-other/toronto-expired").glob("*.json")
    lines = [row["address"] for row in json.loads(path.read_text())]
    read = [parse(line) for line in lines]
    assert len(read) == 21
    assert {address.state for address in read} == {"ON"}
    assert sum(address.unit is not None for address in read) == 1
    assert all(address.city and address.suffix for address in read)


def test_every_mls_pin_line_is_read(shared):
    (path,) = (shared / "data/mls-other/mls-pin").glob("*.csv")
    rows = list(csv_rows(path))
    read = [parse(row["address"]) for row in rows]
    assert len(read) == 100
    assert len({address.city for address in read}) == 2
    assert sum(address.unit is not None for address in read) == sum(" U: " in row["address"] for row in rows)
    assert sum("-" in address.number for address in read) == sum("-" in row["address"].split()[0] for row in rows)


def test_every_row_of_the_other_exports_is_read(shared):
    repliers = renamed(csv_rows(shared / "data/mls-other/repliers/repliers_sample_listings.csv"), REPLIERS_COLUMNS)
    assert reasons(repliers) == (13, Counter())
    invented = csv_rows(shared / "data/mls-other/invented-statuses/mls.csv")
    lines = ({"unparsed": r["property_address"], "city": r["city"], "postal_code": r["zip_code"]} for r in invented)
    assert reasons(lines) == (300, Counter())


def test_a_bright_home_that_occurs_twice_has_one_key(shared):
    """1,013 addresses of the Harford files are written the same more than once; spelling adds no more than a few."""
    keys: Counter[str] = Counter()
    written: Counter[tuple[str, ...]] = Counter()
    for name in ("Harford1.csv", "Harford2.csv", "Harford3.csv"):
        for row in renamed(csv_rows(shared / "data/mls-bright-maryland" / name), BRIGHT_COLUMNS):
            written[tuple(value.strip().upper() for value in row.values())] += 1
            try:
                keys[from_parts(**row).key] += 1
            except UnusableAddress:
                continue
    repeated = sum(count > 1 for count in keys.values())
    assert repeated >= sum(count > 1 for count in written.values())
    assert 1_000 <= repeated <= 1_100


def test_agreement_with_the_labels_of_usaddress(shared):
    """Of the lines usaddress was trained on, every one, and more than its `tag` reads."""
    lines = list(labelled_lines(shared / LABELLED))
    counts, ours, tagged = labelled(lines), agreement(lines, by_us), agreement(lines, by_usaddress_tag)
    assert len(lines) > 1_200
    assert {part: counts[part] - ours[part] for part in counts} == dict.fromkeys(counts, 0)
    assert all(ours[part] > tagged[part] for part in counts)


@pytest.mark.parametrize(
    "name", ["us50_train_tagged.xml", "us50_messiest_manual_label.xml", "multi_word_state_addresses.xml"]
)
def test_agreement_on_ordinary_lines_is_complete(shared, name):
    lines = list(labelled_lines(shared / "data/addresses-usaddress" / name))
    assert len(lines) > 5
    assert agreement(lines, by_us) == labelled(lines)


def test_libpostal_cases(shared):
    """What libpostal expands a house's line to is the same home; the line without a number is none."""
    path = shared / "data/addresses-libpostal/libpostal_expand_cases.jsonl"
    pairs = [(case["input"], case["expansion_contains"]) for case in map(json.loads, path.open())]
    homes = [pair for pair in pairs if pair[0] != "S St. NW"]
    assert len(homes) == 5
    assert [parse(one).key for one, _ in homes] == [parse(other).key for _, other in homes]
    with pytest.raises(UnusableAddress):
        parse("S St. NW")


def test_scourgify_normal_lines_read_back(shared):
    """Where scourgify returns a whole address, its input and its output are one home."""
    cases = [json.loads(line) for line in (shared / "data/addresses-scourgify/scourgify_cases.jsonl").open()]
    checked = 0
    for case in cases:
        given, returned = case["args"][0], case.get("returns")
        if not case["fn"].startswith("normalize_addr") or case["kwargs"].get("long_hand") or not returned:
            continue
        names = case["kwargs"].get("addr_map") or {name: name for name in returned}
        fields = given if isinstance(given, dict) else {}
        line = given if isinstance(given, str) and "Boring" in given else None
        if fields:
            line = ", ".join(filter(None, (fields.get(names[name]) for name in ("address_line_1", "address_line_2"))))
            line = f"{line}, {fields[names['city']]}, {fields[names['state']]} {fields[names['postal_code']]}"
        if line is None or "Ave 345" in line:
            continue
        normal = ", ".join(filter(None, (returned["address_line_1"], returned["address_line_2"])))
        normal += f", {returned['city']}, {returned['state']} {returned['postal_code']}"
        assert parse(line).key == parse(normal).key
        checked += 1
    assert checked >= 12
