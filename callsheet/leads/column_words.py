"""The fields of a file in an agent's words, grouped as they are chosen from."""

from collections.abc import Iterable, Mapping

from callsheet.listings.aliases import FIELDS
from callsheet.listings.models import Source

Groups = Mapping[str, Mapping[str, str]]

LISTINGS: Groups = {
    "Listing": {
        "listing_id": "Listing number",
        "mls_status": "Status",
        "standard_status": "Status in RESO's words",
        "property_type": "Property type",
        "transaction_type": "Sale or lease",
        "listing_url": "Web page of the listing",
    },
    "Address": {
        "unparsed_address": "Address in one line",
        "street_number": "House number",
        "street_dir_prefix": "Direction before the street",
        "street_name": "Street name",
        "street_suffix": "Street suffix",
        "street_dir_suffix": "Direction after the street",
        "unit_number": "Unit",
        "city": "City",
        "state_or_province": "State",
        "postal_code": "ZIP",
        "parcel_number": "Parcel number",
    },
    "Prices": {
        "list_price": "List price",
        "current_price": "Current price (list, or close once sold)",
        "original_list_price": "Original list price",
        "close_price": "Close price",
    },
    "Dates": {
        "on_market_date": "On market on",
        "off_market_date": "Off market on",
        "expiration_date": "Contract expires on",
        "close_date": "Closed on",
        "days_on_market": "Days on market",
        "cumulative_days_on_market": "Days on market, total",
        "status_change_timestamp": "Status changed at",
        "modification_timestamp": "Row changed at",
    },
    "Broker": {"list_agent_full_name": "List agent", "list_office_name": "List office"},
    "Home": {
        "bedrooms_total": "Bedrooms",
        "bathrooms_total": "Bathrooms",
        "bathrooms_full": "Full bathrooms",
        "bathrooms_half": "Half bathrooms",
        "living_area": "Living area, sq ft",
        "lot_size_acres": "Lot, acres",
        "lot_size_square_feet": "Lot, sq ft",
        "year_built": "Year built",
        "latitude": "Latitude",
        "longitude": "Longitude",
    },
}

_PLACE = {
    "unparsed_address": "address in one line",
    "street_number": "house number",
    "street_dir_prefix": "direction before the street",
    "street_name": "street name",
    "street_suffix": "street suffix",
    "street_dir_suffix": "direction after the street",
    "unit_number": "unit",
    "city": "city",
    "state_or_province": "state",
    "postal_code": "ZIP",
}

# What stands for the next free number of its kind, and for the phone in the columns before it.
ANY_PHONE, ANY_EMAIL = "phone", "email"
OF_THAT_PHONE = ("phone_type", "phone_dnc", "phone_status", "phone_litigator")

OWNERS: Groups = {
    "Owner": {
        "owner": "Owner's name",
        "owner_2": "Second owner's name",
        "first_name": "First name",
        "last_name": "Last name",
        "first_name_2": "Second owner's first name",
        "last_name_2": "Second owner's last name",
    },
    "Home": {name: f"The home's {words}" for name, words in _PLACE.items()},
    "Numbers": {
        ANY_PHONE: "A phone number",
        "phone_type": "Type of the phone before it",
        "phone_dnc": "Do-not-call mark of the phone before it",
        "phone_status": "Status of the phone before it",
        "phone_litigator": "Litigator mark of the phone before it",
        "dnc": "Do-not-call mark for all phones",
        "litigator": "Litigator mark for all phones",
        "scrubbed_on": "Day of the do-not-call marks",
        ANY_EMAIL: "E-mail address",
    },
    "Letters": {f"mailing_{name}": f"Mailing {words}" for name, words in _PLACE.items()},
    "Title": {"since": "Last sold on"},
}

_FLAGS = {"type": "type", "dnc": "do-not-call mark", "status": "status", "litigator": "litigator mark"}


def groups_of(kind: str) -> Groups:
    """What a column may be, for an owner file or an MLS export; a field without words of its own comes last."""
    if kind == Source.Kind.OWNERS:
        return OWNERS
    told = {name for group in LISTINGS.values() for name in group}
    other = {name: _plain(name) for name in FIELDS if name not in told}
    return {**LISTINGS, "Other": other} if other else LISTINGS


def name_of(field: str, kind: str) -> str:
    """`Phone 2, do-not-call mark`, `List price`"""
    return _known(field, groups_of(kind).values()) or _numbered(field) or _plain(field)


def _known(field: str, groups: Iterable[Mapping[str, str]]) -> str:
    return next((group[field] for group in groups if field in group), "")


def _numbered(field: str) -> str:
    """`phone_mobile_2_dnc` in words; empty for what is no phone and no address of an e-mail."""
    stem, *rest = field.split("_")
    if stem not in ("phone", "email"):
        return ""
    flag = next((_FLAGS[word] for word in rest if word in _FLAGS), "")
    said = " ".join(word for word in (stem.capitalize(), *rest) if word not in _FLAGS)
    return f"{said}, {flag}" if flag else said


def _plain(field: str) -> str:
    return field.replace("_", " ").capitalize()
