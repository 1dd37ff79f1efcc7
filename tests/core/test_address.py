"""Addresses as agents, exports and vendors write them, and the parts they are read into. All places are invented."""

import pytest

from callsheet.core.address import Address, UnusableAddress, display, display_unit, from_parts, parse, street_key

NAMES = ("number", "predirection", "street", "suffix", "postdirection", "unit", "city", "state", "postal_code")


def parts(address: Address) -> dict[str, str]:
    return {name: getattr(address, name) for name in NAMES if getattr(address, name) is not None}


def street(line: str) -> str:
    """The street line of a text read with a place behind it."""
    return parse(f"{line}, Port Alder, MD 21078").street_line


def test_an_ordinary_line():
    assert parts(parse("2207 N. Heron Court SE, Unit 3B, Port Alder, MD 21078-1234")) == {
        "number": "2207",
        "predirection": "N",
        "street": "HERON",
        "suffix": "CT",
        "postdirection": "SE",
        "unit": "3B",
        "city": "PORT ALDER",
        "state": "MD",
        "postal_code": "21078",
    }


def test_the_key_holds_the_rule_version_and_the_normal_parts():
    assert parse("724 1/2 North Main Street Apt 2-B, Port Alder, MD 21014").key == "2|724 1/2|N|MAIN|ST||2B|21014"
    assert parse("724 1/2 N Main St # 2b, Port Alder, MD").key == "2|724 1/2|N|MAIN|ST||2B|PORTALDER MD"


@pytest.mark.parametrize(
    "line, number, unit",
    [
        ("409-C Alder Rd", "409", "C"),
        ("1431A Alder Rd", "1431", "A"),
        ("33 A Alder Rd", "33", "A"),
        ("724 1/2 Alder Rd", "724 1/2", None),
        ("724-1/2 Alder Rd", "724 1/2", None),
        ("724½ Alder Rd", "724 1/2", None),
        ("101-103 Alder Rd", "101-103", None),
        ("71-73 Alder Rd", "71-73", None),
        ("98-102 Alder Rd", "98-102", None),
        ("100-15 Alder Blvd", "100-15", None),
        ("37-10 84th St", "37-10", None),
        ("507-5 Alder Rd", "507", "5"),
        ("1-4634 Alder Street", "4634", "1"),
        ("B-12 Alder Street", "12", "B"),
        ("N6W23001 Alder Rd", "N6W23001", None),
        ("W204 N11912 Alder Rd", "W204N11912", None),
        ("10N350 Alder Rd", "10N350", None),
        ("617/619 Alder Rd", "617/619", None),
        ("373 & 374 Alder Rd", "373 & 374", None),
        ("3110B and 3110A Alder Rd", "3110B & 3110A", None),
        ("Lot 3 Alder Rd", "LOT 3", None),
        ("Lots 32-34 Alder Rd", "LOT 32-34", None),
        ("Homesite 97 Alder Rd", "HOMESITE 97", None),
        ("59 - Lot 2 Alder Rd", "59", "LOT 2"),
        ("Lot 3 100 Alder Rd", "100", "LOT 3"),
        ("One Alder Plaza", "ONE", None),
        ("# 2 Alder Rd", "2", None),
        ("#1503 8181 Alder Street", "8181", "1503"),
        ("Unit 4 - 100 Alder Rd", "100", "4"),
        ("234- Alder Rd", "234", None),
        ("0012 Alder Rd", "0012", None),
    ],
)
def test_the_house_number_and_what_stands_with_it(line, number, unit):
    address = parse(f"{line}, Port Alder, MD 21078")
    assert (address.number, address.unit) == (number, unit)


