"""When the next touch is due, and when to stop: up to 20 touches in 90 days, with rests by mood.

Where the figures come from: lists cut at 8 touches lost a third of the appointments, 40 gained 3 % over 20; a rest of 7
days after "not now", 30 after "not selling". An expiry of the last two days is worked at once, twice a day, because
dozens of rivals are; days 3 to 7 are the poorest of all, so an owner who did not answer by then is left alone until day
8. The next try falls at the other end of the day. Rests are soft: a dry sheet may shorten them. Law and caps are not
this module's business: the gate refuses what may not be.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Literal, NamedTuple

from callsheet.core import words
from callsheet.core.outcomes import OUTCOMES

Kind = Literal["call", "letter", "door"]
Then = Literal["close", "letters", "wait"]

MOST_TOUCHES = 20
MOST_DAYS = 90
NEW_DAYS = 2
"""An expiry is new on its day and the two days after it."""
BACK_FROM_DAY = 8
EARLIEST, LATEST = time(8), time(20)
"""No touch is planned outside these hours of the owner's place, whatever a state would allow."""
BUSY_MINUTES = 20
LETTER_DAYS, DOOR_DAYS = 14, 30

# Days of rest after the 1st, 2nd, 3rd ... touch without an answer: 85 in all, so that 20 touches fit into 90 days.
_GAPS = (3, 3, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 6, 6, 6, 6, 7)
_RESTS = {
    "not_now": (7, "Not now, but wants to sell: rests 7 days."),
    "lead": (7, "Lead: stays in touch, 7 days."),
    "owner_called": (7, "The owner called: stays in touch, 7 days."),
    "not_selling": (30, "Not selling: rests 30 days."),
}
_NOON_BREAK = time(14)
_SECOND_TRY = time(16, 40)
_MORNING, _EVENING = time(8, 30), time(17, 30)


class Block(NamedTuple):
    """The hours a person sets aside for new expireds, by the wall clock."""

    starts_at: time = time(8)
    ends_at: time = time(10)


BLOCK = Block()


@dataclass(frozen=True, slots=True)
class History:
    """What had been done about a lead before the outcome at hand.

    `touches`: dials, letters and doors so far. `started_at`: the first of them, None when there was none; the 90 days
    run from it, so that a lead kept waiting is not given up before its first call. `other_numbers`: usable numbers of
    the owner that remain should the one just dialed prove useless. `capped_until`: when the caps on dials let the owner
    be called again, None when they do at once.
    """

    expired_on: date
    touches: int = 0
    started_at: datetime | None = None
    other_numbers: int = 0
    capped_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The next touch, number `touch` of the cadence. `due_at` is aware, in the owner's zone; `is_kept`: agreed with
    the owner."""

    kind: Kind
    due_at: datetime
    touch: int
    is_kept: bool
    because: str


@dataclass(frozen=True, slots=True)
class Stop:
    """No next call. `then`: close the lead, go on by letters and doors, or wait for the appointment."""

    because: str
    then: Then = "close"


_STOPS = {
    "appointment": Stop("Appointment set.", "wait"),
    "listed_elsewhere": Stop("The owner says it is listed with another agent."),
    "do_not_call": Stop("The owner asked not to be called again: letters and doors only.", "letters"),
    "deceased": Stop("The owner has died. Nobody calls or writes."),
}


def next_touch(
    history: History,
    outcome: str,
    now: datetime,
    zone: tzinfo,
    block: tuple[time, time] = BLOCK,
    call_back_at: datetime | None = None,
) -> Plan | Stop:
    """What an outcome recorded at `now` plans; `call_back_at` is the time the owner agreed to, for `call_back`.

    An agreed time is kept, whatever the count and the hour. Raises KeyError for an outcome that does not exist and
    ValueError for a call-back without its time.
    """
    if outcome in _STOPS:
        return _STOPS[outcome]
    local = now.astimezone(zone)
    if outcome == "call_back":
        return _agreed(history, call_back_at, local)
    if OUTCOMES[outcome].finding in ("wrong", "disconnected"):
        if not history.other_numbers:
            return Stop("No other number of the owner is known: letters and doors only.", "letters")
        return _limited(history, "call", local + timedelta(minutes=1), "Tries the next number.", local)
    return _limited(history, "call", *_rest(history, outcome, local, Block(*block)), local)


def consequence(
    history: History,
    outcome: str,
    now: datetime,
    zone: tzinfo,
    block: tuple[time, time] = BLOCK,
) -> str:
    """The words under an outcome's key, said before it is pressed: `again today, 4:40 pm`."""
    asks = OUTCOMES[outcome].asks
    if asks:
        return _ASKING[asks]
    planned = next_touch(history, outcome, now, zone, block)
    if isinstance(planned, Stop):
        return "letters, doors only" if planned.then == "letters" else "closes the lead"
    at_once = planned.due_at - now <= timedelta(minutes=5)
    if OUTCOMES[outcome].finding in ("wrong", "disconnected") and at_once:
        return "tries next number"
    return _again(outcome, planned.due_at, now.astimezone(zone))


