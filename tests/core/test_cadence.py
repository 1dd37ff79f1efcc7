"""The cadence by example in the words of the screen, then its promises for any history, outcome and moment."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callsheet.core.cadence import (
    BLOCK,
    MOST_DAYS,
    MOST_TOUCHES,
    Block,
    History,
    Plan,
    Stop,
    after_appointment,
    consequence,
    day_after,
    first_by_hand,
    first_touch,
    is_new,
    next_by_hand,
    next_touch,
)
from callsheet.core.outcomes import OUTCOMES

MARYLAND = ZoneInfo("America/New_York")
TUESDAY = date(2026, 11, 24)
NEW = History(expired_on=date(2026, 11, 22))
OLD = History(expired_on=date(2026, 9, 11), touches=4, started_at=datetime(2026, 11, 2, 14, tzinfo=UTC))


def at(hour: int, minute: int = 0, day: date = TUESDAY) -> datetime:
    return datetime.combine(day, time(hour, minute), MARYLAND)


def said(outcome: str, history: History = NEW, now: datetime | None = None, block: Block = BLOCK) -> str:
    return consequence(history, outcome, now or at(8, 14), MARYLAND, block)


# ---- the words under the keys


def test_a_new_expired_is_tried_again_the_same_afternoon():
    assert said("no_answer") == "again today, 4:40 pm"


def test_after_a_voicemail_it_rests_until_the_next_evening():
    assert said("left_voicemail") == "again Wed, 5:30 pm"


def test_no_answer_in_the_afternoon_goes_to_the_next_morning():
    assert said("no_answer", now=at(16, 45)) == "again Wed, 8:30 am"


def test_busy_is_tried_again_soon():
    assert said("busy") == "again in 20 minutes"


def test_busy_just_before_evening_waits_for_the_morning():
    assert said("busy", now=at(19, 50)) == "again Wed, 8:30 am"


def test_nothing_is_promised_that_the_caps_refuse():
    capped = History(expired_on=NEW.expired_on, other_numbers=1, capped_until=at(8, 40, TUESDAY + timedelta(days=1)))
    assert said("no_answer", capped) == "again Wed, 8:40 am"
    assert said("busy", capped) == "again Wed, 8:40 am"
    assert said("wrong_number", capped) == "again Wed, 8:40 am"
    assert said("not_now", capped) == said("not_now")


def test_an_agreed_time_is_kept_though_the_caps_may_refuse_it():
    capped = History(expired_on=NEW.expired_on, capped_until=at(8, 40, TUESDAY + timedelta(days=1)))
    agreed = at(17)
    assert next_touch(capped, "call_back", at(9), MARYLAND, call_back_at=agreed).due_at == agreed


@pytest.mark.parametrize("outcome", ["wrong_number", "disconnected"])
def test_a_useless_number_gives_way_to_the_next_one(outcome):
    assert said(outcome, History(NEW.expired_on, other_numbers=1)) == "tries next number"
    assert said(outcome, History(NEW.expired_on, other_numbers=0)) == "letters, doors only"


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("call_back", "asks for the time"),
        ("not_now", "again in 7 days"),
        ("lead", "nurture: in 7 days"),
        ("appointment", "asks time and place"),
        ("listed_elsewhere", "closes the lead"),
        ("do_not_call", "letters, doors only"),
        ("not_selling", "again in 30 days"),
        ("someone_else", "again Wed, 5:30 pm"),
        ("owner_called", "asks what came of it"),
        ("deceased", "closes the lead"),
    ],
)
def test_what_is_under_the_other_keys(outcome, words):
    assert said(outcome) == words


def test_the_last_touch_says_that_it_closes_the_lead():
    last = History(OLD.expired_on, touches=MOST_TOUCHES - 1, started_at=at(9) - timedelta(days=40))
    assert said("no_answer", last) == "closes the lead"


# ---- rests


def test_days_three_to_seven_are_left_alone():
    four_days_old = History(date(2026, 11, 20), touches=3, started_at=at(9, day=date(2026, 11, 20)))
    plan = next_touch(four_days_old, "no_answer", at(9), MARYLAND)
    assert plan.due_at == at(17, 30, date(2026, 11, 28))
    assert plan.because == "Nobody reached: rests 4 days, then at another hour."


def test_an_older_one_that_does_not_answer_rests_longer_with_every_touch():
    rests = []
    for touches in range(MOST_TOUCHES - 1):
        plan = next_touch(History(OLD.expired_on, touches, at(9)), "no_answer", at(9), MARYLAND)
        rests.append((plan.due_at.date() - TUESDAY).days)
    assert rests[0] == 3
    assert rests[-1] == 7
    assert rests == sorted(rests)


def test_twenty_touches_without_an_answer_fit_into_the_ninety_days():
    now, history, touches = at(8, 5), History(TUESDAY), 0
    while True:
        touches += 1
        plan = next_touch(history, "no_answer", now, MARYLAND)
        if isinstance(plan, Stop):
            break
        history = History(TUESDAY, touches, history.started_at or now)
        now = plan.due_at
    assert touches == MOST_TOUCHES
    assert plan.because == "20 touches are done."


def test_a_rest_by_mood_comes_back_at_the_hour_at_which_the_owner_answered():
    plan = next_touch(NEW, "not_now", at(10, 35), MARYLAND)
    assert plan.due_at == at(10, 35, date(2026, 12, 1))


def test_a_touch_that_would_fall_on_a_sunday_falls_on_monday():
    saturday = date(2026, 11, 28)
    plan = next_touch(History(saturday), "left_voicemail", at(9, day=saturday), MARYLAND)
    assert plan.due_at == at(17, 30, date(2026, 11, 30))


def test_someone_else_is_asked_for_the_owner_tomorrow_at_another_hour():
    assert next_touch(OLD, "someone_else", at(17), MARYLAND).due_at == at(8, 30, date(2026, 11, 25))


def test_the_hours_follow_the_persons_block():
    late = Block(time(16), time(18))
    assert said("left_voicemail", block=late) == "again Wed, 4:30 pm"
    assert said("no_answer", now=at(16, 45), block=late) == "again Wed, 8:30 am"


def test_ninety_days_run_from_the_first_touch_and_not_from_the_opening():
    never_called = History(date(2025, 1, 2))
    assert isinstance(next_touch(never_called, "no_answer", at(9), MARYLAND), Plan)
    long_worked = History(date(2025, 1, 2), 5, at(9) - timedelta(days=88))
    assert next_touch(long_worked, "no_answer", at(9), MARYLAND) == Stop("90 days of touches are over.")


# ---- agreed times and ends


def test_an_agreed_time_is_kept_whatever_the_day_and_the_count():
    sunday_night = at(20, 30, date(2026, 11, 29))
    plan = next_touch(
        History(OLD.expired_on, 19, at(9) - timedelta(days=89)), "call_back", at(9), MARYLAND, Block(), sunday_night
    )
    assert plan == Plan("call", sunday_night, 21, True, "Asked for a call Sun, 8:30 pm.")


def test_a_call_back_without_its_time_is_an_error():
    with pytest.raises(ValueError, match="needs the time"):
        next_touch(NEW, "call_back", at(9), MARYLAND)


def test_an_outcome_that_does_not_exist_is_an_error():
    with pytest.raises(KeyError):
        next_touch(NEW, "hung_up", at(9), MARYLAND)


@pytest.mark.parametrize(
    ("outcome", "then"),
    [("appointment", "wait"), ("listed_elsewhere", "close"), ("do_not_call", "letters"), ("deceased", "close")],
)
def test_what_stops_the_calls(outcome, then):
    stop = next_touch(NEW, outcome, at(9), MARYLAND)
    assert isinstance(stop, Stop)
    assert stop.then == then


def test_the_day_after_an_appointment_begins_where_the_owner_lives():
    oregon = ZoneInfo("America/Los_Angeles")
    late_in_maryland = at(23)  # still 8 pm of the same day in Oregon
    assert day_after(late_in_maryland, oregon) == datetime(2026, 11, 25, 8, tzinfo=oregon)


@pytest.mark.parametrize(("outcome", "days"), [("kept", 2), ("no_show", 1), ("moved", 1), ("canceled", 7)])
def test_after_an_appointment_the_lead_goes_on(outcome, days):
    plan = after_appointment(OLD, outcome, at(9), MARYLAND)
    assert plan.due_at == at(8, 30, TUESDAY + timedelta(days=days))


# ---- letters and doors


def test_an_owner_who_may_not_be_phoned_gets_a_letter_at_once_and_a_visit_behind_it():
    letter, door = first_by_hand(NEW, at(9), MARYLAND)
    assert (letter.kind, letter.due_at, letter.touch) == ("letter", at(9), 1)
    assert (door.kind, door.due_at, door.touch) == ("door", at(16, day=date(2026, 11, 27)), 2)


def test_letters_follow_every_fortnight_and_doors_every_month():
    assert next_by_hand(NEW, "letter", at(11), MARYLAND).due_at == at(9, day=date(2026, 12, 8))
    assert next_by_hand(NEW, "door", at(11), MARYLAND).due_at == at(16, day=date(2026, 12, 24))


def test_new_means_the_day_of_the_expiry_and_two_more():
    assert [is_new(TUESDAY - timedelta(days=days), TUESDAY) for days in (-1, 0, 1, 2, 3)] == [True] * 4 + [False]


# ---- promises, for any history

moments = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
zones = st.sampled_from(
    [ZoneInfo(name) for name in ("America/New_York", "America/Phoenix", "Pacific/Honolulu", "America/St_Johns")]
)
outcomes = st.sampled_from([outcome for outcome in OUTCOMES if outcome != "call_back"])
blocks = st.sampled_from([Block(), Block(time(7), time(9)), Block(time(16), time(18)), Block(time(19, 30), time(20))])


@st.composite
def histories(draw, now):
    days = draw(st.integers(0, 120))
    return History(
        expired_on=now.date() - timedelta(days=draw(st.integers(-1, 900))),
        touches=draw(st.integers(0, 25)),
        started_at=draw(st.sampled_from([None, now - timedelta(days=days)])),
        other_numbers=draw(st.integers(0, 3)),
    )


@given(st.data(), moments, zones, outcomes, blocks)
def test_no_touch_is_planned_in_the_past_at_night_on_a_sunday_or_past_the_limits(data, now, zone, outcome, block):
    history = data.draw(histories(now))
    plan = next_touch(history, outcome, now, zone, block)
    if isinstance(plan, Stop):
        assert plan.because.endswith(".")
        return
    assert plan.due_at > now
    assert time(8) <= plan.due_at.time() < time(20)
    assert plan.due_at.weekday() != 6
    assert plan.touch <= MOST_TOUCHES
    assert plan.due_at - (history.started_at or now) <= timedelta(days=MOST_DAYS)
    assert not plan.is_kept
    assert str(plan.due_at.tzinfo) == str(zone)


@given(moments, zones, st.lists(outcomes, min_size=30, max_size=30), blocks)
def test_no_run_of_outcomes_makes_more_than_twenty_touches_or_lasts_longer_than_ninety_days(now, zone, run, block):
    history, started = History(now.date(), other_numbers=2), now
    for touches, outcome in enumerate(run, start=1):
        plan = next_touch(history, outcome, now, zone, block)
        if isinstance(plan, Stop):
            return
        assert touches < MOST_TOUCHES
        assert plan.due_at - started <= timedelta(days=MOST_DAYS)
        history, now = History(history.expired_on, touches, started, 2), plan.due_at
    pytest.fail("the run never ended")


@given(st.data(), moments, zones, st.sampled_from(list(OUTCOMES)), blocks)
def test_the_words_under_a_key_never_promise_what_is_not_planned(data, now, zone, outcome, block):
    history = data.draw(histories(now))
    words = consequence(history, outcome, now, zone, block)
    if OUTCOMES[outcome].asks:
        assert words.startswith("asks")
        return
    plan = next_touch(history, outcome, now, zone, block)
    if isinstance(plan, Stop):
        assert words == ("letters, doors only" if plan.then == "letters" else "closes the lead")
    else:
        assert words.startswith(("again ", "nurture: in ", "tries next number"))


@given(st.data(), moments, zones, st.sampled_from(["letter", "door"]))
def test_letters_and_doors_keep_the_same_limits(data, now, zone, kind):
    history = data.draw(histories(now))
    plan = next_by_hand(history, kind, now, zone)
    if isinstance(plan, Plan):
        assert plan.kind == kind
        assert plan.touch <= MOST_TOUCHES
        assert plan.due_at.weekday() != 6
        assert plan.due_at - (history.started_at or now) <= timedelta(days=MOST_DAYS)


def test_the_first_call_is_due_at_once():
    plan = first_touch(NEW, at(6), MARYLAND)
    assert (plan.kind, plan.due_at, plan.touch) == ("call", at(6), 1)
