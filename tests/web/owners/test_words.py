"""The words vendors write in the flags beside a phone."""

import pytest

from callsheet.owners import words


@pytest.mark.parametrize(
    ("cell", "line"),
    [
        ("Cell", "mobile"),
        ("Mobile", "mobile"),
        ("WIRELESS", "mobile"),
        ("M", "mobile"),
        ("W", "mobile"),
        ("Cell Phone", "mobile"),
        ("Land", "landline"),
        ("Landline", "landline"),
        ("Land Line", "landline"),
        ("L", "landline"),
        ("Residential", "landline"),
        ("VoIP", "voip"),
        ("Fixed VOIP", "voip"),
        ("v", "voip"),
        ("Other", "unknown"),
        ("n/a", "unknown"),
        ("", "unknown"),
        (None, "unknown"),
    ],
)
def test_line_types(cell, line):
    assert words.line_type(cell) == line


@pytest.mark.parametrize(
    ("cell", "listed"),
    [
        ("Y", True),
        ("TRUE", True),
        ("1", True),
        ("DNC", True),
        ("Federal DNC", True),
        ("Do Not Call", True),
        ("Do-Not-Call list", True),
        ("Listed", True),
        ("Not callable", True),
        ("DNC: Yes", True),
        ("N", False),
        ("false", False),
        ("0", False),
        ("Not on DNC", False),
        ("No DNC", False),
        ("Clean", False),
        ("Not Listed", False),
        ("DNC: No", False),
        ("Safe to call", False),
        ("", None),
        ("n/a", None),
        ("Pending", None),
        ("DNC not checked", None),
        ("DNC unknown", None),
        ("Unlisted", None),
        (None, None),
    ],
)
def test_do_not_call_cells(cell, listed):
    assert words.is_listed(cell) is listed


@pytest.mark.parametrize(
    ("cell", "listed"),
    [("DNC", True), ("Do Not Call", True), ("Not on DNC", False), ("OK", None), ("Active", None), ("Yes", None)],
)
def test_a_status_says_something_of_the_registry_only_when_it_names_it(cell, listed):
    assert words.is_listed_by_status(cell) is listed


@pytest.mark.parametrize(("cell", "is_marked"), [("Y", True), ("Litigator", True), ("No", False), ("", False)])
def test_flags(cell, is_marked):
    assert words.is_marked(cell) is is_marked


@pytest.mark.parametrize("cell", ["Not a litigator", "Non-litigator", "None", "0", "-"])
def test_what_is_said_not_to_be_is_not_marked(cell):
    assert not words.is_marked(cell)


@pytest.mark.parametrize(
    ("cell", "finding"),
    [
        ("Disconnected", "disconnected"),
        ("Not in service", "disconnected"),
        ("Bad Number", "disconnected"),
        ("Wrong Number", "wrong"),
        ("Connected", ""),
        ("Verified", ""),
        (None, ""),
    ],
)
def test_what_a_vendor_found_out(cell, finding):
    assert words.finding(cell) == finding
