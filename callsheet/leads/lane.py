"""The do-not-call lane: whoever may not be phoned for good is written to and visited instead, by itself, and is called
again, by itself, when what refused has ended.

What may have changed who may be called marks the leads concerned; a look asks the gate about those, many at a time and
without a lock, and moves the ones that stand in the wrong lane. With nothing marked it costs a handful of queries.
"""

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from callsheet.accounts.models import Team
from callsheet.compliance import gate
from callsheet.compliance.evidence import Target
from callsheet.core import cadence, lane
from callsheet.core.lane import Way
from callsheet.core.law_decision import Reason
from callsheet.leads import lane_changes
from callsheet.leads.models import FollowUp, Lead, LeadEvent
from callsheet.listings import bulk
from callsheet.owners.models import Phone
from callsheet.owners.phones import usable_of

LOOKED_AT_ONCE = 1_000
"""Leads the gate is asked about in one go, without a lock."""
MOVED_AT_ONCE = 200
"""Leads moved in one transaction, which takes some tens of milliseconds."""
BREATH = 0.005
"""Seconds between two transactions, for whoever waits to write."""
OWNER_AWAITED = timedelta(days=1)
"""An owner file mostly follows the MLS export on the same day: so long a new lead waits for its owner and numbers."""
CALL_AWAITED = timedelta(days=1)
"""A call that the owner asked for stays on the sheet for so long, refused or not: a permission may be written down."""

_MOVED_COLUMNS = ("by_phone", "off_phone_rule", "off_phone_because", "due_at", "due_is_kept", "snoozed_until")
_FOLLOW_UP_COLUMNS = (
    *("lead_id", "kind", "touch", "due_at", "is_kept", "because", "planned_at"),
    "dropped_because",
)
BACK = "By phone again: what refused has ended."


@dataclass(frozen=True, slots=True)
class Moved:
    """What a run did: how many leads it looked at, how many went to letters and doors, how many came back."""

    looked_at: int = 0
    to_letters: int = 0
    to_phone: int = 0

    def __add__(self, other: "Moved") -> "Moved":
        return Moved(
            self.looked_at + other.looked_at, self.to_letters + other.to_letters, self.to_phone + other.to_phone
        )


def move_blocked(team: Team, now: datetime) -> Moved:
    """Look at every lead whose way may have changed and move those that stand in the wrong lane.

    Safe to call at any time and twice; it may be killed anywhere, and the next call goes on.
    """
    lane_changes.mark(team)
    moved, place = Moved(), 0
    while leads := list(_waiting(team, now).filter(pk__gt=place).order_by("pk")[:LOOKED_AT_ONCE]):
        place = leads[-1].pk
        moved += _look(team, leads, now)
    return moved


def look_at(team: Team, leads: QuerySet[Lead], now: datetime) -> Moved:
    """Look at these at once, for a page that says what came of it; few leads, of one owner or one number."""
    lane_changes.mark_these(leads)
    waiting = list(_waiting(team, now).filter(pk__in=leads))
    return _look(team, waiting, now) if waiting else Moved()


def move_everywhere(now: datetime) -> None:
    """The same for every team; recurring work."""
    for team in Team.objects.order_by("pk"):
        move_blocked(team, now)


def look_everywhere(now: datetime) -> None:
    """Look at everybody once: relationships run out and rules come into force without a row that says so."""
    for team in Team.objects.order_by("pk"):
        lane_changes.mark_all(team)
        move_blocked(team, now)


def _waiting(team: Team, now: datetime) -> QuerySet[Lead]:
    """Marked leads that may be moved now; the others keep their mark until they may."""
    awake = Q(snoozed_until=None) | Q(snoozed_until__lte=now)
    agreed = Q(due_is_kept=True, due_at__gt=now - CALL_AWAITED)
    unowned = Q(owner=None, by_phone=True, opened_at__gt=now - OWNER_AWAITED)
    marked = Lead.objects.filter(awake, team=team, state=Lead.State.OPEN, lane_changes__gt=0)
    marked = marked.filter(is_ours=False, is_presumed=False).exclude(mood=Lead.Mood.APPOINTMENT)
    return marked.exclude(agreed).exclude(unowned).select_related("property", "owner", "team")


def _look(team: Team, leads: Sequence[Lead], now: datetime) -> Moved:
    """Ask about these and move the misplaced ones. What changes meanwhile leaves its mark: those are looked at anew."""
    moved = Moved(looked_at=len(leads))
    ways = [(lead, way) for lead, way in _ways(team, leads, now) if not _awaits(lead, way, now)]
    misplaced = [(lead, way) for lead, way in ways if _is_misplaced(lead, way)]
    for some in bulk.chunks(misplaced, MOVED_AT_ONCE):
        moved += _move(team, some, now)
        time.sleep(BREATH)
    _say_why_anew(ways)
    _unmark(lead for lead, _ in ways)
    return moved


@transaction.atomic
def _move(team: Team, misplaced: Sequence[tuple[Lead, Way]], now: datetime) -> Moved:
    """Move these, but for whoever was worked on, or got another mark, since they were looked at."""
    bulk.lock(team)
    ways = {lead.pk: (lead.lane_changes, lead.by_phone, way) for lead, way in misplaced}
    locked = _waiting(team, now).select_for_update(of=("self",)).filter(pk__in=ways)
    still = [(lead, ways[lead.pk][2]) for lead in locked if ways[lead.pk][:2] == (lead.lane_changes, lead.by_phone)]
    to_letters = [(lead, way.reason) for lead, way in still if way.reason]
    to_phone = [lead for lead, way in still if way.reason is None]
    _to_letters(to_letters, now)
    _to_phone(to_phone, now)
    return Moved(to_letters=len(to_letters), to_phone=len(to_phone))


