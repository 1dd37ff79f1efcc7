"""The page about the law says what the law's tables say."""

import re
from pathlib import Path

import pytest

from callsheet.compliance.state_table import refreshed, table
from callsheet.core.law import EMAIL, STANDING
from tests.core.law_world import RULES, TIMELY

PAGE = Path(__file__).parents[2] / "docs" / "compliance.md"


def test_the_pages_table_is_up_to_date():
    page = PAGE.read_text(encoding="utf-8")
    assert refreshed(page, RULES) == page, "run: python -m callsheet.compliance.state_table"


def test_every_state_has_a_row_with_its_citation():
    rows = table(RULES).splitlines()[2:]
    assert len(rows) == len(RULES.states)
    for row, state in zip(rows, RULES.states.values(), strict=True):
        assert state.name in row
        assert (state.hours or RULES.federal.hours).citation in row


def test_a_page_without_its_marks_is_not_touched():
    with pytest.raises(ValueError, match="marks"):
        refreshed("# A page", RULES)


def test_the_page_explains_every_rule_in_the_order_of_refusals():
    page = PAGE.read_text(encoding="utf-8")
    explained = re.findall(r"^\| `([A-Z_]+)`", page, re.MULTILINE)
    names = [rule.__name__.upper() for rule in STANDING]
    after_abandon = names.index("ABANDON") + 1
    names[after_abandon:after_abandon] = [rule.__name__.upper() for rule in EMAIL[-2:]]
    assert explained == [*names, *TIMELY]


def test_the_page_names_the_day_of_the_tables():
    assert RULES.as_of.isoformat() in PAGE.read_text(encoding="utf-8")
