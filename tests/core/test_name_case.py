"""Capitals given back to shouted names."""

import pytest

from callsheet.core import name_case


@pytest.mark.parametrize(
    ("shouted", "written"),
    [
        ("HARRIET BOONE", "Harriet Boone"),
        ("SEAN MCDONALD", "Sean McDonald"),
        ("MARY O'NEIL", "Mary O'Neil"),
        ("RITA D'ANGELO", "Rita D'Angelo"),
        ("FLORA MACDONALD", "Flora MacDonald"),
        ("ANA MACIAS", "Ana Macias"),
        ("PAUL BOONE III", "Paul Boone III"),
        ("PAUL BOONE JR", "Paul Boone Jr"),
        ("MARIA DE LA CRUZ", "Maria de la Cruz"),
        ("PAUL VAN DYKE", "Paul Van Dyke"),
        ("JOHN ST CLAIR", "John St Clair"),
        ("ANN SMITH-O'BRIEN", "Ann Smith-O'Brien"),
        ("J.R. BOONE", "J.R. Boone"),
        ("harriet boone", "Harriet Boone"),
        ("KIM NG", "Kim Ng"),
    ],
)
def test_people(shouted, written):
    assert name_case.person(shouted) == written
    assert name_case.person(written) == written


@pytest.mark.parametrize("chosen", ["Anna deVries", "MacKenzie Vail", "Jean-Luc LeFevre", "Rosa De La Cruz"])
def test_a_name_in_both_cases_is_its_owners_business(chosen):
    assert name_case.person(chosen) == chosen


def test_two_machine_habits_are_put_right():
    assert name_case.person("Sean Mcdonald") == "Sean McDonald"
    assert name_case.person("Mary O'neil") == "Mary O'Neil"


@pytest.mark.parametrize(
    ("shouted", "written"),
    [
        ("BLUEBIRD HOLDINGS OF MD LLC", "Bluebird Holdings of MD LLC"),
        ("WELLS FARGO BANK, N.A.", "Wells Fargo Bank, N.A."),
        ("PNC BANK NA", "PNC Bank NA"),
        ("U.S. BANK", "U.S. Bank"),
        ("NVR, INC.", "NVR, Inc."),
        ("BOB'S HOMES", "Bob's Homes"),
        ("THE VAIL FAMILY TRUST", "The Vail Family Trust"),
        ("HARBOR LOAN TRUST 7B", "Harbor Loan Trust 7B"),
        ("LARKSPUR AND VAIL CO", "Larkspur and Vail Co"),
    ],
)
def test_firms(shouted, written):
    assert name_case.firm(shouted) == written
    assert name_case.firm(written) == written
