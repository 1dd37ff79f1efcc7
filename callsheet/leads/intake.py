"""Files become leads: after each batch of listings leads open and close, after each batch of owners they find an owner.

All of it is set-based and runs inside the batch's own transaction, so that leads are never behind listings. Homes that
have neither an open lead nor anything off the market are left alone after two queries.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from callsheet.accounts.models import Team
from callsheet.accounts.teams import offices_of
from callsheet.compliance.models import Answer, CountedDial
from callsheet.core import cadence, offmarket
from callsheet.core.offices import is_ours
from callsheet.core.offmarket import ListingFacts, Verdict, judge
from callsheet.leads import lane, lane_changes, title
from callsheet.leads.models import FollowUp, Lead, LeadEvent, Snooze
from callsheet.listings import bulk
from callsheet.listings import ingest as listings
from callsheet.listings.batches import BatchEffect
from callsheet.listings.models import Import, Listing, Property, Source
from callsheet.owners import claims
from callsheet.owners import ingest as owners
from callsheet.owners.models import Owner

HORIZON = timedelta(days=3 * 365)
"""No lead opens for an expiry older than this: most such homes changed hands or minds, and a first import of twenty
years of history must not bury the sheet. (Dials to expiries over a year old bring a third of the newest ones.)"""
PRESUMED_HORIZON = timedelta(days=90)
"""An Active whose contract ended longer ago than this is a row nobody refreshed, not an expiry."""
SAME_TERM = timedelta(days=30)
"""Another MLS may date the same expiry so many days off; it is still the same pursuit."""

CHUNK = 300

Progress = Callable[[int, int], None]
_PURSUED = ("off_market", "presumed_expired")
_CLOSING = ("state", "closed_at", "closed_because", "closed_by_files", "due_at", "due_is_kept", "snoozed_until")
_LEAD_COLUMNS = (
    *("id", "team_id", "property_id", "listing_id", "owner_id", "state", "opened_at"),
    *("expired_on", "expired_on_known", "is_presumed", "is_ours"),
    *("due_at", "closed_because", "closed_by_files", "mood", "attempts", "touches", "due_is_kept", "by_phone"),
    *("off_phone_rule", "off_phone_because", "lane_changes"),
)
_FOLLOW_UP_COLUMNS = (
    *("lead_id", "kind", "touch", "due_at", "is_kept", "because", "planned_at"),
    "dropped_because",
)
_FIELDS = (
    "pk",
    "source__name",
    "listing_id",
    "standard_status",
    "is_lease",
    "on_market_date",
    "off_market_date",
    "expiration_date",
    "close_date",
    "status_at",
    "last_read__as_of",
    "list_office_name",
    "list_price",
)


def run_import(import_: Import, now: datetime, progress: Progress | None = None) -> Import:
    """Read an MLS file from its place on; its leads open and close with each batch and take their lane at its end."""
    listings.run(import_, now=now, on_batch=Intake(import_.team, now), progress=progress)
    lane.move_blocked(import_.team, now)
    return import_


def run_owner_import(import_: Import, now: datetime, progress: Progress | None = None) -> Import:
    """Read an owner file from its place on; leads get their owner with each batch and take their lane at its end."""
    owners.run(import_, now=now, on_batch=partial(attach_owners, import_.team, now=now), progress=progress)
    lane.move_blocked(import_.team, now)
    return import_


def run_any(import_: Import, now: datetime, progress: Progress | None = None) -> Import:
    """Read a file of either kind."""
    run = run_import if import_.kind == Source.Kind.MLS else run_owner_import
    return run(import_, now, progress)


def open_and_close(team: Team, property_ids: Collection[int], now: datetime) -> BatchEffect:
    """Judge these homes anew and open, confirm or close their leads. Safe to call twice."""
    return Intake(team, now)(property_ids)


@transaction.atomic
def attach_owners(team: Team, property_ids: Collection[int], now: datetime) -> None:
    """Give the open leads of these homes their owner, where it became known or changed. Safe to call twice."""
    title.attach(team, property_ids, now)
    lane_changes.mark_homes(team, property_ids)


def presume(team: Team, now: datetime) -> BatchEffect:
    """A look at what no file will say: Actives whose contract ended are presumed expired, and homes whose
    status was settled since yesterday without a file (a status word was explained) are judged again."""
    today = _today(team, now)
    ended = Q(standard_status="Active", expiration_date__range=(today - PRESUMED_HORIZON, today - timedelta(days=1)))
    settled = Q(standard_status__in=offmarket.OFF_MARKET, status_at__gte=now - timedelta(days=2))
    waiting = Listing.objects.filter(ended | settled, property__team=team, is_lease=False, leads=None)
    homes = sorted(set(waiting.values_list("property", flat=True)))
    intake = Intake(team, now)
    return _sum(intake(homes[start : start + CHUNK]) for start in range(0, len(homes), CHUNK))


def presume_everywhere(now: datetime) -> None:
    """The same for every team; recurring work, safe at any time."""
    for team in Team.objects.order_by("pk"):
        presume(team, now)


@dataclass(frozen=True, slots=True)
class _Home:
    """A home under judgement: its listings, the verdict on it, its leads."""

    pk: int
    listings: tuple[ListingFacts, ...]
    verdict: Verdict
    leads: tuple[Lead, ...]

    @property
    def open_lead(self) -> Lead | None:
        return next((lead for lead in self.leads if lead.state == Lead.State.OPEN), None)

    @property
    def has_lost_listing(self) -> bool:
        """Whether the listing its open lead follows is another home's by now: its MLS corrected the address."""
        return self.open_lead is not None and self.open_lead.listing_id not in {facts.pk for facts in self.listings}

    @property
    def lead_of_listing(self) -> Lead | None:
        """The lead of the very expiry that decides, open or closed."""
        return next((lead for lead in self.leads if lead.listing_id == self.verdict.listing), None)

    @property
    def sold_on(self) -> date | None:
        """The day of its last sale."""
        sales = [
            facts.close_date for facts in self.listings if facts.standard_status == "Closed" and not facts.is_lease
        ]
        return max((day for day in sales if day), default=None)

    @property
    def office(self) -> str:
        """The list office of the listing that decides."""
        return next(facts.list_office_name for facts in self.listings if facts.pk == self.verdict.listing)


