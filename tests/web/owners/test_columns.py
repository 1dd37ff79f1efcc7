"""Which column holds what: the headers of vendors, and headers nobody has seen before."""

import csv

import pytest

from callsheet.core.errors import UnusableInput
from callsheet.owners.columns import read_header, vendor_of


def header(line: str) -> list[str]:
    return [name.strip() for name in line.split(",")]


@pytest.fixture
def vendor_header(shared):
    """The header row of a vendor's export."""

    def read(name: str) -> list[str]:
        with (shared / "data/vendor-headers" / f"{name}_header.csv").open(encoding="utf-8") as file:
            return next(csv.reader(file))

    return read


def test_redx_vortex(vendor_header):
    names = vendor_header("redx_vortex")
    columns = read_header(names)
    assert vendor_of(names) == "REDX Vortex"
    assert [phone.label for phone in columns.phones] == ["Phone", *(f"Phone {number}" for number in range(2, 16))]
    with_status = [phone.label for phone in columns.phones if phone.status is not None]
    assert len(with_status) == 11
    assert names[columns.phones[0].status] == "Phone Status"
    assert names[columns.phones[8].status] == "Phone 9 Status"
    assert len(columns.emails) == 12
    told = columns.described
    assert told["unparsed_address"] == "Property Address"
    assert told["mailing_unparsed_address"] == "Mailing Street"
    assert (told["owner"], told["first_name"], told["last_name"]) == ("Name", "First Name", "Last Name")
    assert {"Agent Phone", "Listing Agent", "Type", "Name 2", "MLS Name"} <= set(columns.unmapped)


def test_propstream_with_its_skip_traced_columns(vendor_header):
    names = [*vendor_header("propstream"), *vendor_header("propstream_skiptraced_extra")]
    columns = read_header(names)
    assert vendor_of(names) == "PropStream"
    assert [(names[phone.type], names[phone.dnc]) for phone in columns.phones] == [
        (f"Phone {number} Type", f"Phone {number} DNC") for number in range(1, 6)
    ]
    assert len(columns.people) == 2
    assert [names[place] for place in columns.litigator] == ["Litigator"]
    assert names[columns.home["unit"]] == "Unit #"
    assert names[columns.mailing["unit"]] == "Mailing Unit #"
    assert names[columns.since] == "Last Sale Recording Date"
    assert "Do Not Mail" in columns.unmapped


def test_batchleads(vendor_header):
    names = vendor_header("batchleads")
    columns = read_header(names)
    assert vendor_of(names) == "BatchLeads"
    (phone,) = columns.phones
    assert (phone.label, names[phone.dnc]) == ("Phone 1", "Phone 1 DNC")
    assert columns.dnc == ()
    assert names[columns.litigator[0]] == "Litigator"


def test_vulcan7(vendor_header):
    names = vendor_header("vulcan7")
    columns = read_header(names)
    assert vendor_of(names) == "Vulcan7"
    assert [phone.label for phone in columns.phones] == ["Phone 1", "Phone 2"]
    assert names[columns.dnc[0]] == "DNC"
    assert columns.described["city"] == "City"


def test_a_generic_file():
    names = header("Owner, Address, City, State, Zip, Phone, Phone 2, Mobile, Line type, DNC")
    columns = read_header(names)
    assert vendor_of(names) == ""
    assert columns.unmapped == []
    assert [(phone.label, phone.line) for phone in columns.phones] == [
        ("Phone", ""),
        ("Phone 2", ""),
        ("Mobile", "mobile"),
    ]
    assert names[columns.phones[0].type] == "Line type"
    assert columns.phones[1].type is None


def test_a_county_roll():
    names = header("OWNER NAME,OWNER NAME 2,SITUS ADDRESS,SITUS CITY,SITUS ZIP,MAIL ADDRESS,MAIL CITY,MAIL ZIP")
    columns = read_header(names)
    assert [names[place] for place in columns.owners] == ["OWNER NAME", "OWNER NAME 2"]
    assert columns.described["city"] == "SITUS CITY"
    assert columns.described["mailing_city"] == "MAIL CITY"


