"""Which two addresses are the same home, which are not, and which a person must look at."""

import pytest

from callsheet.core.address import parse
from callsheet.core.matching import Match, same_home


def match(a: str, b: str, *, place: str = ", Port Alder, MD 21014", streets: tuple[str, ...] = ()) -> Match:
    return same_home(parse(a + place), parse(b + place), streets_in_zip=streets)


@pytest.mark.parametrize(
    "a, b",
    [
        ("418 Larkspur Ln", "418 LARKSPUR LANE"),
        ("418 N. Larkspur Ln", "418 North Larkspur Ln"),
        ("8418 First St", "8418 1st Street"),
        ("418 Mt Alder Rd", "418 Mount Alder Road"),
        ("418 Larkspur Ln Apt 3B", "418 Larkspur Ln # 3-B"),
        ("418 State Road 7", "418 SR 7"),
        ("418-C Larkspur Ln", "418 Larkspur Ln Unit C"),
        ("101-103 Larkspur Ln", "101-103 Larkspur Ln"),
        ("418 Larkspur", "418 Larkspur"),
    ],
)
def test_spellings_of_one_home(a, b):
    found = match(a, b)
    assert found.same is True
    assert found.score == 1.0


@pytest.mark.parametrize(
    "a, b, because",
    [
        ("418 Larkspur Ln", "420 Larkspur Ln", "number 418 against 420"),
        ("724 Larkspur Ln", "724 1/2 Larkspur Ln", "number 724 against 724 1/2"),
        ("418 Larkspur Ln", "418 Larkspur Ct", "Ln against Ct"),
        ("418 N Larkspur Ln", "418 S Larkspur Ln", "direction N against S"),
        ("418 N Larkspur Ln", "418 Larkspur Ln S", "direction N against S"),
        ("12 A Larkspur Ln", "12 B Larkspur Ln", "unit A against unit B"),
        ("12 Larkspur Ln #1", "12 Larkspur Ln Unit 3", "unit 1 against unit 3"),
        ("12 Larkspur Ln Lot 1", "12 Larkspur Ln Lot 2", "lot 1 against lot 2"),
        ("12 Larkspur Ln Floor 1", "12 Larkspur Ln 2nd Floor", "floor 1 against floor 2"),
        ("12 Larkspur Ln", "12 Tamarack Ln", "street Larkspur against Tamarack"),
        ("8812 1st St", "8812 2nd St", "street 1st against 2nd"),
        ("12 Oak Ln", "12 Ash Ln", "street Oak against Ash"),
        ("Lot 3 Larkspur Ln", "Lot 4 Larkspur Ln", "number Lot 3 against Lot 4"),
    ],
)
def test_what_contradicts_is_another_home(a, b, because):
    found = match(a, b)
    assert found.same is False
    assert found.score <= 0.3
    assert found.because[-1] == because


@pytest.mark.parametrize(
    "a, b, because",
    [
        ("12 Larkspur Ln", "12 Larkspur Ln Unit 3", "the first names no unit, the other unit 3"),
        ("12 Larkspur Ln Bsmt", "12 Larkspur Ln", "the second names no unit, the other basement"),
        ("12 Larkspur Ln Lot 103", "12 Larkspur Ln #103", "lot 103 against unit 103 may be the same"),
        ("12 Larkspur Ln Upper", "12 Larkspur Ln #2", "upper against unit 2 may be the same"),
        (
            "12 Larkspur Ln Bldg 2 Apt 304",
            "12 Larkspur Ln Apt 304",
            "building 2 unit 304 against unit 304 may be the same",
        ),
        ("71-73 Larkspur Ln", "71 Larkspur Ln", "71-73 and 71 may be one building"),
        ("72 Larkspur Ln", "71-73 Larkspur Ln", "72 and 71-73 may be one building"),
        ("71-73 Larkspur Ln", "73-75 Larkspur Ln", "71-73 and 73-75 may be one building"),
        ("Lot 3 Larkspur Ln", "12 Larkspur Ln", "the first names a lot instead of a house number"),
        ("12 N Larkspur Ln", "12 Larkspur Ln", "the second leaves out the direction N"),
        ("12 Larkspur Ln", "12 Larkspur Ln SE", "the first leaves out the direction SE"),
        ("12 N Larkspur Ln", "12 N Larkspur Ln SE", "the first leaves out the direction SE"),
        (
            "12 N Larkspur Ln",
            "12 Larkspur Ln N",
            "the direction N stands before the street in one, behind it in the other",
        ),
        ("12 Larkspur Ln", "12 Larkspurr Ln", "the streets are spelt nearly alike: Larkspur against Larkspurr"),
        ("12 Larkspur Ln", "12 Larskpur Ln", "the streets are spelt nearly alike: Larkspur against Larskpur"),
    ],
)
def test_what_leaves_something_out_is_a_question(a, b, because):
    found = match(a, b)
    assert found.same is None
    assert 0.2 < found.score < 0.9
    assert found.because[-1] == because


