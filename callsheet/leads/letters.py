"""What stands under letters and doors: owners who may not be phoned, whether they asked for it, the law says so, or no
number of theirs is known."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q, QuerySet

from callsheet.accounts.models import Person, Team
from callsheet.compliance import gate
from callsheet.compliance.evidence import Target
from callsheet.compliance.marks import only_time_refuses
from callsheet.compliance.standings import standings_of
from callsheet.core.law_decision import Decision
from callsheet.leads.models import FollowUp, Lead
from callsheet.owners.models import Phone
from callsheet.owners.phones import usable

LOOKED_AT = 400
"""Leads without a planned letter or door that a page asks the gate about, the newest first."""
DOOR_AFTER = timedelta(days=3)
MARKED_TWICE = timedelta(hours=12)
"""The same kind of touch of one lead within this time is the same one, pressed twice."""
NOT_FOR_LETTERS = frozenset({"LISTED", "STATUS_STALE"})
"""Whoever is or may be another broker's client gets no letter either."""
OURS_TO_MEND = frozenset({"UNKNOWN_INPUT", "CALLER_ID", "ABANDON"})
"""Refusals about the caller: a letter is not the answer to them."""


@dataclass(frozen=True, slots=True)
class ByHand:
    """One letter to write or one door to knock at. `follow_up` is None while nothing is planned: due since `due_at`.

    `name` and `lines`: whom it goes to and where, as on an envelope; a door is always the home's own.
    """

    lead: Lead
    kind: str
    follow_up: FollowUp | None
    due_at: datetime
    is_due: bool
    touch: int
    because: str
    name: str
    lines: tuple[str, ...]


def letters(team: Team, now: datetime) -> list[ByHand]:
    """The letters, those due by tonight first, each part by town."""
    return _by_hand(team, FollowUp.Kind.LETTER, now)


def doors(team: Team, now: datetime) -> list[ByHand]:
    """The doors, those due by tonight first, each part by town and street, so that it can be walked."""
    return _by_hand(team, FollowUp.Kind.DOOR, now)


@transaction.atomic
def done(lead: Lead, kind: str, by: Person | None, now: datetime) -> FollowUp | None:
    """A letter went out or a door was knocked at: the touch counts and the next of its kind is planned, if any is left.

    Pressed twice it counts once. None as well when the lead is closed.
    """
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
    return _row(lead, FollowUp.Kind.LETTER, planned, planned.because if planned else "", lead.opened_at)


def why_not(lead: Lead, now: datetime) -> str:
    """Why this lead gets neither a letter nor a visit at this moment; empty when it may."""
    if lead.state == Lead.State.CLOSED:
        return f"The lead is closed: {lead.closed_because}"
    zone = ZoneInfo(lead.team.time_zone)
    standing = standings_of([lead.property_id], now, zone).get(lead.property_id)
    if standing is None or standing.verdict.kind != "off_market":
        return standing.verdict.because if standing else "No listing of this home is known any more."
    if standing.seen_at is None or now - standing.seen_at > timedelta(hours=standing.fresh_hours):
        return "Your files are too old to say that it is still off the market. Import a newer MLS export first."
    return ""


def _by_hand(team: Team, kind: str, now: datetime) -> list[ByHand]:
    planned = FollowUp.objects.open().filter(kind=kind, lead__in=pursued(team, now))
    follow_ups = {follow_up.lead_id: follow_up for follow_up in planned}
    unplanned = pursued(team, now).filter(by_phone=True).exclude(pk__in=follow_ups).order_by("-expired_on")
    leads = [*pursued(team, now).filter(pk__in=follow_ups), *unplanned[:LOOKED_AT]]
    phones = _phones(leads)
    decisions = _decisions(team, leads, phones, now)
    tonight = _tonight(team, now)
    rows = [
        _row(lead, kind, follow_ups.get(lead.pk), because, tonight)
        for lead in leads
        if (because := _because(lead, phones[lead.pk], decisions[lead.pk], lead.pk in follow_ups))
    ]
    return sorted(rows, key=_route)


def pursued(team: Team, now: datetime) -> QuerySet[Lead]:
    """The open leads that letters and doors are for, of what is not put aside at this moment."""
    awake = Q(snoozed_until=None) | Q(snoozed_until__lte=now)
    pursued = Lead.objects.filter(awake, team=team, state=Lead.State.OPEN, is_ours=False, is_presumed=False)
    return pursued.select_related("property", "owner", "listing", "team")


def _phones(leads: Iterable[Lead]) -> dict[int, list[Phone]]:
    """Lead -> the numbers of its owner that can be tried."""
    of_owner: dict[int, list[Phone]] = defaultdict(list)
    owners = {lead.owner_id for lead in leads if lead.owner_id}
    for phone in Phone.objects.filter(owner__in=owners).select_related("source"):
        of_owner[phone.owner_id].append(phone)
    return {lead.pk: usable(of_owner.get(lead.owner_id, ())) for lead in leads}


def _decisions(
    team: Team, leads: Collection[Lead], phones: dict[int, list[Phone]], now: datetime
) -> dict[int, list[Decision]]:
    asked = [(lead, phone) for lead in leads for phone in phones[lead.pk]]
    targets = [Target(phone.number, phone, lead.owner, lead.property) for lead, phone in asked]
    decided: dict[int, list[Decision]] = defaultdict(list)
    for (lead, _), decision in zip(asked, gate.preview(targets, team, now, explain=False), strict=True):
        decided[lead.pk].append(decision)
    return decided


def _because(lead: Lead, phones: Sequence[Phone], decisions: Sequence[Decision], is_planned: bool) -> str:
    """Why this owner is written to instead of called; empty when there is no need, or no right, to."""
    reasons = {reason.rule for decision in decisions for reason in decision.reasons}
    if reasons & NOT_FOR_LETTERS:
        return ""
    if lead.owner is None:
        return "No owner is known: it goes to the home."
    if not phones:
        return "No number that can be called is known."
    refused = [decision for decision in decisions if _never_by_phone(decision)]
    if len(refused) == len(decisions):
        return refused[0].because
    return "Planned between the calls." if is_planned else ""


def _never_by_phone(decision: Decision) -> bool:
    """Whether waiting does not help; an evening, after which only newer files are needed, is no reason to write."""
    waits = decision.next_allowed_at is not None or only_time_refuses(decision.reasons)
    return not decision.allowed and not waits and decision.rule not in OURS_TO_MEND


def _row(lead: Lead, kind: str, follow_up: FollowUp | None, because: str, tonight: datetime) -> ByHand:
    due = (
        follow_up.due_at if follow_up else lead.opened_at + (DOOR_AFTER if kind == FollowUp.Kind.DOOR else timedelta())
    )
    name, lines = _envelope(lead) if kind == FollowUp.Kind.LETTER else (_name(lead), _home_lines(lead))
    touch = follow_up.touch if follow_up else lead.touches + 1
    return ByHand(lead, kind, follow_up, due, due < tonight, touch, because, name, lines)


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


def _tonight(team: Team, now: datetime) -> datetime:
    local = now.astimezone(ZoneInfo(team.time_zone))
    return local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def _route(row: ByHand) -> tuple[bool, str, str, int, str, int]:
    """Due ones first; then town by town, street by street, number by number."""
    home = row.lead.property
    digits = "".join(char for char in home.number if char.isdigit())
    return (not row.is_due, home.city, home.street, int(digits[:9] or 0), home.number, row.lead.pk)
