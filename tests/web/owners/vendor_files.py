"""One file in the shape of each vendor's export, about the same invented people on 555-01xx numbers.

The headers marked `seen` were read from real exports, the others are what such files are said to hold; see
`callsheet.owners.vendors`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Household:
    """What every vendor can say of a home: its owner and the numbers, each with its do-not-call answer."""

    first: str = "Harriet"
    last: str = "Boone"
    number: str = "418"
    street: str = "Larkspur"
    suffix: str = "Ln"
    city: str = "Fallow Creek"
    postal_code: str = "21014"
    phones: tuple[str, ...] = ("4105550142", "4105550143")
    status: str = "Expired"
    listing_id: str = "AL000418"
    expired_on: str = "11/22/2026"

    @property
    def line(self) -> str:
        return f"{self.number} {self.street} {self.suffix}"


@dataclass(frozen=True, slots=True)
class Shape:
    """A vendor's header and which column says what; `phones` are the columns of the numbers in its order."""

    name: str
    header: tuple[str, ...]
    columns: dict[str, str]
    phones: tuple[str, ...] = ()
    constant: dict[str, str] = field(default_factory=dict)

    def row(self, said: Household) -> list[str]:
        values = {
            "line": said.line,
            "full": f"{said.first} {said.last}",
            "shouted": f"{said.last} {said.first}".upper(),
        }
        values |= {name: getattr(said, name) for name in ("first", "last", "number", "street", "suffix", "city")}
        values |= {name: getattr(said, name) for name in ("postal_code", "status", "listing_id", "expired_on")}
        cells = {column: values[name] for name, column in self.columns.items()}
        cells |= self.constant | dict(zip(self.phones, said.phones, strict=False))
        return [cells.get(name, "") if self.header.index(name) == at else "" for at, name in enumerate(self.header)]


def _names(line: str) -> tuple[str, ...]:
    return tuple(line.split(","))


def _many(stems: str, *numbers: int) -> str:
    return ",".join(stem.replace("#", str(number)) for number in numbers for stem in stems.split(","))


_PLACE = {"line": "Property Address", "city": "Property City", "postal_code": "Property Zip"}
_PEOPLE = {"first": "First Name", "last": "Last Name"}

