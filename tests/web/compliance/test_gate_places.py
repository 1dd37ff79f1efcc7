"""Where an address is for certain: the state, and its zone where the whole of a ZIP lies in one."""

import csv
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from callsheet.compliance import where
from callsheet.compliance.tables import rules
from callsheet.compliance.where import place_at
from callsheet.core.facts import Place
from callsheet.listings.places import place_of
from tests.web.compliance.asking import a_question

CENTRAL, EASTERN, MOUNTAIN, PACIFIC = "America/Chicago", "America/New_York", "America/Denver", "America/Los_Angeles"


@pytest.mark.parametrize(
    ("state", "zip_code", "zone"),
    [
        ("KY", "42101", CENTRAL),  # Bowling Green
        ("KY", "40202", EASTERN),  # Louisville
        ("IN", "46320", CENTRAL),  # Hammond
        ("IN", "47708", CENTRAL),  # Evansville
        ("IN", "46204", "America/Indiana/Indianapolis"),
        ("TN", "37902", EASTERN),  # Knoxville
        ("TN", "37201", CENTRAL),  # Nashville
        ("FL", "32501", CENTRAL),  # Pensacola
        ("FL", "33101", EASTERN),  # Miami
        ("TX", "79901", MOUNTAIN),  # El Paso
        ("TX", "78701", CENTRAL),  # Austin
        ("ID", "83814", PACIFIC),  # Coeur d'Alene
        ("ID", "83702", "America/Boise"),
        ("SD", "57701", MOUNTAIN),  # Rapid City
        ("SD", "57104", CENTRAL),  # Sioux Falls
        ("NE", "69361", MOUNTAIN),  # Scottsbluff
        ("ND", "58601", MOUNTAIN),  # Dickinson
        ("MI", "49801", "America/Menominee"),  # Iron Mountain
        ("MI", "48226", "America/Detroit"),
        ("OR", "97201", PACIFIC),  # Portland
        ("NV", "89101", PACIFIC),  # Las Vegas
        ("AZ", "85001", "America/Phoenix"),
    ],
)
def test_a_zip_well_inside_a_zone_has_that_zone(state, zip_code, zone):
    assert place_at(state, zip_code) == Place(state, (zone,))


@pytest.mark.parametrize(
    ("state", "zip_code"),
    [
        ("OR", "97914"),  # Ontario, in Malheur county
        ("NV", "89883"),  # West Wendover
        ("FL", "32456"),  # Port St. Joe, in Gulf county
        ("AZ", "86515"),  # Window Rock, in the Navajo Nation
        ("SD", "57501"),  # Pierre, across the river from Stanley county
        ("IN", "46534"),  # Knox
        ("AK", "99546"),  # Adak
    ],
)
def test_a_zip_near_the_border_may_lie_in_either(state, zip_code):
    assert place_at(state, zip_code) == Place(state, None)


@pytest.mark.parametrize(
    ("state", "postal_code", "place"),
    [
        ("MD", "21014", Place("MD", None)),
        ("KY", "", Place("KY", None)),
        ("KY", "00000", Place("KY", None)),
        ("KY", "33101", Place("KY", None)),  # a ZIP of Florida says nothing of Kentucky
        ("", "42101", Place("KY", (CENTRAL,))),
        ("KY", "42101-1234", Place("KY", (CENTRAL,))),
        ("KY", " 42101 ", Place("KY", (CENTRAL,))),
        ("", "2115", Place("MA", None)),  # a spreadsheet dropped the zero
        ("BC", "V5M 4E2", Place("BC", None)),
        ("", "", None),
        ("", "no code", None),
    ],
)
def test_the_state_is_the_one_written(state, postal_code, place):
    assert place_at(state, postal_code) == place


def test_every_zone_of_the_table_is_one_of_its_state():
    states = rules().states
    lines = list(where._lines())
    assert {state for state, _, _ in lines} == {code for code, state in states.items() if len(state.zones) > 1}
    assert all(zone in (*states[state].zones, where.EITHER) for state, zone, _ in lines)


def test_runs_of_zips_do_not_overlap():
    for _, starts, runs in where._split_states().values():
        ends = [last for _, last, _ in runs]
        assert all(first <= last for first, last, _ in runs)
        assert all(last < following for last, following in zip(ends, starts[1:], strict=False))


WHOLLY = {
    ("KY", CENTRAL): "McCracken, Warren, Daviess, Christian",
    ("KY", EASTERN): "Jefferson, Fayette, Kenton, Pike",
    ("IN", CENTRAL): "Lake, Vanderburgh",
    ("IN", "America/Indiana/Indianapolis"): "Marion, Allen, Hamilton",
    ("TN", EASTERN): "Knox, Sullivan, Washington",
    ("TN", CENTRAL): "Shelby, Davidson, Williamson",
    ("FL", CENTRAL): "Escambia, Okaloosa",
    ("FL", EASTERN): "Miami-Dade, Duval, Leon",
    ("TX", MOUNTAIN): "El Paso",
    ("TX", CENTRAL): "Harris, Dallas, Bexar, Travis",
    ("ID", PACIFIC): "Kootenai",
    ("ID", "America/Boise"): "Ada, Bonneville",
    ("SD", MOUNTAIN): "Pennington, Lawrence",
    ("SD", CENTRAL): "Minnehaha",
}


def test_no_zip_of_a_county_well_inside_a_zone_has_the_other(shared: Path):
    """Counties of ZIPs are read beside the checkout; zones of counties from 49 CFR 71."""
    with (shared / "data/geo/zipcodes_vega.csv").open(encoding="utf-8", newline="") as file:
        counties = {row["zip_code"]: (row["state"], row["county"]) for row in csv.DictReader(file)}
    looked_at = 0
    for (state, zone), names in WHOLLY.items():
        wanted = {re.sub(r"\W", "", name).casefold() for name in names.split(",")}
        for zip_code, (of_state, county) in counties.items():
            known = place_of(zip_code)
            if of_state != state or known is None or known.state != state:
                continue
            if re.sub(r"\W", "", county).casefold() in wanted:
                looked_at += 1
                assert place_at(state, zip_code).zones in ((zone,), None), (zip_code, county)
    assert looked_at > 1_000


EIGHT_EASTERN = datetime(2026, 11, 24, 13, 5, tzinfo=UTC)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("zip_code", "rule"), [("40202", "HOURS_STATE"), ("42101", "HOURS_FED")], ids=["Louisville", "Bowling Green"]
)
def test_western_kentucky_sleeps_an_hour_longer(zip_code, rule):
    """At 8:05 am Eastern it is 7:05 am in Bowling Green; the state opens at 10 am on either clock."""
    asking = a_question(number="+15025550142", state="KY", postal_code=zip_code, city="Fallow Creek")
    assert asking.rule(EIGHT_EASTERN) == rule
