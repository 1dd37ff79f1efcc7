"""What vendors claim of a home's listing, held against what our own MLS files say of it.

A vendor sells a home as expired. A lead opens by our MLS files alone (`leads.intake`), never by a claim; a claim that
they contradict is refused and shown, and one about a home they do not know says so. Claims are judged when they come
in and again whenever a file tells something new of their homes.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from callsheet.accounts.models import Team
from callsheet.core.offmarket import ListingFacts, Verdict, judge
from callsheet.listings import bulk
from callsheet.listings.models import Import, Listing
from callsheet.owners.models import VendorClaim, VendorsCounted
from callsheet.owners.rows import Claim

CONTRADICTS = ("on_market", "relisted", "withdrawn", "closed")
"""Verdicts of core.offmarket under which nobody is to be called as the owner of an expired home."""
NOT_KNOWN = "Not in your MLS files: not callable until a file with it is imported."
_SAID = ("status", "said_on", "listing_id", "first_claimed_at", "claimed_at", "of", "mls_known_at")
_FOUND = ("found", "because", "is_refused", "mls_known_at", "judged_at")
_FACTS = ("pk", "source__name", "listing_id", "standard_status", "is_lease", "on_market_date", "off_market_date",
          "expiration_date", "close_date", "status_at", "last_read__as_of", "list_office_name",
          "list_price")  # fmt: skip


class ClaimBook:
    """The claims of one source about some homes, held in memory until `write`."""

    def __init__(self, import_: Import, claimed: Collection[int]):
        self.import_, self.as_of = import_, import_.as_of
        known = VendorClaim.objects.filter(source=import_.source_id, property__in=claimed) if claimed else ()
        self._known = {claim.property_id: claim for claim in known}
        self._new: dict[int, VendorClaim] = {}
        self._changed: dict[int, VendorClaim] = {}
        self._first_claimed = {home: claim.first_claimed_at for home, claim in self._known.items()}

    def enter(self, claim: Claim | None, home: int) -> None:
        """Note what a row says of the home's listing. A file that repeats what is known writes nothing."""
        if claim is None or home in self._new:
            return
        known = self._known.get(home)
        if known is None:
            self._new[home] = self._made(claim, home)
        elif self.as_of > known.claimed_at:
            self._renew(known, claim)
        elif self.as_of < known.first_claimed_at:
            known.first_claimed_at = self.as_of
            self._changed[home] = known

    def _made(self, claim: Claim, home: int) -> VendorClaim:
        return VendorClaim(
            source=self.import_.source,
            property_id=home,
            of=self.import_,
            status=claim.status,
            said_on=claim.said_on,
            listing_id=claim.listing_id,
            first_claimed_at=self.as_of,
            claimed_at=self.as_of,
        )

    def _renew(self, known: VendorClaim, claim: Claim) -> None:
        """The claim once more; about another listing number it is a claim of its own, first made now."""
        if claim.listing_id and known.listing_id and claim.listing_id != known.listing_id:
            known.first_claimed_at, known.mls_known_at = self.as_of, None
        known.status, known.claimed_at, known.of = claim.status, self.as_of, self.import_
        known.said_on = claim.said_on or known.said_on
        known.listing_id = claim.listing_id or known.listing_id
        self._changed[known.property_id] = known

    def write(self, now: datetime) -> None:
        """Store the claims and judge those that are new or were made once more."""
        VendorClaim.objects.bulk_create(self._new.values())
        VendorClaim.objects.bulk_update(self._changed.values(), _SAID)
        if self._new or any(self._first_claimed[home] != one.first_claimed_at for home, one in self._changed.items()):
            VendorsCounted.note_change(self.import_.team_id, VendorsCounted.Kind.CLAIMS)
        judge_claims(self.import_.team, self._new.keys() | self._changed.keys(), now)


def judge_claims(team: Team, property_ids: Collection[int], now: datetime) -> None:
    """Hold what vendors claim of these homes against our MLS files as they are now. One query where there is no claim.

    Only what changed is written. Call it inside a transaction; safe to call twice.
    """
    if not property_ids:
        return
    among, wanted = bulk.one_of("property_id", property_ids)
    found = bulk.fetch(f"SELECT id FROM owners_vendorclaim WHERE {among}", [wanted])
    if not found:
        return
    claims = list(VendorClaim.objects.filter(pk__in=[pk for (pk,) in found], source__team=team))
    listings = _listings_of({claim.property_id for claim in claims})
    today = now.astimezone(ZoneInfo(team.time_zone)).date()
    verdicts = {home: judge(rows, today) for home, rows in listings.items()}
    changed = [claim for claim in claims if _judge(claim, verdicts.get(claim.property_id), listings, now)]
    VendorClaim.objects.bulk_update(changed, _FOUND, batch_size=500)
    if changed:
        VendorsCounted.note_change(team.pk, VendorsCounted.Kind.CLAIMS)


def _listings_of(homes: Collection[int]) -> dict[int, list[ListingFacts]]:
    found: dict[int, list[ListingFacts]] = defaultdict(list)
    for home, *values in Listing.objects.filter(property__in=homes).values_list("property", *_FACTS):
        found[home].append(ListingFacts(*values))
    return found


def _judge(claim: VendorClaim, verdict: Verdict | None, listings: dict[int, list[ListingFacts]], now: datetime) -> bool:
    """Write the verdict into the claim; whether that was news."""
    kind = verdict.kind if verdict else "none"
    because = verdict.because if verdict and kind != "none" else NOT_KNOWN
    known_at = claim.mls_known_at
    if verdict and kind == "off_market" and known_at is None:
        known_at = next(facts.status_at for facts in listings[claim.property_id] if facts.pk == verdict.listing)
    said = (kind, because[:300], kind in CONTRADICTS, known_at)
    if claim.judged_at and said == (claim.found, claim.because, claim.is_refused, claim.mls_known_at):
        return False
    claim.found, claim.because, claim.is_refused, claim.mls_known_at = said
    claim.judged_at = now
    return True


# ---------------------------------------------------------------- how many stand how


@dataclass(frozen=True, slots=True)
class Tally:
    """The claims of one file: how many, how many our MLS contradicts by kind of verdict, how many it does not know."""

    claims: int
    refused: dict[str, int]
    unknown: int

    @property
    def all_refused(self) -> int:
        return sum(self.refused.values())


def of_import(import_: Import):
    """What the source claimed in this file, as it stands now; a later file of the source takes its claims along."""
    mine = VendorClaim.objects.filter(source=import_.source_id, claimed_at=import_.as_of)
    return mine.select_related("property", "source").order_by("-is_refused", "found", "pk")


def tally(claims: Iterable[tuple[str, bool]]) -> Tally:
    """`claims`: the kind of verdict on each, and whether it is refused."""
    said: Sequence[tuple[str, bool]] = list(claims)
    refused: dict[str, int] = defaultdict(int)
    for kind, is_refused in said:
        if is_refused:
            refused[kind] += 1
    return Tally(len(said), dict(refused), sum(kind == "none" for kind, _ in said))
