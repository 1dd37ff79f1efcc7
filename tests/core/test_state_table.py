"""The page about the law says what the law's tables say, and how sure we are of each rule."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from callsheet.compliance.state_table import refreshed, table, told
from callsheet.core.law import EMAIL, HOUSED
from callsheet.core.law_told import SURE, lines, long_week
from tests.core.law_world import RULES

PAGE = Path(__file__).parents[2] / "docs" / "compliance.md"
DAYS = ("SUNDAY_STATE", "DAY_STATE", "DAY_POLICY", "HOLIDAY_STATE", "DATE_POLICY")
TIMELY = (*DAYS, "HOURS_FED", "HOURS_STATE", "HOURS_POLICY", "CAP_STATE", "CAP_POLICY")


def sections() -> dict[str, str]:
    """State's name -> its section."""
    text = told(RULES)
    heads = [*re.finditer(r"^### (.+) \([A-Z]{2}\)$", text, re.MULTILINE), None]
    return {head[1]: text[head.end() : after.start() if after else None] for head, after in pairwise(heads)}


def test_the_pages_states_are_up_to_date():
    page = PAGE.read_text(encoding="utf-8")
    assert refreshed(page, RULES) == page, "run: python -m callsheet.compliance.state_table"


def test_every_state_has_a_section_with_all_its_lines():
    found = sections()
    assert list(found) == [state.name for state in RULES.states.values()]
    for state in RULES.states.values():
        for line in lines(state, RULES, RULES.as_of):
            assert f"- **{line.name}:** {line.words}" in found[state.name]
            assert line.citation in found[state.name]
        assert state.note in found[state.name]


def test_every_rule_says_how_sure_we_are():
    for name, section in sections().items():
        items = [item for item in section.splitlines() if item.startswith("- ")]
        assert len(items) >= 3, name
        for item in items:
            assert any(f"({words}" in item for words in SURE.values()), item


def test_every_row_that_can_refuse_stands_in_its_states_section():
    found = sections()
    for state in RULES.states.values():
        for ground in state.grounds:
            assert ground.citation in found[state.name], (state.name, ground)


def test_every_section_says_when_it_was_reviewed():
    assert all("Reviewed Nov 23, 2026." in section for section in sections().values())


def test_the_table_links_to_every_section():
    rows = table(RULES).splitlines()[2:]
    assert len(rows) == len(RULES.states)
    text = told(RULES)
    titles = re.findall(r"^### (.+)$", text, re.MULTILINE)
    anchors = {re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-") for title in titles}
    assert {re.search(r"\(#(.+?)\)", row)[1] for row in rows} <= anchors


@pytest.mark.parametrize(
    ("state", "row"),
    [
        ("CT", "| [CT Connecticut](#connecticut-ct) | **9 am to 8 pm** |  | signed consent for cold calls |"),
        ("MS", "| **Mon-Sat 8 am to 8 pm; Sun none** |  | closed on holidays |"),
        ("FL", "| **8 am to 8 pm** | 3 in 24 h | own do-not-call list; consent where a machine dials |"),
        ("WA", "| **8 am to 8 pm** |  | consent before texts; no recorded messages |"),
        ("IA", "| 8 am to 9 pm |  |  | contested or not proven |"),
    ],
)
def test_rows_of_the_table(state, row):
    assert any(row in line and f"[{state} " in line for line in table(RULES).splitlines())


def test_a_page_without_its_marks_is_not_touched():
    with pytest.raises(ValueError, match="marks"):
        refreshed("# A page", RULES)


def test_the_page_explains_every_rule_in_the_order_of_refusals():
    page = PAGE.read_text(encoding="utf-8")
    explained = re.findall(r"^\| `([A-Z_]+)`", page, re.MULTILINE)
    names = [rule.__name__.upper() for rule in HOUSED]
    after_abandon = names.index("ABANDON") + 1
    names[after_abandon:after_abandon] = [rule.__name__.upper() for rule in EMAIL[-2:]]
    assert explained == [*names, *TIMELY]


def test_the_page_names_the_day_of_the_tables():
    assert RULES.as_of.isoformat() in PAGE.read_text(encoding="utf-8")


def test_weeks_in_words():
    assert (
        long_week(RULES.states["ME"].recorded_hours.week)
        == "Monday to Friday 9 am to 5 pm, none on Saturday and Sunday"
    )