@pytest.mark.parametrize(
    "line, unit",
    [
        ("8809 Alder Rd Apt 3B", "3B"),
        ("8809 Alder Rd Apt3B", "3B"),
        ("8809 Alder Rd #12", "12"),
        ("8809 Alder Rd, # 12", "12"),
        ("8809 Alder Rd Unit # 4", "4"),
        ("8809 Alder Rd U: 12", "12"),
        ("8809 Alder Rd Ste. 100", "100"),
        ("8809 Alder Rd, 3rd Floor", "FL 3"),
        ("8809 Alder Rd, Third Floor", "FL 3"),
        ("8809 Alder Rd Floor 3", "FL 3"),
        ("8809 Alder Rd 2nd Fl", "FL 2"),
        ("8809 Alder Rd Bsmt", "BSMT"),
        ("8809 Alder Rd Basement", "BSMT"),
        ("8809 Alder Rd Rear", "REAR"),
        ("8809 Alder Rd, Upper", "UPPR"),
        ("8809 Alder Rd 3B", "3B"),
        ("8809 Alder Rd A", "A"),
        ("8809 Alder Rd, 2800", "2800"),
        ("8809 Alder Rd #LOT 24", "LOT 24"),
        ("8809 Alder Rd Bldg 2 Apt 304", "BLDG 2 304"),
        ("8809 Alder Rd PH2", "PH 2"),
        ("8809 Alder Rd No. 7", "7"),
        ("8809 Alder Rd Unit 007", "7"),
        ("8809 Alder Rd Unit A-1", "A1"),
        ("8809 Alder Rd Unit 5-101", "5-101"),
        ("8809 Alder Rd N # 315", "315"),
        ("Apt 3B, 8809 Alder Rd", "3B"),
        ("3B, 8809 Alder Rd", "3B"),
    ],
)
def test_the_unit(line, unit):
    address = parse(f"{line}, Port Alder, MD 21078")
    assert (address.number, address.street, address.unit) == ("8809", "ALDER", unit)
    assert parse(f"{line} Port Alder MD 21078").unit == unit or "," in line


@pytest.mark.parametrize(
    "line, shown",
    [
        ("8809 Park Ave", "8809 Park Ave"),
        ("8809 Avenue B", "8809 Avenue B"),
        ("8809 Ave B", "8809 Avenue B"),
        ("8809 South Avenue H", "8809 S Avenue H"),
        ("8809 North Ave W", "8809 North Ave W"),
        ("8809 The Alameda", "8809 The Alameda"),
        ("8809 Court St", "8809 Court St"),
        ("8809 Court", "8809 Court"),
        ("8809 E St NW", "8809 E St NW"),
        ("8809 L Ave", "8809 L Ave"),
        ("8809 Broadway", "8809 Broadway"),
        ("8809 Avenue of the Americas", "8809 Avenue of the Americas"),
        ("8809 St. Anselm Ave", "8809 Saint Anselm Ave"),
        ("8809 E St Anselm St", "8809 E Saint Anselm St"),
        ("8809 Old St Anselm Rd", "8809 Old Saint Anselm Rd"),
        ("8809 Mt Alder Rd", "8809 Mount Alder Rd"),
        ("8809 Park Hts Ave", "8809 Park Heights Ave"),
        ("8809 Main St Ext", "8809 Main Street Extension"),
        ("8809 Alder St St", "8809 Alder St"),
        ("8809 Alder Springs Ln Dr", "8809 Alder Springs Lane Dr"),
        ("8809 First Street", "8809 1st St"),
        ("8809 Twenty-Second St", "8809 22nd St"),
        ("8809 Ninety Sixth St", "8809 96th St"),
        ("8809 County Road 12", "8809 County Road 12"),
        ("8809 Co Rd 12", "8809 County Road 12"),
        ("8809 CR 12", "8809 County Road 12"),
        ("8809 County Road MM", "8809 County Road MM"),
        ("8809 State Hwy 7 E", "8809 State Highway 7 E"),
        ("8809 N SR 490", "8809 N State Route 490"),
        ("8809 US-1", "8809 US Highway 1"),
        ("8809 Hwy 7 Business", "8809 Highway 7 Business"),
        ("8809 Old Hwy 5", "8809 Old Highway 5"),
        ("8809 Rd 32 North", "8809 Road 32 N"),
        ("8809 South West Alder St", "8809 SW Alder St"),
        ("8809 S.W. Alder St", "8809 SW Alder St"),
        ("8809 Alder St S E", "8809 Alder St SE"),
        ("8809 S 500 W", "8809 S 500 W"),
        ("8809 E 193rd North St", "8809 E 193rd North St"),
        ("8809 Via Alder", "8809 Via Alder"),
        ("8809 Oak Rdg", "8809 Oak Ridge"),
        ("8809 Cliff Side", "8809 Cliff Side"),
        ("8809 Front St", "8809 Front St"),
        ("8809 Upper Mill Rd", "8809 Upper Mill Rd"),
        ("8809 Rear Admiral Way", "8809 Rear Admiral Way"),
        ("8809 Unit St", "8809 Unit St"),
        ("8809 O'Hara Ln", "8809 O'Hara Ln"),
        ("8809 McAlder Ln", "8809 McAlder Ln"),
        ("8809 12 Mile Rd", "8809 12 Mile Rd"),
    ],
)
def test_the_street(line, shown):
    assert street(line) == shown


