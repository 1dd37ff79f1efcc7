"""May I call, as a mark: a shape and its words, the same on every page."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from callsheet.core.law_decision import Decision, Reason
from callsheet.core.wall_clock import WallClock

NOT_KNOWN = frozenset(
    {"STATUS_STALE", "FRESH_POLICY", "REGISTRY_MISSING", "REGISTRY_STALE", "REGISTRY_POLICY", "STATE_LIST_MISSING"}
    | {"UNKNOWN_INPUT", "JURISDICTION_UNKNOWN"}
)
"""Refusals for want of knowledge: they end when somebody looks."""


@dataclass(frozen=True, slots=True)
class May:
    """May I call: the shape of the mark (`now`, `later`, `never`, `ask`, `done`) and its words."""

    mark: str
    words: str


UNKNOWN, NEVER = May("ask", "Not known yet"), May("never", "Not by phone")


def may(decision: Decision | None, reasons: Sequence[Reason], clock: WallClock) -> May:
    """The mark of what the gate said; without its decision, of the reasons alone."""
    if decision and decision.allowed:
        until = f" until {clock.short(decision.until)}" if decision.until else ""
        return May("now", f"May be called{until}")
    if decision and decision.next_allowed_at:
        return May("later", f"May be called {clock.when(decision.next_allowed_at)}")
    if decision and decision.opens_at and only_time_refuses(reasons):
        return May("later", f"May be called {clock.when(decision.opens_at)}, with newer files")
    return UNKNOWN if reasons and reasons[0].rule in NOT_KNOWN else NEVER


def only_time_refuses(reasons: Sequence[Reason]) -> bool:
    """Whether nothing but the hour and the caps refuses now. By the time they allow it the files may be too old."""
    return bool(reasons) and all(reason.next_allowed_at for reason in reasons)


def proof_of(phone: int, home: int | None) -> str:
    """The address of what the gate would say of a number now, about one home of its owner, or about all of them."""
    return reverse("may_i_call", args=[phone], query={"home": home} if home else None)
