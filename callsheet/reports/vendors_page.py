"""The scorecard of vendors, worded and placed: what each delivered, what came of it, what it cost."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from callsheet.core import funnel, words
from callsheet.core.funnel import PRIORS, Rate, counted
from callsheet.core.funnel_chart import Whisker, whisker
from callsheet.core.vendor_cost import Cost, Paid, cost
from callsheet.owners.models import Phone, SourcePrice
from callsheet.reports.vendors import Vendor

BAR = 150
"""Width of the bar that a vendor's numbers are drawn in."""
ENOUGH_HOMES = 12
FEW_DOLLARS = 100
NOBODY = PRIORS["contact"].rate("contact", 0, 0)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the bar: `look` is the class of its colour."""

    look: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Said:
    """A figure, and the count it stands on; `name` is its column's, for a phone."""

    value: str
    of: str = ""
    name: str = ""
    interval: str = ""

    @property
    def is_faint(self) -> bool:
        return self.value == funnel.TOO_EARLY


@dataclass(frozen=True, slots=True)
class Row:
    pk: int
    name: str
    numbers: Said
    bar: tuple[Part, ...]
    bar_said: str
    found: tuple[Said, ...]
    rate: Said
    drawn: Whisker
    is_own: bool
    price: str
    paid: str
    figures: tuple[Said, ...]
    history: tuple[str, ...]


def page_of(vendors: Sequence[Vendor]) -> dict[str, object]:
    """Everything the template names."""
    return {
        "heading": _heading(vendors),
        "about": _about(vendors),
        "rows": [_row(vendor) for vendor in vendors],
    }


def _heading(vendors: Sequence[Vendor]) -> str:
    """The cheapest contact where that can be said; else how much was delivered."""
    costs = [(found, vendor) for vendor in vendors if (found := _contact_cost(vendor)) and found.is_own]
    if costs:
        least, vendor = min(costs, key=lambda one: (one[0].value, one[1].source.name))
        return f"{vendor.source.name}: {dollars(least.value)} for each contact"
    delivered = sum(vendor.delivered for vendor in vendors)
    if not vendors:
        return "No vendor’s file yet"
    return f"{words.count(len(vendors), 'vendor')} delivered {counted(delivered, 'number')}"


def _about(vendors: Sequence[Vendor]) -> str:
    if not vendors:
        return "Import a file of owners and numbers; what comes of its numbers is counted here."
    return "Numbers and claims are all there are; calls and costs are those of the last twelve months."


def _row(vendor: Vendor) -> Row:
    rate = PRIORS["contact"].rate("contact", vendor.calls.answered, vendor.calls.dials)
    return Row(
        pk=vendor.source.pk,
        name=vendor.source.name,
        numbers=Said(f"{vendor.delivered:,}"),
        bar=tuple(_bar(vendor)),
        bar_said=_bar_said(vendor),
        found=tuple(_found(vendor, finding, name) for finding, name in FINDINGS if vendor.findings.get(finding)),
        rate=_rate(rate),
        drawn=whisker(rate, NOBODY),
        is_own=rate.is_own,
        price=_price(vendor),
        paid=_paid(vendor.paid),
        figures=(
            replace(_cost(vendor, vendor.since_paid.contacts, "contact"), name="A contact costs"),
            replace(_cost(vendor, vendor.since_paid.appointments, "appointment"), name="An appointment costs"),
            replace(_later(vendor), name="Behind your MLS"),
            replace(_refused(vendor), name="Claims refused"),
            replace(_shared(vendor), name="From others too"),
        ),
        history=tuple(_entered(price) for price in reversed(vendor.prices)),
    )


# ---- numbers

FINDINGS = (
    (Phone.Finding.REACHED, "reached"),
    (Phone.Finding.WRONG, "wrong"),
    (Phone.Finding.DISCONNECTED, "disconnected"),
)


def _found(vendor: Vendor, finding: str, name: str) -> Said:
    count = vendor.findings.get(finding, 0)
    return Said(f"{count:,} {name}", _share(count, vendor.delivered))


def _share(count: int, of: int) -> str:
    return funnel.percent(count / of) if of and count else ""


def _bar(vendor: Vendor) -> Iterator[Part]:
    """Reached, then dead, then those of which nothing is known."""
    found = vendor.findings
    reached = found.get(Phone.Finding.REACHED, 0)
    dead = found.get(Phone.Finding.WRONG, 0) + found.get(Phone.Finding.DISCONNECTED, 0)
    x = 0.0
    for look, count in (("bar", reached), ("bar-2", dead), ("wash", max(0, vendor.delivered - reached - dead))):
        width = round(count / vendor.delivered * BAR, 1) if vendor.delivered else 0.0
        if width:
            yield Part(look, x, min(width, BAR - x))
        x = round(x + width, 1)


def _bar_said(vendor: Vendor) -> str:
    told = ", ".join(_found(vendor, finding, name).value for finding, name in FINDINGS)
    return f"Of {counted(vendor.delivered, 'number')}: {told}."


def _shared(vendor: Vendor) -> Said:
    return Said(_share(vendor.shared, vendor.delivered) or "none", f"{vendor.shared:,} of {vendor.delivered:,}")