def test_the_owners_address_is_where_letters_go():
    columns = read_header(header("OWNER1,ADDRESS,CITY,ZIP,OWNER ADDRESS,OWNER CITY,OWNER ZIP"))
    assert columns.described["unparsed_address"] == "ADDRESS"
    assert columns.described["mailing_unparsed_address"] == "OWNER ADDRESS"


def test_a_repeated_city_is_the_mailing_address_second():
    names = header("Property Address,City,State,Zip,Owner,Mailing Address,City,State,Zip,Phone")
    columns = read_header(names)
    assert (columns.home["city"], columns.mailing["city"]) == (1, 6)
    assert columns.described["mailing_city"] == "City (2)"


def test_a_bare_address_beside_the_propertys_own_is_for_letters():
    names = header("Owner,Address,City,State,Zip,Property Address,Property City,Property State,Property Zip")
    columns = read_header(names)
    assert (columns.home["unparsed"], columns.mailing["unparsed"]) == (5, 1)


def test_repeated_phone_columns_each_have_their_own_flags():
    names = header("Name,Address,Zip,Phone,Type,DNC,Phone,Type,DNC")
    columns = read_header(names)
    assert [(phone.number, phone.type, phone.dnc) for phone in columns.phones] == [(3, 4, 5), (6, 7, 8)]


@pytest.mark.parametrize(
    "line",
    [
        "Address,Phone1,Phone1Type,Phone1Dnc",
        "Address,Phone_1,Phone_1_Type,Phone_1_DNC",
        "Address,Phone #1,Phone Type 1,DNC 1",
        "Address,Phone Number 1,Line Type 1,Do Not Call 1",
        "Address,Owner Phone 1,Owner Phone 1 Line Type,Owner Phone 1 DNC Status",
        "Address,Wireless 1,Wireless 1 Type,Wireless 1 DNC",
    ],
)
def test_one_phone_group_in_many_dresses(line):
    (phone,) = read_header(header(line)).phones
    assert (phone.number, phone.type, phone.dnc) == (1, 2, 3)


def test_phones_by_the_name_of_the_place_they_ring_in():
    columns = read_header(header("Address,Cell Phone,Home Phone,Work Phone,Alternate Phone"))
    assert [phone.label for phone in columns.phones] == ["Cell Phone", "Home Phone", "Work Phone", "Alternate Phone"]
    assert [phone.line for phone in columns.phones] == ["mobile", "", "", ""]


@pytest.mark.parametrize("name", ["Agent Phone", "Listing Office Phone", "Broker Phone", "Fax Phone", "Phone 1 Score"])
def test_other_peoples_phones_are_not_the_owners(name):
    columns = read_header(["Owner", "Address", name])
    assert columns.phones == ()
    assert columns.unmapped == [name]


def test_several_do_not_call_columns_speak_for_the_row():
    columns = read_header(header("Address,Phone,Federal DNC,State DNC,DNC Last Scrubbed"))
    assert columns.dnc == (2, 3)
    assert columns.scrubbed_on == 4


def test_a_mapping_overrules_the_guess():
    names = header("Address,Owner,Contact,Zip")
    assert read_header(names).described["owner"] == "Owner"
    given = {"owner": "Contact", "unparsed_address": "Address"}
    assert read_header(names, given).described == given


def test_what_was_described_reads_the_same_again():
    names = header("Property Address,City,Zip,First Name,Last Name,Mailing Address,City,Phone,Phone 2,Phone 2 Type,DNC")
    columns = read_header(names)
    assert read_header(names, columns.described) == columns


def test_a_header_without_the_essentials_says_what_it_has():
    with pytest.raises(UnusableInput) as refusal:
        read_header(["Owner", "Phone"])
    assert str(refusal.value) == (
        "No column holds the home's address (Address, or Property Address). Name one of them so and import again. "
        "The columns are: Owner, Phone."
    )
