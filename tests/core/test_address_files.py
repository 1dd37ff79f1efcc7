"""What files really do, each with an invented address: every spelling of one home has one key, and is shown alike."""

import importlib
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callsheet.core.address import KEY_VERSION, UnusableAddress, older_keys, parse

PLACE = "Port Alder, MD 21078"


@pytest.mark.parametrize(
    "shown, spellings",
    [
        ("8809 Heron", ["8809 heron", "8809  HERON "]),
        ("8809 Heron St, Unit 3B", ["8809 Heron St#3B", "8809 Heron St Apt.3B",
          "3B, 8809 Heron St", "8809 Heron St -3B"]),
        ("8809 Heron St, Unit A", ["8809A Heron St", "8809-A Heron St", "8809 A Heron St", "8809 Heron St (Unit A)"]),
        ("8809-8811 Heron St", ["8809 - 8811 Heron St", "8809/8811 Heron St",
          "8809 & 8811 Heron St", "8809-11 Heron St"]),
        ("8809 1/2 Heron St", ["8809½ Heron St", "8809-1/2 Heron St"]),
        ("123-125 1/2 Heron St", ["123-125 ½ HERON STREET"]),
        ("Lot 9 Heron St", ["0 Heron St Lot 9", "0 Lot 9 Heron St", "LOT 9 HERON ST", "0 Heron St # LOT 9"]),
        ("N6W23001 Heron Way", ["N6W23001 HERON WY", "N6 W23001 Heron Way"]),
        ("123 E 400 S", ["123 East 400 South", "123 E. 400 S."]),
        ("100-15 Heron Blvd", ["100-15 HERON BOULEVARD"]),
        ("8809 N Heron St W", ["8809 North Heron Street West"]),
        ("8809 5th Ave", ["8809 Fifth Avenue", "8809 5TH AV", "8809 5 Ave"]),
        ("8809 County Road 12", ["8809 CR 12", "8809 Co Rd 12", "8809 CR-12", "8809 Co. Rd. 12", "8809 Cnty Road 12"]),
        ("8809 State Highway 7", ["8809 SH 7", "8809 St Hwy 7", "8809 State Rte 7", "8809 SR-7"]),
        ("8809 US Highway 1", ["8809 U.S. Hwy 1", "8809 US 1", "8809 US-1", "8809 US Route 1"]),
        ("8809 FM 1960 W", ["8809 Farm to Market Road 1960 W", "8809 FM 1960 Rd West"]),
        ("8809 State Route A1A", ["8809 A1A", "8809 Highway A1A", "8809 SR A1A"]),
        ("8809 M 22", ["8809 M-22"]),
        ("8809 Private Road 12", ["8809 PR 12", "8809 Private Rd 12"]),
        ("8809 Heron St", ["8809 Heron StSunset Towers", "Sunset Towers, 8809 Heron St", "8809 Heron Street PO Box 7"]),
        ("One Larkspur St", ["1 Larkspur St", "ONE LARKSPUR STREET"]),
        ("One Hundred Twenty Larkspur St", ["120 Larkspur St"]),
        ("Twenty-One Larkspur St", ["21 Larkspur St", "Twenty One Larkspur St"]),
        ("Mile 12.5 Heron Hwy", ["MM 12.5 Heron Highway", "Mi 12.5 Heron Hwy"]),
        ("8809 Calle Heron", ["8809 CALLE HERON"]),
        ("8809 Avenida de las Rosas, Unit 4", ["8809 AVENIDA DE LAS ROSAS #4"]),
        ("8809 Camino del Rio S", ["8809 Camino Del Rio South"]),
        ("8809 Calle C", ["8809 CALLE C"]),
        ("8809 Saint Anselm St", ["8809 St Anselm St", "8809 ST. ANSELM STREET"]),
        ("8809 Avenue of the Americas", ["8809 Ave of the Americas"]),
        ("8809 Avenue B, Unit 4", ["8809 Ave. B Apt 4"]),
        ("8809 The Circle", ["8809 THE CIRCLE", "8809 The Cir"]),
        ("8809 Heron Hill, Unit D", ["8809 HERON HILL D", "8809 Heron Hl #D", "Unit D 8809 Heron Hill"]),
        ("8809 Heron, Unit 2A", ["8809 Heron 2-A", "8809 Heron # 2-A"]),
    ],
)  # fmt: skip
def test_spellings_of_one_home(shown, spellings):
    home = parse(f"{shown}, {PLACE}")
    assert home.street_line == shown
    assert {spelling: parse(f"{spelling}, {PLACE}").key for spelling in spellings} == dict.fromkeys(spellings, home.key)


