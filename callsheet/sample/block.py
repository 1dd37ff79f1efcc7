"""Three weeks of Maya's mornings: she works the sheet from the top, as the verbs of calling and leads allow.

What each call came to is dealt from a fixed deck, so that every demo has call-backs kept for today, an appointment
without its outcome, wrong numbers, people who asked not to be called again, and enough leads to say a rate of her own.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.db import transaction

from callsheet.accounts.models import Person
from callsheet.calling import attempts, sessions, sheet
from callsheet.calling.sheet import SheetRow
from callsheet.leads.models import Appointment
from callsheet.sample.households import SEVERAL_HOMES
from callsheet.sample.names import NOTES

FIRST_BLOCK_AGO = 22
STARTS_AT, DIALS_A_BLOCK = time(8, 3), 19
# How the calls end, all blocks together. 13 in 100 reach the owner, and of those one in four is a lead.
DECK = {
    "no_answer": 162,
    "left_voicemail": 58,
    "busy": 7,
    "wrong_number": 11,
    "disconnected": 9,
    "someone_else": 5,
    "call_back": 7,
    "not_now": 7,
    "lead": 8,
    "not_selling": 6,
    "do_not_call": 3,
    "listed_elsewhere": 1,
}
# What has to happen in one of the last blocks, counted from the last one back.
FIXED = {
    1: ("call_back", "appointment", "do_not_call", "call_back"),
    2: ("appointment", "call_back"),
    3: ("appointment",),
    5: ("owner_called", "deceased"),
    7: ("appointment",),
    10: ("appointment",),
    12: ("appointment",),
}
SNOOZED_IN = (3, 5, 8)


@dataclass(slots=True)
class Diary:
    """Maya at her desk: the day it all leads up to, chance, and the appointments whose outcome she still has to say."""

    maya: Person
    today: date
    zone: ZoneInfo
    random: Random
    unsettled: list[tuple[Appointment, str]] = field(default_factory=list)
    kept_today: Iterator[time] = field(default_factory=lambda: iter((time(8), time(8, 30), time(9, 15))))

    def at(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self.zone)


def block_days(today: date) -> tuple[date, ...]:
    """The working mornings of the last three weeks, without today."""
    days = (today - timedelta(days=ago) for ago in range(FIRST_BLOCK_AGO, 0, -1))
    return tuple(day for day in days if day.weekday() < 5)


def deal(days: int, random: Random) -> list[list[str]]:
    """What the calls of each block come to, oldest block first."""
    deck = [outcome for outcome, count in DECK.items() for _ in range(count)]
    random.shuffle(deck)
    blocks = [deck[day::days][:DIALS_A_BLOCK] for day in range(days)]
    for back, outcomes in FIXED.items():
        for place, outcome in enumerate(outcomes):
            blocks[-back].insert(2 + 3 * place, outcome)
    return blocks


@transaction.atomic
def work(diary: Diary, day: date, outcomes: list[str], back: int) -> None:
    """One block: settle what is past, dial down the sheet, and put one lead aside now and then."""
    start = diary.at(day, STARTS_AT)
    _settle(diary, start)
    session = sessions.open_session(diary.maya, start)
    rows = list(sheet.build(diary.maya.team, start, person=diary.maya).callable)
    minutes = _call_down(diary, iter(rows), start, outcomes, back)
    if back in SNOOZED_IN and rows:
        rows[-1].lead.snooze(start + timedelta(days=12), diary.maya, start + timedelta(minutes=minutes))
    sessions.end(session, start + timedelta(minutes=minutes + 2))


def _call_down(diary: Diary, rows: Iterator[SheetRow], start: datetime, outcomes: list[str], back: int) -> int:
    """Dial one row after the other until the outcomes of this block are used up; returns the minutes it took."""
    minutes = 0
    for outcome in outcomes:
        row = next(rows, None)
        if row is None:
            break
        _call(diary, row, start + timedelta(minutes=minutes), outcome, back)
        minutes += diary.random.choice((5, 6, 7, 8) if outcome in NOTES else (4, 5, 6))
    return minutes


def _call(diary: Diary, row: SheetRow, now: datetime, outcome: str, back: int) -> None:
    if row.lead.owner.name == " ".join(SEVERAL_HOMES):
        outcome = "do_not_call"
    if outcome == "owner_called":
        attempts.record(row.lead, outcome, diary.maya, now, seen=row.lead.attempts, phone=row.phone)
        return
    dialed = attempts.dial(row.lead, row.phone, diary.maya, now)
    if dialed.attempt is None:
        return
    recorded = attempts.record(
        row.lead,
        outcome,
        diary.maya,
        now + timedelta(seconds=diary.random.randint(25, 110)),
        seen=row.lead.attempts,
        phone=row.phone,
        note=diary.random.choice(NOTES.get(outcome, ("",))),
        **_asked(diary, row, now, outcome, back),
    )
    if recorded.attempt.appointment and back > 3:
        diary.unsettled.append((recorded.attempt.appointment, "no_show" if back == 7 else "kept"))


def _asked(diary: Diary, row: SheetRow, now: datetime, outcome: str, back: int) -> dict[str, object]:
    """The time, and the place, an outcome asks for."""
    if outcome == "call_back":
        return {"call_back_at": _call_back_at(diary, now, back)}
    if outcome == "appointment":
        return {"appointment_at": _appointment_at(diary, now, back), "appointment_place": row.lead.property.one_line}
    return {}


def _call_back_at(diary: Diary, now: datetime, back: int) -> datetime:
    """In the last two blocks: this morning. Before: two days later."""
    clock = next(diary.kept_today, None) if back <= 2 else None
    return diary.at(diary.today, clock) if clock else now + timedelta(days=2)


def _appointment_at(diary: Diary, now: datetime, back: int) -> datetime:
    """The last one is tomorrow, one was yesterday and has no outcome yet, one is this afternoon."""
    days = {1: 1, 2: -1, 3: 0}
    if back in days:
        return diary.at(diary.today + timedelta(days=days[back]), time(16))
    return diary.at(now.astimezone(diary.zone).date() + timedelta(days=2), time(17, 30))


def _settle(diary: Diary, now: datetime) -> None:
    for appointment, outcome in [each for each in diary.unsettled if each[0].at < now]:
        appointment.settle(outcome, diary.maya, now)
        diary.unsettled.remove((appointment, outcome))