@pytest.mark.parametrize(
    "text, shown",
    [
        ("75-77 Alder Rd Quarry, MA", "75-77 Alder Rd, Quarry, MA"),
        ("6 Heron Road Quarry MA", "6 Heron Rd, Quarry, MA"),
        ("14 Alder Pond U: 14 Quarry, MA", "14 Alder Pond, Unit 14, Quarry, MA"),
        ("18 Heron Street U: 18 Quarry, MA:Alder Hill", "18 Heron St, Unit 18, Quarry, MA"),
        ("8809 Alder St Saint Anselm MN 55104", "8809 Alder St, Saint Anselm, MN 55104"),
        ("8809 Alder St St Louis MO 63101", "8809 Alder St, St Louis, MO 63101"),
        ("8809 Oak Park St Louis MO 63101", "8809 Oak Park, St Louis, MO 63101"),
        ("8809 Alder Ave North Quarry MI", "8809 Alder Ave, North Quarry, MI"),
        ("8809 Alder Ave N Quarry MI", "8809 Alder Ave N, Quarry, MI"),
        ("8809 Alder SE Port Alder MD 21078", "8809 Alder SE, Port Alder, MD 21078"),
        ("8809 S Dr Heron Blvd Port Alder MD 21078", "8809 S Dr Heron Blvd, Port Alder, MD 21078"),
        ("8809 Alder Rd 3 Port Alder MD 21078", "8809 Alder Rd, Unit 3, Port Alder, MD 21078"),
        ("8809 Alder Rd Apt 3 Port Alder MD 21078", "8809 Alder Rd, Unit 3, Port Alder, MD 21078"),
        ("8809 Route 37 E Port Alder NJ 08753", "8809 Route 37 E, Port Alder, NJ 08753"),
        ("8809 Alder Street Quarry, Rhode Island 02895 United States", "8809 Alder St, Quarry, RI 02895"),
        ("8809 Alder Street, Quarry, North Carolina", "8809 Alder St, Quarry, NC"),
        ("8809 Alder St, New York, New York", "8809 Alder St, New York, NY"),
        ("8809 Alder St, New York", "8809 Alder St, New York"),
        ("8809 Alder St NE, Quarry, DC 20002", "8809 Alder St NE, Quarry, DC 20002"),
        ("8809 Alder St Quarry CT", "8809 Alder St, Quarry, CT"),
        ("8809 Alder Ct 21078", "8809 Alder Ct, 21078"),
        ("8809 Alder Ct 06101", "8809 Alder, CT 06101"),
        ("8809 Alder St, Quarry, Georgia, GA 30075", "8809 Alder St, Quarry, GA 30075"),
        ("8809 Alder St, Quarry, MA 2115", "8809 Alder St, Quarry, MA 02115"),
        ("8809 Alder St Quarry MD 21078-", "8809 Alder St, Quarry, MD 21078"),
        ("8809 Alder St, Quarry, MD21078", "8809 Alder St, Quarry, MD 21078"),
        ("8809 Alder St, Quarry, MD 210781234", "8809 Alder St, Quarry, MD 21078"),
        ("8809 Alder St, Quarry, MD, 21078, USA", "8809 Alder St, Quarry, MD 21078"),
        ("8809 Alder Rd, NW Quarry, GA 30331", "8809 Alder Rd NW, Quarry, GA 30331"),
        ("8809 Alder, 21078", "8809 Alder, 21078"),
        ("Heron Towers, 8809 Alder St, Quarry, MD 21078", "8809 Alder St, Quarry, MD 21078"),
        ("Heron Trust 8809 Alder St Quarry MD 21078", "8809 Alder St, Quarry, MD 21078"),
        ("8809 Alder St Heron Towers, Quarry, MD 21078", "8809 Alder St, Quarry, MD 21078"),
        ("8809 Alder StHeron Towers, Quarry, MD 21078", "8809 Alder St, Quarry, MD 21078"),
        ("8809 Alder STHeron Towers, Quarry, MD 21078", "8809 Alder St, Quarry, MD 21078"),
        ("8809 Alder St, PO Box 12, Quarry, MD 21078", "8809 Alder St, Quarry, MD 21078"),
        ("8809 Alder St PMB 12, Quarry, MD 21078", "8809 Alder St, Quarry, MD 21078"),
        ("8809 Alder St, Quarry, MD 21078-1234 U.S.A.", "8809 Alder St, Quarry, MD 21078"),
        ("8809 Alder St, Quarry MD, 21078 US", "8809 Alder St, Quarry, MD 21078"),
        ("  8809   ALDER   st ,, quarry ; md  21078 ", "8809 Alder St, Quarry, MD 21078"),
    ],
)
def test_a_whole_line(text, shown):
    assert parse(text).one_line == shown


