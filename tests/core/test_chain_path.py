"""The drawing of several terms: one line each, gaps between, labels that do not lie on each other."""

import re
from itertools import pairwise

from callsheet.core.chain import chain_of
from callsheet.core.chain_path import chain_path
from callsheet.core.price_path import BOTTOM, LEFT, RIGHT, TOP
from tests.core.chains import THREE_TRIES, TODAY, a_listing, changes


def path_of(*listings):
    return chain_path(chain_of(listings, TODAY).legs[-1], "Tried.", TODAY)


def test_each_term_is_a_line_of_its_own_and_a_cut_without_a_day_a_slope():
    path = path_of(*THREE_TRIES)
    assert path.line.count("M") == path.slope.count("L") == 3
    assert "H" not in path.line, "the days of the cuts are not known: only slopes are drawn"
    assert path.title == "Price history of 3 terms: Tried."
    assert (path.ending.text, path.caption) == ("expired", "Tried.")


def test_known_cuts_are_steps_and_the_home_is_off_the_market_between_terms():
    cut = changes(("2025-11-01", "489900", "459900"))
    path = path_of(a_listing(prices=cut), a_listing(2, "2026-06-01", "2026-09-29", original_list_price=459_900))
    first, second = path.line.split(" M")
    assert first.startswith(f"M{LEFT:g} {TOP:g} H")
    assert (first.count("V"), second.count("V"), path.slope) == (1, 0, "")
    first_ends, second_begins = float(first.rpartition("H")[2]), float(second.partition(" ")[0])
    assert second_begins - first_ends > 50
    assert second.endswith(f"H{RIGHT:g}")


def test_everything_lies_in_the_box():
    path = path_of(*THREE_TRIES)
    points = [float(n) for n in re.findall(r"[\d.]+", f"{path.line} {path.slope}")]
    assert max(points) <= RIGHT
    assert [label.text for label in path.prices] == ["$489,900", "$459,900", "$444,900", "$439,900"]
    assert [label.is_strong for label in path.prices] == [True, False, False, True]
    assert all(TOP - 10 <= label.y <= BOTTOM + 20 for label in path.prices)


def test_days_are_labelled_where_there_is_room():
    assert [label.text for label in path_of(*THREE_TRIES).days] == ["Sep 2025", "Nov 2026"]
    spread = path_of(a_listing(), a_listing(2, "2026-04-12", "2026-11-20"))
    assert [label.text for label in spread.days] == ["Sep 2025", "Apr 2026", "Nov 2026"]
    assert all(later.x - label.x >= 60 for label, later in pairwise(spread.days))


def test_one_drawn_term_is_left_to_the_other_picture():
    assert path_of(a_listing()) is None
    assert path_of(a_listing(), a_listing(2, "2026-06-01", None, list_price=None, original_list_price=None)) is None


def test_a_term_without_its_end_is_drawn_for_the_days_that_are_known():
    path = path_of(a_listing(original_list_price=None), a_listing(2, "2026-06-01", None, original_list_price=None))
    assert path.line.count("M") == 2
    assert path.prices[1].text == "$459,900"
