"""Files under the headers of known vendors, with invented people on 555-01xx numbers in them."""

import csv
from datetime import date

import pytest

from callsheet.owners.models import Owner, Ownership, Phone
from tests.web.owners.files import counts, known, read, write
from tests.web.world import a_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return a_team()


@pytest.fixture
def file_of(shared, tmp_path):
    """Writes a file with a vendor's header and the cells given by column name; the others stay empty."""

    def write_file(*vendors: str, rows: list[dict[str, str]]):
        names = []
        for vendor in vendors:
            with (shared / "data/vendor-headers" / f"{vendor}_header.csv").open(encoding="utf-8") as file:
                names += next(csv.reader(file))
        assert all(row.keys() <= set(names) for row in rows)
        cells = [[row.get(name, "") for name in names] for row in rows]
        return write(tmp_path / f"{vendors[0]}.csv", cells, names)

    return write_file


def phones() -> dict[str, tuple]:
    """What is known of each number: line type, do-not-call flag, litigator, finding."""
    told = Phone.objects.order_by("rank").values_list("number", "line_type", "vendor_listed", "litigator", "finding")
    return {number: tuple(rest) for number, *rest in told}


def test_redx_vortex(team, file_of):
    row = {
        "Vortex ID": "77",
        "Property Address": "418 Larkspur Ln",
        "Property City": "Fallow Creek",
        "Property State": "MD",
        "Property Zip": "21014",
        "Name": "Harriet Boone",
        "First Name": "Harriet",
        "Last Name": "Boone",
        "Name 2": "Somebody Else",
        "Mailing Street": "PO Box 12",
        "Mailing City": "Fallow Creek",
        "Mailing State": "MD",
        "Mailing Zip": "21014",
        "Agent Phone": "4105550190",
        "Phone": "(410) 555-0142",
        "Phone Status": "DNC",
        "Phone 2": "410-555-0143",
        "Phone 2 Status": "Disconnected",
        "Phone 10": "410-555-0144",
        "Phone 15": "410-555-0145",
        "Email": "Harriet@Example.com",
    }
    import_ = read(team, file_of("redx_vortex", rows=[row]))
    assert counts(import_) == (1, 0, 0, 0)
    assert (import_.source.name, import_.mapping_name) == ("REDX Vortex", "REDX Vortex")
    owner = Owner.objects.get()
    assert (owner.name, owner.email) == ("Harriet Boone", "harriet@example.com")
    assert (owner.mailing_line, owner.mailing_state) == ("PO Box 12", "MD")
    assert phones() == {
        "+14105550142": ("unknown", True, False, ""),
        "+14105550143": ("unknown", None, False, "disconnected"),
        "+14105550144": ("unknown", None, False, ""),
        "+14105550145": ("unknown", None, False, ""),
    }


def test_propstream_skip_traced(team, file_of):
    row = {
        "Address": "2207 Heron Ct",
        "Unit #": "3B",
        "City": "Port Alder",
        "State": "MD",
        "Zip": "21078",
        "Owner 1 First Name": "JANE",
        "Owner 1 Last Name": "VAIL",
        "Owner 2 First Name": "Omar",
        "Owner 2 Last Name": "Quill",
        "Mailing Address": "9 Quarry Road",
        "Mailing Unit #": "2",
        "Mailing City": "MILLBROOK",
        "Mailing State": "MD",
        "Mailing Zip": "21040-1234",
        "Last Sale Recording Date": "03-14-2019",
        "Phone 1": "4435550107",
        "Phone 1 Type": "Mobile",
        "Phone 1 DNC": "N",
        "Phone 2": "4435550108",
        "Phone 2 Type": "Landline",
        "Phone 2 DNC": "Y",
        "Phone 3": "4435550109",
        "Phone 3 Type": "VoIP",
        "Litigator": "Y",
    }
    import_ = read(team, file_of("propstream", "propstream_skiptraced_extra", rows=[row]))
    assert import_.source.name == "PropStream"
    ownership = Ownership.objects.get()
    assert (ownership.owner.name, ownership.owner.kind) == ("Jane Vail and Omar Quill", "couple")
    assert ownership.since == date(2019, 3, 14)
    assert ownership.property.one_line == "2207 Heron Ct, Unit 3B, Port Alder, MD 21078"
    owner = ownership.owner
    assert (owner.mailing_line, owner.mailing_city) == ("9 Quarry Rd, Unit 2", "Millbrook")
    assert owner.mailing_postal_code == "21040"
    assert phones() == {
        "+14435550107": ("mobile", False, True, ""),
        "+14435550108": ("landline", True, True, ""),
        "+14435550109": ("voip", None, True, ""),
    }


def test_batchleads(team, file_of):
    row = {
        "First Name": "",
        "Last Name": "Larkspur Homes LLC",
        "Phone 1": "4105550150",
        "Phone 1 DNC": "No",
        "Litigator": "No",
        "Property Address": "15 Quarry Rd",
        "Property City": "Millbrook",
        "Property State": "MD",
        "Property Zip": "21040",
        "Last Sale Date": "2031-01-01",
    }
    read(team, file_of("batchleads", rows=[row]))
    ownership = Ownership.objects.get()
    assert (ownership.owner.name, ownership.owner.kind) == ("Larkspur Homes LLC", "builder")
    assert ownership.since is None, "a sale that is yet to come is none"
    assert phones() == {"+14105550150": ("unknown", False, False, "")}


def test_vulcan7(team, file_of):
    rows = [
        {
            "List Type": "Expired",
            "First Name": first,
            "Last Name": "Boone",
            "Property Address": "418 Larkspur Ln",
            "City": "Fallow Creek",
            "State": "MD",
            "Zip": "21014",
            "Phone 1": number,
            "DNC": flag,
        }
        for first, number, flag in (("Harriet", "4105550142", "DNC"), ("Paul", "4105550143", "Clear"))
    ]
    read(team, file_of("vulcan7", rows=rows))
    assert {owner.name for owner in Owner.objects.all()} == {"Harriet Boone", "Paul Boone"}
    assert phones() == {
        "+14105550142": ("unknown", True, False, ""),
        "+14105550143": ("unknown", False, False, ""),
    }


def test_a_second_vendor_finds_the_owner_of_the_first(team, file_of):
    home = {"City": "Fallow Creek", "State": "MD", "Zip": "21014"}
    first = {"Address": "418 Larkspur Ln", "Owner 1 First Name": "Harriet", "Owner 1 Last Name": "Boone", **home}
    read(team, file_of("propstream", rows=[first]))
    second = {"Property Address": "418 LARKSPUR LANE", "First Name": "HARRIETT", "Last Name": "BOONE", **home}
    import_ = read(team, file_of("vulcan7", rows=[{**second, "Phone 1": "4105550142"}]))
    assert counts(import_) == (0, 1, 0, 0)
    assert Owner.objects.get().phones.get().source.name == "Vulcan7"
    before = known()
    read(team, file_of("propstream", rows=[first]))
    assert known() == before
