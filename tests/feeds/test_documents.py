"""What servers say of themselves and of a listing, in both ways in which RESO has enumerations."""

from decimal import Decimal

import pytest

from callsheet.feeds.reso.metadata import read_lookups, read_metadata
from callsheet.feeds.reso.problems import Puzzled
from callsheet.feeds.reso.records import gone_because, row_of

ENUMERATED = """<?xml version="1.0" encoding="utf-8"?>
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
 <Schema Namespace="Mls.Enums" xmlns="http://docs.oasis-open.org/odata/ns/edm">
  <EnumType Name="StandardStatus">
   <Member Name="Active"/>
   <Member Name="ActiveUnderContract">
    <Annotation Term="RESO.OData.Metadata.StandardName" String="Active Under Contract"/>
   </Member>
  </EnumType>
 </Schema>
 <Schema Namespace="Mls.Model" Alias="M" xmlns="http://docs.oasis-open.org/odata/ns/edm">
  <EntityType Name="Row"><Key><PropertyRef Name="ListingKey"/></Key>
   <Property Name="ListingKey" Type="Edm.String"/></EntityType>
  <EntityType Name="Listing" BaseType="M.Row">
   <Property Name="StandardStatus" Type="Mls.Enums.StandardStatus"/>
   <Property Name="Heating" Type="Collection(Edm.String)"/>
   <Property Name="ListPrice" Type="Edm.Decimal"/>
  </EntityType>
  <EntityContainer Name="C"><EntitySet Name="Property" EntityType="M.Listing"/>
   <EntitySet Name="Lookup" EntityType="M.Row"/></EntityContainer>
 </Schema>
</edmx:DataServices></edmx:Edmx>"""


def test_fields_of_the_base_type_count_and_enumerations_have_their_readable_names():
    schema = read_metadata(ENUMERATED)
    assert schema.of_these(["ListPrice", "ListingKey", "NotThere"]) == ("ListPrice", "ListingKey")
    assert schema.names == {"StandardStatus": {"Active": "Active", "ActiveUnderContract": "Active Under Contract"}}
    assert schema.has_lookup


@pytest.mark.parametrize(
    ("text", "said"), [("<html><p>", "no XML"), (ENUMERATED.replace('"Property"', '"Homes"'), "Homes")]
)
def test_what_is_no_metadata_of_listings(text, said):
    with pytest.raises(Puzzled, match=said):
        read_metadata(text)


def test_the_lookup_resource_gives_the_readable_name_of_both_values():
    names = read_lookups(
        [
            {
                "LookupName": "StandardStatus",
                "LookupValue": "AUC",
                "StandardLookupValue": "Active Under Contract",
                "LegacyODataValue": "ActiveUnderContract",
            },
            {"LookupName": "Heating", "LookupValue": "Boiler"},
        ]
    )
    readable = "Active Under Contract"
    assert names["StandardStatus"] == {"AUC": readable, "ActiveUnderContract": readable}
    assert names["Heating"] == {"Boiler": "Boiler"}


def test_a_record_as_an_exported_row_would_have_it():
    record = {
        "ListPrice": Decimal("489900.00"),
        "StandardStatus": "ActiveUnderContract",
        "Heating": ["Boiler", "HeatPump"],
        "Waterfront": False,
        "UnitNumber": None,
        "Media": {"order": 1},
    }
    names = {"StandardStatus": {"ActiveUnderContract": "Active Under Contract"}, "Heating": {"HeatPump": "Heat Pump"}}
    assert row_of(record, list(record), names) == {
        "ListPrice": "489900.00",
        "StandardStatus": "Active Under Contract",
        "Heating": "Boiler, Heat Pump",
        "Waterfront": "false",
        "UnitNumber": "",
        "Media": "",
    }


@pytest.mark.parametrize(
    ("record", "because"),
    [
        ({"StandardStatus": "Expired", "MlgCanView": True}, ""),
        ({"StandardStatus": "Expired"}, ""),
        ({"StandardStatus": "Expired", "MlgCanView": False}, "MlgCanView is false"),
        ({"StandardStatus": "Delete"}, "status Delete"),
    ],
)
def test_a_row_that_must_leave_is_not_expired(record, because):
    assert gone_because(record) == because
