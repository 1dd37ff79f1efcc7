"""Whom to call next, by rule: the newest two days first in the block, then kept call-backs and follow-ups that are due,
then older ones with the fewest attempts. Every place on the sheet comes with its reasons.

The rule is the practitioner's with its three repairs: "new" means two days and not two weeks, older leads go by fewest
attempts, and a refusal rests by mood (that is `core.cadence`). Outside the block what was agreed comes before what is
new: being first no longer counts by then, being on time does.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from callsheet.core import cadence, words
from callsheet.core.cadence import MOST_TOUCHES, is_new

Group = Literal["appointment", "new", "follow_up", "older", "resting"]

BLOCK = cadence.BLOCK
FOLLOW_UP_DAYS = 30
"""An owner never reached counts among the follow-ups for 30 days after the expiry; later the fewest attempts decide."""

_IN_BLOCK: dict[Group, int] = {"appointment": 4, "new": 3, "follow_up": 2, "older": 1}
_LATER: dict[Group, int] = {"appointment": 4, "follow_up": 3, "new": 2, "older": 1}
WARM = ("nurture", "wants_to_sell", "reached")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An open lead as the ranking sees it; moments are aware. `attempts` counts dials, `touches` letters and doors too.

    `due_at` is None when no call is planned: letters and doors only. The mood `appointment` means that one is set and
    has no outcome yet; `due_at` is then the day after it, `appointment_at` its moment, for the words alone.
    """

    lead: int
    expired_on: date
    attempts: int = 0
    last_attempt_at: datetime | None = None
    due_at: datetime | None = None
    due_is_kept: bool = False
    mood: str = ""
    touches: int = 0
    appointment_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate's place: the higher score is called first. `why` is said on the sheet, joined by semicolons."""

    lead: int
    group: Group
    score: float
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about a lead beside its candidate, for the words on the sheet. Whatever is unknown is left out.

    `unsold_listings`: how many brokers' terms of this owner ended unsold, this one included; `agents_tried`: with how
    many agents, 0 where one of them is not known. `price_cuts`: on this listing. `last_outcome`: how the newest attempt
    ended, a value of `core.outcomes`.
    """

    standard_status: str = "Expired"
    expired_on_known: bool = True
    is_presumed: bool = False
    days_on_market: int | None = None
    price_cuts: int = 0
    unsold_listings: int = 1
    agents_tried: int = 0
    owner_lives_elsewhere: bool = False
    last_outcome: str = ""


_NOTHING_KNOWN = Facts()
_NO_FACTS: Mapping[int, Facts] = {}


def group(candidate: Candidate, now_local: datetime) -> Group | None:
    """The group a candidate stands in at that moment, or None when nothing of it is due.

    The group is the same in and out of the block, only its place differs. An owner who may not be phoned is shown
    among the new ones while the expiry is new, so that nobody wonders where the home is.
    """
    fresh = is_new(candidate.expired_on, now_local.date())
    if candidate.due_at is None:
        return "new" if fresh and candidate.mood != "appointment" else None
    if candidate.due_at > now_local:
        return None
    if candidate.mood == "appointment":
        return "appointment"
    if candidate.due_is_kept or candidate.mood in WARM:
        return "follow_up"
    if fresh:
        return "new"
    is_recent = (now_local.date() - candidate.expired_on).days <= FOLLOW_UP_DAYS
    return "follow_up" if candidate.touches and is_recent and candidate.mood != "not_selling" else "older"


def order(
    candidates: Iterable[Candidate], now_local: datetime, in_block: bool, facts: Mapping[int, Facts] = _NO_FACTS
) -> list[Ranked]:
    """The candidates that are due, first to call first. `facts` by lead, for the words; what is missing is not said."""
    ranked = [
        Ranked(
            candidate.lead,
            its_group,
            score(candidate, its_group, now_local, in_block),
            why(candidate, facts.get(candidate.lead, _NOTHING_KNOWN), now_local),
        )
        for candidate in candidates
        if (its_group := group(candidate, now_local))
    ]
    return sorted(ranked, key=lambda one: (-one.score, one.lead))


def order_resting(
    candidates: Iterable[Candidate], now_local: datetime, facts: Mapping[int, Facts] = _NO_FACTS
) -> list[Ranked]:
    """Rests are soft: when nothing is due, those whose planned touch is nearest come forward.

    Agreed times and appointments are not rests and are left out, and so is whoever was tried today.
    """
    resting = [candidate for candidate in candidates if _rests(candidate, now_local)]
    resting.sort(key=lambda one: (one.due_at or now_local, one.lead))
    return [
        Ranked(one.lead, "resting", 0.0, why_resting(one, facts.get(one.lead, _NOTHING_KNOWN), now_local))
        for one in resting
    ]


def _rests(candidate: Candidate, now_local: datetime) -> bool:
    if candidate.due_at is None or candidate.due_at <= now_local or candidate.due_is_kept:
        return False
    tried = candidate.last_attempt_at
    is_tried_today = tried is not None and tried.astimezone(now_local.tzinfo).date() == now_local.date()
    return candidate.mood != "appointment" and not is_tried_today


def score(candidate: Candidate, its_group: Group, now_local: datetime, in_block: bool) -> float:
    """The group's place plus a share under one for the place within it; a higher one goes first."""
    places = _IN_BLOCK if in_block else _LATER
    return round(places[its_group] + _SHARES[its_group](candidate, now_local), 6)


