"""Leads by what somebody types: an address in any order, an owner, a telephone number, the number of a listing."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet

from callsheet.accounts.models import Team
from callsheet.compliance.standings import Standing, standings_of
from callsheet.core import phone
from callsheet.core.address_display import display
from callsheet.core.address_words import DIRECTIONS, SUFFIXES, UNIT_DESIGNATORS
from callsheet.core.offmarket import STILL_UNDER_CONTRACT
from callsheet.leads.models import Lead
from callsheet.listings.models import Listing, Property
from callsheet.owners.models import Owner, Phone

LEAST_DIGITS = 7
"""With so many digits and no letter it is a telephone number, whole or its end."""
HOMES_SHOWN = 20

# What to show -> which leads; `all` is every one of them.
SHOWS: dict[str, Q] = {
    "open": Q(state=Lead.State.OPEN, is_ours=False),
    "presumed": Q(state=Lead.State.OPEN, is_presumed=True, is_ours=False),
    "ours": Q(is_ours=True),
    "closed": Q(state=Lead.State.CLOSED, is_ours=False),
    "all": Q(),
}


def leads(team: Team, show: str, said: str) -> QuerySet[Lead]:
    """The leads to show, newest first, narrowed by what was typed; with everything a row reads at hand."""
    found = Lead.objects.filter(SHOWS[show], team=team)
    if said:
        found = found.filter(_matching(team, said))
    newest = "-closed_at" if show == "closed" else "-expired_on"
    order = ("-state", newest, "-pk") if show == "all" else (newest, "-pk")
    return found.order_by(*order).select_related("property", "owner", "listing").prefetch_related("owner__phones")


def withdrawn(team: Team, said: str) -> QuerySet[Listing]:
    """Listings taken off the market while the contract with the broker runs on, unless the home has a newer one."""
    newer = Listing.objects.filter(property=OuterRef("property"), is_lease=False, status_at__gt=OuterRef("status_at"))
    found = Listing.objects.filter(source__team=team, standard_status__in=STILL_UNDER_CONTRACT, is_lease=False)
    if said:
        found = found.filter(property__in=homes(team, said))
    return found.exclude(Exists(newer)).order_by("-status_at", "-pk").select_related("property", "source")


def homes_without_lead(team: Team, said: str) -> list[Property]:
    """The first homes that answer to what was typed and never became a lead."""
    if not said or _digits(said):
        return []
    never = homes(team, said).exclude(Exists(Lead.objects.filter(property=OuterRef("pk"))))
    return list(never.order_by("street", "number", "pk")[:HOMES_SHOWN])


def standings(team: Team, ids: list[int], now: datetime) -> dict[int, Standing]:
    """How each of these homes stands in the MLS, for the sentence why it is no lead."""
    return standings_of(ids, now, ZoneInfo(team.time_zone)) if ids else {}


def homes(team: Team, said: str) -> QuerySet[Property]:
    """The homes whose address has every word of it, or whose listing has it as its number."""
    by_address = Q()
    for word in _words(said):
        by_address &= _in_address(word)
    by_number = Q(pk__in=Listing.objects.filter(source__team=team, listing_id__iexact=said.strip()).values("property"))
    return Property.objects.filter(by_address | by_number if by_address else by_number, team=team)


def _matching(team: Team, said: str) -> Q:
    """The condition on leads: subqueries, so that no list of leads is joined before it is narrowed."""
    digits = _digits(said)
    if digits:
        return Q(owner__in=_with_number(team, said, digits))
    names = Q()
    for word in _words(said):
        names &= Q(name__icontains=word)
    return Q(property__in=homes(team, said).values("pk")) | Q(
        owner__in=Owner.objects.filter(names, team=team).values("pk")
    )


def _digits(said: str) -> str:
    digits = re.sub(r"\D", "", said)
    return digits if len(digits) >= LEAST_DIGITS and not re.search(r"[^\W\d_]", said) else ""


def _with_number(team: Team, said: str, digits: str) -> QuerySet:
    number = phone.e164(said)
    is_it = Q(number=number) if number else Q(number__endswith=digits[-10:])
    return Phone.objects.filter(is_it, owner__team=team).values("owner")


def _words(said: str) -> list[str]:
    """The words that are looked for: without commas, without the words that only announce a unit."""
    words = re.sub(r"[,;#]+", " ", said).replace(". ", " ").split()
    kept = [word for word in words if word.upper() not in UNIT_DESIGNATORS]
    return kept or words


def _in_address(word: str) -> Q:
    """One word of an address, in whichever part it stands: `Lane` finds `Ln`, `409-C` number 409, unit C."""
    short = word.upper().rstrip(".")
    found = Q(street__icontains=word) | Q(unit__iexact=word)
    if word[0].isdigit():
        found |= Q(number__istartswith=word) | Q(number__icontains=f" {word}") | Q(postal_code__startswith=word)
        if apart := re.fullmatch(r"(\d+)-?([A-Za-z]\w{0,3})", word):
            found |= Q(number=apart[1], unit__iexact=apart[2])
        return found
    found |= Q(city__icontains=word) | Q(state__iexact=word)
    if short in SUFFIXES:
        found |= Q(suffix__iexact=SUFFIXES[short]) | Q(suffix__iexact=display(SUFFIXES[short]))
    if short in DIRECTIONS:
        found |= Q(predirection=DIRECTIONS[short]) | Q(postdirection=DIRECTIONS[short])
    return found