# ---- calls and costs


def _rate(rate: Rate) -> Said:
    seen = f"{rate.events:,} of {counted(rate.trials, 'dial')}" if rate.trials else "no dials yet"
    if not rate.is_own:
        return Said(funnel.TOO_EARLY, seen)
    return Said(funnel.percent(rate.value), seen, interval=funnel.interval(rate))


def _price(vendor: Vendor) -> str:
    return f"{dollars(vendor.prices[-1].dollars_a_month)} a month" if vendor.prices else "No price yet"


def _contact_cost(vendor: Vendor) -> Cost | None:
    return cost(vendor.paid.dollars, vendor.since_paid.contacts) if vendor.paid else None


def _cost(vendor: Vendor, events: int, event: str) -> Said:
    """`$41.20`, `$33.10–$52.40`, of `40 contacts`; without a price nothing, with few events no average."""
    if vendor.paid is None:
        return Said("", "no price entered")
    found = cost(vendor.paid.dollars, events)
    if found is None or not found.is_own:
        return Said(funnel.TOO_EARLY, counted(events, event))
    return Said(dollars(found.value), counted(events, event), interval=f"{dollars(found.low)}–{dollars(found.high)}")


def _paid(spent: Paid | None) -> str:
    """`$823 paid since Jan 15, 2026`"""
    return f"{dollars(spent.dollars)} paid since {words.short_date(spent.since)}, {spent.since.year}" if spent else ""


def dollars(amount: Decimal) -> str:
    """`$41.20`, `$1,648`: cents only where they count."""
    return f"${amount:,.0f}" if amount >= FEW_DOLLARS or amount == amount.to_integral() else f"${amount:,.2f}"


def _entered(price: SourcePrice) -> str:
    """`$79 a month since Jan 1, 2026, entered by Maya Lindqvist`"""
    by = f", entered by {price.by.name}" if price.by else ""
    return f"{dollars(price.dollars_a_month)} a month since {words.short_date(price.since)}, {price.since.year}{by}"


# ---- claims


def _later(vendor: Vendor) -> Said:
    claims = vendor.claims
    seen = f"{counted(claims.compared, 'home')} of {claims.made:,} claimed" if claims.made else "no claims"
    if claims.hours_later is None or claims.compared < ENOUGH_HOMES:
        return Said(funnel.TOO_EARLY if claims.made else "", seen)
    return Said(hours_said(claims.hours_later), seen)


def hours_said(hours: float) -> str:
    """`31 hours later`, `4 days later`, `2 hours earlier`, `at the same time`."""
    size = abs(hours)
    said = words.count(round(size), "hour") if size < 72 else words.count(round(size / 24), "day")
    return "at the same time" if size < 1 else f"{said} {'later' if hours > 0 else 'earlier'}"


def _refused(vendor: Vendor) -> Said:
    """`3`, of `40 claims: called expired, but 2 Active and 1 Withdrawn in the MLS`"""
    claims = vendor.claims
    if not claims.made:
        return Said("", "no claims")
    kinds = ((claims.active, "on the market"), (claims.withdrawn, "withdrawn"), (claims.sold, "sold"))
    told = ", ".join(f"{count:,} {name}" for count, name in kinds if count)
    made = f"of {counted(claims.made, 'claim')}"
    return Said(f"{claims.refused:,}", f"{made}: called expired, but {told} in the MLS" if told else made)


def table(vendors: Sequence[Vendor]) -> list[list[object]]:
    """The scorecard as rows of a file, its heads first; what is not known is empty."""
    return [list(COLUMNS), *([value(vendor) for value in COLUMNS.values()] for vendor in vendors)]


def _each(vendor: Vendor, events: int) -> object:
    found = cost(vendor.paid.dollars, events) if vendor.paid else None
    return found.value if found else ""


COLUMNS: Mapping[str, Callable[[Vendor], object]] = {
    "vendor": lambda one: one.source.name,
    "numbers": lambda one: one.delivered,
    "reached": lambda one: one.findings.get("reached", 0),
    "wrong": lambda one: one.findings.get("wrong", 0),
    "disconnected": lambda one: one.findings.get("disconnected", 0),
    "also_from_others": lambda one: one.shared,
    "dials_12_months": lambda one: one.calls.dials,
    "contacts_12_months": lambda one: one.calls.contacts,
    "appointments_12_months": lambda one: one.calls.appointments,
    "dollars_a_month": lambda one: one.prices[-1].dollars_a_month if one.prices else "",
    "dollars_paid_12_months": lambda one: one.paid.dollars if one.paid else "",
    "paid_since": lambda one: one.paid.since.isoformat() if one.paid else "",
    "dollars_a_contact": lambda one: _each(one, one.since_paid.contacts),
    "dollars_an_appointment": lambda one: _each(one, one.since_paid.appointments),
    "claims": lambda one: one.claims.made,
    "claims_refused": lambda one: one.claims.refused,
    "hours_later_than_the_mls": lambda one: "" if one.claims.hours_later is None else round(one.claims.hours_later, 1),
    "hours_later_of_homes": lambda one: one.claims.compared,
}
