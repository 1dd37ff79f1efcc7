"""Owners' names as county rolls and vendors write them. All people are invented."""

import pytest

from callsheet.core.owner_name import UNNAMED, joined, kind_of, read, read_columns
from callsheet.core.owner_people import usual_order

PEOPLE = [
    ("BOONE HARRIET", "Harriet Boone", "Harriet"),
    ("HARRIET BOONE", "Harriet Boone", "Harriet"),
    ("Harriet Boone", "Harriet Boone", "Harriet"),
    ("Boone, Harriet", "Harriet Boone", "Harriet"),
    ("BOONE HARRIET M", "Harriet Boone", "Harriet"),
    ("HARRIET M BOONE", "Harriet Boone", "Harriet"),
    ("MRS. HARRIET BOONE", "Harriet Boone", "Harriet"),
    ("Boone,", "Boone", ""),
    ("H BOONE", "H. Boone", ""),
    ("J ROBERT VAIL", "J. Robert Vail", "Robert"),
    ("MC DONALD JOHN", "John McDonald", "John"),
    ("O'NEIL SEAN", "Sean O'Neil", "Sean"),
    ("DE LA CRUZ MARIA ELENA", "Maria Elena de la Cruz", "Maria"),
    ("Maria de la Cruz", "Maria de la Cruz", "Maria"),
    ("GARCIA LOPEZ, MARIA", "Maria Garcia Lopez", "Maria"),
    ("BOONE JR PAUL", "Paul Boone Jr", "Paul"),
    ("PAUL BOONE III", "Paul Boone III", "Paul"),
    ("Paul Boone, Jr.", "Paul Boone Jr", "Paul"),
    ("Xiu Zhang", "Xiu Zhang", "Xiu"),
]

COUPLES = [
    ("BOONE HARRIET & PAUL", "Harriet and Paul Boone"),
    ("BOONE, HARRIET M & PAUL T", "Harriet and Paul Boone"),
    ("Harriet & Paul Boone", "Harriet and Paul Boone"),
    ("Harriet Boone and Paul Boone", "Harriet and Paul Boone"),
    ("BOONE HARRIET & BOONE PAUL", "Harriet and Paul Boone"),
    ("Harriet Boone, Paul Boone", "Harriet and Paul Boone"),
    ("BOONE HARRIET MARIE & PAUL THOMAS", "Harriet Marie and Paul Thomas Boone"),
    ("BOONE HARRIET & VAIL PAUL", "Harriet Boone and Paul Vail"),
    ("Boone, Harriet & Vail, Paul", "Harriet Boone and Paul Vail"),
    ("BOONE HARRIET & PAUL VAIL", "Harriet Boone and Paul Vail"),
    ("BOONE HARRIET JR & PAUL", "Harriet Boone Jr and Paul Boone"),
    ("BOONE HARRIET & PAUL H/W", "Harriet and Paul Boone"),
    ("Paul Boone and Harriet Boone, husband and wife", "Paul and Harriet Boone"),
    ("DE LA CRUZ, MARIA & JUAN", "Maria and Juan de la Cruz"),
    ("BOONE HARRIET & PAUL & ANN", "Harriet, Paul and Ann Boone"),
]

OTHERS = [
    ("The Vail Family Trust dated 3/4/2015", "trust", "The Vail Family Trust", ""),
    ("VAIL FAMILY TRUST U/A DTD 03/04/2015", "trust", "Vail Family Trust", ""),
    ("HARRIET BOONE LIVING TRUST", "trust", "Harriet Boone Living Trust", "Harriet"),
    ("Paul Vail, Trustee of the Vail Living Trust", "trust", "The Vail Living Trust", "Paul"),
    ("VAIL PAUL & JANE TRS", "trust", "Paul and Jane Vail, trustees", "Paul"),
    ("VAIL, PAUL TR.", "trust", "Paul Vail, trustee", "Paul"),
    ("Scott Family Trust", "trust", "Scott Family Trust", ""),
    ("Estate of Harriet Boone", "estate", "Estate of Harriet Boone", ""),
    ("EST OF BOONE HARRIET", "estate", "Estate of Harriet Boone", ""),
    ("BOONE HARRIET EST.", "estate", "Estate of Harriet Boone", ""),
    ("Heirs of Harriet Boone", "estate", "Estate of Harriet Boone", ""),
    ("Boone, Harriet (Deceased)", "estate", "Estate of Harriet Boone", ""),
    ("Paul Boone, Executor of the Estate of Harriet Boone", "estate", "Estate of Harriet Boone", "Paul"),
    ("BOONE PAUL PERSONAL REPRESENTATIVE", "estate", "Paul Boone, for an estate", "Paul"),
    ("BLUEBIRD HOLDINGS LLC", "company", "Bluebird Holdings LLC", ""),
    ("Bluebird Holdings, L.L.C.", "company", "Bluebird Holdings, L.L.C.", ""),
    ("Vail Real Estate", "company", "Vail Real Estate", ""),
    ("LARKSPUR ESTATES INC", "company", "Larkspur Estates Inc", ""),
    ("VAIL FAMILY LP", "company", "Vail Family LP", ""),
    ("HARBOR BANK OF ALDER", "bank", "Harbor Bank of Alder", ""),
    ("SALTMARSH MORTGAGE LLC", "bank", "Saltmarsh Mortgage LLC", ""),
    ("ALDER SAVINGS, N.A.", "bank", "Alder Savings, N.A.", ""),
    ("Fannie Mae", "bank", "Fannie Mae", ""),
    ("FEDERAL NATIONAL MORTGAGE ASSOCIATION", "bank", "Federal National Mortgage Association", ""),
    ("US BANK NA AS TRUSTEE FOR ALDER PARTICIPATION TRUST", "bank", None, ""),
    ("LARKSPUR HOMES LLC", "builder", "Larkspur Homes LLC", ""),
    ("Heron Builders", "builder", "Heron Builders", ""),
    ("SALTMARSH DEVELOPMENT CORP", "builder", "Saltmarsh Development Corp", ""),
    ("STATE OF MARYLAND", "government", "State of Maryland", ""),
    ("ALDER COUNTY", "government", "Alder County", ""),
    ("SECRETARY OF HOUSING AND URBAN DEVELOPMENT", "government", None, ""),
]


