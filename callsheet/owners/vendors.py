"""Whose export a header is, and what its columns hold where their names alone do not tell.

`seen`: a real header of that vendor was read. `documented`: the vendor's own help names some of the columns.
`inferred`: no header was seen; what is written here is what such files are said to hold. All of them are aliases, not
contracts: a file whose columns changed is read by the names of its columns, as any unknown file is.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from callsheet.listings.aliases import squeeze_name

_PARCEL = re.compile(
    r"^(?:parcel|apn|pin|ain|folio|account|schedule|geo ?id|tax (?:id|account|map)|assessor s parcel|property id)\b"
)


@dataclass(frozen=True, slots=True)
class Vendor:
    """A vendor's export. `marks`: its header holds all names of one of these sets, a repeated one as often.

    `fields`: field -> header, where the name says something else than it does elsewhere; a field of "" says nothing.
    """

    name: str
    known: Literal["seen", "documented", "inferred"]
    marks: tuple[tuple[str, ...], ...]
    fields: Mapping[str, str] = field(default_factory=dict)

    def made(self, header: Counter[str]) -> bool:
        """Whether it made a file with these (squeezed) names of columns."""
        return any(Counter(map(squeeze_name, marks)) <= header for marks in self.marks)


VENDORS = (
    Vendor("REDX Vortex", "seen", (("Vortex ID",),), {"claimed_status": "Listing Status", "claimed_on": "Status Date"}),
    Vendor(
        "PropStream",
        "seen",
        (("Est. Remaining balance of Open Loans", "Method of Add"),),
        {"claimed_status": "MLS Status"},
    ),
    Vendor("BatchLeads", "seen", (("Ltv Current Estimated Combined",),)),
    Vendor("Vulcan7", "seen", (("List Type", "Asking Price", "Phone 1", "DNC"),), {"claimed_status": "List Type"}),
    Vendor("BatchData", "documented", (("Input Data: Property Address",), ("Input Data: Property Zip",))),
    # Landvoice repeats `City`: the second is the mailing address's.
    Vendor(
        "Landvoice",
        "inferred",
        (("MLS #", "Expired Date", "City", "City", "Phone 1"), ("Landvoice ID",)),
        {"claimed_status": "Status"},
    ),
    # Mojo's contacts live at their own address; the home for sale is the `Property` one where the file has both.
    Vendor("Mojo", "inferred", (("Primary Phone", "Calling List"), ("Primary Phone", "Lead Folder"), ("Mojo ID",))),
    # Cole lists who lives at an address, renters too.
    Vendor(
        "Cole",
        "inferred",
        (("Length of Residence", "Home Owner/Renter"), ("Cole ID",)),
        {"street_dir_prefix": "Direction"},
    ),
)


def vendor_of(header: Sequence[str]) -> Vendor | None:
    """Whose export a header is; None for a file of no known vendor."""
    squeezed = Counter(squeeze_name(name) for name in header)
    return next((vendor for vendor in VENDORS if vendor.made(squeezed)), None)


def is_roll(plain_names: Sequence[str], *, has_owner: bool, has_phone: bool) -> bool:
    """Whether a file is a county's roll: owners by parcel, and no phones. `plain_names`: the headers as words."""
    return has_owner and not has_phone and any(_PARCEL.match(name) for name in plain_names)
