"""Counting what each vendor of owners is worth: six queries, however many numbers, all summed by the database."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection

from callsheet.accounts.models import Team
from callsheet.core.outcomes import OUTCOMES, Outcome
from callsheet.core.vendor_cost import Paid, Price, paid
from callsheet.listings import bulk
from callsheet.listings.models import Source
from callsheet.owners.counted import delivered_of
from callsheet.owners.models import SourcePrice
from callsheet.reports.numbers import midnight

DAYS = 365
"""Calls and costs are those of the last twelve months; numbers and claims are all there are."""


@dataclass(frozen=True, slots=True)
class Calls:
    """Calls to a vendor's numbers; `answered` are contacts by dialing, `contacts` those of owners who called too."""

    dials: int = 0
    answered: int = 0
    contacts: int = 0
    appointments: int = 0

    def __add__(self, other: "Calls") -> "Calls":
        return Calls(**{one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(self)})


@dataclass(slots=True)
class Claims:
    """Homes the vendor called expired: what our MLS files say of them, and how much later than they it came."""

    made: int = 0
    active: int = 0
    withdrawn: int = 0
    sold: int = 0
    refused: int = 0
    compared: int = 0
    hours_later: float | None = None


@dataclass(slots=True)
class Vendor:
    """One source. `alone`: numbers nobody else delivered for that owner. `since_paid`: the calls since `paid.since`."""

    source: Source
    delivered: int = 0
    alone: int = 0
    findings: dict[str, int] = field(default_factory=dict)
    calls: Calls = field(default_factory=Calls)
    since_paid: Calls = field(default_factory=Calls)
    claims: Claims = field(default_factory=Claims)
    prices: list[SourcePrice] = field(default_factory=list)
    paid: Paid | None = None

    @property
    def shared(self) -> int:
        return self.delivered - self.alone


def vendors(team: Team, today: date) -> list[Vendor]:
    """Every owner source of the team with what it delivered and what came of it, by name."""
    sources = Source.objects.filter(team=team, kind=Source.Kind.OWNERS).order_by("name")
    found = {source.pk: Vendor(source) for source in sources}
    if found:
        first, zone = today - timedelta(days=DAYS - 1), ZoneInfo(team.time_zone)
        _add_delivered(found, team)
        _add_findings(found)
        _add_prices(found, first, today)
        _add_calls(found, midnight(first, zone), zone)
        _add_claims(found)
    return list(found.values())


def _add_delivered(found: Mapping[int, Vendor], team: Team) -> None:
    for source, delivered in delivered_of(team).items():
        if source in found:
            found[source].delivered, found[source].alone = delivered.numbers, delivered.alone


def _add_findings(found: Mapping[int, Vendor]) -> None:
    """Numbers by what calls taught and nobody took back."""
    rows = bulk.fetch(
        "SELECT report.source_id, finding.finding, COUNT(DISTINCT finding.phone_id) FROM owners_phonefinding finding "
        "JOIN owners_phonereport report ON report.phone_id = finding.phone_id "
        "WHERE finding.undone_at IS NULL GROUP BY 1, 2",
        [],
    )
    for source, finding, numbers in rows:
        if vendor := found.get(source):
            vendor.findings[finding] = numbers


def _add_prices(found: Mapping[int, Vendor], first: date, last: date) -> None:
    for price in SourcePrice.objects.filter(source__in=found).select_related("by").order_by("since"):
        found[price.source_id].prices.append(price)
    for vendor in found.values():
        prices = [Price(price.since, price.dollars_a_month) for price in vendor.prices]
        vendor.paid = paid(prices, first, last)


def _add_calls(found: Mapping[int, Vendor], since: datetime, zone: ZoneInfo) -> None:
    """Calls by source, those before its price was known apart: they cost nothing."""
    priced = [(pk, bulk.plain(midnight(one.paid.since, zone))) for pk, one in found.items() if one.paid]
    when = " ".join("WHEN report.source_id = %s AND attempt.at >= %s THEN 1" for _ in priced)
    is_paid = f"CASE {when} ELSE 0 END" if priced else "0"
    rows = bulk.fetch(
        f"SELECT report.source_id, attempt.outcome, attempt.is_inbound, {is_paid} AS is_paid, COUNT(*) "
        "FROM calling_attempt attempt JOIN owners_phonereport report ON report.phone_id = attempt.phone_id "
        "WHERE attempt.at >= %s GROUP BY 1, 2, 3, 4",
        [*(value for pair in priced for value in pair), bulk.plain(since)],
    )
    for source, outcome, is_inbound, paid_for, count in rows:
        if vendor := found.get(source):
            came = _came(OUTCOMES.get(outcome), bool(is_inbound), count)
            vendor.calls += came
            vendor.since_paid += came if paid_for else Calls()


def _came(outcome: Outcome | None, is_inbound: bool, count: int) -> Calls:
    """So many calls that ended alike; one without an outcome yet is a dial."""
    is_contact = bool(outcome and outcome.is_contact)
    return Calls(
        dials=0 if is_inbound else count,
        answered=count if is_contact and not is_inbound else 0,
        contacts=count if is_contact else 0,
        appointments=count if outcome and outcome.is_appointment else 0,
    )


_CONTRADICTED = {"on_market": "active", "relisted": "active", "withdrawn": "withdrawn", "closed": "sold"}


def _add_claims(found: Mapping[int, Vendor]) -> None:
    """Claims by what the MLS says of them, and by whole hours after our files first knew: one pass for both."""
    later = {
        "sqlite": "(julianday(first_claimed_at) - julianday(mls_known_at)) * 24",
        "postgresql": "EXTRACT(EPOCH FROM first_claimed_at - mls_known_at) / 3600",
    }[connection.vendor]
    among, wanted = bulk.one_of("source_id", found)
    rows = bulk.fetch(
        f"SELECT source_id, found, is_refused, CAST(ROUND({later}) AS INTEGER), COUNT(*) FROM owners_vendorclaim "
        f"WHERE {among} GROUP BY 1, 2, 3, 4",
        [wanted],
    )
    hours: dict[int, Counter[int]] = defaultdict(Counter)
    for source, kind, is_refused, later_by, homes in rows:
        _add_claim(found[source].claims, _CONTRADICTED.get(kind, "") if is_refused else None, homes)
        if later_by is not None:
            hours[source][later_by] += homes
    for source, counted in hours.items():
        claims = found[source].claims
        claims.compared, claims.hours_later = counted.total(), _median(counted)


def _add_claim(claims: Claims, refused_as: str | None, homes: int) -> None:
    claims.made += homes
    if refused_as is not None:
        claims.refused += homes
    if refused_as:
        setattr(claims, refused_as, getattr(claims, refused_as) + homes)


def _median(counted: Counter[int]) -> float:
    """The middle hour, or the mean of the two in the middle."""
    places = ((counted.total() - 1) // 2, counted.total() // 2)
    in_order, upto = sorted(counted), 0
    middle: list[int] = []
    for hour in in_order:
        upto += counted[hour]
        middle += [hour for place in places[len(middle) :] if place < upto]
    return sum(middle) / 2
