"""What is known of four vendors, so that a user gives credentials and little else. All of it can be changed in a feed.

Sources: the vendors' own pages, and for limits that they do not publish what others measured; each is named in the
documentation of live feeds. Vendor pages change: nothing here is a constant of the code.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

GIGABYTE = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Preset:
    """One vendor. `login`: "token" or "client"; `asks`: settings that the user must fill besides."""

    key: str
    name: str
    login: str
    asks: tuple[str, ...] = ()
    settings: Mapping[str, object] = field(default_factory=dict)
    told: str = ""
    """What the user must know of this vendor, in one or two sentences."""


PRESETS: Mapping[str, Preset] = {
    preset.key: preset
    for preset in (
        Preset(
            "mls_grid",
            "MLS Grid",
            "token",
            asks=("originating_system",),
            settings={
                "root": "https://api.mlsgrid.com/v2",
                "has_can_view": True,
                "can_filter_key": False,
                "keys_at_once": 5,
                "page_size": 1000,
                "page_by": "top",
                "can_order": False,
                "a_second": 1.8,
                "an_hour": 7_000,
                "a_day": 38_000,
                "bytes_an_hour": int(3.8 * GIGABYTE),
            },
            told="Rows that the MLS takes back stay in the feed for a week and must leave your database; "
            "Callsheet does that and keeps your own history.",
        ),
        Preset(
            "trestle",
            "Trestle (Cotality)",
            "client",
            settings={
                "root": "https://api.cotality.com/trestle/odata",
                "token_url": "https://api.cotality.com/trestle/oidc/connect/token",
                "scope": "api",
                "load_query": "replication=true",
                "ends_empty": True,
                "link_minutes": 5,
                "page_size": 1000,
                "page_by": "prefer",
                "can_filter_load": False,
                "a_second": 1.8,
                "an_hour": 7_000,
            },
            told="The service moved before: if the address is refused, look up the present one in its documentation.",
        ),
        Preset(
            "bridge",
            "Bridge (Zillow Group)",
            "token",
            asks=("dataset",),
            settings={
                "root": "https://api.bridgedataoutput.com/api/v2/OData/{dataset}",
                "load_path": "Property/replication",
                "can_filter_load": False,
                "page_size": 200,
                "page_by": "top",
                "a_second": 1.8,
                "an_hour": 4_800,
            },
            told="The dataset is the short name that Bridge gives your MLS.",
        ),
        Preset(
            "spark",
            "Spark (FBS, Flexmls)",
            "token",
            settings={
                "root": "https://replication.sparkapi.com/Reso/OData",
                "can_filter_load": False,
                "page_size": 1000,
                "page_by": "top",
                "overlap_minutes": 30,
                "a_second": 1.8,
                "an_hour": 3_600,
            },
            told="The token needs the replication role; without it Spark answers in pages of 25.",
        ),
    )
}
