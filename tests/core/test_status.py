"""Status words: RESO's names in any spelling, each MLS's own, and what must stay a question."""

import pytest

from callsheet.core.status import (
    ACTIVE,
    CANCELED,
    CLOSED,
    COMMON,
    CONTRACT_OVER,
    EXPIRED,
    HOLD,
    MLS_NAMES,
    PENDING,
    STANDARD_STATUSES,
    UNDER_CONTRACT,
    VOCABULARIES,
    WITHDRAWN,
    answer_key,
    same_word,
    standard_status,
)


@pytest.mark.parametrize("name", STANDARD_STATUSES)
def test_resos_names_are_read_as_text_and_as_odata_value(name):
    whole = name.replace(" ", "")
    for spelling in (name, name.upper(), name.lower(), whole, whole.upper(), whole.lower(), f" {name} "):
        assert standard_status(spelling, "", {}) == name


@pytest.mark.parametrize("name", STANDARD_STATUSES)
def test_no_case_of_letters_makes_a_word_a_question(name):
    assert standard_status(name.swapcase(), "", {}) == name
    assert standard_status("".join(c.upper() if at % 2 else c.lower() for at, c in enumerate(name)), "", {}) == name


@pytest.mark.parametrize(
    ("word", "mls", "meaning"),
    [
        ("A-ER", "Las Vegas REALTORS", ACTIVE),
        ("a-ea", "GLVAR", ACTIVE),
        ("A-AU", "LVR", ACTIVE),
        ("S", "Las Vegas REALTORS", CLOSED),
        ("sold", "", CLOSED),
        ("ACT", "MLS PIN", ACTIVE),
        ("CTG", "MLS PIN", UNDER_CONTRACT),
        ("EXT", "MLS PIN", ACTIVE),
        ("EXP", "MLS PIN", EXPIRED),
        ("New", "Repliers", ACTIVE),
        ("Sc", "Repliers", UNDER_CONTRACT),
        ("Ter", "Repliers", CANCELED),
        ("Terminated", "HouseSigma", CANCELED),
        ("Suspended", "HouseSigma", HOLD),
        ("U/P", "", PENDING),
        ("Cancelled", "ARMLS", CANCELED),
        ("UCB", "ARMLS", UNDER_CONTRACT),
        ("X", "CRMLS", EXPIRED),
        ("K", "CRMLS", CANCELED),
        ("Temp Off Market", "Bright MLS", HOLD),
        ("TOM", "Stellar MLS", HOLD),
    ],
)
def test_an_mls_own_words(word, mls, meaning):
    assert standard_status(word, mls, {}) == meaning


def test_withdrawn_does_not_mean_the_same_everywhere():
    assert standard_status("Withdrawn", "Bright MLS", {}) == WITHDRAWN
    assert standard_status("Withdrawn", "an MLS nobody knows", {}) == WITHDRAWN
    assert standard_status("Withdrawn", "Canopy MLS", {}) == CANCELED
    assert standard_status("Unconditionally Withdrawn", "", {}) == CANCELED
    assert standard_status("Conditionally Withdrawn", "", {}) == WITHDRAWN


@pytest.mark.parametrize("word", ["Off Market", "C", "T", "X", "E", "U", "EXT", "Comming Soon", "", "  ", "?"])
def test_what_is_ambiguous_or_unknown_is_a_question(word):
    assert standard_status(word, "", {}) is None


def test_off_market_is_a_question_for_mls_pin_too():
    assert standard_status("Off Market", "MLS PIN", {}) is None


def test_an_answer_beats_every_table_and_ignores_case():
    answers = {"off market": EXPIRED, "withdrawn": CANCELED}
    assert standard_status("OFF  Market", "MLS PIN", answers) == EXPIRED
    assert standard_status("Withdrawn", "Bright MLS", answers) == CANCELED
    assert standard_status("Active", "Bright MLS", answers) == ACTIVE


def test_the_key_of_an_answer_is_one_for_every_spelling():
    assert answer_key("  Off \t MARKET ") == answer_key("off market") == "off market"


def test_nothing_common_means_that_a_contract_is_over_by_a_single_letter():
    letters = {word for word, meaning in COMMON.items() if meaning in CONTRACT_OVER and len(word) == 1}
    assert letters == set()


def test_two_spellings_of_one_word():
    assert same_word("EXPIRED", "Expired")
    assert same_word("Exp", "Expired")
    assert same_word("ACT", "A")
    assert not same_word("A-ER", "A-EA")
    assert not same_word("Expired", "Canceled")


def test_a_word_without_its_spaces_means_what_it_means_with_them():
    for words in (COMMON, *VOCABULARIES.values()):
        assert {word: words[word.replace(" ", "")] for word in words} == words


def test_every_vocabulary_can_be_reached_and_holds_only_standard_statuses():
    assert set(MLS_NAMES.values()) == set(VOCABULARIES)
    assert {meaning for words in VOCABULARIES.values() for meaning in words.values()} <= set(STANDARD_STATUSES)
