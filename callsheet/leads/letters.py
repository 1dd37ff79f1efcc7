"""What stands under letters and doors: the touches by hand that are planned, for owners who may not be phoned, of whom
no number is known, and between the calls. `lane` plans the first ones by itself."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q, QuerySet

from callsheet.accounts.models import Person, Team
from callsheet.compliance import gate
from callsheet.compliance.evidence import Target
from callsheet.leads.models import FollowUp, Lead
from callsheet.listings import bulk

SHOWN_AT_ONCE = 200
"""So many due ones a page shows and the printer gets; the rest comes up as these are done."""
LATER_SHOWN = 30
MARKED_TWICE = timedelta(hours=12)
"""The same kind of touch of one lead within this time is the same one, pressed twice."""
NOT_FOR_LETTERS = frozenset({"LISTED", "STATUS_STALE", "FRESH_POLICY"})
"""Whoever is or may be another broker's client gets no letter either."""
BETWEEN_CALLS = "Planned between the calls."


@dataclass(frozen=True, slots=True)
class ByHand:
    """One letter to write or one door to knock at. `follow_up` is None for a letter nobody planned.

    `name` and `lines`: whom it goes to and where, as on an envelope; a door is always the home's own. `waits` is why it
    must not go out now; empty when it may.
    """

    lead: Lead
    kind: str
    follow_up: FollowUp | None
    due_at: datetime
    touch: int
    because: str
    name: str
    lines: tuple[str, ...]
    waits: str = ""


@dataclass(frozen=True, slots=True)
class Round:
    """The touches of one kind: those due by tonight by town and street, then the next ones; the counts are of all."""

    due: tuple[ByHand, ...]
    due_count: int
    later: tuple[ByHand, ...]
    later_count: int


def letters(team: Team, now: datetime) -> Round:
    """The letters, those due by tonight first, each part by town."""
    return _round(team, FollowUp.Kind.LETTER, now)


def doors(team: Team, now: datetime) -> Round:
    """The doors, those due by tonight first, each part by town and street, so that it can be walked."""
    return _round(team, FollowUp.Kind.DOOR, now)


@transaction.atomic
def done(lead: Lead, kind: str, by: Person | None, now: datetime) -> FollowUp | None:
    """A letter went out or a door was knocked at: the touch counts and the next of its kind is planned, if any is left.

    Pressed twice it counts once. None as well when the lead is closed.
    """
    bulk.lock(lead.team)
    lead = Lead.objects.select_for_update().get(pk=lead.pk)
    of_kind = lead.follow_ups.filter(kind=kind)
    if lead.state == Lead.State.CLOSED or of_kind.filter(done_at__gt=now - MARKED_TWICE).exists():
        return None
    follow_up = of_kind.open().first() or of_kind.create(
        lead=lead, kind=kind, touch=lead.touches + 1, due_at=now, because="Not by phone.", planned_at=now
    )
    return follow_up.finish(by, now)


def letter_of(lead: Lead) -> ByHand:
    """The letter to write to this lead, whether it is planned or not."""
    planned = lead.follow_ups.open().filter(kind=FollowUp.Kind.LETTER).first()
    return _row(lead, FollowUp.Kind.LETTER, planned)


def why_not(lead: Lead, now: datetime) -> str:
    """Why this lead gets neither a letter nor a visit at this moment; empty when it may."""
    if lead.state == Lead.State.CLOSED:
        return f"The lead is closed: {lead.closed_because}"
    return _waits(lead.team, [lead], now)[0]


def planned(team: Team, now: datetime, *kinds: str) -> QuerySet[FollowUp]:
    """The open touches of these kinds, of leads that letters and doors are for and that are not put aside at `now`."""
    awake = Q(lead__snoozed_until=None) | Q(lead__snoozed_until__lte=now)
    of_kind = FollowUp.objects.open().filter(awake, kind__in=kinds, lead__team=team, lead__state=Lead.State.OPEN)
    return of_kind.filter(lead__is_ours=False, lead__is_presumed=False)


def tonight(now: datetime, zone: ZoneInfo) -> datetime:
    """The midnight until which something is due today."""
    local = now.astimezone(zone)
    return local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def _round(team: Team, kind: str, now: datetime) -> Round:
    midnight = tonight(now, ZoneInfo(team.time_zone))
    of_kind = planned(team, now, kind).order_by("due_at", "pk")
    due, due_count = _first(of_kind.filter(due_at__lt=midnight), SHOWN_AT_ONCE)
    later, later_count = _first(of_kind.filter(due_at__gte=midnight), LATER_SHOWN)
    waits = _waits(team, [one.lead for one in due], now)
    rows = [_row(one.lead, kind, one, why) for one, why in zip(due, waits, strict=True)]
    return Round(
        tuple(sorted(rows, key=_route)), due_count, tuple(_row(one.lead, kind, one) for one in later), later_count
    )


def _first(follow_ups: QuerySet[FollowUp], most: int) -> tuple[list[FollowUp], int]:
    """The first ones with their leads, and how many there are of them in all."""
    related = ("lead__property", "lead__owner", "lead__listing", "lead__team")
    found = list(follow_ups.select_related(*related)[: most + 1])
    return found[:most], len(found) if len(found) <= most else follow_ups.count()


def _waits(team: Team, leads: Collection[Lead], now: datetime) -> list[str]:
    """For each lead, in the gate's own words, why its home may not be written to now."""
    targets = [Target("", None, lead.owner, lead.property) for lead in leads]
    decisions = gate.preview(targets, team, now, explain=False)
    return [
        next((reason.because for reason in decision.reasons if reason.rule in NOT_FOR_LETTERS), "")
        for decision in decisions
    ]


def _row(lead: Lead, kind: str, follow_up: FollowUp | None, waits: str = "") -> ByHand:
    name, lines = _envelope(lead) if kind == FollowUp.Kind.LETTER else (_name(lead), _home_lines(lead))
    return ByHand(
        lead=lead,
        kind=kind,
        follow_up=follow_up,
        due_at=follow_up.due_at if follow_up else lead.opened_at,
        touch=follow_up.touch if follow_up else lead.touches + 1,
        because=BETWEEN_CALLS if lead.by_phone else lead.off_phone_because,
        name=name,
        lines=lines,
        waits=waits,
    )


def _name(lead: Lead) -> str:
    return lead.owner.name if lead.owner else "The owner"


def _envelope(lead: Lead) -> tuple[str, tuple[str, ...]]:
    owner = lead.owner
    if owner is None or not owner.mailing_line:
        return _name(lead), _home_lines(lead)
    return owner.name, (
        owner.mailing_line,
        _town_line(owner.mailing_city, owner.mailing_state, owner.mailing_postal_code),
    )


def _home_lines(lead: Lead) -> tuple[str, ...]:
    home = lead.property
    return home.street_line, _town_line(home.city, home.state, home.postal_code)


def _town_line(city: str, state: str, postal_code: str) -> str:
    place = " ".join(filter(None, (state, postal_code)))
    return ", ".join(filter(None, (city, place)))


def _route(row: ByHand) -> tuple[str, str, int, str, int]:
    """Town by town, street by street, number by number."""
    home = row.lead.property
    digits = "".join(char for char in home.number if char.isdigit())
    return (home.city, home.street, int(digits[:9] or 0), home.number, row.lead.pk)