def _ways(team: Team, leads: Sequence[Lead], now: datetime) -> list[tuple[Lead, Way]]:
    """Each lead with the way that is open to its owner."""
    phones = numbers_of(leads)
    asked = [(lead, phone) for lead in leads for phone in phones[lead.pk]]
    targets = [Target(phone.number, phone, lead.owner, lead.property) for lead, phone in asked]
    refusals: dict[int, list[Sequence[Reason]]] = defaultdict(list)
    for (lead, _), decision in zip(asked, gate.preview(targets, team, now, explain=False), strict=True):
        refusals[lead.pk].append(decision.reasons)
    return [(lead, lane.way(lead.owner is not None, refusals[lead.pk])) for lead in leads]


def numbers_of(leads: Iterable[Lead]) -> dict[int, list[Phone]]:
    """Lead -> the numbers of its owner that can be tried, best first."""
    of_owner = usable_of(lead.owner_id for lead in leads if lead.owner_id)
    return {lead.pk: of_owner[lead.owner_id] for lead in leads}


def _awaits(lead: Lead, way: Way, now: datetime) -> bool:
    """Whether a file that is still to come may bring what the lead lacks; it keeps its mark meanwhile."""
    lacks = way.reason in (lane.NO_OWNER, lane.NO_NUMBER)
    return lead.by_phone and lacks and lead.opened_at > now - OWNER_AWAITED


def _is_misplaced(lead: Lead, way: Way) -> bool:
    if way.lane == "either":
        return not lead.by_phone and lead.off_phone_rule in lane.WANTING
    return lead.by_phone != (way.lane == "phone")


def _say_why_anew(ways: Iterable[tuple[Lead, Way]]) -> None:
    """Keep the present reason of those who stay by letter and door, such as an owner who was imported since.

    A lead whom a person moved there, in the person's own words, has no rule and keeps them.
    """
    by_reason: dict[tuple[str, str], list[int]] = defaultdict(list)
    for lead, way in ways:
        if way.reason and not lead.by_phone and lead.off_phone_rule not in ("", way.reason.rule):
            by_reason[way.reason.rule, way.reason.because[:200]].append(lead.pk)
    for (rule, because), pks in by_reason.items():
        staying = Lead.objects.filter(pk__in=pks, by_phone=False, state=Lead.State.OPEN).exclude(off_phone_rule="")
        staying.update(off_phone_rule=rule, off_phone_because=because)


def _unmark(leads: Iterable[Lead]) -> None:
    """Forget the changes that were looked at; one that came meanwhile stays."""
    by_changes: dict[int, list[int]] = defaultdict(list)
    for lead in leads:
        by_changes[lead.lane_changes].append(lead.pk)
    for changes, pks in by_changes.items():
        Lead.objects.filter(pk__in=pks, lane_changes=changes).update(lane_changes=0)


# ---------------------------------------------------------------- Lead.to_letters and Lead.to_phone, for many at once


def _to_letters(moving: Sequence[tuple[Lead, Reason]], now: datetime) -> None:
    kept = [(False, reason.rule, reason.because[:200], None, False, None, lead.pk) for lead, reason in moving]
    bulk.update(Lead, _MOVED_COLUMNS, kept)
    because = {lead.pk: f"By letter and door: {reason.because}"[:200] for lead, reason in moving}
    _drop_plans(because, now)
    planned = [(lead, plan) for lead, _ in moving for plan in _by_hand(lead, now)]
    _plan(planned, now)
    _happened(because, now)


def _to_phone(moving: Sequence[Lead], now: datetime) -> None:
    plans = [(lead, cadence.first_touch(_history(lead), now, lead.zone)) for lead in moving]
    kept = [(True, "", "", bulk.plain(plan.due_at), plan.is_kept, None, lead.pk) for lead, plan in plans]
    bulk.update(Lead, _MOVED_COLUMNS, kept)
    because = {lead.pk: BACK for lead in moving}
    _drop_plans(because, now)
    _plan(plans, now)
    _happened(because, now)


def _by_hand(lead: Lead, now: datetime) -> tuple[cadence.Plan, cadence.Plan]:
    return cadence.first_by_hand(_history(lead), now, lead.zone)


def _history(lead: Lead) -> cadence.History:
    """As much of it as a first touch looks at."""
    return cadence.History(lead.expired_on, touches=lead.touches, started_at=lead.started_at)


def _drop_plans(because: dict[int, str], now: datetime) -> None:
    """Whatever is planned is replaced; one statement for each reason."""
    for said in set(because.values()):
        leads = [lead for lead, reason in because.items() if reason == said]
        FollowUp.objects.open().filter(lead__in=leads).update(dropped_at=now, dropped_because=said)


def _plan(plans: Iterable[tuple[Lead, cadence.Plan]], now: datetime) -> None:
    rows = [
        (lead.pk, plan.kind, plan.touch, bulk.plain(plan.due_at), plan.is_kept, plan.because, bulk.plain(now), "")
        for lead, plan in plans
    ]
    bulk.insert(FollowUp, _FOLLOW_UP_COLUMNS, rows)


def _happened(said: dict[int, str], now: datetime) -> None:
    bulk.insert(LeadEvent, ("lead_id", "at", "what"), [(lead, bulk.plain(now), what) for lead, what in said.items()])