def _new_share(candidate: Candidate, now_local: datetime) -> float:
    """Newest first, then the fewest attempts: 0.75 for today, 0.5 for yesterday, 0.25 for the day before."""
    age = max(0, (now_local.date() - candidate.expired_on).days)
    return (3 - age) / 4 + 0.2 / (1 + candidate.attempts)


def _follow_up_share(candidate: Candidate, now_local: datetime) -> float:
    """Agreed times, then those who talked with us, then the rest; within each the longest overdue first."""
    tier = 2 if candidate.due_is_kept else 1 if candidate.mood in WARM else 0
    return (tier + _overdue(candidate.due_at or now_local, now_local)) / 3


def _older_share(candidate: Candidate, now_local: datetime) -> float:
    """Fewest attempts first; among equals the newer expiry."""
    few, fewer = 1 / (candidate.attempts + 2), 1 / (candidate.attempts + 1)
    age = max(1, (now_local.date() - candidate.expired_on).days)
    return few + (fewer - few) / (1 + age / 365)


def _appointment_share(candidate: Candidate, now_local: datetime) -> float:
    return _overdue(candidate.appointment_at or now_local, now_local)


def _overdue(since: datetime, now: datetime) -> float:
    """From 0 for just now toward 1 for long ago, so that waiting longer always counts more."""
    hours = max(timedelta(), now - since) / timedelta(hours=1)
    return hours / (hours + 24)


_SHARES = {
    "appointment": _appointment_share,
    "new": _new_share,
    "follow_up": _follow_up_share,
    "older": _older_share,
}


def why(candidate: Candidate, facts: Facts, now_local: datetime) -> tuple[str, ...]:
    """Short phrases, at most two, the first with its capital: `New overnight`, `second agent gave up`."""
    if facts.is_presumed:
        return ("Presumed expired: confirm it in the MLS",)
    its_group = group(candidate, now_local) or "older"
    head = _HEADS[its_group](candidate, facts, now_local)
    return tuple((*head, *_signals(facts))[:2])


def why_resting(candidate: Candidate, facts: Facts, now_local: datetime) -> tuple[str, ...]:
    """`Rests until Thu`, `not selling`."""
    until = words.day((candidate.due_at or now_local).astimezone(now_local.tzinfo).date(), now_local.date())
    rests = f"Planned for {until}" if candidate.last_attempt_at is None else f"Rests until {until}"
    said = _MOOD_SAID.get(candidate.mood) or _OUTCOME_SAID.get(facts.last_outcome)
    return (rests, said) if said else (rests,)


def _why_appointment(candidate: Candidate, facts: Facts, now_local: datetime) -> tuple[str, ...]:
    at = (candidate.appointment_at or now_local).astimezone(now_local.tzinfo)
    return (f"Appointment {words.moment(at, now_local.date())}: was it kept?",)