class Intake:
    """Opens and closes the leads of one import, batch by batch; call it with the homes of each batch.

    It remembers what it did itself: where a later row of the same file shows that a home is on the market after all,
    the lead it opened never was, and is taken back together with its count.
    """

    def __init__(self, team: Team, now: datetime) -> None:
        self.team, self.now, self.today = team, now, _today(team, now)
        self.offices = offices_of(team)
        self.opened: set[int] = set()
        self.taken_back: set[int] = set()
        self.off_market: set[int] = set()
        self.relisted: set[int] = set()

    @transaction.atomic
    def __call__(self, property_ids: Collection[int]) -> BatchEffect:
        """Judge the homes of one batch; the counts are what this batch adds to the import's."""
        before = len(self.off_market), len(self.relisted), len(self.opened)
        homes = self._homes(self._concerned(property_ids))
        ending = {home.pk: home for home in homes if self._ends(home)}
        closed = self._close(ending.values()) if ending else 0
        self._confirm([home for home in homes if home.open_lead and home.pk not in ending])
        self._open([home for home in homes if self._starts(home, home.pk in ending)])
        self._count(homes)
        claims.judge_claims(self.team, property_ids, self.now)
        after = len(self.off_market), len(self.relisted), len(self.opened)
        return BatchEffect(*(now - then for now, then in zip(after, before, strict=True)), closed)

    def _concerned(self, property_ids: Collection[int]) -> set[int]:
        """The homes among these that have something off the market or an open lead: two queries for all of them.

        The statuses are looked at here and not in the query, which then uses the index of the homes.
        """
        among, wanted = bulk.one_of("property_id", property_ids)
        leads = bulk.fetch(f"SELECT property_id FROM leads_lead WHERE {among} AND state = 'open'", [wanted])
        rows = bulk.fetch(
            "SELECT property_id, standard_status, expiration_date < %s FROM listings_listing "
            f"WHERE {among} AND NOT is_lease",
            [self.today.isoformat(), wanted],
        )
        candidates = {home for home, status, is_over in rows if status in offmarket.OFF_MARKET or is_over}
        return candidates | {home for (home,) in leads}

    def _homes(self, concerned: Collection[int]) -> list[_Home]:
        """The homes with all that is known of them, locked, so that two imports never open the same lead."""
        if not concerned:
            return []
        # Not `team=` beside the keys: SQLite would then walk through all homes of the team, for every batch anew.
        found = Property.objects.select_for_update().filter(pk__in=concerned).order_by("pk").values_list("pk", "team")
        listings_of: dict[int, list[ListingFacts]] = {home: [] for home, team in found if team == self.team.pk}
        for home, *values in Listing.objects.filter(property__in=listings_of).values_list("property", *_FIELDS):
            listings_of[home].append(ListingFacts(*values))
        leads_of: dict[int, list[Lead]] = defaultdict(list)
        for lead in Lead.objects.select_for_update().filter(property__in=listings_of):
            leads_of[lead.property_id].append(lead)
        return [
            _Home(home, tuple(rows), judge(rows, self.today), tuple(leads_of[home]))
            for home, rows in listings_of.items()
        ]

    # ---- what a verdict means for leads

    def _ends(self, home: _Home) -> bool:
        """Whether the verdict closes the open lead: on the market, sold, withdrawn, expired anew after a later
        term, or of another home.

        An unexplained status word closes nothing; the gate refuses until it is explained.
        """
        lead, verdict = home.open_lead, home.verdict
        if home.has_lost_listing:
            return True
        if lead is None or verdict.kind == "unknown":
            return False
        if verdict.kind not in _PURSUED:
            return True
        return lead.listing_id != verdict.listing and (verdict.since or self.today) - lead.expired_on > SAME_TERM

    def _starts(self, home: _Home, is_ending: bool) -> bool:
        """Whether the verdict opens a lead. One that a person or the cadence closed stays closed."""
        verdict, earlier = home.verdict, home.lead_of_listing
        if verdict.kind not in _PURSUED or (home.open_lead and not is_ending) or not self._is_in_reach(verdict):
            return False
        return earlier is None or (earlier.state == Lead.State.CLOSED and earlier.closed_by_files)

    def _is_in_reach(self, verdict: Verdict) -> bool:
        horizon = HORIZON if verdict.kind == "off_market" else PRESUMED_HORIZON
        return not verdict.since_known or self.today - (verdict.since or self.today) <= horizon

    def _count(self, homes: Iterable[_Home]) -> None:
        """Keep the homes that this import found off the market and on it again; a home changes sides with its rows."""
        for home in homes:
            was_known = any(lead and not self._is_mine(lead) for lead in (home.open_lead, home.lead_of_listing))
            found = home.verdict.kind == "off_market" and not was_known
            (self.off_market.add if found else self.off_market.discard)(home.pk)
            is_again = home.verdict.kind == "relisted" or self._is_back(home)
            (self.relisted.add if is_again else self.relisted.discard)(home.pk)

    def _is_back(self, home: _Home) -> bool:
        """Whether the very listing that had expired is on the market again, and this import closed its lead for it.

        One presumed expired never came off: its contract was extended.
        """
        lead = home.lead_of_listing
        if home.verdict.kind != "on_market" or lead is None or lead.is_presumed or self._is_mine(lead):
            return False
        return lead.closed_by_files and lead.closed_at == self.now

    def _is_mine(self, lead: Lead) -> bool:
        """Whether this import opened it itself."""
        return lead.pk in self.opened or lead.pk in self.taken_back

    # ---- writing, a whole batch at a time

    def _close(self, homes: Collection[_Home]) -> int:
        """Close the open leads of these homes, each with its reason; the number closed, without those taken back."""
        leads = {home.open_lead: home for home in homes if home.open_lead}
        never_were = self._never_were(leads)
        Lead.objects.filter(pk__in=never_were).delete()
        self.opened -= never_were
        self.taken_back |= never_were
        ended = [lead for lead in leads if lead.pk not in never_were]
        for lead in ended:
            _end(lead, self._reason(leads[lead]), self.now)
        Lead.objects.bulk_update(ended, _CLOSING)
        planned = FollowUp.objects.open().filter(lead__in=ended)
        planned.update(dropped_at=self.now, dropped_because="The lead was closed.")
        Snooze.objects.filter(lead__in=ended, ended_at=None).update(ended_at=self.now)
        self._happened((lead.pk, f"Closed: {lead.closed_because}") for lead in ended)
        return len(ended)

    def _never_were(self, leads: Iterable[Lead]) -> set[int]:
        """Those that this import opened itself and nobody has asked the gate about, or dialed, since."""
        mine = [lead for lead in leads if lead.pk in self.opened and not lead.touches]
        if not mine:
            return set()
        owners = [lead.owner_id for lead in mine if lead.owner_id]
        worked_on = {
            owner
            for model in (Answer, CountedDial)
            for owner in model.objects.filter(owner__in=owners).values_list("owner", flat=True)
        }
        return {lead.pk for lead in mine if lead.owner_id not in worked_on}

    def _reason(self, home: _Home) -> str:
        if home.has_lost_listing:
            return _moved_away(Listing.objects.select_related("property").get(pk=home.open_lead.listing_id))
        if home.verdict.kind not in _PURSUED:
            return home.verdict.because
        return f"A later contract has ended as well: {home.verdict.because}"

    def _confirm(self, homes: Iterable[_Home]) -> None:
        """Write down what a newer row says of leads that go on: expired indeed, or on which day."""
        changed, said = [], []
        for home in homes:
            lead, verdict = home.open_lead, home.verdict
            if lead is None or verdict.kind != "off_market" or lead.listing_id != verdict.listing:
                continue
            day = (verdict.since, True) if verdict.since_known else (lead.expired_on, lead.expired_on_known)
            if not lead.is_presumed and day == (lead.expired_on, lead.expired_on_known):
                continue
            said.append((lead.pk, f"{'Confirmed' if lead.is_presumed else 'Now dated'}: {verdict.because}"))
            lead.is_presumed, (lead.expired_on, lead.expired_on_known) = False, day
            changed.append(lead)
        Lead.objects.bulk_update(changed, ["is_presumed", "expired_on", "expired_on_known"])
        self._happened(said)

    def _open(self, homes: Sequence[_Home]) -> None:
        if not homes:
            return
        again = [home.lead_of_listing for home in homes if home.lead_of_listing]
        for home in homes:  # rare: what closed it was taken back, or the same listing was active again and ended anew
            if home.lead_of_listing:
                self._open_again(home.lead_of_listing, home.verdict)
        fresh = [home for home in homes if home.lead_of_listing is None]
        pks = bulk.take_ids(Lead, len(fresh))
        owners = title.current_owners({home.pk: home.sold_on for home in fresh}) if fresh else {}
        bulk.insert(
            Lead,
            _LEAD_COLUMNS,
            [self._lead_row(pk, home, owners.get(home.pk)) for pk, home in zip(pks, fresh, strict=True)],
        )
        first_call = self._first_call_row()
        bulk.insert(FollowUp, _FOLLOW_UP_COLUMNS, [(pk, *first_call) for pk in pks])
        self._happened((pk, f"{home.verdict.because} Lead opened.") for pk, home in zip(pks, fresh, strict=True))
        self.opened |= {*pks, *(lead.pk for lead in again)}

    def _open_again(self, lead: Lead, verdict: Verdict) -> None:
        """Reopen a lead under the day on which its listing came off last."""
        lead.reopen(None, self.now)
        lead.is_presumed = verdict.kind == "presumed_expired"
        lead.expired_on, lead.expired_on_known = verdict.since or self.today, verdict.since_known
        lead.save(update_fields=["is_presumed", "expired_on", "expired_on_known"])
        self._happened([(lead.pk, verdict.because)])

    def _lead_row(self, pk: int, home: _Home, owner: Owner | None) -> tuple[object, ...]:
        """The values of _LEAD_COLUMNS for a lead that opens with a call due at once."""
        verdict, now = home.verdict, bulk.plain(self.now)
        is_presumed, ours = verdict.kind == "presumed_expired", is_ours(home.office, self.offices)
        about = (pk, self.team.pk, home.pk, verdict.listing, owner and owner.pk, Lead.State.OPEN.value, now)
        expiry = (bulk.plain(verdict.since), verdict.since_known, is_presumed, ours)
        return (*about, *expiry, now, "", False, "", 0, 0, False, True, "", "", 1)

    def _first_call_row(self) -> tuple[object, ...]:
        planned = cadence.first_touch(cadence.History(self.today), self.now, self.now.tzinfo or UTC)
        due, now = bulk.plain(planned.due_at), bulk.plain(self.now)
        return (planned.kind, planned.touch, due, planned.is_kept, planned.because, now, "")

    def _happened(self, said: Iterable[tuple[int, str]]) -> None:
        """Write down what happened to leads, given by their primary keys."""
        now = bulk.plain(self.now)
        bulk.insert(LeadEvent, ("lead_id", "at", "what"), [(lead, now, what[:200]) for lead, what in said])


def _end(lead: Lead, because: str, now: datetime) -> None:
    """The fields of a closed lead; the caller writes them."""
    lead.state, lead.closed_at, lead.closed_because = Lead.State.CLOSED, now, because[:200]
    lead.closed_by_files, lead.due_at, lead.due_is_kept, lead.snoozed_until = True, None, False, None


def _moved_away(listing: Listing) -> str:
    return f"Its listing {listing.listing_id} belongs to {listing.property.street_line} now."


def _today(team: Team, now: datetime) -> date:
    return now.astimezone(ZoneInfo(team.time_zone)).date()


def _sum(effects: Iterable[BatchEffect]) -> BatchEffect:
    total = [0, 0, 0, 0]
    for effect in effects:
        counts = (effect.off_market, effect.relisted, effect.opened, effect.closed)
        total = [sum(pair) for pair in zip(total, counts, strict=True)]
    return BatchEffect(*total)
