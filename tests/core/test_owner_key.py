"""When two spellings are the same owner. All people are invented."""

import pytest

from callsheet.core.owner_key import has_given_name, same_owner, says_more
from callsheet.core.owner_name import read


def same(one: str, other: str) -> bool:
    answers = {same_owner(read(one).key, read(other).key), same_owner(read(other).key, read(one).key)}
    assert len(answers) == 1, "the order of the question must not matter"
    return answers.pop()


@pytest.mark.parametrize(
    "spelling",
    [
        "BOONE HARRIET",
        "boone, harriet",
        "Harriet M. Boone",
        "Boone Harriet Marie",
        "Mrs Harriet Boone",
        "HARRIETT BOONE",
        "Hattie Boone",
        "Harriet Boone Jr",
        "Hárriet Boone",
    ],
)
def test_one_person_has_one_key(spelling):
    assert read(spelling).key == read("Harriet Boone").key == "people:BOONE HARRIET"


@pytest.mark.parametrize("spelling", ["PAUL & HARRIET BOONE", "BOONE HARRIET & BOONE PAUL", "Boone, Paul T & Harriet"])
def test_a_couple_has_one_key_whoever_is_named_first(spelling):
    assert read(spelling).key == "people:BOONE HARRIET+BOONE PAUL"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bluebird Holdings LLC", "BLUEBIRD HOLDINGS, L.L.C."),
        ("Bluebird Holdings LLC", "The Bluebird Holdings Inc."),
        ("Vail Family Trust", "THE VAIL FAMILY REVOCABLE TRUST DTD 3/4/2015"),
        ("Estate of Harriet Boone", "BOONE HARRIET EST"),
    ],
)
def test_the_legal_form_is_no_part_of_the_key(one, other):
    assert read(one).key == read(other).key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hariet Boone", "Harriet Boone"),
        ("Harriet Bonoe", "Harriet Boone"),
        ("Harriet Boon", "Harriet Boone"),
        ("H Boone", "Harriet Boone"),
        ("Boone", "Harriet Boone"),
        ("Harriet Boone", "Harriet and Paul Boone"),
        ("Maria Lopez", "Maria Garcia-Lopez"),
        ("Paul Vail", "Vail Family Trust"),
        ("Paul Vail", "Paul and Jane Vail Revocable Trust"),
        ("Harriet Boone", "Estate of Harriet Boone"),
        ("Bluebird Holdings LLC", "Bluebird Holding LLC"),
    ],
)
def test_one_owner_met_at_one_home_in_two_spellings(one, other):
    assert same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("John Boone", "Joan Boone"),
        ("Paul Boone", "Paula Boone"),
        ("Harriet Boone", "Paul Boone"),
        ("Harriet Boone", "Harriet Vail"),
        ("Harriet Boone", "Estate of Paul Boone"),
        ("Boone", "Vail"),
        ("Mai Lee", "Mia Lee"),
        ("Hariet Bonne", "Harriet Boone"),
        ("Paul Vail", "Vail Holdings LLC"),
        ("Bluebird Holdings LLC", "Heron Holdings LLC"),
        ("Harriet Vail", "Boone Family Trust"),
        ("", "Harriet Boone"),
    ],
)
def test_two_owners_met_at_one_home(one, other):
    assert not same(one, other)


@pytest.mark.parametrize(
    ("fuller", "than"),
    [
        ("Harriet and Paul Boone", "Harriet Boone"),
        ("Boone Family Trust", "Harriet and Paul Boone"),
        ("Estate of Harriet Boone", "Harriet Boone"),
        ("Estate of Harriet Boone", "Boone Family Trust"),
        ("Harriet Boone", "H Boone"),
        ("Harriet Boone", "Boone"),
        ("Harriet Boone", ""),
        ("Bluebird Holdings LLC", ""),
    ],
)
def test_a_name_that_says_more_replaces_one_that_says_less(fuller, than):
    more, less = read(fuller), read(than)
    assert says_more(more.kind, more.key, less.kind, less.key)
    assert not says_more(less.kind, less.key, more.kind, more.key)


def test_another_spelling_says_no_more():
    one, other = read("Harriet Boone"), read("Hariet Boone")
    assert not says_more(one.kind, one.key, other.kind, other.key)
    assert not says_more(other.kind, other.key, one.kind, one.key)


@pytest.mark.parametrize(
    ("name", "given", "has"),
    [
        ("Jane Vale", "Jane", True),
        ("Harriet and Robert Boone", "Bob", True),
        ("J Robert Vail", "Rob", True),
        ("Paul Thomas", "Thomas", False),
        ("J Vail", "J", False),
        ("Bluebird Holdings LLC", "", False),
    ],
)
def test_people_have_a_given_name_in_any_of_its_forms(name, given, has):
    assert has_given_name(read(name).people, given) is has


def test_keys_fit_their_column():
    assert len(read(" & ".join(f"Person{n} Longsurname{n}" for n in range(40))).key) <= 200