_ASKING = {
    "time": "asks for the time",
    "time_and_place": "asks time and place",
    "what_came_of_it": "asks what came of it",
}


def first_touch(history: History, now: datetime, zone: tzinfo) -> Plan:
    """The call a lead opens with, due at once."""
    return Plan("call", now.astimezone(zone), history.touches + 1, False, "First call, due at once.")


def next_by_hand(history: History, kind: Literal["letter", "door"], now: datetime, zone: tzinfo) -> Plan | Stop:
    """The letter or the visit after one done at `now`: letters every 14 days, doors every 30, in the same limits."""
    days, hour = (LETTER_DAYS, time(9)) if kind == "letter" else (DOOR_DAYS, time(16))
    local = now.astimezone(zone)
    return _limited(history, kind, _on_day(local, days, hour), f"By hand: the next {kind} after {days} days.", local)


def first_by_hand(history: History, now: datetime, zone: tzinfo) -> tuple[Plan, Plan]:
    """The letter, due at once, and the door, three days behind it, of an owner who may not be phoned."""
    local = now.astimezone(zone)
    door = _on_day(local, 3, time(16))
    touch = history.touches + 1
    return (
        Plan("letter", local, touch, False, "Not by phone: a letter."),
        Plan("door", door, touch + 1, False, "Not by phone: the door, once the letter has arrived."),
    )


def after_appointment(
    history: History, outcome: str, now: datetime, zone: tzinfo, block: tuple[time, time] = BLOCK
) -> Plan | Stop:
    """What is due after an appointment was `kept`, a `no_show`, `moved` or `canceled`. Raises KeyError for another."""
    days, because = _AFTER_APPOINTMENT[outcome]
    local = now.astimezone(zone)
    return _limited(history, "call", _on_day(local, days, _hours(Block(*block))[0]), because, local)


_AFTER_APPOINTMENT = {
    "kept": (2, "Appointment kept: ask what they decided."),
    "no_show": (1, "Nobody was there: call and set another time."),
    "moved": (1, "Appointment moved: set the new time."),
    "canceled": (7, "Appointment canceled: ask again in 7 days."),
}


def day_after(appointment_at: datetime, zone: tzinfo) -> datetime:
    """When an appointment without an outcome comes onto the sheet: 8:00 am of the day after, in the owner's zone."""
    day = appointment_at.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(day, EARLIEST, zone)


def is_new(expired_on: date, today: date) -> bool:
    """Whether an expiry is one of the newest two days; one dated ahead of today is new as well."""
    return (today - expired_on).days <= NEW_DAYS


