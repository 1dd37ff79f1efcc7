"""What people wrote is text in a spreadsheet, whatever it begins with."""

import pytest

from callsheet.core.spreadsheet import harmless


@pytest.mark.parametrize(
    "cell",
    [
        "=HYPERLINK(1)",
        "+1+1",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "-no more",
        "+",
        "+1 410 555 0142",
        "+1\n=1",
        "-1.",
        "=1",
    ],
    ids=lambda cell: cell.encode().hex(),
)
def test_what_begins_like_a_formula_is_text(cell):
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize(
    "cell",
    ["Boone", "4105550142", "+14105550142", "-71.05", 7, -7, "", "O'Hara", "a=b", None, "(410) 555-0117"],
    ids=repr,
)
def test_anything_else_stays_as_it_is(cell):
    assert harmless(cell) == cell