def test_a_missing_suffix_is_a_question_when_nothing_is_known_about_the_zip():
    found = match("418 Larkspur", "418 Larkspur Ln", place=", 21014")
    assert found.same is None
    assert found.because == (
        "same number and ZIP code",
        "the first does not say what kind of street Larkspur is, and there may be another in 21014",
    )


def test_a_missing_suffix_is_the_same_home_when_the_zip_has_one_such_street():
    found = match("418 Larkspur Ln", "418 Larkspur", streets=("LARKSPUR LN", "N MAIN ST"))
    assert found.same is True
    assert found.because[-1] == "Larkspur Ln is the only Larkspur known in 21014"


@pytest.mark.parametrize("streets", [("Larkspur Ct",), ("LARKSPUR LN", "LARKSPUR CT"), ("larkspur court", "Main St")])
def test_a_missing_suffix_is_a_question_when_the_zip_has_two_such_streets(streets):
    found = match("418 Larkspur", "418 Larkspur Ln", streets=streets)
    assert found.same is None
    assert found.because[-1] == "21014 has Larkspur Ct and Larkspur Ln, and the first does not say which"


def test_the_same_bare_name_is_a_question_too_when_two_streets_bear_it():
    assert match("418 Larkspur", "418 Larkspur", streets=("Larkspur Ln", "Larkspur Ct")).same is None
    assert match("418 Larkspur", "418 Larkspur", streets=("Larkspur Ln", "Main St")).same is True


@pytest.mark.parametrize(
    "bare, whole, streets, same",
    [
        ("12 Oak Ridge", "12 Oak Ridge Dr", (), None),
        ("12 Oak Ridge", "12 Oak Ridge Dr", ("Oak Ridge Dr", "Oak St"), True),
        ("12 Oak Ridge", "12 Oak Ridge Dr", ("Oak Ridge Dr", "Oak Ridge Ct"), None),
        ("12 North Point", "12 N Point Rd", ("North Point Rd",), True),
        ("12 Oak Ridge", "12 Oak Dr", (), False),
        ("12 Oak Ridge", "12 Oak Hill", (), False),
    ],
)
def test_a_last_word_that_may_be_name_or_suffix(bare, whole, streets, same):
    assert match(bare, whole, streets=streets).same is same


def test_a_unit_that_repeats_the_house_number_is_no_question():
    found = match("14 Larkspur Rd U: 14", "14 Larkspur Rd")
    assert found.same is True
    assert found.because[-1] == "unit 14 only repeats the house number"


@pytest.mark.parametrize(
    "a, b, same, because",
    [
        (", Port Alder, MD 21014", ", Wexford, MD 21014", True, "Port Alder and Wexford share 21014"),
        (", Port Alder, MD 21014", ", Port Alder, MD", True, "same number, street and city"),
        (", Port Alder, MD 21014", ", 21014", True, "same number, street and ZIP code"),
        (", N Quarry, MI", ", North Quarry, Michigan", True, "same number, street and city"),
        (", Port Alder, MD 21014", ", Port Alder, MD 21015", None, "21014 against 21015 within Port Alder"),
        (", Port Alder, MD 21014", ", Wexford, MD 21015", False, "21014 against 21015"),
        (", 21014", ", 21015", False, "21014 against 21015"),
        (", Port Alder, MD", ", Wexford, MD", False, "Port Alder against Wexford"),
        (", Port Alder, MD", ", Port Alder, OH", False, "MD against OH"),
        (", Port Alder, MD", ", 21014", None, "one gives a city and the other a postal code"),
        (", Port Alder, MD", "", None, "the second names no place"),
        ("", "", True, "neither names a place"),
        (", Scarborough, ON", ", Toronto, ON", None, "Scarborough and Toronto may be the same city"),
        (", Toronto, ON M5V2T6", ", Toronto, ON M5V 2T6", True, "same number, street and postal code"),
    ],
)
def test_the_place(a, b, same, because):
    found = same_home(parse(f"12 Larkspur Ln{a}"), parse(f"12 Larkspur Ln{b}"))
    assert found.same is same
    assert found.because[-1] == because


def test_a_no_says_first_what_agrees():
    assert match("12 Larkspur Ln #1", "12 Larkspur Ln #3", place=", 21014").because == (
        "same number, street and ZIP code",
        "unit 1 against unit 3",
    )


def test_a_no_is_not_softened_by_what_is_missing():
    found = match("12 Larkspur", "14 Larkspur Ln")
    assert found.same is False
    assert found.because == ("same ZIP code", "number 12 against 14")
