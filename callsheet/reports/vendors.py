"""What each vendor of owners is worth: calls and costs are those of the last twelve months, all else is all there is.

A handful of queries, however many numbers: what costs more is kept (`owners.counted`, `reports.vendor_counts`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from callsheet.accounts.models import Team
from callsheet.core.vendor_cost import Paid, Price, paid
from callsheet.listings.models import Source
from callsheet.owners.counted import delivered_of
from callsheet.owners.models import SourcePrice
from callsheet.reports import vendor_counts
from callsheet.reports.vendor_counts import DAYS, Calls, Claims, VendorCounts


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
        first = today - timedelta(days=DAYS - 1)
        _add_delivered(found, team)
        _add_prices(found, first, today)
        _add_counts(found, vendor_counts.of(team), first)
    return list(found.values())


def _add_delivered(found: Mapping[int, Vendor], team: Team) -> None:
    for source, delivered in delivered_of(team).items():
        if source in found:
            found[source].delivered, found[source].alone = delivered.numbers, delivered.alone


def _add_counts(found: Mapping[int, Vendor], counts: VendorCounts, first: date) -> None:
    """What came of the numbers; calls of before a price was known apart, for they cost nothing."""
    findings, claims = counts.findings, counts.claims
    for pk, vendor in found.items():
        vendor.findings, vendor.claims = dict(findings.get(pk, {})), claims.get(pk, vendor.claims)
        vendor.calls = counts.calls(pk, first)
        vendor.since_paid = counts.calls(pk, vendor.paid.since) if vendor.paid else Calls()


def _add_prices(found: Mapping[int, Vendor], first: date, last: date) -> None:
    for price in SourcePrice.objects.filter(source__in=found).select_related("by").order_by("since"):
        found[price.source_id].prices.append(price)
    for vendor in found.values():
        prices = [Price(price.since, price.dollars_a_month) for price in vendor.prices]
        vendor.paid = paid(prices, first, last)
