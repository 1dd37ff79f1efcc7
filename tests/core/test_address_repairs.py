"""Addresses as files really write them: a unit before its hyphen, a place that stands whole in the city's field."""

import pytest

from callsheet.core.address import UnusableAddress, from_parts, parse


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("1-4634 Quillfeather Street Vancouver BC V5M4E2", "4634", "1"),
        ("PH2-2088 Quillfeather Street Vancouver BC V5M4E2", "2088", "PH 2"),
        ("PH2 - 2088 Quillfeather Street, Vancouver BC V5M4E2", "2088", "PH 2"),
        ("PH-2088 Quillfeather Street, Vancouver BC V5M4E2", "2088", "PH"),
        ("LPH12 - 955 Quillfeather Ave, Toronto ON M5V2T6", "955", "LPH12"),
        ("TH3-2088 Quillfeather St, Vancouver BC V5M4E2", "2088", "TH3"),
        ("1204A - 955 Quillfeather Ave, Toronto ON M5V2T6", "955", "1204A"),
        ("1204 - 955 Quillfeather Ave, Toronto ON M5V2T6", "955", "1204"),
        ("Unit 5-12 Quillfeather St, Vancouver BC V5M4E2", "12", "5"),
        ("Apt5 - 100 Quillfeather St, Austin TX 78701", "100", "5"),
    ],
)
def test_a_unit_before_the_hyphen(text, number, unit):
    found = parse(text)
    assert (found.number, found.unit, found.street) == (number, unit, "QUILLFEATHER")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("101 - 103 Quillfeather Ave, Port Alder MD 21078", "101-103"),
        ("101-103 Quillfeather Ave, Port Alder MD 21078", "101-103"),
        ("100-15 Quillfeather Ave, Queens NY 11375", "100-15"),
        ("Lot 3-5 Quillfeather Ave, Port Alder MD 21078", "LOT 3-5"),
    ],
)
def test_what_is_a_whole_number_stays_one_however_its_hyphen_stands(text, number):
    found = parse(text)
    assert (found.number, found.unit, found.street) == (number, None, "QUILLFEATHER")


@pytest.mark.parametrize(
    ("field", "city", "state", "postal_code"),
    [
        ("Port Alder MD 21078", "PORT ALDER", "MD", "21078"),
        ("Port Alder, MD 21078-1234", "PORT ALDER", "MD", "21078"),
        ("Port Alder, Maryland", "PORT ALDER", "MD", None),
        ("Port Alder, MD 21078, USA", "PORT ALDER", "MD", "21078"),
        ("Vancouver BC V5M4E2", "VANCOUVER", "BC", "V5M 4E2"),
        ("Boston MA 02101", "BOSTON", "MA", "02101"),
        ("New York 10001", "NEW YORK", None, "10001"),
        ("Port Washington 11050", "PORT WASHINGTON", None, "11050"),
        ("29 Palms", "29 PALMS", None, None),
        ("Port Alder", "PORT ALDER", None, None),
    ],
)
def test_a_city_field_that_holds_the_whole_place(field, city, state, postal_code):
    for street in ({"unparsed": "12 Quillfeather Ct"}, {"number": "12", "street": "Quillfeather Ct"}):
        found = from_parts(city=field, **street)
        assert (found.city, found.state, found.postal_code) == (city, state, postal_code)


def test_fields_of_their_own_beat_what_the_city_says():
    found = from_parts(number="12", street="Quillfeather Ct", city="Port Alder, VA 22101", state="MD")
    assert (found.city, found.state, found.postal_code) == ("PORT ALDER", "MD", "22101")
    found = from_parts(number="12", street="Quillfeather Ct", city="Port Alder, VA", postal_code="21078")
    assert found.postal_code == "21078"


@pytest.mark.parametrize("number", ["12", "007", "1480"])
@pytest.mark.parametrize(
    "street",
    [
        {"street": "Quillfeather", "suffix": "St"},
        {"street": "Quillfeather St Apt 3B"},
        {"street": "12 Quillfeather", "suffix": "St"},
        {"street": "5th", "suffix": "St", "predirection": "N"},
        {"street": "Quillfeather", "suffix": "St", "city": "Port Alder, MD 21078", "postal_code": None},
    ],
    ids=["plain", "unit in the street", "figures in front", "ordinal", "place in the city"],
)
def test_a_plain_number_reads_as_it_would_with_spaces_around_it(number, street):
    fields = {"city": "Port Alder", "state": "MD", "postal_code": "21078", **street}
    assert from_parts(number=number, **fields) == from_parts(number=f" {number} ", **fields)


def test_land_without_a_number_stays_refused():
    with pytest.raises(UnusableAddress):
        from_parts(number="000", street="Quillfeather", suffix="St", city="Port Alder", state="MD")
