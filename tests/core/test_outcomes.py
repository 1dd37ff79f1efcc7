from callsheet.core.outcomes import OUTCOMES, of_group

VALUES = (
    "no_answer busy left_voicemail wrong_number disconnected call_back not_now lead appointment listed_elsewhere "
    "do_not_call not_selling someone_else owner_called deceased"
)


def test_the_outcomes_are_exactly_these():
    assert " ".join(OUTCOMES) == VALUES


def test_keys_are_those_of_the_call_screen():
    keys = {outcome.key: value for value, outcome in OUTCOMES.items() if outcome.key}
    assert "".join(keys) == "123WX4567890"
    assert (keys["7"], keys["0"]) == ("appointment", "not_selling")


def test_each_row_of_keys_is_in_order():
    assert "".join(outcome.key for outcome in of_group("not_reached")) == "123WX"
    assert "".join(outcome.key for outcome in of_group("spoke")) == "4567890"
    assert [outcome.value for outcome in of_group("menu")] == ["someone_else", "owner_called", "deceased"]


def test_whoever_spoke_with_the_owner_had_a_contact():
    assert all(outcome.is_contact for outcome in of_group("spoke"))
    assert not any(outcome.is_contact for outcome in of_group("not_reached"))
    assert not OUTCOMES["someone_else"].is_contact


def test_the_funnel_nests():
    for outcome in OUTCOMES.values():
        assert outcome.is_lead or not outcome.is_appointment, outcome
        assert outcome.is_contact or not outcome.is_lead, outcome


def test_only_the_number_dialed_can_be_learned_about():
    assert {o.value for o in OUTCOMES.values() if o.finding == "wrong"} == {"wrong_number"}
    assert {o.value for o in OUTCOMES.values() if o.finding == "disconnected"} == {"disconnected"}
    assert OUTCOMES["owner_called"].finding == "", "an inbound call dialed no number of ours"
