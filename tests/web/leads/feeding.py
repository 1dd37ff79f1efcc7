"""A server of listings that answers within the process: what its metadata says, one page, and what goes wrong."""

import json
from collections.abc import Callable

import httpx

from callsheet.listings.feed_pages import RESO_NAMES

LACKS = ("LotSizeAcres", "LotSizeSquareFeet", "BathroomsTotalInteger")
_FIELDS = ["ListingKey", *(name for name in RESO_NAMES if name not in LACKS)]
METADATA = f"""<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="M" xmlns="http://docs.oasis-open.org/odata/ns/edm"><EntityType Name="Home">
{"".join(f'<Property Name="{name}" Type="Edm.String"/>' for name in _FIELDS)}
</EntityType><EntityContainer Name="C"><EntitySet Name="Property" EntityType="M.Home"/></EntityContainer></Schema>
</edmx:DataServices></edmx:Edmx>"""


def a_record(number: int, status: str) -> dict[str, object]:
    return {
        "ListingKey": f"PA{number}",
        "ListingId": f"PA{number}",
        "StandardStatus": status,
        "UnparsedAddress": f"{number} Larkspur Ln",
        "ModificationTimestamp": "2026-11-24T12:00:00Z",
    }


def serving(*statuses: str, asked: list[httpx.Request] | None = None) -> Callable[[httpx.Request], httpx.Response]:
    """A server with one page of listings in these statuses."""

    def answer(request: httpx.Request) -> httpx.Response:
        if asked is not None:
            asked.append(request)
        if request.url.path.endswith("/token"):
            return httpx.Response(200, json={"access_token": "given", "expires_in": 3600})
        if request.url.path.endswith("$metadata"):
            return httpx.Response(200, text=METADATA)
        rows = [a_record(number, status) for number, status in enumerate(statuses, start=400)]
        return httpx.Response(200, text=json.dumps({"value": rows}))

    return answer
