"""Lists handed to another dialer: the gate is asked for every number at once, and the file says until when it is good.

A number that is refused stands on the list as refused, with the kept answer, and is not in the file. Once the earliest
permission has run out nothing of the list is handed out any more: it is made again.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet

from callsheet.accounts.models import Person, Team
from callsheet.calling import sheet
from callsheet.calling.models import DialerEntry, DialerList
from callsheet.compliance import gate
from callsheet.compliance.evidence import Target
from callsheet.compliance.gate import Asked
from callsheet.compliance.models import DoNotCallRequest
from callsheet.core.errors import UnusableInput
from callsheet.core.law_words import zone_name
from callsheet.core.words import clock, short_date
from callsheet.dialers.csv_list.numbers import Number, as_csv, file_name
from callsheet.leads.models import Lead
from callsheet.listings import bulk
from callsheet.owners.models import Owner, Phone
from callsheet.owners.phones import usable_of

Launch = Literal["clicked", "selected_by_machine"]
Numbers = Literal["best", "all"]
LIVES = timedelta(minutes=60)
"""Our policy: what was true an hour ago is asked for again."""
LEAST = timedelta(minutes=15)
"""A number whose permission ends sooner would cut the whole list short, and is better dialed by hand."""
MOST, USUAL = 500, 100
NOBODY = "Nobody of these may be called at this minute. The call sheet says why, and when."
ALL_AWAY = "Everybody of these who may be called is on a list already. Wait until it has run out, or choose others."


class NobodyToHand(UnusableInput):
    """No lead of those chosen may be called, or all of them are with another dialer already."""


class ListRanOut(UnusableInput):
    """The list may not be dialed any more."""


@dataclass(frozen=True, slots=True)
class Choice:
    """How the other dialer dials, and which numbers it gets: at most `limit` leads in the order of the call sheet.

    `numbers`: the best one of each owner, or all of them. `town`, `price` and `age` are the sheet's filters.
    """

    launch: Launch
    numbers: Numbers = "best"
    limit: int = USUAL
    town: str = ""
    price: str = ""
    age: str = ""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One number that goes to the gate."""

    lead: Lead
    phone: Phone

    @property
    def target(self) -> Target:
        return Target(self.phone.number, self.phone, self.lead.owner, self.lead.property)


def make(choice: Choice, person: Person, now: datetime) -> DialerList:
    """Ask for every number of the choice in one transaction and keep the list, with what was refused.

    Called twice, the second finds the leads with the first. Raises NobodyToHand.
    """
    return _hand_out(choice, _wanted(choice, person, now), person, now)


def _wanted(choice: Choice, person: Person, now: datetime) -> list[_Wanted]:
    """The numbers of the leads that may be called by hand, in the order of the sheet. Raises NobodyToHand.

    A number that a vendor flags as of somebody who sues callers is dialed by hand or not at all: its warning would not
    be seen in another dialer.
    """
    filters = {"town": choice.town, "price": choice.price, "age": choice.age}
    away = leads_away(person.team, now)
    callable_ = sheet.build(person.team, now, person=person, limit=choice.limit + len(away), **filters).callable
    rows = [row for row in callable_ if row.lead.pk not in away][: choice.limit]
    if not rows:
        raise NobodyToHand(ALL_AWAY if callable_ else NOBODY)
    if choice.numbers == "best":
        return [_Wanted(row.lead, row.phone) for row in rows if not row.phone.litigator]
    phones = usable_of(row.lead.owner_id for row in rows)
    return [_Wanted(row.lead, phone) for row in rows for phone in phones[row.lead.owner_id] if not phone.litigator]


def leads_away(team: Team, now: datetime) -> frozenset[int]:
    """The leads another dialer may be calling at this minute."""
    out = DialerEntry.objects.filter(list__team=team, list__expires_at__gt=now, clearance__used_at=None)
    return frozenset(out.exclude(clearance=None).values_list("lead", flat=True))


