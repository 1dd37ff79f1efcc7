"""Where the marks of the numbers page stand."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from callsheet.core.funnel import Counts, rates
from callsheet.core.funnel_chart import BARS_FLOOR, BARS_WIDTH, STEP_WIDTH, bars, steps, whisker
from callsheet.core.hours_chart import hours

COUNTS = Counts(dials=1_184, contacts=148, leads=31, appointments=14, kept=11, settled=14)


def test_the_funnel_names_counts_and_shares_each_step():
    drawn = steps(COUNTS)
    assert [(step.name, step.count, step.share) for step in drawn] == [
        ("Dials", "1,184", ""),
        ("Contacts", "148", "12% of dials"),
        ("Leads", "31", "21% of contacts"),
        ("Appointments set", "14", "45% of leads"),
        ("Appointments kept", "11", "79% of appointments set"),
    ]


def test_bars_of_the_funnel_grow_with_the_square_root():
    drawn = steps(Counts(dials=100, contacts=25))
    assert [step.width for step in drawn[:3]] == [STEP_WIDTH, STEP_WIDTH / 2, 0]


def test_a_step_larger_than_the_one_before_claims_no_share():
    assert steps(Counts(dials=0, contacts=1, inbound=1))[1].share == ""


def test_the_words_of_a_step_do_not_touch_its_bar():
    for step in steps(COUNTS):
        assert 112 + step.width < step.count_x < step.share_x


def test_an_empty_funnel_is_drawn_without_a_bar():
    assert {step.width for step in steps(Counts())} == {0}


@given(st.lists(st.integers(0, 400), max_size=60))
def test_bars_stand_on_the_floor_side_by_side(dials):
    drawn = bars([(f"Nov {place}", "", count) for place, count in enumerate(dials)])
    assert len(drawn) == len(dials)
    assert all(bar.y + bar.height - BARS_FLOOR < 0.11 for bar in drawn)
    assert all(one.x + one.width < other.x for one, other in pairwise(drawn))
    assert all(bar.x + bar.width <= BARS_WIDTH for bar in drawn)
    assert [bar.off for bar in drawn] == [not count for count in dials]


def test_labels_are_few_enough_to_be_read():
    drawn = bars([(f"Nov {day}", "", 1) for day in range(1, 29)])
    assert drawn[-1].label == "" and bars([("Nov 1", "", 1)])[0].label == "Nov 1"
    assert [bar.label for bar in drawn if bar.label] == ["Nov 1", "Nov 6", "Nov 11", "Nov 16", "Nov 21", "Nov 26"]


def test_a_rate_lies_on_its_line_and_the_period_before_only_where_it_can_be_said():
    now, nothing = rates(COUNTS)["contact"], rates(Counts())["contact"]
    drawn = whisker(now, nothing)
    assert 4 < drawn.low < drawn.value < drawn.high < 200
    assert drawn.before is None
    assert drawn.end == "20%"
    assert whisker(now, now).before == drawn.value


def test_a_small_rate_has_a_small_scale():
    ends = {name: whisker(rate, rate).end for name, rate in rates(COUNTS).items()}
    assert ends == {"contact": "20%", "lead": "5%", "appointment": "2%", "kept": "100%"}


def test_the_period_before_fits_on_the_line_too():
    before = rates(Counts(dials=100, contacts=60))["contact"]
    drawn = whisker(rates(COUNTS)["contact"], before)
    assert drawn.high < drawn.before <= 200


def test_an_hour_with_few_dials_stays_empty():
    drawn = hours({(1, 8): (3, 15), (2, 8): (9, 14)})
    told = [cell for cell in drawn.cells if cell.heat is not None]
    assert [(cell.x, cell.y, cell.said, cell.heat, cell.ink) for cell in told] == [(41, 51, "20", 4, "on-dark")]


def test_hours_reach_from_eight_to_eight_and_further_when_somebody_dialed():
    assert [said for _, said in hours({}).columns][::11] == ["8 am", "7 pm"]
    late = hours({(6, 20): (0, 1)})
    assert late.columns[-1][1] == "8 pm"
    assert late.rows[-1][1] == "Sun"
    assert len(hours({}).rows) == 6


def test_what_the_hours_say():
    assert hours({}).said == "Every hour has fewer than 15 dials, too early to say."
    told = hours({(0, 8): (3, 20), (0, 9): (1, 20)}).said
    assert told == "Answers in 100 dials, from 5.0% to 15%. Empty: fewer than 15 dials, too early to say."
