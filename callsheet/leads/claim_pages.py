"""What a vendor sold as expired, beside what the MLS says of it: as a part of pages, as lines, and as CSV."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from callsheet.core import words
from callsheet.core.spreadsheet import harmless
from callsheet.core.wall_clock import WallClock
from callsheet.listings.models import Import, Property
from callsheet.owners import claims
from callsheet.owners.claims import Tally
from callsheet.owners.models import VendorClaim

SHOWN = 100
DAYS_FROM = 48  # hours: from here on they are counted in days
KINDS: Mapping[str, str] = {
    "on_market": "on the market",
    "relisted": "listed again",
    "withdrawn": "withdrawn",
    "closed": "sold",
}
HEADER = ("Home", "City", "State", "ZIP", "Vendor", "Vendor says", "Since", "Vendor's listing number", "First said",
          "Your MLS", "Because", "Known from the MLS since")  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One home: what the vendor said, what the MLS says, and the mark of it."""

    home: int
    line: str
    said: str
    mark: str
    stands: str
    because: str


@dataclass(frozen=True, slots=True)
class ClaimsPart:
    """The claims of one file. `answer`: how many are wrong; `unknown`: how many our files do not know."""

    answer: str
    unknown: str
    rows: tuple[ClaimRow, ...]
    shown: str


def claims_part(import_: Import, clock: WallClock) -> ClaimsPart | None:
    """What the file claimed, those that the MLS contradicts and does not know first; None where it claimed nothing."""
    said = claims.of_import(import_)
    told = claims.tally(said.values_list("found", "is_refused"))
    if not told.claims:
        return None
    wrong = [*said.filter(is_refused=True)[:SHOWN], *said.filter(found="none")[:SHOWN]][:SHOWN]
    count = told.all_refused + told.unknown
    return ClaimsPart(
        answer=answer(told),
        unknown=unknown(told),
        rows=tuple(_row(claim, clock) for claim in wrong),
        shown=f"The first {SHOWN} of {count:,} are shown." if count > SHOWN else "",
    )


def answer(told: Tally) -> str:
    """`12 of 300 homes sold as expired are not expired in your MLS: 9 on the market, 3 withdrawn.`"""
    homes = words.count(told.claims, "home")
    if not told.refused:
        known = told.claims - told.unknown
        return f"{homes} sold as expired; your MLS contradicts none of the {known:,} it knows."
    kinds = ", ".join(f"{told.refused[kind]:,} {name}" for kind, name in KINDS.items() if kind in told.refused)
    are = "is" if told.all_refused == 1 else "are"
    return f"{told.all_refused:,} of {homes} sold as expired {are} not expired in your MLS: {kinds}."


def unknown(told: Tally) -> str:
    if not told.unknown:
        return ""
    are = "is" if told.unknown == 1 else "are"
    return (
        f"{told.unknown:,} {are} not in your MLS files: nobody is called there until a file with the home is imported."
    )


def _row(claim: VendorClaim, clock: WallClock) -> ClaimRow:
    mark, stands = _stands(claim)
    said = f"{claim.status}{f', {words.short_date(claim.said_on)}' if claim.said_on else ''}"
    if claim.because.startswith(stands):  # "Listed again on Apr 17 ..." says it all
        return ClaimRow(claim.property_id, claim.property.one_line, said, mark, claim.because, "")
    return ClaimRow(claim.property_id, claim.property.one_line, said, mark, stands, claim.because)


def _stands(claim: VendorClaim) -> tuple[str, str]:
    """(mark, words)"""
    if claim.is_refused:
        return "never", KINDS.get(claim.found, claim.found).capitalize()
    if claim.found in ("off_market", "presumed_expired"):
        return "now", "Off the market"
    return "ask", "Not known here" if claim.found == "none" else "Not clear"


def of_home(home: Property, clock: WallClock) -> Iterable[tuple[str, str]]:
    """(vendor, words) of what vendors say of a home: `Expired, Nov 22; said 9 hours after your MLS files`."""
    for claim in home.claims.select_related("source").order_by("first_claimed_at", "pk"):
        since = f", {words.short_date(claim.said_on)}" if claim.said_on else ""
        verdict = f"refused. {claim.because}" if claim.is_refused else _agreed(claim, clock)
        yield claim.source.name, f"{claim.status}{since}; {verdict}"


def _agreed(claim: VendorClaim, clock: WallClock) -> str:
    if claim.mls_known_at is None:
        return claim.because
    hours = round((claim.first_claimed_at - claim.mls_known_at).total_seconds() / 3600)
    if hours == 0:
        return "said within the hour of your MLS files"
    away = words.count(abs(hours), "hour") if abs(hours) < DAYS_FROM else words.count(round(abs(hours) / 24), "day")
    return f"said {away} {'after' if hours > 0 else 'before'} your MLS files"


def as_csv(said: Sequence[VendorClaim]) -> str:
    """The claims as a file: a row a home, with the vendor's word and the MLS's."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(HEADER)
    rows.writerows([harmless(cell) for cell in _cells(claim)] for claim in said)
    return text.getvalue()


def _cells(claim: VendorClaim) -> tuple[object, ...]:
    home = claim.property
    return (
        home.street_line, home.city, home.state, home.postal_code, claim.source.name, claim.status,
        claim.said_on or "", claim.listing_id, claim.first_claimed_at.isoformat(), _stands(claim)[1], claim.because,
        claim.mls_known_at.isoformat() if claim.mls_known_at else "",
    )  # fmt: skip
