"""Which column gives which field: known headers, aliases, mapping files."""

import json

import polars as pl
import pytest

from callsheet.core.errors import UnusableInput
from callsheet.listings.mapping import (
    BY_ALIAS,
    GIVEN,
    REASON,
    as_given,
    as_toml,
    column_labels,
    load_mapping,
    map_columns,
)
from callsheet.listings.readers import Table, parse


def headed(*names: str, rows: list[list[str]] | None = None) -> Table:
    columns = {str(i): [row[i] for row in rows or []] for i in range(len(names))}
    return Table(names, pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)))


@pytest.mark.parametrize(
    ("file", "signature", "mls"),
    [
        ("matrix_stellar_fl_2016_header.csv", "stellar-matrix", "Stellar MLS"),
        ("trestle_crmls_listing_2026_header.csv", "crmls-trestle", "CRMLS"),
        ("matrix_lvr_2026_header.csv", "las-vegas-matrix", "Las Vegas REALTORS"),
        ("flexmls_armls_partial_header.csv", "armls-flexmls", "ARMLS"),
    ],
)
def test_known_header_rows(shared, file, signature, mls):
    content = (shared / "data/mls-export-headers" / file).read_bytes()
    mapping = map_columns(parse(content, file))
    assert (mapping.name, mapping.mls) == (signature, mls)
    missing = ("the listing number",) if signature == "armls-flexmls" else ()
    assert mapping.missing == missing, "the ARMLS header is only a part of one"


@pytest.mark.parametrize(
    "name",
    [
        "MLS",
        "MLS #",
        "MLSNumber",
        "ML Number",
        "Listing ID",
        "ListingId",
        "MLS Number",
        "mls_id",
        "Listing #",
        "MLS No.",
    ],
)
def test_names_of_the_listing_number(name):
    mapping = map_columns(headed(name, "Status", "Address"))
    assert mapping.name == BY_ALIAS
    assert mapping.missing == ()
    assert mapping.columns["listing_id"] == (0,)


@pytest.mark.parametrize("header", [("#", "", "Stat", "Address"), ("", "#", "Stat", "Address")])
def test_an_empty_header_beside_the_row_number_is_the_listing_number(header):
    mapping = map_columns(headed(*header))
    assert mapping.described()["listing_id"] == f"column {header.index('') + 1}"


def test_an_empty_header_elsewhere_is_nothing():
    assert map_columns(headed("#", "Stat", "", "Address")).missing == ("the listing number",)


@pytest.mark.parametrize(
    "address",
    [
        ("Full Address",),
        ("UnparsedAddress",),
        ("House Number", "Street Name"),
        ("Street #", "Street", "Suffix", "Unit"),
    ],
)
def test_an_address_in_one_line_or_in_parts(address):
    assert map_columns(headed("MLS #", "Status", *address)).missing == ()


def test_the_better_name_wins_and_the_other_stands_in():
    mapping = map_columns(headed("ListingKey", "ListingId", "MlsStatus", "Address"))
    assert mapping.columns["listing_id"] == (1, 0)


def test_a_column_in_which_most_rows_repeat_is_no_listing_number():
    rows = [["Alder MLS", str(n), "Active", f"{n} Bittern Reach"] for n in range(20)]
    mapping = map_columns(headed("MLS", "Listing Number", "Status", "Address", rows=rows))
    assert mapping.columns["listing_id"] == (1,)
    alone = map_columns(headed("MLS", "#", "Status", "Address", rows=rows))
    assert alone.missing == ("the listing number",)


def test_unmapped_columns_are_told_once_and_ours_is_not():
    mapping = map_columns(headed("MLS #", "Status", "Address", "Pool", "Pool", "", REASON))
    assert mapping.unmapped_names == ["Pool", "column 6"]


def test_labels_are_all_different():
    assert column_labels(("City", "", "City", "", "City")) == ["City", "column 2", "City (2)", "column 4", "City (3)"]


def test_the_guess_of_a_mapping_can_be_completed_and_given_back(tmp_path):
    table = headed("Nr", "Stat", "Address", 'Odd "name"')
    guess = map_columns(table)
    assert guess.missing == ("the listing number",)
    file = tmp_path / "guess.toml"
    file.write_text(as_toml(guess, "export.csv").replace('listing_id = ""', 'listing_id = "Nr"'))
    mapping = map_columns(table, load_mapping(file))
    assert (mapping.name, mapping.missing) == (GIVEN, ())
    assert mapping.described() == {"listing_id": "Nr", "mls_status": "Stat", "unparsed_address": "Address"}


def test_a_mapping_may_be_json_name_positions_and_several_columns(tmp_path):
    file = tmp_path / "mapping.json"
    columns = {"listing_id": 2, "mls_status": ["Last", "Stat"], "unparsed_address": "address"}
    file.write_text(json.dumps({"mls": "Alder County MLS", "columns": columns}))
    mapping = map_columns(headed("#", "", "Stat", "Last", "Address"), load_mapping(file))
    assert mapping.mls == "Alder County MLS"
    assert mapping.columns == {"listing_id": (1,), "mls_status": (3, 2), "unparsed_address": (4,)}


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ({"listing_id": "Nowhere"}, "does not have"),
        ({"list_prize": "Price"}, "list_prize"),
        ({"listing_id": 9}, "does not have"),
        ({"columns": {"listing_id": {"name": "x"}}}, "the name of a column"),
    ],
)
def test_a_mapping_that_does_not_fit_says_why(document, says):
    with pytest.raises(UnusableInput, match=says):
        map_columns(headed("MLS #", "Status", "Address"), as_given(document))


@pytest.mark.parametrize("text", ["listing_id = ", '{"columns": '])
def test_a_broken_mapping_file_is_unusable(tmp_path, text):
    file = tmp_path / "mapping.toml"
    file.write_text(text)
    with pytest.raises(UnusableInput, match="neither TOML nor JSON"):
        load_mapping(file)
    with pytest.raises(UnusableInput, match="No such file"):
        load_mapping(tmp_path / "none.toml")
