"""The facts of a proposed attempt, gathered from the rows: few queries for many numbers, nothing decided here."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from callsheet.accounts.models import Person, Team
from callsheet.compliance import registry
from callsheet.compliance.models import CountedDial, DoNotCallRequest, NumberLookup
from callsheet.core.facts import Facts, Place, Registry
from callsheet.core.offmarket import OFF_MARKET, ListingFacts, Verdict, judge
from callsheet.listings.models import Listing, Property, StatusLookup
from callsheet.listings.places import place_of
from callsheet.owners.models import Owner, Phone

CHUNK = 500
CAP_WINDOW = timedelta(hours=25)  # a little over the longest cap, so that the law sees every dial that may count
LISTING_FIELDS = (
    "pk", "property_id", "source__name", "source__fresh_hours", "source__active_seen_at", "listing_id",
    "standard_status",
    "is_lease", "on_market_date", "off_market_date", "expiration_date", "close_date", "status_at", "as_of", "seen_at",
    "list_office_name", "list_price",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """One number of one owner about one home; any but the number may be unknown."""

    number: str
    phone: Phone | None = None
    owner: Owner | None = None
    property: Property | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What the MLS last said of a home, and when it was last looked at."""

    verdict: Verdict
    seen_at: datetime | None
    fresh_hours: int


def gather(targets: Sequence[Target], team: Team, now: datetime, person: Person | None) -> Iterator[Facts]:
    """The facts of each target, in order."""
    for start in range(0, len(targets), CHUNK):
        yield from _gather_chunk(targets[start : start + CHUNK], team, now, person)


def _gather_chunk(targets: Sequence[Target], team: Team, now: datetime, person: Person | None) -> Iterator[Facts]:
    numbers = sorted({target.number for target in targets})
    owners = {target.owner.pk for target in targets if target.owner}
    homes = {target.property.pk for target in targets if target.property}
    zone = person.time_zone if person else team.time_zone
    standings = standings_of(homes, now, ZoneInfo(team.time_zone))
    copies = dict(zip(numbers, registry.check(numbers), strict=True))
    lookups = _number_lookups(team, numbers)
    refusers = _requests(team, numbers, owners)
    dials = _recent_dials(team, numbers, owners, now)
    for target in targets:
        keys = _keys(target)
        standing = standings.get(target.property.pk) if target.property else None
        yield Facts(
            at=now,
            channel="call",
            launch="by_hand",
            number=target.number,
            line_type=target.phone.line_type if target.phone else "unknown",
            property=_property_place(target.property),
            mailing=_mailing_place(target.owner),
            registry=_registry(target, copies[target.number], lookups.get(target.number)),
            state_list="missing",
            internal_do_not_call=any(key in refusers for key in keys),
            reassigned=None,
            earlier=tuple(sorted({moment for key in keys for moment in dials[key]})),
            caller_zone=zone,
            **_listing_facts(standing),
        )


def dial_facts(target: Target, team: Team, now: datetime) -> Facts:
    """The part of a target's facts that the caps look at: where the owner is, and the dials of the last day."""
    keys = _keys(target)
    dials = _recent_dials(team, [target.number], [target.owner.pk] if target.owner else [], now)
    return Facts(
        at=now,
        channel="call",
        launch="by_hand",
        number=target.number,
        property=_property_place(target.property),
        mailing=_mailing_place(target.owner),
        earlier=tuple(sorted({moment for key in keys for moment in dials[key]})),
    )


def standings_of(homes: Collection[int], now: datetime, zone: ZoneInfo) -> dict[int, Standing]:
    """Home -> what is known of its being on the market, from all its listings and today's own look-ups."""
    today = now.astimezone(zone).date()
    listings: dict[int, list[dict]] = defaultdict(list)
    for row in Listing.objects.filter(property__in=homes).values(*LISTING_FIELDS):
        listings[row["property_id"]].append(row)
    lookups = _lookups_of_today(homes, now, zone)
    return {home: _standing(rows, lookups.get(home), today) for home, rows in listings.items()}


def _standing(rows: Sequence[dict], lookup: StatusLookup | None, today) -> Standing:
    verdict = judge([_listing(row) for row in rows], today)
    row = next((row for row in rows if row["pk"] == verdict.listing), None)
    if row is None:
        return Standing(verdict, None, 24)
    seen = [row["seen_at"], row["source__active_seen_at"]]
    if lookup and not _is_outdated(lookup, verdict, rows):
        seen.append(lookup.at)
        verdict = _as_looked_up(verdict, lookup)
    return Standing(verdict, max(filter(None, seen)), row["source__fresh_hours"])


def _is_outdated(lookup: StatusLookup, verdict: Verdict, rows: Sequence[dict]) -> bool:
    """Whether a row read since the look-up refuses the call that it would free: listed again at noon, say.

    A look-up that refuses holds for its day whatever the files say later.
    """
    frees = lookup.standard_status in OFF_MARKET and verdict.kind != "off_market"
    return frees and any(row["as_of"] > lookup.at for row in rows)