@pytest.mark.parametrize(
    "text, shown",
    [
        ("1-4634 Alder Street Quarry BC V5M4E2", "4634 Alder St, Unit 1, Quarry, BC V5M 4E2"),
        ("605 1238 Alder StHeron Tower Quarry BC V6E4N2", "1238 Alder St, Unit 605, Quarry, BC V6E 4N2"),
        ("605 1238 Alder StHeron Tower North Quarry BC V6E4N2", "1238 Alder St, Unit 605, North Quarry, BC V6E 4N2"),
        ("#605 -1238 Alder Street|South Quarry, Quarry, BC V6E4N2", "1238 Alder St, Unit 605, Quarry, BC V6E 4N2"),
        ("221 80 ALDER HILL DR, TORONTO, ON", "80 Alder Hill Dr, Unit 221, Toronto, ON"),
        ("52 ALDER AVE, TORONTO, ON", "52 Alder Ave, Toronto, ON"),
        ("59 ALDER HILL CRESCENT, TORONTO, ON", "59 Alder Hill Cres, Toronto, ON"),
        ("58 ALDER TERR, NORTH YORK, ON", "58 Alder Ter, North York, ON"),
        ("10238 103 Street NW, Quarry, AB T5J 0Y8", "10238 103 St NW, Quarry, AB T5J 0Y8"),
        ("1502 10238 103 Street NW, Quarry, AB T5J0Y8", "10238 103 St NW, Unit 1502, Quarry, AB T5J 0Y8"),
        ("PH1 - 1990 Alder St, Quarry, BC", "1990 Alder St, Penthouse 1, Quarry, BC"),
        ("UNIT 5 - 12 ALDER ST, QUARRY, ON", "12 Alder St, Unit 5, Quarry, ON"),
        ("12-14 Alder St, Quarry, ON", "12-14 Alder St, Quarry, ON"),
        ("305-15 Alder St, Quarry, Ontario M5V2T6, Canada", "15 Alder St, Unit 305, Quarry, ON M5V 2T6"),
        ("17 Highway 7, Quarry ON L3R 1A1", "17 Highway 7, Quarry, ON L3R 1A1"),
        ("5 Rue de la Fontaine, Montréal, QC", "5 Rue de la Fontaine, Montréal, QC"),
    ],
)
def test_canadian_lines(text, shown):
    assert parse(text).one_line == shown


