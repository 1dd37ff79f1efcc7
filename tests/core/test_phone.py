"""Phone numbers as vendors write them."""

import random

import phonenumbers
import pytest

from callsheet.core import phone

WAYS_TO_WRITE = [
    "4105550142",
    "14105550142",
    "(410) 555-0142",
    "(410)555-0142",
    "410-555-0142",
    "410.555.0142",
    "410 - 555 - 0142",
    "1-410-555-0142",
    "+1 (410) 555-0142",
    "tel:+1-410-555-0142",
    " 410 555 0142 ",
    "'4105550142",
    "4105550142.0",
    "4105550142 (cell)",
    "410-555-0142 x12",
    "+1 410 555 0142 ext. 7",
]


@pytest.mark.parametrize("text", WAYS_TO_WRITE)
def test_every_way_of_writing_is_the_same_number(text):
    assert phone.e164(text) == "+14105550142"
    assert phone.parse(text) == phone.Phone("+14105550142", "residential")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("555-0142", "The area code is missing. Write ten digits."),
        ("410555014", "A phone number has ten digits, this has 9."),
        ("41055501421", "A phone number has ten digits, this has 11."),
        ("123-456-7890", "There is no area code 123. Look the number up again."),
        ("0000000000", "There is no area code 000. Look the number up again."),
        ("999-999-9999", "There is no area code 999. Look the number up again."),
        ("410-155-0142", "Area code 410 has no numbers that go on with 155. Look the number up again."),
        ("n/a", "This is not a phone number. Write ten digits, or leave it empty."),
        ("", "This is not a phone number. Write ten digits, or leave it empty."),
        ("4.10555E+09", "A spreadsheet shortened it. Format the column as text, fill it in again and export."),
    ],
)
def test_an_unusable_number_says_what_to_do(text, problem):
    assert phone.parse(text) == phone.Phone(None, "unusable", problem)
    assert phone.e164(text) is None


@pytest.mark.parametrize(
    ("text", "number", "kind"),
    [
        ("800-555-0199", "+18005550199", "toll_free"),
        ("1-888-555-0142", "+18885550142", "toll_free"),
        ("900 555 0142", "+19005550142", "premium"),
        ("500-555-0100", "+15005550100", "personal"),
    ],
)
def test_lines_that_ring_in_no_home_are_numbers_with_a_reason(text, number, kind):
    read = phone.parse(text)
    assert (read.number, read.kind) == (number, kind)
    assert read.problem
    assert not read.is_residential


def test_numbers_reserved_for_fiction_count_in_every_area_code():
    for area in ("212", "305", "410", "505", "604", "702", "808", "907"):
        for line in ("0100", "0142", "0199"):
            assert phone.parse(f"{area}-555-{line}").is_residential, (area, line)


def test_canadian_numbers_are_at_home_and_others_keep_their_country():
    assert phone.e164("604-555-0101") == "+16045550101"
    assert phone.e164("604-555-0101", region="CA") == "+16045550101"
    assert phone.e164("+44 20 7946 0018") == "+442079460018"
    assert phone.e164("020 7946 0018", region="GB") == "+442079460018"
    assert phone.e164("+33 1 23") is None


def test_numbers_are_read_out_and_give_their_area_code():
    assert phone.national("+14105550142") == "(410) 555-0142"
    assert phone.national("+442079460018") == "+44 20 7946 0018"
    assert phone.national("no number") == "no number"
    assert phone.area_code("+14105550142") == "410"
    assert phone.area_code("+442079460018") is None


def test_six_digits_decide_as_the_whole_numbering_plan_does():
    """The cache asks once for each exchange; `phonenumbers` asked for the whole number must never disagree."""
    chance = random.Random(2026)
    for _ in range(2_000):
        digits = f"{chance.randint(200, 999)}{chance.randint(200, 999)}{chance.randint(0, 9999):04}"
        if digits[3:8] == "55501":
            continue
        whole = phonenumbers.is_valid_number(phonenumbers.PhoneNumber(country_code=1, national_number=int(digits)))
        assert (phone.e164(digits) is not None) == whole, digits
