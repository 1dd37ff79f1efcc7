"""The header rows we know: which MLS they are from, and which of their columns mean something else than their name.

A signature matches when all its names are in the header (compared without case, space and punctuation), or, for a
header of common words, when the header is exactly those names. What a signature does not say is found by alias.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from callsheet.listings.aliases import squeeze_name

NOT_MAPPED = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """A known header row. `columns` maps a field to its header names, best first; empty means: not this field."""

    name: str
    mls: str | None
    names: frozenset[str]
    is_whole: bool = False
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def matches(self, header: Sequence[str]) -> bool:
        squeezed = {squeeze_name(name) for name in header}
        return squeezed == self.names if self.is_whole else squeezed >= self.names


def signature_of(header: Sequence[str]) -> Signature | None:
    """The signature a header row has, or None."""
    return next((signature for signature in SIGNATURES if signature.matches(header)), None)


def _names(line: str) -> frozenset[str]:
    return frozenset(squeeze_name(name) for name in line.split(","))


SIGNATURES = (
    Signature(
        "bright-market-analysis",
        "Bright MLS",
        _names(
            "MLSNumber,SettledDate,SoldPrice,StreetDirection,OriginatingMLS,BelowGradeSqFt,TransactionBrokerCompensation"
        ),
        # In this export `Age` is the year of building, `Type` is empty and `Category` says RES, LSE or LND.
        columns={"year_built": ["Age"], "property_type": ["Category", "Type"], "living_area": ["InteriorSqFt"]},
    ),
    Signature(
        "las-vegas-matrix",
        "Las Vegas REALTORS",
        _names("#,Zip Code,Stat,Address,Current Price,BldgDes,Approx Liv Area,Pv Pool,Actual Close Date"),
    ),
    Signature(
        "stellar-matrix",
        "Stellar MLS",
        _names(
            "ML Number,Legal Subdivision Name,Sq Ft Heated,Current Price,ADOM,LSC List Side,Office Primary Board ID"
        ),
        columns={"property_type": NOT_MAPPED},
    ),
    Signature(
        "crmls-trestle",
        "CRMLS",
        _names(
            "ListingKeyNumeric,ListingId,MlsStatus,UnparsedAddress,MLSAreaMajor,BuyerOfficeAOR,ContractStatusChangeDate,"
            "StreetNumberNumeric,MiddleOrJuniorSchoolDistrict,PurchaseContractDate"
        ),
        columns={"street_number": NOT_MAPPED},
    ),
    Signature(
        "armls-flexmls",
        "ARMLS",
        _names("UCB or CCBS,Fallthrough Date,House Number,Compass,Street Name,St Dir Sfx,St Suffix,City/Town Code"),
        # An Active row that is under contract says so only in its UCB or CCBS column.
        columns={
            "mls_status": ["UCB or CCBS", "Status"],
            "expiration_date": ["End Date"],
            "off_market_date": ["Cancel Date", "Temp Off Market Date"],
        },
    ),
    Signature(
        "mls-pin-client-list",
        "MLS PIN",
        _names("mls,status,address,description,price,received"),
        is_whole=True,
        columns={"modification_timestamp": ["received"]},
    ),
    Signature(
        "repliers",
        "Repliers",
        _names(
            "mls_number,status,standard_status,property_class,transaction_type,last_status,street_number,zip,brokerage"
        ),
        # A and U (available or not) say less than the last status (New, Sc, Exp, Ter, Sus).
        columns={"mls_status": ["last_status", "status"], "modification_timestamp": NOT_MAPPED},
    ),
    Signature(
        "housesigma",
        "HouseSigma",
        _names("id,status,mls,address,property_type,list_price,start_date,end_date,dom,expired,url,stage"),
        columns={"off_market_date": ["expired"]},
    ),
    Signature(
        "generic-mls-table",
        None,
        _names("mls_id,property_address,zip_code,sale_price,square_feet,listing_agent,office,price_change_count"),
        columns={"lot_size_acres": ["lot_size"]},
    ),
)
