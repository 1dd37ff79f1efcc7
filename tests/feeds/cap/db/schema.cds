namespace feed;

// What an MLS sends of a listing, by the names of the RESO Data Dictionary.
entity Property {
  key ListingKey               : String(64);
      ListingId                : String(60);
      OriginatingSystemName    : String(60);
      StandardStatus           : String(40);
      MlsStatus                : String(40);
      PropertyType             : String(60);
      PropertySubType          : String(60);
      StreetNumber             : String(20);
      StreetDirPrefix          : String(10);
      StreetName               : String(80);
      StreetSuffix             : String(20);
      StreetDirSuffix          : String(10);
      UnitNumber               : String(20);
      UnparsedAddress          : String(200);
      City                     : String(60);
      StateOrProvince          : String(2);
      PostalCode               : String(10);
      ParcelNumber             : String(40);
      ListPrice                : Decimal(14, 2);
      OriginalListPrice        : Decimal(14, 2);
      ClosePrice               : Decimal(14, 2);
      BedroomsTotal            : Integer;
      LivingArea               : Decimal(14, 2);
      YearBuilt                : Integer;
      OnMarketDate             : Date;
      OffMarketDate            : Date;
      ExpirationDate           : Date;
      CloseDate                : Date;
      ListAgentFullName        : String(120);
      ListOfficeName           : String(120);
      MlgCanView               : Boolean default true;
      StatusChangeTimestamp    : Timestamp;
      ModificationTimestamp    : Timestamp;
}