def _as_looked_up(verdict: Verdict, lookup: StatusLookup) -> Verdict:
    """What a person saw in the MLS today overrules what the files said."""
    if verdict.kind == "off_market" and lookup.standard_status in OFF_MARKET:
        return verdict
    kind = "off_market" if lookup.standard_status in OFF_MARKET else "on_market"
    because = f"Looked up in the MLS today: {lookup.standard_status}."
    return Verdict(
        kind=kind, listing=verdict.listing, since=verdict.since, since_known=verdict.since_known,
        status=lookup.standard_status, because=because,
    )  # fmt: skip


def _listing(row: Mapping) -> ListingFacts:
    return ListingFacts(
        pk=row["pk"],
        source=row["source__name"],
        listing_id=row["listing_id"],
        standard_status=row["standard_status"],
        is_lease=row["is_lease"],
        on_market_date=row["on_market_date"],
        off_market_date=row["off_market_date"],
        expiration_date=row["expiration_date"],
        close_date=row["close_date"],
        status_at=row["status_at"],
        as_of=row["as_of"],
        list_office_name=row["list_office_name"],
        list_price=row["list_price"],
    )


def _listing_facts(standing: Standing | None) -> dict:
    if standing is None:
        return {"listing_status": None}
    return {
        "listing_status": standing.verdict.status,
        "listing_because": standing.verdict.because,
        "listing_seen_at": standing.seen_at,
        "listing_fresh_hours": standing.fresh_hours,
    }


def _lookups_of_today(homes: Collection[int], now: datetime, zone: ZoneInfo) -> dict[int, StatusLookup]:
    midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
    found = StatusLookup.objects.filter(property__in=homes, at__gte=midnight, at__lte=now).order_by("at")
    return {lookup.property_id: lookup for lookup in found}


def _property_place(home: Property | None) -> Place | None:
    return _place(home.state, home.postal_code) if home else None


def _mailing_place(owner: Owner | None) -> Place | None:
    return _place(owner.mailing_state, owner.mailing_postal_code) if owner else None


def _place(state: str, postal_code: str) -> Place | None:
    """State and zone of an address; the ZIP decides the zone, and the state where the address gives none."""
    known = place_of(postal_code) if postal_code else None
    if known and state in ("", known.state):
        return Place(known.state, (known.zone,))
    return Place(state, None) if state else None


def _registry(target: Target, copy: tuple, lookup: NumberLookup | None) -> Registry | None:
    """Our own copy, unless a look-up by hand is newer; without either a vendor's scrub that somebody chose to rely on.

    A vendor's 'listed' counts even where nobody relies on that vendor: it can only refuse.
    """
    listed, copied_on = copy
    if listed is not None and not (lookup and _supersedes(lookup, listed, copied_on)):
        return Registry(copied_on=copied_on, listed=listed, evidence="copy")
    if lookup:
        return Registry(copied_on=lookup.on, listed=lookup.listed, evidence="lookup")
    phone = target.phone
    if phone is None or phone.vendor_listed is None:
        return None
    if phone.vendor_listed or (phone.source and phone.source.scrub_at):
        return Registry(copied_on=phone.vendor_scrubbed_on, listed=phone.vendor_listed, evidence="vendor")
    return None


def _supersedes(lookup: NumberLookup, listed: bool, copied_on: date) -> bool:
    """Whether a look-up is newer than the copy; it never frees a number that the copy shows as listed."""
    return lookup.on > copied_on and (lookup.listed or not listed)


def _number_lookups(team: Team, numbers: Collection[str]) -> dict[str, NumberLookup]:
    found = NumberLookup.objects.filter(team=team, number__in=numbers).order_by("at")
    return {lookup.number: lookup for lookup in found}


def _keys(target: Target) -> tuple[str | int, ...]:
    """A person is refused and counted by number and by name."""
    return (target.number, target.owner.pk) if target.owner else (target.number,)


def _requests(team: Team, numbers: Collection[str], owners: Collection[int]) -> set[str | int]:
    found = DoNotCallRequest.objects.filter(
        Q(number__in=numbers) | Q(owner__in=owners), team=team, mistaken_at=None
    ).values_list("number", "owner")
    return {key for pair in found for key in pair if key}


def _recent_dials(
    team: Team, numbers: Collection[str], owners: Collection[int], now: datetime
) -> dict[str | int, list[datetime]]:
    found = CountedDial.objects.filter(
        Q(number__in=numbers) | Q(owner__in=owners), team=team, at__gt=now - CAP_WINDOW, at__lte=now
    ).values_list("number", "owner", "at")
    dials: dict[str | int, list[datetime]] = defaultdict(list)
    for number, owner, at in found:
        dials[number].append(at)
        if owner:
            dials[owner].append(at)
    return dials
