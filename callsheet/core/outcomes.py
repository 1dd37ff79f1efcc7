"""How an attempt can end. Values are stored, names are shown, keys are pressed; nothing else lists the outcomes."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Group = Literal["not_reached", "spoke", "menu"]
Asks = Literal["", "time", "time_and_place", "what_came_of_it"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way an attempt ends.

    `is_contact`: a conversation with the owner. `is_lead`: a good one, so an appointment is a lead too (the funnel
    nests). `mood`: how the owner stands to selling afterwards, None when this outcome says nothing about it.
    `finding`: what it teaches about the number dialed, "" when nothing.
    """

    value: str
    name: str
    key: str
    group: Group
    is_contact: bool = False
    is_lead: bool = False
    is_appointment: bool = False
    asks: Asks = ""
    mood: str | None = None
    finding: Literal["", "reached", "wrong", "disconnected"] = ""
    is_inbound: bool = False


_IN_ORDER = (
    Outcome("no_answer", "No answer", "1", "not_reached"),
    Outcome("busy", "Busy", "2", "not_reached"),
    Outcome("left_voicemail", "Left a voicemail", "3", "not_reached"),
    Outcome("wrong_number", "Wrong number", "W", "not_reached", finding="wrong"),
    Outcome("disconnected", "Disconnected", "X", "not_reached", finding="disconnected"),
    Outcome(
        "call_back", "Call back at…", "4", "spoke", is_contact=True, asks="time", mood="reached", finding="reached"
    ),
    Outcome(
        "not_now",
        "Not now (still wants to sell)",
        "5",
        "spoke",
        is_contact=True,
        mood="wants_to_sell",
        finding="reached",
    ),
    Outcome("lead", "Lead", "6", "spoke", is_contact=True, is_lead=True, mood="nurture", finding="reached"),
    Outcome(
        "appointment",
        "Appointment",
        "7",
        "spoke",
        is_contact=True,
        is_lead=True,
        is_appointment=True,
        asks="time_and_place",
        mood="appointment",
        finding="reached",
    ),
    Outcome("listed_elsewhere", "Already listed", "8", "spoke", is_contact=True, finding="reached"),
    Outcome("do_not_call", "Do not call again", "9", "spoke", is_contact=True, finding="reached"),
    Outcome("not_selling", "Not selling", "0", "spoke", is_contact=True, mood="not_selling", finding="reached"),
    Outcome("someone_else", "Someone else answered", "", "menu"),
    Outcome(
        "owner_called",
        "Owner called us",
        "",
        "menu",
        is_contact=True,
        is_lead=True,
        asks="what_came_of_it",
        mood="nurture",
        is_inbound=True,
    ),
    Outcome("deceased", "Owner has died", "", "menu"),
)

OUTCOMES: Mapping[str, Outcome] = MappingProxyType({outcome.value: outcome for outcome in _IN_ORDER})


def of_group(group: Group) -> tuple[Outcome, ...]:
    """The outcomes of one row of keys, in the order of the keys."""
    return tuple(outcome for outcome in _IN_ORDER if outcome.group == group)