def test_accents_do_not_change_the_key():
    assert parse("5 Élan Ct, Montréal, QC").key == parse("5 Elan Court, Montreal QC").key


def test_hawaii_writes_district_and_number():
    assert parse("91-1234 Alder Rd, Quarry, HI 96706").number == "91-1234"


@pytest.mark.parametrize(
    "one, other",
    [
        ("8809 Man O'War Ln, 21078", "8809 Man O War Lane, 21078"),
        ("8809 Greenspring Ave, 21078", "8809 Green Spring Ave, 21078"),
        ("8809 Oak Rdg, 21078", "8809 Oak Ridge, 21078"),
        ("8809 Park Hts Ave, 21078", "8809 Park Heights Ave, 21078"),
        ("8809 State Road 7, 33414", "8809 SR 7, 33414"),
        ("8809 State Route 7, 33414", "8809 State Hwy 7, 33414"),
        ("8809 103 Street, 21078", "8809 103rd St, 21078"),
        ("8809 Dr Martin Luther King Jr Blvd, 21078", "8809 MLK Blvd, 21078"),
        ("Homesite 4 Alder Rd, 21078", "Lot 4 Alder Rd, 21078"),
        ("373/374 Alder Rd, 21078", "373 & 374 Alder Rd, 21078"),
        ("0012 Alder Rd, 21078", "12 Alder Rd, 21078"),
        ("One Heron Plaza, 21078", "1 Heron Plz, 21078"),
        ("8809 Alder Rd, N Quarry, MI", "8809 Alder Rd, North Quarry, Michigan"),
        ("8809 Alder Rd, St. Anselm, MI", "8809 Alder Rd, Saint Anselm, MI"),
        ("8809 Alder Rd, Port Alder, MD 21078", "8809 Alder Rd, Elsewhere, MD 21078"),
    ],
)
def test_two_spellings_have_one_key(one, other):
    assert parse(one).key == parse(other).key


@pytest.mark.parametrize(
    "one, other",
    [
        ("8809 Alder Ln, 21078", "8809 Alder Ct, 21078"),
        ("8809 Alder Ln, 21078", "8809 Alder, 21078"),
        ("8809 N Alder Ln, 21078", "8809 S Alder Ln, 21078"),
        ("8809 Alder Ln N, 21078", "8809 N Alder Ln, 21078"),
        ("8809 Alder Ln, 21078", "8809 Alder Ln, 21079"),
        ("8809 Alder Ln, 21078", "8809 1/2 Alder Ln, 21078"),
        ("8809 Alder Ln Unit A, 21078", "8809 Alder Ln Unit B, 21078"),
        ("8809 Alder Ln Lot 3, 21078", "8809 Alder Ln Unit 3, 21078"),
        ("Lot 8809 Alder Ln, 21078", "8809 Alder Ln, 21078"),
        ("1-73 Alder Ln, 21078", "173 Alder Ln, 21078"),
        ("8809 Alder Rd, Quarry, MI", "8809 Alder Rd, Quarry, OH"),
    ],
)
def test_two_homes_have_two_keys(one, other):
    assert parse(one).key != parse(other).key


@pytest.mark.parametrize(
    "text, why",
    [
        ("", "empty"),
        (" ,, ", "empty"),
        ("PO Box 12, Port Alder, MD 21078", "post office box"),
        ("P.O. Box 12, Port Alder, MD 21078", "post office box"),
        ("RR 2 Box 45, Port Alder, MD 21078", "mail route"),
        ("P O B 12, Port Alder, MD 21078", "post office box"),
        ("POB 12, Port Alder, MD 21078", "post office box"),
        ("Drawer 9, Port Alder, MD 21078", "post office box"),
        ("Post Office B 9, Port Alder, MD 21078", "post office box"),
        ("HC 4, Port Alder, MD 21078", "mail route"),
        ("RFD 2, Port Alder, MD 21078", "mail route"),
        ("Alder Rd, Port Alder, MD 21078", "no house number"),
        ("5th Ave, New York, NY 10001", "no house number"),
        ("Port Alder, MD 21078", "no house number"),
        ("see remarks", "no house number"),
        ("0 Alder Rd, Port Alder, MD 21078", "land without a house number"),
        ("TBD Alder Rd, Port Alder, MD 21078", "land without a house number"),
        ("Lot Alder Rd, Port Alder, MD 21078", "without its number"),
        ("4-Feb Alder Rd, Port Alder, MD 21078", "turned into a date"),
        ("12", "no street"),
        ("12, MD 21078", "no street"),
        ("12 34, MD 21078", "no street"),
        ("21078", "no street"),
    ],
)
def test_unusable_text_says_why(text, why):
    with pytest.raises(UnusableAddress, match=why):
        parse(text)


