"""What vendors write in the flags beside a phone: line types, do-not-call marks, statuses, yes and no."""

import re
from functools import lru_cache

from callsheet.core.listing_row import text
from callsheet.core.status import CANCELED, CONTRACT_OVER, EXPIRED, squeeze, standard_status

MOBILE, LANDLINE, VOIP, UNKNOWN = "mobile", "landline", "voip", "unknown"
_TYPES = {"m": MOBILE, "w": MOBILE, "c": MOBILE, "l": LANDLINE, "v": VOIP, "home": LANDLINE, "residential": LANDLINE}
_TYPE_MARKS = (
    (VOIP, re.compile(r"voip|voice over|internet")),
    (MOBILE, re.compile(r"cell|mobile|wireless")),
    (LANDLINE, re.compile(r"land ?-?line|^land$|fixed")),
)
_YES = frozenset(["y", "yes", "true", "t", "1", "x", "on", "listed", "registered", "found", "blocked", "dnc"])
_NO = frozenset(["n", "no", "false", "f", "0", "off", "clear", "clean", "safe", "ok", "okay", "callable", "good"])
_DO_NOT_CALL = re.compile(r"do[ -]?not[ -]?call")
_UNTOLD = re.compile(r"\bnot (?:yet |been )*(?:checked|scrubbed|searched|available|known)\b|\bunknown\b|\bpending\b")
_LISTED = re.compile(r"\bdnc\b|\blisted\b|\bregistered\b")
_CLEAR = re.compile(r"\b(?:clean|clear|callable|safe)\b")
_DENIED = re.compile(r"\b(?:not|no|non)\b")
_DISCONNECTED = re.compile(r"disconnect|not in service|out of service|non ?-?working|inactive|bad number|invalid")
_WRONG = re.compile(r"\bwrong\b")

_LISTS_OF = re.compile(r"^(?:old|new|daily|recent|todays|today s|previous) |s?(?: listings?| leads?)?$")
_CLAIMED = {"expired": EXPIRED, "cancel": CANCELED, "canceled": CANCELED, "cancelled": CANCELED, "terminated": CANCELED}
_RENTS = re.compile(r"^(?:r|rent(?:er|s|al|ed)?|tenant)\b")


@lru_cache(maxsize=1 << 12)
def line_type(cell: str | None) -> str:
    """`Cell`, `Wireless`, `M` are mobile; `Land`, `L` landline; any sort of VoIP voip; everything else unknown."""
    said = text(cell).casefold()
    return _TYPES.get(said) or next((line for line, marks in _TYPE_MARKS if marks.search(said)), UNKNOWN)


@lru_cache(maxsize=1 << 12)
def is_listed(cell: str | None) -> bool | None:
    """Whether a do-not-call cell says that the number is on the registry; None when it is empty or says neither."""
    said = _DO_NOT_CALL.sub("dnc", text(cell).casefold())
    if said in _YES or said in _NO:
        return said in _YES
    if _UNTOLD.search(said):
        return None
    is_denied = bool(_DENIED.search(said))
    if _LISTED.search(said):
        return not is_denied
    return is_denied if _CLEAR.search(said) else None


@lru_cache(maxsize=1 << 12)
def is_listed_by_status(cell: str | None) -> bool | None:
    """The same from a status cell, which says `Active` or `OK` of a line without having asked the registry."""
    said = _DO_NOT_CALL.sub("dnc", text(cell).casefold())
    return is_listed(said) if "dnc" in said else None


@lru_cache(maxsize=1 << 12)
def is_marked(cell: str | None) -> bool:
    """Whether a flag is set: `Y`, `TRUE`, `1`, `Litigator`; empty and `No` are not, any other word is."""
    said = text(cell).casefold()
    return bool(said) and said not in _NO and not said.startswith(("not ", "no ", "non"))


@lru_cache(maxsize=1 << 12)
def finding(cell: str | None) -> str:
    """`wrong` or `disconnected` when the vendor's status says that a call found out so much; else empty."""
    said = text(cell).casefold()
    if _WRONG.search(said):
        return "wrong"
    return "disconnected" if _DISCONNECTED.search(said) else ""


@lru_cache(maxsize=1 << 12)
def claimed_status(cell: str | None) -> str:
    """`Expired` or `Canceled` where a vendor sells the home as one whose listing is over; else empty.

    Vendors name their lists: `Old Expireds`, `Expired Listings`. What may as well be withdrawn is not claimed.
    """
    said = squeeze(text(cell))
    status = standard_status(said, "", {}) or _CLAIMED.get(_LISTS_OF.sub("", _LISTS_OF.sub("", said))) or ""
    return status if status in CONTRACT_OVER else ""


def is_tenant(cell: str | None) -> bool:
    """Whether a directory says that the person rents: then the row names nobody who holds title."""
    return bool(_RENTS.search(text(cell).casefold()))
