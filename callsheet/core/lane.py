"""By phone, or by letter and door: which way to an owner is open, from what the gate says of each of the numbers.

A lead leaves the phone only for what neither the passing of time nor a look-up of our own mends, and comes back only
once a number is known to be free of that. In between, while something has to be looked up first, it stays where it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from callsheet.core.law_decision import Reason

Lane = Literal["phone", "letters", "either"]

STANDS = frozenset(
    {"DNC_INTERNAL", "REVOKED", "DNC_NATIONAL", "DNC_STATE", "CONSENT_STATE", "MOBILE_STATE"}
    | {"CONSENT_POLICY", "MOBILE_POLICY", "CHANNEL_POLICY", "CLOSED_POLICY", "EXCEPTION_POLICY", "LITIGATOR_POLICY"}
)
"""Rules that only the owner's own word, or another list or rule, lifts."""
TO_BE_LOOKED_UP = frozenset(
    {"REGISTRY_MISSING", "REGISTRY_STALE", "REGISTRY_POLICY", "STATE_LIST_MISSING", "REASSIGNED"}
)
"""While one of these refuses nobody knows whether the number is free."""

NO_OWNER = Reason("NO_OWNER", "No owner is known: it goes to the home.", "", False)
NO_NUMBER = Reason("NO_NUMBER", "No number that can be called is known.", "", False)
WANTING = frozenset({"", NO_OWNER.rule, NO_NUMBER.rule})
"""Rules under which a lead left the phone for want of a number, so that any new one brings it back."""


@dataclass(frozen=True, slots=True)
class Way:
    """The open way; `reason` is why it is not the phone, None where it is or may be."""

    lane: Lane
    reason: Reason | None = None


def way(has_owner: bool, refusals: Sequence[Sequence[Reason]]) -> Way:
    """The way to an owner with these numbers; `refusals` has every reason against each of them, none for a free one."""
    if not refusals:
        return Way("letters", NO_NUMBER if has_owner else NO_OWNER)
    standing = [_first(reasons, STANDS) for reasons in refusals]
    if all(standing):
        return Way("letters", standing[0])
    free = (_is_free(reasons) for reasons in refusals)
    return Way("phone") if any(free) else Way("either")


def _first(reasons: Sequence[Reason], rules: frozenset[str]) -> Reason | None:
    return next((reason for reason in reasons if reason.rule in rules and reason.next_allowed_at is None), None)


def _is_free(reasons: Sequence[Reason]) -> bool:
    return _first(reasons, STANDS) is None and not any(reason.rule in TO_BE_LOOKED_UP for reason in reasons)