@transaction.atomic
def _hand_out(choice: Choice, wanted: Sequence[_Wanted], person: Person, now: datetime) -> DialerList:
    bulk.lock(person.team)  # two who make a list at once do not hand out one lead twice
    away = leads_away(person.team, now)
    wanted = [one for one in wanted if one.lead.pk not in away]
    if not wanted:
        raise NobodyToHand(ALL_AWAY)
    asked = gate.ask_all([one.target for one in wanted], person, now, launch=choice.launch, lives=LIVES)
    kept = _long_enough(list(zip(wanted, asked, strict=True)), now)
    ends = [one.clearance.expires_at for _, one in kept if one.clearance]
    made = DialerList.objects.create(
        team=person.team,
        by=person,
        at=now,
        launch=choice.launch,
        choice=asdict(choice),
        expires_at=min(ends, default=now),
        asked=len(asked),
    )
    DialerEntry.objects.bulk_create(_entry(made, *one) for one in kept)
    return made


def _long_enough(asked: Sequence[tuple[_Wanted, Asked]], now: datetime) -> list[tuple[_Wanted, Asked]]:
    """Without the numbers whose permission ends too soon, unless no other would be left."""
    long = [one for one in asked if not one[1].clearance or one[1].clearance.expires_at >= now + LEAST]
    return long if any(said.clearance for _, said in long) else list(asked)


def _entry(made: DialerList, wanted: _Wanted, said: Asked) -> DialerEntry:
    return DialerEntry(
        list=made,
        lead=wanted.lead,
        phone=wanted.phone,
        number=wanted.phone.number,
        clearance=said.clearance,
        refusal=None if said.clearance else said.answer,
    )


# ---------------------------------------------------------------- the file


def handed(made: DialerList) -> QuerySet[DialerEntry]:
    """The numbers that went out, in the order of the file."""
    return made.entries.exclude(clearance=None).order_by("pk")


def file_of(made: DialerList, zone: ZoneInfo, now: datetime) -> tuple[str, str]:
    """The file's name and its text, without whoever has asked for no calls since the list was made.

    Raises ListRanOut once nothing of it may be dialed any more.
    """
    until = good_until(made, zone)
    if made.expires_at <= now:
        raise ListRanOut(f"This list was good until {until}. Make it again: the gate is asked anew for every number.")
    asked = {entry.pk for entry in asked_since(made)}
    entries = (
        handed(made).exclude(pk__in=asked).select_related("lead__owner", "lead__property", "lead__team", "clearance")
    )
    return file_name(made.pk, until), as_csv(map(_number, entries), made.pk, until)


def good_until(made: DialerList, zone: ZoneInfo) -> str:
    """`9:12 am Eastern, Nov 24`: the moment by which all of it has to be dialed."""
    local = made.expires_at.astimezone(zone)
    return f"{owners_clock(made.expires_at, zone)}, {short_date(local.date())}"


def owners_clock(at: datetime, zone: ZoneInfo) -> str:
    """`9:12 am Eastern`"""
    return f"{clock(at.astimezone(zone))} {zone_name(zone).removesuffix(' time')}"


def _number(entry: DialerEntry) -> Number:
    lead, home = entry.lead, entry.lead.property
    first, last = names(lead.owner)
    return Number(
        first_name=first,
        last_name=last,
        number=entry.number,
        address=home.street_line,
        city=home.city,
        state=home.state,
        postal_code=home.postal_code,
        call_before=owners_clock(entry.clearance.expires_at, lead.zone),
        lead=lead.pk,
    )


def names(owner: Owner | None) -> tuple[str, str]:
    """First and last name: `Harriet and Paul`, `Boone`. A company or a trust has a last name only."""
    if owner is None or not owner.name:
        return "", ""
    last = owner.short_name
    return owner.name.removesuffix(last).strip(), last


def asked_since(made: DialerList) -> list[DialerEntry]:
    """The numbers of the file whose owner has asked for no calls since: they have to leave the other dialer."""
    since = DoNotCallRequest.objects.filter(team=made.team_id, at__gte=made.at, mistaken_at=None)
    keys = {key for pair in since.values_list("number", "owner") for key in pair if key}
    out = handed(made).select_related("lead__owner")
    return [entry for entry in out if {entry.number, entry.lead.owner_id} & keys] if keys else []
