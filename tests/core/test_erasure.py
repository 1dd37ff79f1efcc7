"""The traces of a person in free text."""

import pytest

from callsheet.core.erasure import people_of, scrub, traces

HARRIET = traces("Harriet Boone", "people:BOONE HARRIET", ["+14105550142"], ["harriet@example.com", "PO Box 12"])


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("Owner found: Harriet Boone.", "Owner found: [erased]."),
        ("spoke to HARRIET  BOONE today", "spoke to [erased] today"),
        ("Boone, Harriet", "[erased]"),
        ("Harriet M. Boone called", "[erased] called"),
        ("call (410) 555-0142 at six", "call [erased] at six"),
        ("410.555.0142, 410-555-0142", "[erased], [erased]"),
        ("+14105550142 or 4105550142", "[erased] or [erased]"),
        ("Harriet@Example.com", "[erased]"),
        ("write to PO Box 12", "write to [erased]"),
    ],
)
def test_it_is_found_however_it_is_written(text, scrubbed):
    assert scrub(text, HARRIET) == scrubbed


@pytest.mark.parametrize(
    "text",
    ["Harrietta Boone", "the Boone house", "Harriet", "410-555-0143", "94105550142", "PO Box 123", "No answer."],
)
def test_others_are_left_alone(text):
    assert scrub(text, HARRIET) == text


def test_each_of_a_couple_is_found():
    both = traces("Harriet and Paul Boone", "people:BOONE HARRIET+BOONE PAUL", [])
    assert scrub("Paul Boone asked; Harriet and Paul Boone agree", both) == "[erased] asked; [erased] agree"


def test_a_firm_is_found_by_its_words_in_order():
    firm = traces("Bluebird Holdings, LLC", "firm:BLUEBIRD HOLDINGS", [])
    assert scrub("Bluebird Holdings Inc. wrote", firm) == "[erased] Inc. wrote"
    assert scrub("holdings bluebird", firm) == "holdings bluebird"


def test_the_home_is_no_trace():
    at_home = traces("Harriet Boone", "people:BOONE HARRIET", [], ["418 Larkspur Ln"], homes=["418 Larkspur Ln"])
    assert scrub("Knocked at 418 Larkspur Ln", at_home) == "Knocked at 418 Larkspur Ln"


@pytest.mark.parametrize(("name", "key"), [("", ""), ("Li", "people:LI")])
def test_what_would_be_found_everywhere_is_not_looked_for(name, key):
    assert traces(name, key, []) is None


def test_a_number_that_is_no_american_one_is_found_as_it_is():
    assert scrub("ask +441632960142", traces("", "", ["+441632960142"])) == "ask [erased]"


@pytest.mark.parametrize(
    ("key", "people"),
    [
        ("people:BOONE HARRIET+BOONE PAUL", ("people:BOONE HARRIET", "people:BOONE PAUL")),
        ("firm:BLUEBIRD HOLDINGS", ("firm:BLUEBIRD HOLDINGS",)),
        ("", ()),
    ],
)
def test_the_people_of_a_key(key, people):
    assert people_of(key) == people
