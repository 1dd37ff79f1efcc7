"""Invented listings as an MLS's Web API sends them."""

from datetime import UTC, datetime, timedelta

NAMES = ("Heron", "Alder", "Quarry", "Linden", "Harbor", "Mill", "Orchard", "Chapel", "Juniper", "Meadow")
MORE = ("Fallow", "Teal", "Sorrel", "Osprey", "Bittern", "Willet", "Curlew", "Thistle", "Bramble", "Clover")
KINDS = ("Ln", "Ct", "Ave", "Rd")
STATUSES = (
    *("Active", "Active", "Active", "Pending", "Closed", "Withdrawn", "Expired", "Canceled"),
    *("Closed",) * 20,
    *("Active",) * 12,
)
START = datetime(2026, 11, 1, 12, tzinfo=UTC)
GROUP = 37  # so many rows may share a timestamp


def stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"


def rows(count: int, system: str = "Port Alder MLS", shared: int = GROUP) -> list[dict[str, object]]:
    """So many listings, groups of them with one timestamp; their keys are not in the order of their timestamps."""
    return [
        row(number, system, stamp(START + timedelta(seconds=(number * 7919 % count) // shared)))
        for number in range(count)
    ]


def row(number: int, system: str = "Port Alder MLS", at: str = stamp(START)) -> dict[str, object]:
    status = STATUSES[number % len(STATUSES)]
    street = number % 100
    listed = START.date() - timedelta(days=120 + number % 60)
    return {
        "ListingKey": f"PA{number:07d}",
        "ListingId": f"A{number}",
        "OriginatingSystemName": system,
        "StandardStatus": status,
        "MlsStatus": status,
        "PropertyType": "Residential",
        "StreetNumber": str(100 + number // 100 * 2),
        "StreetName": f"{NAMES[street % 10]} {MORE[street // 10]}",
        "StreetSuffix": KINDS[street % len(KINDS)],
        "City": "Port Alder",
        "StateOrProvince": "MD",
        "PostalCode": "21078",
        "ParcelNumber": f"12-{number:06d}",
        "ListPrice": 300_000 + number % 500 * 1_000,
        "OriginalListPrice": 310_000 + number % 500 * 1_000,
        "ClosePrice": 300_000 if status == "Closed" else None,
        "BedroomsTotal": 2 + number % 4,
        "LivingArea": 1_200 + number % 900,
        "YearBuilt": 1950 + number % 70,
        "OnMarketDate": listed.isoformat(),
        "OffMarketDate": (START.date() - timedelta(days=3)).isoformat() if status in ("Expired", "Canceled") else None,
        "ExpirationDate": (START.date() + timedelta(days=60)).isoformat(),
        "CloseDate": (START.date() - timedelta(days=9)).isoformat() if status == "Closed" else None,
        "ListAgentFullName": f"Agent {number % 90}",
        "ListOfficeName": f"Office {number % 12}",
        "MlgCanView": True,
        "StatusChangeTimestamp": at,
        "ModificationTimestamp": at,
    }