@pytest.mark.parametrize(
    "line, shown",
    [
        ("8809 HERON ST PORT ALDER MD", "8809 Heron St, Port Alder, MD"),
        ("8809 HERON RD N PALM BEACH FL 33406", "8809 Heron Rd, N Palm Beach, FL 33406"),
        ("8809 HERON RD W PALM BEACH FL 33405", "8809 Heron Rd, W Palm Beach, FL 33405"),
        ("8809 Heron Ave North Las Vegas NV", "8809 Heron Ave, North Las Vegas, NV"),
        ("8809 HERON CRT N EAST MOLINE IL 61244", "8809 Heron Ct N, East Moline, IL 61244"),
        ("8809 Heron Dr S E Grand Rapids, MI 49546", "8809 Heron Dr SE, Grand Rapids, MI 49546"),
        ("8809 NW HERON ST PORT ST LUCIE FL 34953", "8809 NW Heron St, Port St Lucie, FL 34953"),
        ("8809 Heron Dr W Bloomfld Tw MI 48328", "8809 Heron Dr, W Bloomfld Tw, MI 48328"),
        ("One Heron Plaza, 55 Broad St, Port Alder, MD 21078", "55 Broad St, Port Alder, MD 21078"),
        ("14th floor Heron Tower 401 Alder Street Nashville TN 37243", "401 Alder St, Floor 14, Nashville, TN 37243"),
        ("8809 Heron Pkwy Lockbox 848104 Dallas TX 75207", "8809 Heron Pkwy, Dallas, TX 75207"),
        ("5429 woodlawn chicago", "5429 Woodlawn, Chicago"),
        ("8809 N Houston Rosslyn", "8809 N Houston, Rosslyn"),
        ("8809 N Heron Orland Park", "8809 N Heron, Orland Park"),
        ("8809 N HERON LAGRANGE PARK 60526", "8809 N Heron, Lagrange Park, 60526"),
        ("8809 Royal Oak Park", "8809 Royal Oak Park"),
        ("8809 N Orland Park", "8809 N Orland Park"),
        ("8809 W B & A", "8809 W B & A"),
        ("8809 N Her!on Rd", "8809 N Heron Rd"),
        ("1 6th Sideroad, Basement, North Quarry, MD 21014", "1 6th Sideroad, Basement, North Quarry, MD 21014"),
        ("8809 Heron St, Port Alder, ME 041 01", "8809 Heron St, Port Alder, ME 04101"),
        ("8809 Heron St, Port Alder, IA 5230", "8809 Heron St, Port Alder, IA"),
        ("8809 Heron St, Port Alder MD, MD 21078", "8809 Heron St, Port Alder, MD 21078"),
        ("1205-80 Heron Hill Dr Toronto ON M5V2T6", "80 Heron Hill Dr, Unit 1205, Toronto, ON M5V 2T6"),
        ("1205 80 HERON HILL DR TORONTO ON M5V2T6", "80 Heron Hill Dr, Unit 1205, Toronto, ON M5V 2T6"),
        ("123 Concession Rd 5, Heron, ON", "123 Concession Road 5, Heron, ON"),
    ],
)
def test_one_liners(line, shown):
    assert parse(line).one_line == shown


@pytest.mark.parametrize(
    "line, why",
    [
        ("PO BOX 12 PORT ALDER MD 21078", "post office box"),
        ("Post Office Box 12, Port Alder, MD", "post office box"),
        ("Rural Route 2 Box 45, Port Alder, MD 21078", "mail route"),
        ("HC 61 Box 12, Port Alder, MD 21078", "mail route"),
        ("Ten Mile Rd, Port Alder, MI", "no house number"),
        ("0 Heron St, Port Alder, MD 21078", "land without a house number"),
    ],
)
def test_what_is_no_home(line, why):
    with pytest.raises(UnusableAddress, match=why):
        parse(line)


def test_older_keys_are_those_of_each_earlier_version():
    assert older_keys(f"{KEY_VERSION}|12||HERON|ST|||21078") >= {"1|12||HERON|ST|||21078"}
    assert f"{KEY_VERSION}|12||HERON|ST|||21078" not in older_keys(f"{KEY_VERSION}|12||HERON|ST|||21078")


LINES = (
    "8809 N Heron St SE Apt 3B, Port Alder, MD 21078",
    "14th floor Heron Tower 401 Alder Street Nashville TN 37243",
    "8809 HERON RD N PALM BEACH FL 33406",
    "1-4634 Alder Street Quarry BC V5M4E2",
    "5429 woodlawn chicago",
)


@given(st.sampled_from(LINES), st.sampled_from([str.lower, str.upper]), st.integers(1, 3))
def test_statistics_too_do_not_depend_on_case_and_spacing(line, change, count):
    assert parse(change(line).replace(" ", " " * count)).key == parse(line).key


@pytest.mark.parametrize("first", ["matching", "address_statistics", "address_street", "address_words"])
def test_the_key_does_not_depend_on_what_is_imported_first(first):
    importlib.import_module(f"callsheet.core.{first}")
    code = f"import callsheet.core.{first}\nfrom callsheet.core.address import parse\n"
    code += f"print([parse(line).key for line in {LINES!r}])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == str([parse(line).key for line in LINES])
