"""What dialers' words for an ended call mean, and which of them have to be asked."""

import pytest

from callsheet.core.outcomes import OUTCOMES
from callsheet.dialers.csv_list.dispositions import DROPS, MEANS, NOT_DIALED, WORDS, is_drop, meaning, squeezed


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("No Answer", "no_answer"),
        ("NO_ANSWER", "no_answer"),
        ("No Contact – Next Record", "no_answer"),
        ("N/A", "no_answer"),
        ("Answering Machine", "no_answer"),
        ("Busy Signal", "busy"),
        ("Left VM", "left_voicemail"),
        ("Voicemail", "left_voicemail"),
        ("Drop Voicemail", "left_voicemail"),
        ("Bad Number", "wrong_number"),
        ("Not in Service", "disconnected"),
        ("Fax Machine", "disconnected"),
        ("Call Back", "call_back"),
        ("Appt. Set", "appointment"),
        ("Hot Lead", "lead"),
        ("Listed with another agent", "listed_elsewhere"),
        ("DNC Contact", "do_not_call"),
        ("Opted out", "do_not_call"),
        ("Not Selling", "not_selling"),
        ("Gatekeeper", "someone_else"),
        ("Deceased", "deceased"),
        ("Skipped", NOT_DIALED),
        ("DNC Blocked", NOT_DIALED),
    ],
)
def test_words_in_any_dress(said, outcome):
    assert meaning(said, {}) == outcome


@pytest.mark.parametrize("said", ["Contact", "Not Interested", "Hung up", "Spoke", "Follow up", "Incomplete", "", "?"])
def test_what_two_people_would_read_differently_is_asked(said):
    assert meaning(said, {}) is None


@pytest.mark.parametrize(
    "said", ["Owner says DNC!", "Requested: do not call", "DNC - litigator", "please do not contact"]
)
def test_whatever_says_do_not_call_is_one(said):
    assert meaning(said, {}) == "do_not_call"
    assert meaning(said, {squeezed(said): "no_answer"}) == "do_not_call"


def test_what_was_answered_once_is_known():
    assert meaning("NOT Interested.", {"not interested": "not_selling"}) == "not_selling"


def test_nobody_overrules_the_table():
    assert meaning("No answer", {"no answer": "appointment"}) == "no_answer"


def test_every_meaning_is_an_outcome_of_ours():
    assert set(MEANS.values()) <= {*OUTCOMES, NOT_DIALED}
    assert "" not in MEANS
    assert all(squeezed(word) == word for word in MEANS)


def test_no_word_is_in_two_rows():
    words = [squeezed(word) for text in WORDS.values() for word in text.split(";")]
    assert len(words) == len(set(words)) == len(MEANS)


def test_no_row_is_a_call_by_the_owner():
    assert not [outcome for outcome in WORDS if outcome in OUTCOMES and OUTCOMES[outcome].is_inbound]


@pytest.mark.parametrize(
    ("said", "dropped"), [("Voicemail Drop", True), ("VM dropped", True), ("Left voicemail", False)]
)
def test_a_recording_is_told_from_a_voice(said, dropped):
    assert is_drop(said) is dropped


def test_every_drop_is_a_voicemail_left():
    assert {MEANS[word] for word in DROPS} == {"left_voicemail"}