def _why_new(candidate: Candidate, facts: Facts, now_local: datetime) -> tuple[str, ...]:
    if candidate.attempts:
        return _why_new_tried(candidate, facts, now_local)
    if facts.standard_status == "Canceled":
        on = words.day(candidate.expired_on, now_local.date())
        after = f" after {words.count(facts.days_on_market, 'day')}" if facts.days_on_market else ""
        return (f"Canceled {on}{after}",)
    if not facts.expired_on_known:
        return ("New; expired, date unknown",)
    return ("New overnight",) if (now_local.date() - candidate.expired_on).days <= 1 else ("New, never called",)


def _why_new_tried(candidate: Candidate, facts: Facts, now_local: datetime) -> tuple[str, ...]:
    if facts.last_outcome == "left_voicemail" and candidate.last_attempt_at:
        at = candidate.last_attempt_at.astimezone(now_local.tzinfo)
        return ("New", f"you left a voicemail {words.moment(at, now_local.date())}")
    return ("New, not reached yet",)


def _why_follow_up(candidate: Candidate, facts: Facts, now_local: datetime) -> tuple[str, ...]:
    if candidate.due_is_kept and candidate.due_at:
        due = candidate.due_at.astimezone(now_local.tzinfo)
        return (f"Asked for a call {words.moment(due, now_local.date())}",)
    touch = f"Touch {min(candidate.touches + 1, MOST_TOUCHES)} of {MOST_TOUCHES}"
    said = _MOOD_SAID.get(candidate.mood) or _OUTCOME_SAID.get(facts.last_outcome)
    return (touch, said) if said else (touch,)


def _why_older(candidate: Candidate, facts: Facts, now_local: datetime) -> tuple[str, ...]:
    if candidate.mood == "not_selling" and candidate.last_attempt_at:
        days = (now_local.date() - candidate.last_attempt_at.astimezone(now_local.tzinfo).date()).days
        return ("Older", f"rested {words.count(days, 'day')} since “not selling”")
    if candidate.attempts:
        return ("Older", _tries(candidate.attempts))
    return ("Older, never called", _expired_ago(candidate, facts, now_local))


def _tries(attempts: int) -> str:
    return f"{_FEW.get(attempts, str(attempts))} {'try' if attempts == 1 else 'tries'}{' only' if attempts < 4 else ''}"


def _expired_ago(candidate: Candidate, facts: Facts, now_local: datetime) -> str:
    """`expired 5 days ago`, `canceled 3 months ago`, `expired 3 years ago`."""
    verb = facts.standard_status.lower() if facts.standard_status in ("Expired", "Canceled") else "expired"
    if not facts.expired_on_known:
        return f"{verb}, date unknown"
    days = (now_local.date() - candidate.expired_on).days
    for size, word in ((365, "year"), (30, "month")):
        if days >= size * 2:
            return f"{verb} {days // size} {word}s ago"
    return f"{verb} {words.count(days, 'day')} ago"


def _signals(facts: Facts) -> tuple[str, ...]:
    """What raises the chance, the strongest first: agents who failed, cuts, an owner who lives elsewhere."""
    said = []
    if facts.unsold_listings >= 2:
        said.append(_tried_before(facts))
    if facts.price_cuts:
        said.append(words.count(facts.price_cuts, "price cut"))
    if facts.owner_lives_elsewhere:
        said.append("owner lives elsewhere")
    return tuple(said)


def _tried_before(facts: Facts) -> str:
    """`second agent gave up`; with one and the same agent `tried twice`."""
    if facts.agents_tried == 1:
        return "tried twice" if facts.unsold_listings == 2 else f"tried {facts.unsold_listings} times"
    agents = facts.agents_tried or facts.unsold_listings
    return f"{_ORDINALS.get(agents, f'{agents}th')} agent gave up"


_HEADS = {"appointment": _why_appointment, "new": _why_new, "follow_up": _why_follow_up, "older": _why_older}
_FEW = {1: "one", 2: "two", 3: "three"}
_ORDINALS = {2: "second", 3: "third"}
_MOOD_SAID = {
    "wants_to_sell": "wants to sell",
    "nurture": "lead, stay in touch",
    "appointment": "after the appointment",
}
_OUTCOME_SAID = {
    "left_voicemail": "voicemail left last time",
    "busy": "was busy",
    "someone_else": "someone else answered",
    "wrong_number": "next number",
    "disconnected": "next number",
    "call_back": "asked for a call before",
    "owner_called": "the owner called",
}