@pytest.mark.parametrize(
    "fields, shown",
    [
        ({"number": "409-C", "street": "Alder"}, "409 Alder, Unit C"),
        ({"number": "33 A", "street": "Alder Road"}, "33 Alder Rd, Unit A"),
        ({"number": "4751 (H)", "street": "Alder"}, "4751 Alder, Unit H"),
        ({"number": "521`", "street": "Alder View"}, "521 Alder View"),
        ({"number": "16807 #1", "street": "Alder"}, "16807 Alder, Unit 1"),
        ({"number": "12N", "street": "Alder"}, "12 N Alder"),
        ({"number": "Lot 1R", "street": "Alder"}, "Lot 1R Alder"),
        ({"number": "Lots 32-34", "street": "Alder"}, "Lot 32-34 Alder"),
        ({"number": "616 Lot", "street": "Alder Rd"}, "616 Alder Rd, Lot"),
        ({"number": "1612 & Lot Tax ID 101", "street": "Alder Lane"}, "1612 Alder Ln"),
        ({"number": "", "street": "Alder", "unit": "LOT 16"}, "Lot 16 Alder"),
        ({"number": "0", "street": "Alder", "unit": "Lot 16"}, "Lot 16 Alder"),
        ({"number": "1628 Alder Ct", "street": "1628 Alder Ct"}, "1628 Alder Ct"),
        ({"number": "7788 Alder Avenue", "street": "Alder"}, "7788 Alder Ave"),
        ({"number": "2730 Alder Lens", "street": "2730"}, "2730 Alder Lens"),
        ({"number": "", "street": "54 North Alder Dr"}, "54 N Alder Dr"),
        ({"number": None, "street": None, "unparsed": "54 North Alder Dr"}, "54 N Alder Dr"),
        ({"number": "8809", "street": "Alder Ln NW", "unit": "B"}, "8809 Alder Ln NW, Unit B"),
        ({"number": "8809", "street": "N Alder", "predirection": "N", "suffix": "ST"}, "8809 N Alder St"),
        ({"number": "8809", "street": "North Point", "suffix": "Rd"}, "8809 N Point Rd"),
        ({"number": "8809", "street": "Alder St", "suffix": "Street"}, "8809 Alder St"),
        ({"number": "8809", "street": "Alder", "suffix": "St", "postdirection": "se"}, "8809 Alder St SE"),
        (
            {"number": "8809", "street": "CLUB SOUTH", "suffix": "CIRCLE", "unit": "5209"},
            "8809 Club South Cir, Unit 5209",
        ),
        ({"number": "8809", "street": "Alder", "unit": "DR"}, "8809 Alder Dr"),
        ({"number": "8809", "street": "Alder", "unit": "NONE"}, "8809 Alder"),
        ({"number": "8809", "street": "Alder", "unit": "0"}, "8809 Alder"),
        ({"number": "8809", "street": "Alder", "unit": "JAMES HERON"}, "8809 Alder"),
        ({"number": "8809", "street": "Alder", "unit": "UNITS A AND B"}, "8809 Alder, Unit A & B"),
        ({"number": "8809", "street": "Alder", "unit": "LOT 15 ONLY"}, "8809 Alder, Lot 15"),
        ({"number": "8809", "street": "Alder", "unit": "LOT 41 D"}, "8809 Alder, Lot 41D"),
        ({"number": "8809", "street": "Alder Ct Apt 4"}, "8809 Alder Ct, Unit 4"),
        ({"number": "8809", "street": "Oak Ridge"}, "8809 Oak Ridge"),
        ({"number": "8809", "street": "2Nd"}, "8809 2nd"),
        ({"unparsed": "5168 Alder DR #Lot 103"}, "5168 Alder Dr, Lot 103"),
        ({"unparsed": "8809 Alder Dr, Port Alder, MD 21078"}, "8809 Alder Dr"),
        ({"unparsed": "8809 Alder Dr Port Alder"}, "8809 Alder Dr"),
        ({"unparsed": "8809 Heron Key Suite 994"}, "8809 Heron Key, Unit 994"),
    ],
)
def test_the_fields_of_a_file(fields, shown):
    address = from_parts(**fields, city="Port Alder", state="MD", postal_code="21078")
    assert address.one_line == f"{shown}, Port Alder, MD 21078"


