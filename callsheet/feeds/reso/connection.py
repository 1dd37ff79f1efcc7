"""How one feed is asked: where, as whom, in which pages. Vendors change these, so they are settings."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from callsheet.feeds.reso.limits import Limits

PageBy = Literal["server", "top", "prefer"]
"""Who decides the size of a page: the server; `$top`, where the vendor takes it as a page's size and not as the total;
the header `Prefer: odata.maxpagesize`."""


@dataclass(frozen=True, slots=True)
class Token:
    """A bearer token that lives until somebody revokes it."""

    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ClientCredentials:
    """OAuth2 client credentials, for which the server gives tokens that live a while."""

    token_url: str
    client_id: str
    client_secret: str = field(repr=False)
    scope: str = "api"


@dataclass(frozen=True, slots=True)
class Connection:
    """One feed. `root` is the service root, without a slash at its end."""

    root: str
    account: Token | ClientCredentials
    resource: str = "Property"
    load_path: str = ""
    """Where the first load and the sweep ask instead, such as Bridge's `Property/replication`."""
    load_query: str = ""
    """What they ask besides, such as Trestle's `replication=true`."""
    originating_system: str = ""
    """MLS Grid wants one `OriginatingSystemName eq '...'` in every question."""
    has_can_view: bool = False
    """Rows have `MlgCanView`; false means that the row must leave our database."""
    page_size: int | None = None
    page_by: PageBy = "server"
    can_order: bool = True
    can_filter_load: bool = True
    """Whether the first load takes `$filter` and `$orderby`; Spark takes neither."""
    can_filter_key: bool = True
    ends_empty: bool = False
    """Whether a load ends with an empty page although a link follows: Trestle's replication."""
    link_minutes: float | None = None
    """How long the server keeps a next link that nobody follows; None where it is not known. An older one may be
    answered with an empty page too, so it is rebuilt without asking: Trestle's replication keeps it for 5 minutes."""
    keys_at_once: int = 40
    """So many keys in one question; MLS Grid allows five `or`."""
    key: str = "ListingKey"
    stamp: str = "ModificationTimestamp"
    overlap: timedelta = timedelta(minutes=30)
    """How much earlier than its mark a reading begins: rows that became visible late. Spark says 20 minutes."""
    limits: Limits = field(default_factory=Limits)
    timeout: float = 60.0
    """Seconds to wait for an answer."""
