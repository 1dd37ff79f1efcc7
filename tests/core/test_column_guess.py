"""What a column holds, judged by its values."""

import pytest

from callsheet.core.column_guess import Column, Guess, guess_columns, is_row, looks_like


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["$459,900", "$312,000"], "dollars"),
        (["459,900", "1,312,000"], "dollars"),
        (["459900", "312000", "95000.0"], "dollars"),
        (["$2,400/mo", "$1.2M"], "dollars"),
        (["$412,500", "389000", "275000"], "dollars"),
        (["11/22/26", "11/23/2026 0:00"], "dates"),
        (["2026-11-22", "2026-11-23T10:00:00Z"], "dates"),
        (["22-Nov-2026", "Nov 23, 2026"], "dates"),
        (["410-555-0123", "(410) 555-0124"], "phones"),
        (["4105550123"], "phones"),
        (["ann@example.com"], "emails"),
        (["21014", "21078-1234"], "ZIPs"),
        (["V5M 4E2"], "ZIPs"),
        (["MD", "md", "BC"], "states"),
        (["EXP", "Withdrawn", "Active", "Frobbed", "Sold"], "status words"),
        (["LN", "Rd.", "COURT"], "street suffixes"),
        (["418 Larkspur Ln", "2207 Heron Ct Unit 3B"], "addresses"),
        (["MDHR2004118", "MDHR2004120"], "listing numbers"),
        (["2749905", "2749913"], "listing numbers"),
        (["418", "15", "2207 B"], "house numbers"),
        (["Harriet Boone", "VAIL, JANE", "Paul & Ann Marsh"], "names"),
        (["Millbrook", "Port Alder", "Millbrook"], "words"),
    ],
    ids=lambda given: given if isinstance(given, str) else given[0],
)
def test_a_column_looks_like_what_most_of_it_is(values, kind):
    assert looks_like(values) == kind


@pytest.mark.parametrize("values", [[], ["", " "], ["?!", "--"], ["A", "410-555-0123", "$5"]], ids=repr)
def test_a_mixed_or_empty_column_tells_nothing(values):
    assert looks_like(values) is None


def test_single_letters_are_no_statuses():
    assert looks_like(["A", "S", "A"]) != "status words"


def test_a_listing_number_is_never_twice():
    assert looks_like(["MDHR2004118"] * 5) is None


def columns(*many: list[str]) -> list[Column]:
    return [Column(values) for values in many]


EXPORT = columns(
    ["R1001", "R1002"],
    ["Expired", "Active"],
    ["418", "15"],
    ["Larkspur", "Quarry"],
    ["LN", "RD"],
    ["Millbrook", "Millbrook"],
    ["MD", "MD"],
    ["21040", "21040"],
    ["$459,900", "$312,000"],
    ["$449,900", "$312,000"],
    ["11/22/26", "11/23/26"],
)


def test_a_file_without_names_is_guessed_by_values():
    guesses = guess_columns(EXPORT)
    assert [guesses[place].field for place in range(len(EXPORT))] == [
        *("listing_id", "mls_status", "street_number", "street_name", "street_suffix", "city", "state_or_province"),
        *("postal_code", "list_price", "", ""),
    ]


def test_each_guess_says_what_was_seen():
    guesses = guess_columns(EXPORT)
    assert guesses[1] == Guess("mls_status", "values look like status words")
    assert guesses[5] == Guess("city", "words before a state or a ZIP")
    assert guesses[9] == Guess("", "values look like dollars: which price is it?")
    assert guesses[10] == Guess("", "values look like dates: which date is it?")


def test_what_a_name_gives_is_not_guessed_again():
    named = [Column(["Expired"], "mls_status"), Column(["Active"]), Column(["R1001"], "listing_id")]
    assert guess_columns(named) == {}


def test_an_owner_file_has_names_and_several_phones():
    owners = columns(
        ["Harriet Boone", "Jane Vail"],
        ["6 Juniper Way, Millbrook, MD 21040", "8 Juniper Way, Millbrook, MD 21040"],
        ["410-555-0123", ""],
        ["410-555-0124", "410-555-0125"],
        ["ann@example.com"],
    )
    fields = [guess.field for guess in guess_columns(owners, is_owner_file=True).values()]
    assert fields == ["owner", "unparsed_address", "phone_1", "phone_2", "email_1"]


@pytest.mark.parametrize(
    "cells",
    [
        ["R1001", "Expired", "418 Larkspur Ln", "MD", "21040", "$459,900"],
        ["Harriet Boone", "6 Juniper Way", "410-555-0123"],
        ["MDAL2000000", "Sold", "Lot 7", *["x"] * 12, "21014", "11/22/26"],
    ],
    ids=["listings", "owners", "a wide one"],
)
def test_a_first_line_of_values_is_a_row(cells):
    assert is_row(cells)


@pytest.mark.parametrize(
    "cells",
    [
        ["MLS #", "Status", "Address", "Zip"],
        ["", "#", "Stat", "1 Bath"],
        ["2023", "2024", "Tax", "Owner", "Address"],
        ["Address"],
        ["21040"],
    ],
    ids=repr,
)
def test_a_line_of_names_is_a_header(cells):
    assert not is_row(cells)
