"""The day as a strip: where things are drawn, which labels give way, and what it says in words."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from callsheet.core.day_strip import LEFT, RIGHT, Later, Span, day_strip

MARYLAND = ZoneInfo("America/New_York")
BLOCK = Span(time(8), time(10), "Block: 15 new, 4 follow-ups", "block")


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 24, hour, minute, tzinfo=MARYLAND)


def test_eight_is_on_the_left_and_eight_on_the_right():
    strip = day_strip(at(8, 2), [BLOCK], [])
    assert strip.hours[0] == (LEFT, "8 am")
    assert strip.hours[-1] == (RIGHT, "8 pm")
    assert (strip.boxes[0].x, strip.boxes[0].width) == (LEFT, 193.3)
    assert strip.now.x == 13.2


def test_words_that_do_not_fit_their_stretch_are_left_to_the_title():
    strip = day_strip(at(9), [Span(time(8), time(8, 30), "Block: 15 new, 4 follow-ups", "block")], [])
    assert strip.boxes[0].text == ""
    assert "Block: 15 new, 4 follow-ups: 8:00 am to 8:30 am." in strip.title


def test_an_appointment_is_labelled_above_whatever_its_width():
    strip = day_strip(at(9), [Span(time(13, 30), time(14, 15), "1:30 Whitlock", "appointment")], [])
    assert strip.boxes[0].text == "1:30 Whitlock"


def test_later_ones_are_ticked_in_order_and_a_label_gives_way_to_one_that_stands():
    later = [Later(time(11), "Petrov"), Later(time(9, 26), "Jensen"), Later(time(9, 30), "Ott")]
    ticks = day_strip(at(8, 2), [BLOCK], later).ticks
    assert [tick.text for tick in ticks] == ["Jensen 9:26", "", "Petrov 11:00"]
    assert [tick.x for tick in ticks] == sorted(tick.x for tick in ticks)


def test_no_label_covers_now_or_an_appointment():
    now_first = day_strip(at(9, 20), [], [Later(time(9, 26), "Jensen")])
    assert now_first.ticks[0].text == ""
    meeting = Span(time(11), time(12), "11:00 Blake", "appointment")
    assert day_strip(at(8), [meeting], [Later(time(11, 10), "Petrov")]).ticks[0].text == ""


def test_a_label_never_runs_over_the_end_of_the_day():
    assert day_strip(at(8), [], [Later(time(19, 50), "Castellano")]).ticks[0].text == ""


def test_outside_the_hours_there_is_no_now_and_a_stretch_is_cut_at_the_end():
    strip = day_strip(at(21), [Span(time(7), time(9), "Block", "block"), Span(time(10), time(10), "nothing")], [])
    assert strip.now is None
    assert len(strip.boxes) == 1
    assert strip.boxes[0].x == LEFT


def test_the_day_is_told_in_words():
    strip = day_strip(at(8, 2), [BLOCK], [Later(time(9, 26), "Jensen")])
    assert strip.title.removeprefix("The day. It is 8:02 am. ") == (
        "Block: 15 new, 4 follow-ups: 8:00 am to 10:00 am. May be called later: Jensen at 9:26 am."
    )