REDX = Shape(
    "REDX Vortex",
    _names(
        "Vortex ID,Lead Status,Listing Status,Property Address,Property City,Property State,Property Zip,List Price,"
        "Days On Market,Bedrooms,Bathrooms,Type,Square Footage,Year Built,Lot Size,List Date,Expired Date,"
        "Withdrawn Date,Auctioned Date,Lead Date,Status Date,Last Sold Date,Listing Agent,Listing Broker,Agent Phone,"
        "MLS/FSBO ID,Remarks,Agent Remarks,Area,House Number,Subdivision,Zoning,Tax ID,Name,First Name,Last Name,"
        f"{_many('Name #', *range(2, 12))},MLS Name,MLS Name 2,MLS Name 3,MLS Name 4,Mailing Street,Mailing City,"
        f"Mailing State,Mailing Zip,Phone,Phone Status,{_many('Phone #,Phone # Status', *range(2, 10))},Phone 10,"
        "Phone 11,Phone 11 Status,Phone 12,Phone 13,Phone 13 Status,Phone 14,Phone 15,Email,"
        f"{_many('Email #', *range(2, 13))}"
    ),
    {**_PLACE, **_PEOPLE, "full": "Name", "status": "Listing Status", "listing_id": "MLS/FSBO ID",
     "expired_on": "Expired Date"},
    ("Phone", "Phone 2"),
    {"Vortex ID": "77", "Property State": "MD", "Lead Status": "New", "Agent Phone": "4105550190",
     "Remarks": "Seller motivated"},
)  # fmt: skip
VULCAN7 = Shape(
    "Vulcan7",
    _names(
        "List Type,First Name,Last Name,Property Address,City,State,Zip,Phone 1,Phone 2,Email,DNC,Asking Price,"
        "Bedrooms,Bathrooms,Sq Ft,List Date"
    ),
    {**_PEOPLE, "line": "Property Address", "city": "City", "postal_code": "Zip", "status": "List Type"},
    ("Phone 1", "Phone 2"),
    {"State": "MD", "Asking Price": "459900", "Bedrooms": "4"},
)
PROPSTREAM = Shape(
    "PropStream",
    _names(
        "Address,Unit #,City,State,Zip,County,APN,Owner Occupied,Owner 1 First Name,Owner 1 Last Name,"
        "Owner 2 First Name,Owner 2 Last Name,Mailing Care of Name,Mailing Address,Mailing Unit #,Mailing City,"
        "Mailing State,Mailing Zip,Mailing County,Do Not Mail,Property Type,Bedrooms,Total Bathrooms,Building Sqft,"
        "Lot Size Sqft,Effective Year Built,Total Assessed Value,Last Sale Recording Date,Last Sale Amount,"
        "Total Open Loans,Est. Remaining balance of Open Loans,Est. Value,Est. Loan-to-Value,Est. Equity,MLS Status,"
        "MLS Date,MLS Amount,Lien Amount,Marketing Lists,Date Added to List,Method of Add,"
        f"{_many('Phone #,Phone # Type,Phone # DNC', *range(1, 6))},Email 1,Email 2,Email 3,Email 4,Litigator,"
        "Foreclosure Factor,Skip Traces"
    ),
    {"line": "Address", "city": "City", "postal_code": "Zip", "first": "Owner 1 First Name",
     "last": "Owner 1 Last Name", "status": "MLS Status", "expired_on": "MLS Date"},
    ("Phone 1", "Phone 2"),
    {"State": "MD", "APN": "07-1234", "Est. Equity": "210000"},
)  # fmt: skip
BATCHLEADS = Shape(
    "BatchLeads",
    _names(
        "First Name,Last Name,Phone 1,Phone 1 DNC,Litigator,Property Address,Property City,Property State,"
        "Property Zip,Property Type Detail,Bedroom Count,Bathroom Count,Total Building Area Square Feet,Year Built,"
        "Estimated Value,Ltv Current Estimated Combined,Owner Occupied,Last Sale Date,Last Sale Price"
    ),
    {**_PLACE, **_PEOPLE},
    ("Phone 1",),
    {"Property State": "MD", "Estimated Value": "455000"},
)
BATCHDATA = Shape(
    "BatchData",
    _names(
        "Our Ref,Input Data: Property Address,Input Data: Property City,Input Data: Property State,"
        "Input Data: Property Zip,Property Address,Property City,Property State,Property Zip,First Name,Last Name,"
        f"Mailing Address,Mailing City,Mailing State,Mailing Zip,{_many('Phone #,Phone # Type,Phone # DNC', 1, 2, 3)},"
        "Email 1,Email 2,TCPA Litigator"
    ),
    {**_PLACE, **_PEOPLE},
    ("Phone 1", "Phone 2"),
    {"Property State": "MD", "Our Ref": "list 7", "Input Data: Property Address": "418 larkspur"},
)
LANDVOICE = Shape(
    "Landvoice",
    _names(
        "Status,MLS #,List Price,Listing Date,Expired Date,First Name,Last Name,Address,City,State,Zip,"
        "Mailing Address,City,State,Zip,Phone 1,Phone 1 DNC,Phone 2,Phone 2 DNC,Email,Remarks"
    ),
    {**_PEOPLE, "line": "Address", "city": "City", "postal_code": "Zip", "status": "Status", "listing_id": "MLS #",
     "expired_on": "Expired Date"},
    ("Phone 1", "Phone 2"),
    {"State": "MD", "List Price": "459900", "Remarks": "Lovely"},
)  # fmt: skip
MOJO = Shape(
    "Mojo",
    _names(
        "Full Name,First Name,Last Name,Address,City,State,Zip Code,Property Address,Property City,Property State,"
        "Property Zip,Primary Phone,Primary Phone DNC,Secondary Phone,Mobile Phone,Mobile Phone DNC,Email,Calling List,"
        "Group,MLS Number,Lead Type,Notes"
    ),
    {**_PLACE, **_PEOPLE, "full": "Full Name", "status": "Lead Type", "listing_id": "MLS Number"},
    ("Primary Phone", "Secondary Phone"),
    {"Property State": "MD", "Calling List": "Monday", "Notes": "Has a dog"},
)
COLE = Shape(
    "Cole",
    _names(
        "House Number,Direction,Street Name,Street Suffix,Unit,City,State,Zip,Zip4,First Name,Last Name,Phone,DNC,"
        "Cell Phone,Length of Residence,Home Owner/Renter,Year Built"
    ),
    {**_PEOPLE, "number": "House Number", "street": "Street Name", "suffix": "Street Suffix", "city": "City",
     "postal_code": "Zip"},
    ("Phone",),
    {"State": "MD", "Home Owner/Renter": "Owner", "Length of Residence": "11"},
)  # fmt: skip
COUNTY = Shape(
    "",
    _names(
        "PARCEL_ID,OWNER1,OWNER2,SITUS_ADDR,SITUS_CITY,SITUS_STATE,SITUS_ZIP,MAIL_ADDR1,MAIL_CITY,MAIL_STATE,MAIL_ZIP,"
        "DEED_DATE,SALE_PRICE,LAND_USE"
    ),
    {"shouted": "OWNER1", "line": "SITUS_ADDR", "city": "SITUS_CITY", "postal_code": "SITUS_ZIP"},
    (),
    {"PARCEL_ID": "07-1234", "SITUS_STATE": "MD", "LAND_USE": "R1"},
)
SHAPES = (REDX, VULCAN7, PROPSTREAM, BATCHLEADS, BATCHDATA, LANDVOICE, MOJO, COLE, COUNTY)
IDS = [shape.name or "a county roll" for shape in SHAPES]

BOONE = Household()
QUILL = Household("Omar", "Quill", "2207", "Heron", "Ct", "Port Alder", "21078", ("4435550107", "4435550108"),
                  listing_id="AL002207")  # fmt: skip


def spoken(number: str) -> str:
    return f"({number[:3]}) {number[3:6]}-{number[6:]}"


DRIFTS = {
    "the same file twice": lambda home: home,
    "phones shuffled": lambda home: replace(home, phones=home.phones[::-1]),
    "Street for St": lambda home: replace(home, suffix={"Ln": "LANE", "Ct": "Court"}[home.suffix]),
    "the owner's spelling": lambda home: replace(home, first=home.first.upper(), last=f"{home.last.upper()} "),
    "the phone's format": lambda home: replace(home, phones=tuple(map(spoken, home.phones))),
}


def rows(shape: Shape, *homes: Household) -> list[list[str]]:
    return [shape.row(home) for home in homes]


def with_cells(shape: Shape, row: Sequence[str], **cells: str) -> list[str]:
    """A copy of a row with other cells, by the name of the column with `_` for a space."""
    changed = list(row)
    for name, said in cells.items():
        changed[shape.header.index(name.replace("_", " "))] = said
    return changed
