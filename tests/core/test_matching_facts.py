"""Worked pairs: two addresses with what is known of each home, the answer, and the reason that leads.

The same street and town throughout, so that a line shows only what differs. All of it is invented.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callsheet.core.address import parse
from callsheet.core.matching import Match, same_home
from callsheet.core.matching_facts import HomeFacts, evidence, metres_apart, parcel_key, same_parcel

PLACE = ", Port Alder, MD 21078"
ONE_STREET, TWO_STREETS = ("Teal Rd", "N Quarry St"), ("Teal Rd", "Teal Ct")
NOTHING: dict = {}
RANCH = {"year_built": 1987, "living_area": 2310, "bedrooms": 4}
OTHER_RANCH = {"year_built": 2004, "living_area": 1420, "bedrooms": 2}
PARCEL, OTHER_PARCEL = {"parcel": "12-034-0567"}, {"parcel": "12-034-0568"}
HERE, NEAR, FAR = ({"latitude": 39.5, "longitude": longitude} for longitude in (-76.3, -76.3004, -76.33))


def match(a: str, b: str, one: dict, other: dict, streets: tuple[str, ...] = ()) -> Match:
    a, b = (line if "," in line else line + PLACE for line in (a, b))
    return same_home(parse(a), parse(b), streets_in_zip=streets, facts=(HomeFacts(**one), HomeFacts(**other)))


# (first, second, known of the first, known of the second, streets known in the ZIP, a phrase of the reason)
SAME = [
    # A street type that one file leaves out.
    ("12 Teal", "12 Teal Rd", PARCEL, PARCEL, (), "same parcel 12-034-0567"),
    ("12 Teal", "12 Teal Rd", PARCEL, {"parcel": "120340567"}, (), "same parcel 12-034-0567"),
    ("12 Teal", "12 Teal Rd", PARCEL, {"parcel": "012 034 0567"}, (), "same parcel 012 034 0567"),
    ("12 Teal", "12 Teal Rd", PARCEL, PARCEL, TWO_STREETS, "same parcel 12-034-0567"),
    ("12 Teal", "12 Teal Rd", NOTHING, NOTHING, ONE_STREET, "Teal Rd is the only Teal known in 21078"),
    ("12 Teal", "12 Teal Rd", RANCH, RANCH, (), "both 2,310 square feet"),
    ("12 Teal", "12 Teal Rd", RANCH, RANCH | {"bedrooms": None}, (), "both built 1987"),
    ("12 Teal", "12 Teal Rd", RANCH, RANCH | {"living_area": 2320}, (), "both 2,320 square feet"),
    ("12 Teal", "12 Teal Rd", RANCH, RANCH | {"year_built": 1988}, (), "both 4 bedrooms"),
    ("12 Teal", "12 Teal Rd", RANCH, OTHER_RANCH | {"year_built": 1987}, ONE_STREET, "only Teal known"),
    ("12 Teal", "12 Teal Rd", RANCH, RANCH | {"bedrooms": 5}, (), "both 2,310 square feet"),
    # A direction that one file leaves out, or puts behind.
    ("12 N Quarry St", "12 Quarry St", PARCEL, PARCEL, (), "same parcel 12-034-0567"),
    ("12 N Quarry St", "12 Quarry St N", PARCEL, PARCEL, (), "same parcel 12-034-0567"),
    ("12 N Quarry St", "12 Quarry St", RANCH, RANCH, (), "both built 1987"),
    ("12 N Quarry St", "12 Quarry St N", RANCH, RANCH, (), "both 2,310 square feet"),
    ("12 N Quarry", "12 Quarry St", RANCH, RANCH, (), "both 2,310 square feet"),
    # A slip of the keyboard.
    ("12 Larkspur Ln", "12 Larskpur Ln", PARCEL, PARCEL, (), "same parcel 12-034-0567"),
    ("12 Larkspur Ln", "12 Larkspurr Ln", RANCH, RANCH, (), "both built 1987"),
    ("12 Larkspur Ln", "12 Larkspr Ln", RANCH | HERE, RANCH | NEAR, (), "34 m apart"),
    ("12 Alder Ln", "12 Adler Ln", RANCH, RANCH, (), "spelt nearly alike: Alder against Adler"),
    # A name that ends like a kind of street.
    ("12 Arts Circle", "12 Arts Circle Dr", RANCH, RANCH, (), "the first says Arts Cir, which may be a street of"),
    ("12 Mill Court Rd", "12 Mill Court", PARCEL, PARCEL, (), "the second says Mill Ct, which may be a street of"),
    # A place that is missing or another.
    ("12 Teal Rd, Port Alder, MD", "12 Teal Rd, 21078", RANCH, RANCH, (), "both 4 bedrooms"),
    ("12 Teal Rd, Port Alder, MD 21079", "12 Teal Rd", RANCH, RANCH, (), "21079 against 21078 within Port Alder"),
    ("12 Teal Rd, Port Alder, MD 21079", "12 Teal Rd", RANCH, RANCH | {"bedrooms": None}, (), "both built 1987"),
    ("12 Teal, Port Alder, MD 21079", "12 Teal", RANCH, RANCH, (), "both 4 bedrooms"),
    ("12 Teal Rd, Port Alder, MD 21079", "12 Teal Rd", PARCEL, PARCEL, (), "same parcel 12-034-0567"),
    ("12 Teal Rd, Wexford, MD", "12 Teal Rd, Port Alder, MD", PARCEL, PARCEL, (), "same parcel 12-034-0567"),
    ("12 Teal Rd, Wexford, MD 21079", "12 Teal Rd", PARCEL, PARCEL, (), "same parcel 12-034-0567"),
    # A lot that got its number, a house that takes two.
    ("Lot 3 Teal Rd", "12 Teal Rd", PARCEL, PARCEL, (), "same parcel 12-034-0567"),
    (
        "71-73 Teal Rd",
        "71 Teal Rd",
        PARCEL | RANCH | {"property_type": "Detached"},
        PARCEL | RANCH | {"property_type": "Single Family Residence"},
        (),
        "71-73 and 71 may be one building",
    ),
    # One address is one home, whatever its facts became: homes are built on, counties number anew.
    ("12 Teal Rd", "12 TEAL ROAD", RANCH, OTHER_RANCH, (), "same number, street and ZIP code"),
    ("12 Teal Rd", "12 Teal Rd", PARCEL, OTHER_PARCEL, (), "same number, street and ZIP code"),
    ("12 Teal Rd", "12 Teal Rd", HERE, FAR, (), "same number, street and ZIP code"),
]

DIFFERENT = [
    # Next doors, other halves, the unit above.
    ("12 Teal Rd", "14 Teal Rd", RANCH, RANCH, (), "number 12 against 14"),
    ("12 Teal Rd", "14 Teal Rd", RANCH | HERE, RANCH | NEAR, (), "number 12 against 14"),
    ("12 Teal Rd", "14 Teal Rd", PARCEL | RANCH, PARCEL | RANCH, (), "number 12 against 14"),
    ("12 Teal Rd Unit A", "12 Teal Rd Unit B", RANCH, RANCH, (), "unit A against unit B"),
    ("12 Teal Rd Unit A", "12 Teal Rd Unit B", PARCEL | RANCH, PARCEL | RANCH, (), "unit A against unit B"),
    ("12-A Teal Rd", "12-B Teal Rd", PARCEL, PARCEL, (), "unit A against unit B"),
    ("500 Teal Rd #304", "500 Teal Rd #404", PARCEL | RANCH | HERE, PARCEL | RANCH | HERE, (), "unit 304 against"),
    ("724 Teal Rd", "724 1/2 Teal Rd", PARCEL | RANCH, PARCEL | RANCH, (), "number 724 against 724 1/2"),
    # Another street of the name, the other side of town.
    ("12 Teal Rd", "12 Teal Ct", RANCH, RANCH, (), "Rd against Ct"),
    ("12 N Quarry St", "12 S Quarry St", RANCH, RANCH, (), "direction N against S"),
    ("12 Teal Rd", "12 Heron Rd", RANCH | HERE, RANCH | HERE, (), "street Teal against Heron"),
    ("12 Teal Rd, Wexford, MD 21079", "12 Teal Rd", RANCH, RANCH, (), "21079 against 21078"),
    ("12 Teal Rd, Wexford, MD 21079", "12 Teal Rd", {"parcel": "12-034"}, {"parcel": "12-034"}, (), "21079 against"),
    ("12 Teal Rd, Wexford, OH", "12 Teal Rd, Wexford, MD", PARCEL, PARCEL, (), "OH against MD"),
    # Another parcel of the county says what the addresses leave open.
    ("12 Teal", "12 Teal Rd", PARCEL, OTHER_PARCEL, (), "parcel 12-034-0567 against 12-034-0568"),
    ("12 N Quarry St", "12 Quarry St", PARCEL, OTHER_PARCEL, (), "parcel 12-034-0567 against 12-034-0568"),
    ("71-73 Teal Rd", "71 Teal Rd", PARCEL, OTHER_PARCEL, (), "parcel 12-034-0567 against 12-034-0568"),
    ("12 Larkspur Ln", "12 Larkspurr Ln", PARCEL, OTHER_PARCEL, (), "parcel 12-034-0567 against"),
    # Two facts against it and none for it.
    ("12 Teal", "12 Teal Rd", RANCH, OTHER_RANCH, (), "built 1987 against 2004"),
    ("12 Teal", "12 Teal Rd", RANCH, OTHER_RANCH, TWO_STREETS, "2,310 against 1,420 square feet"),
    ("12 Larkspur Ln", "12 Larkspurr Ln", RANCH, OTHER_RANCH, (), "4 against 2 bedrooms"),
    ("12 Teal Rd, Port Alder, MD 21079", "12 Teal Rd", RANCH, OTHER_RANCH, (), "built 1987 against 2004"),
]

ASK = [
    # Nothing known, or too little.
    ("12 Teal", "12 Teal Rd", NOTHING, NOTHING, (), "the first does not say what kind of street Teal is"),
    ("12 Teal", "12 Teal Rd", RANCH, NOTHING, (), "the first does not say what kind of street Teal is"),
    ("12 Teal", "12 Teal Rd", {"year_built": 1987}, {"year_built": 1987}, (), "both built 1987"),
    ("12 Teal", "12 Teal Rd", {"bedrooms": 4, "year_built": 1987}, RANCH, (), "both built 1987"),
    ("12 Teal", "12 Teal Rd", RANCH, {"living_area": 2310, "year_built": 1960}, (), "built 1987 against 1960"),
    ("12 Teal", "12 Teal Rd", HERE, HERE, (), "0 m apart"),
    ("12 Teal", "12 Teal Rd", RANCH | HERE, RANCH | FAR, (), "2.6 km apart"),
    ("12 Teal", "12 Teal Rd", RANCH, RANCH | {"bedrooms": 2}, (), "4 against 2 bedrooms"),
    ("12 Arts Circle", "12 Arts Circle Dr", NOTHING, NOTHING, ("Arts Circle Dr",), "Arts Cir"),
    # Where the ZIP has two streets of the name, only the parcel tells them apart.
    ("12 Teal", "12 Teal Rd", RANCH, RANCH, TWO_STREETS, "21078 has Teal Ct and Teal Rd"),
    # The only street of the name, and yet another house.
    ("12 Teal", "12 Teal Rd", RANCH, OTHER_RANCH, ONE_STREET, "2,310 against 1,420 square feet"),
    ("12 Teal", "12 Teal Rd", PARCEL, OTHER_PARCEL, ONE_STREET, "parcel 12-034-0567 against 12-034-0568"),
    # A parcel in another format contradicts nothing; facts that agree hold another parcel up.
    ("12 Teal", "12 Teal Rd", PARCEL, {"parcel": "R-77812"}, (), "the first does not say"),
    ("12 Teal", "12 Teal Rd", PARCEL | RANCH, OTHER_PARCEL | RANCH, (), "parcel 12-034-0567 against 12-034-0568"),
    # One parcel, and the address says otherwise: the file may be wrong, or the corner has two doors.
    ("12 Teal Rd", "12 Teal Ct", PARCEL, PARCEL, (), "same parcel 12-034-0567"),
    ("12 N Quarry St", "12 S Quarry St", PARCEL, PARCEL, (), "direction N against S"),
    ("12 Teal Rd", "12 Heron Rd", PARCEL, PARCEL, (), "street Teal against Heron"),
    # Units: halves are built alike and may share a parcel.
    ("12 Teal Rd", "12 Teal Rd Unit B", RANCH, RANCH, (), "the first names no unit, the other unit B"),
    ("12 Teal Rd", "12 Teal Rd Unit B", PARCEL | RANCH, PARCEL | RANCH, (), "same parcel 12-034-0567"),
    ("12 Teal Rd", "12 Teal Rd Unit B", PARCEL, OTHER_PARCEL, (), "parcel 12-034-0567 against 12-034-0568"),
    ("12 Teal Rd", "12 Teal Rd Unit B", RANCH, OTHER_RANCH, (), "2,310 against 1,420 square feet"),
    ("12 Teal Rd Upper", "12 Teal Rd #2", PARCEL | RANCH, PARCEL | RANCH, (), "upper against unit 2 may be the same"),
    ("12 Teal Rd Bldg 2 Apt 304", "12 Teal Rd Apt 304", PARCEL | RANCH, PARCEL | RANCH, (), "may be the same"),
    ("71-73 Teal Rd", "71 Teal Rd", PARCEL | RANCH, PARCEL | RANCH, (), "71-73 and 71 may be one building"),
    ("71-73 Teal Rd", "71 Teal Rd", RANCH, RANCH, (), "71-73 and 71 may be one building"),
    ("Lot 3 Teal Rd", "12 Teal Rd", PARCEL, OTHER_PARCEL, (), "the first names a lot"),
    # Another ZIP of the city may have its own street of a bare name: all three must agree.
    ("12 Teal, Port Alder, MD 21079", "12 Teal", RANCH, RANCH | {"bedrooms": None}, (), "21079 against 21078"),
    ("12 Teal Rd", "12 Teal Rd,", RANCH, RANCH, (), "the second names no place"),
]


def worked(pairs):
    return pytest.mark.parametrize(
        "a, b, one, other, streets, because", pairs, ids=[f"{n}: {pair[0]} / {pair[1]}" for n, pair in enumerate(pairs)]
    )


@worked(SAME)
def test_the_same_home(a, b, one, other, streets, because):
    found = match(a, b, one, other, streets)
    assert found.same is True
    assert found.score >= 0.9
    assert because in "; ".join(found.because)


@worked(DIFFERENT)
def test_another_home(a, b, one, other, streets, because):
    found = match(a, b, one, other, streets)
    assert found.same is False
    assert found.score <= 0.3
    assert because in "; ".join(found.because)


@worked(ASK)
def test_a_person_must_look(a, b, one, other, streets, because):
    found = match(a, b, one, other, streets)
    assert found.same is None
    assert because in "; ".join(found.because)


def test_there_are_enough_worked_pairs():
    assert len(SAME) + len(DIFFERENT) + len(ASK) >= 60


@pytest.mark.parametrize(
    "written, key",
    [
        ("12-034-0567", "120340567"),
        (" 12 034 0567 ", "120340567"),
        ("R0045a.12", "R0045A12"),
        ("2749905.0", "2749905"),
        ("00120", "00120"),
        ("TBD", ""),
        ("0000-000", ""),
        ("9999999", ""),
        ("Multiple", ""),
        ("See remarks 12", ""),
        ("1.20340567E+11", ""),
        ("123", ""),
        ("Unknown", ""),
        ("To be determined", ""),
        ("", ""),
    ],
)
def test_a_parcel_number_as_it_is_compared(written, key):
    assert parcel_key(written) == key


@pytest.mark.parametrize(
    "one, other, same",
    [
        ("120340567", "120340567", True),
        ("0120340567", "120340567", True),
        ("120340567", "120340568", False),
        ("R0045A12", "R0046A12", False),
        ("120340567", "24025120340567", None),
        ("R0045A12", "120340567", None),
        ("", "120340567", None),
        ("", "", None),
    ],
)
def test_two_parcels(one, other, same):
    assert same_parcel(one, other) is same
    assert same_parcel(other, one) is same


def test_the_distance_of_two_homes():
    one, other = HomeFacts(latitude=39.0, longitude=-76.0), HomeFacts(latitude=39.0, longitude=-76.001)
    assert metres_apart(one, other) == pytest.approx(86.4, abs=0.5)
    assert metres_apart(one, HomeFacts(latitude=39.0)) is None


facts = st.builds(
    HomeFacts,
    parcel=st.sampled_from(["", "12-034-0567", "120340567", "12-034-0568", "R-77812", "TBD"]),
    latitude=st.sampled_from([None, 39.5, 39.51]),
    longitude=st.sampled_from([None, -76.3, -76.31]),
    year_built=st.sampled_from([None, 1987, 1988, 2004]),
    living_area=st.sampled_from([None, 2310, 2320, 1420]),
    bedrooms=st.sampled_from([None, 2.0, 3.0, 4.0]),
    property_type=st.sampled_from(["", "Detached", "Condo"]),
)
lines = st.sampled_from(
    sorted({line if "," in line else line + PLACE for pair in (*SAME, *DIFFERENT, *ASK) for line in pair[:2]})
).map(parse)
streets = st.sampled_from([(), ONE_STREET, TWO_STREETS])


@given(lines, lines, facts, facts, streets)
def test_the_answer_does_not_depend_on_the_order(a, b, one, other, known):
    there = same_home(a, b, streets_in_zip=known, facts=(one, other))
    back = same_home(b, a, streets_in_zip=known, facts=(other, one))
    assert (there.same, there.score) == (back.same, back.score)


@given(facts, facts)
def test_evidence_does_not_depend_on_the_order(one, other):
    there, back = evidence(one, other), evidence(other, one)
    assert there.for_it == back.for_it
    assert (there.parcel, there.alike, there.apart, len(there.against)) == (
        back.parcel, back.alike, back.apart, len(back.against),
    )  # fmt: skip


@given(lines, lines, streets)
def test_unknown_facts_change_nothing(a, b, known):
    assert same_home(a, b, streets_in_zip=known) == same_home(
        a, b, streets_in_zip=known, facts=(HomeFacts(), HomeFacts())
    )


@given(lines, lines, facts, facts, streets)
def test_facts_never_join_two_units_or_two_numbers(a, b, one, other, known):
    found = same_home(a, b, streets_in_zip=known, facts=(one, other))
    if a.unit and b.unit and a.unit != b.unit:
        assert found.same is not True
    if a.number.isdigit() and b.number.isdigit() and a.number != b.number:
        assert found.same is False


@given(lines, lines, streets, st.sampled_from([NOTHING, HERE, NEAR]), st.sampled_from([HERE, NEAR]))
def test_a_place_on_the_map_never_decides_alone(a, b, known, one, other):
    alone = same_home(a, b, streets_in_zip=known)
    assert same_home(a, b, streets_in_zip=known, facts=(HomeFacts(**one), HomeFacts(**other))).same is alone.same