def test_a_line_gives_what_the_fields_lack():
    address = from_parts(unparsed="75-77 Alder Rd Quarry, MA")
    assert (address.city, address.state) == ("QUARRY", "MA")


def test_fields_and_line_agree():
    fields = from_parts(
        number="2207",
        street="Heron",
        suffix="Court",
        unit="3b",
        city="Port Alder",
        state="Maryland",
        postal_code="21078",
    )
    assert fields == parse("2207 HERON CT APT 3B, PORT ALDER, MD 21078")


@pytest.mark.parametrize(
    "written, read",
    [
        ("21014", "21014"),
        ("21014-0001", "21014"),
        ("210140001", "21014"),
        ("21014.0", "21014"),
        ("2115", "02115"),
        ("v5m4e2", "V5M 4E2"),
        ("V5M 4E2", "V5M 4E2"),
        ("00000", None),
        ("x", None),
        ("", None),
    ],
)
def test_postal_codes(written, read):
    assert from_parts(number="8809", street="Alder", state="MA", postal_code=written).postal_code == read


def test_number_and_street_that_contradict_are_unusable():
    with pytest.raises(UnusableAddress, match="'1706 HERON MANOR', but the street says 'ALDER VIEW'"):
        from_parts(number="1706 Heron Manor", street="Alder View", postal_code="21078")


def test_a_number_without_a_street_is_unusable():
    with pytest.raises(UnusableAddress, match="no street"):
        from_parts(number="1706", street="  ", postal_code="21078")


@pytest.mark.parametrize(
    "part, shown",
    [
        ("LARKSPUR", "Larkspur"),
        ("MCDONALD", "McDonald"),
        ("3RD", "3rd"),
        ("NE", "NE"),
        ("LN", "Ln"),
        ("RDG", "Ridge"),
        ("O'HARA", "O'Hara"),
        ("QUEEN'S", "Queen's"),
        ("WILKES-ALDER", "Wilkes-Alder"),
        ("ISLE OF HERON", "Isle of Heron"),
        ("PORT DE HERON", "Port de Heron"),
        ("DE LACEY", "De Lacey"),
        ("HERON LA PLATA", "Heron La Plata"),
        ("US HIGHWAY 1", "US Highway 1"),
        ("", ""),
        (None, ""),
    ],
)
def test_parts_are_shown_as_people_write_them(part, shown):
    assert display(part) == shown


@pytest.mark.parametrize(
    "unit, shown",
    [
        ("3B", "Unit 3B"),
        ("C", "Unit C"),
        ("LOT 24", "Lot 24"),
        ("FL 3", "Floor 3"),
        ("BSMT", "Basement"),
        ("BLDG 2 304", "Building 2 Unit 304"),
        ("FL 3 B", "Floor 3 Unit B"),
        ("A & B", "Unit A & B"),
        (None, ""),
    ],
)
def test_units_are_shown_with_their_word(unit, shown):
    assert display_unit(unit) == shown


def test_the_street_as_it_is_compared():
    assert street_key(parse("8809 N. Green Spring Avenue, 21078")) == "N GREENSPRING AVE"