@pytest.mark.parametrize(("text", "display", "first_name"), PEOPLE)
def test_one_person(text, display, first_name):
    owner = read(text)
    assert (owner.display, owner.first_name, owner.kind) == (display, first_name, "person")


@pytest.mark.parametrize(("text", "display"), COUPLES)
def test_couples(text, display):
    owner = read(text)
    assert (owner.display, owner.kind) == (display, "couple")
    assert owner.first_name == display.split()[0].strip(",")


@pytest.mark.parametrize(("text", "kind", "display", "first_name"), OTHERS)
def test_owners_that_are_not_simply_people(text, kind, display, first_name):
    owner = read(text)
    assert (owner.kind, owner.first_name) == (kind, first_name)
    assert display is None or owner.display == display


@pytest.mark.parametrize(
    "text",
    [
        "BOONE HARRIET LIFE ESTATE",
        "BOONE HARRIET ET AL.",
        "BOONE HARRIET ETUX",
        "Harriet Boone, an unmarried woman",
        "BOONE HARRIET C/O SALTMARSH BANK",
        "BOONE HARRIET (JT)",
    ],
)
def test_how_title_is_held_is_no_part_of_a_name(text):
    assert (read(text).display, read(text).kind) == ("Harriet Boone", "person")


@pytest.mark.parametrize("text", ["", "  ", "N/A", "Unknown", "CURRENT OWNER", "-"])
def test_nobody_is_named(text):
    assert read(text) == UNNAMED
    assert read(text).key == ""


def test_a_surname_that_marks_a_firm_beside_a_given_name_is_a_surname():
    assert kind_of("Katie Church") == "person"
    assert kind_of("BANK HARRIET") == "person"
    assert kind_of("Harriet Church Inc") == "company"
    assert kind_of("JOHN BANKS") == "person"


def test_what_the_file_does_decides_a_name_that_does_not_tell():
    assert read("ZHANG XIU", last_first=True).display == "Xiu Zhang"
    assert read("ZHANG XIU", last_first=False).display == "Zhang Xiu"
    assert read("Thomas Scott", last_first=True).display == "Scott Thomas"
    assert read("Harriet Boone", last_first=True).display == "Harriet Boone"


def test_the_order_of_a_column_is_told_by_the_names_that_tell():
    assert usual_order(["BOONE HARRIET", "ZHANG XIU", "VAIL PAUL T", "THOMAS SCOTT"]) is True
    assert usual_order(["Harriet Boone", "Xiu Zhang", "Paul T Vail"]) is False
    assert usual_order(["Xiu Zhang", "Boone, Harriet", "Bluebird"]) is None


@pytest.mark.parametrize(
    ("columns", "display", "first_name", "kind"),
    [
        ([("Harriet", "Boone")], "Harriet Boone", "Harriet", "person"),
        ([("HARRIET M", "MCDONALD JR")], "Harriet McDonald Jr", "Harriet", "person"),
        ([("MARIA", "DE LA CRUZ")], "Maria de la Cruz", "Maria", "person"),
        ([("Harriet & Paul", "Boone")], "Harriet and Paul Boone", "Harriet", "couple"),
        ([("Harriet", "Boone"), ("Paul", "Boone")], "Harriet and Paul Boone", "Harriet", "couple"),
        ([("Harriet", "Boone"), ("Paul", "Vail")], "Harriet Boone and Paul Vail", "Harriet", "couple"),
        ([("Harriet", "Boone"), ("HARRIET", "BOONE")], "Harriet Boone", "Harriet", "person"),
        ([("", "Bluebird Homes LLC"), ("", "")], "Bluebird Homes LLC", "", "builder"),
        ([("Bluebird", "Holdings LLC")], "Bluebird Holdings LLC", "", "company"),
        ([("", "Vail Family Trust"), ("Paul", "Vail")], "Vail Family Trust", "Paul", "trust"),
        ([("The Estate of Harriet", "Boone")], "Estate of Harriet Boone", "", "estate"),
        ([("", "BOONE HARRIET & PAUL")], "Harriet and Paul Boone", "Harriet", "couple"),
        ([("", "")], "Owner", "", "person"),
    ],
)
def test_first_and_last_name_columns(columns, display, first_name, kind):
    owner = read_columns(columns)
    assert (owner.display, owner.first_name, owner.kind) == (display, first_name, kind)


def test_names_joined_keep_their_order_and_say_nobody_twice():
    three = joined([read("Harriet Boone"), read("Paul Boone"), read("Harriet Boone")])
    assert three.display == "Harriet and Paul Boone"
    assert joined([]) == UNNAMED
