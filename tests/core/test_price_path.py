"""The price path: which steps it has, where they are drawn, and what is said about them."""

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from callsheet.core.price_path import (
    AXIS,
    HEIGHT,
    LABEL,
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    PriceChange,
    Term,
    changes_of,
    price_path,
)

CUTS = (
    PriceChange(date(2026, 5, 11), 474_900),
    PriceChange(date(2026, 7, 28), 464_900),
    PriceChange(date(2026, 9, 30), 459_900),
)


def a_term(**given) -> Term:
    fields = {
        "ended_on": date(2026, 11, 22),
        "ending": "expired",
        "listed_on": date(2026, 3, 11),
        "first_price": 489_000,
        "last_price": 459_900,
        "changes": CUTS,
        "days": 256,
        "office": "Tern & Tide",
    }
    return Term(**(fields | given))


def test_every_known_change_is_a_step_down():
    path = price_path(a_term())
    assert path.line.startswith(f"M{LEFT:g} {TOP:g} H")
    assert path.line.count("V") == 3
    assert path.line.endswith(f"H{RIGHT:g}")
    assert path.slope == ""
    assert (path.end_x, path.end_y) == (RIGHT, 75.0)


def test_the_finding_is_told_in_words():
    path = price_path(a_term())
    assert path.title == (
        "Price history: listed Mar 11 at $489,000, cut to $474,900 on May 11, cut to $464,900 on Jul 28, "
        "cut to $459,900 on Sep 30; expired Nov 22 after 256 days."
    )
    assert path.caption == "3 cuts, $29,100 off. 256 days with Tern & Tide."


def test_first_and_last_price_are_strong_and_days_stand_under_the_axis():
    path = price_path(a_term())
    assert [label.text for label in path.prices if label.is_strong] == ["$489,000", "$459,900"]
    assert [label.text for label in path.days] == ["Mar 11", "Jul 28", "Nov 22"]
    assert {label.y for label in path.days} == {AXIS + 14}
    assert path.ending.text == "expired"


def test_without_days_of_the_changes_a_slope_says_so():
    path = price_path(a_term(changes=()))
    assert path.slope == f"M{LEFT:g} {TOP:g} L{RIGHT:g} 75"
    assert path.caption == "Cut by $29,100, the days are not in your files. 256 days with Tern & Tide."
    assert "cut to $459,900 on a day not in your files" in path.title


def test_a_last_price_that_no_change_explains_is_sloped_from_the_last_known_step():
    path = price_path(a_term(changes=CUTS[:2]))
    assert path.line.count("V") == 2
    assert path.slope.startswith("M") and path.slope.endswith(f"L{RIGHT:g} 75")


def test_a_price_that_never_moved_is_one_flat_line():
    path = price_path(a_term(first_price=459_900, changes=(), days=None, office=""))
    assert path.line == f"M{LEFT:g} {TOP:g} H{RIGHT:g}"
    assert path.caption == "Price never changed."
    assert [label.text for label in path.prices] == ["$459,900"]


def test_a_small_cut_looks_small():
    small = price_path(a_term(last_price=486_000, changes=(PriceChange(date(2026, 5, 11), 486_000),)))
    assert small.end_y - TOP < 8


def test_a_raise_is_said_as_one():
    path = price_path(a_term(last_price=499_000, changes=(PriceChange(date(2026, 5, 11), 499_000),)))
    assert path.caption.startswith("1 raise, $10,000 on top.")
    there_and_back = (PriceChange(date(2026, 5, 1), 450_000), PriceChange(date(2026, 6, 1), 489_000))
    assert price_path(a_term(last_price=489_000, changes=there_and_back)).caption.startswith(
        "1 cut, 1 raise, the first price again."
    )


def test_a_missing_list_date_is_worked_out_from_the_days_on_market():
    assert price_path(a_term(listed_on=None)).days[0].text == "Mar 11"
    alone = price_path(a_term(listed_on=None, days=None, changes=()))
    assert [label.text for label in alone.days] == ["Nov 22"]


def test_no_price_no_drawing():
    assert price_path(a_term(first_price=None, last_price=None)) is None
    assert price_path(a_term(first_price=None)).prices[-1].text == "$459,900"


def test_history_rows_become_changes_in_order():
    rows = [
        (date(2026, 7, 1), "450000"),
        (date(2026, 5, 1), "460000"),
        (date(2026, 6, 1), None),
        (date(2026, 6, 2), "?"),
    ]
    assert changes_of(rows) == (PriceChange(date(2026, 5, 1), 460_000), PriceChange(date(2026, 7, 1), 450_000))


prices = st.integers(50_000, 3_000_000)
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(prices, prices, st.lists(st.tuples(days, prices), max_size=8), days, st.none() | days)
def test_whatever_the_files_say_the_drawing_stays_in_its_box_and_labels_stay_apart(first, last, moves, ended, listed):
    changes = tuple(PriceChange(on, price) for on, price in sorted(moves, key=lambda move: move[0]))
    path = price_path(
        a_term(ended_on=ended, listed_on=listed, first_price=first, last_price=last, changes=changes, days=None)
    )
    every = [*path.prices, *path.days]
    assert all(0 <= label.x <= WIDTH and 0 <= label.y <= HEIGHT for label in every)
    assert TOP <= path.end_y <= 75
    between = [label.x for label in path.prices[:-1]]
    assert all(right - left >= LABEL for left, right in pairwise(between))


def test_an_office_that_ends_in_a_period_gets_no_second_one():
    assert price_path(a_term(office="Kittiwake & Co.")).caption.endswith(" with Kittiwake & Co.")
