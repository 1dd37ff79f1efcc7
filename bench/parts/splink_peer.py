"""splink's side of match_pairs.py; run by it with a Python that has splink and duckdb: A.csv B.csv -> JSON on stdout.

A model as its guide builds one: exact and fuzzy comparisons, u by random sampling, m by expectation maximisation, pairs
within blocks of house number; the best candidate for each home of B, with its match weight.
"""

import json
import logging
import sys
from time import perf_counter

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

logging.disable(logging.WARNING)


def settings() -> SettingsCreator:
    return SettingsCreator(
        link_type="link_only",
        comparisons=[
            cl.ExactMatch("number"),
            cl.ExactMatch("direction"),
            cl.JaroWinklerAtThresholds("street", [0.97, 0.9]),
            cl.ExactMatch("suffix"),
            cl.ExactMatch("unit"),
            cl.ExactMatch("city"),
            cl.ExactMatch("zip"),
            cl.ExactMatch("year"),
            cl.ExactMatch("area"),
            cl.ExactMatch("beds"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("number", "zip"),
            block_on("number", "street"),
            block_on("number", "city"),
        ],
        retain_intermediate_calculation_columns=False,
    )


def main() -> None:
    connection = duckdb.connect()
    api = DuckDBAPI(connection)
    for name, path in zip("ab", sys.argv[1:3], strict=True):
        connection.execute(
            f"CREATE TABLE list_{name} AS SELECT unique_id, number, direction, street, suffix, "
            "COALESCE(unit, '-') AS unit, city, zip, year, area, beds "
            f"FROM read_csv('{path}', types={{'number': 'VARCHAR', 'unit': 'VARCHAR', 'zip': 'VARCHAR'}})"
        )
    began = perf_counter()
    tables = [api.register(f"list_{name}", dataset_display_name=f"list_{name}") for name in "ab"]
    linker = Linker(tables, settings())
    training = linker.training
    training.estimate_probability_two_random_records_match([block_on("number", "street", "zip")], recall=0.8)
    training.estimate_u_using_random_sampling(max_pairs=1e6)
    training.estimate_parameters_using_expectation_maximisation(block_on("number", "zip"), record_sample_proportion=1.0)
    training.estimate_parameters_using_expectation_maximisation(
        block_on("street", "year"), record_sample_proportion=1.0
    )
    found = linker.inference.predict(threshold_match_probability=0.01)
    rows = connection.execute(
        f"SELECT unique_id_l, unique_id_r, match_weight FROM {found.physical_name} "
        "QUALIFY row_number() OVER (PARTITION BY unique_id_r ORDER BY match_weight DESC) = 1"
    ).fetchall()
    print(json.dumps({"seconds": perf_counter() - began, "pairs": rows}))


if __name__ == "__main__":
    main()