def _agreed(history: History, call_back_at: datetime | None, local: datetime) -> Plan:
    if call_back_at is None:
        raise ValueError("A call-back needs the time that was agreed.")
    at = call_back_at.astimezone(local.tzinfo)
    return Plan("call", at, history.touches + 2, True, f"Asked for a call {at:%a}, {words.clock(at)}.")


def _limited(history: History, kind: Kind, due: datetime, because: str, local: datetime) -> Plan | Stop:
    """The touch after the one just made, unless the 20 touches or the 90 days are over."""
    done = history.touches + 1
    started = history.started_at or local
    capped = history.capped_until if kind == "call" else None
    fitting = _in_hours(max(due, capped.astimezone(due.tzinfo)) if capped else due)
    if done >= MOST_TOUCHES:
        return Stop(f"{MOST_TOUCHES} touches are done.")
    if fitting > started + timedelta(days=MOST_DAYS):
        return Stop(f"{MOST_DAYS} days of touches are over.")
    return Plan(kind, fitting, done + 1, False, because)


def _rest(history: History, outcome: str, local: datetime, block: Block) -> tuple[datetime, str]:
    """When the owner is tried again, before hours and Sundays are looked at, and why then."""
    if outcome in _RESTS:
        days, because = _RESTS[outcome]
        return _on_day(local, days, local.timetz().replace(tzinfo=None)), because
    if outcome == "busy":
        return local + timedelta(minutes=BUSY_MINUTES), "Busy: again in 20 minutes."
    if outcome == "someone_else":
        return _on_day(local, 1, _other_end(local, block)), "Someone else answered: tomorrow at another hour."
    return _unanswered(history, outcome, local, block)


def _unanswered(history: History, outcome: str, local: datetime, block: Block) -> tuple[datetime, str]:
    age = (local.date() - history.expired_on).days
    fresh = is_new(history.expired_on, local.date())
    if fresh and outcome == "no_answer" and local.time() < _NOON_BREAK:
        return _on_day(local, 0, _SECOND_TRY), "New: a second try the same afternoon."
    hour = _other_end(local, block)
    if fresh:
        return _on_day(local, 1, hour), "New: again the next day, at the other end of the day."
    gap = max(_GAPS[min(history.touches, len(_GAPS) - 1)], BACK_FROM_DAY - age)
    return _on_day(local, gap, hour), f"Nobody reached: rests {gap} days, then at another hour."


def _hours(block: Block) -> tuple[time, time]:
    """The morning and the evening hour of a person: half an hour into the block at the end where the block lies."""
    half_past = (datetime.combine(date.min, block.starts_at) + timedelta(minutes=30)).time()
    if EARLIEST <= block.starts_at < time(12):
        return half_past, _EVENING
    if _NOON_BREAK <= block.starts_at < time(19):
        return _MORNING, half_past
    return _MORNING, _EVENING


def _other_end(local: datetime, block: Block) -> time:
    morning, evening = _hours(block)
    return evening if local.time() < _NOON_BREAK else morning


def _on_day(local: datetime, days: int, at: time) -> datetime:
    return datetime.combine(local.date() + timedelta(days=days), at.replace(second=0, microsecond=0), local.tzinfo)


def _in_hours(due: datetime) -> datetime:
    """The same moment, or the next one within 8 am and 8 pm that is not on a Sunday."""
    if due.time() < EARLIEST:
        due = _on_day(due, 0, EARLIEST)
    elif due.time() >= LATEST:
        due = _on_day(due, 1, _MORNING)
    return _on_day(due, 1, due.time()) if due.weekday() == 6 else due


def _again(outcome: str, due: datetime, local: datetime) -> str:
    days = (due.date() - local.date()).days
    if outcome == "busy" and due - local <= timedelta(minutes=BUSY_MINUTES):
        return f"again in {BUSY_MINUTES} minutes"
    if days <= 6:
        return f"again {f'{due:%a}' if days else 'today'}, {words.clock(due)}"
    return f"nurture: in {days} days" if OUTCOMES[outcome].mood == "nurture" else f"again in {days} days"
